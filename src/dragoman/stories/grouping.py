"""Which reports tell one story: a function of the set of reports and of what people have judged, never of the order.

Reprints are put together first. What is left is compared pair by pair where two reports share something rare, and joined
from the likest pair on as long as the average likeness of two groups stays above zero (average linkage): a report that is
like one member only, a summary of the week say, does not chain two stories.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dragoman.records import Coded, content_id
from dragoman.stories.events import ToldEvent, group_events
from dragoman.stories.likeness import LONGEST_GAP_DAYS, Rarity, likeness
from dragoman.stories.origins import Origin, find_origins, order_of
from dragoman.stories.outlines import Outline, outline_of
from dragoman.stories.positions import is_disputed, positions
from dragoman.stories.reprints import reprints

# A word that more reports have does not bring two of them together to be compared.
RARE = 40

# More reports than this are not all compared with one another because they name the same place, a capital say: they must share
# a word too that not many more have.
CROWD = 200

# The likeness of two reports that share nothing rare, and were not compared.
STRANGERS = -2.0

# Which parts of the comparison a piece of an outline is, in the index of what reports share.
_Feature = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Somebody's word that two articles tell one story, or that they do not."""

    one: str
    other: str
    together: bool


@dataclass(frozen=True, slots=True)
class Story:
    """Reports of one event, its origins, and what they say. The id is that of the first report."""

    id: str
    reports: tuple[Coded, ...]
    origins: tuple[Origin, ...]
    events: tuple[ToldEvent, ...]

    @property
    def first(self) -> date | None:
        """The day of the first report."""
        return next((one.article.published.date() for one in self.reports if one.article.published), None)

    @property
    def disputed(self) -> tuple[ToldEvent, ...]:
        """The events that one source says are so and another says are not."""
        return tuple(event for event in self.events if is_disputed(positions(event)))


def group_stories(coded: Iterable[Coded], judgements: Iterable[Judgement] = ()) -> list[Story]:
    """Every article in exactly one story, in order of the first report.

    An article that comes twice counts once. `judgements` are kept to: articles judged to be together are, articles judged
    apart never are.
    """
    by_id = {one.article.id: one for one in coded}
    articles = sorted(by_id.values(), key=order_of)
    texts = reprints({one.article.id: one.article.text for one in articles})
    judged = [j for j in sorted(judgements, key=lambda j: (j.one, j.other)) if j.one in by_id and j.other in by_id]
    groups = _groups(articles, texts, judged)
    return [_story([by_id[key] for key in members], texts) for members in groups]


def _story(reports: list[Coded], texts: Mapping[str, str]) -> Story:
    ordered = tuple(sorted(reports, key=order_of))
    return Story(
        id=content_id("sty", ordered[0].article.id),
        reports=ordered,
        origins=find_origins(ordered, dict(texts)),
        events=tuple(sorted(group_events(ordered, within_story=True), key=lambda event: -event.reports)),
    )


def _groups(articles: Sequence[Coded], texts: Mapping[str, str], judged: Sequence[Judgement]) -> list[list[str]]:
    """The ids of the articles of each story."""
    apart = {frozenset((j.one, j.other)) for j in judged if not j.together}
    parent = _seeds(articles, texts, judged, apart)
    outlines = {one.article.id: outline_of(one) for one in articles if parent[one.article.id] == one.article.id}
    rarity = Rarity(outlines.values())
    likes = {pair: likeness(outlines[pair[0]], outlines[pair[1]], rarity) for pair in _candidates(outlines, rarity)}
    members = defaultdict(list)
    for one in articles:
        members[parent[one.article.id]].append(one.article.id)
    return _Linking(dict(members), likes, apart).groups()


def _seeds(
    articles: Sequence[Coded], texts: Mapping[str, str], judged: Sequence[Judgement], apart: set[frozenset[str]]
) -> dict[str, str]:
    """For each article the one that stands for it before reports are compared: reprints, and what was judged one."""
    published = {one.article.id: one.article.published for one in articles}
    members: dict[str, list[str]] = {one.article.id: [one.article.id] for one in articles}
    parent = {key: key for key in members}

    def join(one: str, other: str) -> None:
        first, second = sorted((parent[one], parent[other]))
        pairs = (frozenset((a, b)) for a in members[first] for b in members[second])
        if first == second or any(pair in apart for pair in pairs):
            return
        for key in members.pop(second):
            parent[key] = first
            members[first].append(key)

    for judgement in judged:
        if judgement.together:
            join(judgement.one, judgement.other)
    for key, text in sorted(texts.items()):
        a, b = published[key], published[text]
        if a is None or b is None or abs((a - b).days) <= LONGEST_GAP_DAYS:
            join(key, text)
    return parent


