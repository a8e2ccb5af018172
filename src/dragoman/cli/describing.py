"""`dragoman schema`."""

from __future__ import annotations

import json

import click

from dragoman.interchange import RECORDS
from dragoman.interchange import schema as schema_of


@click.command()
@click.argument("record", type=click.Choice(RECORDS), default="output")
def schema(record: str) -> None:
    """Print the JSON Schema of a RECORD; by default that of the lines that `dragoman code` writes."""
    click.echo(json.dumps(schema_of(record), indent=2))
