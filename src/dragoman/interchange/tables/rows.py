"""One event as rows of the tables that the field exchanges. An event is a thing; its rows are names for it.

Tables of pairs (GDELT, ICEWS, Phoenix) get a row for each pair of actor and recipient; of an event whose parties are
all actors, GDELT and Phoenix get each pair once and ICEWS both ways, as its own files have it. An event without a day,
its own or its article's, has no row: a day that nobody states is not made up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import combinations, permutations, product
from typing import Any

from dragoman.interchange.coded import dumps
from dragoman.interchange.tables.layouts import Layout, layout_of
from dragoman.ontology import TYPES, cameo_quad_class, cameo_root
from dragoman.records import Actor, Coded, Event, Place

Row = list[str]
Pair = tuple[Actor, Actor | None]

# GDELT's names for how exact a place is.
_GEO_TYPES = {"country": "1", "adm1": "5", "adm2": "5", "city": "4", "region": "5", "feature": "4"}
_RESOLUTIONS = {"city": 4, "feature": 4, "adm2": 3, "adm1": 2, "region": 2, "country": 1}


def day_of(coded: Coded, event: Event) -> date | None:
    """The event's day, else that of its article; None when neither is known."""
    if event.when is not None and (event.when.first or event.when.last):
        return event.when.first or event.when.last
    return None if coded.article.published is None else coded.article.published.date()


def pairs(event: Event, *, both_ways: bool = False) -> list[Pair]:
    """Who to whom, one to one. Of an event among actors, each two of them."""
    if event.actors and event.recipients:
        return list(product(event.actors, event.recipients))
    if len(event.actors) > 1:
        return list(permutations(event.actors, 2) if both_ways else combinations(event.actors, 2))
    return [(actor, None) for actor in event.actors]


def number_of(*parts: object) -> str:
    """A number of 15 digits or fewer made from content: the same event always has the same one."""
    digest = hashlib.blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=8).digest()
    return str(int.from_bytes(digest, "big") % 10**15)


def gdelt_rows(coded: Coded, event: Event) -> Iterator[Row]:
    """Rows of 61 columns. GoldsteinScale holds PLOVER's score; NumMentions counts the places in this article."""
    day = day_of(coded, event)
    if day is None:
        return
    layout = layout_of("gdelt")
    published = coded.article.published
    for actor, recipient in pairs(event):
        values = {
            "GLOBALEVENTID": number_of(event.id, actor.code, actor.name, recipient),
            "SQLDATE": f"{day:%Y%m%d}",
            "MonthYear": f"{day:%Y%m}",
            "Year": f"{day:%Y}",
            "FractionDate": f"{day.year + (day.month * 30 + day.day) / 365:.4f}",
            **_gdelt_actor("Actor1", actor),
            **_gdelt_actor("Actor2", recipient),
            "IsRootEvent": "1" if event.sentence <= 1 else "0",
            "EventCode": event.cameo,
            "EventBaseCode": event.cameo[:3],
            "EventRootCode": cameo_root(event.cameo),
            "QuadClass": str(cameo_quad_class(event.cameo)),
            "GoldsteinScale": _number(event.score),
            "NumMentions": str(max(len(event.evidence), 1)),
            "NumSources": "1",
            "NumArticles": "1",
            **_gdelt_place(event.where),
            "DATEADDED": "" if published is None else f"{published:%Y%m%d%H%M%S}",
            "SOURCEURL": coded.article.url or "",
        }
        yield _row(layout, values)


def icews_rows(coded: Coded, event: Event) -> Iterator[Row]:
    """Rows of 20 columns; events among equals twice, once per direction."""
    day = day_of(coded, event)
    if day is None:
        return
    where = event.where
    for actor, recipient in pairs(event, both_ways=True):
        values = {
            "Event ID": number_of(event.id, actor.code, actor.name, recipient),
            "Event Date": day.isoformat(),
            "Source Name": actor.name,
            "Source Sectors": ",".join(actor.sectors),
            "Source Country": country_name(actor.country),
            "Event Text": TYPES[event.type].about,
            "CAMEO Code": event.cameo,
            "Intensity": _number(event.score),
            "Target Name": recipient.name if recipient else "",
            "Target Sectors": ",".join(recipient.sectors) if recipient else "",
            "Target Country": country_name(recipient.country) if recipient else "",
            "Story ID": number_of(coded.article.id),
            "Sentence Number": str(event.sentence + 1),
            "Publisher": coded.article.publisher or "",
            **_levels(where, "City", "District", "Province"),
            "Country": country_name(where.country) if where else "",
            **_point(where, "Latitude", "Longitude"),
        }
        yield _row(layout_of("icews"), values)


