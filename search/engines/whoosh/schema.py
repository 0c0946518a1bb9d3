"""The fields of a page in a Whoosh index. Tokens come analysed: Whoosh never sees the text.

These classes are pickled into every index by name and module: moving one is a new index format.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec

from search.analysis import Token

# Columns: one value a document, looked up by scanning, never searched.
NUMBER: Final = "number"  # of the page
LENGTH: Final = "length"  # in tokens
# Fields: terms to documents.
FORMS: Final = "forms"  # folded words, with their positions
STEMS: Final = "stems"

Posting = tuple[bytes, int, float, bytes]  # term, frequency, weight, encoded positions


class PageCodec(W3Codec):
    """Whoosh's file format without the shortest and longest page of each block of postings: nobody
    reads them, and writing them takes a look-up for every posting."""

    length_stats = False


class PackedPositions(formats.Format):
    """Positions as unsigned 32 bit integers in the byte order of the machine."""

    def encode(self, positions: list[int]) -> bytes:
        return array("I", positions).tobytes()

    def decode_positions(self, packed: bytes) -> "array[int]":
        positions = array("I")
        positions.frombytes(packed)
        return positions


class FormsField(fields.FieldType):
    """The words of a page as they are spelled (folded), for phrases, prefixes and exact words."""

    def __init__(self) -> None:
        super().__init__(format=PackedPositions(), analyzer=None)

    def index(self, value: list[Token], **kwargs: object) -> Iterator[Posting]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for token in value:
            places[token.form].append(token.position)
        for form, positions in places.items():
            count = len(positions)
            yield form.encode(), count, float(count), self.format.encode(positions)


class StemsField(fields.FieldType):
    """The stems of a page and how often each occurs."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)

    def index(self, value: list[Token], **kwargs: object) -> Iterator[Posting]:
        for stem, count in Counter(token.stem for token in value).items():
            yield stem.encode(), count, float(count), b""


def page_schema() -> fields.Schema:
    """The schema of an index of pages."""
    return fields.Schema(
        number=fields.COLUMN(columns.NumericColumn("I")),
        length=fields.COLUMN(columns.NumericColumn("I")),
        forms=FormsField(),
        stems=StemsField(),
    )
