"""Compile the gazetteer and the pattern book when the package is built: for wheels and for editable installs alike."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GAZETTEER = "src/dragoman/data/gazetteer.npz"
PATTERNS = "src/dragoman/data/patterns.json"


class KnowledgeHook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Makes the built tables, which git does not keep, and puts them into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what its sources have outgrown."""
        sys.path.insert(0, str(Path(self.root) / "src"))
        from dragoman.patterns.book import open_book  # only importable once the path is set
        from dragoman.places.compiling import compile_gazetteer

        open_book()

        if compile_gazetteer(Path(self.root) / GAZETTEER):
            self.app.display_info(f"compiled {GAZETTEER}")
        build_data["artifacts"] += [GAZETTEER, PATTERNS]
