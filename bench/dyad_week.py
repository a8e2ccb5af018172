"""Measures probabilities on public event histories: `python -m bench.dyad_week [SET] [--actors] [--horizon 7]`.

Does a directed pair have an event of a quad class within the next days? Asked on every day of the last two splits about
every pair with three events in the 90 days before, in four classes. Skill is told over two floors: the pair's own share of
all its past windows (climatology, the harder one), and its share of the windows of the last 90 days (season). Pairs are
countries (actors are gathered under the country that their name tells; persons and domestic pairs are left out), or actors
as they are. `--every N` learns from each N-th day only.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.scorers import data_folder
from dragoman.forecasting.backtest import replay_forecasts
from dragoman.forecasting.dyads import ACTIVE_DAYS, CLASSES, Dyads, Table, dyads
from dragoman.forecasting.history import History, Integers, from_facts, read_facts, read_tkg
from dragoman.forecasting.kinds import read_kinds
from dragoman.forecasting.labels import quad_classes_of
from dragoman.forecasting.verification import (
    brier,
    calibration_error,
    calibration_line,
    discrimination,
    interval,
    log_score,
    skill,
)

FLOOR, SEASON = "climatology", "season"
SEASON_WEIGHT = 20.0  # windows' worth of the class's share, as in climatology; 10 and 40 are within 1 % of its score


def main() -> None:
    """Prints a line a forecaster."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("set", nargs="?", default="icews14")
    parser.add_argument("--actors", action="store_true", help="pairs of actors, not of countries")
    parser.add_argument("--horizon", type=int, choices=(1, 7, 28), default=7)
    parser.add_argument(
        "--every", type=int, help="learn from each so-many-th day only; default: by the size of the history"
    )
    parser.add_argument("--refit", type=int, default=30)
    parser.add_argument("--plain", action="store_true", help="without boosted trees, as the base install")
    parser.add_argument("--split", choices=("test", "dev"), default="test", help="dev: the 45 days before, for tuning")
    parser.add_argument("--json", type=Path, help="write all figures there")
    chosen = parser.parse_args()
    data = data_folder()
    if data is None or not (data / "tkg").is_dir():
        raise SystemExit("no event histories: set DRAGOMAN_DATA to the folder that holds tkg/")
    started = time.process_time()
    folder = data / "tkg" / chosen.set
    history = read_tkg(folder, ("train",)) if chosen.split == "dev" else read_tkg(folder)
    train_end = int(read_facts(next(folder.glob("train.tsv*")))[-1, 3])
    quad = quad_classes_of(history.relations)
    source = dyads(history if chosen.actors else by_country(history), quad)
    first, last = train_end + 1, source.last_day - chosen.horizon + 1
    if chosen.split == "dev":
        first = train_end - 44
    said: dict[str, list[np.ndarray[Any, Any]]] = {}
    came, onset, day, kind = [], [], [], []
    season = Season(source, chosen.horizon)
    for made in replay_forecasts(
        source,
        first,
        last,
        horizon=chosen.horizon,
        refit_days=chosen.refit,
        every=chosen.every,
        boosted=False if chosen.plain else None,
    ):
        for name, probability in {**made.probabilities, SEASON: season.share(made.table)}.items():
            said.setdefault(name, []).append(probability)
        came.append(made.outcome())
        onset.append(made.table.is_onset)
        day.append(np.full(len(made.table.kind), made.day))
        kind.append(made.table.kind)
    weight = getattr(made.ensemble, "weight", None)
    figures = judged(
        {name: np.concatenate(some) for name, some in said.items()},
        *(np.concatenate(column) for column in (came, onset, day, kind)),
    )
    title = f"{chosen.set} {'actor' if chosen.actors else 'country'} pairs, {chosen.horizon} days ahead"
    cost = f"{time.process_time() - started:.0f} CPU s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    print(
        f"{title}: {figures['rows']:,} rows, {figures['share']:.1%} with an event; {cost}; weights {np.round(weight, 2)}"
    )
    for name, found in figures["forecasters"].items():
        print(line(name, found), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1), "utf-8")


