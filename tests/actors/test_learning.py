"""Titles and appositions in coded articles teach who held which office when."""

from datetime import UTC, datetime

from dragoman.actors import ActorResolver
from dragoman.actors.learning import Candidate, candidates, sightings
from dragoman.records import Actor, Article, Coded, Mention, Span


def coded(text: str, phrase: str, actor: Actor, *, day: int = 1, publisher: str = "Meridian Wire") -> Coded:
    """An article of one sentence in which one phrase was resolved to an actor."""
    published = datetime(2015, 10, day, tzinfo=UTC)
    start = text.index(phrase)
    mention = Mention(Span(start, start + len(phrase)), "actor", actor)
    article = Article(text=text, published=published, publisher=publisher)
    return Coded(article, sentences=(Span(0, len(text)),), mentions=(mention,))


IBRAHIM = Actor("IRQ.GOV", "Awad Ibrahim", "IRQ", ("GOV",))


def learn(actors: ActorResolver, *articles: Coded) -> list[Candidate]:
    return candidates(one for article in articles for one in sightings(article, actors.lexicon))


def test_a_title_before_a_name_is_a_sighting(actors: ActorResolver):
    found = learn(
        actors, coded("Iraqi Trade Minister Awad Ibrahim left.", "Iraqi Trade Minister Awad Ibrahim", IBRAHIM)
    )

    assert [("Awad Ibrahim", "IRQ.GOV", ("Iraqi Trade Minister",))] == [(c.name, c.code, c.titles) for c in found]
    assert "Iraqi Trade Minister Awad Ibrahim left." == found[0].evidence[0].sentence


def test_an_apposition_after_a_name_is_a_sighting(actors: ActorResolver):
    found = learn(actors, coded("Awad Ibrahim, the trade minister, left.", "Awad Ibrahim", IBRAHIM))

    assert [("trade minister",)] == [c.titles for c in found]


def test_a_name_without_a_title_teaches_nothing(actors: ActorResolver):
    assert [] == learn(actors, coded("Awad Ibrahim left, and nobody minded.", "Awad Ibrahim", IBRAHIM))


def test_an_organisation_is_no_person(actors: ActorResolver):
    firm = Actor("USA.BUS", "Ibrahim Motor Company", "USA", ("BUS",))

    assert [] == learn(
        actors, coded("The director Ibrahim Motor Company left.", "director Ibrahim Motor Company", firm)
    )


def test_who_is_in_the_tables_on_the_day_is_not_news(actors: ActorResolver):
    lavrov = Actor("RUS.GOV", "Sergei Lavrov", "RUS", ("GOV",), id="per.sergei_lavrov")

    assert [] == learn(actors, coded("Foreign Minister Sergei Lavrov left.", "Foreign Minister Sergei Lavrov", lavrov))


def test_three_sightings_by_two_publishers_are_sure(actors: ActorResolver):
    text, phrase = "Trade Minister Awad Ibrahim left.", "Trade Minister Awad Ibrahim"
    spelled = Actor("IRQ.GOV", "Awad al-Ibrahim", "IRQ", ("GOV",))
    found = learn(
        actors,
        coded(text, phrase, IBRAHIM, day=9),
        coded(text, phrase, IBRAHIM, day=2, publisher="Baghdad Evening Courier"),
        coded("Trade Minister Awad al-Ibrahim spoke.", "Trade Minister Awad al-Ibrahim", spelled, day=20),
    )

    assert [True] == [c.is_sure for c in found]
    assert ["Awad Ibrahim", "Awad al-Ibrahim"] == list(found[0].spellings)
    assert ("2015-10-02", "2015-10-20") == (found[0].row()["from"], str(found[0].last))


def test_another_office_is_another_candidate(actors: ActorResolver):
    general = Actor("IRQ.MIL", "Awad Ibrahim", "IRQ", ("MIL",))
    found = learn(
        actors,
        coded("Trade Minister Awad Ibrahim left.", "Trade Minister Awad Ibrahim", IBRAHIM),
        coded("General Awad Ibrahim left.", "General Awad Ibrahim", general),
    )

    assert {"IRQ.GOV", "IRQ.MIL"} == {c.code for c in found}
