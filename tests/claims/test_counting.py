"""The counting rule: some source asserts it, and the author does not take it back."""

from __future__ import annotations

from dragoman.claims import counts_as_happened, is_contested
from dragoman.records import Source, Stance
from factory import actor, article, claim, event

OF = article()
STRIKE = event(OF)
OWN = (Source(actor("UNK", "Gulf Courier"), "publisher"),)


def test_what_the_author_asserts_happened():
    assert counts_as_happened(STRIKE, [claim(OF, STRIKE, sources=OWN)])


def test_what_any_source_asserts_happened():
    assert counts_as_happened(STRIKE, [claim(OF, STRIKE, by="SYR.GOV")])


def test_a_denial_alone_is_no_event():
    assert not counts_as_happened(STRIKE, [claim(OF, STRIKE, Stance.DENIED)])


def test_a_denial_by_others_contests_but_does_not_undo_it():
    claims = [claim(OF, STRIKE, by="SYR.GOV"), claim(OF, STRIKE, Stance.DENIED)]

    assert counts_as_happened(STRIKE, claims)
    assert is_contested(STRIKE, claims)


def test_what_the_author_takes_back_did_not_happen():
    taken_back = claim(OF, STRIKE, sources=OWN, polarity="negative", factuality=-3.0)

    assert not counts_as_happened(STRIKE, [claim(OF, STRIKE, by="SYR.GOV"), taken_back])


def test_promises_threats_and_predictions_assert_nothing():
    for stance in (Stance.PROMISED, Stance.THREATENED, Stance.PREDICTED, Stance.REQUESTED, Stance.CONDITIONAL):
        assert not counts_as_happened(STRIKE, [claim(OF, STRIKE, stance, factuality=2.0)])


def test_a_mere_suspicion_does_not_count():
    assert not counts_as_happened(STRIKE, [claim(OF, STRIKE, Stance.SPECULATED, factuality=1.0)])


def test_claims_about_other_events_do_not_count():
    assert not counts_as_happened(STRIKE, [claim(OF, None)])
