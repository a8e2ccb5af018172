"""An article comes in with every field checked."""

from datetime import UTC, date, datetime

import pytest

from dragoman.errors import MalformedArticle
from dragoman.interchange import article_from_json, notes_on, parse_published
from dragoman.records import Article


def test_only_the_text_is_needed():
    assert Article(text="Iraq refused.") == article_from_json({"text": "Iraq refused."})


def test_null_is_the_same_as_absent():
    fields = dict.fromkeys(("id", "title", "published", "publisher", "url", "language"))

    assert Article(text="x") == article_from_json({"text": "x", **fields})


def test_unknown_fields_are_ignored():
    assert Article(text="x") == article_from_json({"text": "x", "body": "y"})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2015-10-29", datetime(2015, 10, 29, tzinfo=UTC)),
        ("2015-10-29T08:30:00Z", datetime(2015, 10, 29, 8, 30, tzinfo=UTC)),
        ("2015-10-29 08:30", datetime(2015, 10, 29, 8, 30, tzinfo=UTC)),
        ("2015-10-29T01:00:00+03:00", datetime(2015, 10, 28, 22, tzinfo=UTC)),
        ("20151029", datetime(2015, 10, 29, tzinfo=UTC)),
        (None, None),
    ],
)
def test_dates_become_aware_times_in_utc(written, expected):
    assert expected == parse_published(written)


@pytest.mark.parametrize(
    "written", ["", "yesterday", "2015-02-30", "9999-12-31T23:59:59-10:00", "29/10/2015", 20151029, ["x"]]
)
def test_a_broken_date_is_refused_with_an_example(written):
    with pytest.raises(MalformedArticle, match="2015-10-29"):
        parse_published(written)


def test_an_article_with_a_broken_date_is_coded_as_undated_with_a_note():
    article = article_from_json({"text": "x", "published": "29/10/2015"})

    assert article.published is None
    assert "`published` must be an ISO 8601 date" in article.notes[0]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ([], "expected a JSON object"),
        (None, "found null"),
        ("text", "found a string"),
        ({}, "no `text`"),
        ({"body": "x"}, "fields found: body"),
        ({"text": None}, "`text` must be a string, found null"),
        ({"text": 3}, "found a number"),
        ({"text": "x", "id": 7}, "`id` must be a string or null, found a number"),
        ({"text": "x", "title": ["y"]}, "`title` must be a string or null, found a list"),
        ({"text": "x", "url": {}}, "found an object"),
        ({"text": "x", "publisher": True}, "found a boolean"),
        ({"text": "x", "published": 20151029}, "`published` must be a string"),
    ],
)
def test_what_is_not_an_article_is_refused_in_words(record, message):
    with pytest.raises(MalformedArticle, match=message):
        article_from_json(record)


def test_what_is_odd_about_an_article_is_noted():
    today = date(2015, 10, 29)

    assert () == notes_on(article_from_json({"text": "x", "published": "2015-10-29T23:00:00Z"}), today)
    assert ("published in the future",) == notes_on(article_from_json({"text": "x", "published": "2015-10-30"}), today)
    assert ("no publication date: relative dates stay unresolved", "no text") == notes_on(Article(" "), today)
