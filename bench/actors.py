"""Scores the actor resolver on the development phrases: `python bench/actors.py [-v]`.

A phrase is right when its set of codes (country and sectors) is exactly the expected one; NONE expects nobody.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dragoman.actors import ActorResolver, open_actors

PHRASES = Path(__file__).parent.parent / "tests" / "actors" / "phrases.tsv"


@dataclass(frozen=True, slots=True)
class Case:
    """A phrase, the day on which it is read, and the codes that it must give."""

    phrase: str
    day: date
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of phrases that are right: where actors are due (country, sector, both) and where none is."""

    country: float
    sectors: float
    both: float
    silence: float
    cases: int


def read_cases(path: Path = PHRASES) -> Iterator[Case]:
    """The development phrases."""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        phrase, day, codes = line.split("\t")
        yield Case(phrase, date.fromisoformat(day), frozenset() if codes == "NONE" else frozenset(codes.split(",")))


def given(actors: ActorResolver, case: Case) -> frozenset[str]:
    """The codes that the resolver gives for a case."""
    return frozenset(actor.code for actor in actors.resolve(case.phrase, case.day))


def score(actors: ActorResolver, cases: list[Case]) -> Score:
    """The shares over all cases."""
    due = [case for case in cases if case.codes]
    none_due = [case for case in cases if not case.codes]
    answers = [(case.codes, given(actors, case)) for case in due]
    return Score(
        country=_share([_countries(a) == _countries(b) for a, b in answers]),
        sectors=_share([_sectors(a) == _sectors(b) for a, b in answers]),
        both=_share([a == b for a, b in answers]),
        silence=_share([not given(actors, case) for case in none_due]),
        cases=len(cases),
    )


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def _countries(codes: frozenset[str]) -> set[str]:
    return {code.split(".")[0] for code in codes}


def _sectors(codes: frozenset[str]) -> set[str]:
    return {sector for code in codes for sector in code.split(".")[1:]}


def main() -> None:
    """Prints the score, and every wrong phrase with `-v`."""
    actors, cases = open_actors(), list(read_cases())
    if "-v" in sys.argv:
        for case in cases:
            if (answer := given(actors, case)) != case.codes:
                print(f"{case.phrase} ({case.day}): expected {sorted(case.codes)}, got {sorted(answer)}")
    result = score(actors, cases)
    print(
        f"actors: {result.cases} phrases, country {result.country:.3f}, sectors {result.sectors:.3f}, "
        f"both {result.both:.3f}, silence where none is due {result.silence:.3f}"
    )


if __name__ == "__main__":
    main()
