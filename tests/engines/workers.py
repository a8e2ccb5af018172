"""Functions for worker processes to run: well-behaved and otherwise."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from dragoman.errors import ArticleTooLarge, ModelNotFound
from dragoman.records import Article, Coded


def code(article: Article) -> Coded:
    """Code an article that says how: hang, die, raise, print, `sleep 0.1`, or anything else."""
    command, _, argument = article.text.partition(" ")
    if command == "hang":
        time.sleep(60)
    elif command == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif command == "die-once" and not Path(argument).exists():
        Path(argument).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    elif command == "raise":
        raise ValueError("an odd thing")
    elif command == "large":
        raise ArticleTooLarge("too long")
    elif command == "recurse":
        code(article)
    elif command == "print":
        print("a stray line")
        sys.stdout.flush()
    elif command == "sleep":
        time.sleep(float(argument))
    return Coded(article, notes=(str(os.getpid()),))


def open_code(actors: str | None = None, gazetteer: str | None = None) -> Callable[[Article], Coded]:
    return code


def open_nothing(actors: str | None = None, gazetteer: str | None = None) -> Callable[[Article], Coded]:
    raise ModelNotFound("no language model here")


def open_measured_extractor() -> Callable[[bytes], int]:
    """The reader of pages, which answers with how many megabytes it has had at most."""
    from dragoman.sources.html import open_extractor

    extract = open_extractor()

    def measure(page: bytes) -> int:
        with contextlib.suppress(Exception):
            extract(page)
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))

    return measure
