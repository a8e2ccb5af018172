"""`dragoman explain`: why a sentence is coded as it is, and why not otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click

from dragoman.cli.asking import DAY
from dragoman.cli.tables import as_table
from dragoman.coder import Coder, Reading, open_coder
from dragoman.errors import SourceError
from dragoman.language.conllu import entity_labels
from dragoman.language.tree import Tree
from dragoman.modality import status
from dragoman.patterns import Match
from dragoman.records import Article, Claim, Coded, Event, Period, Span

# Patterns that came close are shown nearest first; more than these are not near.
ATTEMPTS_SHOWN = 6


@click.command()
@click.argument("sentence")
@click.option("--date", "day", type=DAY, help="The day on which it was published: anchors dates and offices.")
@click.option("--publisher", help="Who published it: the outermost source.")
@click.option("--actors", type=click.Path(exists=True, dir_okay=False), help="Your own file of actors, asked first.")
def explain(sentence: str, day: datetime | None, publisher: str | None, actors: str | None) -> None:
    """Show how SENTENCE is read: parse, patterns, actors, cues, stances; why this code and why not another."""
    if not sentence.strip():
        raise SourceError('nothing to explain: give a sentence, such as "Iran denied sending drones to Russia."')
    article = Article(sentence, published=day.replace(tzinfo=UTC) if day else None, publisher=publisher)
    coder = open_coder(actors=actors)
    click.echo("\n".join(explanation(coder, article)))


def explanation(coder: Coder, article: Article) -> Iterator[str]:
    """The lines of the explanation."""
    reading = coder.read(article)
    coded = coder.coded(reading)
    for number, tree in enumerate(reading.trees):
        yield from _parse(tree)
        yield from _attempts(coder, reading, number)
        yield from _arguments(reading, number)
    yield from _events(reading, coded)
    yield from _claims(coded)
    yield from _dates_and_places(coded)


def _parse(tree: Tree) -> Iterator[str]:
    entities = entity_labels(tree.sentence)
    rows = [
        (
            str(token + 1),
            tree.word(token),
            tree.lemma(token),
            tree.tag(token),
            tree.relation(token),
            "-" if tree.head(token) < 0 else f"{tree.head(token) + 1} {tree.word(tree.head(token))}",
            "" if entities[token] == "O" else entities[token],
        )
        for token in range(len(tree))
    ]
    yield "PARSE"
    yield _indented(as_table(rows, ("", "word", "lemma", "tag", "relation", "of", "name")))


def _attempts(coder: Coder, reading: Reading, number: int) -> Iterator[str]:
    tree = reading.trees[number]
    attempts = coder.patterns.explain(tree, lambda token: bool(reading.actors.at(number, token)))
    coded = [attempt for attempt in attempts if attempt.outcome == "coded"]
    others = sorted((attempt for attempt in attempts if attempt.outcome != "coded"), key=lambda a: a.rank, reverse=True)
    rows = [(tree.word(a.trigger), a.type, a.pattern, a.outcome) for a in (*coded, *others[:ATTEMPTS_SHOWN])]
    yield "PATTERNS" if rows else "PATTERNS\n  none has a word of this sentence"
    if rows:
        yield _indented(as_table(rows, ("word", "type", "pattern", "outcome")))
    if len(others) > ATTEMPTS_SHOWN:
        yield f"  and {len(others) - ATTEMPTS_SHOWN} that came less near\n"


def _arguments(reading: Reading, number: int) -> Iterator[str]:
    """Whom the arguments of each match were taken for, and why."""
    tree = reading.trees[number]
    rows = [
        (tree.word(match.trigger), role, _words(tree, token), _codes(reading, number, token), why)
        for match in reading.matches[number]
        for role, token in _parties(match)
        for why in [reading.actors.why(number, token)]
    ]
    if rows:
        yield "ACTORS"
        yield _indented(as_table(rows, ("event word", "role", "phrase", "code", "why")))


def _parties(match: Match) -> Iterator[tuple[str, int]]:
    yield from (("actor", token) for token in match.actors)
    yield from (("recipient", token) for token in match.recipients)


def _words(tree: Tree, token: int) -> str:
    first, last = tree.phrase(token)
    return " ".join(tree.sentence.words[first:last])


def _codes(reading: Reading, number: int, token: int) -> str:
    return " ".join(f"{actor.code} ({actor.name})" for actor in reading.actors.at(number, token)) or "nobody"


def _events(reading: Reading, coded: Coded) -> Iterator[str]:
    yield "EVENTS" if coded.events else "EVENTS\n  none"
    for event in coded.events:
        who = " + ".join(actor.code for actor in event.actors) or "somebody"
        whom = " + ".join(actor.code for actor in event.recipients)
        what = f"{event.type} ({event.mode})" if event.mode else event.type
        yield f"  {who} {what}{' to ' + whom if whom else ''}"
        yield f"    said by       {_quoted(coded.article, event.trigger)}, pattern {event.pattern or '-'}"
        yield f"    contexts      {', '.join(event.contexts) or '-'}"
        yield f"    CAMEO         {event.cameo or '-'}, score {event.score:g}, quad class {event.quad_class}"
        yield f"    when, where   {_period(event.when)}; {event.where.name if event.where else 'unknown place'}"
        yield f"    author        factuality {event.factuality:+.1f}{_status(reading, coded, event)}"
        yield f"    confidence    {event.confidence:.2f}"
    for number, found in enumerate(reading.matches):
        for match in found:
            trigger = reading.trees[number].span(match.trigger)
            if not any(_covers(span, trigger) for event in coded.events for span in (event.trigger, *event.evidence)):
                known = any(reading.actors.at(number, token) for _, token in _parties(match))
                why = "judged no event of its own" if known else "nobody known does it or suffers it"
                yield f"  not coded: {match.type} at “{reading.trees[number].word(match.trigger)}”, {why}"
    yield ""


def _status(reading: Reading, coded: Coded, event: Event) -> str:
    """What the author makes of the event, and the words that say so."""
    for match in reading.matches[event.sentence]:
        tree = reading.trees[event.sentence]
        if _covers(event.trigger, tree.span(match.trigger)):
            why = status(tree, match.anchor).why
            marks = "".join(f", {mark}" for mark in event.auxiliary)
            return marks + (f" (met: {'; '.join(why)})" if why else "")
    return "".join(f", {mark}" for mark in event.auxiliary)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.covers(inner) or inner.covers(outer)


def _claims(coded: Coded) -> Iterator[str]:
    events = {event.id: event for event in coded.events}
    rows = [
        (
            " > ".join(f"{source.actor.name} ({source.kind})" for source in claim.sources) or "-",
            claim.stance.value,
            _about(claim, events),
            f"{claim.factuality:+.1f}",
            "-" if claim.cue is None else _quoted(coded.article, claim.cue),
            claim.quote,
        )
        for claim in coded.claims
    ]
    if rows:
        yield "CLAIMS"
        yield _indented(as_table(rows, ("who says so", "stance", "of what", "factuality", "cue", "quote")))


def _about(claim: Claim, events: dict[str, Event]) -> str:
    event = events.get(claim.event or "")
    negative = "not " if claim.polarity == "negative" else ""
    return negative + (event.type if event is not None else "no coded event")


def _dates_and_places(coded: Coded) -> Iterator[str]:
    article = coded.article
    found: list[Sequence[str]] = []
    for date in coded.dates:
        found.append((_quoted(article, date.span), date.timex_type, f"{date.value} {date.first or ''}".strip()))
    for place in coded.places:
        point = f"{place.lat:.2f}, {place.lon:.2f}" if place.lat is not None and place.lon is not None else "no point"
        words = _quoted(article, place.span) if place.span else place.name
        found.append((words, place.kind, f"{place.name}, {place.country or '-'} ({point})"))
    if found:
        yield "DATES AND PLACES"
        yield _indented(as_table(found, ("words", "kind", "meaning")))


def _period(period: Period | None) -> str:
    if period is None or period.first is None:
        return "unknown day"
    return str(period.first) if period.last in (None, period.first) else f"{period.first} to {period.last}"


def _quoted(article: Article, span: Span) -> str:
    return f"“{article.characters(span)}”"


def _indented(table: str) -> str:
    return "".join(f"  {line}\n" for line in table.splitlines())
