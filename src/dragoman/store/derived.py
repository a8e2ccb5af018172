"""What is derived from an article's events and claims when it is stored: rows of `facts` and `dyads`.

The rules are not repeated here: which events count is `claims.counting`, what makes two events one is `stories.events`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product

from dragoman.claims.counting import counts_as_happened
from dragoman.records import Article, Claim, Coded, Event, Stance
from dragoman.store.rows import Row, Rows
from dragoman.stories.events import event_key, side_of

DERIVED = ("facts", "dyads")

# "In October" tells the month, "in 2011" only the year: what is not known to a month is in no relation of a month.
LONGEST_DAYS = 31


def derived_rows(coded: Coded) -> Rows:
    """The rows of the derived tables for an article."""
    rows: Rows = {table: [] for table in DERIVED}
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in coded.claims:
        claims[claim.event or ""].append(claim)
    for event in coded.events:
        own = claims[event.id]
        happened = counts_as_happened(event, own)
        rows["facts"].append(_fact(coded.article, event, own, happened))
        if happened:
            rows["dyads"] += _dyads(coded.article, event)
    return rows


def completeness(event: Event) -> float:
    """How much an event is worth by what it names: who and whom, who alone, nobody."""
    return 1.0 if event.actors and event.recipients else 0.6 if event.actors else 0.3


def weight_of(event: Event) -> float:
    """How much of an event a reading is: far from zero on PLOVER's scale, complete, and surely read."""
    return (3 + abs(event.score)) * completeness(event) * event.confidence


def _fact(article: Article, event: Event, claims: Iterable[Claim], happened: bool) -> Row:
    key = event_key(article, event)
    first, last = _days(article, event)
    firm = {claim.polarity for claim in claims if claim.stance in (Stance.ASSERTED, Stance.DENIED)}
    return (
        article.id,
        event.id,
        first,
        last,
        event.type,
        list(key.actors),
        list(key.recipients),
        int.from_bytes(hashlib.blake2b(repr(key).encode("utf-8", "replace"), digest_size=8).digest(), "big"),
        weight_of(event),
        happened and "historical" not in event.auxiliary,
        "positive" in firm,
        "negative" in firm,
    )


def _dyads(article: Article, event: Event) -> Iterator[Row]:
    first, last = _days(article, event)
    is_long_ago = event.when is None and "historical" in event.auxiliary
    if first is None or is_long_ago or (last is not None and (last - first).days > LONGEST_DAYS):
        return
    doers = sorted({side_of(actor) for actor in event.actors})
    done_to = sorted({side_of(actor) for actor in event.recipients})
    mutual = not done_to and len(doers) > 1
    for actor, recipient in product(doers, doers if mutual else done_to):
        if actor != recipient:
            yield (article.id, first, event.type, event.quad_class, event.score, actor, recipient, mutual)


def _days(article: Article, event: Event) -> tuple[date | None, date | None]:
    if event.when is not None and event.when.first is not None:
        return event.when.first, event.when.last
    published = article.published.date() if article.published is not None else None
    return published, published
