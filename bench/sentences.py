"""How well the coder reads our own gold sentences: `python -m bench.sentences [--half write] [--set conflict] [--errors]`.

The sentences under `bench/sets/events` are an article each, with a date of its own. They come in two halves of the same
mix: rules are written on `write`, whose errors `--errors` prints; `check` is only counted, and its errors are never shown.
`write/conflict_forms.tsv` has no counterpart there: on its sentences the words of the types of conflict were collected.

A line of a file is one event: id, date, sentence, type, mode, actors, recipients, auxiliary mode, construction. A sentence
with several events has several lines with one id; a sentence without any has one line of type NONE. Actors are codes
("IRQ.GOV"), those that may be left out end in "?". A code without a country ("CVL") leaves the country open. Where doers
are equals, only the union of actors and recipients is compared; otherwise the countries of the actors must be the same,
and those of the recipients must overlap or both be empty (as in `bench.key`).
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean

from bench.key import SYMMETRIC_TYPES, coded_countries
from dragoman import Article, Coder, Event, open_coder
from dragoman.ontology import SECTORS, TYPES

SETS = Path(__file__).parent / "sets" / "events"
HALVES = ("write", "check")
AUXILIARY = ("negation", "future", "hypothetical", "historical")
NOTHING = "NONE"
FIELDS = ("id", "date", "sentence", "type", "mode", "actors", "recipients", "auxiliary", "construction")


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An event that a sentence tells."""

    type: str
    mode: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    auxiliary: frozenset[str]

    @property
    def is_between_equals(self) -> bool:
        """Whether who is called recipient is not judged."""
        return self.type in SYMMETRIC_TYPES or (len(self.actors) > 1 and not self.recipients)

    def has_right_pair(self, event: Event) -> bool:
        """Whether the countries of a coded event's actors and recipients are the right ones."""
        actors, recipients = coded_countries(event.actors), coded_countries(event.recipients)
        if self.is_between_equals:
            return _agree((*self.actors, *self.recipients), actors | recipients)
        if not _agree(self.actors, actors):
            return False
        if not recipients:
            return not _required(self.recipients)
        return _is_open(self.recipients) or not recipients.isdisjoint(_countries(self.recipients))


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence with its day and the events that it tells."""

    id: str
    day: datetime
    text: str
    construction: str
    events: tuple[GoldEvent, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A gold sentence, what the coder made of it, and which coded event answers which gold event."""

    gold: GoldSentence
    coded: tuple[Event, ...]
    answers: tuple[Event | None, ...]

    @property
    def invented(self) -> list[Event]:
        """The coded events that answer nothing."""
        used = {id(answer) for answer in self.answers}
        return [event for event in self.coded if id(event) not in used]


# ---------------------------------------------------------------------------------------------- codes


def _countries(codes: Iterable[str]) -> frozenset[str]:
    named = (code.rstrip("?").partition(".")[0] for code in codes)
    return frozenset(country for country in named if country not in SECTORS)


def _required(codes: Iterable[str]) -> frozenset[str]:
    return _countries(code for code in codes if not code.endswith("?"))


def _is_open(codes: Iterable[str]) -> bool:
    return any(code.partition(".")[0].rstrip("?") in SECTORS for code in codes)


def _agree(codes: Sequence[str], found: frozenset[str]) -> bool:
    return _required(codes) <= found and (_is_open(codes) or found <= _countries(codes))


# ---------------------------------------------------------------------------------------------- reading


def read_sentences(path: Path) -> Iterator[GoldSentence]:
    """The sentences of a file, in its order."""
    rows: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, FIELDS, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["id"] != "id":
                rows.setdefault(row["id"], []).append(row)
    for identifier, lines in rows.items():
        first = lines[0]
        yield GoldSentence(
            id=identifier,
            day=datetime.fromisoformat(first["date"] + "T12:00:00+00:00"),
            text=first["sentence"],
            construction=first["construction"],
            events=tuple(_gold_event(line) for line in lines if line["type"] != NOTHING),
        )


