"""Treebanks and name sets to training sentences, with the label sets of the model."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.language.lemma import make_script
from dragoman.language.pieces import WordPieces, shape_of
from dragoman.ontology import TYPES

FEATURES_USED = ("Degree", "Mood", "Number", "Person", "Polarity", "PronType", "Tense", "VerbForm", "Voice")
NAMES = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC")
NAME_TYPES = {
    **{t: t for t in ("PER", "ORG", "LOC", "MISC")},
    "OTH": "MISC",
    **{"politician": "PER", "person": "PER", "organisation": "ORG", "politicalparty": "ORG", "location": "LOC"},
    **{"country": "LOC", "election": "MISC", "event": "MISC", "misc": "MISC"},
}


# Words before a person's name that belong to it in some sets (GUM, the silver news) and not in ours.
TITLES = re.compile(
    r"(?i)^(mr|mrs|ms|miss|dr|prof|sen|gen|lt|col|capt|captain|sgt|maj|major|rep|gov|president|vice|prime|minister|secretary|"
    r"senator|general|colonel|admiral|lieutenant|sergeant|chancellor|king|queen|prince|princess|pope|ayatollah|sheikh|sir|lord|"
    r"lady|foreign|defen[cs]e|interior|state|former|leader|premier|professor|judge|justice|chairman|chairwoman|director|"
    r"ambassador|congressman|congresswoman|representative|governor|mayor|reverend|rev|bishop|archbishop|cardinal|emperor|"
    r"empress|emir|sultan|earl|duke|duchess|commander|chief|deputy|speaker|spokesman|spokeswoman|attorney|officer)\.?$"
)


def without_titles(words: Sequence[str], tags: Sequence[str]) -> list[str]:
    """The tags with persons' titles left outside their names; an office alone ("President of ...") is no name.

    >>> without_titles(["President", "Obama", "met", "the", "Pope"], ["B-PER", "I-PER", "O", "O", "B-PER"])
    ['O', 'B-PER', 'O', 'O', 'O']
    """
    changed = list(tags)
    for first, last, kind in name_spans(tags):
        if kind != "PER":
            continue
        start = first
        while start < last and (TITLES.match(words[start]) or (words[start] == "." and start > first)):
            start += 1
        if start < last and start > first and words[start].lower() == "of":
            start = last
        changed[first:start] = ["O"] * (start - first)
        if first < start < last:
            changed[start] = "B-PER"
    return changed


Sense = NDArray[np.float16]
# Word that names an act to the words that name its parties, each with the chances that it is an actor and a recipient; of
# words not there both are nil.
Roles = dict[int, dict[int, tuple[float, float]]]


@dataclass(slots=True)
class Example:
    """One sentence with the columns it has gold for; an empty column is not trained on."""

    words: list[str]
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # 0 = root, else 1-based
    relations: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    name_chances: list[list[float]] = field(default_factory=list)  # a teacher's, one row a word; in place of `names`
    factuality: dict[int, float] = field(default_factory=dict)  # token to -3 .. 3, where known
    acts: dict[int, list[float]] = field(default_factory=dict)  # token to the chance of each event type, where known
    senses: dict[int, Sense] = field(default_factory=dict)  # token to a teacher's vector of what it means, where known
    roles: Roles = field(default_factory=dict)  # word of an act to who takes part in it, where known
    sent_id: str = ""
    document: str = ""
    weight: float = 1.0


def _open(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def _used(features: str) -> str:
    kept = [f for f in features.split("|") if f.partition("=")[0] in FEATURES_USED]
    return "|".join(kept)


def read_treebank(path: Path) -> list[Example]:
    """The sentences of a gzipped CoNLL-U file; multiword-token and empty-node lines are left out."""
    examples: list[Example] = []
    current = Example([])
    document = ""
    for line in _open(path):
        line = line.rstrip("\n")
        if line.startswith("# newdoc id"):
            document = line.partition("=")[2].strip()
        elif line.startswith("# sent_id"):
            current.sent_id = line.partition("=")[2].strip()
        elif not line:
            if current.words:
                current.document = document
                examples.append(current)
            current = Example([])
        elif not line.startswith("#"):
            columns = line.split("\t")
            if not columns[0].isdigit():
                continue
            current.words.append(columns[1])
            current.lemmas.append(columns[2] if columns[2] != "_" or columns[1] == "_" else columns[1])
            current.upos.append(columns[3])
            current.xpos.append(columns[4])
            current.features.append(_used(columns[5]))
            current.heads.append(int(columns[6]))
            current.relations.append(columns[7])
    return examples


def read_iob(path: Path) -> list[Example]:
    """The sentences of a gzipped IOB2 file with columns id, word, tag and `# sent_id` comments."""
    examples: list[Example] = []
    current = Example([])
    for line in _open(path):
        line = line.rstrip("\n")
        if line.startswith("# sent_id"):
            current.sent_id = line.partition("=")[2].strip()
        elif not line:
            if current.words:
                examples.append(current)
            current = Example([])
        elif not line.startswith("#"):
            columns = line.split("\t")
            current.words.append(columns[1])
            current.names.append("O" if columns[2] == "B-O" else columns[2])
    if current.words:
        examples.append(current)
    return [replace(e, names=_mapped(e.names)) for e in examples]


def read_tagged(path: Path) -> list[Example]:
    """The sentences of a gzipped file of `word TAG` lines (IO or BIO), with hyphenated words split as the treebanks do."""
    examples: list[Example] = []
    words: list[str] = []
    names: list[str] = []
    for line in [*_open(path), "\n"]:
        columns = line.split()
        if len(columns) < 2 or columns[0] == "-DOCSTART-":
            if words:
                examples.append(Example(words, names=_mapped(names)))
            words, names = [], []
            continue
        for number, part in enumerate(p for p in re.split(r"(?<=\w)(-)(?=\w)", columns[0]) if p):
            words.append(part)
            tag = columns[-1]
            names.append("I" + tag[1:] if number and tag != "O" else tag)
    return examples


def _mapped(tags: list[str]) -> list[str]:
    """The tags in our types, as strict BIO: a name that begins with I- gets B-."""
    mapped: list[str] = []
    previous = ""
    for tag in tags:
        prefix, _, kind = tag.partition("-")
        kind = NAME_TYPES.get(kind, "")
        if not kind:
            mapped.append("O")
        elif prefix == "B" or previous != kind:
            mapped.append("B-" + kind)
        else:
            mapped.append("I-" + kind)
        previous = kind
    return mapped


def name_spans(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """(first, last, type) of the names in a BIO column; a stray I- begins a name."""
    spans, start, kind = set(), -1, ""
    for position, tag in enumerate([*tags, "O"]):
        prefix, _, new = tag.partition("-")
        if start >= 0 and (prefix != "I" or new != kind):
            spans.add((start, position, kind))
            start = -1
        if prefix == "B" or (prefix == "I" and start < 0):
            start, kind = position, new
    return spans


def join_names(trees: list[Example], named: list[Example]) -> list[Example]:
    """The trees with names where the name set has the same sentence in the same words; the other names on their own."""
    by_id = {example.sent_id: example for example in named}
    joined, used = [], set()
    for tree in trees:
        names = by_id.get(tree.sent_id)
        if names is not None and names.words == tree.words:
            tree = replace(tree, names=names.names)
            used.add(tree.sent_id)
        joined.append(tree)
    return joined + [e for e in named if e.sent_id not in used]


def add_factuality(trees: list[Example], path: Path) -> list[Example]:
    """The trees with the factuality that UDS-IH2 (JSON Lines over the EWT) gives to the same words."""
    known = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        known[tuple(row["tokens"])] = {event["tok"][0]: float(event["label"]) for event in row["events"]}
    return [replace(tree, factuality=known.get(tuple(tree.words), {})) for tree in trees]


def untitled(example: Example) -> Example:
    """The example with titles outside its persons' names."""
    return replace(example, names=without_titles(example.words, example.names))


