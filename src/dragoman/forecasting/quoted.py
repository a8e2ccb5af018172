"""What people said would happen, as questions: predictions, promises and threats with their source, and who was right.

A claim about the future becomes a question where it says who, what and until when, and its content was coded as an
event. Its probability is the range that its own words stand for ("very likely": 80 to 95 per cent, see
`claims/likelihood.toml`). Where a source uses no such word, a convention speaks, and is marked as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dragoman.claims import likelihood_of, why_not_resolvable
from dragoman.forecasting.published import Archive, Receipt, published_day
from dragoman.forecasting.questions import GRACE_DAYS, Answer, Question, Resolution, resolve
from dragoman.ontology import codes
from dragoman.records import Claim, Coded, Event, Stance
from dragoman.stories import side_of

# What is said without any word of probability: a prediction or promise is taken for "very likely", a threat, which is
# made in order not to be carried out, for "likely" (steps of ICD 203).
UNQUALIFIED = {Stance.PREDICTED: (0.80, 0.95), Stance.PROMISED: (0.80, 0.95), Stance.THREATENED: (0.55, 0.80)}
HEDGED = (0.45, 0.55)  # "may", "could": the source does not commit
COMMITTED = 1.0

# To say such a thing to nobody in particular is done every day: no forecast.
STATEMENTS = ("AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN")
# Of these the target is half of what is foretold. "Russia will extend its strikes" is not answered by one more strike
# on those whom it strikes already.
AIMED = ("ASSAULT", "COERCE", "SANCTION")
MATERIAL_CONFLICT = 4
# Who agrees to let in, to release or to withdraw gives way; newspapers tell the one or the other.
GIVING_WAY = ("CONCEDE", "RETREAT")

RANKED_FROM = 10  # resolved predictions; fewer say nothing about a source
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Saying:
    """A prediction, promise or threat on record.

    `low` to `high` is the probability that the source gave to the question being answered with yes (of "will not", the
    other side); `words` are those that say it, empty where the convention speaks. `question` is None where there is none,
    and `problem` says why.
    """

    source: str
    source_code: str
    stance: Stance
    said: date
    low: float
    high: float
    words: str
    receipt: Receipt
    question: Question | None
    problem: str = ""

    @property
    def probability(self) -> float:
        """The middle of the range."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Judged:
    """A saying and what became of it."""

    saying: Saying
    resolution: Resolution

    @property
    def brier(self) -> float | None:
        """(p - y)^2 of the middle of the range; None where there is no yes or no."""
        if self.resolution.answer not in (Answer.YES, Answer.NO):
            return None
        return (self.saying.probability - (self.resolution.answer is Answer.YES)) ** 2


@dataclass(frozen=True, slots=True)
class Standing:
    """A source in the league: how many of its sayings were resolved, its mean Brier score, and the 95 % interval."""

    source: str
    resolved: int
    came_true: int
    brier: float
    low: float
    high: float

    @property
    def is_ranked(self) -> bool:
        """Whether there are enough sayings to compare it with others."""
        return self.resolved >= RANKED_FROM


def read_sayings(coded: Iterable[Coded]) -> list[Saying]:
    """Predictions, promises and threats of dated articles, in the order in which they were published."""
    found = [saying for one in coded if one.article.published is not None for saying in _sayings(one)]
    return sorted(found, key=lambda one: (one.said, one.receipt.article, one.receipt.sentence))


def judge(sayings: Sequence[Saying], archive: Archive, *, today: date | None = None) -> list[Judged]:
    """What became of each saying."""
    return [Judged(one, _resolved(one, archive, today)) for one in sayings]


def league(judged: Sequence[Judged], *, seed: int = 0) -> list[Standing]:
    """The sources by mean Brier score, best first; those with too few sayings to be ranked come last."""
    scores: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for one in judged:
        if one.brier is not None:
            scores[one.saying.source].append((one.brier, _came_true(one)))
    standings = [_standing(source, some, seed) for source, some in scores.items()]
    return sorted(standings, key=lambda one: (not one.is_ranked, one.brier, one.source))


