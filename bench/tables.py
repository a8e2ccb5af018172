"""How fast event tables go into a store and come out again, and that they come out as they went in.

`python -m bench.tables [--rows 100000]` makes a GDELT, an ICEWS and a POLECAT file of random rows by the column lists, runs
`dragoman import` and `dragoman export --imported` as a user would, and compares the files byte by byte. Rows a second of
processor time, start of the program included: on a machine that does nothing else the clock agrees with it. Beside them stands
how long both take in units of one pass of Python's own csv module over the same file, which depends less on the machine.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.interchange.tables import Layout, header_of, layout_of

FORMATS = ("gdelt", "icews", "polecat")
WORDS = (
    "Iraq",
    "Côte d’Ivoire",
    "الرياض",
    "“quoted”",
    'a "lone quote',
    "O'Hara, Ltd.",
    "police;army",
    "-",
    "'='1+1",
    "0",
    "NA",
)


def random_rows(layout: Layout, rows: int, seed: int = 7) -> Iterator[str]:
    """So many rows that fit a layout, with the values that trip readers: quotes, commas, empty ones, leading zeros."""
    chance = random.Random(seed)
    for number in range(rows):
        yield layout.separator.join(_value(layout, column, number, chance) for column in layout.columns)


def _value(layout: Layout, column: str, number: int, chance: random.Random) -> str:
    kind = layout.kinds.get(column)
    if column == layout.columns[0]:
        return str(1_000_000 + number)
    if chance.random() < 0.2:
        return layout.empty
    if kind == "day":
        return f"20{chance.randrange(10, 26)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    if kind == "integer":
        return str(chance.randrange(20_150_218))
    if kind == "number":
        return chance.choice(("0", "-0.50", "10.0", f"{chance.uniform(-90, 90):.4f}", "1e-05"))
    return chance.choice(("010", "0841", "193")) if kind == "code" else chance.choice(WORDS)


def write_table(path: Path, layout: Layout, rows: int) -> None:
    """A file of random rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header_of(layout))
        file.writelines(row + "\n" for row in random_rows(layout, rows))


def measure(name: str, rows: int, folder: Path) -> dict[str, float | bool]:
    """Rows a second in and out, start of the program included, and whether the bytes are the same."""
    layout = layout_of(name)
    given, back, store = folder / f"{name}.csv", folder / f"{name}.out", folder / f"{name}.duckdb"
    write_table(given, layout, rows)
    into = _seconds("import", str(given), "--format", name, "--store", str(store))
    out = _seconds("export", "--imported", "--format", name, "--store", str(store), "-o", str(back))
    return {
        "in": rows / into,
        "out": rows / out,
        "both": rows / (into + out),
        "passes": (into + out) / _csv_seconds(given, folder / "pass.csv"),
        "equal": given.read_bytes() == back.read_bytes(),
    }


def _seconds(*words: str) -> float:
    """Processor time of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    program = [sys.executable, "-c", "from dragoman.cli import main; main()", *words]
    subprocess.run(program, check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _csv_seconds(given: Path, copy: Path) -> float:
    """Processor time that Python's csv module takes to read and write a file as it stands."""
    started = time.process_time()
    plain: dict[str, Any] = {"delimiter": "\t", "quoting": csv.QUOTE_NONE}
    with given.open(encoding="utf-8", newline="") as rows, copy.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, **plain, quotechar=None, escapechar="\\").writerows(csv.reader(rows, **plain))
    return time.process_time() - started


def main() -> None:
    """Print a line for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    print(f"{'table':10}{'rows/s in':>12}{'rows/s out':>12}{'both':>10}{'csv passes':>12}  bytes equal")
    with tempfile.TemporaryDirectory() as folder:
        for name in FORMATS:
            found = measure(name, options.rows, Path(folder))
            equal = "yes" if found["equal"] else "NO"
            print(
                f"{name:10}{found['in']:12,.0f}{found['out']:12,.0f}{found['both']:10,.0f}{found['passes']:12.1f}  {equal}"
            )


if __name__ == "__main__":
    main()
