"""The words without which a rule cannot match: a sentence is asked for them once, before any rule is tried.

A pattern of the grammar begins with the names of its cues in braces, such as `{month digit}`: it is tried only on
sentences that hold a word of each. Most sentences hold no cue at all, and cost one look at their words.

>>> cues_of("Talks failed."), cues_of("Talks failed in June.") == mask("month")
(0, True)
"""

from __future__ import annotations

import re

from dragoman.dates import words
from dragoman.dates.holidays import holidays

_UNITS = "second minute hour day night weekend week fortnight month quarter year decade"
_PLURALS = " ".join(unit + "s" for unit in _UNITS.split()) + " centuries"


def _longest_word(name: str) -> str:
    """The longest word of a holiday's name stands for it: "thanksgiving", "martin"."""
    found: list[str] = re.findall(r"[a-z]+", name)
    return max(found, key=len, default="")


CUES = {
    "month": " ".join(words.MONTHS),
    "weekday": " ".join(words.WEEKDAYS),
    "weekdays": " ".join(day + "s" for day in words.WEEKDAYS),
    "weekends": "weekends",
    "weekend": "weekend",
    "week": "week weekend",
    "fiscal": "fiscal financial fy",
    "unit": f"{_UNITS} {_PLURALS} century",
    "units": _PLURALS,
    "span": "day night weekend week fortnight month quarter year decade century season",
    "decades": "decades",
    "season": " ".join(words.SEASONS),
    "daypart": " ".join(words.DAY_PARTS),
    "tonight": "tonight overnight",
    "decade": " ".join(words.DECADES),
    "century": "century centuries",
    "quarter": "quarter",
    "q": "q",
    "half": "half",
    "era": "bc bce ad ce c d",
    "today": "today yesterday tomorrow",
    "ampm": "am pm m",
    "zone": "gmt utc bst est edt cst cdt mst mdt pst pdt cet cest et z local hrs hours",
    "noon": "noon midday midnight",
    "clock": "clock",
    "near": "this last next previous preceding prior following coming upcoming current same that past recent first final",
    "of": "of",
    "early": "early late earlier later",
    "whole": "entire whole",
    "ends": "end ended ending ends finish finished close closed start started began begin",
    "end": "end",
    "same": "same",
    "ago": "ago earlier later hence now previously that thereafter afterward afterwards",
    "before": "before after prior back earlier",
    "straight": "consecutive straight",
    "unstated": "period amount length",
    "every": "every each per",
    "often": "once twice times time",
    "rate": " ".join(word.split("-")[-1] for word in words.ADVERBS_OF_RATE),
    "now": "now currently nowadays present presently moment days current time point",
    "past": "recently recent lately formerly ago history memory times time point",
    "future": "soon future term run",
    "later": "later",
    "then": "then time",
    "holiday": " ".join(_longest_word(name) for name in holidays()),
    "ordinal": " ".join(word.split("-")[-1] for word in words.ORDINALS),
    "period": "period era",
    "spelled": "nineteen twenty eighteen",
}
_WORD = re.compile(r"[a-z]+")
_DIGIT, _YEAR = re.compile(r"[0-9]"), re.compile(r"(?<!\d)[12]\d\d\d")
_BITS = {name: 1 << place for place, name in enumerate(["digit", "year", *CUES])}
_MASKS: dict[str, int] = {}
for _name, _words in CUES.items():
    for _one in _words.split():
        _MASKS[_one] = _MASKS.get(_one, 0) | _BITS[_name]


_HOLIDAY = _BITS["holiday"]
# What a word of a holiday's name begins or goes on to: "american" is but "Pan American Day".
_NAMES = tuple({f" {' '.join(_WORD.findall(name))} " for known in holidays() for name in (known, known.replace("'", ""))})


def _names_holiday(words_of_text: list[str]) -> bool:
    """Whether the words hold the whole name of a holiday or an era, not only one word of it."""
    joined = f" {' '.join(words_of_text)} "
    return any(name in joined for name in _NAMES)


def mask(names: str) -> int:
    """The bits of some cues, named with blanks between them."""
    bits = 0
    for name in names.split():
        bits |= _BITS[name]
    return bits


def cues_of(text: str) -> int:
    """The bits of all cues that a sentence holds."""
    found = 0
    words_of_text = _WORD.findall(text.lower())
    for word in _MASKS.keys() & words_of_text:
        found |= _MASKS[word]
    if found & _HOLIDAY and not _names_holiday(words_of_text):
        found &= ~_HOLIDAY
    if _DIGIT.search(text):
        found |= _BITS["digit"]
        if _YEAR.search(text):
            found |= _BITS["year"]
    return found
