"""The time expressions of an article, sentence by sentence, each with its TIMEX3 value and its days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dragoman.dates.calendar import days_of
from dragoman.dates.cues import cues_of
from dragoman.dates.grammar import Moment, Reader, Reading, at_its_edge, rules_for
from dragoman.language.tree import Tree
from dragoman.records import Article, Period, Span, TimeExpression

Rules = tuple[tuple[re.Pattern[str], Reader], ...]
Candidate = tuple[int, int, re.Match[str], Reader]

# A sentence longer than this is a table or a dump; it is read in pieces so that one line cannot stall a run.
_LONGEST_PIECE = 20_000

_QUOTE = re.compile(r"[\"“”]")
_TIME_THEN_DATE = re.compile(r"(?:,?\s(?:on\s)?)\Z")
_DATE_THEN_TIME = re.compile(r"(?:,?\s(?:at\s)?)\Z")


def find_dates(article: Article, trees: Sequence[Tree]) -> tuple[tuple[TimeExpression, ...], ...]:
    """The time expressions of every sentence, in text order, anchored on the article's day of publication.

    Without that day, relative expressions keep an open value (`XXXX-WXX-3`, `PAST_REF`) and have no days.
    """
    published = article.published.date() if article.published else None
    told, told_unit, told_reading = None, "day", None
    found: list[tuple[TimeExpression, ...]] = []
    for tree in trees:
        text = article.characters(tree.sentence.span)
        rules = rules_for(cues_of(text)) if tree.sentence.words else ()
        if not rules:
            found.append(())
            continue
        moment = Moment(tree, text, published, told, told_unit, told_reading)
        found.append(tuple(_read_sentence(moment, rules)))
        told, told_unit, told_reading = moment.told, moment.told_unit, moment.told_reading
    return tuple(found)


def period_of(expression: TimeExpression) -> Period:
    """The days of a time expression as a `Period`, with how exact it is; `past` where it has none."""
    if expression.first is None or expression.last is None:
        return Period(None, None, "past", expression.span)
    return Period(expression.first, expression.last, _precision(expression), expression.span)


def _precision(expression: TimeExpression) -> str:
    assert expression.first is not None
    assert expression.last is not None
    days = (expression.last - expression.first).days + 1
    for precision, most in (("day", 1), ("week", 8), ("month", 31), ("quarter", 92), ("year", 366)):
        if days <= most:
            return precision
    return "decade"


def _read_sentence(at: Moment, rules: Rules) -> Iterator[TimeExpression]:
    readings = _readings(at, rules)
    offset, in_title = at.tree.sentence.span.start, at.tree.sentence.span.in_title
    for start, end, reading in _joined(readings, at.text):
        first, last = reading.days or (None, None)
        yield TimeExpression(
            Span(offset + start, offset + end, in_title), reading.timex_type, reading.value, first, last
        )


def _readings(at: Moment, rules: Rules) -> list[tuple[int, int, Reading]]:
    """The readings of a sentence, in text order; what is quoted counts from the day on which it was said."""
    candidates = _candidates(at.text, rules)
    quoted = _quotations(at.text) if len(candidates) > 1 else []
    if not quoted:
        return list(_read(at, candidates))
    inside = [any(first <= one[0] < last for first, last in quoted) for one in candidates]
    outer = list(_read(at, [one for one, is_quoted in zip(candidates, inside, strict=True) if not is_quoted]))
    published = at.published
    at.published = at.utterance((start, reading) for start, _, reading in outer) or published
    inner = list(_read(at, [one for one, is_quoted in zip(candidates, inside, strict=True) if is_quoted]))
    at.published = published
    return sorted([*outer, *inner], key=lambda reading: reading[0])


def _quotations(text: str) -> list[tuple[int, int]]:
    """Where a sentence quotes; one that begins within a quotation has its end only."""
    marks = [match.start() for match in _QUOTE.finditer(text)]
    if marks and (text[marks[0]] == "”" or text[max(marks[0] - 1, 0)] in ",.?!"):
        marks.insert(0, 0)
    if len(marks) % 2:
        marks.append(len(text))
    return list(zip(marks[::2], marks[1::2], strict=True))


def _read(at: Moment, candidates: list[Candidate]) -> Iterator[tuple[int, int, Reading]]:
    """The longest of the readings that overlap; each one told becomes what the next refer to."""
    position = 0
    for start, stop, match, reader in candidates:
        if start < position:
            continue
        try:
            reading = reader(match, at)
        except (OverflowError, ValueError):  # a day that the calendar does not have: before year 1, after 9999
            continue
        if reading is None:
            continue
        position = stop
        reading = at_its_edge(reading, at.text[start:stop], at.text[max(start - 20, 0) : start])
        at.tell(reading)
        yield start, stop, reading


def _candidates(text: str, rules: Rules) -> list[Candidate]:
    found = []
    for order, (pattern, reader) in enumerate(rules):
        group = "at" if "at" in pattern.groupindex else 0
        for opening in range(0, len(text), _LONGEST_PIECE):
            for match in pattern.finditer(text, opening, opening + _LONGEST_PIECE):
                start, stop = match.span(group)
                while start < stop and text[start].isspace():
                    start += 1
                found.append((start, -stop, order, match, reader))
    found.sort(key=lambda candidate: candidate[:3])
    return [(start, -minus_stop, match, reader) for start, minus_stop, _, match, reader in found if start < -minus_stop]


def _joined(readings: list[tuple[int, int, Reading]], text: str) -> list[tuple[int, int, Reading]]:
    """Readings with a time of day joined to the day beside it: "at 3 p.m. on May 5", "May 5 at 3 p.m."."""
    joined: list[tuple[int, int, Reading]] = []
    for start, stop, reading in readings:
        if joined:
            before_start, before_stop, before = joined[-1]
            between = text[before_stop:start]
            if _is_clock(before) and _is_day(reading) and _TIME_THEN_DATE.match(between):
                joined[-1] = (before_start, stop, _at_clock(reading, before))
                continue
            if _is_day(before) and _is_clock(reading) and _DATE_THEN_TIME.match(between):
                joined[-1] = (before_start, stop, _at_clock(before, reading))
                continue
        joined.append((start, stop, reading))
    return joined


def _is_clock(reading: Reading) -> bool:
    return reading.timex_type == "TIME" and ":" in reading.value


def _is_day(reading: Reading) -> bool:
    return reading.timex_type == "DATE" and len(reading.value) == 10 and reading.value[:4].isdigit()


def _at_clock(day: Reading, clock: Reading) -> Reading:
    value = day.value + clock.value[clock.value.index("T") :]
    return replace(clock, value=value, days=days_of(value))
