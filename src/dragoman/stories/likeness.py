"""How surely two reports tell the same event: agreement of words, days, places, numbers, sides and types, weighed.

Above zero means one story. The weights are few and were set on the write half of bench/sets/stories, then checked on the
other half; rerun `python -m bench.stories` after a change.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from dragoman.records import Place
from dragoman.stories.distance import is_other_place
from dragoman.stories.outlines import Outline

WORDS = 6.0  # times the cosine of rare words
SAME_PLACE, OTHER_PLACE = 0.9, -2.2
SAME_DAY, NEXT_DAY, OTHER_DAY = 0.7, -0.5, -2.4
IMPLIED = 0.5  # of the weight of days, where one report names none and its publication has to stand in
SAME_NUMBER, OTHER_NUMBER = 1.0, -0.3
SIDES = 1.0
TYPES = 0.5
NEEDED = 2.9

# A follow-up after more days than this is a story of its own.
LONGEST_GAP_DAYS = 3


class Rarity:
    """How rare words are in a set of reports: a word that half of them have tells little."""

    def __init__(self, outlines: Iterable[Outline]):
        self._reports = 0
        self._with: Counter[str] = Counter()
        for outline in outlines:
            self._reports += 1
            self._with.update(outline.words)

    def weight(self, word: str) -> float:
        """The weight of a word, squared inverse document frequency; never zero, as two reports alone share all they say."""
        return math.log(1 + (20 + self._reports) / (1 + self._with[word])) ** 2

    def is_rare(self, word: str, most: int) -> bool:
        """Whether at most so many reports have it."""
        return self._with[word] <= most

    def cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The cosine of two sets of words, each weighed by its rarity."""
        shared = sum(map(self.weight, one & other))
        lengths = sum(map(self.weight, one)) * sum(map(self.weight, other))
        return shared / math.sqrt(lengths) if lengths else 0.0


def likeness(one: Outline, other: Outline, rarity: Rarity) -> float:
    """Above zero where two reports tell one event; the further, the surer."""
    if _gap(one, other) > LONGEST_GAP_DAYS:
        return -math.inf
    return (
        WORDS * rarity.cosine(one.words, other.words)
        + _places(one.places, other.places)
        + _days(one, other)
        + _numbers(one.numbers, other.numbers)
        + SIDES * _overlap(one.sides, other.sides)
        + TYPES * _overlap(one.types, other.types)
        - NEEDED
    )


def _gap(one: Outline, other: Outline) -> int:
    if one.published is None or other.published is None:
        return 0
    return abs((one.published - other.published).days)


def _places(one: tuple[Place, ...], other: tuple[Place, ...]) -> float:
    if not one or not other:
        return 0.0
    if any(a.geonames_id == b.geonames_id or not is_other_place(a, b) for a in one for b in other):
        return SAME_PLACE
    return OTHER_PLACE


def _days(one: Outline, other: Outline) -> float:
    """By the nearest of the days that they name; where one names none, the day of publication and the one before it."""
    left, right = one.days or _implied(one), other.days or _implied(other)
    if not left or not right:
        return 0.0
    gap = min(abs((a - b).days) for a in left for b in right)
    found = SAME_DAY if gap == 0 else NEXT_DAY if gap == 1 else OTHER_DAY
    return found if one.days and other.days else IMPLIED * found


def _implied(outline: Outline) -> frozenset[date]:
    if outline.published is None:
        return frozenset()
    return frozenset((outline.published, outline.published - timedelta(1)))


def _numbers(one: frozenset[float], other: frozenset[float]) -> float:
    if not one or not other:
        return 0.0
    return SAME_NUMBER if one & other else OTHER_NUMBER


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared of the smaller set: a short report names fewer."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
