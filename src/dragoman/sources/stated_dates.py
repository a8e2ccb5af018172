"""The dates that a page or a feed states, and from which field: never one guessed from its text, never now."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Where pages say when they were published and when they were changed, the most trusted first.
PUBLISHED = (
    "article:published_time",
    "json-ld:datepublished",
    "datepublished",
    "og:article:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.created",
    "pubdate",
    "publication_date",
    "date",
)
UPDATED = (
    "article:modified_time",
    "json-ld:datemodified",
    "datemodified",
    "og:updated_time",
    "dcterms.modified",
    "last-modified",
    "lastmod",
)

# What pages state about themselves stands near their beginning; JSON-LD sometimes at their end.
HEAD_CHARACTERS = 400_000
EARLIEST_YEAR = 1800
# Clocks and time zones differ by less than a day; a page from further ahead has its date wrong.
AHEAD = timedelta(days=1)

_META = re.compile(r"<meta\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(name|property|itemprop|http-equiv|content)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
_JSON_DATE = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"<>]{4,40})"')
_TIME = re.compile(r"<time\b[^<>]{0,1000}>", re.IGNORECASE)
_TIME_PART = re.compile(r"""\b(datetime|itemprop)\s*=\s*["']([^"'<>]{1,60})["']""", re.IGNORECASE)


def page_dates(page: str) -> dict[str, str]:
    """What the page's own fields say, as written: the best of each kind as `published`, `updated`, with `..._from`.

    >>> page_dates('<meta property="article:published_time" content="2015-10-29T08:00Z">')
    {'published': '2015-10-29T08:00Z', 'published_from': 'article:published_time'}
    """
    stated = dict(_stated(page[:HEAD_CHARACTERS]))
    if len(page) > HEAD_CHARACTERS:
        stated = {**dict(_stated(page[-HEAD_CHARACTERS:])), **stated}
    found: dict[str, str] = {}
    for kind, names in (("published", PUBLISHED), ("updated", UPDATED)):
        for name in names:
            if stated.get(name) and read_stamp(stated[name]) is not None:
                found |= {kind: stated[name], f"{kind}_from": name}
                break
    return found


def read_stamp(written: str) -> datetime | None:
    """The time that a date in ISO 8601 or in the form of mails and HTTP means, in UTC; None for anything else.

    A time without a zone is taken to be in UTC. The first day of 1970 is what broken software writes for no date.
    """
    text = html.unescape(written).strip()
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        try:
            stamp = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        stamp = stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
    except OverflowError:
        return None
    return stamp if stamp.year >= EARLIEST_YEAR and stamp.date().isoformat() != "1970-01-01" else None


def is_possible(stamp: datetime, fetched: datetime) -> bool:
    """Whether something that was there when it was fetched can have been published then."""
    return stamp <= fetched + AHEAD


def _stated(page: str) -> list[tuple[str, str]]:
    """Names of fields in lower case and what they say; of a field that occurs twice, the first."""
    found: list[tuple[str, str]] = []
    for tag in _META.findall(page):
        parts = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag)}
        name = parts.get("property") or parts.get("name") or parts.get("itemprop") or parts.get("http-equiv")
        if name and parts.get("content"):
            found.append((name.lower(), parts["content"]))
    found += [(f"json-ld:{name.lower()}", value) for name, value in _JSON_DATE.findall(page)]
    for tag in _TIME.findall(page):
        parts = {name.lower(): value for name, value in _TIME_PART.findall(tag)}
        if parts.get("datetime") and parts.get("itemprop"):
            found.append((parts["itemprop"].lower(), parts["datetime"]))
    return found[::-1]
