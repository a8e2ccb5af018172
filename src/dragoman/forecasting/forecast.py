"""Forecasts of what will be published about an archive's actors, made from what had been published before a day.

for forecast in make_forecasts(archive, date(2015, 9, 30), horizon=7):
    forecast.question.words(archive.names), forecast.probability
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from dragoman.errors import SourceError
from dragoman.forecasting.backtest import DayForecasts, replay_forecasts
from dragoman.forecasting.dyads import CLASS_NAMES, dyads
from dragoman.forecasting.explanation import Move, Moving, moves, moving_events
from dragoman.forecasting.history import History
from dragoman.forecasting.published import Act, Archive, quad_classes
from dragoman.forecasting.questions import CLASS_OF, Question, is_side
from dragoman.forecasting.quiet import BASES, Quiet
from dragoman.ontology import codes
from dragoman.records import content_id

SHOWN_EVENTS = 3
EXPLAINED = 50  # what moved a forecast takes a third of a millisecond; nobody reads thousands
LIVE_LESSON = 60_000  # rows: four seconds of learning for one day's forecasts, however long the history
TESTED_EVENTS = 6
TYPE_DOUBT = 2.0  # events' worth of the type's share in its class


@dataclass(frozen=True, slots=True)
class Forecast:
    """A probability for a question, made on the eve of its first day.

    `probabilities` holds every forecaster's, `basis` says what it rests on (record: the pair's own; did, met or
    strangers: only a rate of such pairs), `inputs` is a hash of all that was known.
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
    archive: Archive | History | Past,
    opens: date,
    *,
    horizon: int = 7,
    actor: str | None = None,
    recipient: str | None = None,
    what: str | None = None,
    boosted: bool | None = None,
    tested: bool = False,
    explained: int = EXPLAINED,
) -> list[Forecast]:
    """Forecasts for the days from `opens` on, most probable first; of all pairs with a record, or of those asked for.

    `what` is a quad class or a PLOVER type. Where both sides are named, there is always an answer. The first `explained`
    say what moved them; with `tested`, each past event between the two is taken out in turn, to see what it did. Of a
    bare history no sentence can be shown.
    """
    if what is not None and what not in CLASS_OF and what not in codes.TYPES:
        raise SourceError(f"{what} is neither a PLOVER type nor one of {', '.join(CLASS_OF)}")
    past = archive if isinstance(archive, Past) else past_of(archive, opens)
    made = on_the_eve(past, horizon, boosted)
    rows = [] if made is None else list(_of_pairs(made, past, what, actor, recipient))
    rows.sort(key=lambda row: (-row[1].probability, row[1].question.actor, row[1].question.recipient))
    found = [one for _, one in rows]
    if made is not None:
        found[:explained] = [_explained(one, made, row, past) for row, one in rows[:explained]]
    if actor and recipient:
        found += _of_a_quiet_pair(past, horizon, what, actor, recipient, found)
        if made is not None and tested and past.acts:
            found = [_tested(one, made, past.acts, opens) for one in found]
    return sorted(found, key=lambda one: -one.probability)


@dataclass(frozen=True, slots=True)
class Past:
    """What was known on the eve of a day: the history, the acts behind it where there are sentences, a hash of it all."""

    opens: date
    history: History
    names: Mapping[str, str]
    acts: tuple[Act, ...]
    between: Mapping[frozenset[str], tuple[Act, ...]]
    inputs: str

    @property
    def day(self) -> int:
        """`opens` as a day of the history."""
        assert self.history.first_day is not None
        return (self.opens - self.history.first_day).days

    def name(self, side: str) -> str:
        """What a side is called."""
        return self.names.get(side, side)


def past_of(archive: Archive | History, opens: date) -> Past:
    """What was known before a day; nothing at all is an error that says so."""
    if isinstance(archive, History):
        start = archive.first_day
        known = archive.before((opens - start).days) if start else archive.first(0)
        if not len(known):
            raise SourceError(f"nothing was reported before {opens} that a forecast could be made from")
        columns = (known.day, known.actor, known.relation, known.recipient)
        marks = [sha256(column.tobytes()).hexdigest() for column in columns]
        return Past(opens, known, {}, (), {}, content_id("inp", *marks, *known.actors, *known.relations))
    acts = tuple(act for act in archive.before(opens).acts if act.recipient)
    if not acts:
        raise SourceError(f"nothing was published before {opens} that a forecast could be made from")
    between: dict[frozenset[str], list[Act]] = {}
    for act in acts:
        between.setdefault(frozenset((act.actor, act.recipient)), []).append(act)
    listed = {pair: tuple(some) for pair, some in between.items()}
    return Past(opens, archive.before(opens).history(), archive.names, acts, listed, inputs_of(acts))


def forecasts_from(made: DayForecasts, archive: Archive, opens: date) -> list[Forecast]:
    """The forecasts of one eve of a replay, for every pair with a record, without explanations."""
    return [one for _, one in _of_pairs(made, past_of(archive, opens), None, None, None)]


def inputs_of(acts: tuple[Act, ...]) -> str:
    """A hash of what was known."""
    return content_id("inp", *((a.published, a.actor, a.type, a.recipient, a.receipt.article) for a in acts))


def on_the_eve(past: Past, horizon: int, boosted: bool | None = None) -> DayForecasts | None:
    """What all forecasters say on the eve of the day about every pair with a record; None where nothing was told."""
    source = dyads(past.history, quad_classes(past.history))
    if not len(source):
        return None
    return next(replay_forecasts(source, past.day, past.day, horizon=horizon, boosted=boosted, lesson=LIVE_LESSON))


