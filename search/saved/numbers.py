"""Page numbers packed into bytes: four each, sorted. Pure."""

import struct
from collections.abc import Iterable

SIZE = 4  # bytes a number


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers, each once, as bytes. struct.error for one that is negative or above 2³² − 1."""
    ordered = sorted(set(numbers))
    return struct.pack(f">{len(ordered)}I", *ordered)


def unpacked(kept: bytes | memoryview) -> set[int]:
    """The numbers that `packed` was given."""
    whole = bytes(kept)  # a database may give either
    return set(struct.unpack(f">{len(whole) // SIZE}I", whole))
