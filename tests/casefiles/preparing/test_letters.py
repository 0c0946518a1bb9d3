"""A message as pages: what is on them can be read, and searched, as it was written."""

from pathlib import Path

import numpy
import pypdfium2
import pytest

from casefiles.preparing.directions import as_seen
from casefiles.preparing.letters import ELLIPSIS, Header, is_table, set_letter
from casefiles.preparing.typeface import DEJAVU
from casefiles.reading.reader import Reader

HEADERS = [Header("From", "Ada Brun <ada@exemple.fr>"), Header("Subject", "Virement", "bold")]


def written(path: Path, body: str, headers=(), max_pages: int = 50) -> list[str]:
    """The text of each page."""
    set_letter(headers, body, path, max_pages=max_pages)
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_it_works(tmp_path, models):
    path = tmp_path / "letter.pdf"
    assert set_letter(HEADERS, "Bonjour,\n\nVoici l’acte n° 7.\n", path, max_pages=5)
    with Reader(models) as reader:
        reading = reader.read(path, 1, "fra", timeout=60)
    assert reading.source == "layer"
    assert " ".join(reading.text.split()) == (
        "From: Ada Brun <ada@exemple.fr> Subject: Virement Bonjour, Voici l’acte n° 7."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Été, œuvre, Çà et là, « n° 7 »",
        "Δημήτρης Παππάς",
        "Привет из Москвы",
        "Zażółć gęślą jaźń, Đorđe, Işık",
        "日本語のテキスト",
        "😀 et 🦄",
        "שלום עולם",
    ],
)
def test_every_script_is_in_the_text_layer(tmp_path, text):
    (page,) = written(tmp_path / "letter.pdf", text)
    assert page.split() == text.split()


def test_words_written_from_right_to_left_keep_their_letters(tmp_path):
    text = "مرحبا بالعالم 2024"
    (page,) = written(tmp_path / "letter.pdf", text)
    assert sorted(page.split()) == sorted(text.split())
    assert as_seen("שלום (abc)") == "(abc) םולש"


def test_letters_of_europe_are_drawn(tmp_path):
    if not DEJAVU.exists():
        pytest.skip("the fonts are missing: run `make setup`")
    drawn = set()
    for number, text in enumerate(["Ω", "Ж", "ł", "œ", "\U0001fae8"]):
        path = tmp_path / f"{number}.pdf"
        written(path, text)
        with pypdfium2.PdfDocument(path) as document:
            drawn.add(numpy.asarray(document[0].render(scale=2).to_numpy()).tobytes())
    assert len(drawn) == 5


def test_long_lines_are_broken_at_blanks(tmp_path):
    text = "Le montant ne correspond pas à celui de l’acte. " * 20
    (page,) = written(tmp_path / "letter.pdf", text)
    assert page.split() == text.split()
    assert len(page.splitlines()) > 5


def test_a_word_too_long_for_a_line_is_broken_and_kept(tmp_path):
    word = "https://exemple.fr/" + "releve/" * 60
    (page,) = written(tmp_path / "letter.pdf", word)
    assert "".join(page.split()).replace("\ufffe", "-") == word


def test_the_same_message_gives_the_same_bytes(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        written(tmp_path / name, "Bonjour", HEADERS)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_as_many_pages_as_it_needs(tmp_path):
    text = "\n".join(f"ligne {number}" for number in range(200))
    pages = written(tmp_path / "letter.pdf", text)
    assert len(pages) > 2
    assert " ".join(pages).split() == text.split()


def test_no_more_pages_than_allowed(tmp_path):
    path = tmp_path / "letter.pdf"
    body = "ligne\n" * 500
    assert not set_letter(HEADERS, body, path, max_pages=2)
    with pypdfium2.PdfDocument(path) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) == 2
    assert texts[-1].rstrip().endswith(ELLIPSIS)


@pytest.mark.parametrize("body", ["", "\x00\x07", "\ud800", " " * 100_000, "\n" * 10_000])
def test_bodies_without_text(tmp_path, body):
    pages = written(tmp_path / "letter.pdf", body, HEADERS)
    assert " ".join(pages).split()[:1] == ["From:"]


@pytest.mark.parametrize(
    ("lines", "table"),
    [
        (["Date        Montant", "05/03/2024  120,00"], True),
        (["Virement     120,00", "Frais          9,00"], True),
        (["Une phrase.  Une autre.", "Et la suite de la lettre.  Encore une."], False),
        (["a\tb", "c\td"], True),
        (["seule   ligne"], False),
    ],
)
def test_columns_made_with_blanks(lines, table):
    assert is_table(lines) is table
