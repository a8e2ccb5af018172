"""Hostile files: no crash, no hang, nothing contacted, and whatever was given is accounted for."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bench.hostile import FILES, GOOD_LINE, MARKED, encoded, good_page, many_lines, packed_line, page_record
from bench.naughty import article_with, as_like, strings
from click.testing import CliRunner

from dragoman.cli import main
from dragoman.engines import watched
from dragoman.engines.watched import Crashed, TookTooLong, Watched
from dragoman.errors import MalformedArticle, SourceError
from dragoman.interchange.tables import layouts
from dragoman.records import Article, Coded, Failure, Span
from dragoman.sources import check_source, feeds, html, read, warc
from dragoman.sources.feeds import Feed, _read, plain_text, read_feed
from dragoman.sources.findings import Found, Outcome, Setback, Tally
from dragoman.sources.html import read_page
from dragoman.sources.listings import kind_of, read_listing
from dragoman.sources.tables import MOST_LINES_BEFORE_A_ROW, clean
from dragoman.sources.warc import WarcRecord, read_found, read_records
from dragoman.store import open_store
from engines.workers import open_measured_extractor
from hostile import BOMB, FEEDS, PAGE, PAGES, RSS, mutants, record
from hostile import warc as make_warc

ROOT = Path(__file__).parents[2]
MUTANTS = 150
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    + "".join(f"<url><loc>http://news.example/{n}</loc><lastmod>2026-11-0{n}</lastmod></url>" for n in range(1, 9))
    + "</urlset>"
)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Shorter limits than a user's, so that the tests do not wait so long; the machine may be busy."""
    monkeypatch.setattr(html, "LIMIT_SECONDS", 4.0)
    monkeypatch.setattr(watched, "MOST_WAITING", 0.0)


@pytest.mark.parametrize("name", FEEDS)
def test_a_hostile_feed_is_read_refused_or_stopped(name, monkeypatch):
    monkeypatch.setattr(feeds, "LIMIT_SECONDS", 3.0)
    began = time.monotonic()
    try:
        outcome = read_feed(FEEDS[name])
        told = "".join(item.text + (item.title or "") for item in outcome.items)
    except (MalformedArticle, TookTooLong, Crashed) as problem:
        told = str(problem)

    assert time.monotonic() - began < 8  # the limit, and the start of a process on a busy machine
    assert "root:" not in told


def test_of_a_feed_with_too_many_items_the_first_are_read_and_the_rest_counted():
    feed = read_feed(b"<rss version='2.0'><channel>" + b"<item><title>a</title></item>" * 6_000 + b"</channel></rss>")

    assert (5_000, 1_000) == (len(feed.items), feed.left_out)


def test_a_damaged_feed_is_a_feed_or_is_refused():
    for data in mutants(RSS.encode(), MUTANTS, seed=1):
        try:
            outcome: object = _read((data, "feed"))
        except MalformedArticle as problem:
            outcome = str(problem)

        assert isinstance(outcome, Feed) or outcome


def test_a_damaged_listing_gives_what_stands_before_the_damage():
    for data in mutants(SITEMAP.encode(), MUTANTS, seed=2):
        assert kind_of(data) in ("sitemap", "page", "feed", "index", "opml")
        try:
            listing = read_listing(data)
        except MalformedArticle:
            continue
        assert len(listing.entries) <= 9 or listing.problem is None


