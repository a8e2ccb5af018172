"""Words that no pattern knows are acts when the language model is sure of it."""

from dataclasses import replace

import pytest

from dragoman.language.tree import Tree
from dragoman.ontology import TYPES
from dragoman.patterns.book import KNOWLEDGE, read_sources
from dragoman.patterns.learned import open_learned
from dragoman.patterns.match import Patterns
from dragoman.records import Act
from saplings import sapling

LEXICON = """
type = "ASSAULT"
about = "force"
[[pattern]]
verbs = ["shell"]
nouns = ["attack"]
recipient = "object|on"
bars = { object = ["pea"] }
"""
LAMBASTED = """
Turkey PROPN 2 nsubj
lambasted VERB 0 root VBD
Cyprus PROPN 2 obj
"""
LAUNCHED = """
Turkey PROPN 2 nsubj
launched VERB 0 root VBD
an DET 4 det
attack NOUN 2 obj
on ADP 6 case
Cyprus PROPN 4 nmod
"""


@pytest.fixture(scope="module")
def patterns(tmp_path_factory):
    folder = tmp_path_factory.mktemp("knowledge")
    (folder / "assault.toml").write_text(LEXICON)
    (folder / "grammar.toml").write_text((KNOWLEDGE / "grammar.toml").read_text())
    return Patterns(read_sources(folder)[0])


def found(patterns, rows, acts):
    tree = Tree(replace(sapling(rows).sentence, acts=acts))
    matches = patterns.match(tree, lambda token: tree.word(token) in ("Turkey", "Cyprus"))
    return [(m.pattern, [tree.word(t) for t in m.actors], [tree.word(t) for t in m.recipients]) for m in matches]


def test_a_word_that_the_model_takes_for_an_act_has_the_usual_arguments_of_its_type(patterns):
    acts = (Act(1, "ACCUSE", 0.9),)

    assert [("accuse/learned", ["Turkey"], ["Cyprus"])] == found(patterns, LAMBASTED, acts)


@pytest.mark.parametrize("acts", [None, (), (Act(1, "ACCUSE", 0.3),)])
def test_without_a_sure_model_there_is_no_event(patterns, acts):
    assert [] == found(patterns, LAMBASTED, acts)


def test_what_a_pattern_forbids_stays_forbidden(patterns):
    rows = LAMBASTED.replace("lambasted", "shelled").replace("Cyprus PROPN", "pea NOUN")

    assert [] == found(patterns, rows, (Act(1, "ASSAULT", 0.9),))


def test_a_verb_and_its_noun_are_one_act(patterns):
    acts = (Act(1, "ASSAULT", 0.9), Act(3, "ASSAULT", 0.9))

    assert [("assault/shell", ["Turkey"], ["Cyprus"])] == found(patterns, LAUNCHED, acts)


def test_every_type_has_slots():
    assert set(TYPES) == set(open_learned().patterns)


def test_a_word_that_only_tells_what_is_said_is_no_act(patterns):
    rows = LAMBASTED.replace("lambasted", "deny")

    assert [] == found(patterns, rows, (Act(1, "REJECT", 0.9),))


def test_what_the_model_sees_no_act_in_is_not_believed(patterns):
    rows = LAMBASTED.replace("lambasted", "shelled")

    assert [("assault/shell", ["Turkey"], ["Cyprus"])] == found(patterns, rows, (Act(1, "ASSAULT", 0.1),))
    assert [] == found(patterns, rows, ())


def test_a_pattern_that_asks_for_little_gives_way_to_the_type_that_the_model_is_sure_of(patterns):
    rows = LAMBASTED.replace("lambasted", "shelled")
    acts = (Act(1, "ACCUSE", 0.9), Act(1, "ASSAULT", 0.1))

    assert [("accuse/learned", ["Turkey"], ["Cyprus"])] == found(patterns, rows, acts)
