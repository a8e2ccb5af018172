"""Whom will a side do it to next, and who will do it to a side: all sides in order, each with what speaks for it.

    which(archive, date(2015, 9, 30), "RUS", "ASSAULT")             # RUS ASSAULT ?
    which(archive, date(2015, 9, 30), "RUS", "ASSAULT", by=True)    # ? ASSAULT RUS

Sides are ordered by the probability of at least one such act, as `forecast` has it for pairs with a record of their own, and
by the rate of such pairs for all others: seconds, also of a long history. The learned ranker (`ranking.py`) is asked for with
`learned`: it orders better, takes minutes, and needs LightGBM and a history that is long enough to learn an order from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec

import numpy as np

from dragoman.errors import MissingExtra, SourceError
from dragoman.forecasting.calibration import Doubles
from dragoman.forecasting.dyads import CLASS_NAMES
from dragoman.forecasting.forecast import Past, Shares, make_forecasts, past_of
from dragoman.forecasting.history import History, from_facts
from dragoman.forecasting.published import Act, Archive, quad_classes
from dragoman.forecasting.questions import CLASS_OF, is_kind
from dragoman.forecasting.quiet import Quiet
from dragoman.ontology import codes

LEARNED_FROM = 5000  # acts between two sides; with fewer, trees learn the noise


@dataclass(frozen=True, slots=True)
class Candidate:
    """A side that may be the answer: the probability (None where the ranker orders), and what speaks for it."""

    side: str
    probability: float | None
    did: int  # acts of the kind that is asked for, so far
    last: date | None  # the day of the last of them
    dealings: int  # acts between the two of any kind, either way
    evidence: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """The sides in order, and from how many acts they were ordered in which way (`ranker` or `probability`)."""

    candidates: tuple[Candidate, ...]
    acts: int
    method: str


def which(
    archive: Archive | History,
    opens: date,
    focus: str,
    what: str,
    *,
    by: bool = False,
    horizon: int = 7,
    top: int = 10,
    learned: bool = False,
) -> Answers:
    """Who comes next, likeliest first: whom `focus` does `what` to, or with `by`, who does it to `focus`.

    `what` is a PLOVER type or a quad class.
    """
    if what not in CLASS_OF and what not in codes.TYPES:
        raise SourceError(f"{what} is neither a PLOVER type nor one of {', '.join(CLASS_OF)}")
    past = past_of(archive, opens)
    history = _told_by(past.history, what)
    if focus not in history.actors:
        raise SourceError(f"nobody is coded as {focus} before {opens}: `dragoman resolve` finds the code of a name")
    if learned and len(history) < LEARNED_FROM:
        raise SourceError(f"{len(history)} acts are too few to learn an order from: {LEARNED_FROM} are wanted")
    if learned and find_spec("lightgbm") is None:
        raise MissingExtra("the ranker needs LightGBM: pip install dragoman[forecast]")
    own = history.actors.index(focus)
    if learned and what in history.relations:
        scores = _ranked(history, past.day, own, history.relations.index(what) + by * len(history.relations))
    else:
        learned, scores = False, _expected(past, what, focus, by, horizon)
    scores[own] = -np.inf
    order = np.argsort(-scores, kind="stable")[: min(top, len(scores) - 1)].tolist()
    found = (
        _candidate(past, history, other, own, what, by, None if learned else float(scores[other])) for other in order
    )
    return Answers(tuple(found), len(history), "ranker" if learned else "probability")


def _told_by(history: History, what: str) -> History:
    """The history in the words of the question: PLOVER types, or quad classes."""
    is_between = history.actor != history.recipient
    relation, relations = history.relation, history.relations
    if what in CLASS_OF:
        relation, relations = quad_classes(history)[relation] - 1, CLASS_NAMES
    columns = np.stack([history.actor, relation, history.recipient, history.day], 1)[is_between]
    return from_facts(columns, actors=history.actors, relations=relations, first_day=history.first_day)


def _ranked(history: History, day: int, focus: int, way: int) -> Doubles:
    from dragoman.forecasting.ranking import Ranker  # needs LightGBM

    ranker = Ranker(len(history.actors), len(history.relations), names=history.actors)
    ranker.fit(np.stack([history.actor, history.relation, history.recipient, history.day], 1))
    return np.array(ranker.scores(np.array([[focus, way]]), day)[0])


def _expected(past: Past, what: str, focus: str, by: bool, horizon: int) -> Doubles:
    """The probability for each other side: of those with a record from it, of all others by rate."""
    history = past.history
    kind = (CLASS_OF[what] if what in CLASS_OF else codes.quad_class(what)) - 1
    quiet = Quiet(history, quad_classes(history))
    quiet.advance(past.day)
    rates, own = quiet.rates(), history.actors.index(focus)
    shares = None if what in CLASS_OF else Shares(history, what)
    found = np.zeros(len(history.actors))
    for other, name in enumerate(history.actors):
        pair = (other, own) if by else (own, other)
        found[other] = rates.probability(quiet.basis(*pair, kind), *pair, kind, horizon)
        if shares is not None:
            found[other] = 1 - (1 - found[other]) ** shares.of(*((name, focus) if by else (focus, name)))
    actor, recipient = (None, focus) if by else (focus, None)
    for one in make_forecasts(
        past, past.opens, horizon=horizon, what=what, actor=actor, recipient=recipient, explained=0
    ):
        question = one.question
        if (question.recipient if by else question.actor) == focus:
            found[history.actors.index(question.actor if by else question.recipient)] = one.probability
    return found


def _candidate(
    past: Past, history: History, other: int, own: int, what: str, by: bool, probability: float | None
) -> Candidate:
    sides = (other, own) if by else (own, other)
    there = (history.actor == sides[0]) & (history.recipient == sides[1])
    back = (history.actor == sides[1]) & (history.recipient == sides[0])
    is_so = np.array([relation == what for relation in history.relations])[history.relation]
    so = np.flatnonzero(there & is_so)
    assert history.first_day is not None
    last = history.first_day + timedelta(days=int(history.day[so[-1]])) if len(so) else None
    name, actor = history.actors[other], history.actors[sides[0]]
    between = past.between.get(frozenset((name, history.actors[own])), ())
    alike = tuple(act for act in between if act.actor == actor and is_kind(act, what))
    return Candidate(name, probability, len(so), last, int((there | back).sum()), (alike or between)[-1:])
