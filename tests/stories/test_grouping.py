"""Reports of one event are one story, from as many origins as have looked for themselves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import factory
from dragoman.records import Coded, Period, Place, Stance
from dragoman.stories import Judgement, group_events, group_stories, positions
from dragoman.stories.grouping import CROWD, _candidates
from dragoman.stories.likeness import Rarity
from dragoman.stories.outlines import Outline

WIRE = (
    "Russian warplanes struck an ammunition depot outside Homs on Saturday, killing 14 fighters, the Syrian army said. "
    "Two villages in the valley lost power after the blast, and the road to the coast was closed until the evening."
)
OUTLETS = ("Gulf Courier", "Northern Herald", "Danube Times", "Port Observer", "Island Gazette")


def report(name: str, text: str, published: str = "2015-10-04", publisher: str = "Gulf Courier") -> Coded:
    of = factory.article(text, id=name, published=published, publisher=publisher)
    triggers = [word for word in ("struck", "bombed", "arrested") if word in text]
    return factory.coded(of, tuple(factory.event(of, trigger=word) for word in triggers))


def test_one_wire_story_in_ten_outlets_has_one_origin():
    ways = (WIRE, f"HOMS, Oct 4 (Reuters) - {WIRE}", WIRE.partition(". Two")[0] + ", Reuters reported.", WIRE.upper())
    reports = [report(f"r{n}", ways[n % 4], publisher=f"Paper {n}") for n in range(10)]
    [story] = group_stories(reports)

    assert (10, 1) == (len(story.reports), len(story.origins))
    assert "Reuters" == story.origins[0].name


def test_papers_that_write_for_themselves_are_origins_of_their_own():
    other = "Fourteen rebels died on Saturday when Russian jets bombed an ammunition depot near Homs, activists said."
    [story] = group_stories([report("a", WIRE), report("b", other, publisher="Levant Post"), report("c", WIRE)])

    assert [("Gulf Courier", ("a", "c")), ("Levant Post", ("b",))] == [(o.name, o.articles) for o in story.origins]
    assert (3, 2) == (len(story.reports), len(story.origins))


def test_two_events_are_two_stories():
    arrest = "Turkish police arrested four editors in Istanbul on Monday on charges of spreading propaganda."

    assert [("a",), ("b",)] == ids(group_stories([report("a", WIRE), report("b", arrest)]))


def test_the_same_text_in_another_year_is_another_story():
    notice = [report("a", WIRE), report("b", WIRE, published="2016-10-04")]

    assert [("a",), ("b",)] == ids(group_stories(notice))


POOL = [
    report("a", WIRE),
    report("b", WIRE, publisher="Danube Times"),
    report("c", "Fourteen rebels died on Saturday when Russian jets bombed an ammunition depot near Homs."),
    report("d", "Turkish police arrested four editors in Istanbul on Monday on charges of propaganda."),
    report("e", "Four editors were arrested by police in Istanbul on Monday, charged with propaganda."),
    report("f", "", published="2015-10-04"),
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(POOL), st.lists(st.sampled_from(POOL), max_size=3))
def test_stories_do_not_depend_on_the_order_or_number_of_arrivals(order, again):
    assert group_stories(POOL) == group_stories([*order, *again])


def test_what_is_judged_apart_stays_apart_and_what_is_judged_one_is_one():
    apart, together = Judgement("a", "b", together=False), Judgement("a", "d", together=True)
    split = ids(group_stories(POOL, [apart]))
    joined = ids(group_stories(POOL, [together]))

    assert not any({"a", "b"} <= set(story) for story in split)
    assert any({"a", "d"} <= set(story) for story in joined)
    assert any({"a", "b"} <= set(story) for story in ids(group_stories(POOL)))


def test_a_story_names_who_asserts_and_who_denies_and_since_when():
    strike, denial = denied_strike()
    [story] = group_stories([strike, denial])
    [event] = story.disputed

    expected = [("Gulf Courier", True, date(2015, 10, 4)), ("Levant Post", False, date(2015, 10, 5))]
    assert [(p.who, p.is_so, p.since) for p in positions(event)] == expected


def denied_strike() -> tuple[Coded, Coded]:
    of = factory.article(WIRE, id="a", published="2015-10-04")
    struck = factory.event(of)
    no = "Russia denied on Sunday that its warplanes had struck an ammunition depot at Homs, where 14 fighters were killed."
    other = factory.article(no, id="b", published="2015-10-05", publisher="Levant Post")
    not_struck = factory.event(other)
    said = factory.claim(of, struck, by="")
    return (
        factory.coded(of, (struck,), (said,)),
        factory.coded(other, (not_struck,), (factory.claim(other, not_struck, Stance.DENIED, by=""),)),
    )


def test_two_cities_on_one_day_are_two_events():
    homs = Place("Homs", "SYR", 34.73, 36.71, "city", 169577)
    aleppo = Place("Aleppo", "SYR", 36.2, 37.16, "city", 170063)
    day = Period(date(2015, 10, 3), date(2015, 10, 3))
    told = []
    for number, where in enumerate((homs, homs, aleppo, None)):
        of = factory.article(id=f"a{number}")
        told.append(factory.coded(of, (factory.event(of, where=where, when=day),)))

    assert [1, 3] == sorted(event.reports for event in group_events(told))


@pytest.mark.parametrize("text", ["", " ", "\ud800 \udfff", "x" * 100_000])
def test_odd_texts_are_stories_of_one(text):
    [story] = group_stories([factory.coded(factory.article(text, id="odd", published=None))])

    assert 1 == len(story.reports)


def ids(stories) -> list[tuple[str, ...]]:
    return sorted(tuple(one.article.id for one in story.reports) for story in stories)


def test_a_place_that_hundreds_of_reports_name_does_not_have_them_all_compared():
    """Two days of a large feed name a few capitals thousands of times: all pairs of them would take gigabytes."""
    baghdad = Place("Baghdad", "IRQ", 33.3, 44.4, "city", 98182)
    day, no = date(2015, 10, 29), frozenset()
    outlines = {
        f"a{n}": Outline(f"a{n}", day, frozenset({f"word{n // 2}", "talks"}), no, (baghdad,), no, no, no)
        for n in range(3 * CROWD)
    }
    pairs = {frozenset(pair) for pair in _candidates(outlines, Rarity(outlines.values()))}

    assert {frozenset((f"a{n}", f"a{n + 1}")) for n in range(0, 3 * CROWD, 2)} == pairs
