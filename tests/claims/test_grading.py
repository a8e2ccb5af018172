"""The Admiralty grade of a claim, and the probability that its words stand for."""

from __future__ import annotations

import pytest

from claims.telling import claims_of, event_of
from dragoman.claims import grade, likelihood_of, why_not_resolvable
from dragoman.records import Claim
from factory import article


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("Colonel Haddad said the bridge had been blown up.", "B"),
        ("Officials said the bridge had been blown up.", "C"),
        ("The Guardian said a spokesman had claimed that the bridge was blown up.", "C"),
        ("The rebels reportedly captured the airfield.", "F"),
    ],
)
def test_the_letter_tells_how_far_a_source_can_be_held_to_its_word(text: str, letter: str):
    claims = claims_of(text)

    assert letter == grade(max(claims, key=lambda c: len(c.sources)), claims)[0]


def graded(text: str) -> dict[str, str]:
    of = article(text)
    claims = claims_of(of, [event_of(of, "shelled", "army")])
    return {claim.sources[-1].actor.name: grade(claim, claims) for claim in claims}


def test_a_claim_that_stands_alone_is_probably_true():
    assert {"the mayor": "B2"} == {k.lower(): v for k, v in graded("The mayor said the army shelled the town.").items()}


def test_a_promise_is_no_evidence():
    (claim,) = claims_of("Cairo vowed to reopen the crossing.")

    assert "6" == grade(claim, [claim])[1]


def test_who_is_only_spoken_against_is_doubtful():
    of = article("There is no truth in reports that the army shelled the town, the minister said.")
    claims = claims_of(of, [event_of(of, "shelled", "army")])

    assert {"4"} == {grade(claim, claims)[1] for claim in claims}


def likely(text: str) -> tuple[float, float] | None:
    of = article(text)
    found = likelihood_of(of, longest(claims_of(of)))
    return None if found is None else (found.low, found.high)


def longest(claims: tuple[Claim, ...]) -> Claim:
    return max(claims, key=lambda c: c.content.end - c.content.start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The general said that it was very likely that the town would fall.", (0.8, 0.95)),
        ("The general said that the town would probably fall.", (0.55, 0.8)),
        ("The general said that it was not likely that the town would fall.", (0.2, 0.45)),
        ("The general said that the town would fall.", None),
    ],
)
def test_words_of_probability_stand_for_a_published_range(text: str, expected: tuple[float, float] | None):
    assert expected == likely(text)


def test_a_prediction_without_a_time_says_what_it_lacks():
    (claim,) = claims_of("The mayor predicted that the rebels would return.")

    assert (False, "says no time by which it should be so") == (claim.resolvable, why_not_resolvable(claim))
