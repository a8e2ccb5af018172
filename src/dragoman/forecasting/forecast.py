"""Forecasts of what will be published about an archive's actors, made from what had been published before a day.

for forecast in make_forecasts(archive, date(2015, 9, 30), horizon=7):
    forecast.question.words(archive.names), forecast.probability
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dragoman.errors import SourceError
from dragoman.forecasting.backtest import DayForecasts, replay_forecasts
from dragoman.forecasting.dyads import CLASS_NAMES, dyads
from dragoman.forecasting.explanation import Move, Moving, moves, moving_events
from dragoman.forecasting.published import Act, Archive, quad_classes
from dragoman.forecasting.questions import CLASS_OF, Question, is_side
from dragoman.forecasting.quiet import Quiet
from dragoman.ontology import codes
from dragoman.records import content_id

SHOWN_EVENTS = 3
TESTED_EVENTS = 6
TYPE_DOUBT = 2.0  # events' worth of the type's share in its class


@dataclass(frozen=True, slots=True)
class Forecast:
    """A probability for a question, made on the eve of its first day.

    `probabilities` holds every forecaster's, `basis` says what it rests on (record: the pair's own; met or strangers:
    only a rate of such pairs), `inputs` is a hash of all that was known.
    """

    question: Question
    probability: float
    forecaster: str
    probabilities: Mapping[str, float]
    basis: str
    inputs: str
    moves: tuple[Move, ...] = ()
    evidence: tuple[Act, ...] = ()
    moving: tuple[Moving, ...] = ()

    @property
    def floor(self) -> float:
        """The share of past windows."""
        return self.probabilities.get("climatology", self.probability)


def make_forecasts(
    archive: Archive,
    opens: date,
    *,
    horizon: int = 7,
    actor: str | None = None,
    recipient: str | None = None,
    what: str | None = None,
    boosted: bool | None = None,
    tested: bool = False,
) -> list[Forecast]:
    """Forecasts for the days from `opens` on, most probable first; of all pairs with a record, or of those asked for.

    `what` is a quad class or a PLOVER type. Where both sides are named, there is always an answer. With `tested`, each
    past event between the two is taken out in turn, to see what it did.
    """
    if what is not None and what not in CLASS_OF and what not in codes.TYPES:
        raise SourceError(f"{what} is neither a PLOVER type nor one of {', '.join(CLASS_OF)}")
    known = archive.before(opens)
    acts = tuple(act for act in known.acts if act.recipient)
    if not acts:
        raise SourceError(f"nothing was published before {opens} that a forecast could be made from")
    made = _on_the_eve(known, opens, horizon, boosted)
    found = [] if made is None else list(_of_pairs(made, known, acts, opens, what, actor, recipient))
    if actor and recipient:
        found += _of_a_quiet_pair(known, opens, horizon, what, actor, recipient, found)
        if made is not None and tested:
            found = [_tested(one, made, acts, opens) for one in found]
    return sorted(found, key=lambda one: (-one.probability, one.question.actor, one.question.recipient))


def forecasts_from(made: DayForecasts, archive: Archive, opens: date) -> list[Forecast]:
    """The forecasts of one eve of a replay, for every pair with a record, without explanations."""
    acts = tuple(act for act in archive.before(opens).acts if act.recipient)
    return list(_of_pairs(made, archive, acts, opens, None, None, None, explained=False))


def inputs_of(acts: tuple[Act, ...]) -> str:
    """A hash of what was known."""
    return content_id("inp", *((a.published, a.actor, a.type, a.recipient, a.receipt.article) for a in acts))


def _on_the_eve(known: Archive, opens: date, horizon: int, boosted: bool | None) -> DayForecasts | None:
    history = known.history()
    source = dyads(history, quad_classes(history))
    if not len(source) or history.first_day is None:
        return None
    day = (opens - history.first_day).days
    return next(replay_forecasts(source, day, day, horizon=horizon, boosted=boosted))


def _of_pairs(
    made: DayForecasts,
    known: Archive,
    acts: tuple[Act, ...],
    opens: date,
    what: str | None,
    actor: str | None,
    recipient: str | None,
    *,
    explained: bool = True,
) -> Iterator[Forecast]:
    table, inputs = made.table, inputs_of(acts)
    actors = table.source.history.actors
    closes = opens + timedelta(days=made.horizon - 1)
    wanted = None if what is None else (CLASS_OF[what] if what in CLASS_OF else codes.quad_class(what)) - 1
    for row in range(len(table.kind)):
        of = actors[table.source.actor[table.pair[row]]]
        to = actors[table.source.recipient[table.pair[row]]]
        kind = int(table.kind[row])
        if (wanted is not None and kind != wanted) or not _is_asked(of, actor) or not _is_asked(to, recipient):
            continue
        share = _share(acts, of, to, what) if what in codes.TYPES else 1.0
        said = {name: float(1 - (1 - p[row]) ** share) for name, p in made.probabilities.items()}
        question = Question(of, what or CLASS_NAMES[kind], to, opens, closes)
        between = [act for act in acts if {act.actor, act.recipient} == {of, to}]
        alike = [act for act in between if act.actor == of and act.quad_class == kind + 1]
        yield Forecast(
            question,
            said["ensemble"],
            "ensemble",
            said,
            "record",
            inputs,
            moves(made, row, known.name(of), known.name(to)) if explained else (),
            tuple((alike or between)[-SHOWN_EVENTS:]),
        )


def _is_asked(side: str, asked: str | None) -> bool:
    return asked is None or is_side(side, asked)


def _share(acts: tuple[Act, ...], actor: str, recipient: str, type: str | None) -> float:
    """The share of a type in the pair's acts of its class, shrunk to its share in all acts of the class."""
    assert type is not None
    kind = codes.quad_class(type)
    whole = [act for act in acts if act.quad_class == kind]
    own = [act for act in whole if (act.actor, act.recipient) == (actor, recipient)]
    usual = (sum(act.type == type for act in whole) + 0.5) / (len(whole) + 5)
    return (sum(act.type == type for act in own) + TYPE_DOUBT * usual) / (len(own) + TYPE_DOUBT)


