"""What a report on a period has to read, chosen in the derived tables: a million events are not read for one page.

Keys of stories are ranked as the report ranks stories (`report.brief`): by distance from zero, completeness and the number of
articles. Only the articles of the first ones are read, and of each only some; how many there are is counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# Of a story that a thousand papers print, so many articles are read for its line.
ARTICLES_OF_A_STORY = 6

_RANKED = """
SELECT key, count(*) AS told FROM {facts}
WHERE {condition}
GROUP BY key {having} ORDER BY log2(1 + told) * max(weight) DESC, key LIMIT ?
"""
_WITHIN = "happened AND (day IS NULL OR ((?::DATE IS NULL OR last_day >= ?) AND (?::DATE IS NULL OR day <= ?)))"
# An article seldom tells a story twice, so that the ranking may count tellings; what is shown is counted by article.
_CHOSEN = """
SELECT article, event, key FROM (SELECT key, article, event, weight FROM {facts} WHERE key IN (SELECT unnest(?)))
QUALIFY row_number() OVER (PARTITION BY key ORDER BY weight DESC, article) <= ?
"""
_AHEAD = """
SELECT article FROM {claims} WHERE stance IN ('predicted', 'promised', 'threatened') AND resolvable
ORDER BY article, number LIMIT ?
"""

Rows = Callable[[str, list[Any]], Sequence[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Notable:
    """Totals of a period, the ids of the articles to be read, and the number of reports of the events that were chosen.

    `reports` has it by article and event.
    """

    articles: int
    publishers: int
    events: int
    claims: int
    to_read: tuple[str, ...]
    reports: dict[tuple[str, str], int]


def notable(rows: Rows, *, since: date | None, until: date | None, most: int) -> Notable:
    """The notable articles of a period, for `most` main events, as many disputes and as many predictions."""
    facts, claims, where, values = "facts", "claims", "true", []
    if since is not None or until is not None:
        asked = [("published >= ?", since), ("published < CAST(? AS DATE) + 1", until)]
        where = " AND ".join(clause for clause, day in asked if day is not None)
        values = [day for _, day in asked if day is not None]
        rows(f"CREATE OR REPLACE TEMP TABLE wanted AS SELECT id FROM articles WHERE {where}", values)
        facts, claims = (f"(FROM {table} SEMI JOIN wanted ON wanted.id = article)" for table in (facts, claims))
    [(articles, publishers)] = rows(f"SELECT count(*), count(DISTINCT publisher) FROM articles WHERE {where}", values)
    [(events,)] = rows(f"SELECT count(DISTINCT key) FROM {facts}", [])
    [(said,)] = rows(f"SELECT count(*) FROM {claims}", [])
    main = rows(_RANKED.format(facts=facts, condition=_WITHIN, having=""), [since, since, until, until, most])
    both_ways = "HAVING bool_or(affirmed) AND bool_or(denied)"
    disputed = rows(_RANKED.format(facts=facts, condition="affirmed OR denied", having=both_ways), [most])
    keys = list({key for key, _ in (*main, *disputed)})
    reports = f"SELECT key, count(DISTINCT article) FROM {facts} WHERE key IN (SELECT unnest(?)) GROUP BY key"
    counted = {key: int(count) for key, count in rows(reports, [keys])}
    chosen = rows(_CHOSEN.format(facts=facts), [keys, ARTICLES_OF_A_STORY])
    ahead = rows(_AHEAD.format(claims=claims), [most])
    return Notable(
        int(articles),
        int(publishers),
        int(events),
        int(said),
        tuple(sorted({article for article, *_ in (*chosen, *ahead)})),
        {(article, event): counted[key] for article, event, key in chosen},
    )
