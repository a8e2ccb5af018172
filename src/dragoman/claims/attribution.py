"""Who says what in one sentence: source, cue and content, read from the clause structure.

An attribution is found from its cue: a verb, noun or adjective of the lexicon with the clause that it takes, a verb
beside the clause that it attributes ("..., he said, ..."), "according to", or an adverb ("reportedly").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.claims.agents import source_words
from dragoman.claims.beside import (
    SAYS_BESIDE,
    according,
    adverbial,
    before_colon,
    beside_clause,
    clause_beside,
    in_words,
    in_words_of,
    inverted,
    is_of_another,
    is_transcript,
    names_source,
    scraps,
)
from dragoman.claims.complements import TAKING_ON, complement_of, taken_on
from dragoman.claims.denials import dismissals, with_later_denials
from dragoman.claims.speakers import QUOTE_MARKS, goes_on, next_to, speaker_of, verb_resumed
from dragoman.claims.utterance import Attribution, is_negated, spans_of, without
from dragoman.language.tree import Tree
from dragoman.modality import Lexicon, Predicate
from dragoman.modality.clauses import is_clause, is_gerund, is_question_clause, kind_of

_ACCORDING = ("according to", "per", "in the words of")
# What opens a time that lies ahead, and the nouns of such times; days and months by their first letters.
_AHEAD = ("within", "by", "before", "in", "until", "after")
_TIMES = (
    "day",
    "week",
    "month",
    "year",
    "hour",
    "decade",
    "end",
    "spring",
    "summer",
    "autumn",
    "winter",
    "Christmas",
    "Easter",
)
_CALENDAR = (
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
)
# Nouns by which somebody's way of telling is named: "in the words of", "by its account", "in his view".
_MANNERS = (
    "word",
    "view",
    "account",
    "telling",
    "opinion",
    "estimate",
    "judgment",
    "judgement",
    "estimation",
    "reckoning",
)


def attributions_of(tree: Tree, number: int, lexicon: Lexicon) -> list[Attribution]:
    """All attributions of one sentence, in the order of their cues."""
    found: list[Attribution] = []
    for token in range(len(tree)):
        found.extend(_from_token(tree, number, lexicon, token))
    found = _with_all_according(tree, with_later_denials(tree, number, lexicon, found))
    found.extend(dismissals(tree, number, lexicon, found))
    if is_transcript(tree) or not any(one.beside or one.cue == (tree.root,) for one in found):
        found.extend(before_colon(tree, number, lexicon))
    return found


def topics_of(tree: Tree, number: int, lexicon: Lexicon, found: Sequence[Attribution]) -> list[Attribution]:
    """Who speaks of what, for it or against it: "mentioned the bridge", "his support for the plan".

    What is spoken of is no proposition: these hold no events, and nothing is nested in them. `found` are the other
    attributions of the sentence, whose cues and sources are left alone.
    """
    taken = {cue for one in found for cue in one.cue} | {one.source for one in found}
    made = []
    for token in range(len(tree)):
        kind = None if token in taken else kind_of(tree, token)
        if kind is not None and not lexicon.knows(tree.lemma(token), tree.word(token).lower(), kind):
            continue
        spoken_of = None if kind is None else _spoken_of(tree, lexicon, token, kind)
        if spoken_of is None or spoken_of[0] in taken:
            continue
        phrase, reading = spoken_of
        source, document = speaker_of(tree, lexicon, token)
        kept = set(tree.subtree(phrase)) - set(tree.children(phrase, "case")) - _set_off_at_end(tree, phrase)
        for child in tree.children(token, "obl", "advcl", "xcomp"):
            if tree.preposition(child) in ("as", "for") and child > phrase and tree.is_a(phrase, "obj"):
                kept |= set(tree.subtree(child))
        if source is None or source in kept or source == token or token in kept:
            continue
        cue, negated = _cue(tree, token, reading), is_negated(tree, token)
        made.append(Attribution(number, source, cue, phrase, spans_of(tree, kept), reading.of, negated, document))
    return made


def _set_off_at_end(tree: Tree, phrase: int) -> set[int]:
    """A relative clause behind a comma at the end of a phrase: "the deal, which ..." is told by the author."""
    for child in reversed(tree.children(phrase, "acl:relcl")):
        tokens = tree.subtree(child)
        if tokens[-1] == tree.subtree(phrase)[-1] and tree.word(tokens[0] if tokens[0] else 0) == ",":
            return set(tokens)
        if tokens[0] > 0 and tree.word(tokens[0] - 1) == "," and tokens[-1] >= tree.subtree(phrase)[-1] - 1:
            return set(range(tokens[0] - 1, tokens[-1] + 1))
    return set()


def _spoken_of(tree: Tree, lexicon: Lexicon, token: int, kind: str) -> tuple[int, Predicate] | None:
    """The head of the phrase that a word speaks of, with the word's reading."""
    phrases = [*tree.children(token, "obl", "nmod")]
    if kind == "verbs":
        phrases += [*tree.children(token, "obj"), *(tree.children(token, "nsubj") if tree.is_passive(token) else [])]
    for phrase in phrases:
        if tree.is_a(phrase, "obj") and _is_vague(tree, token, phrase):
            return phrase, Predicate(tree.lemma(token), kind, frozenset(), lexicon.classes["mention"])
        if tree.tag(phrase) not in ("NOUN", "PROPN", "NUM"):
            continue
        hung = tree.is_a(phrase, "obl", "nmod")
        preposition = tree.preposition(phrase).split(" ")[0] if hung else ""
        if hung and not preposition:  # "last week"
            continue
        reading = lexicon.topic(f"{tree.lemma(token)}_{preposition}" if preposition else tree.lemma(token), kind)
        if reading is not None:
            return phrase, reading
    return None


