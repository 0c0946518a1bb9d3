"""Writing a Whoosh index: sealed segments, and a merge policy for many small commits."""

import shutil
import zlib
from pathlib import Path
from typing import Any, Final

from whoosh import writing
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from search.engines.whoosh.schema import PageCodec

INDEX: Final = "MAIN"  # Whoosh's own name for the only index of a folder
FANOUT: Final = 8  # segments of about one size before they are merged into one
# Pages: what Whoosh sorts in memory; more at once goes through files, for twice the time. Segments
# of this size are not merged any more.
LARGEST: Final = 1000


class SealedWriter(writing.SegmentWriter):
    """Writes the size and CRC-32 of each segment file into the table of contents.

    The table of contents replaces the previous one by renaming, so seal and index change together.
    """

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=PageCodec(), _lk=False)  # `writer_lock` is held

    def finish_segment(self) -> Any:
        """End the segment that is being written, for another writer to commit."""
        segment = self._finalize_segment()
        self._finish()
        return segment

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        path = segment_path(Path(self.storage.folder), segment)
        segment.size = path.stat().st_size
        segment.crc = checksum(path)
        return segment


def segment_path(folder: Path, segment: Any) -> Path:
    """The one file of a segment."""
    return folder / segment.make_filename(segment.COMPOUND_EXT)


def checksum(path: Path) -> int:
    """The CRC-32 of a file."""
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc


def merge_by_size(writer: SealedWriter, segments: list[Any]) -> list[Any]:
    """Merge policy: when FANOUT segments are of about one size, they become one.

    A page is rewritten about log(pages) / log(FANOUT) times in all, and searches open few segments.
    A segment of which more than half is deleted is always rewritten. Gives the segments that stay.
    """
    merged = [s for s in segments if s.deleted_count() * 2 > s.doc_count_all()]
    rest = sorted((s for s in segments if s not in merged), key=lambda s: s.doc_count())
    pages = writer.doc_count()  # the size of what is being written grows with each merge
    while True:
        limit = min(max(pages, 1) * FANOUT // 2, LARGEST - 1)
        peers = [s for s in rest if s.doc_count() <= limit]
        if len(peers) + 1 < FANOUT:
            break
        merged += peers
        pages += sum(s.doc_count() for s in peers)
        rest = [s for s in rest if s not in peers]
    for segment in merged:
        if not segment.doc_count():
            continue
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [s for s in segments if s not in merged]


def sweep(folder: Path, keep: set[str]) -> None:
    """Delete what writers that died have left behind. Only with the writer's lock."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in keep:
            path.unlink(missing_ok=True)
