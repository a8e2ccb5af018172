# ruff: noqa: E501 - a pattern is read on one line
"""The rules: what time expressions look like, and what each says once the moment of speaking is known.

A rule is a pattern and a function that reads its match. The function gets the `Moment` (day of publication, the last date
told, the sentence's tree) and returns a `Reading`, or None when the words mean no time after all. The longest match wins;
of equally long ones the rule written first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

from dragoman.dates import words
from dragoman.dates.calendar import Days, days_of, season_at, step, third, value_at
from dragoman.dates.cues import mask
from dragoman.dates.holidays import days_of_holiday, holidays
from dragoman.dates.tense import FUTURE, PAST, SAYING, UNKNOWN, Known, direction, is_present
from dragoman.language.tree import Tree


@dataclass(frozen=True, slots=True)
class Reading:
    """What a time expression says: TIMEX3 type and value, the days, and whether later phrases may refer back to it."""

    timex_type: str
    value: str
    days: Days | None = None
    refers: bool = True


_LENGTHS = (("day", 1), ("week", 7), ("month", 31), ("quarter", 92), ("year", 366), ("decade", 3653))
_FINENESS = {"century": 0, "decade": 1, "year": 2, "quarter": 3, "season": 3, "month": 4, "week": 5, "weekend": 5, "day": 6, "night": 6}


@dataclass(slots=True)
class Moment:
    """Where a time expression stands: the day of publication, the day last told, and the sentence around it."""

    tree: Tree
    text: str
    published: date | None
    told: date | None = None
    told_unit: str = "day"
    told_reading: Reading | None = None
    _starts: tuple[int, ...] = field(init=False)
    _known: Known = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._starts = self.tree.sentence.starts

    def told_day(self, unit: str = "day") -> date | None:
        """The day that "the previous day" counts from: the last one told, if it was told so exactly, else publication's.

        After "in 1991", "the following year" is 1992, but "the next day" is none of 1991's.
        """
        if self.told is not None and _FINENESS.get(self.told_unit, 0) >= _FINENESS.get(unit, 0):
            return self.told
        return self.published

    def tell(self, reading: Reading) -> None:
        """Keep what was told, for the phrases that refer back to it."""
        if reading.days:
            self.told_reading = reading
        if reading.refers and reading.days:
            self.told = reading.days[0]
            length = (reading.days[1] - reading.days[0]).days + 1
            self.told_unit = next((unit for unit, most in _LENGTHS if length <= most), "century")

    def utterance(self, readings: Iterable[tuple[int, Reading]]) -> date | None:
        """The day on which the sentence says that something was said: "tomorrow" in the quotation counts from it."""
        for start, reading in readings:
            if reading.days and reading.days[0] == reading.days[1] and self.published and reading.days[0] <= self.published:
                token = max(bisect_right(self._starts, self.tree.sentence.span.start + start) - 1, 0)
                verbs = [head for head in (token, *self.tree.ancestors(token)) if self.tree.tag(head) == "VERB"]
                if verbs and self.tree.lemma(verbs[0]) in SAYING:
                    return reading.days[0]
        return None

    def tokens(self, match: re.Match[str]) -> range:
        """The tokens that the match touches."""
        start, end = match.span("at" if "at" in match.re.groupindex else 0)
        offset = self.tree.sentence.span.start
        first = max(bisect_right(self._starts, offset + start) - 1, 0)
        last = max(bisect_right(self._starts, offset + end - 1), first + 1)
        return range(first, min(last, len(self._starts)))

    def head(self, match: re.Match[str]) -> int | None:
        """The token that heads the matched phrase."""
        tokens = self.tokens(match)
        return next((t for t in tokens if self.tree.head(t) not in tokens), tokens[0] if tokens else None)

    def direction(self, match: re.Match[str]) -> int:
        """Whether the matched phrase looks back or ahead."""
        token = self.head(match)
        return UNKNOWN if token is None else direction(self.tree, token, self._known)

    def is_present(self, match: re.Match[str]) -> bool:
        """Whether what the matched phrase says lasts until today: "there has been growth in the past decade"."""
        token = self.head(match)
        return token is not None and is_present(self.tree, token)

    def before(self, match: re.Match[str]) -> str:
        """The text of the sentence before the match, at most 40 characters of it."""
        start = match.start("at" if "at" in match.re.groupindex else 0)
        return self.text[max(start - 40, 0) : start]

    def after(self, match: re.Match[str]) -> str:
        """The text of the sentence after the match, at most 40 characters of it."""
        end = match.end("at" if "at" in match.re.groupindex else 0)
        return self.text[end : end + 40]


Reader = Callable[[re.Match[str], Moment], Reading | None]
# The cues that a pattern needs, the pattern, and what reads it.
RULES: list[tuple[int, re.Pattern[str], Reader]] = []


def rule(*patterns: str) -> Callable[[Reader], Reader]:
    """Make a rule of the function below: it reads the matches of these patterns."""

    def add(reader: Reader) -> Reader:
        for text in patterns:
            needs, _, body = text.removeprefix("{").partition("} ")
            RULES.append((mask(needs), words.pattern(body), reader))
        return reader

    return add


@cache
def rules_for(cues: int) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """The rules that may match in a sentence with these cues, in the order in which they are written."""
    return tuple((pattern, reader) for needs, pattern, reader in RULES if needs & cues == needs)


def point(value: str, part: str = "", *, timex_type: str = "DATE") -> Reading:
    """A point or interval of the calendar, narrowed to its early, mid or late third where a part is named."""
    days = days_of(value)
    if days and part and days[0] != days[1]:
        days = third(days, part)
    return Reading(timex_type, value, days)


_TO_THE_END = re.compile(r"(?i)\b(?:by|until|till|before|through)\s(?:about\s|around\s|at least\s)?$")
_FROM_THE_START = re.compile(r"(?i)\b(?:since|from|until|till|before|by)\s(?:about\s|around\s)?$")


def at_its_edge(reading: Reading, phrase: str, before: str) -> Reading:
    """The one day that "by the end of the year" and "since the beginning of May" mean."""
    if not reading.days or reading.timex_type != "DATE" or reading.days[0] == reading.days[1]:
        return reading
    opening = re.match(r"(?i)(?:the )?(?:very )?(end|close|beginning|start|year[ -]?end)\b", phrase)
    if opening is None:
        return reading
    is_end = opening[1].lower().endswith(("end", "close"))
    if not (_TO_THE_END if is_end else _FROM_THE_START).search(before):
        return reading
    day = reading.days[1] if is_end else reading.days[0]
    return replace(reading, days=(day, day))


def reference(value: str) -> Reading:
    """PAST_REF, PRESENT_REF or FUTURE_REF: a time without a day."""
    return Reading("DATE", value, None, refers=False)


def part_of(match: re.Match[str]) -> str:
    """The part (START, MID, END) that the match's group p names; empty when none."""
    for word in (match["p"] or "").lower().replace("-", " ").split():
        if word in words.PARTS:
            return words.PARTS[word]
    return ""


# -- days and months of the calendar ---------------------------------------------------------------------------------


@rule(r"{year} (?P<y>\d{4})-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?:[T ](?P<t>[0-2]\d:[0-5]\d)(?::[0-5]\d)?Z?)?(?![\d-])")
def iso_date(match: re.Match[str], at: Moment) -> Reading | None:
    """2015-10-28, 2015-10-28T14:00Z."""
    value = f"{match['y']}-{match['m']}-{match['d']}"
    if days_of(value) is None:
        return None
    return point(f"{value}T{match['t']}", timex_type="TIME") if match["t"] else point(value)


