"""Imports point one way, never in a circle, and nothing slow stands in the way of `dragoman --help`."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "dragoman"

# From leaf to edge, as in docs/architecture.md. A room may import rooms above its line, and those beside it.
LAYERS = (
    ("records", "errors"),
    ("language", "ontology", "engines", "interchange"),
    ("patterns", "actors", "places", "dates", "modality"),
    ("events",),
    ("claims",),
    ("coder",),
    ("fetching", "sources", "store", "stories", "relations", "versions"),
    ("forecasting",),
    ("report",),
    ("cli",),
)

# Modules that run a room's examples through the whole coder, or build its data: tools beside the room, not in it.
TOOLS = ("check", "compile", "compiling")

HEAVY = (
    "numpy",
    "onnxruntime",
    "duckdb",
    "trafilatura",
    "lxml",
    "zstandard",
    "spacy",
    "torch",
    "feedparser",
    "pyarrow",
    "scipy",
    "lightgbm",
)


def modules() -> dict[str, Path]:
    """Every module of the package by its name."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = ["dragoman", *path.relative_to(PACKAGE).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The modules that a file imports, and whether it does so when it is loaded (not later, in a function)."""
    known = modules()
    for node, is_at_top in _statements(ast.parse(path.read_text("utf-8")).body, at_top=True):
        if isinstance(node, ast.Import):
            yield from ((alias.name, is_at_top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in known else node.module), is_at_top


def _statements(body: list[ast.stmt], at_top: bool) -> Iterator[tuple[ast.stmt, bool]]:
    for node in body:
        yield node, at_top
        is_for_types = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        later = is_for_types or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in (getattr(node, part, []) for part in ("body", "orelse", "finalbody")):
            yield from _statements(inner, at_top and not later)
        for handler in getattr(node, "handlers", []):
            yield from _statements(handler.body, at_top and not later)


def loaded_by(module: str) -> set[str]:
    """The modules that are loaded when this one is, of ours and of others."""
    known, found, open_modules = modules(), set(), [module]
    while open_modules:
        current = open_modules.pop()
        if current in found:
            continue
        found.add(current)
        if current in known:
            open_modules += [name for name, is_at_top in imports(known[current]) if is_at_top]
            open_modules += [".".join(current.split(".")[:n]) for n in range(1, current.count(".") + 1)]
    return found


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def layer_of(room: str) -> int:
    return next(number for number, rooms in enumerate(LAYERS) if room in rooms)


OWN = sorted(name for name in modules() if "." in name)


def test_every_room_has_its_layer():
    listed = {room for rooms in LAYERS for room in rooms}

    assert set() == {room_of(name) for name in OWN} - listed


@pytest.mark.parametrize("module", [name for name in OWN if name.rpartition(".")[2] not in TOOLS])
def test_imports_point_from_edge_to_leaf(module):
    own = layer_of(room_of(module))
    upward = [
        name
        for name, _ in imports(modules()[module])
        if name.startswith("dragoman.") and layer_of(room_of(name)) > own and name.rpartition(".")[2] not in TOOLS
    ]

    assert [] == upward


def test_no_module_imports_itself_in_a_circle():
    graph = {
        name: {target for target, is_at_top in imports(path) if is_at_top and target in modules()}
        for name, path in modules().items()
    }
    while free := {name for name, targets in graph.items() if not targets & graph.keys()}:
        for name in free:
            del graph[name]

    assert {} == graph


def test_help_loads_nothing_heavy():
    others = {name.split(".")[0] for name in loaded_by("dragoman.cli")}

    assert set() == others & set(HEAVY)


def test_the_process_that_hands_out_articles_has_no_model():
    program = (
        "import sys, dragoman.cli.coding; print([m for m in ('onnxruntime', 'dragoman.coder') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=PACKAGE.parent)

    assert "[]" == done.stdout.strip()


def test_help_answers_at_once():
    program = "import sys; sys.argv = ['dragoman', '--help']; from dragoman.cli import main; main()"
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=PACKAGE.parent)
        seconds.append(time.perf_counter() - started)
        assert "Commands:" in done.stdout

    assert min(seconds) < 0.3  # 0.1 s on an idle laptop


def test_standard_output_is_written_to_by_the_command_line_alone():
    """A library that prints spoils the records that somebody else writes there."""
    printing = [
        name
        for name, path in modules().items()
        if name.rpartition(".")[2] not in TOOLS and room_of(name) != "cli" and _prints(path)
    ]

    assert [] == printing


def _prints(path: Path) -> bool:
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return any(ast.unparse(call.func) in ("print", "click.echo", "sys.stdout.write") for call in calls)


def test_no_process_is_forked():
    """A forked child that inherits an open store loses what others add to it."""
    names = ("multiprocessing", "os.fork")
    forking = [name for name, path in modules().items() if any(n in names for n, _ in imports(path))]

    assert [] == forking
