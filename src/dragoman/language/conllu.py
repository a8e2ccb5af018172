"""CoNLL-U in and out: blocks of rows to `Sentence` columns, and sentences to CoNLL-U with offsets and names in MISC.

A block is one sentence of a file: its comments and its rows of ten columns, multi-word tokens (`3-4`) and empty nodes
(`5.1`) included. Only whole-number rows are words.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dragoman.errors import SourceError
from dragoman.language.reader import Reader
from dragoman.records import Article, Name, Sentence, Span

# How many sentences (or articles) are given to the reader at a time: enough for well-filled batches, small enough that
# a file of any size streams.
T = TypeVar("T")

BATCH_SENTENCES = 512
BATCH_ARTICLES = 16


@dataclass(frozen=True, slots=True)
class Block:
    """One sentence of a CoNLL-U file as it stands there; `line` is the number of its first line."""

    comments: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """The syntactic words (no multi-word tokens, no empty nodes)."""
        return tuple(row[1] for row in self.rows if row[0].isdecimal())

    def comment(self, key: str) -> str | None:
        """The value of the comment `# key = value`; None where there is none, empty for a bare `# key`."""
        for comment in self.comments:
            name, _, value = comment[1:].partition("=")
            if name.strip() == key:
                return value.strip()
        return None

    def opens(self, unit: str) -> bool:
        """Whether a `# newdoc` or `# newpar` comment, with or without an id, stands before the sentence."""
        return any(comment[1:].split("=")[0].split()[:1] == [unit] for comment in self.comments)


# --- reading ---------------------------------------------------------------------------------------


def read_blocks(lines: Iterable[str]) -> Iterator[Block]:
    """The blocks of a CoNLL-U file, streamed. A row that has not ten columns is an error that names its line."""
    comments: list[str] = []
    rows: list[tuple[str, ...]] = []
    first = 1
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if not line.strip():
            if rows:
                yield Block(tuple(comments), tuple(rows), first)
            comments, rows, first = [], [], number + 1
        elif line[0] == "#" and not rows:
            comments.append(line)
        else:
            rows.append(_row(line, number))
    if rows:
        yield Block(tuple(comments), tuple(rows), first)


def _row(line: str, number: int) -> tuple[str, ...]:
    """The ten columns of a row."""
    columns = tuple(line.split("\t"))
    if len(columns) != 10:
        raise SourceError(
            f"line {number} is not CoNLL-U: expected 10 columns parted by tabs, found {len(columns)}. "
            "Pass plain text as .txt and articles as .jsonl."
        )
    return columns


def read_file(path: Path | str) -> Iterator[Block]:
    """The blocks of a `.conllu` or `.conllu.gz` file."""
    path = Path(path)
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from read_blocks(lines)


def gold_sentence(block: Block, words: tuple[str, ...], starts: tuple[int, ...]) -> Sentence:
    """The block's own annotation as a `Sentence`, with words and offsets as given."""
    rows = [row for row in block.rows if row[0].isdecimal()]
    return Sentence(
        span=Span(starts[0], starts[-1] + len(words[-1])),
        words=words,
        starts=starts,
        lemmas=tuple(row[2] for row in rows),
        tags=tuple(row[3] for row in rows),
        xpos=tuple(row[4] for row in rows),
        features=tuple("" if row[5] == "_" else row[5] for row in rows),
        heads=tuple(int(row[6]) - 1 if row[6].isdecimal() else -1 for row in rows),
        relations=tuple(row[7] for row in rows),
        names=tuple(_names_of(rows)),
    )


def read_sentences(path: Path | str) -> list[Sentence]:
    """The gold sentences of a file, words joined by blanks: quick, for training and scoring on gold tokens."""
    return [gold_sentence(block, block.words, joined_starts(block.words)) for block in read_file(path) if block.words]


def joined_starts(words: Iterable[str]) -> tuple[int, ...]:
    """Where each word starts when all are joined by single blanks.

    >>> joined_starts(["Iran", "'s", "envoy"])
    (0, 5, 8)
    """
    starts, position = [], 0
    for word in words:
        starts.append(position)
        position += len(word) + 1
    return tuple(starts)


