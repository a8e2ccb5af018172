"""Words that take a proposition ("denied", "plan", "unlikely") with what they do to it, read from predicates.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.errors import KnowledgeError
from dragoman.records import Stance

FRAMES = ("that", "to", "object_to", "ing", "from", "whether", "np")
KINDS = ("verbs", "nouns", "adjectives")
_TABLES = ("modifiers", "adverbs", "past")


@dataclass(frozen=True, slots=True)
class PredicateClass:
    """What the words of one class do to the proposition that they take.

    `stance` is what a source does who uses the word (None: it attributes nothing), `source` how far that source
    commits (-3 .. 3), `holds` and `negated` how far the content has come about for the author when the word is affirmed
    and when it is negated, `commits` how far the author commits to it when it is affirmed. `topic`: what the word takes
    is what is spoken of, not what is said.
    """

    name: str
    stance: Stance | None
    source: float
    holds: float
    negated: float
    commits: float
    ahead: bool
    attributes: bool
    topic: bool = False


@dataclass(frozen=True, slots=True)
class Predicate:
    """One reading of a word: its class, the complements with which it has it, and whether it is weak (see the file)."""

    lemma: str
    kind: str
    frames: frozenset[str]
    of: PredicateClass
    weak: bool = False


class Lexicon:
    """The words of predicates.toml, asked by lemma, kind (verbs, nouns, adjectives) and frame."""

    def __init__(self, text: str):
        tables = tomllib.loads(text)
        self._readings: dict[tuple[str, str], list[Predicate]] = {}
        self._topics: dict[tuple[str, str], Predicate] = {}
        self._lemmas: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.classes: dict[str, PredicateClass] = {}
        self.modifiers = {word: sort for sort, words in tables["modifiers"].items() for word in words}
        self.adverbs = {word: sort for sort, words in tables["adverbs"].items() for word in words}
        self.past_nouns = frozenset(tables["past"]["nouns"])
        self.examples: list[tuple[str, str, bool]] = []
        for name, table in tables.items():
            if name not in _TABLES:
                self._add_class(name, table)

    def _add_class(self, name: str, table: dict[str, object]) -> None:
        author = table.get("author")
        if not isinstance(author, list) or len(author) != 2:
            raise KnowledgeError(f"predicates.toml, [{name}]: author must be two numbers: when it holds, when negated")
        stance = table.get("stance")
        made = PredicateClass(
            name=name,
            stance=None if stance is None else Stance(str(stance)),
            source=float(str(table.get("source", 0.0))),
            holds=float(author[0]),
            negated=float(author[1]),
            commits=float(str(table.get("commits", author[0]))),
            ahead=bool(table.get("ahead", False)),
            attributes=stance is not None and bool(table.get("attributes", True)),
            topic=bool(table.get("topic", False)),
        )
        self.classes[name] = made
        for kind in KINDS:
            for entry in _strings(table.get(kind)):
                self._add_word(entry, kind, made)
        self.examples += [(name, sentence, True) for sentence in _strings(table.get("holds"))]
        self.examples += [(name, sentence, False) for sentence in _strings(table.get("fails"))]

    def _add_word(self, entry: str, kind: str, of: PredicateClass) -> None:
        word, _, frames = entry.partition(":")
        wanted = frozenset(frames.split(",")) if frames else frozenset(FRAMES)
        if not wanted <= set(FRAMES):
            raise KnowledgeError(f"predicates.toml, [{of.name}] {entry!r}: frames are {', '.join(FRAMES)}")
        made = Predicate(word.lstrip("~"), kind, wanted, of, word.startswith("~"))
        self._lemmas[kind].add(made.lemma.partition("_")[0])
        if of.topic:
            self._topics[made.lemma, kind] = made
        else:
            self._readings.setdefault((made.lemma, kind), []).append(made)

    def knows(self, lemma: str, word: str, kind: str) -> bool:
        """Whether the lexicon has a word of this kind at all, alone or with a particle; a participle may be an adjective.

        >>> open_lexicon().knows("rule", "ruled", "verbs"), open_lexicon().knows("sneeze", "sneezed", "verbs")
        (True, False)
        """
        own = self._lemmas[kind]
        if lemma in own:
            return True
        if kind == "nouns":
            return False
        other = self._lemmas["adjectives" if kind == "verbs" else "verbs"]
        return lemma in other or word in other or (kind == "verbs" and any(known in own for known in _misread(lemma)))

    def topic(self, lemma: str, kind: str) -> Predicate | None:
        """The reading of a word that takes what is spoken of ("mentioned the bridge"), None if it has none."""
        found = self._topics.get((lemma, kind))
        if found is None and kind == "verbs" and "_" not in lemma:
            found = next((self._topics[w, kind] for w in _misread(lemma) if (w, kind) in self._topics), None)
        return found

    def look_up(self, lemma: str, kind: str, *frames: str) -> Predicate | None:
        """The reading of a word with the first of these complements that it can have, None if it has none.

        >>> open_lexicon().look_up("agree", "verbs", "to").of.name
        'promise'
        >>> open_lexicon().look_up("agree", "verbs", "that").of.name
        'say'
        """
        readings = self._readings.get((lemma, kind))
        if readings is None:
            words = _misread(lemma) if kind == "verbs" and "_" not in lemma else ()
            readings = next((self._readings[w, kind] for w in words if (w, kind) in self._readings), [])
        for frame in frames:
            for reading in readings:
                if frame in reading.frames:
                    return reading
        return None


def _misread(lemma: str) -> tuple[str, ...]:
    """What the lemma of a rare verb may stand for where a reader cut its ending off wrongly: "decrie", "denounc".

    >>> _misread("decrie"), _misread("denounc")
    (('decri', 'decry'), ('denounce',))
    """
    if lemma.endswith("e") and len(lemma) > 5:
        shorter = lemma[:-1]
        twice = shorter[-1] == shorter[-2]
        return (shorter, shorter[:-1] + "y") if shorter[-1] == "i" else (shorter, shorter[:-1]) if twice else (shorter,)
    return (lemma + "e",) if lemma[-1:] in ("c", "s", "z", "v", "u", "g") and len(lemma) > 4 else ()


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


@cache
def open_lexicon() -> Lexicon:
    """The lexicon that ships, loaded once."""
    return Lexicon(files("dragoman.modality").joinpath("predicates.toml").read_text(encoding="utf-8"))
