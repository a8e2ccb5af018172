"""Feeds, lists and pages of sites of our own become articles that say where their dates came from."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.cli import fetching as watching
from dragoman.cli import main
from dragoman.fetching import Fetcher, Pace, Visitor
from dragoman.records import Failure
from dragoman.sources.findings import Found, Outcome, Setback, Tally
from dragoman.sources.web import MOST_VISITS, FeedState, Reading
from sites import answer, redirect, running

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BODY = "".join(
    f"<p>Iraq has refused an offer of foreign ground troops for the {word} time, the office of the prime minister said on "
    "Thursday, a day after talks with envoys in the capital in which the offer had been made.</p>"
    for word in ("first", "second", "third")
)


def page(title="Baghdad says no", head=""):
    return f"<html lang=en><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{BODY}</article></body></html>"


def rss(*items, title="Wire"):
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(link="/1", **fields):
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<item><title>Baghdad says no</title><link>{link}</link><guid>{link}</guid>{inside}</item>"


def reading(*sites, **options):
    fetcher = Fetcher(private=[site.name for site in sites], clock=lambda: NOW)
    return Reading(Visitor(fetcher, pace=Pace(0.0)), clock=lambda: NOW, **options)


def test_a_feed_leads_to_the_pages_of_its_items():
    stated = '<meta property="article:published_time" content="2026-11-19T08:00:00+03:00">'
    with running() as site:
        site.routes |= {
            "/feed": answer(rss(item(pubDate="Thu, 19 Nov 2026 09:00:00 GMT")), kind="application/rss+xml"),
            "/1": answer(page(head=stated)),
        }
        [found] = reading(site).read(site.url("/feed"))

    assert isinstance(found, Found)
    assert ("Baghdad says no", "Wire", site.url("/1")) == (
        found.article.title,
        found.article.publisher,
        found.article.url,
    )
    assert datetime(2026, 11, 19, 5, tzinfo=UTC) == found.article.published
    assert ({"published": "page: article:published_time"}, NOW) == (found.dates_from, found.fetched)
    assert "third time" in found.article.text


def test_a_page_that_states_no_date_has_that_of_its_feed_and_else_none():
    with running() as site:
        feed = rss(item("/1", pubDate="Thu, 19 Nov 2026 09:00:00 GMT"), item("/2"), item("/3", pubDate="soon"))
        site.routes |= {"/feed": answer(feed), **{f"/{n}": answer(page(f"No {n}")) for n in (1, 2, 3)}}
        found = list(reading(site).read(site.url("/feed")))

    assert [datetime(2026, 11, 19, 9, tzinfo=UTC), None, None] == [one.article.published for one in found]
    assert ["feed: published", None, None] == [one.dates_from.get("published") for one in found]


@pytest.mark.parametrize(
    "date", ["Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 19 Nov 2099 09:00:00 GMT", "Mon, 01 Jan 1246 00:00:00 GMT"]
)
def test_a_date_that_cannot_be_is_none(date):
    with running({"/1": answer(page())}) as site:
        site.routes["/feed"] = answer(rss(item(pubDate=date)))
        [found] = reading(site).read(site.url("/feed"))

    assert found.article.published is None


def test_the_outlet_that_an_aggregator_names_is_the_publisher():
    with running({"/1": answer(page())}) as site:
        feed = rss(
            item(**{"source url='http://r.example/'": "Reuters"}).replace(
                "</source url='http://r.example/'>", "</source>"
            )
        )
        site.routes["/feed"] = answer(feed)
        [found] = reading(site).read(site.url("/feed"))

    assert ("Reuters", "Wire") == (found.article.publisher, found.feed)


def test_a_feed_that_gives_the_whole_text_needs_no_page():
    content = f"<content type='html'>{BODY.replace('<', '&lt;')}</content>"
    entry = (
        f"<entry><id>1</id><title>No</title><link href='/1'/><updated>2026-11-19T08:00:00Z</updated>{content}</entry>"
    )
    with running() as site:
        site.routes["/atom"] = answer(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>{entry}</feed>')
        [found] = reading(site).read(site.url("/atom"))

        assert ["/robots.txt", "/atom"] == site.asked
    assert "feed" == found.text_from
    assert found.article.text.startswith("Iraq has refused")
    assert "feed: updated, as no date of publication is given" == found.dates_from["published"]


def test_a_json_feed_is_a_feed():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Wire",
        "items": [
            {"id": 7, "url": "/1", "title": "No", "content_html": BODY, "date_published": "2026-11-19T08:00:00Z"},
            "?",
        ],
    }
    with running() as site:
        site.routes["/feed.json"] = answer(json.dumps(feed), kind="application/json")
        found = list(reading(site).read(site.url("/feed.json")))

    assert ["TRUNCATED", "No"] == [found[0].outcome.name, found[1].article.title]


def test_lists_lead_to_feeds_and_sitemaps_to_pages():
    with running({"/1": answer(page("One")), "/2": answer(page("Two"))}) as site:
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        entry = f"<url><loc>{site.url('/2')}</loc><lastmod>2026-11-18</lastmod></url>"
        old = f"<url><loc>{site.url('/3')}</loc><lastmod>2001-11-18</lastmod></url>"
        opml = f'<opml version="2.0"><body><outline><outline xmlUrl="{site.url("/feed")}"/></outline></body></opml>'
        site.routes |= {
            "/opml": answer(opml),
            "/feed": answer(rss(item("/1"))),
            "/index.xml": answer(
                f"<sitemapindex {space}><sitemap><loc>{site.url('/map.xml.gz')}</loc></sitemap></sitemapindex>"
            ),
            "/map.xml.gz": answer(gzip.compress(f"<urlset {space}>{entry}{old}</urlset>".encode())),
        }
        since = datetime(2026, 1, 1, tzinfo=UTC)
        found = [one for path in ("/opml", "/index.xml") for one in reading(site, since=since).read(site.url(path))]

    assert ["One", "Two"] == [one.article.title for one in found]
    assert "feed: updated, as no date of publication is given" == found[1].dates_from["published"]


def test_a_second_visit_takes_only_what_is_new():
    with running({"/1": answer(page("One")), "/2": answer(page("Two"))}) as site:
        state = FeedState()
        site.routes["/feed"] = answer(rss(item("/1")), ETag='"1"')
        first = list(reading(site).read(site.url("/feed"), state))
        site.routes["/feed"] = answer(rss(item("/2"), item("/1")))
        second = list(reading(site).read(site.url("/feed"), state))
        site.routes["/feed"] = answer(status="304 Not Modified")
        third = list(reading(site).read(site.url("/feed"), state))

    assert [["One"], ["Two"], []] == [[one.article.title for one in some] for some in (first, second, third)]
    assert '"1"' in [headers.get("if-none-match") for headers in site.headers]


def test_items_that_lead_to_private_machines_are_rejected_and_the_rest_goes_on():
    with running({"/": answer("secret")}) as canary, running() as site:
        feed = rss(
            item(canary.url()),
            item("/away"),
            item("file:///etc/passwd"),
            item("http://[::1]/"),
            item("/1"),
            item("/gone"),
        )
        site.routes |= {"/feed": answer(feed), "/1": answer(page()), "/away": redirect(canary.url())}
        tally = Tally()
        for one in reading(site).read(site.url("/feed")):
            tally.count(one)

    assert [] == canary.asked
    assert (6, 1, 5) == (tally.given, tally.outcomes[Outcome.ACCEPTED], tally.outcomes[Outcome.REJECTED])


def test_what_is_refused_is_told_as_the_feed_spelled_it():
    links = ["file:///etc/passwd", "http:///1", "http://[::1/", "ftp://127.0.0.1//x"]
    with running() as site:
        site.routes["/feed"] = answer(rss(*map(item, links)))
        told = list(reading(site).read(site.url("/feed")))

    assert [(link, Outcome.REJECTED) for link in links] == sorted(
        ((one.where, one.outcome) for one in told), key=lambda pair: links.index(pair[0])
    )


def test_a_feed_may_give_a_base_for_its_links():
    with running({"/news/1": answer(page())}) as site:
        site.routes["/feed"] = answer(rss(item("1")).replace("<channel>", f'<channel xml:base="{site.url("/news/")}">'))
        [found] = reading(site).read(site.url("/feed"))

    assert site.url("/news/1") == found.article.url


def test_a_page_that_cannot_be_had_leaves_what_the_feed_says():
    with running() as site:
        site.routes["/feed"] = answer(rss(item("/gone", description="&lt;b&gt;Iraq&lt;/b&gt; refused.")))
        [found] = reading(site).read(site.url("/feed"))

    assert ("Iraq refused.", "feed", Outcome.TRUNCATED) == (found.article.text, found.text_from, found.setback.outcome)


def test_the_command_writes_articles_for_the_coder_and_tells_what_became_of_the_rest(tmp_path):
    with running({"/1": answer(page())}) as site:
        site.routes["/feed"] = answer(rss(item("/1", pubDate="Thu, 19 Nov 2026 09:00:00 GMT"), item("/gone")))
        command = ["fetch", site.url("/feed"), "--allow-private", site.name, "--delay", "0"]
        done = CliRunner().invoke(
            main, [*command, "-o", str(tmp_path / "a.jsonl"), "--setbacks", str(tmp_path / "b.jsonl")]
        )
    [record] = map(json.loads, (tmp_path / "a.jsonl").read_text().splitlines())
    [setback] = map(json.loads, (tmp_path / "b.jsonl").read_text().splitlines())

    assert 3 == done.exit_code, done.output
    assert "2 given: 1 accepted, 0 truncated, 0 quarantined, 1 rejected" in done.stderr
    assert "Baghdad says no" == record["title"]
    assert ("fetch", "rejected", "failed") == (setback["stage"], setback["outcome"], setback["kind"])


def test_the_command_refuses_private_addresses_unless_told(tmp_path):
    with running({"/1": answer(page())}) as site:
        (tmp_path / "list.opml").write_text(f'<opml><body><outline xmlUrl="{site.url("/1")}"/></body></opml>')
        done = [CliRunner().invoke(main, ["fetch", where]) for where in (site.url("/1"), str(tmp_path / "list.opml"))]

        assert [3, 3] == [one.exit_code for one in done]
        assert [] == site.asked


def test_a_watch_codes_what_is_new_and_reports_what_fails(tmp_path):
    store = tmp_path / "desk.duckdb"
    with running({"/1": answer(page()), "/2": answer(page("Twice"))}) as site:
        site.routes |= {"/feed": answer(rss(item("/1"))), "/broken": answer("x", status="500 Oops")}
        command = ["watch", site.url("/feed"), site.url("/broken"), "--store", str(store), "--allow-private", site.name]
        options = ["--delay", "0", "--every", "0.001"]
        first = CliRunner().invoke(main, [*command, *options, "--rounds", "1"])
        site.routes["/feed"] = answer(rss(item("/1"), item("/2")))
        second = CliRunner().invoke(main, [*command, *options, "--rounds", "2"])
    listed = CliRunner().invoke(main, ["events", "--store", str(store), "--json"])

    assert (0, 0) == (first.exit_code, second.exit_code), first.output + second.output
    assert "1 given: 1 accepted" in first.stderr
    assert "the site answered 500 Oops; again in" in first.stderr
    assert "1 given: 1 accepted, 0 truncated, 0 quarantined, 0 rejected; 1 seen before" in second.stderr
    assert 2 == len({json.loads(line)["article"] for line in listed.stdout.splitlines()})


def test_a_page_that_cannot_be_had_now_is_asked_for_at_the_next_visit_though_nothing_lists_it_any_more():
    state = FeedState()
    with running({"/1": answer("later", status="503 Service Unavailable")}) as site:
        site.routes["/feed"] = answer(rss(item("/1")), ETag='"1"')
        [postponed] = reading(site, comes_again=True).read(site.url("/feed"), state)
        site.routes |= {"/1": answer(page()), "/feed": answer(rss(), ETag='"2"')}
        [found] = reading(site, comes_again=True).read(site.url("/feed"), state)

    assert (Outcome.POSTPONED, site.url("/1")) == (postponed.outcome, postponed.where)
    assert (site.url("/1"), "Wire") == (found.article.url, found.article.publisher)
    assert {} == state.tries


def test_after_some_visits_the_text_of_the_feed_is_taken():
    state = FeedState()
    with running({"/1": answer("later", status="503 Service Unavailable")}) as site:
        site.routes["/feed"] = answer(rss(item("/1", description="Iraq refused.")), ETag='"1"')
        outcomes = []
        for _ in range(MOST_VISITS):
            [one] = reading(site, comes_again=True).read(site.url("/feed"), state)
            outcomes.append(one.outcome if isinstance(one, Setback) else one.article.text)
        assert [] == list(reading(site, comes_again=True).read(site.url("/feed"), state))

    assert [*[Outcome.POSTPONED] * (MOST_VISITS - 1), "Iraq refused."] == outcomes


def test_who_comes_only_once_postpones_nothing():
    with running({"/1": answer("later", status="503 Service Unavailable")}) as site:
        site.routes["/feed"] = answer(rss(item("/1")))
        [setback] = reading(site).read(site.url("/feed"))

    assert Outcome.REJECTED == setback.outcome


def test_feeds_of_a_list_are_remembered_one_by_one():
    state = FeedState()
    with running({"/1": answer(page()), "/2": answer(page("Twice"))}) as site:
        outlines = "".join(f'<outline xmlUrl="{site.url(path)}"/>' for path in ("/a", "/b"))
        site.routes |= {
            "/list": answer(f"<opml><body>{outlines}</body></opml>"),
            "/a": answer(rss(item("/1")), ETag='"a"'),
            "/b": answer(rss(item("/2"))),
        }
        first = list(reading(site, comes_again=True).read(site.url("/list"), state))
        state = FeedState.from_json(json.loads(json.dumps(asdict(state))))
        second = list(reading(site, comes_again=True).read(site.url("/list"), state))

        assert ['"a"'] == [headers["if-none-match"] for headers in site.headers if "if-none-match" in headers]
    assert (2, []) == (len(first), second)


def test_a_page_of_a_sitemap_is_asked_for_again_when_it_has_changed():
    state = FeedState()

    def sitemap(changed):
        entries = f"<url><loc>/1</loc><lastmod>{changed}</lastmod></url><url><loc>/2</loc></url>"
        return answer(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>')

    with running({"/1": answer(page()), "/2": answer(page("Twice"))}) as site:
        seen = []
        for changed in ("2026-11-01", "2026-11-01", "2026-11-02"):
            site.routes["/map"] = sitemap(changed)
            seen.append([one.article.url for one in reading(site).read(site.url("/map"), state)])

        assert [[site.url("/1"), site.url("/2")], [], [site.url("/1")]] == seen


def test_a_feed_that_came_in_part_is_asked_for_as_a_whole_again():
    state = FeedState()
    with running({"/1": answer(page())}) as site:
        whole = answer(rss(item("/1"), item("/2")), ETag='"1"')
        site.routes["/feed"] = whole[: whole.rindex(b"<item>")]
        outcomes = [one.outcome for one in reading(site).read(site.url("/feed"), state) if isinstance(one, Setback)]

    assert ([Outcome.TRUNCATED], None) == (outcomes, state.etag)


@pytest.mark.parametrize(
    "body", ["noise", "<html><p>Not found</p></html>", "<rss><item><item></rss>", "", '{"items": [', "<rss>&x;</rss>"]
)
def test_a_feed_that_cannot_be_read_is_reported_and_left_alone_for_longer(tmp_path, body):
    setbacks = tmp_path / "setbacks.jsonl"
    with running() as site:
        site.routes["/feed"] = answer(body, kind="application/json" if body.startswith("{") else "application/rss+xml")
        command = ["watch", site.url("/feed"), "--store", str(tmp_path / "x.duckdb"), "--allow-private", site.name]
        done = CliRunner().invoke(main, [*command, "--delay", "0", "--rounds", "1", "--setbacks", str(setbacks)])
    [noted] = map(json.loads, setbacks.read_text().splitlines())

    assert "; again in 30 min" in done.stderr
    assert (site.url("/feed"), "postponed") == (noted["where"], noted["outcome"])


@contextmanager
def held_elsewhere(store):
    writer = Path(__file__).parents[1] / "store" / "writer.py"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(("src", "tests"))}
    command = [sys.executable, str(writer), str(store), "hold"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert "ready" == process.stdout.readline().strip()
        yield
        process.kill()


def test_an_article_that_cannot_be_coded_is_a_setback_and_not_asked_for_again(tmp_path, monkeypatch):
    def too_slow(given, **options):
        return (Failure(one.id, "timeout", "took longer than 9 s", one) for one in given)

    monkeypatch.setattr(watching, "code_articles", too_slow)
    store, setbacks = tmp_path / "desk.duckdb", tmp_path / "setbacks.jsonl"
    with running({"/1": answer(page())}) as site:
        site.routes["/feed"] = answer(rss(item("/1")))
        command = ["watch", site.url("/feed"), "--store", str(store), "--allow-private", site.name, "--delay", "0"]
        CliRunner().invoke(main, [*command, "--every", "0.001", "--rounds", "2", "--setbacks", str(setbacks)])
    [told] = [json.loads(line) for line in setbacks.read_text("utf-8").splitlines()]

    assert (site.url("/1"), "code", "quarantined", "timeout") == tuple(
        told[x] for x in ("where", "stage", "outcome", "kind")
    )


def test_a_watch_that_finds_the_store_held_comes_back_with_the_same_articles(tmp_path, monkeypatch):
    monkeypatch.setattr(watching, "SECONDS_TO_WAIT", 0.0)
    store = tmp_path / "desk.duckdb"
    with running({"/1": answer(page())}) as site:
        site.routes["/feed"] = answer(rss(item("/1")), ETag='"1"')
        command = ["watch", site.url("/feed"), "--store", str(store), "--allow-private", site.name, "--delay", "0"]
        with held_elsewhere(store):
            first = CliRunner().invoke(main, [*command, "--every", "0.001", "--rounds", "1"])
        second = CliRunner().invoke(main, [*command, "--every", "0.001", "--rounds", "2"])

    assert "is in use by" in first.stderr
    assert "1 given: 1 accepted" in second.stderr


@pytest.mark.skipif(os.name != "posix", reason="no such signals there")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_that_is_stopped_says_so_and_ends_well(tmp_path, how):
    program = "from dragoman.cli import main; main()"
    with running({"/feed": answer(rss())}) as site:
        command = ["watch", site.url("/feed"), "--store", str(tmp_path / "x.duckdb"), "--allow-private", site.name]
        with subprocess.Popen(
            [sys.executable, "-c", program, *command],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": "src"},
        ) as watch:
            visited = watch.stderr.readline()
            watch.send_signal(how)
            said = watch.communicate(timeout=60)[1]

    assert "0 given" in visited
    assert (0, "dragoman: stopped; what was coded is in the store\n") == (watch.returncode, said)


def test_a_setback_says_where_it_is_and_why():
    setback = Setback("a.warc.gz", "warc", Outcome.REJECTED, "cut", "the file ends in the middle of a record", 1200)

    assert "a.warc.gz, at 1,200: rejected at warc: the file ends in the middle of a record" == str(setback)
