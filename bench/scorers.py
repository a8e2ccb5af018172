"""Where the development sets and their scorers lie, and how a scorer is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def data_folder() -> Path | None:
    """The folder with the development sets (`DRAGOMAN_DATA`), None where there is none."""
    named = os.environ.get("DRAGOMAN_DATA", "").strip()
    folder = Path(named) if named else Path("../shared/data")
    return folder if folder.is_dir() else None


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def score(scorer: str, gold: Path, predictions: Iterable[Mapping[str, Any]], *, options: tuple[str, ...] = ()) -> Any:
    """The figures that a scorer beside the development sets prints for the predictions, as JSON."""
    data = data_folder()
    if data is None:
        raise SystemExit("no development sets: set DRAGOMAN_DATA to their folder")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8", delete=False) as file:
        file.writelines(json.dumps(p) + "\n" for p in predictions)
    command = [sys.executable, str(data.parent / "eval" / scorer), str(gold), file.name, *options]
    try:
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    finally:
        Path(file.name).unlink()
    return json.loads(printed.splitlines()[-1])  # after its table for people
