"""Pictures as SVG, written out by hand: a reliability diagram, a forecast's curve, and what was surprising when.

SVG is text, needs no library, and every browser and office program shows it. A PNG is the same picture, its lines, dots
and words drawn once more by matplotlib (`dragoman[plot]`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from dragoman.errors import MissingExtra, SourceError
from dragoman.forecasting.published import Act
from dragoman.forecasting.surprise import Surprise, by_sentence
from dragoman.forecasting.verification import Bin

INK, GREY, BLUE, RED = "#222222", "#999999", "#1f5fa8", "#b3261e"
NAMED = 12  # surprises on a timeline, where there is room for the name
FONT = 'font-family="Helvetica, Arial, sans-serif"'


def write_picture(svg: str, path: Path) -> None:
    """Write the picture: as .svg or .png, by the file's name."""
    if path.suffix == ".svg":
        path.write_text(svg, encoding="utf-8")
    elif path.suffix == ".png":
        _write_png(svg, path)
    else:
        raise SourceError(f"cannot draw {path}: name a .svg or a .png file")


def reliability_svg(table: Sequence[Bin], title: str = "What was said, and how often it came") -> str:
    """The calibration table as a diagram: on the line, what was said is what came; bars are 95 % intervals."""
    size, left, top = 360, 56, 44
    most = max(bin.forecasts for bin in table) if table else 1

    def at(share: float, is_x: bool) -> float:
        return left + share * size if is_x else top + (1 - share) * size

    parts = [_line(at(0, True), at(0, False), at(1, True), at(1, False), GREY, dash=True)]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts += [
            _text(at(tick, True), top + size + 18, f"{tick:.0%}", anchor="middle"),
            _text(left - 8, at(tick, False) + 4, f"{tick:.0%}", anchor="end"),
            _line(at(tick, True), top, at(tick, True), top + size, "#eeeeee"),
            _line(left, at(tick, False), left + size, at(tick, False), "#eeeeee"),
        ]
    for one in table:
        x = at(one.said, True)
        parts.append(_line(x, at(one.low, False), x, at(one.high, False), BLUE))
        parts.append(_dot(x, at(one.came, False), 3 + 4 * math.sqrt(one.forecasts / most), BLUE, _of(one)))
    parts += [
        _text(left, 24, title, size=15),
        _text(left + size / 2, top + size + 38, "probability said", anchor="middle"),
        _text(14, top + size / 2, "share that came", anchor="middle", turned=True),
    ]
    return _svg(left + size + 24, top + size + 52, parts)


def surprise_svg(found: Sequence[Surprise], names: dict[str, str], title: str = "What nobody expected") -> str:
    """Surprises by day of publication and bits; the first of them, as they are given, are named where there is room."""
    width, height, left, top = 760, 300, 48, 44
    if not found:
        return _svg(width + left, height + top, [_text(left, 24, f"{title}: nothing")])
    first, last = min(one.day for one in found), max(one.day for one in found)
    span = max(1, (last - first).days)
    most = math.ceil(max(one.bits for one in found))

    def x(day: date) -> float:
        return left + width * (day - first).days / span

    def y(bits: float) -> float:
        return top + height * (1 - bits / most)

    parts = [_text(left, 24, f"{title}: bits, by day of publication", size=15)]
    for bits in range(0, most + 1, 2):
        parts += [
            _line(left, y(bits), left + width, y(bits), "#eeeeee"),
            _text(left - 8, y(bits) + 4, str(bits), "end"),
        ]
    for month in _months(first, last):
        parts += [_line(x(month), top, x(month), top + height, "#eeeeee")]
        parts += [_text(x(month) + 3, top + height + 16, f"{month:%b %Y}")]
    for one in reversed(found):
        colour = RED if one.basis == "strangers" else BLUE
        parts.append(_dot(x(one.day), y(one.bits), 3.0 + min(3, one.acts[0].reports), colour, _told(one, names)))
    spots = [(x(some[0].day), y(some[0].bits), _named(some[0], names)) for some in by_sentence(found)[:NAMED]]
    parts += _labels(spots, left + width)
    return _svg(left + width + 24, top + height + 30, parts)


def curve_svg(one: Surprise, names: dict[str, str], before: Sequence[Act] = ()) -> str:
    """What the forecasts of the days before said about an act that then came; the act is the red line.

    Acts `before` it, between the two, are dots on the curve.
    """
    width, height, left, top = 520, 220, 56, 44
    highest = max([p for _, p in one.curve] + [0.01])
    first = one.curve[0][0]
    span = max(1, (one.day - first).days)
    spots = [(left + width * (day - first).days / span, top + height * (1 - p / highest)) for day, p in one.curve]
    path = " ".join(f"{'M' if n == 0 else 'L'}{px:.1f} {py:.1f}" for n, (px, py) in enumerate(spots))
    known = dict(zip((day for day, _ in one.curve), spots, strict=True))
    dots = [_dot(*known[a.published], 4, BLUE, f"{_day(a)}: {a.type}") for a in before if a.published in known]
    parts = [
        _text(left, 24, _told(one, names), size=13),
        _line(left + width, top, left + width, top + height, RED),
        f'<path d="{path}" fill="none" stroke="{BLUE}" stroke-width="2"/>',
        *dots,
        _text(left - 8, top + 5, f"{highest:.1%}", "end"),
        _text(left - 8, top + height, "0%", "end"),
        _text(left, top + height + 18, f"{first:%-d %b %Y}"),
        _text(left + width, top + height + 18, f"{one.day:%-d %b %Y}", "end"),
    ]
    return _svg(left + width + 24, top + height + 30, parts)


