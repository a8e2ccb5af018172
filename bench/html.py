"""What raw pages cost beside clean text: `python -m bench.html [--articles N]`.

News articles of several lengths are set as web pages with the furniture of a news site (navigation, teasers, scripts, styles:
some 50 kB each) in one WARC file, and as clean text in a JSON Lines file. `dragoman code --store` takes both, one worker, in
processes of its own; compared is the processor time of all of them, start included. A second crawl is as the web is: for each
page of politics one of cookery, one in German and one that its site had shown before; there the first look pays.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.speed import articles

COOKERY = ("chop", "onions", "simmer", "butter", "garlic", "cream", "soup", "oven", "saucepan", "the", "and", "with", "of",
           "a", "pepper", "flour", "bake", "stir", "carrots", "delicious", "recipe", "gently", "minutes")  # fmt: skip
GERMAN = ("die", "Regierung", "hat", "das", "Angebot", "der", "fremden", "Truppen", "abgelehnt", "sagte", "ein", "Sprecher",
          "am", "Donnerstag", "und", "nicht", "mit", "einer", "Mehrheit", "im", "Parlament", "wurde", "über")  # fmt: skip


def page_of(title: str, text: str) -> bytes:
    """A page of a news site around an article."""
    navigation = "".join(f'<li class="nav-item"><a href="/section/{n}">Section {n}</a></li>' for n in range(40))
    teasers = "".join(
        f'<div class="teaser"><a href="/story/{n}"><img src="/img/{n}.jpg" alt="Story {n}"/><h3>Another story {n}</h3>'
        f"<p>Read what happened in place {n}.</p></a></div>"
        for n in range(30)
    )
    paragraphs = "".join(f'<p class="body">{html.escape(part)}</p>' for part in text.split("\n") if part.strip())
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta property="article:published_time" content="2016-01-02T10:00:00Z"><meta property="og:site_name" content="Site">'
        f"<script>{'var x = 1;' * 2000}</script><style>{'.a{color:red}' * 1000}</style></head><body><header><nav><ul>"
        f"{navigation}</ul></nav></header><main><article><h1>{html.escape(title)}</h1>{paragraphs}</article>"
        f"<aside>{teasers}</aside></main><footer>{navigation}</footer></body></html>"
    ).encode()


def record_of(page: bytes, address: str) -> bytes:
    """A WARC record of it."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2016-01-03T10:00:00Z\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def crawl(pages: Sequence[bytes], path: Path) -> None:
    """A WARC file of pages, each of its own address on one of ten sites."""
    path.write_bytes(b"".join(record_of(page, f"http://site{n % 10}.example/{n}") for n, page in enumerate(pages)))


def of_words(words: Sequence[str], seed: int) -> bytes:
    """A page of random words."""
    chance = random.Random(seed)
    sentences = (" ".join(chance.choices(words, k=14)).capitalize() + "." for _ in range(40))
    return page_of("A page", "\n".join(sentences))


def seconds_of(*words: object) -> float:
    """Processor time of `dragoman code`, with all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    program = [sys.executable, "-c", "from dragoman.cli import main; main()", "code", *map(str, words), "--quiet"]
    done = subprocess.run(program, check=False, stdout=subprocess.DEVNULL)
    if done.returncode not in (0, 3):
        raise SystemExit(f"dragoman code ended with {done.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Print seconds and shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    chosen: list[dict[str, Any]] = random.Random(7).sample(articles(), options.articles)
    pages = [page_of(one.get("title") or "", one["text"]) for one in chosen]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crawl(pages, folder / "pages.warc")
        mixed = [made for n, page in enumerate(pages) for made in (page, of_words(COOKERY, n), of_words(GERMAN, n))]
        again = [page for n in range(0, len(pages), 10) for page in pages[n : n + 10]]  # each on the site it was on
        (folder / "mixed.warc").write_bytes(
            b"".join(record_of(page, f"http://site.example/{n}") for n, page in enumerate([*mixed, *again]))
        )
        (folder / "clean.jsonl").write_text(
            "".join(json.dumps(text_of(page)) + "\n" for page in pages), encoding="utf-8"
        )
        clean = seconds_of(folder / "clean.jsonl", "--store", folder / "a.duckdb")
        raw = seconds_of(folder / "pages.warc", "--store", folder / "b.duckdb")
        looked = seconds_of(folder / "pages.warc", "--first-look", "--store", folder / "c.duckdb")
        all_read = seconds_of(folder / "mixed.warc", "--store", folder / "d.duckdb")
        all_looked = seconds_of(folder / "mixed.warc", "--first-look", "--store", folder / "e.duckdb")
    count = len(pages)
    print(f"{count} articles, {sum(map(len, pages)) / count / 1000:.0f} kB a page; processor time of all processes")
    print(f"clean text to stored events              {clean:8.1f} s   {1000 * clean / count:6.0f} ms an article")
    for what, took in (("raw pages to stored events", raw), ("the same with --first-look", looked)):
        print(f"{what:40} {took:8.1f} s   {clean / took:6.0%} of the speed")
    print(f"one page of four is news of politics     {all_read:8.1f} s")
    print(
        f"the same with --first-look               {all_looked:8.1f} s   {all_read / all_looked:6.1f} times the speed"
    )


def text_of(page: bytes) -> dict[str, str | None]:
    """The clean text of a page, as a line of input: just what the reader of pages finds in it."""
    from dragoman.sources.extraction import extract

    return {key: value for key, value in (extract(page) or {"text": ""}).items() if not key.endswith("_from")}


if __name__ == "__main__":
    main()
