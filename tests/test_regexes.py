"""No regular expression of the package can be made to take exponential time by a text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ambiguity import Automaton

ROOT = Path(__file__).parents[1]
# Notes each expression that code of ours compiles, as all modules are loaded and an article is coded.
COLLECTOR = """
import importlib, json, pkgutil, re, sys
seen, real = {}, re._compile
def noting(pattern, flags):
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.endswith(("re/__init__.py", "functools.py")):
        frame = frame.f_back
    place = frame.f_code.co_filename if frame is not None else ""
    if "/dragoman/" in place and isinstance(pattern, (str, bytes)):
        text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
        seen[text, int(flags)] = f"{place.rpartition('/dragoman/')[2]}:{frame.f_lineno}"
    return real(pattern, flags)
re._compile = noting
import dragoman
for module in pkgutil.walk_packages(dragoman.__path__, "dragoman."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError as error:  # a module of an extra that is not installed
        if error.name.startswith("dragoman"):
            raise
from dragoman.coder import open_coder
from dragoman.records import Article
open_coder().code(Article("Iraq denied on Tuesday that 3 Russian jets had struck targets near Mosul."))
print(json.dumps([[text, flags, place] for (text, flags), place in seen.items()]))
"""


@pytest.fixture(scope="module")
def expressions() -> list[tuple[str, int, str]]:
    done = subprocess.run(
        [sys.executable, "-c", COLLECTOR],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    return [tuple(one) for one in json.loads(done.stdout)]


def test_no_expression_has_a_loop_that_runs_in_two_ways(expressions):
    doubling = [
        f"{place}: {text}" for text, flags, place in expressions if Automaton(text, flags).doubling() is not None
    ]

    assert len(expressions) > 150
    assert [] == doubling


@pytest.mark.parametrize(
    "text", ["(a+)+b", "(a|a)*b", "(a*)*b", "(?:a|ab|b)*c", r"(\w+\s?)*$", "(?:[a-z]+|x)*", "(?:a?b?)*", "(?=(a+)+b)a"]
)
def test_a_loop_that_runs_in_two_ways_is_found(text):
    assert Automaton(text, 0).doubling() is not None


@pytest.mark.parametrize(
    "text", [r"(?:\w+\s)*\w+$", "a+b*", "(?:x+y)*", "(?>a+|b)*c", "(?:a+)*+b", r"\d{1,3}(?:,\d{3})*"]
)
def test_a_loop_that_runs_in_one_way_is_none(text):
    assert Automaton(text, 0).doubling() is None
