"""The events of an article: matches with their arguments resolved, judged, dated, placed, and merged.

How sure an event is (`confidence`) follows one rule: 0.5 for the match alone; 0.2 more for an actor that resolves, 0.15
for a recipient, 0.1 for a pattern that asked for more than its word, 0.05 for a verb; 0.15 less where two patterns of
different types fitted alike; times the confidence of the least sure actor, times 0.6 under suspicion of being no
political event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from dragoman import ontology
from dragoman.events.affected import REACHING, names_pact, reached, without_own_soldiers
from dragoman.events.contexts import contexts_of
from dragoman.events.home import DOMESTIC, at_home, people_of, settled, subjects_of
from dragoman.events.merging import merged
from dragoman.events.noise import Suspicion, judge
from dragoman.events.parties import completed
from dragoman.events.whereabouts import Setting, dateline, may_be_at_dateline, names_in, place_of, when_of
from dragoman.events.words_not_force import Reading, is_campaigning, reading_of
from dragoman.language.tree import Tree
from dragoman.modality import Status, status
from dragoman.patterns.match import Match
from dragoman.records import Actor, Article, Event, Mention, Period, Place, Span, TimeExpression, content_id

# From this chance on what the language model takes for a political act is one, whoever does it.
PLAIN = 0.8

# Sectors that act in politics whatever their country. Civilians, companies, newspapers or schools do not by themselves.
POLITICAL = frozenset(
    [
        "COP",
        "GOV",
        "JUD",
        "LEG",
        "MIL",
        "PRM",
        "PTY",
        "REB",
        "SPY",
        "UAF",
        "OPP",
        "PRE",
        "SOC",
        "REL",
        "LAB",
        "REF",
        "ELI",
    ]
)
STATELESS = frozenset(("IGO", "UNO", "EUR", "NGO", "ISM", "IMG"))
# Types whose event is seen from its victim when no doer is named: "Three soldiers were killed".
VICTIM_TYPES = frozenset(
    ("ASSAULT", "COERCE", "SANCTION", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "AID", "CONCEDE", "RETREAT")
)
# Modes of what somebody does to nobody: who resigns in Riyadh does nothing to Saudi Arabia.
ALONE = frozenset(("resign",))
# Of those, the types that are only said.
SAID = frozenset(("ACCUSE", "REJECT", "THREATEN"))
# Types that citizens and criminals do too, to whomever.
ANYBODYS_TYPES = frozenset(("ASSAULT", "THREATEN"))
# Acts within a country whose place is where they happen, not whom they reach.
LOCAL = frozenset(("PROTEST", "MOBILIZE"))
LOCAL_MODES = frozenset(("curfew", "martial-law"))
LEARNED_REFUSAL = "reject/learned"
# What is refused by "will not", as a mode of REJECT.
REFUSED_MODES = {
    "AID": "assist",
    "SUPPORT": "assist",
    "COOPERATE": "assist",
    "CONSULT": "meet",
    "RETREAT": "yield",
    "CONCEDE": "yield",
}
# Prepositions with which a phrase gives its own place.
ITS_PLACE = frozenset(("in", "at", "near", "of", "from", "on", "outside", "inside", "around", "across", "throughout"))
# Prepositions that say what is spoken of, or where.
TOPICAL = frozenset(("on", "about", "over", "in", "at", "against"))
# Verbs of which reporters are only the audience.
TELLING = frozenset(("tell", "inform", "brief", "say", "speak", "talk", "announce", "add", "explain", "claim", "warn"))
# One can do these without anybody else: "talks about a revolution".
MONOLOGUES = frozenset(("talk", "speak"))
# Those who travel their own country to be elected or to sit in its parliament.
POLITICIANS = frozenset(("PTY", "LEG", "ELI"))
# Those of a country's politics who are at home in an article about it.
CIVIL = frozenset(("PTY", "LEG", "OPP", "ELI", "LAB", "EDU", "JUD", "COP", "SOC", "JRN"))
# Citizens and those whom they elect.
CITIZENS = frozenset(("PTY", "LEG", "OPP", "ELI", "LAB", "EDU", "SOC", "JRN", "CVL", "BUS", "REL"))
# Types that take no more than an opinion.
OPINIONS = frozenset(("SUPPORT", "AGREE", "REJECT", "THREATEN", "CONCEDE", "REQUEST"))
# What somebody is asked, moved or free to do, wishes or tries, nobody has promised.
WISHING = frozenset(
    [
        "ask", "urge", "tell", "convince", "persuade", "press", "push", "pressure", "force", "compel", "oblige", "require",
        "encourage", "motivate", "inspire", "advise", "invite", "call", "beg", "implore", "lobby", "challenge", "allow",
        "permit", "enable", "help", "lead", "cause", "get", "free", "able", "unable", "hope", "try", "attempt", "seek",
        "struggle", "strive", "fight", "need", "like", "love", "hate", "tempt", "afraid", "happy", "hard", "easy", "likely",
        "unlikely", "fail", "refuse", "reluctant",
    ]
)  # fmt: skip
# An article of so many sentences is about a country when it has so many of its actors, so much of all.
LONG_ENOUGH = 5
MENTIONS_OF_HOME = 6
SHARE_OF_HOME = 0.7
# A place that stands for its state is a weaker sign than the state's name.
PLACE_CONFIDENCE = 0.8


class ActorsOfDocument(Protocol):
    """Whom the words of the article mean."""

    def at(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """The actors that the phrase headed by the token means."""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every phrase that means an actor."""


