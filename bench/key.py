"""How well a coder does on the hand-made answer key of the example corpus: a table, and the figures as a dict.

    python -m bench.key                  # table
    python -m bench.key --errors         # and every missed, wrong and invented event
    python -m bench.key --json out.json

What is counted, and what the fields of a key mean, is explained in docs/examples.md.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any, Protocol

from dragoman.records import Actor, Article, Claim, Coded, Event, Period, Place, Source, Span
from dragoman.sources.text import article_from_text

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
# A city's centre is a matter of opinion by some kilometres; 50 still tells neighbouring towns of a province apart.
PLACE_TOLERANCE_KM = 50.0
# Types whose doers are often equals ("X met Y"): which of them is called recipient is not judged.
SYMMETRIC_TYPES = frozenset({"CONSULT", "COOPERATE"})
# The stances under which a coder may report what the key lists as a prediction.
FORWARD_STANCES = frozenset({"predicted", "promised", "threatened", "conditional", "speculated"})
IDLE_WORDS = frozenset({"the", "and", "for", "his", "her", "one", "two", "who", "them", "they", "that"})


class Coder(Protocol):
    """Anything that codes an article."""

    def code(self, article: Article) -> Coded:
        """The events and claims of an article."""


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """Who says so: the chain outermost first, with the stances and the polarity that are right."""

    sources: tuple[str, ...]
    stances: frozenset[str]
    polarity: str
    content: str = ""

    def is_right_stance(self, claim: Claim) -> bool:
        """Whether the coder's claim has one of the right stances and the right polarity."""
        return claim.stance.value in self.stances and self.polarity in ("either", claim.polarity)


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """An event that is to be found (or, when optional, may be), with every passage that says it."""

    passages: tuple[str, ...]
    trigger: str
    types: frozenset[str]
    mode: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    auxiliary: frozenset[str]
    factuality: float
    when: str
    optional: bool
    symmetric: bool
    claims: tuple[KeyClaim, ...]

    def is_right_type(self, event: Event) -> bool:
        """Whether the coder's type is one of those accepted here."""
        return event.type in self.types or "ANY" in self.types


@dataclass(frozen=True, slots=True)
class Key:
    """The answers for one article."""

    article: str
    kind: str
    events: tuple[KeyEvent, ...]
    claims: tuple[KeyClaim, ...]
    predictions: tuple[dict[str, Any], ...]
    dates: tuple[dict[str, Any], ...]
    places: tuple[dict[str, Any], ...]

    @property
    def is_noise(self) -> bool:
        """Whether the article holds no political event."""
        return self.kind.startswith("noise")


@dataclass(slots=True)
class Tally:
    """Counts over all keyed articles, which `share` and `f1` turn into figures; distances in factuality; remarks."""

    counts: dict[str, int] = field(default_factory=dict)
    distances: list[float] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, name: str, amount: int | bool = 1) -> None:
        """Count `amount` more of `name`."""
        self.counts[name] = self.counts.get(name, 0) + int(amount)

    def count(self, name: str) -> int:
        """How many of `name` there were."""
        return self.counts.get(name, 0)

    def share(self, part: str, whole: str) -> float:
        """`part` as a share of `whole`, 0 when there is nothing to share."""
        return self.count(part) / self.count(whole) if self.count(whole) else 0.0

    def f1(self, right: str, coded: str, wanted: str) -> dict[str, float]:
        """Precision, recall and F1 of `right` among the `coded` and the `wanted`."""
        precision, recall = self.share(right, coded), self.share(right, wanted)
        both = precision + recall
        return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0}


# ---------------------------------------------------------------------------------------------- reading


def read_article(path: Path) -> Article:
    """The article in a file of the corpus."""
    return article_from_text(path.read_text(encoding="utf-8"))


