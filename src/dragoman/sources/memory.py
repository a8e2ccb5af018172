"""A limit on the memory of a process that reads what strangers wrote."""

from __future__ import annotations

import sys
from pathlib import Path

# What a page, a feed or its tree may take beside the process that reads it (40 MB, 70 MB with what a first look knows). News
# pages take 60 MB at most; a million paragraphs take more, and are no news. With it no reader comes to 300 MB.
MOST_BYTES = 220 * 2**20

# Where nobody says how large a process is: what the largest parser takes before it has read anything, and some more.
UNKNOWN_SIZE = 1024 * 2**20


def limit_memory(most_bytes: int = MOST_BYTES) -> None:
    """Let this process have so much more memory than it has now: asking for more fails in it, and nowhere else.

    Windows has no such limit; there only the limit of time holds.
    """
    if sys.platform == "win32":
        return
    import resource  # not there on Windows

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _size() + most_bytes
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _size() -> int:
    """How much address space this process has taken."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return UNKNOWN_SIZE
    import resource

    return pages * resource.getpagesize()
