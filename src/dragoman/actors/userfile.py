"""The user's own actors: rows of a CSV, YAML, TOML or JSON file that go before the tables.

CSV columns: `name` (alternatives parted by `|`), `country`, `sector` (several parted by `.`), and, when wanted, `id`,
`type` (`person` or anything else), `from`, `to`, `mode` (`add`, `replace`, `hide`). YAML and JSON hold a list and TOML
`[[actor]]` tables with the same keys; `names` may be a list there. An alternative `LB@SYR` is only met where the text
speaks of Syria. `note`, `links` and `codes` are for the user's own eyes.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dragoman.actors import tables
from dragoman.actors.lexicon import CAPITAL, Entry, Lexicon, surname_of
from dragoman.errors import KnowledgeError
from dragoman.ontology import SECTORS

STATELESS = frozenset(("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"))
COLUMNS = frozenset(
    (
        "name", "names", "aliases", "country", "of", "sector", "sectors", "id", "type", "from", "to", "mode", "note",
        "links", "codes",
    )
)  # fmt: skip
MODES = ("add", "replace", "hide")
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class UserRow:
    """One actor of the user's file, checked."""

    names: tuple[str, ...]
    entry: Entry
    mode: str
    needs: tuple[str, ...] = ()

    def aliases(self) -> Iterator[tuple[str, Entry]]:
        """Each name with the entry that it means; one that needs a country in view has an entry of its own."""
        for name, country in zip(self.names, self.needs, strict=True):
            yield name, replace(self.entry, needs=country) if country else self.entry


def add_user_rows(lexicon: Lexicon, path: Path) -> int:
    """Puts the user's rows before the tables' and says how many they are."""
    count = 0
    for row in read_user_file(path):
        for name, entry in row.aliases():
            if row.mode in ("hide", "replace"):
                lexicon.hide(name)
            if row.mode != "hide":
                lexicon.add_first(name, entry)
        if row.mode != "hide" and row.entry.kind == "person":
            lexicon.add_first(surname_of(row.names[0]), row.entry, shape=CAPITAL)
        count += 1
    return count


def read_user_file(path: Path) -> list[UserRow]:
    """The rows of the file; a `KnowledgeError` names the file and the line of the first fault."""
    return [_checked(cells, f"{path.name}, {place}") for place, cells in _cells(path)]


def _cells(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise KnowledgeError(
            f"cannot read {path}: {error.strerror}. Pass a CSV, YAML, TOML or JSON file of actors."
        ) from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path.name} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml"):
        yield from _yaml(text, path.name)
    elif suffix == ".toml":
        yield from _toml(text, path.name)
    elif suffix == ".json":
        yield from _json(text, path.name)
    else:
        yield from _csv(text, path.name)


def _csv(text: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    reader = csv.DictReader(text.splitlines())
    unknown = [c for c in reader.fieldnames or () if c not in COLUMNS]
    if unknown or not reader.fieldnames:
        what = f"unknown column {unknown[0]!r}" if unknown else "no header line"
        raise KnowledgeError(f"{name}, line 1: {what}. Columns are name, country, sector, id, type, from, to, mode.")
    for cells in reader:
        if None in cells:
            raise KnowledgeError(
                f"{name}, line {reader.line_num}: more cells than columns. Quote names that hold a comma."
            )
        yield f"line {reader.line_num}", {k: v or "" for k, v in cells.items()}


def _yaml(text: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    # Imported here: most users have no YAML file, and the library takes longer to load than our tables.
    from dragoman.actors.yamlfile import yaml_rows

    for line, cells in yaml_rows(text, name):
        _known_keys(cells, name, f"line {line}")
        yield f"line {line}", cells


def _toml(text: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        rows = tomllib.loads(text).get("actor")
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{name}: {error}.") from error
    starts = [n for n, line in enumerate(text.splitlines(), start=1) if line.strip() == "[[actor]]"]
    yield from _objects(rows, name, [f"line {n}" for n in starts])


def _json(text: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise KnowledgeError(f"{name}, line {error.lineno}: {error.msg}.") from error
    yield from _objects(rows, name, [])


def _objects(rows: object, name: str, places: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    if not isinstance(rows, list):
        raise KnowledgeError(
            f"{name}: expected a list of actors ([[actor]] tables in TOML, a list of objects in JSON)."
        )
    for index, row in enumerate(rows):
        place = places[index] if index < len(places) else f"actor {index + 1}"
        if not isinstance(row, dict):
            raise KnowledgeError(f"{name}, {place}: expected an object with name, country and sector.")
        _known_keys(row, name, place)
        yield place, {k: "|".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in row.items()}


def _known_keys(keys: Iterable[str], name: str, place: str) -> None:
    unknown = [key for key in keys if key not in COLUMNS]
    if unknown:
        raise KnowledgeError(f"{name}, {place}: unknown key {unknown[0]!r}. Keys are {', '.join(sorted(COLUMNS))}.")


def _checked(cells: dict[str, str], place: str) -> UserRow:
    given_names = "|".join(cells.get(key) or "" for key in ("name", "names", "aliases")).split("|")
    parts = [name.strip().partition("@") for name in given_names if name.strip()]
    names = tuple(name.strip() for name, _, _ in parts)
    needs = tuple(country.strip().upper() for _, _, country in parts)
    if not names:
        raise KnowledgeError(f"{place}: an actor needs a name.")
    mode = cells.get("mode", "").strip() or "add"
    if mode not in MODES:
        raise KnowledgeError(f"{place}: mode {mode!r} is none of {', '.join(MODES)}.")
    country = (cells.get("country") or cells.get("of") or "").strip().upper()
    known = STATELESS | {c.iso3 for c in tables.countries()}
    for code in filter(None, (country, *needs)):
        if code not in known:
            raise KnowledgeError(
                f"{place}: {code!r} is no ISO 3166 alpha-3 code and none of {', '.join(sorted(STATELESS))}."
            )
    given = cells.get("sectors") or cells.get("sector") or ""
    sectors = tuple(s.upper() for s in re.split(r"[.|;\s]+", given.strip()) if s)
    for sector in sectors:
        if sector not in SECTORS:
            raise KnowledgeError(f"{place}: {sector!r} is no PLOVER sector. Sectors are {', '.join(sorted(SECTORS))}.")
    if mode != "hide" and not country and not sectors:
        raise KnowledgeError(f"{place}: an actor needs a country or a sector.")
    first, end = (_day(cells.get(column, ""), column, place) for column in ("from", "to"))
    if first and end and end <= first:
        raise KnowledgeError(f"{place}: `to` must be after `from`.")
    kind = "person" if cells.get("type", "").strip().lower() == "person" else "body"
    slug = cells.get("id", "").strip() or "user." + re.sub(r"\W+", "_", names[0].lower()).strip("_")
    entry = Entry(kind, country or None, sectors, names[0], slug, first, end, "user", own="user")
    return UserRow(names, entry, mode, needs)


def _day(cell: str, column: str, place: str) -> int:
    cell = cell.strip()
    if cell and not _DAY.fullmatch(cell):
        raise KnowledgeError(
            f"{place}: `{column}` is {cell!r}; write a day as 2014-09-08, a month as 2014-09 or a year as 2014."
        )
    try:
        return tables.day(cell)
    except ValueError as error:
        raise KnowledgeError(f"{place}: `{column}` {cell!r} is no day of the calendar.") from error
