"""Takes the files out of a ZIP. Whatever it says of paths is only ever shown."""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from casefiles.preparing.names import clean_path, natural
from casefiles.preparing.parts import Bounds, Enclosed, LeftOut
from casefiles.preparing.taking import AT_ONCE, Taker
from casefiles.reading.reasons import ReadingError, Reason

LOCAL_HEADER = 30  # bytes before an entry's name, at least
DENSE_FROM = 10_000_000  # bytes unpacked: a small file may be as dense as it likes
ENCRYPTED = 0x1  # in an entry's flags
IN_UTF8 = 0x800
# What systems put into archives and nobody meant to send; anything hidden besides.
CLUTTER = re.compile(r"(^|/)(__MACOSX(/|$)|Thumbs\.db$|desktop\.ini$|\.|~\$)", re.IGNORECASE)
# A name in the code page of Western DOS, taken for that of American DOS, shows frames and blocks.
DOS_FRAMES = re.compile("[\u2500-\u259f]")
# What a hostile entry provokes in zipfile and the decompressors beneath it.
BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, ValueError, IndexError, RuntimeError, OverflowError),
)


def unpack(original: Path, folder: Path, bounds: Bounds) -> tuple[list[Enclosed], list[LeftOut]]:
    """The files of the archive in natural order of their paths; clutter is passed over.

    Encrypted, broken, overlapping, too dense and too large entries, and links, are left out, each
    with its reason. Raises ReadingError(damaged) where the archive has no readable directory, and
    ReadingError(nothing_inside) where there is no file in it.
    """
    taker = Taker(folder, bounds)
    with _opened(original) as archive:
        entries = _entries(archive)
        overlapping = _overlapping(entries)
        for name, entry in entries:
            if id(entry) in overlapping:
                taker.leave(name, Reason.DAMAGED)
            elif reason := _refused(entry, bounds):
                taker.leave(name, reason)
            else:
                taker.take(name, _chunks(archive, entry))
    taker.finish()
    if not taker.enclosed and not taker.left_out:
        raise ReadingError(Reason.NOTHING_INSIDE)
    return taker.enclosed, taker.left_out


def _opened(original: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(original)
    except BROKEN as error:
        raise ReadingError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


def _entries(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """The entries that are files, under the names to show."""
    named = [
        (clean_path(_name(entry)) or f"{number:04d}", entry)
        for number, entry in enumerate(archive.infolist(), 1)
        if not entry.is_dir()
    ]
    kept = [(name, entry) for name, entry in named if not CLUTTER.search(name)]
    return sorted(kept, key=lambda both: natural(both[0]))


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as its maker meant it: many write UTF-8 or their own code page and do not say so."""
    name = entry.filename
    if entry.flag_bits & IN_UTF8 or name.isascii():
        return name
    written = name.encode("cp437", "replace")
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return written.decode("cp850") if DOS_FRAMES.search(name) else name


def _overlapping(entries: list[tuple[str, zipfile.ZipInfo]]) -> set[int]:
    """The ids of entries that begin inside another one, as in bombs that unpack the same twice."""
    found = set()
    end = 0
    for entry in sorted((entry for _, entry in entries), key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            found.add(id(entry))
        end = max(end, entry.header_offset + LOCAL_HEADER + entry.compress_size)
    return found


def _refused(entry: zipfile.ZipInfo, bounds: Bounds) -> Reason | None:
    """Why the entry is not even begun to unpack."""
    if entry.flag_bits & ENCRYPTED:
        return Reason.PASSWORD
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return Reason.NO_FILE
    if entry.file_size > bounds.bytes_each:
        return Reason.TOO_LARGE
    if entry.file_size > max(DENSE_FROM, bounds.ratio * entry.compress_size):
        return Reason.TOO_DENSE
    return None


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry; whatever goes wrong is a ReadingError, so that the others go on.

    zipfile gives no more bytes than the directory announced, and compares the checksum at the end.
    """
    try:
        with archive.open(entry) as packed:
            while chunk := packed.read(AT_ONCE):
                yield chunk
    except NotImplementedError as error:  # a way of packing that zipfile does not know
        raise ReadingError(Reason.UNKNOWN_FORMAT, str(error)) from error
    except MemoryError as error:
        raise ReadingError(Reason.TOO_MUCH_MEMORY) from error
    except BROKEN as error:
        raise ReadingError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error
