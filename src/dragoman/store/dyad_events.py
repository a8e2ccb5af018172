"""Imported tables as one: who did what to whom on which day, in the same words whatever table says it.

Each format is read by one SELECT; who is meant, and which PLOVER type an act is, is decided behind it for all of them alike:

- Sides are as our own: the country for a state and its own hands, country and sector for anybody else, a name where there
  is no country (`IRQ`, `SYR.REB`, `Islamic State`).
- CAMEO codes become PLOVER types and modes; what has none, such as the statements of 01 and 02, is left out.
- Scores are PLOVER's own, so that tables can be compared.

Nothing is stored: the SQL is made from the tables that are there, so it always follows the tables of this version.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dragoman.interchange.tables.sides import countries_said, sectors_said
from dragoman.ontology import plover_of_cameo, quad_class, score
from dragoman.ontology.codes import TYPES
from dragoman.store.dealings import Dealing, all_dealings_query, dealings_query
from dragoman.store.store import Store
from dragoman.stories.events import OF_THE_STATE


class DyadEvent(NamedTuple):
    """One act as a table has it. `published` is the day it was reported, or else its own; `article` tells reports apart.

    `mutual` acts are there in both directions. `source` is the format: icews, gdelt ...
    """

    day: date
    published: date
    actor: str
    recipient: str
    type: str
    quad_class: int
    mode: str | None
    score: float
    mutual: bool
    source: str
    article: str
    publisher: str


# What each format says, in columns of one kind: days, two sides (country, sectors, name), kind of act, report.
# A kind is a CAMEO code, or type and mode. Sectors are separated by commas.
_DAYS = "coalesce(try_cast({0} AS DATE), cast(try_strptime({0}, ['%Y%m%d', '%m/%d/%Y', '%d %B %Y']) AS DATE))"


def _day(column: str) -> str:
    return _DAYS.format(column)


def _gdelt_side(side: str) -> str:
    kind = f'"{side}Type1Code"'
    bloc = f"CASE {kind} WHEN 'IGO' THEN \"{side}KnownGroupCode\" ELSE '' END"
    country = f"coalesce(nullif(\"{side}CountryCode\", ''), {bloc})"
    name = f'coalesce(nullif("{side}KnownGroupCode", \'\'), nullif("{side}Name", \'\'), "{side}Code")'
    return f"{country}, {_cameo_sector(kind)}, {name}"


def _phoenix_side(side: str) -> str:
    role = f"split_part(\"{side}ActorRole\", ';', 1)"
    return f'"{side}ActorEntity", {_cameo_sector(role)}, "{side}ActorFull"'


def _cameo_sector(column: str) -> str:
    """CAMEO's MED is the media, PLOVER's is medicine."""
    return f"CASE {column} WHEN 'MED' THEN 'JRN' WHEN 'IGO' THEN '' ELSE {column} END"


def _cameo_code_side(column: str, agent: str) -> str:
    """A side of one run-together code, such as IRQGOV."""
    return f"left({column}, 3), {_cameo_sector(agent)}, {column}"


def _report(column: str) -> str:
    """What tells one report from another: a row is one of its own where the table does not say."""
    return f"coalesce(nullif(nullif({column}, ''), 'NULL'), import || ' ' || line)"


def _entities(value: str) -> str:
    """The entities of a PLOVER record, one or a list of them; nothing that is none."""
    kind = f"json_type({value})"
    return f"CASE {kind} WHEN 'ARRAY' THEN try_cast({value} AS JSON[]) WHEN 'OBJECT' THEN [{value}] ELSE [] END"


_GDELT = f"""
SELECT 'gdelt' AS source, {_day('"SQLDATE"')} AS day, {_day('left("DATEADDED", 8)')} AS published,
       {_gdelt_side("Actor1")}, {_gdelt_side("Actor2")},
       "EventCode", false, {_report('"SOURCEURL"')}, regexp_extract("SOURCEURL", '^https?://([^/]+)', 1)
FROM imported_gdelt
"""
_PLOVER_KIND = (
    "upper(coalesce({record}->>'$.event[0]', {record}->>'event')) || '|' || coalesce({record}->>'$.mode[0]', '')"
)
# Each two of the actors, both ways, where nobody is at the receiving end.
_MANY = """
CROSS JOIN unnest(string_split(r.actors, ';')) AS a(actor)
CROSS JOIN unnest(string_split(if(r.mutual, r.actors, r.recipients), ';')) AS b(recipient)
"""
_SELECTS = {
    "gdelt": _GDELT,
    "gdelt1": _GDELT.replace("imported_gdelt", "imported_gdelt1").replace("'gdelt'", "'gdelt1'"),
    "icews": f"""
