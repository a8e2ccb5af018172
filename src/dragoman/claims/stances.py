"""What the innermost source does with the content: stance, polarity, and how far it commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.modality import PredicateClass, Status
from dragoman.records import Actor, Event, Stance

# Acts that make a commitment to them a threat. To send or ready forces need not be one: allies are promised troops.
_HOSTILE = ("ASSAULT", "COERCE", "SANCTION", "THREATEN", "PROTEST")


# Who seeks to know whether something is so asks it.
_SEEKING = frozenset({"wish", "want", "try", "request", "intend"})
_SEEKING_MODALS = ("necessary", "future")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Stance, polarity and factuality of one claim."""

    stance: Stance
    polarity: str
    factuality: float


def judge_author(status: Status) -> Judgement:
    """What an author does who says it in the own voice, with this status.

    >>> judge_author(Status(modal="possible", factuality=1.0)).stance
    <Stance.SPECULATED: 'speculated'>
    """
    return _judge_saying(status, own_act=False, conflict=False, strength=3.0, factuality=status.factuality)


def judge_source(
    of: PredicateClass,
    saying: Status,
    content: Status,
    event: Event | None,
    speakers: Sequence[Actor],
    *,
    own: bool | None = False,
    asks: bool = False,
) -> Judgement:
    """What a source does that is attributed with a word of class `of`.

    `saying` is the status of the word itself ("did not deny", "may claim"), `content` that of the proposition from the
    content downwards, in the source's eyes. `own` says that the subject of what is said means the speaker ("we will"), or,
    when it is None, that it cannot ("they will", in a quotation);
    `asks` that the content is an indirect question.
    """
    if asks and saying.negated:
        return Judgement(Stance.UNKNOWN, content.polarity, 0.0)  # "cannot say if"
    if asks and of.stance is Stance.ASSERTED and (set(saying.classes) & _SEEKING or saying.modal in _SEEKING_MODALS):
        return Judgement(Stance.ASKED, content.polarity, 0.0)  # "wanted to know whether", "must determine whether"
    if saying.negated or saying.factuality < 0 or saying.conditional or saying.question:
        return _judge_unsaid(of, saying, content)
    own_act = own or (own is False and event is not None and is_own_act(event, speakers))
    conflict = event is not None and event.type in _HOSTILE and (own_act or not event.actors)
    stance = of.stance
    if stance is Stance.DENIED:
        opposite = "positive" if content.negated else "negative"
        return Judgement(Stance.DENIED, opposite, 3.0 if content.negated else -3.0)
    if stance is Stance.ASSERTED:
        return _judge_saying(content, own_act, conflict, of.source, content.factuality)
    if stance in (Stance.PROMISED, Stance.THREATENED):
        threat = stance is Stance.THREATENED or (conflict and not content.negated)
        return Judgement(
            Stance.THREATENED if threat else Stance.PROMISED, content.polarity, _signed(of.source, content)
        )
    if stance is Stance.PREDICTED and own_act:
        return Judgement(
            Stance.THREATENED if conflict or of.name == "warn" else Stance.PROMISED,
            content.polarity,
            _signed(of.source, content),
        )
    if stance is Stance.SPECULATED and (content.conditional or content.question):
        return _judge_saying(content, own_act, conflict, of.source, content.factuality)
    if stance is Stance.SPECULATED and _is_future(content) and of.name in ("think",):
        return Judgement(Stance.PREDICTED, content.polarity, _signed(of.source, content))
    polarity = content.polarity
    if of.source < 0:
        polarity = "positive" if content.negated else "negative"
    return Judgement(stance or Stance.UNKNOWN, polarity, _signed(of.source, content))


