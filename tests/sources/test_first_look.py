"""Pages that are not looked for are passed over before they are read; what is in doubt is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.cli import main
from dragoman.records import Article, Failure
from dragoman.sources import FirstLook, check_source, read
from hostile import PAGES, record

POLITICS = (
    "Iraq has refused an offer of foreign ground troops, the prime minister's office said. Parliament backed him. " * 6
)
COOKING = (
    "Chop the onions, melt the butter in a saucepan and simmer the soup gently with carrots, garlic and cream. " * 6
)
GERMAN = (
    "Die Regierung hat das Angebot fremder Truppen abgelehnt, sagte der Ministerpräsident am Donnerstag in der Stadt. "
    * 6
)


def page(text, title="A title"):
    body = f"<article><h1>{title}</h1><p>{text}</p></article>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def crawl(tmp_path, *pages):
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(record(body, url) for url, body in pages))
    return path


def looked_at(path):
    with FirstLook() as look:
        return [one.message if isinstance(one, Failure) else one.title for one in read(path, look)]


@pytest.mark.parametrize(
    ("text", "reason"), [(COOKING, "not those of politics"), (GERMAN, "its language is not English")]
)
def test_what_is_not_looked_for_is_passed_over_with_its_place_and_reason(text, reason, tmp_path):
    path = crawl(tmp_path, ("http://a.example/1", page(POLITICS)), ("http://a.example/2", page(text)))
    kept, passed = looked_at(path)

    assert "A title" == kept
    assert f"a.warc, at {len(record(page(POLITICS), 'http://a.example/1'))}" in passed
    assert reason in passed


def test_a_short_page_is_read_whatever_its_words(tmp_path):
    assert ["A title"] == looked_at(crawl(tmp_path, ("http://a.example/1", page(COOKING[:180]))))


def test_the_same_text_is_passed_over_on_its_own_site_and_read_as_a_reprint_on_another(tmp_path):
    again = page(POLITICS + "A line more.", "Another title")
    path = crawl(
        tmp_path, ("http://a.example/1", page(POLITICS)), ("http://a.example/2", again), ("http://b.example/1", again)
    )
    first, second, third = looked_at(path)

    assert ("A title", "Another title") == (first, third)
    assert "its site has shown the same text before" in second


def test_a_page_that_stops_its_reader_is_told_and_the_next_one_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("dragoman.sources.html.LIMIT_SECONDS", 2.0)
    poison = PAGES["200,000 attributes"]
    path = crawl(tmp_path, ("http://a.example/1", poison), ("http://a.example/2", page(POLITICS)))
    stopped, kept = looked_at(path)

    assert "quarantined" in stopped
    assert "A title" == kept


def test_pages_and_crawls_keep_the_contract_of_a_source(tmp_path):
    path = crawl(tmp_path, ("http://a.example/1", page(POLITICS)), ("http://a.example/2", page(COOKING)))
    (tmp_path / "a.html").write_bytes(page(POLITICS))

    def read_anew(which: Path):
        with FirstLook() as look:
            yield from read(which, look)

    assert [] == check_source(read_anew, path)
    assert [Article] == [type(one) for one in read_anew(tmp_path / "a.html")]


def test_the_command_tells_what_it_passed_over(tmp_path):
    path = crawl(tmp_path, ("http://a.example/1", page(POLITICS)), ("http://a.example/2", page(COOKING)))
    done = CliRunner().invoke(main, ["code", str(path), "--first-look", "--quiet"])
    records = [json.loads(line) for line in done.stdout.splitlines()]

    assert [None, "passed_over"] == [one.get("error", {}).get("kind") for one in records]
    assert 3 == done.exit_code
