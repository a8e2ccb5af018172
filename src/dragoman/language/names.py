"""BIO scores to names: the best well-formed labelling of every sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dragoman.records import Name


def best_names(scores: NDArray[np.float32], lengths: NDArray[np.int64], labels: list[str]) -> list[tuple[Name, ...]]:
    """The names of every sentence from scores `[B, W, T]`; words at and after a sentence's length are padding.

    The best label of every word is nearly always a well-formed whole (an I- only after a B- or I- of its kind), and
    then it is the best there is. Only the other sentences are searched.
    """
    best = scores.argmax(2)
    allowed = _allowed(labels)
    best[np.arange(best.shape[1]) >= lengths[:, None]] = labels.index("O")
    before = np.concatenate([np.full((len(best), 1), labels.index("O")), best[:, :-1]], axis=1)
    for row in np.flatnonzero(~allowed[before, best].all(1)):
        size = int(lengths[row])
        best[row, :size] = best_labelling(scores[row, :size], allowed, labels.index("O"))
    named = (best != labels.index("O")).any(1)
    return [
        tuple(_spans([labels[number] for number in best[row, : lengths[row]].tolist()])) if named[row] else ()
        for row in range(len(best))
    ]


def _allowed(labels: list[str]) -> NDArray[np.bool_]:
    """`[before, label]`: whether a label may stand after another."""
    table = np.ones((len(labels), len(labels)), dtype=bool)
    for place, label in enumerate(labels):
        if label.startswith("I-"):
            table[:, place] = [before[:2] in ("B-", "I-") and before[2:] == label[2:] for before in labels]
    return table


def best_labelling(scores: NDArray[np.float32], allowed: NDArray[np.bool_], outside: int) -> NDArray[np.int64]:
    """The best allowed labelling of one sentence (Viterbi), from scores `[n, T]`."""
    forbidden = np.where(allowed, 0.0, -1e9)
    total = scores[0] + forbidden[outside]
    back = np.zeros(scores.shape, dtype=np.int64)
    for place in range(1, len(scores)):
        reached = total[:, None] + forbidden
        back[place] = reached.argmax(0)
        total = reached.max(0) + scores[place]
    labelling = np.zeros(len(scores), dtype=np.int64)
    labelling[-1] = total.argmax()
    for place in range(len(scores) - 1, 0, -1):
        labelling[place - 1] = back[place, labelling[place]]
    return labelling


def _spans(labels: list[str]) -> list[Name]:
    """The names in a well-formed row of BIO labels."""
    names: list[Name] = []
    first = -1
    for place, label in enumerate([*labels, "O"]):
        if first >= 0 and label[:2] != "I-":
            names.append(Name(first, place, labels[first][2:]))
            first = -1
        if label[:2] == "B-":
            first = place
    return names
