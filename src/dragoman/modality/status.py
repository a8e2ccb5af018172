"""How far the author of a sentence commits to what one of its words names, and why.

The path from the top of the sentence down to the word is walked once. Every clause on it adds what stands in it
(negation, modals, tense, question, adverbs); every step down adds what the upper word does to the lower one ("denied
that", "failed to", "if", "without"). Values run from -3, certainly not so, to 3, certainly so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from dragoman.language.tree import Tree
from dragoman.modality.clauses import (
    NOMINAL,
    is_clause,
    is_gerund,
    is_infinitive,
    kind_of,
    predicate_over,
    xpos,
)
from dragoman.modality.lexicon import Lexicon, PredicateClass, open_lexicon

POSSIBLE, NECESSARY, FUTURE, ABLE, WOULD = "possible", "necessary", "future", "able", "would"
_MODALS = {
    "may": POSSIBLE, "might": POSSIBLE, "could": POSSIBLE, "can": ABLE, "will": FUTURE, "shall": FUTURE, "'ll": FUTURE,
    "wo": FUTURE, "would": WOULD, "'d": WOULD, "should": NECESSARY, "must": NECESSARY, "ought": NECESSARY, "ca": ABLE,
}  # fmt: skip
# "The attack never took place": these verbs say of their subject only that it is so.
_OCCURS = ("happen", "occur", "take", "exist", "materialise", "materialize")
_OPENING_MARKS = ("“", '"', "``", "'", "‘")
_NOBODY = ("nobody", "none", "nothing", "no-one", "neither")
# "No secret", "no doubt", "no wonder": what is said of something that is so.
_NO_DOUBT = ("secret", "doubt", "surprise", "question", "coincidence", "accident", "wonder", "mistake", "shock")
_IF = ("if", "unless", "provided", "should", "lest", "in case", "as if", "as though", "even if", "whether", "supposing")
_NOT_SO = ("without", "instead of", "rather than", "instead", "rather")
_NOT_YET = ("before", "until", "till")
# Prepositions behind which a verb takes what it bears on, and not a circumstance.
_TAKEN = ("of", "for", "from", "against", "to", "with", "about", "into", "as", "upon", "over")
# Classes whose adjectives say how far a thing is so: "a coup is likely", "the report is false".
_OF_THINGS = ("likely", "unlikely", "seem", "untrue", "true")
_MOTION = ("come", "go", "leave", "arrive", "travel", "return", "fly", "depart", "head")
_GATHERING = ("meet", "visit", "host", "receive")  # what goes on as it is told, unless its time is to come
_SOON = frozenset(("tomorrow", "next", "later", "soon", "tonight", "shortly", "coming", "upcoming"))
_YEAR = re.compile(r"^(1[5-9]\d\d|20\d\d)s?$")

# How much of "it happened" is left under each of these. Set by hand, looking at the mean labels by modal on UDS-IH2
# train, which they meet to within about 0.4; `python bench/claims.py factuality` prints both again.
_HAPPENED = {POSSIBLE: -0.2, NECESSARY: -0.35, FUTURE: -0.45, ABLE: -0.15, WOULD: -0.35}
# The same for the commitment itself, in FactBank's sense: who says "will" commits, who says "may" hardly does.
_COMMITS = {POSSIBLE: 0.33, NECESSARY: 0.1, FUTURE: 0.67, ABLE: 0.33, WOULD: 0.2}
_REPORTED = 1.5
_MODEL_WEIGHT = 0.9  # of the reader's estimate of "it happened", against the rules; set on UDS-IH2 dev
_MODEL_WEIGHT_NOUN = 0.5  # it has seen few nouns


@dataclass(frozen=True, slots=True)
class Status:
    """What the author makes of a proposition.

    `polarity` is "positive" or "negative". `factuality` (-3 .. 3) is how far the author commits to it, whenever it is
    or will be (FactBank's question), `happened` (-3 .. 3) how far it has come about by now (UDS-IH2's question).
    `auxiliary` are those of historical, future, hypothetical, negation that hold. `modal` is one of possible,
    necessary, future, able, would (the last that was met) or None; `classes` are the lexicon classes of the words over
    it, outermost first; `reported` says that the author only passes it on. `why` lists what was met, in order.
    """

    polarity: str = "positive"
    factuality: float = 3.0
    happened: float = 3.0
    auxiliary: tuple[str, ...] = ()
    modal: str | None = None
    conditional: bool = False
    question: bool = False
    reported: bool = False
    classes: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def negated(self) -> bool:
        """Whether the proposition is said not to be so."""
        return self.polarity == "negative"


def status(tree: Tree, token: int, under: int | None = None, year: int | None = None, told: bool = False) -> Status:
    """The `Status` of what `token` names, in its author's eyes.

    `under` makes another word the top: what counts is then only what stands from there down (the eyes of somebody who
    is quoted). `year` is the year of publication; years well before it make an event historical. `told`
    says that the words are retold in indirect speech, where "would" stands for "will".
    """
    lexicon = open_lexicon()
    path = _path(tree, token, under)
    state = _State()
    state.reported = told
    state.from_source = under is not None
    for upper, lower in pairwise(path):
        _meet_clause(tree, lexicon, upper, lower, state)
        _step_down(tree, lexicon, upper, lower, state)
    _meet_clause(tree, lexicon, path[-1], None, state)
    _meet_modifiers(tree, lexicon, path[-1], state)
    _meet_tense(tree, path[-1], state)
    if under is None and tree.sentence.words and tree.sentence.words[-1].strip("\"'”’") == "?" and not state.given:
        state.question = True
        state.meet(0.0, "question")
    if under == token and tree.sentence.span.in_title and is_infinitive(tree, token):
        state.modal = FUTURE  # "Opposition to boycott vote, says leader"
        state.auxiliary.add("future")
    if _is_distant(tree, lexicon, path, year):
        state.auxiliary.add("historical")
    found = state.result()
    if tree.sentence.happened and under is None:
        weight = _MODEL_WEIGHT if tree.sentence.tags[token] in ("VERB", "AUX") else _MODEL_WEIGHT_NOUN
        happened = weight * tree.sentence.happened[token] + (1.0 - weight) * found.happened
        return replace(found, happened=round(happened, 2))
    return found


class _State:
    """What has been met on the way down: the commitment so far, and the words of the result."""

    def __init__(self) -> None:
        self.from_source = False
        self.value = 3.0  # how far it has come about
        self.commitment = 3.0
        self.flips = 0
        self.auxiliary: set[str] = set()
        self.modal: str | None = None
        self.conditional = self.question = self.reported = self.given = False
        self.classes: list[str] = []
        self.why: list[str] = []

    def meet(self, scale: float, reason: str, commits: float | None = None) -> None:
        """Let `scale` of "it happened" be left, and `commits` (or as much) of the commitment."""
        self.value *= scale
        self.commitment *= scale if commits is None else commits
        self.why.append(reason)

    def negate(self, reason: str, scale: float = -1.0) -> None:
        """Turn the proposition round."""
        self.commitment *= -1.0 if self.commitment > 0 else -0.5
        if self.value > 0:
            self.value *= scale
        elif self.flips % 2:
            self.value *= -0.5  # "did not fail to"
        else:
            self.value = min(self.value, -1.7)  # "will not": surer than "will"
        self.flips += 1
        self.why.append(reason)

    def presuppose(self, value: float, reason: str) -> None:
        """Start again from something that holds whatever is said above it."""
        self.value, self.commitment, self.flips, self.given = value, value, 0, True
        self.auxiliary.clear()
        self.modal, self.conditional, self.question = None, False, False
        self.why.append(reason)

    def take(self, over: PredicateClass, reason: str) -> None:
        """Step under a word of the lexicon: between its two values, as far as the word itself is so."""
        belief = (self.value + 3.0) / 6.0
        self.value = belief * over.holds + (1.0 - belief) * over.negated
        sure = (self.commitment + 3.0) / 6.0
        self.commitment = sure * over.commits + (1.0 - sure) * over.negated
        self.classes.append(over.name)
        self.why.append(reason)
        if over.name in ("bar", "pretend", "unlikely", "untrue"):
            self.flips += 1
        if over.ahead:
            self.auxiliary.add("future")
        if over.stance is not None and over.holds < 2.0:
            self.reported = True
        if over.name in ("know", "admit", "conceal"):
            # presupposed: "did not know that", "if he regrets that"
            self.given, self.flips = True, 0
            self.modal, self.conditional = None, False
            self.auxiliary.clear()

    def result(self) -> Status:
        """The `Status` of what was met."""
        negative = self.flips % 2 == 1
        if negative and self.commitment > 0:
            self.commitment = -self.commitment  # "there is no evidence that": not so, as far as is known
        auxiliary = set(self.auxiliary)
        if negative:
            auxiliary.add("negation")
        if self.modal in (POSSIBLE, WOULD, NECESSARY) or self.conditional or self.question:
            auxiliary.add("hypothetical")
        order = ("historical", "future", "hypothetical", "negation")
        return Status(
            polarity="negative" if negative else "positive",
            factuality=round(max(-3.0, min(3.0, self.commitment)), 2),
            happened=round(max(-3.0, min(3.0, self.value)), 2),
            auxiliary=tuple(name for name in order if name in auxiliary),
            modal=self.modal,
            conditional=self.conditional,
            question=self.question,
            reported=self.reported,
            classes=tuple(self.classes),
            why=tuple(self.why),
        )


def _path(tree: Tree, token: int, under: int | None) -> list[int]:
    """Tokens from the top (or from `under`) down to `token`."""
    path = [token]
    for above in tree.ancestors(token):
        if path[-1] == under:
            break
        path.append(above)
    return path[::-1]


def _meet_clause(tree: Tree, lexicon: Lexicon, clause: int, lower: int | None, state: _State) -> None:
    """Add what stands in the clause itself: negation, modals, adverbs, conditions, reporting beside it."""
    if lower is not None and not _passes_through(tree, clause, lower):
        return
    negations = 0
    for child in tree.children(clause):
        if child == lower and not tree.is_a(child, "nsubj"):
            continue
        lemma, word = tree.lemma(child), tree.word(child).lower()
        if tree.is_a(child, "aux"):
            _meet_modal(tree, clause, lemma if lemma in _MODALS else word, state)
        elif tree.is_a(child, "advmod", "cc:preconj", "det") and lexicon.adverbs.get(word) == "negative":
            negations += 0 if _is_not_only(tree, child) or tree.lemma(clause) in _NO_DOUBT else 1
        elif word == "long" and child != lower and is_condition(tree, child):
            state.conditional = True
            state.meet(0.2, "as long as", 0.1)
        elif tree.is_a(child, "advmod") and word == "longer" and tree.word(max(0, child - 1)).lower() == "no":
            negations += 1  # "can no longer meet"
        elif tree.is_a(child, "advmod"):
            _meet_adverb(lexicon, word, state)
        elif tree.is_a(child, "nsubj", "obj") and child != lower and _is_nobody(tree, child):
            negations += 1
        elif child != lower and is_condition(tree, child):
            if _is_told(tree, lexicon, clause):
                continue  # "threatened to leave if ...": the threat was made
            state.conditional = True
            state.meet(0.2, "if", 0.1)
            if any(tree.word(c).lower() == "had" for c in tree.children(child, "aux")):
                state.why.append("had")  # "had he agreed": he did not
        elif (
            tree.is_a(child, "parataxis", "obl", "advcl")
            and child != lower
            and not state.from_source
            and is_report_beside(tree, lexicon, child)
        ):
            state.reported = True
            state.value = min(state.value, _REPORTED) if state.value > 0 else state.value * 0.5
            state.commitment = min(state.commitment, _REPORTED) if state.commitment > 0 else state.commitment * 0.5
            state.why.append(f"reported: {tree.word(child)}")
    if lower is not None and tree.lemma(clause) in _NOBODY and not tree.is_a(clause, "nsubj"):
        negations += 1  # "knew nothing of the raid", "approved none of the strikes"
    if tree.is_a(clause, "conj"):
        negations += _shared_operators(tree, clause, state)
    if any(tree.lemma(c) == "nor" for c in tree.children(clause, "cc")) and not negations:
        negations += 1
    if negations % 2:
        state.negate("negation")
    if is_infinitive(tree, clause) and any(
        tree.lemma(c) == "be" and xpos(tree, c) in ("VBZ", "VBP", "VBD") for c in tree.children(clause, "cop", "aux")
    ):
        state.modal = FUTURE  # "the envoys are to meet in May"
        state.auxiliary.add("future")
        state.meet(_HAPPENED[FUTURE], "is to", _COMMITS[FUTURE])
    if _is_order(tree, clause):
        state.modal = NECESSARY
        state.meet(-0.45, "imperative", 0.0)


def is_condition(tree: Tree, part: int) -> bool:
    """Whether a clause or phrase states a condition: "if ...", "provided that ...", "had he known", "in case of"."""
    if tree.is_a(part, "obl") and tree.lemma(part) in ("condition", "event", "case"):
        says = tree.child(part, "acl", "ccomp") is not None or any(
            tree.preposition(c) == "of" for c in tree.children(part, "nmod")
        )
        return says and tree.preposition(part) in ("on", "in", "under")
    if tree.is_a(part, "advmod") and tree.lemma(part) == "long":
        clause = tree.child(part, "advcl")  # "as long as he stays", "so long as"
        return clause is not None and tree.preposition(clause) == "as"
    if tree.is_a(part, "obl") and tree.preposition(part).startswith(("in case of", "in the event of")):
        return True
    if not tree.is_a(part, "advcl", "xcomp"):
        return False
    if tree.is_a(part, "advcl") and _marker(tree, part) in _IF:
        asks = any(tree.word(c).lower() == "whether" for c in tree.children(part, "mark"))
        return not asks and not _is_concession(tree, part)
    if tree.word(part).lower() in ("provided", "providing", "assuming", "supposing"):
        return tree.child(part, "ccomp") is not None
    if not tree.is_a(part, "advcl"):
        return False
    words = tree.subtree(part)
    if [tree.word(t).lower() for t in words[:3]] == ["as", "long", "as"]:
        return True
    first = words[0]  # "had the governor agreed", "were they to leave", "should the talks fail"
    subject = tree.child(part, "nsubj")
    inverted = tree.word(first).lower() in ("had", "were", "should") and tree.head(first) == part
    return inverted and subject is not None and subject > first


def _is_concession(tree: Tree, clause: int) -> bool:
    """Whether a clause with a word of condition states none: "whether he likes it or not", "as if nothing had been"."""
    words = [tree.word(t).lower() for t in tree.subtree(clause) if tree.tag(t) != "PUNCT"]
    return words[:2] in (["as", "if"], ["as", "though"]) or (words[:1] == ["whether"] and "or" in words)


def _is_told(tree: Tree, lexicon: Lexicon, clause: int) -> bool:
    """Whether the clause tells in the past what somebody said, so that a condition in it is one of what was said."""
    return (
        tree.tag(clause) == "VERB"
        and xpos(tree, clause) == "VBD"
        and any((r := lexicon.look_up(tree.lemma(clause), "verbs", f)) and r.of.attributes for f in ("that", "to"))
    )


def _passes_through(tree: Tree, clause: int, lower: int) -> bool:
    """Whether what stands in a clause bears on the part below: not on its siblings, relative clauses, asides."""
    return not tree.is_a(lower, "conj", "acl:relcl", "parataxis", "appos", "discourse", "vocative")


def _meet_modal(tree: Tree, clause: int, word: str, state: _State) -> None:
    modal = _MODALS.get(word)
    if modal is None:
        return
    perfect = any(tree.lemma(c) == "have" for c in tree.children(clause, "aux"))
    if modal == WOULD and state.reported and not state.conditional:
        modal = FUTURE  # "said it would leave" is "will leave", told afterwards
    state.modal = modal
    if modal == FUTURE:
        state.auxiliary.add("future")
    if perfect and modal in (WOULD, NECESSARY):
        state.meet(-0.6, f"{word} have")  # "would have won": it did not
        return
    state.meet(_HAPPENED[modal], word, _COMMITS[modal])


def _meet_adverb(lexicon: Lexicon, word: str, state: _State) -> None:
    sort = lexicon.adverbs.get(word)
    if sort == "reported":
        if state.from_source:
            return
        state.reported = True
        state.meet(0.5, word)
    elif sort == "seeming":
        state.classes.append("seem")
        state.meet(0.7, word)
    elif sort == "possible" and state.modal == FUTURE:
        state.meet(0.9, word)  # "will probably": no less a prediction
    elif sort == "possible":
        state.modal = POSSIBLE
        state.meet(0.5, word)
    elif sort == "unreal":
        state.negate(word, -0.6)  # "nearly broke", "hardly moved"
    elif sort == "barely":
        state.meet(0.9, word)


def _shared_operators(tree: Tree, clause: int, state: _State) -> int:
    """Operators of the first conjunct that hold for a bare later one: "will meet and discuss". Gives its negations."""
    first = tree.first_conjunct(clause)
    if tree.child(clause, "nsubj", "aux") is not None or xpos(tree, clause) != xpos(tree, first):
        return 0
    for child in tree.children(first, "aux"):
        lemma = tree.lemma(child)
        _meet_modal(tree, first, lemma if lemma in _MODALS else tree.word(child).lower(), state)
    alternative = any(tree.lemma(c) in ("but", "yet") for c in tree.children(clause, "cc"))
    return int(tree.is_negated(first) and not alternative)


def _is_not_only(tree: Tree, negation: int) -> bool:
    """ "not only", "not just", "no doubt": a negative word that negates nothing here."""
    after = negation + 1
    return after < len(tree) and tree.lemma(after) in ("only", "just", "merely", "simply", "doubt")


def _is_nobody(tree: Tree, child: int) -> bool:
    if tree.lemma(child) in _NOBODY:
        return True
    return any(tree.lemma(c) in ("no", "neither") for c in tree.children(child, "det"))


def _marker(tree: Tree, clause: int) -> str:
    words = [tree.preposition(clause)] + [tree.word(c).lower() for c in tree.children(clause, "mark", "advmod")]
    for word in words:
        if word in _IF or word in _NOT_SO or word in _NOT_YET:
            return word
    return words[0]


def _meet_tense(tree: Tree, token: int, state: _State) -> None:
    """Add the word's own tense: what is told in the present is less surely so than what is told in the past."""
    tag = xpos(tree, token)
    perfect = any(tree.lemma(c) == "have" for c in tree.children(token, "aux"))
    present = any(xpos(tree, c) in ("VBZ", "VBP") for c in tree.children(token, "aux"))
    if tag in ("VBZ", "VBP") or (tag == "VBG" and present and not perfect):
        state.value *= 0.7 if tree.is_a(token, "acl:relcl") else 0.85  # the commitment is no smaller
    if tag == "VBG" and tree.child(token, "aux") is None and state.value > 0:
        state.value *= 0.65
    if tag == "VBG" and present and _is_scheduled(tree, token):
        state.auxiliary.add("future")
        state.meet(-0.3, "present progressive", 0.67)


