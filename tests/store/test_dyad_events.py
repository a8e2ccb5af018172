"""Imported tables of every format say who did what to whom in the same words."""

from __future__ import annotations

import json
from datetime import date

import pytest
from bench.tables import random_rows
from click.testing import CliRunner

from dragoman.cli import main
from dragoman.interchange.tables import header_of, layout_of
from dragoman.store import open_store
from dragoman.store.dyad_events import all_imported_dealings, dyad_events, dyad_events_query, imported_dealings
from factory import full

DAY = date(2015, 10, 29)
ICEWS = {
    "Event ID": "1", "Event Date": "2015-10-29", "Source Name": "Military (Turkey)", "Source Sectors": "Government,Military",
    "Source Country": "Turkey", "CAMEO Code": "190", "Target Name": "Free Syrian Army",
    "Target Sectors": "Government,Dissident,Insurgents", "Target Country": "Syria", "Story ID": "7", "Publisher": "The Daily",
}  # fmt: skip
GDELT = {
    "GLOBALEVENTID": "1", "SQLDATE": "20151029", "DATEADDED": "20151030101500", "Actor1CountryCode": "TUR",
    "Actor1Type1Code": "MIL", "Actor2CountryCode": "SYR", "Actor2Type1Code": "REB", "EventCode": "190",
    "EventRootCode": "19", "SOURCEURL": "https://daily.example/1",
}  # fmt: skip
POLECAT = {
    "Event ID": "1", "Event Date": "2015-10-29", "Event Type": "ASSAULT", "Actor Country": "TUR", "Primary Actor Sector": "MIL",
    "Recipient Name": "rebels", "Recipient Country": "SYR", "Primary Recipient Sector": "REB",
    "Publication Date": "2015-10-30", "Source": "The Daily",
}  # fmt: skip
PHOENIX = {
    "EventID": "1", "Date": "20151029", "SourceActorEntity": "TUR", "SourceActorRole": "MIL", "TargetActorEntity": "SYR",
    "TargetActorRole": "REB", "EventCode": "190", "EventRootCode": "19",
}  # fmt: skip
HISTORY = {
    "eid": "1", "story_date": "10/29/2015", "source": "TURMIL", "source_agent": "MIL", "target": "SYRREB",
    "target_agent": "REB", "code": "190", "root_code": "19",
}  # fmt: skip
PLOVER = {
    "id": "1", "date": "2015-10-29", "actor": [{"code": "TUR", "sector": ["MIL"]}], "event": ["ASSAULT"],
    "recipient": [{"code": "SYR", "sector": "REB"}],
}  # fmt: skip
SAME = {
    "icews": ICEWS, "gdelt": GDELT, "gdelt1": GDELT, "polecat": POLECAT, "phoenix": PHOENIX, "phoenix_history": HISTORY,
    "plover": PLOVER,
}  # fmt: skip


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def line(name, row):
    layout = layout_of(name)
    if layout.is_json:
        return json.dumps(row)
    return layout.separator.join(row.get(column, layout.empty) for column in layout.columns)


def brought_in(tmp_path, name, *rows):
    """A store with these rows of a format."""
    given, store = tmp_path / f"{name}.txt", tmp_path / "s.duckdb"
    given.write_text(header_of(layout_of(name)) + "".join(line(name, row) + "\n" for row in rows), encoding="utf-8")
    done = run("import", given, "--format", name, "--store", store)
    assert done.exit_code == 0, done.output
    return store


def seen(store):
    with open_store(store, read_only=True) as opened:
        return dyad_events(opened)


@pytest.mark.parametrize("name", SAME)
def test_an_act_is_the_same_whatever_table_tells_it(name, tmp_path):
    [one] = seen(brought_in(tmp_path, name, SAME[name]))

    assert (DAY, "TUR", "SYR.REB", "ASSAULT", 4, False, name) == (
        one.day, one.actor, one.recipient, one.type, one.quad_class, one.mutual, one.source
    )  # fmt: skip


def test_the_day_of_the_report_is_kept_beside_that_of_the_event(tmp_path):
    [one] = seen(brought_in(tmp_path, "polecat", POLECAT))

    assert (DAY, date(2015, 10, 30), "The Daily") == (one.day, one.published, one.publisher)


@pytest.mark.parametrize(
    ("country", "sectors", "name", "side"),
    [
        ("Russian Federation", "Executive,Executive Office,Government", "Vladimir Putin", "RUS"),
        ("Iraq", "NULL", "Iraq", "IRQ"),
        ("Iraq", "Social,General Population / Civilian / Social", "Citizen (Iraq)", "IRQ.CVL"),
        ("Iraq", "Sunni", "Sunni (Iraq)", "IRQ.UNK"),
        ("NULL", "Global,International Government Organization", "United Nations", "UNO"),
        ("NULL", "NULL", "Islamic State", "Islamic State"),
        ("Ruritania", "Government", "Ruritania", "Ruritania"),
    ],
)
def test_sides_of_icews_follow_from_country_sectors_and_name(country, sectors, name, side, tmp_path):
    row = ICEWS | {"Source Country": country, "Source Sectors": sectors, "Source Name": name}

    assert [side] == [one.actor for one in seen(brought_in(tmp_path, "icews", row))]