def _candidates(outlines: Mapping[str, Outline], rarity: Rarity) -> Iterator[tuple[str, str]]:
    """Pairs that share a rare word or a place, published within a few days of one another."""
    having: dict[_Feature, list[Outline]] = defaultdict(list)
    for key in sorted(outlines):
        for feature in _features(outlines[key], rarity):
            having[feature].append(outlines[key])
    seen = set()
    for some in _uncrowded(having.values(), rarity):
        for n, one in enumerate(some):
            for other in some[n + 1 :]:
                pair = (one.article, other.article)
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _uncrowded(groups: Iterable[list[Outline]], rarity: Rarity) -> Iterator[list[Outline]]:
    """The groups; instead of one that is too large, those in it that share a word."""
    for some in groups:
        if len(some) <= CROWD:
            yield some
            continue
        sharing: dict[str, list[Outline]] = defaultdict(list)
        for one in some:
            for word in sorted(one.words):
                if rarity.is_rare(word, 2 * CROWD):
                    sharing[word].append(one)
        yield from (fewer for fewer in sharing.values() if len(fewer) <= CROWD)


def _features(outline: Outline, rarity: Rarity) -> Iterator[_Feature]:
    """What brings a report together with others; with a stretch of days, so that years of news stay apart."""
    stretch = None if outline.published is None else outline.published.toordinal() // (LONGEST_GAP_DAYS + 1)
    for spell in (None,) if stretch is None else (stretch, stretch + 1):
        for word in outline.words:
            if rarity.is_rare(word, RARE):
                yield (word, spell)
        for place in outline.places:
            yield ("place", (place.geonames_id, spell))


class _Linking:
    """Average linkage over the pairs that were compared; all others count as strangers."""

    def __init__(
        self, members: dict[str, list[str]], likes: Mapping[tuple[str, str], float], apart: set[frozenset[str]]
    ):
        self._members = members
        self._size = dict.fromkeys(members, 1)  # reprints weigh as one report
        self._beyond: dict[str, dict[str, float]] = {key: {} for key in members}
        self._forbidden: dict[str, set[str]] = {key: set() for key in members}
        for (one, other), like in likes.items():
            self._beyond[one][other] = self._beyond[other][one] = like - STRANGERS
        of = {article: key for key, some in members.items() for article in some}
        for pair in apart:
            one, other = (of[article] for article in pair) if len(pair) == 2 else ("", "")
            if one != other:
                self._forbidden[one].add(other)
                self._forbidden[other].add(one)

    def groups(self) -> list[list[str]]:
        """The groups when nothing more can be joined."""
        queue = [(-self._average(one, other), one, other) for one, other in self._pairs()]
        heapq.heapify(queue)
        while queue:
            minus, one, other = heapq.heappop(queue)
            if one in self._members and other in self._members and -minus == self._average(one, other):
                for third in self._join(one, other):
                    first, second = sorted((one, third))
                    if self._average(first, second) > 0:
                        heapq.heappush(queue, (-self._average(first, second), first, second))
        return list(self._members.values())

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for one, others in self._beyond.items():
            yield from ((one, other) for other in others if one < other and self._average(one, other) > 0)

    def _average(self, one: str, other: str) -> float:
        if other in self._forbidden[one]:
            return -1.0
        return self._beyond[one].get(other, 0.0) / (self._size[one] * self._size[other]) + STRANGERS

    def _join(self, one: str, other: str) -> list[str]:
        """Put the second group into the first; those whose average with it has changed."""
        self._members[one] += self._members.pop(other)
        self._size[one] += self._size.pop(other)
        for third, beyond in self._beyond.pop(other).items():
            del self._beyond[third][other]
            if third != one:
                total = self._beyond[one].get(third, 0.0) + beyond
                self._beyond[one][third] = self._beyond[third][one] = total
        for third in self._forbidden.pop(other):
            self._forbidden[third].discard(other)
            self._forbidden[third].add(one)
            self._forbidden[one].add(third)
        return list(self._beyond[one])