@pytest.mark.parametrize("before", ["<!--a-->", "<?a>", " ", "<!DOCTYPE a []> "])
def test_what_a_document_is_is_told_at_once_however_much_stands_before_its_root(before):
    began = time.process_time()

    assert "page" == kind_of(before.encode() * 400)
    assert "feed" == kind_of((before * 30).encode() + b"<rss version='2.0'>")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "piece", ["<!--", "<a b=", '<a ">" ', "<a \"'>", "<![CDATA[", "<p ", "<script>", "<", "&", "</", "<?", "<a '>"]
)
def test_markup_of_a_feed_takes_time_in_proportion(piece):
    began = time.process_time()
    plain_text(piece * (300_000 // len(piece)))

    assert time.process_time() - began < 2  # a tenth of a second; the square of it would be minutes


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("5 < 6 <b>and</b> 7 > 6", "5 < 6 and 7 > 6"),
        ("<a title=\"a > b\" href='x>y'>Iraq</a> refused.", "Iraq refused."),
        ("Iraq <!-- <p>not</p> -->refused.<!-- and", "Iraq refused."),
        ("Iraq<SCRIPT>if (a<b) '</p>'</Script > refused.", "Iraq refused."),
        ("<svg><svg>a</svg>b</svg>Iraq a<b", "Iraq a<b"),
        (f"Iraq &#{'9' * 5_000}; refused &amp; left.", "Iraq \ufffd refused & left."),
        ("<p>One<br/>two<div>three</div>", "One\ntwo\nthree"),
    ],
)
def test_markup_of_a_feed_becomes_what_a_reader_sees(markup, seen):
    assert seen == plain_text(markup)


@pytest.mark.parametrize("name", ["billion laughs", "entity of a file", "document type elsewhere"])
def test_a_listing_with_a_document_type_is_refused(name):
    with pytest.raises(MalformedArticle, match="document type"):
        read_listing(FEEDS[name])


OPENING = """
import json, sys
from dragoman.sources import feeds, listings
from dragoman.errors import MalformedArticle
from hostile import FEEDS, RSS
feeds._read((RSS.encode(), "feed"))  # so that all is loaded
done = []
def note(event, given):
    if event == "open" and "/encodings/" in str(given[0]):
        return  # Python's own tables
    if event == "open" or event.startswith(("socket.", "urllib.", "subprocess.", "os.system", "os.exec", "ftplib.", "http.")):
        done.append((event, str(given[:1])))
sys.addaudithook(note)
for name, data in FEEDS.items():
    for read in (lambda: feeds._read((data, "feed")), lambda: listings.read_listing(data), lambda: listings.kind_of(data)):
        if len(data) < 2_000_000:
            try:
                read()
            except MalformedArticle:
                pass
print(json.dumps(done))
"""


@pytest.mark.parametrize("name", ["feed.xml", "http://127.0.0.1:9/"])
def test_the_answer_of_a_site_is_never_the_name_of_a_feed(name, tmp_path, monkeypatch):
    (tmp_path / "feed.xml").write_text(RSS, "utf-8")
    monkeypatch.chdir(tmp_path)
    for body in (name, str(tmp_path / "feed.xml")):
        with pytest.raises(MalformedArticle, match="not a feed"):
            _read((body.encode(), "feed"))


def test_nothing_is_opened_or_contacted_for_what_stands_in_a_feed():
    done = subprocess.run(
        [sys.executable, "-c", OPENING],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])},
    )

    assert [] == [(event, what[:80]) for event, what in json.loads(done.stdout)]


