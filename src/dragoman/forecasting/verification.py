"""How good probabilities were: proper scores, skill over a floor, calibration; each with its formula.

Brier, G. W. (1950), Verification of forecasts expressed in terms of probability. Murphy, A. H. (1973), A new vector
partition of the probability score. Cox, D. R. (1958), Two further applications of a model for binary regression.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dragoman.forecasting.calibration import SUREST, Doubles, fit_logistic, logit

BINS = 10


def brier(probability: npt.ArrayLike, outcome: npt.ArrayLike) -> float:
    """The mean squared distance of probabilities from what came, mean (p - y)^2: 0 is perfect, always 1/2 gives 0.25."""
    p, y = _both(probability, outcome)
    return float(np.mean((p - y) ** 2)) if len(p) else float("nan")


def log_score(probability: npt.ArrayLike, outcome: npt.ArrayLike) -> float:
    """The mean of -ln of the probability given to what came; probabilities are kept off 0 and 1 by 1e-4."""
    p, y = _both(probability, outcome)
    p = np.clip(p, SUREST, 1 - SUREST)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p))) if len(p) else float("nan")


def skill(score: float, floor: float) -> float:
    """How much of the floor's score is saved, 1 - score / floor: 0 is no better than the floor, 1 is perfect."""
    return 1 - score / floor if floor > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of about the same probability: how many, their mean, what share came true, and its 95 % interval."""

    forecasts: int
    said: float
    came: float
    low: float
    high: float


def reliability(probability: npt.ArrayLike, outcome: npt.ArrayLike, bins: int = BINS) -> tuple[Bin, ...]:
    """The calibration table: bins of equal numbers of forecasts, by probability; equal probabilities stay together."""
    p, y = _both(probability, outcome)
    order = np.argsort(p, kind="stable")
    p, y = p[order], y[order]
    cuts = {0, len(p)} | {int(np.searchsorted(p, p[len(p) * n // bins], side="left")) for n in range(1, bins) if len(p)}
    edges = sorted(cuts)
    return tuple(_bin(p[a:b], y[a:b]) for a, b in pairwise(edges))


def _bin(p: Doubles, y: Doubles) -> Bin:
    low, high = wilson(float(y.sum()), len(y))
    return Bin(len(p), float(p.mean()), float(y.mean()), low, high)


def wilson(hits: float, tries: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: it never leaves 0 to 1, and says something even of no hits.

    >>> tuple(round(end, 2) for end in wilson(0, 10))
    (0.0, 0.28)
    """
    if tries == 0:
        return 0.0, 1.0
    share, spread = hits / tries, z * z / tries
    middle = share + spread / 2
    reach = z * np.sqrt(share * (1 - share) / tries + spread / (4 * tries))
    return float(max(0.0, (middle - reach) / (1 + spread))), float(min(1.0, (middle + reach) / (1 + spread)))


def calibration_error(probability: npt.ArrayLike, outcome: npt.ArrayLike, bins: int = BINS) -> float:
    """The expected calibration error: how far what came is from what was said, over bins of equal numbers."""
    table = reliability(probability, outcome, bins)
    total = sum(one.forecasts for one in table)
    return sum(one.forecasts * abs(one.said - one.came) for one in table) / total if total else float("nan")


def calibration_line(probability: npt.ArrayLike, outcome: npt.ArrayLike) -> tuple[float, float]:
    """Slope and intercept of Cox's recalibration in log-odds; 1 and 0 are perfect, a slope below 1 is overconfidence."""
    x = logit(probability)
    slope, intercept = fit_logistic(np.stack([x, np.ones_like(x)], 1), outcome, penalty=1e-6)
    return float(slope), float(intercept)


def discrimination(probability: npt.ArrayLike, outcome: npt.ArrayLike) -> float:
    """The chance that something that came had the higher probability than something that did not (AUC; ties half)."""
    p, y = _both(probability, outcome)
    _, number, count = np.unique(p, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[number]
    came, stayed = float(y.sum()), float(len(y) - y.sum())
    if came == 0 or stayed == 0:
        return float("nan")
    return (float(rank[y > 0].sum()) - came * (came + 1) / 2) / (came * stayed)


def interval(
    value: Callable[[npt.NDArray[np.int64]], float], block: npt.ArrayLike, *, draws: int = 200, seed: int = 0
) -> tuple[float, float]:
    """The 95 % interval of a figure when whole blocks (weeks, say) are drawn again with replacement.

    `value` gets the numbers of the rows that were drawn. Rows of one week stand or fall together, so drawing single
    rows would promise too narrow an interval.
    """
    names, number = np.unique(np.asarray(block), return_inverse=True)
    order = np.argsort(number, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(number))[:-1])
    chance = np.random.default_rng(seed)
    drawn = [value(np.concatenate([rows[n] for n in chance.integers(0, len(names), len(names))])) for _ in range(draws)]
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def _both(probability: npt.ArrayLike, outcome: npt.ArrayLike) -> tuple[Doubles, Doubles]:
    return np.asarray(probability, np.float64), np.asarray(outcome, np.float64)
