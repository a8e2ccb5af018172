"""Answers of the store as a table to read, as JSON lines, or as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import click

from dragoman.interchange import dumps

Answer = dict[str, Any]

# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_json_lines(answers: Iterable[Answer]) -> str:
    """One JSON object a line."""
    return "".join(dumps({name: _plain(value) for name, value in answer.items()}) + "\n" for answer in answers)


def as_csv(answers: Sequence[Answer]) -> str:
    """CSV with a header; lists joined by "; ". Text that a spreadsheet would run as a formula gets a leading quote."""
    text = io.StringIO()
    if answers:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(answers[0])
        writer.writerows([_cell(value) for value in answer.values()] for answer in answers)
    return text.getvalue()


def as_table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> str:
    """Columns under their names, each as wide as it needs to be; the last one is free."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [header, *rows]]
    return "".join(line.rstrip() + "\n" for line in lines)


def show(answers: Sequence[Answer], form: str | None, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print the answers as `form` says: "json", "csv", or else their `rows` as a table under the `header`."""
    if form == "json":
        click.echo(as_json_lines(answers), nl=False)
    elif form == "csv":
        click.echo(as_csv(answers), nl=False)
    elif not answers:
        click.echo("nothing found", err=True)
    else:
        click.echo(as_table(list(rows), header), nl=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    value = _plain(value)
    if isinstance(value, str):
        value = " ".join(value.split("\n"))
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return value
