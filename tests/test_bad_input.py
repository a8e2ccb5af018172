"""Whatever comes in, the run goes on: an error record or a plain result for each, no crash, no hang beyond 10 s."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import jsonschema
import pytest

from dragoman.cli.coding import code_articles
from dragoman.interchange import article_from_json, dumps, schema, to_json
from dragoman.records import Article, Coded, Failure

LONGEST_SECONDS = 10.0

GOOD = "Iraq denied on Tuesday that Russian jets had struck targets near Mosul."

ODD: dict[str, dict[str, str]] = {
    "an empty article": {"text": ""},
    "blanks only": {"text": " \n\t\u00a0\u2003\n"},
    "a title only": {"text": "", "title": GOOD},
    "an empty title": {"text": GOOD, "title": ""},
    "no date": {"text": GOOD},
    "a date in the future": {"text": GOOD, "published": "2999-12-31"},
    "the first year": {"text": GOOD, "published": "0001-01-01"},
    "the last year": {"text": "It will end next week, officials said on Friday.", "published": "9999-12-31"},
    "10 MB of one line": {"text": GOOD[:-1] * 140_000},
    "10 MB without a blank": {"text": "x" * 10_000_000},
    "a sentence of a million tokens": {"text": "Iraq and " * 500_000},
    "a sentence of 6,000 tokens": {"text": "Iraq and " * 3_000},
    "a word of 100,000 letters": {"text": "x" * 100_000},
    "50,000 nested brackets": {"text": "(" * 50_000 + GOOD + ")" * 50_000},
    "1,000 nested brackets": {"text": "(" * 1_000 + GOOD + ")" * 1_000},
    "1,000 nested quotations": {"text": "“" * 1_000 + GOOD + "”" * 1_000},
    "full stops": {"text": "." * 4_000},
    "one letter sentences": {"text": "A. " * 1_500},
    "line ends": {"text": "\n" * 100_000 + GOOD},
    "lone surrogates": {"text": "Iraq \ud800 denied \udfff it.", "title": "\ud83d"},
    "control characters": {"text": "Iraq\0 denied\x01\x02\x7f\x85 it.\x1b[31m"},
    "characters that are none": {"text": "Iraq \ufffe\uffff\ufeff denied it."},
    "combining marks": {"text": "I" + "\u0301" * 1_000 + "raq denied it."},
    "text from right to left": {"text": "\u202eIraq denied it.\u202c نفى العراق ذلك."},
    "another language": {"text": "イラクは火曜日、ロシア軍機による空爆を否定した。" * 200},
    "emoji": {"text": "Iraq 🇮🇶 denied 👩‍👩‍👧‍👦 it 😀." * 200},
    "markup": {"text": "<p onclick=x>Iraq denied it.</p>" * 100},
    "a table": {"text": "\t".join("0123456789") * 300},
    "a number": {"text": "9" * 5_000 + " soldiers attacked Iraq."},
    "who said that who said": {"text": "Iraq said that Iran said that " * 300 + "it rained."},
    "a list of a thousand states": {"text": "Iraq, Iran, Syria, " * 300 + "and Turkey met."},
}


@pytest.fixture(scope="module")
def results() -> dict[str, tuple[Coded | Failure, float]]:
    """Every odd article between two good ones, coded in one run, with the seconds that each took."""
    names = ["good", *ODD, "good again"]
    found: dict[str, tuple[Coded | Failure, float]] = {}
    last = time.monotonic()
    for name, result in zip(names, code_articles(odd_articles()), strict=True):
        now = time.monotonic()
        found[name] = (result, now - last)
        last = now
    return found


def odd_articles() -> Iterator[Article]:
    yield Article(GOOD, id="first")
    for name, fields in ODD.items():
        yield article_from_json({"id": name, **fields})
    yield Article(GOOD, id="last")


@pytest.mark.parametrize("name", ODD)
def test_odd_input_gets_a_result_or_an_error_in_time(results, name):
    result, seconds = results[name]

    assert seconds < LONGEST_SECONDS
    assert (result.id if isinstance(result, Failure) else result.article.id) == name


@pytest.mark.parametrize("name", ODD)
def test_the_record_of_odd_input_satisfies_the_schema(results, name):
    line = dumps(to_json(results[name][0])).encode("utf-8")

    jsonschema.Draft202012Validator(schema()).validate(json.loads(line))


@pytest.mark.parametrize("name", ODD)
def test_every_span_of_odd_input_lies_in_its_article(results, name):
    result = results[name][0]
    if isinstance(result, Failure):
        return
    length = {True: len(result.article.title or ""), False: len(result.article.text)}
    spans = [*result.sentences, *(mention.span for mention in result.mentions), *(date.span for date in result.dates)]
    spans += [event.trigger for event in result.events] + [claim.content for claim in result.claims]

    assert [] == [span for span in spans if not 0 <= span.start <= span.end <= length[span.in_title]]


def test_only_what_is_too_long_is_refused(results):
    refused = {name: result.kind for name, (result, _) in results.items() if isinstance(result, Failure)}

    too_long = (
        "10 MB of one line",
        "10 MB without a blank",
        "a sentence of a million tokens",
        "50,000 nested brackets",
    )
    assert dict.fromkeys(too_long, "too_large") == refused


def test_the_articles_around_odd_input_are_coded_alike(results):
    first, last = results["good"][0], results["good again"][0]

    assert isinstance(first, Coded)
    assert isinstance(last, Coded)
    assert first.events
    assert [event.type for event in first.events] == [event.type for event in last.events]


def test_what_is_odd_is_noted(results):
    notes = {name: result.notes for name, (result, _) in results.items() if isinstance(result, Coded)}

    assert "no text" in notes["an empty article"]
    assert any(note.startswith("no publication date") for note in notes["no date"])
    assert "published in the future" in notes["a date in the future"]
