import pytest

from casefiles.ingest.known import already_in, known_readings
from casefiles.ingest.read import read_chunk
from casefiles.models import Page, PageText, Volume
from casefiles.reading.words import OtherText
from casefiles.states import PageState, TextSource
from investigations.models import Grant
from investigations.roles import Role
from investigations.services import grants
from tests.casefiles.ingest.readers import ScriptedReader, reading
from tests.factories import CaseFileFactory, PageFactory, PersonFactory, VolumeFactory

pytestmark = pytest.mark.django_db

SHA256 = "5f" * 32


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def before(person) -> Volume:
    """A volume that has been read, in a case file that the person may open."""
    volume = volume_of("Le pont.", "Le canal.")
    grants.give(person, Role.READER, volume.case_file)
    return volume


def volume_of(*texts: str, case_file=None, **attributes) -> Volume:
    volume = VolumeFactory(
        case_file=case_file or CaseFileFactory(),
        **({"sha256": SHA256, "page_count": len(texts)} | attributes),
    )
    for text in texts:
        PageFactory(volume=volume, text=text, rotation=90, hardly_readable=True)
    return volume


def brought(person, case_file=None, count: int = 2, **attributes) -> list[int]:
    """The keys of the pages of the same file, brought by a person and not read yet."""
    volume = VolumeFactory(
        case_file=case_file or CaseFileFactory(),
        uploaded_by=person,
        **({"sha256": SHA256, "page_count": count} | attributes),
    )
    fresh = {"state": PageState.WAITING, "text": "", "text_version": 0, "boxes": b"", "source": ""}
    return [PageFactory(volume=volume, confidence=None, **fresh).pk for _ in range(count)]


def ocr_of(page_ids) -> int:
    """Reads the pages; how many of them the reader was asked for."""
    asked = ScriptedReader(reading("lu"))
    assert read_chunk(page_ids, asked) == []
    return len(asked.asked)


def test_it_works(before, person, told):
    page_ids = brought(person)
    assert ocr_of(page_ids) == 0
    for page_id, source in zip(page_ids, before.pages.order_by("number"), strict=True):
        page = Page.objects.get(pk=page_id)
        for name in ("text", "boxes", "source", "confidence", "width", "height", "rotation"):
            assert getattr(page, name) == getattr(source, name)
        assert (page.state, page.hardly_readable, page.text_version) == (PageState.READ, True, 1)
        assert page.read_at is not None
    assert [numbers for _case_file, numbers in told] == [[1, 2]]


def test_who_may_not_see_the_other_brings_a_new_one():
    volume_of("Le pont.", "Le canal.")
    assert ocr_of(brought(PersonFactory())) == 2


def test_access_that_has_ended_counts_no_longer(before, person):
    page_ids = brought(person)
    grants.end(Grant.objects.get())
    assert ocr_of(page_ids) == 2


def test_nor_does_it_count_what_others_may_see(before):
    """Somebody in the case file may open the other one, and did not bring the file."""
    assert ocr_of(brought(PersonFactory())) == 2


def test_sealed_is_not_seen(person):
    hidden = volume_of("Le pont.", "Le canal.", case_file=CaseFileFactory(sealed=True))
    grants.give(person, Role.READER, hidden.case_file.investigation)
    assert ocr_of(brought(person)) == 2


def test_what_a_command_brought_is_new_but_in_its_own_case_file(before):
    assert ocr_of(brought(None)) == 2
    assert ocr_of(brought(None, before.case_file)) == 0


def test_what_an_editor_corrected_is_not_taken_over(before, person):
    first = before.pages.get(number=1)
    first.source, first.text_at = TextSource.EDITED, first.read_at
    first.save()
    Page.objects.filter(pk=first.pk).update(source=TextSource.EDITED)
    page_ids = brought(person)
    assert ocr_of(page_ids) == 1
    assert Page.objects.get(pk=page_ids[0]).text == "lu"


@pytest.mark.parametrize(
    "changed",
    [
        {"source": TextSource.EDITED},
        {"with_hidden": True},
        {"state": PageState.FAILED},
        {"state": PageState.WAITING},
        {"text_options": {"prefer": "layer"}},
    ],
    ids=lambda changed: " ".join(f"{name} {value}" for name, value in changed.items()),
)
def test_only_what_the_reader_read_as_usual_is_taken_over(changed, before, person):
    before.pages.update(**changed)
    assert ocr_of(brought(person)) == 2


def test_a_text_that_somebody_chose_stays_where_it_is(before, person):
    before.pages.update(text_at="2026-03-01T10:00:00Z")
    assert ocr_of(brought(person)) == 2


@pytest.mark.parametrize(
    "changed", [{"sha256": "6e" * 32}, {"has_rendition": True}, {"page_count": 3}]
)
def test_another_file_is_another_file(changed, before, person):
    made = Page.objects.select_related("volume__case_file")
    assert known_readings(made.filter(pk__in=brought(person, **changed))) == {}
    assert len(known_readings(made.filter(pk__in=brought(person)))) == 2


def test_in_another_language_it_is_read_again(before, person):
    assert ocr_of(brought(person, CaseFileFactory(languages="eng"))) == 2


def test_reading_again_is_reading(before, person):
    page_ids = brought(person)
    ocr_of(page_ids)
    Page.objects.filter(pk__in=page_ids).update(state=PageState.WAITING)
    assert ocr_of(page_ids) == 2


def test_texts_kept_beside_it_come_too(before, person):
    page = before.pages.get(number=1)
    PageText.objects.create(
        page=page, source=TextSource.LAYER, text="Le tampon.", boxes=b"", width=595, height=842
    )
    PageText.objects.create(
        page=page, version=1, source=TextSource.OCR, text="Ancien.", width=595, height=842
    )
    made = Page.objects.select_related("volume__case_file").filter(pk__in=brought(person))
    found = known_readings(list(made.order_by("number")))
    assert [reading.others for reading in found.values()] == [
        (OtherText("layer", "Le tampon.", b"", None),),
        (),
    ]


def test_half_of_it_is_better_than_nothing(before, person):
    before.pages.filter(number=2).update(state=PageState.FAILED)
    assert ocr_of(brought(person)) == 1


def test_the_same_file_in_a_case_file():
    volume = volume_of("Le pont.")
    assert already_in(volume.case_file, SHA256) == volume
    assert already_in(volume.case_file, "6e" * 32) is None
    assert already_in(CaseFileFactory(), SHA256) is None
