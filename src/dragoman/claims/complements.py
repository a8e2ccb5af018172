"""Which clause or phrase a word takes as what is said: "said that", "promised to", "the fear is that"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dragoman.language.tree import Tree
from dragoman.modality import Lexicon, Predicate
from dragoman.modality.clauses import (
    is_clause,
    is_gerund,
    is_infinitive,
    is_question_clause,
    kind_of,
    predicate_over,
    xpos,
)
from dragoman.modality.lexicon import FRAMES

# Verbs after which "if" asks, as "whether" does.
_OPEN_TO_IF = ("ask", "wonder", "question", "say", "know", "tell", "decide", "determine", "inquire", "enquire", "check")
# "Claimed responsibility for the blast": who takes it on says that it was so.
TAKING_ON = ("claim", "accept", "take", "assume", "admit")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_LIKENING = ("liken", "compare", "equate")
# Verbs of charging: somebody (the object) with something ("of", "for").
_CHARGING = ("accuse", "blame", "charge", "suspect", "convict", "fault")
# Verbs of calling on somebody (after a preposition) to do something.
# Verbs whose that-clause in the subjunctive is a request: "insisted that he resign".
_SUBJUNCTIVE = ("insist", "propose", "suggest", "move", "say", "ask", "decree", "rule", "advise", "argue")
_CALLING = ("call", "appeal", "plead", "press", "push")
# Noun-phrase contents are reported for these classes only: "denied the report", "called for a truce". Others take
# noun phrases in too many senses ("said a word", "found a road").
_TAKES_NOUN_PHRASE = (
    "deny",
    "promise",
    "threaten",
    "request",
    "predict",
    "claim",
    "judge",
    "warn",
    "intend",
    "suspect",
    "admit",
    "name",
    "confirm",
)
# Plain words of saying that report an act by a phrase: "reported the arrest of the colonel".
_REPORTS_PHRASES = ("report",)


def complement_of(tree: Tree, lexicon: Lexicon, token: int) -> tuple[int, Predicate] | None:
    """The clause or phrase that the word takes as what is said, with the word's reading."""
    kind = kind_of(tree, token)
    for child in _complement_candidates(tree, lexicon, token, kind):
        reading = predicate_over(tree, lexicon, token, child)
        if reading is None or not reading.of.attributes:
            continue
        if tree.is_a(child, "advcl") and is_infinitive(tree, child) and not _takes_infinitive(tree, token, reading):
            continue
        if (
            tree.is_a(child, "advcl")
            and is_gerund(tree, child)
            and not _link(tree, child)
            and not _takes(reading, "ing")
        ):
            continue
        if _is_wanted(tree, token, child):
            reading = replace(reading, of=lexicon.classes["request"])
        if (
            not is_clause(tree, child)
            and not tree.is_a(child, "ccomp")
            and not _takes_phrase(tree, token, child, reading)
        ):
            continue
        if reading.of.name == "name" and not _has_second_predicate(tree, token, child):
            continue
        if tree.is_a(child, "obl") and reading.of.name in ("confirm", "admit", "report") and "_" not in reading.lemma:
            continue  # "confirmed on Friday"
        if tree.is_a(child, "obl") and _names_day(tree, child):
            continue  # "planned for Wednesday"
        return child, reading
    return None


def _names_day(tree: Tree, token: int) -> bool:
    """Whether a phrase only names a time: "for Wednesday", "on 3 May", "for next week"."""
    if tree.word(token) in _DAYS + _MONTHS:
        return True
    which = {tree.lemma(c) for c in tree.children(token, "amod", "det")}
    return tree.lemma(token) in ("day", "week", "month", "year") and bool(
        which & {"next", "this", "last", "coming", "same"}
    )


def taken_on(tree: Tree, lexicon: Lexicon, token: int) -> tuple[int, Predicate] | None:
    """What somebody takes on: "claimed responsibility for the bombing"."""
    thing = tree.child(token, "obj") if tree.lemma(token) in TAKING_ON else None
    if thing is None or tree.lemma(thing) not in ("responsibility", "credit", "blame"):
        return None
    for child in [*tree.children(thing, "nmod", "acl"), *tree.children(token, "obl", "advcl")]:
        if tree.preposition(child) == "for" and child > thing:
            return child, Predicate(tree.lemma(token), "verbs", frozenset(), lexicon.classes["admit"])
    return None


