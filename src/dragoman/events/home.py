"""Whose police, whose prisoners: countries that the text leaves unsaid because they are plain.

Within a state's own doings (arrests, releases, convictions, protests) the unnamed side is at home: "The Afghan
government released 100 prisoners". Where no side names a country, the place of the event does. And who strikes in a
foreign country strikes that country, as the codebook has it, when nobody else is named.
"""

from __future__ import annotations

from dataclasses import replace

from dragoman.actors.coding import SET_OF_STATES
from dragoman.records import Actor, Place, Span

DOMESTIC = frozenset(("COERCE", "SANCTION", "RETREAT", "CONCEDE", "PROTEST", "ASSAULT", "REJECT"))
# Types whose doer is of the recipient's country when only that is known: police arrest at home.
DOERS_AT_HOME = frozenset(("COERCE", "PROTEST", "SANCTION"))
AUTHORITIES = frozenset(("COP", "JUD", "GOV", "MIL", "LEG", "SPY"))
GOVERNED = frozenset(
    ["CVL", "ELI", "OPP", "JRN", "PTY", "REB", "LAB", "EDU", "CRM", "BUS", "MED", "REL", "SOC", "AGR", "REF", "UAF"]
)
# Types of words whose unnamed other side is at home; those who fight for themselves are not.
SPOKEN = frozenset(("ACCUSE", "REQUEST", "SUPPORT", "THREATEN"))
ADDRESSED = GOVERNED - {"REB", "UAF"}
# Who speaks of the politics of the own country when no other is named.
SPEAKING = frozenset(("JUD", "LEG", "OPP", "PTY", "COP", "LAB", "EDU"))
# Who uses force at home: police, and crowds.
KEEPING_ORDER = frozenset(("COP", "CVL"))
# Types that a state also does to its own officials: a minister arrested, a general dismissed.
DISMISSING = frozenset(("COERCE", "SANCTION"))
# Types that reach a foreign country by happening there.
REACHING = frozenset(("ASSAULT", "RETREAT", "SANCTION", "AID", "MOBILIZE", "COERCE"))
# Types that a state does to its own provinces too: a curfew in a town, the shelling of one.
INLAND = frozenset(("ASSAULT", "COERCE"))
# What a state does to its own people where nobody else is named.
ON_ITS_OWN = frozenset((("COERCE", "arrest"), ("SANCTION", "convict"), ("ASSAULT", "crowd-control")))
BODIES = frozenset(("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"))
INFERRED = 0.75


def at_home(
    kind: str, actors: tuple[Actor, ...], recipients: tuple[Actor, ...], where: Place | None
) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """The actors and recipients with the countries that are plain though unsaid."""
    doers, others = _countries(actors), _countries(recipients)
    place = where.country if where else None
    if kind in REACHING and place and not others:
        recipients = tuple(settled(actor, place) for actor in recipients)
    if kind in DOMESTIC:
        home = _only(doers) or (place if not doers and not others else None)
        rises = kind == "PROTEST" or (kind == "ASSAULT" and bool(actors) and all(_is_rebel(a) for a in actors))
        owned = GOVERNED | AUTHORITIES if rises or kind in DISMISSING else GOVERNED
        recipients = tuple(_settled(actor, home, owned) for actor in recipients)
    elif kind in SPOKEN and not others and place in (None, *doers):
        # "the opposition called on the president": its own; but a government may well mean another's.
        is_theirs = not any(actor.sectors[:1] in ((), ("GOV",)) for actor in actors)
        owned = ADDRESSED | AUTHORITIES if is_theirs else ADDRESSED
        recipients = tuple(_settled(actor, _only(doers), owned) for actor in recipients)
    if kind in DOERS_AT_HOME:
        home = place or _only(others)
        owned = GOVERNED if kind == "PROTEST" else AUTHORITIES
        actors = tuple(_settled(actor, home, owned) for actor in actors)
    elif kind in SPOKEN or kind == "REJECT":
        # "was indicted by a grand jury", "came under fire from lawmakers": those of the country of whom they speak
        actors = tuple(_settled(actor, _only(others), SPEAKING) for actor in actors)
    elif kind == "ASSAULT" and not doers:
        # "a mob lynched two men in Honduras", "police fired at protesters in Beirut"
        actors = tuple(_settled(actor, place or _only(others), KEEPING_ORDER) for actor in actors)
    if kind in REACHING and where and place and not recipients and actors and (place not in doers or kind in INLAND):
        recipients = (_state(where, place),)
    return actors, recipients


def subjects_of(
    kind: str, mode: str | None, actors: tuple[Actor, ...], spoken: str, span: Span | None
) -> tuple[Actor, ...]:
    """Those whom a state holds, tries or disperses and who are nobody known: its own people."""
    home = _only(_countries(actors))
    if (kind, mode) not in ON_ITS_OWN or home is None or home in BODIES:
        return ()
    return (Actor(f"{home}.CVL", spoken, home, ("CVL",), cameo=home + "CVL", confidence=INFERRED, span=span),)


def people_of(where: Place | None) -> tuple[Actor, ...]:
    """The people of a place, as those who do what nobody in particular is said to do there."""
    if where is None or not where.country:
        return ()
    home = where.country
    return (Actor(f"{home}.CVL", where.name, home, ("CVL",), cameo=home + "CVL", confidence=INFERRED, span=where.span),)


def _is_rebel(actor: Actor) -> bool:
    """Whether somebody fights the authorities of a country: rebels, and armed movements that came to govern."""
    return actor.sectors[:1] == ("REB",) or (actor.id or "").startswith("grp.")


def _countries(actors: tuple[Actor, ...]) -> set[str]:
    return {actor.country for actor in actors if actor.country}


def _only(countries: set[str]) -> str | None:
    return next(iter(countries)) if len(countries) == 1 else None


def _settled(actor: Actor, country: str | None, sectors: frozenset[str]) -> Actor:
    return settled(actor, country) if sectors.intersection(actor.sectors[:1]) else actor


def settled(actor: Actor, country: str | None) -> Actor:
    """The actor as one of a country, where it had none."""
    if country is None or actor.country is not None or actor.id == SET_OF_STATES:
        return actor
    return replace(
        actor,
        country=country,
        code=".".join((country, *actor.sectors)),
        cameo=country + actor.cameo,
        confidence=round(actor.confidence * INFERRED, 3),
    )


def _state(where: Place, country: str) -> Actor:
    return Actor(country, where.name, country, cameo=country, confidence=INFERRED, span=where.span)
