"""What had been published by a day: the acts of a store that count as happened, each at its first report.

A forecaster must not know an event before a newspaper had it. So an act has two days: when it happened, and when the
first article that asserts it was published; histories are made of the second. Several reports of one event are one act.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dragoman.claims import counts_as_happened
from dragoman.forecasting.history import History, Integers, from_rows
from dragoman.interchange.tables.rows import country_name
from dragoman.ontology import codes
from dragoman.records import Actor, Coded
from dragoman.stories import Telling, ToldEvent, group_events, side_of

# What happened longer ago than this before its first report is background, not news.
NEWS_DAYS = 30

# "Obama and Putin met" has two actors and no recipient: each met the other.
MUTUAL = ("CONSULT", "AGREE", "COOPERATE")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The sentence that says so, and where it stands."""

    sentence: str
    publisher: str
    article: str
    published: date
    event: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to whom: sides as codes, a PLOVER type, the day it happened and the day it was first published."""

    published: date
    actor: str
    type: str
    recipient: str
    happened: date
    receipt: Receipt
    mode: str | None = None
    reports: int = 1  # articles that tell it

    @property
    def quad_class(self) -> int:
        """1 verbal, 2 material cooperation, 3 verbal, 4 material conflict."""
        return codes.quad_class(self.type)


@dataclass(frozen=True, slots=True)
class Archive:
    """The acts of a store in the order of their publication, the days with articles, and what sides are called."""

    acts: tuple[Act, ...]
    article_days: tuple[date, ...]  # one entry an article, sorted
    names: dict[str, str]

    def before(self, day: date) -> Archive:
        """What had been published before `day`."""
        acts = tuple(act for act in self.acts if act.published < day)
        return Archive(acts, tuple(one for one in self.article_days if one < day), self.names)

    def name(self, side: str) -> str:
        """What a side is called in the articles; its code where none names it."""
        return self.names.get(side, side)

    def history(self) -> History:
        """The acts between two sides as columns, by day of publication."""
        return from_rows((act.published, act.actor, act.type, act.recipient) for act in self.acts if act.recipient)


def read_archive(coded: Iterable[Coded]) -> Archive:
    """The archive of coded articles. Articles without a date of publication are left out: nobody knows when they were known."""
    dated = [one for one in coded if one.article.published is not None]
    acts = sorted(
        (act for told in group_events(dated) for act in _acts(told)),
        key=lambda act: (act.published, act.receipt.article, act.actor, act.type, act.recipient),
    )
    return Archive(tuple(acts), tuple(sorted(published_day(one) for one in dated)), _names(dated))


def quad_classes(history: History) -> Integers:
    """The quad class of each relation of a history made of PLOVER types."""
    return np.array([codes.quad_class(relation) for relation in history.relations], np.int64)


def published_day(coded: Coded) -> date:
    """The day on which a dated article was published."""
    assert coded.article.published is not None
    return coded.article.published.date()


def receipt_of(telling: Telling) -> Receipt:
    """The sentence of a telling."""
    article = telling.coded.article
    sentence = " ".join(telling.sentence.split())
    return Receipt(sentence, article.publisher or "", article.id, published_day(telling.coded), telling.event.id)


def _acts(told: ToldEvent) -> Iterator[Act]:
    """The acts of one event: one a pair of sides, at the first report that asserts it."""
    first: dict[tuple[str, str], Act] = {}
    for telling in told.tellings:
        event = telling.event
        published = published_day(telling.coded)
        if "historical" in event.auxiliary or not counts_as_happened(event, telling.coded.claims):
            continue
        if telling.sentence.rstrip("\"'”’ \n").endswith("?"):
            continue  # "Russian strikes in Iraq?" asks
        happened = event.when.first if event.when is not None and event.when.first is not None else published
        last = event.when.last if event.when is not None and event.when.last is not None else happened
        if last < published - timedelta(days=NEWS_DAYS) or happened > published:
            continue
        actors, recipients = _sides(event.actors), _sides(event.recipients)
        if not recipients:
            recipients = actors if len(actors) > 1 and event.type in MUTUAL else [""]
        for actor in actors:
            for recipient in recipients:
                if actor != recipient:
                    act = Act(
                        published, actor, event.type, recipient, happened, receipt_of(telling), event.mode, told.reports
                    )
                    first.setdefault((actor, recipient), act)
    # who did it without a recipient says less than the same with one
    whole = {actor for actor, recipient in first if recipient}
    yield from (act for (actor, recipient), act in first.items() if recipient or actor not in whole)


def _sides(actors: Iterable[Actor]) -> list[str]:
    """The sides of actors who can be met again: "rebels" and "lawmakers" of nowhere in particular are left out."""
    return sorted({side_of(actor) for actor in actors if actor.country is not None})


def _names(coded: Sequence[Coded]) -> dict[str, str]:
    """What each side is called: a country by its name, others by what the tables know of them, else by what they are."""
    called: dict[str, Counter[str]] = defaultdict(Counter)
    for one in coded:
        for event in one.events:
            for actor in (*event.actors, *event.recipients):
                called[side_of(actor)][actor.name] += _weight_of_name(actor)
    return {side: _name(side, names) for side, names in called.items()}


def _weight_of_name(actor: Actor) -> int:
    """An organisation's or a person's own name says more than "his counterpart", and an organisation's is the side's."""
    return 0 if not actor.id else 1 if actor.id.startswith("per.") else 20


def _name(side: str, names: Counter[str]) -> str:
    country, _, sector = side.partition(".")
    if not sector and country_name(country) != country:
        return country_name(country)
    best = min(names, key=lambda name: (-names[name], name))
    if names[best]:
        return best
    place = country_name(country)
    return f"{codes.SECTORS.get(sector.partition('.')[0], sector).partition(',')[0]} ({place})" if sector else place
