"""News from the web: feeds, lists of feeds, sitemaps and pages to articles, each with where its dates came from."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from dragoman.engines.watched import Crashed, TookTooLong
from dragoman.errors import FetchError, FetchFailed, MalformedArticle, SourceError
from dragoman.fetching import Page, Visitor, is_passing, join_url, parse_url, unpack_gzip
from dragoman.interchange import article_from_json
from dragoman.records import content_id
from dragoman.sources.decoding import in_utf_8
from dragoman.sources.feeds import Feed, FeedItem, read_feed
from dragoman.sources.findings import Found, Outcome, Setback
from dragoman.sources.html import article_of, read_page
from dragoman.sources.listings import Entry, Listing, kind_of, read_listing
from dragoman.sources.stated_dates import is_possible, read_stamp
from dragoman.sources.warc import checked_dates

Pages = Literal["auto", "always", "never"]

# A feed that gives so much of an article gives all of it.
FULL_CHARACTERS = 600
# At so many visits a page is asked for; after them the feed's own text is taken, if it gives any.
MOST_VISITS = 4
# Sitemaps of sitemaps of sitemaps are made by mistake.
MOST_DEPTH = 3
MOST_BYTES = 20 * 2**20


@dataclass(slots=True)
class FeedState:
    """What is known of a feed from the last visit, so that only what is new is asked for.

    `seen` holds a mark for each item that was taken, of the text the feed gave for it too: a changed item is new. `tries`
    counts, for pages that could not be had, at how many visits; `feeds` is what is known of each feed of a list.
    """

    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    next_visit: str | None = None
    seen: list[str] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)
    feeds: dict[str, FeedState] = field(default_factory=dict)

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> FeedState:
        """The state that was written as JSON."""
        feeds = {where: cls.from_json(state) for where, state in known.get("feeds", {}).items()}
        return cls(**{**known, "feeds": feeds})

    def may_postpone(self, url: str, mark: str) -> bool:
        """Whether a page that cannot be had now is left for the next visit; the feed is then read again in any case."""
        tried = self.tries.get(url, 0) + 1
        if tried >= MOST_VISITS:
            return False
        self.tries[url] = tried
        self.seen = [one for one in self.seen if one != mark]
        self.etag = self.modified = None
        return True


@dataclass(slots=True)
class _Job:
    """A page that is to be fetched, with what its feed or sitemap says about it."""

    url: str
    came_from: str | None
    item: FeedItem | None = None
    feed_title: str | None = None
    fetched: datetime | None = None
    mark: str = ""
    state: FeedState = field(default_factory=FeedState)


@dataclass(slots=True)
class Reading:
    """One run over the web. Whatever is found comes out as `Found` or, with the reason, as `Setback`.

    `pages` tells whether the page of a feed's item is fetched: always, never, or where the feed does not give the whole
    text. `since` passes over what its feed or sitemap says is older. `comes_again` tells that there will be another run
    with the same states: what cannot be had for now is left for it.
    """

    visitor: Visitor
    pages: Pages = "auto"
    since: datetime | None = None
    comes_again: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    skipped: int = 0
    _queues: dict[str, deque[_Job]] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def read(self, where: str, state: FeedState | None = None) -> Iterator[Found | Setback]:
        """The articles that an address or a file leads to: a feed, a list of feeds, a sitemap, or one page."""
        yield from self._open(where, None, state if state is not None else FeedState(), 0)
        yield from self._drain()

    def _open(self, where: str, came_from: str | None, state: FeedState, depth: int) -> Iterator[Found | Setback]:
        try:
            page = self._get(where, came_from, state)
            if page.is_unchanged:
                return
            body = page.body
            if body.startswith(b"\x1f\x8b\x08"):
                body, is_whole = unpack_gzip(body, MOST_BYTES)
                page = replace(page, is_cut=page.is_cut or not is_whole)
            yield from self._look(replace(page, body=body), where, state, depth)
        except FetchFailed:
            if depth == 0:
                raise
            yield Setback(where, "fetch", Outcome.REJECTED, "failed", "the site could not be reached or refused")
        except FetchError as problem:
            yield Setback(where, "fetch", Outcome.REJECTED, problem.kind, str(problem))
        except (TookTooLong, Crashed) as problem:
            yield Setback(where, "feed", Outcome.QUARANTINED, problem.kind, f"reading it {problem}")
        except MalformedArticle as problem:
            yield Setback(where, "feed", Outcome.REJECTED, problem.kind, str(problem))

    def _get(self, where: str, came_from: str | None, state: FeedState) -> Page:
        if "://" in where or came_from is not None:
            return self.visitor.get(where, etag=state.etag, modified=state.modified, came_from=came_from)
        try:
            if Path(where).stat().st_size > MOST_BYTES:
                raise SourceError(f"{where} is larger than {MOST_BYTES // 2**20} MB: no feed and no list of feeds")
            return Page(where, 200, {}, Path(where).read_bytes(), self.clock())
        except OSError as problem:
            raise SourceError(
                f"{where}: {problem.strerror}; expected a web address (https://...) or the file of a feed, OPML or sitemap"
            ) from None

    def _look(self, page: Page, where: str, state: FeedState, depth: int) -> Iterator[Found | Setback]:
        kind = kind_of(page.body, page.content_type)
        base = page.url if "://" in page.url else None
        if kind == "page":
            yield self._article(_Job(where, None, fetched=page.fetched), page)
        elif kind == "feed":
            yield from self._feed(read_feed(page.body, where), page, base, state)
        else:
            yield from self._listing(kind, page, where, base, state, depth)

    def _listing(
        self, kind: str, page: Page, where: str, base: str | None, state: FeedState, depth: int
    ) -> Iterator[Found | Setback]:
        listing = read_listing(page.body)
        if listing.left_out or listing.problem or page.is_cut:
            reason = listing.problem or f"{listing.left_out:,} addresses beyond the most that are read" * bool(
                listing.left_out
            )
            yield Setback(where, "listing", Outcome.TRUNCATED, "cut", reason or "the file is cut")
        if kind == "sitemap":
            self._sitemap(listing, base, state)
            return
        addresses = [self._joined(base, entry.address) for entry in listing.entries]
        state.feeds = {address: state.feeds.get(address, FeedState()) for address in addresses}
        for address in addresses:
            if depth >= MOST_DEPTH:
                yield Setback(address, "listing", Outcome.REJECTED, "nesting", "lists of lists of lists")
            else:
                yield from self._open(address, base, state.feeds[address], depth + 1)

    def _sitemap(self, listing: Listing, base: str | None, state: FeedState) -> None:
        known, marks = set(state.seen), []
        for entry in listing.entries:
            mark = content_id("item", entry.address, entry.published, entry.changed)
            marks.append(mark)
            if mark in known or self._is_old(read_stamp(entry.published or entry.changed)):
                self.skipped += mark in known
                continue
            url, publisher = self._joined(base, entry.address), entry.publisher or None
            self._queue(_Job(url, base, _item_of(entry), publisher, mark=mark, state=state))
        state.seen = marks
        self._queue_postponed(base, None, state)

    def _queue_postponed(self, base: str | None, feed_title: str | None, state: FeedState) -> None:
        """Pages that an earlier visit left for this one, though nothing lists them any more."""
        for url in list(state.tries) if self.comes_again else ():
            if url not in self._known:
                self._queue(_Job(url, base, None, feed_title, state=state))

    def _feed(self, feed: Feed, page: Page, base: str | None, state: FeedState) -> Iterator[Found | Setback]:
        if feed.left_out or page.is_cut:
            reason = f"{feed.left_out:,} items beyond the most that are read" if feed.left_out else "the feed is cut"
            yield Setback(page.url, "feed", Outcome.TRUNCATED, "cut", reason)
        known, marks = set(state.seen), []
        for item in feed.items:
            mark = content_id("item", item.id, item.link, item.title, item.text)
            marks.append(mark)
            if mark in known or self._is_old(item.published or item.updated):
                self.skipped += 1
                continue
            known.add(mark)
            link = self._joined(base, item.link) if item.link else None
            job = _Job(link or page.url, base, item, feed.title, page.fetched, mark, state)
            wants_page = self.pages == "always" or (
                self.pages == "auto" and not (item.is_full and len(item.text) >= FULL_CHARACTERS)
            )
            if link and wants_page:
                self._queue(job)
            else:
                yield self._from_feed(job, None)
        if not page.is_cut:  # else what is missing would never be asked for
            state.etag, state.modified = page.headers.get("etag"), page.headers.get("last-modified")
        state.seen = marks
        self._queue_postponed(base, feed.title, state)

    def _queue(self, job: _Job) -> None:
        if job.url in self._known:
            self.skipped += 1
            return
        self._known.add(job.url)
        try:
            host = parse_url(job.url).host
        except FetchError:
            host = ""
        self._queues.setdefault(host, deque()).append(job)

    def _drain(self) -> Iterator[Found | Setback]:
        """The pages in the queues, from whichever host may be asked soonest."""
        while self._queues:
            host = min(self._queues, key=self.visitor.pace.left)
            queue = self._queues[host]
            job = queue.popleft()
            if not queue:
                del self._queues[host]
            yield self._visit(job)

    def _visit(self, job: _Job) -> Found | Setback:
        try:
            page = self.visitor.get(job.url, came_from=job.came_from)
        except FetchError as problem:
            if self.comes_again and is_passing(problem) and job.state.may_postpone(job.url, job.mark):
                reason = f"{problem}; tried again at the next visit"
                return Setback(job.url, "fetch", Outcome.POSTPONED, problem.kind, reason)
            job.state.tries.pop(job.url, None)
            setback = Setback(job.url, "fetch", Outcome.REJECTED, problem.kind, str(problem))
            return self._from_feed(job, setback)
        job.state.tries.pop(job.url, None)
        return self._article(job, page)

    def _article(self, job: _Job, page: Page) -> Found | Setback:
        try:
            fields = read_page(in_utf_8(page.body, page.headers.get("content-type", "")))
        except (TookTooLong, Crashed) as problem:
            setback = Setback(page.url, "page", Outcome.QUARANTINED, problem.kind, f"reading the page {problem}")
            return self._from_feed(job, setback)
        except MalformedArticle as problem:
            return self._from_feed(job, Setback(page.url, "page", Outcome.REJECTED, problem.kind, str(problem)))
        facts, updated, dates_from = checked_dates(fields, page.fetched)
        item = job.item
        if item is not None:
            facts, updated = _with_feed(facts, updated, dates_from, item, page.fetched)
        publisher = (item and item.source) or facts.get("publisher") or job.feed_title
        url = page.url if "://" in page.url else facts.get("url")
        title = facts.get("title") or (item and item.title)
        article = article_of({**facts, "publisher": publisher, "url": url, "title": title or None})
        cut = Setback(page.url, "fetch", Outcome.TRUNCATED, "cut", "the site sent only a part of the page")
        return Found(article, updated, page.fetched, dates_from, job.feed_title, "page", cut if page.is_cut else None)

    def _from_feed(self, job: _Job, setback: Setback | None) -> Found | Setback:
        """The article as far as the feed gives it: all of it, or what there is when the page cannot be had."""
        item = job.item
        if item is None or not item.text:
            missing = Setback(job.url, "item", Outcome.REJECTED, "malformed", "the feed gives no text for it")
            return setback or missing
        dates_from: dict[str, str] = {}
        facts, updated = _with_feed({}, None, dates_from, item, job.fetched)
        fields = {"title": item.title, "url": job.url, "publisher": item.source or job.feed_title}
        article = article_from_json({**facts, **fields, "text": item.text, "language": item.language})
        part = None
        if setback is not None:
            part = replace(setback, outcome=Outcome.TRUNCATED, reason=f"{setback.reason}; the feed's text is used")
        return Found(article, updated, job.fetched, dates_from, job.feed_title, "feed", part)

    def _is_old(self, stamp: datetime | None) -> bool:
        return self.since is not None and stamp is not None and stamp < self.since

    def _joined(self, base: str | None, link: str) -> str:
        try:
            return join_url(parse_url(base), link) if base is not None else link
        except FetchError:
            return link


def _with_feed(
    facts: dict[str, str | None],
    updated: datetime | None,
    dates_from: dict[str, str],
    item: FeedItem,
    fetched: datetime | None,
) -> tuple[dict[str, str | None], datetime | None]:
    """The facts with the feed's dates where the page states none; a date from after the fetch is none."""

    def possible(stamp: datetime | None) -> datetime | None:
        return stamp if stamp is not None and (fetched is None or is_possible(stamp, fetched)) else None

    published, changed = possible(item.published), possible(item.updated)
    if facts.get("published") is None and (published or changed):
        dates_from["published"] = (
            "feed: published" if published else "feed: updated, as no date of publication is given"
        )
        facts = {**facts, "published": str((published or changed or datetime.min).isoformat())}
    if updated is None and changed is not None:
        dates_from["updated"] = "feed: updated"
        updated = changed
    return facts, updated


def _item_of(entry: Entry) -> FeedItem:
    return FeedItem(
        id=entry.address,
        link=entry.address,
        title=entry.title or None,
        text="",
        is_full=False,
        published=read_stamp(entry.published) if entry.published else None,
        updated=read_stamp(entry.changed) if entry.changed else None,
        source=None,
        language=None,
    )
