"""`dragoman parse`."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import click

from dragoman import sources
from dragoman.cli import SOME_NOT_CODED
from dragoman.cli.writing import open_output
from dragoman.errors import SourceError
from dragoman.language import open_reader
from dragoman.language.conllu import parse_to_conllu, reparse_conllu
from dragoman.records import Article, Failure


@click.command()
@click.argument("input")
@click.option("--output", "-o", metavar="OUT", help="A .conllu file (.gz, .zst); default: standard output.")
def parse(input: str, output: str | None) -> None:
    """Parse INPUT: text or articles as for `dragoman code`, or a .conllu file (.gz) whose words are kept.

    CoNLL-U comes out, with offsets and names in MISC. A .conllu file keeps its sentences and tokens; all annotation is
    predicted afresh.
    """
    failures: list[Failure] = []
    if input.endswith((".conllu", ".conllu.gz")):
        blocks = reparse_conllu(_lines(Path(input)), open_reader())
    else:
        articles = sources.read(input)
        blocks = parse_to_conllu(_readable(articles, failures), open_reader())
    with open_output(output) as write:
        for block in blocks:
            write(block)
    if failures:
        raise SystemExit(SOME_NOT_CODED)


def _readable(articles: Iterator[Article | Failure], failures: list[Failure]) -> Iterator[Article]:
    for article in articles:
        if isinstance(article, Failure):
            failures.append(article)
            click.echo(f"dragoman: not parsed ({article.kind}): {article.message}", err=True)
        else:
            yield article


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            stream = gzip.GzipFile(fileobj=file) if path.suffix == ".gz" else file
            yield from io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="\n")
    except (OSError, EOFError) as problem:
        raise SourceError(f"{path} cannot be read: {problem}") from None
