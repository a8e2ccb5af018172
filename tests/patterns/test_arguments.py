"""A logical slot is found in every construction that English has for it."""

import pytest

from dragoman.patterns.arguments import Arguments
from dragoman.patterns.book import open_book
from saplings import sapling

STATES = {"Turkey", "Turkish", "Russia", "Russian", "Iran", "Iranian", "Cyprus", "Syria", "Kenya", "rebels", "forces"}


def filled(rows: str, word: str, slot: str) -> list[str]:
    tree = sapling(rows)
    arguments = Arguments(tree, lambda token: tree.word(token) in STATES, open_book().classes)
    token = tree.sentence.words.index(word)
    return [tree.word(t) for t in arguments.fill(token, slot)]


ACTIVE = """
Turkey PROPN 2 nsubj
bombed VERB 0 root
Cyprus PROPN 2 obj
"""
PASSIVE = """
Cyprus PROPN 3 nsubj:pass
was AUX 3 aux:pass
bombed VERB 0 root VBN
by ADP 5 case
Turkey PROPN 3 obl:agent
"""
RELATIVE = """
Turkey PROPN 5 nsubj
which PRON 3 nsubj
bombed VERB 1 acl:relcl
Cyprus PROPN 3 obj
agreed VERB 0 root
"""
OBJECT_RELATIVE = """
Cyprus PROPN 4 nsubj
Turkey PROPN 3 nsubj
bombed VERB 1 acl:relcl
agreed VERB 0 root
"""
PARTICIPLE = """
Cyprus PROPN 5 nsubj
bombed VERB 1 acl VBN
by ADP 4 case
Turkey PROPN 2 obl:agent
agreed VERB 0 root
"""
COORDINATED = """
Turkey PROPN 2 nsubj
shelled VERB 0 root VBD
and CCONJ 4 cc
bombed VERB 2 conj VBD
Cyprus PROPN 2 obj
"""
CONTROL = """
Turkey PROPN 2 nsubj
agreed VERB 0 root
to PART 4 mark
bombed VERB 2 xcomp
Cyprus PROPN 4 obj
"""
RAISING = """
Turkey PROPN 3 nsubj:pass
is AUX 3 aux:pass
expected VERB 0 root VBN
to PART 5 mark
bombed VERB 3 xcomp
Cyprus PROPN 5 obj
"""
OBJECT_CONTROL = """
Russia PROPN 2 nsubj
urged VERB 0 root VBD
Turkey PROPN 2 obj
to PART 5 mark
bombed VERB 2 xcomp
Cyprus PROPN 5 obj
"""
GERUND = """
Russia PROPN 2 nsubj
accused VERB 0 root VBD
Turkey PROPN 2 obj
of SCONJ 5 mark
bombing VERB 2 advcl VBG
Cyprus PROPN 5 obj
"""


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (ACTIVE, "bombed"), (PASSIVE, "bombed"), (RELATIVE, "bombed"), (OBJECT_RELATIVE, "bombed"),
        (PARTICIPLE, "bombed"), (COORDINATED, "bombed"), (COORDINATED, "shelled"), (CONTROL, "bombed"),
        (RAISING, "bombed"), (OBJECT_CONTROL, "bombed"), (GERUND, "bombing"),
    ],
)  # fmt: skip
def test_turkey_bombs_cyprus_in_every_construction(rows, word):
    assert (["Turkey"], ["Cyprus"]) == (filled(rows, word, "subject"), filled(rows, word, "object"))


def test_a_passive_without_agent_has_no_subject():
    rows = "\n".join(PASSIVE.strip().splitlines()[:3])

    assert ([], ["Cyprus"]) == (filled(rows, "bombed", "subject"), filled(rows, "bombed", "object"))


def test_coordinated_subjects_count_each():
    rows = """
    Turkey PROPN 4 nsubj
    and CCONJ 3 cc
    Russia PROPN 1 conj
    bombed VERB 0 root
    Cyprus PROPN 4 obj
    """

    assert ["Turkey", "Russia"] == filled(rows, "bombed", "subject")


NATIONALITY = """
Russian ADJ 2 amod
strikes NOUN 5 nsubj
on ADP 4 case
Syria PROPN 2 nmod
began VERB 0 root
"""
LIGHT = """
Russia PROPN 2 nsubj
launched VERB 0 root VBD
strikes NOUN 2 obj
on ADP 5 case
Syria PROPN 3 nmod
"""
LIGHT_LOOSE = LIGHT.replace("Syria PROPN 3 nmod", "Syria PROPN 2 obl")
LIGHT_PASSIVE = """
strikes NOUN 3 nsubj:pass
were AUX 3 aux:pass
launched VERB 0 root VBN
on ADP 5 case
Syria PROPN 3 obl
by ADP 7 case
Russia PROPN 3 obl:agent
"""
LIGHT_PARTICIPLE = """
strikes NOUN 0 root
launched VERB 1 acl VBN
by ADP 4 case
Russia PROPN 2 obl:agent
on ADP 6 case
Syria PROPN 1 nmod
"""


@pytest.mark.parametrize("rows", [NATIONALITY, LIGHT, LIGHT_LOOSE, LIGHT_PASSIVE, LIGHT_PARTICIPLE])
def test_an_event_noun_has_the_slots_of_its_verb(rows):
    subjects = [word.rstrip("n") if word == "Russian" else word for word in filled(rows, "strikes", "subject")]

    assert (["Russia"], ["Syria"]) == (subjects, filled(rows, "strikes", "on"))


