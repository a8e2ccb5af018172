"""Who announces, who only reports, and whose the other side is; read by the shipped reader."""

import pytest

from dragoman.coder import Coder, open_coder
from dragoman.records import Article


@pytest.fixture(scope="module")
def coder() -> Coder:
    return open_coder()


def told(coder: Coder, text: str) -> set[tuple[str, tuple[str | None, ...]]]:
    """Types with the countries of their actors."""
    return {(event.type, tuple(a.country for a in event.actors)) for event in coder.code(Article(text=text)).events}


def test_who_says_what_will_be_yielded_announces_it(coder):
    assert {("CONCEDE", ("KEN",))} == told(coder, "Kenya said it would withdraw its troops from Somalia.")


@pytest.mark.parametrize(
    "text",
    [
        "The rebels have released two Kenyan pilots, Ugandan officials said on Monday.",
        "Ugandan officials said that Sudan had released two Kenyan pilots.",
    ],
)
def test_who_reports_the_deed_of_others_announces_nothing(coder, text):
    assert all(kind != "CONCEDE" and "UGA" not in actors for kind, actors in told(coder, text))


def test_the_opposition_calls_on_its_own_president(coder):
    (event,) = coder.code(Article(text="Kenya's opposition urged the president to resign.")).events

    assert ["KEN"] == [a.country for a in event.recipients]