class PlacesOfDocument(Protocol):
    """Where the words of the article are."""

    def at(self, sentence: int, token: int) -> Place | None:
        """The place that the phrase headed by the token names."""


@dataclass(frozen=True, slots=True)
class _Document:
    article: Article
    trees: Sequence[Tree]
    actors: ActorsOfDocument
    places: PlacesOfDocument
    dates: Sequence[Sequence[TimeExpression]]
    home: str | None = None


def read_events(
    article: Article,
    trees: Sequence[Tree],
    matches: Sequence[Sequence[Match]],
    actors: ActorsOfDocument,
    dates: Sequence[Sequence[TimeExpression]],
    places: PlacesOfDocument,
) -> tuple[Event, ...]:
    """The events that the article's matches amount to, in text order, each proposition once."""
    document = _Document(article, trees, actors, places, dates, _home_of(trees, actors))
    if not any(matches):
        return ()
    judgement = judge(trees, article.published.year if article.published else None)
    found: list[Event] = []
    for number, tree in enumerate(trees):
        here = [_draft(document, number, tree, match) for match in matches[number]]
        kept = [draft for draft in here if draft is not None]
        for draft in _without_preparations(kept):
            suspicion = judgement.of(number, draft.match, draft.actors, draft.recipients, draft.is_between_states)
            if suspicion is not Suspicion.NOISE:
                found.append(_event(document, number, tree, draft, suspicion))
    return merged(article, found)


def _home_of(trees: Sequence[Tree], actors: ActorsOfDocument) -> str | None:
    """The country that an article is about, where most of its actors are of one."""
    if len(trees) < LONG_ENOUGH:
        return None
    counts = Counter(m.actor.country for m in actors.mentions if m.actor and m.actor.country)
    if not counts:
        return None
    country, count = counts.most_common(1)[0]
    return country if count >= MENTIONS_OF_HOME and count >= SHARE_OF_HOME * counts.total() else None


# --- one match
# ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Draft:
    """A match with its actors resolved and its status known."""

    match: Match
    type: str
    mode: str | None
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    status: Status

    @property
    def is_between_states(self) -> bool:
        countries = {a.country for a in (*self.actors, *self.recipients) if a.country}
        return len(countries) > 1


