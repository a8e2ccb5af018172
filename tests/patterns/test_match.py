"""The most specific pattern wins, and what it takes in is not coded apart."""

import pytest

from dragoman.patterns.book import KNOWLEDGE, read_sources
from dragoman.patterns.match import Patterns, open_patterns
from saplings import sapling

STATES = {"Turkey", "Turkish", "Russia", "Russian", "Iran", "Iranian", "Cyprus", "Syria", "Kenya", "protesters"}

ASSAULT = """
type = "ASSAULT"
about = "force"
[[pattern]]
verbs = ["bomb", "carry out"]
nouns = ["attack", "bombing", "air strike", "ceasefire breach"]
recipient = "object|on|against"
bars = { object = ["question"] }
[[pattern]]
name = "from the air"
verbs = ["bomb"]
recipient = "object"
mode = "aerial"
needs = { "with|from" = ["plane", "@aircraft"] }
"""
THREATEN = """
type = "THREATEN"
about = "threats"
[[pattern]]
verbs = ["threaten"]
recipient = "clause.recipient|object"
mode = "violence"
needs = { clause = ["ASSAULT"] }
[[pattern]]
verbs = ["condemn"]
type = "ACCUSE"
recipient = "object"
"""
CONSULT = """
type = "CONSULT"
about = "talks"
[[pattern]]
verbs = ["meet"]
nouns = ["talk"]
only_light = true
actor = "parties"
"""
CLASSES = 'aircraft = ["jet", "fighter jet"]\n'


@pytest.fixture(scope="module")
def patterns(tmp_path_factory):
    folder = tmp_path_factory.mktemp("knowledge")
    files = {"assault": ASSAULT, "threaten": THREATEN, "consult": CONSULT, "classes": CLASSES}
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text)
    (folder / "grammar.toml").write_text((KNOWLEDGE / "grammar.toml").read_text())
    book, _ = read_sources(folder)
    return Patterns(book)


def found(patterns, rows):
    tree = sapling(rows)
    matches = patterns.match(tree, lambda token: tree.word(token) in STATES)
    return [(m.type, m.mode, [tree.word(t) for t in m.actors], [tree.word(t) for t in m.recipients]) for m in matches]


BOMBED = """
Turkey PROPN 2 nsubj
bombed VERB 0 root VBD
Cyprus PROPN 2 obj
"""


def test_a_verb_says_its_type_with_actor_and_recipient(patterns):
    assert [("ASSAULT", None, ["Turkey"], ["Cyprus"])] == found(patterns, BOMBED)


def test_a_pattern_that_asks_for_more_wins(patterns):
    rows = BOMBED + "from ADP 5 case\njets NOUN 2 obl"

    assert [("ASSAULT", "aerial", ["Turkey"], ["Cyprus"])] == found(patterns, rows)


def test_a_barred_object_is_no_event(patterns):
    rows = BOMBED.replace("Cyprus PROPN", "question NOUN")

    assert [] == found(patterns, rows)


def test_what_is_threatened_is_not_coded_apart(patterns):
    rows = """
    Turkey PROPN 2 nsubj
    threatened VERB 0 root VBD
    to PART 4 mark
    bomb VERB 2 xcomp VB
    Cyprus PROPN 4 obj
    """

    assert [("THREATEN", "violence", ["Turkey"], ["Cyprus"])] == found(patterns, rows)


def test_what_is_condemned_stays_an_event_of_its_own(patterns):
    rows = """
    Iran PROPN 2 nsubj
    condemned VERB 0 root VBD
    the DET 5 det
    Turkish ADJ 5 amod
    attack NOUN 2 obj
    on ADP 7 case
    Cyprus PROPN 5 nmod
    """

    assert [
        ("ACCUSE", None, ["Iran"], ["Turkish"]),
        ("ASSAULT", None, ["Turkish"], ["Cyprus"]),
    ] == found(patterns, rows)


def test_a_symmetric_event_has_parties_and_no_recipient(patterns):
    rows = """
    Turkey PROPN 2 nsubj
    held VERB 0 root VBD
    talks NOUN 2 obj
    with ADP 5 case
    Iran PROPN 3 nmod
    """

    assert [("CONSULT", None, ["Turkey", "Iran"], [])] == found(patterns, rows)


def test_a_noun_that_counts_only_with_its_light_verb_is_silent_alone(patterns):
    rows = """
    talks NOUN 2 nsubj
    began VERB 0 root VBD
    """

    assert [] == found(patterns, rows)


def test_a_noun_before_a_noun_only_modifies_it(patterns):
    rows = """
    Turkey PROPN 2 nsubj
    condemned VERB 0 root VBD
    attack NOUN 4 compound
    jets NOUN 2 obj
    """

    assert ["ACCUSE"] == [kind for kind, *_ in found(patterns, rows)]


def test_hyphens_do_not_hide_a_noun(patterns):
    rows = """
    Russian ADJ 4 amod
    air NOUN 4 compound
    - PUNCT 2 punct
    strikes NOUN 7 nsubj
    on ADP 6 case
    Syria PROPN 4 nmod
    began VERB 0 root VBD
    """

    assert [("ASSAULT", None, ["Russian"], ["Syria"])] == found(patterns, rows)


def test_explain_says_why_a_pattern_did_not_match(patterns):
    tree = sapling(BOMBED.replace("Cyprus PROPN", "question NOUN"))
    attempts = patterns.explain(tree, lambda token: tree.word(token) in STATES)

    assert {
        "assault/bomb": "barred by object = [question]",
        "assault/from the air": "needs with|from = [plane, @aircraft]",
    } == {attempt.pattern: attempt.outcome for attempt in attempts}


def test_explain_names_the_winner(patterns):
    tree = sapling(BOMBED + "from ADP 5 case\njets NOUN 2 obl")
    attempts = patterns.explain(tree, lambda token: tree.word(token) in STATES)

    assert [("assault/from the air", "coded"), ("assault/bomb", "beaten by assault/from the air")] == [
        (attempt.pattern, attempt.outcome) for attempt in attempts
    ]


def test_the_preposition_of_any_object_is_none_of_the_phrasal_verb():
    """ "Called demands for money absurd" does not call for anything."""
    rows = """
    Turkey PROPN 2 nsubj
    called VERB 0 root VBD
    demands NOUN 2 obj
    for ADP 5 case
    talks NOUN 3 nmod
    absurd ADJ 2 xcomp
    """

    matches = open_patterns().match(sapling(rows), lambda token: token == 0)

    assert all(match.words == (1,) for match in matches if match.trigger == 1)


def test_phrases_are_tried_in_the_order_of_the_words_whatever_the_run(tmp_path):
    """Of equals the first wins, so that an order which changes from run to run would change what is coded."""
    seconds = ["jail", "prison", "death", "life", "charges", "indictment", "trial", "sentence", "fines", "exile"]
    verbs = ", ".join(f'"seek {word}"' for word in sorted(seconds))
    (tmp_path / "accuse.toml").write_text(f'type = "ACCUSE"\nabout = "courts"\n[[pattern]]\nverbs = [{verbs}]\n')
    (tmp_path / "grammar.toml").write_text((KNOWLEDGE / "grammar.toml").read_text())
    tree = sapling("seek VERB 0 root\n" + "\n".join(f"{word} NOUN 1 obj" for word in seconds))

    (shelf,) = Patterns(read_sources(tmp_path)[0]).shelves(tree, 0, True)

    assert seconds == [entry.words[1] for entry in shelf.near({word: n for n, word in enumerate(seconds)})]