def test_blocs_and_media_of_cameo_have_our_codes(tmp_path):
    row = GDELT | {
        "Actor1CountryCode": "", "Actor1KnownGroupCode": "UNO", "Actor1Type1Code": "IGO",
        "Actor2CountryCode": "ROM", "Actor2Type1Code": "MED",
    }  # fmt: skip
    [one] = seen(brought_in(tmp_path, "gdelt", row))

    assert ("UNO", "ROU.JRN") == (one.actor, one.recipient)


def test_statements_undated_rows_and_dealings_with_oneself_are_left_out(tmp_path):
    rows = [
        ICEWS | {"CAMEO Code": "010"},
        ICEWS | {"Event Date": "NULL"},
        ICEWS | {"Target Name": "NULL", "Target Country": "NULL", "Target Sectors": "NULL"},
        ICEWS | {"Target Country": "Turkey", "Target Sectors": "Government,Police"},
    ]

    assert [] == seen(brought_in(tmp_path, "icews", *rows))


def test_who_meet_without_a_recipient_meet_each_other(tmp_path):
    row = POLECAT | {
        "Event Type": "CONSULT", "Event Mode": "visit", "Actor Country": "RUS;USA", "Primary Actor Sector": "GOV",
        "Recipient Name": "None", "Recipient Country": "None", "Primary Recipient Sector": "None",
    }  # fmt: skip
    found = seen(brought_in(tmp_path, "polecat", row))

    assert [("RUS", "USA", True), ("USA", "RUS", True)] == [(one.actor, one.recipient, one.mutual) for one in found]


def test_two_tables_that_tell_an_act_count_it_once(tmp_path):
    for name in ("icews", "polecat"):
        store = brought_in(tmp_path, name, SAME[name])
    with open_store(store, read_only=True) as opened:
        [one] = imported_dealings(opened, "TUR", "SYR.REB", window="month")
        everybody = all_imported_dealings(opened, window="month", since=None, until=None)

    assert (1, 2, [one]) == (one.events, one.reports, everybody)


def test_rows_of_nonsense_break_nothing(tmp_path):
    for name in ("icews", "gdelt", "polecat", "phoenix"):
        given = tmp_path / f"{name}.txt"
        rows = "".join(row + "\n" for row in random_rows(layout_of(name), 50))
        given.write_text(header_of(layout_of(name)) + rows, encoding="utf-8", newline="")
        store = tmp_path / "s.duckdb"
        run("import", given, "--format", name, "--store", store)
    (tmp_path / "p.jsonl").write_text(
        '{"id": "1", "date": "x", "actor": [], "event": []}\n'
        '{"id": 2, "date": 5, "actor": [1, "x", null], "event": null}\n'
        '{"id": "3", "date": "2020-01-01", "actor": [{"code": "\\ud800"}], "recipient": [{"code": "USA"}], "event": "AID"}\n'
    )
    run("import", tmp_path / "p.jsonl", "--format", "plover", "--store", store)

    assert all(one.actor and one.recipient and one.actor != one.recipient for one in seen(store))


def test_a_store_without_imports_has_no_view(tmp_path):
    with open_store(tmp_path / "s.duckdb") as store:
        assert (None, []) == (dyad_events_query(store), dyad_events(store))


def test_relations_count_imported_rows_where_nothing_was_coded(tmp_path):
    store = brought_in(tmp_path, "icews", ICEWS)
    done = run("relations", "TUR", "SYR.REB", "--store", store, "--format", "csv")

    assert "imported rows: icews" in done.stderr
    assert "TUR,SYR.REB,2015-10-01,2015-10-31,0,0,0,1,1," in done.stdout


def test_relations_count_our_own_events_where_there_are_any(tmp_path):
    store = brought_in(tmp_path, "icews", ICEWS)
    with open_store(store) as opened:
        opened.add([full()], coder="test")
    own, imported = (run("relations", "--store", store, "--format", "csv", *words) for words in ((), ("--imported",)))

    assert ("TUR" in own.stdout, "TUR,SYR.REB" in imported.stdout) == (False, True)


def test_relations_say_that_nothing_was_imported(tmp_path):
    open_store(tmp_path / "s.duckdb").close()
    done = run("relations", "--imported", "--store", tmp_path / "s.duckdb")

    assert "no imported events" in done.output
