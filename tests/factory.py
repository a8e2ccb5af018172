"""One-line makers of test records."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from dragoman.records import (
    Actor,
    Article,
    Claim,
    Coded,
    Event,
    Mention,
    Period,
    Place,
    Source,
    Span,
    Stance,
    TimeExpression,
    content_id,
)

TEXT = "Iraq denied on Tuesday that Russian jets had struck targets near Mosul."


def article(text: str = TEXT, published: str | None = "2015-10-29", **fields: Any) -> Article:
    fields.setdefault("publisher", "Gulf Courier")
    stamp = None if published is None else datetime.fromisoformat(published).replace(tzinfo=UTC)
    return Article(text=text, published=stamp, **fields)


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def actor(code: str = "RUS.MIL", name: str = "", **fields: Any) -> Actor:
    country, *sectors = code.split(".")
    cameo = code.replace(".", "")
    return Actor(code, name or code, country, tuple(sectors), cameo, **fields)


def event(of: Article, type: str = "ASSAULT", trigger: str = "struck", **fields: Any) -> Event:
    """An event triggered by these words, by Russian forces against Iraq unless said otherwise."""
    found = span_of(of.text, trigger)
    fields.setdefault("actors", (actor("RUS.MIL"),))
    fields.setdefault("recipients", (actor("IRQ"),))
    fields.setdefault("mode", None)
    fields.setdefault("score", -9.0)
    fields.setdefault("quad_class", 4)
    who = tuple(a.code for a in (*fields["actors"], *fields["recipients"]))
    fields.setdefault("id", content_id("evt", of.id, type, found, who))
    defaults: dict[str, Any] = {
        "article": of.id,
        "contexts": (),
        "cameo": "190",
        "when": None,
        "where": None,
        "sentence": 0,
        "evidence": (found,),
    }
    return Event(type=type, trigger=found, **(defaults | fields))


def claim(
    of: Article, about: Event | None, stance: Stance = Stance.ASSERTED, by: str = "IRQ.GOV", **fields: Any
) -> Claim:
    """A claim whose content is the whole text: publisher first, then who says it."""
    chain = [Source(actor("UNK", of.publisher or "", span=None), "publisher")]
    if by:
        chain.append(Source(actor(by), "speaker"))
    fields.setdefault("sources", tuple(chain))
    fields.setdefault("polarity", "negative" if stance is Stance.DENIED else "positive")
    fields.setdefault("factuality", -3.0 if stance is Stance.DENIED else 3.0)
    subject = None if about is None else about.id
    who = tuple(s.actor.code for s in fields["sources"])
    fields.setdefault("id", content_id("clm", of.id, subject, stance, who))
    fields.setdefault("content", Span(0, len(of.text)))
    fields.setdefault("cue", None)
    return Claim(event=subject, stance=stance, **fields)


def coded(of: Article | None = None, events: tuple[Event, ...] = (), claims: tuple[Claim, ...] = ()) -> Coded:
    of = of or article()
    return Coded(of, sentences=(Span(0, len(of.text)),) if of.text else (), events=events, claims=claims)


def full() -> Coded:
    """A coded article in which every field of every record is filled."""
    of = article(title="Baghdad denies strike", url="https://example.org/1", language="en", id="art-full")
    jets = actor("RUS.MIL", "Russian Air Force", id="russian-air-force", confidence=0.9, span=span_of(TEXT, "jets"))
    iraq = Actor("IRQ", "Iraq", "IRQ", (), "IRQ", "iraq", 1.0, Span(0, 7, in_title=True))
    mosul = Place("Mosul", "IRQ", 36.335, 43.119, "city", 99072, 0.8, span_of(TEXT, "Mosul"), (1, 10.5, -3.25))
    tuesday = span_of(TEXT, "Tuesday")
    when = Period(date(2015, 10, 27), date(2015, 10, 27), "day", tuesday)
    strike = event(
        of,
        mode="aerial",
        contexts=("military",),
        cameo="195",
        actors=(jets,),
        recipients=(iraq,),
        when=when,
        where=mosul,
        auxiliary=("negation",),
        factuality=-2.0,
        confidence=0.75,
        evidence=(span_of(TEXT, "struck"), Span(15, 21, in_title=True)),
        pattern="strike.1",
    )
    denial = claim(
        of,
        strike,
        Stance.DENIED,
        sources=(Source(actor("UNK", "Gulf Courier"), "publisher"), Source(iraq, "speaker")),
        cue=span_of(TEXT, "denied"),
        quote="indirect",
        deadline=Period(date(2015, 11, 1), date(2015, 11, 30), "month"),
        resolvable=True,
        contradicts=("clm-other",),
    )
    return Coded(
        article=of,
        sentences=(Span(0, 21, in_title=True), Span(0, len(TEXT))),
        mentions=(Mention(iraq.span or Span(0, 0), "actor", iraq), Mention(span_of(TEXT, "targets"), "actor", None)),
        events=(strike,),
        claims=(denial,),
        dates=(TimeExpression(tuesday, "DATE", "2015-10-27", date(2015, 10, 27), date(2015, 10, 27)),),
        places=(mosul,),
        notes=("a note",),
    )
