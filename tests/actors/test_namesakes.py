"""Names that two states share mean the pair of them."""

from collections.abc import Callable

import pytest

Codes = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the two Koreas", ["PRK", "KOR"]),
        ("both Sudans", ["SDN", "SSD"]),
        ("the rival Congos", ["COD", "COG"]),
        ("South Korea", ["KOR"]),
    ],
)
def test_the_two_koreas_are_both(codes: Codes, phrase: str, expected: list[str]):
    assert expected == codes(phrase)
