"""What names say about actors."""

from __future__ import annotations

from dragoman.forecasting.kinds import STATE, UNNAMED, nothing_known, read_kinds


def test_a_sector_stands_before_its_country_in_brackets():
    kinds = read_kinds(["Police (Kenya)", "Citizen (Kenya)", "Police (Chad)"])

    assert kinds.country[0] == kinds.country[1] != kinds.country[2]
    assert kinds.sector[0] == kinds.sector[2] != kinds.sector[1]


def test_a_country_by_its_own_name_is_the_state():
    kinds = read_kinds(["Police_(Kenya)", "Kenya"])

    assert kinds.country[0] == kinds.country[1]
    assert STATE == kinds.sector[1]


def test_codes_of_the_coder_tell_as_much():
    kinds = read_kinds(["KEN.COP", "KEN", "TCD.COP"])

    assert kinds.country[0] == kinds.country[1] != kinds.country[2]
    assert [kinds.sector[0], STATE] == [kinds.sector[2], kinds.sector[1]]


def test_a_persons_name_tells_nothing():
    kinds = read_kinds(["Barack_Obama", "Police (Kenya)"])

    assert (-1, UNNAMED) == (kinds.country[0], kinds.sector[0])


def test_without_names_nothing_is_known():
    assert [-1, -1] == nothing_known(2).country.tolist()
