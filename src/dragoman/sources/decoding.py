"""Bytes to text, whatever they were saved as; what is not text is refused."""

from __future__ import annotations

import codecs
import logging
import re

from dragoman.errors import MalformedArticle
from dragoman.sources.guessing import guess, switched, wide

log = logging.getLogger(__name__)

# Byte order marks, the longer first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Names under which the web means more than they say, as browsers read them.
WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
# A page says its encoding near its beginning.
HEAD_BYTES = 4096
# So many whole characters of UTF-8 for each place where it is broken, and it is damaged UTF-8.
WHOLE_FOR_BROKEN = 3

_BROKEN = re.compile("\ufffd+")
_STATED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.IGNORECASE)


def decode(data: bytes, where: str) -> str:
    """The text of these bytes: by their byte order mark, else UTF-8, else what they look most like, with a warning.

    `where` names the input in the warning. Data with NUL bytes that is no UTF-16 or UTF-32 is binary: MalformedArticle.
    """
    encoding = marked_encoding(data) or wide_encoding(data) or switched(data)
    if encoding is not None:
        return data.decode(encoding, "replace")
    if is_binary(data):
        raise MalformedArticle("not text: it holds binary data")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        text, encoding = _repaired(data)
        log.warning("%s is not UTF-8 (byte %d); read as %s", where, problem.start, encoding)
        return text


def decode_page(page: bytes) -> tuple[str, str | None]:
    """The text of a web page, and what is wrong with the encoding that it names, if anything is.

    What it is comes before what it says: a page in UTF-8 is read as that, whatever it names.
    """
    encoding = marked_encoding(page) or wide_encoding(page) or switched(page)
    if encoding is not None:
        return page.decode(encoding, "replace"), None
    stated = _known(_STATED.search(page[:HEAD_BYTES]))
    try:
        text = page.decode("utf-8")
        is_wrong = stated not in (None, "utf-8") and not page.isascii()
        return text, f"the page names {stated} as its encoding and is in utf-8" if is_wrong else None
    except UnicodeDecodeError:
        pass
    if stated not in (None, "utf-8"):
        try:
            return page.decode(str(stated)), None
        except UnicodeError:
            pass
    text, encoding = _repaired(page)
    return text, f"the page {f'names {stated}' if stated else 'names no encoding'}; it was read as {encoding}"


def in_utf_8(body: bytes, content_type: str) -> bytes:
    """A page in UTF-8, where the header that came with it names another encoding, as that comes before what the page names."""
    stated = _known(_STATED.search(content_type.encode("ascii", "replace")))
    if stated in (None, "utf-8") or marked_encoding(body) is not None:
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return body.decode(str(stated)).encode("utf-8")
        except UnicodeError:
            return body
    return body


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start announces, or None."""
    return next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)


def wide_encoding(data: bytes) -> str | None:
    """The encoding of text in UTF-16 or UTF-32 without a mark, or None."""
    return wide(data) if b"\0" in data[:HEAD_BYTES] else None


def is_binary(data: bytes) -> bool:
    """Whether the data holds bytes that no text has: NUL, or many control characters at its start."""
    head = data[:4096]
    odd = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1b" for byte in head)
    return b"\0" in data or odd * 10 > len(head)


def _known(found: re.Match[bytes] | None) -> str | None:
    """The encoding under a name that the web uses; None for a name that nobody knows, and for what is no text."""
    try:
        known = codecs.lookup(found[1].decode("ascii")) if found is not None else None
    except (LookupError, UnicodeError):
        return None
    if (
        known is None
        or not known._is_text_encoding
        or known.name.startswith(("utf-7", "utf-16", "utf-32", "idna", "punycode"))
    ):
        return None
    return WIDER.get(known.name, known.name)


def _repaired(data: bytes) -> tuple[str, str]:
    """The text of bytes that are not quite UTF-8, and the name of what they were taken for."""
    text = data.decode("utf-8", "replace")
    whole = sum(character > "\x7f" for character in text) - text.count("\ufffd")
    if whole >= WHOLE_FOR_BROKEN * len(_BROKEN.findall(text)):
        return text, "damaged UTF-8"
    encoding = guess(data)
    if encoding != "cp1252":
        return data.decode(encoding, "replace"), encoding
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:  # it leaves five bytes undefined
        return data.decode("latin-1"), "Windows-1252"
