"""Measures event coding on the PLV development sentences: `python -m bench.events [--errors N]`.

One event a sentence is annotated there although many sentences hold more, so recall is the figure to read and precision a
lower bound. The set writes every international body as IGO, the United Nations and the European Union too, and Kosovo as
XKX; codes are compared in its spelling.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

from bench.scorers import data_folder, read_lines, score
from dragoman import Actor, Article, Coder, Event, open_coder

SPELLED_THERE = {"EUR": "IGO", "UNO": "IGO", "KOS": "XKX"}


def _country(actor: Actor) -> str:
    return SPELLED_THERE.get(actor.country or "", actor.country or "")


def pairs(event: Event) -> Iterator[tuple[str, str]]:
    """The (actor country, recipient country) pairs of an event; "" for none. All pairs where all parties are actors."""
    actors = [_country(a) for a in event.actors] or [""]
    recipients = [_country(a) for a in event.recipients]
    if recipients or len(actors) == 1:
        yield from dict.fromkeys(product(actors, recipients or [""]))
    else:
        yield from dict.fromkeys(combinations(actors, 2))


def prediction(identifier: str, events: tuple[Event, ...]) -> dict[str, Any]:
    """The events of one sentence in the scorer's form."""
    rows = [
        {"source": a, "target": b, "source_country": a, "target_country": b, "code": e.type, "ontology": "PLOVER"}
        for e in events
        for a, b in pairs(e)
    ]
    return {"id": identifier, "events": rows}


def figures(coder: Coder, gold: list[dict[str, Any]]) -> dict[str, float]:
    """Type recall and F1, triple recall, quad class F1; precision of the type where the pair is the annotated pair."""
    coded = {g["id"]: coder.code(Article(text=g["text"])).events for g in gold}
    converted = [
        {
            "id": g["id"],
            "text": g["text"],
            "partial": True,
            "gold": [{**e, "ontology": "PLOVER-ZSP15"} for e in g["events"]],
        }
        for g in gold
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        path.write_text("".join(json.dumps(c) + "\n" for c in converted), encoding="utf-8")
        report = score("score_events.py", path, (prediction(k, v) for k, v in coded.items()), options=("--json",))
    return {
        "type recall": report["type"]["recall"],
        "type F1 (precision is a lower bound)": report["type"]["f1"],
        "type + both countries, recall where both are given": report["full_recall"],
        "quad class F1": report["quad"]["f1"],
        "type right where the pair is the annotated one": _right_given_pair(gold, coded),
        "sentences coded": sum(bool(e) for e in coded.values()) / len(coded),
    }


def _right_given_pair(gold: list[dict[str, Any]], coded: dict[str, tuple[Event, ...]]) -> float:
    right = total = 0
    for record in gold:
        want = record["events"][0]
        pair = (want.get("source_country", ""), want.get("target_country", ""))
        if not all(pair):
            continue
        types = {e.type for e in coded[record["id"]] if pair in set(pairs(e))}
        total += bool(types)
        right += any(same_type(want["code"], t) for t in types)
    return right / total if total else 0.0


def same_type(gold: str, found: str) -> bool:
    """Whether two type names agree; the set has YIELD for both CONCEDE and RETREAT."""
    return gold == found or (gold == "YIELD" and found in ("CONCEDE", "RETREAT"))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0, help="print N sentences whose type was missed")
    arguments = parser.parse_args()
    data = data_folder()
    if data is None:
        raise SystemExit("no development sets: set DRAGOMAN_DATA to their folder")
    gold = read_lines(data / "events/plv_dev.jsonl")
    coder = open_coder()
    for name, value in figures(coder, gold).items():
        print(f"{name:55} {value:.3f}")
    shown = 0
    for record in gold:
        found = {e.type for e in coder.code(Article(text=record["text"])).events} if shown < arguments.errors else set()
        if shown < arguments.errors and not any(same_type(record["events"][0]["code"], t) for t in found):
            shown += 1
            want = record["events"][0]
            print(f"\n{want['code']} {want['source']} > {want['target']}: found {sorted(found)}\n  {record['text']}")


if __name__ == "__main__":
    main()
