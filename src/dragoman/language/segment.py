"""Text to sentences: character ranges first, then words, in time linear in the text whatever it is made of.

A blank line always ends a sentence. Elsewhere the ends are looked for where they can be (after a full stop and its
like, at the end of a line, before a bullet), and a small logistic regression over hashed features of the place decides.
Its weights are `data/reader/segment.npz`, made by `training/segment.py`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import cast

import numpy as np

from dragoman.errors import ModelNotFound
from dragoman.language.tokens import SPACE, abbreviations, knowledge, tokenize

# The number of feature buckets; a power of two. 2^15 half-precision weights are 64 KB.
BUCKETS = 1 << 15

# A sentence longer than this is cut: the reader's time and memory grow with the square of the length.
LONGEST_SENTENCE = 120
# Where no end is found for so many characters, one is made at a blank before words are looked for, so that a text of
# any size needs memory for one such stretch only.
LONGEST_STRETCH = 6_000

_CLOSERS = "\"'”’»)\\]}*_"
_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_BULLETS = "•●▪◦‣■►▶✓✔➤"
_PLACE = re.compile(
    rf"[.!?…:;][{_CLOSERS}]*(?: ?\[\d{{1,3}}\])*(?=[{SPACE}])"  # a mark that can end a sentence, with closers and notes
    rf"|[^{SPACE}](?=[^\S{_BREAKS}]*[{_BREAKS}])"  # the last character of a line
    rf"|[a-z\d][.!?]+[{_CLOSERS}]*(?=[“\"‘(]?[A-Z][a-z’'])"  # "said.The"
    rf"|[^{SPACE}](?=[{SPACE}]+(?:[{_BULLETS}]|[*–—-][{SPACE}]))"  # before a bullet
)
_NOTES = re.compile(r"(?: ?\[\d{1,3}\])+$")
_SPACES = re.compile(f"[{SPACE}]*")
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_NEXT = re.compile(rf"[^{SPACE}]{{1,40}}(?:[{SPACE}]+[^{SPACE}]{{1,20}})?")
# A dateline, up to its dash: "BAGHDAD - ", "MOSCOW, Oct 7 (Agency) - ", "Baghdad (AP) — "; or its colon, or a day and an
# agency without either: "CAIRO (Agency): ", "LIMA/QUITO: ", "Lima, March 8 (Agency) ". Capitals with a colon only open an
# article: further down they say who speaks.
_DATELINE = re.compile(
    r"(?:(?P<bare>[A-Z][A-Z.'’ /-]{2,30})|[A-Z][A-Z.'’ /-]{2,30},[^\n—–()]{1,40}|[A-Z][^\n—–()]{2,40}(?=\s\([A-Z]))"
    r"(?:\s?\([^()\n]{2,40}\))?\s?(?:--|—|–|(?<=\s)-)(?=\s+\S)"
    r"|[A-Z][A-Z.'’-]+(?:[ /][A-Z.'’-]{2,}){0,3}(?:\s?\([A-Z][A-Za-z]{1,19}\)\s?[:\"]|(?P<colon>:))(?=\s+[A-Z\"“‘'])"
    r"|[A-Z][A-Za-z.'’ -]{2,30}, [A-Z][a-z]{2,8}\.? \d{1,2} \([A-Z][A-Za-z]{1,19}\)(?:\s?:)?(?=\s+[A-Z\"“‘'])"
)
_DASH = re.compile(r"\s(?:--|—|–|-)\s|—")
_RUN = re.compile("([!?…])[!?….]+")
# Common words that seldom have a capital but at the beginning of a sentence.
OPENING_WORDS = frozenset(knowledge()["openings"]["words"].split())
_OPENERS = "\"'“‘«([{*_-–—•"


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a sentence may end: after character `end - 1`; the next thing starts at `after`."""

    end: int
    after: int
    breaks: int

    @property
    def is_certain(self) -> bool:
        """Whether a blank line follows."""
        return self.breaks > 1


def places(text: str) -> Iterator[Place]:
    """The places where a sentence may end, in text order."""
    for match in _PLACE.finditer(text):
        end = match.end()
        spaces = _SPACES.match(text, end)
        after = spaces.end() if spaces else end
        breaks = len(_BREAK.findall(spaces[0])) if spaces and after > end else 0
        if "\u2029" in text[end:after] or "\x0c" in text[end:after]:
            breaks = 2
        yield Place(end, after, breaks)


# --- features --------------------------------------------------------------------------------------


def _shape(word: str) -> str:
    """The word's kind: lower, Capital, UPPER, 0 for a number, or its first mark."""
    first = word[:1]
    if first.isdigit():
        return "0"
    if first.isupper():
        return "A" if len(word) == 1 else "AA" if word[1:2].isupper() else "Aa"
    return "a" if first.isalpha() else first


