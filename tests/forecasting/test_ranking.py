"""Ranking: learned from the past, answered one question at a time."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

pytest.importorskip("lightgbm", reason="ranking needs dragoman[forecast]")

from dragoman.errors import SourceError
from dragoman.forecasting import ranking
from dragoman.forecasting.ranking import Ranker, factory, tendencies

ACTORS, RELATIONS, DAYS = 40, 3, 60
NAMES = tuple(f"{'Police' if number % 2 else 'Citizen'} (Land{number // 8})" for number in range(ACTORS))


def facts(seed: int = 0) -> np.ndarray:
    """Everybody deals with two steady partners of its own, and now and then with anybody."""
    chance = np.random.default_rng(seed)
    rows = []
    for day in range(DAYS):
        for actor in chance.choice(ACTORS, 20, replace=False).tolist():
            other = (actor + int(chance.integers(1, 3))) % ACTORS
            if chance.random() < 0.1:
                other = int(chance.integers(ACTORS))
            rows.append([actor, int(chance.integers(RELATIONS)), other, day])
    return np.unique(np.array(rows, np.int64), axis=0)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    table = facts()
    learned = Ranker(ACTORS, RELATIONS, names=NAMES)
    learned.fit(table[table[:, 3] < DAYS - 10], table[(table[:, 3] >= DAYS - 10) & (table[:, 3] < DAYS - 1)])
    return learned


def asked() -> np.ndarray:
    return np.array([[actor, way] for actor in range(ACTORS) for way in range(2 * RELATIONS)], np.int64)


def test_steady_partners_come_first(ranker):
    first = ranker.scores(np.array([[actor, 0] for actor in range(ACTORS)]), DAYS - 1).argmax(1)
    steady = [(answer - actor) % ACTORS in (1, 2) for actor, answer in enumerate(first.tolist())]

    assert np.mean(steady) > 0.8


def test_every_actor_has_a_finite_score(ranker):
    scores = ranker.scores(asked(), DAYS - 1)

    assert (len(asked()), ACTORS) == scores.shape
    assert np.isfinite(scores).all()


def test_a_question_is_answered_as_if_it_were_the_only_one(ranker):
    together = ranker.scores(asked(), DAYS - 1)
    alone = np.concatenate([ranker.scores(question[None], DAYS - 1) for question in asked()[::17]])

    np.testing.assert_allclose(together[::17], alone, rtol=0, atol=1e-6)


def test_what_happens_on_the_day_itself_changes_no_answer():
    table = facts()
    before, today = table[table[:, 3] < DAYS - 1], table[table[:, 3] == DAYS - 1]
    learned = Ranker(ACTORS, RELATIONS)
    learned.fit(before)
    eve = learned.scores(asked()[:9], DAYS - 1)
    learned.observe(today)

    np.testing.assert_array_equal(eve, learned.scores(asked()[:9], DAYS - 1))


def test_what_happened_yesterday_is_taken_in():
    table = facts()
    learned = Ranker(ACTORS, RELATIONS)
    learned.fit(table)
    before = learned.scores(np.array([[0, 0]]), DAYS + 1)[0]
    learned.observe(np.array([[0, 0, 20, DAYS]] * 3))
    after = learned.scores(np.array([[0, 0]]), DAYS + 1)[0]

    assert after.max() - after[20] < before.max() - before[20]


def test_the_same_facts_give_the_same_answers(ranker):
    table = facts()
    again = Ranker(ACTORS, RELATIONS, names=NAMES)
    again.fit(table[table[:, 3] < DAYS - 1])

    np.testing.assert_array_equal(ranker.scores(asked()[:9], DAYS - 1), again.scores(asked()[:9], DAYS - 1))


def test_a_ranker_that_learned_nothing_says_what_to_do():
    with pytest.raises(SourceError, match="call fit"):
        Ranker(ACTORS, RELATIONS).scores(asked()[:1], 0)


def test_names_must_be_one_an_actor():
    with pytest.raises(SourceError, match="2 names for 3 actors"):
        Ranker(3, 1, names=("a", "b"))


def test_the_scorers_factory_finds_names_where_the_environment_says(tmp_path, monkeypatch):
    with gzip.open(tmp_path / "entities.tsv.gz", "wt", encoding="utf-8") as table:
        table.write("0\tPolice (Kenya)\n1\tKenya\n")
    monkeypatch.setenv("DRAGOMAN_ACTORS", str(tmp_path))

    assert [0, 0] == factory(2, 1).kinds.country.tolist()
    monkeypatch.delenv("DRAGOMAN_ACTORS")
    assert [-1, -1] == factory(2, 1).kinds.country.tolist()


def feature_names(ranker: Ranker) -> tuple[str, ...]:
    return tuple(ranker._boosters[0].feature_name())


def test_what_is_the_same_for_all_candidates_of_a_question_speaks_for_none(ranker):
    told = dict(zip(feature_names(ranker), tendencies(feature_names(ranker)), strict=True))

    assert {0} == {told[name] for name in told if name.startswith(("asked_", "focus_", "way_", "weekday"))}
    assert {-1} == {told[name] for name in told if name.endswith("_rank")}
    assert 70 < sum(tendency != 0 for tendency in told.values())


def test_an_older_last_meeting_never_speaks_for_a_candidate(ranker):
    names = feature_names(ranker)
    rows = np.random.default_rng(1).random((50, len(names))).astype(np.float32)
    older = rows.copy()
    older[:, names.index("fact_lag")] += 500

    assert -1 == tendencies(names)[names.index("fact_lag")]
    for booster in ranker._boosters:
        assert (booster.predict(older) <= booster.predict(rows)).all()


def test_lessons_are_bounded(monkeypatch):
    monkeypatch.setattr(ranking, "LARGEST_LESSON", 100)
    learned = Ranker(ACTORS, RELATIONS)
    learned.fit(facts())

    assert np.isfinite(learned.scores(asked()[:2], DAYS)).all()


def test_a_long_silence_leaves_finite_scores(ranker):
    assert np.isfinite(ranker.scores(asked()[:2], DAYS + 400)).all()
