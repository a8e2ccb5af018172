"""Whom an act reaches that names no recipient."""

import pytest

from dragoman.coder import Coder, open_coder
from dragoman.records import Article


@pytest.fixture(scope="module")
def coder() -> Coder:
    return open_coder()


def countries(coder: Coder, text: str) -> set[tuple[str | None, ...]]:
    return {tuple(r.country for r in event.recipients) for event in coder.code(Article(text=text)).events}


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Norway has agreed to send help to Nepal.", "NPL"),
        ("Canada refused to send soldiers to Mali.", "MLI"),
        ("Mexico has threatened to close its border with Guatemala.", "GTM"),
    ],
)
def test_the_one_foreign_country_inside_the_deed_is_reached(coder, text, country):
    assert {(country,)} == countries(coder, text)


def test_those_who_are_named_together_are_all_reached(coder):
    assert {("NPL", "BTN")} == countries(coder, "Norway has agreed to send help to Nepal and Bhutan.")


def test_the_purpose_says_whom_help_reaches(coder):
    assert {("NPL",)} == countries(coder, "Norway has sent money to rebuild villages in Nepal.")


def test_two_foreign_countries_apart_leave_it_open(coder):
    text = "Norway has agreed to ask Nepal for engineers from Bhutan."

    assert all("BTN" not in found for found in countries(coder, text))


def test_where_it_was_said_is_not_whom_it_reaches(coder):
    assert all("CHE" not in found for found in countries(coder, "Norway agreed on Monday in Geneva to send engineers."))


def test_ones_own_soldiers_are_sent_and_not_reached(coder):
    assert {()} == countries(coder, "Norway has agreed to send its soldiers.")


def test_those_whom_a_state_arrests_are_its_own_where_nobody_else_is_named(coder):
    assert {("UGA",)} == countries(coder, "Uganda arrested a pop star turned lawmaker.")


def test_who_resigns_does_nothing_to_the_country_where_it_is_told(coder):
    assert {()} == countries(coder, "The Lebanese prime minister resigned in Riyadh.")


def test_a_participle_reaches_those_to_whom_its_clause_speaks(coder):
    found = countries(coder, "Threatening legal steps, Slovenia urged Croatia to close its border.")

    assert {("HRV",)} == found


def test_the_town_after_which_a_pact_is_called_is_not_reached(coder):
    assert all("FRA" not in found for found in countries(coder, "Norway pulled out of the Paris climate accord."))


def test_reporters_who_are_told_are_not_reached(coder):
    text = "The Malaysian minister told reporters that Norway was a disgrace."

    assert {("NOR",)} == countries(coder, text)
