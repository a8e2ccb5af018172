"""Arc scores to dependency trees: the best tree with exactly one root, for a whole batch at a time.

Nearly always every word's best head gives a tree already, which is checked for all sentences at once. Only the others
go through Chu-Liu and Edmonds' algorithm.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Heads = NDArray[np.int64]


def best_heads(arcs: Scores, lengths: NDArray[np.int64]) -> Heads:
    """The head column of every word, `[B, W]` (0 = root, j + 1 = word j), from arc scores `[B, W, W + 1]`.

    Words at and after a sentence's length are padding; their heads mean nothing.
    """
    heads: Heads = arcs.argmax(2)
    padding = np.arange(arcs.shape[1]) >= lengths[:, None]
    heads[padding] = 0
    for row in np.flatnonzero(~_are_trees(heads, padding)):
        size = int(lengths[row])
        heads[row, :size] = best_tree(arcs[row, :size, : size + 1])
    return heads


def _are_trees(heads: Heads, padding: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows are trees with one root: following heads from every word ends at the root, which has one child."""
    count, width = heads.shape
    one_root = ((heads == 0) & ~padding).sum(1) == 1
    above = np.zeros((count, width + 1), dtype=np.int64)
    above[:, 1:] = heads
    for _ in range(max(1, width).bit_length()):
        above = np.take_along_axis(above, above, axis=1)  # each pass doubles the steps taken
    result: NDArray[np.bool_] = one_root & (above == 0).all(1)
    return result


def best_tree(scores: Scores) -> Heads:
    """The heads of a sentence's best tree, `[n]`, from its scores `[n, n + 1]`; exactly one word stands under the root.

    The best tree of any number of roots is the answer when it has one. Otherwise a constant greater than any gain is
    taken from every root arc, so that the best tree uses as few of them as can be, which is one; among those trees the
    order stays as it was. (This second way alone would do, but contracts many more cycles.)
    """
    size = len(scores)
    table = np.zeros((size + 1, size + 1))
    table[1:] = np.where(np.isfinite(scores), np.maximum(scores, -1e6), -1e6)
    np.fill_diagonal(table, -np.inf)
    table[0] = -np.inf
    heads = _arborescence(table)[1:]
    if (heads == 0).sum() == 1:
        return heads
    span = float(np.ptp(np.where(np.isfinite(table[1:]), table[1:], 0.0)))
    table[1:, 0] -= (span + 1.0) * (size + 1)
    return _arborescence(table)[1:]


def _arborescence(table: NDArray[np.float64]) -> Heads:
    """Chu-Liu and Edmonds: best head of every node, node 0 being the root; `table[dependent, head]`.

    Cycles are contracted one after the other in the same table (Tarjan's bookkeeping, quadratic in time for each), then
    taken apart again in reverse order.
    """
    table = table.copy()
    size = len(table)
    heads: Heads = table.argmax(1)
    heads[0] = 0
    alive = np.ones(size, dtype=bool)
    contracted: list[tuple[list[int], int, NDArray[np.int64], NDArray[np.int64], Heads]] = []
    while (cycle := _cycle(heads, alive)) is not None:
        kept, members = cycle[0], np.array(cycle)
        inner = table[members, heads[members]]
        # Arcs into the cycle break it at one member; arcs out of it leave from the best member.
        entering = table[members] - inner[:, None]
        enter_at = members[entering.argmax(0)]
        leave_from = members[table[:, members].argmax(1)]
        contracted.append((cycle, kept, enter_at, leave_from, heads[members].copy()))
        incoming, outgoing = entering.max(0), table[:, members].max(1)
        table[kept] = incoming
        table[:, kept] = outgoing
        alive[members] = False
        alive[kept] = True
        table[kept, kept] = -np.inf
        table[:, ~alive] = -np.inf
        heads[alive] = table[alive].argmax(1)
        heads[0] = 0
    for cycle, kept, enter_at, leave_from, inner_heads in reversed(contracted):
        head_of_all = int(heads[kept])
        for node in np.flatnonzero(alive):
            if node != kept and heads[node] == kept:
                heads[node] = leave_from[node]
        heads[np.array(cycle)] = inner_heads
        broken = int(enter_at[head_of_all])
        heads[broken] = head_of_all
        alive[np.array(cycle)] = True
    return heads


def _cycle(heads: Heads, alive: NDArray[np.bool_]) -> list[int] | None:
    """The nodes of one cycle among the living nodes, None where there is none."""
    seen = np.zeros(len(heads), dtype=np.int64)
    links = heads.tolist()
    for start in np.flatnonzero(alive).tolist():
        node, mark = start, start + 1
        while node != 0 and not seen[node]:
            seen[node] = mark
            node = links[node]
        if node != 0 and seen[node] == mark:
            cycle, first = [node], node
            while (node := links[node]) != first:
                cycle.append(node)
            return cycle
    return None
