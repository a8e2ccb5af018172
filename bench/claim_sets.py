"""How the claim layer does on sentences of our own: python -m bench.claim_sets [--errors stances|chains] [--no-events].

Two sets under bench/sets/claims, each in two halves of the same mix: the rules were written looking at errors in the
`write` half; the errors of the `check` half are never printed.

- stances: one proposition a sentence, with what its innermost source does, polarity and the sign of its factuality
- chains: one proposition a passage, with who says it, outermost first, behind the publisher
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import dragoman
from bench.key import is_right_chain, words
from dragoman.claims import read_claims
from dragoman.coder import Coder, Reading
from dragoman.records import Actor, Article, Claim, Event, Span, Stance, content_id

SETS = Path(__file__).parent / "sets" / "claims"
HALVES = ("write", "check")
PUBLISHER = "Gulf Courier"
PUBLISHED = datetime(2015, 10, 29, tzinfo=UTC)
_MARKUP = re.compile(r"[{}<>\[\]]|(?<=\w):[A-Z]+(?=\])")
_OPENING = {"{": "source", "<": "doer", "[": "said"}
_CLOSING = {"}": "source", ">": "doer", "]": "said"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage without its markup, and what was marked in it.

    `spans` are those of source (another source is as right), doer, said; `type` is that of what is said.
    """

    text: str
    spans: dict[str, Span]
    type: str


class StanceItem(NamedTuple):
    """A sentence with the stance, polarity and sign of factuality (-1, 0, 1) of its innermost source."""

    stance: str
    polarity: str
    sign: int
    marked: Marked


class ChainItem(NamedTuple):
    """A passage with the chain of sources of what is marked in it, behind the publisher."""

    chain: tuple[str, ...]
    marked: Marked


def unmark(line: str) -> Marked:
    """The passage of a marked line.

    >>> unmark("{Cairo} vowed to [reopen:CONCEDE] it.").text
    'Cairo vowed to reopen it.'
    """
    spans: dict[str, Span] = {}
    opened: dict[str, int] = {}
    text, type_, at = "", "ASSAULT", 0
    for mark in _MARKUP.finditer(line):
        text += line[at : mark.start()]
        at = mark.end()
        if mark.group() in _OPENING:
            opened[_OPENING[mark.group()]] = len(text)
        elif mark.group() in _CLOSING:
            role = _CLOSING[mark.group()]
            spans["other source" if role in spans else role] = Span(opened[role], len(text))
        else:
            type_ = mark.group()[1:]
    return Marked(text + line[at:], spans, type_)


def read_stances(half: str) -> list[StanceItem]:
    """The stance set's sentences of one half."""
    rows = _rows(SETS / f"stances-{half}.tsv")
    return [StanceItem(stance, polarity, int(sign), unmark(text)) for stance, polarity, sign, text in rows]


def read_chains(half: str) -> list[ChainItem]:
    """The chain set's passages of one half."""
    rows = _rows(SETS / f"chains-{half}.tsv")
    return [ChainItem(tuple(chain.split(" > ")), unmark(text.replace(" ¶¶ ", "\n\n"))) for chain, text in rows]


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def claims_about(coder: Coder, marked: Marked, *, give_event: bool) -> tuple[Article, list[Claim]]:
    """The claims about what is marked as said; an event is given there where none is coded, if `give_event`."""
    article = Article(text=marked.text, publisher=PUBLISHER, published=PUBLISHED)
    reading = coder.read(article)
    events = coder.events(reading)
    said = marked.spans["said"]
    about = {event.id for event in events if any(_touch(said, e) for e in event.evidence or (event.trigger,))}
    if not about and give_event:
        events = (*events, given_event(reading, marked))
        about = {events[-1].id}
    publisher = coder.actors.publisher(PUBLISHER)
    claims = read_claims(article, reading.trees, events, reading.actors, reading.dates, publisher)
    return article, [claim for claim in claims if claim.event in about or claim.content.covers(said)]


def given_event(reading: Reading, marked: Marked) -> Event:
    """The event that is marked: its doer as the actors room knows it, or by name only."""
    said = marked.spans["said"]
    doer = marked.spans.get("doer") or marked.spans.get("source")
    actors = () if doer is None else _actors(reading, doer)
    type_, identity = marked.type, content_id("evt", marked.text, said)
    empty: tuple[Actor, ...] = ()
    return Event(identity, reading.article.id, type_, None, (), 4, 0.0, "", actors, empty, None, None, said, 0)


def _actors(reading: Reading, span: Span) -> tuple[Actor, ...]:
    for number, tree in enumerate(reading.trees):
        inside = [t for t in range(len(tree)) if span.covers(tree.span(t))]
        head = next((t for t in inside if tree.head(t) not in inside), None)
        if head is not None:
            named = Actor(code="", name=reading.article.characters(span), country=None, span=span)
            return reading.actors.at(number, head) or (named,)
    return ()


