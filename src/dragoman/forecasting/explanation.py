"""Why a forecast says what it says: what moved it against the share of past windows, in words, and which events did.

Features are told in groups, with the facts behind them, by how far the logistic regression moves the log-odds for them.
Events are told by taking each out of the history and asking again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dragoman.forecasting.backtest import DayForecasts
from dragoman.forecasting.dyads import dyads, replay
from dragoman.forecasting.history import from_rows
from dragoman.forecasting.probability import rows_of
from dragoman.forecasting.published import Act, quad_classes
from dragoman.forecasting.snapshot import NEVER

LEAST_SHIFT = 0.05  # log-odds; less is not worth a line

# Which group a column belongs to, by how its name begins; the first that fits.
GROUPS = (
    ("climate_", "length"),
    ("back_verbal", "others"),
    ("back_material", "others"),
    ("back_", "back"),
    ("verbal_", "others"),
    ("material_", "others"),
    ("pair_lag", "others"),
    ("actor_", "around"),
    ("recipient_", "around"),
    ("kin_", "kin"),
    ("through_", "through"),
    ("weekday", "calendar"),
    ("same_weekday", "calendar"),
    ("class_trend", "calendar"),
    ("", "own"),
)


@dataclass(frozen=True, slots=True)
class Move:
    """What moved a forecast, in words, and by how much in log-odds (0.7 doubles the odds)."""

    words: str
    shift: float


@dataclass(frozen=True, slots=True)
class Moving:
    """A past event, and what the probability would be without it."""

    act: Act
    without: float


def moves(made: DayForecasts, row: int, actor: str, recipient: str) -> tuple[Move, ...]:
    """What moved the forecast of a row most, strongest first."""
    chosen = np.zeros(len(made.table.kind), np.bool_)
    chosen[row] = True
    rows = rows_of(made.table, made.horizon).chosen(chosen)
    total: dict[str, float] = {}
    for name, shift in made.ensemble.line.shifts(rows).items():
        group = next(group for start, group in GROUPS if name.startswith(start))
        total[group] = total.get(group, 0.0) + float(shift[0])
    facts = {name: float(value) for name, value in zip(rows.names, rows.features[0], strict=True)}
    told = [Move(_words(group, facts, actor, recipient), shift) for group, shift in total.items()]
    strong = [move for move in told if abs(move.shift) >= LEAST_SHIFT]
    return tuple(sorted(strong, key=lambda move: -abs(move.shift)))


def _words(group: str, facts: Mapping[str, float], actor: str, recipient: str) -> str:
    if group == "own":
        count = facts["active_days"]
        if not count:
            return f"{actor} never did so to {recipient} before"
        days = "day" if count == 1 else "days"
        return f"{actor} did so to {recipient} on {count:.0f} {days} so far, last {_ago(facts['lag'])}"
    if group == "back":
        return _back(facts["back_lag"], actor, recipient)
    if group == "others":
        return f"other dealings between the two, last {_ago(min(facts['pair_lag'], facts['back_pair_lag']))}"
    return {
        "around": f"how much {actor} and {recipient} deal with anybody",
        "kin": "what others of the two countries do to each other",
        "through": "what runs between them over third parties",
        "calendar": "the weekday, and how much such news there is",
        "length": "the share of longer and shorter windows",
    }[group]


def _back(lag: float, actor: str, recipient: str) -> str:
    return f"{recipient} never did so to {actor}" if lag >= NEVER else f"{recipient} did so to {actor} {_ago(lag)}"


def _ago(lag: float) -> str:
    if lag >= NEVER:
        return "never"
    return "the day before" if lag == 1 else f"{lag:.0f} days before"


def moving_events(
    made: DayForecasts, known: Sequence[Act], suspects: Sequence[Act], kind: int, day: int
) -> tuple[Moving, ...]:
    """What the forecast would be without each of these acts; those that matter most first.

    `known` are all acts before the day, `kind` the quad class from 0. The forecasters are not fitted again.
    """
    actor, recipient = suspects[0].actor, suspects[0].recipient
    return tuple(Moving(act, _without(made, known, act, (actor, recipient), kind, day)) for act in suspects)


def _without(
    made: DayForecasts, known: Sequence[Act], left_out: Act, pair: tuple[str, str], kind: int, day: int
) -> float:
    rows = [(a.published, a.actor, a.type, a.recipient) for a in known if a.recipient and a is not left_out]
    history = from_rows(rows)
    first = min(a.published for a in known if a.recipient)
    shifted = day - (history.first_day - first).days if history.first_day else day
    source = dyads(history, quad_classes(history))
    if not len(source) or not set(pair) <= set(history.actors):
        return float("nan")
    table = next(replay(source, shifted, shifted)).table()
    of, to = (history.actors.index(side) for side in pair)
    found = (source.actor[table.pair] == of) & (source.recipient[table.pair] == to) & (table.kind == kind)
    if not found.any():
        return float("nan")  # without it the pair has no record of its own
    return float(made.ensemble.probability(rows_of(table, made.horizon).chosen(found))[0])
