"""Events that call for events: a self-exciting rate (Hawkes) with kernels of six half-lives, shared by all pairs.

The rate of a (pair, class) is a share of its climatology, plus what each day with an event of the class still adds, plus
what each event the other way round adds (the answer), plus what the pair's other classes add. What is expected within
the window is linear in the weights, so they are fitted by expectation maximisation: each event that came is credited to
what called for it (Hawkes 1971; Veen and Schoenberg 2008). Weights never fall below 0.
"""

from __future__ import annotations

import numpy as np

from dragoman.forecasting.calibration import Doubles, Platt, fit_platt
from dragoman.forecasting.dyads import CLASS_NAMES, CLASSES, HALF_LIVES
from dragoman.forecasting.probability import Outcome, Rows, thinned

PASSES = 40
LARGEST = 150_000  # rows; the weights are few, and more rows change their third digit
START = 0.05


class Hawkes:
    """The chance of at least one event at a rate that past events raise."""

    name = "hawkes"

    def __init__(self) -> None:
        self._weight: Doubles | None = None
        self._scale = Platt()

    def fit(self, rows: Rows, outcome: Outcome) -> None:
        """Credit what came to what called for it."""
        rows, outcome = thinned(rows, outcome, LARGEST)
        sources = _sources(rows)
        weight = np.full((CLASSES, sources.shape[1]), START)
        weight[:, 0] = 0.5
        for kind in range(CLASSES):
            own = rows.kind == kind
            if own.any():
                weight[kind] = _credited(sources[own], outcome[own], weight[kind])
        self._weight = weight
        self._scale = fit_platt(self._raw(rows), outcome)

    def probability(self, rows: Rows) -> Doubles:
        """The chance of at least one event."""
        return rows.climatology if self._weight is None else self._scale(self._raw(rows))

    def _raw(self, rows: Rows) -> Doubles:
        assert self._weight is not None
        return np.asarray(1 - np.exp(-(_sources(rows) * self._weight[rows.kind]).sum(1)))


def _credited(sources: Doubles, outcome: Outcome, weight: Doubles) -> Doubles:
    """Weights under which what came is likeliest. One event more than none was seen, not how many: hence the mean."""
    offered = sources.sum(0) + 1e-9
    came = sources[outcome]
    for _ in range(PASSES):
        expected = came @ weight + 1e-12
        events = expected / -np.expm1(-expected)  # the mean number, given at least one
        weight = (weight * (came / expected[:, None] * events[:, None]).sum(0) + 0.01 * START) / (offered + 0.01)
    return np.asarray(weight)


def _sources(rows: Rows) -> Doubles:
    """What can call for an event in the window, each in expected events at weight 1."""
    days = rows.horizon
    columns = [-np.log1p(-np.clip(rows.climatology, 0, 0.999))]
    for half_life in HALF_LIVES:
        columns.append(rows.column(f"days_{half_life:.0f}") * _falling(float(half_life), days))
    for half_life in (1, 7, 30):
        columns.append(rows.column(f"back_days_{half_life}") * _falling(float(half_life), days))
    for side in ("", "back_"):
        columns += [rows.column(f"{side}{name}_3") * _falling(3.0, days) for name in CLASS_NAMES]
    return np.stack(columns, 1)


def _falling(half_life: float, days: int) -> float:
    """The share of what an event still calls for that falls into the window."""
    return float(1 - 2 ** (-days / half_life))
