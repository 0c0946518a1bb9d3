"""The first of a month, as tesseract spells it."""

import pytest

from casefiles.reading.ocr import text_of
from casefiles.reading.ordinals import with_first_days
from casefiles.reading.words import Word


def words_of(line, languages="fra"):
    read = text_of([[[Word(text, 0.1 * n, 0.1, 0.05, 0.02, 0.9) for n, text in enumerate(line)]]])
    return [word.text for word in with_first_days(read, languages).words]


@pytest.mark.parametrize("misread", ['1"', '1°"', "1°", "1º", "1”", "1*"])
def test_the_first_of_a_month_is_spelled_out(misread):
    assert words_of(["du", misread, "Janvier,", "au"]) == ["du", "1er", "Janvier,", "au"]


@pytest.mark.parametrize(
    "line",
    [
        ["11°", "mars"],  # no first
        ['1"', "alinéa"],  # no month
        ["janvier", '1"'],  # nothing follows
        ["1", "mars"],  # nothing was misread
        [],
    ],
)
def test_anything_else_stays_as_it_was_read(line):
    assert words_of(line) == line


def test_only_in_french():
    assert words_of(['1"', "mars"], "eng") == ['1"', "mars"]
    assert words_of(['1"', "mars"], "eng+fra") == ["1er", "mars"]
