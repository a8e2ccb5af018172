"""What phrases mean where they stand in an article."""

from collections.abc import Callable
from datetime import date

from dragoman.actors import DocumentActors

Document = Callable[..., DocumentActors]


def codes(document: DocumentActors, sentence: int, token: int) -> list[str]:
    return [actor.code for actor in document.at(sentence, token)]


SPOKE = """
Karim   PROPN 6 nsubj
Mansour PROPN 1 flat
,       PUNCT 5 punct
an      DET   5 det
officer NOUN  1 appos
spoke   VERB  0 root
in      ADP   8 case
Baghdad PROPN 6 obl
"""


def test_an_apposition_codes_a_name_never_seen(document: Document):
    read = document(SPOKE.replace("an      DET   5 det", "Iraqi   ADJ   5 amod"))

    assert ["IRQ.MIL"] == codes(read, 0, 0)
    assert "Karim Mansour" == read.at(0, 0)[0].name


def test_a_capital_as_a_mere_location_is_nobody(document: Document):
    read = document(SPOKE)

    assert [] == codes(read, 0, 7)


def test_a_capital_that_acts_is_its_government(document: Document):
    read = document("Baghdad PROPN 2 nsubj\nrefused VERB 0 root\nhelp NOUN 2 obj")

    assert ["IRQ.GOV"] == codes(read, 0, 0)
    assert "capital as metonym" in read.why(0, 0)


def test_a_capital_that_help_comes_from_is_its_government(document: Document):
    loan = "loan NOUN 4 nsubj\nfrom ADP 3 case\nSeoul PROPN 1 nmod\npaid VERB 0 root"
    bought = "Rebels NOUN 2 nsubj\nseek VERB 0 root\ndrones NOUN 2 obj\nfrom ADP 5 case\nAnkara PROPN 2 obl"

    assert ["KOR.GOV"] == codes(document(loan), 0, 2)
    assert ["TUR.GOV"] == codes(document(bought), 0, 4)


def test_a_capital_that_people_come_from_is_nobody(document: Document):
    refugees = "refugees NOUN 4 nsubj\nfrom ADP 3 case\nDamascus PROPN 1 nmod\nleft VERB 0 root"
    rode = "get VERB 0 root\nfrom ADP 3 case\nBerlin PROPN 1 obl\nto ADP 5 case\nWarsaw PROPN 1 obl"

    assert [] == codes(document(refugees), 0, 2)
    assert [] == codes(document(rode), 0, 2)


def test_a_colleague_has_the_rank_of_who_meets_him(document: Document):
    """ "Cyprus's foreign minister met his Turkish colleague", but a Turkish colleague may be anybody's."""
    his = (
        "Cyprus PROPN 3 nmod:poss\n's PART 1 case\nminister NOUN 4 nsubj\nmet VERB 0 root\nhis PRON 7 nmod:poss\n"
        "Turkish ADJ 7 amod\ncolleague NOUN 4 obj"
    )
    anybodys = "He PRON 2 nsubj\nmet VERB 0 root\na DET 5 det\nTurkish ADJ 5 amod\ncolleague NOUN 2 obj"

    assert ["TUR.GOV"] == codes(document(his), 0, 6)
    assert ["TUR.GOV"] != codes(document(anybodys), 0, 4)


def test_a_month_is_no_prime_minister(document: Document):
    month = "Baku PROPN 2 nsubj\nspoke VERB 0 root\nin ADP 4 case\nMay PROPN 2 obl"
    person = "May PROPN 2 nsubj\nspoke VERB 0 root"

    assert [] == codes(document(month), 0, 3)
    assert ["GBR.GOV"] == codes(document(person), 0, 0)


def test_a_surname_means_who_was_introduced(document: Document):
    read = document(
        SPOKE.replace("an      DET   5 det", "Iraqi   ADJ   5 amod"), "Mansour PROPN 2 nsubj\nleft VERB 0 root"
    )

    assert ["IRQ.MIL"] == codes(read, 1, 0)


def test_a_surname_is_nobody_of_the_tables_where_the_text_gives_it_another_first_name(document: Document):
    lone = "Rijiju PROPN 2 nsubj\nspoke VERB 0 root\nin ADP 4 case\nIndia PROPN 2 obl"
    full = "Magda PROPN 3 nsubj\nRijiju PROPN 1 flat\nsings VERB 0 root"

    assert ["IND.GOV"] == codes(document(lone), 0, 0)
    assert ["IND.GOV"] != codes(document(lone, full, people={1: (0, 2)}), 0, 0)