SELECT 'icews', {_day('"Event Date"')}, {_day('"Event Date"')},
       "Source Country", "Source Sectors", "Source Name", "Target Country", "Target Sectors", "Target Name",
       "CAMEO Code", "CAMEO Code" IN ('036', '040', '041', '044', '046'),
       {_report('"Story ID"')}, "Publisher"
FROM imported_icews
""",
    "polecat": f"""
SELECT 'polecat', {_day('"Event Date"')}, {_day('"Publication Date"')},
       trim(a.actor), "Primary Actor Sector", split_part("Actor Name", ';', 1),
       trim(b.recipient), if(r.mutual, "Primary Actor Sector", "Primary Recipient Sector"),
       split_part("Recipient Name", ';', 1), "Event Type" || '|' || lower("Event Mode"), r.mutual,
       {_report("''")}, "Source"
FROM (SELECT *, "Actor Country" AS actors, "Recipient Country" AS recipients,
             "Recipient Country" IN ('', 'None') AND "Recipient Name" IN ('', 'None') AS mutual FROM imported_polecat) r
{_MANY}
""",
    "plover": f"""
SELECT 'plover', {_day("r.record->>'date'")}, {_day("r.record->>'date'")},
       a.actor->>'code', coalesce(a.actor->>'$.sector[0]', a.actor->>'sector'), a.actor->>'entity_text',
       b.recipient->>'code', coalesce(b.recipient->>'$.sector[0]', b.recipient->>'sector'),
       b.recipient->>'entity_text',
       {_PLOVER_KIND.format(record="r.record")},
       r.mutual, {_report("coalesce(r.record->>'link', r.record->>'$.cite_info.url')")}, r.record->>'$.cite_info.citation'
FROM (SELECT *, len(recipients) = 0 AS mutual
      FROM (SELECT import, line, record, {_entities("record->'actor'")} AS actors,
                   {_entities("record->'recipient'")} AS recipients
            FROM (SELECT import, line, try_cast(record AS JSON) AS record FROM imported_plover))) r
CROSS JOIN unnest(r.actors) AS a(actor) CROSS JOIN unnest(if(r.mutual, r.actors, r.recipients)) AS b(recipient)
""",
    "phoenix": f"""
SELECT 'phoenix', {_day('"Date"')}, {_day('"Date"')}, {_phoenix_side("Source")}, {_phoenix_side("Target")},
       "EventCode", false, {_report('"URLs"')}, split_part("NewsSources", ';', 1)
FROM imported_phoenix
""",
    "phoenix_history": f"""
SELECT 'phoenix_history', {_day('"story_date"')}, {_day('"story_date"')},
       {_cameo_code_side('"source"', '"source_agent"')}, {_cameo_code_side('"target"', '"target_agent"')},
       "code", false, {_report('"aid"')}, ''
FROM imported_phoenix_history
""",
}
_KINDS = {
    "gdelt": '"EventCode"',
    "gdelt1": '"EventCode"',
    "icews": '"CAMEO Code"',
    "polecat": '"Event Type" || \'|\' || lower("Event Mode")',
    "plover": _PLOVER_KIND.format(record="try_cast(record AS JSON)"),
    "phoenix": '"EventCode"',
    "phoenix_history": '"code"',
}

_NOTHING = "('NULL', 'NA', 'None', '---')"

# Who stands where is decided once for each (country, sectors, name), not for each row. The two sides are found in two
# steps: in one, DuckDB sees that they differ, and pairs all sides with all before it looks at any act.
_QUERY = """
WITH kinds(kind, type, quad_class, mode, score) AS (VALUES {kinds}),
countries(said, country) AS (VALUES {countries}),
sectors(place, said, sector) AS (VALUES {sectors}),
said(source, day, published, country_1, sectors_1, name_1, country_2, sectors_2, name_2, kind, mutual, article, publisher)
    AS ({selects}),
acts AS (
    SELECT source, day, coalesce(published, day) AS published, type, quad_class, nullif(mode, '') AS mode,
           cast(score AS DOUBLE) AS score, mutual,
           {one} AS one, {other} AS other,
           article, if(publisher IS NULL OR publisher IN {nothing}, '', publisher) AS publisher
    FROM said JOIN kinds USING (kind) WHERE day IS NOT NULL
),
whom AS (SELECT DISTINCT one AS who FROM acts UNION SELECT DISTINCT other FROM acts),
parts AS (SELECT who, split_part(who, chr(31), 1) AS country, split_part(who, chr(31), 2) AS sectors,
                 split_part(who, chr(31), 3) AS name FROM whom),