def _judge_saying(status: Status, own_act: bool, conflict: bool, strength: float, factuality: float) -> Judgement:
    """Stance of a plain statement: what its own mood makes of it."""
    if status.question:
        return Judgement(Stance.ASKED, status.polarity, 0.0)
    if status.conditional and own_act and conflict and _is_future(status) and not status.negated:
        return Judgement(Stance.THREATENED, status.polarity, 1.5)  # "we will bomb them if ..."
    if status.conditional:
        # "would have won if ...", "would win had he come"
        unreal = status.modal == "would" and (status.factuality < 0 or "had" in status.why) and not status.negated
        return Judgement(Stance.CONDITIONAL, status.polarity, -1.5 if unreal else 0.0)
    if "untrue" in status.classes[-1:]:
        return Judgement(Stance.DENIED, status.polarity, -3.0 if status.negated else 3.0)
    if "true" in status.classes[-1:]:
        stance = Stance.DENIED if status.negated else Stance.ASSERTED  # "it is not true that ..."
        return Judgement(stance, status.polarity, _signed(3.0, status))
    if status.modal == "necessary" or "request" in status.classes[-1:]:
        return Judgement(Stance.REQUESTED, status.polarity, 0.0)
    if status.negated and (status.modal == "able" or "could" in status.why) and "possible" not in status.why:
        return Judgement(Stance.ASSERTED, status.polarity, -2.0)  # "cannot end as long as he stays"
    if status.modal in ("possible", "able") or set(status.classes[-1:]) & {
        "suspect",
        "hope",
        "seem",
        "unlikely",
        "doubt",
    }:
        certain = -1.0 if status.negated else 1.0
        return Judgement(Stance.SPECULATED, status.polarity, certain)
    if _is_future(status):
        certain = -2.0 if status.negated else 2.0
        if not own_act:
            return Judgement(Stance.PREDICTED, status.polarity, certain)
        return Judgement(
            Stance.THREATENED if conflict and not status.negated else Stance.PROMISED, status.polarity, certain
        )
    if status.modal == "would":
        return Judgement(Stance.CONDITIONAL, status.polarity, 0.0)
    scaled = max(-3.0, min(3.0, factuality * strength / 3.0))
    return Judgement(Stance.ASSERTED, status.polarity, round(scaled, 2))


def _judge_unsaid(of: PredicateClass, saying: Status, content: Status) -> Judgement:
    """Stance where the saying itself is not so: "did not deny", "if he says", "may claim"."""
    if saying.question:
        return Judgement(Stance.ASKED, content.polarity, 0.0)
    if saying.conditional:
        return Judgement(Stance.CONDITIONAL, content.polarity, 0.0)
    if not saying.negated:
        return Judgement(Stance.SPECULATED if saying.modal == "possible" else Stance.UNKNOWN, content.polarity, 0.0)
    if of.name == "deny":
        return Judgement(Stance.SPECULATED, content.polarity, 1.0)  # "did not deny", "would not rule out"
    if of.name in ("think", "suspect", "predict", "intend", "wish", "hope", "see"):
        opposite = "positive" if content.negated else "negative"
        stance = Stance.PREDICTED if of.name == "predict" else Stance.SPECULATED
        return Judgement(stance if of.name != "intend" else Stance.DENIED, opposite, -1.5)
    if of.name in ("promise", "threaten"):
        return Judgement(Stance.DENIED, "negative", -1.5)
    if of.name == "want":
        return Judgement(Stance.UNKNOWN, "positive" if content.negated else "negative", -1.0)
    return Judgement(Stance.UNKNOWN, content.polarity, 0.0)


def _is_future(status: Status) -> bool:
    return status.modal == "future" or ("future" in status.auxiliary and status.modal is None)


def _signed(strength: float, content: Status) -> float:
    return -strength if content.negated and strength else strength  # no "-0.0"


def is_own_act(event: Event, speakers: Sequence[Actor]) -> bool:
    """Whether one of those who speak is one of those who (would) act: the same actor, or the state one speaks for."""
    return any(_speaks_for(speaker, actor) for speaker in speakers for actor in event.actors)


def _speaks_for(speaker: Actor, actor: Actor) -> bool:
    if speaker.id is not None and speaker.id == actor.id:
        return True
    if not speaker.code or not actor.code:
        return bool(speaker.name) and speaker.name == actor.name
    same = speaker.code == actor.code
    state = speaker.country is not None and speaker.country == actor.country
    official = set(speaker.sectors[:1]) <= {"GOV", "MIL"} and set(actor.sectors[:1]) <= {"GOV", "MIL"}
    return same or (state and official)
