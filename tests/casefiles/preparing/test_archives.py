"""What comes out of a ZIP, and what does not."""

import io
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles.preparing.archives import unpack
from casefiles.preparing.parts import Bounds
from casefiles.reading.reasons import ReadingError, Reason


def archive(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def unpacked(path: Path, folder: Path, bounds: Bounds | None = None):
    enclosed, left_out = unpack(path, folder, bounds or Bounds())
    contents = {item.name: item.path.read_bytes() for item in enclosed}
    return contents, [(item.name, item.reason) for item in left_out]


def test_it_works(tmp_path, folder):
    path = archive(tmp_path / "a.zip", {"tome 10.pdf": b"dix", "tome 2.pdf": b"deux", "b/1": b"un"})
    contents, left_out = unpacked(path, folder)
    assert list(contents.items()) == [
        *(("b/1", b"un"), ("tome 2.pdf", b"deux"), ("tome 10.pdf", b"dix"))
    ]
    assert left_out == []
    assert sorted(item.name for item in folder.iterdir()) == ["0001", "0002", "0003"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Dossier\\pièce.pdf", "Dossier/pièce.pdf"),
        ("a/./b/../c.pdf", "a/b/c.pdf"),
        ("nom\nsur deux lignes.pdf", "nomsur deux lignes.pdf"),
        ("fac\u202efdp.exe", "facfdp.exe"),
        ("..", "0001"),
    ],
)
def test_names_are_only_shown(tmp_path, folder, written, shown):
    contents, _ = unpacked(archive(tmp_path / "a.zip", {written: b"x"}), folder)
    assert list(contents) == [shown]
    assert [item.name for item in folder.iterdir()] == ["0001"]
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.zip", "out"]


def test_long_names_keep_their_ending(tmp_path, folder):
    contents, _ = unpacked(archive(tmp_path / "a.zip", {"p" * 900 + ".pdf": b"x"}), folder)
    (name,) = contents
    assert len(name) == 255
    assert name.endswith("….pdf")


@pytest.mark.parametrize("encoding", ["utf-8", "cp850", "cp437"])
def test_names_in_code_pages_that_nobody_declared(tmp_path, folder, encoding):
    path = archive(tmp_path / "a.zip", {"XXXXXXXXXX.pdf": b"x"})
    name = "déposé À.pdf" if encoding != "cp437" else "déposé.pdf"
    raw = name.encode(encoding)
    stand_in = b"X" * (len(raw) - 4) + b".pdf"
    path = archive(tmp_path / "a.zip", {stand_in.decode(): b"x"})
    path.write_bytes(path.read_bytes().replace(stand_in, raw))
    contents, _ = unpacked(path, folder)
    assert list(contents) == [name]


def test_what_systems_leave_behind_is_passed_over(tmp_path, folder):
    clutter = ["__MACOSX/._a.pdf", ".DS_Store", "b/.DS_Store", "Thumbs.db", "x/desktop.ini", "~$a"]
    path = archive(tmp_path / "a.zip", {"a.pdf": b"x", **dict.fromkeys(clutter, b"-")})
    assert unpacked(path, folder) == ({"a.pdf": b"x"}, [])


def test_links_and_devices_are_left_out(tmp_path, folder):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, kind in (("lien", stat.S_IFLNK), ("port", stat.S_IFCHR), ("vrai", stat.S_IFREG)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (kind | 0o644) << 16
            packed.writestr(entry, b"/etc/passwd")
    contents, left_out = unpacked(path, folder)
    assert list(contents) == ["vrai"]
    assert left_out == [("lien", Reason.NO_FILE), ("port", Reason.NO_FILE)]


def test_encrypted_entries_are_left_out(tmp_path, folder):
    path = archive(tmp_path / "a.zip", {"clair.pdf": b"x", "secret.pdf": b"y"})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"secret.pdf"))
    data[at + 8] |= 1
    path.write_bytes(data)
    assert unpacked(path, folder) == ({"clair.pdf": b"x"}, [("secret.pdf", Reason.PASSWORD)])