def _link(tree: Tree, clause: int) -> str:
    """The preposition of a clause, though a parse hangs it on an auxiliary: "of having beaten them"."""
    first = tree.subtree(clause)[0]
    word = tree.word(first).lower() if tree.tag(first) in ("ADP", "SCONJ") and first != clause else ""
    return tree.preposition(clause) or word


def _takes_phrase(tree: Tree, token: int, child: int, reading: Predicate) -> bool:
    """Whether a noun phrase under the word may be what is said."""
    if reading.of.name in _TAKES_NOUN_PHRASE or tree.lemma(token) in _REPORTS_PHRASES:
        return True
    first = tree.word(tree.subtree(child)[0]).lower()
    return "whether" in reading.frames and first in ("what", "which", "whose", "how")  # "is not saying what he wants"


def _takes(reading: Predicate, frame: str) -> bool:
    """Whether the lexicon names this complement for the word, not just any."""
    return frame in reading.frames and len(reading.frames) < len(FRAMES)


def _takes_infinitive(tree: Tree, token: int, reading: Predicate) -> bool:
    """Whether an infinitive beside the verb is what is promised or asked for, not what for it is done."""
    if tree.lemma(token) in _CALLING:
        return True
    if reading.of.name in ("request", "wish"):
        return tree.child(token, "obj", "iobj") is not None
    return reading.of.name in ("promise", "threaten", "intend") and tree.child(token, "obj") is None


def _is_wanted(tree: Tree, token: int, clause: int) -> bool:
    """Whether a that-clause in the subjunctive says what is to be done: "insisted that the minister resign"."""
    if tree.lemma(token) not in _SUBJUNCTIVE or not tree.is_a(clause, "ccomp") or is_infinitive(tree, clause):
        return False
    tags = [xpos(tree, clause), *(xpos(tree, c) for c in tree.children(clause, "aux", "cop"))]
    subject = tree.child(clause, "nsubj")
    bare = "VB" in tags and not {"MD", "VBD", "VBZ", "VBP"} & set(tags)  # not "said that they don't want it"
    plain = tags == ["VBP"] and subject is not None and not tree.has_feature(subject, "Number=Plur")
    return subject is not None and (bare or (plain and tree.lemma(subject) not in ("i", "you", "we", "they")))


def _has_second_predicate(tree: Tree, token: int, child: int) -> bool:
    """Whether something is called or described *as* something, not just called."""
    if tree.is_a(child, "xcomp"):
        return True
    wanted = ("to", "with") if tree.lemma(token) in _LIKENING else ("as",)
    return any(tree.preposition(c) in wanted for c in tree.children(token, "obl", "advcl"))


