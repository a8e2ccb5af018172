"""Who denies what a sentence has just said or reported: ", which Benin denies", "called the report a lie"."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.claims.speakers import RELATIVE, speaker_of
from dragoman.claims.utterance import Attribution, is_negated, spans_of, without
from dragoman.language.tree import Tree
from dragoman.modality import Lexicon, PredicateClass
from dragoman.modality.clauses import kind_of, names_of

# Nouns and adjectives with which somebody waves away what was said just before.
_SHELLS = ("version", "account", "something", "charge", "thing", "idea", "notion", "description", "characterization")
_ABSURD = ("absurd", "ridiculous", "preposterous", "laughable", "nonsensical", "outrageous", "slanderous", "libelous")


def with_later_denials(tree: Tree, number: int, lexicon: Lexicon, found: list[Attribution]) -> list[Attribution]:
    """The attributions, and those of a relative clause that denies it: ", a charge Moscow rejects", ", which ..."."""
    for token in range(len(tree)):
        if not tree.is_a(token, "acl:relcl") or not _denies_aside(tree, lexicon, token):
            continue
        subjects = [c for c in tree.children(token, "nsubj") if tree.word(c).lower() not in RELATIVE]
        subject, dropped = next(iter(subjects), None), _denied_aside(tree, lexicon, token)
        if subject is None or not dropped:
            continue
        others = [one for one in found if token not in one.cue]
        cut = [without(tree, one, dropped) for one in others if not dropped & set(one.cue)]
        before = tree.sentence.starts[min(dropped)]
        told = [one for one in cut if one.root is not None and one.content[0].start < before]
        own = min(told, key=_length, default=None)
        clause = next((a for a in tree.ancestors(token) if a not in dropped and tree.tag(a) == "VERB"), None)
        if own is None and clause is None:
            continue
        content = own.content if own is not None else spans_of(tree, set(tree.subtree(clause or 0)) - dropped)
        root, of = own.root if own is not None else clause, lexicon.classes["deny"]
        found = [*cut, Attribution(number, subject, (token,), root, content, of, tree.is_negated(token))]
    return found


def _length(one: Attribution) -> int:
    return sum(span.end - span.start for span in one.content)


def _denies_aside(tree: Tree, lexicon: Lexicon, token: int) -> bool:
    """Whether a verb denies what it is said of: "rejects", "called absurd"."""
    reading = lexicon.look_up(tree.lemma(token), "verbs", "np")
    if reading is None or reading.of.name not in ("deny", "name"):
        return False
    if reading.of.name == "deny":
        return True
    return _calls_untrue(tree, lexicon, token) or any(tree.lemma(t) in _ABSURD for t in tree.children(token, "xcomp"))


def _denied_aside(tree: Tree, lexicon: Lexicon, token: int) -> set[int]:
    """The tokens of the aside that denies: ", which Benin denies", ", a charge that Fico called absurd"."""
    relative = next((c for c in tree.children(token, "obj", "nsubj") if tree.word(c).lower() == "which"), None)
    if relative is not None and relative > 0 and tree.word(relative - 1) == ",":
        return set(range(relative - 1, tree.subtree(token)[-1] + 1))
    aside = tree.head(token)
    if tree.is_a(aside, "nmod") and tree.preposition(aside) == "of":
        aside = tree.head(aside)  # "a version of events that ..."
    shell = lexicon.look_up(tree.lemma(aside), "nouns", "that") if tree.tag(aside) == "NOUN" else None
    first = tree.phrase(aside)[0]
    if first > 0 and tree.word(first) == ",":
        first += 1
    is_shell = tree.lemma(aside) in _SHELLS or (shell is not None and shell.of.attributes)
    if not is_shell or first == 0 or tree.word(first - 1) not in (",", "—", "–", "-"):
        return set()
    return set(range(first - 1, tree.subtree(token)[-1] + 1))


def dismissals(tree: Tree, number: int, lexicon: Lexicon, found: Sequence[Attribution]) -> list[Attribution]:
    """Who denies or will not discuss what a noun reports: "called the report that ... a lie", "no comment on reports"."""
    cues = {cue for one in found for cue in one.cue}
    made = []
    for one in found:
        noun = one.cue[0]
        if tree.tag(noun) != "NOUN" or one.root is None:
            continue
        for above in list(tree.ancestors(noun))[:3]:
            reading = None if above in cues else _dismissing(tree, lexicon, above, noun)
            if reading is not None:
                source, document = speaker_of(tree, lexicon, above)
                negated = reading.name == "deny" and is_negated(tree, above)
                made.append(Attribution(number, source, (above,), one.root, one.content, reading, negated, document))
                break
    return made


def _dismissing(tree: Tree, lexicon: Lexicon, above: int, noun: int) -> PredicateClass | None:
    """The class of a word over a noun of reporting that denies it, calls it untrue, or holds back on it."""
    kind = kind_of(tree, above)
    if kind not in ("verbs", "nouns"):
        return None
    inner = [noun, *(a for a in tree.ancestors(noun) if above in tree.ancestors(a))]
    for part in reversed(inner):
        for name in names_of(tree, above, part):
            reading = lexicon.look_up(name, kind, "np")
            if reading is not None and reading.of.name in ("deny", "withhold"):
                return reading.of
            if (
                reading is not None
                and reading.of.name == "name"
                and kind == "verbs"
                and _calls_untrue(tree, lexicon, above)
            ):
                return lexicon.classes["deny"]
    return None


def _calls_untrue(tree: Tree, lexicon: Lexicon, verb: int) -> bool:
    """Whether a word for what is not so follows a verb of calling: "called it a lie", "described as false"."""
    for token in tree.subtree(verb):
        kind = kind_of(tree, token)
        if token > verb and kind in ("nouns", "adjectives"):
            reading = lexicon.look_up(tree.lemma(token), kind, "that", "np")
            if reading is not None and reading.of.name == "untrue":
                return True
    return False