def _touch(one: Span, other: Span) -> bool:
    return one.in_title == other.in_title and one.start < other.end and other.start < one.end


def innermost(claims: Sequence[Claim]) -> Claim | None:
    """The claim with the longest chain, and of those the one with the shortest content."""
    return max(claims, key=lambda c: (len(c.sources), c.content.start - c.content.end), default=None)


def is_source(article: Article, claim: Claim, marked: Marked) -> bool:
    """Whether the claim's innermost source is the marked one; the article's own voice where none is marked."""
    last = claim.sources[-1]
    marks = [marked.spans[role] for role in ("source", "other source") if role in marked.spans]
    if not marks:
        return last.kind in ("publisher", "author", "unnamed")
    if last.actor.span is not None and any(_touch(last.actor.span, span) for span in marks):
        return True
    return any(not words(last.actor.name).isdisjoint(words(article.characters(span))) for span in marks)


def stance_figures(coder: Coder, half: str, *, give_event: bool = True, errors: bool = False) -> dict[str, float]:
    """Macro F1 of the ten stances, and the shares of right sources, polarities and signs of factuality."""
    wanted, found, right = Counter[str](), Counter[str](), Counter[str]()
    items = read_stances(half)
    for item in items:
        article, claims = claims_about(coder, item.marked, give_event=give_event)
        by_source = [claim for claim in claims if is_source(article, claim, item.marked)]
        claim = innermost(by_source or claims)
        stance = "" if claim is None else claim.stance.value
        wanted[item.stance] += 1
        found[stance] += 1
        hits = {
            "stance": stance == item.stance,
            "source": bool(by_source),
            "polarity": claim is not None and claim.polarity == item.polarity,
            "sign": claim is not None and (claim.factuality > 0) - (claim.factuality < 0) == item.sign,
        }
        right[item.stance] += hits["stance"]
        right.update(name for name, hit in (*hits.items(), ("all", all(hits.values()))) if hit)
        if errors and not all(hits.values()):
            missed = " ".join(name for name, hit in hits.items() if not hit)
            got = "nothing" if claim is None else f"{claim.stance} {claim.polarity} {claim.sources[-1].actor.name}"
            print(f"{item.stance} {item.polarity} {item.sign} [{missed}] {got}: {item.marked.text}")
    scores = {s.value: _f1(right[s.value], found[s.value], wanted[s.value]) for s in Stance}
    shares = {name: right[name] / len(items) for name in ("source", "polarity", "sign", "all")}
    return {"macro F1": sum(scores.values()) / len(scores), **shares, **{f"F1 {s}": f for s, f in scores.items()}}


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 0.0


def chain_figures(coder: Coder, half: str, *, errors: bool = False) -> dict[str, float]:
    """The share of passages whose whole chain is right, and that of right innermost sources."""
    items = read_chains(half)
    whole = last = 0
    for item in items:
        article, claims = claims_about(coder, item.marked, give_event=False)
        claim = innermost(claims)
        links = () if claim is None else tuple(s for s in claim.sources if s.kind != "publisher")
        whole += (hit := _is_right(item.chain, links, article))
        last += bool(links) and _is_right(item.chain[-1:], links[-1:], article)
        if errors and not hit:
            print(f"{' > '.join(item.chain)} | {' > '.join(s.actor.name for s in links)} | {item.marked.text}")
    return {"whole chain right": whole / len(items), "innermost right": last / len(items)}


def _is_right(names: Sequence[str], links: Sequence[dragoman.records.Source], article: Article) -> bool:
    """Whether the chain is right; a byline's author counts as a link here, unlike in the answer key."""
    as_speakers = [type(link)(link.actor, "speaker") for link in links]
    return is_right_chain(names, as_speakers, article)


def main() -> None:
    """Print the figures of both sets and halves, or the errors of the write half of one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", choices=("stances", "chains"), help="print the errors of the write half")
    parser.add_argument("--no-events", action="store_true", help="give no event where the coder codes none")
    args = parser.parse_args()
    coder = dragoman.open_coder()
    if args.errors == "stances":
        stance_figures(coder, "write", give_event=not args.no_events, errors=True)
    elif args.errors == "chains":
        chain_figures(coder, "write", errors=True)
    for half in HALVES:
        for name, value in stance_figures(coder, half, give_event=not args.no_events).items():
            print(f"{value:7.3f}  stances, {half}: {name}")
        for name, value in chain_figures(coder, half).items():
            print(f"{value:7.3f}  chains, {half}: {name}")


if __name__ == "__main__":
    main()
