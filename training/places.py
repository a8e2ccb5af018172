"""Fit the weights that rank places, on texts with gold places, and write `src/dragoman/places/tables/weights.tsv`.

    python training/places.py TEXTS.jsonl ...

A line holds `text` and `spans` of `start, end, lat, lon`. Given the spans, a candidate is right when it lies within 161
km of the gold point; the weights maximise the share of the right candidates (conditional logit, a light ridge). The
figure printed first is from five folds by document, every fold ranked by weights that have not seen it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dragoman.places.documents import dateline_of
from dragoman.places.gazetteer import Gazetteer
from dragoman.places.ranking import (
    FEATURES,
    OWN,
    Occurrence,
    Sense,
    context_features,
    own_features,
    probabilities,
    senses_of,
)  # fmt: skip

TABLE = Path(__file__).parents[1] / "src/dragoman/places/tables/weights.tsv"
LIMIT_KM = 161.0
FOLDS = 5
RIDGE = 0.02


@dataclass
class Text:
    """A document with gold: its senses, their right candidates, how often each sense is asked for."""

    corpus: str
    senses: list[Sense]
    right: list[np.ndarray]
    asked: list[int]
    unfound: int
    dateline: int
    own: list[np.ndarray]


def read_texts(gazetteer: Gazetteer, path: Path) -> list[Text]:
    """The documents of a file, with the candidates of their names."""
    texts = []
    for line in path.read_text("utf-8").strip("\n").split("\n"):
        document = json.loads(line)
        spans = document["spans"]
        occurrences = [Occurrence(span["start"], span["end"]) for span in spans]
        senses, numbers = senses_of(gazetteer, document["text"], occurrences)
        right = [np.zeros(len(sense.rows)) for sense in senses]
        asked, unfound = [0] * len(senses), 0
        for span, number in zip(spans, numbers, strict=True):
            if span.get("lat") is None:
                continue
            rows = senses[number].rows
            if not len(rows):
                unfound += 1
                continue
            asked[number] += 1
            right[number] += kilometres(gazetteer.lat[rows], gazetteer.lon[rows], span["lat"], span["lon"]) < LIMIT_KM
        own = [own_features(gazetteer, sense) for sense in senses]
        dateline = dateline_of(document["text"], senses)
        texts.append(Text(path.parent.name, senses, right, asked, unfound, dateline, own))
    return texts


def kilometres(lat: np.ndarray, lon: np.ndarray, of_lat: float, of_lon: float) -> np.ndarray:
    """Great-circle distances from many points to one."""
    one, two = np.radians(lat.astype(float)), np.radians(of_lat)
    half = np.sin((two - one) / 2) ** 2 + np.cos(one) * np.cos(two) * np.sin(np.radians(of_lon - lon) / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.minimum(1, np.sqrt(half)))


def fit(blocks: list[tuple[np.ndarray, np.ndarray]], width: int, rounds: int = 400) -> np.ndarray:
    """Weights that maximise the share of right candidates, by Adam on the whole of the blocks (features, right)."""
    blocks = [(features, right > 0) for features, right in blocks if (right > 0).any() and not (right > 0).all()]
    stacked = np.vstack([features for features, _ in blocks])
    good = np.concatenate([right for _, right in blocks])
    starts = np.cumsum([0] + [len(features) for features, _ in blocks])[:-1]
    which = np.repeat(np.arange(len(blocks)), np.diff(np.append(starts, len(stacked))))
    weights, mean, square = np.zeros(width), np.zeros(width), np.zeros(width)
    for turn in range(1, rounds + 1):
        scores = stacked @ weights
        scores = np.exp(scores - np.maximum.reduceat(scores, starts)[which])
        share = scores / np.add.reduceat(scores, starts)[which]
        right = share * good
        aim = right / np.maximum(np.add.reduceat(right, starts)[which], 1e-12)
        gradient = stacked.T @ (share - aim) / len(blocks) + RIDGE / 10 * weights
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        weights -= 0.1 * (mean / (1 - 0.9**turn)) / (np.sqrt(square / (1 - 0.99**turn)) + 1e-8)
    return weights


def blocks_of(texts: list[Text], features: list[list[np.ndarray]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """(features, right) of every sense that is asked for."""
    return [
        (feature, right)
        for text, of_text in zip(texts, features, strict=True)
        for feature, right, asked in zip(of_text, text.right, text.asked, strict=True)
        if asked
    ]


def train(gazetteer: Gazetteer, texts: list[Text]) -> tuple[np.ndarray, np.ndarray]:
    """The weights of both passes."""
    alone = fit(blocks_of(texts, [text.own for text in texts]), len(OWN))
    both = [with_context(gazetteer, text, alone) for text in texts]
    together = fit(blocks_of(texts, both), len(FEATURES))
    both = [with_context(gazetteer, text, alone, together) for text in texts]
    return alone, fit(blocks_of(texts, both), len(FEATURES))


def with_context(
    gazetteer: Gazetteer, text: Text, alone: np.ndarray, together: np.ndarray | None = None
) -> list[np.ndarray]:
    """The features of every sense for the second pass, or for the third when the second's weights are given."""
    shares = [probabilities(features, alone) for features in text.own]
    context = context_features(gazetteer, text.senses, shares, text.dateline)
    if together is not None:
        shares = [probabilities(np.hstack(pair), together) for pair in zip(text.own, context, strict=True)]
        context = context_features(gazetteer, text.senses, shares, text.dateline)
    return [np.hstack(pair) for pair in zip(text.own, context, strict=True)]


def judge(gazetteer: Gazetteer, texts: list[Text], alone: np.ndarray, together: np.ndarray) -> dict[str, list[float]]:
    """(right, best possible, all) by corpus."""
    counts: dict[str, list[float]] = {}
    for text in texts:
        count = counts.setdefault(text.corpus, [0.0, 0.0, 0.0])
        count[2] += text.unfound
        for features, right, asked in zip(
            with_context(gazetteer, text, alone, together), text.right, text.asked, strict=True
        ):
            if asked:
                count[0] += right[int(np.argmax(features @ together))]
                count[1] += right.max()
                count[2] += asked
    return counts


def main(paths: list[Path]) -> None:
    """Judge by folds, then fit on everything and write the table."""
    gazetteer = Gazetteer()
    texts = [text for path in paths for text in read_texts(gazetteer, path)]
    total: dict[str, np.ndarray] = {}
    for fold in range(FOLDS):
        seen = [text for number, text in enumerate(texts) if number % FOLDS != fold]
        unseen = [text for number, text in enumerate(texts) if number % FOLDS == fold]
        for corpus, counts in judge(gazetteer, unseen, *train(gazetteer, seen)).items():
            total[corpus] = total.get(corpus, np.zeros(3)) + counts
    for corpus, (right, possible, names) in total.items():
        print(f"{corpus:10s} acc@161 {right / names:.3f}  ceiling {possible / names:.3f}  names {names:.0f}")
    alone, together = train(gazetteer, texts)
    first = dict(zip(OWN, alone, strict=True))
    lines = [f"{name}\t{first[name]:.3f}\t{weight:.3f}\n" if name in first else f"{name}\t\t{weight:.3f}\n"
             for name, weight in zip(FEATURES, together, strict=True)]  # fmt: skip
    TABLE.write_text(
        "# feature\tweight in the first pass\tweight in the second; made by training/places.py\n" + "".join(lines),
        "utf-8",
    )


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
