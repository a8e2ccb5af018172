"""A run that was interrupted goes on where it was."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import factory
from dragoman.cli import coding
from dragoman.cli.coding import Keeping
from dragoman.engines import code_here
from dragoman.records import Article, Coded, Failure
from dragoman.store import open_store
from dragoman.versions import coder_version


def code(article: Article) -> Coded:
    assert article.id == "new", f"{article.id} was coded already"
    return Coded(article)


def test_what_is_in_the_store_is_not_coded_again_and_comes_out_in_its_place(tmp_path: Path):
    path = tmp_path / "desk.duckdb"
    full, other = factory.full(), Coded(Article("other", id="other"))
    with open_store(path) as store:
        store.add([full, other], coder=coder_version())
    given = [full.article, Article("new", id="new"), Failure(None, "malformed", "line 3"), other.article]
    with Keeping(str(path), "news.jsonl") as keep:
        results = list(code_here(keep.with_known(given), code))
        for result in results:
            keep.add(result)

    assert [full, Coded(given[1]), given[2], other] == results
    with open_store(path, read_only=True) as store:
        assert (1, 2, 1) == tuple(store.runs()[-1][name] for name in ("new", "unchanged", "failed"))


def test_another_text_under_the_same_id_is_coded(tmp_path: Path):
    with Keeping(str(tmp_path / "desk.duckdb"), "news.jsonl") as keep:
        keep.add(Coded(Article("old", id="new")))
        keep.flush()
        [result] = code_here(keep.with_known([replace(Article("old"), id="new", text="changed")]), code)

    assert "changed" == result.article.text


def test_half_characters_in_an_id_end_no_run_and_are_known_again(tmp_path: Path):
    path, given = str(tmp_path / "desk.duckdb"), Article("\udfff Iraq refused.", id="\ud83d", title="\ud800")
    for known in (False, True):
        with Keeping(path, "\udcff.jsonl") as keep:
            [found] = keep.with_known([given])
            keep.add(found if known else Coded(given, notes=("\udcff",)))

        assert known == isinstance(found, Coded)
    with open_store(path) as store:
        assert ["\ufffd Iraq refused."] == [article.text for article in store.articles()]
        assert 1 == store.runs()[-1]["unchanged"]


def test_long_articles_are_written_before_many_have_come_together(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(coding, "CHARACTERS_OF_A_BATCH", 1_000)
    given = [Article("a" * 400, id=str(number)) for number in range(7)]
    with Keeping(str(tmp_path / "desk.duckdb"), "news.jsonl") as keep:
        for article in keep.with_known(given):
            keep.add(Coded(article))

        assert 1 == len(keep.batch)
        assert 6 == keep.store.counts()["articles"]
    with open_store(tmp_path / "desk.duckdb", read_only=True) as store:
        assert given == sorted(store.articles(), key=lambda article: article.id)


def test_between_two_batches_little_is_kept_of_the_store_in_memory(tmp_path: Path):
    chance, kept = random.Random(1), "SELECT sum(memory_usage_bytes) FROM duckdb_memory()"
    given = [Coded(Article(chance.randbytes(1_000).hex(), id=f"{number:04d}")) for number in range(4_000)]
    with Keeping(str(tmp_path / "desk.duckdb"), "news.jsonl") as keep:
        keep.store.add(given, coder="1")
        keep.store._execute("CHECKPOINT")
        assert given == list(keep.store.coded())
        [(much,)] = keep.store._rows(kept)
        keep.store.let_go(2)
        [(little,)] = keep.store._rows(kept)

    assert little <= 2 * 2**20 < much


def test_nothing_is_let_go_while_somebody_asks(tmp_path: Path):
    with open_store(tmp_path / "desk.duckdb") as store:
        limit = "SELECT current_setting('memory_limit')"
        before, seen = store._rows(limit), []
        with store.beside() as beside, beside._turns.asking():
            store._connection.execute("SET memory_limit = '77MiB'")
            store.let_go(4)
            seen = store._rows(limit)
        store.let_go(4)

        assert [("77.0 MiB",)] == seen
        assert before == store._rows(limit)
