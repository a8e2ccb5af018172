"""What had been expected of what a report tells: the surprise of its acts, and what became of its predictions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dragoman.forecasting.published import Receipt, read_archive
from dragoman.forecasting.questions import Answer
from dragoman.forecasting.quoted import Judged, judge, read_sayings
from dragoman.forecasting.surprise import BASIS_WORDS, Surprise, by_sentence, surprises
from dragoman.records import Coded
from dragoman.report.brief import SURPRISES, Evidence, Expectation, Foresight, Outcome, Unexpected


def foresee(coded: Iterable[Coded], *, first: date | None = None, last: date | None = None) -> Foresight:
    """What the whole of an archive says about what was expected in a period; its later articles answer predictions."""
    articles = list(coded)
    archive = read_archive(articles)
    found = surprises(archive, since=first, until=last, again=True)
    of_event: dict[tuple[str, str], Expectation] = {}
    for one in found:
        for act in one.acts:
            key = (act.receipt.article, act.receipt.event)
            known = of_event.get(key)
            if known is None or known.bits < one.bits:
                of_event[key] = _expectation(one)
    judged = [one for one in judge(read_sayings(articles), archive) if one.resolution.answer is not Answer.VOID]
    fresh = by_sentence([one for one in found if not one.is_repeat])[:SURPRISES]
    return Foresight(
        of_event,
        {(one.saying.receipt.article, one.saying.receipt.sentence): _outcome(one) for one in judged},
        tuple(_unexpected(some, archive.names) for some in fresh),
    )


def _outcome(one: Judged) -> Outcome:
    found = one.resolution
    evidence = _evidence(found.receipt) if found.receipt else None
    return Outcome(found.answer.value, found.reason, one.saying.low, one.saying.high, one.saying.words, evidence)


def _expectation(one: Surprise) -> Expectation:
    return Expectation(one.bits, one.probability, one.on_the_eve, one.usual, BASIS_WORDS[one.basis])


def _unexpected(some: list[Surprise], names: dict[str, str]) -> Unexpected:
    """One of them, with all whom it concerns."""
    one, act = some[0], some[0].acts[0]
    whom = dict.fromkeys(x.acts[0].recipient for x in some if x.acts[0].actor == act.actor)
    return Unexpected(
        one.day,
        names.get(act.actor, act.actor),
        " and ".join(sorted({a.type for a in one.acts})),
        tuple(names.get(side, side) for side in whom),
        act.reports,
        _expectation(one),
        _evidence(act.receipt),
    )


def _evidence(receipt: Receipt) -> Evidence:
    return Evidence(receipt.sentence, receipt.publisher or "unknown publisher", receipt.article, receipt.published)
