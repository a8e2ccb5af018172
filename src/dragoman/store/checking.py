"""Whether a store holds together: every block read, every row where it belongs, the ledger equal to the rows."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.errors import StoreError
from dragoman.store.store import OF_AN_ARTICLE, Store

_TABLES = ("articles", "failures", "quarantine", "runs", "batches", "past_codings", "judgements", *OF_AN_ARTICLE)

# What must not be there: the question that finds it, and what it is called.
_FAULTS = (
    ("SELECT count(*) - count(DISTINCT id) FROM articles", "articles are there twice"),
    ("SELECT count(*) FROM articles WHERE run <> '' AND run NOT IN (SELECT id FROM runs)", "articles are of no run"),
    (
        "SELECT count(*) FROM claims c WHERE c.event IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM events e WHERE e.article = c.article AND e.id = c.event)",
        "claims are about an event that is not there",
    ),
    (
        "SELECT abs((SELECT count(*) FROM events) - (SELECT count(*) FROM facts))",
        "events have no derived row, or the other way round",
    ),
    (
        "SELECT abs((SELECT count(*) FROM articles) - (SELECT coalesce(sum(new), 0) FROM batches))",
        "articles more or less than the ledger says",
    ),
    (
        "SELECT abs((SELECT count(*) FROM failures) - (SELECT coalesce(sum(failed), 0) FROM batches))",
        "failures more or less than the ledger says",
    ),
    (
        "SELECT abs((SELECT count(*) FROM past_codings) - (SELECT coalesce(sum(again), 0) FROM batches))",
        "replaced codings more or less than the ledger says",
    ),
)


def check(store: Store) -> list[str]:
    """What is wrong with a store, a line each; empty if nothing is.

    Every column of every table is read, so that a block that does not fit its checksum is found.
    """
    unreadable = list(_unreadable(store))
    return unreadable or list(_inconsistent(store))


def content_hash(store: Store) -> str:
    """A hash over all articles, events and claims, whatever the order in which they came: equal hash, equal content."""
    sums = []
    for table in ("articles", *OF_AN_ARTICLE):
        left_out = "EXCLUDE (run, coder)" if table == "articles" else ""
        [(value,)] = store._rows(f"SELECT bit_xor(hash(t)) FROM (SELECT * {left_out} FROM {table}) t")
        sums.append(f"{int(value or 0):016x}")
    return "-".join(sums)


def _unreadable(store: Store) -> Iterator[str]:
    for table in _TABLES:
        try:
            store._rows(f"SELECT bit_xor(hash(t)) FROM {table} t")
        except StoreError as problem:
            yield f"{table} cannot be read: {problem}"


def _inconsistent(store: Store) -> Iterator[str]:
    for table in OF_AN_ARTICLE:
        lost = f"SELECT count(*) FROM {table} WHERE article NOT IN (SELECT id FROM articles)"
        yield from _fault(store, lost, f"rows of {table} belong to no article")
    for sql, what in _FAULTS:
        yield from _fault(store, sql, what)


def _fault(store: Store, sql: str, what: str) -> Iterator[str]:
    [(count,)] = store._rows(sql)
    if count:
        yield f"{int(count):,} {what}"
