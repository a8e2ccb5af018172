"""How strongly a pair's past calls for an event: temporal rules, fitted together.

A rule reads: an event of relation q between focus and other, last seen `lag` days ago and so often before, announces
an event of relation r between them. Each rule has a weight; a partner's intensity is the sum of the weights of its
facts, and the chance that it is the answer of a question (focus, r) is its share of the intensities of all partners and
of a stranger:

    P(other | focus, r) = sum over facts (q, other) of w[q, r, age] / (stranger[r] + sum over all facts of focus)

Counting each rule alone would count a burst of events of five relations five times. So the weights are fitted together by
expectation maximisation, as those of a Hawkes process (Veen and Schoenberg 2008): an answer is credited to the rules
that called for it, in proportion to their weights; a weight is then its credits by its chances. Weights with little
evidence are held near what is usual for relations of their kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dragoman.forecasting.history import Integers
from dragoman.forecasting.snapshot import Ends, Floats, Snapshot, starts_of

# Upper ends of the buckets of days since the last event; finer where the weights fall fastest.
LAGS = np.array([1, 2, 3, 4, 6, 8, 11, 15, 22, 31, 46, 61, 91, 121, 181])
OFTEN = np.array([1, 3, 8])  # upper ends of the buckets of the number of past events
BUCKETS = (len(LAGS) + 1) * (len(OFTEN) + 1)

# MRR among partners on every fifth validation day of ICEWS14, learned on its training days: shrinkage 12 .581, 30 .584,
# 60 .586, 120 .588, 300 .589: what relations of a kind usually do tells more than what single rules did.
PASSES = 8
SHRINKAGE = 200.0  # chances' worth of the usual weight of such a rule at such an age
LIFT_SHRINKAGE = 2.0  # credits' worth of an average rule, in how much one relation announces another
LARGEST_SAMPLE = 30_000_000  # facts looked at in a pass; bounds time and memory


Counts: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Announcements:
    """The fitted weights: `weight[q, r, age]` and `stranger[r]`."""

    weight: Floats
    stranger: Floats

    def intensities(self, snapshot: Snapshot, focus: Integers, way: Integers) -> tuple[Integers, Integers, Floats]:
        """(question, pair row of the snapshot, intensity) for every partner of each question's focus."""
        line, row = expand(snapshot.facts_of, focus)
        age = ages(snapshot.fact.lag[row], snapshot.fact_count[row])
        weight = self.weight[snapshot.relation[row], way[line], age]
        pair_line, pair_row = expand(snapshot.pairs_of, focus)
        size = snapshot.pair_kinds[pair_row].astype(np.int64)
        if len(size) == 0:
            return pair_line, pair_row, np.zeros(0, np.float32)
        return pair_line, pair_row, np.add.reduceat(weight, np.cumsum(size) - size)


def ages(lag: npt.NDArray[np.generic], count: npt.NDArray[np.generic]) -> Integers:
    """The bucket of a fact: how long ago, and how often."""
    return np.searchsorted(LAGS, lag) * (len(OFTEN) + 1) + np.searchsorted(OFTEN, count)


def expand(bounds: Integers, focus: Integers) -> tuple[Integers, Integers]:
    """(number of the question, row) for every row that a question's focus owns in a table."""
    size = bounds[focus + 1] - bounds[focus]
    line = np.repeat(np.arange(len(focus)), size)
    offset = np.arange(len(line)) - np.repeat(np.cumsum(size) - size, size)
    return line, bounds[focus][line] + offset


@dataclass(frozen=True, slots=True)
class Trials:
    """Past questions, with what was known on their eves: facts within partners within questions."""

    rule: npt.NDArray[np.int32]  # a fact's rule, flat
    partner: Integers  # where each partner's facts begin
    is_answer: npt.NDArray[np.bool_]  # of each partner
    question: Integers  # where each question's partners begin
    way: Integers
    answers: Floats  # how many answers each question had
    strangers: Floats  # how many of them were no partner


def past_trials(ends: Ends, first_day: int, actors: int, ways: int, *, seed: int = 0) -> Trials:
    """The questions of `first_day` and later, or a sample of them."""
    memory = _Memory(ends, first_day, actors, ways)
    late = np.flatnonzero(ends.day >= first_day)
    late = late[np.argsort(ends.day[late], kind="stable")]
    share = min(1.0, LARGEST_SAMPLE / max(1, int(np.diff(memory.facts_of)[ends.focus[late]].sum())))
    chance = np.random.default_rng(seed)
    days, starts = np.unique(ends.day[late], return_index=True)
    parts = []
    for day, today in zip(days.tolist(), np.split(memory.fact[late], starts[1:]), strict=True):
        parts.append(memory.trials(day, today, share, chance))
        memory.add(day, today)
    return _joined(parts)


