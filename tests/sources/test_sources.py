"""Every way in: files become articles, and what is broken becomes a failure in its place."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from dragoman import sources
from dragoman.errors import SourceError
from dragoman.records import Article, Failure
from dragoman.sources import check_source, jsonl, read, text

GOOD = [{"id": "1", "text": "Iraq refused."}, {"id": "2", "text": "Russia’s offer", "published": "2015-10-29"}]
LINES = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in GOOD)
THURSDAY = datetime(2015, 10, 29, tzinfo=UTC)
EXPECTED = [Article("Iraq refused.", id="1"), Article("Russia’s offer", id="2", published=THURSDAY)]

PAGE = """<!doctype html><html lang="en"><head><title>Baghdad says no | Gulf Courier</title>
<meta property="og:title" content="Baghdad says no"><meta property="og:site_name" content="Gulf Courier">
<meta property="article:published_time" content="2015-10-29T08:00:00Z"><link rel="canonical" href="https://gulf.example/no">
<script>var menu = "do not read";</script></head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Baghdad says no</h1>
<p>Iraq has refused an offer of foreign ground troops, the office of the prime minister said on Thursday morning.</p>
<p>The statement came a day after talks with envoys in the capital, in which the offer was first made.</p>
<p>Officials said the country needs weapons and training, not soldiers, and would say so again at the coming talks.</p>
</article><footer>Copyright Gulf Courier</footer></body></html>"""


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """A maker of files."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", LINES.encode()),
        ("a.JSONL", LINES.replace("\n", "\r\n").encode()),
        ("a.ndjson", ("\n" + LINES.strip()).encode()),
        ("a.jsonl.gz", gzip.compress(LINES.encode())),
        ("a.jsonl.gz", b"".join(gzip.compress(line.encode()) for line in LINES.splitlines(keepends=True))),
        ("a.jsonl.zst", zstandard.compress(LINES.encode())),
        ("a.jsonl.zst", b"".join(zstandard.compress(line.encode()) for line in LINES.splitlines(keepends=True))),
        ("a.jsonl", LINES.encode("utf-8-sig")),
        ("a.jsonl", LINES.encode("utf-16")),
        ("a.jsonl", LINES.encode("utf-32")),
        ("a.jsonl", LINES.encode("cp1252")),
    ],
)
def test_json_lines_however_they_are_packed_and_encoded(put, name, content):
    path = put(name, content)

    assert EXPECTED == list(read(path))
    assert [] == check_source(jsonl.read, path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{broken", "not JSON"),
        (b"[]", "expected a JSON object with a `text`, found a list"),
        (b'{"text": 1}', "`text` must be a string"),
        (b"[" * 50_000, "nested too deeply"),
        (b'{"a":' * 50_000, "nested too deeply"),
        (b"\x00\xff\xfe\x89PNG", "binary data"),
        (b'{"text": ' + b"9" * 5_000 + b"}", "not JSON"),
    ],
)
def test_a_bad_line_is_a_failure_in_its_place(put, line, message):
    first, second = LINES.encode().splitlines(keepends=True)
    before, failure, after = read(put("a.jsonl", first + line + b"\n" + second))

    assert EXPECTED == [before, after]
    assert isinstance(failure, Failure)
    assert failure.message.startswith("a.jsonl, line 2")
    assert message in failure.message


def test_the_failure_of_an_article_keeps_its_id(put):
    assert ["7"] == [failure.id for failure in read(put("a.jsonl", '{"id": "7", "text": null}'))]


def test_a_line_that_is_too_long_is_not_kept_in_memory(put, monkeypatch):
    monkeypatch.setattr(jsonl, "MAX_LINE_BYTES", 100)
    first, second = LINES.splitlines(keepends=True)
    long = json.dumps({"text": "x" * 5_000}) + "\n"
    before, failure, after = read(put("a.jsonl", first + long + second))

    assert EXPECTED == [before, after]
    assert "too_large" == failure.kind


@pytest.mark.parametrize("cut", [30, -9, -1])
def test_a_compressed_file_that_breaks_off_is_a_failure_at_its_end(put, cut):
    data = gzip.compress((LINES * 500).encode())
    results = list(read(put("a.jsonl.gz", data[:cut])))

    assert isinstance(results[-1], Failure)
    assert "breaks off" in results[-1].message


def test_what_is_not_compressed_at_all_is_a_failure(put):
    for name in ("a.jsonl.gz", "a.jsonl.zst"):
        assert ["malformed"] == [failure.kind for failure in read(put(name, "plain text"))]


def test_a_binary_file_is_one_failure(put):
    for name in ("a.jsonl", "a.txt"):
        [failure] = read(put(name, bytes(range(256)) * 100))
        assert "binary data" in failure.message


