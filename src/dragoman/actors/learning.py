"""Who held which office when, as coded articles tell: names never seen before, with the titles beside them.

A title before a name ("Interior Minister Awad Ibrahim") or an apposition after it ("Awad Ibrahim, the interior minister")
codes a person that no table has. Sightings of one person in one role over many articles are a candidate for the user's own
file: code, title, first and last day, and the sentences that say so. Nothing is believed by itself; a person accepts it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dragoman.actors.lexicon import Lexicon, fold
from dragoman.records import Actor, Article, Coded, Mention, Span

# An apposition is searched this many characters after a name, up to the next comma or stop.
LONGEST_APPOSITION = 90
# Three sightings by two publishers that agree are as good as a table's row; fewer are worth a look.
SURE_SIGHTINGS, SURE_SOURCES = 3, 2
UNKNOWN = "UNK"
_PROPER = re.compile(r"(?:al-|el-)?[^\W\d_a-z][\w'’.-]*")
_APPOSITION = re.compile(r"\s*,\s+(?P<title>[^,.;:()\"“”]{3,%d})(?=[,.;:)])" % LONGEST_APPOSITION)  # noqa: UP031
_LEAD = re.compile(r"^(?:the|a|an|its|their|his|her)\s+", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:who|which|that|said|says|told|was|is|were|has|had|and he|and she)\b")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One mention that says who somebody is: the code that it gave, the title, and where it stands."""

    name: str
    country: str | None
    sectors: tuple[str, ...]
    title: str
    article: str
    publisher: str
    span: Span
    sentence: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person in one role, as all sightings together have it; `spellings` and `titles` the most frequent first."""

    spellings: tuple[str, ...]
    country: str | None
    sectors: tuple[str, ...]
    titles: tuple[str, ...]
    first: date | None
    last: date | None
    sources: int
    evidence: tuple[Sighting, ...]

    @property
    def name(self) -> str:
        """The usual spelling."""
        return self.spellings[0]

    @property
    def code(self) -> str:
        """Country then sectors, joined by dots."""
        return ".".join(filter(None, (self.country, *self.sectors)))

    @property
    def is_sure(self) -> bool:
        """Whether enough articles of different publishers agree."""
        return len(self.evidence) >= SURE_SIGHTINGS and self.sources >= SURE_SOURCES

    def row(self) -> dict[str, str]:
        """The row for a user's file; `to` stays open, for the last sighting is not the end of an office."""
        seen = f"{self.titles[0]}; {len(self.evidence)} sightings, last {self.last or 'undated'}"
        return {
            "name": "|".join(self.spellings),
            "country": self.country or "",
            "sector": ".".join(self.sectors),
            "type": "person",
            "from": self.first.isoformat() if self.first else "",
            "to": "",
            "note": seen,
        }


def sightings(coded: Coded, lexicon: Lexicon) -> Iterator[Sighting]:
    """The mentions of an article that say who a person is whom no table has in this role on the day."""
    article = coded.article
    day = article.published.date() if article.published else None
    for mention in coded.mentions:
        actor = mention.actor
        if actor is None or not _is_person_with_role(actor) or _is_known(actor, lexicon, day):
            continue
        title = _title(article, mention, actor.name)
        if _is_title(title, lexicon) and _is_persons_name(actor.name, lexicon):
            yield Sighting(
                actor.name,
                actor.country,
                actor.sectors,
                title,
                article.id,
                article.publisher or "",
                mention.span,
                _sentence(coded, mention.span),
                day,
            )


def candidates(seen: Iterable[Sighting], *, least: int = 1) -> list[Candidate]:
    """Sightings put together by person and code, those with most evidence first; `least` is how many there must be."""
    groups: dict[tuple[str, str | None, tuple[str, ...]], list[Sighting]] = {}
    for one in seen:
        groups.setdefault((_key(one.name), one.country, one.sectors), []).append(one)
    made = [_candidate(group) for group in groups.values() if len(group) >= least]
    return sorted(made, key=lambda c: (not c.is_sure, -len(c.evidence), c.name))


def _candidate(group: list[Sighting]) -> Candidate:
    days = sorted(one.day for one in group if one.day)
    return Candidate(
        spellings=tuple(name for name, _ in Counter(one.name for one in group).most_common()),
        country=group[0].country,
        sectors=group[0].sectors,
        titles=tuple(title for title, _ in Counter(one.title for one in group).most_common()),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        sources=len({one.publisher for one in group}),
        evidence=tuple(sorted(group, key=lambda one: (one.day or date.max, one.article, one.span))),
    )


def _key(name: str) -> str:
    """Spellings of one name under one key: "Mohammed al-Amin", "Muhammad Amin"."""
    return " ".join(piece for word in name.replace("-", " ").split() for piece in fold(word))


def _is_person_with_role(actor: Actor) -> bool:
    words = actor.name.split()
    named = 2 <= len(words) <= 5 and all(_PROPER.match(w) or w.lower() in ("al", "bin", "de", "van") for w in words)
    return named and actor.country is not None and bool(actor.sectors) and actor.sectors[0] != UNKNOWN


def _is_known(actor: Actor, lexicon: Lexicon, day: date | None) -> bool:
    """Whether a table has this person before or on the day, or has the name as a body's.

    Who has left office keeps the title in the press ("President Nixon"); only an office before the first one is news.
    """
    rows = lexicon.rows_of(actor.name)
    if actor.id and not rows:
        return True
    when = day.toordinal() if day else None
    return any(row.kind != "person" or when is None or row.first_day <= when for row in rows)


def _is_title(title: str, lexicon: Lexicon) -> bool:
    """Whether the words hold a title or an occupation of the tables, and no second person before a comma."""
    return "," not in title and any(unit.of_kind("role") for unit in lexicon.units(title.split()))


def _is_persons_name(name: str, lexicon: Lexicon) -> bool:
    """Whether no part of the name is a word of another kind: "Oversight Committee", "Ford Motor Company"."""
    return not any(unit.of_kind("role", "body", "nobody", "demonym") for unit in lexicon.units(name.split()))


def _title(article: Article, mention: Mention, name: str) -> str:
    """The words before the name in its own phrase, else those of the apposition after it."""
    text = article.characters(mention.span)
    before, found, _ = text.partition(name)
    if not found:
        return ""
    title = _LEAD.sub("", before.strip(" ,"))
    if title:
        return title
    body = (article.title or "") if mention.span.in_title else article.text
    after = _APPOSITION.match(body, mention.span.end)
    if after is None or _CLAUSE.search(after["title"]):
        return ""
    apposition = after["title"].strip()
    return _LEAD.sub("", apposition) if not _PROPER.match(apposition) or _LEAD.match(apposition) else ""


def _sentence(coded: Coded, span: Span) -> str:
    for sentence in coded.sentences:
        if sentence.covers(span):
            return coded.article.characters(sentence)
    return coded.article.characters(span)