def test_who_comes_under_attack_is_its_object():
    rows = """
    Syria PROPN 2 nsubj
    came VERB 0 root
    under ADP 4 case
    attack NOUN 2 obl
    """

    assert ([], ["Syria"]) == (filled(rows, "attack", "subject"), filled(rows, "attack", "object"))


def test_parties_are_everybody_in_a_meeting():
    rows = """
    Turkey PROPN 2 nsubj
    held VERB 0 root VBD
    talks NOUN 2 obj
    with ADP 5 case
    Iran PROPN 2 obl
    and CCONJ 7 cc
    Russia PROPN 5 conj
    """

    assert ["Turkey", "Iran", "Russia"] == filled(rows, "talks", "parties")


def test_what_stands_inside_the_object_can_be_asked_for():
    rows = """
    Turkey PROPN 2 nsubj
    rejected VERB 0 root VBD
    Iran PROPN 5 nmod:poss
    's PART 3 case
    offer NOUN 2 obj
    """

    assert ["Iran"] == filled(rows, "rejected", "object.possessor")


def test_it_is_who_says_what_it_did():
    rows = """
    Turkey PROPN 2 nsubj
    said VERB 0 root VBD
    it PRON 4 nsubj
    bombed VERB 2 ccomp VBD
    Aleppo PROPN 4 obj
    """

    assert ["Turkey"] == filled(rows, "bombed", "subject")


def test_who_is_called_does_not_do_what_the_caller_wants_to_do():
    rows = """
    Putin PROPN 2 nsubj
    called VERB 0 root VBD
    Erdogan PROPN 2 obj
    to PART 5 mark
    thank VERB 2 advcl VB
    him PRON 5 obj
    """

    assert ["Putin"] == filled(rows, "thank", "subject")


def test_a_finite_verb_goes_with_a_finite_one_whatever_the_parse_says():
    rows = """
    Turkey PROPN 2 nsubj
    accused VERB 0 root VBD
    Iran PROPN 2 obj
    of SCONJ 5 mark
    spying VERB 2 advcl VBG
    and CCONJ 7 cc
    expelled VERB 5 conj VBD
    envoys NOUN 7 obj
    """

    assert ["Turkey"] == filled(rows, "expelled", "subject")


def test_who_owns_an_arrest_was_arrested():
    rows = """
    journalist NOUN 3 nmod:poss
    's PART 1 case
    arrest NOUN 6 nsubj
    by ADP 5 case
    Turkey PROPN 3 nmod
    angered VERB 0 root VBD
    Iran PROPN 6 obj
    """

    assert ["journalist"] == filled(rows, "arrest", "object")
    assert ["Turkey"] == filled(rows, "arrest", "subject")


def test_who_owns_the_arrest_of_others_arrested_them():
    rows = """
    Turkey PROPN 3 nmod:poss
    's PART 1 case
    arrest NOUN 6 nsubj
    of ADP 5 case
    journalists NOUN 3 nmod
    angered VERB 0 root VBD
    Iran PROPN 6 obj
    """

    assert ["Turkey"] == filled(rows, "arrest", "subject")
    assert ["journalists"] == filled(rows, "arrest", "object")


def test_what_others_say_according_to_whom_is_no_destination():
    rows = """
    Turkey PROPN 2 nsubj
    flew VERB 0 root
    according ADP 5 case
    to ADP 3 fixed
    Iran PROPN 2 obl
    """

    assert [] == filled(rows, "flew", "to")


def test_a_headline_leaves_out_the_auxiliary_of_a_passive():
    shot = "Russia PROPN 2 nsubj\nkilled VERB 0 root VBD\nin ADP 4 case\nCyprus PROPN 2 obl"

    assert ["Russia"] == filled(shot, "killed", "object")
    assert [] == filled(shot, "killed", "subject")
    assert ["Russia"] == filled(shot + "\n. PUNCT 2 punct", "killed", "subject")


@pytest.mark.parametrize("preposition", ["after", "following", "during"])
def test_who_speaks_after_a_meeting_with_somebody_took_part_in_it(preposition):
    rows = f"""
    Iran PROPN 2 nsubj
    spoke VERB 0 root VBD
    {preposition} ADP 4 case
    talks NOUN 2 obl
    with ADP 6 case
    Syria PROPN 4 nmod
    """

    assert ["Iran", "Syria"] == filled(rows, "talks", "parties")


def test_who_speaks_after_talks_between_others_took_no_part():
    rows = """
    Iran PROPN 2 nsubj
    spoke VERB 0 root VBD
    after ADP 4 case
    talks NOUN 2 obl
    between ADP 6 case
    Syria PROPN 4 nmod
    and CCONJ 8 cc
    Kenya PROPN 6 conj
    """

    assert ["Syria", "Kenya"] == filled(rows, "talks", "parties")


def test_who_is_somewhere_for_talks_takes_part_in_them():
    rows = """
    Iran PROPN 4 nsubj
    was AUX 4 cop
    in ADP 4 case
    Cyprus PROPN 0 root
    for ADP 6 case
    talks NOUN 4 nmod
    with ADP 8 case
    Syria PROPN 6 nmod
    """

    assert ["Iran", "Syria"] == filled(rows, "talks", "parties")
