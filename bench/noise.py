"""Measures what is coded of texts that hold no political event, and of those that do: `python -m bench.noise [--errors]`.

Our own sentences and short articles, in a half to write rules and train on and a half that only tells how good they are
(`--errors` prints nothing of it). `sentences`: idioms and other fields of life, with the types that may be coded where
the idiom says one ("strikes a deal"). `positives`: political events in stadiums, cinemas and markets, with their type.
`articles`: texts of 5 to 10 sentences, political or not. What is coded as historical does not count as false.

Where the development sets are there: the share of sentences coded in MEANTIME's development articles on aircraft,
computers, cars and shares, and in GUM's conversations, textbooks, papers, travel guides, vlogs and lives.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.scorers import data_folder, read_lines
from dragoman import Article, Coder, Event, open_coder

SETS = Path(__file__).resolve().parent / "sets" / "noise"
PUBLISHED = datetime(2015, 10, 29, tzinfo=UTC)
MATERIAL_CONFLICT = 4
QUIET_GENRES = ("academic", "bio", "conversation", "textbook", "vlog", "voyage")


@dataclass(frozen=True, slots=True)
class Text:
    """A short article of ours: whether it is political, what field it is of, title and body."""

    is_political: bool
    field: str
    title: str
    body: str


def read_rows(name: str) -> list[list[str]]:
    """The rows of a set, its header left out."""
    lines = (SETS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def read_texts(half: str) -> list[Text]:
    """The short articles of a half: a line `=== noise FIELD | TITLE` or `=== political | TITLE`, then the body."""
    blocks = (SETS / f"articles_{half}.txt").read_text(encoding="utf-8").split("=== ")[1:]
    found = []
    for block in blocks:
        head, _, body = block.partition("\n")
        kind, _, title = head.partition(" | ")
        label, _, field = kind.partition(" ")
        found.append(Text(label == "political", field, title, body.strip()))
    return found


def of_today(events: Iterable[Event]) -> list[Event]:
    """The events that are not of a distant past."""
    return [event for event in events if "historical" not in event.auxiliary]


def _share(part: int, whole: int) -> str:
    return f"{part / whole if whole else 0.0:6.1%} ({part} of {whole})"


def sentence_rows(coder: Coder, half: str, errors: bool) -> Iterator[str]:
    """What is coded of the idioms and of the other fields of life."""
    coded = conflicts = allowed_only = 0
    lines = []
    rows = read_rows(f"sentences_{half}")
    for field, allowed, text in rows:
        events = of_today(coder.code(Article(text, published=PUBLISHED)).events)
        false = [event for event in events if event.type not in allowed.split("|")]
        conflicts += sum(event.quad_class == MATERIAL_CONFLICT for event in false)
        coded += bool(false)
        allowed_only += bool(events) and not false
        lines += [f"    {field}: {event.type} {event.pattern}: {text}" for event in false]
    yield f"  sentences of no politics, coded falsely       {_share(coded, len(rows))}"
    yield f"  material conflict coded there                 {conflicts} events"
    yield f"  coded with a type that the idiom says         {_share(allowed_only, len(rows))}"
    yield from lines if errors else ()


def positive_rows(coder: Coder, half: str, errors: bool) -> Iterator[str]:
    """How many of the political events in other surroundings are coded."""
    rows = read_rows(f"positives_{half}")
    lines = []
    right = coded = 0
    for kind, text in rows:
        types = {event.type for event in coder.code(Article(text, published=PUBLISHED)).events}
        right += kind in types
        coded += bool(types)
        if kind not in types:
            lines.append(f"    wanted {kind}, coded {', '.join(sorted(types)) or 'nothing'}: {text}")
    yield f"  politics in other surroundings, type coded    {_share(right, len(rows))}"
    yield f"  the same, anything coded                      {_share(coded, len(rows))}"
    yield from lines if errors else ()


def article_rows(coder: Coder, half: str, errors: bool) -> Iterator[str]:
    """What is coded of whole articles of no politics, and of political ones."""
    texts = read_texts(half)
    lines = []
    counts = {True: [0, 0, 0, 0], False: [0, 0, 0, 0]}
    for text in texts:
        coded = coder.code(Article(text.body, title=text.title, published=PUBLISHED))
        events = of_today(coded.events)
        count = counts[text.is_political]
        for place, amount in enumerate((1, bool(events), len(coded.sentences), len(_sentences(events)))):
            count[place] += amount
        if not text.is_political:
            lines += [f"    {text.field}: {event.type} {event.pattern}: {text.title}" for event in events]
        elif not events:
            lines.append(f"    nothing coded: {text.title}")
    quiet, loud = counts[False], counts[True]
    yield f"  articles of no politics with an event         {_share(quiet[1], quiet[0])}"
    yield f"  sentences of theirs that are coded            {_share(quiet[3], quiet[2])}"
    yield f"  political articles with an event              {_share(loud[1], loud[0])}"
    yield f"  sentences of theirs that are coded            {_share(loud[3], loud[2])}"
    yield from lines if errors else ()


def _sentences(events: Iterable[Event]) -> set[int]:
    return {event.sentence for event in events}


def real_texts(data: Path) -> Iterator[tuple[str, str, datetime | None]]:
    """Name of the collection, text and day of the real articles of no politics that were set aside to measure on."""
    for record in read_lines(data / "claims/meantime/dev.jsonl"):
        day = datetime.fromisoformat(record["date"]) if str(record["date"])[:2] == "20" else None
        yield "MEANTIME dev", record["text"], day.replace(tzinfo=UTC) if day else None
    path = data / "treebanks/UD_English-GUM-open/en_gum_open-ud-dev.conllu.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for part in file.read().split("# newdoc id = ")[1:]:
            genre = part.partition("\n")[0].split("_")[1]
            sentences = (line[9:] for line in part.splitlines() if line.startswith("# text = "))
            if genre in QUIET_GENRES:
                yield "GUM dev, quiet genres", " ".join(sentences), None


def real_rows(coder: Coder, data: Path, errors: bool) -> Iterator[str]:
    """The share of sentences coded in real articles of no politics."""
    counts: dict[str, list[int]] = {}
    lines = []
    for collection, text, day in real_texts(data):
        coded = coder.code(Article(text, published=day))
        events = of_today(coded.events)
        count = counts.setdefault(collection, [0, 0])
        count[0] += len(_sentences(events))
        count[1] += len(coded.sentences)
        lines += [
            f"    {event.type} {event.pattern}: {_said(text, coded.sentences[event.sentence])}" for event in events
        ]
    for collection, (part, whole) in counts.items():
        yield f"  {collection + ', sentences coded':45} {_share(part, whole)}"
    yield from lines if errors else ()


def _said(text: str, span: object) -> str:
    start, end = getattr(span, "start", 0), getattr(span, "end", 0)
    return " ".join(text[start:end].split())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print the errors of the write half and of real articles")
    errors = parser.parse_args().errors
    coder = open_coder()
    for half in ("write", "check"):
        shown = errors and half == "write"
        print(f"{half} half")
        for section in (sentence_rows, positive_rows, article_rows):
            print("\n".join(section(coder, half, shown)))
    data = data_folder()
    if data is not None:
        print("real articles")
        print("\n".join(real_rows(coder, data, errors)))


if __name__ == "__main__":
    main()