def _bucket(size: int) -> int:
    """Lengths in coarse steps."""
    return min(size // 10, 13)


def place_features(text: str, place: Place, start: int, open_quotes: int) -> list[int]:
    """The feature buckets of a place in a sentence that began at `start`, with so many straight quotes seen in it."""
    end, after = place.end, place.after
    before = _NOTES.sub("", text[max(start, end - 60) : end]).split()
    chunk = before[-1] if before else ""
    earlier = before[-2] if len(before) > 1 else "^"
    core = chunk.rstrip("\"'”’»)]}*_")
    word = core.rstrip(".!?…:;,")
    mark = _RUN.sub(r"\1", chunk[len(word) :].replace("...", "…"))[:4] or "-"
    bare = word.lstrip(_OPENERS).rstrip(_CLOSERS)
    lower = bare.lower()
    kind = _word_kind(bare, lower)

    found = _NEXT.match(text, after)
    following = (found[0] if found else "$").split() or ["$"]
    opener = following[0][:1] if following[0][:1] in _OPENERS else ""
    next_word = following[0].lstrip(_OPENERS).rstrip(".,;:!?\"'”’)]") or following[0]
    next_shape = opener + _shape(next_word)
    second_shape = _shape(following[1]) if len(following) > 1 else "-"
    next_lower = next_word.lower()
    gap = "n" if place.breaks else "0" if after == end else "s"
    closes = "q" if mark[1:2] in "\"”’'" and len(mark) > 1 else ""
    place_sort = f"{gap}{mark}"

    window = max(start, end - 300)
    is_bracketed = text.count("(", window, end) > text.count(")", window, end)
    names = [
        gap,
        f"m{place_sort}",
        f"k{kind}{place_sort}",
        f"w{lower[:12]}{mark[:1]}",
        f"n{next_shape}{place_sort}",
        f"N{next_shape}{second_shape}{place_sort}",
        f"x{next_lower[:12]}{mark[:1]}{next_shape[:2]}",
        f"o{kind}{mark[:1]}{next_lower in OPENING_WORDS}{next_shape[-2:]}",
        f"wn{lower[:12]}{next_shape}",
        f"kn{kind}{next_shape}{gap}",
        f"e{earlier.lower()[:12]}{mark[:1]}",
        f"es{_shape(earlier)}{_shape(bare)}{place_sort}{next_shape}",
        f"q{open_quotes % 2}{place_sort}{next_shape}{closes}",
        f"p{place_sort}{is_bracketed}{next_shape}",
        f"l{_bucket(end - start)}{place_sort}",
        f"s{min(len(before), 4)}{place_sort}{next_shape}",
        f"b{_shape(before[0]) if before and end - start < 60 else '-'}{place_sort}{kind}",
    ]
    if place.breaks:
        names += _line_features(text, place, mark, next_word, next_shape)
    return [zlib.crc32(name.encode("utf-8", "backslashreplace")) & (BUCKETS - 1) for name in names]


def _word_kind(bare: str, lower: str) -> str:
    """What sort of word stands before the mark, as far as its full stop goes."""
    if lower in abbreviations():
        return "abbr" if len(lower) > 2 or "." in lower else "abb"
    if len(bare) == 1:
        return "I" if bare == "I" else "initial" if bare.isupper() else "letter"
    if "." in bare:
        return "acronym" if len(bare) < 8 else "dotted"
    if bare.isdigit():
        return f"num{min(len(bare), 3)}"
    return _shape(bare) + ("s" if len(bare) < 4 else "")


def _line_features(text: str, place: Place, mark: str, next_word: str, next_shape: str) -> list[str]:
    """What the lengths of the lines tell: a wrapped line could not have held the next word."""
    before = text[max(0, place.end - 400) : place.end]
    lines = before.rsplit("\n", 2)
    line = len(lines[-1])
    previous = len(lines[-2]) if len(lines) > 1 else 0
    next_end = text.find("\n", place.after, place.after + 400)
    following = (next_end if next_end >= 0 else min(len(text), place.after + 400)) - place.after
    width = max(line, previous, following)
    is_full = line + 1 + len(next_word) >= width
    sentence_mark = mark[:1] if mark[:1] in ".!?…:;," else "-"
    return [
        f"L{_bucket(line)}{sentence_mark}",
        f"F{is_full}{sentence_mark}{next_shape}",
        f"FW{is_full}{_bucket(width)}{sentence_mark}",
        f"LL{_bucket(line)}{_bucket(following)}{sentence_mark}",
        f"LS{_bucket(line) < 6}{next_shape}{sentence_mark}{is_full}",
        f"P{_bucket(previous)}{_bucket(line)}{sentence_mark}{is_full}",
    ]


# --- the model -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SegmentModel:
    """The weight of every feature bucket, and the constant; a sum above zero is a sentence end."""

    weights: list[float]
    bias: float

    def ends(self, features: list[int]) -> bool:
        """Whether a sentence ends at the place with these features."""
        weights = self.weights
        return self.bias + sum([weights[feature] for feature in features]) > 0.0


@cache
def load_segmenter() -> SegmentModel:
    """The model that ships, read once."""
    file = resources.files("dragoman").joinpath("data/reader/segment.npz")
    try:
        with file.open("rb") as stream:
            arrays = np.load(stream)
            weights, bias = arrays["weights"].astype(np.float64).tolist(), float(arrays["bias"])
    except (OSError, KeyError, ValueError) as error:
        raise ModelNotFound(
            f"no sentence splitter in {file}: {error}. Reinstall dragoman, or build it with training/segment.py."
        ) from error
    return SegmentModel(cast(list[float], weights), bias)


# --- splitting -------------------------------------------------------------------------------------


def segment(text: str, model: SegmentModel | None = None) -> list[tuple[int, int]]:
    """The sentences of a text as character ranges, white space trimmed, in text order.

    >>> text = "Gen. Ali left.  He will be back."
    >>> [text[start:end] for start, end in segment(text)]
    ['Gen. Ali left.', 'He will be back.']
    """
    if model is None:
        model = load_segmenter()
    ranges: list[tuple[int, int]] = []
    first = _SPACES.match(text)
    start = counted = first.end() if first else 0
    quotes = 0
    dateline = _dateline_end(text, start)
    if dateline > start:
        ranges.append((start, dateline))
        start = _after_spaces(text, dateline)
    for place in places(text):
        if place.end <= start:
            continue
        quotes += text.count('"', counted, place.end)
        counted = place.end
        if place.is_certain or place.after == len(text) or model.ends(place_features(text, place, start, quotes)):
            ranges.append((start, place.end))
            start = place.after
            quotes = 0
            dateline = _dateline_end(text, start) if place.is_certain else start
            if dateline > start:
                ranges.append((start, dateline))
                start = _after_spaces(text, dateline)
    if start < len(text):
        ranges.append((start, len(text)))
    return ranges


def _after_spaces(text: str, start: int) -> int:
    found = _SPACES.match(text, start)
    return found.end() if found else start


def _dateline_end(text: str, start: int) -> int:
    """Where the dateline ends with which a paragraph begins, or its start: a dateline is no part of the sentence.

    Words in capitals before an aside between dashes are none ("NATO - an alliance - said").
    """
    found = _DATELINE.match(text, start, start + 120)
    if found is None:
        return start
    line_end = text.find("\n", found.end(), found.end() + 300)
    line = text[found.end() : line_end if line_end >= 0 else found.end() + 300]
    if found["colon"] and text[:start].strip():
        return start
    is_bare = found["bare"] is not None and "(" not in found[0]
    return start if is_bare and _DASH.search(line.split(". ")[0]) else found.end()


def split_words(text: str) -> Iterator[tuple[list[str], list[int]]]:
    """The sentences of a text, each as its words and where they start; none is longer than `LONGEST_SENTENCE` words."""
    for start, end in segment(text):
        for stretch_start, stretch_end in _stretches(text, start, end):
            words, starts = tokenize(text, stretch_start, stretch_end)
            if len(words) <= LONGEST_SENTENCE:
                if words:
                    yield words, starts
                continue
            for first, last in cuts(words):
                yield words[first:last], starts[first:last]


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range in pieces of at most `LONGEST_STRETCH` characters, cut at white space where there is any."""
    while end - start > LONGEST_STRETCH:
        cut = text.rfind(" ", start + LONGEST_STRETCH // 2, start + LONGEST_STRETCH)
        cut = cut if cut > 0 else start + LONGEST_STRETCH
        yield start, cut
        start = cut
    yield start, end


# Where an overlong sentence is best cut: after these, the better ones first.
_GOOD_CUTS = ({".", "!", "?", "...", "…"}, {";"}, {":", "—", "–", "--"}, {",", ")", "]", "”", "•"})


def cuts(words: list[str], longest: int = LONGEST_SENTENCE) -> list[tuple[int, int]]:
    """Token ranges of at most `longest` tokens that an overlong sentence is cut into, at marks where there are any."""
    ranges, first = [], 0
    while len(words) - first > longest:
        last = first + _best_cut(words[first : first + longest])
        ranges.append((first, last))
        first = last
    ranges.append((first, len(words)))
    return ranges


def _best_cut(words: list[str]) -> int:
    """How many of the words to take: up to the best mark in the second half, else all."""
    for marks in _GOOD_CUTS:
        for place in range(len(words) - 1, len(words) // 2, -1):
            if words[place] in marks:
                return place + 1
    return len(words)
