"""Questions about stored events and claims, as SQL with parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

# A day for every event: its own, else the day of its article.
EVENT_DAY = "coalesce(e.first_day, cast(a.published AS DATE))"

EVENTS = f"""
SELECT e.id, e.type, e.mode, e.contexts, e.quad_class, e.score, e.cameo,
       {{actors}} AS actors, {{actor_names}} AS actor_names,
       {{recipients}} AS recipients, {{recipient_names}} AS recipient_names,
       e.first_day AS "first", e.last_day AS "last", e.precision,
       p.name AS place, p.country AS place_country, p.lat, p.lon,
       e.auxiliary, e.factuality, e.confidence,
       (SELECT list(DISTINCT c.stance ORDER BY c.stance) FROM claims c
         WHERE c.article = e.article AND c.event = e.id) AS stances,
       {{trigger}} AS "trigger", {{sentence}} AS sentence,
       a.id AS article, a.published, a.publisher, a.url
FROM events e
JOIN articles a ON a.id = e.article
LEFT JOIN sentences s ON s.article = e.article AND s.number = e.sentence
LEFT JOIN places p ON p.article = e.article AND p.event = e.id
WHERE true {{conditions}}
ORDER BY {EVENT_DAY} NULLS LAST, a.published, a.id, e.number
"""

CLAIMS = f"""
SELECT c.id, c.stance, c.polarity, c.factuality,
       w.name AS source, w.code AS source_code, w.kind AS source_kind,
       (SELECT string_agg(i.name, ' > ' ORDER BY i.number) FROM claim_sources i
         WHERE i.article = c.article AND i.claim = c.id) AS chain,
       c.quote, c.event, e.type, e.mode,
       {{actors}} AS actors, {{actor_names}} AS actor_names,
       {{recipients}} AS recipients, {{recipient_names}} AS recipient_names,
       e.first_day AS "first", e.last_day AS "last",
       c.first_day AS deadline_first, c.last_day AS deadline_last, c.resolvable, c.contradicts,
       {{cue}} AS cue, {{content}} AS content,
       a.id AS article, a.published, a.publisher, a.url
FROM claims c
JOIN articles a ON a.id = c.article
LEFT JOIN events e ON e.article = c.article AND e.id = c.event
LEFT JOIN claim_sources w ON w.article = c.article AND w.claim = c.id AND w.number =
     (SELECT max(i.number) FROM claim_sources i WHERE i.article = c.article AND i.claim = c.id)
WHERE true {{conditions}}
ORDER BY {EVENT_DAY} NULLS LAST, a.published, a.id, c.number
"""

PROMISING = ("predicted", "promised", "threatened")


@dataclass(slots=True)
class Conditions:
    """Conditions joined by AND, with the values of their question marks."""

    clauses: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, clause: str, *values: Any) -> None:
        """One more condition."""
        self.clauses.append(f"AND ({clause})")
        self.values.extend(values)

    def __str__(self) -> str:
        return " ".join(self.clauses)


def events_query(
    *,
    actor: str | None,
    recipient: str | None,
    type: str | None,
    stance: str | None,
    since: date | None,
    until: date | None,
    place: str | None,
) -> tuple[str, list[Any]]:
    """The SQL of `Store.events`, and its values."""
    conditions = Conditions()
    for role, who in (("actor", actor), ("recipient", recipient)):
        if who is not None:
            _add_party(conditions, role, who)
    if stance is not None:
        said = "EXISTS (SELECT 1 FROM claims c WHERE c.article = e.article AND c.event = e.id AND c.stance = ?)"
        conditions.add(said, stance.lower())
    if place is not None:
        conditions.add("lower(p.name) = lower(?) OR p.country = upper(?)", place, place)
    _add_type_and_days(conditions, type, since, until)
    return _filled(EVENTS, conditions), conditions.values


def claims_query(
    *,
    source: str | None,
    actor: str | None,
    type: str | None,
    stance: str | None,
    since: date | None,
    until: date | None,
    only_predictions: bool,
) -> tuple[str, list[Any]]:
    """The SQL of `Store.claims`, and its values."""
    conditions = Conditions()
    if source is not None:
        party, values = _is_party("i", source)
        chain = f"EXISTS (SELECT 1 FROM claim_sources i WHERE i.article = c.article AND i.claim = c.id AND ({party}))"
        conditions.add(chain, *values)
    if actor is not None:
        _add_party(conditions, "actor", actor)
    if stance is not None:
        conditions.add("c.stance = ?", stance.lower())
    if only_predictions:
        conditions.add(f"c.stance IN ({', '.join('?' * len(PROMISING))})", *PROMISING)
    _add_type_and_days(conditions, type, since, until)
    return _filled(CLAIMS, conditions), conditions.values


def _add_party(conditions: Conditions, role: str, who: str) -> None:
    party, values = _is_party("x", who)
    inside = "SELECT 1 FROM event_actors x WHERE x.article = e.article AND x.event = e.id"
    conditions.add(f"EXISTS ({inside} AND x.role = ? AND ({party}))", role, *values)


def _is_party(table: str, who: str) -> tuple[str, list[Any]]:
    """Whether an actor is the one meant: by code or the beginning of it (IRQ finds IRQ.GOV), by id, or by name."""
    clause = (
        f"{table}.code = upper(?) OR starts_with({table}.code, upper(?) || '.') "
        f"OR {table}.actor_id = lower(?) OR lower({table}.name) = lower(?)"
    )
    return clause, [who] * 4


def _add_type_and_days(conditions: Conditions, type: str | None, since: date | None, until: date | None) -> None:
    if type is not None:
        conditions.add("e.type = upper(?)", type)
    if since is not None:
        conditions.add(f"{EVENT_DAY} >= ?", since)
    if until is not None:
        conditions.add(f"{EVENT_DAY} <= ?", until)


def _filled(template: str, conditions: Conditions) -> str:
    return template.format(
        actors=_party_list("code", "actor"),
        actor_names=_party_list("name", "actor"),
        recipients=_party_list("code", "recipient"),
        recipient_names=_party_list("name", "recipient"),
        trigger=_characters("e.span_start", "e.span_end", "e.in_title"),
        sentence=_characters("s.span_start", "s.span_end", "s.in_title"),
        cue=_characters("c.cue_start", "c.cue_end", "c.cue_in_title"),
        content=_characters("c.span_start", "c.span_end", "c.in_title"),
        conditions=conditions,
    )


def _party_list(column: str, role: str) -> str:
    return (
        f"coalesce((SELECT list(x.{column} ORDER BY x.number) FROM event_actors x "
        f"WHERE x.article = e.article AND x.event = e.id AND x.role = '{role}'), [])"
    )


def _characters(start: str, end: str, in_title: str) -> str:
    return f"substring(CASE WHEN {in_title} THEN a.title ELSE a.text END, {start} + 1, {end} - {start})"
