"""Compressed bytes to bytes, as they come in, with an end: a bomb is recognised before it has filled the memory."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from dragoman.errors import TooMuch

# Text packs 3 to 12 to 1, repetitive tables 40 to 1. A bomb packs 1,000 to 1.
MAX_RATIO = 100
# Below this size any ratio is harmless.
RATIO_FROM_BYTES = 2**20
GZIP_MAGIC = b"\x1f\x8b\x08"
PIECE_BYTES = 2**18


@dataclass(slots=True)
class Measure:
    """How much came in and how much came out, and the most that may."""

    most_bytes: int
    packed: int = 0
    unpacked: int = 0

    def add(self, packed: int, unpacked: int) -> None:
        """Count a piece; TooMuch when it is more than an article can be."""
        self.packed += packed
        self.unpacked += unpacked
        if max(self.packed, self.unpacked) > self.most_bytes:
            raise TooMuch(f"larger than {self.most_bytes / 2**20:.0f} MB: not one article")
        if self.unpacked > RATIO_FROM_BYTES and self.unpacked > MAX_RATIO * max(self.packed, 1):
            raise TooMuch(f"packed more than {MAX_RATIO}:1, as only a decompression bomb is")


class Unpacker:
    """Unpacks one stream of gzip (also of several members), zlib or raw deflate."""

    def __init__(self, encoding: str, measure: Measure):
        self._encoding = encoding
        self._measure = measure
        self._inside = self._new()
        self._has_begun = False

    def feed(self, data: bytes) -> bytes:
        """What these bytes unpack to; zlib.error when they are damaged."""
        self._measure.add(len(data), 0)
        out = bytearray()
        while data:
            if self._inside.eof:
                if not data.startswith(GZIP_MAGIC[:1]):
                    break  # padding after the last member
                self._inside = self._new()
            out += self._piece(data)
            data = self._inside.unconsumed_tail or self._inside.unused_data
        return bytes(out)

    @property
    def is_complete(self) -> bool:
        """Whether the stream came to its own end."""
        return self._inside.eof

    def _piece(self, data: bytes) -> bytes:
        try:
            piece = self._inside.decompress(data, PIECE_BYTES)
        except zlib.error:
            if self._has_begun or self._encoding != "deflate":
                raise
            self._inside = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers send it without the zlib header
            piece = self._inside.decompress(data, PIECE_BYTES)
        self._has_begun = True
        self._measure.add(0, len(piece))
        return piece

    def _new(self) -> zlib._Decompress:
        return zlib.decompressobj(zlib.MAX_WBITS | (16 if self._encoding == "gzip" else 0))


def unpack_gzip(data: bytes, most_bytes: int) -> tuple[bytes, bool]:
    """What a gzip file holds, and whether it is whole; damage ends it where it begins. TooMuch for a bomb."""
    unpacker = Unpacker("gzip", Measure(most_bytes))
    out = bytearray()
    try:
        for start in range(0, len(data), PIECE_BYTES):
            out += unpacker.feed(data[start : start + PIECE_BYTES])
    except zlib.error:
        return bytes(out), False
    return bytes(out), unpacker.is_complete
