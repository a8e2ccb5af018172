"""`dragoman actors`: the user's own actors, checked, and those that the archive can teach."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import click

from dragoman.actors import open_actors
from dragoman.actors.learning import Candidate, candidates, sightings
from dragoman.actors.userfile import read_user_file
from dragoman.store import open_store

COLUMNS = ("name", "country", "sector", "type", "from", "to", "note")
QUOTED = 3  # Sentences shown as evidence; --json has all.


@click.group()
def actors() -> None:
    """Check your own file of actors, and learn actors from a store."""


@actors.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check FILE (CSV, YAML, TOML or JSON), the one you pass with --actors. The first fault is named with its line."""
    rows = read_user_file(file)
    modes = Counter(row.mode for row in rows)
    parts = ", ".join(f"{count} to {mode}" for mode, count in sorted(modes.items()))
    click.echo(f"{file.name}: {len(rows)} actors{f' ({parts})' if parts else ''}, no fault found")


@actors.command()
@click.argument("store", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--actors", "own", type=click.Path(exists=True, dir_okay=False), help="Your own file: leave out whom it has."
)
@click.option("--least", default=2, show_default=True, help="Only those seen at least so many times.")
@click.option("--csv", "form", flag_value="csv", help="As rows for your own file.")
@click.option("--json", "form", flag_value="json", help="As JSON lines, with all evidence.")
def learned(store: str, own: str | None, least: int, form: str | None) -> None:
    """List people whom STORE's articles name with a title and no table has in that office, with the evidence.

    Rows printed with --csv can be put into your own file once you agree with them.
    """
    lexicon = open_actors(own).lexicon
    with open_store(store, read_only=True) as opened:
        found = candidates((one for coded in opened.coded() for one in sightings(coded, lexicon)), least=least)
    if form == "csv":
        click.echo(_as_csv(found), nl=False)
    elif form == "json":
        for candidate in found:
            click.echo(json.dumps(_as_json(candidate), ensure_ascii=False))
    else:
        for candidate in found:
            click.echo(_as_text(candidate))
        click.echo(f"{len(found)} seen at least {least} times, {sum(c.is_sure for c in found)} of them sure")


def _as_csv(found: list[Candidate]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(candidate.row() for candidate in found)
    return out.getvalue()


def _as_json(candidate: Candidate) -> dict[str, object]:
    return {
        **candidate.row(),
        "sure": candidate.is_sure,
        "titles": list(candidate.titles),
        "last": candidate.last.isoformat() if candidate.last else None,
        "evidence": [
            {
                "article": one.article,
                "start": one.span.start,
                "end": one.span.end,
                **({"in": "title"} if one.span.in_title else {}),
                "title": one.title,
                "sentence": one.sentence,
                "date": one.day.isoformat() if one.day else None,
            }
            for one in candidate.evidence
        ],
    }


def _as_text(candidate: Candidate) -> str:
    mark = "sure" if candidate.is_sure else "look"
    days = f"{candidate.first or '?'} to {candidate.last or '?'}"
    lines = [
        f"{candidate.code:12} {candidate.name}: {candidate.titles[0]}",
        f"    {mark}: seen {len(candidate.evidence)} times by {candidate.sources} publishers, {days}",
    ]
    for one in candidate.evidence[:QUOTED]:
        quoted = " ".join(one.sentence.split())
        lines.append(f"    {one.article} [{one.span.start}:{one.span.end}] {quoted}")
    return "\n".join(lines) + "\n"
