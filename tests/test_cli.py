"""The command line: what goes where, and with which exit code. A stand-in codes; test_bad_input has the true coder."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
import zstandard
from click.testing import CliRunner, Result

import factory
from dragoman.cli import COMMANDS, function_of, main
from dragoman.interchange import schema
from dragoman.records import Stance
from dragoman.store import open_store
from engines import workers

ARTICLES = [{"id": "1", "text": "first", "published": "2015-10-29"}, {"id": "2", "text": "second", "title": "x"}]


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    """Code articles with a function that does what their text says, in place of the model."""
    monkeypatch.setattr("dragoman.cli.coding.open_code", workers.open_code)


@pytest.fixture
def news(tmp_path: Path) -> str:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    return str(path)


@pytest.fixture
def desk(tmp_path: Path) -> str:
    """A store with one strike that the paper reports, Russia denies and America expects to happen again."""
    path = tmp_path / "desk.duckdb"
    of = factory.article(id="a1")
    event = factory.event(of, mode="aerial")
    sayings = ((Stance.ASSERTED, ""), (Stance.DENIED, "RUS.GOV"), (Stance.PREDICTED, "USA.GOV"))
    claims = tuple(factory.claim(of, event, stance, by=by) for stance, by in sayings)
    with open_store(path) as store:
        store.add([factory.coded(of, (event,), claims)], coder="1")
    return str(path)


def run(*words: str, input: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, words, input=input)


def records(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


# --- all commands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name):
    result = run(name, "--help")

    assert 0 == result.exit_code
    assert "Usage:" in result.output


def test_the_help_lists_all_commands():
    listed = " ".join(run("--help").output.split())

    assert [] == [name for name, (_, summary) in COMMANDS.items() if name not in listed or summary not in listed]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_list_says(name):
    assert name == getattr(import_module(f"dragoman.cli.{COMMANDS[name][0]}"), function_of(name)).name


@pytest.mark.parametrize(
    "words", [["no-such-command"], ["code"], ["code", "--workers", "0", "x"], ["events", "--since", "x"]]
)
def test_wrong_usage_is_exit_code_2(words):
    assert 2 == run(*words).exit_code


# --- code ----------------------------------------------------------------------------------------------------------


def test_one_record_a_line_in_input_order_and_nothing_else(news):
    result = run("code", news)

    assert 0 == result.exit_code
    assert ["1", "2"] == [record["id"] for record in records(result.stdout)]


def test_what_is_written_satisfies_the_schema(news):
    for record in records(run("code", news, "--with-text").stdout):
        jsonschema.Draft202012Validator(schema()).validate(record)


def test_counts_go_to_standard_error_and_quiet_keeps_them(news):
    assert "2 articles coded: 0 events, 0 claims in" in run("code", news).stderr
    assert "" == run("code", news, "-q").stderr


def test_a_line_that_cannot_be_coded_has_an_error_in_its_place(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "1", "text": "a"}\nbroken\n{"id": "3", "text": "raise"}\n{"id": "4", "text": "b"}\n')
    result = run("code", str(path))

    assert 3 == result.exit_code
    assert ["1", None, "3", "4"] == [record["id"] for record in records(result.stdout)]
    assert [None, "malformed", "internal", None] == [r.get("error", {}).get("kind") for r in records(result.stdout)]
    assert "2 articles coded, 2 not" in result.stderr


def test_an_input_that_is_not_there_is_wrong_usage():
    result = run("code", "no-such-file.jsonl")

    assert 2 == result.exit_code
    assert "dragoman: no-such-file.jsonl does not exist" in result.stderr
    assert "" == result.stdout


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"])
def test_output_goes_to_a_file_packed_as_its_name_says(news, tmp_path, name):
    result = run("code", news, "--output", str(tmp_path / name))
    data = (tmp_path / name).read_bytes()
    if name.endswith(".gz"):
        data = gzip.decompress(data)
    elif name.endswith(".zst"):
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)

    assert "" == result.stdout
    assert ["1", "2"] == [record["id"] for record in records(data.decode())]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes there")
def test_a_pipe_is_written_to_and_stays_a_pipe(news, tmp_path):
    """So does a device: nobody who writes to /dev/null wants a file there."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as reading:
        text = reading.submit(pipe.read_text)
        run("code", news, "--output", str(pipe))

    assert pipe.is_fifo()
    assert ["1", "2"] == [record["id"] for record in records(text.result(10))]


