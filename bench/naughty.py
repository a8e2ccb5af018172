"""Strings that break programs, as every field of an article: `python -m bench.naughty`.

Each is coded between two good sentences, written as a record, put into a store and read back. It must come back as it went in,
every span must hold the characters that it names, and what the good sentences say must be found, wherever they begin.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dragoman.coder import open_coder
from dragoman.interchange import article_from_json, dumps, to_json
from dragoman.records import Article, Coded, Span
from dragoman.store import check, open_store

BEFORE = "Iraq attacked Syria on Tuesday. "
AFTER = " France condemned Iran on Friday."

# What reads as something else than text somewhere: numbers, nothing, code, markup, paths, formats.
WORDS = (
    "", " ", "\t", "\n", "\r\n", "undefined", "undef", "null", "NULL", "(null)", "nil", "NIL", "None", "True", "false",
    "hasOwnProperty", "__proto__", "constructor", "then", "NaN", "nan", "Infinity", "-Infinity", "inf", "0", "1", "-1",
    "1.00", "$1.00", "1/2", "1E2", "1e1000", "-0", "+0", "0.0/0", "0x0", "0xffffffffffffffff", "0xabad1dea",
    "123456789012345678901234567890", "9" * 400, "1,000,000", "1.000.000", "1_000", "1 000", "01000", "08",
    "2.2250738585072011e-308", "INF", "1#INF", "--1", "0..0", ".", "..", "...", ",", "0,,0", "2015-02-30", "9999-12-31",
    "0000-00-00", "99999-01-01", "1/1/1", "24:60:60", "T00:00Z", "true' or '1'='1", "'; DROP TABLE articles; --",
    "1;DROP TABLE users", "' OR 1=1 -- 1", '"; SELECT 1; --', "`id`", "%", "_", "?", "$1", ":name",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)", "'><b>",
    "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "&lt;b&gt;", "&#0;", "&#xD800;", "&nbsp;", "<p", "</p>",
    "</script>", "<style>*{}</style>", "<a href=//x>", "<IMG SRC=`x`>", "\"><", "<iframe>", "{{7*7}}", "${7*7}", "#{7*7}",
    "<%= 7*7 %>", "{0}", "{}", "%s%n%x", "%d", "%08x", "%%", "%00", "$HOME", "$(touch x)", "|ls", ";ls", "&& ls", "`ls`",
    "$ENV{'HOME'}", "() { :;}; ls", "@{x}", "!!python/object:os.system", "*anchor", "- a: b", "--- ", "---", "key: value",
    "../../etc/passwd", "/dev/null", "/dev/zero", "C:\\CON", "\\\\x\\y", "file:///etc/passwd", "CON", "PRN", "AUX", "NUL",
    "COM1", "~", "-rf", "--help", "-", "=1+1", "+1", "@SUM(1)", "-1+1", "=cmd|' /C calc'!A0", "\t=1", '"a""b"', "a,b", "a;b",
    "a\tb", "\\", "\\\\", "\\n", "\\u0000", "\\ud800", "\\x", "'", '"', "''", '""', "'\"'", "`", "´", "“”", "‘’", "«»", "„“",
    "(", ")", "((", "[", "]]", "{", "}}", "[1]", '{"a": 1}', '{"a":', "[[[[", "\"\\", "//", "/*", "*/", "#", "<>", "!=",
    "==", "->", "=>", "::", "|", "||", "^", "$", "^$", ".*", "(a+)+$", "[^]", "\\Q", "http://[::1/", "http://a@b:c@d/",
    "mailto:a@b", "@user", "#tag", "www.x.example", "a@b.example", "data:text/html,x", "Mr.", "U.S.", "e.g.", "No.", "St.",
    "A.B.C.", "i.e.,", "Jan.", "p.m.", "!", "?!", "!!!", "…", "–", "—", "-", "--", "·", "•", "*", "**", "§", "¶", "I", "a",
    "the", "and", "not", "said", "on", "“", "he said", "reports that", "if", "Iraq", "iraq", "IRAQ", "The Iraq", "Iraq’s",
    "Iraqi-", "I raq", "Z̷a̸l̵g̶o̷", "ﬁre", "ǅ", "İstanbul", "ıstanbul", "straße", "ſ", "ς", "Σ", "K", "Å", "ﷺ", "½", "①",
    "Ⅷ", "𝔸", "𝟘", "²", "٣", "१", "一", "〇", "田中さんにあげて下さい", "パーティーへ行かないか", "和製漢語", "사회과학원",
    "찦차", "울란바토르", "𠜎𠜱𠝹", "الرياض", "מְדַבֵּר", "नमस्ते", "สวัสดี", "ተስፋ", "ᚠᛇᚻ", "Ω≈ç√∫", "åß∂ƒ", "œ∑´®†",
    "¡™£¢∞§", "ЁЂЃЄ", "жизнь", "Ⱥ", "ȾȾ", "表ポあA鷗", "␣␢␡", "☺☻♥", "ヽ༼ຈل͜ຈ༽ﾉ", "(｡◕ ∀ ◕｡)", "(╯°□°）╯︵ ┻━┻", "❤️",
    "🐵🙈", "👾🙇", "👩‍👩‍👧‍👦", "🇮🇶", "🇺🇸🇷", "🏳️‍🌈", "👍🏿", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "İ" * 30, "ß" * 30, "e\u0301" * 30,
    "\u0301", "\u0301" * 200, "a" * 5_000, "(" * 200, "\u202e" * 50,
)  # fmt: skip

# Characters that are lost, changed or moved somewhere: controls, marks, odd blanks, halves of pairs, what is no character.
ODD_CHARACTERS = (
    "".join(map(chr, (*range(32), *range(0x7F, 0xA1), *range(0x2000, 0x2010), *range(0x2028, 0x2030))))
    + "\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u180e\u205f\u2060\u2061\u2066\u2067\u2068\u2069\u3000\u3164\ufe0f\ufeff\uffa0"
    + "\ufff9\ufffb\ufffc\ufffd\ufffe\uffff\ufdd0\ud800\udbff\udc00\udfff\ue000\U000e0001\U000e0020\U0001d173\U0010ffff"
)


def strings() -> list[str]:
    """All of them, each once: odd words; odd characters alone and inside a word."""
    inside = (f"Ir{character}aq" for character in ODD_CHARACTERS)
    return list(dict.fromkeys((*WORDS, *ODD_CHARACTERS, *inside)))


def article_with(text: str, number: int) -> Article:
    """An article of which every field holds the string."""
    fields = {"title": text, "publisher": text, "url": text, "language": text, "published": text}
    return article_from_json({"id": f"{number} {text}", "text": f"{BEFORE}{text}{AFTER}", **fields})


def faults_of(given: Article, coded: Coded, record: dict[str, object], back: Coded) -> Iterator[str]:
    """What is wrong with what was coded, written and read back."""
    text = given.text
    for name, there, here in (
        ("id", given.id, back.article.id),
        ("text", text, back.article.text),
        ("title", given.title, back.article.title),
        ("publisher", given.publisher, back.article.publisher),
        ("url", given.url, back.article.url),
    ):
        if as_like(there) != as_like(here):
            yield f"{name} went in as {there!r} and came back as {here!r}"
    yield from (f"a span that does not hold {said!r}" for said in wrong_spans(record, given))
    if replace(coded, article=replace(given, notes=())) != back and text == as_like(text):
        yield "it came back from the store as something else"
    who = [given.characters(mention.span) for mention in coded.mentions]
    yield from (f"{name} was not found" for name in ("Iraq", "Syria", "Iran") if name not in who)
    if not coded.events:
        yield "no event was found"


def as_like(text: str | None) -> str | None:
    """A text as a file can hold it: with a sign for each half of a pair of surrogates."""
    return None if text is None else "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)


def wrong_spans(record: object, article: Article) -> Iterator[str]:
    """The texts in a record that do not stand at their `start` and `end`."""
    if isinstance(record, dict):
        if {"start", "end", "text"} <= record.keys():
            span = Span(record["start"], record["end"], record.get("in") == "title")
            if as_like(article.characters(span)) != as_like(record["text"]):
                yield record["text"]
        for part in record.values():
            yield from wrong_spans(part, article)
    elif isinstance(record, list):
        for part in record:
            yield from wrong_spans(part, article)


def main() -> None:
    """Print what is wrong, and how long the slowest took; the exit code is 1 if anything is wrong."""
    articles = [article_with(text, number) for number, text in enumerate(strings())]
    coder, faults, slowest, done = open_coder(), [], 0.0, []
    for article in articles:
        began = time.monotonic()
        done.append(coder.code(article))
        slowest = max(slowest, time.monotonic() - began)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "a.duckdb") as store:
        store.add(done, coder="bench")
        faults += check(store)
        kept = {coded.article.id: coded for coded in store.coded()}
        for text, article, coded in zip(strings(), articles, done, strict=True):
            back = kept.get(as_like(article.id) or "")
            record = json.loads(dumps(to_json(coded)))
            found = ["it is not in the store"] if back is None else faults_of(article, coded, record, back)
            faults += [f"{text[:40]!r}: {fault}" for fault in found]
    print(f"{len(articles)} strings as every field: {len(faults)} faults; the slowest article took {slowest:.2f} s")
    if faults:
        raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
