"""No spelling of an address, no redirect and no name leads to a private machine: the canary there is never visited."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import AddressRefused, FetchError
from dragoman.fetching import Fetcher, is_public, parse_url
from sites import answer, redirect, running

LIST = Path(__file__).with_name("private_addresses.txt")
FORMS = [line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#")]
CONTROLLED = [
    "http://127.0.0.1\t:{p}/",
    "http://127.0.\n0.1:{p}/",
    "ht\ntp://127.0.0.1:{p}/",
    "http://127.0.0.1:{p}/\r\nHost: example.org",
    "http://example.org\x00@127.0.0.1:{p}/",
    "\x01http://127.0.0.1:{p}/",
    "http://example.org /@127.0.0.1:{p}/",
    "",
    " ",
    "http://" + "a" * 5000 + ".org/",
]


@pytest.fixture(scope="module")
def canary():
    """A site at the loopback address that nobody should ever visit."""
    with running({"/": answer("secret")}) as site:
        yield site
        assert [] == site.asked


def public(host: str, port: int) -> list[str]:
    """A resolver that needs no network: names of the form 10.0.0.1.nip.example stand for that address."""
    inside = host.removesuffix(".nip.example")
    return [inside if inside != host else "93.184.215.14"]


@pytest.mark.parametrize("form", [*FORMS, *CONTROLLED])
def test_an_address_that_is_not_public_is_refused_however_it_is_spelled(canary, form):
    with pytest.raises(AddressRefused):
        Fetcher(resolve=public).get(form.replace("{p}", str(canary.port)))


@pytest.mark.parametrize(
    "numeric",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1%lo", "64:ff9b::a00:1", "?"],
)
def test_a_name_that_leads_to_a_private_address_is_refused(canary, numeric):
    with pytest.raises(AddressRefused, match="not a public address"):
        Fetcher(resolve=lambda host, port: [numeric]).get("http://news.example:8080/")


def test_one_private_address_among_public_ones_is_enough(canary):
    with pytest.raises(AddressRefused):
        Fetcher(resolve=lambda host, port: ["93.184.215.14", "127.0.0.1"]).get("http://news.example/")


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind():
    """DNS rebinding: one address when checked, another when connected to."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    with running({"/": answer("the one that was checked")}) as site:
        fetcher = Fetcher(private=[f"news.example:{site.port}"], resolve=lambda host, port: next(answers))
        page = fetcher.get(f"http://news.example:{site.port}/")

    assert b"the one that was checked" == page.body
    assert ["127.0.0.2"] == next(answers)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{p}/",
        "//127.0.0.1:{p}/",
        "http://localhost:{p}/",
        "http://[::ffff:127.0.0.1]:{p}/",
        "http://2130706433:{p}/",
        "http://127.0.0.1:{p}\\@example.org/",
        "file:///etc/passwd",
        "http://169.254.169.254/",
    ],
)
def test_a_redirect_is_checked_like_the_first_address(canary, status, target):
    with running({"/": redirect(target.replace("{p}", str(canary.port)), status)}) as site:
        with pytest.raises(AddressRefused):
            Fetcher(private=[site.name]).get(site.url())

        assert ["/"] == site.asked


def test_a_link_from_outside_does_not_lead_to_an_allowed_private_site(canary):
    fetcher = Fetcher(private=[canary.name])

    with pytest.raises(AddressRefused):
        fetcher.get(canary.url(), came_from="http://news.example/feed")


def test_an_allowance_is_for_one_spelling_of_one_site(canary):
    fetcher = Fetcher(private=[canary.name])

    for url in (f"http://localhost:{canary.port}/", f"http://127.0.0.2:{canary.port}/", "http://127.0.0.1:80/"):
        with pytest.raises(AddressRefused):
            fetcher.get(url)


def test_nothing_but_the_argument_allows_a_private_site(canary, monkeypatch):
    for name in ("DRAGOMAN_PRIVATE", "DRAGOMAN_ALLOW_PRIVATE", "NO_PROXY", "http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, canary.url())

    with pytest.raises(AddressRefused):
        Fetcher().get(canary.url())


@given(st.integers(0, 2**32 - 1))
def test_an_address_inside_another_is_never_more_public_than_itself(number):
    inside = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
    wrapped = [f"::ffff:{inside}", f"::{inside}", f"64:ff9b::{inside}"]

    assert not any(is_public(text) for text in wrapped) or is_public(inside)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_is_refused(text):
    for url in (text, f"http://{text}/", f"http://example.org/{text}"):
        try:
            again = str(parse_url(url))
        except AddressRefused:
            continue

        assert again == str(parse_url(again))


def test_a_well_behaved_page_arrives():
    with running({"/news": answer("Iraq refused.", ETag='"1"')}) as site:
        page = Fetcher(private=[site.name], clock=lambda: datetime(2026, 1, 2, tzinfo=UTC)).get(site.url("/news#top"))

    assert (200, b"Iraq refused.", "text/html", False) == (page.status, page.body, page.content_type, page.is_cut)
    assert (site.url("/news"), '"1"') == (page.url, page.headers["etag"])
    assert "dragoman/" in site.headers[0]["user-agent"]


def test_redirects_end():
    with running() as site:
        site.routes |= {"/": redirect("/"), "/a": redirect("b"), "/b": answer("here")}
        fetcher = Fetcher(private=[site.name])

        assert site.url("/b") == fetcher.get(site.url("/a")).url
        with pytest.raises(FetchError, match="redirects"):
            fetcher.get(site.url("/"))
