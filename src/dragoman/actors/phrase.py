"""A noun phrase as parts that can be coded: core words, possessor, prepositional complements, appositions.

Made either from a dependency tree or, where there is no reader, from the words alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dragoman.actors.lexicon import Unit

PREPOSITIONS = frozenset(
    [
        "of",
        "in",
        "from",
        "for",
        "to",
        "at",
        "by",
        "with",
        "on",
        "near",
        "against",
        "inside",
        "outside",
        "around",
        "across",
        "over",
        "under",
        "between",
        "among",
        "within",
        "about",
        "into",
        "toward",
        "towards",
        "through",
        "along",
        "throughout",
        "after",
        "before",
        "during",
        "behind",
        "without",
        "despite",
        "amid",
    ]
)
CLAUSE = frozenset(
    [
        "who",
        "which",
        "that",
        "whose",
        "whom",
        "where",
        "when",
        "wearing",
        "carrying",
        "fighting",
        "loyal",
        "allied",
        "linked",
        "accused",
        "suspected",
        "including",
        "based",
        "armed",
        "living",
        "working",
        "operating",
        "trying",
        "seeking",
        "demanding",
        "protesting",
        "calling",
        "aligned",
        "supporting",
        "opposed",
        "responsible",
        "serving",
        "led",
        "backed",
        "supported",
        "trained",
        "following",
        "known",
        "calling",
        "holding",
    ]
)
ALLEGIANCE = frozenset((("loyal", "to"), ("led", "by"), ("allied", "to"), ("allied", "with"), ("aligned", "with")))
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_WORD = re.compile(r"(?:[A-Za-z]\.){2,}\d?|['’]s\b|[^\W_]+(?:['’](?!s\b)[^\W_]+)*|[^\s\w]")


class Reading(NamedTuple):
    """One actor as read: codes, where they come from, and what later mentions may refer back to.

    Several are made for every phrase that means somebody, most of them as variants of another one; a named tuple is
    made three times as fast as a dataclass.
    """

    country: str | None
    sectors: tuple[str, ...]
    name: str
    id: str | None
    confidence: float
    why: str
    kind: str
    role: str = ""

    @property
    def code(self) -> str:
        """Country then sectors, joined by dots."""
        return ".".join(filter(None, (self.country, *self.sectors)))


@dataclass(frozen=True, slots=True)
class Noun:
    """The parts of one noun phrase. `units` are its core, modifiers and head together, in text order.

    `known` are the actors of a phrase that is settled already, such as a pronoun's.
    """

    units: tuple[Unit, ...]
    possessor: tuple[Noun, ...] = ()
    complements: tuple[tuple[str, tuple[Noun, ...]], ...] = ()
    appositions: tuple[Noun, ...] = ()
    definite: bool = False
    known: tuple[Reading, ...] = ()


def words_of(text: str) -> list[str]:
    """The words and marks of a phrase, possessives split off as in Universal Dependencies.

    >>> words_of("Iran's U.S. envoy, Lt. Gen. al-Asadi")
    ['Iran', "'s", 'U.S.', 'envoy', ',', 'Lt', '.', 'Gen', '.', 'al', '-', 'Asadi']
    """
    return _WORD.findall(text)


def spoken_name(text: str) -> str:
    """A phrase of the text as a name: without its article, on one line.

    >>> spoken_name("the Iraqi  army")
    'Iraqi army'
    """
    words = text.split()
    return " ".join(words[1:] if len(words) > 1 and words[0].lower() in ("the", "a", "an") else words)


def read_phrases(words: Sequence[str], cut: Callable[[Sequence[str]], list[Unit]]) -> list[Noun]:
    """The noun phrases that the words coordinate, read without a parser."""
    units = [u for u in cut(words) if not (u.text == "." and not u.entries)]
    return _Shallow(units).phrases()


class _Shallow:
    """Reads units left to right: cuts clauses off, then parts at commas and "and", prepositions, possessives."""

    def __init__(self, units: list[Unit]):
        self.units = self._main_part(units)

    @staticmethod
    def _main_part(units: list[Unit]) -> list[Unit]:
        """The units before the first clause; "loyal to" and "led by" stay, as a kind of "of"."""
        kept: list[Unit] = []
        for index, unit in enumerate(units):
            following = units[index + 1].text.lower() if index + 1 < len(units) else ""
            if unit.entries or unit.text.lower() not in CLAUSE or following == "-" or not _has_noun(kept):
                kept.append(unit)
            elif (unit.text.lower(), following) in ALLEGIANCE:
                kept.append(Unit(unit.first, unit.last, "of", ()))
                units[index + 1] = Unit(unit.last, unit.last + 1, "the", ())
            else:
                break
        return kept

    def phrases(self) -> list[Noun]:
        segments, marks = self._segments()
        nouns: list[Noun] = []
        listed = "and" in marks
        carried: list[Unit] = []
        for index, segment in enumerate(segments):
            if not segment:
                continue
            mark = marks[index - 1] if index else ""
            if mark == "," and nouns and (not listed or _is_introduction(segment)):
                nouns[-1] = _with_apposition(nouns[-1], self._noun(segment))
                continue
            if _only_demonyms(segment) and index < len(segments) - 1 and marks[index] in ("and", ",") and listed:
                carried.append(segment[-1])
                continue
            noun = self._noun(segment)
            if carried:
                noun = Noun((*carried, *noun.units), noun.possessor, noun.complements, noun.appositions, noun.definite)
                carried = []
            nouns.append(noun)
        nouns.extend(self._noun([unit]) for unit in carried)
        return _share_parts(nouns)

    def _segments(self) -> tuple[list[list[Unit]], list[str]]:
        segments: list[list[Unit]] = [[]]
        marks: list[str] = []
        for unit in self.units:
            text = unit.text.lower()
            if not unit.entries and text in ("and", "&", "or", ",", ";", "(", ")", "/"):
                mark = "and" if text in ("and", "&", "or", "/") else ","
                if segments[-1]:
                    segments.append([])
                    marks.append(mark)
                elif marks and mark == "and":
                    marks[-1] = "and"
                continue
            segments[-1].append(unit)
        return segments, marks

    def _noun(self, units: list[Unit]) -> Noun:
        for index, unit in enumerate(units):
            if index and not unit.entries and unit.text.lower() in PREPOSITIONS:
                rest = units[index + 1 :]
                core = self._core(units[:index])
                if not rest:
                    return core
                inner = self._noun(rest)
                return Noun(core.units, core.possessor, ((unit.text.lower(), (inner,)),), (), core.definite)
        return self._core(units)

    def _core(self, units: list[Unit]) -> Noun:
        for index in range(len(units) - 1, 0, -1):
            if not units[index].entries and units[index].text in POSSESSIVE and index < len(units) - 1:
                return Noun(tuple(units[index + 1 :]), (self._core(units[:index]),), definite=True)
        kept = [u for u in units if u.text not in POSSESSIVE]
        definite = bool(kept) and kept[0].text.lower() in ("the", "this", "that", "these", "those")
        return Noun(tuple(kept), definite=definite)


def _has_noun(units: list[Unit]) -> bool:
    """Whether the last unit can be the head of a phrase, so that a participle after it opens a clause."""
    if not units or units[-1].text == "-":
        return False
    last = units[-1]
    if last.entries:
        return last.of_kind("role", "body", "person", "country", "people", "community", "seat", "capital") is not None
    return last.text.lower() not in ("the", "a", "an", "some", "of", "and", ",", "'s") and not last.text.isdigit()


def _is_introduction(segment: list[Unit]) -> bool:
    return segment[0].text.lower() in ("a", "an") or (
        segment[0].text.lower() == "the" and any(u.of_kind("role") for u in segment[1:2])
    )


def _only_demonyms(segment: list[Unit]) -> bool:
    """Whether a segment is an adjective that waits for its head: "Russian" in "Russian and Syrian jets", not "Serbs"."""
    return all(_is_adjective(u) or u.text.lower() in ("the", "both") for u in segment) and any(
        u.entries for u in segment
    )


def _is_adjective(unit: Unit) -> bool:
    return unit.of_kind("demonym") is not None and (not unit.text.endswith("s") or unit.text.endswith("ss"))


def _with_apposition(noun: Noun, added: Noun) -> Noun:
    return Noun(noun.units, noun.possessor, noun.complements, (*noun.appositions, added), noun.definite)


def _share_parts(nouns: list[Noun]) -> list[Noun]:
    """Lets conjuncts share what only one of them says: "diplomats from Poland, Germany and Sweden"."""
    if len(nouns) < 2:
        return nouns
    first = nouns[0]
    if first.complements and all(_is_place(n) for n in nouns[1:]):
        preposition, inner = first.complements[-1]
        if all(_is_place(n) for n in inner):
            joined = (*first.complements[:-1], (preposition, (*inner, *nouns[1:])))
            return [Noun(first.units, first.possessor, joined, first.appositions, first.definite)]
    return nouns


def _is_place(noun: Noun) -> bool:
    return bool(noun.units) and all(
        u.of_kind("country", "capital", "city") or u.text.lower() == "the" for u in noun.units
    )
