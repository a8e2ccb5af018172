"""The tables of the actor room: tab-separated files that a political scientist can review, and rows read from them.

Every file is UTF-8 with a header line; `|` parts alternatives within a cell; a day may be given as `2014`, `2014-09` or
`2014-09-08`; `from` is the first day that a row holds, `to` the first day on which it holds no more, empty is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from dragoman.errors import KnowledgeError

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[list[str]]:
    """The cells of each line of a table, its header left out; every line has as many cells as the header."""
    path = FOLDER / f"{name}.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    width = lines[0].count("\t") + 1
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != width:
            raise KnowledgeError(f"{path.name}, line {number}: {len(cells)} cells, expected {width} as in the header.")
        yield cells


def alternatives(cell: str) -> list[str]:
    """The parts of a cell that holds several, none for an empty one."""
    return cell.split("|") if cell else []


@cache
def day(cell: str) -> int:
    """A year, month or day as the ordinal of its first day; 0 when the cell is empty.

    >>> day("2014") == day("2014-01-01")
    True
    """
    if not cell:
        return 0
    return date.fromisoformat(cell + "-01-01"[: 10 - len(cell)] if len(cell) == 4 else (cell + "-01")[:10]).toordinal()


@dataclass(frozen=True, slots=True)
class Country:
    """A state, present or past, as the countries table has it; `point` is (latitude, longitude)."""

    iso3: str
    iso2: str
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    point: tuple[float, float]
    first_day: int = 0
    end_day: int = 0

    @property
    def adjective(self) -> str:
        """The usual adjective ("Iraqi"), the name where there is none."""
        return self.adjectives[0] if self.adjectives else self.name

    @property
    def capital(self) -> str:
        """The usual seat of government ("Baghdad"), empty where the table has none."""
        return self.capitals[0] if self.capitals else ""


@cache
def countries() -> tuple[Country, ...]:
    """All states of the table; `names` holds the name first, then its variants."""
    return tuple(
        Country(
            iso3,
            iso2,
            name,
            (name, *alternatives(names)),
            tuple(alternatives(adjectives)),
            tuple(alternatives(people)),
            tuple(alternatives(capital)),
            (float(lat), float(lon)),
            day(first),
            day(end),
        )
        for iso3, iso2, lat, lon, name, names, adjectives, people, capital, first, end in rows("countries")
    )


@dataclass(frozen=True, slots=True)
class Territory:
    """A dependency, breakaway entity or region, coded as its state; `sectors` holds PRE for the breakaway ones."""

    state: str
    sectors: tuple[str, ...]
    iso2: str
    code: str
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    capital: str
    point: tuple[float, float]


@cache
def territories() -> tuple[Territory, ...]:
    """All dependencies, breakaway entities and self-governing regions of the table."""
    return tuple(
        Territory(
            state,
            tuple(filter(None, sectors.split("."))),
            iso2,
            own,
            name,
            (name, *alternatives(names)),
            tuple(alternatives(adjectives)),
            capital,
            (float(lat), float(lon)),
        )
        for state, sectors, iso2, own, lat, lon, name, names, adjectives, capital in rows("dependencies")
    )
