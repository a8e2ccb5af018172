"""Look-ups in the tables of codes. An event is a thing; PLOVER, CAMEO and GDELT codes are names for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from dragoman.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class EventType:
    """A PLOVER event type. `announced` is the type of the same act when it is only announced or promised."""

    name: str
    quad_class: int
    score: float
    needs_recipient: bool
    announced: str
    about: str


def _rows(table: str) -> list[list[str]]:
    text = resources.files("dragoman.ontology").joinpath(table).read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    for number, line in enumerate(lines):
        if len(line) != len(lines[0]):
            raise KnowledgeError(f"ontology/{table}, row {number}: expected {len(lines[0])} columns: {line}")
    return lines[1:]


def _types() -> dict[str, EventType]:
    found = {}
    for name, quad, points, recipient, announced, about in _rows("types.tsv"):
        kind = name if announced == "-" else announced
        found[name] = EventType(name, int(quad), float(points), recipient == "yes", kind, about)
    return found


TYPES: dict[str, EventType] = _types()
MODES: dict[tuple[str, str], float] = {(kind, mode): float(points) for kind, mode, points in _rows("modes.tsv")}
CONTEXTS: dict[str, str] = dict(_rows("contexts.tsv"))
SECTORS: dict[str, str] = dict(_rows("sectors.tsv"))
_PLOVER_OF: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    code: (kind, mode or None, tuple(filter(None, contexts.split(";"))))
    for code, kind, mode, contexts in _rows("cameo.tsv")
}
_CAMEO_OF: dict[str, list[tuple[str, str, str]]] = {}
for _kind, _mode, _context, _code in _rows("cameo_of.tsv"):
    _CAMEO_OF.setdefault(_kind, []).append((_mode, _context, _code))


def quad_class(kind: str) -> int:
    """The quad class of a PLOVER type: 1 verbal, 2 material cooperation, 3 verbal, 4 material conflict.

    >>> quad_class("AID")
    2
    """
    return TYPES[kind].quad_class


def score(kind: str, mode: str | None = None) -> float:
    """PLOVER's conflict-cooperation score, -10 to 10; the mode's own where it has one.

    >>> score("CONSULT"), score("CONSULT", "visit")
    (2.5, 4.0)
    """
    return MODES.get((kind, mode or ""), TYPES[kind].score)


def needs_recipient(kind: str) -> bool:
    """Whether an event of this type is none without somebody at the receiving end."""
    return TYPES[kind].needs_recipient


def announced_type(kind: str) -> str:
    """The type that says the same act when it is only announced or promised.

    >>> announced_type("AID"), announced_type("RETREAT"), announced_type("ASSAULT")
    ('AGREE', 'CONCEDE', 'ASSAULT')
    """
    return TYPES[kind].announced


def cameo(kind: str, mode: str | None = None, contexts: Iterable[str] = ()) -> str:
    """The closest CAMEO code.

    >>> cameo("ASSAULT", "aerial"), cameo("AID", None, ["military"])
    ('195', '072')
    """
    about = set(contexts)
    for row_mode, row_context, code in _CAMEO_OF[kind]:
        if row_mode in ("*", mode) and (row_context == "*" or row_context in about):
            return code
    raise KnowledgeError(f"ontology/cameo_of.tsv: no row fits {kind}; end its rows with '{kind} * *'.")


def plover_of_cameo(code: str) -> tuple[str, str | None, tuple[str, ...]] | None:
    """PLOVER type, mode and contexts of a CAMEO code; None for the statements and appeals of 01 and 02.

    An unlisted code is read as its nearest listed parent.

    >>> plover_of_cameo("0862")
    ('RETREAT', 'access', ('diplomatic',))
    >>> plover_of_cameo("010") is None
    True
    """
    for length in (4, 3):
        found = _PLOVER_OF.get(code[:length]) if len(code) >= length else None
        if found:
            return found
    return _PLOVER_OF.get(f"{code[:2]}0")


def cameo_root(code: str) -> str:
    """The two digits of a CAMEO code's root: `"195"` gives `"19"`."""
    return code[:2]


def gdelt_root(kind: str, mode: str | None = None, contexts: Iterable[str] = ()) -> str:
    """GDELT's EventRootCode of an event: the root of its closest CAMEO code."""
    return cameo_root(cameo(kind, mode, contexts))


def cameo_quad_class(code: str) -> int:
    """The quad class that CAMEO and GDELT give a code: it differs from PLOVER's for concessions (08) and pleas.

    >>> cameo_quad_class("084"), cameo_quad_class("190")
    (2, 4)
    """
    root = int(cameo_root(code))
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4
