"""Questions that time answers: who will do what to whom between which days; and how they are resolved.

A question is resolved by coded events alone, with the sentence as the receipt. It is VOID, with the reason, where the
archive cannot tell: nothing was published in its days, or nobody of that name is coded at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dragoman.forecasting.published import Act, Archive, Receipt
from dragoman.ontology import codes
from dragoman.records import content_id

CLASS_WORDS = {
    "verbal_cooperation": "speak or deal in friendship with",
    "material_cooperation": "help, serve or yield to",
    "verbal_conflict": "accuse, demand of, reject or threaten",
    "material_conflict": "act in force against or punish",
}
CLASS_OF = {name: number + 1 for number, name in enumerate(CLASS_WORDS)}

GRACE_DAYS = 3  # newspapers are late: what happened by the last day may be reported so many days after it


@dataclass(frozen=True, slots=True)
class Question:
    """Will `actor` do `what` (a PLOVER type or a quad class) to `recipient` (empty: anybody) from `opens` to `closes`?

    `grace_days` is how many days later it may be published, provided that it happened in time; forecasts of what will be
    *published* have none. `also` are types that answer as well: the same act by other names.
    """

    actor: str
    what: str
    recipient: str
    opens: date
    closes: date
    grace_days: int = 0
    also: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same question always has the same id."""
        return content_id(
            "que", self.actor, self.what, self.recipient, self.opens, self.closes, self.grace_days, *self.also
        )

    @property
    def days(self) -> int:
        """How many days the window has."""
        return (self.closes - self.opens).days + 1

    def words(self, names: Mapping[str, str] | None = None) -> str:
        """The question in words."""
        called = names or {}
        act = " or ".join((CLASS_WORDS.get(self.what, self.what), *self.also))
        whom = called.get(self.recipient, self.recipient) or "anybody"
        when = f"from {self.opens:%-d %b} to {self.closes:%-d %b %Y}"
        return f"Will {called.get(self.actor, self.actor)} {act} {whom} {when}?"


class Answer(StrEnum):
    """What became of a question."""

    YES = "yes"
    NO = "no"
    VOID = "void"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer, why, on which day it was clear, and the sentence that says so where there is one."""

    answer: Answer
    reason: str
    day: date | None = None
    receipt: Receipt | None = None


def is_kind(act: Act, what: str) -> bool:
    """Whether an act is of this PLOVER type or quad class."""
    return act.quad_class == CLASS_OF[what] if what in CLASS_OF else act.type == what


def is_side(side: str, asked: str) -> bool:
    """Whether a side is the one asked about: itself, or, of a country, those who belong to it but fight it not.

    >>> is_side("USA.PTY", "USA"), is_side("SYR.REB", "SYR"), is_side("SYR", "SYR.REB")
    (True, False, False)
    """
    if side == asked:
        return True
    return side.startswith(f"{asked}.") and side.split(".")[1] not in ("REB", "OPP", "UAF", "CRM", "PRM")


def answers(act: Act, question: Question) -> bool:
    """Whether an act is what the question asks for, in time."""
    if not any(is_kind(act, what) for what in (question.what, *question.also)) or not is_side(
        act.actor, question.actor
    ):
        return False
    if question.recipient and not is_side(act.recipient, question.recipient):
        return False
    if not question.grace_days:
        return question.opens <= act.published <= question.closes
    late = question.closes + timedelta(days=question.grace_days)
    return question.opens <= act.published <= late and question.opens <= act.happened <= question.closes


def resolve(question: Question, archive: Archive, *, today: date | None = None) -> Resolution:
    """What became of a question by what is in the archive; `today` (else its last article) is how far the archive goes."""
    problem = _why_void(question, archive)
    if problem:
        return Resolution(Answer.VOID, problem)
    found = next((act for act in archive.acts if answers(act, question)), None)
    if found is not None:
        return Resolution(Answer.YES, "coded as published", found.published, found.receipt)
    end = question.closes + timedelta(days=question.grace_days)
    until = today or (archive.article_days[-1] if archive.article_days else question.opens)
    if until < end:
        return Resolution(Answer.OPEN, f"its days end on {question.closes}; the archive goes to {until}")
    articles = sum(question.opens <= day <= end for day in archive.article_days)
    if articles == 0:
        return Resolution(Answer.VOID, "the archive has no article of those days", end)
    return Resolution(Answer.NO, f"{_number(articles, 'article')} of those days, and none tells of it", end)


def _why_void(question: Question, archive: Archive) -> str:
    if question.what not in CLASS_OF and question.what not in codes.TYPES:
        return f"{question.what} is neither a PLOVER type nor a quad class"
    sides = {side for act in archive.acts for side in (act.actor, act.recipient)}
    for asked in (question.actor, question.recipient):
        if asked and not any(is_side(side, asked) for side in sides):
            return f"nobody in the archive is coded as {asked}"
    return ""


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
