"""Pages from the public web, politely: the only room that opens a connection to other machines.

`Fetcher` gets one page and is never talked into visiting a private address; `Visitor` keeps to robots.txt and to a
pace, and tries again where that helps.
"""

from dragoman.fetching.addresses import is_public
from dragoman.fetching.fetcher import AGENT, Fetcher, Limits, Page
from dragoman.fetching.unpacking import unpack_gzip
from dragoman.fetching.urls import WebAddress, join_url, parse_url
from dragoman.fetching.visitor import Pace, Visitor, is_passing

__all__ = [
    "AGENT",
    "Fetcher",
    "Limits",
    "Pace",
    "Page",
    "Visitor",
    "WebAddress",
    "is_passing",
    "is_public",
    "join_url",
    "parse_url",
    "unpack_gzip",
]
