"""Which way a bare "Monday" or "June" points: back or ahead, by the verb that governs it.

"The minister spoke on Monday" looks back from the day of publication, "will speak on Monday" looks ahead. The governing
verb is found by climbing the dependency tree from the time expression.
"""

from __future__ import annotations

from dragoman.language.tree import Tree

PAST, UNKNOWN, FUTURE = -1, 0, 1

_AHEAD = frozenset(
    ["will", "shall", "'ll", "’ll", "wo", "may", "might", "must", "should", "can", "could", "would", "ought"]
)
# Past in form, but about what is to come: "a hearing has been scheduled for June 3".
_PLANNING = frozenset(
    [
        "schedule",
        "plan",
        "expect",
        "set",
        "due",
        "slate",
        "poise",
        "aim",
        "propose",
        "prepare",
        "intend",
        "hope",
        "want",
        "agree",
        "pledge",
        "promise",
        "vow",
        "commit",
        "threaten",
        "order",
        "ask",
        "urge",
        "invite",
        "delay",
        "postpone",
        "defer",
        "extend",
    ]
)
# What is still to come when it is said to be "for", "on" or "by" a day, without a verb: "talks set for Monday".
_APPOINTMENTS = frozenset(
    ["hearing", "election", "deadline", "summit", "vote", "referendum", "runoff", "ballot", "talk", "meeting", "trial"]
)
_REPORTING = frozenset(["say", "tell", "report", "show", "add"])
# Whose day is the day from which the words that they quote count.
SAYING = frozenset(
    [
        "say",
        "tell",
        "add",
        "announce",
        "declare",
        "state",
        "write",
        "tweet",
        "post",
        "warn",
        "promise",
        "vow",
        "reply",
        "ask",
        "insist",
        "admit",
        "claim",
        "note",
    ]
)
_PAST_HELPERS = frozenset(["was", "were", "had", "did", "has", "have", "'ve", "’ve", "'d", "’d"])
_PRESENT_HELPERS = frozenset(["is", "are", "'s", "’s", "'re", "’re", "'m", "’m", "am"])
_UNTIL = frozenset(("by", "until", "till"))
_TILL = frozenset(("until", "till"))
_FOR = frozenset(("for", "until", "till"))
_NO_PLAN = frozenset(["begin", "start", "continue", "force", "manage", "use", "fail"])
_DEEPEST_CLIMB = 12  # deeper than any sentence that a person wrote; keeps odd trees from costing time


Known = dict[tuple[int, str], int | None]


def direction(tree: Tree, token: int, known: Known) -> int:
    """PAST, FUTURE or UNKNOWN for the time expression that a token heads.

    `known` keeps what was found for the verbs of this tree, so that a verb with very many dependents is read once.
    """
    preposition = "" if tree.tag(token) == "VERB" else tree.preposition(token)
    if preposition == "since":
        return PAST
    current = token
    for _ in range(_DEEPEST_CLIMB):
        if (current, preposition) not in known:
            known[current, preposition] = _direction_of(tree, current, preposition)
        found = known[current, preposition]
        if found is not None:
            return found
        current = tree.head(current)
        if current < 0:
            break
        if preposition in _TILL and tree.sentence.xpos[current] in ("VB", "VBN", "VBG", "JJ"):
            return FUTURE  # "continued to hold all markets closed until Friday"
    return FUTURE if preposition in _UNTIL else UNKNOWN


def is_present(tree: Tree, token: int) -> bool:
    """Whether the first finite verb above a token is in the present tense or the present perfect."""
    current = token
    for _ in range(_DEEPEST_CLIMB):
        helpers = tree.children(current, "aux", "cop")
        if tree.tag(current) in ("VERB", "AUX") or helpers:
            forms = {tree.sentence.xpos[verb] for verb in (current, *helpers)}
            if "VBD" in forms:
                return False
            if forms & {"VBZ", "VBP"}:
                return True
        current = tree.head(current)
        if current < 0:
            return False
    return False


def _direction_of(tree: Tree, verb: int, preposition: str) -> int | None:
    """The direction that a verb (or a noun with a copula) gives; None when it gives none and the climb goes on."""
    helpers = {tree.word(helper).lower() for helper in tree.children(verb, "aux", "cop")}
    if tree.tag(verb) not in ("VERB", "AUX") and not helpers:
        return FUTURE if preposition == "for" and tree.lemma(verb) in _APPOINTMENTS else None
    if helpers & _AHEAD:
        # "would have met", "may have died": a perfect under a modal looks back.
        return PAST if "have" in helpers and "will" not in helpers else FUTURE
    if preposition in _FOR and tree.lemma(verb) in _PLANNING:
        return FUTURE
    if any(tree.word(mark).lower() == "to" for mark in tree.children(verb, "mark")):
        return _direction_of_infinitive(tree, verb)
    return _direction_of_form(tree, verb, helpers)


def _direction_of_infinitive(tree: Tree, verb: int) -> int | None:
    """A plan ("agreed to meet", "a plan to meet") or a headline ("Iran to meet") looks ahead; a purpose is silent."""
    head = tree.head(verb)
    if head < 0:
        return FUTURE
    is_plan = tree.lemma(head) in _PLANNING or tree.is_a(verb, "acl", "xcomp", "csubj")
    return FUTURE if is_plan and tree.lemma(head) not in _NO_PLAN else None


def _direction_of_form(tree: Tree, verb: int, helpers: set[str]) -> int | None:
    form = tree.sentence.xpos[verb]
    if helpers & _PAST_HELPERS or form == "VBD":
        return PAST
    if form == "VBN":
        return UNKNOWN if helpers & _PRESENT_HELPERS else PAST
    if form == "VBG":
        return FUTURE if helpers & _PRESENT_HELPERS else None
    if form in ("VBZ", "VBP") or helpers & _PRESENT_HELPERS:
        return UNKNOWN if tree.lemma(verb) in _REPORTING or tree.sentence.span.in_title else FUTURE
    return None
