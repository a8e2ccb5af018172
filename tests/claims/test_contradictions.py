"""Claims of one article contradict each other by opposite polarity, and by values that exclude each other."""

import pytest

from dragoman import open_coder
from dragoman.records import Article, Claim


def contradicting(text: str) -> list[Claim]:
    return [
        claim for claim in open_coder().code(Article(text=text, publisher="Gulf Courier")).claims if claim.contradicts
    ]


def speakers(text: str) -> list[str]:
    return [claim.sources[-1].actor.name for claim in contradicting(text)]


def test_two_tolls_of_two_sources_exclude_each_other() -> None:
    text = "The government said that 12 people had been killed. A doctor said that thirty-one people died."

    assert speakers(text) == ["government", "doctor"]


@pytest.mark.parametrize(
    "text",
    [
        "The government said that at least 12 people had been killed. A doctor said that 31 people died.",
        "The government said that 12 people had been killed. A doctor said that 31 people were wounded.",
        "The government said that 12 soldiers had been killed. A doctor said that 31 children died.",
        "The government said that two hundred people had been killed. A doctor said that 210 people died.",
        "The government said that 12 people had been killed. It said later that 31 people had died.",
    ],
)
def test_open_numbers_other_harm_other_people_and_corrections_exclude_nothing(text: str) -> None:
    assert contradicting(text) == []


def test_two_sources_that_name_another_doer_contradict_each_other() -> None:
    text = (
        "Ukraine said that Russia shelled the hospital on Monday. "
        "The Russian defence ministry said that Ukraine had shelled the hospital."
    )

    assert len(contradicting(text)) == 2


def test_shelling_something_else_is_no_contradiction() -> None:
    text = "Ukraine said that Russia shelled the hospital. The Russian defence ministry said that Ukraine shelled the port."

    assert contradicting(text) == []


def test_digits_that_are_no_numbers_are_no_toll() -> None:
    assert contradicting("The army said ² people were killed. A doctor said ½ people were killed.") == []
