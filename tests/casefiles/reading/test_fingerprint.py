import pytest

from casefiles.comparing.fingerprint import is_fingerprint, vectors
from casefiles.reading.reasons import ReadingError
from tests.dossiers import digital_pdf, scanned_pdf

TEXTS = [
    "Le témoin déclare avoir vu un véhicule gris.\n\nIl signe avec nous.",
    "Transport sur les lieux.\n\n\nLe hangar est fermé.\nLes scellés sont intacts.",
]


def test_it_works(warm, tmp_path):
    """A page and a scan of it have like fingerprints; another page has another."""
    clean = digital_pdf(tmp_path / "clean.pdf", TEXTS)
    scan = scanned_pdf(tmp_path / "scan.pdf", TEXTS[:1], rotation=90)
    made = [
        warm.fingerprint(clean, 1, rotation=0, timeout=60),
        warm.fingerprint(scan, 1, rotation=270, timeout=60),
        warm.fingerprint(clean, 2, rotation=0, timeout=60),
    ]
    assert all(is_fingerprint(one) for one in made)
    page, again, other = vectors(made)
    assert page @ again > 0.9
    assert page @ other < 0.75


def test_a_page_that_is_not_there_is_refused(warm, tmp_path):
    with pytest.raises(ReadingError):
        warm.fingerprint(digital_pdf(tmp_path / "a.pdf", TEXTS), 3, rotation=0, timeout=60)