def test_a_broken_entry_costs_no_other(tmp_path, folder):
    path = archive(
        tmp_path / "a.zip", {"a": b"entier", "b": b"abimable", "c": b"fin"}, zipfile.ZIP_STORED
    )
    path.write_bytes(path.read_bytes().replace(b"abimable", b"abimee!!"))
    contents, left_out = unpacked(path, folder)
    assert contents == {"a": b"entier", "c": b"fin"}
    assert left_out == [("b", Reason.DAMAGED)]


def test_unknown_ways_of_packing_are_left_out(tmp_path, folder):
    path = archive(tmp_path / "a.zip", {"a": b"x", "b": b"y"}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.rindex(mark) + offset, 97)
    path.write_bytes(data)
    assert unpacked(path, folder) == ({"a": b"x"}, [("b", Reason.UNKNOWN_FORMAT)])


def test_a_bomb_is_left_out_before_it_unpacks(tmp_path, folder):
    path = archive(tmp_path / "a.zip", {"bombe": bytes(40_000_000), "pièce": b"x"})
    contents, left_out = unpacked(path, folder, Bounds(ratio=100))
    assert contents == {"pièce": b"x"}
    assert left_out == [("bombe", Reason.TOO_DENSE)]


def test_an_entry_that_lies_about_its_size(tmp_path, folder):
    path = archive(tmp_path / "a.zip", {"a": bytes(1_000_000), "b": b"x"})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(mark) + offset, 10)
    path.write_bytes(data)
    assert unpacked(path, folder) == ({"b": b"x"}, [("a", Reason.DAMAGED)])


def test_entries_that_share_their_bytes(tmp_path, folder):
    """As in bombs whose directory names the same packed bytes again and again."""
    path = archive(tmp_path / "a.zip", {"a": b"x" * 5000, "b": b"y" * 5000}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 42, 0)
    path.write_bytes(data)
    contents, left_out = unpacked(path, folder)
    assert contents == {"a": b"x" * 5000}
    assert left_out == [("b", Reason.DAMAGED)]


def test_bounds(tmp_path, folder):
    path = archive(tmp_path / "a.zip", {"1": b"x" * 50, "2": b"x" * 150, "3": b"x" * 60})
    contents, left_out = unpacked(path, folder, Bounds(bytes_each=100, total_bytes=100))
    assert list(contents) == ["1"]
    assert left_out == [("2", Reason.TOO_LARGE), ("3", Reason.TOO_LARGE)]
    assert [item.name for item in folder.iterdir()] == ["0001"]


def test_very_many_entries(tmp_path, folder):
    path = archive(tmp_path / "a.zip", dict.fromkeys(map(str, range(1000)), b"x"))
    contents, left_out = unpacked(path, folder, Bounds(files=10))
    assert list(contents) == [str(number) for number in range(10)]
    assert left_out == [("990 × …", Reason.TOO_MANY_FILES)]


@pytest.mark.parametrize("entries", [{}, {".DS_Store": b"x"}, {"dossier/": b""}])
def test_nothing_inside(tmp_path, folder, entries):
    with pytest.raises(ReadingError) as refused:
        unpack(archive(tmp_path / "a.zip", entries), folder, Bounds())
    assert refused.value.code == Reason.NOTHING_INSIDE


def test_an_empty_file_is_said_to_be_empty(tmp_path, folder):
    path = archive(tmp_path / "a.zip", {"vide.pdf": b""})
    assert unpacked(path, folder) == ({}, [("vide.pdf", Reason.EMPTY)])


def test_without_its_directory(tmp_path, folder):
    path = archive(tmp_path / "a.zip", {"a": b"x" * 1000})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ReadingError) as refused:
        unpack(path, folder, Bounds())
    assert refused.value.code == Reason.DAMAGED


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_comes(data):
    """A mutated archive gives files, reasons or a ReadingError, and writes nowhere else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../a/pièce 1.txt", b"texte " * 20)
        packed.writestr("b.txt", b"autre")
    raw = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "out"
        folder.mkdir()
        path = Path(place) / "a.zip"
        path.write_bytes(raw)
        try:
            enclosed, _ = unpack(path, folder, Bounds(total_bytes=10_000))
        except ReadingError:
            enclosed = []
        assert {item.path for item in enclosed} == set(folder.iterdir())
        assert sorted(item.name for item in Path(place).iterdir()) == ["a.zip", "out"]
