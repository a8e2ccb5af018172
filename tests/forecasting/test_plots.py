"""Pictures are SVG that a parser can read, with their words in them."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from xml.etree import ElementTree

import pytest

from dragoman.errors import MissingExtra, SourceError
from dragoman.forecasting.plots import curve_svg, reliability_svg, surprise_svg, write_picture
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


def test_the_first_surprises_are_named_beside_their_dots():
    assert ">Turkey ASSAULT Russia &amp; friends</text>" in surprise_svg([SHOT], NAMES)


def test_acts_before_are_dots_on_the_curve():
    earlier = Act(date(2015, 11, 20), "RUS", "ACCUSE", "TUR", DAY, SHOT.acts[0].receipt)

    assert "20 Nov 2015: ACCUSE" in words(curve_svg(SHOT, NAMES, [earlier]))


PICTURES = {
    "reliability": reliability_svg(reliability([0.1] * 50 + [0.8] * 50, [0] * 50 + [1] * 40 + [0] * 10)),
    "surprise": surprise_svg([SHOT], NAMES),
    "curve": curve_svg(SHOT, NAMES),
    "nothing": surprise_svg([], NAMES),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_written_as_svg(name, tmp_path):
    write_picture(PICTURES[name], tmp_path / "out.svg")

    assert ElementTree.parse(tmp_path / "out.svg").getroot().tag.endswith("svg")


@pytest.mark.parametrize("name", PICTURES)
def test_png_needs_the_extra_or_is_drawn(name, tmp_path):
    if find_spec("matplotlib") is None:
        with pytest.raises(MissingExtra, match=r"dragoman\[plot\]"):
            write_picture(PICTURES[name], tmp_path / "out.png")
    else:
        write_picture(PICTURES[name], tmp_path / "out.png")

        assert b"\x89PNG" == (tmp_path / "out.png").read_bytes()[:4]


def test_a_picture_of_no_known_kind_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"\.svg or a \.png"):
        write_picture(PICTURES["curve"], tmp_path / "out.gif")