def _peoples_apart(example: Example) -> list[str]:
    """Its names with peoples ("Americans", by their plural tag) as MISC rather than PER."""
    changed = list(example.names)
    for first, last, kind in name_spans(example.names):
        if kind == "PER" and example.xpos[last - 1] == "NNPS":
            changed[first:last] = ["B-MISC"] + ["I-MISC"] * (last - first - 1)
    return changed


def training_examples(data: Path) -> list[Example]:
    """All that the model is trained on by hand: EWT and GUM with their names, UDS-IH2, Wikigold, CrossNER politics."""
    trees, names = data / "treebanks", data / "ner"
    ewt = join_names(
        read_treebank(trees / "UD_English-EWT/en_ewt-ud-train.conllu.gz"),
        read_iob(names / "UNER_English-EWT/en_ewt-ud-train.iob2.gz"),
    )
    gum = join_names(
        read_treebank(trees / "UD_English-GUM-open/en_gum_open-ud-train.conllu.gz"),
        [untitled(e) for e in read_iob(names / "GUM-names/en_gum_names-train.iob2.gz")],
    )
    gum = [replace(e, names=_peoples_apart(e)) if e.names and e.xpos else e for e in gum]
    wiki = read_tagged(names / "wikigold/wikigold.conll.txt.gz")
    politics = [
        e for part in ("train", "dev") for e in read_tagged(names / f"CrossNER-politics/{part}.txt.gz")
    ]
    ewt = add_factuality(ewt, data / "claims/uds_ih2/train.jsonl")
    return [*(_without_acts(e) if is_quiet(e) else e for e in (*ewt, *gum)), *wiki, *politics]


