"""What the codebook decides, on trees by hand with a table of five states."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dragoman.events import read_events
from dragoman.language.tree import Tree
from dragoman.patterns.match import Match
from dragoman.records import Actor, Article, Place, Span, TimeExpression
from saplings import sapling

STATES = {"Turkey": "TUR", "Turkish": "TUR", "Russia": "RUS", "Iran": "IRN", "Cyprus": "CYP"}
ROLES = {"police": "COP", "prisoners": "CVL", "airline": "BUS", "crowd": "CVL"}
PLACES = {"Aleppo": ("SYR", "city"), "Nicosia": ("CYP", "city")}


class Actors:
    def __init__(self, trees):
        self.trees = trees

    def at(self, sentence, token):
        word = self.trees[sentence].word(token)
        span = self.trees[sentence].span(token)
        if word in STATES:
            code = STATES[word]
            return (Actor(code, word, code, cameo=code, span=span),)
        if word in ROLES:
            return (Actor(ROLES[word], word, None, (ROLES[word],), span=span),)
        return ()


class Places:
    def __init__(self, trees):
        self.trees = trees

    def at(self, sentence, token):
        word = self.trees[sentence].word(token)
        country, kind = PLACES.get(word, (None, ""))
        return Place(word, country, None, None, kind, span=self.trees[sentence].span(token)) if country else None


def match(kind, tree, trigger, actors=(), recipients=(), **fields) -> Match:
    """A match of the named words."""

    def tokens(words):
        return tuple(tree.sentence.words.index(word) for word in words)

    at = tree.sentence.words.index(trigger)
    made = Match("test/pattern", kind, None, (), at, at, (at,), tokens(actors), tokens(recipients), rank=(1, 0, 0, 0))
    return replace(made, **fields)


def events(trees: list[Tree], matches: list[list[Match]], dates=None, published="2015-10-29"):
    stamp = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    article = Article(text="x", published=stamp)
    return read_events(article, trees, matches, Actors(trees), dates or [()] * len(trees), Places(trees))


VISIT = sapling("""
Turkey PROPN 2 nsubj
visited VERB 0 root VBD
Cyprus PROPN 2 obj
""")
WILL_VISIT = sapling("""
Turkey PROPN 3 nsubj
will AUX 3 aux MD
visit VERB 0 root VB
Cyprus PROPN 3 obj
""")
BOMBED = sapling("""
Turkey PROPN 2 nsubj
bombed VERB 0 root VBD
Aleppo PROPN 2 obj
""")


def test_an_event_carries_its_codes():
    event = events([VISIT], [[match("CONSULT", VISIT, "visited", ["Turkey"], ["Cyprus"], mode="visit")]])[0]

    assert ("CONSULT", "visit", 1, 4.0, "042") == (event.type, event.mode, event.quad_class, event.score, event.cameo)
    assert (["TUR"], ["CYP"]) == ([a.code for a in event.actors], [r.code for r in event.recipients])


@pytest.mark.parametrize(
    ("kind", "coded"),
    [("CONSULT", "AGREE"), ("SUPPORT", "AGREE"), ("COOPERATE", "AGREE"), ("AID", "AGREE"), ("RETREAT", "CONCEDE")],
)
def test_what_is_only_announced_has_a_type_of_its_own_and_no_future(kind, coded):
    event = events([WILL_VISIT], [[match(kind, WILL_VISIT, "visit", ["Turkey"], ["Cyprus"])]])[0]

    assert (coded, ()) == (event.type, event.auxiliary)


def test_an_announced_attack_is_an_attack_in_the_future():
    event = events([WILL_VISIT], [[match("ASSAULT", WILL_VISIT, "visit", ["Turkey"], ["Cyprus"])]])[0]

    assert ("ASSAULT", ("future",)) == (event.type, event.auxiliary)


def test_who_bombs_a_city_bombs_its_state():
    event = events([BOMBED], [[match("ASSAULT", BOMBED, "bombed", ["Turkey"], ["Aleppo"])]])[0]

    assert (["SYR"], "Aleppo") == ([r.code for r in event.recipients], event.where and event.where.name)


def test_troops_moved_in_a_reported_attack_are_not_coded_apart():
    both = [match("ASSAULT", BOMBED, "bombed", ["Turkey"], ["Aleppo"]), match("MOBILIZE", BOMBED, "bombed", ["Turkey"])]

    assert ["ASSAULT"] == [event.type for event in events([BOMBED], [both])]


def test_nobody_known_means_no_event():
    tree = sapling("storm NOUN 2 nsubj\nbombed VERB 0 root VBD\nCyprus PROPN 2 obj")

    assert () == events([tree], [[match("ASSAULT", tree, "bombed", ["storm"], ["Cyprus"])]])


def test_victims_make_an_event_when_no_doer_is_named():
    tree = sapling("Cyprus PROPN 3 nsubj:pass\nwas AUX 3 aux:pass\nbombed VERB 0 root VBN")

    assert [()] == [e.actors for e in events([tree], [[match("ASSAULT", tree, "bombed", (), ["Cyprus"])]])]


def test_business_among_itself_is_not_politics():
    tree = sapling("airline NOUN 2 nsubj\nbombed VERB 0 root VBD\ncrowd NOUN 2 obj")

    assert () == events([tree], [[match("ACCUSE", tree, "bombed", ["airline"], ["crowd"])]])


def test_sanctions_need_somebody_who_bears_them():
    assert () == events([BOMBED], [[match("SANCTION", BOMBED, "bombed", ["Turkey"])]])


def test_unnamed_prisoners_are_of_the_state_that_frees_them():
    tree = sapling("Iran PROPN 2 nsubj\nbombed VERB 0 root VBD\nprisoners NOUN 2 obj")
    event = events([tree], [[match("RETREAT", tree, "bombed", ["Iran"], ["prisoners"], mode="release")]])[0]

    assert ["IRN.CVL"] == [r.code for r in event.recipients]


def test_police_are_of_the_place_where_they_arrest():
    tree = sapling("""
    police NOUN 2 nsubj
    bombed VERB 0 root VBD
    crowd NOUN 2 obj
    in ADP 5 case
    Nicosia PROPN 2 obl
    """)
    event = events([tree], [[match("COERCE", tree, "bombed", ["police"], ["crowd"], mode="arrest")]])[0]

    assert (["CYP.COP"], ["CYP.CVL"]) == ([a.code for a in event.actors], [r.code for r in event.recipients])


# --- when


DATED = sapling(
    """
