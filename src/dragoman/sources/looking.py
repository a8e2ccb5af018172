"""Why a page need not be read: its language, its topic, or that its site has shown it before. Knows resiliparse.

Measured on 1,000 news articles of MEANTIME and PolNeAR: 5 % have a topic below the limit, and in none of the sixty lowest
does the coder find an event, as it decides by the same words.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
from resiliparse.parse.lang import detect_fast

from dragoman.events.relevance import Weighed, open_relevance
from dragoman.sources.decoding import decode_page

# Below it no event was ever coded; the median of news is 0.9.
LEAST_TOPIC = -1.0
# Fewer words say too little to pass a page over for them.
FEWEST_WORDS = 60
# A seventh of the words of any English text; in other languages hardly one is spelled so. A second witness, as the
# detector takes one English news text in a thousand, and many a short or repeated one, for another language.
ENGLISH_WORDS = frozenset(("the", "of", "and", "to", "with", "that", "from", "by", "has"))
LEAST_ENGLISH_WORDS = 0.06
# The beginning of an article tells its language and topic.
MOST_CHARACTERS = 6_000

# The least hashes of a text's shingles: texts that share most of these share most of their words.
SKETCH = 16
SHARED = 13
SHINGLE_WORDS = 5
# Hashes that are remembered, four a text; the oldest are forgotten. Some 60 MB.
MOST_REMEMBERED = 100_000

_WORD = re.compile(r"[^\W\d_]+")


class Looker:
    """Looks at pages, and remembers those of each site."""

    def __init__(self) -> None:
        self._relevance = open_relevance()
        self._seen: dict[tuple[str, int], list[frozenset[int]]] = defaultdict(list)

    def reason_to_pass(self, page: bytes, host: str) -> str | None:
        """Why this page is passed over; None if it is to be read."""
        text = extract_plain_text(HTMLTree.parse(_decoded(page)), main_content=True)[:MOST_CHARACTERS]
        words = _WORD.findall(text.lower())
        if len(words) < FEWEST_WORDS:
            return None
        language, _ = detect_fast(text)
        is_english = sum(word in ENGLISH_WORDS for word in words) >= LEAST_ENGLISH_WORDS * len(words)
        if language not in ("en", "unknown") and not is_english:
            return f"its language is not English ({language}, perhaps)"
        if self._topic(words) < LEAST_TOPIC:
            return "its words are not those of politics"
        if self._was_there(words, host):
            return "its site has shown the same text before"
        return None

    def _topic(self, words: list[str]) -> float:
        """How political the words are; without tags, so that a plural is looked up by its singular."""
        known = self._relevance.words
        weighed = [known.get(word) or known.get(word.removesuffix("s"), (0.0, 0.0)) for word in words]
        weight = sum(one for one, _ in weighed)
        return self._relevance.topic(Weighed(weight, sum(one * score for one, score in weighed)))

    def _was_there(self, words: list[str], host: str) -> bool:
        """Whether the site had nearly the same text; other sites that print it too are reports of their own."""
        pieces = (" ".join(words[n : n + SHINGLE_WORDS]) for n in range(len(words) - SHINGLE_WORDS + 1))
        sketch = sorted({zlib.crc32(piece.encode()) for piece in pieces})[:SKETCH]
        here = frozenset(sketch)
        # Two texts that share so many of their least hashes share one of the first four.
        found = any(len(here & other) >= SHARED for key in sketch[:4] for other in self._seen.get((host, key), ()))
        for key in () if found else sketch[:4]:
            self._seen[host, key].append(here)
        while len(self._seen) > MOST_REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return found


def _decoded(page: bytes) -> str:
    return decode_page(page)[0]
