"""Words to table rows: every alias of every table in one index, matched longest first over words.

Both sides are folded alike (accents, case, hyphens, apostrophes, the Arabic article, common transliterations), so that
"Deir al-Zor", "Deir Al Zor" and the tokens "Deir", "al", "-", "Zor" are one key. What folding loses, an alias keeps as
its shape: "IS" is only met by capitals, "Polish" only by a capital letter.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from dragoman.actors import tables

ANY, CAPITAL, CAPITALS, TITLE, AFTER_THE, AFTER_AL = 0, 1, 2, 3, 4, 5
_ONE_SHAPE = tuple((shape,) for shape in range(6))
ARTICLES = {"al", "el", "ul", "the"}
ARABIC_ARTICLES = ("al-", "el-", "al ", "el ")
MOST_WORDS = 50_000  # Single words whose entries are remembered; some 10 MB.

SPELLINGS = {
    variant: usual
    for usual, variants in {
        "mohammed": "muhammad mohamed mohammad muhammed mohamad mohamud mahommed",
        "hussein": "hussain husayn husain hossein hosein hussien",
        "abdullah": "abdallah abdulla abdellah",
        "ahmed": "ahmad ahmet",
        "yusuf": "yousef youssef yousuf yusef",
        "omar": "umar omer",
        "ali": "aly",
        "ibrahim": "ebrahim",
        "khalid": "khaled",
        "sayyid": "sayed sayyed seyyed syed seyed",
        "abdul": "abd abdel abdal",
        "hasan": "hassan",
        "saleh": "salih",
        "suleiman": "sulaiman soleiman suleyman",
        "sergei": "sergey serguei",
        "yevgeny": "evgeny yevgeni evgeni yevgeniy",
        "vladimir": "volodymyr",
        "alexander": "aleksandr alexandr aleksander oleksandr",
        "dmitry": "dmitri dmitriy dmytro",
        "defense": "defence",
        "organization": "organisation",
        "labor": "labour",
        "center": "centre",
        "program": "programme",
        "shiite": "shia",
        "adviser": "advisor",
        "armored": "armoured",
        "mobilization": "mobilisation",
        "kerbala": "karbala",
        "saint": "st",
        "protester": "protestor",
        "protesters": "protestors",
        "yeltsin": "eltsin",
        "rafsanjani": "rafsandjani",
        "haniyeh": "haniya haniyah",
        "erdogan": "erdoghan",
        "lukashenko": "lukashenka",
        "yanukovych": "yanukovich",
        "zelensky": "zelenskyy zelenskiy zelenskyi",
        "gaddafi": "qaddafi gadhafi kadhafi qadhafi",
        "mashaal": "meshaal mashal meshal",
        "sarraj": "serraj",
        "jolani": "julani golani joulani",
    }.items()
    for variant in variants.split()
}

# Where the press calls people by their first name.
BY_GIVEN_NAME = frozenset(("ETH", "ERI", "THA"))
# Where the family name comes first and is shared by too many to name anybody alone; the tables spell out who is.
FAMILY_FIRST = frozenset(("CHN", "KOR", "PRK"))
HEADS_OF_STATE = frozenset(
    ("president", "prime minister", "premier", "supreme leader")
)  # whose family name stands alone
_PIECES = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as the resolver needs it. `kind` is one of country, demonym, people, capital, city, seat, body, person,
    role, community, nobody; `detail` is a role's kind or a person's office. Days are ordinals, 0 is open.
    """

    kind: str
    country: str | None
    sectors: tuple[str, ...]
    name: str
    id: str | None = None
    first_day: int = 0
    end_day: int = 0
    detail: str = ""
    needs: str = ""
    own: str = ""

    def holds_on(self, day: int | None) -> bool:
        """Whether the row is valid on the day; without a day, whether it has no end."""
        if day is None:
            return not self.end_day
        return self.first_day <= day and (not self.end_day or day < self.end_day)


class Unit(NamedTuple):
    """Words `[first, last)` that one alias covers, with all rows that have it; no rows for a word of its own.

    One is made for nearly every word of every text, and a named tuple is made three times as fast as a dataclass.
    """

    first: int
    last: int
    text: str
    entries: tuple[Entry, ...]

    def of_kind(self, *kinds: str) -> Entry | None:
        """The first row of one of the kinds, in the order in which they are named."""
        for kind in kinds:
            for entry in self.entries:
                if entry.kind == kind:
                    return entry
        return None


