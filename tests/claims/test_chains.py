"""Who says it: chains of sources, outermost first, and what kind of source each link is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from claims.telling import chain_of, claims_of, event_of
from factory import article

SENTENCES = tomllib.loads(Path(__file__).with_name("chains.toml").read_text(encoding="utf-8"))["sentence"]
CHAINS = [(s["text"], cue, chain) for s in SENTENCES for cue, chain in s["chains"].items()]
FLOOR = 0.85


def chain_with_cue(text: str, cue: str) -> list[str] | None:
    of = article(text)
    for claim in claims_of(of):
        if claim.cue is not None and of.characters(claim.cue).lower() == cue.lower():
            return chain_of(claim)
    return None


def test_most_chains_come_out_whole():
    wrong = [(text, cue, found) for text, cue, chain in CHAINS if (found := chain_with_cue(text, cue)) != chain]

    assert len(wrong) <= (1 - FLOOR) * len(CHAINS), "\n".join(map(str, wrong))


def test_every_chain_begins_with_the_publisher():
    claims = claims_of(article("The minister said the talks had failed.", publisher="Gulf Courier"))

    assert {"publisher"} == {c.sources[0].kind for c in claims}


def test_without_publisher_and_byline_the_author_speaks():
    claims = claims_of(article("The minister said the talks had failed.", publisher=None))

    assert ["author", "speaker"] == [s.kind for s in claims[0].sources]


def test_a_byline_names_the_author_behind_the_publisher():
    claims = claims_of(article("By Nadia Karim\n\nThe minister said the talks had failed."))

    assert ["publisher", "author", "speaker"] == [s.kind for s in claims[-1].sources]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Officials said the bridge had been blown up.", "unnamed"),
        ("A confidential report said the bridge had been blown up.", "document"),
        ("Colonel Samir Haddad said the bridge had been blown up.", "speaker"),
    ],
)
def test_a_source_has_a_kind(text: str, kind: str):
    (claim,) = claims_of(text)

    assert kind == claim.sources[-1].kind


def test_he_is_the_speaker_before():
    claims = claims_of("Colonel Haddad said the bridge was down. He added that nobody had been hurt.")

    assert [["Colonel Haddad"], ["Colonel Haddad"]] == [chain_of(c) for c in claims]


def test_who_finds_no_truth_in_a_report_says_that_it_is_not_so():
    of = article("There is no truth in reports that the army shelled the town, the minister said.")
    claims = claims_of(of, [event_of(of, "shelled", "army")])

    assert [("negative", ["the minister"]), ("positive", ["the minister", "unnamed source"])] == [
        (c.polarity, chain_of(c)) for c in claims
    ]


def test_an_assurance_about_an_own_act_is_a_promise():
    of = article("Iraqi leaders assured the United States that they would not ask Moscow for help, the general said.")
    claims = claims_of(of, [event_of(of, "assured", "Iraqi leaders", type="AGREE")])

    assert "promised" in {c.stance.value for c in claims if c.event is not None}