def test_scripts_and_styles_are_no_text_however_broken_the_page_is():
    code = "<script>alert('SCRIPT')</script><style>p {content: 'SCRIPT'}</style><noscript></noscript><!-- SCRIPT -->"
    for data in mutants(PAGE.format(1, 1).encode(), MUTANTS // 3, seed=4):
        place = data.find(b"<article>")
        mixed = data[: max(place, 0)] + code.encode() + data[max(place, 0) :]
        try:
            text = read_page(mixed)["text"] or ""
        except MalformedArticle:
            continue

        assert "SCRIPT" not in text


@pytest.mark.parametrize("name", ["gdelt", "icews", "plover"])
def test_every_row_of_a_damaged_table_is_kept_or_told_with_its_line(name, tmp_path):
    layout, path = layouts()[name], tmp_path / "a.csv"
    row = b"\t".join([b"12"] * len(layout.columns))
    row = b'{"id": "1", "date": "2015-10-29", "actor": [], "event": "AID"}' if layout.is_json else row
    header = "\t".join(layout.columns).encode() + b"\n" if layout.has_header else b""
    for data in mutants((row + b"\n") * 20, MUTANTS, seed=5):
        path.write_bytes(header + data)
        setbacks: list[Setback] = []
        rows = clean(path, name, io.BytesIO(), setbacks.append).rows

        assert sum(bool(line.rstrip(b"\r")) for line in data.split(b"\n")) == rows + len(setbacks)
        assert all(setback.reason and (setback.offset or 0) > layout.has_header for setback in setbacks)


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_refused_or_stopped_and_the_next_one_is_read(name):
    began = time.monotonic()
    try:
        outcome = read_page(PAGES[name])["text"] or ""
    except (MalformedArticle, TookTooLong, Crashed) as problem:
        outcome = str(problem)

    assert outcome
    assert time.monotonic() - began < 10
    assert "Iraq has refused" in (read_page(PAGE.format(1, 1).encode())["text"] or "")


@pytest.mark.parametrize("packed", [True, False])
def test_a_whole_file_gives_every_page_with_its_date_of_fetching(tmp_path, packed):
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(make_warc(3, packed=packed))
    found = list(read_found(path))

    assert ["No 0", "No 1", "No 2"] == [one.article.title for one in found if isinstance(one, Found)]
    assert {"2026-11-20T10:00:00+00:00"} == {one.fetched.isoformat() for one in found if one.fetched}
    assert [] == check_source(warc.read, path)


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_is_cut_anywhere_gives_the_records_before_the_cut_and_tells(tmp_path, packed):
    whole, path = make_warc(4, packed=packed), tmp_path / "a.warc"
    for cut in range(5, len(whole), len(whole) // 40):
        path.write_bytes(whole[:cut])
        found = list(read_records(path))
        good = [one for one in found if isinstance(one, WarcRecord) and not one.is_cut]

        assert cut * 4 // len(whole) - 1 <= len(good) <= 4
        assert len(found) > len(good) or whole[:cut].endswith((b"\r\n", b"\r")) or packed


def test_damage_costs_the_record_that_it_is_in(tmp_path):
    """Where other readers give the whole file up, every record outside the damage is read."""
    path = tmp_path / "a.warc.gz"
    whole = make_warc(10, packed=True)
    damaged = bytearray(whole)
    place = len(whole) // 2
    damaged[place : place + 30] = b"\xff" * 30
    path.write_bytes(damaged)
    found = list(read_records(path))

    assert 9 <= sum(isinstance(one, WarcRecord) for one in found)
    assert all(one.offset is not None and one.reason for one in found if isinstance(one, Setback))


@pytest.mark.parametrize("packed", [True, False])
def test_damaged_files_are_read_as_far_as_they_go(tmp_path, packed):
    path = tmp_path / "a.warc"
    kept = 0
    for data in mutants(make_warc(10, packed=packed), MUTANTS, seed=3):
        path.write_bytes(data)
        kept += sum(isinstance(one, WarcRecord) for one in read_records(path))

    assert kept > MUTANTS * 10 * 0.7


def test_a_bomb_in_a_warc_file_is_refused_and_its_neighbours_are_read(tmp_path):
    path = tmp_path / "a.warc.gz"
    good = make_warc(1, packed=True)
    path.write_bytes(good + BOMB + good.replace(b"x", b"x"))
    began = time.monotonic()
    found = list(read_records(path))

    assert ["WarcRecord", "Setback", "WarcRecord"] == [type(one).__name__ for one in found]
    assert time.monotonic() - began < 4


def test_a_length_that_lies_costs_one_record(tmp_path):
    path = tmp_path / "a.warc"
    good = make_warc(1, packed=False)
    for lie in (b"99999999999999999", b"-1", b"", b"x", b"5", b"1000000"):
        lying = record(b"<p>x</p>", "http://x.example/").replace(b"Content-Length: 52", b"Content-Length: " + lie)
        path.write_bytes(good + lying + good)
        found = [one for one in read_records(path) if isinstance(one, WarcRecord) and not one.is_cut]

        assert 2 <= len(found), lie


def test_poison_among_good_pages_is_quarantined_and_everything_is_accounted_for(tmp_path):
    path = tmp_path / "a.warc"
    poison = [PAGES[name] for name in ("200,000 attributes", "binary", "nothing")]
    pages = [PAGE.format(n, n).encode() for n in range(5)]
    mixed = [pages[0], poison[0], pages[1], poison[1], pages[2], poison[2], pages[3], pages[4]]
    path.write_bytes(b"".join(record(body, f"http://news.example/{n}") for n, body in enumerate(mixed)))
    tally = Tally()
    for one in read_found(path):
        tally.count(one)

    assert (8, 5) == (tally.given, tally.outcomes[Outcome.ACCEPTED])
    assert 3 == tally.outcomes[Outcome.QUARANTINED] + tally.outcomes[Outcome.REJECTED]


def test_the_coder_reads_warc_files_and_reports_the_damage_in_its_place(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(make_warc(2, packed=True)[:-20])
    items = list(read(path))
    done = CliRunner().invoke(main, ["code", str(path), "--quiet"])
    records = [json.loads(line) for line in done.stdout.splitlines()]

    assert [Article, Failure] == [type(one) for one in items]
    assert ["cut"] == [one["error"]["kind"] for one in records if "error" in one]
    assert "a.warc.gz, at" in records[1]["error"]["message"]


QUICK = [
    name
    for name in FILES
    if "bomb" not in name and "-MB" not in name and not name.startswith(("tiny", "long", "marks"))
]


@pytest.mark.parametrize("name", [name for name in QUICK if "CSV" not in name])
def test_what_a_hostile_file_holds_is_read_or_told(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    items = list(read(path))

    assert items
    assert all(isinstance(one, Article) or (one.kind and one.message) for one in items)


@pytest.mark.parametrize("bomb", [packed_line(32 * 2**20), many_lines(32 * 2**20)])
def test_a_packed_bomb_ends_its_file_and_what_stood_before_it_is_kept(bomb, tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(GOOD_LINE) + bomb)
    good, failed = read(path)

    assert ("good", "malformed") == (good.id, failed.kind)
    assert "decompression bomb" in failed.message


def test_a_packed_table_may_be_no_bomb(tmp_path):
    path = tmp_path / "a.CSV.gz"
    path.write_bytes(gzip.compress(b"a\t" * 2**24))
    with pytest.raises(SourceError, match="decompression bomb"):
        clean(path, "gdelt", io.BytesIO(), print)


@pytest.mark.parametrize(("name", "line"), [("gdelt", "---"), ("gdelt", ""), ("plover", "{"), ("acled", '"a",b')])
def test_a_table_none_of_whose_lines_is_a_row_is_given_up_before_its_end(name, line, tmp_path):
    path, out, layout = tmp_path / "a.csv", io.BytesIO(), layouts()[name]
    header = layout.separator.join(layout.columns) + "\n" if layout.has_header else ""
    path.write_text(header + f"{line}\n" * (30 * MOST_LINES_BEFORE_A_ROW))
    with pytest.raises(SourceError, match="none of its first"):
        clean(path, name, out, lambda setback: None)

    assert out.getvalue().count(b"\n") < 10 * MOST_LINES_BEFORE_A_ROW


def test_after_one_row_all_bad_lines_of_a_table_are_told(tmp_path):
    path, told = tmp_path / "a.csv", []
    row = b"\t".join([b"12"] * len(layouts()["gdelt"].columns)) + b"\n"
    path.write_bytes(row + b"---\n" * (2 * MOST_LINES_BEFORE_A_ROW) + row)
    out = io.BytesIO()

    assert 2 == clean(path, "gdelt", out, told.append).rows
    assert list(range(2, 2 * MOST_LINES_BEFORE_A_ROW + 2)) == [setback.offset for setback in told]
    assert row == out.getvalue().splitlines(keepends=True)[-1]


def test_import_lists_every_bad_row_in_a_file_and_shows_some(tmp_path):
    path, told = tmp_path / "a.export.CSV", tmp_path / "told.jsonl"
    row = b"\t".join([b"12"] * len(layouts()["gdelt"].columns)) + b"\n"
    path.write_bytes(row.replace(b"12\t12", b"12\t20151029", 1) + b"---\n" * 300)
    command = ["import", str(path), "--format", "gdelt", "--store", str(tmp_path / "a.duckdb"), "--setbacks", str(told)]
    first, again = (CliRunner().invoke(main, command) for _ in range(2))

    assert (3, 0) == (first.exit_code, again.exit_code)
    assert "301 given: 1 accepted, 300 rejected" in first.stderr
    assert 20 == first.stderr.count("fields, expected")
    assert "imported before" in again.stderr
    assert not told.read_text()


def test_a_document_without_a_tag_of_feeds_is_refused_unread(monkeypatch):
    monkeypatch.setattr("feedparser.parse", lambda *_, **__: pytest.fail("was read"))
    for data in (b"<p>" * 99, b"<html><body>" + b"<time " * 99, "<p>RSS</p>".encode("utf-16")):
        with pytest.raises(MalformedArticle, match="not a feed"):
            _read((data, "test"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "cp037"])
def test_a_feed_is_known_in_whatever_encoding_it_is(encoding):
    text = f"<?xml version='1.0' encoding='{encoding}'?>{RSS.split('?>')[-1]}" if encoding != "utf-8" else RSS

    assert _read((text.encode(encoding), "test")).items


def test_a_file_of_nothing_but_damage_is_given_up(tmp_path):
    path = tmp_path / "a.warc"
    path.write_bytes(b"WARC/1.0\n" * 20_000 + page_record(good_page()))
    found = list(read_records(path))

    assert warc.MOST_DAMAGES + 1 == len(found)
    assert "not read any further" in str(found[-1])


def test_many_small_records_are_read_in_one_go(tmp_path):
    """Ten times as many take ten times as long, not a hundred times."""
    seconds = []
    for count in (1_000, 10_000):
        (tmp_path / "a.warc").write_bytes(record(b"", "http://a.example/", b"request") * count)
        began = time.process_time()
        assert count == sum(isinstance(one, WarcRecord) for one in read_records(tmp_path / "a.warc"))
        seconds.append(time.process_time() - began)

    assert seconds[1] < 30 * seconds[0] + 0.2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_texts_in_the_encodings_that_can_be_told_come_out_as_they_were(encoding, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(encoded(MARKED, encoding))
    [article] = read(path)

    assert MARKED == article.text


@pytest.mark.parametrize(("said", "encoding"), [("utf-8", "cp1252"), ("windows-1252", "utf-8"), ("klingon", "utf-8")])
def test_a_page_that_names_the_wrong_encoding_is_read_by_what_it_is(said, encoding, tmp_path):
    head = f'<html><head><meta charset="{said}"><title>No</title></head>'
    body = f"{head}<body><article><p>{MARKED * 3}</p></article></body></html>"
    text = read_page(body.encode(encoding))["text"] or ""

    assert "Café’s owner said “no”" in text


def test_naughty_strings_are_stored_as_they_came_and_spans_stay(tmp_path):
    """`python -m bench.naughty` does the same with what the coder finds in them."""
    given = [article_with(text, number) for number, text in enumerate(strings())]
    spans = [article.text.rindex("France") for article in given]
    coded = [Coded(article, (Span(start, start + 6),)) for article, start in zip(given, spans, strict=True)]
    with open_store(tmp_path / "a.duckdb") as store:
        store.add(coded, coder="1")
        back = {one.article.id: one for one in store.coded()}

    assert len(given) > 515
    for article in given:
        kept = back[as_like(article.id)]
        for field in ("text", "title", "publisher", "url", "language"):
            assert as_like(getattr(article, field)) == getattr(kept.article, field)
        assert "France" == kept.article.characters(kept.sentences[0])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no such measure there")
@pytest.mark.parametrize("name", ["one giant word", "a million paragraphs"])
def test_a_reader_of_pages_stays_below_300_megabytes(name):
    """It asks for more, and is refused; or it is small. `python -m bench.hostile` measures the others."""
    looked = Watched(open_measured_extractor)
    with contextlib.suppress(MalformedArticle, Crashed, TookTooLong, MemoryError):
        looked(PAGES[name], 30.0)
    peak = looked(b"", 30.0)
    looked.close()

    assert peak < 300