def _gold_event(row: dict[str, str]) -> GoldEvent:
    if row["type"] not in TYPES:
        raise ValueError(f"{row['id']}: no such event type: {row['type']!r}")
    return GoldEvent(
        type=row["type"],
        mode=row["mode"],
        actors=tuple(filter(None, row["actors"].split(","))),
        recipients=tuple(filter(None, row["recipients"].split(","))),
        auxiliary=frozenset(filter(None, row["auxiliary"].split(","))),
    )


def read_half(half: str, name: str = "*") -> list[GoldSentence]:
    """All sentences of a half, of one set or of all; none where the files are missing."""
    return [sentence for path in sorted((SETS / half).glob(f"{name}.tsv")) for sentence in read_sentences(path)]


def code(coder: Coder, sentence: GoldSentence) -> Reading:
    """What the coder makes of a sentence, matched with its gold events."""
    coded = coder.code(Article(text=sentence.text, published=sentence.day)).events
    return Reading(sentence, coded, match(sentence.events, coded))


def match(gold: Sequence[GoldEvent], coded: Sequence[Event]) -> tuple[Event | None, ...]:
    """For each gold event the coded event of its type that fits best: right actors before right auxiliary and mode."""
    pairs = sorted(
        (
            (wanted.has_right_pair(event), wanted.auxiliary == set(event.auxiliary), wanted.mode == event.mode, -g, -c)
            for g, wanted in enumerate(gold)
            for c, event in enumerate(coded)
            if event.type == wanted.type
        ),
        reverse=True,
    )
    answers: dict[int, int] = {}
    for *_, g, c in pairs:
        if -g not in answers and -c not in answers.values():
            answers[-g] = -c
    return tuple(coded[answers[g]] if g in answers else None for g in range(len(gold)))


# ---------------------------------------------------------------------------------------------- figures


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were right, coded and wanted."""

    right: int
    coded: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of the coded that is right."""
        return self.right / self.coded if self.coded else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted that was found."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.coded + self.wanted) if self.right else 0.0

    def __str__(self) -> str:
        return f"{self.precision:.3f} / {self.recall:.3f} / {self.f1:.3f}"


def rate(readings: Sequence[Reading], kind: str = "", with_pair: bool = False) -> Rate:
    """Precision and recall of the event type (of one type, or all), or of type and both countries."""
    wanted = [(g, a) for r in readings for g, a in zip(r.gold.events, r.answers, strict=True) if kind in ("", g.type)]
    right = sum(a is not None and (not with_pair or g.has_right_pair(a)) for g, a in wanted)
    coded = sum(kind in ("", event.type) for r in readings for event in r.coded)
    return Rate(right, coded, len(wanted))


def answered(readings: Sequence[Reading]) -> list[tuple[GoldEvent, Event]]:
    """Gold events with the coded event that has their type."""
    both = (pair for r in readings for pair in zip(r.gold.events, r.answers, strict=True))
    return [(wanted, event) for wanted, event in both if event is not None]


def auxiliary_rate(found: Sequence[tuple[GoldEvent, Event]], mode: str) -> Rate:
    """Precision and recall of an auxiliary mode among events whose type is right."""
    return Rate(
        sum(mode in g.auxiliary and mode in e.auxiliary for g, e in found),
        sum(mode in e.auxiliary for _, e in found),
        sum(mode in g.auxiliary for g, _ in found),
    )


def share(right: Iterable[bool]) -> float:
    """Share of what holds."""
    values = list(right)
    return sum(values) / len(values) if values else 0.0


