"""How well reports are grouped into stories, on our own set: `python -m bench.stories [--errors]`.

165 short reports of 40 events by several papers, with reprints, and near misses on other days and at other places. The
thresholds were chosen on the write half; the check half is to check them. Pairs: precision, recall and F1 over pairs of
reports of one event; over-merged: of the pairs that were put together, those that are none; B-cubed: Bagga and Baldwin 1998.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from dragoman.coder import open_coder
from dragoman.records import Article, Coded
from dragoman.stories import Story, group_stories

SETS = Path(__file__).parent / "sets" / "stories"

Report = tuple[str, Article]


def read_set(half: str) -> list[Report]:
    """The reports of a half, each with the name of its event."""
    reports: list[Report] = []
    event, own = "", 0
    written = (SETS / f"{half}.txt").read_text("utf-8").splitlines()
    lines = [line for line in written if line and not line.startswith("# ")]
    for n, line in enumerate(lines):
        if line.startswith("## "):
            event, own = line[3:], len(reports)
        elif line.startswith("@ "):
            publisher, day, title = (part.strip() for part in line[2:].split("|"))
            stamp = datetime.fromisoformat(day).replace(tzinfo=UTC)
            if title.startswith("= "):
                text, title = _reprint(title[2:].split(), reports[own:])
            else:
                text = lines[n + 1]
            article = Article(text, f"{event}/{len(reports) - own}", title, stamp, publisher)
            reports.append((event, article))
    return reports


def _reprint(how: list[str], reports: Sequence[Report]) -> tuple[str, str]:
    original = reports[int(how[0]) - 1][1]
    text = original.text
    if "cut" in how:
        text = text.partition(". ")[0].rstrip(".") + "."
    if "credit" in how:
        text = f"({how[how.index('credit') + 1]}) - {text}"
    return text, original.title or ""


def figures(gold: Mapping[str, str], stories: Sequence[Story]) -> dict[str, float]:
    """Figures of pairs and of B-cubed for stories over reports whose events are known."""
    found = {one.article.id: story.id for story in stories for one in story.reports}
    pairs = [(gold[a] == gold[b], found[a] == found[b]) for a, b in combinations(sorted(gold), 2)]
    both = sum(true and told for true, told in pairs)
    told, true = sum(told for _, told in pairs), sum(true for true, _ in pairs)
    precision, recall = both / max(told, 1), both / max(true, 1)
    cubed = [_cubed(key, gold, found) for key in gold]
    p, r = (sum(values) / len(cubed) for values in zip(*cubed, strict=True))
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "over-merged": 1 - precision,
        "b-cubed": 2 * p * r / (p + r),
    }


def _cubed(key: str, gold: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float]:
    """Precision and recall of one report's story."""
    same = {other for other in gold if gold[other] == gold[key]}
    together = {other for other in found if found[other] == found[key]}
    return len(same & together) / len(together), len(same & together) / len(same)


def coded_half(half: str) -> tuple[dict[str, str], list[Coded]]:
    """The events of a half's reports by id, and the reports coded."""
    reports = read_set(half)
    coder = open_coder()
    return {article.id: event for event, article in reports}, [coder.code(article) for _, article in reports]


def errors(gold: Mapping[str, str], stories: Sequence[Story]) -> Iterator[str]:
    """Stories that hold several events, and events that lie in several stories."""
    for story in stories:
        events = sorted({gold[one.article.id] for one in story.reports})
        if len(events) > 1:
            yield f"together: {', '.join(one.article.id for one in story.reports)}"
    for event in sorted(set(gold.values())):
        parts = [[one.article.id for one in story.reports if gold[one.article.id] == event] for story in stories]
        if len([part for part in parts if part]) > 1:
            yield f"apart: {' | '.join(', '.join(part) for part in parts if part)}"


def main() -> None:
    """Print a line for each half and one for both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    halves = {half: coded_half(half) for half in ("write", "check")}
    halves["both"] = (
        {**halves["write"][0], **halves["check"][0]},
        [*halves["write"][1], *halves["check"][1]],
    )
    print("| half | reports | events | stories | pairs P | pairs R | pairs F1 | over-merged | B-cubed F1 |")
    print("|---|---|---|---|---|---|---|---|---|")
    for half, (gold, coded) in halves.items():
        stories = group_stories(coded)
        f = figures(gold, stories)
        print(
            f"| {half} | {len(gold)} | {len(set(gold.values()))} | {len(stories)} | {f['precision']:.3f} | {f['recall']:.3f} "
            f"| {f['f1']:.3f} | {f['over-merged']:.1%} | {f['b-cubed']:.3f} |"
        )
        if options.errors and half != "both":
            print("\n".join(errors(gold, stories)))


if __name__ == "__main__":
    main()
