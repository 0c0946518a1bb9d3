import datetime
import random

import pytest

from casefiles.demo.cast import cast
from casefiles.demo.layout import TYPEWRITER, wrap
from casefiles.demo.prose import PHRASES, Writer, breakable, date_in_words, number, typeset

MOMENT = datetime.datetime(2019, 3, 14, 9, 15, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zéro"),
        (14, "quatorze"),
        (20, "vingt"),
        (21, "vingt et un"),
        (59, "cinquante-neuf"),
    ],
)
def test_a_number_in_words(value, words):
    assert number(value) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (MOMENT, "L'an deux mille dix-neuf, le quatorze mars à neuf heures quinze"),
        (
            MOMENT.replace(day=1, minute=0),
            "L'an deux mille dix-neuf, le premier mars à neuf heures",
        ),
        (
            MOMENT.replace(hour=1, minute=5),
            "L'an deux mille dix-neuf, le quatorze mars à une heure cinq",
        ),
    ],
)
def test_a_date_in_words(moment, words):
    assert date_in_words(moment) == words


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("surveillance", "sur-veil-lance"),
        ("téléphone", "télé-phone"),
        ("enregistrement", "enre-gis-tre-ment"),
        ("camion", "camion"),
        ("VAURENARD", "VAURENARD"),
    ],
)
def test_where_a_word_may_be_broken(word, parts):
    assert breakable(word).replace("\u00ad", "-") == parts


def test_french_spaces_do_not_break():
    assert typeset("Dit « le Fondeur » : quoi ?") == (
        "Dit «\u00a0le Fondeur\u00a0»\u00a0: quoi\u00a0?"
    )


def test_a_paragraph_is_whole_after_it_was_wrapped():
    text = typeset("Constatons l'enregistrement de la communication téléphonique au domicile.")
    broken = 0
    for width in range(150, 300, 5):
        lines = list(wrap(text, TYPEWRITER.regular, TYPEWRITER.size, width))
        assert " ".join(lines).replace("- ", "") == text.replace("\u00ad", "")
        broken += sum(line.endswith("-") for line in lines)
    assert broken > 0


@pytest.mark.parametrize("kind", sorted(path.stem for path in PHRASES.glob("*.txt")))
def test_every_template_can_be_filled(kind):
    dice = random.Random(7)
    writer = Writer(dice, cast(dice))
    count = len((PHRASES / f"{kind}.txt").read_text(encoding="utf-8").splitlines())
    sentences = writer.sentences(kind, count, MOMENT)
    assert not any("{" in sentence for sentence in sentences)
    assert len(set(sentences)) == count
