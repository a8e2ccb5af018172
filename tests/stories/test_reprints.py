"""A text printed again is known again."""

from __future__ import annotations

import pytest

import factory
from dragoman.records import Article
from dragoman.stories.origins import credit
from dragoman.stories.reprints import reprints

TEXT = (
    "The harbour of the old town was closed on Monday after divers had found a mine from the last war beside the pier. "
    "Ferries were sent to the northern port, and fishermen were told to stay at home until the navy has blown it up."
)


@pytest.mark.parametrize(
    "again",
    [
        TEXT,
        TEXT.upper(),
        f"PORT CITY, May 3 (AP) - {TEXT}",
        TEXT.partition(". Ferries")[0] + ".",
        TEXT + " Nobody was hurt, the mayor said on the radio.",
    ],
)
def test_a_reprint_may_be_cut_or_lengthened(again):
    assert {"a": "a", "b": "a"} == reprints({"a": TEXT, "b": again})


@pytest.mark.parametrize(
    "other",
    [
        "",
        "The harbour of the old town was closed.",
        "A mine from the last war was found on Monday beside the pier of the old town, whose harbour had to be closed.",
    ],
)
def test_another_text_on_the_same_matter_is_no_reprint(other):
    assert {"a": "a", "b": "b"} == reprints({"a": TEXT, "b": other})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MOSCOW (Reuters) - Russia said no.", "Reuters"),
        ("Russia said no, the news agency AFP reported.", "Agence France-Presse"),
        ("Russia said no, AFP reported.", "Agence France-Presse"),
        ("Russia said no, according to the Russian news agency Interfax.", "Interfax"),
        ("Russia said no, citing Xinhua.", "Xinhua"),
        ("Russia said no. — dpa", "Deutsche Presse-Agentur"),
        ("An AP photographer was hurt. Russia said no.", None),
        ("He mapped it.", None),
        ("", None),
    ],
)
def test_the_agency_that_is_credited(text, name):
    assert name == credit(Article(text))


def test_what_an_agency_publishes_is_its_own():
    assert "Reuters" == credit(factory.article(publisher="Reuters"))
