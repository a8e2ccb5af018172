"""Which place a name means, alone and in its document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.language.tree import Tree
from dragoman.places import PlaceResolver, open_places
from dragoman.places.names import distance, key, skeleton
from dragoman.records import Article, Name, Place, Sentence, Span


@pytest.fixture(scope="module")
def places() -> PlaceResolver:
    return open_places()


def where(place: Place | None) -> tuple[str, str | None, str] | None:
    return (place.name, place.country, place.kind) if place else None


@pytest.mark.parametrize(
    ("phrase", "context", "expected"),
    [
        ("Baghdad", "", ("Baghdad", "IRQ", "city")),
        ("Latakia", "", ("Latakia", "SYR", "city")),
        ("Latakia province", "", ("Latakia", "SYR", "adm1")),
        ("the Kremlin", "", ("Kremlin", "RUS", "feature")),
        ("the Plaza de Mayo", "", ("Plaza de Mayo", "ARG", "feature")),
        ("Bolotnaya Square", "", ("Bolotnaya Square", "RUS", "feature")),
        ("Huwija", "Commandos raided Huwija in Iraq.", ("Al Ḩawījah", "IRQ", "city")),
        ("Huwija", "", ("Al Ḩawījah", "IRQ", "city")),
        ("Mir Ali", "", ("Mir Ali", "PAK", "city")),
        ("Galwan valley", "", ("Galwan", None, "feature")),
        ("Ras al-Ain", "", ("Ra’s al ‘Ayn", "SYR", "city")),
        ("Maryupol", "", ("Mariupol", "UKR", "city")),
        ("Darfur", "", ("Darfur", "SDN", "region")),
        ("Strait of Hormuz", "", ("Strait of Hormuz", None, "feature")),
        ("Anbar", "", ("Anbar", "IRQ", "adm1")),
        ("Iraq", "", ("Iraq", "IRQ", "country")),
        ("Ky.", "", ("Kentucky", "USA", "adm1")),
        ("NSW", "", ("New South Wales", "AUS", "adm1")),
        ("northern Syria", "", ("Syria", "SYR", "country")),
        ("the city of Homs", "", ("Homs", "SYR", "city")),
        ("L.A.", "", ("Los Angeles", "USA", "city")),
        ("the Gulf", "The Pentagon moved a carrier to the Gulf.", ("Persian Gulf", None, "feature")),
    ],
)
def test_names_that_say_enough_by_themselves(places: PlaceResolver, phrase: str, context: str, expected: tuple):
    assert expected == where(places.resolve(phrase, context))


def test_what_follows_a_name_says_which_one_it_is(places: PlaceResolver):
    assert ("Paris", "USA", "city") == where(places.resolve("Paris, Texas"))
    assert ("Paris", "USA", "city") == where(places.resolve("Paris", "He was born in Paris, Texas."))
    assert ("Paris", "FRA", "city") == where(places.resolve("Paris", "The talks in Paris ended."))


def test_the_other_names_of_the_document_decide(places: PlaceResolver):
    assert "GEO" == places.resolve("Georgia", "Tbilisi said that Georgia had shelled Abkhazia.").country
    assert "USA" == places.resolve("Georgia", "A court in Atlanta, Georgia, and one in Alabama agreed.").country


def test_another_spelling_of_a_latin_name_or_a_village_is_not_believed_without_a_context(places: PlaceResolver):
    """The nearest to these are Tremp in Spain and Khokhol'skiy, a settlement in Russia."""
    assert None is places.resolve("Trump")
    assert None is places.resolve("Kowalski")


@pytest.mark.parametrize("phrase", ["", "  ", "Qxzzwv", "\ud800", "," * 50, "a" * 10_000])
def test_what_is_no_place_is_none(places: PlaceResolver, phrase: str):
    assert None is places.resolve(phrase)


def test_a_place_knows_its_point_its_id_and_the_next_best(places: PlaceResolver):
    place = places.resolve("Tripoli")

    assert (2210247, "LBY") == (place.geonames_id, place.country)
    assert (32.9, 13.2) == (round(place.lat, 1), round(place.lon, 1))
    assert place.runner_up is not None
    assert 0 < place.confidence <= 1


