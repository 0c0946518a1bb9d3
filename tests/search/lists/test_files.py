"""Files with names in them."""

import pytest

from search.lists.files import LARGEST, FileRefused, Unreadable, names_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_it_works(encoding):
    assert names_of("Éric Dœuff\nAnne".encode(encoding), "noms.txt") == "Éric Dœuff\nAnne"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Martin Dupuis\nAnne Morel", "Martin Dupuis\nAnne Morel"),
        ("Nom complet;âge\nMartin Dupuis;41\n;\nAnne Morel;", "Martin Dupuis\nAnne Morel"),
        ("âge,name\n41,Martin Dupuis", "Martin Dupuis"),
        ("Prénom;NOM\nMartin;Dupuis\n;Morel", "Dupuis, Martin\nMorel"),
        ("surname\tfirst name\nDupuis\tMartin", "Dupuis, Martin"),
        ('Nom;Note\n"Dupuis; ""Martin""";x', 'Dupuis; "Martin"'),
        ("nom\nDupuis", "Dupuis"),
        ("", ""),
    ],
)
def test_the_column_of_names(content, expected):
    assert names_of(content.encode(), "noms.CSV") == expected


def test_several_columns_without_a_heading_are_not_guessed():
    with pytest.raises(FileRefused) as refused:
        names_of(b"Dupuis;Martin\nMorel;Anne", "noms.csv")
    assert refused.value.why is Unreadable.WHICH_COLUMN
    assert refused.value.text == "Dupuis\nMorel"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04xlsx", b"%PDF-1.7", b"\xd0\xcf\x11\xe0old", b"a\x00b", b"\x89PNG\x00"]
)
def test_what_is_no_text_is_not_parsed(content):
    with pytest.raises(FileRefused) as refused:
        names_of(content, "noms.csv")
    assert refused.value.why is Unreadable.NO_TEXT


def test_too_large():
    names_of(b"a" * LARGEST, "noms.txt")
    with pytest.raises(FileRefused) as refused:
        names_of(b"a" * (LARGEST + 1), "noms.txt")
    assert refused.value.why is Unreadable.TOO_LARGE


def test_a_table_that_is_none_is_read_line_by_line():
    long = "a" * 200_000
    assert names_of(f'"{long}\nDupuis'.encode(), "noms.csv") == f'"{long}\nDupuis'
