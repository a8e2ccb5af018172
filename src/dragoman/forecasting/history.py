"""The history of events as columns: who did what to whom on which day.

A `History` is the only thing that a forecaster sees. Its rows are facts (day, actor, relation, recipient), as small
integers, sorted by day; `History.before(day)` is what was known on the eve of that day. Names are kept beside the
columns, so that an answer can be told in words.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dragoman.errors import SourceError

Integers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class History:
    """Events in the order of their days. All four columns have one entry an event.

    `day` counts from `first_day` (which may be unknown: None). `actor` and `recipient` index `actors`, `relation`
    indexes `relations`; both tables of names may be empty where only the numbers are known.
    """

    day: Integers
    actor: Integers
    relation: Integers
    recipient: Integers
    actors: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    first_day: date | None = None

    def __len__(self) -> int:
        return len(self.day)

    def before(self, day: int) -> History:
        """The events of all days before `day`; shares the columns, copies nothing."""
        return self.first(int(np.searchsorted(self.day, day, side="left")))

    def since(self, day: int) -> History:
        """The events of `day` and later; shares the columns, copies nothing."""
        start = int(np.searchsorted(self.day, day, side="left"))
        return self._rows(slice(start, None))

    def first(self, count: int) -> History:
        """The first `count` events."""
        return self._rows(slice(0, count))

    def _rows(self, rows: slice) -> History:
        columns = (self.day[rows], self.actor[rows], self.relation[rows], self.recipient[rows])
        return History(*columns, self.actors, self.relations, self.first_day)


def from_facts(
    facts: npt.ArrayLike,
    *,
    actors: Sequence[str] = (),
    relations: Sequence[str] = (),
    first_day: date | None = None,
) -> History:
    """The history of an array with the columns actor, relation, recipient, day (the order of TKG files).

    >>> from_facts([[0, 0, 1, 3], [1, 0, 0, 2]]).day.tolist()
    [2, 3]
    """
    table = np.asarray(facts, dtype=np.int64).reshape(-1, 4)
    table = table[np.argsort(table[:, 3], kind="stable")]
    actor, relation, recipient, day = (np.ascontiguousarray(column) for column in table.T)
    return History(day, actor, relation, recipient, tuple(actors), tuple(relations), first_day)


def from_rows(rows: Iterable[tuple[date, str, str, str]]) -> History:
    """The history of named events: (day, actor, relation, recipient), in any order.

    Rows of the store and of event tables come in this way. Day 0 is the day of the earliest event.

    >>> history = from_rows([(date(2015, 8, 2), "TUR", "threaten", "SYR"), (date(2015, 8, 1), "TUR", "accuse", "SYR")])
    >>> history.day.tolist(), history.relations, history.first_day
    ([0, 1], ('accuse', 'threaten'), datetime.date(2015, 8, 1))
    """
    listed = list(rows)
    if not listed:
        return from_facts(np.zeros((0, 4), np.int64))
    days, of, what, to = zip(*listed, strict=True)
    first = min(days)
    actors, relations = sorted({*of, *to}), sorted(set(what))
    actor_number = {name: number for number, name in enumerate(actors)}
    relation_number = {name: number for number, name in enumerate(relations)}
    day_number = {day: (day - first).days for day in set(days)}
    columns = (
        [actor_number[name] for name in of],
        [relation_number[name] for name in what],
        [actor_number[name] for name in to],
        [day_number[day] for day in days],
    )
    facts = np.array(columns, np.int64).T
    facts = facts[np.lexsort((facts[:, 2], facts[:, 1], facts[:, 0]))]  # the same history in whatever order they come
    return from_facts(facts, actors=actors, relations=relations, first_day=first)


def read_facts(path: Path) -> Integers:
    """The facts of one TKG file (`actor relation recipient day`, tab-separated integers), sorted by day."""
    try:
        facts = np.loadtxt(_text(path).splitlines(), dtype=np.int64, delimiter="\t", ndmin=2)[:, :4]
    except ValueError as error:
        expected = "four tab-separated integers a line (actor, relation, recipient, day)"
        raise SourceError(f"{path}: expected {expected}: {error}") from error
    if facts.shape[1] < 4:
        raise SourceError(f"{path}: expected four columns (actor, relation, recipient, day), found {facts.shape[1]}")
    return np.asarray(facts[np.argsort(facts[:, 3], kind="stable")], np.int64)


def read_tkg(folder: Path, splits: Sequence[str] = ("train", "valid", "test")) -> History:
    """The history in a TKG folder: `train/valid/test.tsv[.gz]`, `entities.tsv[.gz]` and `relations.tsv[.gz]`."""
    facts = np.concatenate([read_facts(_present(folder, split)) for split in splits])
    return from_facts(facts, actors=read_names(folder, "entities"), relations=read_names(folder, "relations"))


def read_names(folder: Path, table: str) -> tuple[str, ...]:
    """The names in a TKG folder's table (`entities` or `relations`), in the order of their numbers."""
    path = _present(folder, table)
    rows = [line.split("\t") for line in _text(path).splitlines() if line.strip()]
    try:
        return tuple(name for _, name in sorted((int(number), name) for number, name, *_ in rows))
    except ValueError as error:
        raise SourceError(f"{path}: expected a number, a tab and a name a line: {error}") from error


def _text(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")


def _present(folder: Path, stem: str) -> Path:
    for path in (folder / f"{stem}.tsv", folder / f"{stem}.tsv.gz"):
        if path.exists():
            return path
    raise SourceError(f"no {stem}.tsv or {stem}.tsv.gz in {folder}: expected a TKG folder (train, valid, test, names)")