def _is_scheduled(tree: Tree, token: int) -> bool:
    """Whether a present progressive tells what is to come: "is leaving on Friday", "is meeting her next week"."""
    lemma = tree.lemma(token)
    when = tree.children(token, "obl", "advmod", "nmod:unmarked")
    if lemma in _GATHERING:
        return any(tree.word(t).lower() in _SOON for child in when for t in tree.subtree(child))
    return lemma in _MOTION and bool(when)


def _is_order(tree: Tree, clause: int) -> bool:
    """Whether the clause is an imperative: a bare verb without a subject at the top, or coordinated with such a one."""
    if xpos(tree, clause) != "VB" and not tree.has_feature(clause, "Mood=Imp"):
        return False
    if tree.child(clause, "nsubj", "csubj", "mark") is not None or _has_finite_auxiliary(tree, clause):
        return False
    first = tree.first_conjunct(clause)
    if first != clause:
        return _is_order(tree, first)
    opening = tree.subtree(clause)[0]
    if tree.is_a(clause, "ccomp") and any(tree.word(t) in _OPENING_MARKS for t in (opening, max(0, opening - 1))):
        return True  # "Leave the city," the army told residents; he was saying, 'Leave the city'
    return tree.head(clause) < 0 or tree.is_a(clause, "parataxis")


