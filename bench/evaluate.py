"""Everything that is measured about quality, one after the other: `python -m bench.evaluate [--into docs/results.md]`.

The answer key of the example corpus and our own actor phrases always; the development sets where DRAGOMAN_DATA names their
folder (left out with a message where it does not). With `--into`, what is below the marker line of that file is replaced.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from datetime import date
from pathlib import Path

from bench.scorers import data_folder
from dragoman.versions import coder_version

MARKER = "<!-- below this line: output of `make results` -->"
OWN = {
    "key": "Events, claims, dates and places: the answer key of the example corpus",
    "actors": "Actors: our own phrases",
    "sentences": "Events: our own gold sentences, of which the check half was never looked at",
    "acts": "Political acts by the language model alone, and what they add to the patterns",
    "noise": "No event at all: our own sentences and articles, and real ones of no politics",
    "auxiliary": "Auxiliary modes: our own sentences",
    "stories": "Stories: our own reports of forty events",
}
SHARED = {
    "events": "Events: PLV development sentences",
    "claims": "Claims: development halves of UDS-IH2, GUM and PolNeAR",
    "dates": "Dates: MEANTIME and GUM",
    "places": "Places: development halves of LGL, TR-News, GeoVirus and GeoWebNews",
    "treebanks": "Language model: test halves of EWT and GUM",
}
SPEED = {"speed": "Speed and memory: MEANTIME and PolNeAR articles"}


def data_version(folder: Path) -> str:
    """A short hash over the names and sizes of all development files: equal hash, equal data."""
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder)} {path.stat().st_size}\n".encode())
    return digest.hexdigest()


def measured(module: str, title: str) -> str:
    """One section: what the module prints, or why it could not."""
    run = subprocess.run([sys.executable, "-m", f"bench.{module}"], capture_output=True, text=True, check=False)
    text = run.stdout.strip()
    if run.returncode:
        text += f"\n{module} ended with {run.returncode}: {run.stderr.strip().splitlines()[-1:]}"
    body = text if text.startswith("|") else f"```\n{text}\n```"
    return f"## {title}\n\n`python -m bench.{module}`\n\n{body}\n"


def sections(with_speed: bool) -> list[str]:
    """All sections, printed as they are ready."""
    data = data_folder()
    wanted = {**OWN, **(SHARED if data else {}), **(SPEED if with_speed else {})}
    version = f"development data {data_version(data)}" if data else "no development data (DRAGOMAN_DATA is not set)"
    made = [f"Measured {date.today():%d %B %Y}, coder {coder_version()}, {version}.\n"]
    print(made[0], flush=True)
    for module, title in wanted.items():
        made.append(measured(module, title))
        print(made[-1], flush=True)
    return made


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, help="a Markdown file with the marker line")
    parser.add_argument("--speed", action="store_true", help="the speed of the command too")
    arguments = parser.parse_args()
    made = sections(arguments.speed)
    if arguments.into:
        head, marker, _ = arguments.into.read_text(encoding="utf-8").partition(MARKER)
        if not marker:
            raise SystemExit(f"{arguments.into} has no line {MARKER}")
        arguments.into.write_text(head + MARKER + "\n\n" + "\n".join(made), encoding="utf-8")
    if data_folder() is None:
        print("Development sets left out: set DRAGOMAN_DATA to their folder to measure on them.", file=sys.stderr)


if __name__ == "__main__":
    main()