@lru_cache(maxsize=65536)
def fold(word: str) -> tuple[str, ...]:
    """The pieces of a word that keys are made of; none for punctuation and articles.

    >>> fold("Sana'a"), fold("U.S."), fold("Al-Qa'ida")
    (('sana', 'a'), ('us',), ('qa', 'ida'))
    """
    plain = word.lower()
    if not word.isascii():
        plain = plain.replace("’", "'").replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("đ", "d")
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    pieces = _PIECES.findall(plain.replace(".", ""))
    return tuple(SPELLINGS.get(piece, piece) for piece in pieces if piece not in ARTICLES)


def shape_of(alias: str) -> int:
    """What a text must show to mean this alias: capitals for a short acronym, a capital for a name, else nothing.

    One word after "The" ("The Hill", "The Australian") is met by the same only, not by the bare word.
    """
    if alias.startswith("The ") and alias.count(" ") == 1:
        return AFTER_THE
    letters = [c for c in alias if c.isalpha()]
    if len(letters) <= 5 and letters and all(c.isupper() for c in letters):
        return CAPITALS
    return CAPITAL if any(c.isupper() for c in alias) else ANY


def singulars(word: str) -> Iterable[str]:
    """Forms of which the word may be the plural."""
    if word.endswith("men"):
        yield word[:-3] + "man"
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]


