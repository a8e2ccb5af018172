"""How event tables call countries and sectors, in our words; the names stand in two tables beside this file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from dragoman.ontology.codes import SECTORS


@cache
def countries_said() -> dict[str, str]:
    """Countries and blocs by every name and code that tables have for them.

    >>> [countries_said()[name] for name in ("Russian Federation", "Iraq", "IRQ", "ROM", "United Nations")]
    ['RUS', 'IRQ', 'IRQ', 'ROU', 'UNO']
    """
    found: dict[str, str] = {}
    for iso, _, name in _rows("countries.tsv"):
        found |= {iso: iso, name.strip(): iso}
    return found | _pairs("countries_said.tsv")


@cache
def sectors_said() -> dict[str, str]:
    """PLOVER's sector by every name that tables have for it; of several the first in this order counts.

    >>> sectors_said()["Insurgents"], sectors_said()["GOV"]
    ('REB', 'GOV')
    """
    return _pairs("sectors_said.tsv") | {code: code for code in SECTORS}


def _pairs(table: str) -> dict[str, str]:
    return {said: ours for said, ours in _rows(table)}  # noqa: C416 - lists of two are not typed as pairs


def _rows(table: str) -> list[list[str]]:
    text = files("dragoman.interchange.tables").joinpath(table).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
