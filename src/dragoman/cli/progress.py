"""How far a run has come, on standard error: a line that keeps changing on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

import click

from dragoman.records import Coded, Failure

# Enough to see what is wrong with an input; all of them are in the output.
FAILURES_SHOWN = 20
SECONDS_BETWEEN_LINES = 30.0
SECONDS_BETWEEN_REDRAWS = 0.2


@dataclass(slots=True)
class Progress:
    """Counts of a run; `quiet` keeps them to itself."""

    quiet: bool = False
    coded: int = 0
    failed: int = 0
    events: int = 0
    claims: int = 0
    started: float = field(default_factory=time.monotonic)
    line: StatusLine = field(init=False)

    def __post_init__(self) -> None:
        self.line = StatusLine(self.quiet)

    def count(self, result: Coded | Failure) -> None:
        """Count a result, and show how far the run is from time to time."""
        if isinstance(result, Failure):
            self.failed += 1
            self._report(result)
        else:
            self.coded += 1
            self.events += len(result.events)
            self.claims += len(result.claims)
        self._show()

    def finish(self) -> None:
        """The last line: counts and speed."""
        if not self.quiet:
            self._say(f"{self} in {self.seconds:.1f} s ({self.speed:.1f} articles/s)")

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.started

    @property
    def speed(self) -> float:
        """Articles a second."""
        return (self.coded + self.failed) / max(self.seconds, 0.001)

    def __str__(self) -> str:
        failed = f", {self.failed:,} not" if self.failed else ""
        noun = "article" if self.coded == 1 else "articles"
        return f"{self.coded:,} {noun} coded{failed}: {self.events:,} events, {self.claims:,} claims"

    def _report(self, failure: Failure) -> None:
        if self.quiet or self.failed > FAILURES_SHOWN + 1:
            return
        if self.failed == FAILURES_SHOWN + 1:
            self._say("more articles could not be coded; the output has them all")
            return
        named = f"{failure.id}: " if failure.id and failure.id not in failure.message else ""
        self._say(f"not coded ({failure.kind}): {named}{failure.message}")

    def _show(self) -> None:
        self.line.show(f"{self}, {self.speed:.1f} articles/s")

    def _say(self, line: str) -> None:
        self.line.say(line)


@dataclass(slots=True)
class StatusLine:
    """A line that says how far something is, now and then; `quiet` keeps it to itself."""

    quiet: bool = False
    shown: float = field(default_factory=time.monotonic)

    def show(self, line: str) -> None:
        """Show it if some time has passed since the last one: in its place on a terminal, else below it."""
        is_terminal = sys.stderr.isatty()
        pause = SECONDS_BETWEEN_REDRAWS if is_terminal else SECONDS_BETWEEN_LINES
        if self.quiet or time.monotonic() - self.shown < pause:
            return
        self.shown = time.monotonic()
        if is_terminal:
            click.echo(f"\r\033[K{line}", nl=False, err=True)
        else:
            self.say(line)

    def say(self, line: str) -> None:
        """A line that stays, even where all else is quiet."""
        clear = "\r\033[K" if sys.stderr.isatty() else ""
        click.echo(f"{clear}dragoman: {line}", err=True)
