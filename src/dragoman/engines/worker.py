"""What runs inside a worker process.

The parent speaks pickles over the standard streams, each after its length in 8 bytes. The first one names a function
that makes the function to be called; every later one is an argument for it. The answers are `(True, result)` or
`(False, exception)`. When the parent goes, its end of the pipe closes and the worker ends with it.

A process of our own making rather than `multiprocessing`: no fork (a forked child that inherits an open store loses
data), and no second run of the user's main script, so that `code_many` needs no `if __name__ == "__main__"`.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import Any, BinaryIO

LENGTH_BYTES = 8


def send(stream: BinaryIO, message: object) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(LENGTH_BYTES, "big") + data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """The next message; EOFError when the other side is gone."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        raise EOFError
    size = int.from_bytes(head, "big")
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


def main() -> None:
    """Answer until the parent closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle; it ends us when it goes
    incoming, outgoing = _take_over_streams()
    try:
        _serve(incoming, outgoing)
    except (EOFError, BrokenPipeError):
        os._exit(0)


def _serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    path, make = receive(incoming)
    sys.path[:] = path
    try:
        call = pickle.loads(make)()
    except Exception as problem:
        send(outgoing, (False, _portable(problem)))
        return
    send(outgoing, (True, None))
    while True:
        argument = receive(incoming)
        try:
            answer = (True, call(argument))
        except Exception as problem:
            answer = (False, _portable(problem))
        send(outgoing, answer)


def _take_over_streams() -> tuple[BinaryIO, BinaryIO]:
    """The pipe to the parent. What anybody prints from now on goes to standard error, not into the pipe."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    return incoming, outgoing


def _portable(problem: Exception) -> Exception:
    """The exception if it survives pickling, else one that says the same."""
    try:
        pickle.loads(pickle.dumps(problem))
    except Exception:
        return RuntimeError(f"{type(problem).__name__}: {problem}")
    return problem