Turkey PROPN 2 nsubj
bombed VERB 0 root VBD
Aleppo PROPN 2 obj
Tuesday PROPN 2 obl
""",
    start=100,
)
TUESDAY = TimeExpression(DATED.span(3), "DATE", "2015-10-27", date(2015, 10, 27), date(2015, 10, 27))


def test_news_without_a_date_is_of_the_day():
    event = events([BOMBED], [[match("ASSAULT", BOMBED, "bombed", ["Turkey"], ["Aleppo"])]])[0]

    assert event.when is not None
    assert (date(2015, 10, 29), date(2015, 10, 29), None) == (event.when.first, event.when.last, event.when.span)


def test_a_date_at_the_verb_dates_the_event():
    event = events([DATED], [[match("ASSAULT", DATED, "bombed", ["Turkey"], ["Aleppo"])]], [(TUESDAY,)])[0]

    assert event.when is not None
    assert (date(2015, 10, 27), DATED.span(3)) == (event.when.first, event.when.span)


def test_the_date_of_the_saying_is_not_the_date_of_the_deed():
    tree = sapling("""
    Russia PROPN 2 nsubj
    said VERB 0 root VBD
    Tuesday PROPN 2 obl
    Turkey PROPN 5 nsubj
    bombed VERB 2 ccomp VBD
    Aleppo PROPN 5 obj
    """)
    said = TimeExpression(tree.span(2), "DATE", "2015-10-27", date(2015, 10, 27), date(2015, 10, 27))
    event = events([tree], [[match("ASSAULT", tree, "bombed", ["Turkey"], ["Aleppo"])]], [(said,)])[0]

    assert event.when is not None
    assert date(2015, 10, 29) == event.when.first


def test_without_a_day_of_publication_there_is_no_date():
    event = events([BOMBED], [[match("ASSAULT", BOMBED, "bombed", ["Turkey"], ["Aleppo"])]], published=None)[0]

    assert event.when is None


# --- one record a proposition


def told_twice(second: Tree, **fields):
    first = [match("ASSAULT", BOMBED, "bombed", ["Turkey"], ["Aleppo"])]
    return events([BOMBED, second], [first, [match("ASSAULT", second, "bombed", ["Turkey"], ["Aleppo"], **fields)]])


def test_a_repeated_proposition_is_one_event_with_all_its_evidence():
    found = told_twice(DATED, mode="aerial")

    assert [("aerial", 2)] == [(event.mode, len(event.evidence)) for event in found]


def test_another_recipient_is_another_event():
    tree = sapling("Turkey PROPN 2 nsubj\nbombed VERB 0 root VBD\nCyprus PROPN 2 obj")
    other = [match("ASSAULT", tree, "bombed", ["Turkey"], ["Cyprus"])]
    found = events([BOMBED, tree], [[match("ASSAULT", BOMBED, "bombed", ["Turkey"], ["Aleppo"])], other])

    assert 2 == len(found)


def test_the_same_article_gives_the_same_ids():
    made = [match("ASSAULT", BOMBED, "bombed", ["Turkey"], ["Aleppo"])]

    assert [e.id for e in events([BOMBED], [made])] == [e.id for e in events([BOMBED], [made])]


def test_evidence_is_the_trigger_where_it_stands():
    event = events([BOMBED], [[match("ASSAULT", BOMBED, "bombed", ["Turkey"], ["Aleppo"])]])[0]

    assert (Span(7, 13),) == event.evidence
