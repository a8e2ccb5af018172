"""A relation over time as a picture: intensity with its interval, both directions, and the four counts below it.

SVG is written here, so that it needs no library; PNG needs `dragoman[plot]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from dragoman.errors import MissingExtra, SourceError
from dragoman.relations.relation import Relation

WIDTH, HEIGHT = 860, 470
LEFT, RIGHT, TOP = 64, 20, 54
PANEL, GAP = 200, 46
LOWER = 110
LINES = ("#1f5fa8", "#b0472f")
# Cooperation in blues, conflict in reds; the verbal is the lighter of each.
CLASSES = (
    ("verbal_cooperation", "#9ec9e2", "verbal cooperation"),
    ("material_cooperation", "#3a78b5", "material cooperation"),
    ("verbal_conflict", "#f2b48a", "verbal conflict"),
    ("material_conflict", "#c0392b", "material conflict"),
)


def write_plot(found: Sequence[Relation], path: Path) -> None:
    """Write the picture: .svg or .png by the name."""
    if not path.parent.is_dir():
        raise SourceError(f"cannot write {path}: there is no folder {path.parent}")
    if path.suffix == ".svg":
        path.write_text(as_svg(found), "utf-8")
    elif path.suffix == ".png":
        _write_png(found, path)
    else:
        raise SourceError(f"cannot plot to {path}: name a .svg or a .png file")


def as_svg(found: Sequence[Relation]) -> str:
    """The picture as SVG."""
    pairs = list(dict.fromkeys((r.actor, r.recipient) for r in found))
    series = [[r for r in found if (r.actor, r.recipient) == pair] for pair in pairs]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    if series:
        parts += [*_title(series), *_upper(series), *_bars([r for one in series for r in one])]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _title(series: Sequence[Sequence[Relation]]) -> list[str]:
    one, window = series[0][0], (series[0][0].window.first, series[0][-1].window.last)
    lines = [_text(LEFT, 20, f"{one.actor} and {one.recipient}, {window[0]} to {window[1]}", size=15)]
    for number, some in enumerate(series[:2]):
        x = LEFT + 200 * number
        lines.append(f'<rect x="{x}" y="32" width="14" height="4" fill="{LINES[number]}"/>')
        lines.append(_text(x + 20, 38, f"{some[0].actor} to {some[0].recipient}"))
    return lines


def _upper(series: Sequence[Sequence[Relation]]) -> list[str]:
    """Intensity of each direction as a line within the band of its interval."""
    bounds = [bound for some in series for r in some for bound in r.intensity_interval]
    low, high = min(0.0, *bounds), max(0.0, *bounds)
    scale = PANEL / ((high - low) or 1.0)

    def y(value: float) -> float:
        return TOP + (high - value) * scale

    lines = [_line(LEFT, y(0), WIDTH - RIGHT, y(0), "#999")]
    lines += [_text(LEFT - 8, y(value) + 4, f"{value:.0f}", anchor="end") for value in {low, 0.0, high}]
    lines.append(_text(14, TOP + PANEL / 2, "intensity", turn=True))
    for number, some in enumerate(series[:2]):
        upper = [f"{_x(n, len(some)):.1f},{y(r.intensity_interval[1]):.1f}" for n, r in enumerate(some)]
        lower = [f"{_x(n, len(some)):.1f},{y(r.intensity_interval[0]):.1f}" for n, r in enumerate(some)]
        middle = [f"{_x(n, len(some)):.1f},{y(r.intensity):.1f}" for n, r in enumerate(some)]
        lines.append(f'<polygon points="{" ".join(upper + lower[::-1])}" fill="{LINES[number]}" opacity="0.15"/>')
        lines.append(f'<polyline points="{" ".join(middle)}" fill="none" stroke="{LINES[number]}" stroke-width="2"/>')
    return lines


def _bars(found: Sequence[Relation]) -> list[str]:
    """Events of both directions by class, cooperation upwards, conflict downwards."""
    firsts = sorted({r.window.first for r in found})
    sums = [
        [sum(getattr(r, name) for r in found if r.window.first == first) for name, _, _ in CLASSES] for first in firsts
    ]
    up, down = max(a + b for a, b, _, _ in sums), max(c + d for _, _, c, d in sums)
    scale = LOWER / ((up + down) or 1)
    zero = TOP + PANEL + GAP + up * scale
    width = max(1.0, 0.8 * (WIDTH - LEFT - RIGHT) / max(len(firsts), 1))
    lines = [
        _line(LEFT, zero, WIDTH - RIGHT, zero, "#999"),
        _text(14, TOP + PANEL + GAP + LOWER / 2, "events", turn=True),
    ]
    lines += [_text(LEFT - 8, TOP + PANEL + GAP + 4, str(up), anchor="end")]
    lines += [_text(LEFT - 8, TOP + PANEL + GAP + LOWER + 4, str(down), anchor="end")] if down else []
    for n, counts in enumerate(sums):
        x = _x(n, len(firsts)) - width / 2
        top, bottom = zero, zero
        for (_, colour, _), count in zip(CLASSES[:2], counts[:2], strict=True):
            top -= count * scale
            lines += [_bar(x, top, width, count * scale, colour)] if count else []
        for (_, colour, _), count in zip(CLASSES[2:], counts[2:], strict=True):
            lines += [_bar(x, bottom, width, count * scale, colour)] if count else []
            bottom += count * scale
    lines += _days(firsts)
    for n, (_, colour, name) in enumerate(CLASSES):
        lines += [_bar(LEFT + 180 * n, HEIGHT - 18, 10, 10, colour), _text(LEFT + 16 + 180 * n, HEIGHT - 9, name)]
    return lines


def _days(firsts: Sequence[Any]) -> list[str]:
    step = max(1, len(firsts) // 8)
    y = TOP + PANEL + GAP + LOWER + 22
    return [
        _text(_x(n, len(firsts)), y, str(first), anchor="middle") for n, first in enumerate(firsts) if n % step == 0
    ]


def _x(number: int, count: int) -> float:
    return LEFT + (number + 0.5) * (WIDTH - LEFT - RIGHT) / max(count, 1)


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 12, turn: bool = False) -> str:
    turned = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turn else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{turned}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _write_png(found: Sequence[Relation], path: Path) -> None:
    try:
        figure_class = import_module("matplotlib.figure").Figure
    except ImportError:
        raise MissingExtra("PNG needs matplotlib: pip install 'dragoman[plot]', or name a .svg file") from None
    figure = figure_class(figsize=(10, 5.5), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    for colour, pair in zip(LINES, dict.fromkeys((r.actor, r.recipient) for r in found), strict=False):
        some = [r for r in found if (r.actor, r.recipient) == pair]
        days = [r.window.first for r in some]
        upper.plot(days, [r.intensity for r in some], color=colour, label=f"{pair[0]} to {pair[1]}")
        bounds = zip(*(r.intensity_interval for r in some), strict=True)
        upper.fill_between(days, *bounds, color=colour, alpha=0.15, linewidth=0)
    upper.axhline(0, color="#999", linewidth=0.8)
    upper.set_ylabel("intensity")
    upper.legend(frameon=False)
    _png_bars(found, lower)
    figure.savefig(path, dpi=130)


def _png_bars(found: Sequence[Relation], axes: Any) -> None:
    firsts = sorted({r.window.first for r in found})
    days = [r.window.days for r in found][:1]
    above, below = [0] * len(firsts), [0] * len(firsts)
    for name, colour, label in CLASSES:
        counts = [sum(getattr(r, name) for r in found if r.window.first == first) for first in firsts]
        is_hostile = name.endswith("conflict")
        base = below if is_hostile else above
        heights = [-count if is_hostile else count for count in counts]
        axes.bar(firsts, heights, 0.8 * days[0] if days else 1, bottom=base, color=colour, label=label, align="edge")
        base[:] = [b + h for b, h in zip(base, heights, strict=True)]
    axes.set_ylabel("events")
    axes.legend(frameon=False, fontsize=8)
