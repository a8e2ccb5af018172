"""Acts of speech that somebody else tells of, name again, or forgets; and what is spoken of without saying anything."""

from __future__ import annotations

import pytest

from dragoman import open_coder
from dragoman.claims import read_speech
from dragoman.records import Claim, Stance
from factory import article

TOLD = (
    "Abadi, the general assures us, promised not to request Russian air strikes. Did he really? "
    "Nobody in Baghdad remembers the promise. The prime minister's office denied it the next morning."
)


def claims_of(text: str) -> list[Claim]:
    return list(open_coder().code(article(text)).claims)


def spoken_of(text: str) -> list[tuple[str, str]]:
    """Who speaks of what."""
    of = article(text)
    said = read_speech(of, open_coder().read(of).trees)
    return [
        (of.characters(one.source), of.characters(one.whole))
        for one in said
        if one.at.of.topic and one.source is not None
    ]


def test_a_promise_that_another_tells_of_is_the_promisers():
    promises = [c for c in claims_of(TOLD) if c.stance is Stance.PROMISED and c.event is not None]

    assert [("the general", "Haider al-Abadi")] == [
        (c.sources[-2].actor.name, c.sources[-1].actor.name) for c in promises
    ]


def test_who_forgets_or_denies_a_promise_contradicts_it():
    found = claims_of(TOLD)
    (promise,) = [c for c in found if c.stance is Stance.PROMISED and c.event is not None]
    against = [c for c in found if c.id in promise.contradicts]

    assert {Stance.ASSERTED, Stance.DENIED} == {c.stance for c in against}
    assert {"negative"} == {c.polarity for c in against}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister mentioned the bridge.", [("The minister", "the bridge")]),
        ("Residents complained about the noise on Monday.", [("Residents", "the noise")]),
        ("The deal was endorsed by the mayor.", [("the mayor", "The deal")]),
        ("The mayor defended the deal, which costs two million.", [("The mayor", "the deal")]),
        ("Residents complained last week.", []),
        ("Reuters said, citing two officials, that the bridge was closed.", []),
    ],
)
def test_what_is_spoken_of(text: str, expected: list[tuple[str, str]]):
    assert expected == spoken_of(text)


def test_what_is_spoken_of_stays_the_authors_word():
    claims = claims_of("The mayor mentioned the attack in which rebels killed twelve soldiers in Homs.")

    assert {1} == {len(c.sources) for c in claims if c.event is not None}