def _has_finite_auxiliary(tree: Tree, clause: int) -> bool:
    """Whether an auxiliary other than that of "do not" makes the clause a statement."""
    return any(tree.lemma(c) != "do" for c in tree.children(clause, "aux"))


def is_report_beside(tree: Tree, lexicon: Lexicon, token: int) -> bool:
    """Whether the word attributes the clause beside which it stands: ", he said", "according to X", "as X put it"."""
    if tree.is_a(token, "obl"):
        return tree.preposition(token) in ("according to", "per")
    found = lexicon.look_up(tree.lemma(token), "verbs", "that")
    if found is None or not found.of.attributes or found.weak:
        return False
    if tree.child(token, "ccomp", "obj", "xcomp") is not None or tree.child(token, "nsubj") is None:
        return False
    return tree.is_a(token, "parataxis") or tree.preposition(token) == "as"


def _step_down(tree: Tree, lexicon: Lexicon, upper: int, lower: int, state: _State) -> None:
    """Add what the upper word does to the lower one."""
    if tree.is_a(lower, "advcl", "acl"):
        _step_into_adjunct(tree, lexicon, upper, lower, state)
    elif tree.is_a(lower, "parataxis", "appos", "discourse", "vocative"):
        state.presuppose(3.0, "aside")
    elif not tree.is_a(lower, "conj"):
        _step_into_complement(tree, lexicon, upper, lower, state)