# Where politics is hardly ever the matter: GUM's genres, and the parts of EWT.
QUIET = re.compile(r"GUM_(conversation|vlog|voyage|academic|whow|textbook|essay|fiction)_|(reviews|answers)-")
ACTING_TAGS = frozenset(("VERB", "NOUN", "ADJ"))


def is_quiet(example: Example) -> bool:
    """Whether the example is of a genre without political events."""
    return QUIET.match(example.document) is not None


def _without_acts(example: Example) -> Example:
    """The example with the knowledge that none of its words is a political act."""
    nothing = [0.0] * len(TYPES)
    return replace(example, acts={t: nothing for t, tag in enumerate(example.upos) if tag in ACTING_TAGS})


def write_taught(examples: Iterable[Example], path: Path) -> None:
    """Examples that a teacher labelled, as gzipped JSON lines."""
    keys = ("words", "upos", "xpos", "features", "lemmas", "heads", "relations", "name_chances", "factuality", "acts", "weight")
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
        for example in examples:
            row = {k: getattr(example, k) for k in keys}
            row["roles"] = example.roles
            row["senses"] = {t: base64.b64encode(v.tobytes()).decode("ascii") for t, v in example.senses.items()}
            file.write(json.dumps(row) + "\n")


def read_taught(path: Path) -> list[Example]:
    """What `write_taught` wrote."""
    return [_as_taught(json.loads(line)) for line in _open(path)]


def _as_taught(row: dict[str, Any]) -> Example:
    for column in ("factuality", "acts", "senses"):
        row[column] = {int(token): value for token, value in row.get(column, {}).items()}
    row["roles"] = {int(act): {int(t): tuple(p) for t, p in parties.items()} for act, parties in row.get("roles", {}).items()}
    row["senses"] = {t: np.frombuffer(base64.b64decode(v), np.float16) for t, v in row["senses"].items()}
    return Example(**row)


def raw_news(path: Path, held_back: int = 3000) -> list[list[str]]:
    """The words of the Groningen news sentences (CSV, public domain), without their tags and without the last `held_back`."""
    sentences: list[list[str]] = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Sentence #"].strip():
                sentences.append([])
            sentences[-1].extend(part for part in re.split(r"(?<=\w)(-)(?=\w)", row["Word"].strip()) if part)
    distinct = {tuple(words): None for words in sentences[:-held_back] if 4 <= len(words) <= 60}
    for words in sentences[-held_back:]:
        distinct.pop(tuple(words), None)
    return [list(words) for words in distinct]


