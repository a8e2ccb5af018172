"""What the documentation says about commands is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from dragoman.cli import COMMANDS, function_of

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "commands.md").read_text("utf-8")
TOUR = (DOCS / "tour.md").read_text("utf-8")


def options(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield from parameter.opts
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from options(inner)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name):
    command = getattr(import_module(f"dragoman.cli.{COMMANDS[name][0]}"), function_of(name))

    assert f"dragoman {name}" in PAGE
    assert [] == sorted(option for option in set(options(command)) if f"`{option}" not in PAGE)


def inner_commands() -> Iterator[str]:
    """Such as `store check`."""
    for name, (module, _) in COMMANDS.items():
        command = getattr(import_module(f"dragoman.cli.{module}"), function_of(name))
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in command.commands)


@pytest.mark.parametrize("name", [*COMMANDS, *inner_commands()])
def test_the_tour_shows_a_run_of_every_command(name):
    runs = [block.partition(f"$ dragoman {name}") for block in TOUR.split("```console")]
    outputs = [rest.partition("\n")[2] for _, found, rest in runs if found and not rest[:1].isalnum()]

    assert any(output.strip() and not output.startswith(("$", "`")) for output in outputs)


def test_nothing_in_the_tour_went_wrong_by_accident():
    """Where an exit code is shown, the page says why; a trace is never shown."""
    assert [] == re.findall(r"Traceback|ModuleNotFoundError|\(exit code (?:1|2|12\d)\)", TOUR)


def test_every_documented_option_exists():
    commands = [getattr(import_module(f"dragoman.cli.{module}"), function_of(name)) for name, (module, _) in COMMANDS.items()]
    known = {option for command in commands for option in options(command)}

    assert set() == set(re.findall(r"`(--?[a-z0-9-]+)", PAGE)) - known - {"--help", "-"}


def test_every_table_of_the_store_is_documented():
    schema = (Path(__file__).parents[1] / "src" / "dragoman" / "store" / "schema.sql").read_text("utf-8")
    tables = set(re.findall(r"CREATE TABLE (\w+)", schema)) - {"dragoman"}

    assert [] == sorted(table for table in tables if f"`{table}`" not in PAGE)
