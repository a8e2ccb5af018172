"""The reader that ships: a small transformer encoder with its heads, run by onnxruntime on the CPU.

    text -> sentences -> words -> word pieces -> one pass of the network -> trees, labels, names

The model folder holds `reader.onnx`, `reader.npz`, `labels.json`, `vocab.txt` and `lemmas.tsv.gz`. Sentences of like
length share a batch; everything that is done a token at a time in Python is a dictionary look-up, the rest is done for
whole batches in numpy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray

from dragoman.errors import ModelNotFound
from dragoman.language.conllu import joined_starts
from dragoman.language.lemma import Lemmatiser
from dragoman.language.names import best_names
from dragoman.language.pieces import WordPieces, shape_of
from dragoman.language.segment import cuts, split_words
from dragoman.language.trees import best_heads
from dragoman.records import Act, Name, Party, Sentence, Span

MODEL_FOLDER = Path(__file__).parent.parent / "data" / "reader"
FILES = ("reader.onnx", "reader.npz", "labels.json", "vocab.txt", "lemmas.tsv.gz")

# Sentences read at a time: enough that sorting by length fills the batches well, few enough that memory stays bounded
# however long an article is.
CHUNK_SENTENCES = 256
# Word pieces in a batch, padding included, and how much more padding one more sentence may bring before a new batch is
# begun. Measured on one core with the int8 model: a call costs no more than some ten pieces, so that small batches of
# like sentences are quicker than well-filled ones (200 and 12: 9 % more tokens a second than 600 without the second).
BATCH_PIECES = 200
SPARE_PIECES = 12

# The encoder was trained on sentences up to about this many pieces; a longer one is read in parts.
MOST_PIECES = 250
REMEMBERED_WORDS = 200_000
# Acts of less chance than this are left out.
LEAST_CHANCE = 0.02
LEAST_PART = 0.1  # the same for the chance of a party

_Int = NDArray[np.int64]
_Float = NDArray[np.float32]
_Words = tuple[Sequence[str], Sequence[int]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Labels:
    """What the numbers that the network gives stand for."""

    upos: list[str]
    xpos: list[str]
    features: list[str]
    scripts: list[str]
    relations: list[str]
    names: list[str]
    acts: list[str]

    @classmethod
    def open(cls, path: Path) -> Labels:
        """The labels of a `labels.json`."""
        table = json.loads(path.read_text(encoding="utf-8"))
        features = ["" if value == "_" else value for value in table["features"]]
        return cls(
            table["upos"],
            table["xpos"],
            features,
            table["lemma_scripts"],
            table["relations"],
            table["names"],
            table.get("acts", []),
        )


@dataclass(frozen=True, slots=True)
class _Encoded:
    """Many sentences in numbers, one after the other: per word its pieces and place, per sentence its sizes."""

    pieces: _Int
    shapes: _Int
    first: _Int
    last: _Int
    words: _Int  # words of every sentence
    sizes: _Int  # pieces of every sentence
    word_at: _Int  # where every sentence's words begin
    piece_at: _Int  # where every sentence's pieces begin


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of one sentence, before its words and offsets join them."""

    lemmas: list[str]
    tags: list[str]
    xpos: list[str]
    features: list[str]
    heads: list[int]
    relations: list[str]
    happened: list[float]
    acts: list[Act] | None
    parties: list[Party] | None
    names: tuple[Name, ...]


