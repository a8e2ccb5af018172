"""Where the pattern finds a country on one side only, the language model is asked who stands on the other."""

from __future__ import annotations

from dataclasses import replace

from tests.saplings import sapling

from dragoman.events.parties import completed
from dragoman.language.tree import Tree
from dragoman.patterns.match import Match
from dragoman.records import Act, Party

# "Cyprus, which Turkey shelled, wept": the object of the act stands in another clause.
ROWS = """
Cyprus PROPN 6 nsubj
which PRON 4 obj
Turkey PROPN 4 nsubj
shelled VERB 1 acl:relcl
, PUNCT 4 punct
wept VERB 0 root
"""
CYPRUS, WHICH, TURKEY, SHELLED = 0, 1, 2, 3
COUNTRIES = {CYPRUS: "CYP", TURKEY: "TUR"}


def match(actors=(), recipients=(), symmetric=False):
    return Match("assault/shell", "ASSAULT", None, (), SHELLED, SHELLED, (SHELLED,), actors, recipients, symmetric)


ACTS = (Act(SHELLED, "ASSAULT", 0.9),)


def parties(found, told, acts=ACTS):
    """The parties of a match when the model says so much of them."""
    tree = Tree(replace(sapling(ROWS).sentence, acts=acts, parties=told))
    made = completed(
        tree, found, COUNTRIES.__contains__, lambda tokens: frozenset(COUNTRIES[t] for t in tokens if t in COUNTRIES)
    )
    return made.actors, made.recipients


def test_the_model_names_the_one_whom_a_pronoun_means():
    told = (Party(SHELLED, TURKEY, 0.98, 0.01), Party(SHELLED, CYPRUS, 0.01, 0.97))

    assert ((TURKEY,), (CYPRUS,)) == parties(match(actors=(TURKEY,), recipients=(WHICH,)), told)


def test_a_guess_is_not_enough():
    told = (Party(SHELLED, TURKEY, 0.98, 0.01), Party(SHELLED, WHICH, 0.1, 0.15))

    assert ((TURKEY,), ()) == parties(match(actors=(TURKEY,)), told)


def test_parties_with_a_country_stay_as_the_pattern_finds_them():
    told = (Party(SHELLED, CYPRUS, 0.98, 0.01), Party(SHELLED, TURKEY, 0.01, 0.97))

    assert ((TURKEY,), (CYPRUS,)) == parties(match(actors=(TURKEY,), recipients=(CYPRUS,)), told)


def test_an_act_of_which_the_pattern_finds_nobody_gets_no_parties():
    told = (Party(SHELLED, TURKEY, 0.98, 0.01), Party(SHELLED, CYPRUS, 0.01, 0.97))

    assert ((), (WHICH,)) == parties(match(recipients=(WHICH,)), told)


def test_without_a_word_of_the_model_the_pattern_stands():
    found = match(actors=(TURKEY,), recipients=(WHICH,))

    assert ((TURKEY,), (WHICH,)) == parties(found, told=None)
    assert ((TURKEY,), (WHICH,)) == parties(found, told=(), acts=())
