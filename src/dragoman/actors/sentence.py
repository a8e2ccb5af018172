"""One sentence as the actor room sees it: units of the tables, kinds of relations, and noun phrases cut into parts.

This is the inner loop of the room: every nominal of every sentence passes here. So each relation is looked up once per
sentence as a number whose bits say what kinds it is of, and all questions are asked of these numbers.
"""

from __future__ import annotations

from collections.abc import Callable

from dragoman.actors.coding import AGENT_ENDINGS
from dragoman.actors.lexicon import Lexicon, Unit
from dragoman.actors.phrase import Noun, Reading
from dragoman.language.tree import Tree

# Kinds of relations, one bit each.
CORE, NOMINAL, IN_NAME, TRAILING, CONJUNCT, POSSESSOR, COMPLEMENT, APPOSITION, CLAUSE, LINK, DESCRIPTION, HYPHEN = (
    1 << n for n in range(12)
)
SUBJECT, OBJECT, OBLIQUE, DETERMINER, MODIFIER = (1 << n for n in range(12, 17))
KINDS = {
    CORE: ("compound", "flat", "fixed", "goeswith", "amod", "nmod:desc", "nmod:unmarked", "nummod"),
    NOMINAL: (
        "nsubj", "obj", "iobj", "obl", "nmod", "appos", "conj", "root", "vocative", "dislocated", "parataxis", "list",
        "xcomp", "ccomp", "orphan", "dep",
    ),
    IN_NAME: ("flat", "fixed", "goeswith", "nmod:desc"),
    # What belongs to a modifier of the core and not to the core's head: "long-range", "Russian and Syrian".
    TRAILING: ("conj", "cc", "obl", "nmod", "advmod", "obj"),
    CONJUNCT: ("conj",),
    POSSESSOR: ("nmod:poss",),
    COMPLEMENT: ("nmod",),
    APPOSITION: ("appos",),
    CLAUSE: ("acl", "amod"),
    LINK: ("case", "mark"),
    DESCRIPTION: ("nmod:desc",),
    HYPHEN: ("punct", "case"),
    SUBJECT: ("nsubj",),
    OBJECT: ("obj", "iobj"),
    OBLIQUE: ("obl",),
    DETERMINER: ("det",),
    MODIFIER: ("amod",),
}  # fmt: skip
NOMINAL_TAGS = frozenset(("NOUN", "PROPN", "PRON", "ADJ", "NUM", "X"))
ALLEGIANCE = frozenset(("loyal", "lead", "led", "allied", "aligned", "command"))
# Hackers and trolls are nobody's of themselves: they are of the state for which they are said to work.
HACKERS = frozenset(("hacker", "hacktivist", "cyberspy", "troll"))
EMPLOY = frozenset(
    ("link", "tie", "work", "employ", "back", "sponsor", "direct", "control", "run", "sponsored", "linked")
)
DEFINITE = frozenset(("the", "this", "that"))
HYPHENS = frozenset(("-", "–", "‑"))
MOST_CORE = 24  # Tokens of a core; longer ones are tables or lists that were parsed as one phrase.
DEEPEST = 4  # How many phrases may lie inside each other.


class _Kinds(dict[str, int]):
    """The bits of each relation, made when it is first met."""

    def __missing__(self, relation: str) -> int:
        base = relation.partition(":")[0]
        bits = 0
        for bit, names in KINDS.items():
            if relation in names or base in names:
                bits |= bit
        self[relation] = bits
        return bits


_KINDS = _Kinds()