@rule(r"{digit} (?P<a>[0-3]?\d)(?P<sep>[/.])(?P<b>[0-3]?\d)(?P=sep)(?P<y>(?:19|20)?\d\d)(?![\d/])")
def numeric_date(match: re.Match[str], at: Moment) -> Reading | None:
    """7/8/07 is read as the American press does unless that is no day; 8.7.2007 as the European press does."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    if year < 100:
        if match["sep"] == ".":  # 10.10.10 is more often a version than a day
            return None
        year += 2000 if year < 50 else 1900
    is_day_first = match["sep"] == "." or first > 12
    month, day = (second, first) if is_day_first else (first, second)
    value = f"{year:04d}-{month:02d}-{day:02d}"
    return point(value) if days_of(value) else None


@rule(
    r"{month digit} (?:<WKDAY>,? )?(?:the )?(?P<at><MON:m> (?:the )?<DAY:d>(?:[-–—]<DAY:e>)?(?:,? <YEAR:y>\b)?)(?![:\d]|\.\d)",
    r"{month digit} (?:<WKDAY:w>,? )(?:the )?<MON:m> (?:the )?<DAY:d>(?:[-–—]<DAY:e>)?(?:,? <YEAR:y>\b)?(?![:\d]|\.\d)",
    r"{month digit} (?:<WKDAY>,? )?(?:the )?<DAY:d>(?:[-–—]<DAY:e>)?(?: (?:day )?of)? <MON:m>(?:,? (?:<YEAR:y>\b|(?P<k>last|next)(?=[.,;:)]| (?:and|then|the)\b|\s?$)))?(?![\w-])",
    r"{ordinal month} (?i:the )<ORD:d>(?P<e>(?!))? (?:day )?of <MON:m>(?:,? <YEAR:y>\b)?",
    r"{month digit} <DAY:d>[- ]?(?P<e>(?!))?<MON:m>-<YEAR:y>\b",
    # "between May 3 and June 5, 2010", "from 3 May to 5 June 2010": the year is told once.
    r"{month digit} (?P<at><MON:m> <DAY:d>)(?P<e>(?!))?(?=,?<TO><MON> <DAY>,? <YEAR:y>\b)",
    r"{month digit} (?P<at><DAY:d> <MON:m>)(?P<e>(?!))?(?=,?<TO><DAY> <MON>,? <YEAR:y>\b)",
    # "from 3 to 5 May", "between May 3 and 5": the month is told once.
    r"{month digit} (?:from|between|From|Between) (?P<at><DAY:d>)(?P<e>(?!))?(?= (?:to|and|until) <DAY>(?: of)? <MON:m>(?:,? <YEAR:y>\b)?)",
    r"{month digit} <MON:m> <DAY> (?:to|and|until|through) (?P<at><DAY:d>)(?P<e>(?!))?(?=,? <YEAR:y>\b|)(?! (?:of )?<MON>|[:%\d]|\.\d| [a-z]+s\b)",
)
def calendar_day(match: re.Match[str], at: Moment) -> Reading | None:
    """June 15, 15 June 2009, Friday, May 8, 3-5 May."""
    month, day = words.month_number(match["m"]), words.ordinal(match["d"])
    if match["m"].lower().startswith("may") and day > 12 and not match["m"].istitle():
        return None
    last = words.day_number(match["e"]) if match["e"] else day
    if match["y"]:
        first_day = _day(int(match["y"]), month, day)
    elif match.groupdict().get("k"):
        first_day = _day_beside(month, day, match["k"], at)
    elif month == 9 and day == 11 and re.match(r"\s?(?:terror|attack|hijack|victim)", at.after(match)):
        first_day = date(2001, 9, 11)
    else:
        first_day = _nearest_day(month, day, match, at)
    if first_day is None:
        known = _day(2000, month, day) is not None and at.published is None and not match["y"]
        return Reading("DATE", f"XXXX-{month:02d}-{day:02d}") if known else None
    last_day = _day(first_day.year, month, last)
    if last == day or last_day is None or last_day < first_day:
        return point(first_day.isoformat())
    return Reading("DATE", f"{first_day}/{last_day}", (first_day, last_day))


def _day_beside(month: int, day: int, relation: str, at: Moment) -> date | None:
    """The day that "the 12th of October last" names: the last one before the day that is spoken of."""
    anchor = at.told if at.told and at.published and at.told.year < at.published.year - 1 else at.published
    if anchor is None:
        return None
    options = [found for shift in (-1, 0, 1) if (found := _day(anchor.year + shift, month, day))]
    if relation == "last":
        return max((option for option in options if option < anchor), default=None)
    return min((option for option in options if option > anchor), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# A day of the year without its year is the nearest one. The verb's tense overrules only when it is clear and the nearest
# is far on the other side: newspapers say "October 25" of the next one, and "11 December" in January of the last one.
_AHEAD_DAYS, _BACK_DAYS = 60, 45


def _nearest_day(month: int, day: int, match: re.Match[str], at: Moment) -> date | None:
    if at.published is None:
        return None
    if at.told is not None and at.told_unit in ("day", "month") and at.told.year < at.published.year - 1 and at.direction(match) != FUTURE:
        # A story of another year goes on in it: "On July 4, 1976 ... On July 6 ...".
        return _day(at.told.year, month, day) or _day(at.told.year - 1, month, day)
    around = [_day(at.published.year + shift, month, day) for shift in (-1, 0, 1)]
    nearest, distance = None, 10_000
    way = UNKNOWN
    options = [option for option in around if option is not None]
    for option in options:
        gap = (option - at.published).days
        if abs(gap) < distance:
            nearest, distance = option, abs(gap)
    if nearest is None:
        return None
    gap = (nearest - at.published).days
    if gap > _AHEAD_DAYS or gap < -_BACK_DAYS:
        way = at.direction(match)
    if way == PAST and gap > _AHEAD_DAYS:
        return max((o for o in options if o <= at.published), default=nearest)
    if way == FUTURE and gap < -_BACK_DAYS:
        return min((o for o in options if o >= at.published), default=nearest)
    return nearest


@rule(
    r"{digit} (?i:on|by|until|till|since|before|after) (?P<at>(?i:the) <DAY:d>(?<=[a-z])(?: of (?P<r>this|last|next|the|that) month)?)(?=[.,;:)!?]|\s?$| (?:and|when|at|but|to)\b)",
)
def day_of_month(match: re.Match[str], at: Moment) -> Reading | None:
    """On the 14th, by the 20th of this month."""
    if at.published is None:
        return Reading("DATE", f"XXXX-XX-{words.day_number(match['d']):02d}")
    told = at.told if at.told and at.told_unit in ("day", "month") else None
    relation = match["r"] or ""
    anchor = (told or at.published) if relation in ("", "the", "that") else at.published
    anchor = anchor.replace(day=1)
    options = [_day(month.year, month.month, words.day_number(match["d"])) for shift in (-1, 0, 1) if (month := step(anchor, "month", shift))]
    before, same, after = options
    if relation in ("last", "next"):
        found = before if relation == "last" else after
    elif relation or told:
        found = same
    else:
        way = at.direction(match)
        found = before if way == PAST and same and same > at.published else after if way == FUTURE and same and same < at.published else same
    return point(found.isoformat()) if found else None


@rule(
    r"{month year} (?:<PART:p>[ -])?<MON:m>,? (?:of )?<YEAR:y>\b(?!-\d)",
    # "between May and June 2010": the year is told once.
    r"{month year} (?P<at>(?:<PART:p>[ -])?<MON:m>)(?=(?:[-–]| ?(?:and|to|or|through|until|till) )(?:<PART>[ -])?<MON>,? (?:of |in )?<YEAR:y>\b)",
)
def month_of_year(match: re.Match[str], at: Moment) -> Reading | None:
    """November 2006, late May 2008."""
    return point(f"{match['y']}-{words.month_number(match['m']):02d}", part_of(match))


@rule(
    r"{month} (?:<PART:p>[ -])?<MONTH:m> (?:of )?(?i:(?P<r>last|this|next|the previous|the same|the following|that) year)\b",
    r"{month} (?:<PART:p>[ -])?(?i:(?P<r>last|this past|this coming|this|next)) <MONTH:m>\b",
    r"{month} (?:<PART:p>[ -])?<MONTH:m>(?P<r>(?!))?(?![\w’'][a-z]|-[A-Z])",
    r"{month} (?:(?i:in|since|until|till|by|of|from|through|mid|early|late|and|to)[ -]|(?P<r>last|next|this) )(?P<at>(?P<p>(?!))?(?P<m>Jan|Feb|Aug|Sept|Oct|Nov|Dec)\b\.?)(?! ?\d)",
)
def month(match: re.Match[str], at: Moment) -> Reading | None:
    """June, late September, last September, May of this year."""
    number, relation = words.month_number(match["m"]), " ".join((match["r"] or "").lower().split())
    if not relation and not _is_bare_month(match, at):
        return None
    if at.published is None:
        return Reading("DATE", f"XXXX-{number:02d}")
    if match.group().lower().endswith("year") and relation:
        return point(f"{_year_by(relation, at):04d}-{number:02d}", part_of(match))
    return point(f"{_year_of_month(number, relation, match, at):04d}-{number:02d}", part_of(match))


def _year_of_month(number: int, relation: str, match: re.Match[str], at: Moment) -> int:
    assert at.published is not None
    year, now = at.published.year, at.published.month
    if not relation and at.told is not None and at.told_unit in ("day", "month") and at.told.year < year - 1:
        return at.told.year
    if relation in ("last", "this past"):
        return year if number < now else year - 1
    if relation in ("next", "this coming"):
        return year if number > now else year + 1
    way = PAST if re.search(r"(?i)\b(?:back in|as of|as early as)\s(?:early |late |mid-)?$", at.before(match)) else at.direction(match)
    if relation == "this":
        return year
    if way == FUTURE:
        return year if number >= now else year + 1
    return year if number <= now else year - 1


_MONTH_LEADS = re.compile(
    r"(?:\b(?i:in|since|until|till|by|of|from|to|through|before|after|during|for|last|next|this|early|late|mid|and|between"
    r"|around|every|each|the|until|back|as|than|end|or)|[-–,(])[ -]$"
)


def _is_bare_month(match: re.Match[str], at: Moment) -> bool:
    """Whether "May", "March", "April", "August" or "June" on its own is the month, not a verb, a person or a word."""
    name, tokens = match["m"], at.tokens(match)
    if name[0].islower() and name.lower() in ("august", "april", "june"):
        return False
    tree = at.tree
    if any(tree.tag(token) in ("VERB", "AUX") for token in tokens):
        return False
    if any(tree.is_a(token, "flat") or tree.children(token, "flat") for token in tokens):
        return False
    if name.lower() in ("may", "march"):
        return bool(match["p"] or _MONTH_LEADS.search(at.before(match)))
    return not re.match(r"\s[A-Z][a-z]+", at.after(match)) or bool(_MONTH_LEADS.search(at.before(match)))


# -- weekdays --------------------------------------------------------------------------------------------------------


@rule(
    r"{weekday} (?i:(?P<r>last|this past|this coming|this|next|the following|the previous|that|the same|coming) )?<WEEKDAY:w>"
    r"(?: (?i:(?P<u>last|this|next) week))?(?!s\b)\b",
    r"{weekday} (?:(?i:on|by|until|till|since) |(?i:(?P<r>last|this|next)) )(?P<at>(?P<w>Mon|Tues?|Weds?|Thurs?|Fri|Sat|Sun)\b\.?)(?P<u>(?!))?(?! [A-Z])",
    r"{weekday} (?P<r>(?!))?(?P<w>Mon|Tues?|Weds?|Thurs?|Fri|Sat)\.(?P<u>(?!))?(?= (?:morning|night|evening|afternoon)|[,;)])",
)
def weekday(match: re.Match[str], at: Moment) -> Reading | None:
    """Wednesday, last Friday, Tuesday of next week."""
    number = words.weekday_number(match["w"])
    relation = " ".join((match["r"] or "").lower().split())
    if re.match(r" (?:(?:Night|Morning) [A-Z]|[A-Z][a-z]+ (?:Agreement|Accord))", at.after(match)):
        return None  # names: "Friday Night Lights", "Good Friday Agreement"
    if re.search(r"(?:Black|Bloody|Super|Cyber|Blue|Giving|Casual|Fat)\s$", at.before(match)):
        return None
    from_day = at.told_day() if relation.startswith(("the", "that")) else at.published
    if from_day is None:
        return Reading("DATE", f"XXXX-WXX-{number}")
    return point(_weekday(number, relation, match, at, from_day).isoformat())


def _weekday(number: int, relation: str, match: re.Match[str], at: Moment, from_day: date) -> date:
    back = from_day - timedelta(days=(from_day.isoweekday() - number) % 7)
    ahead = from_day + timedelta(days=(number - from_day.isoweekday()) % 7)
    if match["u"]:
        week = {"last": -1, "this": 0, "next": 1}[match["u"].lower()]
        return from_day + timedelta(days=7 * week + number - from_day.isoweekday())
    if relation in ("last", "this past", "the previous"):
        return back if back < from_day else back - timedelta(days=7)
    if relation in ("next", "this coming", "the following", "coming"):
        return ahead if ahead > from_day else ahead + timedelta(days=7)
    return ahead if at.direction(match) == FUTURE else back


@rule(r"{weekdays} (?i:on )(?P<at><WEEKDAY:w>s)\b", r"{weekends} (?P<at>(?i:(?:on )?weekends))\b")
def every_weekday(match: re.Match[str], at: Moment) -> Reading | None:
    """On Fridays, weekends."""
    if "w" not in match.re.groupindex:
        return Reading("SET", "XXXX-WXX-WE", refers=False)
    return Reading("SET", f"XXXX-WXX-{words.weekday_number(match['w'])}", refers=False)


@rule(r"{month week} (?i:(?:the )?<ORD:n> (?P<u>week|weekend) (?:of|in)) <MON:m>(?: <YEAR:y>\b)?", r"{month of} (?i:(?:the )?(?P<n>first|last|final) (?P<u>day) of) <MON:m>(?: <YEAR:y>\b)?", r"{month week} (?i:(?:the )?(?P<n>last|final) (?P<u>week|weekend) (?:of|in)) <MON:m>(?: <YEAR:y>\b)?")
def week_of_month(match: re.Match[str], at: Moment) -> Reading | None:
    """The last week of March, the first weekend in May."""
    number, month_of = words.ordinal(match["n"]) if match["n"].lower() not in ("last", "final") else -1, words.month_number(match["m"])
    if at.published is None and not match["y"]:
        return Reading("DATE", f"XXXX-{month_of:02d}")
    year_number = int(match["y"]) if match["y"] else _year_of_month(month_of, "", match, at)
    first, last = days_of(f"{year_number:04d}-{month_of:02d}") or (None, None)
    if first is None or last is None or number > 5:
        return None
    day = last if number < 0 else first + timedelta(days=7 * (number - 1))
    return point(value_at(day, match["u"].lower()))


# -- years, decades, centuries, quarters, seasons --------------------------------------------------------------------

_YEAR_LEADS = re.compile(
    r"(?:\b(?i:in|since|until|till|by|of|from|to|through|before|after|during|for|and|between|around|about|circa|c\.|early"
    r"|late|mid|the|than|or|year|on|at|as|over|with|into|was|is|his|her|their|its|a)|[-–—(,])[ -]?$"
)
_NOT_A_YEAR_AFTER = re.compile(
    r"[%°]|-(?:year|day|meter|metre|mile|foot|strong|plus|page|member|seat)|,\d| ?(?:[kcm]m|kg|mph|km|GMT|UTC|hours)\b"
    r"| (?:percent|per cent|dollars|euros|pounds|people|persons|troops|soldiers|men|women|children|civilians|members|miles"
    r"|meters|metres|feet|tons|tonnes|times|years|days|jobs|votes|homes|houses|employees|workers|others|more|million|billion)\b"
)
_NOT_A_YEAR_BEFORE = re.compile(r"[$£€#№¥]\s?$|\.$|(?i:\b(?:no\.|number|nearly|almost|least|most|flight|route|model|room|some) )$|\d[,.:/]$")


@rule(r"{year} (?:<PART:p>[ -])?<YEAR:y>(?!\d|[:/]\d|\.\d|s\b|-\d\d)\b(?: ?(?P<era>AD|A\.D\.|CE))?")
def year(match: re.Match[str], at: Moment) -> Reading | None:
    """2015, late 2006, mid-2011."""
    number, before, after = int(match["y"]), at.before(match), at.after(match)
    if match["era"] or match["p"]:
        return point(match["y"], part_of(match))
    if _NOT_A_YEAR_AFTER.match(after) or _NOT_A_YEAR_BEFORE.search(before):
        return None
    if _counts_things(match, at):
        return None
    if not 1700 <= number <= 2099 and not _YEAR_LEADS.search(before):
        return None
    return point(match["y"])


def _counts_things(match: re.Match[str], at: Moment) -> bool:
    """Whether the number counts a plural noun ("2000 fighters")."""
    for token in at.tokens(match):
        head = at.tree.head(token)
        if at.tree.is_a(token, "nummod") and head > token and "Number=Plur" in at.tree.sentence.features[head]:
            return at.tree.tag(head) == "NOUN" and not _YEAR_LEADS.search(at.before(match)[-4:])
    return False


@rule(
    r"{digit} (?:(?i:class|classes) of|(?i:in|since|by|until|from|late|early|mid|before|after|summer|spring|winter|fall|of)) (?P<at>[’'‘](?P<y>\d\d))(?![\d’'s])",
    r"{year} (?:c\. ?)?<YEAR:o> [-–—] (?P<at>(?P<y>\d\d))(?=[,.;:)\]]|\s|$)(?! (?:percent|%|[a-z]+s)\b)",
)
def short_year(match: re.Match[str], at: Moment) -> Reading | None:
    """The summer of '71; "1871 - 72": the second one."""
    number, opening = int(match["y"]), match.groupdict().get("o")
    if opening:
        return point(f"{opening[:2]}{number:02d}") if number > int(opening[2:]) else None
    newest = (at.published.year if at.published else 2030) % 100 + 10
    return point(f"{'20' if number <= newest else '19'}{number:02d}")


