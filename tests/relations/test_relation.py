"""What two actors did to each other, counted once, with how sure that is."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import MissingExtra, SourceError
from dragoman.relations import as_gexf, as_svg, relations, windows, write_plot
from dragoman.relations.uncertainty import count_interval, share_interval, sum_interval
from dragoman.store import Dealing


def dealt(actor="IRQ", recipient="USA", first=date(2015, 10, 1), counts=(1, 0, 0, 2), score=-15.0, **fields) -> Dealing:
    values = {"begun": sum(counts), "squares": score**2 / max(sum(counts), 1), "reports": sum(counts)} | fields
    return Dealing(actor, recipient, first, *counts, score=score, **values)


def test_each_direction_and_window_has_its_relation():
    found = relations(
        "IRQ", "USA", [dealt(), dealt("USA", "IRQ", date(2015, 12, 1), (3, 1, 0, 0), 12.0)], window="month"
    )

    expected = [
        (date(2015, 10, 1), "IRQ", 3, -15.0),
        (date(2015, 10, 1), "USA", 0, 0.0),
        (date(2015, 11, 1), "IRQ", 0, 0.0),
        (date(2015, 11, 1), "USA", 0, 0.0),
        (date(2015, 12, 1), "IRQ", 0, 0.0),
        (date(2015, 12, 1), "USA", 4, 12.0),
    ]
    assert [(r.window.first, r.actor, r.events, r.intensity) for r in found] == expected


def test_who_begins_is_a_share_of_what_either_did_alone():
    back = dealt("USA", "IRQ", counts=(0, 0, 0, 3), begun=1)
    one, other = relations("IRQ", "USA", [dealt(begun=3), back], window="month")

    assert (0.75, 0.25) == (one.initiative, other.initiative)
    assert one.initiative_interval[0] < 0.75 < one.initiative_interval[1]


def test_nobody_begins_where_nothing_happened():
    [one, _] = relations("IRQ", "USA", [], window="month", since=date(2015, 1, 5), until=date(2015, 1, 6))

    assert (None, None, None, 0) == (one.initiative, one.initiative_interval, one.change, one.events)


def test_a_month_is_compared_with_the_months_before():
    calm = [dealt(first=date(2015, month, 1), counts=(2, 0, 0, 0), score=4.0) for month in range(1, 7)]
    storm = dealt(first=date(2015, 7, 1), counts=(0, 0, 0, 9), score=-81.0)
    found = relations("IRQ", "USA", [*calm, storm], window="month", since=date(2015, 5, 1))
    change = {r.window.first.month: r.change for r in found if r.actor == "IRQ"}

    assert pytest.approx(0.0) == change[6]
    assert change[7] == pytest.approx(-85 / 27)  # the squares of the nine scores of -9 give the spread
    assert {5, 6, 7} == set(change)


def test_a_pair_without_a_past_has_no_change():
    found = relations("IRQ", "USA", [dealt()], window="month")

    assert [None, None] == [r.change for r in found]


@given(st.integers(0, 5000))
def test_more_events_are_surer(count):
    low, high = count_interval(count)

    assert 0 <= low <= count + 0.5 <= high
    assert count_interval(4 * count + 4)[1] / (4 * count + 4.5) < high / (count + 0.5)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 2.51), (1, 0.11, 4.67), (10, 5.14, 17.74), (100, 81.5, 120.7)]
)
def test_intervals_of_counts_are_those_of_the_gamma_distribution(count, low, high):
    """Exact quantiles of a gamma distribution of shape count + 1/2, from tables; the bound below is zero without events."""
    assert count_interval(count) == pytest.approx((low, high), abs=0.02 * high + 0.02)


@given(st.integers(0, 100), st.integers(0, 100))
def test_shares_lie_within_their_interval(part, rest):
    interval = share_interval(part, part + rest)

    assert (interval is None) is (part + rest == 0)
    if interval:
        assert interval[0] - 1e-9 <= part / (part + rest) <= interval[1] + 1e-9


def test_a_sum_of_scores_lies_in_the_middle_of_its_interval():
    low, high = sum_interval(-30.0, 300.0)

    assert pytest.approx(-30.0) == (low + high) / 2
    assert low < -60


@pytest.mark.parametrize(
    ("kind", "firsts"),
    [
        ("day", ["2015-12-30", "2015-12-31", "2016-01-01"]),
        ("week", ["2015-12-28"]),
        ("month", ["2015-12-01", "2016-01-01"]),
        ("quarter", ["2015-10-01", "2016-01-01"]),
        ("year", ["2015-01-01", "2016-01-01"]),
    ],
)
def test_windows_are_whole(kind, firsts):
    assert firsts == [str(window.first) for window in windows(kind, date(2015, 12, 30), date(2016, 1, 1))]


def test_a_plot_is_svg_with_both_directions(tmp_path):
    odd = [replace(dealt(), recipient="A&B"), dealt("A&B", "IRQ", date(2016, 3, 1))]
    found = relations("IRQ", "A&B", odd, window="month")
    write_plot(found, tmp_path / "out.svg")
    texts = [node.text for node in ET.parse(tmp_path / "out.svg").iter() if node.text]

    assert {"IRQ to A&B", "A&B to IRQ", "intensity", "events"} <= set(texts)


def test_a_plot_of_nothing_is_empty_and_other_files_are_refused(tmp_path):
    assert "<svg" in as_svg([])
    with pytest.raises(SourceError, match=r"\.svg or a \.png"):
        write_plot([], tmp_path / "out.pdf")
    with pytest.raises(SourceError, match="no folder"):
        write_plot([], tmp_path / "none" / "out.svg")


def test_png_needs_the_extra_or_is_drawn(tmp_path):
    found = relations("IRQ", "USA", [dealt()], window="month")
    if find_spec("matplotlib") is None:
        with pytest.raises(MissingExtra, match=r"dragoman\[plot\]"):
            write_plot(found, tmp_path / "out.png")
    else:
        write_plot(found, tmp_path / "out.png")

        assert b"\x89PNG" == (tmp_path / "out.png").read_bytes()[:4]


def test_a_graph_over_time_has_an_edge_a_pair_and_a_spell_a_window():
    graph = ET.fromstring(as_gexf([dealt(), dealt(first=date(2015, 12, 1)), dealt("USA", "IRQ")], window="month"))
    name = "{http://gexf.net/1.3}"
    edges = graph.findall(f".//{name}edge")

    assert [("IRQ", "USA", "6"), ("USA", "IRQ", "3")] == [
        (edge.get("source"), edge.get("target"), edge.get("weight")) for edge in edges
    ]
    assert ["2015-10-01", "2015-12-01"] == [spell.get("start") for spell in edges[0].iter(f"{name}spell")]
