"""Fits the weights of an act's parties: `python -m training.parties [--show] [--reader FOLDER]`.

The sentences are those of `reader/held_back.txt`, in which every act and its parties are marked and which the reader has not
learned from. Writes `src/dragoman/events/parties.toml`; prints precision, recall and F1 of the words that the patterns name,
the reader names and both together name (in five folds), of acts whose type the coder has right.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from dragoman import Article, Coder, open_coder
from dragoman.events.parties import Features, candidates, chance, named, told
from dragoman.language.onnx_reader import open_reader
from dragoman.patterns.match import Match
from training.reader.acts import PUBLISHED, Text, read_marks

HELD_BACK = Path(__file__).parent / "reader" / "held_back.txt"
INTO = Path(__file__).resolve().parent.parent / "src" / "dragoman" / "events" / "parties.toml"
FOLDS = 5
SIDES = ("actor", "recipient")
LEAST = {"actor": 0.45, "recipient": 0.35}
HEAD = """# Weights of the parties of an act (parties.py), fitted by training/parties.py: what the features of a word add to the
# log odds that it names an actor, a recipient. Its features "actor" and "recipient" are the log odds that the language
# model gives.
"""


@dataclass(frozen=True, slots=True)
class Marked:
    """A word that somebody names as a party: its features, what the marks, the pattern and the model say, its sentence."""

    features: Features
    gold: tuple[bool, bool]
    pattern: tuple[bool, bool]
    model: tuple[bool, bool]
    sentence: int


def read(coder: Coder, number: int, text: Text) -> Iterator[tuple[list[Marked], tuple[int, int]]]:
    """For each marked act whose type is coded: the words that are named, and how many actors and recipients it has."""
    reading = coder.read(Article(text.body, published=PUBLISHED))
    for sentence, tree in enumerate(reading.trees):
        columns = tree.sentence
        places = {start: token for token, start in enumerate(columns.starts)}
        for start, kind in (text.marks or {}).items():
            match = _match(reading.matches[sentence], places.get(start, -1), kind)
            said = told(tree, match) if match is not None else None
            if match is None or said is None:
                continue
            sides = tuple(named(tree, [places[at] for at in side if at in places]).keys() for side in text.parties[start])

            def is_actor(token: int, sentence: int = sentence) -> bool:
                return bool(reading.actors.at(sentence, token))

            actors, recipients = named(tree, match.actors), named(tree, match.recipients)
            rows = [
                Marked(
                    features,
                    (word in sides[0], word in sides[1]),
                    (word in actors, word in recipients),
                    tuple(one >= 0.5 for one in said.get(word, (0.0, 0.0))),
                    number,
                )
                for word, (_, features) in candidates(tree, match, said, is_actor).items()
            ]
            yield rows, (len(sides[0]), len(sides[1]))


def _match(matches: Sequence[Match], token: int, kind: str) -> Match | None:
    return next((m for m in matches if m.type == kind and token in (m.trigger, m.anchor, *m.words)), None)


def fit(rows: Sequence[Marked], side: int) -> dict[str, float]:
    """The weights of a side."""
    names = sorted({name for row in rows for name in row.features})
    table = np.array([[row.features.get(name, 0.0) for name in names] for row in rows])
    model = LogisticRegression(C=0.5, max_iter=2000).fit(table, [row.gold[side] for row in rows])
    return {"bias": float(model.intercept_[0]), **dict(zip(names, map(float, model.coef_[0]), strict=True))}


def in_folds(rows: Sequence[Marked], side: int) -> list[bool]:
    """Which words are parties of a side, by weights fitted to other sentences."""
    weights = [fit([row for row in rows if row.sentence % FOLDS != fold], side) for fold in range(FOLDS)]
    return [chance(weights[row.sentence % FOLDS], row.features) >= LEAST[SIDES[side]] for row in rows]


def figures(found: Iterable[bool], gold: Iterable[bool], wanted: int) -> str:
    """Precision, recall and F1."""
    pairs = list(zip(found, gold, strict=True))
    right, coded = sum(a and b for a, b in pairs), sum(a for a, _ in pairs)
    return f"{right / max(1, coded):.3f} / {right / max(1, wanted):.3f} / {2 * right / max(1, coded + wanted):.3f}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", type=Path, help="folder of a language model, in place of the one that ships")
    parser.add_argument("--show", action="store_true", help="only print the figures")
    arguments = parser.parse_args()
    coder = open_coder(reader=open_reader(arguments.reader))
    lines = HELD_BACK.read_text(encoding="utf-8").splitlines()
    acts = [act for number, line in enumerate(lines) for act in read(coder, number, read_marks(line))]
    rows = [row for some, _ in acts for row in some]
    written = [HEAD, "[least]", *(f"{name} = {value}" for name, value in LEAST.items())]
    print(f"{len(lines)} sentences, {len(acts)} acts; precision / recall / F1")
    for side, name in enumerate(SIDES):
        wanted, gold = sum(sizes[side] for _, sizes in acts), [row.gold[side] for row in rows]
        print(f"{name}s, patterns   ", figures((row.pattern[side] for row in rows), gold, wanted))
        print(f"{name}s, reader     ", figures((row.model[side] for row in rows), gold, wanted))
        print(f"{name}s, both       ", figures(in_folds(rows, side), gold, wanted))
        written += ["", f"[{name}]", *(f'"{key}" = {value:.3f}' for key, value in fit(rows, side).items())]
    if not arguments.show:
        INTO.write_text("\n".join(written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
