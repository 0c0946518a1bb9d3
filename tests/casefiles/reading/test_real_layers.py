"""Decisions on real pages, of which a folder of files can be named by GREFFE_CORPORA."""

import os
from pathlib import Path

import pytest

from casefiles.reading.reader import Reader

FOLDER = os.environ.get("GREFFE_CORPORA", "")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="GREFFE_CORPORA does not name a folder of real files"
)


@pytest.fixture(scope="module")
def real(models):
    """Reads a page of a real file; skips where the folder has no such file."""
    with Reader(models) as reader:

        def read(name, number, languages):
            path = Path(FOLDER) / name
            if not path.is_file():
                pytest.skip(f"{name} is not in GREFFE_CORPORA")
            return reader.read(path, number, languages, timeout=120)

        yield read


def hidden_on(reading):
    return " ".join(other.text for other in reading.others if other.source == "hidden")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("court_en/bad_cross_hatched_redactions.pdf", "Prosecutor General of Ukraine"),
        ("court_en/rectangles_yes.pdf", "did not disclose all relevant medical history"),
    ],
)
def test_what_lies_under_a_box_is_found(real, name, said):
    reading = real(name, 1, "eng")
    assert said in " ".join(hidden_on(reading).split())
    assert said not in " ".join(reading.text.split())


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("court_en/ok_words.pdf", 1),
        ("court_en/whitespace_redactions.pdf", 1),
        ("court_en/no_bad_redactions.4.1.pdf", 1),
        ("court_en/no_bad_redactions.5.5.pdf", 4),
        ("court_en/no_bad_redactions.5.5.pdf", 17),
        ("long/027613.pdf", 7),
        ("text_fr_pdf/chemere_cm_2009-02-18.pdf", 3),
        ("text_fr_pdf/chemere_cm_2011-02-15.pdf", 5),
    ],
)
def test_nothing_is_found_where_nothing_is_hidden(real, name, number):
    assert hidden_on(real(name, number, "eng")) == ""


@pytest.mark.parametrize(
    ("name", "number", "source"),
    [
        ("court_en/ca4_17.pdf", 1, "ocr"),  # a stamp is all the text it has
        ("court_en/gov.uscourts.cand.203070.27.0.pdf", 1, "ocr"),
        ("court_en/ca8_.pdf", 1, "ocr"),  # the letterhead is not in the layer
        ("court_en/no_bad_redactions.5.5.pdf", 1, "layer"),  # good OCR of somebody else's
        ("hostile/pypdf__Seige_of_Vicksburg_Sample_OCR.pdf", 4, "layer"),
        ("hostile/pypdf__indirect-rotation.pdf", 2, "ocr"),  # "Compani a SudAmerican a"
    ],
)
def test_english_layers(real, name, number, source):
    assert real(name, number, "eng").source == source


@pytest.mark.parametrize(
    ("name", "number", "source"),
    [
        ("scans_fr/journal_FAL_1762_12_07.pdf", 4, "ocr"),
        ("scans_fr/journal_GDL_1807_Pg0001_s_0001.pdf", 1, "ocr"),
        # Digital pages on a background picture.
        ("text_fr_pdf/recours_joined-2016-09-28-requete-introductive.pdf", 18, "layer"),
        ("text_fr_pdf/recours_joined-2016-09-28-requete-introductive.pdf", 20, "layer"),
    ],
)
def test_french_layers(real, name, number, source):
    reading = real(name, number, "fra")
    assert reading.source == source
    assert [other.source for other in reading.others] == (["layer"] if source == "ocr" else [])
