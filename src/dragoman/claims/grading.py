"""How good the evidence of a claim is, on the Admiralty scale: a letter for its source, a figure for what it says.

The scale is NATO's (AJP-2.1; in the US Army's FM 2-22.3, appendix B): A completely reliable to E unreliable, F cannot
be judged; 1 confirmed by other sources, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged.
Analysts judge a source by its record. A text shows none, so no claim is graded A, and D and E are left to the user:
the letter says how far a source can be held to its word, the figure what else the article says of the matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.records import Claim, Stance

_OWN_VOICE = ("publisher", "author")
_SAYS = (Stance.ASSERTED, Stance.DENIED)


def grade(claim: Claim, claims: Sequence[Claim]) -> str:
    """The grade of a claim among the claims of its article (or story), such as "B2".

    Letter: B for a named speaker, a document, or the article itself, where nobody stands between them and the article;
    C for those at second hand; C too for unnamed people asked by the article; F for unnamed people at second hand, and
    for nobody ("reportedly").

    Figure: 6 for what asserts nothing (promises, questions, conditions) and has nothing else to be held against; 1 when
    another source says the same and nobody the opposite; 3 when some say so and some not; 4 when only others speak, and
    against it; 2 when it stands alone and its source commits fully, 3 when less.
    """
    return f"{_reliability(claim)}{_credibility(claim, claims)}"


def _reliability(claim: Claim) -> str:
    last = claim.sources[-1]
    passed_on = [source for source in claim.sources[:-1] if source.kind not in _OWN_VOICE]
    if last.kind == "unnamed":
        return "F" if passed_on or last.actor.span is None else "C"
    return "C" if passed_on else "B"


def _credibility(claim: Claim, claims: Sequence[Claim]) -> int:
    others = [one for one in claims if _bears_on(one, claim)]
    agree = any(one.polarity == claim.polarity for one in others)
    oppose = any(one.polarity != claim.polarity for one in others)
    if oppose:
        return 3 if agree else 4
    if agree:
        return 1
    if claim.stance not in _SAYS:
        return 6
    return 2 if abs(claim.factuality) >= 2.5 else 3


def _bears_on(one: Claim, claim: Claim) -> bool:
    """Whether another source asserts or denies the same event."""
    if one.id == claim.id or one.event is None or one.event != claim.event or one.stance not in _SAYS:
        return False
    return _who(one) != _who(claim)


def _who(claim: Claim) -> tuple[str, str]:
    actor = claim.sources[-1].actor
    return actor.id or actor.name, actor.code
