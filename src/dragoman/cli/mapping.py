"""`dragoman places`."""

from __future__ import annotations

from pathlib import Path

import click

from dragoman.places.extending import CLASSES, extend_gazetteer

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def places() -> None:
    """Build a gazetteer of your own."""


@places.command()
@click.option(
    "--geonames", type=_FILE, required=True, help="A GeoNames dump, unzipped: allCountries.txt, cities500.txt."
)
@click.option("--admin1", type=_FILE, help="GeoNames' admin1CodesASCII.txt: names of divisions that the dump lacks.")
@click.option("--classes", default=CLASSES, show_default=True, help="Letters of feature classes to take.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The gazetteer to write.")
def build(geonames: Path, admin1: Path | None, classes: str, out: Path) -> None:
    """Write the gazetteer that ships with the places of a GeoNames dump added."""
    added = extend_gazetteer(out, geonames, admin1, classes)
    click.echo(f"added {added:,} places: {out}", err=True)
