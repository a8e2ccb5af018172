"""`dragoman resolve`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from dragoman.actors import ActorResolver, open_actors
from dragoman.cli import SOME_NOT_CODED
from dragoman.cli.writing import open_output
from dragoman.errors import ArticleError, MalformedArticle
from dragoman.interchange import JsonObject, actor_to_json, dumps, parse_published, place_to_json
from dragoman.places import PlaceResolver, open_places
from dragoman.sources.jsonl import read_records

Answerer = Callable[[str, str, "datetime | None"], JsonObject]

_ACTORS = click.option("--actors", type=click.Path(exists=True, dir_okay=False), help="Your own file of actors.")
_OUTPUT = click.option("--output", "-o", metavar="OUT", help="A .jsonl file; default: standard output.")
_GAZETTEER = click.option(
    "--gazetteer", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Your own gazetteer."
)
_CONTEXT = click.option("--context", default="", help="Text around the phrase.")


@click.group()
def resolve() -> None:
    """Resolve phrases without coding events: one phrase, or a JSONL file of them.

    Lines of a file are {"id", "text", "context"?, "date"?}; each gives one line with the same id.
    """


@resolve.command()
@click.argument("phrase")
@click.option("--date", "day", help="The day on which it was said, such as 2015-10-01: offices change hands.")
@_CONTEXT
@_ACTORS
def actor(phrase: str, day: str | None, context: str, actors: str | None) -> None:
    """Who is meant by PHRASE, such as "Iran's most powerful general"."""
    _print_one(partial(_actors, open_actors(actors)), phrase, context, day)


@resolve.command()
@click.argument("phrase")
@_CONTEXT
@_GAZETTEER
def place(phrase: str, context: str, gazetteer: Path | None) -> None:
    """Which place PHRASE names."""
    _print_one(partial(_place, open_places(gazetteer)), phrase, context, None)


@resolve.command(name="actors")
@click.argument("input")
@_OUTPUT
@_ACTORS
def many_actors(input: str, output: str | None, actors: str | None) -> None:
    """Who is meant by each phrase of a JSONL file."""
    _answer_all(input, output, partial(_actors, open_actors(actors)))


@resolve.command(name="places")
@click.argument("input")
@_OUTPUT
@_GAZETTEER
def many_places(input: str, output: str | None, gazetteer: Path | None) -> None:
    """Which place each phrase of a JSONL file names."""
    _answer_all(input, output, partial(_place, open_places(gazetteer)))


def _actors(resolver: ActorResolver, phrase: str, context: str, when: datetime | None) -> JsonObject:
    found = [actor_to_json(one) for one in resolver.resolve(phrase, when, context)]
    return {"actor": found[0] if found else None, "actors": found}


def _place(resolver: PlaceResolver, phrase: str, context: str, when: datetime | None) -> JsonObject:
    found = resolver.resolve(phrase, context)
    return {"place": None if found is None else place_to_json(found)}


def _print_one(answer: Answerer, phrase: str, context: str, day: str | None) -> None:
    try:
        when = parse_published(day)
    except MalformedArticle as problem:
        raise click.BadParameter(str(problem), param_hint="--date") from None
    click.echo(json.dumps(answer(phrase, context, when), ensure_ascii=False, indent=2))


def _answer_all(input: str, output: str | None, answer: Answerer) -> None:
    failed = False
    with open_output(output) as write:
        for line in _answers(input, answer):
            failed = failed or "error" in line
            write(dumps(line) + "\n")
    if failed:
        raise SystemExit(SOME_NOT_CODED)


def _answers(input: str, answer: Answerer) -> Iterator[JsonObject]:
    for where, record in read_records(Path(input)):
        fields: JsonObject = record if isinstance(record, dict) else {}
        try:
            if isinstance(record, ArticleError):
                raise record
            phrase, context, when = _question(fields)
            yield {"id": fields.get("id"), **answer(phrase, context, when)}
        except ArticleError as problem:
            yield {"id": fields.get("id"), "error": {"kind": problem.kind, "message": f"{where}: {problem}"}}


def _question(record: JsonObject) -> tuple[str, str, datetime | None]:
    if not isinstance(record.get("text"), str):
        raise MalformedArticle("expected a JSON object with a `text`, the phrase")
    context = record.get("context")
    if context is not None and not isinstance(context, str):
        raise MalformedArticle("`context` must be a string or null")
    return record["text"], context or "", parse_published(record.get("date"))