_SPELLED_CENTURIES = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}


@rule(
    r"{spelled} (?i:(?P<c>eighteen|nineteen|twenty)[ -](?P<n>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen))\b(?! [a-z]+s\b)",
)
def spelled_year(match: re.Match[str], at: Moment) -> Reading | None:
    """Nineteen seventy-two, twenty sixteen: as it is spoken."""
    number = words.quantity(match["n"])
    return point(str(_SPELLED_CENTURIES[match["c"].lower()] + int(number))) if number else None


@rule(r"{year} <YEAR:y>(?P<sep>[-–—/])(?P<z><YEAR>|\d\d)(?![\d/:-])")
def year_range(match: re.Match[str], at: Moment) -> Reading | None:
    """2003-2005, 2015-16, 2015/16."""
    first, last = int(match["y"]), int(match["y"][: 4 - len(match["z"])] + match["z"])
    if last <= first or (match["sep"] == "/" and last != first + 1):
        return None
    if last - first >= 15 and re.search(r"\((?:c\. ?|ca\. ?|born )?$", at.before(match)):
        return None  # "(1729-1797)", a life: two years, not a time
    if len(match["z"]) == 2 and int(match["z"]) <= 12 and last != first + 1 and match["sep"] != "–":
        return None  # "2003-07" is as likely a month
    return Reading("DATE", f"{first}/{last}", days_of(f"{first}/{last}"))


