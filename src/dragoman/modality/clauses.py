"""How clauses hang together: which complement a clause is, and which predicate of the lexicon takes it."""

from __future__ import annotations

from dragoman.language.tree import Tree
from dragoman.modality.lexicon import Lexicon, Predicate

NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")
_QUESTION_WORDS = ("what", "which", "who", "whom", "whose", "when", "where", "why", "how", "whether", "if")
_KINDS = {"VERB": "verbs", "AUX": "verbs", "NOUN": "nouns", "PROPN": "nouns", "ADJ": "adjectives"}
_PARTICLES = ("out", "up", "down", "off", "on", "for", "upon", "in", "aside", "back", "short")


def xpos(tree: Tree, token: int) -> str:
    """The token's Penn tag."""
    return tree.sentence.xpos[token]


def is_infinitive(tree: Tree, clause: int) -> bool:
    """Whether the clause is marked by "to" ("to leave", "to be ready"), which is no preposition: not "to leaving"."""
    return xpos(tree, clause) != "VBG" and any(
        xpos(tree, c) == "TO" or tree.word(c).lower() == "to" for c in tree.children(clause, "mark")
    )


def is_gerund(tree: Tree, clause: int) -> bool:
    """Whether the clause is headed by an -ing form without an auxiliary of its own tense."""
    if any(tree.is_a(c, "aux") and tree.lemma(c) in ("be", "will", "would") for c in tree.children(clause)):
        return xpos(tree, tree.children(clause, "aux")[0]) == "VBG"
    return xpos(tree, clause) == "VBG" or any(xpos(tree, c) == "VBG" for c in tree.children(clause, "aux", "cop"))


def is_question_clause(tree: Tree, clause: int) -> bool:
    """Whether the clause is an indirect question: "whether ...", "what ...", "how ..."."""
    words = tree.subtree(clause)
    first = words[0]
    if len(words) > 1 and tree.tag(first) in ("ADP", "SCONJ") and tree.is_a(first, "mark", "case"):
        if tree.word(first).lower() in ("whether", "if"):
            return True
        first = words[1]  # "on whether", "about who"
    return tree.word(first).lower() in _QUESTION_WORDS and tree.is_a(
        first, "mark", "nsubj", "obj", "advmod", "obl", "det", "ccomp", "xcomp", "advcl", "amod", "nmod", "root"
    )


def is_clause(tree: Tree, token: int) -> bool:
    """Whether the token heads a clause: a verb, anything with a copula or a subject, a question word ("why he left")."""
    if tree.tag(token) == "VERB" or tree.child(token, "cop", "nsubj", "csubj") is not None:
        return True
    return tree.lemma(token) in _QUESTION_WORDS and tree.child(token, "acl:relcl") is not None


def frames_of(tree: Tree, head: int, clause: int) -> tuple[str, ...]:
    """The complements that `clause` may be to `head`, the most telling first."""
    if not is_clause(tree, clause) and not tree.is_a(clause, "ccomp", "xcomp", "csubj", "advcl", "acl"):
        return ("np",)
    if is_infinitive(tree, clause):
        # the subject of a passive is the object promoted: "was told to go", "is believed to have left"
        return ("object_to", "to") if tree.child(head, "obj", "iobj", "nsubj:pass") is not None else ("to",)
    if is_gerund(tree, clause) and not tree.is_a(clause, "ccomp"):
        return ("from", "ing") if tree.preposition(clause) == "from" else ("ing",)
    if is_question_clause(tree, clause):
        return ("whether", "that")
    if tree.is_a(clause, "xcomp"):
        return ("np",) if tree.tag(clause) != "VERB" else ("to", "ing")
    return ("that",)


def names_of(tree: Tree, head: int, clause: int | None = None) -> list[str]:
    """The lexicon names of a predicate: with its particle or preposition first ("rule_out", "call_for"), then alone.

    `clause` is the complement: its own preposition counts ("called for ...").
    """
    lemma = tree.lemma(head)
    particles = [tree.lemma(c) for c in tree.children(head, "compound:prt", "advmod") if tree.lemma(c) in _PARTICLES]
    if clause is not None:
        particles += [tree.preposition(clause).split(" ")[0]]
    if clause is None or is_infinitive(tree, clause):
        particles += [tree.preposition(c).split(" ")[0] for c in tree.children(head, "obl", "nmod")]
    return [f"{lemma}_{particle}" for particle in particles if particle] + [lemma]


def kind_of(tree: Tree, token: int) -> str | None:
    """The part of the lexicon in which the token's word stands: verbs, nouns, adjectives, or None."""
    if tree.tag(token) == "ADJ" and xpos(tree, token) in ("VBN", "VBG"):
        return "verbs"
    return _KINDS.get(tree.tag(token))


def predicate_over(tree: Tree, lexicon: Lexicon, head: int, clause: int) -> Predicate | None:
    """The reading of `head` that takes `clause` as its complement, None when the lexicon has none."""
    kind = kind_of(tree, head)
    if kind is None:
        return None
    frames = frames_of(tree, head, clause)
    for name in names_of(tree, head, clause):
        found = lexicon.look_up(name, kind, *frames)
        if found is None and kind == "adjectives":
            found = lexicon.look_up(name, "verbs", *frames)
        if found is None and xpos(tree, head) == "VBN":
            found = lexicon.look_up(tree.word(head).lower(), "adjectives", *frames)  # "is convinced that"
        if found is not None:
            return found
    return None
