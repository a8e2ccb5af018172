"""Transcripts: whose words they give, turn by turn."""

from __future__ import annotations

import pytest

from claims.telling import chain_of, claims_of
from dragoman.claims.turns import find_turns
from factory import article

BRIEFING = """THE PRESIDENT: Thank you all. We have met the general.

We will bomb the convoys if they come.

Q: Will you go to Cairo?

THE PRESIDENT: No."""
INTERVIEW = """ANCHOR: The talks have failed. Nadia Karim is in Cairo.

KARIM: The ministry says that both sides will meet again.

ANCHOR: When?

KARIM: In May, officials tell me."""


def turns(text: str) -> list[tuple[str, str]]:
    return [
        (text[t.speaker.start : t.speaker.end], text[t.words.start : t.words.end].replace("\n\n", " "))
        for t in find_turns(text)
    ]


def test_a_turn_lasts_until_the_next_label():
    expected = [
        ("THE PRESIDENT", "Thank you all. We have met the general. We will bomb the convoys if they come."),
        ("Q", "Will you go to Cairo?"),
        ("THE PRESIDENT", "No."),
    ]

    assert expected == turns(BRIEFING)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Mr. HADDAD. I rise to speak.\n\nI thank the chair.", ["Mr. HADDAD"]),
        ("Her remarks:\n\nSpeaker Karim. Thank you all.", ["Speaker Karim"]),
        ("6:13 P.M. EET THE PRESIDENT:\n\nGood evening.", ["THE PRESIDENT"]),
        ("NADIA KARIM: Is it so?\n\nHADDAD: It is.\n\nKARIM: Why?", ["NADIA KARIM", "HADDAD", "KARIM"]),
        ("Haddad: It is.\n\nKarim: Why?\n\nHaddad: So.\n\nKarim: No.", ["Haddad", "Karim", "Haddad", "Karim"]),
    ],
)
def test_labels_have_many_forms(text: str, speakers: list[str]):
    assert speakers == [speaker for speaker, _ in turns(text)]


@pytest.mark.parametrize(
    "text",
    [
        "ISLAMABAD: The army has left the valley.\n\nIt left at dawn.",
        "UPDATE: The army left.\n\nPREVIOUSLY: The army may leave.\n\nUPDATE: It left at dawn.",
        "Karim: No deal without the bridge\n\nThe talks have failed.",
        "Karim: 1,809. Haddad has fewer.\n\nHaddad: 1,520.\n\nKarim: 12.\n\nHaddad: 30.",
        "Upper Valley: green.\n\nLower Valley: dry.\n\nThe road: closed.",
        "",
    ],
)
def test_what_is_no_transcript_has_no_turns(text: str):
    assert [] == turns(text)


def test_the_last_turn_of_a_dialogue_ends_with_its_paragraph():
    assert ("KARIM", "In May, officials tell me.") == turns(f"{INTERVIEW}\n\nThe minister has resigned.")[-1]


def test_what_lies_paragraphs_below_a_label_is_still_its_speakers():
    (claim,) = [claim for claim in claims_of(BRIEFING) if claim.stance.value == "conditional"]

    assert ["THE PRESIDENT"] == chain_of(claim)
    assert "We will bomb the convoys if they come" == BRIEFING[claim.content.start : claim.content.end]


def test_a_question_without_a_name_is_nobodys():
    (asked,) = [claim for claim in claims_of(BRIEFING) if claim.stance.value == "asked"]

    assert ["unnamed source"] == chain_of(asked)


def test_who_is_quoted_in_a_turn_stands_behind_its_speaker():
    (claim,) = [claim for claim in claims_of(INTERVIEW) if claim.stance.value == "predicted"]

    assert ["KARIM", "The ministry"] == chain_of(claim)


def test_an_anchor_is_the_programme_itself():
    assert not any("ANCHOR" in chain_of(claim) for claim in claims_of(article(INTERVIEW)))
