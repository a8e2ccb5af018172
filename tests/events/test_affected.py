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
        ("Norway has agreed to send engineers to Nepal.", "NPL"),
        ("Canada refused to send soldiers to Mali.", "MLI"),
        ("Mexico has threatened to close its border with Guatemala.", "GTM"),
    ],
)
def test_the_one_foreign_country_inside_the_deed_is_reached(coder, text, country):
    assert {(country,)} == countries(coder, text)


def test_two_foreign_countries_leave_it_open(coder):
    assert {("NPL",)}.isdisjoint(countries(coder, "Norway has agreed to send engineers to Nepal and Bhutan."))


def test_where_it_was_said_is_not_whom_it_reaches(coder):
    assert all("CHE" not in found for found in countries(coder, "Norway agreed on Monday in Geneva to send engineers."))


def test_ones_own_soldiers_are_sent_and_not_reached(coder):
    assert {()} == countries(coder, "Norway has agreed to send its soldiers.")
