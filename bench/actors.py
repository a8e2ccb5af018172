"""Scores the actor resolver: `python -m bench.actors [-v]`.

Three sets of our own lie in `bench/sets/actors`. The rows of `write` are looked at while tables and rules are written;
those of `check` were written before and are only counted; `offices` and `offices_check` are office holders, mostly by bare
surname, with a day between 1990 and 2026. A phrase is right when its codes (country and sectors) are exactly the
expected ones; ` / ` parts answers that are equally good; NONE expects nobody. `-v` prints what is wrong in `write`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dragoman.actors import ActorResolver, open_actors

SETS = Path(__file__).parent / "sets" / "actors"
TITLES = {
    "write": "phrases looked at while writing",
    "check": "phrases only counted",
    "offices": "office holders by bare name and date, looked at",
    "offices_check": "office holders by bare name and date, only counted",
}
NOBODY = "NONE"


@dataclass(frozen=True, slots=True)
class Case:
    """A phrase, the day on which it is read, and the sets of codes that are right, the usual one first."""

    phrase: str
    day: date
    accepted: tuple[frozenset[str], ...]

    @property
    def is_nobody(self) -> bool:
        """Whether no actor is due."""
        return not self.accepted[0]


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of phrases that are right: where actors are due (country, sector, both) and where none is."""

    country: float
    sectors: float
    both: float
    silence: float
    due: int
    none_due: int


def read_cases(name: str) -> Iterator[Case]:
    """The rows of a set."""
    for line in (SETS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        phrase, day, codes = line.split("\t")
        yield Case(phrase, date.fromisoformat(day), tuple(_codes(cell) for cell in codes.split(" / ")))


def _codes(cell: str) -> frozenset[str]:
    return frozenset() if cell == NOBODY else frozenset(cell.split(","))


def given(actors: ActorResolver, case: Case) -> frozenset[str]:
    """The codes that the resolver gives for a case."""
    return frozenset(actor.code for actor in actors.resolve(case.phrase, case.day))


def score(actors: ActorResolver, cases: list[Case]) -> Score:
    """The shares over all cases."""
    due = [(case.accepted, given(actors, case)) for case in cases if not case.is_nobody]
    silent = [given(actors, case) in case.accepted for case in cases if case.is_nobody]
    return Score(
        country=_share([_countries(b) in [_countries(a) for a in accepted] for accepted, b in due]),
        sectors=_share([_sectors(b) in [_sectors(a) for a in accepted] for accepted, b in due]),
        both=_share([b in accepted for accepted, b in due]),
        silence=_share(silent),
        due=len(due),
        none_due=len(silent),
    )


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def _countries(codes: frozenset[str]) -> set[str]:
    return {code.split(".")[0] for code in codes}


def _sectors(codes: frozenset[str]) -> set[str]:
    return {sector for code in codes for sector in code.split(".")[1:]}


def wrong(actors: ActorResolver, cases: list[Case]) -> Iterator[str]:
    """A line for each case that is wrong."""
    for case in cases:
        if (answer := given(actors, case)) not in case.accepted:
            expected = " or ".join(",".join(sorted(codes)) or NOBODY for codes in case.accepted)
            yield f"{case.phrase} ({case.day}): expected {expected}, got {','.join(sorted(answer)) or NOBODY}"


def main() -> None:
    """Prints the scores as a table, and every wrong phrase of `write` with `-v`."""
    started = time.process_time()
    actors = open_actors()
    opened = time.process_time() - started
    if "-v" in sys.argv:
        print("\n".join(wrong(actors, list(read_cases("write")))) + "\n")
    print("| set | actors due | country | sectors | both | none due | silent |\n|---|---|---|---|---|---|---|")
    for name, title in TITLES.items():
        result = score(actors, list(read_cases(name)))
        silence = f"{result.silence:.3f}" if result.none_due else "-"
        print(
            f"| {title} | {result.due} | {result.country:.3f} | {result.sectors:.3f} | {result.both:.3f} "
            f"| {result.none_due} | {silence} |"
        )
    print(f"\nTables opened in {opened:.2f} s of processor time.")


if __name__ == "__main__":
    main()
