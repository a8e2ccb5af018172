"""A sentence's dependency tree with its children indexed, and the questions that every room asks of it."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.records import Sentence, Span

SUBJECTS = ("nsubj", "csubj")


class Tree:
    """A `Sentence` with its children indexed, so that rooms can walk it both ways.

    Relations are asked for by base name, which also finds the subtypes (`nsubj` finds `nsubj:pass`), or by full name.
    """

    __slots__ = ("_bases", "_children", "root", "sentence")

    def __init__(self, sentence: Sentence):
        self.sentence = sentence
        children: list[list[int]] = [[] for _ in sentence.words]
        self.root = 0
        for token, head in enumerate(sentence.heads):
            if head < 0:
                self.root = token
            else:
                children[head].append(token)
        self._children = children
        self._bases = [relation.partition(":")[0] for relation in sentence.relations]

    def __len__(self) -> int:
        return len(self.sentence.words)

    def word(self, token: int) -> str:
        """The token as written."""
        return self.sentence.words[token]

    def lemma(self, token: int) -> str:
        """The token's lemma, in lower case."""
        return self.sentence.lemmas[token].lower()

    def tag(self, token: int) -> str:
        """The token's UPOS tag."""
        return self.sentence.tags[token]

    def head(self, token: int) -> int:
        """The token's head, -1 for the root."""
        return self.sentence.heads[token]

    def relation(self, token: int) -> str:
        """The token's full UD relation to its head."""
        return self.sentence.relations[token]

    def is_a(self, token: int, *relations: str) -> bool:
        """Whether the token's relation is one of these (by full or base name)."""
        return self._bases[token] in relations or self.sentence.relations[token] in relations

    def has_feature(self, token: int, feature: str) -> bool:
        """Whether the token has a feature such as `"Tense=Past"`."""
        return feature in self.sentence.features[token].split("|")

    def children(self, token: int, *relations: str) -> list[int]:
        """The token's children, left to right; only those of the named relations when some are named."""
        children = self._children[token]
        if not relations or not children:
            return children
        bases, full = self._bases, self.sentence.relations
        return [child for child in children if bases[child] in relations or full[child] in relations]

    def child(self, token: int, *relations: str) -> int | None:
        """The first child of one of the named relations, in the order in which they are named."""
        children = self._children[token]
        if children:
            bases, full = self._bases, self.sentence.relations
            for relation in relations:
                for child in children:
                    if bases[child] == relation or full[child] == relation:
                        return child
        return None

    def subtree(self, token: int) -> list[int]:
        """The token and all that depends on it, in text order."""
        found, open_tokens = [], [token]
        while open_tokens:
            current = open_tokens.pop()
            found.append(current)
            open_tokens.extend(self._children[current])
        return sorted(found)

    def ancestors(self, token: int) -> Iterator[int]:
        """The token's head, its head's head, ... up to the root."""
        current = self.sentence.heads[token]
        while current >= 0:
            yield current
            current = self.sentence.heads[current]

    def conjuncts(self, token: int) -> list[int]:
        """The token and those coordinated with it (X, Y and Z), in text order; asked of the first of them."""
        return [token, *(c for c in self._children[token] if self.is_a(c, "conj"))]

    def first_conjunct(self, token: int) -> int:
        """The head of the coordination that the token stands in, or the token itself."""
        while self.is_a(token, "conj") and self.sentence.heads[token] >= 0:
            token = self.sentence.heads[token]
        return token

    def preposition(self, token: int) -> str:
        """The lower-cased preposition (or marker) that introduces the token: "on", "because of"; empty when none."""
        case = self.child(token, "case", "mark")
        if case is None:
            return ""
        rest = [self.word(part).lower() for part in self.children(case, "fixed")]
        return " ".join([self.word(case).lower(), *rest])

    def is_passive(self, token: int) -> bool:
        """Whether the verb stands in the passive, with or without its auxiliary."""
        return any(self.relation(c) in ("nsubj:pass", "aux:pass", "csubj:pass") for c in self._children[token])

    def is_negated(self, token: int) -> bool:
        """Whether a negative word ("not", "n't", "never", "no") depends on the token itself."""
        return any(
            self.lemma(child) in ("not", "n't", "never", "no", "neither")
            and self.is_a(child, "advmod", "det", "cc:preconj")
            for child in self._children[token]
        )

    def is_spaced_dash(self, token: int) -> bool:
        """Whether the token is a dash that parts phrases: one between blanks, or a long one."""
        if self.word(token) not in ("-", "–", "—", "--"):
            return False
        before = token == 0 or self.span(token - 1).end < self.span(token).start
        after = token + 1 < len(self) and self.span(token).end < self.span(token + 1).start
        return self.word(token) in ("—", "--") or (before and after)

    def phrase(self, token: int) -> tuple[int, int]:
        """Tokens `[first, last)` of the phrase around its head: its subtree without clauses, conjuncts, appositions.

        Case markers before the head are left out ("of the ministry" gives "the ministry"), and so is a dateline
        ("BAGHDAD - Iraq's ministry").
        """
        kept = [token]
        for child in self._children[token]:
            if self.is_a(
                child, "acl", "conj", "cc", "appos", "parataxis", "punct", "case", "mark", "advcl", "cop", "orphan"
            ):
                continue
            if self.is_a(child, "nsubj", "csubj", "aux", "obl", "obj", "ccomp", "xcomp") and self.tag(token) != "VERB":
                continue
            kept.extend(self.subtree(child))
        first = last = token
        members = set(kept)
        while first - 1 in members and not self.is_spaced_dash(first - 1):
            first -= 1
        while last + 1 in members:
            last += 1
        return first, last + 1

    def span(self, first: int, last: int | None = None) -> Span:
        """The characters of tokens `[first, last)`."""
        return self.sentence.token_span(first, last)
