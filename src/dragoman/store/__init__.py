"""Coded articles in one file, and answers from it."""

from dragoman.store.checking import check, content_hash
from dragoman.store.dealings import WINDOWS, Dealing
from dragoman.store.notable import Notable
from dragoman.store.repairing import Repaired, backup, repair
from dragoman.store.store import SCHEMA_VERSION, Added, Answer, Store, open_store

__all__ = [
    "SCHEMA_VERSION",
    "WINDOWS",
    "Added",
    "Answer",
    "Dealing",
    "Notable",
    "Repaired",
    "Store",
    "backup",
    "check",
    "content_hash",
    "open_store",
    "repair",
]
