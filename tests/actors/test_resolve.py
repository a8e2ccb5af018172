"""What a phrase means on a day, without a parser."""

from collections.abc import Callable
from datetime import date

import pytest
from bench import actors as bench

from dragoman.actors import ActorResolver

Codes = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Baghdad", ["IRQ.GOV"]),
        ("the Kremlin", ["RUS.GOV"]),
        ("Iran's most powerful general", ["IRN.MIL"]),
        ("PM Haider al-Abadi's spokesman", ["IRQ.GOV"]),
        ("the Peshmerga", ["IRQ.MIL"]),
        ("ISIS", ["IMG.REB"]),
        ("Latakia", []),
        ("Huwija", []),
    ],
)
def test_the_reference_examples(codes: Codes, phrase: str, expected: list[str]):
    assert expected == codes(phrase)


@pytest.mark.parametrize(("name", "both", "silence"), [("write", 0.95, 0.95), ("check", 0.93, 0.95)])
def test_phrases_of_our_own_are_right(actors: ActorResolver, name: str, both: float, silence: float):
    """The bar of the milestone is .85; these phrases are the room's own, so they must do better."""
    result = bench.score(actors, list(bench.read_cases(name)))

    assert result.due + result.none_due >= 490
    assert result.both >= both
    assert result.silence >= silence


def test_those_who_judge_in_the_hague_are_no_dutch_judges(codes: Codes):
    assert ["IGO.JUD"] == codes("judges in The Hague")
    assert ["UNO.JUD"] == codes("the tribunal in The Hague")
    assert ["NLD.JUD"] == codes("a court in The Hague")


def test_office_holders_are_known_by_bare_name_and_day(actors: ActorResolver):
    result = bench.score(actors, list(bench.read_cases("offices")))

    assert result.due >= 400
    assert result.both >= 0.97


def test_those_never_looked_at_are_known_as_well(actors: ActorResolver):
    """The bar of the milestone."""
    assert bench.score(actors, list(bench.read_cases("offices_check"))).both >= 0.95


def test_a_lesser_holder_is_not_meant_where_the_text_speaks_of_other_countries(codes: Codes):
    day = date(2016, 10, 1)

    assert ["IND.GOV"] == codes("Rijiju", day)
    assert ["IND.GOV"] == codes("Rijiju", day, "India and Bangladesh exchanged enclaves.")
    assert ["IND.GOV"] != codes("Rijiju", day, "Norway and Sweden signed a treaty.")


def test_an_acronym_is_first_that_of_the_country_in_view(codes: Codes):
    day = date(2024, 5, 20)

    assert ["NGO"] == codes("RSF", day, "The press index of France was published.")
    assert ["SDN.REB"] == codes("RSF", day, "Fighting went on in Sudan.")


def test_a_street_of_his_name_is_not_the_president(codes: Codes):
    assert ["USA.GOV"] == codes("the Clinton administration", date(1998, 10, 1))
    assert ["USA.GOV"] != codes("Clinton Street", date(1998, 10, 1))


def test_a_name_that_goes_on_is_another_name(actors: ActorResolver):
    day = date(2020, 1, 1)

    assert "per.abdul_hamid" == actors.resolve("Abdul Hamid", day)[0].id
    assert "per.abdul_hamid" not in [actor.id for actor in actors.resolve("Bassem Abdul-Hamid", day)]


def test_an_office_ends_on_its_last_day(codes: Codes):
    assert ["IRQ.GOV"] == codes("Nouri al-Maliki", date(2014, 9, 7))
    assert ["GBR.ELI"] == codes("Tony Blair", date(2007, 6, 27))


def test_without_a_day_the_latest_holder_is_meant(codes: Codes):
    assert ["AFG.GOV"] == codes("the Taliban", None)


def test_a_title_decides_between_people_of_one_name(actors: ActorResolver):
    assert "per.narendra_modi" == actors.resolve("Prime Minister Modi", date(2016, 1, 1))[0].id


def test_the_bare_surname_needs_the_name_to_stand_alone(codes: Codes):
    assert ["RUS.GOV"] == codes("Putin")
    assert [] == codes("Gregor Putin")


def test_a_name_is_known_with_its_middle_initial_and_jr(actors: ActorResolver):
    assert ["per.joe_biden"] == [a.id for a in actors.resolve("Vice President Joe R. Biden Jr.", date(2015, 1, 1))]
    assert "per.george_w_bush" not in [a.id for a in actors.resolve("George P. Bush", date(2005, 1, 1))]


def test_a_speech_is_not_who_gives_it(codes: Codes):
    assert [] == codes("the Obama speech")


def test_the_last_two_of_several_names_stand_alone(codes: Codes):
    assert ["FRA.GOV"] == codes("Le Drian", date(2018, 1, 1))
    assert ["THA.GOV"] == codes("Yingluck", date(2013, 1, 1))


def test_former_officials_are_elites(codes: Codes):
    assert ["IRQ.ELI"] == codes("former Iraqi prime minister")


