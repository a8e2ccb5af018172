"""How likely a source says it is, as a range of probability, read from words on published scales (likelihood.toml).

Words and range are kept together: "very likely" is 80 to 95 per cent on the scale of ICD 203. Where a source uses no
such word ("will", "may"), no number is made up.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.records import Article, Claim, Span

# How far, in characters, a word before the content may stand: "said it was very likely that ...".
_BEFORE = 40
_NEGATION = re.compile(r"\b(?:not|never|no longer|hardly)\s+(?:\w+\s+)?$|n['’]t\s+(?:\w+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A range of probability, `low` to `high` (0 .. 1), with the words that say it, where, and on which scale."""

    low: float
    high: float
    words: str
    scale: str
    span: Span


@cache
def _scale() -> tuple[re.Pattern[str], dict[str, tuple[int, int, str]]]:
    tables = tomllib.loads(files("dragoman.claims").joinpath("likelihood.toml").read_text(encoding="utf-8"))
    ranges = {words: (low, high, scale) for scale, steps in tables.items() for words, (low, high) in steps.items()}
    longest_first = sorted(ranges, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b", re.IGNORECASE), ranges


def likelihood_of(article: Article, claim: Claim) -> Likelihood | None:
    """The range that the first word of probability in or just before a claim's content stands for, None without one.

    A negated word ("not likely") stands for the other side: 55 to 80 per cent becomes 20 to 45.
    """
    content = claim.content
    text = (article.title or "") if content.in_title else article.text
    pattern, ranges = _scale()
    begin = max(0, content.start - _BEFORE)
    sentence = max(text.rfind(mark, begin, content.start) for mark in (". ", "\n", "? ", "! "))
    found = pattern.search(text, max(begin, sentence + 1), content.end)
    if found is None:
        return None
    low, high, scale = ranges[found.group().lower()]
    if _NEGATION.search(text, max(0, found.start() - 20), found.start()):
        low, high = 100 - high, 100 - low
    return Likelihood(low / 100, high / 100, found.group(), scale, Span(found.start(), found.end(), content.in_title))
