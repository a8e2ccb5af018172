"""Stretches of an article that stand between quotation marks, also across paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.records import Span

_OPENING = {"“": "”", "«": "»", "„": "“", "‘": "’", "``": "''", "''": "''", '"': '"', "'": "'", "❝": "❞"}
_MARK = re.compile(r"``|''|[“”«»„\"‘’'❝❞]")
# A mark that is never closed would otherwise quote the rest of the article; newspapers' longest paragraphs are shorter.
_LONGEST = 2500


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation: its parts with their marks, one part a paragraph."""

    parts: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.parts[-1].end


def find_quotations(text: str, in_title: bool = False) -> list[Quotation]:
    """The outermost quotations of a text, in order; a part that the next paragraph takes up again goes on there.

    >>> [text[q.start:q.end] for text in ['He said "no" and left.'] for q in find_quotations(text)]
    ['"no"']
    """
    found: list[Quotation] = []
    unclosed = False
    for first, last in _paragraphs(text):
        parts, left_open = _in_paragraph(text, first, last, in_title)
        goes_on = unclosed and parts and not text[first : parts[0].start].strip()
        for number, part in enumerate(parts):
            if number == 0 and goes_on:
                found[-1] = Quotation((*found[-1].parts, part))
            else:
                found.append(Quotation((part,)))
        unclosed = left_open
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def _in_paragraph(text: str, first: int, last: int, in_title: bool) -> tuple[list[Span], bool]:
    """The quotations of one paragraph, and whether its last one is left open at its end."""
    parts: list[Span] = []
    at = first
    while at < last:
        opening = _next_opening(text, at, last)
        if opening is None:
            return parts, False
        closing = _closing(text, opening, last) or _closing_mixed(text, opening, last)
        if closing is None:
            if _is_single(text[opening.start()]) or last - opening.start() > _LONGEST:
                at = opening.end()
                continue
            parts.append(Span(opening.start(), last, in_title))
            return parts, True
        parts.append(Span(opening.start(), closing, in_title))
        at = closing
    return parts, False


def _is_single(mark: str) -> bool:
    return mark in ("‘", "'")


def _next_opening(text: str, at: int, last: int) -> re.Match[str] | None:
    """The next mark that can open a quotation: before a word, not after one."""
    for mark in _MARK.finditer(text, at, last):
        if mark.group() not in _OPENING:
            continue
        before = text[mark.start() - 1] if mark.start() else " "
        after = text[mark.end()] if mark.end() < len(text) else " "
        if mark.group() in ("“", "«", "``", "„"):
            return mark
        if not before.isalnum() and before not in ".,!?%)" and not after.isspace():
            return mark
    return None


def _closing(text: str, opening: re.Match[str], last: int) -> int | None:
    """Where the quotation ends that begins at `opening`: after its closing mark, outside inner quotations."""
    wanted = _OPENING[opening.group()]
    depth = 1
    for mark in _MARK.finditer(text, opening.end(), last):
        if mark.group() == opening.group() and opening.group() != wanted:
            depth += 1
        if mark.group() != wanted:
            continue
        before, after = text[mark.start() - 1], text[mark.end()] if mark.end() < len(text) else " "
        if wanted in ("’", "'") and (after.isalnum() or before.isspace()):
            continue  # an apostrophe
        if wanted == '"' and before.isspace() and after.isalnum():
            continue  # a new quotation opened inside: an unbalanced text
        depth -= 1
        if depth == 0:
            return mark.end()
    return None


def _closing_mixed(text: str, opening: re.Match[str], last: int) -> int | None:
    """Where a quotation ends whose closing mark is of another kind than its opening one: “like this" or "like this”."""
    other = {"“": '"', '"': "”", "``": '"'}.get(opening.group())
    if other is None:
        return None
    for mark in _MARK.finditer(text, opening.end(), last):
        if mark.group() == opening.group() and mark.group() != other:
            return None  # the next quotation: this one goes on in the next paragraph
        after = text[mark.end()] if mark.end() < len(text) else " "
        if mark.group() == other and not text[mark.start() - 1].isspace() and not after.isalnum():
            return mark.end()
    return None
