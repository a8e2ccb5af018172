"""Event tables go in and come out to the letter; our own events become rows that fit the columns of others."""

from __future__ import annotations

import gzip
import json
import zipfile
from xml.etree import ElementTree

import duckdb
import pytest
from bench.tables import random_rows
from click.testing import CliRunner

from dragoman.cli import main
from dragoman.interchange.tables import WRITERS, geojson, gexf, header_of, jsonld, layout_of, layouts, recognised, stix
from dragoman.records import Stance
from dragoman.store import open_store
from factory import actor, article, claim, coded, event, full

ROUND_TRIPS = ("gdelt", "gdelt1", "icews", "polecat", "phoenix")
PLOVER = '{"id": "1", "date": "2015-10-29", "actor": [{"code": "IRQ"}], "event": ["REJECT"], "text": "tab\\there é"}'


def table(name, rows=50):
    layout = layout_of(name)
    return header_of(layout) + "".join(row + "\n" for row in random_rows(layout, rows))


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def kept(tmp_path, *coded_articles):
    """A store that holds these, as words of the command."""
    path = tmp_path / "desk.duckdb"
    with open_store(path) as store:
        store.add(coded_articles, coder="test")
    return ("--store", path)


@pytest.mark.parametrize(("name", "count"), [("gdelt", 61), ("gdelt1", 58), ("icews", 20), ("polecat", 40), ("phoenix", 26),
                                             ("phoenix_history", 25), ("acled", 31), ("ucdp", 49)])  # fmt: skip
def test_every_format_has_its_number_of_columns(name, count):
    assert count == len(layout_of(name).columns)
    assert set(layout_of(name).kinds) <= set(layout_of(name).columns)


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_a_table_comes_out_as_it_went_in(name, tmp_path):
    given = tmp_path / "given.csv"
    given.write_text(table(name), encoding="utf-8", newline="")
    store, back = tmp_path / "s.duckdb", tmp_path / "back.csv"

    into = run("import", given, "--format", name, "--store", store)
    out = run("export", "--imported", "--format", name, "--store", store, "-o", back)

    assert (0, 0) == (into.exit_code, out.exit_code), into.output + out.output
    assert given.read_bytes() == back.read_bytes()


@pytest.mark.parametrize("name", layouts())
def test_a_format_is_recognised_by_its_first_line(name):
    layout = layout_of(name)
    first = PLOVER if name == "plover" else layout.separator.join(layout.columns)
    if not layout.has_header and name != "plover":
        first = next(random_rows(layout, 1))

    assert layout == recognised(first + "\n")


def test_control_characters_are_kept_but_for_a_row_that_begins_with_one(tmp_path):
    given, store, back = tmp_path / "given.csv", tmp_path / "s.duckdb", tmp_path / "back.csv"
    rows = ["\t".join(["1", *[""] * 5, "\1", "a\1b", "\x1e", *[""] * 52]), "\t".join(["\1", *[""] * 60])]
    given.write_text("".join(row + "\n" for row in rows), encoding="utf-8", newline="")
    into = run("import", given, "--format", "gdelt", "--store", store)
    run("export", "--imported", "--format", "gdelt", "--store", store, "-o", back)

    assert "2 given: 1 accepted, 1 rejected" in into.stderr
    assert "at 2: rejected at table: it begins with a control character" in into.stderr
    assert rows[0] + "\n" == back.read_text(encoding="utf-8")


def test_rows_keep_their_line_numbers_across_bad_ones_and_megabytes(tmp_path):
    given, store = tmp_path / "given.csv", tmp_path / "s.duckdb"
    lines = [row + "\n" for row in random_rows(layout_of("gdelt"), 6_000)]  # more than a block
    lines[3], lines[4_000], lines[-1] = "too\tshort\n", "x" * 3_000_000 + "\n", lines[-1].rstrip("\n")
    given.write_text("".join(lines), encoding="utf-8", newline="")
    into = run("import", given, "--format", "gdelt", "--store", store)
    with duckdb.connect(str(store), read_only=True) as connection:
        found = connection.execute('SELECT line, "GLOBALEVENTID" FROM imported_gdelt ORDER BY line').fetchall()

    assert "6,000 given: 5,998 accepted, 2 rejected" in into.stderr
    assert [(n, line.split("\t")[0]) for n, line in enumerate(lines, 1) if n not in (4, 4_001)] == found


