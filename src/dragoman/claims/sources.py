"""Who says so: the links of a source chain, outermost first, from the publisher to the person quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from dragoman.claims.agents import is_agent_noun, source_words
from dragoman.claims.bylines import byline_of
from dragoman.claims.speakers import source_span
from dragoman.claims.speech import Said
from dragoman.language.tree import Tree
from dragoman.records import Actor, Article, Source, Stance

_FIRST_PERSON = ("i", "we", "me", "us", "my", "our")
_THIRD_PERSON = ("he", "she", "they", "it", "who", "that", "which", "his", "her", "their", "its")
# Contents can be nested in each other by a broken parse; no text has a chain as deep as this.
_DEEPEST = 12
UNNAMED = Actor(code="", name="unnamed source", country=None, confidence=0.0)
AUTHOR = Actor(code="", name="author", country=None)


class Actors(Protocol):
    """What this room asks of the actors room: whom a phrase means."""

    def at(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """Whom the phrase headed by this token means; () for nobody."""
        ...


def outer_links(article: Article, publisher: Actor | None) -> tuple[Source, ...]:
    """The links that every chain of an article begins with: publisher, and author where a byline names one."""
    links: list[Source] = []
    if article.publisher:
        unseen = Actor(code="", name=article.publisher, country=None, sectors=("JRN",))
        links.append(Source(publisher or unseen, "publisher"))
    byline = byline_of(article)
    if byline is not None:
        sectors = ("JRN",) if byline.of_press else ()
        links.append(
            Source(Actor(code="", name=byline.names, country=None, sectors=sectors, span=byline.span), "author")
        )
    return tuple(links) or (Source(AUTHOR, "author"),)


# Sentences back in which somebody may have been named with the title that is used alone now.
_BACK = 5


class Chains:
    """The source chains of an article's attributions, each the chain around it and its own links."""

    def __init__(
        self,
        article: Article,
        trees: Sequence[Tree],
        said: Sequence[Said],
        actors: Actors,
        publisher: Actor | None = None,
    ):
        self._article, self._trees, self._said, self._actors = article, trees, said, actors
        self.outer = outer_links(article, publisher)
        self._last_speaker: Actor | None = None
        self._last_unknown: tuple[int, int, Actor] | None = (
            None  # sentence, token, who: said something, known to no table
        )
        self._own = [self._own_links(one) for one in said]

    def of(self, index: int) -> list[tuple[Source, ...]]:
        """The chains of an attribution: one for each who says it ("Iran and Russia said")."""
        around = self.around(index)
        chains = []
        for own in self._own[index]:
            links = list(around)
            for link in own:
                if not _same_speaker(links[-1], link):
                    links.append(link)
            chains.append(tuple(links))
        return chains

    def is_known(self, sentence: int, token: int) -> bool:
        """Whether the phrase headed by a token means an actor with a code."""
        return any(actor.code for actor in self._actors.at(sentence, token))

    def around(self, index: int) -> tuple[Source, ...]:
        """The chain in whose eyes an attribution stands: that of the attribution around it, or the article's.

        Who denies a report is no source of the report: "denied a report that ..." hangs on who reports the denial.
        """
        seen = {index}
        inside = self._said[index].inside
        while inside is not None and inside not in seen and self._is_denied(inside, index):
            seen.add(inside)
            inside = self._said[inside].inside
        if inside is None or inside in seen or self._depth(index) > _DEEPEST:
            return self.outer
        return self.of(inside)[0]

    def _is_denied(self, outer: int, inner: int) -> bool:
        one = self._said[inner]
        is_noun = bool(one.at.cue) and self._trees[one.at.sentence].tag(one.at.cue[0]) == "NOUN"
        return is_noun and self._said[outer].at.of.stance is Stance.DENIED

    def _depth(self, index: int) -> int:
        depth, inside = 0, self._said[index].inside
        while inside is not None and depth <= _DEEPEST:
            depth, inside = depth + 1, self._said[inside].inside
        return depth

    def _own_links(self, one: Said) -> list[tuple[Source, ...]]:
        before = self._passing_on(one)
        if one.at.source is None:
            return [(*before, Source(UNNAMED, "unnamed"))]
        if self._is_author(one) or self._is_publisher(one, one.at.source):
            return [()]
        return [(*before, link) for link in self._links(one, one.at.source)]

    def _passing_on(self, one: Said) -> list[Source]:
        """The link of who passes the words on: who cites or quotes, or the outlet (never the person) that was told."""
        passing = one.at.document
        if passing is None or passing == one.at.source or self._is_publisher(one, passing):
            return []
        tree = self._trees[one.at.sentence]
        # who cites or reports passes on whatever it is; who is only told something must be an outlet
        is_told = not tree.is_a(passing, "nsubj", "csubj") and not self._quotes(tree, one, passing)
        return [link for link in self._links(one, passing) if link.kind == "document" or not is_told][:1]

    @staticmethod
    def _quotes(tree: Tree, one: Said, passing: int) -> bool:
        """Whether the phrase passes words on by itself: "quoted by", "a report quoting", not "told"."""
        head = tree.head(passing)
        below = [c for c in tree.children(passing, "acl") if one.at.source in tree.children(c, "obj")]
        quoted_by = head >= 0 and head not in one.at.cue and tree.preposition(passing) == "by"
        return bool(below) or quoted_by or one.at.source == passing

    def _is_publisher(self, one: Said, token: int) -> bool:
        """Whether the phrase means the publisher itself: its name in its own text, "told this newspaper"."""
        tree = self._trees[one.at.sentence]
        if tree.lemma(token) in source_words()["publishers"] and any(
            tree.lemma(c) == "this" for c in tree.children(token, "det")
        ):
            return True
        spans = (source_span(tree, token), tree.span(*_name(tree, token)))
        return bool(self._article.publisher) and any(
            _plain(self._article.characters(span)) == _plain(self._article.publisher or "") for span in spans
        )

    def _is_author(self, one: Said) -> bool:
        """Whether the source is the author ("I think"): a first person outside all speech."""
        tree = self._trees[one.at.sentence]
        return one.at.source is not None and tree.lemma(one.at.source) in _FIRST_PERSON

    def _links(self, one: Said, token: int) -> list[Source]:
        tree = self._trees[one.at.sentence]
        kind = self._kind(tree, one.at.sentence, token)
        found = self._actors.at(one.at.sentence, token)
        if (again := self._said_before(tree, one.at.sentence, token)) is not None:
            found = (again,)
        if kind == "document" and tree.tag(token) == "PROPN" and not _is_outlet_actor(found):
            outlet = tree.span(*_name(tree, token))
            name = " ".join(self._article.characters(outlet).split())
            found = (Actor(code="", name=name, country=None, sectors=("JRN",), confidence=0.5, span=outlet),)
        if tree.is_a(token, "appos") and token == one.at.source:
            # "X, the general tells us, left": the general is not X, though the parse says so
            found = self._titled(one.at.sentence, tree.lemma(token))
        elif not found:
            found = self._owner(tree, one.at.sentence, token) or self._meant_by(one, token)
        if (
            not found
            and tree.tag(token) in ("PRON", "DET")
            and tree.lemma(token) in _THIRD_PERSON
            and self._last_speaker
        ):
            found = (self._last_speaker,)
        if not found:
            span = one.source if one.is_turn and one.source is not None else source_span(tree, token)
            name = " ".join(self._article.characters(span).split())
            found = (Actor(code="", name=name, country=None, confidence=0.3, span=span),)
            if tree.tag(token) in ("NOUN", "PROPN") and token == one.at.source:
                self._last_unknown = (one.at.sentence, token, found[0])
        if kind == "speaker" and not one.is_turn:
            self._last_speaker = found[0]  # "he" in a turn is not who speaks there
        span = one.source if token == one.at.source and one.source is not None else source_span(tree, token)
        return [Source(actor if len(found) > 1 else replace(actor, span=span), kind) for actor in found]

    def _said_before(self, tree: Tree, sentence: int, token: int) -> Actor | None:
        """Who said something in the sentence before, known to no table, and speaks on: "a colonel told us. He ..."."""
        if self._last_unknown is None or tree.tag(token) != "PRON":
            return None
        number, head, actor = self._last_unknown
        there = self._trees[number]
        if not 0 <= sentence - number <= 1 or (number == sentence and head > token):
            return None
        many = there.has_feature(head, "Number=Plur") or there.child(head, "conj") is not None
        human = there.tag(head) == "PROPN" or (
            is_agent_noun(there.lemma(head)) and there.lemma(head) not in source_words()["bodies"]
        )
        fits = {"he": human and not many, "she": human and not many, "they": many, "it": not human and not many}
        return actor if fits.get(tree.lemma(token)) else None

    def _meant_by(self, one: Said, token: int) -> tuple[Actor, ...]:
        """Whom a pronoun in what somebody says may mean: that somebody. "A witness said that she heard ..."."""
        tree = self._trees[one.at.sentence]
        outer = None if one.inside is None else self._said[one.inside]
        if outer is None or outer.at.source is None or tree.lemma(token) not in ("he", "she", "they", "it"):
            return ()
        if outer.quote == "direct" or outer.at.sentence != one.at.sentence or outer.at.source == token:
            return ()
        many = tree.has_feature(outer.at.source, "Number=Plur") or tree.child(outer.at.source, "conj") is not None
        if many != (tree.lemma(token) == "they") or tree.tag(outer.at.source) == "PRON":
            return ()
        return tuple(link.actor for link in self._links(outer, outer.at.source))[:1]

    def _titled(self, sentence: int, title: str) -> tuple[Actor, ...]:
        """The person who bore a title before: "General Dunford", then "the general"; in the last few sentences."""
        for number in range(sentence - 1, max(-1, sentence - _BACK - 1), -1):
            tree = self._trees[number]
            for token in range(len(tree)):
                titled = tree.tag(token) == "PROPN" and any(
                    tree.lemma(c) == title for c in tree.children(token, "nmod:desc", "compound", "appos", "flat")
                )
                if titled and (found := self._actors.at(number, token)):
                    return found[:1]
        return ()

    def _owner(self, tree: Tree, sentence: int, token: int) -> tuple[Actor, ...]:
        """Whose report or spokesman it is, where the phrase itself means nobody known: "a UN report"."""
        for child in tree.children(token, "nmod:poss", "compound", "appos", "nmod", "amod"):
            if tree.tag(child) == "PRON":
                continue  # "his scouts" are not he
            found = self._actors.at(sentence, child)
            if found:
                return found[:1]
        return ()

    def _kind(self, tree: Tree, sentence: int, token: int) -> str:
        words = source_words()
        lemma, word = tree.lemma(token), tree.word(token).lower()
        if tree.tag(token) == "PROPN":
            known = self._actors.at(sentence, token)
            if _is_outlet_actor(known):
                return "document"
            if known and known[0].id is not None and word not in words["outlets"]:
                return "speaker"
            first, last = _name(tree, token)
            named_outlet = tree.word(last - 1).lower() in words["outlets"] or (
                last - first > 1 and tree.word(first).lower() in words["first"]
            )
            return "document" if named_outlet else "speaker"
        if lemma in words["document"]:
            return "document"
        if lemma in words["unnamed"] and tree.child(token, "appos") is None:
            return "unnamed"
        return "speaker"


def _is_outlet_actor(actors: Sequence[Actor]) -> bool:
    return bool(actors) and "JRN" in actors[0].sectors[:1]


def _name(tree: Tree, token: int) -> tuple[int, int]:
    """The tokens `[first, last)` of the name around a proper noun, however a parse splits it: "Channel Nine World"."""
    first = last = token
    while first > 0 and _is_name_word(tree, first - 1):
        first -= 1
    while last + 1 < len(tree) and _is_name_word(tree, last + 1):
        last += 1
    return first, last + 1


def _is_name_word(tree: Tree, token: int) -> bool:
    word = tree.word(token)
    return tree.tag(token) in ("PROPN", "NUM", "NOUN", "ADJ") and (word[:1].isupper() or word.isdigit())


def _plain(name: str) -> str:
    """A name for comparison: small letters, one blank between words, without article."""
    return " ".join(name.lower().split()).removeprefix("the ")


def _same_speaker(one: Source, other: Source) -> bool:
    """Whether a nested source is the same again ("he said he believed"): the chain names it once."""
    if one.kind == "author" or other.kind == "unnamed":
        return False
    if one.actor.id is not None and one.actor.id == other.actor.id:
        return True
    return one.actor.name == other.actor.name and one.actor.code == other.actor.code
