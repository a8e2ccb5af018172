"""Packed files as they are unpacked, with an end to it: a bomb is told before it has taken time or memory."""

from __future__ import annotations

import io
from typing import BinaryIO

from dragoman.errors import TooMuch

# News packs 3 to 12 to 1, tables that repeat themselves 50 to 1, bombs 1,000 to 1.
MOST_RATIO = 200
# Less than this is read in a moment, however it was packed.
RATIO_FROM_BYTES = 4 * 2**20


class Unpacked(io.RawIOBase):
    """What `stream` unpacks from `file`; TooMuch when it becomes more than honest packing makes of so many bytes."""

    def __init__(self, stream: io.RawIOBase | BinaryIO, file: BinaryIO):
        self._stream = stream
        self._file = file
        self._bytes = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next bytes."""
        data = self._stream.read(len(buffer)) or b""
        self._bytes += len(data)
        if self._bytes > RATIO_FROM_BYTES and self._bytes > MOST_RATIO * max(self._file.tell(), 1):
            raise TooMuch(f"packed more than {MOST_RATIO}:1, as only a decompression bomb is")
        buffer[: len(data)] = data
        return len(data)
