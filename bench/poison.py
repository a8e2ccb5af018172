"""Good files with torture files among them: `python -m bench.poison [--good 10000] [--workers 1] [--report FILE]`.

So many articles of our own (`bench/synthetic.py`), half of them as pages and half as texts, lie in one folder with some 115 files
that hang, crash or flood what reads them: hostile pages and feeds (`tests/hostile.py`), bombs, cut and lying files
(`bench/hostile.py`), texts of one piece repeated (`bench/linear.py`). `dragoman code` codes the folder into a store. Then it is
counted: every good article is there once; every torture file gave articles, or a failure with its reason, or both; the store
has no fault; no process is left. The torture files are coded alone too, to see what they cost.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.hostile import ENCODINGS, FILES
from bench.linear import PIECES
from bench.synthetic import Written, as_page, mark_of, write_article
from bench.two_days import ROOT, Stage, run
from dragoman.sources import SOURCES
from dragoman.store import check, open_store

sys.path.insert(0, str(ROOT / "tests"))
from hostile import FEEDS, PAGES

SOME_FAILED = 3
# As long as a long feature: a text of five times that takes five times as long though nothing is wrong with it.
CHARACTERS_OF_A_TEXT = 20_000
FIRST = datetime(2026, 11, 20, tzinfo=UTC)
PER_FOLDER = 1_000


def torture() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Names and contents of the files."""
    harmless = {f"{encoding}.txt" for encoding in ENCODINGS}
    for name, make in FILES.items():
        if name not in harmless and any(name.endswith(ending) for ending in SOURCES):
            yield name, make
    for number, page in enumerate((*PAGES.values(), *FEEDS.values())):
        yield f"page-{number}.html", lambda page=page: page  # type: ignore[misc]
    for number, piece in enumerate(PIECES):
        text = (piece * (CHARACTERS_OF_A_TEXT // len(piece) + 1))[:CHARACTERS_OF_A_TEXT]
        yield f"piece-{number}.txt", lambda text=text: text.encode("utf-8", "replace")  # type: ignore[misc]


def as_text(written: Written) -> str:
    """The article as a text file with what is known about it."""
    return f"---\ntitle: {written.title}\npublished: {written.published.isoformat()}\n---\n{written.text}\n"


def lay_out(folder: Path, good: int, *, with_torture: bool) -> list[str]:
    """Write the files; the names of the torture files, which lie evenly among the others."""
    folder.mkdir()
    for number in range(good):
        written = write_article(number, FIRST + timedelta(seconds=number))
        below = folder / f"{number // PER_FOLDER:03d}"
        below.mkdir(exist_ok=True)
        name, content = (".txt", as_text(written)) if number % 2 else (".html", as_page(written))
        (below / f"{number:07d}{name}").write_text(content, "utf-8")
    if not with_torture:
        return []
    files = list(torture())
    for number, (name, make) in enumerate(files):
        at = number * max(good, 1) // len(files)
        below = folder / f"{at // PER_FOLDER:03d}"
        below.mkdir(exist_ok=True)
        (below / f"{at:07d}-torture-{name}").write_bytes(make())
    return [name for name, _ in files]


def code(name: str, folder: Path, workers: str) -> Stage:
    """Code a folder into a store beside it."""
    words = ["--store", f"{folder}.duckdb", "--workers", workers, "-o", f"{folder}.jsonl", "--quiet"]
    return run(name, "code", str(folder), *words, good_ends=(0, SOME_FAILED))


def count(folder: Path, good: int, names: list[str]) -> tuple[list[str], list[str]]:
    """What became of the files, and what is wrong."""
    with open_store(f"{folder}.duckdb") as store:
        faults, quarantined = check(store), store.quarantined()
        texts = [article.text for article in store.articles()]
    marks = Counter(mark for text in texts for mark in [text[-30:].rpartition("filed under ")[2].rstrip(".\n")] if mark)
    wanted = {mark_of(number).removeprefix("filed under ") for number in range(good)}
    faults += [f"good article {mark} is not in the store" for mark in sorted(wanted - marks.keys())]
    faults += [f"good article {mark} is in the store {marks[mark]} times" for mark in wanted if marks[mark] > 1]
    records = [json.loads(line) for line in Path(f"{folder}.jsonl").read_text("utf-8").splitlines()]
    failed = [record for record in records if record.get("error")]
    kinds = Counter(record["error"]["kind"] for record in failed)
    faults += [f"a failure without a reason: {record['id']}" for record in failed if not record["error"]["message"]]
    report = [
        f"{good:,} good files and {len(names)} torture files: {len(records):,} records, {len(records) - len(failed):,} coded, "
        f"{len(failed):,} not ({', '.join(f'{kind} {n}' for kind, n in kinds.most_common())}); "
        f"{len(wanted & marks.keys()):,} good articles in the store, {len(quarantined)} in quarantine, faults: {len(faults)}.",
    ]
    return report, faults


def main() -> None:
    """Print what was coded and what it took; the exit code is 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--good", type=int, default=10_000)
    parser.add_argument("--workers", default="1")
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        alone, mixed = Path(place) / "alone", Path(place) / "mixed"
        lay_out(alone, 0, with_torture=True)
        names = lay_out(mixed, options.good, with_torture=True)
        stages = [code("torture files alone", alone, options.workers), code("all", mixed, options.workers)]
        report, faults = count(mixed, options.good, names)
    cost, whole = (stage.cpu_seconds for stage in stages)
    report += [
        f"The torture files take {cost:.0f} of {whole:.0f} s of a processor: {cost / max(whole - cost, 0.001):.1%} more than "
        "the good ones alone.",
        "",
        "| stage | seconds | of a processor | memory of the command itself | with its workers, MB at most |",
        "|---|---|---|---|---|",
        *map(str, stages),
    ]
    text = "\n".join(report)
    print(text)
    if options.report:
        options.report.write_text(text + "\n", "utf-8")
    if faults:
        raise SystemExit("\n".join(faults[:50]))


if __name__ == "__main__":
    main()
