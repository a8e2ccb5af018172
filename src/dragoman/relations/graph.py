"""Alliances and rivalries as a graph over time: GEXF 1.3, which Gephi, networkx and igraph read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from xml.sax.saxutils import quoteattr

from dragoman.relations.relation import Counted
from dragoman.relations.windows import beginning, windows


def as_gexf(counted: Iterable[Counted], *, window: str) -> str:
    """A dynamic directed graph: an edge for each ordered pair, with its events and intensity in each window."""
    edges: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for one in counted:
        edges[one.actor, one.recipient].append(one)
    names = sorted({name for pair in edges for name in pair})
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        '<graph mode="dynamic" defaultedgetype="directed" timeformat="date">',
        '<attributes class="edge" mode="dynamic">',
        '<attribute id="events" title="events" type="integer"/>',
        '<attribute id="intensity" title="intensity" type="double"/>',
        "</attributes>",
        "<nodes>",
        *(f"<node id={quoteattr(name)} label={quoteattr(name)}/>" for name in names),
        "</nodes>",
        "<edges>",
    ]
    for number, (pair, some) in enumerate(sorted(edges.items())):
        lines += _edge(number, pair, sorted(some, key=lambda one: one.first), window)
    return "\n".join([*lines, "</edges>", "</graph>", "</gexf>"]) + "\n"


def _edge(number: int, pair: tuple[str, str], some: list[Counted], window: str) -> list[str]:
    weight = sum(_events(one) for one in some)
    lines = [
        f'<edge id="{number}" source={quoteattr(pair[0])} target={quoteattr(pair[1])} weight="{weight}">',
        "<attvalues>",
    ]
    for one in some:
        spell = next(windows(window, beginning(window, one.first), one.first))
        when = f'start="{spell.first}" endopen="{spell.last + timedelta(1)}"'
        lines.append(f'<attvalue for="events" value="{_events(one)}" {when}/>')
        lines.append(f'<attvalue for="intensity" value="{one.score:.2f}" {when}/>')
    spells = (next(windows(window, one.first, one.first)) for one in some)
    lines += ["</attvalues>", "<spells>"]
    lines += [f'<spell start="{spell.first}" endopen="{spell.last + timedelta(1)}"/>' for spell in spells]
    return [*lines, "</spells>", "</edge>"]


def _events(one: Counted) -> int:
    return one.verbal_cooperation + one.material_cooperation + one.verbal_conflict + one.material_conflict
