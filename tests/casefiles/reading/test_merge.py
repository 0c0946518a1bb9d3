"""Two readings of one page become one, and the words of a table become rows."""

import pytest

from casefiles.reading.grids import Grid
from casefiles.reading.merging import merged
from casefiles.reading.ocr import text_of
from casefiles.reading.rows import in_rows, rows
from casefiles.reading.words import Word

SIZE = (1000, 1000)


def word(text, left, top, sure=0.9, width=0.1):
    return Word(text, left, top, width, 0.02, sure)


def lines_of(text):
    return [[" ".join(word.text for word in line) for line in block] for block in text.blocks]


FIRST = text_of(
    [
        [[word("Au", 0.1, 0.1), word("nom", 0.25, 0.1)], [word("du", 0.1, 0.2)]],
        [[word("Fait", 0.1, 0.5)]],
    ]
)


def second(*words):
    return text_of([[list(words)]])


def test_it_works():
    read = merged(FIRST, second(word("vu", 0.4, 0.2), word("ciel", 0.25, 0.2)))
    assert lines_of(read) == [["Au nom", "du ciel vu"], ["Fait"]]


def test_a_surer_word_takes_the_place_of_its_rival():
    first = text_of([[[word("n0m", 0.1, 0.1, 0.4), word("entier", 0.25, 0.1)]]])
    assert lines_of(merged(first, second(word("nom", 0.1, 0.1, 0.8)))) == [["nom entier"]]


def test_a_sure_word_is_never_lost():
    assert lines_of(merged(FIRST, second(word("Ah", 0.1, 0.1, 0.85)))) == lines_of(FIRST)


def test_a_wide_word_does_not_swallow_others():
    first = text_of([[[word("Au", 0.1, 0.1, 0.3), word("nom", 0.25, 0.1, 0.95)]]])
    read = merged(first, second(word("Aunom", 0.1, 0.1, 0.99, width=0.25)))
    assert "nom" in lines_of(read)[0][0]


def test_the_better_reading_gives_the_order():
    worse = text_of([[[word("Fait", 0.1, 0.5, 0.5)]], [[word("Au", 0.1, 0.1, 0.5)]]])
    assert lines_of(merged(worse, FIRST)) == lines_of(FIRST)


@pytest.mark.parametrize("text", ["|", "[|", "_"])
def test_what_is_left_of_a_rule_is_no_word(text):
    assert lines_of(merged(FIRST, second(word(text, 0.6, 0.8)))) == lines_of(FIRST)


def test_an_unsure_word_is_not_taken():
    assert lines_of(merged(FIRST, second(word("tache", 0.6, 0.8, 0.4)))) == lines_of(FIRST)


def test_an_added_line_stands_below_the_one_above_it():
    read = merged(FIRST, second(word("SUR", 0.1, 0.35), word("LUI", 0.3, 0.35)))
    assert lines_of(read) == [["Au nom", "du", "SUR LUI"], ["Fait"]]


def test_an_added_line_of_the_right_column_stays_there():
    first = text_of(
        [
            [[word("gauche", 0.1, 0.1)], [word("suite", 0.1, 0.3)]],
            [[word("droite", 0.6, 0.1)], [word("fin", 0.6, 0.3)]],
        ]
    )
    read = merged(first, second(word("milieu", 0.6, 0.2)))
    assert lines_of(read) == [["gauche", "suite"], ["droite", "milieu", "fin"]]


def test_nothing_and_something_make_something():
    assert lines_of(merged(text_of([]), FIRST)) == lines_of(FIRST)


def test_the_columns_of_a_table_become_rows():
    read = text_of(
        [
            [[word("avant", 0.1, 0.05)]],
            [[word("mardi", 0.1, 0.2)], [word("jeudi", 0.1, 0.3)]],
            [[word("12", 0.5, 0.2)], [word("14", 0.5, 0.3), word("|", 0.7, 0.3)]],
            [[word("après", 0.1, 0.6)]],
        ]
    )
    table = Grid(0.05, 0.15, 0.9, 0.4)
    assert lines_of(in_rows(read, [table], SIZE)) == [
        ["avant"],
        ["mardi 12", "jeudi 14"],
        ["après"],
    ]


def test_a_page_without_tables_is_left_as_it_is():
    assert in_rows(FIRST, [], SIZE) is FIRST


@pytest.mark.parametrize("slope", [-0.04, 0.0, 0.04])
def test_rows_follow_the_slope_of_a_scan_aslant(slope):
    names = [[f"{row}{column}" for column in range(9)] for row in range(6)]
    words = [
        word(name, column / 10, 0.3 + row / 30 + slope * column / 10, width=0.06)
        for row, line in enumerate(names)
        for column, name in enumerate(line)
    ]
    by_column = sorted(words, key=lambda word: word.left)
    assert [[word.text for word in row] for row in rows(by_column, SIZE)] == names
