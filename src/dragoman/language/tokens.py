"""Text to word tokens with exact offsets, in the conventions of the UD English treebanks (EWT, GUM).

A text is cut at white space into chunks; a chunk is cut by one regular expression; words are then parted from their
clitics ("do" + "n't"). What a chunk gives depends on the chunk alone, apart from a full stop at its end, so it is
remembered: most chunks of a text were seen before. The lists (prefixes, abbreviations, units) stand in `tokens.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

# Control and format characters (zero-width space, byte order mark, word joiner) part words as white space does: none of
# them ever stands inside a token.
SPACE = r"\s\x00-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff"
_CHUNK = re.compile(f"[^{SPACE}]+")

# Marks that combine with the letter before them, and joiners inside words.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u00ad\u200c\u200d"
_WORD = rf"\w[\w{_MARKS}]*"
_APOSTROPHE = "['’`´ʼ]"

# A longer chunk is cut by a plainer rule whose time does not depend on what it is made of, into tokens of bounded size.
_LONGEST_CHUNK = 300
_LONGEST_TOKEN = 200
_PLAIN = re.compile(rf"\w{{1,{_LONGEST_TOKEN}}}|\W")

# Chunks remembered before the memory starts afresh (about 100 MB at most, far less in common text).
_REMEMBERED = 300_000

_TOP_LEVEL = (
    "com|org|net|gov|edu|mil|int|info|io|co|tv|biz|eu|uk|us|de|fr|ru|cn|jp|in|ir|il|tr|ua|za|au|ca|nz|ie|qa|ae|sa|pk"
    "|ng|ke"
)
_FILE_ENDINGS = "html?|pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|mp[34]|txt|zip|exe|csv"


@dataclass(frozen=True, slots=True)
class _Spelling:
    """The compiled lists of `tokens.toml`."""

    token: re.Pattern[str]
    split: dict[str, int]
    kept_at_end: frozenset[str]
    numbered: frozenset[str]


def knowledge() -> dict[str, Any]:
    """The lists of `tokens.toml` with their cases."""
    return tomllib.loads(resources.files("dragoman.language").joinpath("tokens.toml").read_text("utf-8"))


@cache
def abbreviations() -> frozenset[str]:
    """All abbreviations that keep their full stop wherever they stand, in lower case and without it."""
    table = knowledge()["abbreviations"]
    return frozenset(" ".join(table[part] for part in ("titles", "months", "companies", "others")).split())


@cache
def _spelling() -> _Spelling:
    table = knowledge()
    kept = " ".join(table["abbreviations"][part] for part in ("titles", "companies")).split()
    return _Spelling(
        token=_token_pattern(table),
        split={word.replace("|", ""): word.index("|") for word in table["split"]["words"].split()},
        kept_at_end=frozenset(kept),
        numbered=frozenset(table["abbreviations"]["numbered"].split()),
    )


def _one_of(words: str) -> str:
    """A group that matches any of the words, longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True)) + ")"


def _token_pattern(table: dict[str, Any]) -> re.Pattern[str]:
    """The expression whose matches, one after the other, are the tokens of a chunk. Alternatives stand in order."""
    prefix, suffix = _one_of(table["prefixes"]["words"]), _one_of(table["suffixes"]["words"])
    shortened = _one_of(" ".join(sorted(abbreviations())))
    alternatives = [
        r"(?:https?|ftp)://[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)\]}]",
        r"www\.[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)\]}]",
        r"(?:mailto:)?[\w.+-]*\w@\w[\w-]*(?:\.[\w-]+)*\w",
        rf"\w[\w-]*(?:\.\w[\w-]*)*\.(?:{_TOP_LEVEL})(?:/[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)\]}}]|/)?(?![\w@])",
        rf"\w[\w#-]*(?:\.\w[\w-]*)*\.(?:{_FILE_ENDINGS})(?!\w)",
        r"(?<![\w.])[a-z]{2,}(?:\.[a-z]{2,}){2,}(?![\w.])",
        r"[@#][A-Za-z]\w+",
        # numbers: dates, telephone numbers, times, decades, fractions, sums
        r"\d{4}-\d\d-\d\d(?!\d)",
        r"\d{1,4}/\d{1,2}(?:/\d{2,4})?(?![\d/]|-\d)",
        r"\+?(?:\d{1,3}[-./])?\d{3}[-./]\d{3}[-.]\d{4}(?!\d)",
        r"\d{3}-\d{4}(?!\d|-\d)",
        r"(?<!\w)\+\d{1,3}(?![\w.,]|-)",
        r"\d{1,2}-\d{1,2}-\d{2,4}(?!\d)",
        r"\d+(?::\d\d)+(?!\d)",
        rf"{_APOSTROPHE}\d\ds?(?!\w)",
        rf"\d*0{_APOSTROPHE}s(?!\w)",
        rf"\d[\d,]*(?:\.\d+)*(?={_one_of(table['units']['words'])}(?!\w))",
        r"\d+(?:,\d{3})+(?:\.\d+)?(?!\w)",
        r"\d+(?:[.,]\d+)+(?!\w)",
        r"(?<!\w)[.,]\d+(?!\w)",
        r"(?:US|AU?|CA?|HK|NZ|S|R|NT)\$",
        # abbreviations and initials
        rf"(?<!\w)(?i:{shortened})\.(?![\w.])",
        r"(?<![\w.])(?:[^\W\d_]\.){2,}(?!\w|\.\.)",
        r"(?<![\w.])(?:[^\W\d_]\.)+[^\W\d_](?!\w)",
        r"(?<![\w.])(?:[^\W\d_]\.)+[^\W\d_]\.(?=[A-Z]|-)",
        r"(?<!\w)[A-Z]\.(?=$|[A-Z]\w)",
        # words: with ampersand, with bound prefix or suffix, with apostrophe inside
        r"(?<!\w)[A-Z]+(?:&[A-Z]+)+(?!\w)",
        rf"(?<!\w)(?i:{_one_of(table['whole']['words'])})(?![\w-])",
        rf"(?<![\w-])(?i:{prefix})-(?:(?i:{prefix})-)?{_WORD}(?:{_APOSTROPHE}\w+)*",
        rf"(?<![\w-]){_WORD}-{suffix}(?![\w-])",
        rf"{_WORD}(?:{_APOSTROPHE}[\w{_MARKS}]+)*",
        rf"{_APOSTROPHE}(?:s|re|ve|ll|d|m|em|til|cause|tis|twas|n)(?!\w)",
        # runs of one mark, faces, pictures
        r"[:;=]['’]?-?[()DPp](?!\w)",
        r"\.(?: ?\.)+|…+\.*",
        r"[!?]{2,}",
        r"['‘’]{2}|``|<<|>>|->|--+>?|[—–]+",
        r"([*=_~#+<>|^$])\1+",
        r"[\U0001F1E6-\U0001F1FF]{2}",
        r"[\u2600-\u27bf\U0001F300-\U0001FAFF](?:[\ufe0f\U0001F3FB-\U0001F3FF]|\u200d[\u2600-\u27bf\U0001F300-\U0001FAFF])*",
        rf"\W[{_MARKS}\ufe0e\ufe0f]*",
    ]
    return re.compile("|".join(alternatives))


