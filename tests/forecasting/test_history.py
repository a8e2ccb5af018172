"""The history of events: columns in the order of days, and nothing that came later."""

from __future__ import annotations

import gzip
from datetime import date

import numpy as np
import pytest

from dragoman.errors import SourceError
from dragoman.forecasting.history import from_facts, from_rows, read_facts, read_tkg


def test_events_stand_in_the_order_of_their_days():
    history = from_facts([[0, 0, 1, 5], [1, 0, 2, 3]])

    assert [3, 5] == history.day.tolist()
    assert [1, 0] == history.actor.tolist()


def test_before_a_day_nothing_of_that_day_is_known():
    history = from_facts([[0, 0, 1, 3], [1, 0, 2, 4], [2, 0, 1, 4]])

    assert [3] == history.before(4).day.tolist()
    assert [4, 4] == history.since(4).day.tolist()


def test_named_events_get_numbers_and_keep_their_names():
    history = from_rows([(date(2015, 8, 3), "RUS", "consult", "SYR"), (date(2015, 8, 1), "TUR", "accuse", "SYR")])

    assert [0, 2] == history.day.tolist()
    assert ["TUR", "RUS"] == [history.actors[number] for number in history.actor]
    assert date(2015, 8, 1) == history.first_day


def test_no_event_is_a_history_too():
    assert 0 == len(from_rows([]))


def test_a_tkg_folder_is_read_compressed_or_not(tmp_path):
    for split, line in (("train", "0\t0\t1\t0"), ("valid", "1\t0\t0\t1")):
        (tmp_path / f"{split}.tsv").write_text(line + "\n", "utf-8")
    with gzip.open(tmp_path / "test.tsv.gz", "wt", encoding="utf-8") as packed:
        packed.write("0\t0\t0\t2\n")
    (tmp_path / "entities.tsv").write_text("1\tKenya\n0\tPolice (Kenya)\n", "utf-8")
    (tmp_path / "relations.tsv").write_text("0\tConsult\n", "utf-8")

    history = read_tkg(tmp_path)

    assert [0, 1, 2] == history.day.tolist()
    assert ("Police (Kenya)", "Kenya") == history.actors


@pytest.mark.parametrize("line", ["0\t1", "a\tb\tc\td"])
def test_a_file_that_holds_no_facts_is_refused(tmp_path, line):
    path = tmp_path / "train.tsv"
    path.write_text(line + "\n", "utf-8")

    with pytest.raises(SourceError, match="actor, relation, recipient, day"):
        read_facts(path)


def test_a_folder_without_facts_says_what_was_expected(tmp_path):
    with pytest.raises(SourceError, match="expected a TKG folder"):
        read_tkg(tmp_path)


def test_half_a_million_events_are_sorted_at_once():
    chance = np.random.default_rng(0)

    history = from_facts(chance.integers(0, 300, (500_000, 4)))

    assert (np.diff(history.day) >= 0).all()
