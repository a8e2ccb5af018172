"""A run that was interrupted goes on where it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import factory
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
