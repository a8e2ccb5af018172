"""Which nouns name somebody who can speak, and what kind of source: the words of sources.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def source_words() -> dict[str, frozenset[str]]:
    """The word lists of sources.toml by name."""
    tables = tomllib.loads(files("dragoman.claims").joinpath("sources.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in tables.items()}


def is_agent_noun(lemma: str) -> bool:
    """Whether a noun names somebody who can speak, by the lists or by its ending.

    >>> [noun for noun in ("minister", "border", "villager", "army") if is_agent_noun(noun)]
    ['minister', 'villager', 'army']
    """
    words = source_words()
    if lemma in words["agents"] or lemma in words["unnamed"]:
        return True
    return len(lemma) > 4 and lemma not in words["things"] and lemma.endswith(tuple(words["endings"]))