def test_he_is_the_only_person_near(document: Document):
    read = document("Sergei PROPN 3 nsubj\nLavrov PROPN 1 flat\nspoke VERB 0 root", "He PRON 2 nsubj\nleft VERB 0 root")

    assert ["per.sergei_lavrov"] == [actor.id for actor in read.at(1, 0)]


def test_he_is_nobody_where_two_could_be_meant(document: Document):
    read = document(
        "Sergei PROPN 3 nsubj\nLavrov PROPN 1 flat\nmet VERB 0 root\nJohn PROPN 3 obl\nKerry PROPN 4 flat",
        "He PRON 2 nsubj\nleft VERB 0 root",
    )

    assert ["per.sergei_lavrov"] == [actor.id for actor in read.at(1, 0)], "the subject goes first"

    both = document(
        "Lavrov PROPN 4 nsubj\nand CCONJ 3 cc\nKerry PROPN 1 conj\nmet VERB 0 root", "He PRON 2 nsubj\nleft VERB 0 root"
    )

    assert [] == codes(both, 1, 0)


def test_conjuncts_answer_for_themselves(document: Document):
    read = document(
        "Iran PROPN 4 nsubj\nand CCONJ 3 cc\nRussia PROPN 1 conj\nagreed VERB 0 root",
    )

    assert (["IRN"], ["RUS"]) == (codes(read, 0, 0), codes(read, 0, 2))


def test_a_bare_conjunct_shares_the_country(document: Document):
    read = document(
        "Iraqi ADJ 2 amod\nsoldiers NOUN 5 nsubj\nand CCONJ 4 cc\npolicemen NOUN 2 conj\nfled VERB 0 root",
    )

    assert ["IRQ.COP"] == codes(read, 0, 3)


def test_mentions_lie_in_the_text_in_order(document: Document):
    read = document("Turkish ADJ 2 amod\njets NOUN 3 nsubj\nbombed VERB 0 root\nHamas PROPN 3 obj")

    assert ["TUR.MIL", "PSE.REB"] == [mention.actor.code for mention in read.mentions if mention.actor]
    assert [(0, 12), (20, 25)] == [(m.span.start, m.span.end) for m in read.mentions]


def test_tokens_that_are_not_there_are_nobody(document: Document):
    read = document("Fine ADJ 0 root")

    assert () == read.at(7, 0)
    assert () == read.at(0, 99)


def test_an_owner_before_a_title_owns_the_name(document: Document):
    read = document(
        "They PRON 2 nsubj\nmet VERB 0 root\nIceland PROPN 5 nmod:poss\n's PART 3 case\nPresident PROPN 6 nmod:desc\n"
        "Orri PROPN 2 obj\nTormann PROPN 6 flat"
    )

    assert ["ISL.GOV"] == codes(read, 0, 5)


def test_two_owners_of_one_office_are_two_actors(document: Document):
    read = document(
        "Russia PROPN 6 nmod:poss\nand CCONJ 3 cc\nTurkey PROPN 6 nmod:poss\n's PART 3 case\nforeign ADJ 6 amod\n"
        "ministers NOUN 7 nsubj\nmet VERB 0 root"
    )

    assert ["RUS.GOV", "TUR.GOV"] == codes(read, 0, 5)


def test_a_counterpart_has_the_rank_of_whose_counterpart_it_is(document: Document):
    read = document(
        "An DET 3 det\nIraqi ADJ 3 amod\ngeneral NOUN 4 nsubj\nmet VERB 0 root\nhis PRON 7 nmod:poss\n"
        "Jordanian ADJ 7 amod\ncounterpart NOUN 4 obj"
    )

    assert ["JOR.MIL"] == codes(read, 0, 6)


def test_a_counterpart_without_a_country_is_nobody(document: Document):
    read = document("Putin PROPN 2 nsubj\nmet VERB 0 root\nhis PRON 4 nmod:poss\ncounterpart NOUN 2 obj")

    assert [] == codes(read, 0, 3)


def test_an_adjective_for_people_is_nobody_by_itself(document: Document):
    read = document("They PRON 2 nsubj\nhit VERB 0 root\nmilitary ADJ 4 amod\npositions NOUN 2 obj")

    assert [] == codes(read, 0, 2)


def test_police_who_act_are_of_the_country_that_the_text_is_about(document: Document):
    read = document(SPOKE, "Police NOUN 2 nsubj\narrested VERB 0 root\nsoldiers NOUN 2 obj")

    assert ["IRQ.COP"] == codes(read, 1, 0)
    assert ["MIL"] == codes(read, 1, 2)


def test_rebels_without_an_article_are_of_no_country(document: Document):
    read = document(SPOKE, "Militants NOUN 2 nsubj\nattacked VERB 0 root")

    assert ["REB"] == codes(read, 1, 0)


