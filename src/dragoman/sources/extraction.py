"""The main text of a web page, and what the page says about it. The only module that knows trafilatura."""

from __future__ import annotations

from datetime import date

import trafilatura
from trafilatura.settings import Document

from dragoman.sources.decoding import decode_page
from dragoman.sources.stated_dates import page_dates


def extract(page: bytes) -> dict[str, str | None] | None:
    """The fields of the page's article as the contract names them; None when the page holds no running text.

    `updated`, `published_from` and `updated_from` are beside them: which of the page's fields stated the dates; and
    `note`, where the encoding that it names is not the one that it is in.
    """
    written, note = decode_page(page)
    found = trafilatura.bare_extraction(
        written, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=_dates()
    )
    if not isinstance(found, Document) or not (found.text or "").strip():
        return None
    stated = page_dates(written)
    guessed = {"published": found.date, "published_from": "page header"} if found.date else {}
    return {
        "text": _without_title(found.text or "", found.title),
        "title": found.title,
        "publisher": found.sitename,
        "url": found.url,
        "language": found.language,
        "note": note,
        **(stated if "published" in stated else {**guessed, **stated}),
    }


def _without_title(text: str, title: str | None) -> str:
    """The text without a first line that repeats the title, which is coded by itself."""
    first, _, rest = text.partition("\n")
    return rest if title and rest and first.strip() == title.strip() else text


def _dates() -> dict[str, object]:
    """The date of first publication, and only if the page states it: never one guessed from numbers in the text."""
    return {"original_date": True, "extensive_search": False, "max_date": date.max.isoformat()}