placed AS (
    SELECT who, name, sectors, coalesce(c.country, p.country) AS country
    FROM parts p LEFT JOIN countries c ON c.said = coalesce(nullif(p.country, ''), p.name)
),
known AS (
    SELECT who, any_value(country) AS country, any_value(name) AS name,
           coalesce(arg_min(s.sector, s.place), if(any_value(sectors) = '' OR any_value(name) <> '', '', 'UNK')) AS sector
    FROM (SELECT *, unnest(string_split(sectors, ',')) AS word FROM placed) LEFT JOIN sectors s ON s.said = trim(word)
    GROUP BY who
),
sides AS (
    SELECT who, CASE WHEN country = '' THEN name
                     WHEN sector IN ('', {state}) THEN country ELSE country || '.' || sector END AS side
    FROM known
),
done AS MATERIALIZED (SELECT acts.*, side AS actor FROM acts JOIN sides ON who = one WHERE side <> '')
SELECT day, published, actor, side AS recipient, type, quad_class, mode, score, mutual, source, article, publisher
FROM done JOIN sides ON who = other WHERE side <> '' AND side <> actor
"""
_COLUMNS = ", ".join(DyadEvent._fields)


def formats_there(store: Store) -> list[str]:
    """The formats of which a store holds imported rows that say who did what to whom."""
    tables = {name for (name,) in store._rows("SELECT table_name FROM duckdb_tables()")}
    named = [name for name in _SELECTS if f"imported_{name}" in tables]
    return [name for name in named if store._rows(f"SELECT 1 FROM imported_{name} LIMIT 1")]


def dyad_events_query(store: Store) -> str | None:
    """The view as SQL, with the columns of `DyadEvent`; None where nothing was imported that has sides and kinds."""
    formats = formats_there(store)
    kinds = _kinds_there(store, formats)
    if not kinds:
        return None
    return _QUERY.format(
        selects=" UNION ALL ".join(_SELECTS[name] for name in formats),
        kinds=_values(kinds),
        countries=_values(countries_said().items()),
        sectors=_values((place, said, sector) for place, (said, sector) in enumerate(sectors_said().items())),
        state=", ".join(map(_literal, sorted(OF_THE_STATE))),
        one=_who(1),
        other=_who(2),
        nothing=_NOTHING,
    )


def dyad_events(store: Store, *, since: date | None = None, until: date | None = None) -> list[DyadEvent]:
    """What imported tables say happened between two sides, in order of days; what two tables tell is there twice."""
    query = dyad_events_query(store)
    if query is None:
        return []
    asked = [("day >= ?", since), ("day <= ?", until)]
    where = " AND ".join(["true", *(clause for clause, day in asked if day is not None)])
    order = "day, actor, recipient, type, source, article"
    rows = store._rows(
        f"SELECT {_COLUMNS} FROM ({query}) WHERE {where} ORDER BY {order}", [day for _, day in asked if day is not None]
    )
    return list(map(DyadEvent._make, rows))


def imported_dealings(store: Store, one: str, other: str, *, window: str, until: date | None = None) -> list[Dealing]:
    """As `Store.dealings`, of what was imported. Tables that tell the same act of the same day count it once."""
    query = dyad_events_query(store)
    if query is None:
        return []
    sql, values = dealings_query(one, other, window=window, until=until, dyads=f"({query})")
    return [Dealing(*row) for row in store._rows(sql, values)]


def all_imported_dealings(
    store: Store, *, window: str, since: date | None, until: date | None, least: int = 1
) -> list[Dealing]:
    """As `Store.all_dealings`, of what was imported."""
    query = dyad_events_query(store)
    if query is None:
        return []
    sql, values = all_dealings_query(window=window, since=since, until=until, least=least, dyads=f"({query})")
    return [Dealing(*row) for row in store._rows(sql, values)]


def _kinds_there(store: Store, formats: Iterable[str]) -> list[tuple[str, str, int, str, float]]:
    """Each kind of act that the tables know, with the PLOVER type that it is."""
    said: set[str] = set()
    for name in formats:
        said |= {kind for (kind,) in store._rows(f"SELECT DISTINCT {_KINDS[name]} FROM imported_{name}") if kind}
    found = []
    for kind in sorted(said):
        type_, bar, mode = kind.partition("|")
        read = (type_, mode, ()) if bar else plover_of_cameo(kind)
        if read is not None and read[0] in TYPES:
            known = read[1] if read[1] not in (None, "", "none", "null") else None
            found.append((kind, read[0], quad_class(read[0]), known or "", score(read[0], known)))
    return found


def _who(side: int) -> str:
    """Country, sectors and name of a side, as one value; a name is needed only where there is no country."""
    country, sectors, name = (
        f"if({column}_{side} IS NULL OR {column}_{side} IN {_NOTHING}, '', {column}_{side})"
        for column in ("country", "sectors", "name")
    )
    return f"concat_ws(chr(31), {country}, {sectors}, if({country} = '', {name}, ''))"


def _values(rows: Iterable[Iterable[object]]) -> str:
    return ", ".join(f"({', '.join(_literal(value) for value in row)})" for row in rows)


def _literal(value: object) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