class OnnxReader:
    """Reads text, or given words, with the model in a folder. Opened by `open_reader`; not shared between threads."""

    def __init__(self, folder: Path, *, model: Path | None = None, threads: int = 1):
        _check_folder(folder)
        self._labels = Labels.open(folder / "labels.json")
        self._pieces = WordPieces.open(folder / "vocab.txt")
        self._lemmatiser = Lemmatiser.open(folder / "lemmas.tsv.gz")
        with np.load(folder / "reader.npz") as arrays:
            self._relation_weights: _Float = arrays["rel_w"].astype(np.float32)
            self._relation_bias: _Float = arrays["rel_b"].astype(np.float32)
        self._root = self._labels.relations.index("root")
        self._session = _open_session(model or folder / "reader.onnx", threads)
        self._outputs = [output.name for output in self._session.get_outputs()]
        self._known: dict[str, tuple[tuple[int, ...], int, int]] = {}

    def read(self, texts: Sequence[str]) -> list[list[Sentence]]:
        """The sentences of every text, with exact character offsets.

        A batch never holds sentences of two texts: int8 arithmetic scales by the largest value of a batch, so that a
        sentence's neighbours can sway a close call, and a text must read the same whatever it is read with.
        """
        return [self._read_text(text) for text in texts]

    def _read_text(self, text: str) -> list[Sentence]:
        """The sentences of one text."""
        found: list[Sentence] = []
        for chunk in _chunks(split_words(text), CHUNK_SENTENCES):
            found += self._sentences(chunk)
        return found

    def annotate(self, sentences: Sequence[Sequence[str]]) -> list[Sentence]:
        """One sentence for each list of words, kept as they are, with offsets as if joined by blanks."""
        for number, words in enumerate(sentences):
            if not words:
                raise ValueError(f"sentence {number} has no words: leave empty sentences out")
        found: list[Sentence] = []
        for chunk in _chunks(sentences, CHUNK_SENTENCES):
            found += self._sentences([(words, joined_starts(words)) for words in chunk])
        return found

    # --- a chunk of sentences --------------------------------------------------------------------------

    def _sentences(self, rows: Sequence[_Words]) -> list[Sentence]:
        """The rows of words as sentences, in order."""
        parts = [self._parts(words) for words, _ in rows]
        columns = iter(self._columns([words[a:b] for (words, _), cut in zip(rows, parts, strict=True) for a, b in cut]))
        sentences = []
        for (words, starts), cut in zip(rows, parts, strict=True):
            own = [next(columns) for _ in cut]
            sentences.append(_sentence(words, starts, own[0] if len(own) == 1 else _joined(own)))
        return sentences

    def _parts(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """The token ranges in which a sentence is read: one, but for a sentence of too many pieces; none if empty."""
        if len(words) * 8 < MOST_PIECES:  # a word has at most eight pieces
            return [(0, len(words))] if words else []
        sizes = [len(self._number(word)[0]) for word in words]
        if sum(sizes) + 2 <= MOST_PIECES:
            return [(0, len(words))]
        longest = max(1, len(words) * (MOST_PIECES - 2) // sum(sizes))
        while True:
            parts = cuts(list(words), longest)
            if longest == 1 or all(sum(sizes[a:b]) + 2 <= MOST_PIECES for a, b in parts):
                return parts
            longest = max(1, longest * 3 // 4)

    def _columns(self, sentences: list[Sequence[str]]) -> list[_Columns]:
        """The columns of every sentence, read in batches of like length."""
        if not sentences:
            return []
        encoded = self._encode(sentences)
        found: list[_Columns | None] = [None] * len(sentences)
        for members in _batches(encoded.sizes):
            words = list(chain.from_iterable([sentences[member] for member in members]))
            for member, columns in zip(members, self._read_batch(encoded, members, words), strict=True):
                found[member] = columns
        return [columns for columns in found if columns is not None]

    # --- words to numbers ------------------------------------------------------------------------------

    def _number(self, word: str) -> tuple[tuple[int, ...], int, int]:
        """A word's pieces, its shape, and its shape at the beginning of a sentence."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= REMEMBERED_WORDS:
                self._known.clear()
            found = self._known[word] = (self._pieces.encode(word), shape_of(word, False), shape_of(word, True))
        return found

    def _encode(self, sentences: list[Sequence[str]]) -> _Encoded:
        """Sentences in numbers."""
        known, number = self._known, self._number
        numbers = [known.get(word) or number(word) for words in sentences for word in words]
        words = np.array([len(sentence) for sentence in sentences], dtype=np.int64)
        word_at = np.concatenate(([0], np.cumsum(words)[:-1]))
        counts = np.array([len(entry[0]) for entry in numbers], dtype=np.int64)
        shapes = np.array([entry[1] for entry in numbers], dtype=np.int64)
        for place in word_at.tolist():
            shapes[place] = numbers[place][2]
        ends = np.cumsum(counts)
        begins = ends - counts
        piece_at = begins[word_at]
        offset = np.repeat(piece_at, words)
        return _Encoded(
            pieces=np.fromiter(chain.from_iterable([entry[0] for entry in numbers]), np.int64, int(ends[-1])),
            shapes=np.repeat(shapes, counts),
            first=begins - offset + 1,
            last=ends - offset,
            words=words,
            sizes=np.diff(np.append(piece_at, ends[-1])),
            word_at=word_at,
            piece_at=piece_at,
        )

    def _inputs(self, encoded: _Encoded, members: list[int]) -> dict[str, _Int]:
        """The padded inputs of a batch."""
        length, width = int(encoded.sizes[members].max()) + 2, int(encoded.words[members].max())
        pieces = np.zeros((len(members), length), np.int64)
        shapes = np.zeros((len(members), length), np.int64)
        first = np.zeros((len(members), width), np.int64)
        last = np.zeros((len(members), width), np.int64)
        pieces[:, 0] = self._pieces.start
        for row, member in enumerate(members):
            start, size = int(encoded.piece_at[member]), int(encoded.sizes[member])
            pieces[row, 1 : size + 1] = encoded.pieces[start : start + size]
            pieces[row, size + 1] = self._pieces.end
            shapes[row, 1 : size + 1] = encoded.shapes[start : start + size]
            start, size = int(encoded.word_at[member]), int(encoded.words[member])
            first[row, :size] = encoded.first[start : start + size]
            last[row, :size] = encoded.last[start : start + size]
        return {"pieces": pieces, "shapes": shapes, "first": first, "last": last}

    # --- numbers to columns ----------------------------------------------------------------------------

    def _read_batch(self, encoded: _Encoded, members: list[int], words: list[str]) -> Iterator[_Columns]:
        """The columns of the sentences of one batch; `words` are all their words."""
        out = dict(zip(self._outputs, self._session.run(self._outputs, self._inputs(encoded, members)), strict=True))
        lengths = encoded.words[members]
        heads = best_heads(out["arcs"], lengths)
        is_word = np.arange(heads.shape[1]) < lengths[:, None]
        relations = self._relations(out["rel_dep"], out["rel_head"], heads, is_word)
        label = self._labels
        all_xpos = _named(label.xpos, out["xpos"][is_word])
        all_lemmas = self._lemmatiser.lemma
        scripts = _named(label.scripts, out["lemma"][is_word])
        lemmas = [all_lemmas(*entry) for entry in zip(words, all_xpos, scripts, strict=True)]
        tags, feats = _named(label.upos, out["upos"][is_word]), _named(label.features, out["features"][is_word])
        flat_heads = (heads[is_word] - 1).tolist()
        happened = out["happened"][is_word].clip(-3, 3).round(2).tolist() if "happened" in out else []
        own_names = best_names(out["names"], lengths, label.names)
        own_acts = _acts(out["acts"], lengths, label.acts) if "acts" in out else None
        own_parties = _parties(out["roles"], lengths, own_acts) if own_acts is not None and "roles" in out else None
        place = 0
        for row, length in enumerate(lengths.tolist()):
            part = slice(place, place + length)
            place += length
            yield _Columns(
                lemmas[part],
                tags[part],
                all_xpos[part],
                feats[part],
                flat_heads[part],
                relations[part],
                happened[part],
                own_acts[row] if own_acts is not None else None,
                own_parties[row] if own_parties is not None else None,
                own_names[row],
            )

    def _relations(self, rel_dep: _Float, rel_head: _Float, heads: _Int, is_word: NDArray[np.bool_]) -> list[str]:
        """The relation of every word of the batch to its head: `root` under the root and nowhere else."""
        rows, places = np.nonzero(is_word)
        under = heads[rows, places]
        hidden = rel_dep[rows, places] + rel_head[rows, under]
        np.maximum(hidden, 0.0, out=hidden)
        scores = _product(hidden, self._relation_weights) + self._relation_bias
        scores[:, self._root] = np.where(under == 0, np.inf, -np.inf)
        return _named(self._labels.relations, scores.argmax(1))


def open_reader(path: Path | str | None = None, *, threads: int = 1) -> OnnxReader:
    """The reader that ships, or one with the model in another folder.

    `threads` are those of one pass of the network. Many articles are read faster by several processes with one each.
    """
    return OnnxReader(Path(path) if path is not None else MODEL_FOLDER, threads=threads)


def _check_folder(folder: Path) -> None:
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ModelNotFound(
            f"no language model in {folder}: {', '.join(missing)} missing. Reinstall dragoman, build a model with "
            "training/reader, or pass your own reader= (docs/own-reader.md)."
        )


def _open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """An onnxruntime session on the CPU with the thread count under control."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises many kinds of its own
        raise ModelNotFound(f"cannot open the language model {path}: {error}. Reinstall dragoman.") from error


def _named(labels: list[str], numbers: NDArray[np.int64]) -> list[str]:
    """The labels that the numbers stand for."""
    return [labels[number] for number in numbers.tolist()]


def _product(left: _Float, right: _Float, block: int = 16) -> _Float:
    """The matrix product, in blocks too small for the linear algebra library to start threads of its own.

    The reader's threads are the caller's to count; OpenBLAS would take every core for one product of a whole batch.
    """
    rows = -(-len(left) // block) * block
    padded = np.zeros((rows, left.shape[1]), np.float32)
    padded[: len(left)] = left
    product: _Float = np.matmul(padded.reshape(-1, block, left.shape[1]), right).reshape(rows, -1)[: len(left)]
    return product


def _batches(sizes: _Int) -> Iterator[list[int]]:
    """Sentence numbers in batches of like length, small and with little padding."""
    members: list[int] = []
    longest = 0
    for member in np.argsort(sizes, kind="stable").tolist():
        size = int(sizes[member]) + 2
        is_full = size * (len(members) + 1) > BATCH_PIECES
        is_wasteful = (size - longest) * len(members) > SPARE_PIECES
        if members and (is_full or is_wasteful):
            yield members
            members = []
        members.append(member)
        longest = size
    if members:
        yield members


def _acts(chances: _Float, lengths: _Int, types: Sequence[str]) -> list[list[Act]]:
    """The acts of every sentence of a batch from their chances [sentence, word, type]."""
    found: list[list[Act]] = [[] for _ in lengths]
    for row, token, kind in zip(*(places.tolist() for places in np.nonzero(chances >= LEAST_CHANCE)), strict=True):
        if token < lengths[row]:
            found[row].append(Act(token, types[kind], round(float(chances[row, token, kind]), 3)))
    return found


def _parties(chances: _Float, lengths: _Int, acts: Sequence[Sequence[Act]]) -> list[list[Party]]:
    """The parties of the acts of every sentence of a batch from their chances [sentence, word of act, word, side]."""
    found: list[list[Party]] = [[] for _ in lengths]
    for row, own in enumerate(acts):
        for token in dict.fromkeys(act.token for act in own):
            part = chances[row, token, : lengths[row]]
            for other in np.nonzero(part.max(1) >= LEAST_PART)[0].tolist():
                actor, recipient = part[other].tolist()
                found[row].append(Party(token, other, round(actor, 3), round(recipient, 3)))
    return found


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    chunk: list[T] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _sentence(words: Sequence[str], starts: Sequence[int], columns: _Columns) -> Sentence:
    """Words and columns as a sentence."""
    return Sentence(
        Span(starts[0], starts[-1] + len(words[-1])),
        tuple(words),
        tuple(starts),
        tuple(columns.lemmas),
        tuple(columns.tags),
        tuple(columns.xpos),
        tuple(columns.features),
        tuple(columns.heads),
        tuple(columns.relations),
        columns.names,
        tuple(columns.happened),
        None if columns.acts is None else tuple(columns.acts),
        None if columns.parties is None else tuple(columns.parties),
    )


def _joined(parts: list[_Columns]) -> _Columns:
    """The columns of a sentence that was read in parts: the roots of later parts hang on the first part's root."""
    acts: list[Act] | None = None if parts[0].acts is None else []
    parties: list[Party] | None = None if parts[0].parties is None else []
    whole = _Columns([], [], [], [], [], [], [], acts, parties, ())
    names: tuple[Name, ...] = ()
    root = parts[0].heads.index(-1)
    for part in parts:
        shift = len(whole.tags)
        whole.lemmas.extend(part.lemmas)
        whole.tags.extend(part.tags)
        whole.xpos.extend(part.xpos)
        whole.features.extend(part.features)
        whole.relations.extend(part.relations)
        whole.happened.extend(part.happened)
        if whole.acts is not None:
            whole.acts.extend(replace(act, token=act.token + shift) for act in part.acts or ())
        if whole.parties is not None:
            whole.parties.extend(replace(p, act=p.act + shift, token=p.token + shift) for p in part.parties or ())
        whole.heads.extend([head + shift if head >= 0 else root for head in part.heads])
        names += tuple(Name(name.first + shift, name.last + shift, name.label) for name in part.names)
        if shift:
            whole.relations[shift + part.heads.index(-1)] = "parataxis"
    whole.heads[root] = -1
    return replace(whole, names=names)
