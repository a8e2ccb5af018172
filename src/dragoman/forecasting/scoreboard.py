"""The record of forecasts: written before their days begin, never changed, resolved by coded events, and scored.

Rows are of two kinds: a forecast (question, probability, forecaster, floors, hash of what was known) and a resolution
(question, answer, reason, receipt). They lie in the store's chain (`store/chain.py`), so that `verify` finds any edit.
A forecast that was made after its window had opened, from history alone, says so: it is a replay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dragoman.forecasting.forecast import Forecast
from dragoman.forecasting.published import Archive
from dragoman.forecasting.questions import Answer, Question, resolve
from dragoman.forecasting.verification import brier, calibration_error, log_score, skill, wilson
from dragoman.store.chain import Link, append, faults, head, links
from dragoman.store.store import Store

FORECAST, RESOLUTION = "forecast", "resolution"
LIVE, REPLAY = "live", "replay"


@dataclass(frozen=True, slots=True)
class Scored:
    """A forecast on record with what came of it."""

    question: Question
    forecaster: str
    probability: float
    climatology: float
    persistence: float
    made: str
    came: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The scores of some forecasts: proper scores, skill over both floors, calibration error, share that came."""

    group: str
    forecasts: int
    came: int
    said: float
    low: float
    high: float
    brier: float
    log: float
    over_climatology: float
    over_persistence: float
    error: float


def record(store: Store, forecasts: Iterable[Forecast], *, written: datetime) -> str:
    """Put forecasts on record, every forecaster's beside the stack's; the new head of the chain."""
    rows = [(FORECAST, content) for forecast in forecasts for content in _contents(forecast, written)]
    return append(store, rows, written=written) if rows else head(store)[1]


def resolve_open(store: Store, archive: Archive, *, written: datetime) -> int:
    """Resolve every question on record that can be resolved by now; how many were."""
    chain = links(store)
    done = {link.content["question"] for link in chain if link.kind == RESOLUTION}
    asked = {
        link.content["id"]: question_of(link.content)
        for link in chain
        if link.kind == FORECAST and link.content["id"] not in done
    }
    rows = []
    for key, question in asked.items():
        found = resolve(question, archive)
        if found.answer is not Answer.OPEN:
            rows.append((RESOLUTION, _resolution(key, found)))
    if rows:
        append(store, rows, written=written)
    return len(rows)


def verify(store: Store, *, known_head: str | None = None) -> list[str]:
    """What is wrong with the record, in words: any edit, deletion, insertion or reordering, and any forecast too late."""
    chain = links(store)
    found = faults(chain, head(store), known_head=known_head)
    for link in chain:
        if link.kind == FORECAST and _is_too_late(link):
            found.append(f"row {link.number} says that it was made live, but was written after its window had opened")
    return found


def scored(chain: Sequence[Link]) -> list[Scored]:
    """The forecasts on record whose questions were answered with yes or no. Of equal ones, the first counts."""
    answers = {link.content["question"]: link.content["answer"] for link in chain if link.kind == RESOLUTION}
    found: dict[tuple[str, str], Scored] = {}
    for link in chain:
        if link.kind != FORECAST:
            continue
        content = link.content
        answer = answers.get(content["id"])
        if answer in (Answer.YES.value, Answer.NO.value):
            found.setdefault((content["id"], content["forecaster"]), _scored(content, answer == Answer.YES.value))
    return list(found.values())


def board(forecasts: Sequence[Scored], by: Callable[[Scored], str]) -> list[Line]:
    """The scores by whatever is asked: forecaster, horizon, kind of act."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in forecasts:
        groups[by(one)].append(one)
    return [_line(group, some) for group, some in sorted(groups.items())]


def question_of(content: dict[str, Any]) -> Question:
    """The question of a row."""
    opens, closes = date.fromisoformat(content["opens"]), date.fromisoformat(content["closes"])
    return Question(content["actor"], content["what"], content["recipient"], opens, closes, content["grace_days"])


def _contents(forecast: Forecast, written: datetime) -> Iterable[dict[str, Any]]:
    question = forecast.question
    floor = forecast.floor
    shared = {
        "id": question.id,
        "actor": question.actor,
        "what": question.what,
        "recipient": question.recipient,
        "opens": question.opens.isoformat(),
        "closes": question.closes.isoformat(),
        "grace_days": question.grace_days,
        "basis": forecast.basis,
        "inputs": forecast.inputs,
        "made": LIVE if written.date() < question.opens else REPLAY,
        "climatology": round(floor, 6),
        "persistence": round(forecast.probabilities.get("persistence", floor), 6),
    }
    said = {forecast.forecaster: forecast.probability, **forecast.probabilities}
    for name, probability in said.items():
        yield {**shared, "forecaster": name, "probability": round(probability, 6)}


def _resolution(key: str, found: Any) -> dict[str, Any]:
    receipt = found.receipt
    return {
        "question": key,
        "answer": found.answer.value,
        "reason": found.reason,
        "day": found.day.isoformat() if found.day else None,
        "receipt": receipt
        and {"sentence": receipt.sentence, "publisher": receipt.publisher, "article": receipt.article},
    }


def _is_too_late(link: Link) -> bool:
    content = link.content
    return content["made"] == LIVE and datetime.fromisoformat(link.written).date() >= date.fromisoformat(
        content["opens"]
    )


def _scored(content: dict[str, Any], came: bool) -> Scored:
    numbers = (content["probability"], content["climatology"], content["persistence"])
    return Scored(question_of(content), content["forecaster"], *numbers, content["made"], came)


def _line(group: str, some: Sequence[Scored]) -> Line:
    p, y = [one.probability for one in some], [float(one.came) for one in some]
    own = brier(p, y)
    low, high = wilson(sum(y), len(y))
    return Line(
        group,
        len(some),
        int(sum(y)),
        sum(p) / len(p),
        low,
        high,
        own,
        log_score(p, y),
        skill(own, brier([one.climatology for one in some], y)),
        skill(own, brier([one.persistence for one in some], y)),
        calibration_error(p, y),
    )
