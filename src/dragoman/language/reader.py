"""What a reader is: whoever turns text into `Sentence` columns, and how the one that ships is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from dragoman.records import Sentence


@runtime_checkable
class Reader(Protocol):
    """Reads English: any object with these two methods will do (`check_reader` says whether it does).

    Both methods answer in the order of what they were given. Offsets count characters of the text, as Python does.
    """

    def read(self, texts: Sequence[str]) -> list[list[Sentence]]:
        """The sentences of every text, in text order, with exact character offsets; none for a blank text."""
        ...

    def annotate(self, sentences: Sequence[Sequence[str]]) -> list[Sentence]:
        """One sentence for each list of words, the words kept as they are, with offsets as if joined by blanks."""
        ...