def read_key(path: Path) -> Key:
    """The answers in a key file."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Key(
        article=raw["article"],
        kind=raw["kind"],
        events=tuple(_key_event(event) for event in raw.get("event", ())),
        claims=tuple(_key_claim(claim) for claim in raw.get("claim", ())),
        predictions=tuple(raw.get("prediction", ())),
        dates=tuple(raw.get("date", ())),
        places=tuple(raw.get("place", ())),
    )


def _key_event(raw: dict[str, Any]) -> KeyEvent:
    return KeyEvent(
        passages=(raw["evidence"], *raw.get("also", ())),
        trigger=raw["trigger"],
        types=frozenset(raw["type"].split("|")),
        mode=raw["mode"],
        actors=tuple(raw["actors"]),
        recipients=tuple(raw["recipients"]),
        auxiliary=frozenset(raw["auxiliary"]),
        factuality=float(raw["factuality"]),
        when=raw["when"],
        optional=raw.get("optional", False),
        symmetric=raw.get("symmetric", False) or not SYMMETRIC_TYPES.isdisjoint(raw["type"].split("|")),
        claims=tuple(_key_claim(claim) for claim in raw.get("claim", ())),
    )


def _key_claim(raw: dict[str, Any]) -> KeyClaim:
    stances = frozenset(raw["stance"].split("|"))
    return KeyClaim(tuple(raw["sources"]), stances, raw["polarity"], raw.get("content", ""))


# ---------------------------------------------------------------------------------------------- places in the text


def find(article: Article, passage: str) -> Span:
    """Where a passage stands, in the title or the text.

    Raises ValueError when it stands in neither.
    """
    at = article.text.find(passage)
    if at >= 0:
        return Span(at, at + len(passage))
    at = (article.title or "").find(passage)
    if at >= 0:
        return Span(at, at + len(passage), in_title=True)
    raise ValueError(f"{article.id}: the key quotes a passage that is not in the article: {passage!r}")


def overlap(one: Span, other: Span) -> int:
    """How many characters two spans share."""
    if one.in_title != other.in_title:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def sentences_of(coded: Coded, span: Span) -> list[Span]:
    """The coder's sentences that a span touches; the span itself where there is none."""
    return [sentence for sentence in coded.sentences if overlap(sentence, span)] or [span]


# ---------------------------------------------------------------------------------------------- who


def countries(codes: Iterable[str]) -> frozenset[str]:
    """The countries of a key's actor codes, with or without the `?` of those that may be left out."""
    return frozenset(code.rstrip("?").partition(".")[0] for code in codes)


def required(codes: Iterable[str]) -> frozenset[str]:
    """The countries of those actor codes that may not be left out."""
    return countries(code for code in codes if not code.endswith("?"))


def coded_countries(actors: Iterable[Actor]) -> frozenset[str]:
    """The countries that a coder found."""
    return frozenset(actor.country for actor in actors if actor.country)


def is_right_pair(key: KeyEvent, event: Event) -> bool:
    """Whether actors and recipients have the right countries.

    The set of actor countries must be equal, those of the recipients must overlap or both be empty; where doers and
    recipients are equals, only the union of both is compared.
    """
    actors, recipients = coded_countries(event.actors), coded_countries(event.recipients)
    if key.symmetric:
        everybody = (*key.actors, *key.recipients)
        return required(everybody) <= actors | recipients <= countries(everybody)
    if not required(key.actors) <= actors <= countries(key.actors):
        return False
    if recipients:
        return not recipients.isdisjoint(countries(key.recipients))
    return not required(key.recipients)


# ---------------------------------------------------------------------------------------------- events


def match_events(article: Article, coded: Coded, key: Key) -> tuple[dict[int, Event], list[Event], list[Event]]:
    """Which coded event answers which key event; the coded events that repeat an answered one; those invented.

    Pairs share a sentence and a type. Where several would do, required events, right actors, the same words and the
    right auxiliary modes win, in this order.
    """
    pairs = sorted(_candidate_pairs(article, coded, key), reverse=True)
    matched: dict[int, Event] = {}
    used: set[int] = set()
    for *_, index, place in pairs:
        if -index in matched or -place in used:
            continue
        matched[-index] = coded.events[-place]
        used.add(-place)
    seen = {-place for *_, place in pairs}
    rest = [place for place in range(len(coded.events)) if place not in used]
    repeated = [coded.events[place] for place in rest if place in seen]
    return matched, repeated, [coded.events[place] for place in rest if place not in seen]


def _candidate_pairs(
    article: Article, coded: Coded, key: Key
) -> Iterator[tuple[bool, bool, bool, bool, bool, int, int]]:
    for index, wanted in enumerate(key.events):
        spans = [find(article, passage) for passage in wanted.passages]
        where = [sentence for span in spans for sentence in sentences_of(coded, span)]
        for place, event in enumerate(coded.events):
            said = (event.trigger, *event.evidence)
            if not wanted.is_right_type(event) or not any(overlap(a, b) for a in said for b in where):
                continue
            yield (
                not wanted.optional,
                is_right_pair(wanted, event),
                any(overlap(a, b) for a in said for b in spans),
                wanted.auxiliary == frozenset(event.auxiliary),
                "ANY" not in wanted.types,
                -index,
                -place,
            )


