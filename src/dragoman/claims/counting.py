"""The one rule by which an event counts as having happened. Every view and export uses it."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman.records import Claim, Event, Stance

# A source that commits less than this only supposes it ("believes" is 2.0, "suspects" 1.0).
_COMMITTED = 1.5
_OWN_VOICE = ("publisher", "author")


def counts_as_happened(event: Event, claims: Iterable[Claim]) -> bool:
    """Whether some source asserts the event and the article's author does not take it back.

    A source asserts it by a claim of stance `asserted`, positive, with factuality of at least 1.5. The author takes it
    back by saying in the own voice that it is not so. Denials by others do not undo it: the event then counts, and is
    contested (`is_contested`). Promises, threats, requests, predictions and conditions assert nothing.
    """
    own = [claim for claim in claims if claim.event == event.id]
    asserted = any(_asserts(claim) for claim in own)
    return asserted and not any(_takes_back(claim) for claim in own)


def is_contested(event: Event, claims: Iterable[Claim]) -> bool:
    """Whether one source says that the event is so and another that it is not."""
    own = [claim for claim in claims if claim.event == event.id]
    says_not = any(claim.polarity == "negative" and claim.stance in (Stance.ASSERTED, Stance.DENIED) for claim in own)
    return says_not and any(claim.polarity == "positive" and claim.factuality > 0 for claim in own)


def _asserts(claim: Claim) -> bool:
    return claim.stance is Stance.ASSERTED and claim.polarity == "positive" and claim.factuality >= _COMMITTED


def _takes_back(claim: Claim) -> bool:
    in_own_voice = bool(claim.sources) and claim.sources[-1].kind in _OWN_VOICE
    return in_own_voice and claim.polarity == "negative"
