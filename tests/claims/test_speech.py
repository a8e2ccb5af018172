"""Quotations and what belongs to them: source, cue and content at exact characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.telling import claims_of, trees_of
from dragoman.claims import read_speech
from dragoman.claims.quotations import find_quotations
from factory import article


def contents(text: str) -> list[tuple[str, str | None, str]]:
    """(cue, source, content) of every attribution, as written."""
    of = article(text)
    found = []
    for one in read_speech(of, trees_of(of)):
        said = " ... ".join(of.characters(span) for span in one.content)
        source = None if one.source is None else of.characters(one.source)
        found.append((of.characters(one.cue) if one.cue else "", source, said))
    return found


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotations(text)]


def test_indirect_speech_is_the_whole_clause():
    assert [("said", "The colonel", "that the bridge was down")] == contents(
        "The colonel said that the bridge was down."
    )


def test_a_running_quotation_belongs_to_one_speaker():
    found = contents('"The bridge is down," the colonel said. "Nobody will repair it."')

    assert [("said", "the colonel", '"The bridge is down," ... "Nobody will repair it."')] == found


def test_a_quotation_after_a_colon_is_the_content():
    found = contents('The colonel added: "The bridge is down. Nobody will repair it."')

    assert [("added", "The colonel", '"The bridge is down. Nobody will repair it."')] == found


def test_according_to_attributes_the_clause_beside_it():
    found = contents("According to the colonel, the bridge was down.")

    assert [("According to", "the colonel", "the bridge was down")] == found


def test_a_speaker_before_a_colon_says_what_follows():
    assert [(":", "Haddad", "Nobody repaired the bridge")] == contents("Haddad: Nobody repaired the bridge.")


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The colonel said that the bridge was down.", "indirect"),
        ('"The bridge is down," the colonel said.', "direct"),
        ('The colonel said that the bridge was "blown to pieces" by night.', "mixed"),
    ],
)
def test_the_quote_kind_tells_how_much_is_quoted(text: str, quote: str):
    assert [quote] == [claim.quote for claim in claims_of(text)]


def test_scare_quotes_are_nobodys_speech():
    assert [] == contents('The "victory" cost the army forty men.')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and left.', ['"no"']),
        ("He said “no” and “yes”.", ["“no”", "“yes”"]),
        ("The soldiers' tents and the king's horse", []),
        ("He said ‘it’s over’ and left.", ["‘it’s over’"]),
        ("“He told me ‘go’ and I went,” she said.", ["“He told me ‘go’ and I went,”"]),
        ('"One.\n\n"Two," he said.', ['"One.\n\n"Two,"']),
        ("", []),
    ],
)
def test_quotations_are_found_with_their_marks(text: str, expected: list[str]):
    assert expected == quoted(text)


@given(st.text(alphabet="ab \n\"'“”‘’«»`", max_size=80))
def test_quotations_lie_in_the_text_and_in_order(text: str):
    spans = [part for q in find_quotations(text) for part in q.parts]

    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert spans == sorted(spans, key=lambda s: s.start)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ['"', "he said", "that", "denied", ",", ".", "according to", "Iran", "“", "”", ":", "\n\n", "will bomb"]
        ),
        max_size=14,
    ).map(" ".join)
)
def test_every_span_of_a_claim_lies_in_its_article(text: str):
    of = article(text)

    for claim in claims_of(of):
        for span in (claim.content, claim.cue):
            assert span is None or (0 <= span.start < span.end <= len(text))


def test_a_quotation_is_that_of_who_acts_in_the_sentence_before():
    found = contents('Haddad laughed. "They have bombed the wrong village again."')

    assert [("", "Haddad", '"They have bombed the wrong village again."')] == found


def test_a_colon_gives_a_quotation_to_whoever_does_something_before_it():
    found = contents('The mayor addressed the crowd again: "Go home before it is dark, all of you."')

    assert ("addressed", "The mayor", '"Go home before it is dark, all of you."') in found


def test_a_short_quotation_right_behind_its_verb_is_speech():
    assert [("yelled", "a guard", '"Stay there!"')] == contents('In the yard a guard yelled "Stay there!"')


def test_a_quotation_may_be_closed_by_a_mark_of_another_kind():
    assert ['“no link to terrorism"'] == quoted('He saw “no link to terrorism" yet.')


def test_the_speaker_behind_the_verb_is_no_part_of_what_is_said():
    found = contents("The town was shelled at dawn, said one source in the governor's office.")

    assert [("said", "one source in the governor's office", "The town was shelled at dawn")] == found


def test_a_noun_of_rumour_takes_the_clause_behind_its_verb():
    assert [("Rumours", None, "that the general had fled")] == contents("Rumours swirled that the general had fled.")


def test_the_fear_is_that_attributes_what_is_feared():
    found = contents("The fear is that the militia will return.")

    assert [("fear", None, "that the militia will return")] == found


def test_a_participle_under_a_noun_says_which_one_is_meant():
    assert [] == contents("A report published in May was lost.")


def test_what_opens_before_a_saying_belongs_to_what_is_said():
    found = contents("Within two weeks, he told us, the rebels would attack.")

    assert any(said.startswith("Within two weeks") for _, _, said in found)


def test_an_aside_denies_what_was_said_before_it():
    found = contents("Niger accused Benin of training militants, which Benin denies.")

    assert ("denies", "Benin", "Benin of training militants") in found


def test_whose_words_they_are_says_it():
    found = contents("In the words of one diplomat, the palace was losing its nerve.")

    assert [("words", "one diplomat", "the palace was losing its nerve")] == found


def test_responsibility_is_taken_for_an_act():
    found = contents("The brigade claimed responsibility for the bombing of the market.")

    assert ("claimed", "The brigade", "the bombing of the market") in found


def test_a_paragraph_set_off_behind_a_colon_is_said():
    found = contents("In a letter the minister wrote:\n\nThe bridge is down and nobody will repair it.\n\nIt rained.")

    assert [("wrote", "the minister", "The bridge is down and nobody will repair it.")] == found


def test_a_list_behind_a_colon_is_nobodys_speech():
    assert [] == contents("The paper added:\n\n- bridges\n- roads and all that leads to them by day")


def test_a_dateline_in_capitals_says_nothing():
    assert [("said", "Kabul", "Pakistan has shelled the town")] == contents(
        "KABUL/DELHI: Pakistan has shelled the town, Kabul said."
    )


def test_what_somebody_is_let_or_made_to_say_has_a_source():
    assert [("deny", "the mayor", "that he had fled")] == contents("They made the mayor deny that he had fled.")


def test_of_two_sayings_beside_one_clause_neither_holds_the_other():
    of = article("He is bound, as the oath states, to serve according to the treaty.")
    said = read_speech(of, trees_of(of), every=True)

    assert all(one.inside is None or said[one.inside].inside is None for one in said)