def _score_events(article: Article, coded: Coded, key: Key, tally: Tally) -> dict[int, Event]:
    matched, repeated, invented = match_events(article, coded, key)
    for index, wanted in enumerate(key.events):
        if wanted.optional:
            continue
        tally.add("events wanted")
        event = matched.get(index)
        if event is None:
            tally.remarks.append(f"missed    {key.article}: {'|'.join(sorted(wanted.types))} {wanted.passages[0]!r}")
            continue
        tally.add("events coded")
        tally.add("type right")
        right = is_right_pair(wanted, event)
        tally.add("type and actors right", right)
        if not right:
            tally.remarks.append(_wrong_pair(key, wanted, event))
        tally.add("auxiliary right", wanted.auxiliary == frozenset(event.auxiliary))
        tally.distances.append(abs(wanted.factuality - event.factuality))
        tally.add("modes wanted", bool(wanted.mode))
        tally.add("mode right", bool(wanted.mode) and wanted.mode == event.mode)
        tally.add("days wanted", bool(wanted.when))
        tally.add("day right", bool(wanted.when) and event.when is not None and is_within(wanted.when, event.when))
    for event in invented:
        tally.add("events coded")
        tally.add("events invented")
        tally.remarks.append(f"invented  {key.article}: {event.type} {article.characters(event.trigger)!r}")
    tally.add("events repeated", len(repeated))
    return matched


def _wrong_pair(key: Key, wanted: KeyEvent, event: Event) -> str:
    found = f"{sorted(coded_countries(event.actors))} > {sorted(coded_countries(event.recipients))}"
    return f"wrong who {key.article}: {wanted.passages[0]!r} {wanted.actors} > {wanted.recipients}, coded {found}"


def _score_noise(article: Article, coded: Coded, key: Key, tally: Tally) -> None:
    false = [event for event in coded.events if "historical" not in event.auxiliary]
    tally.add("noise articles")
    tally.add("noise articles with an event", bool(false))
    tally.add("noise events", len(false))
    for event in false:
        tally.remarks.append(f"noise     {key.article}: {event.type} {article.characters(event.trigger)!r}")


# ---------------------------------------------------------------------------------------------- claims


def words(text: str) -> frozenset[str]:
    """The telling words of a name or phrase: lower case, without plural s and little words."""
    found = re.findall(r"[^\W\d_]{3,}", text.lower())
    return frozenset(word.rstrip("s") for word in found if word not in IDLE_WORDS)


def is_named(name: str, source: Source, article: Article) -> bool:
    """Whether a coder's source is the one that the key names (any of its `|` names), by a shared telling word."""
    said = article.characters(source.actor.span) if source.actor.span else ""
    found = words(f"{source.actor.name} {said}")
    return any(not found.isdisjoint(words(other)) for other in name.rstrip("?").split("|"))


def is_right_chain(names: Sequence[str], sources: Sequence[Source], article: Article) -> bool:
    """Whether the coder's chain is the key's, outermost first; names that end in `?` may be missing.

    The author, who speaks for the publisher here, is not counted as a link.
    """
    links = [source for source in sources if source.kind != "author"]

    def fits(first_name: int, first_link: int) -> bool:
        if first_name == len(names):
            return first_link == len(links)
        name = names[first_name]
        taken = first_link < len(links) and is_named(name, links[first_link], article)
        if taken and fits(first_name + 1, first_link + 1):
            return True
        return name.endswith("?") and fits(first_name + 1, first_link)

    return fits(0, 0)


def closest(wanted: KeyClaim, claims: Sequence[Claim], article: Article) -> Claim | None:
    """The coder's claim that a key claim is compared with: by chain, innermost source, then stance."""

    def likeness(claim: Claim) -> tuple[bool, bool, bool]:
        innermost = bool(claim.sources) and is_named(wanted.sources[-1], claim.sources[-1], article)
        return is_right_chain(wanted.sources, claim.sources, article), innermost, wanted.is_right_stance(claim)

    return max(claims, key=likeness, default=None)