class _Memory:
    """When each fact was last seen and how often, from the eve of one day to that of the next."""

    def __init__(self, ends: Ends, first_day: int, actors: int, ways: int) -> None:
        self.actors, self.ways = actors, ways
        key = (ends.focus * actors + ends.other) * ways + ends.relation
        self.key, self.fact = np.unique(key, return_inverse=True)
        self.pair, self.way = self.key // ways, self.key % ways
        self.facts_of = np.searchsorted(self.pair // actors, np.arange(actors + 1))
        early = ends.day < first_day
        self.last = np.full(len(self.key), -1, np.int64)
        np.maximum.at(self.last, self.fact[early], ends.day[early])
        self.count = np.bincount(self.fact[early], minlength=len(self.key))

    def add(self, day: int, today: Integers) -> None:
        """What the day brought."""
        self.last[today] = day
        self.count += np.bincount(today, minlength=len(self.count))

    def trials(self, day: int, today: Integers, share: float, chance: np.random.Generator) -> Trials:
        """A share of the questions that the day's facts ask, with what was known on its eve."""
        today = np.unique(today)
        asked, answers = np.unique(self.pair[today] // self.actors * self.ways + self.way[today], return_counts=True)
        chosen = chance.random(len(asked)) < share
        asked, answers = asked[chosen], answers[chosen]
        line, row = expand(self.facts_of, asked // self.ways)
        known = self.last[row] >= 0
        line, row = line[known], row[known]
        way = asked[line] % self.ways
        rule = (self.way[row] * self.ways + way) * BUCKETS + ages(day - self.last[row], self.count[row])
        partner = starts_of(line * (self.actors * self.actors) + self.pair[row])
        is_answer = np.isin(self.pair[row[partner]] * self.ways + way[partner], self.key[today])
        line = line[partner]
        met = np.bincount(line[is_answer], minlength=len(asked))
        has_partner = np.bincount(line, minlength=len(asked)) > 0
        return Trials(
            rule.astype(np.int32),
            partner,
            is_answer,
            starts_of(line),
            (asked % self.ways)[has_partner],
            answers[has_partner].astype(np.float32),
            (answers - met)[has_partner].astype(np.float32),
        )


def _joined(parts: list[Trials]) -> Trials:
    rules = np.cumsum([0] + [len(part.rule) for part in parts])
    partners = np.cumsum([0] + [len(part.partner) for part in parts])
    return Trials(
        np.concatenate([part.rule for part in parts]),
        np.concatenate([part.partner + shift for part, shift in zip(parts, rules, strict=False)]),
        np.concatenate([part.is_answer for part in parts]),
        np.concatenate([part.question + shift for part, shift in zip(parts, partners, strict=False)]),
        np.concatenate([part.way for part in parts]),
        np.concatenate([part.answers for part in parts]),
        np.concatenate([part.strangers for part in parts]),
    )


def fit_announcements(trials: Trials, ways: int) -> Announcements:
    """The weights that make the answers of past questions likeliest, by expectation maximisation."""
    size = ways * ways * BUCKETS
    facts_of_partner = np.diff(np.append(trials.partner, len(trials.rule)))
    partners_of_question = np.diff(np.append(trials.question, len(trials.partner)))
    line = np.repeat(np.arange(len(trials.question)), partners_of_question)
    fact_line = np.repeat(line, facts_of_partner)
    hit_fact = np.flatnonzero(np.repeat(trials.is_answer, facts_of_partner))
    hit_partner = np.repeat(np.arange(len(trials.partner)), facts_of_partner)[hit_fact]
    hit_rule = trials.rule[hit_fact]
    weight = _start(ways)
    stranger = np.full(ways, 0.5, np.float32)
    for _ in range(PASSES):
        intensity = np.add.reduceat(weight[trials.rule], trials.partner)
        total = np.add.reduceat(intensity, trials.question) + stranger[trials.way]
        expected = trials.answers / total
        credits = weight[hit_rule] / intensity[hit_partner]
        credit = np.bincount(hit_rule, credits, size).astype(np.float64)
        chance = np.bincount(trials.rule, expected[fact_line], size).astype(np.float64)
        prior = _usual(credit, chance, ways)
        weight = ((credit + SHRINKAGE * prior) / (chance + SHRINKAGE)).astype(np.float32)
        weight = np.maximum(weight, np.float32(1e-6))
        met = np.bincount(trials.way, trials.strangers, ways)
        stranger = ((met + 0.5) / (np.bincount(trials.way, expected, ways) + 1)).astype(np.float32)
    return Announcements(weight.reshape(ways, ways, BUCKETS), stranger)


def _start(ways: int) -> Floats:
    """First weights: a relation announces itself; more so the fresher it is."""
    lag = np.concatenate([[1], LAGS + 1])
    fall = np.repeat(1 / (1 + lag), len(OFTEN) + 1).astype(np.float32)
    weight: Floats = np.empty((ways, ways, BUCKETS), np.float32)
    weight[:] = np.float32(0.05) * fall
    same = np.arange(ways)
    weight[same, same] = fall
    return weight.reshape(-1)


def _usual(credit: Counts, chance: Counts, ways: int) -> Counts:
    """What weights of this kind usually are: for the same relation by age; for others by relations, and by age."""
    credit, chance = credit.reshape(ways, ways, BUCKETS), chance.reshape(ways, ways, BUCKETS)
    same = np.arange(ways)
    inverse = (same + ways // 2) % ways
    all_credit, all_chance = credit.sum((0, 1)), chance.sum((0, 1))
    for kin in (same, inverse):
        all_credit = all_credit - credit[same, kin].sum(0)
        all_chance = all_chance - chance[same, kin].sum(0)
    by_age = all_credit / (all_chance + 1e-9)
    mean = all_credit.sum() / (all_chance.sum() + 1e-9)
    # how much more (or less) q announces r than events do on the whole, at any age
    expected = (chance * by_age).sum(2)
    lift = (credit.sum(2) + LIFT_SHRINKAGE) / (expected + LIFT_SHRINKAGE)
    usual = lift[:, :, None] * by_age
    for kin in (same, inverse):
        age_credit, age_chance = credit[same, kin].sum(0), chance[same, kin].sum(0)
        by_kin = age_credit / (age_chance + 1e-9)
        own = (credit[same, kin].sum(1) + 4) / ((chance[same, kin] * by_kin).sum(1) + 4)
        usual[same, kin] = own[:, None] * by_kin
    return np.asarray(np.maximum(usual, 1e-3 * mean).ravel(), np.float64)
