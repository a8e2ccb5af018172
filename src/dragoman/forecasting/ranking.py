"""Who comes next: all actors, ordered for a question such as "whom will X threaten tomorrow?".

    ranker = Ranker(actors=7128, relations=230)
    ranker.fit(train, valid)             # facts: actor, relation, recipient, day
    ranker.scores(questions, day)        # (focus, relation); relation + R asks for the actor of a recipient
    ranker.observe(facts)                # what the day brought

A boosted ranker (LambdaMART, Burges 2010) orders candidates by features of the eve. It learns from the last weeks of the
facts it is given, each question of them described by what was known on its own eve.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import lightgbm
import numpy as np
import numpy.typing as npt

from dragoman.errors import SourceError
from dragoman.forecasting.announcement import Announcements, fit_announcements, past_trials
from dragoman.forecasting.candidates import Candidates, Describer, first_of_each
from dragoman.forecasting.history import History, Integers, from_facts, read_names
from dragoman.forecasting.kinds import nothing_known, read_kinds
from dragoman.forecasting.snapshot import Ends, Floats, Snapshot, both_ends

LEARNED_DAYS = 45
LARGEST_LESSON = 48_000  # questions learned from; bounds time and memory on larger histories
ANNOUNCED_DAYS = 240  # days whose questions the announcements are fitted to
HARD, RANDOM = 25, 20  # wrong candidates kept a question: the likeliest by two orders, and some of the others
CHUNK = 256  # questions described at once

# What can only speak for a candidate, and what only against it. Trees that may not learn the opposite learn less noise.
FOR = re.compile(
    r"announced(_share|_of_best)?|(fact|pair)_([0-4]|share_week|share_season)|pair_kinds|back_(week|season)|answer_([0-4]|share)|"
    r"alike|likeness(_share)?|two_steps|composition|relatives|guess|(same|sector|country|other)_by_\w+"
)
AGAINST = re.compile(r"\w+_rank|(fact|pair)_lag(_before)?|(back|answer)_lag")

# Two boosters of unlike shape, averaged. The second draws its thresholds, so that it errs elsewhere, and needs more trees.
SHAPES = (
    {"num_iterations": 160, "seed": 1},
    {"num_iterations": 250, "seed": 2, "extra_trees": True},
)
BOOSTING = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "label_gain": [0, 1],
    "learning_rate": 0.07,
    "num_leaves": 31,
    "min_data_in_leaf": 150,
    "feature_fraction": 0.35,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}

# All candidates are ordered by a few trees, and the first of each question by all of them.
FEW_TREES, READ_CLOSELY = 40, 100

CANDIDATES_FIRST = 1000.0  # lifts candidates above all others, and those read closely above the rest
GUESS_IN_TIES = 1e-4  # lets the plain guess order what the trees leave equal


class Ranker:
    """Learns from a history of facts and ranks all actors for questions about the day after."""

    def __init__(self, actors: int, relations: int, *, names: Sequence[str] = ()) -> None:
        if names and len(names) != actors:
            raise SourceError(f"{len(names)} names for {actors} actors: expected one name each, in the actors' order")
        self.actors, self.relations, self.ways = actors, relations, 2 * relations
        self.kinds = read_kinds(names) if names else nothing_known(actors)
        self._facts = np.zeros((0, 4), np.int64)
        self._ends: Ends | None = None
        self._boosters: list[lightgbm.Booster] = []
        self._announcements: Announcements | None = None
        self._eve: tuple[int, Describer] | None = None

    def fit(self, train: Integers, valid: Integers | None = None) -> None:
        """Learn from these facts; nothing later is seen."""
        self.observe(train if valid is None else np.concatenate([train, valid]))
        days = self._facts[:, 3]
        last, first = int(days.max()), int(days.min())
        lesson_starts = max(last + 1 - LEARNED_DAYS, first + (last - first) // 2)
        earlier = both_ends(self._history().before(lesson_starts), self.relations)
        self._announcements = self._announced(earlier, lesson_starts)
        features, is_answer, sizes, names = self._lesson(lesson_starts)
        settings = {**BOOSTING, "monotone_constraints": tendencies(names)}
        lesson = lightgbm.Dataset(features, is_answer, group=sizes, feature_name=list(names), params=settings)
        self._boosters = [lightgbm.train({**settings, **shape}, lesson) for shape in SHAPES]
        self._announcements = self._announced(self._all_ends(), last + 1)
        self._eve = None

    def observe(self, facts: Integers) -> None:
        """Add facts that have become known."""
        self._facts = np.concatenate([self._facts, np.asarray(facts, np.int64)])
        self._ends = self._eve = None

    def scores(self, questions: Integers, day: int) -> npt.NDArray[np.float64]:
        """One row a question (focus, relation), one score an actor; higher is likelier."""
        asked, back = np.unique(questions[:, 0] * self.ways + questions[:, 1], return_inverse=True)
        describer = self._on_the_eve(day)
        scores = np.empty((len(asked), self.actors), np.float64)
        for start in range(0, len(asked), CHUNK):
            part = asked[start : start + CHUNK]
            scores[start : start + CHUNK] = self._ordered(describer.describe(part // self.ways, part % self.ways))
        return scores[back]

    def _ordered(self, candidates: Candidates) -> npt.NDArray[np.float64]:
        scores = candidates.guess.astype(np.float64)
        question, actor = candidates.question, candidates.actor
        in_ties = GUESS_IN_TIES * scores[question, actor]
        roughly = self._learned(candidates.features, FEW_TREES)
        scores[question, actor] = CANDIDATES_FIRST + roughly + in_ties
        first = first_of_each(question, roughly, READ_CLOSELY)
        closely = self._learned(candidates.features[first], None)
        scores[question[first], actor[first]] = 2 * CANDIDATES_FIRST + closely + in_ties[first]
        return scores

    def _learned(self, features: Floats, trees: int | None) -> npt.NDArray[np.float64]:
        said = [booster.predict(features, num_iteration=trees, num_threads=1) for booster in self._boosters]
        return np.asarray(np.mean(said, axis=0), np.float64)

    def _history(self) -> History:
        return from_facts(self._facts)

    def _all_ends(self) -> Ends:
        if self._ends is None:
            self._ends = both_ends(self._history(), self.relations)
        return self._ends

    def _on_the_eve(self, day: int) -> Describer:
        if self._announcements is None:
            raise SourceError("this ranker has learned nothing: call fit(train, valid) first")
        if self._eve is None or self._eve[0] != day:
            snapshot = Snapshot(self._all_ends(), day, self.actors, self.relations)
            self._eve = day, Describer(snapshot, self._announcements, self.kinds)
        return self._eve[1]

    def _announced(self, ends: Ends, until: int) -> Announcements:
        # the first weeks of a history make all pairs look new
        first = max(until - ANNOUNCED_DAYS, int(ends.day.min()) + (until - int(ends.day.min())) // 4)
        return fit_announcements(past_trials(ends, first, self.actors, self.ways), self.ways)

    def _lesson(self, first_day: int) -> tuple[list[Floats], npt.NDArray[np.int8], Integers, tuple[str, ...]]:
        """Features of candidates (in parts, as copies take room), which are answers, and how many each question has."""
        chance = np.random.default_rng(0)
        ends = self._all_ends()
        late = ends.day >= first_day
        share = min(1.0, LARGEST_LESSON / max(1, int(late.sum())))
        parts: list[tuple[Floats, npt.NDArray[np.int8], Integers]] = []
        names: tuple[str, ...] = ()
        for day in np.unique(ends.day[late]).tolist():
            today = ends.day == day
            asked = ends.focus[today] * self.ways + ends.relation[today]
            for chosen in _chunks(_sample(np.unique(asked), share, chance)):
                candidates = self._on_the_eve(day).describe(chosen // self.ways, chosen % self.ways)
                names = candidates.names
                true = np.unique(asked * self.actors + ends.other[today])
                parts.append(_lesson_of(candidates, chosen, true, self.actors, chance))
        features, is_answer, sizes = zip(*parts, strict=True)
        return list(features), np.concatenate(is_answer), np.concatenate(sizes), names


def tendencies(names: Sequence[str]) -> list[int]:
    """Of each feature: 1 if more of it can only speak for a candidate, -1 if only against it, 0 if either.

    >>> tendencies(["fact_0", "fact_lag", "weekday", "other_by_country_week"])
    [1, -1, 0, 1]
    """
    return [int(bool(FOR.fullmatch(name))) - int(bool(AGAINST.fullmatch(name))) for name in names]


def _sample(asked: Integers, share: float, chance: np.random.Generator) -> Integers:
    return asked if share >= 1 else asked[chance.random(len(asked)) < share]


def _chunks(asked: Integers) -> Iterator[Integers]:
    for start in range(0, len(asked), CHUNK):
        yield asked[start : start + CHUNK]


def _lesson_of(
    candidates: Candidates, asked: Integers, true: Integers, actors: int, chance: np.random.Generator
) -> tuple[Floats, npt.NDArray[np.int8], Integers]:
    """The answers among the candidates, with the hardest of the others and some easy ones."""
    question = candidates.question
    is_answer = np.isin(asked[question] * actors + candidates.actor, true)
    size = np.bincount(question, minlength=len(asked))
    is_hard = (candidates.column("announced_rank") < HARD) | (candidates.column("guess_rank") < HARD)
    is_drawn = chance.random(len(question)) < (RANDOM / size)[question]
    has_answer = np.bincount(question[is_answer], minlength=len(asked)) > 0
    kept = (is_answer | is_hard | is_drawn) & has_answer[question]
    sizes = np.bincount(question[kept], minlength=len(asked))
    return candidates.features[kept], is_answer[kept].astype(np.int8), sizes[has_answer]


def factory(actors: int, relations: int) -> Ranker:
    """A ranker for the scorer of event histories (`factory(n_entities, n_relations)`).

    The scorer tells no names; `DRAGOMAN_ACTORS=FOLDER` in the environment names the folder whose `entities.tsv` has
    them. Names tell country and sector, which is most of what can be known about pairs that never met.
    """
    folder = os.environ.get("DRAGOMAN_ACTORS")
    return Ranker(actors, relations, names=read_names(Path(folder), "entities") if folder else ())