def test_coordinated_nationalities_are_several_actors(codes: Codes):
    assert ["RUS.MIL", "SYR.MIL"] == codes("Russian and Syrian warplanes")
    assert ["POL.GOV", "SWE.GOV"] == codes("diplomats from Poland and Sweden")


def test_a_backer_is_not_the_country_of_those_it_backs(codes: Codes):
    assert ["SYR.REB"] == codes("Turkish-backed Syrian rebels")


def test_a_bloc_keeps_its_officials_and_lends_its_name_to_its_soldiers(codes: Codes):
    assert ["UNO"] == codes("a UN envoy")
    assert ["UNO.MIL"] == codes("UN soldiers")


def test_somebody_elses_congress_is_not_the_american_one(codes: Codes):
    assert ["USA.LEG"] == codes("Congress")
    assert ["PHL.LEG"] == codes("the Philippine Congress")


def test_acronyms_need_their_capitals(codes: Codes):
    assert ["IMG.REB"] == codes("IS")
    assert [] == codes("is")


def test_breakaway_entities_take_the_claiming_state(codes: Codes):
    assert ["GEO.PRE"] == codes("Abkhazia")


@pytest.mark.parametrize(
    "phrase", ["the storm", "Wednesday", "oil prices", "Russia's air strikes", "", " ", "…", "\ud800"]
)
def test_nobody_is_meant(codes: Codes, phrase: str):
    assert [] == codes(phrase)


def test_every_code_comes_with_its_reason(actors: ActorResolver):
    reading = actors.readings("Islamic State militants", date(2015, 10, 1))[0]

    assert "militants of Islamic State: table groups: Islamic State" == reading.why


def test_publishers_are_media_of_their_country(actors: ActorResolver):
    assert "GBR.JRN" == actors.publisher("Reuters").code
    assert "USA.JRN" == actors.publisher("The Wall Street Journal").code
    assert "IRQ.JRN" == actors.publisher("Baghdad Evening Courier").code
    assert "JRN" == actors.publisher("Meridian Wire").code
    assert actors.publisher(" ") is None


def test_cameo_names_the_same_actor(actors: ActorResolver):
    assert "IRQGOV" == actors.resolve("the Iraqi government")[0].cameo
    assert "IMGMUSISI" == actors.resolve("ISIS")[0].cameo
    assert "FRAMED" == actors.resolve("French journalists")[0].cameo


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("two Palestinians", ["PSE.CVL"]),
        ("a Palestinian militant", ["PSE.REB"]),
        ("Lebanese fighters", ["LBN.UAF"]),
        ("Israeli soldiers", ["ISR.MIL"]),
        ("Hezbollah fighters", ["LBN.REB"]),
        ("Gaza's health ministry", ["PSE.GOV"]),
        ("the Hamas-run health ministry", ["PSE.GOV"]),
        ("Hamas's armed wing", ["PSE.REB"]),
    ],
)
def test_sides_of_a_war_and_their_people_are_kept_apart(codes: Codes, phrase: str, expected: list[str]):
    assert expected == codes(phrase)


def test_a_capital_is_not_the_newspaper_that_is_named_after_it(codes: Codes):
    assert ["SAU.GOV"] == codes("Riyadh")
    assert ["SAU.JRN"] == codes("the newspaper Al-Riyadh")


def test_a_nations_blue_helmets_are_its_own_soldiers(codes: Codes):
    assert ["UNO.MIL"] == codes("blue helmets")
    assert ["GHA.MIL"] == codes("Ghanaian blue helmets")


def test_makers_are_companies(codes: Codes):
    assert ["IND.BUS"] == codes("Indian steelmakers")
    assert ["USA.LEG"] == codes("American lawmakers")


def test_a_service_changes_hands_with_its_state(codes: Codes):
    assert ["SUN.SPY"] == codes("the KGB", date(1985, 1, 1))


def test_somebody_unseen_is_of_the_body_that_is_named(codes: Codes):
    assert ["GBR.SPY"] == codes("Owen Prewitt of M.I.6")
    assert ["RUS.GOV"] == codes("Lavrov's deputy")


def test_peoples_that_are_joined_are_two(codes: Codes):
    assert {"SRB.CVL", "HRV.CVL"} == set(codes("Serbs and Croats", date(1993, 5, 1)))


def test_the_longer_role_wins_over_the_one_that_begins_first(codes: Codes):
    assert ["IRQ.GOV"] == codes("Iraq's deputy chief of staff")


def test_news_of_a_nation_is_not_the_outlet_of_that_name(codes: Codes):
    assert ["IRQ.JRN"] == codes("an Iraqi news presenter")


def test_a_name_that_two_states_share_needs_its_own_in_view(codes: Codes):
    assert [] == codes("the ORDEN", context="The rally was in Berlin.")
    assert ["AGO.OPP"] == codes("UNITA", date(2010, 1, 1))


def test_customers_are_not_the_company(codes: Codes):
    assert ["CVL"] == codes("Wells Fargo customers")
    assert ["MNC.BUS"] == codes("Wells Fargo bankers")
