import pytest

from search.query.parse import parse
from search.query.resolve import All, AnyOf, Form, Sequence, Start, Stem, resolve


def words(*forms):
    return Sequence(tuple(Form(form) for form in forms))


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Déclarations", Stem("declar", "declarations")),
        ('"Déclarations"', Form("declarations")),
        ("l'exploitation", Stem("exploit", "exploitation")),
        ('"l’allée des Ormeaux"', words("allee", "des", "ormeaux")),
        ("2017/000495", words("2017", "000495")),
        ("verzo*", Start("verzo")),
        ("l'exploi*", Start("exploi")),
        ("2017/0004*", Sequence((Form("2017"), Start("0004")))),
        ("AB-123-CD", Form("#plate:AB123CD")),
        ('"AB 123 CD"', Form("#plate:AB123CD")),
        ("06 39 98 16 22", Form("#phone:0639981622")),
        ("sous-sol", AnyOf((words("sous", "sol"), Form("soussol")))),
        (
            '"au rendez-vous avec"',
            AnyOf((words("au", "rendez", "vous", "avec"), words("au", "rendezvous", "avec"))),
        ),
        ('"immé\u00addiate"', Form("immediate")),
        ('"immé-\ndiate"', AnyOf((words("imme", "diate"), Form("immediate")))),
        ("les -ans", All((Stem("les", "les"),), (Stem("ans", "ans"),))),
        ("ans OR ans", AnyOf((Stem("ans", "ans"),))),
    ],
)
def test_it_works(text, ask):
    assert resolve(parse(text), "fr") == ask


def test_the_language_decides():
    assert resolve(parse("l'exploitation"), "en") == words("l", "exploitation")
    assert resolve(parse("witnesses"), "en") == Stem("wit", "witnesses")
    assert resolve(parse("chevaux"), "en") != resolve(parse("chevaux"), "fr")
