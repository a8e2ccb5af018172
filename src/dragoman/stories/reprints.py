"""Which texts are printed from one another: the same words, perhaps cut, perhaps with a line more.

Each text is a set of hashed shingles (five words in a row). The smallest hashes of a text are its sketch; two texts that
share most of their words share some of these (Broder 1997), also where one of them was cut. What shares a piece of a sketch
is then compared whole. Nothing depends on the order in which texts come.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping

SHINGLE_WORDS = 5
SKETCH = 48

# Of the shorter text's shingles, so many must stand in the longer one. A reprint with another dateline and a sentence less
# keeps 0.9 and more; two reports of their own on one event share under 0.3 (bench/sets/stories, write half).
SHARED = 0.7

# Two texts with fewer shingles than this are one only if they are the same word for word.
FEWEST = 8

# A reprint that uses so little of the long text is a note, not a reprint.
LEAST_LENGTH = 0.2

_WORD = re.compile(r"[^\W_]+")


def shingles(text: str) -> frozenset[int]:
    """The hashes of each five words in a row, case and punctuation left aside; of all words where there are fewer."""
    words = _WORD.findall(text.casefold())
    if len(words) <= SHINGLE_WORDS:
        return frozenset({_hash(" ".join(words))}) if words else frozenset()
    return frozenset(_hash(" ".join(words[n : n + SHINGLE_WORDS])) for n in range(len(words) - SHINGLE_WORDS + 1))


def is_reprint(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether one of two texts, as shingles, is printed from the other."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < FEWEST:
        return one == other and bool(one)
    return len(shorter & longer) >= SHARED * len(shorter) and len(shorter) >= LEAST_LENGTH * len(longer)


def reprints(texts: Mapping[str, str]) -> dict[str, str]:
    """For each key of a text the key that stands for all that are printed from one another: the smallest of them."""
    whole = {key: shingles(texts[key]) for key in sorted(texts)}
    leader = {key: key for key in whole}
    leaders_with: dict[int, list[str]] = defaultdict(list)
    # From the longest on, so that a cut text meets the whole one and not the other way round.
    for key in sorted(whole, key=lambda key: (-len(whole[key]), key)):
        sketch = sorted(whole[key])[:SKETCH]
        seen = dict.fromkeys(other for mark in sketch for other in leaders_with[mark])
        found = next((other for other in seen if is_reprint(whole[key], whole[other])), None)
        if found is not None:
            leader[key] = found
        else:
            for mark in sketch:
                leaders_with[mark].append(key)
    return _by_smallest(leader)


def _by_smallest(leader: Mapping[str, str]) -> dict[str, str]:
    smallest: dict[str, str] = {}
    for key in sorted(leader):
        smallest.setdefault(leader[key], key)
    return {key: smallest[leader[key]] for key in leader}


def _hash(words: str) -> int:
    data = words.encode("utf-8", "backslashreplace")
    return zlib.crc32(data) << 32 | zlib.adler32(data)
