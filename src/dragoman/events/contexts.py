"""What an event is about: PLOVER contexts from the words around it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from dragoman import ontology
from dragoman.errors import KnowledgeError
from dragoman.language.tree import Tree
from dragoman.patterns.book import KNOWLEDGE, read_toml


def contexts_of(tree: Tree, given: Iterable[str] = ()) -> tuple[str, ...]:
    """The contexts that a pattern gives and those that the sentence's words add, in the codebook's order."""
    words = _context_words()
    found = set(given)
    lemmas = [lemma.lower() for lemma in tree.sentence.lemmas]
    for place, lemma in enumerate(lemmas):
        found |= words.get(lemma, frozenset())
        if place:
            found |= words.get(f"{lemmas[place - 1]} {lemma}", frozenset())
    return tuple(context for context in ontology.CONTEXTS if context in found)


@lru_cache(maxsize=1)
def _context_words() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for context, lemmas in read_toml(KNOWLEDGE / "contexts.toml").items():
        if context not in ontology.CONTEXTS:
            raise KnowledgeError(f"contexts.toml: {context!r} is no PLOVER context.")
        for lemma in lemmas:
            table.setdefault(lemma, set()).add(context)
    return {lemma: frozenset(contexts) for lemma, contexts in table.items()}
