"""What citizens and politicians of the country that an article is about do, say and wish; read by the shipped reader."""

import pytest

from dragoman.coder import Coder, open_coder
from dragoman.records import Article, Event

# Six sentences whose actors are all Kenyan, so that the article is about Kenya.
KENYAN = (
    "Kenya's president spoke in Nairobi. The Kenyan parliament sat late. Kenyan lawmakers and the Kenyan finance minister"
    " were tired. The Kenyan opposition leader slept. Kenyan voters waited outside. "
)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return open_coder()


def last(coder: Coder, text: str) -> list[Event]:
    """The events of the sentence that ends the article about Kenya."""
    coded = coder.code(Article(text=KENYAN + text))
    return [event for event in coded.events if event.sentence == len(coded.sentences) - 1]


def test_parties_and_courts_of_an_article_about_a_country_are_that_countrys(coder):
    (event,) = last(coder, "The court jailed the opposition leader.")

    assert {"KEN"} == {a.country for a in (*event.actors, *event.recipients)}


def test_to_be_for_a_thing_at_home_is_no_event(coder):
    assert [] == last(coder, "Opposition lawmakers supported a lower tax on milk.")


def test_an_aim_that_nobody_commits_to_is_no_promise(coder):
    text = "France made no effort to help Kenya."

    assert all(event.type != "AGREE" for event in coder.code(Article(text=text)).events)


def test_talk_with_nobody_is_no_meeting(coder):
    assert [] == last(coder, "Lawmakers held private talks.")


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Nigeria's president came under fire from lawmakers over fuel subsidies.", "NGA.LEG"),
        ("A mob lynched two men in Honduras.", "HND.CVL"),
        ("Authorities in Eritrea kept eleven former ministers locked up without trial.", "ERI.GOV"),
    ],
)
def test_who_speaks_keeps_order_or_holds_somebody_is_at_home_where_no_country_is_said(coder, text, doer):
    (event,) = coder.code(Article(text=text)).events

    assert [doer] == [actor.code for actor in event.actors]


def test_an_envoy_is_not_of_the_country_that_a_text_is_about(coder):
    (event,) = coder.code(Article(text="Cambodia's prime minister withdrew his accusation against the envoy.")).events

    assert [None] == [recipient.country for recipient in event.recipients]
