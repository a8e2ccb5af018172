"""A situation report for a period: what happened, what is contested, what is predicted; every line with its evidence.

Nothing here writes a sentence of its own about the world: lines are made of codes, names, counts and quotations.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dragoman.claims.counting import counts_as_happened
from dragoman.records import Actor, Claim, Coded, Event, Period, Span, Stance
from dragoman.store import Store
from dragoman.stories import ToldEvent, group_events

# One page: what fits on two sides of paper.
MAIN_EVENTS = 12
CONTESTED = 6
PREDICTIONS = 10
SURPRISES = 5
QUOTES_PER_EVENT = 2

# Articles that are read whole: a second's worth.
READ_WHOLE = 1000
# Stores with more articles are not replayed for a page: `dragoman surprise` takes its time.
REPLAYED_WHOLE = 2000
# Of a longer period, so many stories of each kind are chosen by their key; more than fit, as keys of one story may differ.
CHOSEN = 24

AHEAD = (Stance.PREDICTED, Stance.PROMISED, Stance.THREATENED)
OWN_VOICE = ("publisher", "author")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of an article, and which; and who passes them on between its publisher and who says them, outermost first."""

    quote: str
    publisher: str
    article: str
    published: date | None = None
    by_way_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What forecasts had made of an act: its probability a week before publication and on the eve, and what that rests on."""

    bits: float
    probability: float
    on_the_eve: float
    usual: float
    basis: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a prediction: yes, no or open, why, and the words that say so where there are any.

    `words` are those by which the source said how likely it is, and `low` to `high` what they stand for.
    """

    answer: str
    reason: str
    low: float
    high: float
    words: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Unexpected:
    """An act that forecasts gave little a week before."""

    day: date
    who: str
    what: str
    whom: tuple[str, ...]
    reports: int
    expectation: Expectation
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Foresight:
    """What was expected of an archive: acts by article and event, the greatest surprises, and predictions by their words."""

    of_event: Mapping[tuple[str, str], Expectation]
    of_words: Mapping[tuple[str, str], Outcome]
    unexpected: tuple[Unexpected, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """A story as a line of the report."""

    when: Period | None
    what: str
    who: tuple[str, ...]
    whom: tuple[str, ...]
    where: str | None
    reports: int
    texts: int
    said_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    expectation: Expectation | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A story that some say is so and others say is not, with the words of both."""

    about: Happening
    so: tuple[tuple[str, Evidence], ...]
    not_so: tuple[tuple[str, Evidence], ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What somebody predicted, promised or threatened."""

    who: str
    stance: Stance
    what: str | None
    deadline: Period | None
    resolvable: bool
    evidence: Evidence
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """The report, ready to be laid out."""

    first: date | None
    last: date | None
    articles: int
    publishers: int
    events: int
    claims: int
    happenings: tuple[Happening, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    outlooks: tuple[Outlook, ...] = ()
    unexpected: tuple[Unexpected, ...] = ()


def make_brief(
    coded: Iterable[Coded],
    *,
    first: date | None = None,
    last: date | None = None,
    told: Mapping[tuple[str, str], int] | None = None,
    foresight: Foresight | None = None,
) -> Brief:
    """The report on these articles. `first` and `last` are the days asked for; without them, those of the articles.

    Main events are those that some source asserts, ranked by `_weight`. What happened before the period (an
    anniversary, the history of a conflict) is left out. `told` says for events, by article and id, how many reports there
    are, where `coded` holds only some of them. `foresight` is what had been expected.
    """
    articles = list(coded)
    counted = told or {}
    days = sorted(one.article.published.date() for one in articles if one.article.published is not None)
    first = first or (days[0] if days else None)
    last = last or (days[-1] if days else None)
    stories = group_events(articles)
    return Brief(
        first=first,
        last=last,
        articles=len(articles),
        publishers=len({one.article.publisher for one in articles if one.article.publisher}),
        events=len(stories),
        claims=sum(len(one.claims) for one in articles),
        happenings=tuple(_happening(story, counted, foresight) for story in _main(stories, first, last)[:MAIN_EVENTS]),
        disputes=tuple(_disputes(stories, counted)[:CONTESTED]),
        outlooks=tuple(_outlooks(articles, foresight)[:PREDICTIONS]),
        unexpected=foresight.unexpected[:SURPRISES] if foresight else (),
    )


def brief_on(store: Store, *, first: date | None = None, last: date | None = None) -> Brief:
    """The report on a period of a store.

    A short period is read whole. Of a long one the store names the articles that matter, and only these are read: totals are
    of the whole, and so is the number of reports of an event where all tell it by the same sides, day and city.
    """
    if store.size(since=first, until=last) <= READ_WHOLE:
        foresight = _foresight(store, first, last)
        return make_brief(store.coded(since=first, until=last), first=first, last=last, foresight=foresight)
    found = store.notable(since=first, until=last, most=CHOSEN)
    days = store.days()
    made = make_brief(
        store.these(found.to_read),
        first=first or (days[0] if days else None),
        last=last or (days[1] if days else None),
        told=found.reports,
    )
    totals = {
        "articles": found.articles,
        "publishers": found.publishers,
        "events": found.events,
        "claims": found.claims,
    }
    return replace(made, **totals)  # type: ignore[arg-type]


def _foresight(store: Store, first: date | None, last: date | None) -> Foresight | None:
    if store.size() > REPLAYED_WHOLE:
        return None
    from dragoman.report.foresight import foresee  # what forecasts need is slow to load

    return foresee(store.coded(), first=first, last=last)


def _main(stories: Sequence[ToldEvent], first: date | None, last: date | None) -> list[ToldEvent]:
    inside = [story for story in stories if _is_within(story.when, first, last) and _happened(story)]
    return sorted(inside, key=_weight, reverse=True)


def _happened(story: ToldEvent) -> bool:
    """Whether some article tells it as something that has happened now, not long ago."""
    return any(
        counts_as_happened(telling.event, telling.claims) and "historical" not in telling.event.auxiliary
        for telling in story.tellings
    )


def _is_within(when: Period | None, first: date | None, last: date | None) -> bool:
    """Whether the event may have happened in these days; of one without days, nobody can say that it did not."""
    if when is None or when.first is None or when.last is None:
        return True
    return (first is None or first <= when.last) and (last is None or when.first <= last)


def _weight(story: ToldEvent) -> float:
    """How much of an event a story is: told by many, far from zero on PLOVER's scale, complete, and surely read.

    The number of texts counts as its logarithm: the tenth report says less than the second.
    """
    best = max(story.tellings, key=lambda telling: telling.event.confidence).event
    complete = 1.0 if best.actors and best.recipients else 0.6 if best.actors else 0.3
    return math.log2(1 + story.texts) * (3 + abs(best.score)) * complete * best.confidence


def _happening(
    story: ToldEvent, counted: Mapping[tuple[str, str], int], foresight: Foresight | None = None
) -> Happening:
    so, not_so = _sayings(story)
    best = sorted(story.tellings, key=lambda telling: -telling.event.confidence)
    shown: dict[str, Evidence] = {}
    for telling in best:
        evidence = _quoted(telling.coded, telling.sentence)
        shown.setdefault(evidence.quote, evidence)
    modes = Counter(telling.event.mode for telling in story.tellings if telling.event.mode)
    mode = modes.most_common(1)[0][0] if modes else None
    where = Counter(telling.event.where.name for telling in story.tellings if telling.event.where)
    return Happening(
        when=story.when,
        what=_what(story.key.type, mode),
        who=_names([telling.event.actors for telling in story.tellings]),
        whom=_names([telling.event.recipients for telling in story.tellings]),
        where=where.most_common(1)[0][0] if where else None,
        reports=max([story.reports, *_counts(story, counted)]),
        texts=max([story.texts, *_counts(story, counted)]),
        said_by=tuple(dict.fromkeys(name for name, _ in so)),
        denied_by=tuple(dict.fromkeys(name for name, _ in not_so)),
        evidence=tuple(shown.values())[:QUOTES_PER_EVENT],
        expectation=_expectation(story, foresight),
    )


def _expectation(story: ToldEvent, foresight: Foresight | None) -> Expectation | None:
    """That of the least expected of the acts that make up a story: each pair of sides is one."""
    if foresight is None:
        return None
    keys = ((telling.coded.article.id, telling.event.id) for telling in story.tellings)
    found = [foresight.of_event[key] for key in keys if key in foresight.of_event]
    return max(found, key=lambda one: one.bits, default=None)


def _counts(story: ToldEvent, counted: Mapping[tuple[str, str], int]) -> list[int]:
    keys = ((telling.coded.article.id, telling.event.id) for telling in story.tellings)
    return [counted[key] for key in keys if key in counted]


def _disputes(stories: Sequence[ToldEvent], counted: Mapping[tuple[str, str], int]) -> list[Dispute]:
    found = []
    for story in sorted(stories, key=_weight, reverse=True):
        so, not_so = map(_one_each, _sayings(story))
        if {name for name, _ in so} != {name for name, _ in not_so} and so and not_so:
            found.append(Dispute(_happening(story, counted), so, not_so))
    return found


def _one_each(sayings: Sequence[tuple[str, Evidence]]) -> tuple[tuple[str, Evidence], ...]:
    """The first words of each who says it."""
    first: dict[str, Evidence] = {}
    for name, evidence in sayings:
        first.setdefault(name, evidence)
    return tuple(first.items())[:3]


def _sayings(story: ToldEvent) -> tuple[list[tuple[str, Evidence]], list[tuple[str, Evidence]]]:
    """Who says that it is so, and who says that it is not, with their words."""
    so: list[tuple[str, Evidence]] = []
    not_so: list[tuple[str, Evidence]] = []
    for telling in story.tellings:
        for claim in telling.claims:
            if claim.stance not in (Stance.ASSERTED, Stance.DENIED):
                continue
            words = _quoted(telling.coded, _sentence_of(telling.coded, claim))
            passed = tuple(link.actor.name for link in claim.sources[:-1] if link.kind not in OWN_VOICE)
            saying = (_speaker(telling.coded, claim), replace(words, by_way_of=passed))
            (not_so if claim.polarity == "negative" else so).append(saying)
    return so, not_so


def _outlooks(articles: Iterable[Coded], foresight: Foresight | None) -> list[Outlook]:
    """Predictions, promises and threats: those with an answer first, then those that can be scored; by day within each."""
    found = []
    for one in articles:
        events = {event.id: event for event in one.events}
        found += [_outlook(one, claim, events.get(claim.event or ""), foresight) for claim in _ahead(one)]
    return sorted(found, key=_place)


def _place(outlook: Outlook) -> tuple[bool, bool, str]:
    return outlook.outcome is None, not outlook.resolvable, str(outlook.evidence.published or "9")


def _ahead(one: Coded) -> list[Claim]:
    """The article's claims about what will be; of those that say the same or a part of it, only the fullest."""
    ahead = sorted(
        (claim for claim in one.claims if claim.stance in AHEAD),
        key=lambda claim: (claim.event is None, claim.content.start - claim.content.end),
    )
    kept: list[Claim] = []
    for claim in ahead:
        said = (claim.stance, _speaker(one, claim))
        if not any((k.stance, _speaker(one, k)) == said and _overlap(k.content, claim.content) for k in kept):
            kept.append(claim)
    return sorted(kept, key=lambda claim: claim.content)


def _overlap(one: Span, other: Span) -> bool:
    return one.covers(other) or other.covers(one)


def _outlook(one: Coded, claim: Claim, event: Event | None, foresight: Foresight | None) -> Outlook:
    what = None
    if event is not None:
        who, whom = _names([event.actors]), _names([event.recipients])
        what = " ".join(part for part in (", ".join(who), _what(event.type, event.mode), ", ".join(whom)) if part)
    evidence = _quoted(one, one.article.characters(claim.content))
    outcome = foresight.of_words.get((one.article.id, evidence.quote)) if foresight else None
    return Outlook(_speaker(one, claim), claim.stance, what, claim.deadline, bool(claim.resolvable), evidence, outcome)


def _speaker(one: Coded, claim: Claim) -> str:
    """Who says it, by name; the paper where the author speaks."""
    if not claim.sources or claim.sources[-1].kind in OWN_VOICE:
        return one.article.publisher or "the author"
    return claim.sources[-1].actor.name


def _sentence_of(one: Coded, claim: Claim) -> str:
    """The sentence in which a claim is made: that of its cue, else that where its content begins."""
    place = claim.cue or claim.content
    inside = (
        span for span in one.sentences if span.in_title == place.in_title and span.start <= place.start < span.end
    )
    return one.article.characters(next(inside, claim.content))


def _quoted(one: Coded, quote: str) -> Evidence:
    article = one.article
    quote = " ".join(quote.split())
    day = article.published.date() if article.published else None
    return Evidence(quote, article.publisher or "unknown publisher", article.id, day)


def _what(type: str, mode: str | None) -> str:
    return f"{type} ({mode})" if mode else type


def _names(lists: Iterable[Sequence[Actor]]) -> tuple[str, ...]:
    """For each code, the name by which it is called most."""
    names: dict[str, Counter[str]] = {}
    for actors in lists:
        for actor in actors:
            names.setdefault(actor.code or actor.name, Counter())[actor.name] += 1
    return tuple(dict.fromkeys(counted.most_common(1)[0][0] for counted in names.values()))[:4]