def _is_vague(tree: Tree, token: int, phrase: int) -> bool:
    """Whether it is told only that something is said or shown: "said the same", "say much about", "polls show a tie"."""
    if tree.lemma(token) in ("say", "tell"):
        return tree.lemma(phrase) in (
            "same",
            "thing",
            "something",
            "much",
            "little",
            "more",
            "that",
            "this",
            "it",
            "so",
            "yes",
            "no",
        )
    subject = tree.child(token, "nsubj") if tree.lemma(token) in ("show", "find") else None
    return subject is not None and tree.tag(phrase) == "NOUN" and tree.lemma(subject) in source_words()["document"]


def _with_all_according(tree: Tree, found: list[Attribution]) -> list[Attribution]:
    """The attributions, with "..., according to two people" at the end of a sentence outside what the others say."""
    for one in found:
        if tree.word(one.cue[0]).lower() == "according" and one.source is not None and one.root == tree.root:
            phrase = set(range(one.cue[0], tree.subtree(one.source)[-1] + 1))
            found = [other if other is one else without(tree, other, phrase) for other in found]
    return found


def _from_token(tree: Tree, number: int, lexicon: Lexicon, token: int) -> Iterator[Attribution]:
    if tree.preposition(token) in _ACCORDING and tree.head(token) >= 0 and names_source(tree, token):
        yield according(tree, number, lexicon, token)
    if tree.lemma(token) in _MANNERS and (owner := in_words_of(tree, token)) is not None:
        yield in_words(tree, number, lexicon, token, owner)
    if tree.is_a(token, "advmod") and lexicon.adverbs.get(tree.word(token).lower()) == "reported":
        yield adverbial(tree, number, lexicon, token)
        return
    kind = kind_of(tree, token)
    if kind is None or not lexicon.knows(tree.lemma(token), tree.word(token).lower(), kind):
        return
    behind = inverted(tree, number, lexicon, token) if kind == "verbs" else None
    if behind is not None:
        yield behind
        return
    taken = taken_on(tree, lexicon, token) or complement_of(tree, lexicon, token)
    if taken is not None:
        clause, reading = taken
        yield _attribution(tree, number, lexicon, token, clause, reading)
    elif kind == "verbs":
        beside = clause_beside(tree, lexicon, token)
        if beside is not None:
            yield beside_clause(tree, number, token, *beside)


def _attribution(tree: Tree, number: int, lexicon: Lexicon, token: int, clause: int, reading: Predicate) -> Attribution:
    kept = set(tree.subtree(clause)) - _asides(tree, lexicon, clause)
    if not is_clause(tree, clause):
        kept -= _set_off_at_end(tree, clause)
    if clause in tree.ancestors(token):
        kept -= set(tree.subtree(token))
        if tree.child(clause, "cop") is not None:
            kept = _from_that(tree, token, clause, kept)  # "the fear is that ..."
    if tree.lemma(token) in TAKING_ON and tree.preposition(clause) == "for":
        kept -= set(tree.children(clause, "case", "mark"))  # "claimed responsibility for the blast"
    if _keeps_object(reading, tree, clause):
        for child in tree.children(token, "obj", "nsubj:pass"):
            kept |= set(tree.subtree(child))
    if reading.of.name in ("name", "judge") and tree.is_a(clause, "obj"):
        for child in tree.children(token, "obl", "advcl", "xcomp"):
            if tree.preposition(child) in ("as", "to", "with", "for") and clause_beside(tree, lexicon, child) is None:
                kept |= set(tree.subtree(child))
    if "that" in reading.frames and tree.is_a(clause, "ccomp"):
        kept |= _trailing(tree, lexicon, token, clause)
        kept = _from_that(tree, token, clause, kept)
        if tree.child(clause, "nsubj") is None and len(subjects := tree.children(token, "nsubj")) > 1:
            kept |= {t for subject in subjects if token < subject < clause for t in tree.subtree(subject)}
        if clause < token:
            kept -= scraps(tree, kept, token)
        else:
            kept |= _time_before(tree, token, clause)
    kept.discard(token)
    kept -= _afterthought(tree, clause, kept)
    source, document = speaker_of(tree, lexicon, token)
    if source is None and tree.is_a(clause, "ccomp") and reading.of.name in SAYS_BESIDE:
        source = next_to(tree, token, clause)
        if source is not None:
            kept = {t for t in kept if (t > token) == (clause > token)}
    return Attribution(
        sentence=number,
        source=source,
        cue=_cue(tree, token, reading),
        root=clause,
        content=spans_of(tree, kept),
        of=reading.of,
        negated=is_negated(tree, token),
        document=document,
        asks=is_clause(tree, clause) and is_question_clause(tree, clause),
    )