def _of_a_quiet_pair(
    known: Archive, opens: date, horizon: int, what: str | None, actor: str, recipient: str, found: list[Forecast]
) -> Iterator[Forecast]:
    """Forecasts for a pair without a record, from rates of such pairs."""
    there = {(one.question.actor, one.question.recipient) for one in found}
    if (actor, recipient) in there:
        return
    history = known.history()
    assert history.first_day is not None
    quiet = Quiet(history, quad_classes(history))
    quiet.advance((opens - history.first_day).days)
    numbers = {name: number for number, name in enumerate(history.actors)}
    pair = (numbers.get(actor, -1), numbers.get(recipient, -1))
    acts = tuple(act for act in known.acts if act.recipient)
    basis = "met" if quiet.has_met(*pair) else "strangers"
    wanted = list(CLASS_NAMES) if what is None else [what]
    for name in wanted:
        kind = (CLASS_OF[name] if name in CLASS_OF else codes.quad_class(name)) - 1
        share = 1.0 if name in CLASS_OF else _share(acts, actor, recipient, name)
        p = float(1 - (1 - quiet.probability(*pair, kind, horizon)) ** share)
        question = Question(actor, name, recipient, opens, opens + timedelta(days=horizon - 1))
        between = [act for act in acts if {act.actor, act.recipient} == {actor, recipient}]
        yield Forecast(
            question, p, "quiet", {"climatology": p}, basis, inputs_of(acts), (), tuple(between[-SHOWN_EVENTS:])
        )


def _tested(one: Forecast, made: DayForecasts, acts: tuple[Act, ...], opens: date) -> Forecast:
    of, to, what = one.question.actor, one.question.recipient, one.question.what
    if one.basis != "record" or what not in CLASS_OF:
        return one
    suspects = [act for act in acts if (act.actor, act.recipient) == (of, to)][-TESTED_EVENTS:]
    if not suspects:
        return one
    found = moving_events(made, acts, suspects, CLASS_OF[what] - 1, (opens - acts[0].published).days)
    moving = sorted(found, key=lambda m: -abs(one.probability - m.without) if np.isfinite(m.without) else -1.0)
    return Forecast(
        one.question,
        one.probability,
        one.forecaster,
        one.probabilities,
        one.basis,
        one.inputs,
        one.moves,
        one.evidence,
        tuple(moving[:SHOWN_EVENTS]),
    )