_CLITIC = re.compile(rf"(.+?)([nN]{_APOSTROPHE}[tT]|{_APOSTROPHE}(?:[sSmMdD]|[rR][eE]|[vV][eE]|[lL][lL]))")
_DECADE = re.compile(rf"\d*0{_APOSTROPHE}s")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\.|Ph\.D\.|[A-Z]\.")
_NUMBERED = re.compile(r"[#\d$]|[A-Z]\d")

# What a chunk gives: its tokens and where each starts in it.
Pieces = tuple[tuple[str, ...], tuple[int, ...]]

_remembered: dict[str, Pieces] = {}


def tokenize(text: str, start: int = 0, end: int | None = None) -> tuple[list[str], list[int]]:
    """The tokens of the sentence `text[start:end]` and where each starts in `text`.

    >>> tokenize("Iran's envoy can't go.")
    (['Iran', "'s", 'envoy', 'ca', "n't", 'go', '.'], [0, 4, 7, 13, 15, 19, 21])
    """
    words: list[str] = []
    starts: list[int] = []
    chunk, position = "", 0
    known = _remembered
    for match in _CHUNK.finditer(text, start, len(text) if end is None else end):
        chunk, position = match[0], match.start()
        pieces = known.get(chunk) or _remember(chunk)
        if len(pieces[0]) == 1:
            words.append(chunk)
            starts.append(position)
        else:
            words.extend(pieces[0])
            starts.extend([position + offset for offset in pieces[1]])
    if chunk.endswith("."):
        _close(words, starts)
    _join_numbered(words, starts)
    return words, starts


def _remember(chunk: str) -> Pieces:
    """The pieces of a chunk not met before."""
    pieces = _cut(chunk)
    if len(chunk) <= 40:
        if len(_remembered) >= _REMEMBERED:
            _remembered.clear()
        _remembered[chunk] = pieces
    return pieces


def _cut(chunk: str) -> Pieces:
    """The pieces of a chunk."""
    spelling = _spelling()
    pattern = spelling.token if len(chunk) <= _LONGEST_CHUNK else _PLAIN
    words: list[str] = []
    starts: list[int] = []
    for match in pattern.finditer(chunk):
        start = match.start()
        for part in _clitics(match[0], spelling.split):
            words.append(part)
            starts.append(start)
            start += len(part)
    return tuple(words), tuple(starts)


def _clitics(word: str, split: dict[str, int]) -> list[str]:
    """A word parted from its clitics: "didn't" gives "did" and "n't"."""
    if word.isalpha():
        place = split.get(word.lower()) if len(word) < 8 else None
        return [word] if place is None else [word[:place], word[place:]]
    parts: list[str] = []
    while (match := _CLITIC.fullmatch(word)) and not _DECADE.fullmatch(word) and "/" not in word:
        word = match[1]
        parts.append(match[2])
    return [word, *reversed(parts)]


def _close(words: list[str], starts: list[int]) -> None:
    """Part the full stop that ends a sentence from its last word, unless that word always carries one."""
    last = words[-1]
    if len(last) < 2 or not last[-2].isalnum() or (_ACRONYM.fullmatch(last) and not last[:-1].isalpha()):
        return
    if last[:-1].lower() in _spelling().kept_at_end:
        return
    words[-1] = last[:-1]
    words.append(".")
    starts.append(starts[-1] + len(last) - 1)


def _join_numbered(words: list[str], starts: list[int]) -> None:
    """Join "No" and "." before a number ("No. 3"); elsewhere "no." ends a sentence."""
    numbered = _spelling().numbered
    place = 1
    while (place := _next_stop(words, place)) > 0:
        before = words[place - 1]
        glued = starts[place - 1] + len(before) == starts[place]
        if glued and before.lower() in numbered and _NUMBERED.match(words[place + 1]):
            words[place - 1 : place + 1] = [before + "."]
            del starts[place]
        place += 1


def _next_stop(words: list[str], place: int) -> int:
    """Where the next full stop stands that is not the last word; 0 if there is none."""
    try:
        return words.index(".", place, len(words) - 1)
    except ValueError:
        return 0
