"""What a source does with what it says: the sentences of stances.toml, and single rules."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from claims.telling import chain_of, claims_of, event_of
from dragoman.records import Article, Claim, Event, Stance
from factory import article

SENTENCES = tomllib.loads(Path(__file__).with_name("stances.toml").read_text(encoding="utf-8"))["sentence"]
# The floor is a little below what was measured with the reader that ships: a parser trained anew may lose a few.
FLOOR = 0.85


def read(sentence: dict[str, Any]) -> tuple[Article, Event, tuple[Claim, ...]]:
    """The claims about the sentence's event; the doer speaks for himself where the doer's word is the source's."""
    of = article(sentence["text"])
    about = sentence["event"]
    made = event_of(of, about["trigger"], about["actor"], about.get("type", "ASSAULT"))
    table = {a.name.split()[-1].lower(): a for a in made.actors}
    return of, made, claims_of(of, (made,), table)


def is_right(sentence: dict[str, Any]) -> bool:
    """Whether one of the claims about the event is by the right source, with the right stance and polarity."""
    _, made, claims = read(sentence)
    wanted = (sentence["stance"], sentence["polarity"])
    found = [c for c in claims if c.event == made.id and (c.stance.value, c.polarity) == wanted]
    if sentence["who"] == "":
        return any(c.sources[-1].kind == "publisher" for c in found)
    heads = {sentence["who"].lower(), sentence["who"].split()[-1].lower()}
    return any(c.sources[-1].actor.name.lower() in heads for c in found)


def test_the_sentences_cover_all_ten_stances():
    assert {stance.value for stance in Stance} == {s["stance"] for s in SENTENCES}


def test_most_sentences_come_out_with_the_right_source_stance_and_polarity():
    wrong = [s["text"] for s in SENTENCES if not is_right(s)]

    assert len(wrong) <= (1 - FLOOR) * len(SENTENCES), "\n".join(wrong)


@pytest.mark.parametrize("stance", [s.value for s in Stance])
def test_no_stance_is_lost_altogether(stance: str):
    assert any(is_right(s) for s in SENTENCES if s["stance"] == stance)


def test_a_denial_keeps_the_event_and_names_the_denier():
    of = article("Iran denied sending drones to Russia.")
    sent = event_of(of, "sending", "Iran", "AID")

    claims = [c for c in claims_of(of, (sent,)) if c.event == sent.id]

    assert [("denied", "negative", ["Iran"])] == [(c.stance.value, c.polarity, chain_of(c)) for c in claims]


def test_promise_and_denial_of_one_act_contradict_each_other_both_ways():
    of = article("Iran's foreign ministry denied a newspaper report that Tehran had promised to send drones to Russia.")
    sent = event_of(of, "send", "Tehran", "AID")

    by_stance = {c.stance.value: c for c in claims_of(of, (sent,)) if c.event == sent.id}

    assert {"denied", "promised"} == set(by_stance)
    assert (by_stance["promised"].id,) == by_stance["denied"].contradicts
    assert (by_stance["denied"].id,) == by_stance["promised"].contradicts


def test_what_is_admitted_is_said_by_the_author_too():
    of = article("The army admitted that its drone had struck the convoy.")
    strike = event_of(of, "struck", "army")

    claims = [c for c in claims_of(of, (strike,)) if c.event == strike.id]

    assert {("The army",), ()} == {tuple(chain_of(c)) for c in claims}


def test_a_question_in_the_own_voice_is_the_authors():
    of = article("Did the army shell the village?")
    shelling = event_of(of, "shell", "army")

    (claim,) = claims_of(of, (shelling,))

    assert (Stance.ASKED, 0.0) == (claim.stance, claim.factuality)


def sole(text: str) -> tuple[str, str]:
    """Stance and polarity of the claim with the longest chain and then the shortest content."""
    claim = max(claims_of(text), key=lambda c: (len(c.sources), c.content.start - c.content.end))
    return claim.stance.value, claim.polarity


@pytest.mark.parametrize(
    ("text", "stance", "polarity"),
    [
        ('"I promise that the crossing will open," the minister said.', "promised", "positive"),
        ('"I think the army will attack," the colonel said.', "predicted", "positive"),
        ('"Leave the city now," the army told residents.', "requested", "positive"),
        ("It is not true that the port was closed, the minister said.", "denied", "negative"),
        ("Analysts say a coup is unlikely.", "speculated", "negative"),
        ("The mayor said the war cannot end this year.", "asserted", "negative"),
        ("Few diplomats believe that Baku will sign the treaty.", "speculated", "negative"),
        ("The palace would neither confirm nor deny that the king had left.", "unknown", "positive"),
        ("Officials declined to comment on whether the ship had sunk.", "unknown", "positive"),
        ("Baku wants to build a second base.", "unknown", "positive"),
        ("As long as the truce holds, the lorries will roll, the envoy said.", "conditional", "positive"),
    ],
)
def test_what_is_done_with_words(text: str, stance: str, polarity: str):
    assert (stance, polarity) == sole(text)


def test_who_is_called_a_liar_is_taken_back_by_the_author():
    found = claims_of("The minister falsely claimed that the school had been shelled.")

    assert [("denied", "publisher")] == [
        (c.stance.value, c.sources[-1].kind) for c in found if c.polarity == "negative"
    ]


def test_a_refusal_to_confirm_commits_nobody():
    of = article("Israel refused to confirm that its jets had attacked the port.")
    made = event_of(of, "attacked", "jets")
    found = claims_of(of, (made,))

    assert ["unknown"] == [c.stance.value for c in found if c.event == made.id]


def test_what_a_quotation_foretells_later_on_is_a_prediction_of_its_own():
    found = claims_of('"They took the bridge. They will come back within days," Captain Rida said.')

    assert "They will come back within days" in [
        article('"They took the bridge. They will come back within days," Captain Rida said.').characters(c.content)
        for c in found
        if c.stance is Stance.PREDICTED
    ]


@pytest.mark.parametrize(
    ("text", "stance", "polarity"),
    [
        ("He said that planes do not break up by themselves.", "asserted", "negative"),
        ("About eight out of 10 said it wouldn't matter.", "predicted", "negative"),
        ("The ministry said it would pay.", "promised", "positive"),
        ('"Don\'t leave the bridge to them," the mayor said.', "requested", "negative"),
    ],
)
def test_small_words_decide_what_is_done(text: str, stance: str, polarity: str):
    (claim,) = claims_of(text)

    assert (stance, polarity) == (claim.stance.value, claim.polarity)


def test_a_day_is_nothing_that_is_planned():
    assert () == claims_of("The visit had been planned for Wednesday.")
