"""When and where an event happened: the time expressions and places that the parse attaches to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.dates import period_of
from dragoman.language.tree import Tree
from dragoman.modality import Status
from dragoman.patterns.match import Match
from dragoman.records import Actor, Article, Period, Place, TimeExpression

LOCATIVE = frozenset(
    [
        "in",
        "at",
        "near",
        "on",
        "outside",
        "inside",
        "around",
        "over",
        "across",
        "within",
        "into",
        "to",
        "from",
        "off",
        "along",
        "toward",
        "towards",
        "above",
        "throughout",
    ]
)
# "to" and "from" name the place of a journey, and of nothing else.
JOURNEY_ONLY = frozenset(("to", "from", "into", "towards", "toward", "off"))
JOURNEYS = frozenset(("CONSULT", "MOBILIZE", "RETREAT", "COERCE"))
# What is only said is not said in the country it is said about: "Russia condemned Turkey".
SAID = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "AGREE", "CONCEDE"))
# What is done to somebody happens at the place of the sufferer, wherever the report was written.
DONE_ON_THE_SPOT = frozenset(("ASSAULT", "MOBILIZE", "AID"))
# The days of a unit of time: one of them, and as many as are meant when no number is given ("within weeks").
UNIT_DAYS = {"D": (1, 7), "W": (7, 30)}
_LENGTH = re.compile(r"P(\d+|X+)([DW])")


@dataclass(frozen=True, slots=True)
class Setting:
    """A sentence with what is known about its days and places."""

    article: Article
    tree: Tree
    dates: Sequence[TimeExpression]
    place: Callable[[int], Place | None]


def when_of(setting: Setting, match: Match, seen: Status) -> Period | None:
    """The days of an event: those that the parse attaches to it, else the day of publication for news of the day.

    What is future or hypothetical and has no date of its own stays open.
    """
    shifted = _beside_another(setting, match) or _within(setting, match, seen)
    if shifted is not None:
        return shifted
    best = _nearest(setting, match)
    if best is not None:
        return _from_now(setting, best, seen)
    if setting.article.published is None or {"future", "hypothetical"}.intersection(seen.auxiliary):
        return None
    day = setting.article.published.date()
    return Period(None, day, "past") if "historical" in seen.auxiliary else Period(day, day, "day")


def _nearest(setting: Setting, match: Match) -> TimeExpression | None:
    """The date that the parse attaches most closely to the event."""
    best: tuple[int, TimeExpression] | None = None
    for expression in setting.dates:
        if expression.timex_type not in ("DATE", "TIME") or expression.first is None:
            continue
        distance = _distance(setting.tree, match, _head(setting.tree, expression))
        if distance is not None and (best is None or distance < best[0]):
            best = distance, expression
    return best[1] if best is not None else None


def _from_now(setting: Setting, expression: TimeExpression, seen: Status) -> Period:
    """The days of a date, without those that are over when the event is still to come: "this year", "by Friday"."""
    period, published = period_of(expression), setting.article.published
    if published is None or period.last is None or period.last < published.date():
        return period
    day = published.date()
    deadline = _deadline(setting.tree, _head(setting.tree, expression))
    first, last = period.first, period.last
    if deadline == "before" and first is not None and first > day:
        return Period(day, first - timedelta(days=1), period.precision, period.span)
    if deadline or ("future" in seen.auxiliary and first is not None and first < day):
        return Period(day, last, period.precision, period.span)
    return period


def _deadline(tree: Tree, token: int) -> str:
    """ "by" or "before" when the date is one; "by" too for "before the summer is out", which takes the summer in."""
    preposition = tree.preposition(token)
    if preposition in ("by", "before"):
        return preposition
    head = tree.head(token)
    ends = head >= 0 and tree.is_a(token, "nsubj") and tree.is_a(head, "advcl") and tree.preposition(head) == "before"
    return "by" if ends else ""


def _beside_another(setting: Setting, match: Match) -> Period | None:
    """The day of an event that is told by its distance from another: "on Friday, two days after jets bombed X"."""
    tree = setting.tree
    for token in (match.anchor, *(t for t in tree.ancestors(match.anchor) if t in _clause_heads(tree, match))):
        marker = tree.child(token, "mark", "case")
        if marker is None or tree.lemma(marker) not in ("after", "before") or tree.head(token) < 0:
            continue
        length = _length_ending_at(setting, marker)
        base = _day_at(setting, tree.head(token))
        if length is None or base is None:
            return None
        day = base - length if tree.lemma(marker) == "after" else base + length
        return Period(day, day, "day" if length.days < 7 else "week")
    return None


def _length_ending_at(setting: Setting, token: int) -> timedelta | None:
    """The stretch of time that stands right before a token, when it is a number of days or weeks."""
    start = setting.tree.sentence.starts[token]
    for expression in setting.dates:
        found = _LENGTH.fullmatch(expression.value)
        is_before = expression.span.end <= start <= expression.span.end + 1
        if found is not None and found[1].isdigit() and is_before:
            return timedelta(days=int(found[1]) * UNIT_DAYS[found[2]][0])
    return None


def _day_at(setting: Setting, token: int) -> date | None:
    """The day of what a clause says: its own date when it is a single day, else the day of publication."""
    tree = setting.tree
    for expression in setting.dates:
        own = expression.timex_type in ("DATE", "TIME") and expression.first is not None
        if own and token in (tree.head(_head(tree, expression)), tree.first_conjunct(token)):
            return expression.first if expression.first == expression.last else None
    return setting.article.published.date() if setting.article.published is not None else None


def _within(setting: Setting, match: Match, seen: Status) -> Period | None:
    """The days left to an event that is to come "within two weeks"."""
    published = setting.article.published
    if published is None or not {"future", "hypothetical"}.intersection(seen.auxiliary):
        return None
    for expression in setting.dates:
        found = _LENGTH.fullmatch(expression.value)
        if found is None or setting.tree.preposition(_head(setting.tree, expression)) != "within":
            continue
        if _distance(setting.tree, match, _head(setting.tree, expression)) is None:
            continue
        one, some = UNIT_DAYS[found[2]]
        days = int(found[1]) * one if found[1].isdigit() else some
        last = published.date() + timedelta(days=days)
        return Period(published.date(), last, "week" if days < 9 else "month", expression.span)
    return None


def _head(tree: Tree, expression: TimeExpression) -> int:
    inside = [
        token
        for token, start in enumerate(tree.sentence.starts)
        if expression.span.start <= start < expression.span.end
    ]
    members = set(inside)
    return next((t for t in inside if tree.head(t) not in members), inside[0] if inside else tree.root)


def _distance(tree: Tree, match: Match, token: int) -> int | None:
    """How far above the token the event stands; None when the token belongs to another clause."""
    mine = {match.trigger, match.anchor}
    for steps, ancestor in enumerate(tree.ancestors(token)):
        if ancestor in mine:
            return steps
        if tree.tag(ancestor) in ("VERB", "AUX"):
            return steps + 3 if ancestor in _clause_heads(tree, match) else None
    return None


def _clause_heads(tree: Tree, match: Match) -> set[int]:
    """The verbs whose time is the event's time: those that govern its noun, raise it, or are coordinated with it."""
    heads = set()
    current = match.anchor
    for ancestor in tree.ancestors(match.anchor):
        if _has_own_time(tree, current):
            break
        heads.add(ancestor)
        current = ancestor
    heads.update(c for c in tree.children(match.anchor, "xcomp"))
    return heads


