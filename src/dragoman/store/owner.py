"""Who holds a store: a note beside it, so that a second one is told more than a number, and readers know whom to ask.

DuckDB's own lock decides; the note only explains. A note whose process has ended means nothing. Only who has made the note
can read it, as it holds the key with which readers ask.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that has a store open to write, what it runs, since when, and how readers ask it."""

    pid: int
    command: str
    since: str
    port: int | None = None
    key: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"process {self.pid} ({self.command}, since {self.since})"


def note_path(store: Path) -> Path:
    """Where the note of a store lies."""
    return store.with_name(f"{store.name}.owner")


def write_note(store: Path, port: int | None = None, key: str | None = None) -> None:
    """Note that this process holds the store; without a note the lock still holds."""
    words = [Path(sys.argv[0]).name, *sys.argv[1:2]] if sys.argv else ["python"]
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    owner = Owner(os.getpid(), " ".join(words).strip(), since, port, key)
    fresh = note_path(store).with_name(f"{store.name}.owner.{os.getpid()}")
    with contextlib.suppress(OSError):
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(owner), file)
        os.replace(fresh, note_path(store))


def remove_note(store: Path, port: int | None) -> None:
    """The store is closed: take our own note away, and not one that this process has made for the same store since."""
    found = read_note(store)
    if found is not None and (found.pid, found.port) == (os.getpid(), port):
        with contextlib.suppress(OSError):
            note_path(store).unlink(missing_ok=True)


def read_note(store: Path) -> Owner | None:
    """The owner by the note, None where there is none that can be read."""
    try:
        return Owner(**json.loads(note_path(store).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
