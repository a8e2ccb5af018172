"""Spans, actors, places, periods and the rest as JSON, and back: the parts that coded articles are made of.

Each `x_to_json` has its `x_from_json`. The writers need the article, because every span carries its characters; the
readers do not look at them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dragoman.records import Actor, Article, Claim, Event, Mention, Period, Place, Source, Span, Stance, TimeExpression

JsonObject = dict[str, Any]


def span_to_json(span: Span | None, article: Article | None) -> JsonObject:
    """`start`, `end`, `text` and, for the title, `in`; nothing for no span. Without the article, no `text`."""
    if span is None:
        return {}
    written: JsonObject = {"start": span.start, "end": span.end}
    if article is not None:
        written["text"] = article.characters(span)
    if span.in_title:
        written["in"] = "title"
    return written


def span_from_json(record: Mapping[str, Any]) -> Span | None:
    """The span that a record carries, or None."""
    if record.get("start") is None:
        return None
    return Span(record["start"], record["end"], record.get("in") == "title")


def sentence_to_json(span: Span) -> JsonObject:
    """A sentence: offsets only, as its characters would double the size of the output."""
    return span_to_json(span, None)


def actor_to_json(actor: Actor, article: Article | None = None) -> JsonObject:
    """An actor, with its mention where there is one."""
    return {
        **span_to_json(actor.span, article),
        "name": actor.name,
        "code": actor.code,
        "country": actor.country,
        "sectors": list(actor.sectors),
        "cameo": actor.cameo,
        "id": actor.id,
        "confidence": actor.confidence,
    }


def actor_from_json(record: Mapping[str, Any]) -> Actor:
    """The actor that a record describes."""
    return Actor(
        code=record["code"],
        name=record["name"],
        country=record["country"],
        sectors=tuple(record["sectors"]),
        cameo=record["cameo"],
        id=record["id"],
        confidence=record["confidence"],
        span=span_from_json(record),
    )


def place_to_json(place: Place, article: Article | None = None) -> JsonObject:
    """A place, with its mention where there is one."""
    runner_up = None
    if place.runner_up is not None:
        runner_up = dict(zip(("geonames_id", "lat", "lon"), place.runner_up, strict=True))
    return {
        **span_to_json(place.span, article),
        "name": place.name,
        "geonames_id": place.geonames_id,
        "lat": place.lat,
        "lon": place.lon,
        "country": place.country,
        "kind": place.kind,
        "confidence": place.confidence,
        "runner_up": runner_up,
    }


def place_from_json(record: Mapping[str, Any]) -> Place:
    """The place that a record describes."""
    second = record["runner_up"]
    return Place(
        name=record["name"],
        country=record["country"],
        lat=record["lat"],
        lon=record["lon"],
        kind=record["kind"],
        geonames_id=record["geonames_id"],
        confidence=record["confidence"],
        span=span_from_json(record),
        runner_up=None if second is None else (second["geonames_id"], second["lat"], second["lon"]),
    )


def period_to_json(period: Period | None, article: Article) -> JsonObject | None:
    """Days from `first` to `last` with their precision, and the span they were read from."""
    if period is None:
        return None
    days = {"first": _day(period.first), "last": _day(period.last), "precision": period.precision}
    return {**span_to_json(period.span, article), **days}


def period_from_json(record: Mapping[str, Any] | None) -> Period | None:
    """The period that a record describes, or None."""
    if record is None:
        return None
    return Period(_date(record["first"]), _date(record["last"]), record["precision"], span_from_json(record))


def date_to_json(expression: TimeExpression, article: Article) -> JsonObject:
    """A time expression with its TIMEX3 type and value."""
    return {
        **span_to_json(expression.span, article),
        "timex_type": expression.timex_type,
        "value": expression.value,
        "first": _day(expression.first),
        "last": _day(expression.last),
    }


def date_from_json(record: Mapping[str, Any]) -> TimeExpression:
    """The time expression that a record describes."""
    first, last = _date(record["first"]), _date(record["last"])
    return TimeExpression(_needed_span(record), record["timex_type"], record["value"], first, last)


def mention_to_json(mention: Mention, article: Article) -> JsonObject:
    """A mention, with the actor it was resolved to or null."""
    actor = None if mention.actor is None else actor_to_json(mention.actor, article)
    return {**span_to_json(mention.span, article), "kind": mention.kind, "actor": actor}


def mention_from_json(record: Mapping[str, Any]) -> Mention:
    """The mention that a record describes."""
    actor = record["actor"]
    return Mention(_needed_span(record), record["kind"], None if actor is None else actor_from_json(actor))


def event_to_json(event: Event, article: Article) -> JsonObject:
    """An event in the fields of the contract, with `evidence` and `pattern` besides."""
    return {
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "contexts": list(event.contexts),
        "quad_class": event.quad_class,
        "score": event.score,
        "cameo": event.cameo,
        "actors": [actor_to_json(actor, article) for actor in event.actors],
        "recipients": [actor_to_json(actor, article) for actor in event.recipients],
        "when": period_to_json(event.when, article),
        "where": None if event.where is None else place_to_json(event.where, article),
        "trigger": span_to_json(event.trigger, article),
        "sentence": event.sentence,
        "auxiliary": list(event.auxiliary),
        "factuality": event.factuality,
        "confidence": event.confidence,
        "evidence": [span_to_json(span, article) for span in event.evidence],
        "pattern": event.pattern,
    }


def event_from_json(record: Mapping[str, Any], article: str) -> Event:
    """The event that a record of the article with this id describes."""
    where = record["where"]
    return Event(
        id=record["id"],
        article=article,
        type=record["type"],
        mode=record["mode"],
        contexts=tuple(record["contexts"]),
        quad_class=record["quad_class"],
        score=record["score"],
        cameo=record["cameo"],
        actors=tuple(map(actor_from_json, record["actors"])),
        recipients=tuple(map(actor_from_json, record["recipients"])),
        when=period_from_json(record["when"]),
        where=None if where is None else place_from_json(where),
        trigger=_needed_span(record["trigger"]),
        sentence=record["sentence"],
        auxiliary=tuple(record["auxiliary"]),
        factuality=record["factuality"],
        confidence=record["confidence"],
        evidence=tuple(map(_needed_span, record.get("evidence", ()))),
        pattern=record.get("pattern", ""),
    )


def claim_to_json(claim: Claim, article: Article) -> JsonObject:
    """A claim in the fields of the contract; its chain of sources outermost first."""
    sources = [{**actor_to_json(source.actor, article), "kind": source.kind} for source in claim.sources]
    return {
        "id": claim.id,
        "event": claim.event,
        "stance": claim.stance.value,
        "polarity": claim.polarity,
        "factuality": claim.factuality,
        "sources": sources,
        "cue": None if claim.cue is None else span_to_json(claim.cue, article),
        "content": span_to_json(claim.content, article),
        "quote": claim.quote,
        "deadline": period_to_json(claim.deadline, article),
        "resolvable": claim.resolvable,
        "contradicts": list(claim.contradicts),
    }


def claim_from_json(record: Mapping[str, Any]) -> Claim:
    """The claim that a record describes."""
    cue = record["cue"]
    return Claim(
        id=record["id"],
        event=record["event"],
        stance=Stance(record["stance"]),
        polarity=record["polarity"],
        factuality=record["factuality"],
        sources=tuple(Source(actor_from_json(source), source["kind"]) for source in record["sources"]),
        cue=None if cue is None else span_from_json(cue),
        content=_needed_span(record["content"]),
        quote=record["quote"],
        deadline=period_from_json(record["deadline"]),
        resolvable=record["resolvable"],
        contradicts=tuple(record["contradicts"]),
    )


def _needed_span(record: Mapping[str, Any]) -> Span:
    return Span(record["start"], record["end"], record.get("in") == "title")


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)