@dataclass(frozen=True, slots=True)
class Labels:
    """The label sets, in the order of their numbers."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    features: tuple[str, ...]
    lemma_scripts: tuple[str, ...]
    relations: tuple[str, ...]
    names: tuple[str, ...] = NAMES

    @classmethod
    def of(cls, examples: Iterable[Example]) -> Labels:
        """The labels of the examples; rare lemma scripts and features are left to the commonest."""
        counts: dict[str, Counter[str]] = {k: Counter() for k in ("upos", "xpos", "features", "relations", "scripts")}
        for example in examples:
            for key in ("upos", "xpos", "features", "relations"):
                counts[key].update(getattr(example, key))
            counts["scripts"].update(make_script(w, m) for w, m in zip(example.words, example.lemmas, strict=False))
        return cls(
            upos=_ordered(counts["upos"]),
            xpos=_ordered(counts["xpos"]),
            features=_ordered(counts["features"], least=5),
            lemma_scripts=_ordered(counts["scripts"], least=4),
            relations=_ordered(counts["relations"]),
        )


def _ordered(counts: Counter[str], least: int = 1) -> tuple[str, ...]:
    return tuple(label for label, n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])) if n >= least)


@dataclass(slots=True)
class Encoded:
    """A sentence in numbers. -1 marks a token that is not trained on for that column."""

    pieces: list[int]
    shapes: list[int]
    first: list[int]
    last: list[int]
    columns: dict[str, list[int]]
    weight: float
    factuality: dict[int, float]
    acts: dict[int, list[float]]
    senses: dict[int, Sense]
    roles: Roles
    name_chances: list[list[float]]


class InNumbers:
    """Examples to numbers, with the noise that makes headlines and bare sentences familiar."""

    def __init__(self, labels: Labels, pieces: WordPieces):
        self._pieces = pieces
        self._index = {
            "upos": {v: n for n, v in enumerate(labels.upos)},
            "xpos": {v: n for n, v in enumerate(labels.xpos)},
            "features": {v: n for n, v in enumerate(labels.features)},
            "lemma": {v: n for n, v in enumerate(labels.lemma_scripts)},
            "relations": {v: n for n, v in enumerate(labels.relations)},
            "names": {v: n for n, v in enumerate(labels.names)},
        }

    def encode(self, example: Example, noise: random.Random | None = None) -> Encoded:
        """The example in numbers; with `noise`, now and then in title case, in capitals or without its last mark."""
        if noise is not None:
            example = self._noisy(example, noise)
        pieces, shapes = [self._pieces.start], [0]
        first, last = [], []
        for number, word in enumerate(example.words):
            ids = self._pieces.encode(word)
            first.append(len(pieces))
            pieces.extend(ids)
            shapes.extend([shape_of(word, number == 0)] * len(ids))
            last.append(len(pieces) - 1)
        pieces.append(self._pieces.end)
        shapes.append(0)
        columns, weight = self._columns(example), example.weight
        return Encoded(
            pieces,
            shapes,
            first,
            last,
            columns,
            weight,
            example.factuality,
            example.acts,
            example.senses,
            example.roles,
            example.name_chances,
        )

    def _columns(self, example: Example) -> dict[str, list[int]]:
        n = len(example.words)
        scripts = [make_script(w, m) for w, m in zip(example.words, example.lemmas, strict=False)]
        columns = {
            key: [self._index[key].get(v, -1) for v in values] if values else [-1] * n
            for key, values in (
                ("upos", example.upos),
                ("xpos", example.xpos),
                ("features", example.features),
                ("lemma", scripts),
                ("relations", example.relations),
                ("names", example.names),
            )
        }
        columns["heads"] = example.heads or [-1] * n
        return columns

    def _noisy(self, example: Example, noise: random.Random) -> Example:
        chance = noise.random()
        if chance < 0.04:
            return replace(example, words=[w[:1].upper() + w[1:] for w in example.words], lemmas=[])
        if chance < 0.06:
            return replace(example, words=[w.upper() for w in example.words], lemmas=[])
        if chance < 0.12 and len(example.words) > 3 and example.words[-1] in {".", "!", "?"}:
            return _without_last(example)
        return example


def _without_last(example: Example) -> Example:
    if len(example.words) in example.heads:  # something hangs on the final mark
        return example
    keys = ("words", "upos", "xpos", "features", "lemmas", "heads", "relations", "names", "name_chances")
    return replace(example, **{k: getattr(example, k)[:-1] for k in keys})
