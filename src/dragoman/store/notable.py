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
ARTICLES_OF_A_STORY = 12

_RANKED = """
SELECT key, count(DISTINCT f.article) AS reports, any_value(f.type), any_value(f.day)
FROM facts f SEMI JOIN wanted a ON a.id = f.article
WHERE {condition}
GROUP BY key {having} ORDER BY log2(1 + count(DISTINCT f.article)) * max(weight) DESC, key LIMIT ?
"""
_WITHIN = "happened AND (f.day IS NULL OR ((?::DATE IS NULL OR f.last_day >= ?) AND (?::DATE IS NULL OR f.day <= ?)))"

Rows = Callable[[str, list[Any]], Sequence[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Notable:
    """Totals of a period, the ids of the articles to be read, and how many reports the stories have by their key."""

    articles: int
    publishers: int
    events: int
    claims: int
    to_read: tuple[str, ...]


def notable(rows: Rows, *, since: date | None, until: date | None, most: int) -> Notable:
    """The notable articles of a period, for `most` main events, as many disputes and as many predictions."""
    days = "cast(published AS DATE)"
    asked = [(f"{days} >= ?", since), (f"{days} <= ?", until)]
    where = " AND ".join(["true", *(clause for clause, day in asked if day is not None)])
    rows(
        f"CREATE OR REPLACE TEMP TABLE wanted AS SELECT id, publisher FROM articles WHERE {where}",
        [day for _, day in asked if day is not None],
    )
    [(articles, publishers)] = rows("SELECT count(*), count(DISTINCT publisher) FROM wanted", [])
    [(events,)] = rows("SELECT count(DISTINCT key) FROM facts f SEMI JOIN wanted a ON a.id = f.article", [])
    [(claims,)] = rows("SELECT count(*) FROM claims c SEMI JOIN wanted a ON a.id = c.article", [])
    main = rows(_RANKED.format(condition=_WITHIN, having=""), [since, since, until, until, most])
    disputed = rows(
        _RANKED.format(condition="affirmed OR denied", having="HAVING bool_or(affirmed) AND bool_or(denied)"), [most]
    )
    keys = list(dict.fromkeys(key for key, *_ in (*main, *disputed)))
    some = rows(
        "SELECT article FROM (SELECT f.key, f.article, max(f.weight) AS weight FROM facts f "
        "SEMI JOIN wanted a ON a.id = f.article WHERE f.key IN (SELECT unnest(?)) GROUP BY ALL) "
        "QUALIFY row_number() OVER (PARTITION BY key ORDER BY weight DESC, article) <= ?",
        [keys, ARTICLES_OF_A_STORY],
    )
    ahead = rows(
        "SELECT c.article FROM claims c SEMI JOIN wanted a ON a.id = c.article "
        "WHERE c.stance IN ('predicted', 'promised', 'threatened') AND c.resolvable "
        "ORDER BY c.article, c.number LIMIT ?",
        [most],
    )
    to_read = sorted({article for (article,) in (*some, *ahead)})
    return Notable(int(articles), int(publishers), int(events), int(claims), tuple(to_read))
