"""The command line: words to calls. The only place that prints.

A command's module is imported when the command is run, so that `dragoman --help` answers at once.
"""

from __future__ import annotations

import errno
import logging
from importlib import import_module
from keyword import iskeyword

import click

from dragoman import __version__
from dragoman.errors import DragomanError, SourceError, StoreBusy

SOME_NOT_CODED = 3
WRONG_USAGE = 2
TRY_LATER = 75  # what sendmail and others end with when somebody else holds what they need

# Command: the module that holds it (as a function of the same name), and its line in the help.
COMMANDS = {
    "code": ("coding", "Code articles: events, claims, actors, dates and places as JSON lines."),
    "fetch": ("fetching", "Fetch articles from feeds, sitemaps and pages, as JSON lines."),
    "watch": ("fetching", "Visit feeds again and again, and code what is new into a store."),
    "parse": ("parsing", "Parse text or CoNLL-U: words, tags, dependencies and names as CoNLL-U."),
    "resolve": ("resolving", "Resolve phrases to actors or places."),
    "actors": ("teaching", "Check your own actors, and learn actors from a store."),
    "places": ("mapping", "Build a gazetteer of your own."),
    "explain": ("explaining", "Show why a sentence is coded as it is."),
    "events": ("asking", "List stored events."),
    "claims": ("asking", "List stored claims: who says what."),
    "import": ("exchanging", "Put event tables that others made into a store."),
    "export": ("exchanging", "Write stored events as GDELT, ICEWS, POLECAT, Parquet, STIX and so on."),
    "stories": ("telling", "List stories: one event in many reports; split and join them."),
    "relations": ("relating", "Show how two actors deal with each other over time."),
    "forecast": ("forecasting", "Say how probable acts are in the days ahead, and why."),
    "surprise": ("forecasting", "List what happened against the odds, in bits."),
    "scoreboard": ("forecasting", "Show who was right: forecasts on record, and predictions of authors."),
    "backtest": ("forecasting", "Replay a history of events day by day, and score the forecasts."),
    "brief": ("reporting", "Print a situation report from a store."),
    "demo": ("demonstrating", "Code the example articles into a store and report on them."),
    "schema": ("describing", "Print the JSON Schema of what goes in and comes out."),
    "quarantine": ("keeping", "List articles that could not be coded."),
    "store": ("keeping", "Back up, check and repair a store."),
    "doctor": ("checking", "Check that this installation works."),
}


def function_of(command: str) -> str:
    """The function of a command: of the same name, with an underscore where Python has the word for itself."""
    return f"{command}_" if iskeyword(command) else command


class Commands(click.Group):
    """The group of all commands; it knows their names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, its module imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"dragoman.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, function_of(cmd_name))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; an error of ours is one line and an exit code, never a trace."""
        try:
            return super().invoke(ctx)
        except DragomanError as problem:
            click.echo(f"dragoman: {problem}", err=True)
            raise SystemExit(_exit_code(problem)) from problem
        except OSError as problem:
            if problem.errno == errno.EPIPE:  # whoever read has gone: click ends quietly
                raise
            where = f"{problem.filename}: " if problem.filename else ""
            hint = "; free some space and run the same command again" if problem.errno == errno.ENOSPC else ""
            click.echo(f"dragoman: {where}{problem.strerror or problem}{hint}", err=True)
            raise SystemExit(1) from problem


def _exit_code(problem: DragomanError) -> int:
    if isinstance(problem, StoreBusy):
        return TRY_LATER
    return WRONG_USAGE if isinstance(problem, SourceError) else 1


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="dragoman %(version)s")
def main() -> None:
    """Read the news: who did what to whom, who says so, and how far to trust it.

    Start with `dragoman demo`, then `dragoman code my-article.txt`.
    """
    logging.basicConfig(format="dragoman: %(message)s", level=logging.WARNING)
