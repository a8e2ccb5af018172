"""Measures the language model: `python -m bench.treebanks [--part test|dev]`.

Gold tokens: UAS and LAS (base relations, all tokens, as in the CoNLL 2018 shared task; with subtypes beside it), UPOS, XPOS,
lemma; GUM by genre. Names: F1 of exact spans. Raw text: the treebank's documents read from their characters, words aligned
by offsets, F1 of the same figures.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from training.reader.data import TITLES, Example, name_spans, read_iob, untitled

from bench.scorers import data_folder
from dragoman.language import Reader, open_reader
from dragoman.language.conllu import read_documents, read_file
from dragoman.language.onnx_reader import OnnxReader
from dragoman.records import Sentence
from dragoman.versions import MODEL

EWT, GUM = "UD_English-EWT/en_ewt", "UD_English-GUM-open/en_gum_open"
COLUMNS = ("UAS", "LAS", "LAS with subtypes", "UPOS", "XPOS", "lemma")

def compare(gold: Sentence, found: Sentence) -> dict[str, int]:
    """How many tokens of one sentence (same words on both sides) are right, a column."""
    right = dict.fromkeys(COLUMNS, 0)
    for token in range(len(gold.words)):
        head = gold.heads[token] == found.heads[token]
        full = gold.relations[token] == found.relations[token]
        base = gold.relations[token].partition(":")[0] == found.relations[token].partition(":")[0]
        right["UAS"] += head
        right["LAS"] += head and base
        right["LAS with subtypes"] += head and full
        right["UPOS"] += gold.tags[token] == found.tags[token]
        right["XPOS"] += gold.xpos[token] == found.xpos[token]
        right["lemma"] += gold.lemmas[token] == found.lemmas[token]
    return right


def gold_tokens(reader: Reader, path: Path) -> dict[str, dict[str, float]]:
    """Percentages on gold tokens, over all and by genre (the part of the document id that names it)."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys((*COLUMNS, "tokens"), 0))
    documents = list(read_documents(read_file(path)))
    genres = _genres(path)
    for (_, sentences), genre in zip(documents, genres, strict=True):
        for gold, found in zip(sentences, reader.annotate([s.words for s in sentences]), strict=True):
            for group in ("all", genre):
                for column, value in {**compare(gold, found), "tokens": len(gold.words)}.items():
                    counts[group][column] += value
    return {g: {c: 100 * row[c] / row["tokens"] for c in COLUMNS} for g, row in counts.items()}


def _genres(path: Path) -> list[str]:
    names = [block.comment("newdoc id") or "" for block in read_file(path) if block.opens("newdoc")]
    return [re.split(r"[-_]", name)[1] if name.startswith("GUM_") else re.split(r"[-_]", name)[0] for name in names]


def raw_text(reader: Reader, path: Path) -> dict[str, float]:
    """F1 from raw text: a word counts where a found word has the same characters; its head must be such a word too."""
    totals = dict.fromkeys((*COLUMNS, "words", "sentences"), 0)
    gold_words = found_words = gold_sentences = found_sentences = 0
    for text, sentences in read_documents(read_file(path)):
        read = reader.read([text])[0]
        gold, found = _by_offset(sentences), _by_offset(read)
        gold_words += len(gold)
        found_words += len(found)
        same = gold.keys() & found.keys()
        totals["words"] += len(same)
        starts = {s.starts[0] for s in sentences}, {s.starts[0] for s in read}
        totals["sentences"] += len(starts[0] & starts[1])
        gold_sentences += len(sentences)
        found_sentences += len(read)
        for place in same:
            a, b = gold[place], found[place]
            head = a[0] == b[0]
            totals["UAS"] += head
            totals["LAS"] += head and a[1].partition(":")[0] == b[1].partition(":")[0]
            totals["LAS with subtypes"] += head and a[1] == b[1]
            for column, number in (("UPOS", 2), ("XPOS", 3), ("lemma", 4)):
                totals[column] += a[number] == b[number]
    figures = {c: 200 * v / (gold_words + found_words) for c, v in totals.items()}
    figures["sentences"] = 200 * totals["sentences"] / (gold_sentences + found_sentences)
    return figures


