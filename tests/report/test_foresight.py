"""The brief says how far-fetched its events had been, and what became of predictions, each with its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

import factory
from dragoman.records import Coded, Period, Stance
from dragoman.report import brief_as_text, make_brief
from dragoman.report.brief import Brief, Outcome
from dragoman.report.foresight import foresee


def told(day: date, stance: Stance = Stance.ASSERTED, last: date | None = None, **fields: object) -> Coded:
    of = factory.article(published=day.isoformat(), id=f"art-{day}-{stance}-{fields.get('type', '')}")
    event = factory.event(of, **fields)
    deadline = None if last is None else Period(None, last, "day")
    claim = factory.claim(of, event, stance, deadline=deadline, resolvable=None if last is None else True)
    return factory.coded(of, (event,), (claim,))


@pytest.fixture(scope="module")
def brief() -> Brief:
    """Russia and Iraq speak every third day; somebody predicts a Russian strike, another an Iranian one; one comes."""
    first = date(2015, 7, 1)
    talks = [told(first + timedelta(days=n), type="CONSULT", quad_class=1) for n in range(0, 90, 3)]
    foretold = told(date(2015, 9, 18), Stance.PREDICTED, date(2015, 9, 24))
    in_vain = told(
        date(2015, 9, 17), Stance.PREDICTED, date(2015, 9, 19), type="COERCE", actors=(factory.actor("IRQ"),)
    )
    strike = told(date(2015, 9, 22))
    articles = [*talks, foretold, in_vain, strike]
    return make_brief(articles, foresight=foresee(articles), first=date(2015, 9, 1), last=date(2015, 9, 30))


def test_an_event_carries_the_surprise_that_it_was(brief):
    [strike] = [line for line in brief.happenings if line.what == "ASSAULT"]

    assert strike.expectation is not None
    assert strike.expectation.bits > 6
    assert strike.expectation.probability < 0.02


def test_what_recurs_is_expected(brief):
    expected = [line.expectation.bits for line in brief.happenings if line.what == "CONSULT" and line.expectation]

    assert expected
    assert max(expected) < 1


def test_the_least_expected_comes_first_with_its_sentence(brief):
    first = brief.unexpected[0]

    assert (date(2015, 9, 22), "Russia", "ASSAULT", ("Iraq",)) == (first.day, first.who, first.what, first.whom)
    assert factory.TEXT == first.evidence.quote


def test_predictions_say_whether_they_came(brief):
    became = {outlook.what: outlook.outcome.answer for outlook in brief.outlooks if outlook.outcome}

    assert {"RUS.MIL ASSAULT IRQ": "yes", "IRQ COERCE IRQ": "no"} == became


def test_the_page_tells_it_in_words(brief):
    page = " ".join(brief_as_text(brief).split())

    assert "bits of surprise: given" in page
    assert "Least expected" in page
    assert "Came, as published on 22 Sept 2015" in page
    assert "Did not come:" in page


def test_a_young_archive_has_no_surprises():
    articles = [told(date(2015, 9, 22))]
    brief = make_brief(articles, foresight=foresee(articles))

    assert [None] == [line.expectation for line in brief.happenings]
    assert "Least expected" not in brief_as_text(brief)


def test_a_word_of_probability_is_told_with_what_it_stands_for(brief):
    outlook = replace(brief.outlooks[0], outcome=Outcome("no", "none tells of it", 0.05, 0.2, "very unlikely"))
    page = " ".join(brief_as_text(replace(brief, outlooks=(outlook,))).split())

    assert "Called “very unlikely” (5% to 20%). Did not come: none tells of it." in page


def test_predictions_with_an_answer_come_first(brief):
    answered = [outlook.outcome is not None for outlook in brief.outlooks]

    assert sorted(answered, reverse=True) == answered
