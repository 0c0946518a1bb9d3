import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.cited import cotes

LIST = """BORDEREAU DES PIÈCES
Cote Intitulé de la pièce Date
{}
C2 Audition de Joséphine Morrnigny 07/02/2017
C3 Décision 09/02/2017
{}
C5 Décision 12/02/2017
C6 Décision 15/02/2017
{}
D1 Étude des communications 22/02/2017
"""


def read(text):
    return [cote.cote for cote in cotes(text)]


@pytest.mark.parametrize(
    ("text", "cote"),
    [
        ("versés sous la cote DS, le véhicule", "D5"),
        ("sous la cote AB. Une fois", "A8"),
        ("sous la coté ‘AZ.", "A2"),
        ("vos déclarations, cotées'AS ?", "A5"),
        ("les pièces cotées C9et suivantes", "C9"),
        ("le signataire de la pièce B1n'est", "B1"),
        ("la note Al annule", "A1"),
        ("sous la cote Dsl, le", "D51"),
        ("les faits cotés €6 ne", "C6"),
        ("sous la cote\nDé,", "D6"),
        ("sous la coteDS et", "D5"),
        ("sous la cote D5t. ;", "D51"),
        ("Référence : cote 128.", "D28"),
    ],
)
def test_what_a_word_announces(text, cote):
    (found,) = cotes(text)
    assert found.cote == cote
    assert text[found.start : found.end].strip("‘'").startswith(text[found.start])


@pytest.mark.parametrize(
    "text",
    [
        "sous la cote D5, le véhicule",  # a word like others
        "la pièce Ci-jointe",
        "une note DGSI du 3 mars",
        "la cote Da9",  # 29, 39 or 49
        "les pièces DES dossiers",
        "vers DS, le véhicule",
        "la cote OK",
        "la cote DO",
        "la cote 12",
        "pièce 128",
        "la cote 228",
    ],
)
def test_what_is_no_cote_or_a_plain_one(text):
    assert read(text) == []


def test_a_row_of_a_list_is_read_by_its_neighbours():
    rows = LIST.format("Cl Décision 04/02/2017", "ca Décision 10/02/2017", "(C7 Note manuscrite")
    assert read(rows) == ["C1", "C4"]
    assert read(LIST.format("el Décision 04/02/2017", "", "cq Note")) == ["C1", "C9"]


def test_a_row_without_its_cote_has_the_one_that_is_left():
    one = "Étude des communications 10/02/2017"
    assert read(LIST.format("", one, "")) == ["C4"]
    assert read(LIST.format(one, "", "")) == ["C1"]
    assert read(LIST.format("", f"{one}\n{one}\n{one}", "")) == []


def test_rows_at_the_end_go_on_counting():
    rows = LIST.format("", "", "") + "Visite des lieux 23/02/2017\nDécision 24/02/2017\n"
    assert read(rows) == ["D2", "D3"]
    assert read(LIST.format("", "", "") + "Fait à Trélebert, le 24/02/2017\n") == []


def test_lines_of_prose_are_no_list():
    prose = "D12 a été versée le 10/02/2017\nDs lors, rien ne change\nD4 le 12/02/2017\n"
    assert read(prose * 2) == []


@given(st.text(alphabet="ABCDcoteé pièces\n01lSs/€.,-' 7", max_size=200))
def test_any_text_gives_cotes_within_it(text):
    for cote, start, end in cotes(text):
        assert cote[0] in "ABCD"
        assert int(cote[1:]) > 0
        assert 0 <= start < end <= len(text)