def _step_into_complement(tree: Tree, lexicon: Lexicon, upper: int, lower: int, state: _State) -> None:
    if tree.is_a(lower, "nsubj") and not tree.is_a(lower, "nsubj:pass"):
        found = lexicon.look_up(tree.lemma(upper), "adjectives", "that", "to") if tree.tag(upper) == "ADJ" else None
        if found is not None and found.of.name in _OF_THINGS:
            state.take(found.of, f"{found.of.name}: {tree.word(upper)}")  # "a coup is unlikely"
        elif is_definite(tree, lower) and tree.lemma(upper) not in _OCCURS:
            state.presuppose(max(state.commitment, 2.0), "definite")
        return
    found = predicate_over(tree, lexicon, upper, lower)
    if found is not None and _is_complement(tree, found.kind, lower):
        state.take(found.of, f"{found.of.name}: {tree.word(upper)}")
        if found.of.name == "likely" and any(tree.lemma(c) == "have" for c in tree.children(lower, "aux")):
            state.auxiliary.discard("future")  # "is likely to have left"
            state.classes[-1] = "seem"
        return
    if tree.is_a(lower, "xcomp") and tree.lemma(upper) in ("go", "be", "have", "need", "get", "use", "ought"):
        _step_into_periphrasis(tree, upper, lower, state)
    elif tree.is_a(lower, "ccomp") and tree.child(upper, "nsubj") is not None:
        state.meet(0.5, f"under {tree.word(upper)}")
    elif tree.is_a(lower, "obl") and is_condition(tree, lower):
        state.conditional = True
        state.meet(-0.3, "in the event", 0.0)
    elif tree.is_a(lower, "obl", "nmod") and tree.preposition(lower) in _NOT_SO:
        state.negate(tree.preposition(lower))
    elif tree.tag(lower) in NOMINAL and is_definite(tree, lower):
        state.value, state.commitment = max(state.value, 1.5), max(state.commitment, 1.5)


