"""Lemmas: an edit script chosen by the model, corrected by a table of known forms and a check against known words."""

from __future__ import annotations

import gzip
from collections.abc import Container, Mapping
from pathlib import Path

KEEP, LOWER = "k", "l"


def make_script(word: str, lemma: str) -> str:
    """The edit that turns a word into its lemma: case rule, letters cut from the end, letters added; or the lemma whole.

    >>> make_script("talks", "talk"), make_script("Cities", "city"), make_script("went", "go"), make_script("Iraq", "Iraq")
    ('l1', 'l3y', '=go', 'k0')
    """
    case = KEEP if word != word.lower() and lemma != lemma.lower() else LOWER
    form = word if case == KEEP else word.lower()
    shared = 0
    while shared < min(len(form), len(lemma)) and form[shared] == lemma[shared]:
        shared += 1
    if shared == 0 or len(form) - shared > 6:
        return "=" + lemma
    return f"{case}{len(form) - shared}{lemma[shared:]}"


def apply_script(word: str, script: str) -> str:
    """The lemma that the script makes of the word; the word itself in lower case where the script does not fit.

    >>> apply_script("Treaties", "l3y"), apply_script("Iraq", "k0"), apply_script("went", "=go")
    ('treaty', 'Iraq', 'go')
    """
    if script.startswith("="):
        return script[1:]
    form = word if script[0] == KEEP else word.lower()
    cut, added = int(script[1]), script[2:]
    if cut >= len(form):
        return form
    return form[: len(form) - cut] + added


# Penn tag -> endings to take off, with what comes in their place, likeliest first.
REGULAR: Mapping[str, tuple[tuple[str, str], ...]] = {
    "VBD": (("ied", "y"), ("ed", ""), ("ed", "e"), ("d", "")),
    "VBN": (("ied", "y"), ("ed", ""), ("ed", "e"), ("d", ""), ("en", ""), ("en", "e"), ("n", "")),
    "VBG": (("ing", ""), ("ing", "e"), ("ying", "ie")),
    "VBZ": (("ies", "y"), ("es", ""), ("s", "")),
    "NNS": (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")),
    "JJR": (("ier", "y"), ("er", ""), ("er", "e")),
    "JJS": (("iest", "y"), ("est", ""), ("est", "e")),
}


def regular_lemma(word: str, xpos: str, known: Container[str]) -> str | None:
    """The lemma by regular inflection, if taking off an ending (and undoubling) leaves a known word.

    >>> regular_lemma("commenced", "VBD", {"commence"}), regular_lemma("barring", "VBG", {"bar"})
    ('commence', 'bar')
    """
    form = word.lower()
    for ending, instead in REGULAR.get(xpos, ()):
        if not form.endswith(ending) or len(form) - len(ending) < 2:
            continue
        stem = form[: len(form) - len(ending)] + instead
        if stem in known:
            return stem
        if not instead and len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in known:
            return stem[:-1]
    return None


# Nouns on whose lemma treebanks disagree, or that they keep in the plural although there is a singular; patterns ask for these.
DECIDED_NOUNS: Mapping[str, str] = {"troops": "troop", "supplies": "supply", "people": "people"}


class Lemmatiser:
    """Word, tag and the model's script to a lemma.

    `table` holds lemmas of (lower-cased form, Penn tag) seen in training or irregular; `known` are words that may be
    lemmas. A script's result that is no known word gives way to a regular inflection that is.
    """

    def __init__(self, table: Mapping[tuple[str, str], str], known: Container[str]):
        self._table = table
        self._known = known
        self._cache: dict[tuple[str, str, str], str] = {}

    @classmethod
    def open(cls, path: Path) -> Lemmatiser:
        """From a gzipped file of `form, Penn tag, lemma` lines; lines without tag and lemma are known words."""
        table: dict[tuple[str, str], str] = {}
        known: set[str] = set()
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                form, xpos, lemma = line.rstrip("\n").split("\t")
                if xpos:
                    table[form, xpos] = lemma
                else:
                    known.add(form)
        return cls(table, known)

    def lemma(self, word: str, xpos: str, script: str) -> str:
        """The lemma; proper nouns keep their case."""
        key = (word, xpos, script)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) > 200_000:
                self._cache.clear()
            found = self._cache[key] = self._decide(word, xpos, script)
        return found

    def _decide(self, word: str, xpos: str, script: str) -> str:
        if xpos == "NNS" and word.lower() in DECIDED_NOUNS:
            return DECIDED_NOUNS[word.lower()]
        in_table = self._table.get((word.lower(), xpos))
        if in_table is not None:
            return in_table
        made = apply_script(word, script)
        if xpos in REGULAR and made not in self._known:
            return regular_lemma(word, xpos, self._known) or made
        return made
