"""`dragoman import` and `dragoman export`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import click

from dragoman.claims.counting import counts_as_happened
from dragoman.cli import SOME_NOT_CODED
from dragoman.cli.asking import DAY, DEFAULT_STORE
from dragoman.cli.tables import as_csv, as_json_lines
from dragoman.cli.writing import Write, open_output
from dragoman.errors import SourceError
from dragoman.interchange import dumps
from dragoman.interchange.tables import (
    WRITERS,
    Layout,
    flat_rows,
    geojson,
    gexf,
    header_of,
    jsonld,
    layout_of,
    layouts,
    stix,
)
from dragoman.records import Coded, Event
from dragoman.sources.findings import Outcome, Setback
from dragoman.sources.tables import clean
from dragoman.store import Store, open_store
from dragoman.store.imports import copy_imported, import_rows, imported_rows
from dragoman.store.parquet import write_parquet

IMPORTABLE = ("auto", "gdelt", "gdelt1", "icews", "polecat", "plover", "phoenix", "phoenix_history", "acled", "ucdp")
# The terms of these forbid passing rows on, or their own publisher is where to get them.
READ_ONLY = ("acled", "ucdp", "phoenix_history")
WHOLE: dict[str, Callable[[Iterable[tuple[Coded, Event]]], Any]] = {"geojson": geojson, "stix": stix, "jsonld": jsonld}
EXPORTABLE = (*WRITERS, "gdelt1", "parquet", "csv", "jsonl", *WHOLE, "gexf")
CLAIM_COLUMNS = ("event", "claim", "stance", "polarity", "factuality", "quote", "sources", "source_codes", "cue", "content",
                 "deadline_first", "deadline_last", "contradicts", "article", "publisher", "url")  # fmt: skip
SETBACKS_SHOWN = 20
BATCH = 500


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--format", "format_", type=click.Choice(IMPORTABLE), default="auto", show_default=True, help="What table it is."
)
@click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that the rows go into.")
@click.option("--setbacks", metavar="FILE", help="Write which rows were rejected, and why, here as JSON lines.")
def import_(files: tuple[str, ...], format_: str, store: str, setbacks: str | None) -> None:
    """Put event tables that others made into a store: GDELT, ICEWS, POLECAT, PLOVER JSON, Phoenix, ACLED, UCDP.

    Rows are kept to the letter, beside the events of `dragoman code`. A file (also .gz, .zip) that is there already
    changes nothing. The exit code is 3 if some rows were rejected.
    """
    rejected = 0
    with ExitStack() as stack:
        opened = stack.enter_context(open_store(store))
        note = stack.enter_context(open_output(setbacks)) if setbacks else None
        for file in files:
            with tempfile.TemporaryDirectory(prefix="dragoman-") as folder, Setbacks(Path(folder) / "told") as told:
                _import(opened, Path(file), format_, Path(folder), told)
                rejected += told.rejected
                for one in told.first:
                    click.echo(f"dragoman: {one}", err=True)
                for lines in told.lines() if note is not None else ():
                    note(lines)  # type: ignore[misc]
    if rejected:
        raise SystemExit(SOME_NOT_CODED)


class Setbacks:
    """What is wrong with the rows of a table, kept in a file as JSON lines: there may be millions of them.

    `first` is what is shown of them.
    """

    def __init__(self, path: Path):
        self.first: list[Setback] = []
        self.rejected = 0
        self._file = path.open("w+b")

    def __enter__(self) -> Setbacks:
        return self

    def __exit__(self, *problem: object) -> None:
        self._file.close()

    def tell(self, setback: Setback) -> None:
        """Keep one."""
        self.rejected += setback.outcome is Outcome.REJECTED
        if len(self.first) < SETBACKS_SHOWN:
            self.first.append(setback)
        self._file.write(dumps(setback.as_json()).encode("utf-8", "replace") + b"\n")

    def forget(self) -> None:
        """All of it: the table was known before."""
        self.first, self.rejected = [], 0
        self._file.seek(0)
        self._file.truncate()

    def lines(self) -> Iterator[bytes]:
        """All that is kept, a megabyte at a time."""
        self._file.seek(0)
        while piece := self._file.read(2**20):
            yield piece


def _import(store: Store, path: Path, format_: str, folder: Path, told: Setbacks) -> None:
    target = folder / "rows.tsv"
    with target.open("wb", buffering=2**20) as out:
        cleaned = clean(path, format_, out, told.tell)
    layout, rejected = cleaned.layout, told.rejected
    done = import_rows(
        store,
        target,
        format=layout.name,
        columns=layout.columns,
        kinds=layout.kinds,
        fingerprint=cleaned.fingerprint,
        file=path.name,
        rejected=rejected,
        imported=datetime.now(UTC),
    )
    if done is None:
        click.echo(f"dragoman: {path}: {layout.about}, imported before; nothing changed", err=True)
        told.forget()
        return
    rows, bad = done
    for line, reason in bad:
        told.tell(Setback(path.name, "table", Outcome.REJECTED, "malformed", reason, line))
    total = cleaned.rows + rejected
    counts = f"{total:,} given: {rows:,} accepted, {total - rows:,} rejected"
    click.echo(f"dragoman: {path}: {layout.about}: {counts}", err=True)


@click.command()
@click.option("--format", "format_", type=click.Choice(EXPORTABLE), required=True, help="What to write.")
@click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that is exported.")
@click.option("--output", "-o", metavar="OUT", help="A file (.gz, .zst); default: standard output.")
@click.option("--since", type=DAY, help="Articles from this day on, such as 2015-10-01.")
@click.option("--until", type=DAY, help="Articles until this day.")
@click.option(
    "--modality",
    type=click.Choice(["asserted", "all"]),
    default="asserted",
    show_default=True,
    help="Only events that some source asserts and the author does not take back, or all that are spoken of.",
)
@click.option("--imported", is_flag=True, help="The rows of that format that were imported, instead of our own events.")
def export(
    format_: str,
    store: str,
    output: str | None,
    since: datetime | None,
    until: datetime | None,
    modality: str,
    imported: bool,
) -> None:
    """Write the events of a store in the form of another tool.

    Tables hold asserted events; who claims what stands in a side file, OUT.claims.tsv, by the id of the event.
    """
    with open_store(store, read_only=True) as opened:
        if imported:
            _export_imported(opened, format_, output)
            return
        first, last = since.date() if since else None, until.date() if until else None
        coded = opened.coded(since=first, until=last)
        told = ((one, event) for one in coded for event in one.events if _is_wanted(event, one, modality))
        if format_ == "parquet":
            _export_parquet(told, output)
        else:
            with ExitStack() as stack:
                write = stack.enter_context(open_output(output))
                beside = None
                if format_ in WRITERS and output not in (None, "-"):
                    beside = stack.enter_context(open_output(f"{output}.claims.tsv"))
                _export(format_, told, write, beside)


def _is_wanted(event: Event, coded: Coded, modality: str) -> bool:
    return modality == "all" or counts_as_happened(event, coded.claims)


def _export(format_: str, told: Iterator[tuple[Coded, Event]], write: Write, beside: Write | None) -> None:
    if format_ in WHOLE:
        write(dumps(WHOLE[format_](told)) + "\n")
    elif format_ == "gexf":
        write(gexf(told))
    elif format_ == "jsonl":
        for coded, event in told:
            write(as_json_lines([flat_rows(coded, event)]))
    elif format_ == "csv":
        for number, (coded, event) in enumerate(told):
            text = as_csv([flat_rows(coded, event)])
            write(text if number == 0 else text.partition("\n")[2])
    else:
        _export_table(format_, told, write, beside)


def _export_table(format_: str, told: Iterator[tuple[Coded, Event]], write: Write, beside: Write | None) -> None:
    if format_ not in WRITERS:
        raise SourceError(f"events are not written as {format_}: only rows that were imported as it (--imported)")
    layout, rows_of = layout_of(format_), WRITERS[format_]
    write(header_of(layout))
    if beside is not None:
        beside("\t".join(CLAIM_COLUMNS) + "\n")
    undated = 0
    for coded, event in told:
        rows = list(rows_of(coded, event))
        undated += not rows
        write("".join(layout.separator.join(row) + "\n" for row in rows))
        if beside is not None and rows:
            beside("".join(_claim_lines(coded, event)))
    if undated:
        click.echo(f"dragoman: {undated:,} events have no day or no actor, and so no row in {layout.about}", err=True)


def _claim_lines(coded: Coded, event: Event) -> Iterator[str]:
    article = coded.article
    for claim in coded.claims:
        if claim.event != event.id:
            continue
        values = (
            event.id,
            claim.id,
            claim.stance.value,
            claim.polarity,
            str(claim.factuality),
            claim.quote,
            " > ".join(source.actor.name for source in claim.sources),
            " > ".join(source.actor.code for source in claim.sources),
            article.characters(claim.cue) if claim.cue else "",
            article.characters(claim.content),
            str(claim.deadline.first or "") if claim.deadline else "",
            str(claim.deadline.last or "") if claim.deadline else "",
            ";".join(claim.contradicts),
            article.id,
            article.publisher or "",
            article.url or "",
        )
        yield "\t".join(" ".join(value.split()) for value in values) + "\n"


def _export_parquet(told: Iterator[tuple[Coded, Event]], output: str | None) -> None:
    if output in (None, "-"):
        raise SourceError("Parquet is no text: name a file with --output")
    write_parquet((flat_rows(coded, event) for coded, event in told), Path(str(output)))


def _export_imported(store: Store, format_: str, output: str | None) -> None:
    if format_ in READ_ONLY or format_ not in layouts():
        raise SourceError(f"imported rows are written as what they were: --format gdelt, icews ..., not {format_}")
    layout = layout_of(format_)
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        pieces = _imported(store, layout, Path(folder) / "rows.tsv")
        first = next(pieces, None)
        if first is None:
            raise SourceError(
                f"{store.path} holds no imported rows of {layout.about}: bring some in with `dragoman import`"
            )
        with open_output(output) as write:
            write(header_of(layout))
            for piece in chain([first], pieces):
                write(piece)


def _imported(store: Store, layout: Layout, copy: Path) -> Iterator[str | bytes]:
    """The imported rows, some megabytes at a time."""
    if copy_imported(store, layout.name, layout.columns, copy):
        with copy.open("rb") as file:
            while piece := file.read(2**20):
                yield piece
    else:
        for some in imported_rows(store, layout.name, layout.columns):
            yield "\n".join(some) + "\n"