def figures(readings: Sequence[Reading]) -> dict[str, str]:
    """The figures of a half, by name, ready to print."""
    found = answered(readings)
    none = [reading for reading in readings if not reading.gold.events]
    modes = [(wanted, event) for wanted, event in found if wanted.mode]
    auxiliary = {mode: auxiliary_rate(found, mode) for mode in AUXILIARY}
    macro = fmean(one.f1 for one in auxiliary.values())
    return {
        "sentences; events": f"{len(readings)}; {sum(len(reading.gold.events) for reading in readings)}",
        "event type, P / R / F1": str(rate(readings)),
        "type and both countries, P / R / F1": str(rate(readings, with_pair=True)),
        "mode right, where type is right and a mode wanted": f"{share(g.mode == e.mode for g, e in modes):.3f}",
        "auxiliary right, where type is right": f"{share(g.auxiliary == set(e.auxiliary) for g, e in found):.3f}",
        "auxiliary modes, macro F1": f"{macro:.3f}",
        **{f"auxiliary {mode}, P / R / F1": str(one) for mode, one in auxiliary.items()},
        "sentences without an event that were coded": f"{share(bool(r.coded) for r in none):.3f} of {len(none)}",
    }


def errors(reading: Reading) -> Iterator[str]:
    """A line for every gold event that was missed or misread, and for every event invented."""
    gold = reading.gold
    for wanted, event in zip(gold.events, reading.answers, strict=True):
        due = f"{wanted.type}.{wanted.mode} {','.join(wanted.actors)} > {','.join(wanted.recipients)}"
        if event is None:
            yield f"missed    {due} [{gold.construction}] {gold.id}: {gold.text}"
        elif not wanted.has_right_pair(event):
            yield f"wrong who {due}, coded {_who(event)} {gold.id}: {gold.text}"
        elif wanted.auxiliary != set(event.auxiliary):
            yield f"auxiliary {due} {sorted(wanted.auxiliary)}, coded {list(event.auxiliary)} {gold.id}: {gold.text}"
        elif wanted.mode and wanted.mode != event.mode:
            yield f"mode      {due}, coded {event.mode} {gold.id}: {gold.text}"
    for event in reading.invented:
        trigger = gold.text[event.trigger.start : event.trigger.end]
        yield f"invented  {event.type}.{event.mode} {_who(event)} at {trigger!r} {gold.id}: {gold.text}"


def _who(event: Event) -> str:
    return f"{','.join(a.code for a in event.actors)} > {','.join(a.code for a in event.recipients)}"


# ---------------------------------------------------------------------------------------------- printing


def table(halves: dict[str, list[Reading]]) -> str:
    """The figures of the halves side by side, and a table for each type."""
    columns = {half: figures(readings) for half, readings in halves.items()}
    rows = [f"| figure | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for name in next(iter(columns.values())):
        rows.append(f"| {name} | {' | '.join(column[name] for column in columns.values())} |")
    rows += ["", f"| P / R / F1 (events) | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for kind in TYPES:
        cells = [rate(readings, kind) for readings in halves.values()]
        rows.append(f"| {kind} | {' | '.join(f'{cell} ({cell.wanted})' for cell in cells)} |")
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Codes the sentences and prints the tables."""
    parser = argparse.ArgumentParser(description="Score the coder on our own gold sentences.")
    parser.add_argument("--half", choices=HALVES, help="only this half (default: both)")
    parser.add_argument("--set", default="*", help="only this file, such as coop or conflict (default: all)")
    parser.add_argument("--type", choices=tuple(TYPES), help="errors of this type only")
    parser.add_argument("--errors", action="store_true", help="print the errors of the half that rules are written on")
    options = parser.parse_args(arguments)
    if options.errors and options.half == "check":
        parser.error("errors of the check half are never shown: rules written on them could no longer be checked")
    wanted = (options.half,) if options.half else ("write",) if options.errors else HALVES
    sentences = {half: read_half(half, options.set) for half in wanted}
    sentences = {half: found for half, found in sentences.items() if found}
    if not sentences:
        print(f"No gold sentences under {SETS}.")
        return
    coder = open_coder()
    halves = {half: [code(coder, sentence) for sentence in found] for half, found in sentences.items()}
    if options.errors:
        lines = sorted(line for reading in halves["write"] for line in errors(reading))
        print("\n".join(line for line in lines if not options.type or options.type in line.partition(":")[0]))
    print(table(halves))
    kinds = Counter(
        event.type for readings in halves.values() for r in readings if not r.gold.events for event in r.coded
    )
    if kinds:
        print("\nCoded where there is no event: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))


if __name__ == "__main__":
    main()
