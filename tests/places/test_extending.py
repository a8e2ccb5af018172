"""A user's GeoNames dump makes a larger gazetteer."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import SourceError
from dragoman.places import open_places
from dragoman.places.extending import extend_gazetteer


def line(
    number: int, name: str, lat: str, lon: str, feature: str, country: str, division: str, others: str = ""
) -> str:
    """A line of a dump, as GeoNames writes it."""
    kind, code = feature.split(".")
    cells = [
        str(number),
        name,
        name,
        others,
        lat,
        lon,
        kind,
        code,
        country,
        "",
        division,
        "",
        "",
        "",
        "40",
        "",
        "",
        "",
        "",
    ]
    return "\t".join(cells) + "\n"


HAMLET = line(999_000_001, "Qorvenhill", "51.5", "-1.5", "P.PPL", "GB", "ENG", "Qorven Hill,Квор")
PARK = line(999_000_002, "Zubrelka Peak", "49.1", "20.1", "T.MT", "SK", "08")


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.txt"
    path.write_text(HAMLET + PARK, "utf-8")
    return path


def test_places_of_a_dump_are_found_beside_those_that_ship(dump: Path, tmp_path: Path):
    added = extend_gazetteer(tmp_path / "mine.npz", dump)
    places = open_places(tmp_path / "mine.npz")

    assert 1 == added
    assert (999_000_001, "GBR", "city") == _what(places.resolve("Qorvenhill"))
    assert 999_000_001 == places.resolve("Qorven Hill").geonames_id
    assert "IRQ" == places.resolve("Baghdad").country
    assert None is open_places().resolve("Qorvenhill")


def test_other_feature_classes_are_taken_when_asked_for(dump: Path, tmp_path: Path):
    extend_gazetteer(tmp_path / "mine.npz", dump, classes="PT")

    assert (999_000_002, "SVK", "feature") == _what(open_places(tmp_path / "mine.npz").resolve("Zubrelka Peak"))


def test_a_division_lies_in_the_middle_of_its_towns(tmp_path: Path):
    dump, admin1 = tmp_path / "dump.txt", tmp_path / "admin1.txt"
    dump.write_text(line(999_000_003, "Uvantle", "51.0", "-1.0", "P.PPL", "GB", "ZZ9"), "utf-8")
    admin1.write_text("GB.ZZ9\tOrlmark\tOrlmark\t999000004\n", "utf-8")
    extend_gazetteer(tmp_path / "mine.npz", dump, admin1)
    place = open_places(tmp_path / "mine.npz").resolve("Orlmark")

    assert ((51.0, -1.0), "adm1") == ((place.lat, place.lon), place.kind)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (HAMLET + "1\tx\n", ":2: expected 19 columns parted by tabs, found 2"),
        (HAMLET.replace("51.5", "north"), ":1: latitude 'north' is no number up to 90"),
        (HAMLET.replace("51.5", "151.5"), ":1: latitude '151.5' is no number up to 90"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, text: str, complaint: str):
    path = tmp_path / "dump.txt"
    path.write_text(text, "utf-8")

    with pytest.raises(SourceError, match=complaint):
        extend_gazetteer(tmp_path / "mine.npz", path)


def _what(place) -> tuple:
    return place.geonames_id, place.country, place.kind
