"""`dragoman demo`."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import click

from dragoman import sources
from dragoman.cli.coding import Keeping, code_articles
from dragoman.cli.progress import Progress
from dragoman.cli.reporting import terminal_width
from dragoman.errors import SourceError
from dragoman.records import Coded, Event, Failure
from dragoman.report import brief_as_text, make_brief
from dragoman.store import open_store

PACKAGE = Path(__file__).parents[1]

# In an installed package the examples are part of it; in a checkout they stand beside the sources.
EXAMPLES = (PACKAGE / "data" / "examples", PACKAGE.parents[1] / "examples" / "articles")

# More processes than this take longer to start than sixty short articles take to read.
MOST_WORKERS = 2


@click.command()
@click.option("--store", default="demo.duckdb", show_default=True, help="The store that is filled.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that code; default: one a core, at most 2.")
def demo(store: str, workers: int | None) -> None:
    """Code the example articles into a store and print a report on them. Uses no network."""
    folder = find_examples()
    workers = workers or min(MOST_WORKERS, os.cpu_count() or 1)
    click.echo(f"Reading the articles of {folder} ...\n")
    progress = Progress()
    shown = False
    with closing(code_articles(sources.read(folder), workers=workers)) as results, Keeping(store, str(folder)) as keep:
        for result in results:
            progress.count(result)
            keep.add(result)
            if not shown and (found := _first_event(result)) is not None:
                click.echo(f"The first event, {progress.seconds:.1f} s after the start:\n\n{_card(*found)}\n")
                shown = True
    click.echo(f"{progress} in {progress.seconds:.1f} s, {progress.speed:.1f} articles/s, stored in {store}.\n")
    with open_store(store, read_only=True) as opened:
        click.echo(brief_as_text(make_brief(opened.coded()), width=terminal_width()))
    click.echo(f"Ask the store: dragoman events --store {store} --actor RUS --type ASSAULT")
    click.echo(f"               dragoman claims --store {store} --stance denied")
    click.echo(f"               dragoman surprise --store {store} --reports 2")
    click.echo(f"               dragoman scoreboard authors --store {store}")


def find_examples() -> Path:
    """The folder of the example articles."""
    found = next((folder for folder in EXAMPLES if folder.is_dir()), None)
    if found is None:
        raise SourceError(f"no example articles in {' or '.join(map(str, EXAMPLES))}: install Dragoman again")
    return found


def _first_event(result: Coded | Failure) -> tuple[Coded, Event] | None:
    """An event with somebody on both sides, which shows best what an event is; None when the article has none."""
    if isinstance(result, Failure):
        return None
    return next(((result, event) for event in result.events if event.actors and event.recipients), None)


def _card(coded: Coded, event: Event) -> str:
    """An event with its evidence."""
    article = coded.article
    who = " and ".join(f"{actor.name} ({actor.code})" for actor in event.actors)
    whom = " and ".join(f"{actor.name} ({actor.code})" for actor in event.recipients)
    sentence = article.characters(coded.sentences[event.sentence])
    lines = [
        ("event", event.type + (f", {event.mode}" if event.mode else "")),
        ("who", who),
        ("whom", whom),
        ("when", str(event.when.first) if event.when and event.when.first else "not said"),
        ("where", event.where.name if event.where else "not said"),
        ("sentence", " ".join(sentence.split())),
        ("word", article.characters(event.trigger)),
        ("article", f"{article.publisher}, {article.id}"),
    ]
    for claim in coded.claims:
        if claim.event == event.id:
            chain = " > ".join(source.actor.name for source in claim.sources) or str(article.publisher)
            lines.append(("claim", f"{claim.stance.value} by {chain}, factuality {claim.factuality:+.0f}"))
    return "\n".join(f"  {name:9} {value}" for name, value in lines)