def _is_complement(tree: Tree, kind: str, lower: int) -> bool:
    """Whether the lower word may be what the upper one takes, rather than a circumstance of it."""
    if kind == "nouns":
        return tree.is_a(lower, "acl", "ccomp", "xcomp", "csubj") or tree.preposition(lower) in (
            "of",
            "to",
            "on",
            "for",
            "against",
        )
    return tree.is_a(lower, "ccomp", "xcomp", "csubj", "obj", "nsubj:pass", "advcl", "acl") or (
        tree.is_a(lower, "obl") and tree.preposition(lower).split(" ")[0] in _TAKEN
    )


def _step_into_periphrasis(tree: Tree, upper: int, lower: int, state: _State) -> None:
    """ "going to", "is to", "has to", "used to"."""
    lemma = tree.lemma(upper)
    if lemma == "ought":
        state.modal = NECESSARY
        state.meet(_HAPPENED[NECESSARY], "ought to", _COMMITS[NECESSARY])
    elif (lemma == "go" and xpos(tree, upper) == "VBG") or lemma == "be":
        state.modal = FUTURE
        state.auxiliary.add("future")
        state.meet(_HAPPENED[FUTURE], f"{tree.word(upper)} to", _COMMITS[FUTURE])
    elif lemma == "have" and any(tree.lemma(c) == "yet" for c in tree.children(upper, "advmod")):
        state.negate("yet to")
    elif lemma in ("have", "need", "get"):
        state.modal = NECESSARY
        past = xpos(tree, upper) == "VBD"
        state.meet(
            0.8 if past else _HAPPENED[NECESSARY], f"{tree.word(upper)} to", 0.8 if past else _COMMITS[NECESSARY]
        )


