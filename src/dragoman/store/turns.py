"""Whose turn it is in the process that holds a store: many ask side by side; what would disturb them waits for none to ask."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """One for all threads of an open store."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking = 0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """A question is being asked; others may be too."""
        with self._lock:
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody asks now; if so, nobody begins to before the end of the block."""
        with self._lock:
            yield self._asking == 0
