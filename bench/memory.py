"""How much memory processes have, from outside (Linux)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path


def resident_mb(pid: int) -> float:
    """What a process holds of the machine's memory now; 0 where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def children(pid: int) -> Iterator[int]:
    """The processes that a process has started, and theirs."""
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            own = (task / "children").read_text("ascii").split()
        except OSError:
            continue
        for child in map(int, own):
            yield child
            yield from children(child)


def flatness(sizes: Sequence[float]) -> str:
    """The middle size of the first quarter and of the last, and the largest."""
    if len(sizes) < 8:
        return f"{max(sizes, default=0):.0f} MB at most"
    quarter = len(sizes) // 4
    first, last = sorted(sizes[:quarter])[quarter // 2], sorted(sizes[-quarter:])[quarter // 2]
    return f"{first:.0f} MB in the first quarter, {last:.0f} MB in the last, {max(sizes):.0f} MB at most"