def _draft(document: _Document, number: int, tree: Tree, match: Match) -> _Draft | None:
    if _is_epithet(tree, match):
        return None
    match = _completed(document, number, tree, match)
    scenes = [t for t in match.actors if _is_scene(document, number, match, t)]
    doers = _resolved(document, number, [t for t in match.actors if t not in scenes], with_places=False)
    setting = _setting(document, number)
    told = [t for t in match.recipients if not _is_audience(document, number, t)]
    heard = [t for t in told if not names_pact(tree, t, setting.place)]
    recipients = _resolved(document, number, heard or scenes, with_places=True)
    if match.symmetric and len(doers) < 2:
        doers = doers or _resolved(document, number, match.actors, with_places=True)
    recipients = tuple(r for r in recipients if not _is_among(r, doers))
    if match.type == "ASSAULT" and not any(actor.country for actor in (*doers, *recipients)):
        # "A bomb killed ten people in Lagos": nobody's country is said, so it is that of the place
        where = place_of(setting, match) or _place_of_scene(document, number, scenes)
        doers, recipients = at_home(match.type, doers, recipients, where)
    if match.type == "PROTEST" and not doers:
        doers = _crowd(document, number, match, recipients)
    is_plain = (match.chance or 0.0) >= PLAIN and bool(doers or recipients)
    if not (is_plain or _is_event(match, doers, recipients)):
        return None
    if match.type == "ASSAULT":
        reading = reading_of(tree, match, doers, recipients)
        if reading is Reading.IDIOM:
            return None
        if reading is Reading.CRITICISM:
            match = replace(match, type="ACCUSE", mode="disapprove", contexts=(), symmetric=False)
            doers, recipients = _two_sides(doers, recipients)
    if match.type == "CONSULT" and _is_daily_business(tree, match, doers, recipients):
        return None
    if match.type == "PROTEST" and is_campaigning(tree, match, doers, recipients):
        return None
    if not recipients or match.type not in DOMESTIC:
        recipients = _reached(document, number, match, doers, recipients)
    doers, recipients = at_home(match.type, doers, recipients, _place_reached(setting, match))
    recipients = without_own_soldiers(match.type, doers, recipients)
    recipients = _without_own_places(match, doers, recipients)
    recipients = _reached(document, number, match, doers, recipients)
    if not recipients and match.recipients:
        first, last = tree.phrase(match.recipients[0])
        span = tree.span(first, last)
        recipients = subjects_of(match.type, match.mode, doers, document.article.characters(span), span)
    if match.mode in ALONE or _is_between_doers(tree, match, doers):
        recipients = ()
    doers, recipients = _settled_at_home(document.home, doers, recipients)
    if match.type in SAID and not doers and not any(r.country for r in recipients):
        return None  # nobody in particular says something of nobody in particular
    if match.type == "CONSULT" and _is_talk_with_nobody(tree, match, doers, recipients):
        return None
    if document.home and _is_domestic_opinion(document.home, match, doers, recipients):
        return None
    year = document.article.published.year if document.article.published else None
    seen = status(tree, match.anchor, year=year)
    if _is_only_wished(tree, match, seen):
        return None
    if match.type == "REJECT" and match.pattern == LEARNED_REFUSAL and tree.is_negated(match.anchor):
        seen = _as_refusal(seen)  # "will not accept": the model knows the negated verb for a refusal
    kind, mode, seen = _announced(tree, match, seen)
    if kind == "AGREE" and match.mode == "visit" and _is_told_of_host(tree, match):
        doers, recipients = recipients, doers
    if kind == "REJECT" and match.symmetric and not recipients:
        doers, recipients = doers[:1], doers[1:]
    return _Draft(match, kind, mode, doers, recipients, seen)


def _completed(document: _Document, number: int, tree: Tree, match: Match) -> Match:
    """The match with the parties that only the language model finds."""

    def is_actor(token: int) -> bool:
        return bool(document.actors.at(number, token))

    def countries(tokens: Iterable[int]) -> frozenset[str]:
        found = {actor.country for token in tokens for actor in document.actors.at(number, token)}
        found |= {place.country for token in tokens if (place := document.places.at(number, token))}
        return frozenset(country for country in found if country)

    return completed(tree, match, is_actor, countries)


def _is_daily_business(tree: Tree, match: Match, doers: tuple[Actor, ...], recipients: tuple[Actor, ...]) -> bool:
    """Whether a meeting is only talk or an interview, or a visit only a politician's way about the own country."""
    parties = (*doers, *recipients)
    if tree.tag(match.anchor) == "VERB" and tree.lemma(match.anchor) in MONOLOGUES and len(parties) < 2:
        return not any(tree.preposition(c) in ("with", "to") for c in tree.children(match.anchor, "obl"))
    if any(a.sectors[:1] == ("JRN",) for a in parties):
        return sum(1 for a in parties if a.sectors[:1] != ("JRN",)) < 2
    if match.mode != "visit" or not doers or not all(POLITICIANS.intersection(a.sectors) for a in doers):
        return False
    return {a.country for a in recipients} <= {None, *(a.country for a in doers)}