@rule(r"{digit era} (?P<n>\d{1,5}) (?P<era>BC\b|B\.C\.|BCE\b|B\.C\.E\.)", r"{digit era} (?P<era>AD|A\.D\.) ?(?P<n>\d{1,4})\b", r"{digit} (?i:in|since|by|until|of) (?P<at>(?i:the year) (?P<n>\d{1,3}))\b(?P<era>(?!))?", r"{digit era} (?P<n>\d{1,4}) (?P<era>AD|A\.D\.|CE)\b")
def year_of_era(match: re.Match[str], at: Moment) -> Reading | None:
    """3000 BC, AD 394."""
    number = int(match["n"])
    if (match["era"] or "").startswith("B"):
        return Reading("DATE", f"BC{number:04d}")
    return point(f"{number:04d}") if 0 < number < 10_000 else None


@rule(
    r"{digit} (?i:the )?(?:<PART:p>[ -])?(?P<c>1[0-9]|20)(?P<n>\d)0[’']?s\b",
    r"{digit} (?i:the )(?:<PART:p>[ -])?[’'‘]?(?P<c>(?!))?(?P<n>[1-9])0[’']?s\b",
    r"{digit} (?:<PART:p>[ -])?(?P<c>(?!))?[’'‘](?P<n>[1-9])0[’']?s\b",
    r"{digit} (?:<PART:p>[ -])?(?P<c>(?!))?(?P<n>[2-9])0s\b",
    r"{decade} (?i:the )?(?:<PART:p>[ -])?(?i:(?P<c>nineteen|eighteen)[ -])?(?i:(?P<n>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties))\b",
)
def decade(match: re.Match[str], at: Moment) -> Reading | None:
    """1990s, the early '80s, the late sixties."""
    named = match["n"].lower() in words.DECADES
    if re.search(r"(?i)\b(?:his|her|their|my|your|our|its|in|low|high|upper|lower|mid)[ -](?:early|late|mid)?[ -]?$", at.before(match)) and match.group()[0].isdigit() and len(match.group()) < 4:
        return None  # "in her 30s", "the low 20s"
    number = words.DECADES[match["n"].lower()] if named else int(match["n"])
    if named and not match["c"] and not re.match(r"(?i)the\s", match.group()):
        return None  # "in her thirties" is an age
    if named:
        century = {"nineteen": 19, "eighteen": 18}.get((match["c"] or "nineteen").lower(), 19)
    else:
        # "the '20s" in a text of our century is the running one's decade only if it has begun.
        century = int(match["c"]) if match["c"] else (20 if number == 1 else 19)
        if match["c"] and number == 0 and century < 20:
            return point(match["c"], part_of(match))  # "the 1600s": a century
    return point(f"{century}{number}", part_of(match))


@rule(
    r"{century} (?i:the )?(?:<PART:p>[ -])?<ORD:n>[ -](?i:century|centuries)(?: (?P<era>BC\b|B\.C\.|BCE\b))?",
    r"{century} (?P<at>(?i:the )?(?:<PART:p>[ -])?<ORD:n>)(?P<era>(?!))?(?= (?:and|to|or) (?:the )?(?:early |late |mid-)?<ORD>[ -](?i:century|centuries)\b)",
)
def century(match: re.Match[str], at: Moment) -> Reading | None:
    """The 19th century, the late twentieth century."""
    number = words.ordinal(match["n"])
    if match["era"]:
        return Reading("DATE", f"BC{number - 1:02d}")
    return point(f"{number - 1:02d}", part_of(match)) if 10 < number <= 22 else Reading("DATE", f"{number - 1:02d}")


@rule(
    r"{quarter} (?i:(?:the |its |his |their |our )?(?P<q>first|second|third|fourth|final|last|1st|2nd|3rd|4th)[ -](?:fiscal |financial )?quarter)"
    r"(?:,? (?:(?i:of|in) )?(?:<YEAR:y>\b|(?i:(?P<r>this|last|next|the same|the previous|the following) (?:fiscal |financial )?year)))?(?!s)\b",
    r"{digit q} Q(?P<q>[1-4])(?P<r>(?!))?(?:,? ?<YEAR:y>\b)?(?!\w)",
)
def quarter(match: re.Match[str], at: Moment) -> Reading | None:
    """The third quarter of 2009, third-quarter, Q3 2015."""
    name = match["q"].lower()
    phrase = match.group().lower()
    if name == "last" and not match["y"] and not match["r"]:
        return None if at.published is None else point(value_at(step(at.published, "quarter", -1), "quarter"))
    number = int(name[0]) if name[0].isdigit() else words.ORDINALS[name]
    if match["y"]:
        return point(f"{match['y']}-Q{number}")
    if at.published is None:
        return Reading("DATE", f"XXXX-Q{number}")
    if match["r"]:
        return point(f"{_year_by(match['r'].lower(), at):04d}-Q{number}")
    if phrase.startswith("q") or "quarter" in phrase:
        return point(_nearest_quarter(number, at.published))
    return None


def _nearest_quarter(number: int, day: date) -> str:
    def distance(value: str) -> int:
        first, last = days_of(value) or (day, day)
        return max((first - day).days, (day - last).days, 0)

    # Results of the running quarter are not out yet, so of two equally near the earlier one is meant.
    return min((f"{y:04d}-Q{number}" for y in (day.year - 1, day.year, day.year + 1)), key=distance)


@rule(
    r"{half} (?i:(?:the )?(?P<h>first|second|latter)[ -]half)(?: (?i:of) (?:<YEAR:y>|(?i:(?P<r>this|last|next|the) year)|<MON:m>(?: <YEAR:z>)?))"
)
def half(match: re.Match[str], at: Moment) -> Reading | None:
    """The first half of 2015, the second half of June."""
    is_first = match["h"].lower() == "first"
    if match["m"]:
        number = words.month_number(match["m"])
        if not match["z"] and at.published is None:
            return Reading("DATE", f"XXXX-{number:02d}")
        year_number = int(match["z"]) if match["z"] else _year_of_month(number, "", match, at)
        value = f"{year_number:04d}-{number:02d}"
        first, last = days_of(value) or (None, None)
        if first is None or last is None:
            return None
        return Reading("DATE", value, (first, first + timedelta(days=14)) if is_first else (first + timedelta(days=15), last))
    if match["y"]:
        return point(f"{match['y']}-H{1 if is_first else 2}")
    if at.published is None:
        return Reading("DATE", f"XXXX-H{1 if is_first else 2}")
    return point(f"{_year_by((match['r'] or 'this').lower(), at):04d}-H{1 if is_first else 2}")


