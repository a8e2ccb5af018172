"""Lines to standard output or to a file that appears only when it is complete."""

from __future__ import annotations

import errno
import gzip
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from dragoman.errors import DiskFull, SourceError

Write = Callable[[str | bytes], None]

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def open_output(where: str | None) -> Iterator[Write]:
    """A function that writes a text as UTF-8, or bytes as they are: to standard output, or to a file.

    The file is compressed if its name says so. It is written beside its place and moved there at the end; when something
    fails, nothing is left of it. What is no plain file, such as a pipe, is written to as it stands.
    """
    if where is None or where == "-":
        yield _to_standard_output
        sys.stdout.flush()
        return
    target = Path(where)
    if target.exists() and not target.is_file():  # a pipe, or /dev/null: to be written to, never to be replaced
        with _opened(target) as file:
            yield lambda text: _write(file, text)
        return
    if not target.parent.is_dir():
        raise SourceError(f"cannot write {target}: there is no folder {target.parent}")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as problem:
        raise SourceError(f"cannot write {target}: {problem.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as file, _compressed(file, target.name) as stream:
            yield lambda text: _write(stream, text)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, target)
    except BaseException as problem:
        Path(name).unlink(missing_ok=True)
        if isinstance(problem, OSError) and problem.filename is None and problem.errno in NO_ROOM:
            raise DiskFull(f"no room left for {target}: free some space and run the same command again") from None
        raise


def _opened(target: Path) -> BinaryIO:
    try:
        return target.open("wb")
    except OSError as problem:
        raise SourceError(f"cannot write {target}: {problem.strerror}") from None


def _to_standard_output(text: str | bytes) -> None:
    sys.stdout.buffer.write(_encoded(text))
    sys.stdout.buffer.flush()  # whoever reads the other end of a pipe sees each record when it is made


def _write(stream: BinaryIO, text: str | bytes) -> None:
    stream.write(_encoded(text))


def _encoded(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


@contextmanager
def _compressed(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    if name.endswith(".gz"):
        with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as packed:
            yield cast(BinaryIO, packed)
    elif name.endswith(".zst"):
        with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as packed:
            yield cast(BinaryIO, packed)
    else:
        yield file


def _umask() -> int:
    """The permissions that new files are denied (there is no way to ask without setting)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
