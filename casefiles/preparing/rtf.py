"""Unpacks the RTF in which Outlook keeps formatted texts ([MS-OXRTFCP])."""

from __future__ import annotations

import struct

HEAD = struct.Struct("<IIII")  # packed size, unpacked size, kind, checksum
PACKED, PLAIN = 0x75465A4C, 0x414C454D
RING = 4096
LONGEST = 50_000_000  # bytes
BEGIN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpacked(data: bytes) -> bytes:
    """The RTF; as much as is there of one that is cut short. Raises ValueError for other bytes."""
    if len(data) < HEAD.size:
        raise ValueError("packed RTF without its head")
    _, size, kind, _ = HEAD.unpack_from(data)
    if kind == PLAIN:
        return data[HEAD.size : HEAD.size + size]
    if kind != PACKED:
        raise ValueError(f"packed RTF of kind {kind:#x}")
    return _decompressed(data, min(size, LONGEST))


def _decompressed(data: bytes, size: int) -> bytes:
    """Literal bytes, and references into the last 4096 bytes, eight to a byte of flags."""
    ring = bytearray(BEGIN.ljust(RING, b"\0"))
    at, read, out = len(BEGIN), HEAD.size, bytearray()
    while read < len(data) and len(out) < size:
        flags = data[read]
        read += 1
        for bit in range(8):
            if read + (flags >> bit & 1) >= len(data):
                return bytes(out)
            if not flags >> bit & 1:
                piece = data[read : read + 1]
                read += 1
                out += piece
                ring[at] = piece[0]
                at = (at + 1) % RING
                continue
            reference = data[read] << 8 | data[read + 1]
            read += 2
            begin, length = reference >> 4, (reference & 15) + 2
            if begin == at:  # the end
                return bytes(out)
            for step in range(length):
                byte = ring[(begin + step) % RING]
                out.append(byte)
                ring[at] = byte
                at = (at + 1) % RING
    return bytes(out)
