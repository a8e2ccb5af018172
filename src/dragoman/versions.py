"""What this Dragoman is made of: its version, and a fingerprint of the model and tables that decide what it reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dragoman import __version__

PACKAGE = Path(__file__).parent
MODEL = PACKAGE / "data" / "reader"

# What counts as knowledge: files beside the code, and the code itself, as both decide what comes out.
KINDS = (".py", ".toml", ".tsv", ".gz", ".json", ".npz", ".onnx", ".txt", ".bin")

# The rooms that decide what is read from an article; the others only carry it. Of `data`, only the model: all the rest
# there is built from files in the rooms, perhaps not before the first run.
ROOMS = ("language", "ontology", "patterns", "actors", "places", "dates", "modality", "events", "claims", "data/reader")


def coder_version() -> str:
    """The version that the store notes beside what was coded, such as "0.1.0+3f2a91c0d4e5".

    It changes when the package, the model or any table changes, so that a store knows which articles to code again.
    """
    return f"{__version__}+{fingerprint(knowledge_files())}"


def model_fingerprint() -> str | None:
    """The fingerprint of the language model's files; None when there is no model."""
    found = sorted(path for path in MODEL.glob("*") if path.is_file()) if MODEL.is_dir() else []
    return fingerprint(found) if found else None


def knowledge_files() -> list[Path]:
    """The files that decide what is read from an article, in a fixed order."""
    inside = (path for room in ROOMS for path in (PACKAGE / room).rglob("*"))
    return sorted([PACKAGE / "coder.py", *(path for path in inside if path.suffix in KINDS)])


def fingerprint(paths: list[Path]) -> str:
    """Twelve hexadecimal digits that follow from the names and contents of these files."""
    digest = hashlib.blake2b(digest_size=6)
    for path in paths:
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            for piece in iter(lambda: file.read(2**20), b""):
                digest.update(piece)
    return digest.hexdigest()
