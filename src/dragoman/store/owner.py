"""Who holds a store: a note beside it, so that a second one is told more than a number.

DuckDB's own lock decides; the note only explains. A note whose process has ended means nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that has a store open to write, what it runs, and since when."""

    pid: int
    command: str
    since: str

    def __str__(self) -> str:
        return f"process {self.pid} ({self.command}, since {self.since})"


def note_path(store: Path) -> Path:
    """Where the note of a store lies."""
    return store.with_name(f"{store.name}.owner")


def write_note(store: Path) -> None:
    """Note that this process holds the store; without a note the lock still holds."""
    words = [Path(sys.argv[0]).name, *sys.argv[1:2]] if sys.argv else ["python"]
    owner = Owner(os.getpid(), " ".join(words).strip(), datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"))
    with contextlib.suppress(OSError):
        note_path(store).write_text(json.dumps(asdict(owner)), "utf-8")


def remove_note(store: Path) -> None:
    """The store is closed: take our own note away."""
    found = read_note(store)
    if found is not None and found.pid == os.getpid():
        with contextlib.suppress(OSError):
            note_path(store).unlink(missing_ok=True)


def read_note(store: Path) -> Owner | None:
    """The owner by the note, None where there is none that can be read."""
    try:
        return Owner(**json.loads(note_path(store).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
