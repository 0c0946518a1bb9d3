import pytest

from search.analysis import stem
from search.query.asks import All, Among, AnyOf, Close, Form, Forms, Sequence, Start, Stem
from search.query.parse import parse
from search.query.resolve import resolve
from search.query.tree import Near, Pattern
from search.vocabulary import Vocabulary

WORDS = Vocabulary(
    dict.fromkeys(
        ["officier", "officiers", "office", "offcier", "abri", "abbe", "sol", "seul", "123", "173",
         "#phone:0639981622", "#plate:AB123CD"],
        1,
    )
)  # fmt: skip


def words(*forms):
    return Sequence(tuple(Form(form) for form in forms))


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Déclarations", Stem(stem("declarations", "fr"), "declarations")),
        ('"Déclarations"', Form("declarations")),
        ("l'exploitation", Stem(stem("exploitation", "fr"), "exploitation")),
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
        ("les -ans", All((Stem("les", "les", telling=False),), (Stem("ans", "ans"),))),
        ("ans OR ans", AnyOf((Stem("ans", "ans"),))),
    ],
)
def test_it_works(text, ask):
    assert resolve(parse(text), "fr") == ask


def test_the_language_decides():
    assert resolve(parse("l'exploitation"), "en") == words("l", "exploitation")
    assert resolve(parse("witnesses"), "en") == Stem("wit", "witnesses")
    assert resolve(parse("chevaux"), "en") != resolve(parse("chevaux"), "fr")


def near(*forms, distance):
    return Close(tuple(map(Form, forms)), distance)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ('"l\'Officier Verzot"~5', near("officier", "verzot", distance=5)),
        ('"sous-sol camion"~5', near("sous", "sol", "camion", distance=5)),
        ('"appel 06 39 98 16 22"~9', near("appel", "06", "39", "98", "16", "22", distance=9)),
        ('"l\'abri"~5', Form("abri")),
        ("off?cier", Forms(("officier",))),
        ("l'Off?cier", Forms(("officier",))),
        ("off*ier*", Forms(("offcier", "officier", "officiers"))),
        ("off*é", Forms(("office",))),
        ("offi?*", Forms(("office", "officier", "officiers"))),
        ("of?z", Forms(())),
        ("sous-s*l", Sequence((Form("sous"), Forms(("seul", "sol"))))),
        ("AB-1?3-CD", Sequence((Form("ab"), Forms(("123", "173")), Form("cd")))),
        ("a?bi-of*", Sequence((Forms(()), Start("of")))),
        ("=Arrêté", Form("arrete")),
        ("=l'abri", Form("abri")),
    ],
)
def test_words_with_gaps_become_those_of_the_index(text, ask):
    assert resolve(parse(text), "fr", vocabulary=WORDS) == ask


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("officier~", {"officier", "officiers", "offcier"}),
        ("l'officer~", {"officer", "officier", "offcier", "office"}),
        ("Abry~1", {"abry", "abri"}),
        ("absent~2", {"absent"}),
    ],
)
def test_likenesses_are_words_of_the_index_and_the_word_itself(text, forms):
    ask = resolve(parse(text), "fr", vocabulary=WORDS)
    assert isinstance(ask, Forms)
    assert len(ask.forms) == len(set(ask.forms))
    assert set(ask.forms) == forms


def test_without_words_nothing_fits_a_pattern():
    assert resolve(Pattern("off?cier"), "fr") == Forms(())
    assert resolve(parse("officier~2"), "fr") == Forms(("officier",))


def test_a_language_that_sees_more_words_has_room_for_them():
    query = Near("l'abri le", 1)
    assert resolve(query, "fr") == near("abri", "le", distance=1)
    assert resolve(query, "en") == near("l", "abri", "le", distance=2)
    assert resolve(parse("l'off?cier"), "en", vocabulary=WORDS) == Sequence(
        (Form("l"), Forms(("officier",)))
    )
    assert resolve(parse("l'abry~"), "en", vocabulary=WORDS) == Sequence(
        (Form("l"), Forms(("abry", "abri")))
    )


def test_fields_are_answered_by_who_knows_them():
    asked = []

    def where(node):
        asked.append((node.field, node.value))
        return Among(frozenset({2, 3}))

    ask = resolve(parse("page:2..3 -has:note a"), "fr", where=where)
    pages = Among(frozenset({2, 3}))
    assert ask == All((pages, Stem("a", "a", telling=False)), (pages,))
    assert [field for field, _value in asked] == ["page", "has"]
    with pytest.raises(LookupError, match="page"):
        resolve(parse("page:2"), "fr")
