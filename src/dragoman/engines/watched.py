"""A function that runs in a process of its own and can be stopped from outside.

Some inputs make C code run for hours (a page with 200,000 attributes in an HTML parser, a pathological sentence in a
model); neither a signal nor a thread stops that. Only the end of the process does.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from dragoman.engines.worker import receive, send
from dragoman.errors import DragomanError

Argument = TypeVar("Argument")
Result = TypeVar("Result")

# Reading the model takes about a second on an idle laptop; a cold disk under load took fifteen times that.
START_SECONDS = 120.0
# While others have the processor a process works on nothing: that does not count, up to so many times its limit.
MOST_WAITING = 5.0


class TookTooLong(DragomanError):
    """The function ran past its limit and was stopped."""

    kind = "timeout"


class Crashed(DragomanError):
    """The process ended while the function ran."""

    kind = "crash"


class Watched(Generic[Argument, Result]):
    """The function that `make()` returns, run in its own process.

    `make` is pickled by name, so it has to be importable. The process starts with the first call, or with `start`;
    after `TookTooLong` or `Crashed` the next call starts a new one.
    """

    def __init__(self, make: Callable[[], Callable[[Argument], Result]]):
        self._make = pickle.dumps(make)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    def start(self) -> None:
        """Start the process if it does not run; an error of `make` is raised here."""
        with self._lock:
            if self._process is not None:
                return
            if self._is_closed:
                raise Crashed("it was closed")
            self._process = _new_process()
        self._say((sys.path, self._make))
        self._answer(START_SECONDS)

    def __call__(self, argument: Argument, seconds: float) -> Result:
        """The function's result, or its exception, or `TookTooLong` after so many seconds.

        On Linux, seconds in which the process was ready and others had the processor do not count.
        """
        self.start()
        self._say(argument)
        result: Result = self._answer(seconds)
        return result

    def close(self) -> None:
        """End the process at once, for good; may be called from another thread."""
        self._is_closed = True
        self.stop()

    def stop(self) -> None:
        """End the process at once; the next call starts another."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close(stream)
        process.wait()

    def _say(self, message: object) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise self._crash()
        try:
            send(process.stdin, message)  # type: ignore[arg-type]
        except (OSError, ValueError):  # the process is gone, or another thread closed the pipe
            raise self._crash() from None

    def _answer(self, seconds: float) -> Any:
        process = self._process
        if process is None or process.stdout is None:
            raise self._crash()
        answered, expired = threading.Event(), threading.Event()
        threading.Thread(target=_end_when_late, args=(process, seconds, answered, expired), daemon=True).start()
        try:
            is_good, answer = receive(process.stdout)  # type: ignore[arg-type]
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            if expired.is_set():
                self.stop()
                raise TookTooLong(f"took longer than {seconds:.0f} s and was stopped") from None
            raise self._crash() from None
        finally:
            answered.set()
        if is_good:
            return answer
        raise answer

    def _crash(self) -> Crashed:
        process = self._process
        code = None
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(timeout=5)
        self.stop()
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return Crashed(f"the process that worked on it ended ({how})")


def _end_when_late(
    process: subprocess.Popen[bytes], seconds: float, answered: threading.Event, expired: threading.Event
) -> None:
    began, waiting_before = time.monotonic(), _seconds_waiting(process.pid)
    left = seconds
    while not answered.wait(left):
        waiting = min(_seconds_waiting(process.pid) - waiting_before, MOST_WAITING * seconds)
        left = seconds + waiting - (time.monotonic() - began)
        if left <= 0:
            expired.set()
            process.kill()
            return


def _seconds_waiting(pid: int) -> float:
    """How long a process has waited for a processor since it began; nothing where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _new_process() -> subprocess.Popen[bytes]:
    # One thread each: the processes are the parallelism, and more threads than cores make all of them slower.
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    environment["PYTHONPATH"] = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.Popen(
        [sys.executable, "-c", "from dragoman.engines.worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def _close(stream: Any) -> None:
    with contextlib.suppress(OSError):  # unsent bytes for a process that is gone
        stream.close()
