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
