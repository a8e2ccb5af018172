"""Pictures are SVG that a parser can read, with their words in them."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

from dragoman.forecasting.plots import curve_svg, reliability_svg, surprise_svg
from dragoman.forecasting.published import Act, Receipt
from dragoman.forecasting.surprise import Surprise
from dragoman.forecasting.verification import reliability

DAY = date(2015, 11, 24)
SHOT = Surprise(
    (Act(DAY, "TUR", "ASSAULT", "RUS", DAY, Receipt("Turkey shoots down <jet>", "Wire", "a", DAY)),),
    0.004,
    0.004,
    "met",
    ((date(2015, 11, 1), 0.01), (date(2015, 11, 20), 0.004), (DAY, 0.02)),
)
NAMES = {"TUR": "Turkey", "RUS": "Russia & friends"}


def words(svg: str) -> str:
    return " ".join(ElementTree.fromstring(svg).itertext())


def test_a_reliability_diagram_tells_its_bins():
    table = reliability([0.1] * 50 + [0.8] * 50, [0] * 50 + [1] * 40 + [0] * 10)

    assert "50 forecasts of 80.0% on average: 80.0% came" in words(reliability_svg(table))


def test_a_timeline_names_what_surprised():
    assert "24 Nov 2015: Turkey ASSAULT Russia & friends, 8.0 bits" in words(surprise_svg([SHOT], NAMES))


def test_nothing_to_draw_is_said():
    assert "nothing" in words(surprise_svg([], NAMES))


def test_a_curve_ends_on_the_day():
    assert "24 Nov 2015" in words(curve_svg(SHOT, NAMES))
