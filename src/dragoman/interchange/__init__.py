"""Records to the JSON of the interchange contract and back, and the JSON Schema of it."""

from dragoman.interchange.articles import article_from_json, notes_on, parse_published
from dragoman.interchange.coded import dumps, from_json, to_json
from dragoman.interchange.records import JsonObject, actor_to_json, place_to_json
from dragoman.interchange.schema import RECORDS, schema

__all__ = [
    "RECORDS",
    "JsonObject",
    "actor_to_json",
    "article_from_json",
    "dumps",
    "from_json",
    "notes_on",
    "parse_published",
    "place_to_json",
    "schema",
    "to_json",
]
