"""How the event tables of the field are laid out: columns in the order of the file, separators, headers, empty values.

The columns stand in layouts.toml beside this file; only what a program needs to know about them is here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.errors import SourceError

# The first field on a line of a clean table that holds no row; no row that is let in begins with it.
NO_ROW = b"\1"


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of table. `empty` is how it writes that a value is missing, `quoted` whether quotes mean anything.

    `kinds` maps columns whose content is checked to what they must hold: day, integer, number or code.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    separator: str
    has_header: bool
    quoted: bool
    empty: str
    kinds: dict[str, str]
    is_json: bool = False

    @property
    def table(self) -> str:
        """The name of the table in a store."""
        return f"imported_{self.name}"


@cache
def layouts() -> dict[str, Layout]:
    """All layouts by name."""
    text = files("dragoman.interchange.tables").joinpath("layouts.toml").read_text("utf-8")
    return {name: _layout(name, one) for name, one in tomllib.loads(text).items()}


def layout_of(name: str) -> Layout:
    """The layout of this name; SourceError names those there are."""
    if name not in layouts():
        raise SourceError(f"no table format {name!r}: expected one of {', '.join(layouts())}")
    return layouts()[name]


def recognised(first_line: str) -> Layout | None:
    """The layout that a file's first line fits: by its header, or by the number and form of its fields."""
    line = first_line.removeprefix("\ufeff").rstrip("\r\n")
    if line.lstrip().startswith("{"):
        return layouts()["plover"] if '"event"' in line or '"actor"' in line else None
    tabs, commas = line.rstrip("\t").split("\t"), line.replace('"', "").split(",")
    for layout in layouts().values():
        fields = tabs if layout.separator == "\t" else commas
        if layout.has_header and [field.strip() for field in fields[: len(layout.columns)]] == list(layout.columns):
            return layout
    count = line.count("\t") + 1
    fits = [one for one in layouts().values() if not one.has_header and not one.is_json and len(one.columns) == count]
    return fits[0] if fits and line.split("\t")[0].strip().strip("-").isalnum() else None


def _layout(name: str, one: dict[str, object]) -> Layout:
    columns = tuple(word.strip() for word in str(one["columns"]).replace("\n", " ").split(",") if word.strip())
    kinds = {
        column.strip(): kind
        for kind in ("day", "integer", "number", "code")
        for column in str(one.get(kind, "")).split(",")
        if column.strip()
    }
    return Layout(
        name,
        str(one["about"]),
        columns,
        str(one.get("separator", "\t")),
        bool(one.get("header", True)),
        bool(one.get("quoted", False)),
        str(one.get("empty", "")),
        kinds,
        bool(one.get("json", False)),
    )
