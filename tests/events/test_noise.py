"""Sport, markets, culture, weather and plain crime use the words of politics and are none of it."""

import pytest

from dragoman.events.contexts import contexts_of
from dragoman.events.noise import is_about, judge, open_lexicon
from dragoman.language.tree import Tree
from saplings import sapling


def sentence(text: str) -> Tree:
    """A flat tree of the words; the lexicon asks for nothing more."""
    words = text.split()
    return sapling(
        "\n".join(f"{word} NOUN {0 if n == 0 else 1} {'root' if n == 0 else 'dep'}" for n, word in enumerate(words))
    )


def fields_of(text: str) -> set[str]:
    return set(judge([sentence(text)]).sentences[0])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("iraq defeat jordan in the final of the tournament", "sport"),
        ("the striker fire home from close range", "sport"),
        ("investor punish the lender after its quarterly result", "market"),
        ("critic attack the film", "culture"),
        ("a hurricane hit cuba", "weather"),
        ("a burglar be arrest in a kitchen", "crime"),
    ],
)
def test_a_field_is_known_by_its_words(text, field):
    assert field in fields_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "russia win the war against the rebel and the army enter the city",
        "government troop attack rebel position near the border",
        "police fire tear gas at protester near the stadium",
    ],
)
def test_politics_is_no_field(text):
    assert set() == fields_of(text)


def test_politics_outweighs_a_word_in_passing():
    lexicon = open_lexicon()
    sport = next(field for field in lexicon.fields if field.name == "sport")
    bag = frozenset(("match", "team", "rebel", "army", "missile"))

    assert not is_about(bag, sport, lexicon)


def test_an_article_about_sport_is_sport_all_over():
    trees = [
        sentence(t)
        for t in ("the goalkeeper save a penalty", "the coach praise the striker", "the cup final be on sunday")
    ]
    judgement = judge([*trees, sentence("turkey attack cyprus")])

    assert frozenset(("sport",)) == judgement.article


def test_contexts_come_from_the_words_around_in_the_codebooks_order():
    assert ("military", "religion_ethnicity") == contexts_of(sentence("sunni soldier"), ())
