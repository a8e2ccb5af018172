"""How many have really looked: reports of a story that go back to one origin count as one.

A report goes back to another where it prints its text, and to an agency or paper where it credits it: in the dateline
("CAIRO (Reuters) -"), in the beginning ("Reuters reported"), or at the end ("(AFP)").
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.records import Article, Coded

# Credits stand in the dateline and the first sentences, or in the last line; a name in between is somebody quoted.
HEAD_CHARACTERS = 320
TAIL_CHARACTERS = 80

_SAYS = (
    r"(?:news agency |agency )?(?:has |had )?(?:reported|reports|said|says|quoted|cited|writes|wrote|learnt|learned)"
)
_BY = (
    r"(?:citing|cited by|quoted by|quoting|according to|reported by|told|source:|via|seen by|obtained by) "
    r"(?:the )?(?:[\w-]+ ){0,2}(?:news agency |agency |wire )?"  # "the semi-official Iranian news agency"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin of a story: its name (an agency, else the first publisher) and the articles that go back to it."""

    name: str
    articles: tuple[str, ...]


def find_origins(reports: Sequence[Coded], texts: dict[str, str]) -> tuple[Origin, ...]:
    """The origins of the reports of one story, the one with most reports first.

    `texts` names for each article the one that stands for its text, as `reprints` finds it.
    """
    ordered = sorted(reports, key=order_of)
    credited: dict[str, str] = {}
    for one in ordered:
        name = credit(one.article)
        if name is not None:
            credited.setdefault(texts[one.article.id], name)
    grouped: dict[str, list[Coded]] = defaultdict(list)
    for one in ordered:
        text = texts[one.article.id]
        grouped[f"agency {credited[text]}" if text in credited else f"text {text}"].append(one)
    named = [
        Origin(key.removeprefix("agency ") if key.startswith("agency ") else _publisher(some), _ids(some))
        for key, some in grouped.items()
    ]
    return tuple(sorted(named, key=lambda origin: (-len(origin.articles), origin.name, origin.articles)))


def credit(article: Article) -> str | None:
    """The agency that an article is from or credits, None where it credits nobody.

    >>> credit(Article("CAIRO, 3 May (Reuters) - Egypt opened the crossing."))
    'Reuters'
    >>> credit(Article("Egypt opened the crossing, the AP reported."))
    'Associated Press'
    >>> credit(Article("Egypt opened the crossing. Later the map of it was shown.")) is None
    True
    """
    for name, whole, _ in _agencies():
        if article.publisher and whole.fullmatch(article.publisher.strip()):
            return name
    head, tail = article.text[:HEAD_CHARACTERS], article.text[-TAIL_CHARACTERS:]
    found = [
        (match.start(), name)
        for name, _, crediting in _agencies()
        for match in (crediting.search(head) or crediting.search(tail),)
        if match is not None
    ]
    return min(found)[1] if found else None


@cache
def _agencies() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Each agency with the pattern of its name, and that of a credit to it."""
    lines = files("dragoman.stories").joinpath("agencies.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple((row["name"], *_patterns(row["credited"].split("|"))) for row in rows)


def _patterns(ways: list[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))
    credits = rf"\((?:{names})\)|\b(?:{names}) (?i:{_SAYS})\b|\b(?i:{_BY})(?:{names})\b|[-–—|/] ?(?:{names})\s*$"
    return re.compile(names), re.compile(credits)


def order_of(coded: Coded) -> tuple[str, str]:
    """By publication, then by id: never by arrival."""
    article = coded.article
    return (article.published.isoformat() if article.published is not None else "9", article.id)


def _publisher(some: Sequence[Coded]) -> str:
    return next((one.article.publisher for one in some if one.article.publisher), some[0].article.id)


def _ids(some: Sequence[Coded]) -> tuple[str, ...]:
    return tuple(one.article.id for one in some)
