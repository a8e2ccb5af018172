"""`dragoman store` and `dragoman quarantine`: copies, checks and repairs of a store, and what could not be coded."""

from __future__ import annotations

import os
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import click

from dragoman.cli.asking import DEFAULT_STORE
from dragoman.cli.tables import as_json_lines, as_table
from dragoman.cli.writing import open_output
from dragoman.errors import StoreBusy
from dragoman.interchange import dumps
from dragoman.records import Article, Failure
from dragoman.store import Store, open_store
from dragoman.store import backup as copy_of
from dragoman.store import check as faults_of
from dragoman.store import repair as repaired

SECONDS_TO_WAIT = 10.0
STORE = click.argument("store", default=DEFAULT_STORE)


@click.group()
def store() -> None:
    """Back up, check and repair a store, and list its runs."""


@store.command()
@STORE
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(store: str, target: Path) -> None:
    """Copy STORE to TARGET, a new file. Where another process writes to STORE, that one makes the copy."""
    with _open_as_a_whole(store) as opened:
        size = copy_of(opened, target)
        counts = opened.counts()
    click.echo(f"{target}: {counts['articles']:,} articles, {counts['events']:,} events, {size / 2**20:.1f} MB")


@store.command()
@STORE
def check(store: str) -> None:
    """Read all of STORE and compare it with its ledger; the exit code is 1 if something is wrong."""
    with _open_as_a_whole(store) as opened:
        faults = faults_of(opened)
        counts = opened.counts()
    for fault in faults:
        click.echo(f"{store}: {fault}")
    if faults:
        click.echo(f"`dragoman store repair {store}` takes care of it", err=True)
        raise SystemExit(1)
    click.echo(f"{store}: no fault in {counts['articles']:,} articles and {counts['events']:,} events")


def _open_as_a_whole(store: str) -> Store:
    """The store to be written, as one that is only read cannot be copied or brought up to date; else through its owner."""
    if not Path(store).exists():
        raise click.UsageError(f"no store at {store}")
    if not os.access(store, os.W_OK):
        return open_store(store, read_only=True)
    try:
        return open_store(store)
    except StoreBusy:
        opened = open_store(store, read_only=True)
    if opened.asked is not None:
        return opened
    opened.close()
    return open_store(store, wait_seconds=SECONDS_TO_WAIT)  # somebody only reads it, and will be done


@store.command()
@STORE
def repair(store: str) -> None:
    """Make STORE open again and hold together. A damaged log is set aside, never deleted."""
    done = repaired(Path(store), datetime.now(UTC))
    if done.log is not None:
        click.echo(f"{store}: the log could not be replayed and is now {done.log}")
        click.echo("what it held has to be coded again; run these again, they leave alone what is there:")
        for run in done.runs:
            click.echo(f"  {run['started']:%Y-%m-%d %H:%M} {run['source']} ({run['new'] + run['again']} articles)")
    click.echo(f"{store}: {done.removed:,} rows taken away, derived tables made again")
    for fault in done.still_wrong:
        click.echo(f"{store}: still wrong: {fault}")
    if done.still_wrong:
        raise SystemExit(1)


@store.command()
@STORE
@click.option("--json", "form", flag_value="json", help="As JSON lines.")
def runs(store: str, form: str | None) -> None:
    """List the runs that filled STORE: when, which coder, from what, and what they added."""
    with open_store(store, read_only=True) as opened:
        found = opened.runs()
    if form == "json":
        click.echo(as_json_lines(found), nl=False)
        return
    header = ("started", "coder", "source", "new", "again", "unchanged", "failed")
    rows = [
        (f"{run['started']:%Y-%m-%d %H:%M}", run["coder"], run["source"], *(f"{run[name]:,}" for name in header[3:]))
        for run in found
    ]
    click.echo(as_table(rows, header), nl=False)


@click.command()
@click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that is asked.")
@click.option("--articles", metavar="OUT", help="Write the articles as JSON lines, for `dragoman code` to try again.")
@click.option("--json", "form", flag_value="json", help="As JSON lines.")
def quarantine(store: str, articles: str | None, form: str | None) -> None:
    """List articles that could not be coded and have not been since, with the reason.

    One that is coded later, by the same command or a newer Dragoman, is no longer listed.
    """
    with open_store(store, read_only=True) as opened:
        found = opened.quarantined()
    if articles is not None:
        kept = [failure.article for failure, _ in found if failure.article is not None]
        with open_output(articles) as write:
            for article in kept:
                write(dumps(_record(article)) + "\n")
        click.echo(f"dragoman: {len(kept):,} of {len(found):,} have their text; the others were no articles", err=True)
    elif form == "json":
        click.echo(as_json_lines([_failure(failure, run) for failure, run in found]), nl=False)
    elif not found:
        click.echo("nothing is in quarantine", err=True)
    else:
        rows = [(f.kind, f.id or "-", _size(f), textwrap.shorten(f.message, 80, placeholder=" ...")) for f, _ in found]
        click.echo(as_table(rows, ("kind", "article", "characters", "reason")), nl=False)


def _failure(failure: Failure, run: str) -> dict[str, object]:
    return {"id": failure.id, "kind": failure.kind, "message": failure.message, "run": run, "size": _size(failure)}


def _size(failure: Failure) -> str:
    return "-" if failure.article is None else str(len(failure.article.text))


def _record(article: Article) -> dict[str, object]:
    published = None if article.published is None else article.published.isoformat()
    names = ("id", "title", "publisher", "url", "language", "text")
    return {"published": published, **{name: getattr(article, name) for name in names}}
