"""The best tree with one root, against trying out all trees."""

from itertools import product

import numpy as np
import pytest

from dragoman.language.check import tree_problems
from dragoman.language.trees import best_heads, best_tree


def best_by_trying(scores):
    size = len(scores)
    trees = (heads for heads in product(range(size + 1), repeat=size) if is_tree([head - 1 for head in heads]))
    return max(trees, key=lambda heads: total(scores, heads))


def is_tree(heads):
    relations = ["root" if head == -1 else "dep" for head in heads]
    return not list(tree_problems(heads, relations))


def total(scores, heads):
    return sum(float(scores[word, head]) for word, head in enumerate(heads))


@pytest.mark.parametrize("seed", range(40))
def test_no_tree_with_one_root_is_better(seed):
    chance = np.random.default_rng(seed)
    scores = chance.normal(size=(chance.integers(1, 6),) * 2).astype(np.float32)
    scores = np.hstack([scores[:, :1] + chance.normal() * 2, scores])

    assert total(scores, best_by_trying(scores)) == pytest.approx(total(scores, best_tree(scores)), abs=1e-4)


def test_a_batch_gives_each_sentence_its_own_best_tree():
    chance = np.random.default_rng(1)
    arcs = np.full((8, 6, 7), -1e9, np.float32)
    lengths = np.array([6, 1, 3, 5, 2, 4, 6, 6])
    for row, size in enumerate(lengths):
        arcs[row, :size, : size + 1] = chance.normal(size=(size, size + 1))

    heads = best_heads(arcs, lengths)

    for row, size in enumerate(lengths):
        assert total(arcs[row], best_tree(arcs[row, :size, : size + 1])) == pytest.approx(
            total(arcs[row], heads[row, :size]), abs=1e-4
        )


@pytest.mark.parametrize("score", [0.0, 1e30, -1e30, float("nan"), float("inf")])
def test_useless_scores_still_give_a_tree(score):
    heads = best_tree(np.full((30, 31), score, np.float32))

    assert is_tree([head - 1 for head in heads.tolist()])
