"""Whether each stage takes time in proportion: `python -m bench.linear [--characters 100000] [--only STAGE] [--coder]`.

Texts of one piece repeated (a blank, a bracket, half a tag, a word), of two sizes, the second ten times the first, go through
every stage that reads what comes in. A stage that takes more than twelve times as long for the second is printed; below a
tenth of a second nothing is said, as that is noise. Each size is measured three times and the least taken: what comes on top
of it is the machine's, not the text's. Where it is more than twelve times, a text of twice the size is measured too: what takes
more than 2.4 times as long for it is out of proportion, what does not only outgrew the processor's own memory. `--coder`
measures the stages of the coder instead, at most at the longest article that it takes. What runs in a watched process, where it
is stopped after seconds, is marked so.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import escape
from pathlib import Path

from dragoman.claims import read_claims
from dragoman.coder import Coder, open_coder
from dragoman.dates import find_dates
from dragoman.errors import DragomanError
from dragoman.events import read_events
from dragoman.fetching import parse_url
from dragoman.interchange.tables import layout_of
from dragoman.language.segment import segment
from dragoman.language.tokens import tokenize
from dragoman.language.tree import Tree
from dragoman.records import Article
from dragoman.sources import jsonl
from dragoman.sources.decoding import decode
from dragoman.sources.extraction import extract
from dragoman.sources.feeds import _read as read_feed
from dragoman.sources.feeds import plain_text
from dragoman.sources.listings import kind_of, read_listing
from dragoman.sources.looking import Looker
from dragoman.sources.stated_dates import page_dates
from dragoman.sources.tables import clean
from dragoman.sources.text import article_from_text
from dragoman.sources.warc import read_records

MOST_TIMES = 12.0
MOST_TIMES_OF_TWICE = 2.4
NOISE_SECONDS = 0.1
# A stage that took so long for the small text is not tried on the large one: ten times as much would do.
LONGEST_SECONDS = 5.0
TIMES_MEASURED = 3
# What takes longer than this is measured once.
SECONDS_FOR_ONCE = 2.0
A_ROW = b"\t".join([b"12"] * len(layout_of("gdelt").columns)) + b"\n"
SENTENCE = "Iraq has refused an offer of foreign ground troops, the office of the prime minister said on Thursday. "
PIECES = (
    " ", "\n", "\t ", "\r\n", "\u00a0", "a", "a ", "A. ", "U.S. ", "Mr. ", "é", "中", "😀", "\u0301", "\u00ad", "\u200d",
    "“", "” ", "(", ")", "[", "{", "'", "’s ", "-", "--", ".", "... ", ",", "1", "1,", "1.", "1/", "1:", "12 12 ", "2015-",
    "&", "&amp;", "<", "<p ", "<p>", "<!--", "-->", "<!--a-->", "<a b=", '<meta a="', '<time ', "<![CDATA[", "]]>", "\\",
    '\\"', "\\u", "http://a.", "a@", "January ", "last ", "ten ", "hundred and ", "of the ", "and ", "Iraq, ", "Iraq and ",
    "said that ", "the Minister of ", "---\n", "a: b\n", "WARC/1.0\r\n", "X: y\r\n", '{"text": "', "null\n", SENTENCE,
)  # fmt: skip

Stage = Callable[[str], object]


def through_file(name: str, read: Callable[[Path], object], made: Callable[[str], bytes] = str.encode) -> Stage:
    """A stage that reads a file with the text in it."""

    def stage(text: str) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(made(text))
            return read(path)

    return stage


def rss_of(text: str) -> bytes:
    """A feed with the text in it."""
    item = f"<item><title>a</title><description>{escape(text)}</description></item>"
    return f"<rss version='2.0'><channel>{item}</channel></rss>".encode()


def sitemap_of(text: str) -> bytes:
    """A sitemap with the text in it."""
    return f"<urlset><url><loc>http://a.example/</loc><lastmod>{escape(text)}</lastmod></url></urlset>".encode()


def cleaned(path: Path) -> object:
    """A table of GDELT's read; what is good of it, and what is told of the rest, goes nowhere."""
    with open(os.devnull, "wb") as nowhere:
        return clean(path, "gdelt", nowhere, lambda setback: None)


def stages() -> dict[str, Stage]:
    """What reads what comes in; in a watched process where the name has a star."""
    looker = Looker()
    return {
        "UTF-8": lambda text: decode(text.encode(), "bench"),
        "Windows-1252": lambda text: decode(text.encode("cp1252", "replace") + b"\x93", "bench"),
        "front matter": article_from_text,
        "a JSON line": lambda text: list(jsonl.read_stream(io.BytesIO(json.dumps({"text": text}).encode()), "bench")),
        "JSON lines that are none": lambda text: list(jsonl.read_stream(io.BytesIO(b"{\n" + text.encode()), "bench")),
        "what a document is": lambda text: kind_of(text.encode()),
        "a sitemap": lambda text: read_listing(sitemap_of(text)),
        "a sitemap that is none": lambda text: read_listing(text.encode()),
        "an address": parse_url,
        "dates of a page": page_dates,
        "a WARC file": through_file("a.warc", lambda path: list(read_records(path))),
        "a table": through_file("a.export.CSV", cleaned, lambda text: A_ROW + text.encode()),
        "a table that is none": through_file("a.export.CSV", cleaned),
        "words": tokenize,
        "sentences": segment,
        "* markup of a feed": plain_text,
        "* a feed": lambda text: read_feed((rss_of(text), "bench")),
        "* a feed of bad markup": lambda text: read_feed((b"<rss><channel><item><title>" + text.encode(), "bench")),
        "* a feed that is none": lambda text: read_feed((text.encode(), "bench")),
        "* a page": lambda text: extract(
            f"<html><body><article><p>{escape(text)}</p></article></body></html>".encode()
        ),
        "* a page that is none": lambda text: extract(text.encode()),
        "* a first look": lambda text: looker.reason_to_pass(
            f"<html><body><p>{text}</p></body></html>".encode(), "a.example"
        ),
    }


