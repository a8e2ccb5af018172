"""The floor: what share of the pair's past windows held such an event, shrunk to the share of the class.

Never a Poisson rate: events come in bursts, and a rate that spreads them evenly is so weak a floor that anything looks
like skill.
"""

from __future__ import annotations

from dragoman.forecasting.calibration import Doubles
from dragoman.forecasting.probability import Outcome, Rows


class Climatology:
    """The share of past windows."""

    name = "climatology"

    def fit(self, rows: Rows, outcome: Outcome) -> None:
        """Nothing to learn: the share is counted anew on every eve."""

    def probability(self, rows: Rows) -> Doubles:
        """The share of past windows."""
        return rows.climatology
