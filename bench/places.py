"""Measures places on development data: `python bench/places.py [--errors N]`.

"spans given": the gold names are resolved. "end to end": the reader finds the names. acc@161 counts all gold names.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.dates import load_scorer
from bench.scorers import data_folder, read_lines
from dragoman.language import open_reader
from dragoman.language.tree import Tree
from dragoman.places import PlaceResolver, open_places
from dragoman.places.documents import resolve_all
from dragoman.places.mentions import names_in
from dragoman.places.ranking import Occurrence
from dragoman.records import Article, Place

WIKTOR_STEP = 10  # every tenth of its 2,499 texts: each is long and names many places
SETS = ("lgl", "tr_news", "geovirus", "gwn")


def as_span(start: int, end: int, place: Place | None) -> dict[str, Any]:
    """A place as the scorer reads it."""
    if place is None or place.lat is None:
        return {"start": start, "end": end}
    point = {"lat": place.lat, "lon": place.lon, "country": place.country, "geonameid": place.geonames_id}
    return {"start": start, "end": end, **point}


def on_gold_spans(places: PlaceResolver, path: Path) -> Iterator[dict[str, Any]]:
    """Every gold name resolved, in the light of the document's others."""
    for document in read_lines(path):
        names = [Occurrence(span["start"], span["end"]) for span in document["spans"]]
        found = resolve_all(places.gazetteer, document["text"], names)
        spans = [as_span(one.start, one.end, place) for one, place in zip(names, found, strict=True)]
        yield {"id": document["id"], "spans": spans}


def on_marked_names(places: PlaceResolver, path: Path) -> Iterator[dict[str, Any]]:
    """The marked names of WikToR resolved, in the light of the other names that are found in the text."""
    for document in read_lines(path)[::WIKTOR_STEP]:
        marked = [Occurrence(span["start"], span["end"]) for span in document["spans"]]
        others = [
            one
            for one in names_in(places.gazetteer, document["text"])
            if not any(one.start < name.end and name.start < one.end for name in marked)
        ]
        names = sorted([*marked, *others], key=lambda one: one.start)
        found = zip(names, resolve_all(places.gazetteer, document["text"], names), strict=True)
        spans = [as_span(one.start, one.end, place) for one, place in found if one in marked]
        yield {"id": document["id"], "spans": spans}


def end_to_end(places: PlaceResolver, path: Path) -> Iterator[dict[str, Any]]:
    """The places that are found in every text."""
    reader = open_reader()
    for document in read_lines(path):
        article = Article(text=document["text"], id=document["id"])
        trees = [Tree(sentence) for sentence in reader.read([article.text])[0]]
        found = places.document(article, trees).places
        spans = [as_span(place.span.start, place.span.end, place) for place in found if place.span is not None]
        yield {"id": document["id"], "spans": spans}


def main() -> None:
    """Print the figures of every set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--gold-only", action="store_true", help="leave out the end-to-end figures")
    arguments = parser.parse_args()
    data = data_folder()
    if data is None:
        raise SystemExit("no development sets: set DRAGOMAN_DATA to their folder")
    scorer = load_scorer(data.parent / "eval" / "score_geo.py")
    places = open_places()
    for name in SETS:
        path = data / "geo" / name / "dev.jsonl"
        gold = {document["id"]: document for document in read_lines(path)}
        began = time.process_time()
        given = {document["id"]: document for document in on_gold_spans(places, path)}
        speed = len(gold) / (time.process_time() - began)
        line = f"{name:9s} spans given: acc@161 {acc(scorer, gold, given):.3f}  {speed:,.0f} documents/s"
        if not arguments.gold_only:
            found = {document["id"]: document for document in end_to_end(places, path)}
            total = scorer.total(scorer.score(gold, found))
            line += (
                f"  end to end: acc@161 {total['end_to_end']['acc161']:.3f}  F1 {total['recognition_exact']['f1']:.3f}"
            )
        print(line)
    path = data / "geo" / "wiktor" / "dev.jsonl"
    if path.exists():
        gold = {document["id"]: document for document in read_lines(path)[::WIKTOR_STEP]}
        given = {document["id"]: document for document in on_marked_names(places, path)}
        print(f"wiktor    marked names: acc@161 {acc(scorer, gold, given):.3f}")


def acc(scorer: Any, gold: dict[str, Any], found: dict[str, Any]) -> float:
    """Share of gold names within 161 km."""
    return float(scorer.total(scorer.score(gold, found))["end_to_end"]["acc161"])


if __name__ == "__main__":
    main()
