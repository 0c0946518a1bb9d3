import errno
import io
import os
import stat
import tempfile

import pytest
from PIL import Image

from casefiles import images, originals
from casefiles.images import picture_of, size_in_pixels
from casefiles.ingest.receive import receive
from casefiles.models import Page
from casefiles.reading.reasons import ReadingError, Reason
from tests.dossiers import digital_pdf
from tests.factories import CaseFileFactory, PageFactory, VolumeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    settings.INCOMING = tmp_path / "incoming"
    settings.IMAGES = tmp_path / "images"


def page_of(path, **attributes) -> Page:
    with path.open("rb") as opened:
        received = receive(CaseFileFactory(), path.name, originals.in_chunks(opened))
    return PageFactory(volume=received, **attributes)


def files_in(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_works(tmp_path):
    page = page_of(digital_pdf(tmp_path / "tome.pdf", ["Une page."]))
    kept = picture_of(page)
    with Image.open(io.BytesIO(kept.read_bytes())) as picture:
        assert picture.format == "JPEG"
        assert picture.size == pytest.approx(size_in_pixels(page), abs=1)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_turned_page_is_shown_upright(tmp_path):
    page = page_of(digital_pdf(tmp_path / "t.pdf", ["Une."]), rotation=90, width=842, height=595)
    with Image.open(picture_of(page)) as picture:
        assert picture.size == pytest.approx(size_in_pixels(page), abs=1)
        assert picture.width > picture.height


def test_it_is_drawn_once(tmp_path):
    page = page_of(digital_pdf(tmp_path / "tome.pdf", ["Une page."]))
    drawn = picture_of(page)
    before = drawn.stat().st_mtime_ns, drawn.stat().st_ino
    kept = picture_of(page)
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == before


def test_the_cache_can_be_deleted_any_time(tmp_path):
    page = page_of(digital_pdf(tmp_path / "tome.pdf", ["Une page."]))
    first = picture_of(page).read_bytes()
    picture_of(page).unlink()
    assert picture_of(page).read_bytes() == first


def test_a_page_turned_later_has_another_picture(tmp_path):
    page = page_of(digital_pdf(tmp_path / "tome.pdf", ["Une page."]))
    before = picture_of(page)
    page.rotation, page.width, page.height = 90, page.height, page.width
    assert picture_of(page) != before


@pytest.mark.parametrize("size", [(595, 842), (14_400, 14_400), (1, 1), (0, 0), (3, 5000)])
def test_a_picture_is_never_larger_than_allowed(size):
    page = PageFactory(width=size[0], height=size[1])
    assert min(size_in_pixels(page)) >= 1
    assert max(size_in_pixels(page)) <= images.LONGEST_SIDE * 1.02


def test_a_page_that_cannot_be_drawn_has_a_reason(settings, tmp_path):
    page = page_of(digital_pdf(tmp_path / "tome.pdf", ["Une page."]), volume_page=9)
    with pytest.raises(ReadingError) as error:
        picture_of(page)
    assert error.value.code == Reason.UNREADABLE
    assert not files_in(settings.IMAGES)


def test_an_original_that_is_gone_has_a_reason():
    with pytest.raises(ReadingError) as error:
        picture_of(PageFactory(volume=VolumeFactory()))
    assert error.value.code == Reason.UNREADABLE


def test_a_full_disk_leaves_nothing_behind(settings, monkeypatch, tmp_path):
    page = page_of(digital_pdf(tmp_path / "tome.pdf", ["Une page."]))
    made = tempfile.NamedTemporaryFile

    def cramped(**options):
        file = made(**options)
        write = file.write

        def half(content):
            write(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        file.write = half
        return file

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", cramped)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        picture_of(page)
    assert not files_in(settings.IMAGES)

    monkeypatch.undo()
    with Image.open(picture_of(page)) as picture:
        picture.load()
