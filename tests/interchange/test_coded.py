"""Records and the JSON of the contract say the same."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import factory
from dragoman.errors import MalformedArticle
from dragoman.interchange import article_from_json, dumps, from_json, schema, to_json
from dragoman.records import Article, Coded, Failure, Span


def valid(record: object, kind: str = "output") -> object:
    jsonschema.Draft202012Validator(schema(kind)).validate(record)
    return record


def test_a_coded_article_written_and_read_again_is_the_same():
    coded = factory.full()

    assert coded == from_json(json.loads(dumps(to_json(coded, with_text=True))))


def test_the_text_may_come_from_elsewhere():
    coded = factory.full()

    assert coded == from_json(to_json(coded), text=coded.article.text)


def test_a_failure_written_and_read_again_is_the_same():
    failure = Failure("a1", "malformed", "no `text`")

    assert failure == from_json(to_json(failure))


def test_every_span_carries_the_characters_that_it_names():
    record = to_json(factory.full())

    [event] = record["events"]
    assert "struck" == event["trigger"]["text"]
    assert "Baghdad" == event["recipients"][0]["text"]
    assert "title" == event["recipients"][0]["in"]
    assert "in" not in event["trigger"]


def test_a_publisher_needs_no_span():
    publisher = to_json(factory.full())["claims"][0]["sources"][0]

    assert "publisher" == publisher["kind"]
    assert "start" not in publisher


def test_times_are_written_in_utc_with_a_z():
    assert "2015-10-29T00:00:00Z" == to_json(factory.full())["published"]


@pytest.mark.parametrize(
    "coded",
    [factory.full(), factory.coded(), Coded(Article("")), Failure(None, "malformed", "broken"), Failure("x", "y", "z")],
)
def test_what_is_written_satisfies_the_schema(coded):
    assert valid(to_json(coded))
    assert isinstance(coded, Failure) or valid(to_json(coded, with_text=True))


def test_the_schema_itself_is_a_valid_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("events", 0, "type"), "ATTACK"),
        (("events", 0, "actors", 0, "code"), "Russia"),
        (("events", 0, "quad_class"), 5),
        (("events", 0, "trigger", "text"), None),
        (("claims", 0, "stance"), "believed"),
        (("claims", 0, "sources", 0, "kind"), "newspaper"),
        (("dates", 0, "first"), "yesterday"),
        (("published",), "Thursday"),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_know(place, wrong):
    record = to_json(factory.full())
    inner = record
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = wrong

    assert not jsonschema.Draft202012Validator(schema()).is_valid(record)


def test_the_schema_lets_fields_be_added():
    record = to_json(factory.full())
    record["events"][0]["colour"] = "red"

    assert valid(record)


@given(st.text())
def test_a_line_is_one_line_of_utf8_whatever_the_text(text):
    line = dumps(to_json(Coded(Article(text, title=text, id="a"), (Span(0, len(text)),)), with_text=True))

    assert [line] == line.splitlines()
    assert text == json.loads(line.encode("utf-8"))["text"]


def test_a_lone_surrogate_can_be_written():
    line = dumps(to_json(Coded(Article("odd \ud800 text")), with_text=True))

    assert "odd \ud800 text" == json.loads(line.encode("utf-8"))["text"]


def test_something_else_is_not_taken_for_a_coded_article():
    with pytest.raises(MalformedArticle, match="not a coded article"):
        from_json({"id": "x", "events": 3})


def test_an_article_of_the_contract_satisfies_its_schema():
    record = {"text": "Iraq refused.", "id": "1", "published": "2015-10-29", "publisher": None, "extra": [1]}

    assert valid(record, "article")
    assert article_from_json(record)
