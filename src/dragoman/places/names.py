"""Keys of place names: the same name is one key however it is written, and near spellings share a skeleton.

>>> key("St. Pölten"), key("the Hague")
('saint polten', 'hague')
>>> skeleton(key("Huwija")) == skeleton(key("Al Ḩawījah"))
True
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ə": "a", "ħ": "h"}
)
_DROPPED = re.compile(r"[.'’‘`ʼʻʿʾ\"“”]")
_GAPS = re.compile(r"[^a-z0-9]+")
_SHORT_FORMS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point"}
_ARABIC_ARTICLES = frozenset(
    ["al", "el", "ad", "ar", "as", "ash", "at", "az", "an", "ed", "es", "ez", "er", "et", "ul"]
)
_SOUNDS = (
    (re.compile(r"tch|tsch|ch"), "c"),
    (re.compile(r"sh|sch"), "s"),
    (re.compile(r"zh|dj|dzh"), "j"),
    (re.compile(r"kh|q|ck|c(?=[aou])"), "k"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"th"), "t"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ts|tz"), "z"),
    (re.compile(r"(?<=.)[aeiouyw]+"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=.)h$"), ""),
)
_FOLDS = (
    (re.compile(r"kh|q|ck"), "k"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"ou|oo|u|o"), "u"),
    (re.compile(r"ee|iy|ii|y|ei|ai|i|e"), "i"),
    (re.compile(r"w|v"), "v"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"ah?$"), ""),
)


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """The name in lower case, without accents, points, hyphens or a leading article."""
    lowered = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    plain = _DROPPED.sub("", "".join(c for c in lowered if not unicodedata.combining(c)))
    words = _GAPS.sub(" ", plain.replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if len(words) > 1:
        words = [_SHORT_FORMS.get(word, word) for word in words]
    return " ".join(words)


def skeleton(of_key: str) -> str:
    """The consonants that transliterations of one name agree on; the Arabic article is left out."""
    bare = _without_articles(of_key)
    for pattern, sound in _SOUNDS:
        bare = pattern.sub(sound, bare)
    return bare


def folded(of_key: str) -> str:
    """The key with the letters alike that transliterations mix up: to judge how near two spellings are."""
    bare = _without_articles(of_key)
    for pattern, sound in _FOLDS:
        bare = pattern.sub(sound, bare)
    return bare


def _without_articles(of_key: str) -> str:
    words = of_key.split()
    if len(words) > 1:
        words = [word for word in words if word not in _ARABIC_ARTICLES] or words
    return "".join(words)


@lru_cache(maxsize=65536)
def hashes(of_key: str) -> tuple[int, int]:
    """32 bits that stand for the skeleton of a key, and 16 for the key itself."""
    exact = blake2b(of_key.encode(), digest_size=2).digest()
    near = blake2b(skeleton(of_key).encode(), digest_size=4).digest()
    return int.from_bytes(near, "little"), int.from_bytes(exact, "little")


def distance(left: str, right: str, most: int) -> int:
    """The edit distance of two short strings, or `most` + 1 when it is greater than `most`."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (one != other))
        if min(row) > most:
            return most + 1
    return row[-1]