@rule(
    r"{of unit} (?i:(?:the )?(?P<h>first|last|final) <NUM:n> (?P<u>months|weeks|days|quarters)) of (?:<YEAR:y>|(?i:(?P<r>this|last|next|the) year))\b",
)
def part_of_year(match: re.Match[str], at: Moment) -> Reading | None:
    """The first nine months of 2015, the last two weeks of the year."""
    count = words.quantity(match["n"])
    if count is None or (at.published is None and not match["y"]):
        return None
    year_number = int(match["y"]) if match["y"] else _year_by(match["r"].lower(), at)
    opening, closing = date(year_number, 1, 1), date(year_number + 1, 1, 1)
    unit = words.unit_name(match["u"])
    if match["h"].lower() == "first":
        closing = min(step(opening, unit, round(count)), closing)
    else:
        opening = max(step(closing, unit, -round(count)), opening)
    last = closing - timedelta(days=1)
    return Reading("DATE", f"{opening}/{last}", (opening, last))


@rule(
    r"{fiscal year} (?i:(?:the )?(?:fiscal|financial)(?: year)?) <YEAR:y>\b(?:[-/]\d\d(?:\d\d)?)?",
    r"{digit fiscal} FY ?(?P<y>\d{4}|\d{2})\b",
    r"{fiscal} (?i:(?:the )?(?:(?P<p>(?:very )?(?:beginning|start|end) of (?:the|this|last|next) )|(?P<r>this|last|next|current|previous|coming) )(?:fiscal|financial) year)\b",
)
def fiscal_year(match: re.Match[str], at: Moment) -> Reading | None:
    """Fiscal 2015, the last financial year. Fiscal years differ by country, so they have no days."""
    groups = match.groupdict()
    if groups.get("y"):
        number = int(groups["y"]) + (2000 if len(groups["y"]) == 2 else 0)
        return Reading("DATE", f"FY{number}", refers=False)
    if at.published is None:
        return Reading("DATE", "FYXXXX", refers=False)
    relation = (groups.get("r") or (groups.get("p") or "this").split()[-1]).lower()
    return Reading("DATE", f"FY{_year_by(relation, at)}", refers=False)


@rule(
    r"{season year} (?i:the )?(?:<PART:p>[ -])?<SEASON:s>(?: (?i:of))?,? <YEAR:y>\b",
    r"{season} (?:<PART:p>[ -])?(?i:(?P<r>this past|this coming|this|last|next|the following|the previous|that|the) )(?:(?i:early|late|mid)[ -])?<SEASON:s>\b(?P<y>(?!))?",
    r"{season} (?:<PART:p>[ -])?<SEASON:s>\b(?P<r>(?!))?(?P<y>(?!))?(?![-’'\w])",
)
def season(match: re.Match[str], at: Moment) -> Reading | None:
    """This summer, spring 2015, late autumn."""
    code = words.SEASONS[match["s"].lower()]
    groups = match.groupdict()
    if match["y"]:
        return point(f"{match['y']}-{code}", part_of(match))
    relation = " ".join((groups.get("r") or "").lower().split())
    if match["s"].lower() in ("fall", "spring") and not _is_season_noun(match, at, relation):
        return None
    if not relation and not match["p"] and not _is_bare_season(match, at):
        return None
    if at.published is None:
        return Reading("DATE", f"XXXX-{code}")
    return point(f"{_year_of_season(code, relation, match, at):04d}-{code}", part_of(match))


def _is_season_noun(match: re.Match[str], at: Moment, relation: str) -> bool:
    """"The fall of Mosul" and "the spring" of water are no seasons; "last fall" is."""
    if re.match(r"\s(?:of|in|from|through|to|offensive\w)\b", at.after(match)) and match["s"].lower() == "fall":
        return False
    if any(at.tree.tag(token) == "VERB" for token in at.tokens(match)):
        return False
    return bool(relation and relation != "the") or bool(re.search(r"(?i)\b(?:in|by|since|until|during)\s(?:the\s)?$", at.before(match)))


def _is_bare_season(match: re.Match[str], at: Moment) -> bool:
    """Whether a season without article is one: no "summer school", no "Arab Spring", no surname."""
    head = at.head(match)
    if head is None or at.tree.is_a(head, "compound", "flat", "amod") or re.match(r" [A-Z]", at.after(match)):
        return False
    return match["s"].islower() or not at.before(match).strip()


def _year_of_season(code: str, relation: str, match: re.Match[str], at: Moment) -> int:
    assert at.published is not None
    current = season_at(at.published)
    order = ("SP", "SU", "FA", "WI")
    year_number, gap = int(current[:4]), order.index(code) - order.index(current[5:])
    if relation in ("last", "this past", "the previous"):
        return year_number if gap < 0 else year_number - 1
    if relation in ("next", "this coming", "the following"):
        return year_number if gap > 0 else year_number + 1
    if relation == "this" or gap == 0:
        return year_number
    way = at.direction(match)
    if way == FUTURE:
        return year_number if gap >= 0 else year_number + 1
    return year_number if gap <= 0 else year_number - 1


# -- holidays and eras -----------------------------------------------------------------------------------------------


# "During the Cold War" is a time, "a veteran of the Vietnam War" is not.
_ERA_LEADS = re.compile(
    r"(?i)(?:\b(?:in|during|since|after|before|until|till|throughout|from|by|following|preceding|through|between|at|and|to|post|pre"
    r"|(?:end|start|outbreak|beginning|height|remainder|rest|time|years|days|middle|eve) of)[\s-](?:the\s)?|^|\()$"
)


def _festival_beside(how: str, relation: str, at: Moment) -> Reading | None:
    """Last Christmas, this Easter, next Ramadan."""
    if at.published is None:
        return Reading("DATE", f"XXXX-{how}" if how[0].isdigit() else "XXXX-XX-XX")
    today = at.published
    options = [days for shift in (-2, -1, 0, 1, 2) for days in days_of_holiday(how, today.year + shift)]
    if relation == "last":
        return _festival([days for days in options if days[1] < today], today)
    if relation == "next":
        return _festival([days for days in options if days[0] > today], today)
    return _festival([days for days in options if days[0].year == today.year], today)


def _holiday_pattern() -> str:
    names = sorted((name for name in holidays() if name[0].isalpha()), key=len, reverse=True)
    return (
        r"{holiday} (?:(?i:the )|(?P<r>(?i:last|this|next)) )?(?i:(?P<n>"
        + "|".join(re.escape(n).replace(r"\ ", " ").replace("'", "['’]?") for n in names)
        + r"))(?: <YEAR:y>)?\b(?! (?:Island|tree|carol))"
    )


@rule(_holiday_pattern(), r"{digit} (?i:the )?(?P<n>9/11)(?P<y>(?!))?(?![\d/])")
def holiday(match: re.Match[str], at: Moment) -> Reading | None:
    """Christmas, Easter Monday 2016, Ramadan, the Second World War."""
    name = " ".join(match["n"].lower().replace("’", "'").split())
    how = holidays().get(name) or next((how for known, how in holidays().items() if known.replace("'", "") == name), "")
    if how[:4].isdigit():
        is_time = "/" not in how or _ERA_LEADS.search(at.before(match)) or match["n"].upper().startswith(("WW", "WORLD WAR"))
        return Reading("DATE", how, days_of(how), refers="/" not in how) if is_time else None
    if not match["n"][0].isupper() or not how:
        return None
    if relation := match.groupdict().get("r"):
        return _festival_beside(how, relation.lower(), at)
    if match["y"]:
        return _festival(days_of_holiday(how, int(match["y"])), None)
    if at.published is None:
        return Reading("DATE", f"XXXX-{how}" if how[0].isdigit() else "XXXX-XX-XX")
    options = [days for shift in (-1, 0, 1) for days in days_of_holiday(how, at.published.year + shift)]
    way = at.direction(match)
    if way == PAST:
        options = [days for days in options if days[0] <= at.published]
    elif way == FUTURE:
        options = [days for days in options if days[1] >= at.published]
    return _festival(options, at.published)


def _festival(options: list[Days], near: date | None) -> Reading | None:
    if not options:
        return None
    first, last = min(options, key=lambda days: abs((days[0] - near).days)) if near else options[0]
    return point(first.isoformat()) if first == last else Reading("DATE", f"{first}/{last}", (first, last))


# -- around the day of publication -----------------------------------------------------------------------------------


@rule(r"{today} (?i:(?:earlier |later )?(?P<w>today|yesterday|tomorrow)|the day (?P<x>before yesterday|after tomorrow))\b(?!'?s? (?:Zaman|Show))")
def near_day(match: re.Match[str], at: Moment) -> Reading | None:
    """Today, yesterday, the day after tomorrow."""
    word = (match["w"] or match["x"]).lower()
    shift = {"today": 0, "yesterday": -1, "tomorrow": 1}.get(word, -2 if "before" in word else 2)
    if at.published is None:
        return reference(("PAST_REF", "PRESENT_REF", "FUTURE_REF")[(shift > 0) - (shift < 0) + 1])
    return point(step(at.published, "day", shift).isoformat())


