"""How many were killed, wounded, arrested ..., by what a text says: numbers that two sources can disagree about."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.language.tree import Tree
from dragoman.records import Span

# Words for people in general: "twelve people" may be "twelve soldiers".
_ANYBODY = ("person", "people", "man", "other", "individual", "victim", "human")
# "About forty": as far off as this share either way is no other number.
_ABOUT = 0.15
# Round numbers are said without "about".
_ROUND = 100


@dataclass(frozen=True, slots=True)
class Toll:
    """How many of whom suffered what: `kind` (killed, wounded, ...), the least and the most, and the word for them.

    `whom` is empty where the text names nobody in particular. `at` is where the number stands.
    """

    kind: str
    least: float
    most: float
    whom: str
    at: Span

    def excludes(self, other: Toll) -> bool:
        """Whether both cannot be so of one incident: 12 killed and 30 killed, not "at least 12" and 30."""
        same = self.kind == other.kind and (self.whom == other.whom or not self.whom or not other.whom)
        return same and (self.most < other.least or other.most < self.least)


@dataclass(frozen=True, slots=True)
class _Words:
    passive: dict[str, str]
    subject: dict[str, str]
    adjectives: dict[str, str]
    numbers: dict[str, int]
    bounds: dict[str, str]


@cache
def _words() -> _Words:
    tables = tomllib.loads(files("dragoman.claims").joinpath("tolls.toml").read_text(encoding="utf-8"))
    numbers, bounds = tables.pop("words"), tables.pop("bounds")
    kinds = {
        part: {word: kind for kind, table in tables.items() for word in table[part]}
        for part in ("passive", "subject", "adjectives")
    }
    return _Words(
        kinds["passive"],
        kinds["subject"],
        kinds["adjectives"],
        numbers,
        {phrase: side for side, phrases in bounds.items() for phrase in phrases},
    )


def tolls_of(tree: Tree) -> Iterator[Toll]:
    """The tolls that a sentence gives, in text order."""
    words = _words()
    for token in range(len(tree)):
        value = _value(tree, token, words)
        if value is None:
            continue
        counted = tree.head(token) if tree.is_a(token, "nummod") else token
        kind = _kind(tree, counted, words)
        if kind is None:
            continue
        least, most = _range(tree, token, counted, value, words)
        noun = tree.lemma(counted) if counted != token else ""
        yield Toll(kind, least, most, "" if noun in _ANYBODY else noun, tree.span(token))


def _value(tree: Tree, token: int, words: _Words) -> int | None:
    """The number that ends with a word: "1,200", "twelve", "two hundred"; None for a part of one, and for years."""
    if tree.tag(token) != "NUM" or tree.is_a(token, "compound"):
        return None
    current = 0
    for part in [c for c in tree.children(token, "compound", "flat") if tree.tag(c) == "NUM"] + [token]:
        for word in tree.word(part).lower().replace(",", "").split("-"):
            if word.isdecimal() and len(word) < 9:
                current += int(word)
            elif word not in words.numbers:
                return None
            elif words.numbers[word] >= 100:  # "two hundred", "3 million"
                current = max(1, current) * words.numbers[word]
            else:
                current += words.numbers[word]
    return current


def _kind(tree: Tree, counted: int, words: _Words) -> str | None:
    """What those counted suffered, from the verb that they are subject or object of, or a participle beside them."""
    head = tree.head(counted)
    if head >= 0:
        verb = tree.lemma(head)
        passive = tree.is_a(counted, "nsubj:pass") or (tree.is_a(counted, "nsubj") and tree.is_passive(head))
        if verb in words.passive and (passive or tree.is_a(counted, "obj")):
            return words.passive[verb]
        if verb in words.subject and tree.is_a(counted, "nsubj"):
            return words.subject[verb]
        if verb in words.adjectives and tree.is_a(counted, "nsubj", "nummod"):
            return words.adjectives[verb]
        if tree.is_a(counted, "obj") and verb in ("leave", "find"):
            for child in tree.children(head, "xcomp"):
                if tree.lemma(child) in words.adjectives:
                    return words.adjectives[tree.lemma(child)]
    for child in tree.children(counted, "acl", "amod"):
        for table in (words.adjectives, words.passive):
            if tree.lemma(child) in table and not tree.is_a(child, "acl:relcl"):
                return table[tree.lemma(child)]
    return None


def _range(tree: Tree, token: int, counted: int, value: int, words: _Words) -> tuple[float, float]:
    first = min([token, *tree.children(token, "compound")])
    before = [tree.word(t).lower() for t in range(max(0, first - 3), first)]
    for count in (3, 2, 1):
        side = words.bounds.get(" ".join(before[-count:])) if len(before) >= count else None
        if side == "low":
            return value, math.inf
        if side == "high":
            return 0, value
        if side == "about":
            return value * (1 - _ABOUT), value * (1 + _ABOUT)
    if "more" in [tree.word(t).lower() for t in range(token + 1, min(token + 3, len(tree)))]:
        return value, math.inf  # "twelve or more"; "two more people" counts on from another number
    if value % _ROUND == 0:
        return value * (1 - _ABOUT), value * (1 + _ABOUT)
    return value, value
