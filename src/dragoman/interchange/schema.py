"""The JSON Schema of everything that goes in and comes out."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

RECORDS = ("output", "article", "coded", "failure", "actor", "place", "event", "claim", "date", "mention", "span")


def schema(record: str = "output") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind of record: "output" is a line that `dragoman code` writes.

    All kinds stand under `$defs`, whichever is asked for.
    """
    whole: dict[str, Any] = json.loads(files("dragoman.interchange").joinpath("schema.json").read_text("utf-8"))
    return {**whole, "$ref": f"#/$defs/{record}"}
