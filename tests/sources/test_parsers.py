"""Whatever a parser raises is an error of the article that it read."""

from __future__ import annotations

import pytest

from dragoman.engines.watched import Crashed
from dragoman.errors import DragomanError, MalformedArticle
from dragoman.sources.parsers import careful


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (AssertionError("deep inside"), MalformedArticle),
        (RecursionError(), MalformedArticle),
        (AttributeError("\ud800" * 1000), MalformedArticle),
        (MemoryError(), Crashed),
        (Crashed("as it is"), Crashed),
    ],
)
def test_whatever_a_parser_raises_is_an_error_of_the_article(raised, expected):
    def parse(given):
        raise raised

    with pytest.raises(DragomanError) as caught:
        careful(parse)(b"x")
    assert (expected, True) == (type(caught.value), len(str(caught.value)) < 300)


def test_what_a_parser_finds_is_given_on():
    assert b"yx" == careful(lambda given: b"y" + given)(b"x")
