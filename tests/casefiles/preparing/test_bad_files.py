"""What becomes of files that nobody should have made, as `manage.py tryfiles` tells it."""

import pytest
from django.conf import settings

from casefiles.ingest.tryout import try_out
from casefiles.reading.reader import Reader
from casefiles.reading.reasons import Reason
from tests.casefiles.preparing import hostile


@pytest.fixture(autouse=True)
def _limits(settings, tmp_path):
    settings.INCOMING = tmp_path / "incoming"
    settings.MAX_PAGES = 40
    settings.PAGE_SECONDS = 20


@pytest.fixture(scope="module")
def reader(models):
    with Reader(models) as made:
        yield made


def tried(make, reader, tmp_path):
    found = list(try_out(make(tmp_path), reader, "fra", 5))
    assert all(one.is_sound for one in found)
    assert not any(settings.INCOMING.iterdir())
    return found


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (hostile.empty, Reason.EMPTY),
        (hostile.one_byte, Reason.UNKNOWN_FORMAT),
        (hostile.text, Reason.UNKNOWN_FORMAT),
        (hostile.html, Reason.DAMAGED),
        (hostile.truncated, Reason.DAMAGED),
        (hostile.user_password, Reason.PASSWORD),
        (hostile.unknown_encryption, Reason.PASSWORD),
        (hostile.no_pages, Reason.NO_PAGES),
        (hostile.too_many_pages, Reason.TOO_MANY_PAGES),
        (hostile.image_bomb, Reason.PAGE_TOO_LARGE),
        (lambda folder: hostile.frames(folder, 41), Reason.TOO_MANY_PAGES),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_it_is_refused_with_a_reason(make, reason, reader, tmp_path):
    [found] = tried(make, reader, tmp_path)
    assert (found.state, found.reason) == ("refused", reason)
    assert found.pages == 0


@pytest.mark.parametrize(
    ("make", "pages", "note"),
    [
        (hostile.picture, 1, None),
        (hostile.owner_password, 1, None),
        (hostile.broken_xref, 3, Reason.DOUBTFUL),
        (hostile.without_beginning, 2, Reason.MENDED),
        (hostile.polyglot, 1, None),
        (hostile.looping_tiff, 2, None),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_it_is_read_all_the_same(make, pages, note, reader, tmp_path):
    [found] = tried(make, reader, tmp_path)
    assert (found.state, found.reason, found.pages) == ("planned", note, pages)
    assert sum(found.read_as[source] for source in ("layer", "ocr", "blank")) == pages


@pytest.mark.parametrize(
    ("make", "pages", "read"),
    [(hostile.lost_kid, 3, 2), (hostile.looping_pages, 2, 2)],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_is_left_of_it_is_read_and_no_page_is_passed_over(make, pages, read, reader, tmp_path):
    [found] = tried(make, reader, tmp_path)
    assert found.state == "planned"
    assert found.reason in (Reason.INCOMPLETE, Reason.MENDED, Reason.DOUBTFUL)
    assert found.pages == pages
    assert found.read_as["layer"] == read
    assert found.read_as[Reason.DAMAGED] == pages - read


@pytest.mark.parametrize(
    ("make", "reasons"),
    [
        (hostile.billions_of_points, {"layer", Reason.PAGE_TOO_LARGE}),
        (hostile.no_size, {"layer", "ocr", "blank"}),
        (hostile.nested_forms, {"layer", "ocr", Reason.CRASHED, Reason.TOO_SLOW}),
        (
            hostile.inflating_stream,
            {"blank", Reason.TOO_MUCH_MEMORY, Reason.TOO_SLOW, Reason.CRASHED},
        ),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_its_page_is_read_or_has_failed_and_the_next_file_is_read(make, reasons, reader, tmp_path):
    [found] = tried(make, reader, tmp_path)
    assert (found.state, found.pages) == ("planned", 1)
    assert set(found.read_as) <= reasons
    (tmp_path / "suite").mkdir()
    [sound] = tried(hostile.polyglot, reader, tmp_path / "suite")
    assert sound.read_as["layer"] == 1


def test_what_is_attached_is_taken_out_and_no_script_is_run(reader, tmp_path):
    holder, inside = tried(hostile.with_script_and_attachment, reader, tmp_path)
    assert (holder.state, holder.pages, holder.read_as["layer"]) == ("planned", 1, 1)
    assert inside.name == "portefeuille.pdf › annexe.pdf"
    assert (inside.pages, inside.read_as["layer"]) == (1, 1)


@pytest.mark.long
def test_a_picture_of_a_thousand_frames_has_a_thousand_pages(reader, settings, tmp_path):
    settings.MAX_PAGES = 1000
    [found] = tried(lambda folder: hostile.frames(folder, 1000), reader, tmp_path)
    assert (found.state, found.pages, found.reason) == ("planned", 1000, None)