def _settled_at_home(
    home: str | None, doers: tuple[Actor, ...], recipients: tuple[Actor, ...]
) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """The parties with the country that the article is about, where they are of its politics and nobody is a foreigner."""
    if home is None or not {a.country for a in (*doers, *recipients)} <= {None, home}:
        return doers, recipients

    def at_home(side: tuple[Actor, ...]) -> tuple[Actor, ...]:
        return tuple(settled(a, home) if CIVIL.intersection(a.sectors[:1]) else a for a in side)

    return at_home(doers), at_home(recipients)


def _is_talk_with_nobody(tree: Tree, match: Match, doers: tuple[Actor, ...], recipients: tuple[Actor, ...]) -> bool:
    """Whether a meeting names one side only, and is but a noun or a politician's: "private talks", "spoke to a crowd"."""
    if len(doers) + len(recipients) > 1:
        return False
    return tree.tag(match.anchor) != "VERB" or all(CITIZENS.intersection(a.sectors[:1]) for a in doers)


def _is_domestic_opinion(home: str, match: Match, doers: tuple[Actor, ...], recipients: tuple[Actor, ...]) -> bool:
    """Whether citizens and politicians of the article's country are for or against things, or nobody in particular acts."""
    countries = {a.country for a in (*doers, *recipients)}
    if countries <= {None}:
        return True
    if match.type not in OPINIONS or match.symmetric or recipients or not doers or not countries <= {home}:
        return False
    return all(CITIZENS.intersection(a.sectors[:1]) for a in doers)


def _reached(
    document: _Document, number: int, match: Match, doers: tuple[Actor, ...], recipients: tuple[Actor, ...]
) -> tuple[Actor, ...]:
    """The recipients, or where they have no country the foreign power inside what is done."""
    if match.type not in REACHING or match.symmetric or any(r.country for r in recipients):
        return recipients
    place = _setting(document, number).place
    return reached(document.trees[number], match, doers, partial(document.actors.at, number), place) or recipients


def _is_between_doers(tree: Tree, match: Match, doers: tuple[Actor, ...]) -> bool:
    """Whether two powers agree with each other on somebody: "Paris and Rome agreed to share what they know on Libya"."""
    if match.type != "AGREE" or len({doer.country for doer in doers if doer.country}) < 2:
        return False
    return all(tree.preposition(token) in TOPICAL for token in match.recipients)


def _is_told_of_host(tree: Tree, match: Match) -> bool:
    """Whether a visit is announced by those who will receive it: "will host the prince"."""
    return any(tree.is_a(token, "nsubj") and tree.head(token) == match.anchor for token in match.recipients)


def _two_sides(doers: tuple[Actor, ...], recipients: tuple[Actor, ...]) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """The first party against the others, where a quarrel names them all as its doers."""
    return (doers, recipients) if recipients or len(doers) < 2 else (doers[:1], doers[1:])


def _is_epithet(tree: Tree, match: Match) -> bool:
    """Whether a participle before its noun tells what had happened to somebody who now does something else."""
    word = match.trigger
    if tree.tag(word) not in ("VERB", "ADJ") or not tree.is_a(word, "amod"):
        return False
    return word < tree.head(word) and not tree.children(word, "obl", "advmod")


