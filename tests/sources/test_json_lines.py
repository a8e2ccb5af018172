"""A line that is JSON is read, one that is none is told with its place and reason, and the next one is read."""

from __future__ import annotations

import pytest
from bench.hostile import GOOD_LINE

from dragoman.records import Article, Failure
from dragoman.sources import read

# Each is the value of a field that nobody knows.
RIGHT = (
    "[]", "[ ]", "{}", "[[]   ]", '[""]', '["a"]', "[false]", "[1, null]", "null", "true", "0", "-0", "0e+1", "0e1", "1E22",
    "1E-2", "1e2", "-1", "-123", "123.456789",
    "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001", "20e1", "0.4e00669999", "1e400",
    "123456789012345678901234567890", '"\\u0060\\u012a\\u12AB"', '"\\uD801\\udc37"', '"\\ud83d\\ude39"',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\\\u0000"', '"\\u0000"', '"\\"\\""', '"a/*b*/c/*d//e"', '"\\\\a"', '"\\\\n"',
    '"\\u0012"', '"\\uFFFF"', '"asd "', '"\U0010ffff"', '"new\\u00A0line"', '"\\u2029 \\u2028"', '"\u2028"',
    '"\u20ac\U0001d11e"', '"\x7f"', '"\\ud800"', '"\\uDC00\\uD800"', '"\\uFDD0"', '{"a":{"b":{}}}', '{"a":1,"a":2}',
    '{"":0}', '{"\\u0000":1}', '{"a":[]}', '{ "min": -1.0e+28, "max": 1.0e+28 }', "[1\n]".replace("\n", " "),
    "[" * 400 + "]" * 400,
)  # fmt: skip
# Each stands in such a place, and is no JSON.
WRONG = (
    "", "nul", "tru", "fals", "NULL", "True", "undefined", "NaN", "-NaN", "Infinity", "-Infinity", "+1", "++1", "--1", "-",
    "- 1", "-a", "01", "-01", "-012", "1.", ".1", "-.1", "1.e1", "1e", "1e+", "1E", "0e", "0E+", "0x1", "0x", "1eE2", "1.0e",
    "1.0e-", "1 000", "1_000", "1a", "-1x", "9.e+", "2.e3", ".2e-3", "\uff11", "1,", "[", "]", "[1", "[1,", "[,1]", "[1,,2]",
    "[1,]", "[,]", "[1 2]", "[1:2]", '["a" 1]', '["a",\n', "[1}", "[a]", "['a']", "[\\n]", "[*]", "[-]", "[1e]", "[tru]",
    "[()]", '[""],', "[][]", "[]]", "[<.>]", "{", "}", "{a:1}", "{'a':1}", '{"a"}', '{"a":}', '{"a" 1}', '{"a",1}',
    '{"a":1,}', '{"a":1,,"b":2}', '{,"a":1}', '{:1}', "{1:1}", "{null:null}", '{"a":"a" 1}', '{"a":"b"}/**/', '{"a":"b"}#',
    '{"a":"b"}//', '{"a":/*c*/"b"}', '{"a":"a', '{"a":"b"}}', '{"x", null}', '{"id":0,,,}', '"', "'a'", '"a', '"\t"',
    '"\x00"', '"\x1f"', '"\\x00"', '"\\a"', '"\\u00A"', '"\\uD83\\uDC"', '"\\u"', '"\\uqqqq"', '"\\"', '"\\\\\\"', '"\\0"',
    '"\\\t"', '"\\😀"', "“a”", "a", "*", "!", "<null>", "\u2060", "\u00a0", "\f", "[" * 60_000, '{"":' * 60_000, "1" * 6_000,
    '"a"b', "[]a", "{}{}",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What becomes of each of these lines, with a good one after it."""
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    written = (f'{{"text": "Iraq refused.", "x": {one}}}'.replace("\n", " ") for one in (*RIGHT, *WRONG))
    lines = [one.encode("utf-8", "surrogatepass") for one in written]
    path.write_bytes(b"".join(line + b"\n" + GOOD_LINE for line in lines))
    return list(read(path))


def test_whatever_stands_on_a_line_the_next_one_is_read(told):
    assert 2 * len(RIGHT + WRONG) == len(told)
    assert {"good"} == {one.id for one in told[1::2]}


@pytest.mark.parametrize("number", range(len(RIGHT)))
def test_what_is_json_is_read(number, told):
    assert isinstance(told[2 * number], Article), RIGHT[number]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_what_is_no_json_is_told_with_its_line_and_why(number, told):
    failure = told[2 * (len(RIGHT) + number)]

    assert isinstance(failure, Failure), WRONG[number][:80]
    assert failure.message.startswith(f"a.jsonl, line {2 * (len(RIGHT) + number) + 1}: ")
    assert len(failure.message) < 300


def test_what_is_json_and_no_article_is_told(tmp_path):
    lines = [
        "[]",
        "1",
        "null",
        '"a"',
        "{}",
        '{"text": 1}',
        '{"text": null}',
        '{"text": ["a"]}',
        '{"title": 1, "text": "a"}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")

    assert len(lines) == sum(isinstance(one, Failure) and bool(one.message) for one in read(tmp_path / "a.jsonl"))