def test_a_file_is_imported_once_whatever_it_is_packed_in(tmp_path):
    text, store = table("icews").encode(), tmp_path / "s.duckdb"
    (tmp_path / "a.tab").write_bytes(text)
    (tmp_path / "a.tab.gz").write_bytes(gzip.compress(text))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/evil.tab", text)
    done = [run("import", tmp_path / name, "--store", store) for name in ("a.tab", "a.tab.gz", "a.zip")]

    assert [0, 0, 0] == [one.exit_code for one in done]
    assert [False, True, True] == ["nothing changed" in one.stderr for one in done]


def test_a_bad_row_is_rejected_with_its_line_and_the_good_ones_are_kept(tmp_path):
    layout = layout_of("gdelt")
    good = list(random_rows(layout, 4))
    bad_day = good[1].split("\t")
    bad_day[1] = "soon"
    lines = [
        good[0],
        "too\tshort",
        "\t".join(bad_day),
        good[2] + "\t",
        good[3] + "\tmore",
        good[3].replace("\t", "\t\0", 1),
        good[3],
    ]
    (tmp_path / "a.CSV").write_text("\n".join(lines) + "\n" + "x" * 2**21 + "\n")
    store, back = tmp_path / "s.duckdb", tmp_path / "back"
    done = run("import", tmp_path / "a.CSV", "--store", store, "--setbacks", tmp_path / "b.jsonl", "--format", "gdelt")
    run("export", "--imported", "--format", "gdelt", "--store", store, "-o", back)
    setbacks = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text().splitlines()]

    assert 3 == done.exit_code
    assert "8 given: 3 accepted, 5 rejected" in done.stderr
    assert {2: "2 fields, expected 61", 3: "SQLDATE does not hold a integer"}.items() <= {
        one["offset"]: one["reason"] for one in setbacks
    }.items()
    assert [good[0], good[2], good[3]] == back.read_text().splitlines()


def test_surplus_columns_and_latin_1_of_polecat_files_are_tolerated(tmp_path):
    layout = layout_of("polecat")
    row = "\t".join(["é" if column == "Source" else layout.empty for column in layout.columns])
    text = "\t".join([*layout.columns, "Headline"]) + "\n" + row + "\tNo way\n" + row + "\t\t\n"
    (tmp_path / "a.txt").write_bytes(text.encode("latin-1"))
    done = run("import", tmp_path / "a.txt", "--store", tmp_path / "s.duckdb")

    assert "surplus columns are left out: Headline" in done.stderr
    assert "2 given: 1 accepted, 1 rejected" in done.stderr


def test_plover_lines_are_checked_as_json_and_kept(tmp_path):
    lines = [PLOVER, "{broken", '{"id": NaN}', "[1]", '{"id": "2"}', "[" * 100_000]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n")
    store, back = tmp_path / "s.duckdb", tmp_path / "back"
    done = run("import", tmp_path / "a.jsonl", "--store", store)
    run("export", "--imported", "--format", "plover", "--store", store, "-o", back)

    assert "6 given: 1 accepted, 5 rejected" in done.stderr
    assert PLOVER + "\n" == back.read_text()


def test_quoted_tables_are_read_and_not_passed_on(tmp_path):
    layout = layout_of("acled")
    row = ['"a, ""b""\nc"' if column == "notes" else "1" for column in layout.columns]
    (tmp_path / "a.csv").write_text(",".join(layout.columns) + "\n" + ",".join(row) + "\n")
    store = tmp_path / "s.duckdb"

    assert "1 given: 1 accepted" in run("import", tmp_path / "a.csv", "--store", store).stderr
    with open_store(store, read_only=True) as opened:
        assert [('a, "b" c',)] == opened._rows("SELECT notes FROM imported_acled")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cannot tell"),
        (b"a,b\n1,2\n", "cannot tell"),
        (b"\0" * 100, "cannot tell"),
        (b"\xff\xfe" * 100, "cannot tell"),
    ],
)
def test_what_is_no_table_is_told_in_one_line(content, message, tmp_path):
    (tmp_path / "a.csv").write_bytes(content)
    done = run("import", tmp_path / "a.csv", "--store", tmp_path / "s.duckdb")

    assert 2 == done.exit_code
    assert message in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize("name", WRITERS)