def _score_claim(wanted: KeyClaim, claims: Sequence[Claim], article: Article, tally: Tally, group: str) -> None:
    tally.add(f"{group} wanted")
    found = closest(wanted, claims, article)
    tally.add(f"{group} found", found is not None)
    depth = "nested " if sum(not name.endswith("?") for name in wanted.sources) > 2 else ""
    if depth:
        tally.add(f"nested {group} wanted")
    if found is None:
        return
    stance, chain = wanted.is_right_stance(found), is_right_chain(wanted.sources, found.sources, article)
    tally.add(f"{group} stance right", stance)
    tally.add(f"{group} chain right", chain)
    if depth:
        tally.add(f"nested {group} chain right", chain)
    if not (stance and chain):
        got = " > ".join(source.actor.name for source in found.sources)
        expected = f"{' > '.join(wanted.sources)} {'|'.join(sorted(wanted.stances))} {wanted.polarity}"
        tally.remarks.append(f"claim     {article.id}: {expected}, coded {got} {found.stance.value} {found.polarity}")


def _score_claims(article: Article, coded: Coded, key: Key, matched: dict[int, Event], tally: Tally) -> None:
    for index, event in matched.items():
        own = [claim for claim in coded.claims if claim.event == event.id]
        for wanted in key.events[index].claims:
            _score_claim(wanted, own, article, tally, "event claims")
    for wanted in key.claims:
        _score_claim(wanted, _about(article, coded, wanted.content), article, tally, "attributions")


def _about(article: Article, coded: Coded, content: str) -> list[Claim]:
    """The coder's claims whose content covers at least half of a passage."""
    span = find(article, content)
    return [claim for claim in coded.claims if 2 * overlap(claim.content, span) >= span.end - span.start]


def _score_predictions(article: Article, coded: Coded, key: Key, tally: Tally) -> None:
    for wanted in key.predictions:
        tally.add("predictions wanted")
        found = [c for c in _about(article, coded, wanted["content"]) if c.stance.value in FORWARD_STANCES]
        if not found:
            tally.remarks.append(f"unforeseen {key.article}: {wanted['content']!r}")
            continue
        tally.add("predictions found")
        tally.add("predictions polarity right", any(claim.polarity == wanted["polarity"] for claim in found))
        tally.add("predictions resolvable right", any(claim.resolvable == wanted["resolvable"] for claim in found))
        if wanted["deadline"]:
            tally.add("deadlines wanted")
            right = any(c.deadline is not None and is_within(wanted["deadline"], c.deadline) for c in found)
            tally.add("deadlines right", right)


# ---------------------------------------------------------------------------------------------- when and where


def days(value: str) -> tuple[date, date]:
    """The first and the last day of `2015-10-20` or `2015-10-20/2015-10-22`."""
    first, _, last = value.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def is_within(value: str, period: Period) -> bool:
    """Whether a coder's period has its last day, and where given its first, inside the key's days."""
    first, last = days(value)
    if period.last is None or not first <= period.last <= last:
        return False
    return period.first is None or period.first >= first