def _names_of(rows: list[tuple[str, ...]]) -> Iterator[Name]:
    """The names that stand in MISC as `Entity=B-PER`; other uses of `Entity=` (such as GUM's brackets) give none."""
    labels = []
    for row in rows:
        entity = next((item[7:] for item in row[9].split("|") if item.startswith("Entity=")), "O")
        labels.append(entity if entity[:2] in ("B-", "I-") else "O")
    first = None
    for place, label in enumerate([*labels, "O"]):
        if first is not None and not (label[:2] == "I-" and label[2:] == labels[first][2:]):
            yield Name(first, place, labels[first][2:])
            first = None
        if first is None and label != "O":
            first = place


def read_documents(blocks: Iterable[Block]) -> Iterator[tuple[str, list[Sentence]]]:
    """Every document's raw text, rebuilt with blank lines between paragraphs, and its gold sentences placed in it.

    Words stand as they are written in the text (a multi-word token `im` gives `i` + `m` though its rows say `I`, `m`).
    """
    text: list[str] = []
    sentences: list[Sentence] = []
    position, gap = 0, ""
    for block in blocks:
        if block.opens("newdoc") and sentences:
            yield "".join(text), sentences
            text, sentences, position, gap = [], [], 0, ""
        if block.opens("newpar") and sentences:
            gap = "\n\n"
        written, starts, words = _written(block)
        position += len(gap)
        sentences.append(gold_sentence(block, words, tuple(position + start for start in starts)))
        text += [gap, written]
        position += len(written)
        gap = "" if _glued(block.rows) else " "
    if sentences:
        yield "".join(text), sentences


def _glued(rows: tuple[tuple[str, ...], ...]) -> bool:
    """Whether the sentence's last token has no space after it."""
    last = rows[-1][0].partition(".")[0]
    token = next((row for row in rows if row[0].endswith(f"-{last}")), rows[-1])
    return "SpaceAfter=No" in token[9].split("|")


def _written(block: Block) -> tuple[str, list[int], tuple[str, ...]]:
    """The sentence's text, and the starts and written forms of its words."""
    pieces: list[str] = []
    starts: list[int] = []
    words: list[str] = []
    position, until = 0, 0
    inside: list[tuple[str, ...]] = []
    for row in block.rows:
        if "." in row[0]:
            continue
        if "-" in row[0]:
            low, _, high = row[0].partition("-")
            until = int(high)
            inside = [r for r in block.rows if r[0].isdecimal() and int(low) <= int(r[0]) <= until]
            parts = _shares(row[1], [r[1] for r in inside])
        elif int(row[0]) <= until:
            continue
        else:
            parts = [row[1]]
        gap = "" if "SpaceAfter=No" in row[9].split("|") else " "
        for part in parts:
            starts.append(position)
            words.append(part)
            position += len(part)
        pieces.append("".join(parts) + gap)
        position += len(gap)
    return "".join(pieces).rstrip(" "), starts, tuple(words)


def _shares(written: str, forms: list[str]) -> list[str]:
    """A multi-word token's characters shared out among its words, by their lengths (each gets at least one)."""
    shares, rest = [], written
    for place, form in enumerate(forms):
        left = len(forms) - place - 1
        size = len(rest) if left == 0 else max(1, min(len(form), len(rest) - left))
        shares.append(rest[:size])
        rest = rest[size:]
    return shares


# --- writing ---------------------------------------------------------------------------------------


def parse_to_conllu(articles: Iterable[Article], reader: Reader) -> Iterator[str]:
    """CoNLL-U of articles, streamed one sentence at a time, title first; every sentence ends with its blank line.

    MISC holds `TokenRange=start:end` (characters of the text, or of the title under `# in = title`), `SpaceAfter=No`
    and `Entity=B-PER`.
    """
    for batch in _batches(articles, BATCH_ARTICLES):
        texts = [part for article in batch for part in (article.title or "", article.text)]
        read = reader.read(texts)
        for place, article in enumerate(batch):
            yield from _article_blocks(article, read[2 * place], read[2 * place + 1])


