"""A limit on the memory of a process that reads what strangers wrote."""

from __future__ import annotations

import sys

# A news page takes 60 MB above the 250 MB of address space that the parsers themselves need.
MOST_BYTES = 1536 * 2**20


def limit_memory(most_bytes: int = MOST_BYTES) -> None:
    """Let this process have no more memory than that: asking for more fails in it, and nowhere else.

    Windows has no such limit; there only the limit of time holds.
    """
    if sys.platform == "win32":
        return
    import resource  # not there on Windows

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
