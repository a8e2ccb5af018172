"""`dragoman brief`."""

from __future__ import annotations

import shutil
from datetime import datetime

import click

from dragoman.cli.asking import DAY, DEFAULT_STORE
from dragoman.cli.writing import open_output
from dragoman.report import brief_as_markdown, brief_as_text, brief_on
from dragoman.store import open_store

WIDEST = 110


@click.command()
@click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that is reported on.")
@click.option("--since", type=DAY, help="Articles from this day on, such as 2015-10-01.")
@click.option("--until", type=DAY, help="Articles until this day.")
@click.option("--markdown", is_flag=True, help="As Markdown.")
@click.option("--output", "-o", metavar="OUT", help="Write Markdown to this file.")
def brief(store: str, since: datetime | None, until: datetime | None, markdown: bool, output: str | None) -> None:
    """Print a one-page report: main events, what is contested, what is predicted; each line with its evidence."""
    first = since.date() if since else None
    last = until.date() if until else None
    with open_store(store, read_only=True) as opened:
        made = brief_on(opened, first=first, last=last)
    text = brief_as_markdown(made) if markdown or output else brief_as_text(made, width=terminal_width())
    with open_output(output) as write:
        write(text)


def terminal_width() -> int:
    """The width to fill: that of the terminal, within reason."""
    return max(60, min(WIDEST, shutil.get_terminal_size((100, 24)).columns))