class Lexicon:
    """All aliases in one index; `units` cuts words into the longest known ones."""

    def __init__(self) -> None:
        # Nine aliases of ten mean one row. It is kept without a list around it: what holds no other object is no burden
        # to the garbage collector, which would else walk all the tables now and then.
        self._rows: dict[str, Entry | list[Entry]] = {}
        self._shapes: dict[str, tuple[int, ...]] = {}  # what a text must show, for each of an alias's rows
        self._reach: dict[str, int] = {}  # first piece: the most pieces of an alias that begins with it
        self._seconds: dict[str, set[str]] = {}  # first piece: how the pieces that follow it begin
        self._articled: set[str] = set()  # first pieces of aliases that need their article
        self._reach_of_pairs: dict[str, int] = {}  # the same for the first two pieces of longer aliases
        self._words: dict[tuple[str, bool, int], tuple[Entry, ...]] = {}  # single words looked up before
        self._lone: dict[str, tuple[Entry, ...]] = {}  # the same, of words with which no longer alias begins

    def add(self, alias: str, entry: Entry, *, shape: int | None = None) -> None:
        """Enters one alias of a row."""
        pieces = fold(alias) if " " not in alias and "-" not in alias else self._fold_all(alias)
        if not pieces:
            return
        key = " ".join(pieces)
        held = self._rows.get(key)
        shown = shape_of(alias) if shape is None else shape
        if shown >= AFTER_THE:
            self._articled.add(pieces[0])
        if held is None:
            self._rows[key], self._shapes[key] = entry, _ONE_SHAPE[shown]
            if len(pieces) > 1:
                self._stretch(pieces)
        elif (shown, entry) not in self._held(key):
            self._rows[key] = [*held, entry] if isinstance(held, list) else [held, entry]
            self._shapes[key] = (*self._shapes[key], shown)

    def _held(self, key: str) -> Sequence[tuple[int, Entry]]:
        """The rows of an alias, each with what a text must show to mean it."""
        held = self._rows.get(key)
        if held is None:
            return ()
        return tuple(zip(self._shapes[key], held if isinstance(held, list) else (held,), strict=True))

    def _stretch(self, pieces: tuple[str, ...]) -> None:
        """Notes how far an alias reaches, so that units looks no farther than there is something to find."""
        if len(pieces) > self._reach.get(pieces[0], 0):
            self._reach[pieces[0]] = len(pieces)
        begins = self._seconds.get(pieces[0])
        if begins is None:
            begins = self._seconds[pieces[0]] = set()
        begins.add(pieces[1][:2])
        if len(pieces) > 2:
            pair = f"{pieces[0]} {pieces[1]}"
            if len(pieces) > self._reach_of_pairs.get(pair, 0):
                self._reach_of_pairs[pair] = len(pieces)

    def add_first(self, alias: str, entry: Entry, *, shape: int | None = None) -> None:
        """Enters one alias before the rows that are there: the user's file comes first."""
        self._forget()
        self.add(alias, entry, shape=shape)
        key = " ".join(self._fold_all(alias))
        ordered = sorted(self._held(key), key=lambda item: item[1] is not entry)
        if len(ordered) > 1:
            self._rows[key] = [row for _, row in ordered]
            self._shapes[key] = tuple(shown for shown, _ in ordered)

    def _forget(self) -> None:
        self._words.clear()
        self._lone.clear()

    @staticmethod
    def _fold_all(alias: str) -> tuple[str, ...]:
        return tuple(piece for word in alias.replace("-", " ").split() for piece in fold(word))

    def hide(self, alias: str) -> bool:
        """Takes an alias out; False when no row has it."""
        self._forget()
        return self._rows.pop(" ".join(self._fold_all(alias)), None) is not None

    def rows_of(self, alias: str) -> list[Entry]:
        """The rows that have exactly this alias."""
        return [entry for _, entry in self._held(" ".join(self._fold_all(alias)))]

    def units(self, words: Sequence[str], *, lenient: bool = False) -> list[Unit]:
        """The words as units, left to right, the longest alias at each; `lenient` forgives lower case for names."""
        pieces: list[str] = []
        owner: list[int] = []
        begins: list[int] = []  # where the pieces of each word begin
        for index, word in enumerate(words):
            own = fold(word)
            begins.append(len(pieces))
            if len(own) == 1:
                pieces.append(own[0])
                owner.append(index)
            elif own:
                pieces += own
                owner += [index] * len(own)
        begins.append(len(pieces))
        found: list[Unit] = []
        lone = {} if lenient else self._lone
        word_at, last = 0, len(words)
        while word_at < last:
            word = words[word_at]
            if word in lone:
                found.append(Unit(word_at, word_at + 1, word, lone[word]))
                word_at += 1
                continue
            begin, count = begins[word_at], begins[word_at + 1] - begins[word_at]
            unit = None
            if count == 1:
                begins_alias = pieces[begin] in self._seconds
                if not begins_alias or not self._may_go_on(pieces, begin):
                    entries = self._entries_of_word(words, word_at, pieces[begin : begin + 1], lenient)
                    if not begins_alias and pieces[begin] not in self._articled and len(lone) < MOST_WORDS:
                        lone[word] = entries
                    found.append(Unit(word_at, word_at + 1, word, entries))
                    word_at += 1
                    continue
            if count:
                unit = self._longest(words, pieces, owner, begin, lenient)
            elif len(lone) < MOST_WORDS:
                lone[word] = ()
            if unit is None:
                unit = Unit(word_at, word_at + 1, words[word_at], ())
            elif unit.last - word_at == 2 and unit.entries[0].kind == "role" and begins[word_at + 2] - begin == 2:
                unit = self._before_longer(words, pieces, owner, begin, lenient) or unit
            found.append(unit)
            word_at = unit.last
        return found

    def _may_go_on(self, pieces: list[str], at: int) -> bool:
        """Whether an alias of several pieces can begin here, told by the first two letters of the next piece."""
        begins = self._seconds.get(pieces[at])
        if begins is None or at + 1 >= len(pieces):
            return False
        following = pieces[at + 1]
        return following[:2] in begins or (len(following) < 4 and following[0] in begins)

    def _before_longer(
        self, words: Sequence[str], pieces: list[str], owner: list[int], at: int, lenient: bool
    ) -> Unit | None:
        """The first word alone where a longer role begins with the second: "deputy | chief of staff"."""
        later = self._longest(words, pieces, owner, at + 1, lenient)
        if later is None or later.last - later.first < 3 or later.entries[0].kind != "role":
            return None
        start = owner[at]
        entries = self._entries_of_word(words, start, pieces[at : at + 1], lenient)
        return Unit(start, start + 1, words[start], entries)

    def _longest(
        self, words: Sequence[str], pieces: list[str], owner: list[int], at: int, lenient: bool
    ) -> Unit | None:
        first = pieces[at]
        longest = min(self._reach.get(first, 1), len(pieces) - at) if self._may_go_on(pieces, at) else 1
        if longest > 2:
            longest = min(self._reach_of_pairs.get(f"{first} {pieces[at + 1]}", 2), longest)
        start = owner[at]
        after = _article_before(words, start) if first in self._articled else ANY
        for length in range(longest, 0, -1):
            end = at + length
            if end < len(pieces) and owner[end] == owner[end - 1]:
                continue
            last = owner[end - 1] + 1
            if last == start + 1:
                entries = self._entries_of_word(words, start, pieces[at:end], lenient)
                if entries:
                    return Unit(start, last, words[start], entries)
            elif entries := self._entries(pieces[at:end], words[start:last], lenient, after):
                return Unit(start, last, " ".join(words[start:last]), entries)
        return None

    def _entries_of_word(self, words: Sequence[str], start: int, pieces: list[str], lenient: bool) -> tuple[Entry, ...]:
        """The entries of a single word, remembered: a few thousand words make up most of the news."""
        word = words[start]
        after = _article_before(words, start) if pieces[0] in self._articled else ANY
        key = (word, lenient, after)
        entries = self._words.get(key)
        if entries is None:
            if len(self._words) >= MOST_WORDS:
                self._words.clear()
            entries = self._words[key] = self._entries(pieces, (word,), lenient, after)
        return entries

    def _entries(self, pieces: list[str], spelled: Sequence[str], lenient: bool, after: int) -> tuple[Entry, ...]:
        rows = self._held(" ".join(pieces))
        entries = tuple(e for shape, e in rows if _shows(spelled, shape) and (shape < AFTER_THE or shape == after))
        if not entries and rows and lenient:
            entries = tuple(e for shape, e in rows if shape != CAPITALS and e.detail != "media")
        if entries:
            return entries
        head = " ".join(pieces[:-1])
        for form in singulars(pieces[-1]):
            rows = self._held(f"{head} {form}" if head else form)
            if rows:
                kinds = ("role", "demonym", "nobody", "community")
                entries = tuple(e for shape, e in rows if e.kind in kinds and (lenient or _shows(spelled, shape)))
                if entries:
                    return entries
        return ()