def distance_km(lat: float, lon: float, place: Place) -> float:
    """Great-circle distance between a point and a coder's place (haversine); infinite where it has no point."""
    if place.lat is None or place.lon is None:
        return math.inf
    a, b = math.radians(lat), math.radians(place.lat)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(place.lon - lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def _mentions(article: Article, text: str) -> list[Span]:
    pattern = rf"(?<!\w){re.escape(text)}(?!\w)"
    spans = [Span(m.start(), m.end()) for m in re.finditer(pattern, article.text)]
    return spans or [Span(m.start(), m.end(), in_title=True) for m in re.finditer(pattern, article.title or "")]


def _score_dates(article: Article, coded: Coded, key: Key, tally: Tally) -> None:
    for wanted in key.dates:
        spans = _mentions(article, wanted["text"])
        found = [d for d in coded.dates if any(overlap(d.span, span) for span in spans)]
        tally.add("dates wanted")
        tally.add("dates found", bool(found))
        right = any((d.first, d.last) == days(wanted["value"]) for d in found)
        tally.add("dates right", right)
        if not right:
            got = [(article.characters(d.span), d.value) for d in found]
            tally.remarks.append(f"date      {key.article}: {wanted['text']!r} {wanted['value']}, coded {got}")


def _score_places(article: Article, coded: Coded, key: Key, tally: Tally) -> None:
    for wanted in key.places:
        spans = _mentions(article, wanted["text"])
        found = [p for p in coded.places if p.span and any(overlap(p.span, span) for span in spans)]
        limit = wanted.get("within_km", PLACE_TOLERANCE_KM)
        near = [p for p in found if distance_km(wanted["lat"], wanted["lon"], p) <= limit]
        tally.add("places wanted")
        tally.add("places found", bool(found))
        tally.add("places right", any(p.country == wanted["country"] for p in near))
        if not near:
            got = [(p.name, p.country, p.lat, p.lon) for p in found]
            tally.remarks.append(f"place     {key.article}: {wanted['text']!r}, coded {got}")


# ---------------------------------------------------------------------------------------------- all of it


def score_article(article: Article, coded: Coded, key: Key, tally: Tally) -> None:
    """Add what one coded article gets right and wrong to a tally."""
    if key.is_noise:
        _score_noise(article, coded, key, tally)
        return
    matched = _score_events(article, coded, key, tally)
    _score_claims(article, coded, key, matched, tally)
    _score_predictions(article, coded, key, tally)
    _score_dates(article, coded, key, tally)
    _score_places(article, coded, key, tally)


def tally_key(coder: Coder, examples: Path = EXAMPLES) -> Tally:
    """What a coder gets right and wrong on every keyed article of an example folder."""
    tally = Tally()
    for path in sorted((examples / "key").glob("*.toml")):
        key = read_key(path)
        article = read_article(examples / "articles" / f"{key.article}.txt")
        tally.add("articles")
        score_article(article, coder.code(article), key, tally)
    return tally


def figures(tally: Tally) -> dict[str, Any]:
    """The figures of a tally, by name."""
    return {
        "articles": tally.count("articles"),
        "events_wanted": tally.count("events wanted"),
        "events_coded": tally.count("events coded"),
        "events_repeated": tally.count("events repeated"),
        "event_type": tally.f1("type right", "events coded", "events wanted"),
        "event_type_and_actors": tally.f1("type and actors right", "events coded", "events wanted"),
        "auxiliary_accuracy": tally.share("auxiliary right", "type right"),
        "factuality_mean_absolute_error": fmean(tally.distances) if tally.distances else 0.0,
        "mode_accuracy": tally.share("mode right", "modes wanted"),
        "day_accuracy": tally.share("day right", "days wanted"),
        "event_claims": tally.count("event claims wanted"),
        "event_claim_stance_accuracy": tally.share("event claims stance right", "event claims wanted"),
        "event_claim_chain_accuracy": tally.share("event claims chain right", "event claims wanted"),
        "nested_chain_accuracy": tally.share("nested event claims chain right", "nested event claims wanted"),
        "attributions": tally.count("attributions wanted"),
        "attribution_recall": tally.share("attributions found", "attributions wanted"),
        "attribution_stance_accuracy": tally.share("attributions stance right", "attributions wanted"),
        "attribution_chain_accuracy": tally.share("attributions chain right", "attributions wanted"),
        "predictions": tally.count("predictions wanted"),
        "prediction_recall": tally.share("predictions found", "predictions wanted"),
        "deadline_accuracy": tally.share("deadlines right", "deadlines wanted"),
        "resolvable_accuracy": tally.share("predictions resolvable right", "predictions wanted"),
        "dates": tally.count("dates wanted"),
        "date_accuracy": tally.share("dates right", "dates wanted"),
        "places": tally.count("places wanted"),
        "place_accuracy": tally.share("places right", "places wanted"),
        "noise_articles": tally.count("noise articles"),
        "noise_articles_with_an_event": tally.count("noise articles with an event"),
        "noise_events": tally.count("noise events"),
    }


def score_key(coder: Coder, examples: Path = EXAMPLES) -> dict[str, Any]:
    """The figures of a coder on the answer key, by name."""
    return figures(tally_key(coder, examples))


def table(found: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    rows = ["| figure | value |", "|---|---|"]
    for name, value in found.items():
        label = name.replace("_", " ")
        if isinstance(value, dict):
            rows += [f"| {label}, {part} | {share:.3f} |" for part, share in value.items()]
        else:
            rows.append(f"| {label} | {value:.3f} |" if isinstance(value, float) else f"| {label} | {value} |")
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    """Score the coder that ships and print the table."""
    parser = argparse.ArgumentParser(description="Score the coder on the answer key of the example corpus.")
    parser.add_argument("--examples", type=Path, default=EXAMPLES, help="folder with articles/ and key/")
    parser.add_argument("--errors", action="store_true", help="print every error too")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args(arguments)

    import dragoman  # only here: the scoring itself needs no model

    tally = tally_key(dragoman.open_coder(), options.examples)
    found = figures(tally)
    if options.errors:
        print("\n".join(sorted(tally.remarks)), file=sys.stderr)
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


if __name__ == "__main__":
    main()
