"""Coded articles in one file, and answers from it."""

from dragoman.store.store import SCHEMA_VERSION, Added, Answer, Store, open_store

__all__ = ["SCHEMA_VERSION", "Added", "Answer", "Store", "open_store"]
