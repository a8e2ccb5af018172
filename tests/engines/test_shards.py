"""A shard is coded once, wherever and however often."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from dragoman.engines.shards import Counts, code_shard, coded_of_shard, cut_shards, manifest_path
from dragoman.errors import SourceError
from dragoman.records import Article, Failure
from engines import workers

GIVEN = [
    *(Article(f"text {n}", id=f"a{n}") for n in range(5)),
    Failure(None, "malformed", "line 6"),
    Article("raise", id="x"),
]


def open_nothing():
    raise AssertionError("it is coded already")


def ids(results) -> list[str | None]:
    return [result.id if isinstance(result, Failure) else result.article.id for result in results]


def test_shards_hold_all_articles_in_order_and_are_cut_the_same_again(tmp_path: Path):
    shards = list(cut_shards(GIVEN, tmp_path, size=3))
    counts = [code_shard(shard, workers.open_code, "1") for shard in shards]

    assert [Counts("1", 3, 0, 0, 0), Counts("1", 3, 1, 0, 0), Counts("1", 1, 1, 0, 0)] == counts
    assert ["a0", "a1", "a2", "a3", "a4", None, "x"] == [i for s in shards for i in ids(coded_of_shard(s))]
    assert shards == list(cut_shards(GIVEN, tmp_path, size=3))


def test_a_shard_that_this_coder_has_done_is_not_done_again(tmp_path: Path):
    [shard] = cut_shards(GIVEN, tmp_path)
    counts = code_shard(shard, workers.open_code, "1")

    assert counts == code_shard(shard, open_nothing, "1")
    assert "2" == code_shard(shard, workers.open_code, "2").coder


def test_without_its_manifest_a_shard_is_not_done(tmp_path: Path):
    [shard] = cut_shards(GIVEN, tmp_path)
    code_shard(shard, workers.open_code, "1")
    before = ids(coded_of_shard(shard))
    manifest_path(shard).unlink()
    with pytest.raises(SourceError, match="not coded yet"):
        list(coded_of_shard(shard))
    code_shard(shard, workers.open_code, "1")

    assert before == ids(coded_of_shard(shard))


@pytest.mark.skipif(find_spec("distributed") is None, reason="needs dragoman[cluster]")
def test_a_cluster_gives_what_one_machine_gives(tmp_path: Path):
    from distributed import LocalCluster

    from dragoman.engines.cluster import code_on_cluster

    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        done = code_on_cluster(GIVEN, address=address, folder=tmp_path, open_code=workers.open_code, coder="1")
    found = [one for shard in done for one in coded_of_shard(shard)]

    assert ["a0", "a1", "a2", "a3", "a4", None, "x"] == ids(found)
    assert done == code_on_cluster(
        GIVEN, address="tcp://127.0.0.1:1", folder=tmp_path, open_code=open_nothing, coder="1"
    )
