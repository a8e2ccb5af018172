"""Runs what `docs/tour.md` shows and writes down what came out: `python -m bench.tour [--from N]`.

Every line of a console block that begins with `$ ` is run in one folder, in order; what stood below it is replaced by what
it prints now. Long output is cut, and says so. In the folder lie the example articles, a few small files, and a newspaper of
our own listens on port 8765 of the loopback address.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.synthetic import as_item, as_page, as_rss, write_article

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tour.md"
PORT = 8765
MOST_LINES = 16
MOST_CHARACTERS = 150
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
FILES = {
    "note.txt": "---\ntitle: Baghdad says no\npublisher: Gulf Courier\npublished: 2015-10-29\n---\nIraq said on Thursday that it "
    "did not ask for foreign troops. The Kremlin denied that Russian jets had struck Mosul on Tuesday.\n",
    "broken.jsonl": '{"id": "one", "text": "Iraq expelled two Turkish diplomats."}\n{"id": "two", "text": 7}\nnot JSON at all\n',
    "own.csv": "name,country,sector,type,from,to,mode\nLiberation Brigade|al-Tahrir Brigade,SYR,REB,,2012-03,2016,\n",
    "dump.txt": "999000001,Qorvenhill,Qorvenhill,Qorven Hill,51.5,-1.5,P,PPL,GB,,ENG,,,,40,,,,\n".replace(",", "\t"),
    "phrases.jsonl": '{"id": 1, "text": "the Turkish foreign minister", "date": "2015-10-29"}\n'
    '{"id": 2, "text": "the Kurdish peshmerga", "date": "2015-10-29"}\n',
    "towns.jsonl": '{"id": 1, "text": "Tripoli", "context": "The Lebanese army entered Tripoli."}\n'
    '{"id": 2, "text": "Tripoli", "context": "Libyan militias fought in Tripoli."}\n',
}


def main() -> None:
    """Rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args()
    page = options.page.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder, newspaper(Path(folder) / "site"):
        _lay_out(Path(folder))
        fresh = CONSOLE.sub(lambda block: f"```console\n{_run_block(block[1], Path(folder))}```", page)
    options.page.write_text(fresh, "utf-8")


def _lay_out(folder: Path) -> None:
    shutil.copytree(ROOT / "examples" / "articles", folder / "articles")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")


@contextmanager
def newspaper(folder: Path) -> Iterator[None]:
    """A site with a feed of three articles, one of which is missing."""
    folder.mkdir()
    day = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
    written = [write_article(number, day) for number in (2, 5, 9)]
    base = f"http://127.0.0.1:{PORT}"
    (folder / "feed.xml").write_text(
        as_rss("Loopback Courier", [as_item(w, f"{base}/{w.number}.html") for w in written])
    )
    for one in written[:2]:
        (folder / f"{one.number}.html").write_text(as_page(one))
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", PORT), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        yield
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def _run_block(block: str, folder: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{_output(line[2:], folder)}" for line in commands)


def _output(command: str, folder: Path) -> str:
    prelude = f"PATH='{Path(sys.executable).parent}':$PATH"  # the installed command
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "150", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        ["bash", "-c", f"{prelude}\n{command}"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )
    print(f"{done.returncode} {command}", file=sys.stderr, flush=True)
    said = done.stdout.replace(str(folder), "~").replace(str(ROOT), "~/dragoman").replace("```", "'''")
    lines = [line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]} ..." for line in said.splitlines()]
    left = len(lines) - MOST_LINES
    if left > 2:
        lines = [*lines[:MOST_LINES], f"... ({left} more lines)"]
    status = [f"(exit code {done.returncode})"] if done.returncode else []
    return "".join(f"{line.rstrip()}\n" for line in [*lines, *status])


if __name__ == "__main__":
    main()