def _complement_candidates(tree: Tree, lexicon: Lexicon, token: int, kind: str | None) -> Iterator[int]:
    """Children that may be what is said, the surest kind first."""
    if kind == "nouns":
        yield from (c for c in tree.children(token, "acl", "ccomp") if _is_told_by_noun(tree, c))
        yield from (c for c in tree.children(token, "nmod") if tree.preposition(c) in ("of", "that", "for"))
        head = tree.head(token)
        if (
            head > token
            and tree.relation(token) == "nsubj:outer"
            and is_question_clause(tree, _after(tree, token, head))
        ):
            yield head  # "the question is whether ..."
        if head > token and tree.is_a(token, "nsubj") and tree.child(head, "cop") is not None and _is_that(tree, head):
            yield head  # "the fear is that ..."
        yield from (c for c in tree.children(token, "csubj") if is_question_clause(tree, c))
        if head >= 0 and tree.is_a(token, "nsubj") and tree.tag(head) == "VERB":
            # "rumours swirled that ...", not "the report concluded that ..."
            clauses = [c for c in tree.children(head, "ccomp", "advcl", "acl") if c > head and _is_that(tree, c)]
            yield from (c for c in clauses if predicate_over(tree, lexicon, head, c) is None)
        return
    yield from tree.children(token, "ccomp")
    yield from (c for c in tree.children(token, "csubj") if tree.child(token, "nsubj") is None)
    yield from tree.children(token, "xcomp")
    if tree.lemma(token) in _CALLING:
        yield from (c for c in tree.children(token, "advcl") if is_infinitive(tree, c))
    if kind == "adjectives":
        yield from (c for c in tree.children(token, "advcl") if tree.preposition(c) == "that")
        yield from (c for c in tree.children(token, "advcl") if _is_hung_question(tree, token, c))
        return
    yield from (c for c in tree.children(token, "parataxis") if _follows_colon(tree, token, c))
    yield from (
        c
        for c in tree.children(token, "advcl")
        if is_gerund(tree, c)
        and _link(tree, c) in ("", "of", "for", "from", "against", "about", "to", "on")
        and c > token
        and not _is_set_off(tree, token, c)
    )
    yield from (c for c in tree.children(token, "advcl") if _is_hung_infinitive(tree, token, c))
    yield from (c for c in tree.children(token, "advcl", "acl") if _is_hung_question(tree, token, c))
    if tree.lemma(token) in ("threaten", "menace"):
        yield from (c for c in tree.children(token, "obl") if tree.preposition(c) == "with")
    if tree.lemma(token) in _CHARGING:
        yield from (c for c in tree.children(token, "obl", "advcl") if tree.preposition(c) in ("of", "for", "with"))
    yield from tree.children(token, "obj")
    yield from (c for c in tree.children(token, "obl") if tree.preposition(c) in ("for", "on", "of", "upon", "against"))


def _after(tree: Tree, token: int, head: int) -> int:
    """The word that begins the clause of `head` behind a subject and its copula, where it asks; else the head."""
    asks = [c for c in tree.children(head, "mark", "advmod") if token < c < head and tree.lemma(c) in ("whether", "if")]
    return asks[0] if asks else head


def _is_hung_infinitive(tree: Tree, token: int, clause: int) -> bool:
    """Whether a parse hangs the infinitive that a verb takes on it as a circumstance: "agreed in principle to go"."""
    return clause > token and is_infinitive(tree, clause) and not _is_set_off(tree, token, clause)


def _is_hung_question(tree: Tree, token: int, clause: int) -> bool:
    """Whether an indirect question hangs on a verb as a circumstance; "if" and "when" say under which one as often."""
    if clause < token or not is_question_clause(tree, clause):
        return False
    first = tree.word(tree.subtree(clause)[0]).lower()
    return first not in ("if", "when", "where") or (first == "if" and tree.lemma(token) in _OPEN_TO_IF)


def _is_set_off(tree: Tree, token: int, clause: int) -> bool:
    """Whether a comma parts a clause from the word before it."""
    first = next((t for t in tree.subtree(clause) if tree.tag(t) != "PUNCT"), clause)
    return any(tree.word(t) in (",", ";", "—", "–") for t in range(token + 1, first))


def _is_told_by_noun(tree: Tree, clause: int) -> bool:
    """Whether a clause under a noun says what was said, rather than which one is meant: not "a report issued in May"."""
    if tree.is_a(clause, "acl:relcl"):
        return _is_that(tree, clause)
    bare = xpos(tree, clause) in ("VBN", "VBG") and tree.child(clause, "nsubj", "mark", "aux", "cop") is None
    return not bare or tree.is_a(clause, "ccomp")


def _is_that(tree: Tree, clause: int) -> bool:
    """Whether a clause parsed as relative is a complement after all: "that" marks it and stands for nothing in it."""
    return tree.preposition(clause) == "that" and tree.child(clause, "nsubj") is not None


def _follows_colon(tree: Tree, token: int, clause: int) -> bool:
    first = tree.subtree(clause)[0]
    return token < first and any(
        tree.word(t) in (":", "“", '"', "``", "'", "‘") for t in range(max(token, first - 2), first + 1)
    )
