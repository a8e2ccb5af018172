"""From raw text to trees, scored as in the CoNLL 2018 shared task: `python -m training.raw_eval GOLD.conllu.gz`.

The reader gets the raw text of every document. Its words are aligned to the gold words by their characters, white space
left out; only words of exactly the same characters can be right, and words and sentences that are cut otherwise count
as errors on both sides. LAS compares base relations (`nsubj` for `nsubj:pass`), as the shared task did.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from dragoman.language.conllu import read_documents, read_file
from dragoman.language.onnx_reader import open_reader
from dragoman.language.reader import Reader
from dragoman.records import Sentence

MEASURES = ("tokens", "sentences", "upos", "xpos", "lemmas", "uas", "las")


def evaluate_raw(reader: Reader, documents: Iterable[tuple[str, list[Sentence]]]) -> dict[str, float]:
    """F1 in percent of every measure, over all documents."""
    right: Counter[str] = Counter()
    words = found_words = sentences = found_sentences = 0
    for text, gold in documents:
        [found] = reader.read([text])
        right.update(matches(gold, found))
        words += sum(len(sentence.words) for sentence in gold)
        found_words += sum(len(sentence.words) for sentence in found)
        sentences, found_sentences = sentences + len(gold), found_sentences + len(found)
    totals = {"sentences": sentences + found_sentences}
    return {name: 200 * right[name] / totals.get(name, words + found_words) for name in MEASURES}


def matches(gold: list[Sentence], found: list[Sentence]) -> Counter[str]:
    """How many words (and sentences) of a document are right by each measure."""
    right: Counter[str] = Counter()
    wanted, got = _words(gold), _words(found)
    for place in wanted.keys() & got.keys():
        theirs, ours = wanted[place], got[place]
        same_head = theirs["head"] == ours["head"]
        right["tokens"] += 1
        right["upos"] += theirs["upos"] == ours["upos"]
        right["xpos"] += theirs["xpos"] == ours["xpos"]
        right["lemmas"] += theirs["lemma"] in (ours["lemma"], "_")
        right["uas"] += same_head
        right["las"] += same_head and theirs["relation"] == ours["relation"]
    right["sentences"] = len({_range(s) for s in gold} & {_range(s) for s in found})
    return right


def _range(sentence: Sentence) -> tuple[int, int]:
    return sentence.span.start, sentence.span.end


def _words(sentences: list[Sentence]) -> dict[tuple[int, int], dict[str, object]]:
    """Every word by its characters; its head likewise by characters, None for the root."""
    words: dict[tuple[int, int], dict[str, object]] = {}
    for sentence in sentences:
        places = [(start, start + len(word)) for word, start in zip(sentence.words, sentence.starts, strict=True)]
        for token, place in enumerate(places):
            head = sentence.heads[token]
            words[place] = {
                "upos": sentence.tags[token],
                "xpos": sentence.xpos[token],
                "lemma": sentence.lemmas[token],
                "head": places[head] if head >= 0 else None,
                "relation": sentence.relations[token].partition(":")[0],
            }
    return words


def main() -> None:
    """Print the figures of every file as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="gold CoNLL-U files")
    parser.add_argument("--model", type=Path, help="model folder; the one that ships by default")
    options = parser.parse_args()
    reader = open_reader(options.model)
    for path in options.files:
        figures = evaluate_raw(reader, read_documents(read_file(path)))
        print(json.dumps({"file": path.name, **{name: round(value, 2) for name, value in figures.items()}}))


if __name__ == "__main__":
    main()
