"""Until when what is promised, threatened or predicted should come true, and whether it can be scored."""

from __future__ import annotations

from datetime import date

import pytest

from claims.telling import ByWord, trees_of
from dragoman import open_coder
from dragoman.claims import is_political, read_claims
from dragoman.dates import find_dates
from dragoman.records import Claim, Stance
from factory import actor, article, event


def forward_claim(text: str, trigger: str | None = None) -> Claim:
    """The claim about the future that a text of Thursday 29 October 2015 makes."""
    of = article(text)
    trees = trees_of(of)
    events = () if trigger is None else (event(of, "MOBILIZE", trigger, actors=(actor("RUS.MIL"),)),)
    claims = read_claims(of, trees, events, ByWord(trees, {}), find_dates(of, trees))
    (found,) = [c for c in claims if c.stance in (Stance.PREDICTED, Stance.PROMISED, Stance.THREATENED)]
    return found


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Russia will leave the base by December 24.", date(2015, 12, 24)),
        ("Russia will leave the base within two weeks.", date(2015, 11, 12)),
        ("Russia will leave the base before Christmas.", date(2015, 12, 25)),
        ("Russia will leave the base before spring.", date(2016, 3, 20)),
        ("Russia will leave the base by December.", date(2015, 12, 1)),
        ("Moscow promised to leave the base next week.", date(2015, 11, 8)),
    ],
)
def test_a_deadline_is_read_from_the_content(text: str, last: date):
    deadline = forward_claim(text).deadline

    assert deadline is not None
    assert (True, last) == (deadline.first >= date(2015, 10, 29), deadline.last)  # type: ignore[operator]


def test_without_a_date_there_is_no_deadline():
    claim = forward_claim("Russia will leave the base.")

    assert (None, False) == (claim.deadline, claim.resolvable)


def test_with_actor_type_and_deadline_it_can_be_scored():
    assert forward_claim("Russia will send tanks to the base by December 24.", "send").resolvable


def test_without_a_coded_event_it_cannot_be_scored():
    assert not forward_claim("The talks will fail by December 24.").resolvable


def test_other_stances_have_no_deadline():
    of = article("Russia left the base by December 24.")
    trees = trees_of(of)

    assert [None] == [c.resolvable for c in read_claims(of, trees, (event(of, trigger="left"),), ByWord(trees, {}))]


def test_a_recipe_foresees_nothing_political():
    coder = open_coder()
    soup = coder.code(article("The lentils will collapse and the soup will thicken on its own."))
    war = coder.code(article("Russia bombed Homs. Iraq will turn to Moscow before spring."))

    assert [is_political(c, soup) for c in soup.claims if c.resolvable is not None] == [False, False]
    assert [is_political(c, war) for c in war.claims if c.resolvable is not None] == [True]
