"""An article as JSON to an `Article`, with every field checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from dragoman.errors import MalformedArticle
from dragoman.records import Article

TEXT_FIELDS = ("id", "title", "publisher", "url", "language")


def article_from_json(record: object) -> Article:
    """The article that a JSON object describes; fields that are not in the contract are ignored.

    A date that cannot be read is taken as unknown, with a warning: the text is worth coding all the same.

    >>> article_from_json({"text": "Iraq refused.", "published": "2015-10-29"}).published.isoformat()
    '2015-10-29T00:00:00+00:00'
    """
    if not isinstance(record, Mapping):
        raise MalformedArticle(f"expected a JSON object with a `text`, found {_kind(record)}")
    if "text" not in record:
        found = ", ".join(sorted(map(str, record))[:8]) or "none"
        raise MalformedArticle(f"no `text`: the body belongs in a field of that name (fields found: {found})")
    text = record["text"]
    if not isinstance(text, str):
        raise MalformedArticle(f"`text` must be a string, found {_kind(text)}")
    fields = {name: _optional_text(record, name) for name in TEXT_FIELDS}
    published, notes = _published(record.get("published"))
    return Article(
        text=text,
        id=fields["id"] or "",
        title=fields["title"],
        published=published,
        publisher=fields["publisher"],
        url=fields["url"],
        language=fields["language"],
        notes=notes,
    )


def parse_published(value: object) -> datetime | None:
    """The time of publication, aware and in UTC; None for None. A time without a zone is taken to be in UTC."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise MalformedArticle(f'`published` must be a string such as "2015-10-29", found {_kind(value)}')
    try:
        stamp = datetime.fromisoformat(value.strip())
        return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
    except (ValueError, OverflowError):
        shown = value if len(value) <= 40 else value[:40] + "..."
        raise MalformedArticle(
            f"`published` must be an ISO 8601 date or time such as 2015-10-29 or 2015-10-29T08:30:00Z, found {shown!r}"
        ) from None


def _published(value: object) -> tuple[datetime | None, tuple[str, ...]]:
    """The time of publication, and a note where what was given is no date: such an article is coded as undated.

    A date in another notation (03-02-2009) is not guessed at, and an article is not lost for it.
    """
    try:
        return parse_published(value), ()
    except MalformedArticle as problem:
        if not isinstance(value, str):
            raise
        return None, (f"{problem}; coded as undated",)


def notes_on(article: Article, today: date) -> tuple[str, ...]:
    """What a reader of the result should know about the article as it was given: no date, a future date, no text."""
    notes = list(article.notes)
    if article.published is None:
        notes.append("no publication date: relative dates stay unresolved")
    elif article.published > datetime.combine(today, time.max, tzinfo=UTC):
        notes.append("published in the future")
    if not article.text.strip():
        notes.append("no text")
    return tuple(notes)


def _optional_text(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is None or isinstance(value, str):
        return value
    raise MalformedArticle(f"`{name}` must be a string or null, found {_kind(value)}")


def _kind(value: object) -> str:
    """What a JSON value is, in JSON's own words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, Mapping) else type(value).__name__
