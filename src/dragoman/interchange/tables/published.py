"""Events and claims in the forms of maps (GeoJSON), networks (GEXF), threat desks (STIX 2.1) and the web (JSON-LD)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any
from xml.sax.saxutils import quoteattr

from dragoman.interchange.tables.rows import day_of, flat_rows, pairs
from dragoman.ontology import TYPES
from dragoman.records import Actor, Claim, Coded, Event

Told = tuple[Coded, Event]

# Names of STIX objects are made from this and their content, so that the same event always has the same one.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "dragoman.event")


def geojson(told: Iterable[Told]) -> dict[str, Any]:
    """A collection of features, longitude first; an event without a point keeps its place in it, without a geometry."""
    return {"type": "FeatureCollection", "features": [_feature(coded, event) for coded, event in told]}


def _feature(coded: Coded, event: Event) -> dict[str, Any]:
    where = event.where
    has_point = where is not None and where.lat is not None and where.lon is not None
    point = {"type": "Point", "coordinates": [where.lon, where.lat]} if where is not None and has_point else None
    facts = flat_rows(coded, event)
    facts["place_precision"] = where.kind if where is not None else None
    return {"type": "Feature", "id": event.id, "geometry": point, "properties": facts}


def gexf(told: Iterable[Told]) -> str:
    """A network over time (GEXF 1.3): who to whom, an edge per pair and type, weighted by events, with its days."""
    names: dict[str, str] = {}
    edges: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for coded, event in told:
        day = day_of(coded, event)
        for actor, recipient in pairs(event):
            if recipient is None or day is None:
                continue
            names |= {one.code: one.name for one in (actor, recipient) if one.code not in names}
            edges[actor.code, recipient.code, event.type].append(day.isoformat())
    nodes = "".join(
        f"<node id={quoteattr(_xml(code))} label={quoteattr(_xml(name))}/>\n" for code, name in names.items()
    )
    lines = "".join(_edge(number, *key, sorted(days)) for number, (key, days) in enumerate(sorted(edges.items())))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
        '<graph mode="dynamic" defaultedgetype="directed" timeformat="date">\n'
        f"<nodes>\n{nodes}</nodes>\n<edges>\n{lines}</edges>\n</graph>\n</gexf>\n"
    )


def _edge(number: int, source: str, target: str, kind: str, days: list[str]) -> str:
    spells = "".join(f'<spell start="{day}" end="{day}"/>' for day in dict.fromkeys(days))
    ends = f"source={quoteattr(_xml(source))} target={quoteattr(_xml(target))}"
    return f'<edge id="{number}" {ends} kind="{kind}" weight="{len(days)}"><spells>{spells}</spells></edge>\n'


def _xml(text: str) -> str:
    """The text without characters that XML does not have."""
    return "".join(c if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff" else " " for c in text)


def stix(told: Iterable[Told]) -> dict[str, Any]:
    """A STIX 2.1 bundle: an incident per event, a report per article, an identity per actor, an opinion per denial.

    STIX has no political event: type, codes and sides are in an extension that the bundle defines.
    """
    objects: dict[str, dict[str, Any]] = {}
    reports: dict[str, list[str]] = defaultdict(list)
    articles: dict[str, Coded] = {}
    for coded, event in told:
        stamp = _stamp(coded)
        if stamp is None:
            continue  # STIX objects need a time, and none is made up
        incident = _incident(coded, event, stamp)
        objects[incident["id"]] = incident
        articles[coded.article.id] = coded
        reports[coded.article.id].append(incident["id"])
        for claim in coded.claims:
            if claim.event == event.id and claim.polarity == "negative" and claim.sources:
                _add_opinion(objects, claim, incident["id"], stamp)
    for key, inside in reports.items():
        report = _report(articles[key], inside)
        objects[report["id"]] = report
    objects |= {str(one["id"]): one for one in (MAKER, EXTENSION)}
    first = sorted(objects)
    return {"type": "bundle", "id": _stix_id("bundle", *first), "objects": [objects[key] for key in first]}


def _stix_id(kind: str, *parts: object) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, repr((kind, *parts)))}"


_MADE = "2026-01-01T00:00:00.000Z"
MAKER: dict[str, Any] = {
    "type": "identity",
    "spec_version": "2.1",
    "id": _stix_id("identity", "dragoman"),
    "created": _MADE,
    "modified": _MADE,
    "name": "Dragoman",
    "identity_class": "system",
}
EXTENSION: dict[str, Any] = {
    "type": "extension-definition",
    "spec_version": "2.1",
    "id": _stix_id("extension-definition", "political-event"),
    "created_by_ref": MAKER["id"],
    "created": _MADE,
    "modified": _MADE,
    "name": "Political event",
    "description": "What a news article says that somebody did to somebody: PLOVER type and mode, CAMEO code, sides, factuality.",
    "schema": "docs/formats.md",
    "version": "1.0",
    "extension_types": ["property-extension"],
}


def _incident(coded: Coded, event: Event, stamp: str) -> dict[str, Any]:
    flat = flat_rows(coded, event)
    kept = (
        "type",
        "mode",
        "cameo",
        "quad_class",
        "score",
        "actors",
        "recipients",
        "first_day",
        "last_day",
        "factuality",
    )
    inside = {name: flat[name] for name in kept if flat[name] not in (None, "")}
    who = ", ".join(actor.name for actor in event.actors) or "somebody"
    whom = ", ".join(actor.name for actor in event.recipients)
    return {
        "type": "incident",
        "spec_version": "2.1",
        "id": _stix_id("incident", event.id),
        "created": stamp,
        "modified": stamp,
        "name": f"{event.type}: {who}" + (f" to {whom}" if whom else ""),
        "description": flat["sentence"],
        "confidence": round(100 * event.confidence),
        "extensions": {EXTENSION["id"]: {"extension_type": "property-extension", **inside}},
    }


def _report(coded: Coded, inside: list[str]) -> dict[str, Any]:
    article, stamp = coded.article, _stamp(coded)
    link = (
        {"external_references": [{"source_name": article.publisher or "news", "url": article.url}]}
        if article.url
        else {}
    )
    return {
        "type": "report",
        "spec_version": "2.1",
        "id": _stix_id("report", article.id),
        "created": stamp,
        "modified": stamp,
        "name": article.title or article.text[:80] or article.id,
        "published": stamp,
        "object_refs": inside,
        **link,
    }


def _add_opinion(objects: dict[str, dict[str, Any]], claim: Claim, incident: str, stamp: str) -> None:
    speaker = claim.sources[-1].actor
    opinion = {
        "type": "opinion",
        "spec_version": "2.1",
        "id": _stix_id("opinion", claim.id, incident),
        "created": stamp,
        "modified": stamp,
        "opinion": "strongly-disagree" if claim.factuality <= -2.5 else "disagree",
        "authors": [speaker.name or speaker.code or "unnamed"],
        "object_refs": [incident],
    }
    objects[str(opinion["id"])] = opinion


def _stamp(coded: Coded) -> str | None:
    published = coded.article.published
    if published is None:
        return None
    return f"{published:%Y-%m-%dT%H:%M:%S}.{published.microsecond // 1000:03d}Z"


def jsonld(told: Iterable[Told]) -> dict[str, Any]:
    """schema.org events, each with the claims about it: who says what of it, where and when. Nothing rates their truth."""
    return {"@context": "https://schema.org", "@graph": [_thing(coded, event) for coded, event in told]}


def _thing(coded: Coded, event: Event) -> dict[str, Any]:
    article, where, day = coded.article, event.where, day_of(coded, event)
    own = [claim for claim in coded.claims if claim.event == event.id]
    news = {
        "@type": "NewsArticle",
        "headline": article.title,
        "url": article.url,
        "publisher": {"@type": "Organization", "name": article.publisher} if article.publisher else None,
        "datePublished": None if article.published is None else article.published.isoformat(),
    }
    place = None
    if where is not None:
        geo = {"@type": "GeoCoordinates", "latitude": where.lat, "longitude": where.lon}
        place = {"@type": "Place", "name": where.name, "geo": geo if where.lat is not None else None}
    return _filled(
        {
            "@type": "Event",
            "@id": f"urn:dragoman:{event.id}",
            "name": event.type,
            "description": TYPES[event.type].about,
            "startDate": None if day is None else datetime.combine(day, time(), tzinfo=UTC).date().isoformat(),
            "endDate": event.when.last.isoformat() if event.when and event.when.last else None,
            "actor": [_party(actor) for actor in event.actors],
            "location": place,
            "subjectOf": [_filled(news), *(_claim(claim, coded) for claim in own)],
        }
    )


def _claim(claim: Claim, coded: Coded) -> dict[str, Any]:
    chain = [source.actor.name or source.actor.code for source in claim.sources]
    stamp = coded.article.published
    return _filled(
        {
            "@type": "Claim",
            "@id": f"urn:dragoman:{claim.id}",
            "text": coded.article.characters(claim.content),
            "author": {"@type": "Person" if claim.sources[-1].kind == "speaker" else "Organization", "name": chain[-1]}
            if chain
            else None,
            "abstract": f"{claim.stance.value}, {claim.polarity}; via {' > '.join(chain)}",
            "datePublished": None if stamp is None else stamp.isoformat(),
            "appearance": coded.article.url,
        }
    )


def _party(actor: Actor) -> dict[str, Any]:
    return {"@type": "Organization", "name": actor.name, "identifier": actor.code}


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value not in (None, [], "")}
