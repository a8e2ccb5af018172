"""Who says that he will not do what he could do refuses it: PLOVER's REJECT, and no negated event."""

from datetime import UTC, datetime

import pytest

from dragoman.coder import Coder, open_coder
from dragoman.records import Article, Event


@pytest.fixture(scope="module")
def coder() -> Coder:
    return open_coder()


def events(coder: Coder, text: str) -> tuple[Event, ...]:
    return coder.code(Article(text, published=datetime(2015, 10, 29, tzinfo=UTC))).events


@pytest.mark.parametrize(
    ("text", "mode", "actor", "recipient"),
    [
        ("Russian soldiers will never withdraw from Syria.", "yield", "RUS", "SYR"),
        ("France will not send aid to Syria.", "assist", "FRA", "SYR"),
        ("Iraq will not cooperate with Turkey.", "assist", "IRQ", "TUR"),
        ("Israel will not release the Syrian prisoners.", "yield", "ISR", "SYR"),
    ],
)
def test_what_will_not_be_done_is_refused(coder, text, mode, actor, recipient):
    (event,) = events(coder, text)

    assert ("REJECT", mode) == (event.type, event.mode)
    assert ([actor], [recipient]) == ([a.country for a in event.actors], [a.country for a in event.recipients])
    assert "negation" not in event.auxiliary
    assert event.factuality > 0


def test_what_was_not_done_is_a_negated_event(coder):
    (event,) = events(coder, "Russian soldiers did not withdraw from Syria.")

    assert "RETREAT" == event.type
    assert ("negation",) == event.auxiliary


def test_violence_that_will_not_be_is_still_violence_denied(coder):
    (event,) = events(coder, "Turkey will not bomb Syria.")

    assert "ASSAULT" == event.type
    assert "negation" in event.auxiliary


def test_what_the_model_knows_for_a_refusal_is_not_negated_twice():
    coded = open_coder().code(Article(text='"We will not accept foreign troops," the minister of Egypt told Kenya.'))

    assert [("REJECT", ())] == [(event.type, event.auxiliary) for event in coded.events if event.type == "REJECT"]
