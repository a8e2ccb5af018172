"""What an attribution is: who says what with which word, in one sentence, and the characters of what is said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dragoman.language.tree import Tree
from dragoman.modality import PredicateClass
from dragoman.records import Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody says something, in one sentence: token indices, and the character spans of what is said.

    `source` is the head of the phrase that names who says it (None: nobody is named), `cue` the tokens of the word that
    attributes, `root` the head of the clause that is said, `of` the lexicon class, `negated` whether the saying is
    negated ("did not say"). `document` is the head of an outlet that passes it on ("told NBC News", "was quoted by"). `asks` says
    that the content is an indirect question ("whether ...").
    """

    sentence: int
    source: int | None
    cue: tuple[int, ...]
    root: int | None
    content: tuple[Span, ...]
    of: PredicateClass
    negated: bool = False
    document: int | None = None
    beside: bool = False
    asks: bool = False


def spans_of(tree: Tree, tokens: set[int]) -> tuple[Span, ...]:
    """The characters of a set of tokens, as few spans as they give, without punctuation at the edges."""
    spans: list[Span] = []
    run: list[int] = []
    for token in [*sorted(tokens), -1]:
        if run and token != run[-1] + 1:
            kept = _trim(tree, run)
            if kept:
                spans.append(tree.span(kept[0], kept[-1] + 1))
            run = []
        run.append(token)
    return tuple(spans)


def _trim(tree: Tree, run: list[int]) -> list[int]:
    while run and tree.word(run[0]) in (",", ";", ":", ".", "-", "–", "—", "--"):
        run = run[1:]
    while run and tree.word(run[-1]) in (",", ";", ":", ".", "-", "–", "—", "--", "and", "but"):
        run = run[:-1]
    return run


def without(tree: Tree, one: Attribution, dropped: set[int]) -> Attribution:
    """The attribution without these tokens in its content, where its own cue is not among them."""
    if dropped & set(one.cue):
        return one
    kept = {
        token
        for token in range(len(tree))
        if any(span.covers(tree.span(token)) for span in one.content) and token not in dropped
    }
    return replace(one, content=spans_of(tree, kept)) if kept else one


def is_negated(tree: Tree, token: int) -> bool:
    """Whether a word of saying is said not to hold, or of hardly anybody: "nor did he say", "few believe"."""
    if tree.is_negated(token) or any(tree.lemma(c) == "nor" for c in tree.children(token, "cc")):
        return True
    subject = tree.child(token, "nsubj")
    if subject is None:
        return False
    hardly = [*tree.children(subject, "advmod"), *(c for c in tree.children(token, "advmod") if c < subject)]
    if any(tree.lemma(c) in ("hardly", "scarcely", "barely") for c in hardly):
        return True  # "hardly anyone believes that ..."
    words = (tree.lemma(subject), *(tree.lemma(c) for c in tree.children(subject, "amod")))
    few = "few" in words and tree.child(subject, "det") is None  # not "a few"
    return few or tree.is_negated(subject) or tree.lemma(subject) in ("nobody", "none", "neither")
