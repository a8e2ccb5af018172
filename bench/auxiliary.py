"""Measures the auxiliary modes on our own sentences: `python -m bench.auxiliary [--errors]`.

`sets/auxiliary/write.tsv` is the half that rules may be written on, `check.tsv` the half that only tells how good they
are; `--errors` prints nothing of it. Each sentence has one target event: its type, the word that says it, and what
holds of it in the author's eyes: `none`, or historical, future, hypothetical, negation, joined by `+` where two hold;
`|` parts readings that are both right. The codebook decides what is a type of its own: an announced visit is AGREE and
none, an announced release CONCEDE and none, "will not meet" REJECT and none.

Where the coder has an event of that type at the word, its answer counts, else that of any event there; where it has
none, the answer is read from the tree, so that the figure tells of modes and not of coverage, which stands beside it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dragoman import Article, Coder, Event, open_coder
from dragoman.language.tree import Tree
from dragoman.modality import status

SETS = Path(__file__).resolve().parent / "sets" / "auxiliary"
MODES = ("none", "historical", "future", "hypothetical", "negation")
# All sentences appeared on this day; years and "decades ago" are measured from it.
PUBLISHED = datetime(2015, 6, 15, tzinfo=UTC)
# These types say themselves that something is announced or refused.
ANNOUNCING = ("AGREE", "CONCEDE", "REJECT")


@dataclass(frozen=True, slots=True)
class Target:
    """A sentence, the word and type of its target event, and the readings that are right."""

    type: str
    trigger: str
    readings: tuple[frozenset[str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the coder says of a target: its modes, whether it coded an event there, and one of the type."""

    modes: frozenset[str]
    is_coded: bool
    is_right_type: bool


def read_targets(half: str) -> list[Target]:
    """The targets of a half, "write" or "check"."""
    lines = (SETS / f"{half}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return [Target(kind, trigger, _readings(gold), text) for kind, trigger, gold, text in rows]


def _readings(gold: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(reading.split("+")) for reading in gold.split("|"))


def answer(coder: Coder, target: Target) -> Answer:
    """The coder's modes for a target event."""
    reading = coder.read(Article(target.text, published=PUBLISHED))
    events = [event for event in coder.events(reading) if _is_at(target, event)]
    for event in events:
        if event.type == target.type:
            return Answer(_modes(event.auxiliary), True, True)
    if events:
        return Answer(_modes(events[0].auxiliary), True, False)
    return Answer(_modes(_read_from_tree(reading.trees, target)), False, False)


def _is_at(target: Target, event: Event) -> bool:
    start = _place(target)
    end = start + len(target.trigger)
    return any(span.start < end and start < span.end for span in (event.trigger, *event.evidence))


def _place(target: Target) -> int:
    padded = f" {target.text} "
    for mark in (" ", ",", ".", "?", ";"):
        at = padded.find(f" {target.trigger}{mark}")
        if at >= 0:
            return at
    raise ValueError(f"{target.trigger!r} is no word of: {target.text}")


def _read_from_tree(trees: Sequence[Tree], target: Target) -> tuple[str, ...]:
    start = _place(target)
    for tree in trees:
        for token in range(len(tree)):
            if tree.span(token).start == start:
                found = status(tree, token, year=PUBLISHED.year).auxiliary
                return () if target.type in ANNOUNCING and "future" in found else found
    return ()


def _modes(auxiliary: Sequence[str]) -> frozenset[str]:
    return frozenset(auxiliary or ("none",))


def wanted(target: Target, found: frozenset[str]) -> frozenset[str]:
    """The right reading that is nearest to what was found."""
    return max(target.readings, key=lambda reading: (reading == found, len(reading & found)))


def f1_of_modes(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> dict[str, float]:
    """F1 of each mode over (right, found) pairs, `none` counted as a mode."""
    right, found, both = Counter[str](), Counter[str](), Counter[str]()
    for gold, said in pairs:
        right.update(gold)
        found.update(said)
        both.update(gold & said)
    return {mode: 2 * both[mode] / (right[mode] + found[mode]) if right[mode] + found[mode] else 0.0 for mode in MODES}


def rows(coder: Coder, half: str, errors: bool) -> Iterator[str]:
    """The table of a half, and its errors where they may be seen."""
    targets = read_targets(half)
    answers = [answer(coder, target) for target in targets]
    pairs = [(wanted(t, a.modes), a.modes) for t, a in zip(targets, answers, strict=True)]
    scores = f1_of_modes(pairs)
    yield f"{half} half, {len(targets)} sentences"
    yield f"  macro F1 {sum(scores.values()) / len(scores):.3f}   " + "  ".join(
        f"{mode} {score:.3f}" for mode, score in scores.items()
    )
    yield f"  all modes right {sum(gold == said for gold, said in pairs) / len(pairs):.3f}"
    coded = sum(a.is_coded for a in answers) / len(answers)
    yield f"  target coded {coded:.3f}, with the right type {sum(a.is_right_type for a in answers) / len(answers):.3f}"
    if errors:
        for target, (gold, said), found in zip(targets, pairs, answers, strict=True):
            if gold != said:
                marks = "" if found.is_right_type else " (other type)" if found.is_coded else " (not coded)"
                names = f"{'+'.join(sorted(gold))}, found {'+'.join(sorted(said))}"
                yield f"    {target.type} {target.trigger}: {names}{marks}\n      {target.text}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print the errors of the write half")
    arguments = parser.parse_args()
    coder = open_coder()
    for half in ("write", "check"):
        print("\n".join(rows(coder, half, arguments.errors and half == "write")))


if __name__ == "__main__":
    main()
