"""Articles are coded over processes, in order, and no article can stop the others."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator

import pytest

from dragoman.engines import code_here, code_in_processes, watched
from dragoman.errors import ModelNotFound, SourceError
from dragoman.records import Article, Coded, Failure
from engines import workers


def kinds(results: object) -> list[str]:
    return [r.kind if isinstance(r, Failure) else r.article.text for r in results]


def articles(*texts: str) -> list[Article]:
    return [Article(text, id=str(number)) for number, text in enumerate(texts)]


def test_results_come_in_input_order_whatever_takes_longest():
    texts = ["sleep 0.3", "a", "b", "sleep 0.1", "c"]

    assert texts == kinds(code_in_processes(articles(*texts), workers.open_code, workers=2))


def test_several_processes_share_the_work():
    results = list(code_in_processes(articles(*["sleep 0.05"] * 10), workers.open_code, workers=2))

    assert 2 == len({coded.notes for coded in results if isinstance(coded, Coded)})


def test_a_hanging_article_is_stopped_and_the_others_are_coded():
    results = list(code_in_processes(articles("a", "hang", "b"), workers.open_code, limit_seconds=0.5))

    assert ["a", "timeout", "b"] == kinds(results)
    assert "1" == results[1].id  # type: ignore[union-attr]


def test_seconds_in_which_others_had_the_processor_do_not_count_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(watched, "_seconds_waiting", lambda pid: 0.9 * time.monotonic())
    began = time.monotonic()
    results = list(code_in_processes(articles("sleep 1", "hang", "b"), workers.open_code, limit_seconds=0.5))

    assert ["sleep 1", "timeout", "b"] == kinds(results)
    assert time.monotonic() - began < 30  # 1 s and 6 x 0.5 s, and the start of two processes


def test_an_article_that_ends_its_process_is_tried_twice_and_then_reported():
    assert ["a", "crash", "b"] == kinds(code_in_processes(articles("a", "die", "b"), workers.open_code))


def test_an_article_whose_process_was_killed_by_chance_is_coded_after_all(tmp_path):
    text = f"die-once {tmp_path / 'mark'}"

    assert ["a", text, "b"] == kinds(code_in_processes(articles("a", text, "b"), workers.open_code))


@pytest.mark.parametrize("many", [True, False])
def test_an_article_that_makes_the_coder_raise_is_reported(many):
    texts = articles("raise", "large", "recurse", "a")
    results = list(code_in_processes(texts, workers.open_code) if many else code_here(texts, workers.code))

    assert ["internal", "too_large", "nesting", "a"] == kinds(results)
    assert "ValueError: an odd thing" in results[0].message  # type: ignore[union-attr]


def test_failures_in_the_input_keep_their_place():
    mixed = [*articles("a"), Failure("x", "malformed", "broken"), *articles("b")]

    assert ["a", "malformed", "b"] == kinds(code_in_processes(mixed, workers.open_code))
    assert ["a", "malformed", "b"] == kinds(code_here(mixed, workers.code))


def test_what_the_coder_prints_does_not_disturb_the_results():
    assert ["print", "a"] == kinds(code_in_processes(articles("print", "a"), workers.open_code))


def test_a_coder_that_cannot_be_opened_ends_the_run_with_its_own_error():
    with pytest.raises(ModelNotFound, match="no language model here"):
        list(code_in_processes(articles("a"), workers.open_nothing, workers=2))


def test_a_source_that_breaks_ends_the_run_with_its_own_error():
    def source() -> Iterator[Article]:
        yield Article("a")
        raise SourceError("gone")

    with pytest.raises(SourceError, match="gone"):
        list(code_in_processes(source(), workers.open_code))


def test_no_article_is_no_result():
    assert [] == list(code_in_processes([], workers.open_code))


def test_an_endless_source_is_read_only_as_far_as_results_are_taken():
    taken = itertools.count()
    last = 0

    def source() -> Iterator[Article]:
        nonlocal last
        for last in taken:
            yield Article(str(last))

    results = code_in_processes(source(), workers.open_code, workers=1)
    first = [next(results) for _ in range(20)]
    results.close()

    assert [str(n) for n in range(20)] == kinds(first)
    assert last < 40


def test_a_run_that_is_left_early_leaves_no_process():
    results = code_in_processes(articles("a", "sleep 30"), workers.open_code)
    process = int(next(results).notes[0])  # type: ignore[union-attr]
    results.close()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
