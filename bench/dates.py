"""Measures time expressions on development data: `python bench/dates.py`.

MEANTIME: TIMEX3 value F1, the dateline left out. GUM: share of gold date intervals that are found with the same days. Our
own sentences (`bench/sets/dates`): share of bracketed phrases with the value that they should have.
"""

from __future__ import annotations

import importlib.util
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.scorers import data_folder, read_lines
from dragoman.dates import find_dates
from dragoman.language import open_reader
from dragoman.language.tree import Tree
from dragoman.records import Article, TimeExpression

OWN_SETS = Path(__file__).parent / "sets" / "dates"
SETS = {"meantime/train": True, "meantime/dev": True, "gum_dates/dev": False}
# The values that the scorer turns into days by itself; of the others it is given our days, and of
# "by the end of the year" the one day. "Early" and "late" stand outside of GUM's expressions as often as in them: no thirds.
_CALENDAR = re.compile(r"\d{4}-\d\d-\d\d(T.*)?$|\d{4}-W\d\d(-WE)?$|\d{4}-(Q\d|H\d|\d\d)$|\d{2,4}$")


def published(day: str | None) -> datetime | None:
    """The day of publication of a document; also as 03-02-2009, as a few have it (day first)."""
    if not day:
        return None
    parts = day.split("-")
    return datetime.fromisoformat("-".join(parts if len(parts[0]) == 4 else parts[::-1])).replace(tzinfo=UTC)


def record(expression: TimeExpression, *, with_days: bool) -> dict[str, Any]:
    """A time expression as the scorer reads it."""
    span = [expression.span.start, expression.span.end]
    if not with_days:
        return {"span": span, "type": expression.timex_type, "value": expression.value}
    days = (expression.first, expression.last) if expression.first and expression.last else None
    if _CALENDAR.match(expression.value) and (days is None or days[0] != days[1]):
        return {"span": span, "tag": "date", "value": expression.value}
    return {"span": span, "tag": "date", **({"from": str(days[0]), "to": str(days[1])} if days else {})}


def predictions(path: Path, seconds: list[float], *, with_days: bool) -> Iterator[dict[str, Any]]:
    """What we find in every document of a set."""
    reader = open_reader()
    for document in read_lines(path):
        article = Article(text=document["text"], id=str(document["id"]), published=published(document["date"]))
        trees = [Tree(sentence) for sentence in reader.read([article.text])[0]]
        began = time.process_time()
        found = find_dates(article, trees)
        seconds.append(time.process_time() - began)
        yield {"id": document["id"], "timex": [record(e, with_days=with_days) for of in found for e in of]}


def own_sentences(path: Path) -> list[tuple[str, str, str]]:
    """(sentence, value wanted, value found) of our own set; the value of what is no time is empty."""
    reader, answers = open_reader(), []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        day, wanted, marked = line.split("\t")
        first, last = marked.index("["), marked.index("]") - 1
        article = Article(text=marked.replace("[", "").replace("]", ""), published=published(day))
        trees = [Tree(sentence) for sentence in reader.read([article.text])[0]]
        found = [e for of in find_dates(article, trees) for e in of if e.span.start < last and first < e.span.end]
        answers.append((marked, wanted, found[0].value if found else ""))
    return answers


def load_scorer(path: Path) -> Any:
    """The scorer beside the development sets, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer in {path}")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def main() -> None:
    """Print the figures of every set."""
    for half in ("write", "check"):
        answers = own_sentences(OWN_SETS / f"{half}.tsv")
        right = sum(wanted == found for _, wanted, found in answers)
        print(f"own, {half:5s}      value {right / len(answers):.3f} of {len(answers)}")
    data = data_folder()
    if data is None:
        raise SystemExit("no development sets: set DRAGOMAN_DATA to their folder")
    scorer = load_scorer(data.parent / "eval" / "score_claims.py")
    for name, has_values in SETS.items():
        path, seconds = data / "claims" / f"{name}.jsonl", list[float]()
        found = list(predictions(path, seconds, with_days=not has_values))
        figures = scorer.score_timex(read_lines(path), found, drop_dct=has_values)
        speed = sum(len(document["text"]) for document in read_lines(path)) / max(sum(seconds), 1e-9)
        value = f"value F1 {figures['value']['f1']:.3f}  " if has_values else ""
        print(
            f"{name:15s} strict {figures['strict']['f1']:.3f}  relaxed {figures['relaxed']['f1']:.3f}  {value}"
            f"interval recall {figures['interval']['recall']:.3f}  {speed:,.0f} characters/s"
        )


if __name__ == "__main__":
    main()
