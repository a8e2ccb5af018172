"""How well the language model alone tells political acts, and what it adds to the patterns: `python -m bench.acts`.

Sentences with the set of event types that they tell: our own gold sentences (the write half was trained on, the check half
was not) and the PLV development sentences (one event each is annotated, precision is a lower bound). Precision, recall and
F1 of types a sentence: of the model's chances from a limit on, of the coder, and of the coder without words that no pattern
knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bench.scorers import data_folder, read_lines
from bench.sentences import Rate, read_half
from dragoman import Article, Coder, open_coder

LIMITS = (0.2, 0.3, 0.5, 0.7)
ALIKE = {"YIELD": "CONCEDE", "RETREAT": "CONCEDE"}  # PLV does not tell these apart

Types = frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """The types that a sentence tells, the model's best chance for each type, and what the coder found."""

    gold: Types
    chances: dict[str, float]
    coded: Types
    by_patterns: Types

    def from_limit(self, limit: float) -> Types:
        """The types whose chance reaches the limit."""
        return frozenset(kind for kind, chance in self.chances.items() if chance >= limit)


def told(coder: Coder, text: str, day: datetime | None, gold: Iterable[str]) -> Told:
    """What is found in a sentence."""
    reading = coder.read(Article(text, published=day))
    chances: dict[str, float] = {}
    for tree in reading.trees:
        for act in tree.sentence.acts or ():
            chances[act.type] = max(act.chance, chances.get(act.type, 0.0))
    events = coder.events(reading)
    known = frozenset(event.type for event in events if not event.pattern.endswith("/learned"))
    return Told(frozenset(gold), chances, frozenset(event.type for event in events), known)


def rate(sentences: list[Told], find: Callable[[Told], Types], alike: dict[str, str]) -> Rate:
    """How well what `find` gives agrees with the gold."""
    right = found = wanted = 0
    for sentence in sentences:
        given, gold = ({alike.get(kind, kind) for kind in types} for types in (find(sentence), sentence.gold))
        right, found, wanted = right + len(given & gold), found + len(given), wanted + len(gold)
    return Rate(right, found, wanted)


def sets(coder: Coder) -> Iterator[tuple[str, list[Told], dict[str, str]]]:
    """The sets with their names and the types that they do not tell apart."""
    for half in ("write", "check"):
        gold = read_half(half)
        yield half, [told(coder, g.text, g.day, {event.type for event in g.events}) for g in gold], {}
    data = data_folder()
    if data is not None:
        rows = read_lines(data / "events/plv_dev.jsonl")
        yield "PLV", [told(coder, r["text"], None, {event["code"] for event in r["events"]}) for r in rows], ALIKE


def main() -> None:
    """Command line."""
    coder = open_coder()
    print("| set | types found by | P / R / F1 |\n|---|---|---|")
    for name, sentences, alike in sets(coder):
        for limit in LIMITS:
            print(f"| {name} | chances from {limit} on | {rate(sentences, lambda s, at=limit: s.from_limit(at), alike)} |")
        print(f"| {name} | the coder | {rate(sentences, lambda s: s.coded, alike)} |")
        print(f"| {name} | the coder, patterns only | {rate(sentences, lambda s: s.by_patterns, alike)} |")


if __name__ == "__main__":
    main()