def _article_before(words: Sequence[str], start: int) -> int:
    """The shape that the article before a word allows; a word that is the whole text may have lost its "The"."""
    if words[start][:3].lower() in ARABIC_ARTICLES:
        return AFTER_AL
    if not start:
        return AFTER_THE if len(words) == 1 else ANY
    before = words[start - 1]
    if before in ("the", "The"):
        return AFTER_THE
    if before == "-" and start > 1:
        before = words[start - 2]
    return AFTER_AL if before in ("al", "el", "Al", "El") else ANY


def _shows(spelled: Sequence[str], shape: int) -> bool:
    if shape == ANY:
        return True
    letters = [c for word in spelled for c in word if c.isalpha()]
    if shape == CAPITALS:
        return sum(c.isupper() for c in letters) >= len(letters) - (1 if len(letters) > 3 else 0)
    if shape == TITLE:
        return not any(word.islower() and len(word) > 3 for word in spelled)
    return any(word[:1].isupper() or word[1:2].isupper() for word in spelled)


def read_lexicon() -> Lexicon:
    """The index of all tables that ship."""
    # Thousands of small records are made and none is dropped: the collector would only walk them again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _read_tables()
    finally:
        if collecting:
            gc.enable()


def _read_tables() -> Lexicon:
    lexicon = Lexicon()
    _add_states(lexicon)
    _add_places(lexicon)
    for table in ("organisations", "media", "groups"):
        _add_bodies(lexicon, table)
    for names, country, sectors in tables.rows("communities"):
        aliases = names.split("|")
        entry = Entry("community", country or None, _split(sectors), aliases[0])
        for alias in aliases:
            lexicon.add(alias, entry)
    for phrase, sector, kind in tables.rows("roles"):
        lexicon.add(phrase, Entry("role", None, _split(sector), phrase, detail=kind), shape=ANY)
    for phrase, kind in tables.rows("nobody"):
        lexicon.add(phrase, Entry("nobody", None, (), phrase, detail=kind), shape=ANY)
    _add_holders(lexicon)
    return lexicon


@cache
def _split(sectors: str) -> tuple[str, ...]:
    return tuple(sectors.split(".")) if sectors else ()