def coder_stages(coder: Coder) -> dict[str, Callable[[Article], Stage]]:
    """The stages of the coder, each given an article that was read as far as that stage needs."""

    def parsed(article: Article) -> tuple[Tree, ...]:
        return tuple(map(Tree, coder._sentences(article)))

    def reading(article: Article) -> Stage:
        return lambda _: parsed(article)

    def actors(article: Article) -> Stage:
        trees = parsed(article)
        return lambda _: coder.actors.document(article, trees)

    def places(article: Article) -> Stage:
        trees = parsed(article)
        return lambda _: coder.places.document(article, trees)

    def dates(article: Article) -> Stage:
        trees = parsed(article)
        return lambda _: find_dates(article, trees)

    def patterns(article: Article) -> Stage:
        trees = parsed(article)
        found = coder.actors.document(article, trees)
        return lambda _: [coder._matches(number, tree, found) for number, tree in enumerate(trees)]

    def events(article: Article) -> Stage:
        read = coder.read(article)
        return lambda _: read_events(read.article, read.trees, read.matches, read.actors, read.dates, read.places)

    def claims(article: Article) -> Stage:
        read = coder.read(article)
        found = coder.events(read)
        return lambda _: read_claims(article, read.trees, found, read.actors, read.dates, None)

    made = (reading, actors, places, dates, patterns, events, claims)
    return {f"* {one.__name__}": one for one in made}


def seconds_of(stage: Callable[[str], Stage], piece: str, characters: int) -> float:
    """Processor time of a stage on a piece repeated, whatever it makes of it: the least of some times."""
    text = (piece * (characters // len(piece) + 1))[:characters]
    made, least = stage(text), float("inf")
    for _ in range(TIMES_MEASURED):
        began = time.process_time()
        with suppress(DragomanError, RecursionError, MemoryError, ValueError):
            made(text)
        least = min(least, time.process_time() - began)
        if least > SECONDS_FOR_ONCE:
            break
    return least


def measured(stage: Callable[[str], Stage], piece: str, characters: int) -> tuple[float, float]:
    """Seconds for the small text and for the large one."""
    small = seconds_of(stage, piece, characters // 10)
    return small, float("inf") if small > LONGEST_SECONDS else seconds_of(stage, piece, characters)


def main() -> None:
    """Print what is out of proportion; the exit code is 1 if anything outside a watched process is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=1_000_000, help="of the large text")
    parser.add_argument("--only", default="", help="stages whose name holds this")
    parser.add_argument("--coder", action="store_true", help="measure the coder's stages")
    options = parser.parse_args()
    logging.disable()
    missed = []
    for name, stage in chosen(options.coder):
        if options.only not in name:
            continue
        worst, longest, out = 0.0, 0.0, 0
        for piece in PIECES:
            small, large = measured(stage, piece, options.characters)
            longest = max(longest, large)
            times = large / max(small, NOISE_SECONDS / 10)
            if large > NOISE_SECONDS:
                worst = max(worst, times)
            if large <= NOISE_SECONDS or times <= MOST_TIMES:
                continue
            # the coder takes no text that is longer than the large one
            twice = float("inf") if options.coder else seconds_of(stage, piece, 2 * options.characters)
            is_missed = twice > MOST_TIMES_OF_TWICE * large
            more = "" if options.coder else f", of twice that {twice:.2f} s"
            print(f"    {name}, {piece!r}: {small:.3f} s, then {large:.2f} s{more}", flush=True)
            out += is_missed
            missed += [f"{name} ({piece!r})"] if is_missed and not name.startswith("*") else []
        verdict = f", {out} out of proportion" if out else ""
        print(f"{name:28} at most {longest:8.2f} s, {worst:6.1f} times as long{verdict}", flush=True)
    if missed:
        raise SystemExit(f"out of proportion: {', '.join(missed)}")


def chosen(is_coder: bool) -> Iterator[tuple[str, Callable[[str], Stage]]]:
    """The stages, each made for a text."""
    if not is_coder:
        for name, stage in stages().items():
            yield name, lambda _, stage=stage: stage  # type: ignore[misc]
        return
    for name, made in coder_stages(open_coder()).items():
        yield name, lambda text, made=made: made(Article(text, id="bench"))  # type: ignore[misc]


if __name__ == "__main__":
    main()
