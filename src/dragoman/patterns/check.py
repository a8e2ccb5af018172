"""Runs the examples of the knowledge files through the whole coder: `python -m dragoman.patterns.check [FILE ...]`.

All patterns work together, as they do in use. A sentence that another pattern took names both; a failure shows the
parse. Edge module: it prints.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dragoman.coder import Coder, open_coder
from dragoman.errors import KnowledgeError
from dragoman.language.tree import Tree
from dragoman.patterns.book import Example, read_sources
from dragoman.records import Actor, Article, Event

# Examples name states and offices as they were then, so they need a day; the examples' authors know this one.
WRITTEN = datetime(2015, 10, 29, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An example with what was coded: `problem` is empty where it holds."""

    example: Example
    problem: str
    events: tuple[Event, ...] = ()
    trees: tuple[Tree, ...] = ()


def check(examples: Sequence[Example], coder: Coder) -> list[Outcome]:
    """What becomes of each example."""
    return [check_example(example, coder) for example in examples]


def check_example(example: Example, coder: Coder) -> Outcome:
    """What becomes of one example, with its parse."""
    reading = coder.read(Article(example.text, published=WRITTEN))
    events = coder.events(reading)
    problem = problem_of(example, events)
    if problem:
        problem += _thefts(example, events)
    return Outcome(example, problem, events, reading.trees)


def problem_of(example: Example, events: Sequence[Event]) -> str:
    """What is wrong with the events of an example; empty when nothing is."""
    if example.expected is None:
        wrong = [event for event in events if event.type == example.type]
        if wrong:
            return f"coded {example.type} by {wrong[0].pattern}, but: {example.why or 'it must not'}"
        if example.instead and not any(event.type == example.instead for event in events):
            return f"coded no {example.instead}"
        return ""
    best = "nothing of this type coded"
    for event in events:
        if event.type == example.expected["type"]:
            differences = _differences(example.expected, event)
            if not differences:
                return ""
            best = differences
    return best


def _differences(expected: dict[str, Any] | Any, event: Event) -> str:
    found = []
    if "mode" in expected and (expected["mode"] or None) != event.mode:
        found.append(f"mode {event.mode}, expected {expected['mode']}")
    missing = set(expected.get("contexts", ())) - set(event.contexts)
    if missing:
        found.append(f"contexts lack {', '.join(sorted(missing))}")
    for key, people in (("actor", event.actors), ("recipient", event.recipients)):
        if key in expected and not _are_meant(expected[key], people):
            found.append(f"{key} {_shown(people)}, expected {expected[key] or 'nobody'}")
    return "; ".join(found)


def _are_meant(expected: str | list[str], people: Iterable[Actor]) -> bool:
    codes = [expected] if isinstance(expected, str) else expected
    wanted = {code for code in codes if code}
    countries = {actor.country or actor.code.split(".")[0] for actor in people}
    if wanted and any("." in code for code in wanted):
        return wanted == {actor.code for actor in people}
    return wanted == countries or (not wanted and not countries)


def _shown(people: Iterable[Actor]) -> str:
    return ", ".join(actor.code for actor in people) or "nobody"


def _thefts(example: Example, events: Iterable[Event]) -> str:
    """Who took the sentence: the patterns of other events in it."""
    others = [event for event in events if event.pattern != example.pattern and event.type != example.type]
    return "".join(f"\n    taken by {e.pattern} ({e.type}) from {example.pattern}" for e in others)


def shown_parse(tree: Tree) -> str:
    """A tree as lines of number, word, tag, relation and head."""
    return "\n".join(
        f"      {t:3} {tree.word(t):16} {tree.lemma(t):16} {tree.tag(t):6} {tree.relation(t)} <- {tree.head(t)}"
        for t in range(len(tree))
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what fails and a count; 1 when anything does."""
    parser = argparse.ArgumentParser(prog="python -m dragoman.patterns.check", description=__doc__)
    parser.add_argument("files", nargs="*", help="knowledge files whose examples are run (default: all)")
    parser.add_argument("--parse", action="store_true", help="show the parse of each failure")
    wanted = parser.parse_args(arguments)
    try:
        _, examples = read_sources(only=[name.rpartition("/")[2] for name in wanted.files] or None)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    outcomes = check(examples, open_coder())
    failed = [outcome for outcome in outcomes if outcome.problem]
    for outcome in failed:
        print(report(outcome, with_parse=wanted.parse))
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} examples hold")
    return 1 if failed else 0


def report(outcome: Outcome, *, with_parse: bool) -> str:
    """A failure in words."""
    lines = [f"{outcome.example.pattern}: {outcome.example.text}", f"    {outcome.problem}"]
    if with_parse:
        lines += [shown_parse(tree) for tree in outcome.trees]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