class Season:
    """The share of the windows of the last 90 days that held an event, shrunk to that of all pairs seen so far."""

    def __init__(self, source: Dyads, horizon: int) -> None:
        self.source, self.horizon = source, horizon
        cells = len(source) * CLASSES
        self._last = np.full(cells, -(10**6), np.int64)
        self._windows = ACTIVE_DAYS - horizon + 1  # that lie wholly in the last 90 days
        self._held = np.zeros((self._windows, cells), np.bool_)
        self._sum = np.zeros(cells, np.int64)
        self._next = source.first_day

    def share(self, table: Table) -> np.ndarray[Any, Any]:
        """The share of each row of an eve; eves must come in order."""
        while self._next < table.day:
            self._take_in_a_day()
        seen = min(self._windows, max(0, table.day - self.source.first_day - self.horizon + 1))
        is_seen = (self._last >= 0).reshape(-1, CLASSES).any(1)
        usual = self._sum.reshape(-1, CLASSES)[is_seen].mean(0) / max(1, seen)
        held = self._sum[table.pair * CLASSES + table.kind]
        return np.asarray((held + SEASON_WEIGHT * usual[table.kind]) / (seen + SEASON_WEIGHT))

    def _take_in_a_day(self) -> None:
        day, source = self._next, self.source
        first, last = np.searchsorted(source.event_day, (day, day + 1))
        self._last[source.event_cell[first:last]] = day
        held = self._held[day % self._windows]
        self._sum -= held
        held[:] = (self._last > day - self.horizon) & (day - source.first_day + 1 >= self.horizon)
        self._sum += held
        self._next = day + 1


def judged(
    said: dict[str, Any], came: np.ndarray[Any, Any], onset: np.ndarray[Any, Any], day: Any, kind: Any
) -> dict[str, Any]:
    """The figures of every forecaster."""
    floor, season, week = said[FLOOR], said[SEASON], day // 7
    found = {}
    for name, p in said.items():
        slope, _ = calibration_line(p, came)

        def gain(rows: Integers, p: np.ndarray[Any, Any] = p, floor: np.ndarray[Any, Any] = floor) -> float:
            return skill(brier(p[rows], came[rows]), brier(floor[rows], came[rows]))

        rows = np.arange(len(came))
        found[name] = {
            "brier": brier(p, came),
            "skill": gain(rows),
            "skill_95": interval(gain, week, draws=60),
            "log": log_score(p, came),
            "log_skill": skill(log_score(p, came), log_score(floor, came)),
            "error": calibration_error(p, came),
            "slope": slope,
            "auc": discrimination(p, came),
            "onset_skill": gain(rows[onset]),
            "over_season": gain(rows, floor=season),
            "onset_over_season": gain(rows[onset], floor=season),
            "log_over_season": skill(log_score(p, came), log_score(season, came)),
            "by_class": [gain(rows[kind == one]) for one in range(4)],
        }
    return {"rows": len(came), "share": float(came.mean()), "onset_rows": int(onset.sum()), "forecasters": found}


def line(name: str, f: dict[str, Any]) -> str:
    """The figures of a forecaster as a line for people."""
    low, high = f["skill_95"]
    classes = " ".join(f"{one:+.3f}" for one in f["by_class"])
    return (
        f"{name:12} skill {f['skill']:+.4f} ({low:+.3f} {high:+.3f}; {classes}), onset {f['onset_skill']:+.4f}, "
        f"over season {f['over_season']:+.4f} (onset {f['onset_over_season']:+.4f}, log {f['log_over_season']:+.3f}), "
        f"Brier {f['brier']:.4f}, log {f['log']:.4f} ({f['log_skill']:+.3f}), ECE {f['error']:.4f}, slope {f['slope']:.3f}, "
        f"AUC {f['auc']:.3f}"
    )


def by_country(history: History) -> History:
    """The events between countries: every actor under the country of its name, and no domestic ones."""
    kinds = read_kinds(history.actors)
    actor, recipient = kinds.country[history.actor], kinds.country[history.recipient]
    kept = (actor >= 0) & (recipient >= 0) & (actor != recipient)
    columns = np.stack([actor, history.relation, recipient, history.day], 1)[kept]
    return from_facts(columns, relations=history.relations, first_day=history.first_day)


if __name__ == "__main__":
    main()