@rule(
    r"{daypart} (?i:(?:late |early |later |earlier )?(?P<w>this|last|yesterday|tomorrow|today|the same|that|the previous|the following|the next)) <DAYPART:t>\b",
    r"{tonight} (?i:(?P<w>tonight))(?P<t>(?!))?\b",
    r"{daypart weekday} (?i:(?:late |early |on )?)(?P<w><WEEKDAY>)(?:,? (?i:in the )?)(?:(?i:early|late) )?<DAYPART:t>\b(?! [A-Z])",
    r"{daypart} (?i:in|during|by|late in|early in) (?P<at>(?i:the) (?P<w>(?!))?<DAYPART:t>)\b",
    r"{tonight} (?P<w>(?!))?(?P<at>(?i:(?P<t>overnight)))\b",
)
def part_of_day(match: re.Match[str], at: Moment) -> Reading | None:
    """Friday morning, last night, tonight, in the afternoon."""
    word = " ".join((match["w"] or "").lower().split())
    code = words.DAY_PARTS.get((match["t"] or "night").lower(), "NI")
    day: date | None
    if word in words.WEEKDAYS:
        number = words.WEEKDAYS[word]
        if at.published is None:
            return Reading("TIME", f"XXXX-WXX-{number}T{code}")
        day = at.published - timedelta(days=(at.published.isoweekday() - number) % 7)
        if at.direction(match) == FUTURE:
            day = at.published + timedelta(days=(number - at.published.isoweekday()) % 7)
    else:
        from_told = not word or word.startswith(("the", "that"))
        day = at.told_day() if from_told else at.published
        shift = {"last": -1, "yesterday": -1, "tomorrow": 1, "the previous": -1, "the following": 1, "the next": 1}.get(word, 0)
        if match.group().lower() == "overnight" and at.direction(match) == PAST:
            shift = -1  # the night that led to this day
        day = step(day, "day", shift) if day else None
    if day is None:
        return Reading("TIME", f"XXXX-XX-XXT{code}")
    return point(f"{day.isoformat()}T{code}", timex_type="TIME")


@rule(
    r"{digit ampm} (?P<h>[01]?\d|2[0-3])(?::(?P<m>[0-5]\d))?(?::[0-5]\d)? ?<AMPM:ap>(?:,? \(?<ZONE:z>(?: ?[+-]\d{1,2})?\)?)?(?:,? (?:on )?(?P<d>(?i:today|yesterday|tomorrow)|<WEEKDAY>)\b)?",
    r"{digit zone} (?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?P<ap>(?!))? (?:(?i:hours),? )?\(?<ZONE:z>(?: ?[+-]\d{1,2})?\)?(?:,? (?:on )?(?P<d>(?i:today|yesterday|tomorrow)|<WEEKDAY>)\b)?",
    r"{digit zone} (?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?P<ap>(?!))? (?:hrs|hours|<ZONE:z>)(?:,? (?:on )?(?P<d>(?i:today|yesterday|tomorrow)|<WEEKDAY>)\b)?",
    r"{digit} (?:at |around |about |by |until |till |before |after |from |At |Around )(?P<at>(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d))(?P<ap>(?!))?(?P<z>(?!))?(?P<d>(?!))?(?![\d:])",
    r"{noon} (?P<at>(?i:(?P<h>noon|midday|midnight)))(?P<m>(?!))?(?P<ap>(?!))?(?P<z>(?!))?(?P<d>(?!))?\b",
    r"{clock} (?i:(?P<h>1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) o['’]clock)(?P<m>(?!))?(?P<ap>(?!))?(?P<z>(?!))?(?P<d>(?!))?\b",
)
def clock_time(match: re.Match[str], at: Moment) -> Reading | None:
    """16:00 UTC today, 6:40 p.m., noon, 0700 GMT."""
    hour_text = match["h"].lower()
    named = {"noon": 12, "midday": 12, "midnight": 24}.get(hour_text) or words.NUMBERS.get(hour_text)
    hour = int(named) if named is not None else int(hour_text)
    half_day = (match["ap"] or "").lower()[:1]
    if half_day and not 1 <= hour <= 12:
        return None
    if half_day:
        hour = hour % 12 + (12 if half_day == "p" else 0)
    minute = match["m"] or "00"
    zone = "Z" if (match["z"] or "") in ("GMT", "UTC", "Z") and "+" not in match.group() else ""
    day = _day_of_clock(match, at)
    clock = f"T{hour:02d}:{minute}{zone}"
    if day is None:
        return Reading("TIME", f"XXXX-XX-XX{clock}", refers=False)
    return point(day.isoformat() + clock, timex_type="TIME")


def _day_of_clock(match: re.Match[str], at: Moment) -> date | None:
    word = (match["d"] or "").lower()
    if word in words.WEEKDAYS and at.published is not None:
        number = words.WEEKDAYS[word]
        if at.direction(match) == FUTURE:
            return at.published + timedelta(days=(number - at.published.isoweekday()) % 7)
        return at.published - timedelta(days=(at.published.isoweekday() - number) % 7)
    if word and at.published is not None:
        return step(at.published, "day", {"today": 0, "yesterday": -1, "tomorrow": 1}[word])
    return None if word else _running_day(at)


# -- this, last, next; the previous, the following -------------------------------------------------------------------

_SHIFTS = {
    "this": 0, "last": -1, "next": 1, "previous": -1, "preceding": -1, "prior": -1, "following": 1, "coming": 1,
    "upcoming": 1, "current": 0, "same": 0, "that": 0, "past": -1, "entire": 0, "whole": 0, "the": 0,
}  # fmt: skip
_FROM_TOLD = frozenset(("previous", "preceding", "prior", "following", "same", "that", "entire", "whole"))


def _year_by(relation: str, at: Moment) -> int:
    """The year that "last year", "the same year" or "the previous year" names."""
    word = relation.split()[-1]
    day = at.told_day("year") if word in _FROM_TOLD else at.published
    assert day is not None
    return day.year + _SHIFTS[word]


@rule(
    r"{span near} (?P<p>(?i:earlier|later|early|late) )?(?i:the )?(?i:(?P<r>this past|this last|this coming|this|last|next|previous|preceding|prior|following|coming|upcoming|current|same|that))"
    r" (?i:(?:very |entire |whole |same |calendar )?)<SPAN:u>\b(?!-\w|s\b)(?! of \w)",
    r"{span near} (?P<at>(?P<p>(?!))?(?i:the <SPAN:u> (?P<r>previous|prior|following|preceding)))\b",
    r"{span of} (?P<p>(?i:the )?(?i:very )?(?i:end|beginning|start|middle|close|rest|remainder|eve) of )(?i:the )?(?:(?i:(?P<r>this|last|next|previous|following|current|same|that)) )?<SPAN:u>\b(?! of\b)",
    r"{span early} (?P<p>(?i:late|later|early|earlier) in )(?i:(?P<r>the)) (?i:(?P<u>day|week|month|year))\b(?! of\b)",
    r"{span whole} (?i:the )(?P<p>(?!))?(?i:(?P<r>entire|whole)) <SPAN:u>\b(?!s)",
    r"{weekend} (?:(?i:over|during|throughout|at|for|by|on|through) )(?P<at>(?i:(?P<r>the)) (?i:(?P<u>weekend)))\b(?! (?:of|when|that|after|before)\b)(?P<p>(?!))?",
    r"{span ends} (?i:end|ended|ending|ends|finish|finished|close|closed|start|started|began|begin) (?P<at>(?i:(?P<r>the)) (?i:(?P<u>day|week|year)))\b(?! (?:of|when|that|after|before)\b)(?P<p>(?!))?",
)
def near_unit(match: re.Match[str], at: Moment) -> Reading | None:
    """This week, last year, the following month, the end of this year, later in the day."""
    unit = words.unit_name(match["u"])
    relation = (match["r"] or "the").lower().split()[-1]
    if relation == "that" and re.search(r"(?i)\b(?:say|said|says|so|such|know|fact)\s$", at.before(match)):
        return None  # "said that day and night ..."
    if unit == "season":
        return None
    lead = at.before(match) + re.split(r"(?i)last|next", match.group())[0]
    if relation in ("last", "next") and unit != "quarter" and _OWN_OR_ROLLING.search(lead):
        return None  # "his last day", "in the last week": a week back from today
    has_article = bool(re.search(r"(?i)\bthe\s", match.group()))
    told = relation in _FROM_TOLD or (relation == "next" and has_article and at.told is not None) or (relation == "the")
    day = _running_day(at) if relation == "the" else at.told_day(unit) if told else at.published
    if day is None:
        return Reading("DATE", _unknown(unit))
    if unit == "night":
        return point(f"{step(day, 'day', _SHIFTS[relation]).isoformat()}TNI", timex_type="TIME")
    shift = _SHIFTS[relation]
    if unit == "weekend" and relation == "this" and day.isoweekday() <= 3 and at.direction(match) != FUTURE:
        shift = -1  # on a Monday, "this weekend" is the one just over
    if unit == "weekend" and relation == "the" and day.isoweekday() < 6 and at.direction(match) == PAST:
        shift = -1
    value = value_at(step(day, unit, shift), unit)
    return point(value, part_of(match) if " of " in (match["p"] or "") else "")


