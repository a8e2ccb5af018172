"""Measures forecasts on public event histories: `python -m bench.forecast [SET ...] [--split valid] [--nameless]`.

Which questions: every fact of the last month asks for its recipient and for its actor, all actors are ranked, and the
scorer beside the development sets (`score_tkg.py`) says how well: both sides, time-aware filter, mean of ties, each day
asked before it is shown, a sample of the questions asked again alone (`alone_changed` must be 0).

`--speed` measures instead how long half a million events take: to load, and to forecast of all pairs for one day.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from bench.scorers import data_folder
from dragoman.forecasting.forecast import make_forecasts
from dragoman.forecasting.history import from_rows, read_names
from dragoman.forecasting.ranking import Ranker
from dragoman.ontology.codes import TYPES

SETS = ("icews14", "icews14-xerte", "icews18")
STRATA = ("recurrent", "pair", "cold")


def main() -> None:
    """Prints one line a set, and the whole of the scorer's figures with `--json`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("sets", nargs="*", default=SETS, metavar="SET", help=", ".join(SETS))
    parser.add_argument("--split", choices=("valid", "test"), default="test")
    parser.add_argument("--nameless", action="store_true", help="without the actors' names")
    parser.add_argument("--floor", action="store_true", help="also the scorer's own recurrency floor")
    parser.add_argument("--speed", action="store_true", help="only the time that half a million events take")
    parser.add_argument("--json", type=Path, help="write all figures there")
    chosen = parser.parse_args()
    if chosen.speed:
        print(speed())
        return
    data = data_folder()
    if data is None or not (data / "tkg").is_dir():
        raise SystemExit("no event histories: set DRAGOMAN_DATA to the folder that holds tkg/")
    scorer = _scorer(data.parent / "eval" / "score_tkg.py")
    figures = {}
    for name in chosen.sets:
        folder = data / "tkg" / name
        facts = scorer.load(str(folder))
        names = () if chosen.nameless else read_names(folder, "entities")
        if chosen.floor:
            figures[f"{name} floor"] = scorer.evaluate(facts, scorer.Recurrency, chosen.split)
            print(line(f"{name} floor", figures[f"{name} floor"]), flush=True)
        figures[name] = scorer.evaluate(
            facts, lambda actors, relations, names=names: Ranker(actors, relations, names=names), chosen.split
        )
        print(line(name, figures[name]), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1), "utf-8")


def speed(events: int = 500_000, sides: int = 3000, days: int = 730) -> str:
    """CPU seconds to make a history of named rows, and to make one day's forecasts of all pairs with a record."""
    chance = np.random.default_rng(0)
    busy = 1 / np.arange(1, sides + 1)  # few do most
    actor, recipient = (chance.choice(sides, events, p=busy / busy.sum()) for _ in range(2))
    types = sorted(TYPES)
    kind, day = chance.integers(0, len(types), events), chance.integers(0, days, events)
    first = date(2015, 1, 1)
    calendar = [first + timedelta(days=n) for n in range(days)]
    rows = [
        (calendar[d], f"S{a}", types[k], f"S{r}")
        for d, a, k, r in zip(day.tolist(), actor.tolist(), kind.tolist(), recipient.tolist(), strict=True)
        if a != r
    ]
    started = time.process_time()
    history = from_rows(rows)
    loaded = time.process_time()
    made = make_forecasts(history, first + timedelta(days=days), explained=10)
    done = time.process_time()
    return (
        f"{len(history):,} events between {sides:,} sides: loaded in {loaded - started:.1f} CPU s, "
        f"{len(made):,} forecasts of one day in {done - loaded:.1f} CPU s"
    )


def line(name: str, found: dict[str, Any]) -> str:
    """The figures of a set as a line for people."""
    strata = ", ".join(f"{stratum} {found['stratum'][stratum]['mrr']:.3f}" for stratum in STRATA)
    low, high = found["mrr_95"]
    return (
        f"{name} {found['split']}: MRR {found['mrr']:.4f} ({low:.3f}-{high:.3f}; {strata}), "
        f"hits@1 {found['hits@1']:.3f}, @3 {found['hits@3']:.3f}, @10 {found['hits@10']:.3f}, "
        f"{found['questions']} questions, alone_changed {found['alone_changed']}, "
        f"CPU {found['seconds']['cpu']:.0f} s, {found['peak_rss_mb']} MB"
    )


def _scorer(path: Path) -> ModuleType:
    """The scorer as a module: it shows each day only after it was asked about."""
    spec = importlib.util.spec_from_file_location("score_tkg", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
