"""Texts come out as they were written, in whatever encoding they were saved; what is damaged says so."""

from __future__ import annotations

import json
import logging
import tomllib
from pathlib import Path

import pytest
from bench.hostile import GOOD_LINE, MARKED

from dragoman.records import Article, Failure
from dragoman.sources import read
from dragoman.sources.decoding import decode, decode_page, in_utf_8
from dragoman.sources.text import MAX_BYTES

LANGUAGES = tomllib.loads(Path(__file__).with_name("languages.toml").read_text("utf-8"))
CASES = [(name, encoding) for name, known in LANGUAGES.items() for encoding in known["encodings"]]

# What UTF-8 forbids: parts alone or missing, forms too long, halves of pairs, what lies beyond the last character.
BROKEN = (
    b"\x80", b"\xbf", b"\x80" * 63, b"\xc0 ", b"\xe0 ", b"\xf0 ", b"\xf8 ", b"\xfc ", b"\xfe", b"\xff", b"\xc0", b"\xe0\x80",
    b"\xf0\x80\x80", b"\xdf", b"\xef\xbf", b"\xf7\xbf\xbf", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xc1\xbf",
    b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xc0\x80", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\x80\xed\xb0\x80",
    b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xfe\xfe\xff\xff",
)  # fmt: skip


@pytest.fixture(autouse=True)
def quiet():
    """Warnings about encodings are expected here."""
    logging.getLogger("dragoman").setLevel("ERROR")
    yield
    logging.getLogger("dragoman").setLevel("NOTSET")


def test_texts_of_thirty_languages_come_out_as_they_were():
    wrong = [
        (name, how)
        for name, how in CASES
        if decode(LANGUAGES[name]["text"].encode(how), "a") != LANGUAGES[name]["text"]
    ]

    assert len(CASES) >= 128
    assert [] == wrong


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_files_of_lines_need_no_mark(encoding, tmp_path):
    lines = GOOD_LINE.decode() + json.dumps({"id": "2", "text": MARKED}, ensure_ascii=False) + "\n"
    (tmp_path / "a.jsonl").write_bytes(lines.encode(encoding))
    (tmp_path / "b.txt").write_bytes(MARKED.encode(encoding))

    assert ["good", "2", None] == [one.id if one.id in ("good", "2") else None for one in read(tmp_path)]
    assert [MARKED, MARKED] == [one.text for one in read(tmp_path)][1:]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_character_costs_itself(broken, tmp_path):
    """Not its line, nor the quotes and accents around it."""
    line = json.dumps({"text": f"{MARKED}|"}, ensure_ascii=False).encode()
    (tmp_path / "a.jsonl").write_bytes(GOOD_LINE + line.replace(b"|", broken))
    (tmp_path / "b.txt").write_bytes(MARKED.encode() + broken)
    articles = [one for one in read(tmp_path) if isinstance(one, Article)]

    assert 3 == len(articles)
    assert all(one.text.startswith(MARKED) for one in articles[1:])


@pytest.mark.parametrize(
    ("head", "encoding", "note"),
    [
        ('<meta charset="windows-1252">', "cp1252", None),
        ('<meta charset="iso-8859-1">', "cp1252", None),
        ("", "cp1252", "names no encoding; it was read as Windows-1252"),
        ('<meta charset="utf-8">', "cp1252", "names utf-8; it was read as Windows-1252"),
        ('<meta charset="utf-8">', "mac_roman", "names utf-8; it was read as mac_roman"),
        ('<meta charset="windows-1251">', "utf-8", "names cp1251 as its encoding and is in utf-8"),
        ('<meta charset="klingon">', "utf-8", None),
        ('<meta charset="utf-16">', "utf-8", None),
        ("", "utf-16-le", None),
    ],
)
def test_a_page_is_read_by_what_it_is_and_a_wrong_word_about_it_is_noted(head, encoding, note):
    page = f"<html><head>{head}</head><body><p>{MARKED}</p></body></html>"
    text, said = decode_page(page.encode(encoding))

    assert page == text
    assert said is None if note is None else str(said).endswith(note)


def test_what_the_site_says_comes_before_what_the_page_says():
    page = f'<meta charset="koi8-r">{MARKED}'

    assert page.encode() == in_utf_8(page.encode("cp1252"), "text/html; charset=ISO-8859-1")
    assert page.encode("cp1252") == in_utf_8(page.encode("cp1252"), "text/html; charset=klingon")
    assert page.encode() == in_utf_8(page.encode(), "text/html; charset=windows-1251")


@pytest.mark.parametrize(
    "data", [b"Iraq\0refused." * 1000, b"\x7fELF\2\1\1\0\0\0\0" * 50, bytes(range(256)) * 9, b"\0" * 999]
)
def test_what_is_no_text_is_told(data, tmp_path):
    (tmp_path / "a.txt").write_bytes(data)
    [told] = read(tmp_path / "a.txt")

    assert len(data) < MAX_BYTES
    assert isinstance(told, Failure)
    assert "binary" in told.message