def _has_own_time(tree: Tree, clause: int) -> bool:
    """Whether a clause is another than its governor's in time.

    "crashed last month, killing 200" and "flew to Baghdad on Friday, where he gave ..." are not; nor is what somebody
    "had asked" by the day before.
    """
    if not tree.is_a(clause, "ccomp", "advcl", "acl", "parataxis") or tree.tag(clause) not in ("VERB", "AUX"):
        return False
    if tree.is_a(clause, "advcl"):
        return tree.child(clause, "mark") is not None or not tree.has_feature(clause, "VerbForm=Ger")
    if tree.is_a(clause, "acl"):
        return "where" not in {tree.lemma(child) for child in tree.children(clause, "advmod")}
    return True


def dateline(trees: Sequence[Tree], place_at: Callable[[int, int], Place | None]) -> Place | None:
    """The place that the text opens with in capitals: "BAGHDAD (Reuters) - "."""
    for number, tree in enumerate(trees):
        if tree.sentence.span.in_title:
            continue
        words = tree.sentence.words
        for token in range(min(4, len(words))):
            after = {"-", "–", "—", "--", "(", ":"}.intersection(words[token + 1 : token + 9])
            if not words[token].isupper() or len(words[token]) < 3 or not after:
                continue
            place = place_at(number, token)
            if place is not None:
                return place
        return None
    return None


def may_be_at_dateline(kind: str, country: str, actors: Sequence[Actor], recipients: Sequence[Actor]) -> bool:
    """Whether an event of which no place is told may have happened where the report was written.

    What is said, forbidden, given up or protested happens at home with any of those who take part. Force, troops and
    aid arrive with their recipient: only that country will do, or the actor's own when there is no recipient.
    """
    doers, others = {a.country for a in actors}, {a.country for a in recipients}
    if kind in DONE_ON_THE_SPOT and others:
        return country in others
    return country in doers | others


def place_of(setting: Setting, match: Match) -> Place | None:
    """The place of an event: attached to it, else among its recipients' phrases if it is a deed, else in its clause."""
    for candidates in (
        _attached(setting.tree, match),
        () if match.type in SAID else _in_arguments(setting.tree, match),
        _in_clause(setting.tree, match),
    ):
        for token in candidates:
            place = setting.place(token)
            if place is not None:
                return place
    return None


def _attached(tree: Tree, match: Match) -> Iterator[int]:
    for head in dict.fromkeys((match.anchor, match.trigger)):
        for child in tree.children(head, "obl", "nmod"):
            if _is_locative(tree, child, match):
                yield from names_in(tree, child)


def _is_locative(tree: Tree, token: int, match: Match) -> bool:
    preposition = tree.preposition(token)
    if preposition in JOURNEY_ONLY and match.type not in JOURNEYS:
        return False
    return bool(preposition) and preposition.split()[0] in LOCATIVE


def names_in(tree: Tree, head: int) -> Iterator[int]:
    """The head and the nouns inside its phrase, nearest first: "a hospital in the city of Kunduz"."""
    yield head
    for child in tree.children(head, "nmod", "appos", "compound", "flat", "conj", "obl"):
        yield from names_in(tree, child)


def _in_arguments(tree: Tree, match: Match) -> Iterator[int]:
    for head in match.recipients:
        yield from names_in(tree, head)
    for head in tree.children(match.trigger, "obj", "nsubj:pass", "nmod"):
        if not tree.is_a(head, "nmod") or tree.preposition(head) in ("of", "against", "on"):
            yield from names_in(tree, head)


def _in_clause(tree: Tree, match: Match) -> Iterator[int]:
    for verb in _clause_heads(tree, match):
        for child in tree.children(verb, "obl"):
            if _is_locative(tree, child, match):
                yield from names_in(tree, child)
