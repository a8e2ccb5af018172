"""No political event is coded from warlike sentences about sport, markets, culture, weather, crime and history."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dragoman.coder import Coder, open_coder
from dragoman.records import Article

# What is long past may be coded, and then says so.
SENTENCES = [
    line for line in (Path(__file__).parent / "noise.txt").read_text().splitlines() if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return open_coder()


@pytest.mark.parametrize("text", SENTENCES)
def test_no_event_of_today(coder, text):
    events = coder.code(Article(text, published=datetime(2015, 10, 29, tzinfo=UTC))).events

    assert [] == [event.pattern for event in events if "historical" not in event.auxiliary]