def _article_blocks(article: Article, title: list[Sentence], body: list[Sentence]) -> Iterator[str]:
    """The blocks of one article."""
    comments = [f"# newdoc id = {_one_line(article.id)}"]
    number = 0
    for part, text, in_title in ((title, article.title or "", True), (body, article.text, False)):
        for sentence in part:
            number += 1
            comments.append(f"# sent_id = {_one_line(article.id)}-{number}")
            if in_title:
                comments.append("# in = title")
            yield write_sentence(sentence, text, comments)
            comments = []


def write_sentence(sentence: Sentence, text: str, comments: Iterable[str] = ()) -> str:
    """One sentence as a CoNLL-U block, blank line included; `text` is what its offsets count in."""
    span, words, starts = sentence.span, sentence.words, sentence.starts
    entities = entity_labels(sentence)
    lines = [*comments, f"# text = {_one_line(text[span.start : span.end])}"]
    for token, word in enumerate(words):
        end = starts[token] + len(word)
        misc = [f"Entity={entities[token]}"] if entities[token] != "O" else []
        if end < len(text) and not text[end].isspace():
            misc.append("SpaceAfter=No")
        misc.append(f"TokenRange={starts[token]}:{end}")
        lines.append("\t".join([str(token + 1), word, *_columns(sentence, token), "_", "|".join(misc)]))
    return "\n".join(lines) + "\n\n"


def _columns(sentence: Sentence, token: int) -> tuple[str, ...]:
    """Columns 3 to 8: lemma, upos, xpos, feats, head, deprel."""
    return (
        sentence.lemmas[token] or "_",
        sentence.tags[token],
        sentence.xpos[token] or "_",
        sentence.features[token] or "_",
        str(sentence.heads[token] + 1),
        sentence.relations[token],
    )


def entity_labels(sentence: Sentence) -> list[str]:
    """The names of a sentence as one BIO label a token."""
    labels = ["O"] * len(sentence.words)
    for name in sentence.names:
        labels[name.first : name.last] = [f"I-{name.label}"] * (name.last - name.first)
        labels[name.first] = f"B-{name.label}"
    return labels


def reparse_conllu(lines: Iterable[str], reader: Reader) -> Iterator[str]:
    """A CoNLL-U file with its sentences, tokens and comments kept and every annotation column predicted afresh.

    Multi-word tokens and empty nodes stay where they stand (the annotation of an empty node is emptied, and so is the
    column of enhanced dependencies, since nothing of theirs is predicted). Of MISC, all is kept but `Entity`.
    """
    for batch in _batches(read_blocks(lines), BATCH_SENTENCES):
        read = iter(reader.annotate([block.words for block in batch if block.words]))
        for block in batch:
            yield _reparsed(block, next(read) if block.words else None)


def _reparsed(block: Block, sentence: Sentence | None) -> str:
    """One block with the sentence's annotation in place of its own."""
    entities = entity_labels(sentence) if sentence else []
    lines, token = list(block.comments), 0
    for row in block.rows:
        if sentence is not None and row[0].isdecimal():
            misc = _misc(row[9], entities[token])
            lines.append("\t".join([row[0], row[1], *_columns(sentence, token), "_", misc]))
            token += 1
        elif "." in row[0]:
            lines.append("\t".join([row[0], row[1], *["_"] * 7, row[9]]))
        else:
            lines.append("\t".join(row))
    return "\n".join(lines) + "\n\n"


def _misc(misc: str, entity: str) -> str:
    """The MISC column with its own entity replaced by ours."""
    kept = [item for item in misc.split("|") if item != "_" and not item.startswith("Entity=")]
    if entity != "O":
        kept.append(f"Entity={entity}")
    return "|".join(kept) or "_"


def _one_line(text: str) -> str:
    """The text with every run of white space made one blank, as a comment must be."""
    return " ".join(text.split())


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
