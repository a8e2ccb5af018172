"""The same event told by several articles is one story."""

from __future__ import annotations

from datetime import date

import pytest

import factory
from dragoman.records import Actor, Coded, Period
from dragoman.stories import EventKey, event_key, group_events, side_of


def told(number: int, published: str = "2015-10-29", text: str = factory.TEXT, **fields) -> Coded:
    of = factory.article(text, id=f"a{number}", published=published)
    return factory.coded(of, (factory.event(of, **fields),))


def test_events_of_one_type_between_the_same_sides_on_one_day_are_one_story():
    stories = group_events([told(1), told(2, actors=(factory.actor("RUS.GOV"),)), told(3, published="2015-10-30")])

    assert [2, 1] == [story.reports for story in stories]


def test_events_whose_day_is_not_known_are_never_taken_for_one():
    year = Period(date(2011, 1, 1), date(2011, 12, 31), "year")
    stories = group_events([told(1, when=year), told(2, when=year), told(3, published=None), told(4, published=None)])

    assert [1, 1, 1, 1] == [story.reports for story in stories]
    assert [year, year, None, None] == [story.when for story in stories]


def test_a_report_that_names_fewer_parties_joins_the_one_that_names_them():
    iraq, iran, russia = factory.actor("IRQ"), factory.actor("IRN"), factory.actor("RUS.MIL")
    full = told(1, actors=(russia, iran), recipients=(iraq,))
    less = told(2, actors=(russia,), recipients=())
    [story] = group_events([less, full])

    assert (2, ("IRN", "RUS"), ("IRQ",)) == (story.reports, story.key.actors, story.key.recipients)


def test_reports_that_name_different_victims_stay_apart_whatever_names_none():
    targets = [(factory.actor("IRQ"),), (factory.actor("SYR"),), ()]
    stories = group_events([told(number, recipients=target) for number, target in enumerate(targets)])

    assert [1, 2] == sorted(story.reports for story in stories)


def test_a_report_that_does_not_name_who_did_it_joins_the_one_that_does():
    stories = group_events([told(1, actors=()), told(2), told(3, actors=(), recipients=())])

    assert [1, 2] == sorted(story.reports for story in stories)


def test_reprints_are_several_reports_of_one_text():
    [story] = group_events([told(1), told(2), told(3, text=factory.TEXT + " Nobody was hurt.")])

    assert (3, 2) == (story.reports, story.texts)


def test_the_day_of_the_event_counts_before_the_day_of_the_article():
    third = Period(date(2015, 10, 3), date(2015, 10, 4))
    coded = told(1, when=third)

    expected = EventKey("ASSAULT", ("RUS",), ("IRQ",), date(2015, 10, 3))
    assert expected == event_key(coded.article, coded.events[0])


@pytest.mark.parametrize(
    ("actor", "side"),
    [
        (factory.actor("RUS"), "RUS"),
        (factory.actor("RUS.GOV"), "RUS"),
        (factory.actor("RUS.MIL"), "RUS"),
        (factory.actor("RUS.JRN"), "RUS.JRN"),
        (factory.actor("IMG.REB"), "IMG.REB"),
        (Actor("REB", "gunmen", None, ("REB",)), "REB"),
        (Actor("", "somebody", None), "somebody"),
    ],
)
def test_a_state_and_its_own_hands_are_one_side(actor, side):
    assert side == side_of(actor)


def test_every_event_is_in_exactly_one_story():
    coded = [told(1), told(2, type="COERCE"), told(3, recipients=()), factory.coded()]

    assert 3 == sum(len(story.tellings) for story in group_events(coded))
