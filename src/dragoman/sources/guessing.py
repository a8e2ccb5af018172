"""Which encoding a text was saved in, where nothing says it: the one in which it looks most like a language.

`alphabets.toml` has the languages, their letters and the encodings of their texts. A text is read in each of them; what is
rare in a language, is no letter, or fits into no word where it stands, speaks against it.
"""

from __future__ import annotations

import codecs
import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path

# What is looked at, from shortly before the first byte that is not ASCII.
SAMPLE_BYTES = 6_000
# Windows-1252 unless something else is clearly better.
LEAST_GAIN = 0.3
# Two bytes or four for every character, without the mark that says so.
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# Above this a text with NUL bytes is none.
MOST_COST = 2.8
# Seven-bit encodings that switch to other signs: what begins them, and their names.
SWITCHES = (
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"\x1b\$[@B(]"), "iso2022_jp_2"),
    (re.compile(rb"~\{(?:[!-w][!-~])+~\}"), "hz"),
)

_ODD = re.compile(r"[^\t\n\v\f\r -~]")
_PUNCTUATION = frozenset("’“”—–‘…„«»‚•·°§€£©®™\u00a0\u2009\u00ad\ufeff")
_SIGNS = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")


def switched(data: bytes) -> str | None:
    """The seven-bit encoding that these bytes switch into, or None."""
    for mark, encoding in SWITCHES:
        if mark.search(data) and _sampled(data, encoding) is not None:
            return encoding
    return None


def wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without its mark, for bytes with NUL among them; None when they are no text."""
    cost, encoding = min((_cost_of_best(data[:SAMPLE_BYTES], one), one) for one in WIDE)
    return encoding if cost < MOST_COST else None


def guess(data: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8."""
    first = next((place for place, byte in enumerate(data) if byte > 127), 0)
    sample = data[max(first - 200, 0) :][:SAMPLE_BYTES]
    text = _sampled(sample, "cp1252")
    if text is not None and all(one in _costs()["English"] for one in _ODD.findall(text)):
        return "cp1252"
    found = {
        encoding: _cost_of_best(sample, encoding) for encoding in dict.fromkeys(encoding for encoding, _ in _pairs())
    }
    if len(data) % 2 == 0:  # of scripts without blanks, it may hold no NUL
        found |= {encoding: _cost_of_best(data[:SAMPLE_BYTES], encoding) for encoding in WIDE[:2]}
    best = min(found, key=lambda encoding: found[encoding])
    return best if found[best] + LEAST_GAIN < found["cp1252"] else "cp1252"


def _cost_of_best(sample: bytes, encoding: str) -> float:
    """How little the sample, read so, looks like the language that it looks most like."""
    text = _sampled(sample, encoding)
    if text is None:
        return float("inf")
    odd = Counter(_ODD.findall(text))
    if not odd:
        return 0.0
    misfits = sum(_is_misfit(a, b) for a, b in pairwise(text) if a > "\x7f" or b > "\x7f")
    languages = _costs() if encoding in WIDE else {name: _costs()[name] for one, name in _pairs() if one == encoding}
    least = min(
        sum(count * (costs.get(character) or _cost_elsewhere(character)) for character, count in odd.items())
        for costs in languages.values()
    )
    return (least + 3.0 * misfits) / odd.total()


def _is_misfit(one: str, other: str) -> bool:
    """Whether no word has these two beside each other: a capital inside it, or letters of two scripts."""
    if one.islower() and other.isupper():
        return True
    return one.isalpha() and other.isalpha() and _is_latin(one) != _is_latin(other)


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter < "\u1f00"


def _sampled(data: bytes, encoding: str) -> str | None:
    """The text, without half a character at its end; None where it cannot be read so."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeError:
        return None


def _cost_elsewhere(character: str) -> float:
    """Of a character that is none of the language's letters."""
    if character in _PUNCTUATION:
        return 1.5
    if _SIGNS.match(character):
        return 3.0
    kind = unicodedata.category(character)
    return 10.0 if kind[0] == "C" else 5.0 if kind[0] == "L" else 6.0


@cache
def _knowledge() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads(Path(__file__).with_name("alphabets.toml").read_text("utf-8"))


@cache
def _costs() -> dict[str, dict[str, float]]:
    """Of each letter of each language: the rarer, the more."""
    return {
        name: {letter: 0.5 * log(rank + 1) for rank, letter in enumerate(known["letters"], start=1)}
        for name, known in _knowledge().items()
    }


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    """Encodings, each with a language that is written in it; the likely ones first."""
    most = max(len(known["encodings"]) for known in _knowledge().values())
    return tuple(
        (known["encodings"][rank], name)
        for rank in range(most)
        for name, known in _knowledge().items()
        if rank < len(known["encodings"])
    )