@rule(
    r"{span} (?i:how(?:['’]s| is| has| was| have) )(?P<at>(?i:(?:your|the) (?P<u>day|week|weekend|month|year)))\b",
    r"{span} (?i:\b(?:it|this|what)(?:['’]s| is| has) (?:(?:been|kind of|sort of|quite|such|really|certainly|just|a bit of) )*)"
    r"(?P<at>(?i:an? (?:[a-z]+ly )?[a-z]+ (?P<u>day|week|weekend|month|year)))\b(?![- ](?:\w+[- ]old|trip|tour|job|ago|later|of \w))",
)
def unit_spoken_of(match: re.Match[str], at: Moment) -> Reading | None:
    """ "How's your week?", "It's been a difficult week": the one of today."""
    return point(value_at(at.published, words.unit_name(match["u"]))) if at.published else None


_OWN_OR_ROLLING = re.compile(r"(?i)(?:\b(?:his|her|its|their|our|my|your)|['’]s?)\s$|\b(?:in|over|during|within|throughout|for)\sthe\s$")


@rule(r"{end} (?i:(?:the )?year[ -]?end)\b")
def end_of_year(match: re.Match[str], at: Moment) -> Reading | None:
    """Year-end."""
    return point(f"{at.published.year:04d}", "END") if at.published else Reading("DATE", "XXXX")


def _running_day(at: Moment) -> date | None:
    """The day of which a story says "the day", "noon": the one last told if it is about news, else that of publication."""
    if at.told is None or at.told_unit != "day" or at.published is None:
        return at.told_day()
    return at.told if abs((at.published - at.told).days) <= 7 else at.published


def _unknown(unit: str) -> str:
    """The TIMEX3 value of a day, week, month, ... that cannot be placed."""
    return {"day": "XXXX-XX-XX", "night": "XXXX-XX-XXTNI", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX",
            "quarter": "XXXX-QX", "year": "XXXX", "decade": "XXX", "century": "XX"}.get(unit, "XXXX-XX-XX")  # fmt: skip


@rule(
    r"{same} (?i:(?:the )?same (?:period|time|month|week|quarter|day) (?:of |in |the )?(?:the )?(?P<r>last|previous|prior|preceding) (?P<u>year|month|quarter|week))\b",
    r"{same} (?i:(?:the )?same (?:period|time|month|week|quarter|day) (?:a|one) (?P<u>year|month|week) (?P<r>ago|earlier|before))\b",
    r"{near span} (?i:this (?:time|day|month) (?P<r>last) (?P<u>year|month|week))\b",
)
def same_time_before(match: re.Match[str], at: Moment) -> Reading | None:
    """The same period last year: as exact as the time that it is compared with, here the month."""
    day = at.told or at.published
    if day is None:
        return reference("PAST_REF")
    unit = match["u"].lower()
    grain = at.told_unit if at.told else "month"
    return point(value_at(step(day, unit, -1), grain))


@rule(
    r"{unit ago} (?i:(?P<m>just|only|about|some|nearly|almost|roughly|more than|over|less than|at least|barely|exactly|around|shortly)? ?)"
    r"(?:(?i:the )?<NUM:n>[ -])?<UNIT:u> (?i:(?P<r>ago|earlier|later(?! than\b)|hence|from now|previously|before that|after that|thereafter|afterwards?))\b",
    r"{unit half} (?P<m>(?!))?<NUM:n> <UNIT:u>(?P<half> and a half) (?i:(?P<r>ago|earlier|later|before|after))\b",
    r"{unit before} (?P<m>(?!))?(?:<NUM:n> )?<UNIT:u> (?i:(?P<r>before|after|prior|back))(?=[.,;:)]|\s?$| (?:on|in|and)\b)",
    r"{span before} (?P<m>(?!))?(?P<n>(?!))?(?i:the <SPAN:u> (?P<r>before|after))(?! (?:the|his|her|their|our|my|its|this|a|an|it|they|he|she|we|I|you|that|\w+(?:s|ed|ing))\b)(?=[.,;:)]|\s?$| [a-z])",
    r"{span before} (?P<m>(?!))?(?P<n>(?!))?(?i:the <SPAN:u> (?P<r>before|after) (?:that|this))\b",
)
def counted_from(match: re.Match[str], at: Moment) -> Reading | None:
    """Two weeks ago, a year earlier, just weeks later, the day before."""
    unit, relation = words.unit_name(match["u"]), " ".join(match["r"].lower().split())
    has_article = match.group().lower().startswith("the ") and not match["n"]
    count = 1.0 if has_article else (words.quantity(match["n"]) if match["n"] else None)
    if count is not None and match.groupdict().get("half"):
        count += 0.5
    is_back = relation in ("ago", "earlier", "before", "previously", "before that", "prior", "back")
    if relation in ("previously", "thereafter", "afterward", "afterwards") and not match["n"]:
        return None
    day = at.published if relation in ("ago", "hence", "from now", "back") else at.told_day(unit)
    if count is None or day is None:
        if not match["n"] and not match["u"].lower().endswith("s") and not has_article:
            return None
        return reference("PAST_REF" if is_back else "FUTURE_REF")
    return _counted(day, unit, -count if is_back else count)


def _counted(day: date, unit: str, count: float) -> Reading | None:
    if unit in ("second", "minute", "hour"):
        whole_days = int(count / {"second": 86_400, "minute": 1440, "hour": 24}[unit])
        return point((day + timedelta(days=whole_days)).isoformat())
    if unit == "decade":  # "a decade ago" is ten years ago, not the nineties
        unit, count = "year", count * 10
    if count % 1 and unit == "year":
        unit, count = "month", count * 12
    try:
        return point(value_at(step(day, unit, round(count)), unit))
    except (ValueError, OverflowError):  # "ten thousand years ago"
        return reference("PAST_REF" if count < 0 else "FUTURE_REF")


# -- durations and sets ----------------------------------------------------------------------------------------------


