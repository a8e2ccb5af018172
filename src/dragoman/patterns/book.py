"""The book of patterns: knowledge files read, checked, and compiled to one compact file that loads fast.

The format is described in docs/patterns.md. Examples stay in the TOML files; the compiled book holds what matching
needs.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman import ontology
from dragoman.errors import KnowledgeError

KNOWLEDGE = Path(__file__).parent / "knowledge"
COMPILED = Path(__file__).parent.parent / "data" / "patterns.json"
# Part of the hash of the sources: raise it when the layout of the compiled file changes.
LAYOUT = 3

# Files beside the patterns that are not patterns.
WORD_CLASSES = ("classes.toml", "grammar.toml")
LEXICONS = ("noise.toml", "contexts.toml", "words_not_force.toml", "learned.toml")
_FIELDS = frozenset(
    [
        "verbs",
        "nouns",
        "adjectives",
        "light",
        "only_light",
        "actor",
        "recipient",
        "mode",
        "contexts",
        "needs",
        "bars",
        "type",
        "requires_actor",
        "consumes",
        "name",
        "yes",
        "no",
        "about",
    ]
)
_DEFAULTS = ("actor", "recipient", "contexts", "light")
_EXPECTED = frozenset(("text", "actor", "recipient", "type", "mode", "contexts"))
_REFUSED = frozenset(("text", "why", "instead"))
_TYPE_ENTRY = re.compile(r"[A-Z]+(\.[a-z-]+)?")

Slots = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of `needs` or `bars`: in one of the slots one of the entries must stand."""

    slots: Slots
    entries: tuple[str, ...]

    def __str__(self) -> str:
        shown = ", ".join(self.entries[:4]) + (", ..." if len(self.entries) > 4 else "")
        return f"{'|'.join(self.slots)} = [{shown}]"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One piece of knowledge: words that say an event type, and where its arguments stand.

    `name` is `file/name` and unique. `consumes` is None for the default: what satisfied a need is consumed.
    """

    name: str
    type: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    light: tuple[str, ...] = ("@light",)
    only_light: bool = False
    actor: Slots = ("subject",)
    recipient: Slots = ()
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    needs: tuple[Condition, ...] = ()
    bars: tuple[Condition, ...] = ()
    requires_actor: bool = True
    consumes: Slots | None = None

    @property
    def is_symmetric(self) -> bool:
        """Whether all parties are actors and nobody is a recipient."""
        return "parties" in self.actor


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that a pattern must code (`expected` says as what), or must not (`expected` is None)."""

    pattern: str
    type: str
    text: str
    expected: Mapping[str, Any] | None = None
    why: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """All patterns and the word classes that they name."""

    patterns: tuple[Pattern, ...]
    classes: Mapping[str, frozenset[str]]


def open_book(folder: Path = KNOWLEDGE, compiled: Path = COMPILED) -> Book:
    """The patterns, from the compiled file when it fits its sources, else from the sources (and compiled anew)."""
    if not folder.is_dir():
        return _from_rows(json.loads(compiled.read_text(encoding="utf-8")))
    digest = sources_hash(folder)
    try:
        rows = json.loads(compiled.read_text(encoding="utf-8"))
        if rows.get("hash") == digest:
            return _from_rows(rows)
    except (OSError, ValueError):
        pass
    return compile_book(folder, compiled)


def compile_book(folder: Path = KNOWLEDGE, compiled: Path = COMPILED) -> Book:
    """The patterns read from their sources; the compiled file is written where that is possible."""
    book, _ = read_sources(folder)
    rows = _to_rows(book, sources_hash(folder))
    try:
        compiled.parent.mkdir(parents=True, exist_ok=True)
        temporary = compiled.with_suffix(".tmp")
        temporary.write_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        temporary.replace(compiled)
    except OSError:
        pass  # a read-only installation reads the sources each time, which is slower and right
    return book


def sources_hash(folder: Path = KNOWLEDGE) -> str:
    """A hash of all knowledge files: the compiled file is good for exactly these."""
    digest = hashlib.blake2b(str(LAYOUT).encode(), digest_size=16)
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def read_sources(folder: Path = KNOWLEDGE, only: Iterable[str] | None = None) -> tuple[Book, tuple[Example, ...]]:
    """The patterns with all their examples, checked; `only` names the files whose examples are wanted."""
    wanted = None if only is None else set(only)
    classes = _read_classes(folder)
    patterns: list[Pattern] = []
    examples: list[Example] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name in WORD_CLASSES or path.name in LEXICONS:
            continue
        found, proofs = _read_file(path, classes)
        patterns += found
        if wanted is None or path.name in wanted or path.stem in wanted:
            examples += proofs
    return Book(tuple(patterns), classes), tuple(examples)


