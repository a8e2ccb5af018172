"""Words to the encoder's input: uncased WordPiece ids, and a shape that keeps the case which the pieces lose."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 80  # characters; a longer "word" is a URL or rubbish: its first pieces say enough
MOST_PIECES = 8  # per word, for the same reason
LARGEST_CACHE = 200_000  # words; about 40 MB, more than the vocabulary of a year of one outlet

# Typographic marks that the treebanks hold in their plain form.
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "."})

SHAPES = 12


def shape_of(word: str, first_in_sentence: bool) -> int:
    """A small number for how the word is written; 0 is kept for padding.

    >>> [shape_of(w, False) for w in ("talks", "Iraq", "NATO", "X", "al-Abadi", "2015", "F16", ",")]
    [1, 2, 4, 5, 6, 7, 8, 9]
    >>> shape_of("Iraq", True)
    3
    """
    if word.isalpha():
        if word.islower():
            return 1
        if len(word) == 1:
            return 10 if first_in_sentence else 5
        if word.isupper():
            return 4
        if word[0].isupper() and word[1:].islower():
            return 3 if first_in_sentence else 2
        return 6
    if any(c.isdigit() for c in word):
        return 8 if any(c.isalpha() for c in word) else 7
    if not any(c.isalpha() for c in word):
        return 9
    if word.islower():
        return 1
    return 11 if word.isupper() else 6


class WordPieces:
    """Greedy longest-match WordPiece over an uncased BERT vocabulary, cached per word."""

    def __init__(self, vocabulary: Iterable[str]):
        self.ids = {piece: number for number, piece in enumerate(vocabulary)}
        self.start = self.ids[START]
        self.end = self.ids[END]
        self._unknown = (self.ids[UNKNOWN],)
        self._cache: dict[str, tuple[int, ...]] = {}

    @classmethod
    def open(cls, path: Path) -> WordPieces:
        """The pieces of a `vocab.txt`, one piece a line, the line number its id."""
        return cls(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))

    def encode(self, word: str) -> tuple[int, ...]:
        """The ids of a word's pieces; at least one."""
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) >= LARGEST_CACHE:
                self._cache.clear()
            found = self._cache[word] = self._split(word)
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        pieces: list[int] = []
        for run in _runs(_plain(word[:LONGEST_WORD])):
            pieces.extend(self._split_run(run))
        return tuple(pieces[:MOST_PIECES]) or self._unknown

    def _split_run(self, run: str) -> tuple[int, ...]:
        pieces, start = [], 0
        while start < len(run):
            end = len(run)
            while end > start:
                piece = run[start:end] if start == 0 else "##" + run[start:end]
                if piece in self.ids:
                    pieces.append(self.ids[piece])
                    break
                end -= 1
            else:
                return self._unknown
            start = end
        return tuple(pieces)


def _plain(word: str) -> str:
    """Lower case, without accents, typographic marks made plain (as the encoder was pretrained)."""
    word = word.translate(PLAIN).lower()
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")


def _runs(word: str) -> list[str]:
    """The word cut at punctuation, as BERT's pre-tokeniser does: letters and digits together, marks alone."""
    if word.isalnum():
        return [word]
    runs: list[str] = []
    glued = False
    for character in word:
        if character.isalnum():
            if glued:
                runs[-1] += character
            else:
                runs.append(character)
            glued = True
        else:
            if not character.isspace():
                runs.append(character)
            glued = False
    return runs