def _of(one: Bin) -> str:
    return f"{one.forecasts} forecasts of {one.said:.1%} on average: {one.came:.1%} came"


def _named(one: Surprise, names: dict[str, str]) -> str:
    act = one.acts[0]
    return f"{names.get(act.actor, act.actor)} {act.type} {names.get(act.recipient, act.recipient)}"


def _labels(spots: Sequence[tuple[float, float, str]], right: float) -> Iterable[str]:
    """Names beside their dots, on the side where there is room; those that would lie on one before are left out."""
    taken: list[tuple[float, float, float]] = []
    for x, y, words in spots:
        width = 6.5 * len(words)
        start = x + 9 if x + 9 + width < right else x - 9 - width
        if all(abs(y - other) > 14 or start + width < left or start > end for left, end, other in taken):
            taken.append((start, start + width, y))
            yield _text(x + 9 if start > x else x - 9, y + 4, words, "start" if start > x else "end", size=11)


def _day(act: Act) -> str:
    return f"{act.published:%-d %b %Y}"


def _told(one: Surprise, names: dict[str, str]) -> str:
    act = one.acts[0]
    who, whom = names.get(act.actor, act.actor), names.get(act.recipient, act.recipient)
    return f"{one.day:%-d %b %Y}: {who} {act.type} {whom}, {one.bits:.1f} bits"


def _months(first: date, last: date) -> Iterable[date]:
    month = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    while month <= last:
        yield month
        month = date(month.year + (month.month == 12), month.month % 12 + 1, 1)


def _svg(width: float, height: float, parts: Iterable[str]) -> str:
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<rect width="100%" height="100%" fill="white"/>\n'
    return head + "\n".join(parts) + "\n</svg>\n"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dash: bool = False) -> str:
    dashed = ' stroke-dasharray="4 4"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashed}/>'


def _dot(x: float, y: float, radius: float, colour: str, words: str) -> str:
    place = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
    return f'<circle {place} fill="{colour}" fill-opacity="0.6"><title>{escape(words)}</title></circle>'


def _text(x: float, y: float, words: str, anchor: str = "start", *, size: int = 12, turned: bool = False) -> str:
    turn = f' transform="rotate(-90 {x:.0f} {y:.0f})"' if turned else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-size="{size}" fill="{INK}" text-anchor="{anchor}"{turn}>'
        f"{escape(words)}</text>"
    )


def _write_png(svg: str, path: Path) -> None:
    """Draw the picture again, element by element: they are lines, dots, words and paths of straight pieces."""
    try:
        figure_class = import_module("matplotlib.figure").Figure
        shapes = import_module("matplotlib.patches")
    except ImportError:
        raise MissingExtra("PNG needs matplotlib: pip install 'dragoman[plot]', or name a .svg file") from None
    root = ElementTree.fromstring(svg)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    figure = figure_class(figsize=(width / 96, height / 96))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    for place, element in enumerate(root):
        draw = _PNG.get(element.tag.rpartition("}")[2])
        if draw is not None:
            draw(axes, shapes, element.attrib, "".join(element.itertext())).set_zorder(place)
    figure.savefig(path, dpi=192)


def _png_line(axes: Any, shapes: Any, of: dict[str, str], words: str) -> Any:
    style = (0, (4, 4)) if "stroke-dasharray" in of else "-"
    xs, ys = [float(of[end]) for end in ("x1", "x2")], [float(of[end]) for end in ("y1", "y2")]
    return axes.plot(xs, ys, color=of["stroke"], linestyle=style, linewidth=0.75)[0]


def _png_dot(axes: Any, shapes: Any, of: dict[str, str], words: str) -> Any:
    centre = float(of["cx"]), float(of["cy"])
    return axes.add_patch(shapes.Circle(centre, float(of["r"]), color=of["fill"], alpha=0.6, linewidth=0))


def _png_path(axes: Any, shapes: Any, of: dict[str, str], words: str) -> Any:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", of["d"])]
    return axes.plot(numbers[::2], numbers[1::2], color=of["stroke"], linewidth=1.5)[0]


def _png_text(axes: Any, shapes: Any, of: dict[str, str], words: str) -> Any:
    place = {"middle": "center", "end": "right"}.get(of["text-anchor"], "left")
    turned = 90 if "transform" in of else 0
    size = 0.75 * float(of["font-size"])  # SVG's pixels to points
    at = float(of["x"]), float(of["y"])
    style = {"ha": place, "va": "baseline", "rotation": turned, "parse_math": False}
    return axes.text(*at, words, fontsize=size, color=of["fill"], **style)


_PNG: dict[str, Callable[[Any, Any, dict[str, str], str], Any]] = {
    "line": _png_line,
    "circle": _png_dot,
    "path": _png_path,
    "text": _png_text,
}
