"""What one actor did to another in a window, how far that is from zero, and from what the pair was used to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dragoman.relations.uncertainty import TYPICAL_SCORE, count_interval, share_interval, sum_interval
from dragoman.relations.windows import Window, windows

# A pair has a past to be compared with from so many windows on.
LEAST_PAST = 4
# Windows of the past that are compared with; older habits are gone.
LONGEST_PAST = 24

Interval = tuple[float, float]


class Counted(Protocol):
    """What was counted for an ordered pair in a window, as `store.Dealing` has it."""

    @property
    def actor(self) -> str: ...  # noqa: D102
    @property
    def recipient(self) -> str: ...  # noqa: D102
    @property
    def first(self) -> date: ...  # noqa: D102
    @property
    def verbal_cooperation(self) -> int: ...  # noqa: D102
    @property
    def material_cooperation(self) -> int: ...  # noqa: D102
    @property
    def verbal_conflict(self) -> int: ...  # noqa: D102
    @property
    def material_conflict(self) -> int: ...  # noqa: D102
    @property
    def begun(self) -> int: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102
    @property
    def squares(self) -> float: ...  # noqa: D102
    @property
    def reports(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Relation:
    """What `actor` did to `recipient` in a window.

    Counts are of events that some source asserts and no author takes back, each once, whatever number of articles tells it.
    `intensity` is the sum of their PLOVER scores (-10 .. 10 each): above zero cooperation outweighs, below it hostility.
    `initiative` is the actor's share of all that either of the two did to the other alone. `change` says how many standard
    deviations the intensity lies from that of the same pair in the windows before; None where there are fewer than four.
    """

    actor: str
    recipient: str
    window: Window
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    events_interval: Interval
    intensity: float
    intensity_interval: Interval
    initiative: float | None
    initiative_interval: Interval | None
    change: float | None
    reports: int

    @property
    def events(self) -> int:
        """All of them."""
        return self.cooperation + self.conflict

    @property
    def cooperation(self) -> int:
        """Cooperative ones, verbal and material."""
        return self.verbal_cooperation + self.material_cooperation

    @property
    def conflict(self) -> int:
        """Hostile ones, verbal and material."""
        return self.verbal_conflict + self.material_conflict


def relations(
    one: str,
    other: str,
    counted: Iterable[Counted],
    *,
    window: str,
    since: date | None = None,
    until: date | None = None,
) -> list[Relation]:
    """The relation of two actors in both directions, for every window of the period, those without events too.

    `counted` should begin before the period: it is the past that each window is compared with. Without `since` or `until`
    the period is that of what was counted.
    """
    found = {(c.actor, c.recipient, c.first): c for c in counted}
    days = sorted(first for _, _, first in found)
    first, last = since or (days[0] if days else until), until or (days[-1] if days else since)
    if first is None or last is None:
        return []
    all_windows = list(windows(window, min([first, *days]), last))
    made: list[Relation] = []
    for actor, recipient in ((one, other), (other, one)):
        series = [found.get((actor, recipient, w.first)) for w in all_windows]
        for number, current in enumerate(all_windows):
            if current.last >= first:
                back = found.get((recipient, actor, current.first))
                past = _past(series, number, all_windows, since_first=days[0] if days else first)
                made.append(_relation(actor, recipient, current, series[number], back, past))
    return sorted(made, key=lambda relation: (relation.window, relation.actor != one))


def _past(
    series: Sequence[Counted | None], number: int, all_windows: Sequence[Window], *, since_first: date
) -> list[float]:
    """The intensities of the windows before, from the first one on in which the pair was seen at all."""
    begin = max(0, number - LONGEST_PAST)
    inside = [n for n in range(begin, number) if all_windows[n].last >= since_first]
    return [known.score if (known := series[n]) is not None else 0.0 for n in inside]


def _relation(
    actor: str, recipient: str, window: Window, own: Counted | None, back: Counted | None, past: Sequence[float]
) -> Relation:
    counts = (0, 0, 0, 0) if own is None else _counts(own)
    score, squares = (0.0, 0.0) if own is None else (own.score, own.squares)
    begun = 0 if own is None else own.begun
    both = begun + (0 if back is None else back.begun)
    return Relation(
        actor,
        recipient,
        window,
        *counts,
        events_interval=count_interval(sum(counts)),
        intensity=score,
        intensity_interval=sum_interval(score, squares),
        initiative=begun / both if both else None,
        initiative_interval=share_interval(begun, both),
        change=_change(score, squares, past),
        reports=0 if own is None else own.reports,
    )


def _counts(own: Counted) -> tuple[int, int, int, int]:
    return own.verbal_cooperation, own.material_cooperation, own.verbal_conflict, own.material_conflict


def _change(score: float, squares: float, past: Sequence[float]) -> float | None:
    """Standard deviations from the mean of the past.

    The deviation is at least what chance alone makes of the events that were seen: a quiet past makes no sensation of one
    event.
    """
    if len(past) < LEAST_PAST:
        return None
    mean = sum(past) / len(past)
    spread = sum((value - mean) ** 2 for value in past) / (len(past) - 1)
    return (score - mean) / math.sqrt(max(spread, squares, TYPICAL_SCORE**2 / 2))


def as_record(relation: Relation) -> Mapping[str, object]:
    """A relation as flat fields, for CSV and JSON."""
    low, high = relation.intensity_interval
    least, most = relation.events_interval
    lower, upper = relation.initiative_interval or (None, None)
    return {
        "actor": relation.actor,
        "recipient": relation.recipient,
        "first": relation.window.first.isoformat(),
        "last": relation.window.last.isoformat(),
        "verbal_cooperation": relation.verbal_cooperation,
        "material_cooperation": relation.material_cooperation,
        "verbal_conflict": relation.verbal_conflict,
        "material_conflict": relation.material_conflict,
        "events": relation.events,
        "events_low": round(least, 2),
        "events_high": round(most, 2),
        "intensity": round(relation.intensity, 2),
        "intensity_low": round(low, 2),
        "intensity_high": round(high, 2),
        "initiative": _rounded(relation.initiative),
        "initiative_low": _rounded(lower),
        "initiative_high": _rounded(upper),
        "change": _rounded(relation.change),
        "reports": relation.reports,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
