# ruff: noqa: E501 - a pattern is read on one line
"""The words of time, and the pieces of pattern that they make."""

from __future__ import annotations

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tues tue", "wednesday wed weds", "thursday thurs thu", "friday fri", "saturday sat", "sunday sun"),
        1,
    )
    for name in names.split()
}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
DAY_PARTS = {
    "morning": "MO", "mornings": "MO", "afternoon": "AF", "afternoons": "AF", "evening": "EV", "evenings": "EV",
    "night": "NI", "nights": "NI", "daytime": "DT", "dawn": "MO", "dusk": "EV",
}  # fmt: skip
ORDINALS = {
    name: number
    for number, name in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", *(f"twenty-{n}" for n in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")), "thirtieth", "thirty-first"],
        1,
    )
} | {"final": 4, "last": 4}
_UNITS_AND_TEENS = (
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
)
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS = {
    **{word: number for number, word in enumerate(_UNITS_AND_TEENS, 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    "a": 1, "an": 1, "the": 1, "single": 1, "dozen": 12, "hundred": 100, "thousand": 1000, "half": 0.5,
}  # fmt: skip
DECADES = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8, "nineties": 9}
ADVERBS_OF_RATE = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W", "biweekly": "P2W",
    "monthly": "P1M", "quarterly": "P3M", "annual": "P1Y", "annually": "P1Y", "yearly": "P1Y", "biennial": "P2Y",
    "semi-annual": "P6M",
}  # fmt: skip
PARTS = {
    "early": "START", "beginning": "START", "start": "START", "turn": "START", "dawn": "START",
    "mid": "MID", "middle": "MID", "late": "END", "end": "END", "close": "END", "later": "END", "earlier": "START",
}  # fmt: skip

_NUMBER_WORDS = "|".join(_UNITS_AND_TEENS[::-1])
_PIECES = {
    "MONTH": r"(?:(?i:january|february|april|june|july|august|september|october|november|december)|March|May|MARCH|MAY)",
    "MON": r"(?:(?i:january|february|april|june|july|august|september|october|november|december)|March|May|MARCH|MAY"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT|SEP|OCT|NOV|DEC)\b\.?)",
    "WEEKDAY": r"(?:(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday))",
    "WKDAY": r"(?:(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b\.?)",
    "DAY": r"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b)",
    "YEAR": r"(?:(?:1\d|20|21)\d\d)",
    "SEASON": r"(?i:spring|summer|autumn|winter|fall)",
    "DAYPART": r"(?i:morning|afternoon|evening|night)",
    "UNIT": r"(?i:seconds?|minutes?|hours?|days?|nights?|weekends?|weeks?|fortnights?|months?|quarters?|years?|decades?"
    r"|century|centuries)",
    "SPAN": r"(?i:day|night|weekend|week|fortnight|month|quarter|year|decade|century|season)",
    "NUM": r"(?i:\d{1,3}(?:,\d{3})+|\d{0,3} ?(?:1/2|½)|\d{1,5}(?:\.\d)?|(?:a |the )?(?:few|couple|handful|dozen|hundred|thousand)(?: of)?"
    r"|several|many|some|dozens of|hundreds of|thousands of"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    rf"|(?:{_NUMBER_WORDS})(?: (?:dozen|hundred|thousand))?|half an?|an?|single)(?i: and a half)?",
    "ORD": r"(?i:\d{1,2}(?:st|nd|rd|th)|" + "|".join(sorted((o for o in ORDINALS if o not in ("last", "final")), key=len, reverse=True)) + ")",
    "PART": r"(?i:(?:the )?(?:very )?(?:beginning|start|middle|end|close|turn|dawn) of(?: the)?|(?:the )?(?:early|late|mid))",
    "ZONE": r"(?:GMT|UTC|BST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|ET|Z|(?i:local time))",
    "AMPM": r"(?:[aApP]\.?[mM]\b\.?)",
    "TO": r"(?: ?[-–—] ?| (?:to|and|until|till|through|or) )",
}
_PIECE = re.compile(r"<([A-Z]+)(?::(\w+))?>")


def pattern(text: str) -> re.Pattern[str]:
    """The compiled form of a rule: `<MON:m>` is a piece named m, a blank any short run of white space.

    Every repetition in it is bounded, so a search takes time in proportion to the text, whatever the text is.
    """

    def piece(match: re.Match[str]) -> str:
        body = _PIECES[match[1]]
        return f"(?P<{match[2]}>{body})" if match[2] else body

    return re.compile(r"(?<![\w’'])" + _PIECE.sub(piece, text).replace(" ?", r"(?:\s{1,3})?").replace(" ", r"\s{1,3}"))


def month_number(word: str) -> int:
    """The number of a month, as written or abbreviated."""
    return MONTHS[word.lower().rstrip(".")]


def weekday_number(word: str) -> int:
    """The ISO number of a weekday, as written or abbreviated (Monday is 1)."""
    return WEEKDAYS[word.lower().rstrip(".")]


def day_number(word: str) -> int:
    """The number of "3", "03" or "3rd"."""
    return int(re.sub(r"\D", "", word))


def ordinal(word: str) -> int:
    """The number of "third" or "19th"."""
    lowered = word.lower()
    return ORDINALS[lowered] if lowered in ORDINALS else day_number(lowered)


def unit_name(word: str) -> str:
    """The unit of time in the singular: "weeks" is a week."""
    lowered = word.lower()
    return "century" if lowered == "centuries" else lowered.removesuffix("s")


def quantity(words: str) -> float | None:
    """How many a phrase such as "two", "a dozen" or "1,500" says; None when it does not say ("several", "a few")."""
    text = re.sub(r"[\s-]+", " ", words.lower())
    extra = 0.5 if text.endswith(" and a half") else 0.0
    text = text.removesuffix(" and a half").removesuffix(" of")
    if text[-3:] == "1/2" or text[-1:] == "½":
        return float(text.removesuffix("1/2").removesuffix("½").strip() or 0) + 0.5
    if text[:1].isdigit():
        return float(text.replace(",", "")) + extra
    if text in ("half a", "half an"):
        return 0.5
    parts = text.split()
    if parts[:1] in (["a"], ["the"]) and len(parts) > 1:
        parts = parts[1:]
    if parts == ["couple"]:
        return 2.0
    total = 0.0
    for part in parts:
        number = NUMBERS.get(part)
        if number is None:
            return None
        total = total * number if number in (12, 100, 1000) and total else total + number
    return total + extra