def _of_pairs(
    made: DayForecasts, past: Past, what: str | None, actor: str | None, recipient: str | None
) -> Iterator[tuple[int, Forecast]]:
    """The forecasts that are asked for, each with its row of the eve's table."""
    table = made.table
    actors = table.source.history.actors
    closes = past.opens + timedelta(days=made.horizon - 1)
    wanted = None if what is None else (CLASS_OF[what] if what in CLASS_OF else codes.quad_class(what)) - 1
    shares = Shares(past.history, what) if what in codes.TYPES else None
    of, to = table.source.actor[table.pair].tolist(), table.source.recipient[table.pair].tolist()
    said = {name: p.tolist() for name, p in made.probabilities.items()}
    for row, kind in enumerate(table.kind.tolist()):
        sides = actors[of[row]], actors[to[row]]
        if (
            (wanted is not None and kind != wanted)
            or not _is_asked(sides[0], actor)
            or not _is_asked(sides[1], recipient)
        ):
            continue
        own = {name: p[row] for name, p in said.items()}
        if shares is not None:
            share = shares.of(*sides)
            own = {name: 1 - (1 - p) ** share for name, p in own.items()}
        question = Question(sides[0], what or CLASS_NAMES[kind], sides[1], past.opens, closes)
        between = past.between.get(frozenset(sides), ())
        alike = tuple(act for act in between if act.actor == sides[0] and act.quad_class == kind + 1)
        evidence = (alike or between)[-SHOWN_EVENTS:]
        yield row, Forecast(question, own["ensemble"], "ensemble", own, "record", past.inputs, (), evidence)


def _explained(one: Forecast, made: DayForecasts, row: int, past: Past) -> Forecast:
    of, to = past.name(one.question.actor), past.name(one.question.recipient)
    return replace(one, moves=moves(made, row, of, to))


def _is_asked(side: str, asked: str | None) -> bool:
    return asked is None or is_side(side, asked)


class Shares:
    """The share of a type in each pair's acts of its class, shrunk to its share in all acts of the class."""

    def __init__(self, history: History, type: str | None) -> None:
        assert type is not None
        alike = [codes.quad_class(relation) == codes.quad_class(type) for relation in history.relations]
        in_class = np.array(alike)[history.relation]
        is_type = np.array([relation == type for relation in history.relations])[history.relation]
        self._number = {name: number for number, name in enumerate(history.actors)}
        self._pair = history.actor * len(history.actors) + history.recipient
        self._class_acts, self._type_acts = self._counted(in_class), self._counted(is_type)
        self._usual = (float(is_type.sum()) + 0.5) / (float(in_class.sum()) + 5)

    def _counted(self, rows: npt.NDArray[np.bool_]) -> dict[int, int]:
        pairs, counts = np.unique(self._pair[rows], return_counts=True)
        return dict(zip(pairs.tolist(), counts.tolist(), strict=True))

    def of(self, actor: str, recipient: str) -> float:
        """The share in what one does to the other."""
        pair = self._number.get(actor, -1) * len(self._number) + self._number.get(recipient, -1)
        own = self._type_acts.get(pair, 0) + TYPE_DOUBT * self._usual
        return own / (self._class_acts.get(pair, 0) + TYPE_DOUBT)


def _of_a_quiet_pair(
    past: Past, horizon: int, what: str | None, actor: str, recipient: str, found: list[Forecast]
) -> Iterator[Forecast]:
    """Forecasts for a pair without a record, from rates of such pairs."""
    there = {(one.question.actor, one.question.recipient) for one in found}
    if (actor, recipient) in there:
        return
    history = past.history
    quiet = Quiet(history, quad_classes(history))
    quiet.advance(past.day)
    numbers = {name: number for number, name in enumerate(history.actors)}
    pair = (numbers.get(actor, -1), numbers.get(recipient, -1))
    wanted = list(CLASS_NAMES) if what is None else [what]
    closes = past.opens + timedelta(days=horizon - 1)
    evidence = past.between.get(frozenset((actor, recipient)), ())[-SHOWN_EVENTS:]
    for name in wanted:
        kind = (CLASS_OF[name] if name in CLASS_OF else codes.quad_class(name)) - 1
        share = 1.0 if name in CLASS_OF else Shares(history, name).of(actor, recipient)
        p = float(1 - (1 - quiet.probability(*pair, kind, horizon)) ** share)
        question = Question(actor, name, recipient, past.opens, closes)
        basis = BASES[quiet.basis(*pair, kind)]
        yield Forecast(question, p, "quiet", {"climatology": p}, basis, past.inputs, (), evidence)


def _tested(one: Forecast, made: DayForecasts, acts: tuple[Act, ...], opens: date) -> Forecast:
    of, to, what = one.question.actor, one.question.recipient, one.question.what
    if one.basis != "record" or what not in CLASS_OF:
        return one
    suspects = [act for act in acts if (act.actor, act.recipient) == (of, to)][-TESTED_EVENTS:]
    if not suspects:
        return one
    found = moving_events(made, acts, suspects, CLASS_OF[what] - 1, (opens - acts[0].published).days)
    moving = sorted(found, key=lambda m: -abs(one.probability - m.without) if np.isfinite(m.without) else -1.0)
    return replace(one, moving=tuple(moving[:SHOWN_EVENTS]))
