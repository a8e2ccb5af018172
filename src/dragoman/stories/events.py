"""Which events of different articles are the same event, told several times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dragoman.records import Actor, Article, Claim, Coded, Event, Period, Stance, content_id
from dragoman.stories.distance import is_other_place

# Reports name a state's own hands now by country, now by office: "Russia", "the Russian army", "the Kremlin". Those are
# one side. Anybody else (rebels, parties, companies, journalists) is not the state.
OF_THE_STATE = frozenset(("GOV", "MIL", "SPY", "COP", "JUD", "LEG"))


# "On the night to Thursday" and "at the weekend" are days to compare, "in October" is not.
A_FEW_DAYS = 4


@dataclass(frozen=True, slots=True)
class EventKey:
    """What two events have in common that are taken for one: type, sides, day, and city where they name one.

    Where the day is not known ("in 2011", "last month", no date at all) it is only one with itself: `article` names it.
    """

    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    day: date | None
    article: str = ""
    city: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """An event as one article tells it."""

    coded: Coded
    event: Event

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the article's sources say about the event."""
        return tuple(claim for claim in self.coded.claims if claim.event == self.event.id)

    @property
    def sentence(self) -> str:
        """The sentence that tells it."""
        return self.coded.article.characters(self.coded.sentences[self.event.sentence])


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One event and all that tell it, in order of publication."""

    key: EventKey
    tellings: tuple[Telling, ...]

    @property
    def when(self) -> Period | None:
        """The days of the event: of the first telling that has them, else the day of the first report."""
        told = next((telling.event.when for telling in self.tellings if telling.event.when is not None), None)
        return told or (Period(self.key.day, self.key.day) if self.key.day else None)

    @property
    def reports(self) -> int:
        """In how many articles it stands."""
        return len({telling.coded.article.id for telling in self.tellings})

    @property
    def texts(self) -> int:
        """In how many different texts it stands: a wire story that five papers print is one."""
        return len({content_id("txt", *telling.coded.article.text.split()) for telling in self.tellings})


def event_key(article: Article, event: Event) -> EventKey:
    """The key by which events are grouped: type, sides of actors and recipients, day, and city.

    The day is the first of the event's days, which may be a few, or the day of publication where the event has none.
    """
    day = _day(article, event)
    sides = (_sides(event.actors), _sides(event.recipients))
    return EventKey(event.type, *sides, day, "" if day is not None else article.id, _city(event))


def _city(event: Event) -> int | None:
    """The city where it happens; reports that name none, or only the country, may mean any."""
    return event.where.geonames_id if event.where is not None and event.where.kind in ("city", "feature") else None


def _day(article: Article, event: Event) -> date | None:
    if event.when is None:
        return article.published.date() if article.published is not None else None
    first, last = event.when.first, event.when.last
    return first if first is not None and last is not None and (last - first).days < A_FEW_DAYS else None


def group_events(coded: Iterable[Coded], *, within_story: bool = False) -> list[ToldEvent]:
    """Every event of the articles in exactly one group of tellings; by day, then by type and sides.

    Events with the same key are one. So are two keys of one type and day that share a side among the actors and one among
    the recipients, or one of which does not name the actors or the recipients: reports differ in whom they name. What
    happened in two cities is two. Among reports that are known to tell one story (`within_story`) days may differ by one
    or be missing: papers write on the day after, and some say only "this week".
    """
    grouped: dict[EventKey, list[Telling]] = defaultdict(list)
    for telling in _tellings(coded):
        grouped[event_key(telling.coded.article, telling.event)].append(telling)
    joined = _joined(grouped, lax_days=within_story)
    return sorted((ToldEvent(key, tuple(sorted(some, key=_order))) for key, some in joined.items()), key=_event_order)


def _event_order(event: ToldEvent) -> tuple[str, str, tuple[str, ...]]:
    first = event.when.first if event.when is not None else None
    return (str(first or "9"), event.key.type, event.key.actors)


def _joined(grouped: dict[EventKey, list[Telling]], *, lax_days: bool) -> dict[EventKey, list[Telling]]:
    """The groups with those joined that differ only in how much they name; each joins the fullest that fits."""
    joined: dict[EventKey, list[Telling]] = {}
    on_a_day: dict[tuple[str, date | None], list[EventKey]] = defaultdict(list)
    for key in sorted(grouped, key=lambda key: _fullness(key, len(grouped[key]))):
        where = (key.type, None if lax_days else key.day)
        fits = next((other for other in on_a_day[where] if _is_same_event(key, other, lax_days=lax_days)), None)
        if fits is None or not _agree_on_place(grouped[key], joined[fits]):
            on_a_day[where].append(key)
            joined[key] = grouped[key]
        else:
            joined[fits] = joined[fits] + grouped[key]
    return joined


def _agree_on_place(some: Iterable[Telling], others: Iterable[Telling]) -> bool:
    """Whether nothing says that these happened in different cities."""
    left = [telling.event.where for telling in some if telling.event.where is not None]
    right = [telling.event.where for telling in others if telling.event.where is not None]
    return not left or not right or any(not is_other_place(a, b) for a in left for b in right)


def _fullness(key: EventKey, tellings: int) -> tuple[bool, bool, int, tuple[str, ...], tuple[str, ...], str]:
    """Keys that name both sides come first, then those of more tellings; what names less joins them, never one another.

    Joining only to what came before, and by its own key alone, keeps a chain of half-named reports from becoming one.
    """
    rest = f"{key.day or ''} {key.city or ''} {key.article}"
    return (not key.actors, not key.recipients, -tellings, key.actors, key.recipients, rest)


def _is_same_event(lesser: EventKey, fuller: EventKey, *, lax_days: bool) -> bool:
    if not (lesser.actors or lesser.recipients) or not _is_same_day(lesser, fuller, lax=lax_days):
        return False
    by_same = not lesser.actors or bool(set(lesser.actors) & set(fuller.actors))
    to_same = not lesser.recipients or bool(set(lesser.recipients) & set(fuller.recipients))
    return by_same and to_same


def _is_same_day(one: EventKey, other: EventKey, *, lax: bool) -> bool:
    if one.day is None or other.day is None:
        return lax
    return abs((one.day - other.day).days) <= (1 if lax else 0)


def contested_claims(events: Iterable[ToldEvent]) -> set[tuple[str, str]]:
    """Article and id of every claim for or against an event that some source affirms and another denies."""
    found: set[tuple[str, str]] = set()
    for event in events:
        taken = [(telling.coded.article.id, claim) for telling in event.tellings for claim in telling.claims]
        firm = [(article, claim) for article, claim in taken if claim.stance in (Stance.ASSERTED, Stance.DENIED)]
        if len({claim.polarity for _, claim in firm}) > 1:
            found.update((article, claim.id) for article, claim in firm)
    return found


def side_of(actor: Actor) -> str:
    """Whose side an actor is on: the country for a state and its own hands, country and sector for anybody else.

    >>> side_of(Actor("RUS.MIL", "Russian Air Force", "RUS", ("MIL",)))
    'RUS'
    >>> side_of(Actor("SYR.REB", "Free Syrian Army", "SYR", ("REB",)))
    'SYR.REB'
    """
    main = actor.sectors[0] if actor.sectors else None
    if actor.country is None:
        return main or actor.code or actor.name
    return actor.country if main is None or main in OF_THE_STATE else f"{actor.country}.{main}"


def _sides(actors: Iterable[Actor]) -> tuple[str, ...]:
    return tuple(sorted({side_of(actor) for actor in actors}))


def _tellings(coded: Iterable[Coded]) -> Iterator[Telling]:
    return (Telling(one, event) for one in coded for event in one.events)


def _order(telling: Telling) -> tuple[str, str, int]:
    article = telling.coded.article
    return (article.published.isoformat() if article.published else "9", article.id, telling.event.trigger.start)