def read_toml(path: Path) -> dict[str, Any]:
    """A knowledge file's content; its errors name the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{path.name}: not valid TOML: {error}") from error


def _read_classes(folder: Path) -> dict[str, frozenset[str]]:
    raw: dict[str, list[str]] = {}
    for name in WORD_CLASSES:
        path = folder / name
        for key, words in (read_toml(path) if path.exists() else {}).items():
            if not isinstance(words, list):
                raise KnowledgeError(f"{name}: class {key} must be a list of lemmas.")
            raw.setdefault(key, []).extend(words)
    return {key: frozenset(_expanded(key, raw, (key,))) for key in raw}


def _expanded(key: str, raw: Mapping[str, list[str]], path: tuple[str, ...]) -> list[str]:
    words: list[str] = []
    for word in raw[key]:
        if not word.startswith("@") or word[1:] in SPECIAL:
            words.append(word)
        elif word[1:] not in raw:
            raise KnowledgeError(f"classes.toml: class {key} names {word}, which is in no class file.")
        elif word[1:] not in path:
            words += _expanded(word[1:], raw, (*path, word[1:]))
    return words


SPECIAL = ("actor", "place", "person", "number", "several")


def _read_file(path: Path, classes: Mapping[str, frozenset[str]]) -> tuple[list[Pattern], list[Example]]:
    content = read_toml(path)
    kind = content.get("type", "")
    if kind not in ontology.TYPES:
        raise KnowledgeError(
            f"{path.name}: type = {kind!r} is no PLOVER type; expected one of {', '.join(ontology.TYPES)}."
        )
    defaults = {key: content[key] for key in _DEFAULTS if key in content}
    patterns: list[Pattern] = []
    examples: list[Example] = []
    taken: dict[str, int] = {}
    for number, raw in enumerate(content.get("pattern", []), 1):
        where = f"{path.name}, pattern {number} ({_first_word(raw)})"
        entry = {"type": kind, **defaults, **raw}
        _check_entry(where, entry, classes)
        base = str(raw.get("name") or _first_word(raw))
        taken[base] = taken.get(base, 0) + 1
        name = f"{path.stem}/{base}" + (f"~{taken[base]}" if taken[base] > 1 else "")
        patterns.append(_pattern(name, entry))
        examples += _examples(where, name, entry)
    return patterns, examples


def _first_word(raw: Mapping[str, Any]) -> str:
    for key in ("verbs", "nouns", "adjectives"):
        for word in raw.get(key, ()):
            return str(word)
    return "no words"


def _check_entry(where: str, entry: Mapping[str, Any], classes: Mapping[str, frozenset[str]]) -> None:
    unknown = sorted(set(entry) - _FIELDS)
    if unknown:
        raise KnowledgeError(f"{where}: no such field: {', '.join(unknown)}. docs/patterns.md lists the fields.")
    if _first_word(entry) == "no words":
        raise KnowledgeError(f"{where}: needs verbs, nouns or adjectives.")
    kind, mode = entry["type"], entry.get("mode")
    if kind not in ontology.TYPES:
        raise KnowledgeError(f"{where}: type {kind!r} is no PLOVER type.")
    if mode and (kind, mode) not in ontology.MODES:
        modes = ", ".join(m for k, m in ontology.MODES if k == kind)
        raise KnowledgeError(f"{where}: {kind} has no mode {mode!r}; it has: {modes or 'none'}.")
    for context in entry.get("contexts", ()):
        if context not in ontology.CONTEXTS:
            raise KnowledgeError(f"{where}: {context!r} is no PLOVER context.")
    for key in ("needs", "bars"):
        for slot, words in entry.get(key, {}).items():
            if not isinstance(words, list):
                raise KnowledgeError(f"{where}: {key}.{slot} must be a list.")
            for word in words:
                _check_word(f"{where}, {key}.{slot}", word, classes)
    for word in entry.get("light", ()):
        _check_word(f"{where}, light", word, classes)


def _check_word(where: str, word: str, classes: Mapping[str, frozenset[str]]) -> None:
    if word.startswith("@") and word[1:] not in classes and word[1:] not in SPECIAL:
        raise KnowledgeError(f"{where}: there is no class {word}; add it to classes.toml.")
    if _TYPE_ENTRY.fullmatch(word) and word.partition(".")[0] not in (*ontology.TYPES, "ANY"):
        raise KnowledgeError(f"{where}: {word} is no PLOVER type (lemmas are in lower case).")


def _pattern(name: str, entry: Mapping[str, Any]) -> Pattern:
    consumes = entry.get("consumes")
    return Pattern(
        name,
        entry["type"],
        verbs=_lowered(entry.get("verbs", ())),
        nouns=_lowered(entry.get("nouns", ())),
        adjectives=_lowered(entry.get("adjectives", ())),
        light=tuple(entry.get("light", ("@light",))),
        only_light=bool(entry.get("only_light", False)),
        actor=_slots(entry.get("actor", "subject")),
        recipient=_slots(entry.get("recipient", "")),
        mode=entry.get("mode") or None,
        contexts=tuple(entry.get("contexts", ())),
        needs=_conditions(entry.get("needs", {})),
        bars=_conditions(entry.get("bars", {})),
        requires_actor=bool(entry.get("requires_actor", True)),
        consumes=None if consumes is None else tuple(slot for key in consumes for slot in _slots(key)),
    )


def _lowered(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(word.lower().replace("-", " ").split()) for word in words))


def _slots(text: str) -> Slots:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _conditions(table: Mapping[str, list[str]]) -> tuple[Condition, ...]:
    return tuple(Condition(_slots(key), tuple(words)) for key, words in table.items())


def _examples(where: str, name: str, entry: Mapping[str, Any]) -> list[Example]:
    found = []
    for raw in entry.get("yes", ()):
        _check_example(where, raw, _EXPECTED)
        expected = {"type": entry["type"], **{key: raw[key] for key in raw if key != "text"}}
        found.append(Example(name, entry["type"], raw["text"], expected))
    for raw in entry.get("no", ()):
        _check_example(where, raw, _REFUSED)
        found.append(Example(name, entry["type"], raw["text"], None, raw.get("why", ""), raw.get("instead", "")))
    return found


def _check_example(where: str, raw: Mapping[str, Any], fields: frozenset[str]) -> None:
    if not isinstance(raw, dict) or "text" not in raw or not set(raw) <= fields:
        raise KnowledgeError(f"{where}: an example has text and any of {', '.join(sorted(fields - {'text'}))}: {raw}")


# --- the compiled file
# --------------------------------------------------------------------------------------------------


def _to_rows(book: Book, digest: str) -> dict[str, Any]:
    return {
        "hash": digest,
        "classes": {name: sorted(words) for name, words in book.classes.items()},
        "patterns": [_row(pattern) for pattern in book.patterns],
    }


def _row(pattern: Pattern) -> list[Any]:
    return [
        pattern.name,
        pattern.type,
        pattern.verbs,
        pattern.nouns,
        pattern.adjectives,
        pattern.light,
        pattern.only_light,
        pattern.actor,
        pattern.recipient,
        pattern.mode,
        pattern.contexts,
        [[need.slots, need.entries] for need in pattern.needs],
        [[bar.slots, bar.entries] for bar in pattern.bars],
        pattern.requires_actor,
        pattern.consumes,
    ]


def _from_rows(rows: Mapping[str, Any]) -> Book:
    patterns = tuple(_from_row(row) for row in rows["patterns"])
    return Book(patterns, {name: frozenset(words) for name, words in rows["classes"].items()})


def _from_row(row: list[Any]) -> Pattern:
    return Pattern(
        row[0],
        row[1],
        tuple(row[2]),
        tuple(row[3]),
        tuple(row[4]),
        tuple(row[5]),
        row[6],
        tuple(row[7]),
        tuple(row[8]),
        row[9],
        tuple(row[10]),
        tuple(Condition(tuple(slots), tuple(entries)) for slots, entries in row[11]),
        tuple(Condition(tuple(slots), tuple(entries)) for slots, entries in row[12]),
        row[13],
        None if row[14] is None else tuple(row[14]),
    )
