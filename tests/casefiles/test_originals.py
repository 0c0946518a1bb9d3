import errno
import hashlib
import os
import stat
import tempfile
import time

import pytest

from casefiles import originals


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    settings.INCOMING = tmp_path / "incoming"


def files_in(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_works(settings):
    content = os.urandom(3000)
    sha256, size = originals.store([content[:1000], b"", content[1000:]])
    assert (sha256, size) == (hashlib.sha256(content).hexdigest(), 3000)
    kept = originals.path_of(sha256)
    assert kept == settings.ORIGINALS / sha256[:2] / sha256
    assert kept.read_bytes() == content
    assert not files_in(settings.INCOMING)


def test_one_kept_while_only_pdfs_were_taken_stays_where_it_is(settings):
    content = b"%PDF-1.4 of old"
    sha256 = hashlib.sha256(content).hexdigest()
    of_old = settings.ORIGINALS / sha256[:2] / f"{sha256}.pdf"
    of_old.parent.mkdir(parents=True)
    of_old.write_bytes(content)
    assert originals.store([content]) == (sha256, len(content))
    assert originals.path_of(sha256) == of_old
    assert files_in(settings.ORIGINALS) == [of_old]


def test_nobody_else_may_read_and_nobody_may_write():
    sha256, _size = originals.store([b"secret"])
    kept = originals.path_of(sha256)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o400
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_what_is_there_is_kept_as_it_is(settings):
    sha256, _size = originals.store([b"secret"])
    before = originals.path_of(sha256).stat()
    assert originals.store([b"sec", b"ret"]) == (sha256, 6)
    after = originals.path_of(sha256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not files_in(settings.INCOMING)


def test_a_file_that_breaks_off_leaves_nothing(settings):
    def cut():
        yield b"secret"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        originals.store(cut())
    assert not files_in(settings.INCOMING)
    assert not files_in(settings.ORIGINALS)


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_is_said_and_leaves_nothing(call, settings, monkeypatch):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def no_room(*_):
        raise full

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", no_room)
    else:
        made = tempfile.NamedTemporaryFile

        def cramped(**options):
            file = made(**options)
            file.write = no_room
            return file

        monkeypatch.setattr(tempfile, "NamedTemporaryFile", cramped)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        originals.store([b"secret"])
    assert not files_in(settings.INCOMING)
    assert not files_in(settings.ORIGINALS)

    monkeypatch.undo()
    sha256, _size = originals.store([b"secret"])
    assert originals.path_of(sha256).read_bytes() == b"secret"


def test_the_name_lasts_as_long_as_the_file(settings, monkeypatch):
    """After a power cut a file whose folder was not written is gone, whatever it held."""
    written = []
    fsync = os.fsync

    def note(descriptor):
        written.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    sha256, _size = originals.store([b"secret"])
    kept = originals.path_of(sha256)
    expected = [kept, kept.parent, settings.ORIGINALS]
    assert written == [path.stat().st_ino for path in expected]


def test_a_file_is_given_a_megabyte_at_a_time(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(bytes(2_500_000))
    with path.open("rb") as opened:
        sizes = [len(chunk) for chunk in originals.in_chunks(opened)]
    assert sizes == [1 << 20, 1 << 20, 2_500_000 - (2 << 20)]


def test_what_a_dead_upload_left_is_swept_after_a_day(settings, tmp_path):
    settings.INCOMING = tmp_path
    left, arriving = tmp_path / "left", tmp_path / "arriving"
    for path in (left, arriving):
        path.write_bytes(b"%PDF")
    yesterday = time.time() - 25 * 60 * 60
    os.utime(left, (yesterday, yesterday))
    originals.sweep_incoming()
    assert [path.name for path in tmp_path.iterdir()] == ["arriving"]