def test_our_events_fit_the_columns_and_the_checks_of_an_import(name, tmp_path):
    given = kept(tmp_path, told())
    out, again = tmp_path / "out.txt", tmp_path / "again.txt"
    done = run("export", "--format", name, *given, "-o", out)
    into = run("import", out, "--format", name, "--store", tmp_path / "other.duckdb")
    run("export", "--imported", "--format", name, "--store", tmp_path / "other.duckdb", "-o", again)

    assert (0, 0) == (done.exit_code, into.exit_code), done.output + into.output
    assert "1 accepted" in into.stderr
    assert out.read_bytes() == again.read_bytes()


def told(stance=Stance.ASSERTED, **fields):
    of = article(url="https://example.org/1")
    strike = event(of, cameo="195", mode="aerial", **fields)
    return coded(of, (strike,), (claim(of, strike, stance, by="IRQ.GOV"),))


def test_a_row_of_gdelt_says_what_the_event_says(tmp_path):
    [row] = WRITERS["gdelt"](told(), told().events[0])
    named = dict(zip(layout_of("gdelt").columns, row, strict=True))

    expected = {
        "SQLDATE": "20151029",
        "Actor1Code": "RUSMIL",
        "Actor1CountryCode": "RUS",
        "Actor1Type1Code": "MIL",
        "Actor2Code": "IRQ",
        "EventCode": "195",
        "EventRootCode": "19",
        "QuadClass": "4",
        "DATEADDED": "20151029000000",
        "SOURCEURL": "https://example.org/1",
    }
    assert expected == {name: named[name] for name in expected}


def test_icews_has_a_meeting_twice_and_gdelt_once():
    meeting = told(actors=(actor("RUS"), actor("IRQ")), recipients=())

    assert [2, 1] == [len(list(WRITERS[name](meeting, meeting.events[0]))) for name in ("icews", "gdelt")]


def test_only_asserted_events_are_rows_and_the_claims_stand_beside(tmp_path):
    given = kept(tmp_path, told(Stance.DENIED))
    for modality, rows in (("asserted", 0), ("all", 1)):
        out = tmp_path / f"{modality}.csv"
        run("export", "--format", "gdelt", *given, "-o", out, "--modality", modality)

        assert rows == len(out.read_text().splitlines())
    beside = (tmp_path / "all.csv.claims.tsv").read_text().splitlines()
    assert ["denied"] == [line.split("\t")[2] for line in beside[1:]]


def test_an_event_without_a_day_has_no_row(tmp_path):
    of = article(published=None)
    strike = event(of)
    given = kept(tmp_path, coded(of, (strike,), (claim(of, strike),)))

    assert "1 events have no day" in run("export", "--format", "icews", *given).stderr


def test_maps_networks_desks_and_the_web_get_their_forms():
    made = full()
    pair = [(made, made.events[0])]
    network = ElementTree.fromstring(gexf(pair))
    bundle = stix(pair)
    feature = geojson(pair)["features"][0]
    thing = jsonld(pair)["@graph"][0]
    ids = {one["id"] for one in bundle["objects"]}

    assert [43.119, 36.335] == feature["geometry"]["coordinates"]
    assert 1 == len(network.findall(".//{http://gexf.net/1.3}edge"))
    assert {"incident", "report", "opinion", "identity", "extension-definition"} == {
        one["type"] for one in bundle["objects"]
    }
    assert all(set(one.get("object_refs", [])) <= ids for one in bundle["objects"])
    assert ["NewsArticle", "Claim"] == [one["@type"] for one in thing["subjectOf"]]


def test_parquet_csv_and_json_lines_hold_the_same_events(tmp_path):
    given = kept(tmp_path, told())
    for name in ("parquet", "csv", "jsonl"):
        assert 0 == run("export", "--format", name, *given, "-o", tmp_path / f"out.{name}").exit_code
    [record] = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    query = f"SELECT event, actors, score FROM '{tmp_path}/out.{{}}'"

    for name in ("parquet", "csv"):
        assert [(record["event"], "RUS.MIL", -9.0)] == duckdb.sql(query.format(name)).fetchall()