def one_sentence(text: str, names: dict[str, str]) -> tuple[Article, Tree]:
    """An article of one sentence in which capitals are proper nouns, with these names labelled."""
    words = text.replace(",", " ,").replace(".", " .").split()
    starts, position = [], 0
    for word in words:
        position = text.index(word, position)
        starts.append(position)
        position += len(word)
    labelled = []
    for name, label in names.items():
        first = starts.index(text.index(name))
        labelled.append(Name(first, first + len(name.split()), label))
    count = len(words)
    tags = tuple("PROPN" if word[0].isupper() else "X" for word in words)
    heads = (-1, *([0] * (count - 1)))
    sentence = Sentence(
        Span(0, len(text)), tuple(words), tuple(starts), tuple(words), tags, ("X",) * count, ("",) * count, heads,
        ("root", *["dep"] * (count - 1)), tuple(sorted(labelled, key=lambda name: name.first)),
    )  # fmt: skip
    return Article(text=text), Tree(sentence)


def test_a_document_lists_its_places_with_their_characters(places: PlaceResolver):
    article, tree = one_sentence("Russian jets struck Homs and Hama in Syria.", {"Homs": "LOC"})
    found = places.document(article, [tree])

    assert ["Homs", "Hama", "Syria"] == [article.characters(place.span) for place in found.places]
    assert ["SYR", "SYR", "SYR"] == [place.country for place in found.places]
    assert "Homs" == found.at(0, 3).name
    assert None is found.at(0, 0)


def test_places_within_names_of_people_and_organisations_are_none(places: PlaceResolver):
    article, tree = one_sentence("Then Paris Hilton met Jack London.", {"Paris Hilton": "PER", "Jack London": "PER"})

    assert () == places.document(article, [tree]).places


def test_a_location_that_the_gazetteer_lacks_is_listed_without_a_point(places: PlaceResolver):
    article, tree = one_sentence("Shells fell on Qxzzwv Heights.", {"Qxzzwv Heights": "LOC"})
    (place,) = places.document(article, [tree]).places

    assert (None, None, 0.0) == (place.lat, place.country, place.confidence)


def test_transliterations_share_a_skeleton():
    spellings = ("Deir al-Zor", "Dayr az Zawr", "Deir ez-Zor", "Deir Ezzor")

    assert 1 == len({skeleton(key(name)) for name in spellings})
    assert skeleton(key("Sloviansk")) == skeleton(key("Slavyansk"))
    assert skeleton(key("Qamishli")) == skeleton(key("Kamishly"))


@given(st.text(max_size=60))
def test_a_key_of_a_key_is_the_key(text: str):
    assert key(text) == key(key(text)) or "saint" in key(key(text))


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_the_distance_is_symmetric_and_zero_only_for_equals(left: str, right: str):
    assert distance(left, right, 8) == distance(right, left, 8)
    assert (distance(left, right, 8) == 0) == (left == right)


@pytest.mark.parametrize(
    ("text", "label", "listed"),
    [
        ("West Nile virus reached Ohio.", "Nile", ["Ohio"]),
        ("He studied at Columbia University.", "Columbia", []),
        ("The NICU closed.", "NICU", []),
        ("He paid US$5 then.", "US$5", []),
        ("Floods hit mid-Ohio then.", "mid-Ohio", ["Ohio"]),
        ("Ask the Henderson County Jail.", "Henderson", ["Henderson County"]),
        ("He lives in The Bronx.", "The Bronx", ["The Bronx"]),
        ("He drove on Highway 101 then.", "Highway 101", ["Highway 101"]),
        ("It rained in NSW.", "NSW", ["NSW"]),
    ],
)
def test_names_begin_and_end_where_the_place_does(places: PlaceResolver, text: str, label: str, listed: list[str]):
    article, tree = one_sentence(text, {label: "LOC"})

    assert listed == [article.characters(place.span) for place in places.document(article, [tree]).places]


def test_a_person_of_that_name_is_no_place(places: PlaceResolver):
    """Unless something happens there."""
    full = "Georgia Harlow skates while Georgia smiles."
    article, tree = one_sentence(full, {"Georgia Harlow": "PER"})
    named = [article.characters(place.span) for place in places.document(article, [tree]).places]
    other, where_it_was = one_sentence("Protests shook Georgia.", {"Georgia": "LOC"})

    assert [] == named
    assert ["Georgia"] == [other.characters(place.span) for place in places.document(other, [where_it_was]).places]


def test_a_seat_that_acts_is_no_place(places: PlaceResolver):
    article, tree = one_sentence("White House denied it.", {"White House": "LOC"})

    assert () == places.document(article, [tree]).places
