"""Shards that were coded elsewhere go into a store as they lie there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.engines.shards import code_shard, counts_of, cut_shards, hashes_of, tables_path
from dragoman.errors import StoreError
from dragoman.records import Article, Failure
from dragoman.store import Added, check, content_hash, open_store
from dragoman.store.shards import add_shard, save_tables
from engines import workers
from factory import full

FAILED = Failure("x", "internal", "the coder failed on it", Article("some text", id="x", title="A title"))
GIVEN = [
    *(Article(f"text {n}", id=f"a{n}", notes=("an odd date",)) for n in range(3)),
    Failure(None, "malformed", "line 4"),
    Article("raise \ud800", id="\ud800"),
]


def saved(tmp_path: Path, *results, coder="1") -> Path:
    """The tables of a shard."""
    folder = tmp_path / "000000.tables"
    save_tables(results, folder, coder)
    return folder


def test_a_store_filled_from_tables_is_that_filled_from_records(tmp_path):
    folder = saved(tmp_path, full(), FAILED)
    with open_store(tmp_path / "a.duckdb") as one, open_store(tmp_path / "b.duckdb") as other:
        by_records = one.add([full(), FAILED], coder="1")
        by_tables = add_shard(other, folder, hashes_of(folder), coder="1", run="")

        assert (Added(new=1, failed=1), by_records) == (by_tables, by_tables)
        assert content_hash(one) == content_hash(other)
        assert list(one.coded()) == list(other.coded())
        assert one.quarantined() == other.quarantined()
        assert [] == check(other)


def test_a_shard_that_is_there_changes_nothing_and_one_of_another_coder_replaces_it(tmp_path):
    folder = saved(tmp_path, full())
    with open_store(tmp_path / "a.duckdb") as store:
        done = [add_shard(store, folder, hashes_of(folder), coder=coder, run="") for coder in ("1", "1", "2")]

        assert [Added(new=1), Added(unchanged=1), Added(again=1)] == done
        assert ["1"] == [past["coder"] for past in store.history("art-full")]
        assert [] == check(store)


def test_tables_that_were_touched_are_refused(tmp_path):
    folder = saved(tmp_path, full())
    hashes = hashes_of(folder)
    (folder / "events.parquet").write_bytes(b"PAR1")
    with open_store(tmp_path / "a.duckdb") as store:
        with pytest.raises(StoreError, match="is not what was coded"):
            add_shard(store, folder, hashes, coder="1", run="")

        assert 0 == store.counts()["articles"]


def test_a_shard_is_coded_to_tables_with_their_hashes_in_the_manifest(tmp_path):
    [shard] = cut_shards(GIVEN, tmp_path)
    counts = code_shard(shard, workers.open_code, "1", save_tables)
    with open_store(tmp_path / "a.duckdb") as store:
        added = add_shard(store, tables_path(shard), counts.tables, coder="1", run="")

        assert Added(new=3, failed=2) == added
    assert counts == counts_of(shard)
