"""A site may be slow, huge, packed or broken: the fetch ends in time, says why, and nothing is taken for whole that is not."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from contextlib import suppress

import pytest

from dragoman.errors import FetchError, FetchFailed, TooMuch
from dragoman.fetching import Fetcher, Limits, unpack_gzip
from sites import answer, running

PATIENCE = Limits(seconds=0.8, silence_seconds=0.4, most_bytes=3 * 2**20)


def drip(piece, pause, times=1000, head=b""):
    def say(out, headers):
        out.write(head)
        for _ in range(times):
            out.write(piece)
            out.flush()
            time.sleep(pause)

    return say


def stream(head, piece, times):
    def say(out, headers):
        out.write(head)
        for _ in range(times):
            out.write(piece)

    return say


HEAD = b"HTTP/1.1 200 OK\r\n"
BOMB = gzip.compress(b"\0" * 2**27)  # 128 MB in 130 kB

MISBEHAVING = {
    "silence": (lambda out, headers: time.sleep(2), FetchFailed, "did not answer in time"),
    "head, a byte at a time": (drip(b"H", 0.05), FetchError, None),
    "body of unknown length, a byte at a time": (drip(b"H", 0.05, head=HEAD + b"\r\n"), TooMuch, "not complete after 1 s"),
    "body of known length, a byte at a time": (
        drip(b"H", 0.05, head=HEAD + b"Content-Length: 1000\r\n\r\n"), TooMuch, "not complete after 1 s"),
    "endless head": (drip(b"X-A: b\r\n", 0.0001, 10**6), FetchError, None),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", FetchFailed, "no HTTP"),
    "nothing": (b"", FetchFailed, "closed the connection"),
    "only continue": (drip(b"HTTP/1.1 100 Continue\r\n\r\n", 0.0001, 10**6), FetchError, None),
    "huge line": (stream(b"", b"A" * 2**16, 200), FetchError, None),
    "200 headers": (HEAD + b"A: b\r\n" * 200 + b"\r\n", FetchFailed, "no HTTP"),
    "announced as large": (answer("x", Content_Length=str(10**12)), TooMuch, "larger than 3 MB"),
    "large": (stream(HEAD + b"\r\n", b"a" * 2**16, 200), TooMuch, "larger than 3 MB"),
    "endless pieces": (stream(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 2**16 + b"\r\n", 200),
                       TooMuch, "larger"),
    "broken pieces": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc", FetchFailed, None),
    "bomb": (answer(BOMB, Content_Encoding="gzip"), TooMuch, "larger|bomb"),
    "zlib bomb": (answer(zlib.compress(b"\0" * 2**27), Content_Encoding="deflate"), TooMuch, "larger|bomb"),
    "bomb in a bomb": (answer(gzip.compress(BOMB), Content_Encoding="gzip, gzip"), TooMuch, "only gzip"),
    "unknown packing": (answer("x", Content_Encoding="br"), TooMuch, "only gzip"),
    "no gzip": (answer("x" * 100, Content_Encoding="gzip"), FetchFailed, "damaged"),
    "404": (answer("x", status="404 Not Found"), FetchFailed, "404"),
    "500": (answer("x", status="500 Oops"), FetchFailed, "500"),
    "redirect to nowhere": (answer("x", status="302 Found"), FetchFailed, "302"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISBEHAVING)
def test_a_site_that_misbehaves_costs_little_time_and_memory(name):
    said, error, message = MISBEHAVING[name]
    with running({"/": said}) as site:
        began = time.monotonic()
        tracemalloc.start()
        try:
            with pytest.raises(error, match=message):
                Fetcher(private=[site.name], limits=PATIENCE).get(site.url())
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert time.monotonic() - began < 3
    assert peak < 40 * 2**20


def test_a_body_that_drips_is_cut_at_the_deadline():
    def say(out, headers):
        out.write(HEAD + b"Content-Length: 1000\r\n\r\n")
        drip(b"a", 0.05)(out, headers)

    with running({"/": say}) as site:
        began = time.monotonic()
        try:
            page = Fetcher(private=[site.name], limits=PATIENCE).get(site.url())
            is_told = page.is_cut
        except FetchError:
            is_told = True

    assert is_told
    assert time.monotonic() - began < 2


def test_a_body_that_is_shorter_than_announced_is_known_to_be_cut():
    with running({"/": answer("Iraq ref", Content_Length="500")}) as site:
        page = Fetcher(private=[site.name]).get(site.url())

    assert (b"Iraq ref", True) == (page.body, page.is_cut)


def test_packed_bodies_are_unpacked():
    text = b"Iraq refused. " * 1000
    raw = zlib.compressobj(wbits=-15)
    packed = {"gzip": gzip.compress(text[:7000]) + gzip.compress(text[7000:]), "deflate": zlib.compress(text)}
    bare = raw.compress(text) + raw.flush()
    with running() as site:
        fetcher = Fetcher(private=[site.name])
        for encoding, body in [*packed.items(), ("deflate", bare)]:
            site.routes["/"] = answer(body, Content_Encoding=encoding)
            page = fetcher.get(site.url())

            assert (text, False) == (page.body, page.is_cut)


def test_what_the_site_knows_is_unchanged_is_not_sent_again():
    with running({"/": answer(status="304 Not Modified")}) as site:
        page = Fetcher(private=[site.name]).get(site.url(), etag='"7"', modified="Thu, 29 Oct 2015 08:00:00 GMT")

    assert (True, b"") == (page.is_unchanged, page.body)
    assert ('"7"', "Thu, 29 Oct 2015 08:00:00 GMT") == (
        site.headers[0]["if-none-match"],
        site.headers[0]["if-modified-since"],
    )


def test_a_validator_cannot_smuggle_a_header():
    with running({"/": answer("x")}) as site:
        Fetcher(private=[site.name]).get(site.url(), etag='"7"\r\nX-Evil: 1')

    assert "x-evil" not in site.headers[0]


def test_a_bomb_in_a_file_is_refused_while_it_is_unpacked():
    with pytest.raises(TooMuch):
        unpack_gzip(BOMB, 20 * 2**20)


def test_a_cut_gzip_file_gives_what_is_there():
    text = b"".join(b"line %d\n" % number for number in range(20_000))
    whole = gzip.compress(text)
    out, is_whole = unpack_gzip(whole[: len(whole) // 2], 2**24)

    assert not is_whole
    assert out
    assert text.startswith(out)


def test_a_greeting_that_comes_byte_by_byte_ends_in_time():
    """Before a certificate is shown, there is no answer yet; the limit holds all the same."""

    def greet():
        line, _ = server.accept()
        with line, suppress(OSError):
            line.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")  # a greeting of 16 kB begins
            while True:
                time.sleep(0.05)
                line.sendall(b"\0")

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=greet, daemon=True).start()
        site = f"127.0.0.1:{server.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises((TooMuch, FetchFailed), match=r"not complete after 1 s|did not answer in time"):
            Fetcher(limits=PATIENCE, private=[site]).get(f"https://{site}/")

    assert time.monotonic() - started < 2 * PATIENCE.seconds
