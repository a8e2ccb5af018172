"""Which actors may be the answer, and the features by which they are ordered.

Candidates are the partners of the focus, and the strangers that come first in a plain sum of what relation, likeness,
two steps and kinship say. Every question is described from the snapshot alone, so that it is answered as if it were the
only one: the list of a day's questions is itself made from the day's events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman.forecasting.announcement import Announcements
from dragoman.forecasting.history import Integers
from dragoman.forecasting.kinds import Kinds
from dragoman.forecasting.kinship import Kinship
from dragoman.forecasting.neighbours import Neighbours
from dragoman.forecasting.snapshot import FORTNIGHT, HALF_LIVES, NEVER, SEASON, WEEK, YEAR, Floats, Snapshot

# Strangers beside the partners. On ICEWS14 120 held 52 % of the answers that never met the focus.
STRANGERS = 150

# Partners by what their past calls for. Few actors have more; on ICEWS18 the busiest has 1,874.
PARTNERS = 250


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates of several questions, in the order of the questions: one entry, or one row, a candidate."""

    question: Integers
    actor: Integers
    features: Floats
    names: tuple[str, ...]
    guess: Floats  # (questions, actors): the plain sum, which orders those that are no candidates

    def column(self, name: str) -> Floats:
        """One feature of all candidates."""
        return self.features[:, self.names.index(name)]


class Columns:
    """Features as they are gathered: by name, with ranks within the question."""

    def __init__(self, question: Integers, questions: int) -> None:
        self.question = question
        self.starts = np.searchsorted(question, np.arange(questions))
        self.columns: dict[str, Floats] = {}

    def put(self, name: str, column: npt.NDArray[np.generic]) -> None:
        """A feature."""
        self.columns[name] = np.asarray(column, np.float32)

    def put_ranked(self, name: str, column: Floats) -> None:
        """A feature with its place within the question."""
        self.put(name, column)
        self.put(f"{name}_rank", self.rank(column))

    def rank(self, column: Floats) -> Floats:
        """The place of each candidate within its question, the largest first."""
        order = np.lexsort((-column, self.question))
        rank = np.empty(len(column), np.float32)
        rank[order] = np.arange(len(column)) - self.starts[self.question[order]]
        return rank

    def before(self, column: Floats) -> Floats:
        """How many candidates of the same question have a smaller value; equal ones share their place."""
        order = np.lexsort((column, self.question))
        line, value = self.question[order], column[order]
        is_new = np.ones(len(order), np.bool_)
        is_new[1:] = (line[1:] != line[:-1]) | (value[1:] != value[:-1])
        place = np.maximum.accumulate(np.where(is_new, np.arange(len(order)), 0))
        before = np.empty(len(column), np.float32)
        before[order] = place - self.starts[line]
        return before

    def best(self, column: Floats) -> Floats:
        """The largest value in each question."""
        return np.asarray(np.maximum.reduceat(column, self.starts), np.float32)


def first_of_each(line: Integers, value: npt.NDArray[np.floating[Any]], count: int) -> Integers:
    """The entries with the largest values of each line (a sorted column), at most `count` of them."""
    order = np.lexsort((-value, line))
    place = np.arange(len(line)) - np.searchsorted(line, line)  # line is sorted, so it stays as it is
    return order[place < count]


