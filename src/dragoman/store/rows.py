"""Records to the rows of the tables, and back. Columns stand in the order of schema.sql."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from dragoman.records import (
    Actor,
    Article,
    Claim,
    Coded,
    Event,
    Failure,
    Mention,
    Period,
    Place,
    Source,
    Span,
    Stance,
    TimeExpression,
    content_id,
)

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

# Tables whose rows belong to an article, in the order in which they are written.
PARTS = (
    "sentences",
    "mentions",
    "events",
    "evidence",
    "event_actors",
    "claims",
    "claim_sources",
    "dates",
    "places",
)


# Of what could not be coded, enough to see what it is; nobody needs the rest of a giant file twice.
KEPT_CHARACTERS = 1_000_000


def fingerprint(article: Article, notes: Iterable[str]) -> str:
    """A hash of all that is known about an article."""
    a = article
    return content_id("inp", a.id, a.text, a.title, a.published, a.publisher, a.url, a.language, tuple(notes))


def article_row(coded: Coded, coder: str, run: str) -> Row:
    """The row of `articles`."""
    a = coded.article
    published = None if a.published is None else a.published.astimezone(UTC).replace(tzinfo=None)
    known = (a.id, a.text, a.title, published, a.publisher, a.url, a.language)
    return (*known, list(coded.notes), fingerprint(a, coded.notes), coder, run)


def quarantine_row(failure: Failure, a: Article, run: str) -> Row:
    """The row of `quarantine` for an article that could not be coded."""
    published = None if a.published is None else a.published.astimezone(UTC).replace(tzinfo=None)
    reason = (run, a.id, failure.kind, failure.message)
    return (*reason, a.text[:KEPT_CHARACTERS], a.title, published, a.publisher, a.url, a.language)


def failure_of(row: Row) -> Failure:
    """The failure of a row: run, article, kind, message, then text, title and so on, all null where it was not kept."""
    _, article, kind, message, text, title, published, publisher, url, language = row
    kept = None if text is None else Article(text, article, title, _aware(published), publisher, url, language)
    return Failure(article, kind, message, kept)


def part_rows(coded: Coded) -> Rows:
    """The rows of all tables that hold parts of an article."""
    key = coded.article.id
    rows: Rows = {table: [] for table in PARTS}
    rows["sentences"] = [(key, n, *_span(span)) for n, span in enumerate(coded.sentences)]
    rows["mentions"] = [(key, n, *_span(m.span), m.kind, *_actor(m.actor)) for n, m in enumerate(coded.mentions)]
    rows["dates"] = [
        (key, n, *_span(d.span), d.timex_type, d.value, d.first, d.last) for n, d in enumerate(coded.dates)
    ]
    rows["places"] = [(key, n, None, *_place(place)) for n, place in enumerate(coded.places)]
    for number, event in enumerate(coded.events):
        _add_event(rows, key, number, event)
    for number, claim in enumerate(coded.claims):
        _add_claim(rows, key, number, claim)
    return rows


def _add_event(rows: Rows, key: str, number: int, e: Event) -> None:
    codes = (e.type, e.mode, list(e.contexts), e.quad_class, e.score, e.cameo)
    reading = (e.sentence, list(e.auxiliary), e.factuality, e.confidence, e.pattern)
    rows["events"].append((key, number, e.id, *codes, *_period(e.when), *_span(e.trigger), *reading))
    rows["evidence"] += [(key, e.id, n, *_span(span)) for n, span in enumerate(e.evidence)]
    for role, actors in (("actor", e.actors), ("recipient", e.recipients)):
        rows["event_actors"] += [(key, e.id, role, n, *_actor(actor)) for n, actor in enumerate(actors)]
    if e.where is not None:
        rows["places"].append((key, number, e.id, *_place(e.where)))


def _add_claim(rows: Rows, key: str, number: int, c: Claim) -> None:
    said = (c.id, c.event, c.stance.value, c.polarity, c.factuality, *_span(c.cue), *_span(c.content), c.quote)
    rows["claims"].append((key, number, *said, *_period(c.deadline), c.resolvable, list(c.contradicts)))
    rows["claim_sources"] += [(key, c.id, n, s.kind, *_actor(s.actor)) for n, s in enumerate(c.sources)]


def _span(span: Span | None) -> Row:
    return (None, None, None) if span is None else (span.start, span.end, span.in_title)


def _actor(a: Actor | None) -> Row:
    if a is None:
        return (None,) * 10
    return (a.code, a.name, a.country, list(a.sectors), a.cameo, a.id, a.confidence, *_span(a.span))


def _period(p: Period | None) -> Row:
    if p is None:
        return (False, *(None,) * 6)
    return (True, p.first, p.last, p.precision, *_span(p.span))


def _place(p: Place) -> Row:
    known = (p.name, p.country, p.lat, p.lon, p.kind, p.geonames_id, p.confidence)
    return (*known, *_span(p.span), *(p.runner_up or (None, None, None)))


def article_of(row: Row) -> Article:
    """The article of a row of `articles` (its first seven columns)."""
    key, text, title, published, publisher, url, language = row[:7]
    return Article(text, key, title, _aware(published), publisher, url, language)


def coded_of(row: Row, parts: Mapping[str, list[Row]]) -> Coded:
    """The coded article of its row and the rows of its parts, each in order of `number`."""
    article = article_of(row)
    return Coded(
        article=article,
        sentences=tuple(_span_of(r[2:5]) for r in parts["sentences"]),
        mentions=tuple(Mention(_span_of(r[2:5]), r[5], _actor_of(r[6:16])) for r in parts["mentions"]),
        events=tuple(_events(article.id, parts)),
        claims=tuple(_claims(parts)),
        dates=tuple(TimeExpression(_span_of(r[2:5]), *r[5:9]) for r in parts["dates"]),
        places=tuple(_place_of(r[3:16]) for r in parts["places"] if r[2] is None),
        notes=tuple(row[7]),
    )


def _events(article: str, parts: Mapping[str, list[Row]]) -> Iterator[Event]:
    actors = _by(parts["event_actors"], lambda r: (r[1], r[2]))
    evidence = _by(parts["evidence"], lambda r: r[1])
    where = {r[2]: _place_of(r[3:16]) for r in parts["places"] if r[2] is not None}
    for r in parts["events"]:
        yield Event(
            id=r[2],
            article=article,
            type=r[3],
            mode=r[4],
            contexts=tuple(r[5]),
            quad_class=r[6],
            score=r[7],
            cameo=r[8],
            actors=tuple(_needed_actor(a[4:14]) for a in actors[r[2], "actor"]),
            recipients=tuple(_needed_actor(a[4:14]) for a in actors[r[2], "recipient"]),
            when=_period_of(r[9:16]),
            where=where.get(r[2]),
            trigger=_span_of(r[16:19]),
            sentence=r[19],
            auxiliary=tuple(r[20]),
            factuality=r[21],
            confidence=r[22],
            evidence=tuple(_span_of(s[3:6]) for s in evidence[r[2]]),
            pattern=r[23],
        )


def _claims(parts: Mapping[str, list[Row]]) -> Iterator[Claim]:
    sources = _by(parts["claim_sources"], lambda r: r[1])
    for r in parts["claims"]:
        yield Claim(
            id=r[2],
            event=r[3],
            stance=Stance(r[4]),
            polarity=r[5],
            factuality=r[6],
            sources=tuple(Source(_needed_actor(s[4:14]), s[3]) for s in sources[r[2]]),
            cue=_optional_span(r[7:10]),
            content=_span_of(r[10:13]),
            quote=r[13],
            deadline=_period_of(r[14:21]),
            resolvable=r[21],
            contradicts=tuple(r[22]),
        )


def _by(rows: Iterable[Row], key: Any) -> dict[Any, list[Row]]:
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return grouped


def _span_of(columns: Row) -> Span:
    return Span(*columns)


def _optional_span(columns: Row) -> Span | None:
    return None if columns[0] is None else Span(*columns)


def _actor_of(columns: Row) -> Actor | None:
    return None if columns[0] is None else _needed_actor(columns)


def _needed_actor(columns: Row) -> Actor:
    code, name, country, sectors, cameo, actor_id, confidence = columns[:7]
    return Actor(code, name, country, tuple(sectors), cameo, actor_id, confidence, _optional_span(columns[7:10]))


def _period_of(columns: Row) -> Period | None:
    is_there, first, last, precision = columns[:4]
    return Period(first, last, precision, _optional_span(columns[4:7])) if is_there else None


def _place_of(columns: Row) -> Place:
    name, country, lat, lon, kind, geonames_id, confidence = columns[:7]
    second = columns[10:13]
    runner_up = None if second[0] is None else (second[0], second[1], second[2])
    return Place(name, country, lat, lon, kind, geonames_id, confidence, _optional_span(columns[7:10]), runner_up)


def _aware(published: datetime | None) -> datetime | None:
    return None if published is None else published.replace(tzinfo=UTC)