class SentenceActors:
    """A tree with its units and the kinds of its relations; cuts the noun phrase of a head into parts."""

    __slots__ = ("_cores", "children", "kinds", "owners", "people", "tags", "tree", "units", "words")

    def __init__(self, tree: Tree, lexicon: Lexicon):
        sentence = tree.sentence
        self.tree = tree
        self.words = sentence.words
        self.tags = sentence.tags
        self.kinds = [_KINDS[relation] for relation in sentence.relations]
        self.children = tree.children
        self.units = lexicon.units(sentence.words)
        self.people = {t for name in sentence.names if name.label == "PER" for t in range(name.first, name.last)}
        self.owners = [unit for unit in self.units for _ in range(unit.first, unit.last)]
        self._cores: dict[int, list[int]] = {}

    def heads(self) -> list[int]:
        """The tokens that head a noun phrase of their own and are not inside an alias."""
        tags = self.tags
        nominal = [token for token, kinds in enumerate(self.kinds) if kinds & NOMINAL and not kinds & DESCRIPTION]
        return [t for t in nominal if tags[t] in NOMINAL_TAGS and not self._is_adjective(t) and not self.is_inside(t)]

    def _is_adjective(self, token: int) -> bool:
        """Whether the token is the second of two adjectives before a noun."""
        if self.tags[token] != "ADJ" or not self.kinds[token] & CONJUNCT:
            return False
        return bool(self.kinds[self.tree.first_conjunct(token)] & MODIFIER)

    def is_inside(self, token: int) -> bool:
        """Whether the token and its head are words of one alias: "Rights" in "Human Rights Watch"."""
        unit = self.owners[token]
        return bool(unit.entries) and unit.first <= self.tree.head(token) < unit.last

    def climb(self, token: int) -> int:
        """The head of the name that the token is a part of."""
        heads = self.tree.sentence.heads
        while heads[token] >= 0 and (self.kinds[token] & IN_NAME or self.is_inside(token)):
            token = heads[token]
        return token

    def is_thing(self, token: int) -> bool:
        """Whether a common noun is in no table as anybody, so that no rule can make an actor of its phrase."""
        if self.tags[token] not in ("NOUN", "NUM"):
            return False
        unit = self.owners[token]
        if unit.entries:
            if any(entry.kind != "nobody" for entry in unit.entries):
                return False
        elif not unit.text.islower() and not unit.text.isdigit():
            return False
        kinds = self.kinds
        if any(kinds[child] & APPOSITION or self._stands_after(token, child) for child in self.children(token)):
            return False
        return not unit.text.endswith(AGENT_ENDINGS)

    def _stands_after(self, token: int, child: int) -> bool:
        """Whether a child after a head is of its core, and so the last word of the phrase: "paramedic Omar"."""
        return child > token and bool(self.kinds[child] & CORE)

    def core(self, token: int) -> list[int]:
        """The tokens of the phrase's core: its head, what modifies it, and their own modifiers, in text order."""
        core = self._cores.get(token)
        if core is None:
            core = self._cores[token] = self._core(token)
        return core

    def _core(self, token: int) -> list[int]:
        children, kinds = self.children, self.kinds
        below = children(token)
        if not below:
            return [token]
        kept, waiting = {token}, [token]
        while waiting and len(kept) < MOST_CORE:
            current = waiting.pop()
            for child in children(current):
                kind = kinds[child]
                if (
                    kind & CORE
                    or (current != token and kind & TRAILING and not kind & POSSESSOR)
                    or (kind & HYPHEN and self.words[child] in HYPHENS)
                ):
                    kept.add(child)
                    waiting.append(child)
        if len(kept) == 1:
            return [token]
        # Commas between coordinated adjectives are lost here; "and" is enough to spread them.
        is_dash = self.tree.is_spaced_dash
        dateline = max((t for t in range(min(kept), token) if is_dash(t)), default=-1)
        return sorted(t for t in kept if t > dateline)

    def core_words(self, token: int) -> list[str]:
        """The words of the core."""
        return [self.words[part] for part in self.core(token)]

    def is_definite(self, token: int) -> bool:
        """Whether the phrase has "the", "this" or "that"."""
        return any(
            self.kinds[child] & DETERMINER and self.tree.lemma(child) in DEFINITE for child in self.children(token)
        )

    def noun(self, token: int, pronoun: Callable[[int], tuple[Reading, ...]], depth: int = 0) -> Noun:
        """The phrase headed by the token, cut into parts; `pronoun` says whom a pronoun inside it means."""
        if self.tags[token] == "PRON":
            return Noun((), known=pronoun(token))
        core, owners, kinds = self.core(token), self.owners, self.kinds
        units: list[Unit] = []
        for part in core:
            if not units or units[-1] is not owners[part]:
                units.append(owners[part])
        below = self.children(token)
        if depth > DEEPEST or not below:
            return Noun(tuple(units))
        covered: set[int] = set()
        for unit in units:
            if unit.entries:
                covered.update(range(unit.first, unit.last))
        inner = [child for child in below if child not in covered] if covered else below
        head = owners[token]
        if head.entries and head.last - head.first > 1:
            # "Tens of thousands of people": what depends on the last word of the name depends on the name.
            named = (t for t in range(head.first, head.last) if t != token)
            inner = inner + [child for part in named for child in self.children(part) if child not in covered]

        def parts(first: int) -> tuple[Noun, ...]:
            return tuple(self.noun(one, pronoun, depth + 1) for one in self.tree.conjuncts(first))

        possessors: tuple[Noun, ...] = ()
        for part in (token, *(c for c in core if kinds[c] & DESCRIPTION)):
            for child in self.children(part):
                if kinds[child] & POSSESSOR and child not in covered:
                    possessors += parts(child)
        complements: list[tuple[str, tuple[Noun, ...]]] = []
        appositions: list[int] = []
        for child in inner:
            kind = kinds[child]
            if kind & COMPLEMENT and (preposition := self.tree.preposition(child)):
                complements.append((preposition, parts(child)))
            if kind & APPOSITION:
                appositions.append(child)
        for child in below:
            ties = ALLEGIANCE | EMPLOY if self.tree.lemma(token) in HACKERS else ALLEGIANCE
            if kinds[child] & CLAUSE and self.tree.lemma(child) in ties:
                complements.extend(("of", (self.noun(p, pronoun, depth + 1),)) for p in self._principals(child))
        apposed = tuple(self.noun(child, pronoun, depth + 1) for child in appositions)
        return Noun(tuple(units), possessors, tuple(complements), apposed, self.is_definite(token))

    def _principals(self, participle: int) -> list[int]:
        """To whom somebody is loyal, by whom led, for whom at work."""
        return [
            child
            for child in self.children(participle)
            if self.kinds[child] & OBLIQUE and self.tree.preposition(child) in ("to", "by", "with", "for")
        ]