def _without_own_places(match: Match, doers: tuple[Actor, ...], recipients: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The recipients without a place of the doers' own country in which they only act: a curfew in its capital."""
    if match.type not in LOCAL and match.mode not in LOCAL_MODES:
        return recipients
    own = {actor.country for actor in doers if actor.country}
    return tuple(r for r in recipients if r.country not in own or (r.sectors and r.id != (r.country or "").lower()))


def _is_audience(document: _Document, number: int, token: int) -> bool:
    """Whether reporters are only who is told: "told journalists that"."""
    tree = document.trees[number]
    if not tree.is_a(token, "iobj", "obj", "obl") or tree.lemma(tree.head(token)) not in TELLING:
        return False
    actors = document.actors.at(number, token)
    return bool(actors) and all(actor.sectors[:1] == ("JRN",) for actor in actors)


def _is_scene(document: _Document, number: int, match: Match, token: int) -> bool:
    """Whether a name before an event noun says where, not who: "the Paris attacks", "the Geneva talks"."""
    tree = document.trees[number]
    head = tree.head(token)
    is_named_after = head == match.trigger or (match.type == "ASSAULT" and not document.actors.at(number, head))
    if not is_named_after or not tree.is_a(token, "compound") or tree.tag(head) == "VERB":
        return False
    place = document.places.at(number, token)
    return place is not None and place.kind == "city"


def _place_reached(setting: Setting, match: Match) -> Place | None:
    """The place of an event, unless it only gives a pact its name."""
    where = place_of(setting, match)
    if where is None:
        return None
    tree = setting.tree
    naming = [t for t in range(len(tree)) if tree.span(t) == where.span and names_pact(tree, t, setting.place)]
    return None if naming else where


def _place_of_scene(document: _Document, number: int, scenes: Sequence[int]) -> Place | None:
    """The place after which an event is called: "the Madrid bombings"."""
    return next((place for token in scenes if (place := document.places.at(number, token))), None)


def _crowd(document: _Document, number: int, match: Match, recipients: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The people of the place of a protest whose crowd is nobody known: "Weekly demonstrations in Algiers"."""
    tree = document.trees[number]
    if tree.tag(match.trigger) != "VERB" and not tree.is_a(match.trigger, "nsubj", "obj", "root", "conj"):
        return ()  # "accused Tehran of stirring the unrest": only spoken of
    where = place_of(_setting(document, number), match) or _place_of_scene(document, number, match.actors)
    if match.recipients and where and where.span and any(r.span and r.span.covers(where.span) for r in recipients):
        return ()  # "protests against Russia": it is what they are against
    return people_of(where)


def _resolved(document: _Document, number: int, tokens: Sequence[int], *, with_places: bool) -> tuple[Actor, ...]:
    found: dict[tuple[str, str | None], Actor] = {}
    for token in tokens:
        for actor in document.actors.at(number, token):
            found.setdefault((actor.code, actor.id or actor.name), actor)
    if not found and with_places:
        return _states_of_places(document, number, tokens)
    actors = _without_shadows(tuple(found.values()))
    if actors and not any(a.country for a in actors):
        # "army positions in the Asir region": who has no country is of the place that the phrase names.
        countries = {c for t in tokens for c in _countries_of_phrase(document, number, t)}
        if len(countries) == 1:
            return tuple(settled(actor, *countries) for actor in actors)
    return actors


def _countries_of_phrase(document: _Document, number: int, token: int) -> set[str]:
    """The countries of the places that a phrase gives as its own: "positions in Aleppo", not "ties to the West"."""
    tree = document.trees[number]
    head = _phrase_head(tree, token)
    waiting, found = [head], set()
    while waiting:
        current = waiting.pop()
        place = document.places.at(number, current) if current != token else None
        if place is not None and place.country:
            found.add(place.country)
            continue
        for child in tree.children(current, "nmod", "nmod:poss"):
            if tree.is_a(child, "nmod:poss") or tree.preposition(child).split(" ")[0] in ITS_PLACE:
                waiting.append(child)
    return found


def _phrase_head(tree: Tree, token: int) -> int:
    while tree.is_a(token, "compound", "amod", "nmod:desc") and tree.tag(tree.head(token)) in ("NOUN", "PROPN"):
        token = tree.head(token)
    return token


def _without_shadows(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Without actors that only repeat the state of a more exact one: ("Russia", "Russian Air Force") is one."""
    kept = []
    for actor in actors:
        others = (o for o in actors if o is not actor and o.country == actor.country and o.span == actor.span)
        if actor.sectors or not any(o.sectors for o in others):
            kept.append(actor)
    return tuple(kept)


def _states_of_places(document: _Document, number: int, heads: Iterable[int]) -> tuple[Actor, ...]:
    """The states in which places lie, as the actors that are meant: who bombs a bridge in Aleppo bombs in Syria."""
    tree, place_at = document.trees[number], _setting(document, number).place
    found: dict[str, Actor] = {}
    for head in heads:
        for token in names_in(tree, head):
            place = place_at(token)
            if place is None or place.country is None or names_pact(tree, token, place_at):
                continue
            sure = PLACE_CONFIDENCE * place.confidence
            span = place.span or tree.span(token)
            actor = Actor(place.country, place.name, place.country, cameo=place.country, confidence=sure, span=span)
            found.setdefault(place.country, actor)
            break
    return tuple(found.values())


def _is_among(actor: Actor, others: Iterable[Actor]) -> bool:
    """Whether an actor stands among others: by name, or as the same body of the same country."""
    return any(actor.code == o.code and (actor.name == o.name or (actor.id and actor.id == o.id)) for o in others)


def is_political(actor: Actor) -> bool:
    """Whether somebody is a power in politics: a state, an international body, a political sector of any country."""
    if POLITICAL.intersection(actor.sectors):
        return True
    return actor.country in STATELESS or (actor.country not in (None, "MNC") and not actor.sectors)


def _is_private(actor: Actor) -> bool:
    """Whether somebody acts for a business, or for nobody we know."""
    return actor.country in (None, "MNC") or actor.sectors[:1] == ("BUS",)


def _is_event(match: Match, doers: tuple[Actor, ...], recipients: tuple[Actor, ...]) -> bool:
    """Whether enough of politics takes part: a power on one side, or citizens in a fight or a protest."""
    if ontology.needs_recipient(match.type) and not (match.recipients or match.symmetric):
        return False
    if match.symmetric and len(doers) < 2 and not recipients and match.type == "COOPERATE":
        return False
    if match.type == "PROTEST" and doers:
        return True
    has_power = any(is_political(a) for a in recipients)
    if not match.actors or not match.requires_actor:
        victims = has_power or any(not _is_private(a) for a in recipients)
        return any(is_political(a) for a in doers) or (victims and match.type in VICTIM_TYPES)
    if any(is_political(a) for a in doers):
        return True
    return bool(doers) and (has_power or (match.type in ANYBODYS_TYPES and not all(_is_private(a) for a in doers)))


def _announced(tree: Tree, match: Match, seen: Status) -> tuple[str, str | None, Status]:
    """Type and mode, and the status with them: what is announced or promised has a type of its own."""
    other = ontology.announced_type(match.type)
    is_announced = "future" in seen.auxiliary or (seen.modal == "would" and not seen.conditional)
    if tree.is_a(match.anchor, "advcl") and tree.preposition(match.anchor) == "to":
        is_announced = False  # "moved troops to help": a purpose, not a promise
    if match.type == "CONCEDE" and is_announced and "negation" in seen.auxiliary:
        return _refused(tree, match, seen)  # "will not lift the ban"
    if other == match.type or not is_announced:
        return match.type, match.mode, seen
    if "negation" in seen.auxiliary:
        return _refused(tree, match, seen)
    left = tuple(a for a in seen.auxiliary if a not in ("future", "hypothetical"))
    return other, None, replace(seen, auxiliary=left)


def _is_only_wished(tree: Tree, match: Match, seen: Status) -> bool:
    """Whether help or talks to come stand in an aim that nobody commits to: "efforts to help banks", "urged her to meet"."""
    to_come = "future" in seen.auxiliary or seen.modal == "would"
    if match.type == "AGREE" or ontology.announced_type(match.type) != "AGREE" or not to_come:
        return False
    return "negation" not in seen.auxiliary and not _is_promise(tree, match.anchor)


def _is_promise(tree: Tree, word: int) -> bool:
    """Whether a verb says what is going to be, or what somebody commits to: no infinitive of an aim or a wish."""
    word = tree.first_conjunct(word)
    if tree.tag(word) not in ("VERB", "AUX"):
        return True
    if tree.is_a(word, "xcomp", "ccomp") and not tree.children(word, "aux"):
        return tree.lemma(tree.head(word)) not in WISHING
    return tree.relation(word) == "acl:relcl" or not (
        tree.is_a(word, "advcl", "acl") and tree.preposition(word) == "to"
    )


def _refused(tree: Tree, match: Match, seen: Status) -> tuple[str, str | None, Status]:
    """A refusal where the doers rule out what they could do ("will not withdraw"); denials stay as they are."""
    is_open = "hypothetical" in seen.auxiliary or seen.conditional or "future" not in seen.auxiliary
    if is_open or not tree.is_negated(match.anchor):
        return match.type, match.mode, seen
    return "REJECT", REFUSED_MODES.get(match.type), _as_refusal(seen)


def _as_refusal(seen: Status) -> Status:
    """The status of a refusal that is told as what somebody will not do."""
    left = tuple(a for a in seen.auxiliary if a not in ("future", "negation"))
    return replace(seen, auxiliary=left, factuality=abs(seen.factuality))


def _without_preparations(drafts: list[_Draft]) -> list[_Draft]:
    """Without what only prepares another event of the sentence: troops moved in an assault that is reported."""
    assaulting = {a.country for d in drafts if d.type == "ASSAULT" for a in d.actors}
    return [d for d in drafts if not (d.type == "MOBILIZE" and assaulting.intersection(a.country for a in d.actors))]


# --- the record
# ---------------------------------------------------------------------------------------------------------


def _event(document: _Document, number: int, tree: Tree, draft: _Draft, suspicion: Suspicion) -> Event:
    match = draft.match
    setting = _setting(document, number)
    contexts = contexts_of(tree, match.contexts)
    trigger = trigger_span(tree, match)
    where, when = place_of(setting, match), when_of(setting, match, draft.status)
    auxiliary = {*draft.status.auxiliary, *(("historical",) if _is_long_past(when, document.article) else ())}
    return Event(
        id=content_id(
            "evt", document.article.id, draft.type, draft.mode, _codes(draft.actors), _codes(draft.recipients), trigger
        ),
        article=document.article.id,
        type=draft.type,
        mode=draft.mode,
        contexts=contexts,
        quad_class=ontology.quad_class(draft.type),
        score=ontology.score(draft.type, draft.mode),
        cameo=ontology.cameo(draft.type, draft.mode, contexts),
        actors=draft.actors,
        recipients=draft.recipients,
        when=when,
        where=where or _dateline_of(document, draft),
        trigger=trigger,
        sentence=number,
        auxiliary=tuple(sorted(auxiliary)),
        factuality=draft.status.factuality,
        confidence=_confidence(draft, suspicion),
        evidence=(trigger,),
        pattern=match.pattern,
    )  # fmt: skip


def _is_long_past(when: Period | None, article: Article) -> bool:
    """Whether a date of the text lies before the year before publication: "five years earlier", told of 1919."""
    if when is None or when.last is None or when.span is None or article.published is None:
        return False
    return when.last.year < article.published.year - 1


def _setting(document: _Document, number: int) -> Setting:
    def place(token: int) -> Place | None:
        return document.places.at(number, token)

    return Setting(document.article, document.trees[number], document.dates[number], place)


def _codes(actors: Iterable[Actor]) -> tuple[tuple[str, str], ...]:
    return tuple((actor.code, actor.name) for actor in actors)


def trigger_span(tree: Tree, match: Match) -> Span:
    """The words that say the event when they stand together, else the one that carries it."""
    words = [w for w in match.words if w != match.anchor or match.anchor == match.trigger]
    first, last = min(words), max(words)
    gap = [t for t in range(first, last + 1) if t not in words and tree.word(t) not in ("-", "–")]
    return tree.span(first, last + 1) if not gap else tree.span(match.trigger)


def _confidence(draft: _Draft, suspicion: Suspicion) -> float:
    match = draft.match
    value = 0.5
    value += 0.2 * any(is_political(a) for a in draft.actors)
    value += 0.15 * bool(draft.recipients or (match.symmetric and len(draft.actors) > 1))
    value += 0.1 * bool(match.rank and (match.rank[0] > 1 or match.rank[1] > 0))
    value += 0.05 * (match.anchor == match.trigger)
    value -= 0.15 * bool(match.clash)
    value *= min((a.confidence for a in (*draft.actors, *draft.recipients)), default=0.9)
    if suspicion is Suspicion.DOUBTFUL:
        value *= 0.6
    return round(min(max(value, 0.05), 1.0), 3)


def _dateline_of(document: _Document, draft: _Draft) -> Place | None:
    """The place of the dateline, for an event that can have happened where the report was written."""
    place = dateline(document.trees, document.places.at)
    if place is None or place.country is None:
        return None
    return place if may_be_at_dateline(draft.type, place.country, draft.actors, draft.recipients) else None
