"""The gazetteer as it ships: places found by name, and what is known of each."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import KnowledgeError
from dragoman.places.names import distance, folded, hashes, key

KINDS = ("country", "adm1", "adm2", "city", "region", "feature", "seat")
MAIN, OTHER, SHORT, ABBREVIATION, NEAR, ADJECTIVE, PART = range(7)
TARGET_BITS = 28
GAZETTEER = Path(__file__).parents[1] / "data" / "gazetteer.npz"

# More places than this under one consonant skeleton (short names) say nothing about which one a near spelling means.
_MOST_NEAR = 400
_MOST_ALIKE = 4096  # Names of one skeleton that are looked through before the whole index is.
_MOST_KEPT = 20_000  # Names whose places are remembered; some 10 MB.


class Found(NamedTuple):
    """A row of the gazetteer that a name may mean, and how good the name is for it (MAIN, OTHER, ..., PART)."""

    row: int
    how: int


class Gazetteer:
    """Columns of places and the index of their names; opened once, in about a tenth of a second."""

    def __init__(self, path: Path = GAZETTEER):
        try:
            with np.load(path) as columns:
                self._load({name: columns[name] for name in columns.files})
        except FileNotFoundError:
            raise KnowledgeError(
                f"no gazetteer in {path}: it is made when the package is built; from a checkout, run `pip install -e .`"
            ) from None
        except (OSError, ValueError, KeyError) as error:
            raise KnowledgeError(f"the gazetteer {path} cannot be read ({error}): build the package again") from error

    def _load(self, columns: dict[str, NDArray[np.generic]]) -> None:
        names = [str(name) for name in columns["countries"]]
        self.iso2 = [name[:2] for name in names]
        self.iso3 = [name[3:] or None for name in names]
        self.divisions = [str(name) for name in columns["divisions"]]
        self.lat, self.lon = columns["lat"], columns["lon"]
        self.country, self.division = columns["country"], columns["division"]
        self.kind, self.population = columns["kind"], columns["population"]
        self.geonames_id = columns["geonames_id"]
        self._names, self._name_lengths = columns["names"], columns["name_lengths"]
        self._near, self._exact, self._target = columns["near"], columns["exact"], columns["target"]
        self.no_country = self.iso2.index("") if "" in self.iso2 else -1
        self._found: dict[str, list[Found]] = {}  # what was sought before: an article names its places again and again

    def __len__(self) -> int:
        return len(self.lat)

    @cached_property
    def _name_ends(self) -> NDArray[np.int64]:
        return np.cumsum(self._name_lengths, dtype=np.int64)

    def name(self, row: int) -> str:
        """The main name of a place."""
        end = int(self._name_ends[row])
        return bytes(self._names[end - int(self._name_lengths[row]) : end]).decode("utf-8", "ignore")

    def find(self, of_key: str) -> list[Found]:
        """The places that bear this name (its `key`)."""
        found = self._found.get(of_key)
        if found is None:
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            found = self._found[of_key] = self._find(of_key)
        return found

    def _find(self, of_key: str) -> list[Found]:
        low, high, exact = self._slice(of_key)
        if low == high:
            return []
        targets = self._target[low:high][self._exact[low:high] == exact].tolist()
        return [Found(target & (1 << TARGET_BITS) - 1, target >> TARGET_BITS) for target in targets]

    def find_near(self, of_key: str) -> list[Found]:
        """The places whose main name is this one in another transliteration."""
        own = folded(of_key)
        if len(own) < 4:
            return []
        low, high, _ = self._slice(of_key)
        rows = {int(target) & (1 << TARGET_BITS) - 1 for target in self._target[low:high]}
        if len(rows) > _MOST_NEAR:
            return []
        most = 1 if len(own) < 7 else 2
        return [Found(row, NEAR) for row in sorted(rows) if distance(own, folded(key(self.name(row))), most) <= most]

    def _slice(self, of_key: str) -> tuple[int, int, int]:
        near, exact = hashes(of_key)
        sought = np.uint32(near)
        low = int(self._near.searchsorted(sought, "left"))
        if low == len(self._near) or self._near[low] != sought:
            return low, low, exact
        high = int(self._near[low : low + _MOST_ALIKE].searchsorted(sought, "right")) + low
        if high == low + _MOST_ALIKE:
            high = int(self._near.searchsorted(sought, "right"))
        return low, high, exact
