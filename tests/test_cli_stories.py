"""`dragoman stories`, `relations`, `quarantine` and `store`: what people see of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import factory
from dragoman.cli import main
from dragoman.records import Failure, Stance
from dragoman.store import open_store

TEXT = "Iraq said on Thursday that Russian jets had struck an arms depot near Mosul and that six soldiers were killed there."


@pytest.fixture
def store(tmp_path: Path) -> str:
    path = tmp_path / "desk.duckdb"
    coded = []
    for number, publisher in enumerate(("Gulf Courier", "Danube Times", "Levant Post")):
        of = factory.article(TEXT, id=f"a{number}", publisher=publisher)
        event = factory.event(of)
        stance = Stance.DENIED if number == 2 else Stance.ASSERTED
        coded.append(factory.coded(of, (event,), (factory.claim(of, event, stance, by=""),)))
    with open_store(path) as opened:
        opened.add([*coded, Failure("bad", "timeout", "took longer", factory.article("long", id="bad"))], coder="1")
    return str(path)


def run(*words: str) -> str:
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert 0 == done.exit_code, done.output
    return done.output


def test_a_story_is_shown_with_its_counts_and_who_denies_it(store):
    shown = run("stories", "list", "--store", store)

    assert "3 reports from 1 origin" in shown
    assert "Levant Post says not since 2015-10-29" in shown


def test_stories_are_split_and_the_split_is_undone(store):
    run("stories", "split", "a0", "a1", "--store", store)
    split = run("stories", "list", "--store", store, "--json").splitlines()
    run("stories", "undo", "a0", "a1", "--store", store)
    joined = run("stories", "list", "--store", store, "--json").splitlines()

    assert (2, 1) == (len(split), len(joined))
    assert ["a0", "a1", "a2"] == json.loads(joined[0])["reports"]


def test_a_relation_is_a_table_csv_and_a_picture(store, tmp_path):
    picture, graph = tmp_path / "out.svg", tmp_path / "out.gexf"
    shown = run("relations", "rus", "irq", "--store", store, "--plot", str(picture))
    listed = run("relations", "RUS", "IRQ", "--store", store, "--format", "csv").splitlines()
    run("relations", "--store", store, "--graph", str(graph))

    assert "2015-10-01  RUS  IRQ" in shown
    assert 3 == len(listed)
    assert picture.read_text("utf-8").startswith("<svg")
    assert 'source="RUS" target="IRQ"' in graph.read_text("utf-8")


def test_what_could_not_be_coded_is_listed_and_can_be_had_again(store, tmp_path):
    out = tmp_path / "again.jsonl"
    shown = run("quarantine", "--store", store)
    run("quarantine", "--store", store, "--articles", str(out))

    assert "timeout  bad" in shown
    assert "long" == json.loads(out.read_text("utf-8"))["text"]


def test_a_store_is_copied_checked_and_repaired(store, tmp_path):
    copied = run("store", "backup", store, str(tmp_path / "copy.duckdb"))

    assert "3 articles" in copied
    assert "no fault in 3 articles" in run("store", "check", store)
    assert "0 rows taken away" in run("store", "repair", store)
    assert "started" in run("store", "runs", store)
