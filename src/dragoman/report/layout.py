"""A brief as Markdown, and as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from dragoman.records import Period
from dragoman.report.brief import Brief, Dispute, Evidence, Expectation, Happening, Outlook, Unexpected

LONGEST_QUOTE = 260
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def brief_as_markdown(brief: Brief) -> str:
    """The report as Markdown."""
    lines = [f"# {_title(brief)}", "", _counts(brief)]
    for name, items, nothing in _sections(brief):
        lines += ["", f"## {name}", "", *_numbered(items, nothing)]
    return "\n".join(lines) + "\n"


def brief_as_text(brief: Brief, width: int = 100) -> str:
    """The report for a terminal of this width."""
    blocks = [_heading(_title(brief), "="), _wrapped(_counts(brief), width)]
    for name, items, nothing in _sections(brief):
        blocks.append(_heading(name, "-"))
        blocks += [_item(number, item, width) for number, item in enumerate(items, start=1)] or [nothing]
    return "\n\n".join(blocks) + "\n"


def _sections(brief: Brief) -> list[tuple[str, list[list[str]], str]]:
    """Each section's name, its items as lines, and what stands there when there are none."""
    sections = [
        ("Main events", [_happening(h) for h in brief.happenings], "Nothing that the articles say has happened."),
        ("Least expected", [_unexpected(u) for u in brief.unexpected], ""),
        ("Contested", [_dispute(d) for d in brief.disputes], "No event that one source affirms and another denies."),
        ("Predictions, promises, threats", [_outlook(o) for o in brief.outlooks], "None."),
    ]
    return [section for section in sections if section[1] or section[2]]


def _title(brief: Brief) -> str:
    if brief.first is None or brief.last is None:
        return "Situation report"
    if brief.first == brief.last:
        return f"Situation report, {_day(brief.first)}"
    return f"Situation report, {_day(brief.first)} to {_day(brief.last)}"


def _counts(brief: Brief) -> str:
    return (
        f"Read from {_many(brief.articles, 'article')} by {_many(brief.publishers, 'publisher')}: "
        f"{_many(brief.events, 'event')}, {_many(brief.claims, 'claim')}."
    )


def _happening(h: Happening) -> list[str]:
    """The line, then its details and quotations."""
    lines = [f"**{_headline(h)}**"]
    reports = _many(h.reports, "report")
    told = reports if h.texts == h.reports else f"{reports} of {_many(h.texts, 'text')}"
    said = f" Said by {_list(h.said_by)}." if h.said_by else ""
    denied = f" Denied by {_list(h.denied_by)}." if h.denied_by else ""
    expected = [_expected(h.expectation)] if h.expectation else []
    return [*lines, f"{told}.{said}{denied}", *expected, *map(_quote, h.evidence)]


def _headline(h: Happening) -> str:
    who = " and ".join(h.who) or "somebody"
    whom = f" → {' and '.join(h.whom)}" if h.whom else ""
    where = f", {h.where}" if h.where else ""
    return f"{_when(h.when)}: {who}{whom}: {h.what}{where}"


def _expected(e: Expectation) -> str:
    """What forecasts had said, in words: "6.4 bits of surprise: given 1.2 % a week before and 2 % on the eve; ..."."""
    base = f" (base rate {_percent(e.usual)})" if e.usual != e.probability else ""
    return (
        f"{e.bits:.1f} bits of surprise: given {_percent(e.probability)} a week before{base} "
        f"and {_percent(e.on_the_eve)} on the eve; {e.basis}."
    )


def _percent(p: float) -> str:
    """No false precision: "35 %", "1.2 %", "0.01 %"."""
    return f"{100 * p:.{0 if p >= 0.095 else 1 if p >= 0.00095 else 2}f} %"


def _unexpected(u: Unexpected) -> list[str]:
    told = "" if u.reports < 2 else f" Told in {_many(u.reports, 'report')}."
    return [
        f"**{_day(u.day)}: {u.who} → {' and '.join(u.whom)}: {u.what}**",
        f"{_expected(u.expectation)}{told}",
        _quote(u.evidence),
    ]


def _dispute(d: Dispute) -> list[str]:
    lines = [f"**{_headline(d.about)}**"]
    for verb, side in (("says so", d.so), ("says not", d.not_so)):
        lines += [f"{name}{_by_way_of(evidence)} {verb}: {_quote(evidence)}" for name, evidence in side]
    return lines


def _by_way_of(evidence: Evidence) -> str:
    """The links of the chain that pass the words on to the paper: ", by way of the agency, "."""
    return f", by way of {' and '.join(reversed(evidence.by_way_of))}," if evidence.by_way_of else ""


def _outlook(o: Outlook) -> list[str]:
    about = f": {o.what}" if o.what else ""
    until = f", until {_until(o.deadline)}" if o.deadline is not None and o.deadline.last is not None else ""
    said_on = f"{_day(o.evidence.published)}: " if o.evidence.published else ""
    return [f"**{said_on}{o.who} {o.stance.value}{about}{until}**", _quote(o.evidence), *_became(o)]


def _became(o: Outlook) -> list[str]:
    """What became of it, with the words that say so."""
    if o.outcome is None:
        return []
    found = o.outcome
    said = f"Called “{found.words}” ({found.low:.0%} to {found.high:.0%}). " if found.words else ""
    if found.answer == "open":
        return [f"{said}Still open: {found.reason}."]
    if found.evidence is None:
        return [f"{said}Did not come: {found.reason}."]
    day = f" on {_day(found.evidence.published)}" if found.evidence.published else ""
    return [f"{said}Came, as published{day}: {_quote(found.evidence)}"]


def _until(period: Period) -> str:
    return _day(period.last)


def _quote(evidence: Evidence) -> str:
    quote = textwrap.shorten(evidence.quote, LONGEST_QUOTE, placeholder=" ...")
    return f"“{quote}” ({evidence.publisher}, {evidence.article})"


def _list(names: Sequence[str], most: int = 5) -> str:
    shown, rest = names[:most], len(names) - most
    return ", ".join(shown) + (f" and {rest} more" if rest > 0 else "")


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _when(when: Period | None) -> str:
    """The days of an event, as exactly as they are known: "3 Oct 2015", "Oct 2015", "2015"."""
    if when is None or when.first is None:
        return "undated"
    if when.precision == "year":
        return str(when.first.year)
    if when.precision == "month":
        return f"{MONTHS[when.first.month - 1]} {when.first.year}"
    return _day(when.first) if when.last in (None, when.first) else f"{_day(when.first)} to {_day(when.last)}"


def _day(day: date | None) -> str:
    return "undated" if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _numbered(items: Sequence[Sequence[str]], nothing: str) -> Iterator[str]:
    if not items:
        yield nothing
    for number, (first, *rest) in enumerate(items, start=1):
        yield f"{number}. {first}"
        yield from (f"   - {line}" for line in rest)


def _item(number: int, lines: Sequence[str], width: int) -> str:
    first, *rest = (line.replace("**", "") for line in lines)
    head = textwrap.fill(first, width, initial_indent=f"{number:>2}. ", subsequent_indent=" " * 4)
    rest = [textwrap.fill(line, width, initial_indent=" " * 4, subsequent_indent=" " * 6) for line in rest]
    return "\n".join([head, *rest])


def _heading(name: str, rule: str) -> str:
    return f"{name}\n{rule * len(name)}"


def _wrapped(text: str, width: int) -> str:
    return textwrap.fill(text, width)
