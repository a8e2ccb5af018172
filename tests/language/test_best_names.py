"""BIO scores to names."""

from itertools import product

import numpy as np
import pytest

from dragoman.language.names import _allowed, best_labelling, best_names
from dragoman.records import Name

LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"]


def scores(*labels):
    """Scores in which each of these labels wins its word."""
    return np.array([[1.0 if other == label else 0.0 for other in LABELS] for label in labels], np.float32)


def names(*labels):
    return best_names(scores(*labels)[None], np.array([len(labels)]), LABELS)[0]


def test_names_lie_side_by_side():
    assert (Name(0, 2, "PER"), Name(2, 3, "PER"), Name(4, 5, "ORG")) == names("B-PER", "I-PER", "B-PER", "O", "B-ORG")


def test_padding_holds_no_names():
    assert [()] == best_names(scores("O", "B-PER")[None], np.array([1]), LABELS)


@pytest.mark.parametrize("seed", range(30))
def test_no_well_formed_labelling_is_better(seed):
    found = np.random.default_rng(seed).normal(size=(4, len(LABELS))).astype(np.float32)
    allowed = _allowed(LABELS)
    well_formed = [
        row
        for row in product(range(len(LABELS)), repeat=4)
        if all(allowed[a, b] for a, b in zip((0, *row), row, strict=False))
    ]

    best = max(well_formed, key=lambda row: sum(found[word, label] for word, label in enumerate(row)))
    assert list(best) == best_labelling(found, allowed, 0).tolist()
