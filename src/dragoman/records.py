"""The nouns of Dragoman: plain, immutable records that every room speaks in.

An article goes in; what comes out is a `Coded`: the article's sentences, mentions, events, claims, dates and places.
Every record that was read from the text carries the `Span` it was read from. Times are aware UTC datetimes, days are
`datetime.date`. Nothing here imports anything heavy, nothing here has behaviour beyond looking at itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `[start, end)` of an article's text, or of its title when `in_title` is true."""

    start: int
    end: int
    in_title: bool = False

    def covers(self, other: Span) -> bool:
        """Whether `other` lies inside this span, in the same part of the article."""
        return self.in_title == other.in_title and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Article:
    """A text to be coded, with what is known about its publication.

    `published` is aware and in UTC, or None when unknown (never defaulted to now). An empty `id` is replaced by a hash
    of publisher, url, title and text, so that the same article always has the same id. `notes` say what could not be
    used of what was given, such as a date that is none.
    """

    text: str
    id: str = ""
    title: str | None = None
    published: datetime | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            made = content_id("art", self.publisher, self.url, self.title, self.text)
            object.__setattr__(self, "id", made)

    def characters(self, span: Span) -> str:
        """The characters that a span of this article names."""
        return ((self.title or "") if span.in_title else self.text)[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Name:
    """A named entity: tokens `[first, last)` of a sentence, and its label (PER, ORG, LOC, MISC)."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, slots=True)
class Act:
    """A word that may name a political act: the token, a PLOVER event type, and the chance (0 .. 1) that it names one."""

    token: int
    type: str
    chance: float


@dataclass(frozen=True, slots=True)
class Party:
    """A word that may name a party of an act: the tokens of the act and the party, and the chances (0 .. 1) that it is an
    actor and a recipient of it.
    """

    act: int
    token: int
    actor: float
    recipient: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as columns, one entry a token, in Universal Dependencies terms.

    `words[i]` stands at `starts[i]` of the article's text (or title). `tags` are UPOS, `xpos` are Penn tags, `features`
    are UD feature strings such as `"Tense=Past|VerbForm=Fin"` (empty when none), `heads[i]` is the index of the head
    token and -1 for the root, `relations` are UD relations with their subtype (`nsubj:pass`). `happened[i]` says how far
    what the predicate i names has happened, from -3 (certainly not) to 3 (certainly); empty where the reader does not say.
    `acts` are the political acts that single words may name, those of hardly any chance left out; None where the reader
    does not say. `parties` are the words that may name the parties of these acts; None where the reader does not say.
    """

    span: Span
    words: tuple[str, ...]
    starts: tuple[int, ...]
    lemmas: tuple[str, ...]
    tags: tuple[str, ...]
    xpos: tuple[str, ...]
    features: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]
    names: tuple[Name, ...] = ()
    happened: tuple[float, ...] = ()
    acts: tuple[Act, ...] | None = None
    parties: tuple[Party, ...] | None = None

    def token_span(self, first: int, last: int | None = None) -> Span:
        """The characters of tokens `[first, last)`; of the one token `first` when `last` is left out."""
        final = first if last is None else last - 1
        return Span(self.starts[first], self.starts[final] + len(self.words[final]), self.span.in_title)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is meant, as coded at the article's date.

    `code` is country then sectors joined by dots (`"IRQ.GOV"`); `country` is ISO 3166 alpha-3, a PLOVER non-state code
    (IGO, UNO, EUR, NGO, ISM, IMG, MNC), or None; `sectors` are PLOVER codes, main first; `id` is a stable slug in our
    tables, None if unseen before; `span` is the mention, None where the text has none (a publisher).
    """

    code: str
    name: str
    country: str | None
    sectors: tuple[str, ...] = ()
    cameo: str = ""
    id: str | None = None
    confidence: float = 1.0
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A toponym resolved to a point. `kind` is one of country, adm1, adm2, city, region, feature.

    `runner_up` is the next best candidate as (geonames id, latitude, longitude).
    """

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    kind: str
    geonames_id: int | None = None
    confidence: float = 1.0
    span: Span | None = None
    runner_up: tuple[int, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; `precision` is one of day, week, month, quarter, year, decade, past."""

    first: date | None
    last: date | None
    precision: str = "day"
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression with its TIMEX3 type (DATE, TIME, DURATION, SET) and value, and its days where it has them."""

    span: Span
    timex_type: str
    value: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A proposition: who (would have) done what to whom. Whether it is so, only claims say.

    `type` and `mode` are PLOVER names, `score` PLOVER's conflict-cooperation score (-10 .. 10), `quad_class` 1 verbal
    cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict. `auxiliary` holds those of historical,
    future, hypothetical, negation that are true in the author's eyes; `factuality` (-3 .. 3) is how far the author
    commits. `evidence` are all spans that say it (the first is the trigger of the first mention), `pattern` names the
    piece of knowledge that was matched.
    """

    id: str
    article: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad_class: int
    score: float
    cameo: str
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    when: Period | None
    where: Place | None
    trigger: Span
    sentence: int
    auxiliary: tuple[str, ...] = ()
    factuality: float = 3.0
    confidence: float = 1.0
    evidence: tuple[Span, ...] = ()
    pattern: str = ""


class Stance(StrEnum):
    """What the innermost source of a claim does with its content."""

    ASSERTED = "asserted"
    DENIED = "denied"
    PROMISED = "promised"
    THREATENED = "threatened"
    REQUESTED = "requested"
    SPECULATED = "speculated"
    PREDICTED = "predicted"
    CONDITIONAL = "conditional"
    ASKED = "asked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """One link of a source chain. `kind` is one of publisher, author, document, speaker, unnamed."""

    actor: Actor
    kind: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody says something. `event` is None where the content holds no coded event.

    `sources` is the chain, outermost first (publisher, then whom it cites, ...); the last one is the innermost source,
    whose `stance`, `polarity` ("positive" or "negative") and `factuality` (-3 .. 3) these are. `quote` is one of direct,
    indirect, mixed, none. `deadline` and `resolvable` belong to predictions, promises and threats.
    """

    id: str
    event: str | None
    stance: Stance
    polarity: str
    factuality: float
    sources: tuple[Source, ...]
    cue: Span | None
    content: Span
    quote: str = "none"
    deadline: Period | None = None
    resolvable: bool | None = None
    contradicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the text that names an actor, with the actor it was resolved to (None: meant as one, not resolved)."""

    span: Span
    kind: str
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """Everything that one article yields: the unit that is stored and shipped."""

    article: Article
    sentences: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    dates: tuple[TimeExpression, ...] = ()
    places: tuple[Place, ...] = ()
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be coded: its id where it had one, the kind of error, and what to do about it.

    `article` is the article itself where it could be read, so that it can be kept and tried again.
    """

    id: str | None
    kind: str
    message: str
    article: Article | None = field(default=None, compare=False, repr=False)


def content_id(kind: str, *parts: object) -> str:
    """A short stable id made from content: the same parts always give the same id.

    >>> content_id("evt", "a", 1) == content_id("evt", "a", 1)
    True
    >>> content_id("evt", "ab", "c") == content_id("evt", "a", "bc")
    False
    """
    digest = hashlib.blake2b(digest_size=10)
    for part in parts:
        piece = repr(part).encode("utf-8", "backslashreplace")
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return f"{kind}-{digest.hexdigest()}"