def test_a_run_that_fails_leaves_no_file(tmp_path, news, monkeypatch):
    monkeypatch.setattr("dragoman.cli.coding.open_code", workers.open_nothing)
    result = run("code", news, "--output", str(tmp_path / "out.jsonl"))

    assert 1 == result.exit_code
    assert "no language model here" in result.stderr
    assert ["news.jsonl"] == [path.name for path in tmp_path.iterdir()]


def test_standard_input_is_read(news):
    result = run("code", "-", input=Path(news).read_text())

    assert ["1", "2"] == [record["id"] for record in records(result.stdout)]


def test_what_is_odd_about_an_article_is_noted():
    result = run("code", "-", input='{"text": "a", "published": "2999-01-01"}\n{"text": ""}\n')

    future, empty = records(result.stdout)
    assert "published in the future" in future["notes"]
    assert "no text" in empty["notes"]


def test_results_go_into_a_store_too_and_only_once(news, tmp_path):
    store = str(tmp_path / "desk.duckdb")
    for _ in range(2):
        assert 0 == run("code", news, "--store", store).exit_code

    with open_store(store, read_only=True) as opened:
        counts = opened.counts()
    assert (2, 2) == (counts["articles"], counts["runs"])


def test_a_file_that_is_no_store_is_left_alone(news, tmp_path):
    path = tmp_path / "letters.txt"
    path.write_text("dear " * 1000)
    result = run("code", news, "--store", str(path))

    assert 1 == result.exit_code
    assert "is not a Dragoman store" in result.stderr
    assert "dear " * 1000 == path.read_text()


# --- asking --------------------------------------------------------------------------------------------------------


def test_events_as_a_table_show_who_what_whom_and_the_sentence(desk):
    table = run("events", "--store", desk).stdout

    assert "RUS.MIL  ASSAULT/aerial  IRQ" in table
    assert "Iraq denied on Tuesday" in table


def test_events_as_json_lines(desk):
    [event] = records(run("events", "--store", desk, "--json", "--actor", "RUS").stdout)

    assert ("ASSAULT", ["RUS.MIL"], factory.TEXT) == (event["type"], event["actors"], event["sentence"])


def test_claims_as_csv_open_in_a_spreadsheet(desk):
    rows = list(csv.DictReader(io.StringIO(run("claims", "--store", desk, "--csv").stdout)))

    assert ["asserted", "denied", "predicted"] == [row["stance"] for row in rows]
    assert "Gulf Courier > RUS.GOV" == rows[1]["chain"]


def test_a_cell_that_a_spreadsheet_would_run_is_quoted(tmp_path):
    of = factory.article("=HYPERLINK(1) struck", id="x")
    event = factory.event(of)
    with open_store(tmp_path / "x.duckdb") as store:
        store.add([factory.coded(of, (event,))], coder="1")
    [row] = csv.DictReader(io.StringIO(run("events", "--store", str(tmp_path / "x.duckdb"), "--csv").stdout))

    assert "'=HYPERLINK(1) struck" == row["sentence"]
    assert "-9.0" == row["score"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--contested"], ["asserted", "denied"]),
        (["--predictions"], ["predicted"]),
        (["--stance", "denied"], ["denied"]),
        (["--source", "USA"], ["predicted"]),
        (["--type", "AID"], []),
        (["--since", "2015-11-01"], []),
    ],
)
def test_claims_are_filtered(desk, words, expected):
    assert expected == [claim["stance"] for claim in records(run("claims", "--store", desk, "--json", *words).stdout)]


def test_a_store_that_is_not_there_says_how_to_make_one(tmp_path):
    for command in ("events", "claims", "brief"):
        result = run(command, "--store", str(tmp_path / "none.duckdb"))
        assert 1 == result.exit_code
        assert "make one with `dragoman code INPUT --store" in result.stderr


# --- brief and the rest --------------------------------------------------------------------------------------------


def test_the_brief_comes_as_text_and_as_markdown(desk, tmp_path):
    assert "Main events\n-----------" in run("brief", "--store", desk).stdout
    assert "## Main events" in run("brief", "--store", desk, "--markdown").stdout
    run("brief", "--store", desk, "--output", str(tmp_path / "week.md"))
    assert "RUS.GOV says not" in (tmp_path / "week.md").read_text()


def test_the_brief_of_a_period_reads_only_its_articles(desk):
    assert "Read from 0 articles" in run("brief", "--store", desk, "--since", "2015-11-01").stdout
    assert (
        "Situation report, 1 Oct 2015 to 29 Oct 2015" in run("brief", "--store", desk, "--since", "2015-10-01").stdout
    )


def test_the_schema_is_printed_for_every_record():
    assert schema() == json.loads(run("schema").stdout)
    assert "#/$defs/event" == json.loads(run("schema", "event").stdout)["$ref"]
