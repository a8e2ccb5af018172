"""Others reached through others: what like-minded actors do, and whom one's partners deal with.

Both are sparse matrix products over the pairs of a snapshot, one row a question.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from dragoman.forecasting.history import Integers
from dragoman.forecasting.snapshot import SEASON, WEEK, Floats, Snapshot


class Neighbours:
    """The pairs of a snapshot as a graph."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.actors = snapshot.actors
        focus, other = snapshot.pair_focus, snapshot.pair_other
        # a partner that everybody has says little about who is like whom
        dealings = np.log1p(snapshot.pair_decayed[:, SEASON])
        fame = np.bincount(other, dealings, self.actors).astype(np.float32)
        dealings = dealings / np.sqrt(1 + fame[other])
        length = np.sqrt(np.bincount(focus, dealings**2, self.actors)).astype(np.float32) + np.float32(1e-6)
        self.profile = self._matrix(dealings / length[focus])
        self.profile_across = self.profile.T.tocsr()
        recent = snapshot.pair_decayed[:, WEEK]
        total = np.bincount(focus, recent, self.actors).astype(np.float32) + np.float32(0.3)
        self.step = self._matrix(recent / total[focus])
        order = np.lexsort((snapshot.other, snapshot.focus, snapshot.relation))
        self._focus, self._other = snapshot.focus[order], snapshot.other[order]
        self._weight = np.log1p(snapshot.fact.decayed[order, SEASON])
        ways = np.arange(2 * snapshot.relations + 1)
        self._rows_of = np.searchsorted(snapshot.relation[order], ways)

    def _matrix(self, weight: Floats) -> sparse.csr_matrix:
        snapshot = self.snapshot
        parts = (weight.astype(np.float32), snapshot.pair_other, snapshot.pairs_of)
        return sparse.csr_matrix(parts, shape=(self.actors, self.actors))

    def _under(self, way: int) -> sparse.csr_matrix:
        """Who gave whom as an answer under a relation."""
        rows = slice(self._rows_of[way], self._rows_of[way + 1])
        starts = np.searchsorted(self._focus[rows], np.arange(self.actors + 1))
        parts = (self._weight[rows], self._other[rows], starts)
        return sparse.csr_matrix(parts, shape=(self.actors, self.actors))

    def alike(self, focus: Integers) -> Floats:
        """How like the focus each actor is, by the partners that they share; nobody is like himself."""
        wanted, back = np.unique(focus, return_inverse=True)
        likeness = (self.profile[wanted] @ self.profile_across).toarray()
        likeness[np.arange(len(wanted)), wanted] = 0
        return np.asarray(likeness[back], np.float32)

    def by_likeness(self, alike: Floats, way: Integers) -> Floats:
        """How often those like the focus gave each actor as an answer under the relation."""
        nearest = alike * alike  # the nearest count most
        scores = np.zeros((len(way), self.actors), np.float32)
        for asked in np.unique(way):
            lines = np.flatnonzero(way == asked)
            scores[lines] = (self._under(asked).T @ nearest[lines].T).T
        return scores

    def by_two_steps(self, focus: Integers) -> Floats:
        """How far this week's partners of this week's partners of the focus are each actor."""
        wanted, back = np.unique(focus, return_inverse=True)
        return np.asarray((self.step[wanted] @ self.step).toarray()[back], np.float32)
