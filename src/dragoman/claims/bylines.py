"""Whose words a whole article is by its own head: "By Jane Roe", "Remarks by President Roe", names with e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dragoman.claims.turns import find_turns
from dragoman.records import Article, Span

# The head of an article: title, byline, date, place. A longer line is the article's own text.
_HEAD_LINES = 16
_HEAD_WORDS = 24
_WORD = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČĆ][\w.'’-]*"
# What begins "By Friday evening" and "By The Numbers".
_NO_NAME = (
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:The|This|That|Next|Last|Our|Their|All|Contrast|Now|Then|Law)\b"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December|Christmas)\b)"
)
_NAME = rf"{_NO_NAME}{_WORD}(?: (?:{_WORD}|de|da|di|la|van|von|der|al|el|bin|ibn)){{1,4}}"
_NAMES = rf"{_NAME}(?:(?:, {_NAME})*,? (?:and|&) {_NAME})?"
_LINE = re.compile(r"[^\n]+")
_BYLINE = re.compile(rf"[ \t]*(?:Written |Reporting |Story )?(?:By|BY|by):? (?P<names>{_NAMES})(?P<rest>[^\n]*)")
# A whole text that somebody spoke or signed: "Statement by Minister Jane Roe on the talks", "Jane Roe's Inaugural Address".
_UTTERANCE = "(?:Remarks|Statement|Address|Speech|Comments?|Testimony|Message|Letter|Declaration)"
_SPOKEN = re.compile(
    rf"[ \t]*(?:(?:Opening|Closing|Joint|Press|Full|Prepared) )?{_UTTERANCE} (?:by|from) (?:the )?(?P<names>{_NAMES})"
    r"(?P<rest>(?: (?:on|at|in|to|before|after|about|regarding|following)\b[^\n]*)?[ \t]*(?:\n|$))"
)
_SPOKEN_OWN = re.compile(
    rf"[ \t]*(?P<names>{_NAME}?)['’]s? (?:(?:Inaugural|Opening|Closing|Keynote|Floor|Farewell|Victory) )?{_UTTERANCE}"
    r"[ \t]*(?:\n|$)"
)
# What may follow the names on their line: "By Jane Roe, Gulf Courier", "By Jane Roe in Cairo", "By Jane Roe | 3 May".
_REST = re.compile(r"[ \t]*(?:$|[,|/(•·–—-]|in [A-Z]|for [A-Z]|of [A-Z]|\S+@\S)")
_ADDRESSED = re.compile(rf"(?P<names>{_NAME})[,;:]?\s+[(<\[]?[\w.+-]+@[\w-]+\.[\w.-]+")
# Whom to ask is not who wrote: "Media contact: Jane Roe, jane@roe.org".
_CONTACT = re.compile(
    r"[ \t]*(?:(?:press|media) )?(?:contacts?|enquiries|inquiries|for (?:more|further|information))\b", re.I
)


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of an article's authors as one phrase, where they stand, and where what they write begins.

    `of_press` says that they are named as a paper names its reporters.
    """

    names: str
    span: Span
    end: int
    of_press: bool = True


def byline_of(article: Article) -> Byline | None:
    """The byline in the head of an article's text, None where it has none.

    >>> byline_of(Article(text="Talks fail\\n\\nBy Jane Roe and John Doe, Gulf Courier\\n\\nThe talks failed.")).names
    'Jane Roe and John Doe'
    """
    text, spans, names, last = article.text, [], [], 0
    for first, end in _head(text):
        found = _BYLINE.match(text, first, end)
        if found is not None and _REST.match(found["rest"]):
            return Byline(found["names"], _at(found), end)
    spoken = _spoken(article)
    if spoken is not None:
        return spoken
    for found in _ADDRESSED.finditer(text, 0, max((end for _, end in _head(text)), default=0)):
        names.append(found["names"])
        spans.append(_at(found))
        last = found.end()
    if not spans:
        return None
    end = text.find("\n", last)
    return Byline(", ".join(names), Span(spans[0].start, spans[-1].end), len(text) if end < 0 else end, of_press=False)


def _spoken(article: Article) -> Byline | None:
    """Who speaks in a text that is one speech or statement, by its head or title; a transcript names its speakers itself."""
    text, title = article.text, _SPOKEN.match(article.title or "")
    if title is not None:
        found, span, end = title, replace(_at(title), in_title=True), 0
    else:
        lines = [(first, end) for first, end in _head(text)]
        matches = ((_SPOKEN.match(text, *line) or _SPOKEN_OWN.match(text, *line), line[1]) for line in lines)
        in_text, end = next((pair for pair in matches if pair[0] is not None), (None, 0))
        if in_text is None:
            return None
        found, span = in_text, _at(in_text)
    return None if find_turns(text) else Byline(found["names"], span, end, of_press=False)


def _head(text: str) -> Iterator[tuple[int, int]]:
    """The lines of a text's head, each as its first and last place."""
    for number, line in enumerate(_LINE.finditer(text)):
        is_body = len(line.group().split()) > _HEAD_WORDS and "@" not in line.group()
        if number == _HEAD_LINES or is_body or _CONTACT.match(line.group()):
            return
        yield line.start(), line.end()


def _at(found: re.Match[str]) -> Span:
    return Span(found.start("names"), found.end("names"))
