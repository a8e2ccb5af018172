"""A word of violence without a sign of force is criticism, a quarrel, or only an idiom; read by the shipped reader."""

from datetime import UTC, datetime

import pytest

from dragoman.records import Article


def types(coder, text: str) -> set[str]:
    article = Article(text=text, published=datetime(2016, 3, 10, tzinfo=UTC))
    return {event.type for event in coder.code(article).events}


@pytest.fixture(scope="module")
def coder():
    import dragoman

    return dragoman.open_coder()


@pytest.mark.parametrize(
    "text",
    [
        "Bernie Sanders attacked Hillary Clinton over her speeches.",
        "Hillary Clinton and Bernie Sanders clashed in Miami.",
        "Republican senators blasted the nuclear pact with Iran.",
        "Marco Rubio hit Barack Obama on immigration.",
        "Marco Rubio blasted Barack Obama for not arming the Kurds.",
        "Hillary Clinton attacked America's spy chiefs.",
    ],
)
def test_people_whose_weapon_is_the_word_attack_in_words(coder, text):
    found = types(coder, text)

    assert "ACCUSE" in found
    assert "ASSAULT" not in found


@pytest.mark.parametrize(
    "text",
    [
        "Russian warplanes attacked Aleppo on Monday.",
        "Israel struck Lebanon on Sunday, the army said in a statement.",
        "Militants attacked a senator's convoy in Kenya with grenades.",
        "Turkish and Syrian troops clashed near the border.",
        "Iran attacked Iraq on Friday.",
    ],
)
def test_force_stays_force(coder, text):
    assert "ASSAULT" in types(coder, text)


@pytest.mark.parametrize(
    "text", ["Democrats fought for the right to vote.", "Hillary Clinton used Barack Obama as a shield."]
)
def test_an_idiom_is_no_event(coder, text):
    assert "ASSAULT" not in types(coder, text)


def test_a_candidate_who_marches_towards_an_election_protests_against_nobody(coder):
    assert "PROTEST" not in types(coder, "Hillary Clinton is marching toward the nomination.")