def polecat_rows(coded: Coded, event: Event) -> Iterator[Row]:
    """One row of 40 columns; several actors are joined by semicolons."""
    day = day_of(coded, event)
    if day is None:
        return
    article, where = coded.article, event.where
    published = article.published
    yield _row(
        layout_of("polecat"),
        {
            "Event ID": event.id,
            "Event Date": day.isoformat(),
            "Event Type": event.type,
            "Event Mode": event.mode or "",
            "Intensity": _number(event.score),
            "Quad Code": str(event.quad_class),
            "Contexts": ";".join(event.contexts),
            **_polecat_side("Actor", "Actor", event.actors, coded),
            **_polecat_side("Recipient", "Recipient", event.recipients, coded),
            "Placename": where.name if where else "",
            **_levels(where, "City", "District", "Province"),
            "Country": (where.country or "") if where else "",
            **_point(where, "Latitude", "Longitude"),
            "GeoNames ID": str(where.geonames_id) if where and where.geonames_id else "",
            "Raw Placename": article.characters(where.span) if where and where.span else "",
            "Feature Type": where.kind if where else "",
            "Source": article.publisher or "",
            "Publication Date": "" if published is None else published.date().isoformat(),
            "Language": article.language or "",
            "Version": "dragoman",
        },
    )


def phoenix_rows(coded: Coded, event: Event) -> Iterator[Row]:
    """Rows of 26 columns, as the real-time files have them."""
    day = day_of(coded, event)
    if day is None:
        return
    where = event.where
    for actor, recipient in pairs(event):
        values = {
            "EventID": number_of(event.id, actor.code, actor.name, recipient),
            "Date": f"{day:%Y%m%d}",
            "Year": f"{day:%Y}",
            "Month": str(day.month),
            "Day": str(day.day),
            **_phoenix_side("Source", actor),
            **_phoenix_side("Target", recipient),
            "EventCode": event.cameo,
            "EventRootCode": cameo_root(event.cameo),
            "PentaClass": str(cameo_quad_class(event.cameo)),
            "GoldsteinScore": _number(event.score),
            "Issues": ";".join(event.contexts),
            **_point(where, "Lat", "Lon"),
            "LocationName": where.name if where else "",
            "CountryCode": (where.country or "") if where else "",
            "SentenceID": str(event.sentence),
            "URLs": coded.article.url or "",
            "NewsSources": coded.article.publisher or "",
        }
        yield _row(layout_of("phoenix"), values)


def plover_rows(coded: Coded, event: Event) -> Iterator[Row]:
    """One JSON object, in the fields of the PLOVER manual."""
    day = day_of(coded, event)
    if day is None:
        return
    article, where = coded.article, event.where
    record: dict[str, Any] = {
        "id": event.id,
        "has_event": True,
        "date": day.isoformat(),
        "enddate": event.when.last.isoformat() if event.when and event.when.last else None,
        "actor": [_entity(actor, coded) for actor in event.actors],
        "recipient": [_entity(actor, coded) for actor in event.recipients],
        "event": [event.type],
        "mode": [event.mode] if event.mode else [],
        "context": list(event.contexts),
        "quad_code": event.quad_class,
        "event_scale": event.score,
        "event_text": [article.characters(span) for span in event.evidence],
        "event_loc": None if where is None else _location(where, coded),
        "link": article.url,
        "coder": "dragoman",
        "text_info": {"sequence": event.sentence, "start": event.trigger.start, "end": event.trigger.end},
        "cite_info": {
            "citation": article.publisher,
            "url": article.url,
            "title": article.title,
            "language": article.language,
        },
    }
    yield [dumps({name: value for name, value in record.items() if value is not None})]


WRITERS: dict[str, Callable[[Coded, Event], Iterator[Row]]] = {
    "gdelt": gdelt_rows,
    "icews": icews_rows,
    "polecat": polecat_rows,
    "phoenix": phoenix_rows,
    "plover": plover_rows,
}


def header_of(layout: Layout) -> str:
    """The first line of a file, with its end; empty where such files have none."""
    return layout.separator.join(layout.columns) + "\n" if layout.has_header else ""


def flat_rows(coded: Coded, event: Event) -> dict[str, Any]:
    """An event as one flat record, for spreadsheets and R: lists joined by semicolons, days in ISO form."""
    where, article, day = event.where, coded.article, day_of(coded, event)
    sentence = coded.sentences[event.sentence] if event.sentence < len(coded.sentences) else None
    stances = sorted({claim.stance.value for claim in coded.claims if claim.event == event.id})
    return {
        "event": event.id,
        "day": None if day is None else day.isoformat(),
        "first_day": event.when.first.isoformat() if event.when and event.when.first else None,
        "last_day": event.when.last.isoformat() if event.when and event.when.last else None,
        "type": event.type,
        "mode": event.mode,
        "contexts": ";".join(event.contexts),
        "cameo": event.cameo,
        "quad_class": event.quad_class,
        "score": event.score,
        "actors": ";".join(actor.code for actor in event.actors),
        "actor_names": ";".join(actor.name for actor in event.actors),
        "recipients": ";".join(actor.code for actor in event.recipients),
        "recipient_names": ";".join(actor.name for actor in event.recipients),
        "place": where.name if where else None,
        "place_country": where.country if where else None,
        "lat": where.lat if where else None,
        "lon": where.lon if where else None,
        "stances": ";".join(stances),
        "factuality": event.factuality,
        "confidence": event.confidence,
        "article": article.id,
        "published": None if article.published is None else article.published.isoformat().replace("+00:00", "Z"),
        "publisher": article.publisher,
        "url": article.url,
        "sentence": article.characters(sentence) if sentence else article.characters(event.trigger),
    }


