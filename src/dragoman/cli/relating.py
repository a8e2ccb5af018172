"""`dragoman relations`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from dragoman.cli.asking import DAY, DEFAULT_STORE
from dragoman.cli.tables import show
from dragoman.cli.writing import open_output
from dragoman.errors import SourceError
from dragoman.relations import Relation, as_gexf, write_plot
from dragoman.relations import relations as relations_of
from dragoman.relations.relation import as_record
from dragoman.store import WINDOWS, Dealing, Store, open_store
from dragoman.store.dyad_events import all_imported_dealings, formats_there, imported_dealings

HEADER = ("window", "who", "whom", "coop v/m", "conflict v/m", "intensity", "95 %", "begins", "change")


@click.command()
@click.argument("one", required=False)
@click.argument("other", required=False)
@click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that is asked.")
@click.option("--since", type=DAY, help="From this day on, such as 2015-10-01.")
@click.option("--until", type=DAY, help="Until this day.")
@click.option(
    "--window", type=click.Choice(WINDOWS), default="month", show_default=True, help="Events are summed by it."
)
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw it: a .svg or .png file.")
@click.option("--graph", metavar="OUT", help="All pairs as a graph over time, a .gexf file.")
@click.option("--least", default=1, show_default=True, help="Of all pairs, those with at least so many events.")
@click.option("--imported", is_flag=True, help="Count imported tables; done anyway where no article has been coded.")
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table", show_default=True)
def relations(
    one: str | None,
    other: str | None,
    store: str,
    since: datetime | None,
    until: datetime | None,
    window: str,
    plot: Path | None,
    graph: str | None,
    least: int,
    imported: bool,
    form: str,
) -> None:
    """Show what ONE and OTHER (such as IRQ USA) did to each other, window by window; all pairs where none is named.

    A country's code means the state and its own hands; others are named with their sector, such as SYR.REB. Counted are
    events that some source asserts, each once, however many articles tell it.
    """
    first, last = since.date() if since else None, until.date() if until else None
    if (one is None) != (other is None):
        raise click.UsageError("name two actors, such as IRQ USA, or none for all pairs")
    with open_store(store, read_only=True) as opened:
        tables = _tables(opened, imported)
        if one is None or other is None:
            if tables:
                found = all_imported_dealings(opened, window=window, since=first, until=last, least=least)
            else:
                found = opened.all_dealings(window=window, since=first, until=last, least=least)
            _show_all(found, form, graph, window)
            return
        count = imported_dealings if tables else Store.dealings
        dealt = count(opened, one.upper(), other.upper(), window=window, until=last)
    made = relations_of(one.upper(), other.upper(), dealt, window=window, since=first, until=last)
    if graph is not None:
        _write_graph([d for d in dealt if first is None or d.first >= first], graph, window)
    if plot is not None:
        write_plot(made, plot)
    show([dict(as_record(relation)) for relation in made], form, HEADER, map(_row, made))


def _tables(store: Store, imported: bool) -> list[str]:
    """The imported tables that are counted; none where our own events are."""
    if not imported and store.size():
        return []
    tables = formats_there(store)
    if imported and not tables:
        raise SourceError(f"{store.path} holds no imported events: bring some in with `dragoman import`")
    if tables:
        click.echo(f"dragoman: counted are imported rows: {', '.join(tables)}", err=True)
    return tables


def _show_all(found: Sequence[Dealing], form: str, graph: str | None, window: str) -> None:
    if graph is not None:
        _write_graph(found, graph, window)
        return
    names = [name for name in Dealing.__dataclass_fields__ if name != "squares"]
    records = [{name: _plain(getattr(one, name)) for name in names} for one in found]
    rows = [
        (
            str(d.first),
            d.actor,
            d.recipient,
            f"{d.verbal_cooperation}/{d.material_cooperation}",
            f"{d.verbal_conflict}/{d.material_conflict}",
            f"{d.score:+.1f}",
            str(d.reports),
        )
        for d in found
    ]
    show(records, form, ("window", "who", "whom", "coop v/m", "conflict v/m", "intensity", "reports"), rows)


def _write_graph(found: Sequence[Dealing], graph: str, window: str) -> None:
    with open_output(graph) as write:
        write(as_gexf(found, window=window))


def _row(r: Relation) -> tuple[str, ...]:
    low, high = r.intensity_interval
    return (
        str(r.window.first),
        r.actor,
        r.recipient,
        f"{r.verbal_cooperation}/{r.material_cooperation}",
        f"{r.verbal_conflict}/{r.material_conflict}",
        f"{r.intensity:+.1f}",
        f"{low:+.1f} .. {high:+.1f}",
        "-" if r.initiative is None else f"{r.initiative:.0%}",
        "-" if r.change is None else f"{r.change:+.1f}",
    )


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return round(value, 3) if isinstance(value, float) else value
