import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casefiles.states import PageState, TextSource
from tests.factories import CaseFileFactory, PageFactory, VolumeFactory

pytestmark = pytest.mark.django_db


def pagetext(*options) -> str:
    said = StringIO()
    call_command("pagetext", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def volume():
    return VolumeFactory(case_file=CaseFileFactory(name="Canal"))


def test_it_works(volume):
    PageFactory(volume=volume, text="Le canal\nest vide.", confidence=0.91)
    PageFactory(volume=volume, text="Le pont.", source=TextSource.LAYER, confidence=None)
    PageFactory(
        volume=volume, state=PageState.FAILED, text="", source="", confidence=None, boxes=b""
    )
    assert json.loads(pagetext("--casefile", "Canal", "--json")) == {
        "1": {"text": "Le canal\nest vide.", "source": "ocr", "confidence": 0.91},
        "2": {"text": "Le pont.", "source": "layer", "confidence": None},
        "3": {"text": "", "source": "", "confidence": None},
    }


def test_in_words(volume):
    PageFactory(volume=volume, text="Le canal.")
    assert pagetext("--casefile", "Canal") == "--- p. 1 (ocr)\nLe canal.\n"


def test_an_empty_case_file_has_no_pages(volume):
    assert json.loads(pagetext("--casefile", "Canal", "--json")) == {}


def test_a_name_that_nobody_bears():
    with pytest.raises(CommandError, match="Nulle part"):
        pagetext("--casefile", "Nulle part", "--json")


def test_a_name_that_two_bear_is_never_guessed(volume):
    CaseFileFactory(name="Canal")
    with pytest.raises(CommandError, match="Give an id"):
        pagetext("--casefile", "Canal", "--json")