def _add_states(lexicon: Lexicon) -> None:
    for state in tables.countries():
        days = (state.first_day, state.end_day)
        # Successor states keep the press's names; a past state answers for its own name at any date.
        entry = Entry("country", state.iso3, (), state.name, state.iso3.lower(), *days)
        adjective = Entry("demonym", state.iso3, (), state.name, state.iso3.lower(), *days)
        people = Entry("people", state.iso3, ("CVL",), state.name, state.iso3.lower(), *days)
        capital = Entry("capital", state.iso3, ("GOV",), state.name, state.iso3.lower(), *days)
        for aliases, row in (
            (state.names, entry),
            (state.adjectives, adjective),
            (state.people, people),
            (state.capitals, capital),
        ):
            for alias in aliases:
                lexicon.add(alias, row)
    for part in tables.territories():
        code = part.code.lower()
        entry = Entry("country", part.state, part.sectors, part.name, code, own=part.code)
        adjective = Entry("demonym", part.state, part.sectors, part.name, code, own=part.code)
        capital = Entry("capital", part.state, ("GOV", *part.sectors), part.name, code, own=part.code)
        for name in part.names:
            lexicon.add(name, entry)
        for name in part.adjectives:
            lexicon.add(name, adjective)
        for name in tables.alternatives(part.capital):
            lexicon.add(name, capital)


def _add_places(lexicon: Lexicon) -> None:
    for names, country, sectors, _, _, first, end in tables.rows("seats"):
        aliases = names.split("|")
        entry = Entry(
            "seat",
            country,
            _split(sectors),
            aliases[0],
            f"seat.{aliases[0].lower()}",
            tables.day(first),
            tables.day(end),
        )
        for alias in aliases:
            lexicon.add(alias, entry)
    for country, names in tables.rows("cities"):
        for alias in names.split("|"):
            lexicon.add(alias, Entry("city", country, (), alias))


def _add_bodies(lexicon: Lexicon, table: str) -> None:
    for id_, country, sectors, names, first, end, needs in tables.rows(table):
        aliases = names.split("|")
        entry = Entry(
            "body", country or None, _split(sectors), aliases[0], id_, tables.day(first), tables.day(end), table, needs
        )
        for alias in aliases:
            lexicon.add(alias, entry, shape=_outlet_shape(alias) if table == "media" else None)


def _outlet_shape(alias: str) -> int | None:
    """What a text must show to mean an outlet: "Iraqi news" is not Iraqi News, nor is Riyadh the newspaper Al-Riyadh."""
    if " " not in alias[3:] and alias[:3].lower() in ARABIC_ARTICLES:
        return AFTER_AL
    words = [word for word in alias.split() if len(word) > 3]
    return TITLE if len(words) > 1 and all(word[0].isupper() for word in words) else None


def surname_of(name: str) -> str:
    """The part of a full name that stands alone in later mentions.

    >>> surname_of("Ursula von der Leyen"), surname_of("Ferdinand Marcos Jr."), surname_of("George Tupou V")
    ('von der Leyen', 'Marcos', 'Tupou')
    """
    words = name.split()
    while len(words) > 1 and (words[-1].strip(".").lower() in ("jr", "sr") or not words[-1].strip("IVX")):
        words.pop()
    for index, word in enumerate(words[1:], start=1):
        if word.lower() in {"von", "van", "de", "da", "dos", "bin", "ben", "ould", "du", "di", "del", "la", "le"}:
            return " ".join(words[index:])
    return words[-1]


def short_names(name: str, country: str, office: str = "") -> Iterable[str]:
    """What stands alone for a person: the surname, the last two of several names, the given name where that is usual.

    >>> list(short_names("Anders Fogh Rasmussen", "DNK"))
    ['Rasmussen', 'Fogh Rasmussen']
    >>> list(short_names("Yingluck Shinawatra", "THA"))
    ['Shinawatra', 'Yingluck']
    """
    if country in FAMILY_FIRST:
        if office in HEADS_OF_STATE:
            yield name.split()[0]
        return
    yield surname_of(name)
    words = name.split()
    if len(words) > 2 and len(words[-2]) > 2 and words[-1][:1].isupper():
        yield " ".join(words[-2:])
        if words[1].lower() == "de":  # "Carlos Salinas de Gortari" has it in the third place
            return
    if len(words) > 3 and words[-2].lower() == "de":
        yield words[-3]
    if country in BY_GIVEN_NAME:
        yield words[0]


def _add_holders(lexicon: Lexicon) -> None:
    not_alone = {word for word, _ in tables.rows("not_alone")}
    for id_, country, sectors, office, names, first, end in tables.rows("holders"):
        aliases = names.split("|")
        entry = Entry(
            "person", country or None, _split(sectors), aliases[0], id_, tables.day(first), tables.day(end), office
        )
        for alias in aliases:
            lexicon.add(alias, entry, shape=CAPITAL)
        for short in short_names(aliases[0], country, office):
            if not all(word.removeprefix("al-") in not_alone for word in short.lower().split()):
                lexicon.add(short, entry, shape=CAPITAL)
