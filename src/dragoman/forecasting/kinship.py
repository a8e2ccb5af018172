"""What actors of one country and sector usually deal with: a guess for pairs that never met.

A Kenyan police force that never arrested this man has arrested citizens of Kenya; whoever is praised by Russia's
ministers is soon praised by Russia's envoys. So events are counted by the country and the sector of their ends, and an
actor that never met the focus inherits what its kind did.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dragoman.forecasting.history import Integers
from dragoman.forecasting.kinds import STATE, Kinds
from dragoman.forecasting.snapshot import SEASON, WEEK, YEAR, YESTERDAY, Floats, Shares, Snapshot

# An event counts by what it adds to a season's sum, but no fact more than this: one long quarrel is not a habit.
LARGEST_COUNT = 2.0

UNTOLD = -1.0  # same country: not known

# Under these half-lives kin are looked at once more: whom a country dealt with yesterday, its envoys deal with today.
LATELY = {"week": WEEK, "yesterday": YESTERDAY}
FORGOTTEN = 1e-3  # facts with less left of them are left out


class Kinship:
    """Counts of a snapshot by country and sector, and what they say about questions."""

    def __init__(self, snapshot: Snapshot, kinds: Kinds) -> None:
        self.kinds = kinds
        self.actors, self.ways = snapshot.actors, 2 * snapshot.relations
        self.countries, self.sectors = kinds.countries + 1, kinds.sectors  # the last country: unknown
        self.country, self.sector = _leaning(snapshot, kinds), kinds.sector
        focus, other, way = snapshot.focus, snapshot.other, snapshot.relation
        weight = np.minimum(snapshot.fact.decayed[:, SEASON], np.float32(LARGEST_COUNT))
        country, sector = self.country[focus], self.sector[focus]
        other_country, other_sector = self.country[other], self.sector[other]
        is_same = self._is_same(focus, other).astype(np.int64)

        def shares(context: Integers, answer: Integers, answers: int) -> Shares:
            return Shares(context, answer, answers, weight)

        self.sector_by_kind = shares(sector * self.ways + way, other_sector, self.sectors)
        self.sector_by_way = shares(way, other_sector, self.sectors)
        self.sector_by_focus = shares(focus, other_sector, self.sectors)
        self.sector_by_question = shares(focus * self.ways + way, other_sector, self.sectors)
        self.country_by_focus = shares(focus, other_country, self.countries)
        self.country_by_question = shares(focus * self.ways + way, other_country, self.countries)
        self.country_by_country = shares(country, other_country, self.countries)
        self.country_by_country_and_way = shares(country * self.ways + way, other_country, self.countries)
        self.other_by_country = shares(country, other, self.actors)
        self.other_by_country_and_way = shares(country * self.ways + way, other, self.actors)
        self.other_by_sector_and_way = shares(sector * self.ways + way, other, self.actors)
        self.other_by_kind = shares(country * self.sectors + sector, other, self.actors)
        self.same_by_kind = shares(sector * self.ways + way, is_same, 2)
        self.same_by_way = shares(way, is_same, 2)

        self.lately = {name: _Lately(snapshot, self, half_life) for name, half_life in LATELY.items()}

        activity = snapshot.by_actor.decayed[snapshot.by_actor.at(np.arange(self.actors)), SEASON]
        kind = self.country * self.sectors + self.sector
        self.activity = activity
        self.share_of_kind = (activity / (np.bincount(kind, activity)[kind] + 0.3)).astype(np.float32)

    def _is_same(self, one: Integers, other: Integers) -> npt.NDArray[np.bool_]:
        country = self.country[one]
        is_same: npt.NDArray[np.bool_] = (country == self.country[other]) & (country < self.countries - 1)
        return is_same

    def by_composition(self, focus: Integers, way: Integers) -> Floats:
        """Log of: how usual is such a sector, and such a country, and this actor among its kind? For every actor."""
        country, sector = self.country[focus], self.sector[focus]
        sectors = self.sector_by_kind.table(sector * self.ways + way) + self.sector_by_way.table(way)
        countries = (
            0.4 * self.country_by_focus.table(focus)
            + 0.3 * self.country_by_country.table(country)
            + 0.3 * self.country_by_country_and_way.table(country * self.ways + way)
        )
        composed = np.log(sectors / 2 + 1e-3)[:, self.sector] + np.log(countries + 1e-3)[:, self.country]
        return np.asarray(composed + np.log(self.share_of_kind + 1e-3), np.float32)

    def by_relatives(self, focus: Integers, way: Integers) -> Floats:
        """Log of how often others of the country, or of the sector, gave each actor as their answer."""
        country, sector = self.country[focus], self.sector[focus]
        shares = (
            self.other_by_country_and_way.table(country * self.ways + way)
            + 0.3 * self.other_by_sector_and_way.table(sector * self.ways + way)
            + 0.3 * self.other_by_country.table(country)
        )
        return np.asarray(np.log(shares + 1e-5), np.float32)

    def columns(self, focus: Integers, way: Integers, other: Integers) -> dict[str, Floats]:
        """Features of candidates: one entry a (question, other)."""
        country, sector = self.country[focus], self.sector[focus]
        other_country, other_sector = self.country[other], self.sector[other]
        unknown = self.countries - 1
        is_same = self._is_same(focus, other)
        is_untold = (country == unknown) | (other_country == unknown)
        same = is_same.astype(np.int64)
        of_question, of_country = focus * self.ways + way, country * self.ways + way
        of_sector = sector * self.ways + way
        own_kind = country * self.sectors + sector
        by_country = self.other_by_country.counts(country, other)
        is_state = (self.sector[other] == STATE).astype(np.float32)
        lately = {
            f"{column}_{name}": values
            for name, one in self.lately.items()
            for column, values in one.columns(focus, way, other).items()
        }
        return lately | {
            "same_country": np.where(is_untold, np.float32(UNTOLD), is_same.astype(np.float32)),
            "other_named": (self.kinds.country[other] >= 0).astype(np.float32) + 2 * is_state,
            "same_by_kind": self.same_by_kind.shares(of_sector, same),
            "same_by_way": self.same_by_way.shares(way, same),
            "sector_by_kind": self.sector_by_kind.shares(of_sector, other_sector),
            "sector_by_way": self.sector_by_way.shares(way, other_sector),
            "sector_by_focus": self.sector_by_focus.shares(focus, other_sector),
            "sector_by_question": self.sector_by_question.shares(of_question, other_sector),
            "country_by_focus": self.country_by_focus.shares(focus, other_country),
            "country_by_question": self.country_by_question.shares(of_question, other_country),
            "country_by_country": self.country_by_country.shares(country, other_country),
            "country_by_country_and_way": self.country_by_country_and_way.shares(of_country, other_country),
            "other_by_country": self.other_by_country.shares(country, other),
            "other_by_country_count": by_country,
            "other_by_country_and_way": self.other_by_country_and_way.shares(of_country, other),
            "other_by_country_and_way_count": self.other_by_country_and_way.counts(of_country, other),
            "other_by_sector_and_way": self.other_by_sector_and_way.shares(of_sector, other),
            "other_by_kind": self.other_by_kind.shares(own_kind, other),
            "other_by_kind_count": self.other_by_kind.counts(own_kind, other),
            "share_of_kind": self.share_of_kind[other],
            "country_in_other": by_country / (self.activity[other] + np.float32(0.3)),
        }


class _Lately:
    """Shares of kin in what happened of late: events of long ago hardly count."""

    def __init__(self, snapshot: Snapshot, kinship: Kinship, half_life: int) -> None:
        self.country, self.ways = kinship.country, kinship.ways
        weight = np.minimum(snapshot.fact.decayed[:, half_life], np.float32(LARGEST_COUNT))
        kept = np.flatnonzero(weight > FORGOTTEN)
        weight = weight[kept]
        focus, way, other = (column[kept] for column in (snapshot.focus, snapshot.relation, snapshot.other))
        country, other_country = self.country[focus], self.country[other]
        actors, countries = kinship.actors, kinship.countries
        self.country_by_focus = Shares(focus, other_country, countries, weight)
        self.country_by_country = Shares(country, other_country, countries, weight)
        self.other_by_country = Shares(country, other, actors, weight)
        self.other_by_country_and_way = Shares(country * self.ways + way, other, actors, weight)

    def columns(self, focus: Integers, way: Integers, other: Integers) -> dict[str, Floats]:
        """Features of candidates: one entry a (question, other)."""
        country, other_country = self.country[focus], self.country[other]
        return {
            "country_by_focus": self.country_by_focus.shares(focus, other_country),
            "country_by_country": self.country_by_country.shares(country, other_country),
            "other_by_country": self.other_by_country.shares(country, other),
            "other_by_country_count": self.other_by_country.counts(country, other),
            "other_by_country_and_way": self.other_by_country_and_way.shares(country * self.ways + way, other),
        }


def _leaning(snapshot: Snapshot, kinds: Kinds) -> Integers:
    """The country of every actor: by its name, else the one it deals with most; the last number when there is none."""
    unknown = kinds.countries
    country = np.where(kinds.country < 0, unknown, kinds.country)
    other = country[snapshot.pair_other]
    tells = (country[snapshot.pair_focus] == unknown) & (other < unknown)
    key, number = np.unique(snapshot.pair_focus[tells] * (unknown + 1) + other[tells], return_inverse=True)
    dealings = np.bincount(number, np.log1p(snapshot.pair_decayed[tells, YEAR]))
    order = np.argsort(dealings, kind="stable")  # the strongest is written last
    leaning = country.copy()
    leaning[key[order] // (unknown + 1)] = key[order] % (unknown + 1)
    return leaning