def _step_into_adjunct(tree: Tree, lexicon: Lexicon, upper: int, lower: int, state: _State) -> None:
    marker = _marker(tree, lower)
    if tree.is_a(lower, "acl:relcl"):
        state.presuppose(3.0, "relative clause")
        return
    found = predicate_over(tree, lexicon, upper, lower)
    nominal = kind_of(tree, upper) == "nouns"
    if marker in _NOT_SO:
        state.presuppose(3.0, "adjunct")
        state.negate(marker)
    elif found is not None and (
        (nominal and not _says_which(tree, lower))
        or is_infinitive(tree, lower)
        or marker in ("of", "for", "from", "about", "as")
    ):
        state.take(found.of, f"{found.of.name}: {tree.word(upper)}")
    elif "whether" in (marker, *(tree.word(c).lower() for c in tree.children(lower, "mark"))) and not _is_concession(
        tree, lower
    ):
        state.question = True
        state.meet(0.0, "whether")
    elif marker in _IF or is_condition(tree, lower):
        state.presuppose(3.0, "adjunct")
        state.conditional = True
        state.meet(-0.3, marker, 0.0)
    elif is_infinitive(tree, lower) and upper == tree.root and not _has_finite_verb(tree):
        state.modal = FUTURE  # a headline: "Carmaker to cut jobs"
        state.auxiliary.add("future")
        state.meet(_HAPPENED[FUTURE], "to", _COMMITS[FUTURE])
    elif is_infinitive(tree, lower):
        state.auxiliary.update(("future", "hypothetical"))
        state.meet(-0.2 if state.value > 0 else 0.5, "purpose", 0.2)
    elif marker in _NOT_YET:
        state.value = max(state.value, 1.5)
    elif tree.is_a(lower, "acl") or is_gerund(tree, lower):
        state.value = state.value if state.value > 0 else state.value * 0.5
    elif is_clause(tree, lower):
        state.presuppose(max(2.5, state.commitment), f"{marker or 'adjunct'}")