def _came_true(one: Judged) -> bool:
    """Whether it came as the source said, rather than the other way."""
    return (one.resolution.answer is Answer.YES) == (one.saying.probability >= 0.5)


def _standing(source: str, some: Sequence[tuple[float, bool]], seed: int) -> Standing:
    scores = np.array([score for score, _ in some])
    drawn = np.random.default_rng(seed).choice(scores, (DRAWS, len(scores))).mean(1)
    low, high = np.quantile(drawn, (0.025, 0.975)) if len(scores) > 1 else (0.0, 1.0)
    return Standing(source, len(some), sum(hit for _, hit in some), float(scores.mean()), float(low), float(high))


def _resolved(saying: Saying, archive: Archive, today: date | None) -> Resolution:
    if saying.question is None:
        return Resolution(Answer.VOID, saying.problem)
    return resolve(saying.question, archive, today=today)


def _sayings(coded: Coded) -> Iterator[Saying]:
    events = {event.id: event for event in coded.events}
    said = published_day(coded)
    for claim in coded.claims:
        if claim.stance not in UNQUALIFIED:
            continue
        problem = why_not_resolvable(claim)
        event = events.get(claim.event or "")
        if not problem and _is_over(claim, said):
            problem = "its days were over when it was published"
        question = None if problem else _question(claim, event, said)
        if question is None and not problem:
            problem = "what it says was not coded as an act of somebody"
        if question is not None and (problem := _vague(question)):
            question = None
        low, high, words = _range(coded, claim)
        if claim.polarity == "negative" and not (words and high < 0.5):  # "unlikely" says no already
            low, high = 1 - high, 1 - low
        source = claim.sources[-1].actor if claim.sources else None
        name = source.name if source is not None else coded.article.publisher or "unknown"
        content = " ".join(coded.article.characters(claim.content).split())
        receipt = Receipt(content, coded.article.publisher or "", coded.article.id, said, claim.event or "")
        yield Saying(
            name, source.code if source else "", claim.stance, said, low, high, words, receipt, question, problem
        )


def _question(claim: Claim, event: Event | None, said: date) -> Question | None:
    deadline = claim.deadline.last if claim.deadline is not None else None
    if event is None or deadline is None or not event.actors:
        return None
    actor = side_of(event.actors[0])
    recipient = side_of(event.recipients[0]) if event.recipients else ""
    act = _act_itself(event)
    is_force = codes.quad_class(act) == MATERIAL_CONFLICT
    if not recipient and is_force and event.where is not None and event.where.country != actor:
        recipient = event.where.country or ""  # "strikes in Iraq" are strikes on somebody there
    names = [act, event.type] + (["AGREE"] if act in GIVING_WAY else [])
    also = tuple(name for name in dict.fromkeys(names) if name != act)
    return Question(actor, act, recipient, said + timedelta(days=1), deadline, GRACE_DAYS, also)


def _vague(question: Question) -> str:
    """Why a question without a recipient is none; empty where it is one."""
    if question.recipient:
        return ""
    if question.what in STATEMENTS:
        return "a statement to nobody in particular, such as is made every day"
    if question.what in AIMED:
        return "names neither whom nor where: any such act would answer it"
    return ""


def _act_itself(event: Event) -> str:
    """The type of the act that is foretold: "will visit" is coded as AGREE, the announcement; the act is CONSULT."""
    of_pattern = event.pattern.partition("/")[0].upper() if event.pattern else ""
    is_announced = of_pattern in codes.TYPES and codes.announced_type(of_pattern) == event.type
    return of_pattern if is_announced else event.type


def _is_over(claim: Claim, said: date) -> bool:
    return claim.deadline is not None and claim.deadline.last is not None and claim.deadline.last <= said


def _range(coded: Coded, claim: Claim) -> tuple[float, float, str]:
    found = likelihood_of(coded.article, claim)
    if found is not None:
        return found.low, found.high, found.words
    low, high = UNQUALIFIED[claim.stance] if abs(claim.factuality) >= COMMITTED else HEDGED
    return low, high, ""