def duration_value(count: float | None, unit: str) -> str:
    """The TIMEX3 value of so many units.

    >>> duration_value(3, "day"), duration_value(None, "week"), duration_value(1.5, "hour")
    ('P3D', 'PXW', 'PT1.5H')
    """
    amount = "X" if count is None else f"{count:g}"
    letter = {"second": "S", "minute": "M", "hour": "H"}.get(unit)
    if letter:
        return f"PT{amount}{letter}"
    if unit == "fortnight":
        return "PXW" if count is None else f"P{2 * count:g}W"
    if unit == "weekend":
        return f"P{amount}WE"
    return f"P{amount}" + {"day": "D", "night": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE"}[unit]


@rule(
    r"{unit near} (?i:(?:the|these|those|his|her|its|their|our|my) )?(?i:(?P<r>last|past|next|coming|previous|following|first|final|preceding)) <NUM:n>(?: |-)(?i:(?:full|consecutive|straight|calendar|or so) )?<UNIT:u>\b",
    r"{unit near} (?i:the )(?i:(?P<r>past|coming)) (?P<n>(?!))?<UNIT:u>\b",
    r"{unit near} (?i:in|over|during|within|throughout|for) (?P<at>(?i:the (?P<r>last|next)) (?P<n>(?!))?(?i:(?P<u>day|week|month|year|decade|century|fortnight)))\b(?! of \w)",
    r"{unit near} (?i:(?:in |over |for |during )?)(?P<at>(?i:(?:the )?(?P<r>recent|last|coming|past)) (?P<n>(?!))?(?i:(?:few |several |couple of )?)(?i:(?P<u>hours|days|weeks|months|years|decades)))\b",
)
def framed_duration(match: re.Match[str], at: Moment) -> Reading | None:
    """The past nine days, the next four years, recent weeks: a duration that begins or ends today."""
    unit, relation = words.unit_name(match["u"]), match["r"].lower()
    count = words.quantity(match["n"]) if match["n"] else (None if match["u"].lower().endswith("s") else 1.0)
    days = None
    if count and at.published and relation in ("last", "past", "next", "coming"):
        is_story = at.told is not None and at.told_unit in ("day", "month", "year") and at.told.year < at.published.year - 1
        is_story = is_story and not at.is_present(match)
        days = _days_beside(at.told if is_story and at.told else at.published, unit, count if relation in ("next", "coming") else -count)
    return Reading("DURATION", duration_value(count, unit), days, refers=False)


def _days_beside(day: date, unit: str, count: float) -> Days | None:
    if unit in ("second", "minute", "hour"):
        return None
    try:
        other = step(day, unit, round(count))
    except (ValueError, OverflowError):
        return None
    if count < 0 and (other - day).days < -3600:  # "the past 35 years" are counted by the year
        return date(other.year + 1, 1, 1), day
    return (other + timedelta(days=1), day) if count < 0 else (day, other)


@rule(
    r"{unit} <NUM:n>(?:[ -]|-and-a-half[ -])(?i:(?:full|consecutive|straight|more|additional|further|whole|long|business|calendar) )?<UNIT:u>\b(?![- ]old\b| of age\b|'? old\b)",
    r"{unit straight} (?i:a |an )(?P<n>(?!))?(?i:(?:second|third|fourth|fifth) (?:consecutive|straight) )<UNIT:u>\b",
    r"{units} (?i:for|in|over|within|after|of|last|lasted|takes?|took) (?P<n>(?!))?(?P<at>(?i:(?:many )?(?P<u>hours|days|weeks|months|years|decades|centuries)))\b(?! (?:ago|later|earlier)\b)",
    r"{decades} (?P<n>(?!))?(?P<at>(?i:(?P<u>decades)))\b",
    r"{units} (?P<n>(?!))?(?i:(?:over|through|down) )(?P<at>(?i:the (?P<u>days|weeks|months|years|decades|centuries)))\b(?! \w)",
    r"{units} (?P<n>(?!))?(?i:(?:over|through|down) )(?P<at>(?i:the (?P<u>years)))\b",
    r"{unstated} (?i:an (?:undetermined|indefinite|unspecified|unlimited|undisclosed) (?:period|amount|length)(?: of time)?)(?P<n>(?!))?(?P<u>(?!))?",
)
def duration(match: re.Match[str], at: Moment) -> Reading | None:
    """Three days, several years, a five-year, decades."""
    if match["u"] is None:
        return Reading("DURATION", "PXD", refers=False)
    unit = words.unit_name(match["u"])
    number = (match["n"] or "").lower()
    if not match["u"].lower().endswith("s") and number.isdigit() and 1000 < int(number) < 2100:
        return None  # "World Cup 2018 day five"
    if number in ("a", "an") and unit in ("second", "quarter"):
        return None
    if unit == "quarter" and "-" not in match.group() and not number[:1].isdigit() and words.quantity(number or "few") is None:
        return None
    if unit == "second" and not match["u"].lower().endswith("s"):
        return None
    if re.match(r"[- ](?:and[- ]\w+[- ])?old\b|'s? old\b", at.after(match)):
        return None
    if number in ("a", "an") and _RATE_LEADS.search(at.before(match)):
        return Reading("SET", duration_value(1, unit), refers=False)
    if not number and "consecutive" in match.group().lower() + " straight":
        return Reading("DURATION", duration_value(1, unit), refers=False)
    count = words.quantity(number) if number else None
    if count is not None and "-and-a-half" in match.group().lower():
        count += 0.5
    return Reading("DURATION", duration_value(count, unit), refers=False)


_RATE_LEADS = re.compile(r"(?i:\d|%|\b(?:million|billion|percent|per cent|cent|once|twice|times|dollars|euros|hours|barrels|tons|tonnes|people|dozen|hundred|thousand))\s$")


@rule(
    r"{every} (?i:(?:(?:once|twice|(?P<t><NUM>) times?) )?(?P<e>every|each|per) )(?:(?i:other )|<NUM:n> )?(?:<UNIT:u>|(?P<w><WEEKDAY>)|(?P<o><MONTH>)|(?P<s><SEASON>)|(?P<d><DAYPART>))\b",
    r"{often} (?i:(?:once|twice|(?P<t><NUM>) times?) (?P<e>a|an)) <UNIT:u>\b(?P<n>(?!))?(?P<w>(?!))?(?P<o>(?!))?(?P<s>(?!))?(?P<d>(?!))?",
)
def repeated(match: re.Match[str], at: Moment) -> Reading | None:
    """Every day, each Monday, twice a week."""
    if match["w"]:
        return Reading("SET", f"XXXX-WXX-{words.WEEKDAYS[match['w'].lower()]}", refers=False)
    if match["o"]:
        return Reading("SET", f"XXXX-{words.month_number(match['o']):02d}", refers=False)
    if match["s"]:
        return Reading("SET", f"XXXX-{words.SEASONS[match['s'].lower()]}", refers=False)
    if match["d"]:
        return Reading("SET", f"XXXX-XX-XXT{words.DAY_PARTS[match['d'].lower()]}", refers=False)
    if match["e"].lower() == "per" and not match["t"] and not re.search(r"(?i)(?:\d|\w)\s$", at.before(match)):
        return None
    count = words.quantity(match["n"]) if match["n"] else (2.0 if re.search(r"(?i)\bother\s", match.group()) else 1.0)
    return Reading("SET", duration_value(count, words.unit_name(match["u"])), refers=False)


@rule(r"{rate} (?P<n>(?:" + "|".join(f"[{w[0].upper()}{w[0]}]{w[1:]}" for w in sorted(words.ADVERBS_OF_RATE, key=len, reverse=True)) + r"))\b(?! [A-Z])")
def rate(match: re.Match[str], at: Moment) -> Reading | None:
    """Daily, weekly, annual. A capital inside the sentence makes it a name ("the Daily Star")."""
    if match["n"][0].isupper() and at.before(match).strip():
        return None
    return Reading("SET", words.ADVERBS_OF_RATE[match["n"].lower()], refers=False)


# -- past, present, future -------------------------------------------------------------------------------------------


@rule(r"{now} (?i:(?:right |until |till |up to )?now|currently|nowadays|at present|presently|at the moment|these days|current|at this (?:time|point|moment))\b(?!-\w)")
def present(match: re.Match[str], at: Moment) -> Reading | None:
    """Now, currently, these days."""
    if re.match(r"(?i)current", match.group()) and re.match(r" (?:account|affairs)\b", at.after(match)):
        return None
    return reference("PRESENT_REF")


@rule(
    r"{past} (?i:(?:more |most |very |only |until )?recently|(?:more |most )?recent|lately|formerly"
    r"|(?:a )?long(?: time)? ago|some time ago|a while ago|in recent (?:[A-Z]\.[A-Z]\. )?(?:history|memory|times?)|at (?:the|that|one) (?:time|point))\b",
    r"{near} (?i:(?:in|of|from) )(?P<at>(?i:the (?:recent |distant )?past))\b(?! (?:<UNIT>|<NUM>|few|couple|\d|half)\b)",
)
def past(match: re.Match[str], at: Moment) -> Reading | None:
    """Recently, in the past, long ago, at the time."""
    phrase = " ".join(match.group().lower().split())
    if phrase == "at the time" and re.match(r"\s(?:of|when)\b", at.after(match)):
        return None
    if phrase == "at that time" and at.told is not None:
        return point(at.told.isoformat())
    return reference("PAST_REF")


@rule(
    r"{future} (?i:(?:very |as )?soon|(?:in |for |of )?the (?:near |foreseeable |distant |immediate )?future|in future|in the (?:short|long|near|medium) (?:term|run))\b(?! (?:as|after|afterwards?)\b|-)",
    r"{later} (?i:at a later (?:time|date|stage))\b",
)
def future(match: re.Match[str], at: Moment) -> Reading | None:
    """Soon, in the near future."""
    if match.group().lower().startswith("at a later"):
        return Reading("DATE", "XXXX-XX-XX", refers=False)
    return reference("FUTURE_REF")


@rule(r"{then} (?i:(?:by|since|until|till) )(?P<at>(?i:(?:that|the same) time|then))\b")
def told_again(match: re.Match[str], at: Moment) -> Reading | None:
    """By that time: the time last told."""
    return point(at.told.isoformat()) if at.told else reference("PAST_REF")


@rule(r"{period} (?i:(?:in|during|over|throughout|of|for|from|by|at) )(?P<at>(?i:(?:this|that|the same) (?:period|era)))\b(?! of\b)")
def told_period(match: re.Match[str], at: Moment) -> Reading | None:
    """During this period: the days last told."""
    return at.told_reading