def _says_which(tree: Tree, clause: int) -> bool:
    """Whether a participle under a noun says which one is meant, and not what it is about: "plans announced in May"."""
    return xpos(tree, clause) in ("VBN", "VBG") and tree.child(clause, "mark", "case", "nsubj", "aux") is None


def _has_finite_verb(tree: Tree) -> bool:
    return any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in tree.sentence.xpos)


def is_definite(tree: Tree, token: int) -> bool:
    """Whether the noun is presupposed: "the", "that", "its", a possessor."""
    if any(tree.lemma(c) in ("the", "this", "that", "these", "those") for c in tree.children(token, "det")):
        return True
    return tree.child(token, "nmod:poss") is not None


def _meet_modifiers(tree: Tree, lexicon: Lexicon, token: int, state: _State) -> None:
    """Add what stands before a noun: "alleged", "planned", "no", "failed"."""
    if tree.tag(token) not in NOMINAL:
        return
    for child in tree.children(token, "amod", "advmod", "compound"):
        sort = lexicon.modifiers.get(tree.word(child).lower()) or lexicon.modifiers.get(tree.lemma(child))
        if sort == "reported":
            state.reported = True
            state.meet(0.2 if state.value > 0 else 1.0, tree.word(child))
        elif sort == "ahead":
            state.auxiliary.add("future")
            state.meet(-0.1, tree.word(child), 0.4)
        elif sort == "open":
            state.modal = POSSIBLE
            state.meet(-0.1, tree.word(child), _COMMITS[POSSIBLE])
        elif sort == "unreal":
            state.negate(tree.word(child), -0.8)
        elif sort == "past":
            state.auxiliary.add("historical")
    if any(tree.preposition(token).startswith(word) for word in _NOT_SO) and "without" not in state.why:
        state.negate(tree.preposition(token))


def _is_distant(tree: Tree, lexicon: Lexicon, path: list[int], year: int | None) -> bool:
    """Whether the event is placed in a distant past: an old year in its clause, "ten years ago", an anniversary."""
    token = path[-1]
    if any(tree.lemma(above) in lexicon.past_nouns for above in path[:-1] if tree.tag(above) == "NOUN"):
        return True
    near = [token, *(part for child in tree.children(token, "obl", "nmod", "advmod") for part in _small(tree, child))]
    for part in near:
        word = tree.word(part)
        if year is not None and _YEAR.match(word) and int(word[:4]) < year - 1:
            return True
        if tree.lemma(part) in ("decade", "century", "year") and _is_ago(tree, part):
            return tree.lemma(part) != "year" or tree.has_feature(part, "Number=Plur")
    return False


def _small(tree: Tree, token: int) -> list[int]:
    """The phrase around a token without the clauses in it."""
    if tree.lemma(token) == "ago":
        return tree.subtree(token)
    first, last = tree.phrase(token)
    return list(range(first, last))


def _is_ago(tree: Tree, token: int) -> bool:
    return any(tree.word(c).lower() in ("ago", "earlier") for c in [tree.head(token), *tree.children(token)] if c >= 0)
