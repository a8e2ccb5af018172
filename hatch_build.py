"""Compile the gazetteer when the package is built: for wheels and for editable installs alike."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GAZETTEER = "src/dragoman/data/gazetteer.npz"


class GazetteerHook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Makes `src/dragoman/data/gazetteer.npz`, which git does not keep, and puts it into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the gazetteer unless its sources are unchanged."""
        sys.path.insert(0, str(Path(self.root) / "src"))
        from dragoman.places.compiling import compile_gazetteer  # only importable once the path is set

        if compile_gazetteer(Path(self.root) / GAZETTEER):
            self.app.display_info(f"compiled {GAZETTEER}")
        build_data["artifacts"].append(GAZETTEER)
