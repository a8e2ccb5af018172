"""Probabilities that mean what they say: logistic regression, Platt's line and isotonic steps, in NumPy.

`fit_logistic` is Newton's method on the penalised log likelihood; with a prior it shrinks to given coefficients instead
of to zero, so that little data changes little. Everything here is convex: the same rows give the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

# No forecast is surer than this, either way: one error of coding in ten thousand is a good coder.
SUREST = 1e-4

NEWTON_STEPS = 25


def logit(probability: npt.ArrayLike) -> Doubles:
    """The log-odds of probabilities, which are first kept off 0 and 1.

    >>> logit([0.5]).tolist()
    [0.0]
    """
    p = np.clip(np.asarray(probability, np.float64), SUREST, 1 - SUREST)
    return np.asarray(np.log(p) - np.log1p(-p))


def expit(log_odds: npt.ArrayLike) -> Doubles:
    """The probabilities of log-odds."""
    x = np.clip(np.asarray(log_odds, np.float64), -30, 30)
    return np.asarray(1 / (1 + np.exp(-x)))


def fit_logistic(
    features: Doubles, outcome: npt.ArrayLike, *, penalty: float | Doubles = 1.0, prior: Doubles | None = None
) -> Doubles:
    """The coefficients of a logistic regression; no constant is added.

    `penalty` is half the inverse variance of a normal prior around `prior` (around 0 without one), for all coefficients
    or for each.
    """
    y = np.asarray(outcome, np.float64)
    width = features.shape[1]
    centre = np.zeros(width) if prior is None else np.asarray(prior, np.float64)
    weight = np.broadcast_to(np.asarray(penalty, np.float64), (width,))
    beta = centre.copy()
    if not len(y):
        return beta
    loss = _loss(features, y, beta, centre, weight)
    for _ in range(NEWTON_STEPS):
        p = expit(features @ beta)
        gradient = features.T @ (p - y) + 2 * weight * (beta - centre)
        curvature = (features * (p * (1 - p))[:, None]).T @ features + np.diag(2 * weight + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        size = 1.0
        while size > 1e-4 and _loss(features, y, beta - size * step, centre, weight) > loss:
            size /= 2  # Newton may overshoot where the curve is flat
        beta = beta - size * step
        new = _loss(features, y, beta, centre, weight)
        if loss - new < 1e-7 * (1 + abs(loss)):
            break
        loss = new
    return beta


def _loss(features: Doubles, y: Doubles, beta: Doubles, centre: Doubles, weight: Doubles) -> float:
    score = features @ beta
    return float(np.logaddexp(0, score).sum() - y @ score + weight @ (beta - centre) ** 2)


@dataclass(frozen=True, slots=True)
class Platt:
    """A straight line in log-odds: `slope` 1 and `intercept` 0 leave probabilities as they are."""

    slope: float = 1.0
    intercept: float = 0.0

    def __call__(self, probability: npt.ArrayLike) -> Doubles:
        """The probabilities brought to scale."""
        return expit(self.intercept + self.slope * logit(probability))


def fit_platt(probability: npt.ArrayLike, outcome: npt.ArrayLike, *, doubt: float = 1.0) -> Platt:
    """The line that makes probabilities fit the outcomes best; shrunk to no change, with little data."""
    x = logit(probability)
    design = np.stack([x, np.ones_like(x)], 1)
    slope, intercept = fit_logistic(design, outcome, penalty=doubt, prior=np.array([1.0, 0.0]))
    return Platt(float(slope), float(intercept))


@dataclass(frozen=True, slots=True)
class Isotonic:
    """A rising line of straight pieces from score to probability."""

    score: Doubles
    level: Doubles

    def __call__(self, score: npt.ArrayLike) -> Doubles:
        """The probabilities of scores."""
        return np.asarray(np.interp(np.asarray(score, np.float64), self.score, self.level))


def fit_isotonic(score: npt.ArrayLike, outcome: npt.ArrayLike) -> Isotonic:
    """The rising steps nearest to the outcomes (pool adjacent violators), joined between the middles of the steps.

    >>> fit_isotonic([1, 2, 3, 4], [0, 1, 0, 1]).level.tolist()
    [0.0, 0.5, 1.0]
    """
    x, y = np.asarray(score, np.float64), np.asarray(outcome, np.float64)
    if not len(x):
        return Isotonic(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    middle, back, count = np.unique(x, return_inverse=True, return_counts=True)
    means = np.bincount(back, y) / count
    blocks: list[tuple[float, float, float]] = []  # level, weight, sum of scores by weight
    for level, weight, at in zip(means.tolist(), count.tolist(), middle.tolist(), strict=True):
        block = (level, float(weight), at * weight)
        while blocks and blocks[-1][0] >= block[0]:
            before = blocks.pop()
            total = before[1] + block[1]
            block = ((before[0] * before[1] + block[0] * block[1]) / total, total, before[2] + block[2])
        blocks.append(block)
    return Isotonic(np.array([s / w for _, w, s in blocks]), np.array([level for level, _, _ in blocks]))
