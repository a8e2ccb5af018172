"""Who protests where the text names no crowd, and whom a protest meets; read by the shipped reader."""

import pytest

from dragoman.coder import Coder, open_coder
from dragoman.records import Article


@pytest.fixture(scope="module")
def coder() -> Coder:
    return open_coder()


def parties(coder: Coder, text: str) -> list[tuple[str, list[str], list[str]]]:
    """Type, actors and recipients of each event."""
    events = coder.code(Article(text=text)).events
    return [(e.type, [a.code for a in e.actors], [r.code for r in e.recipients]) for e in events]


def test_a_protest_of_nobody_in_particular_is_of_the_people_of_its_place(coder):
    assert [("PROTEST", ["DZA.CVL"], ["DZA.GOV"])] == parties(
        coder, "Weekly demonstrations in Algiers brought down an ailing president."
    )


def test_the_place_after_which_an_uprising_is_called_names_its_people(coder):
    assert [("PROTEST", ["ZAF.CVL"], [])] == parties(coder, "The Soweto uprising began over lessons in Afrikaans.")


def test_the_country_that_a_protest_is_against_does_not_protest(coder):
    assert [("PROTEST", [], ["RUS"])] == parties(coder, "Protests against Russia spread on Monday.")


def test_unrest_that_is_only_spoken_of_has_no_crowd(coder):
    kinds = [kind for kind, _, _ in parties(coder, "Moscow blamed Kiev for the unrest in Donetsk.")]

    assert ["ACCUSE"] == kinds
