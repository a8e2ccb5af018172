"""Which spans lie near a place of an article, without asking all of them: long articles have thousands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from dragoman.records import Span

# About three sentences: most look-ups then touch one or two cells with a handful of spans in each.
_CELL = 512


class SpanIndex:
    """Numbered groups of spans, found again by the stretch of the article that they touch."""

    def __init__(self, groups: Iterable[Iterable[Span]] = ()):
        self._cells: dict[tuple[bool, int], set[int]] = defaultdict(set)
        for number, spans in enumerate(groups):
            self.add(number, spans)

    def add(self, number: int, spans: Iterable[Span]) -> None:
        """Say that a group has these spans (too)."""
        for span in spans:
            for cell in range(span.start // _CELL, max(span.start, span.end - 1) // _CELL + 1):
                self._cells[span.in_title, cell].add(number)

    def near(self, span: Span, margin: int = 0) -> list[int]:
        """The numbers, ascending, of all groups with a span in the cells that `span`, widened by `margin`, touches.

        >>> index = SpanIndex([[Span(0, 5)], [Span(9000, 9005)]])
        >>> index.near(Span(2, 3))
        [0]
        """
        first, last = max(0, span.start - margin) // _CELL, (max(span.start, span.end - 1) + margin) // _CELL
        found: set[int] = set()
        for cell in range(first, last + 1):
            found |= self._cells.get((span.in_title, cell), set())
        return sorted(found)
