"""When and where an event happened: the time expressions and places that the parse attaches to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.dates import period_of
from dragoman.language.tree import Tree
from dragoman.modality import Status
from dragoman.patterns.match import Match
from dragoman.records import Article, Period, Place, TimeExpression

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
    best: tuple[int, TimeExpression] | None = None
    for expression in setting.dates:
        if expression.timex_type not in ("DATE", "TIME") or expression.first is None:
            continue
        distance = _distance(setting.tree, match, _head(setting.tree, expression))
        if distance is not None and (best is None or distance < best[0]):
            best = distance, expression
    if best is not None:
        return period_of(best[1])
    if setting.article.published is None or {"future", "hypothetical"}.intersection(seen.auxiliary):
        return None
    day = setting.article.published.date()
    return Period(None, day, "past") if "historical" in seen.auxiliary else Period(day, day, "day")


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
        if tree.is_a(current, "ccomp", "advcl", "acl", "parataxis") and tree.tag(current) in ("VERB", "AUX"):
            break
        heads.add(ancestor)
        current = ancestor
    heads.update(c for c in tree.children(match.anchor, "xcomp"))
    return heads


def place_of(setting: Setting, match: Match) -> Place | None:
    """The place of an event: attached to it, else among its recipients' phrases, else in its clause."""
    for candidates in (
        _attached(setting.tree, match),
        _in_arguments(setting.tree, match),
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