def test_a_text_file_is_one_article(put):
    path = put("a.txt", "Iraq refused.\r\nTwice.\n")

    assert [Article("Iraq refused.\nTwice.\n")] == list(read(path))
    assert [] == check_source(text.read, path)


def test_front_matter_says_what_is_known_about_a_text(put):
    front = "id: x1\ntitle: 'Baghdad: no'\npublisher: Gulf Courier\npublished: 2015-10-29\nmood: bad\nurl:\n"
    expected = Article(
        "Iraq refused.",
        id="x1",
        title="Baghdad: no",
        publisher="Gulf Courier",
        published=THURSDAY,
    )

    assert [expected] == list(read(put("a.md", f"---\n{front}---\n\nIraq refused.\n")))


@pytest.mark.parametrize("plain", ["---\nIraq refused.\n---\nTwice.", "---", "---\ntitle: never closed\n", ""])
def test_a_rule_that_is_no_front_matter_belongs_to_the_text(put, plain):
    assert [Article(plain)] == list(read(put("a.txt", plain)))


def test_a_wrong_date_in_the_front_matter_is_noted_and_taken_as_unknown(put):
    [article] = read(put("a.txt", "---\npublished: soon\n---\nIraq refused."))

    assert article.published is None
    assert "`published` must be an ISO 8601 date" in article.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_in_other_encodings_is_read(put, encoding):
    assert [Article("“Café” in Baghdad")] == list(read(put("a.txt", "“Café” in Baghdad".encode(encoding))))


def test_a_guessed_encoding_is_reported(put, caplog):
    caplog.set_level("WARNING", logger="dragoman")  # another test's `--quiet` may have silenced it
    list(read(put("a.txt", "Café".encode("latin-1"))))

    assert "a.txt is not UTF-8 (byte 3); read as Windows-1252" in caplog.text


def test_a_page_is_one_article_without_its_furniture(put):
    [article] = read(put("a.html", PAGE))

    assert "Baghdad says no" == article.title
    assert "Gulf Courier" == article.publisher
    assert "https://gulf.example/no" == article.url
    assert THURSDAY.replace(hour=8) == article.published
    assert article.text.startswith("Iraq has refused an offer")
    assert "Sport" not in article.text
    assert "do not read" not in article.text


@pytest.mark.parametrize("page", ["", "<html></html>", "<p>", "\x00\x01", "<" * 10_000, "<div>" * 20_000])
def test_a_page_without_an_article_is_a_failure(put, page):
    assert [Failure] == [type(result) for result in read(put("a.html", page))]


def test_a_page_that_hangs_the_parser_is_stopped(put, monkeypatch):
    monkeypatch.setattr("dragoman.sources.html.LIMIT_SECONDS", 2.0)
    attributes = " ".join(f"a{n}=1" for n in range(200_000))
    [failure] = read(put("a.html", f"<p {attributes}>Iraq refused.</p>"))

    assert isinstance(failure, Failure)


def test_a_folder_is_read_by_name_and_in_depth(put, tmp_path):
    put("b.txt", "second")
    put("a/z.txt", "first")
    put("c.jsonl", LINES)
    put("notes.pdf", "skipped")
    put(".hidden/x.txt", "skipped")

    assert ["first", "second", "Iraq refused.", "Russia’s offer"] == [article.text for article in read(tmp_path)]


@pytest.mark.parametrize(
    ("name", "message"), [("none.txt", "does not exist"), ("empty", "no articles in"), ("a.pdf", "cannot tell what")]
)
def test_an_input_that_cannot_be_used_says_why(put, tmp_path, name, message):
    (tmp_path / "empty").mkdir()
    put("a.pdf", "%PDF")
    with pytest.raises(SourceError, match=message):
        read(tmp_path / name)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (LINES.encode(), EXPECTED),
        (b"{broken\n" + LINES.encode(), ["malformed", *EXPECTED]),
        (LINES.encode("utf-16"), EXPECTED),
        (b"Iraq refused.", [Article("Iraq refused.")]),
        (b"", []),
        (b"\x00\x01\x02", ["malformed"]),
    ],
)
def test_standard_input_holds_json_lines_or_one_text(monkeypatch, data, expected):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    results = [r.kind if isinstance(r, Failure) else r for r in sources.read("-")]

    assert expected == results


def test_the_checker_finds_what_is_wrong_with_a_source(tmp_path):
    def broken(path: Path):
        yield Article("a", id="1", published=datetime(2015, 1, 1))
        yield Article("b", id="1")
        yield "text"

    problems = check_source(broken, tmp_path)

    assert 3 == len(problems)
    assert "aware" in problems[0]
    assert "found str" in problems[1]
    assert "same id" in problems[2]