class Describer:
    """Describes questions about one day, by what is known on its eve."""

    def __init__(self, snapshot: Snapshot, announcements: Announcements, kinds: Kinds) -> None:
        self.snapshot, self.announcements = snapshot, announcements
        self.kinship, self.neighbours = Kinship(snapshot, kinds), Neighbours(snapshot)

    def describe(self, focus: Integers, way: Integers) -> Candidates:
        """The candidates of each question (focus, way), with their features."""
        snapshot, actors = self.snapshot, self.snapshot.actors
        lines = np.arange(len(focus))
        alike = self.neighbours.alike(focus)
        likeness = self.neighbours.by_likeness(alike, way)
        two_steps = self.neighbours.by_two_steps(focus)
        composition = self.kinship.by_composition(focus, way)
        relatives = self.kinship.by_relatives(focus, way)
        share = likeness / (likeness.sum(1, keepdims=True) + np.float32(1e-3))
        guess = np.log(self._popularity(way) + np.float32(1e-5)) + composition + relatives
        guess += np.log(share + np.float32(1e-5)) + np.log(two_steps + np.float32(1e-4))

        line, pair, intensity = self.announcements.intensities(snapshot, focus, way)
        called = np.zeros((len(focus), actors), np.float32)
        called[line, snapshot.pair_other[pair]] = intensity
        is_candidate = np.zeros((len(focus), actors), np.bool_)
        likely = first_of_each(line, intensity, PARTNERS)
        is_candidate[line[likely], snapshot.pair_other[pair[likely]]] = True
        strangers = min(STRANGERS, actors - 1)
        first = np.argpartition(-guess, strangers, axis=1)[:, : strangers + 1]
        is_candidate[lines[:, None], first] = True
        question, actor = np.nonzero(is_candidate)

        columns = Columns(question, len(focus))
        self._put_past(columns, focus, way, actor)
        self._put_announced(columns, way, called[question, actor])
        self._put_question(columns, focus, way)
        self._put_answer(columns, focus, way, actor)
        for name, column in self.kinship.columns(focus[question], way[question], actor).items():
            columns.put(name, column)
        columns.put("alike", alike[question, actor])
        columns.put("likeness_share", share[question, actor])
        for name, table in (
            ("likeness", likeness),
            ("two_steps", two_steps),
            ("composition", composition),
            ("relatives", relatives),
            ("guess", guess),
        ):
            columns.put_ranked(name, table[question, actor])
        columns.put("weekday", np.full(len(question), snapshot.day % 7))
        columns.put("is_itself", focus[question] == actor)
        features = np.stack(list(columns.columns.values()), 1)
        return Candidates(question, actor, features, tuple(columns.columns), guess)

    def _popularity(self, way: Integers) -> Floats:
        """The share of each actor among the answers of the relation, this season and more so this week."""
        actors, answers = self.snapshot.actors, self.snapshot.by_answer
        wanted, back = np.unique(way, return_inverse=True)
        table = np.zeros((len(wanted), actors), np.float32)
        count = answers.decayed[:-1, SEASON] + 3 * answers.decayed[:-1, WEEK]
        for line, (first, last) in enumerate(
            np.searchsorted(answers.key, [(w * actors, (w + 1) * actors) for w in wanted])
        ):
            table[line, answers.key[first:last] % actors] = count[first:last]
        return np.asarray((table / (table.sum(1, keepdims=True) + 1))[back], np.float32)

    def _put_past(self, columns: Columns, focus: Integers, way: Integers, actor: Integers) -> None:
        """What the pair, and the fact itself, have been through."""
        snapshot, question = self.snapshot, columns.question
        of, asked = focus[question], way[question]
        fact, has_fact = snapshot.facts_at(of, asked, actor)
        pair, has_pair = snapshot.pairs_at(of, actor)
        back, has_back = snapshot.facts_at(of, (asked + snapshot.relations) % (2 * snapshot.relations), actor)
        fact_sums = snapshot.fact.decayed[fact] * has_fact[:, None]
        pair_sums = snapshot.pair_decayed[pair] * has_pair[:, None]
        for number in range(len(HALF_LIVES)):
            columns.put(f"fact_{number}", fact_sums[:, number])
            columns.put(f"pair_{number}", pair_sums[:, number])
        fact_lag = np.where(has_fact, snapshot.fact.lag[fact], np.float32(NEVER))
        pair_lag = np.where(has_pair, snapshot.pair_lag[pair], np.float32(NEVER))
        # days tell little of those who act every hour: how many partners came after this one?
        columns.put("fact_lag", fact_lag)
        columns.put("fact_lag_before", columns.before(fact_lag))
        columns.put("pair_lag", pair_lag)
        columns.put("pair_lag_before", columns.before(pair_lag))
        columns.put("fact_best", columns.best(fact_sums[:, FORTNIGHT])[question])
        columns.put("fact_gap", np.where(has_fact, snapshot.fact.gap[fact], NEVER))
        columns.put("fact_first", np.where(has_fact, snapshot.fact.first[fact], NEVER))
        columns.put("pair_first", np.where(has_pair, snapshot.pair_first[pair], NEVER))
        columns.put("pair_kinds", snapshot.pair_kinds[pair] * has_pair)
        columns.put("back_lag", np.where(has_back, snapshot.fact.lag[back], NEVER))
        columns.put("back_week", snapshot.fact.decayed[back, WEEK] * has_back)
        columns.put("back_season", snapshot.fact.decayed[back, SEASON] * has_back)
        columns.put("fact_rank", columns.rank(fact_sums[:, FORTNIGHT]))
        columns.put("pair_rank", columns.rank(pair_sums[:, FORTNIGHT]))
        columns.put("fact_in_pair", fact_sums[:, SEASON] / (pair_sums[:, SEASON] + np.float32(0.1)))
        asked_row = snapshot.by_question.at(focus * (2 * snapshot.relations) + way)
        focus_row = snapshot.by_actor.at(focus)
        for name, half_life in (("week", WEEK), ("season", SEASON)):
            asked_sum = snapshot.by_question.decayed[asked_row, half_life][question]
            focus_sum = snapshot.by_actor.decayed[focus_row, half_life][question]
            columns.put(f"fact_share_{name}", fact_sums[:, half_life] / (asked_sum + np.float32(0.5)))
            columns.put(f"pair_share_{name}", pair_sums[:, half_life] / (focus_sum + np.float32(0.5)))

    def _put_announced(self, columns: Columns, way: Integers, intensity: Floats) -> None:
        """What the pair's past calls for."""
        question = columns.question
        stranger = self.announcements.stranger[way]
        total = np.add.reduceat(intensity, columns.starts) + stranger
        best = columns.best(intensity)
        columns.put_ranked("announced", intensity)
        columns.put("announced_share", intensity / total[question])
        columns.put("announced_of_best", intensity / (best[question] + np.float32(1e-6)))
        columns.put("announced_total", total[question])
        columns.put("announced_best", best[question])
        columns.put("stranger_share", (stranger / total)[question])

    def _put_question(self, columns: Columns, focus: Integers, way: Integers) -> None:
        """How much the focus does, does so, and with new partners."""
        snapshot, question = self.snapshot, columns.question
        asked_key = focus * (2 * snapshot.relations) + way
        asked, of, under = snapshot.by_question, snapshot.by_actor, snapshot.by_relation
        asked_row, focus_row, way_row = asked.at(asked_key), of.at(focus), under.at(way)
        meeting = snapshot.by_first_meeting
        new_asked = meeting.fresh[meeting.at(asked_key)]
        per_question = {
            "asked_week": asked.decayed[asked_row, WEEK],
            "asked_season": asked.decayed[asked_row, SEASON],
            "asked_year": asked.decayed[asked_row, YEAR],
            "asked_lag": asked.lag[asked_row],
            "asked_kinds": asked.kinds[asked_row],
            "asked_fresh": asked.fresh[asked_row],
            "asked_new": new_asked / (asked.decayed[asked_row, SEASON] + np.float32(0.5)),
            "focus_week": of.decayed[focus_row, WEEK],
            "focus_season": of.decayed[focus_row, SEASON],
            "focus_lag": of.lag[focus_row],
            "focus_partners": snapshot.partners[focus],
            "focus_new": snapshot.new_partners[focus],
            "focus_new_rate": snapshot.new_partners[focus] / (of.decayed[focus_row, SEASON] + 1),
            "way_season": under.decayed[way_row, SEASON],
            "way_new": snapshot.new_pairs_under[way] / (under.decayed[way_row, SEASON] + 1),
        }
        for name, column in per_question.items():
            columns.put(name, column[question])

    def _put_answer(self, columns: Columns, focus: Integers, way: Integers, actor: Integers) -> None:
        """How often the candidate answers the relation, and how busy it is."""
        snapshot, question = self.snapshot, columns.question
        answers, of, under = snapshot.by_answer, snapshot.by_actor, snapshot.by_relation
        row, actor_row = answers.at(way[question] * snapshot.actors + actor), of.at(actor)
        way_season = under.decayed[under.at(way), SEASON][question]
        for number in range(len(HALF_LIVES)):
            columns.put(f"answer_{number}", answers.decayed[row, number])
            columns.put(f"other_{number}", of.decayed[actor_row, number])
        columns.put("answer_lag", answers.lag[row])
        columns.put("answer_kinds", answers.kinds[row])
        columns.put("answer_fresh", answers.fresh[row])
        columns.put("answer_share", answers.decayed[row, SEASON] / (way_season + 1))
        season = of.decayed[actor_row, SEASON]
        columns.put("answer_in_other", answers.decayed[row, SEASON] / (season + np.float32(0.5)))
        columns.put("other_lag", of.lag[actor_row])
        columns.put("other_partners", snapshot.partners[actor])
        columns.put("other_new", snapshot.new_partners[actor])
        columns.put("other_trend", (of.decayed[actor_row, WEEK] + np.float32(0.2)) / (season + np.float32(0.2)))
