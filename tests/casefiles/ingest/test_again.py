"""Reading pages again: by the service, and on the page of the case file."""

import pytest
from django.urls import reverse

from casefiles.ingest.again import ALL, numbered, read_again
from casefiles.ingest.claims import claim
from casefiles.ingest.keep import keep
from casefiles.ingest.progress import progress
from casefiles.ingest.read import read_chunk
from casefiles.models import Page
from casefiles.reading.options import USUAL, Options
from casefiles.reading.reasons import Reason
from casefiles.reading.words import PageReading, pack
from casefiles.states import PageState
from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Wanted
from search.finding import find
from search.indexing import index_case_file
from tests.casefiles.ingest.readers import ScriptedReader
from tests.factories import PersonFactory, VolumeFactory, case_file_with_pages

pytestmark = pytest.mark.django_db

THOROUGH = Options(languages="eng", prefer="ocr", thorough=True)


@pytest.fixture(autouse=True)
def _own_models(settings, tmp_path):
    settings.TESSDATA = tmp_path / "models"
    settings.TESSDATA.mkdir()
    for name in ("fra", "eng", "osd", "deu"):
        (settings.TESSDATA / f"{name}.traineddata").touch()


@pytest.fixture
def case_file():
    case_file = case_file_with_pages("Le quai.", "La nuit.", "Le jour.", "La grève.")
    index_case_file(case_file.pk)
    return case_file


@pytest.fixture
def editor(case_file):
    editor = PersonFactory(username="alix")
    give(editor, Role.EDITOR, case_file)
    return editor


def states(case_file):
    return list(case_file.pages.order_by("number").values_list("state", flat=True))


def test_it_works(case_file, editor, sent):
    pages = numbered([(2, 3)])
    assert read_again(case_file, THOROUGH, pages=pages, by=editor) == 2
    assert states(case_file) == ["read", "waiting", "waiting", "read"]
    page = case_file.pages.get(number=2)
    assert Options(**page.options) == THOROUGH
    assert (page.attempts, page.text, page.text_version) == (0, "La nuit.", 1)
    event = AuditEvent.objects.get(verb="retry")
    assert event.details == {
        "pages": 2,
        "numbers": "2-3",
        "options": {"languages": "eng", "prefer": "ocr", "thorough": True},
    }
    assert sent


def test_while_it_waits_the_text_stays_in_force(case_file, editor):
    read_again(case_file, USUAL, pages=ALL, by=editor)
    assert find(editor, Wanted("nuit"), limit=5).total == 1
    told = progress(case_file)
    assert (told.searchable, told.again, told.waiting) == (4, 4, 4)
    assert (told.busy, told.settled) == (True, False)
    assert [row.again for row in told.volumes] == [4]


def test_as_usual_takes_back_what_was_asked_before(case_file, editor):
    case_file.pages.update(options={"prefer": "layer"})
    read_again(case_file, USUAL, pages=ALL, by=editor)
    assert set(case_file.pages.values_list("options__prefer", flat=True)) == {None}


@pytest.mark.parametrize("state", [PageState.WAITING, PageState.READING])
def test_a_page_that_is_on_its_way_is_left_alone(case_file, editor, state):
    case_file.pages.filter(number=1).update(state=state, claimed_by="a:1:1")
    assert read_again(case_file, THOROUGH, by=editor) == 3
    assert case_file.pages.get(number=1).options == {}


def test_a_page_that_could_not_be_read_is_tried_as_asked(case_file, editor):
    case_file.pages.update(state=PageState.FAILED, reason="crashed", attempts=3)
    assert read_again(case_file, THOROUGH, by=editor) == 4
    assert set(case_file.pages.values_list("reason", "attempts")) == {("", 0)}


def test_other_case_files_are_left_alone(case_file, editor):
    other = case_file_with_pages("Autre.")
    read_again(case_file, USUAL, by=editor)
    assert states(other) == ["read"]


def test_the_reader_is_told_how(case_file, editor):
    read_again(case_file, THOROUGH, pages=numbered([(1, 1)]), by=editor)
    reading = PageReading("The quay.", pack([]), "ocr", 0.5, 595, 842, 0)
    answers = ScriptedReader(reading)
    read_chunk([case_file.pages.get(number=1).pk], answers)
    page = case_file.pages.get(number=1)
    assert (page.text, page.text_version) == ("The quay.", 2)
    assert Options(**page.text_options) == THOROUGH
    assert page.texts.get(version=1).options == {}


