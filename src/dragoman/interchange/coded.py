"""A coded article, or a failure, as one JSON object, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dragoman.errors import MalformedArticle
from dragoman.interchange.articles import parse_published
from dragoman.interchange.records import (
    JsonObject,
    claim_from_json,
    claim_to_json,
    date_from_json,
    date_to_json,
    event_from_json,
    event_to_json,
    mention_from_json,
    mention_to_json,
    place_from_json,
    place_to_json,
    sentence_to_json,
)
from dragoman.records import Article, Coded, Failure, Span

# Characters that are harmless in JSON but that many readers take for the end of a line.
LINE_BREAKERS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def to_json(coded: Coded | Failure, *, with_text: bool = False) -> JsonObject:
    """The output record of an article; of a failure, its `error`.

    The text is left out unless asked for: who sent it has it. With it, `from_json` gives the same `Coded` again.
    """
    if isinstance(coded, Failure):
        return {"id": coded.id, "error": {"kind": coded.kind, "message": coded.message}}
    article = coded.article
    record: JsonObject = {
        "id": article.id,
        "published": _stamp(article.published),
        "publisher": article.publisher,
        "title": article.title,
        "url": article.url,
        "language": article.language,
    }
    if with_text:
        record["text"] = article.text
    record["sentences"] = [sentence_to_json(span) for span in coded.sentences]
    record["mentions"] = [mention_to_json(mention, article) for mention in coded.mentions]
    record["events"] = [event_to_json(event, article) for event in coded.events]
    record["claims"] = [claim_to_json(claim, article) for claim in coded.claims]
    record["dates"] = [date_to_json(expression, article) for expression in coded.dates]
    record["places"] = [place_to_json(place, article) for place in coded.places]
    if coded.notes:
        record["notes"] = list(coded.notes)
    return record


def from_json(record: Mapping[str, Any], *, text: str | None = None) -> Coded | Failure:
    """The coded article, or the failure, that an output record describes.

    `text` is the article's text where the record does not carry it; without either it is empty.
    """
    try:
        return _read(record, text)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise MalformedArticle(
            f"not a coded article: {type(problem).__name__} {problem}; expected a line written by `dragoman code`"
        ) from problem


def _read(record: Mapping[str, Any], text: str | None) -> Coded | Failure:
    if "error" in record:
        return Failure(record["id"], record["error"]["kind"], record["error"]["message"])
    article = Article(
        text=record.get("text", "") if text is None else text,
        id=record["id"],
        title=record["title"],
        published=parse_published(record["published"]),
        publisher=record["publisher"],
        url=record["url"],
        language=record.get("language"),
    )
    return Coded(
        article=article,
        sentences=tuple(Span(s["start"], s["end"], s.get("in") == "title") for s in record["sentences"]),
        mentions=tuple(map(mention_from_json, record["mentions"])),
        events=tuple(event_from_json(event, article.id) for event in record["events"]),
        claims=tuple(map(claim_from_json, record["claims"])),
        dates=tuple(map(date_from_json, record["dates"])),
        places=tuple(map(place_from_json, record["places"])),
        notes=tuple(record.get("notes", ())),
    )


def dumps(record: Mapping[str, Any]) -> str:
    """One line of JSON that can always be written as UTF-8 and that is one line to every reader.

    >>> dumps({"text": "Ba’ath\\u2028"})
    '{"text": "Ba’ath\\\\u2028"}'
    """
    line = json.dumps(record, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8: spell it as JSON does
        return json.dumps(record)
    for character, escape in LINE_BREAKERS.items():
        if character in line:
            line = line.replace(character, escape)
    return line


def _stamp(published: datetime | None) -> str | None:
    return None if published is None else published.isoformat().replace("+00:00", "Z")