def test_the_administration_is_american_where_the_text_speaks_of_america(document: Document):
    about = "Iran PROPN 2 nsubj\nmet VERB 0 root\nAmerican ADJ 4 amod\nenvoys NOUN 2 obj"
    read = document(about, "the DET 2 det\nadministration NOUN 3 nsubj\nwaited VERB 0 root")

    assert ["USA.GOV"] == codes(read, 1, 1)


def test_a_month_with_its_day_is_no_prime_minister(document: Document):
    read = document("She PRON 2 nsubj\nleft VERB 0 root\nMay PROPN 2 obl\n17 NUM 3 nummod", day=date(2017, 5, 17))

    assert [] == codes(read, 0, 2)


COUNTED = """
Tens NOUN 6 nsubj
of ADP 3 case
thousands NOUN 1 nmod
of ADP 5 case
people NOUN 3 nmod
marched VERB 0 root
"""


def test_people_who_are_counted_are_people(document: Document):
    assert ["CVL"] == codes(document(COUNTED), 0, 0)
    assert ["CVL"] == codes(document("Thousands NOUN 2 nsubj\nmarch VERB 0 root"), 0, 0)
    assert [] == codes(document("Thousands NOUN 2 nsubj\nburned VERB 0 root"), 0, 0)


def test_states_named_together_are_somebody_of_no_country(document: Document):
    read = document("Gulf PROPN 2 compound\nstates NOUN 3 nsubj\ncut VERB 0 root\nties NOUN 3 obj")

    assert ["GOV"] == codes(read, 0, 1)
    assert "set.states" == read.at(0, 1)[0].id


def test_states_of_which_nothing_is_said_are_nobody(document: Document):
    read = document("the DET 2 det\nstates NOUN 3 nsubj\ncut VERB 0 root\nties NOUN 3 obj")

    assert [] == codes(read, 0, 1)


def test_a_language_is_no_nationality(document: Document):
    rows = "English ADJ 3 amod\n- PUNCT 1 punct\nspeaking VERB 4 amod\nrebels NOUN 5 nsubj\nfled VERB 0 root"

    assert [] == codes(document(rows), 0, 0)


def test_the_north_is_the_other_half_of_the_country_that_the_text_speaks_of(document: Document):
    korea = "Seoul PROPN 2 nsubj\nblamed VERB 0 root\nthe DET 4 det\nNorth PROPN 2 obj"

    assert ["PRK"] == codes(document("South PROPN 2 compound\nKorea PROPN 3 nsubj\nwaits VERB 0 root", korea), 1, 3)
    assert [] == codes(document(korea.replace("Seoul", "Lagos")), 0, 3)


def test_brussels_is_the_union_unless_the_text_is_about_belgium(document: Document):
    fine = "Brussels PROPN 2 nsubj\nfined VERB 0 root\nGoogle PROPN 2 obj"

    assert ["EUR"] == codes(document(fine), 0, 0)
    assert ["BEL.GOV"] == codes(document("Belgium PROPN 2 nsubj\nwaits VERB 0 root", fine), 1, 0)


def test_a_party_is_of_the_country_that_owns_it(document: Document):
    rows = "Brazil PROPN 4 nmod:poss\n's PART 1 case\nWorkers' PROPN 4 compound\nParty PROPN 5 nsubj\nsued VERB 0 root"

    assert ["BRA.PTY"] == codes(document(rows), 0, 3)


def test_a_family_name_that_stands_first_is_its_bearer_where_the_text_speaks_of_the_country(document: Document):
    met = "Moon PROPN 2 nsubj\nspoke VERB 0 root"
    seoul = "Seoul PROPN 2 nsubj\nwaits VERB 0 root"

    assert ["KOR.GOV"] == codes(document(seoul, met, day=date(2018, 5, 1)), 1, 0)
    assert ["KOR.GOV"] != codes(document("Nigeria PROPN 2 nsubj\nwaits VERB 0 root", met, day=date(2018, 5, 1)), 1, 0)


def test_an_adjective_says_more_than_an_owner(document: Document):
    rows = "Iran PROPN 4 nmod:poss\n's PART 1 case\nNorwegian ADJ 4 amod\nhostages NOUN 5 nsubj\nfled VERB 0 root"

    assert ["NOR.CVL"] == codes(document(rows), 0, 3)


def test_a_hacker_linked_to_a_state_is_its_own(document: Document):
    read = document(
        "Hacker NOUN 5 nsubj\nlinked VERB 1 acl\nto ADP 4 case\nRussia PROPN 2 obl\nstole VERB 0 root\nfiles NOUN 5 obj"
    )

    assert ["RUS.CRM"] == codes(read, 0, 0)