def test_a_page_that_cannot_be_read_again_keeps_its_text(case_file, editor):
    read_again(case_file, THOROUGH, pages=numbered([(1, 1)]), by=editor)
    page = case_file.pages.get(number=1)
    read_chunk([page.pk], ScriptedReader(Reason.DAMAGED))
    page.refresh_from_db()
    assert (page.state, page.reason, page.text) == (PageState.READ, Reason.DAMAGED, "Le quai.")
    told = progress(case_file)
    assert (told.failed, told.searchable, told.busy) == (0, 4, False)


# --- on the page of the case file -------------------------------------------------------------


@pytest.fixture
def at_work(client, editor):
    client.force_login(editor)
    return client


def ask(client, case_file, **given):
    address = reverse("casefiles:again", args=[case_file.pk])
    return client.post(address, {"which": "numbers", "numbers": "1", "prefer": "", **given})


def test_a_range_is_asked_for(at_work, case_file):
    answer = ask(at_work, case_file, numbers="1-2, 4", languages=["deu", "fra"], thorough="on")
    assert (answer.status_code, answer.url) == (302, case_file.get_absolute_url())
    assert states(case_file) == ["waiting", "waiting", "read", "waiting"]
    # The case file's own language comes first.
    assert case_file.pages.get(number=4).options == {"languages": "fra+deu", "thorough": True}


def test_a_volume_is_asked_for(at_work, case_file):
    volume = case_file.volumes.get()
    VolumeFactory(case_file=case_file, page_count=3)
    ask(at_work, case_file, which="volume", volume=volume.pk)
    assert states(case_file) == ["waiting"] * 4


def test_all_is_asked_for(at_work, case_file):
    ask(at_work, case_file, which="all", numbers="", prefer="layer")
    assert states(case_file) == ["waiting"] * 4
    assert case_file.pages.get(number=1).options == {"prefer": "layer"}


@pytest.mark.parametrize(
    "given",
    [
        {"numbers": "1-99"},
        {"numbers": "2-1"},
        {"numbers": "une"},
        {"numbers": ""},
        {"numbers": "1" * 3000},
        {"which": "volume"},
        {"which": "volume", "volume": "x"},
        {"which": "rien"},
        {"languages": ["tlh"]},
        {"languages": ["osd"]},
        {"prefer": "ocr;rm"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_told_and_nothing_typed_is_lost(at_work, case_file, given):
    answer = ask(at_work, case_file, **given)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert (
        f'value="{given.get("numbers", "1")}"' in answer.content.decode() or given["numbers"] == ""
    )
    assert states(case_file) == ["read"] * 4


def test_a_volume_of_another_case_file_is_none(at_work, case_file):
    foreign = case_file_with_pages("Autre.").volumes.get()
    answer = ask(at_work, case_file, which="volume", volume=foreign.pk)
    assert answer.status_code == 400
    assert foreign.name not in answer.content.decode()


def test_the_form_begins_with_what_the_address_says(at_work, case_file):
    address = reverse("casefiles:again", args=[case_file.pk])
    assert 'value="3"' in at_work.get(address, {"numbers": "3"}).content.decode()
    volume = case_file.volumes.get()
    shown = at_work.get(address, {"volume": volume.pk}).content.decode()
    assert f'value="{volume.pk}" selected' in shown
    assert at_work.get(address, {"volume": '"><script>'}).status_code == 200


def test_twice_is_told(at_work, case_file):
    ask(at_work, case_file)
    assert ask(at_work, case_file).status_code == 302
    assert AuditEvent.objects.filter(verb="retry").count() == 1


def test_readers_may_not(client, case_file):
    reader = PersonFactory()
    give(reader, Role.READER, case_file)
    client.force_login(reader)
    address = reverse("casefiles:again", args=[case_file.pk])
    assert client.get(address).status_code == 403
    assert ask(client, case_file).status_code == 403
    assert address not in client.get(case_file.get_absolute_url()).content.decode()


def test_to_a_stranger_there_is_nothing(client, case_file):
    client.force_login(PersonFactory())
    assert ask(client, case_file).status_code == 404


def test_a_text_that_comes_is_found_and_the_former_is_not(case_file, editor):
    read_again(case_file, USUAL, pages=numbered([(2, 2)]), by=editor)
    [held] = claim([case_file.pages.get(number=2).pk])
    keep([(held, PageReading("Le jusant.", pack([]), "ocr", 0.9, 595, 842, 0))])
    index_case_file(case_file.pk)
    assert find(editor, Wanted("nuit"), limit=5).total == 0
    assert [hit.page.number for hit in find(editor, Wanted("jusant"), limit=5).hits] == [2]
    assert Page.objects.get(pk=held.pk).indexed_version == 2
