"""Where and when an event was, when it is told from elsewhere or by its distance from another; by the shipped reader."""

from datetime import UTC, date, datetime

import pytest

from dragoman.events.whereabouts import may_be_at_dateline
from dragoman.records import Actor, Article


@pytest.fixture(scope="module")
def coder():
    import dragoman

    return dragoman.open_coder()


def event(coder, kind: str, text: str, published: str = "2015-11-28"):
    article = Article(text=text, published=datetime.fromisoformat(published).replace(tzinfo=UTC))
    return next(e for e in coder.code(article).events if e.type == kind)


def state(code: str) -> Actor:
    return Actor(code, code, code)


@pytest.mark.parametrize(
    ("kind", "country", "actors", "recipients", "expected"),
    [
        ("ACCUSE", "RUS", ["RUS"], ["TUR"], True),
        ("ACCUSE", "RUS", ["ISR"], ["TUR"], False),
        ("CONSULT", "CHE", ["IRN", "USA"], [], False),
        ("ASSAULT", "RUS", ["RUS"], ["SYR"], False),
        ("ASSAULT", "SYR", ["RUS"], ["SYR"], True),
        ("MOBILIZE", "TUR", ["TUR"], [], True),
        ("AID", "RUS", ["RUS"], ["SRB"], False),
    ],
)
def test_the_dateline_is_the_place_of_what_can_have_happened_there(kind, country, actors, recipients, expected):
    found = may_be_at_dateline(kind, country, [state(a) for a in actors], [state(r) for r in recipients])

    assert expected is found


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("ANKARA - Turkish jets bombed Islamic State on Friday.", "ASSAULT", None),
        ("MOSCOW - Israel has bombed Hezbollah.", "ASSAULT", None),
        ("MOSCOW - Russia condemned Turkey on Friday.", "ACCUSE", "Moscow"),
    ],
)
def test_an_event_that_happened_elsewhere_is_not_at_the_dateline(coder, text, kind, place):
    where = event(coder, kind, text).where

    assert place == (where and where.name)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (
            "Putin signed a decree on Saturday, four days after Turkish jets shot down a Russian bomber.",
            date(2015, 11, 24),
            date(2015, 11, 24),
        ),
        ("Russia will start bombing in Syria within days.", date(2015, 11, 28), date(2015, 12, 5)),
        ("Russia will bomb Syria this year.", date(2015, 11, 28), date(2015, 12, 31)),
        ("Russia will bomb Syria before Christmas.", date(2015, 11, 28), date(2015, 12, 24)),
    ],
)
def test_days_are_counted_from_the_event_told_beside_it_or_from_today(coder, text, first, last):
    when = event(coder, "ASSAULT", text).when

    assert (first, last) == (when.first, when.last)
