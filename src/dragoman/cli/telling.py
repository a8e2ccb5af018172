"""`dragoman stories`: one event in many reports, and what people judge about it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from dragoman.cli.asking import DAY, DEFAULT_STORE
from dragoman.cli.tables import as_csv, as_json_lines
from dragoman.store import open_store
from dragoman.stories import Position, Story, ToldEvent, group_stories, positions

WIDTH = 110
STORE = click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that is asked.")
SECONDS_TO_WAIT = 10.0


@click.group(invoke_without_command=True)
@click.pass_context
def stories(context: click.Context) -> None:
    """List stories: one event in many reports, from how many origins, and who says that it is not so."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@stories.command("list")
@STORE
@click.option("--since", type=DAY, help="Articles from this day on, such as 2015-10-01.")
@click.option("--until", type=DAY, help="Articles until this day.")
@click.option("--least", default=1, show_default=True, help="Only stories of at least so many reports.")
@click.option("--disputed", is_flag=True, help="Only stories with an event that some affirm and others deny.")
@click.option("--json", "form", flag_value="json", help="As JSON lines.")
@click.option("--csv", "form", flag_value="csv", help="As CSV, a line for each report.")
def list_(
    store: str = DEFAULT_STORE,
    since: datetime | None = None,
    until: datetime | None = None,
    least: int = 1,
    disputed: bool = False,
    form: str | None = None,
) -> None:
    """List stories, those of most origins first."""
    with open_store(store, read_only=True) as opened:
        coded = opened.coded(since=since.date() if since else None, until=until.date() if until else None)
        found = group_stories(coded, opened.judgements())
    shown = [story for story in found if len(story.reports) >= least and (not disputed or story.disputed)]
    shown.sort(key=lambda story: (-len(story.origins), -len(story.reports), str(story.first), story.id))
    if form == "json":
        click.echo(as_json_lines(map(_record, shown)), nl=False)
    elif form == "csv":
        click.echo(as_csv([row for story in shown for row in _rows(story)]), nl=False)
    else:
        click.echo("\n".join(map(_text, shown)) if shown else "nothing found", err=not shown)


def _judging(name: str, summary: str) -> Callable[[Callable[..., None]], click.Command]:
    def decorate(function: Callable[..., None]) -> click.Command:
        function.__doc__ = summary
        for decorator in (STORE, click.argument("other"), click.argument("one"), stories.command(name)):
            function = decorator(function)
        return function  # type: ignore[return-value]

    return decorate


@_judging("split", "Judge that the articles ONE and OTHER do not tell one story.")
def split(one: str, other: str, store: str) -> None:
    """Filled in by `_judging`."""
    _judge(one, other, store, together=False)
    click.echo(f"{one} and {other} are never put together; `dragoman stories undo {one} {other}` withdraws it")


@_judging("join", "Judge that the articles ONE and OTHER tell one story.")
def join(one: str, other: str, store: str) -> None:
    """Filled in by `_judging`."""
    _judge(one, other, store, together=True)
    click.echo(f"{one} and {other} tell one story; `dragoman stories undo {one} {other}` withdraws it")


@_judging("undo", "Withdraw what was judged about the articles ONE and OTHER.")
def undo(one: str, other: str, store: str) -> None:
    """Filled in by `_judging`."""
    with open_store(store, wait_seconds=SECONDS_TO_WAIT) as opened:
        was_there = opened.withdraw(one, other, made=datetime.now(UTC))
    click.echo("withdrawn" if was_there else "nothing was judged about them")


def _judge(one: str, other: str, store: str, *, together: bool) -> None:
    with open_store(store, wait_seconds=SECONDS_TO_WAIT) as opened:
        opened.judge(one, other, together=together, made=datetime.now(UTC))


def _record(story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "first": story.first.isoformat() if story.first else None,
        "title": _title(story),
        "reports": [one.article.id for one in story.reports],
        "origins": [{"name": origin.name, "articles": list(origin.articles)} for origin in story.origins],
        "events": [_event(event) for event in story.events],
    }


def _event(event: ToldEvent) -> dict[str, Any]:
    return {
        "type": event.key.type,
        "actors": list(event.key.actors),
        "recipients": list(event.key.recipients),
        "first": event.when.first.isoformat() if event.when and event.when.first else None,
        "reports": event.reports,
        "positions": [
            {
                "who": p.who,
                "code": p.code,
                "says": "so" if p.is_so else "not so",
                "since": p.since.isoformat() if p.since else None,
                "articles": list(p.articles),
            }
            for p in positions(event)
        ],
    }


def _rows(story: Story) -> list[dict[str, Any]]:
    origin_of = {article: origin.name for origin in story.origins for article in origin.articles}
    return [
        {
            "story": story.id,
            "article": one.article.id,
            "published": one.article.published,
            "publisher": one.article.publisher,
            "origin": origin_of[one.article.id],
            "title": one.article.title,
        }
        for one in story.reports
    ]


def _text(story: Story) -> str:
    reports, origins = len(story.reports), len(story.origins)
    lines = [
        f"{story.first or 'no date'}  {_title(story)}",
        f"  {story.id}: {_many(reports, 'report')} from {_many(origins, 'origin')}: "
        + ", ".join(f"{o.name} ({len(o.articles)})" if len(o.articles) > 1 else o.name for o in story.origins[:6]),
    ]
    lines += [f"  {_headline(event)}" for event in story.events[:3]]
    for event in story.disputed[:2]:
        lines.append(f"  disputed: {_headline(event)}")
        lines += [f"    {_position(p)}" for p in positions(event)[:6]]
    return "\n".join(line[:WIDTH] for line in lines) + "\n"


def _headline(event: ToldEvent) -> str:
    who, whom = "+".join(event.key.actors) or "?", "+".join(event.key.recipients)
    return f"{who} {event.key.type}{f' {whom}' if whom else ''} ({_many(event.reports, 'report')})"


def _position(p: Position) -> str:
    return f"{p.who} says {'so' if p.is_so else 'not'} since {p.since or '?'} ({', '.join(p.articles[:3])})"


def _title(story: Story) -> str:
    article = story.reports[0].article
    return textwrap.shorten(article.title or article.text or "(no text)", 80, placeholder=" ...")


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
