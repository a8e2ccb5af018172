"""Intervals for counts, for sums of scores, and for shares; all of 95 %.

Events come as a Poisson process whose rate has a gamma distribution (Jeffreys' prior, half an event): after n events the rate
is gamma with shape n + 1/2. A sum of scores is then a compound Poisson sum: its variance is the sum of the squared scores.
"""

from __future__ import annotations

import math

Z = 1.959964  # of the normal distribution, 2.5 % on either side

# An unseen event is as far from zero as a typical one: the middle of PLOVER's scale. It keeps a window without events from
# being taken for certain.
TYPICAL_SCORE = 4.0


def count_interval(count: float) -> tuple[float, float]:
    """The interval of the number of events to be expected where so many were seen.

    Quantiles of the gamma distribution by Wilson and Hilferty's cube (1931), within 2 % of the exact ones from one event on.

    >>> [round(value, 1) for value in count_interval(10)]
    [5.2, 17.7]
    """
    shape = count + 0.5
    low, high = (shape * (1 - 1 / (9 * shape) + z / (3 * math.sqrt(shape))) ** 3 for z in (-Z, Z))
    return (max(low, 0.0) if count else 0.0), high


def sum_interval(total: float, squares: float) -> tuple[float, float]:
    """The interval of a sum of scores, given the sum of their squares.

    >>> [round(value, 1) for value in sum_interval(-30.0, 300.0)]
    [-64.4, 4.4]
    """
    spread = Z * math.sqrt(squares + TYPICAL_SCORE**2 / 2)
    return total - spread, total + spread


def share_interval(part: float, whole: float) -> tuple[float, float] | None:
    """The interval of a share (Wilson 1927); None where there is nothing to have a share in.

    >>> [round(value, 2) for value in share_interval(7, 10)]
    [0.4, 0.89]
    """
    if whole <= 0:
        return None
    share = part / whole
    middle = (share + Z**2 / (2 * whole)) / (1 + Z**2 / whole)
    half = Z / (1 + Z**2 / whole) * math.sqrt(share * (1 - share) / whole + Z**2 / (4 * whole**2))
    return max(0.0, middle - half), min(1.0, middle + half)