def _afterthought(tree: Tree, clause: int, kept: set[int]) -> set[int]:
    """What ends a content behind a comma and is told by who passes it on: "..., a former minister", ", although ..."."""
    last = max((t for t in kept if tree.tag(t) != "PUNCT"), default=-1)
    for token in sorted(kept):
        concedes = tree.is_a(token, "advcl") and token > clause
        if not concedes and not tree.is_a(token, "appos"):
            continue
        tokens = [t for t in tree.subtree(token) if tree.tag(t) != "PUNCT"]
        if not tokens:  # a lone mark that the parse took for an apposition
            continue
        first = tokens[0]
        if tokens[-1] < last or first - 1 not in kept or tree.word(first - 1) != ",":
            continue
        words = ("although", "though", "even") if concedes else ("a", "an", "the")
        if tree.word(first).lower() in words and len(tokens) > 3 and not QUOTE_MARKS & {tree.word(t) for t in kept}:
            return set(range(first - 1, max(kept) + 1))
    return set()


def _time_before(tree: Tree, cue: int, clause: int) -> set[int]:
    """The time that opens a sentence and is parted from what is said by the saying: "Within weeks, he said, they would"."""
    subject, first = tree.child(cue, "nsubj"), tree.subtree(clause)[0]
    if subject is None or subject > cue or tree.word(first if tree.word(first) == "," else first - 1) != ",":
        return set()
    for child in tree.children(cue, "obl"):
        if child < subject and tree.preposition(child) in _AHEAD and _is_time(tree, child):
            return set(tree.subtree(child))
    return set()


def _is_time(tree: Tree, token: int) -> bool:
    return tree.lemma(token) in _TIMES or tree.word(token)[:3] in _CALENDAR


def _from_that(tree: Tree, token: int, clause: int, kept: set[int]) -> set[int]:
    """The content from its "that" on: what a parse puts before it belongs to the cue ("told the BBC that")."""
    marks = [c for c in tree.children(clause, "mark") if tree.lemma(c) == "that" and c > token]
    return {t for t in kept if t >= marks[0]} if marks else kept


def _trailing(tree: Tree, lexicon: Lexicon, token: int, clause: int) -> set[int]:
    """Tokens that end what is said though the parse hangs them on the cue: "said they left because ..." """
    kept: set[int] = set()
    end = max(tree.subtree(clause))
    for child in tree.children(token, "advcl", "obl", "advmod"):
        tokens = tree.subtree(child)
        if tokens[0] != end + 1 or is_gerund(tree, child) or clause_beside(tree, lexicon, child) is not None:
            continue
        if tree.preposition(child) in _ACCORDING or tree.is_a(child, "obl:agent", "obl:tmod", "obl:unmarked"):
            continue
        kept |= set(tokens)
        end = tokens[-1]
    for child in tree.children(token, "conj"):
        if any(tree.lemma(mark) == "that" for mark in tree.children(child, "mark")):
            kept |= set(range(end + 1, tree.subtree(child)[-1] + 1))  # "said that ..., and that ..."
    return kept


def _asides(tree: Tree, lexicon: Lexicon, clause: int) -> set[int]:
    """Tokens inside a content that attribute it themselves (", he said,") and so are no part of it."""
    dropped: set[int] = set()
    for child in tree.children(clause, "parataxis"):
        if clause_beside(tree, lexicon, child) is not None:
            dropped |= set(tree.subtree(child))
    for child in tree.children(clause, "advcl"):
        if goes_on(tree, lexicon, child):
            dropped |= set(tree.subtree(child))
    for child in tree.children(clause, "conj"):
        parted = clause < tree.head(clause) < child and tree.is_a(clause, "ccomp")
        if verb_resumed(tree, lexicon, child) is not None or (parted and is_of_another(tree, child)):
            dropped |= set(tree.subtree(child))
    return dropped


def _keeps_object(reading: Predicate, tree: Tree, clause: int) -> bool:
    """Whether the object of the cue is the subject of what is said: "urged them to go", "is said to have left"."""
    if reading.of.name in ("request", "predict", "think", "claim", "say", "wish", "report", "know", "judge", "name"):
        return tree.is_a(clause, "xcomp", "obl", "advcl") and reading.lemma not in (
            "tell",
            "ask",
            "call_on",
            "call_for",
            "appeal",
        )
    return False


def _cue(tree: Tree, token: int, reading: Predicate) -> tuple[int, ...]:
    if "_" not in reading.lemma:
        return (token,)
    particle = reading.lemma.split("_")[1]
    after = [t for t in range(token + 1, min(token + 4, len(tree))) if tree.lemma(t) == particle]
    return (token, *after[:1]) if after[:1] == [token + 1] else (token,)
