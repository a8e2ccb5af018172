"""`dragoman doctor`."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import click

from dragoman import __version__
from dragoman.cli.asking import DEFAULT_STORE
from dragoman.errors import DragomanError, StoreError
from dragoman.records import Article
from dragoman.store import check, open_store
from dragoman.versions import coder_version, knowledge_files, model_fingerprint

SENTENCE = "Iraq denied on Tuesday that Russian jets had struck targets near Mosul."


@click.command()
@click.option("--store", default=DEFAULT_STORE, show_default=True, help="The store that is checked, if there is one.")
def doctor(store: str) -> None:
    """Check that this installation works: versions, model, tables, a sentence, write access, the store.

    The exit code is 0 if all is well and 1 if something is not.
    """
    is_well = True
    for name, look in _checks(store):
        try:
            click.echo(f"  ok   {name:12} {look()}")
        except (DragomanError, OSError, ImportError, PackageNotFoundError) as problem:
            is_well = False
            click.echo(f"  FAIL {name:12} {problem}")
    click.echo("all is well" if is_well else "something is wrong: see the lines that say FAIL")
    if not is_well:
        raise SystemExit(1)


def _checks(store: str) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "python", lambda: f"{platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}"
    yield "dragoman", lambda: f"{__version__}, coder {coder_version()}"
    yield "packages", _packages
    yield "model", _model
    yield "tables", _tables
    yield "a sentence", _sentence
    yield "write access", _write_access
    yield "store", lambda: _store(store)


def _packages() -> str:
    wanted = [line for line in requires("dragoman") or [] if "extra ==" not in line]
    names = [line.split(">")[0].split("=")[0].split(";")[0].strip() for line in wanted]
    return ", ".join(f"{name} {version(name)}" for name in names)


def _model() -> str:
    found = model_fingerprint()
    if found is None:
        raise OSError("no language model in the package: install Dragoman again")
    return f"fingerprint {found}"


def _tables() -> str:
    files = [path for path in knowledge_files() if path.suffix in (".toml", ".tsv", ".json")]
    return f"{len(files)} files, {sum(path.stat().st_size for path in files) / 2**20:.1f} MB"


def _sentence() -> str:
    from dragoman.coder import open_coder  # the slow part, so that the lines before it are there at once

    started = time.perf_counter()
    coder = open_coder()
    opened = time.perf_counter()
    coded = coder.code(Article(SENTENCE))
    done = time.perf_counter()
    found = ", ".join(f"{event.type}: {len(coded.claims)} claims" for event in coded.events) or "no event"
    return f"opened in {opened - started:.2f} s, read in {1000 * (done - opened):.0f} ms ({found})"


def _write_access() -> str:
    with tempfile.NamedTemporaryFile(dir=Path.cwd(), prefix=".dragoman-"):
        return f"{os.getcwd()} can be written"


def _store(path: str) -> str:
    if not Path(path).exists():
        return f"none at {path} (made by `dragoman code INPUT --store {path}`)"
    with open_store(path, read_only=True) as opened:
        counts, faults, asked = opened.counts(), check(opened), opened.asked
    if faults:
        raise StoreError(f"{path}: {'; '.join(faults)}: `dragoman store repair {path}` takes care of it")
    through = "" if asked is None else f"; held by {asked}, which answers"
    return f"{path}: {', '.join(f'{counts[t]:,} {t}' for t in ('articles', 'events', 'claims'))}, no fault{through}"