def _by_offset(sentences: Sequence[Sentence]) -> dict[tuple[int, int], tuple[object, str, str, str, str]]:
    """Every word by its characters: where its head stands (None for the root), relation, tags, lemma."""
    words: dict[tuple[int, int], tuple[object, str, str, str, str]] = {}
    for s in sentences:
        places = [(start, start + len(word)) for start, word in zip(s.starts, s.words, strict=True)]
        for token, place in enumerate(places):
            head = places[s.heads[token]] if s.heads[token] >= 0 else None
            words[place] = (head, s.relations[token], s.tags[token], s.xpos[token], s.lemmas[token])
    return words


def name_figures(reader: Reader, examples: Sequence[Example]) -> dict[str, float]:
    """F1 of exact name spans by type, and over the three types."""
    counts = {kind: [0, 0, 0] for kind in ("PER", "ORG", "LOC")}
    for example, found in zip(examples, reader.annotate([e.words for e in examples]), strict=True):
        gold = name_spans(example.names)
        names = {(n.first, n.last, n.label) for n in found.names}
        for kind, row in counts.items():
            a = {s for s in gold if s[2] == kind}
            b = {s for s in names if s[2] == kind}
            row[0] += len(a & b)
            row[1] += len(b)
            row[2] += len(a)
    total = [sum(row[i] for row in counts.values()) for i in range(3)]
    return {kind: 200 * r / (f + g) if f + g else 0.0 for kind, (r, f, g) in {**counts, "together": total}.items()}


def held_back_news(data: Path, sentences: int = 3000) -> list[Example]:
    """The last sentences of the silver Voice of America set, in our types; nothing of it was trained on.

    Titles are taken off persons; `gpe` counts as LOC unless it is an adjective or a people.
    """
    rows: list[list[tuple[str, str, str]]] = []
    with gzip.open(data / "ner/GMB-VOA-silver/ner_dataset.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in list(csv.reader(lines))[1:]:
            if row[0]:
                rows.append([])
            if row[1].strip():
                rows[-1].append((row[1], row[2], row[3]))
    return [Example([w for w, _, _ in s], names=_ours(s)) for s in rows[-sentences:] if s]


def _ours(sentence: Sequence[tuple[str, str, str]]) -> list[str]:
    names: list[str] = []
    open_kind = ""
    for word, tag, label in sentence:
        prefix, _, kind = label.partition("-")
        mapped = {"geo": "LOC", "gpe": "LOC", "org": "ORG", "per": "PER"}.get(kind, "")
        if kind == "gpe" and (tag.startswith("JJ") or tag in ("NNS", "NNPS")):
            mapped = ""
        starts = prefix == "B" or open_kind != mapped
        if mapped == "PER" and starts and TITLES.match(word):
            mapped = ""
        names.append(f"{'B' if starts else 'I'}-{mapped}" if mapped else "O")
        open_kind = mapped
    return names


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("test", "dev"), default="test")
    parser.add_argument("--weights", type=Path, help="another graph with the same labels, such as build/reader/reader.fp32.onnx")
    arguments = parser.parse_args()
    data = data_folder()
    if data is None:
        raise SystemExit("no development sets: set DRAGOMAN_DATA to their folder")
    reader = OnnxReader(MODEL, model=arguments.weights) if arguments.weights else open_reader()
    for name in (EWT, GUM):
        path = data / f"treebanks/{name}-ud-{arguments.part}.conllu.gz"
        figures = gold_tokens(reader, path)
        groups = figures if name == GUM else {"all": figures["all"]}
        for group, row in groups.items():
            print_row(f"{name.split('/')[0]} {arguments.part}, gold tokens, {group}", row)
        print_row(f"{name.split('/')[0]} {arguments.part}, raw text", raw_text(reader, path))
    for name in ("UNER_English-EWT/en_ewt-ud", "GUM-names/en_gum_names"):
        examples = read_iob(data / f"ner/{name}-{arguments.part}.iob2.gz")
        print_row(f"names, {name.split('/')[0]} {arguments.part}", name_figures(reader, examples))
        if name.startswith("GUM"):
            ours = [untitled(example) for example in examples]
            print_row(f"names, {name.split('/')[0]} {arguments.part}, titles outside", name_figures(reader, ours))
    print_row("names, news held back (silver)", name_figures(reader, held_back_news(data)))


def print_row(name: str, figures: dict[str, float]) -> None:
    """One line of the table."""
    print(f"{name:55}", "  ".join(f"{k} {v:.2f}" for k, v in figures.items()), flush=True)


if __name__ == "__main__":
    main()