@cache
def _countries() -> dict[str, tuple[str, str]]:
    text = files("dragoman.interchange.tables").joinpath("countries.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {iso: (fips, name) for iso, fips, name in lines}


def country_name(code: str | None) -> str:
    """A country's name; the code itself for what is none (UNO, IGO), nothing for nothing.

    >>> country_name("IRQ"), country_name("UNO"), country_name(None)
    ('Iraq', 'UNO', '')
    """
    return _countries()[code][1] if code in _countries() else code or ""


def _row(layout: Layout, values: dict[str, str]) -> Row:
    """The values in the order of the columns, on one line each."""
    return [" ".join(values.get(column, "").split()) or layout.empty for column in layout.columns]


def _gdelt_actor(side: str, actor: Actor | None) -> dict[str, str]:
    if actor is None:
        return {}
    is_state = actor.country in _countries()
    roles = actor.cameo[3:] if is_state else actor.cameo
    types = [roles[start : start + 3] for start in range(0, len(roles), 3)][:3]
    return {
        f"{side}Code": actor.cameo,
        f"{side}Name": actor.name.upper(),
        f"{side}CountryCode": actor.cameo[:3] if is_state else "",
        **{f"{side}Type{number}Code": role for number, role in enumerate(types, start=1)},
    }


def _gdelt_place(place: Place | None) -> dict[str, str]:
    if place is None:
        return {}
    fips = _countries().get(place.country or "", ("", ""))[0]
    named = place.name if place.kind == "country" else f"{place.name}, {country_name(place.country)}"
    return {
        "ActionGeo_Type": _GEO_TYPES.get(place.kind, "4"),
        "ActionGeo_FullName": named,
        "ActionGeo_CountryCode": fips,
        **_point(place, "ActionGeo_Lat", "ActionGeo_Long"),
        "ActionGeo_FeatureID": str(place.geonames_id or ""),
    }


def _polecat_side(side: str, primary: str, actors: tuple[Actor, ...], coded: Coded) -> dict[str, str]:
    sectors = [sector for actor in actors for sector in actor.sectors]
    raw = [coded.article.characters(actor.span) for actor in actors if actor.span]
    return {
        f"{side} Name": ";".join(actor.name for actor in actors),
        f"{side} Country": ";".join(actor.country or "" for actor in actors),
        f"Primary {primary} Sector": actors[0].sectors[0] if actors and actors[0].sectors else "",
        f"{side} Sectors": ";".join(dict.fromkeys(sectors)),
        f"{side} Name Raw": ";".join(raw),
    }


def _phoenix_side(side: str, actor: Actor | None) -> dict[str, str]:
    if actor is None:
        return {}
    return {
        f"{side}ActorFull": actor.cameo,
        f"{side}ActorEntity": actor.cameo[:3],
        f"{side}ActorRole": ";".join(actor.sectors[:1]),
        f"{side}ActorAttribute": ";".join(actor.sectors[1:]),
    }


def _entity(actor: Actor, coded: Coded) -> dict[str, Any]:
    raw = coded.article.characters(actor.span) if actor.span else actor.name
    return {"code": actor.country, "sector": list(actor.sectors), "entity_text": raw, "identifier_text": actor.name}


def _location(place: Place, coded: Coded) -> dict[str, Any]:
    return {
        "extracted_place": coded.article.characters(place.span) if place.span else None,
        "resolved_place": place.name,
        "geonameid": place.geonames_id,
        "lat": place.lat,
        "lon": place.lon,
        "country": country_name(place.country),
        "country_code": place.country,
        "resolution": _RESOLUTIONS.get(place.kind, 1),
    }


def _levels(place: Place | None, city: str, district: str, province: str) -> dict[str, str]:
    """The place's name in the column of its own level; a level that is not known stays empty."""
    if place is None:
        return {}
    column = {"city": city, "feature": city, "adm2": district, "adm1": province, "region": province}.get(place.kind)
    return {column: place.name} if column else {}


def _point(place: Place | None, lat: str, lon: str) -> dict[str, str]:
    if place is None or place.lat is None or place.lon is None:
        return {}
    return {lat: _number(place.lat), lon: _number(place.lon)}


def _number(value: float) -> str:
    return json.dumps(round(value, 6)).removesuffix(".0")
