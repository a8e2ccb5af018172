"""Whose words a whole article is, by its own head."""

from __future__ import annotations

import pytest

from claims.telling import chain_of, claims_of
from dragoman.claims.bylines import byline_of
from factory import article


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("By Nadia Karim", "Nadia Karim"),
        ("Talks fail\n\nBy Nadia Karim and Samir Haddad, Gulf Courier", "Nadia Karim and Samir Haddad"),
        ("Talks fail\n3 May\nBY NADIA KARIM\nCourier Staff", "NADIA KARIM"),
        ("Talks fail\n\nby Nadia Karim in Cairo", "Nadia Karim"),
        ("On talks\n\nNadia Karim nk@river.edu River University", "Nadia Karim"),
        ("Statement by Foreign Minister Nadia Karim on the talks", "Foreign Minister Nadia Karim"),
        ("President Nadia Karim's Inaugural Address", "President Nadia Karim"),
    ],
)
def test_a_head_names_the_author(head: str, names: str):
    byline = byline_of(article(f"{head}\n\nThe talks have failed."))

    assert byline is not None
    assert names == byline.names


@pytest.mark.parametrize(
    "head",
    [
        "By Friday Evening The Army Had Left",
        "By nightfall the army had left.",
        "Media contact: Nadia Karim, nk@river.edu",
        "Statement by Cairo is criticised",
        "Karim's speech: what she said",
    ],
)
def test_a_head_may_name_nobody(head: str):
    assert byline_of(article(f"{head}\n\nThe talks have failed.")) is None


def test_a_name_far_down_is_no_byline():
    text = "The talks have failed.\n" * 20 + "By Nadia Karim\n"

    assert byline_of(article(text)) is None


def test_the_title_may_name_who_speaks():
    byline = byline_of(article("We will stay.", title="Remarks by President Karim on the bridge"))

    assert byline is not None
    assert ("President Karim", True) == (byline.names, byline.span.in_title)


def test_a_byline_below_the_headline_names_the_author():
    (claim,) = claims_of("Talks fail\n\nBy Nadia Karim\n\nThe minister said the talks had failed.")

    assert ["Nadia Karim", "The minister"] == chain_of(claim)
