"""Whose words a transcript gives: its turns, each from the label of a speaker to the label of the next.

"THE PRESIDENT: ...", "Mr. SMITH. ...", and in a dialogue "PENCE: ..." or "Haddad: ...". A label that may be a heading, a
dateline or a headline counts only where it comes again and another one with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.claims.agents import source_words
from dragoman.records import Span

_LINE = re.compile(r"[^\n]+")
_WORD = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
# "PENCE:", "Gov. Mike Pence (R-IN):", "Mr. SMITH." at the beginning of a line.
_OPENING = re.compile(rf"[ \t\"“*]*(?P<who>{_WORD}(?: {_WORD}){{0,5}})(?: \([^()\n]{{1,30}}\))?(?P<mark>[:.])(?=\s|$)")
# "... Joe Biden. THE PRESIDENT:" and "6:13 P.M. EDT THE PRESIDENT:" at the end of one.
_CLOSING = re.compile(
    r"(?:^|[.!?)”\"] |[AP]\.M\. (?:[A-Z]{3} )?)(?P<who>[A-Z][A-Z.'’-]*(?: [A-Z][A-Z.'’-]*){0,5}):[ \t]*$"
)
# Who asks or answers without a name, and who speaks for the programme itself.
_NAMELESS = ("q", "a", "question", "answer", "reporter", "unidentified", "audience", "voice", "operator", "caller")
_HOUSE = ("anchor", "host", "presenter", "newsreader", "narrator", "moderator", "interviewer")
_OPEN = ' \t"“'


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says: the characters of the label's name, of its mark, and of the words up to the next label.

    `by` is "speaker" where the label names one, "nobody" where it only tells that somebody asks or answers, and "house"
    where it is who leads through the programme.
    """

    speaker: Span
    mark: Span
    words: Span
    by: str


@dataclass(frozen=True, slots=True)
class _Label:
    """A label as it stands in the text: the name, its mark, where the words after it begin, and whether they are words."""

    who: str
    start: int
    end: int
    mark: str
    words: int
    is_spoken: bool
    follows_colon: bool

    @property
    def parts(self) -> list[str]:
        """The words of the name, in small letters."""
        return [word.strip(".").lower() for word in self.who.split()]

    @property
    def by(self) -> str:
        """Whom it names: a speaker, nobody, or the house."""
        return "nobody" if self.parts[0] in _NAMELESS else "house" if self.parts[-1] in _HOUSE else "speaker"

    def is_same(self, other: _Label) -> bool:
        """Whether both name one speaker: "JAKE TAPPER" and "TAPPER"."""
        shorter = min(len(self.parts), len(other.parts))
        return self.parts[-shorter:] == other.parts[-shorter:]


def find_turns(text: str) -> list[Turn]:
    """The turns of a text, in order; none where it is no transcript.

    >>> text = "THE PRESIDENT: We will stay.\\n\\nWe will pay.\\n\\nQ: When?"
    >>> [text[turn.words.start : turn.words.end] for turn in find_turns(text)]
    ['We will stay.\\n\\nWe will pay.', 'When?']
    """
    labels = _speakers(list(_labels(text)))
    ends = [*(label.start for label in labels[1:]), len(text)][: len(labels)]
    turns = []
    for number, (label, end) in enumerate(zip(labels, ends, strict=True)):
        first = label.words + len(text[label.words : end]) - len(text[label.words : end].lstrip())
        if not _runs_on(label, number + 1 == len(labels)):
            end = min(end, (text.find("\n", first) + 1 or len(text) + 1) - 1)
        last = first + len(text[first:end].rstrip(_OPEN + "\n"))
        if first < last:
            speaker = Span(label.start, label.end)
            mark = Span(label.end, label.words) if label.mark == ":" else speaker
            turns.append(Turn(speaker, mark, Span(first, last), label.by))
    return turns


def _runs_on(label: _Label, is_last: bool) -> bool:
    """Whether a turn goes on over paragraphs; after the last one of a dialogue within an article, the article does."""
    return _is_titled(label) or (label.who.isupper() and not is_last)


def _labels(text: str) -> Iterator[_Label]:
    """What may be a label, line by line."""
    before = ""
    for line in _LINE.finditer(text):
        opening = _OPENING.match(text, line.start(), line.end())
        closing = None if opening is not None else _CLOSING.search(line.group())
        found, offset = (opening, 0) if opening is not None else (closing, line.start())
        if found is not None:
            start, end = found.start("who") + offset, found.end("who") + offset
            mark = ":" if found is closing else found["mark"]
            words = text.index(mark, end) + 1
            spoken = text[words : words + 80].lstrip(_OPEN + "\n")[:1]
            yield _Label(found["who"], start, end, mark, words, not spoken.isdigit(), before.endswith(":"))
        before = line.group().rstrip() or before


def _speakers(labels: list[_Label]) -> list[_Label]:
    """The labels that name speakers: by their title, or because they come again in a dialogue."""
    colons = [label for label in labels if label.mark == ":" and label.is_spoken and not _is_heading(label)]
    shouted = [label for label in colons if label.who.isupper()]
    sure = [label for label in labels if _is_titled(label)]
    kept = sure + _in_dialogue(shouted, 1)
    if kept:
        first = min(label.start for label in kept)
        kept += [label for label in shouted if label.start > first]
    else:
        kept = _in_dialogue(colons, 2)
    return [label for label in labels if label in kept]


def _in_dialogue(labels: list[_Label], speakers: int) -> list[_Label]:
    """The labels that come again, those of so many speakers, with another label among them; none where they do not."""
    again = [label for label in labels if sum(label.is_same(other) for other in labels) > 1]
    named = [label for label in again if label.by != "nobody"]
    different = [n for n, label in enumerate(named) if not any(label.is_same(other) for other in named[:n])]
    others = any(not label.is_same(named[0]) for label in labels) if named else False
    return again if len(different) >= speakers and others else []


def _is_heading(label: _Label) -> bool:
    return bool(set(label.parts) & source_words()["headings"])


def _is_titled(label: _Label) -> bool:
    """Whether a label alone makes a turn: an office in capitals, "Mr. SMITH.", a title and name behind "as follows:"."""
    parts, titles = label.parts, source_words()["titles"]
    if len(parts) < 2 or parts[0] not in {*titles, "the"}:
        return False
    last = label.who.split()[-1]
    if label.mark == ".":
        return parts[0] != "the" and (label.follows_colon or (len(last) > 2 and last.isupper()))
    return label.who.isupper() and (parts[0] != "the" or parts[-1] in titles)
