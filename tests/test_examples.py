"""The example corpus is what docs/examples.md says, and its answer key can be trusted.

Two parts: the articles and the key agree with each other, and the scorer gives a perfect coder full marks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC
from functools import cache
from pathlib import Path

import pytest
from bench import key as scoring

from dragoman.ontology import MODES, SECTORS, TYPES
from dragoman.records import (
    Actor,
    Article,
    Claim,
    Coded,
    Event,
    Period,
    Place,
    Source,
    Span,
    Stance,
    TimeExpression,
    content_id,
)

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
REPRINTED = "baghdad-cell"
AUXILIARY = {"historical", "future", "hypothetical", "negation"}
NON_STATE = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}
COUNTRIES = frozenset(re.findall("...", "AFGAUTBELBGRCHNDEUEGYFRAGBRGRCIRNIRQISRITAJORKWTLBNQATRUSSAUSYRTURUKRUSA"))
KEYS = sorted((EXAMPLES / "key").glob("*.toml"))


@cache
def articles() -> dict[str, Article]:
    return {path.stem: scoring.read_article(path) for path in sorted((EXAMPLES / "articles").glob("*.txt"))}


@cache
def keys() -> dict[str, scoring.Key]:
    return {path.stem: scoring.read_key(path) for path in KEYS}


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def occurrences(article: Article, passage: str) -> int:
    return article.text.count(passage) + (article.title or "").count(passage)


# -------------------------------------------------------------------------------------------- the articles


def test_there_are_at_least_66_articles_by_many_outlets():
    publishers = Counter(article.publisher for article in articles().values())

    assert len(articles()) >= 66
    assert len(publishers) >= 12


def test_each_article_is_filed_under_its_id_which_begins_with_its_day():
    filed = {
        name: (article.id, f"{article.published:%Y-%m-%d}" if article.published else "")
        for name, article in articles().items()
    }

    assert {name: (name, name[:10]) for name in filed} == filed


def test_each_article_is_dated_in_the_months_it_follows():
    days = [article.published for article in articles().values()]

    assert all(day and day.tzinfo == UTC and (2015, 6) <= (day.year, day.month) <= (2015, 11) for day in days)


def test_each_article_stands_at_an_address_that_cannot_exist():
    assert [] == [a.id for a in articles().values() if not re.match(r"https://[a-z-]+\.example/", a.url or "")]


def test_articles_have_120_to_500_words():
    lengths = {name: len(article.text.split()) for name, article in articles().items()}

    assert {} == {name: length for name, length in lengths.items() if not 120 <= length <= 500}


def test_only_the_reprints_share_a_run_of_eight_words():
    seen: dict[tuple[str, ...], str] = {}
    shared = set()
    for name, article in articles().items():
        if REPRINTED in name:
            continue
        for run in runs(article.text):
            if run in seen:
                shared.add((seen[run], name, " ".join(run)))
            seen[run] = name

    assert set() == shared


def test_five_outlets_reprint_one_wire_story_nearly_word_for_word():
    copies = {name: runs(article.text) for name, article in articles().items() if REPRINTED in name}
    original = copies.pop("2015-09-27-baghdad-cell-meridian")

    assert 5 == len(copies)
    assert all(len(copy & original) > 0.8 * len(copy) for copy in copies.values())


# -------------------------------------------------------------------------------------------- the key


def test_every_key_answers_an_article_of_its_name():
    assert {name: name for name in keys()} == {name: key.article for name, key in keys().items()}
    assert set() == set(keys()) - set(articles())


def test_the_key_holds_enough_of_every_kind():
    kinds = Counter(word for key in keys().values() for word in key.kind.split())
    outcomes = Counter(p["outcome"] for key in keys().values() for p in key.predictions)
    stances = Counter(s for key in keys().values() for e in key.events for c in e.claims for s in c.stances)

    assert sum(not key.is_noise for key in keys().values()) >= 24
    assert kinds["noise"] >= 10
    assert {"sport", "court", "markets", "culture", "history", "film", "weather", "recipe", "celebrity"} <= set(kinds)
    assert kinds["denial"] >= 5
    assert kinds["nested"] >= 4
    assert kinds["opinion"] >= 2
    assert min(outcomes["true"], outcomes["false"], outcomes["open"]) >= 5
    assert {"promised", "threatened", "requested", "denied", "predicted", "conditional", "asked"} <= set(stances)


def test_some_chains_are_three_deep_or_deeper():
    depths = [len(c.sources) for key in keys().values() for event in key.events for c in event.claims]

    assert sum(depth >= 3 for depth in depths) >= 10
    assert max(depths) >= 5


def test_noise_articles_have_empty_keys():
    assert [] == [name for name, key in keys().items() if key.is_noise and (key.events or key.claims)]


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_every_passage_of_the_key_stands_exactly_once_in_its_article(path: Path):
    key = keys()[path.stem]
    article = articles()[key.article]
    passages = [p for event in key.events for p in event.passages]
    passages += [c.content for c in key.claims] + [p["content"] for p in key.predictions]

    assert dict.fromkeys(passages, 1) == {p: occurrences(article, p) for p in passages}
    assert [] == [e.trigger for e in key.events if e.passages[0].count(e.trigger) != 1]


def test_evidence_is_three_to_fourteen_words_long():
    lengths = {e.passages[0]: len(e.passages[0].split()) for key in keys().values() for e in key.events}

    assert {} == {passage: length for passage, length in lengths.items() if not 3 <= length <= 14}


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_every_code_of_the_key_is_a_plover_code(path: Path):
    for event in keys()[path.stem].events:
        codes = [code.rstrip("?").split(".") for code in (*event.actors, *event.recipients)]

        assert event.types <= set(TYPES) | ({"ANY"} if event.optional else set())
        assert not event.mode or any((kind, event.mode) in MODES for kind in event.types)
        assert {country for country, *_ in codes} <= COUNTRIES | NON_STATE
        assert {sector for _, *sectors in codes for sector in sectors} <= set(SECTORS)
        assert event.auxiliary <= AUXILIARY


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_every_claim_of_the_key_begins_with_the_publisher(path: Path):
    key = keys()[path.stem]
    publisher = articles()[key.article].publisher
    claims = [c for event in key.events for c in event.claims] + list(key.claims)

    assert {publisher} >= {claim.sources[0] for claim in claims}
    assert {stance.value for stance in Stance} >= {stance for claim in claims for stance in claim.stances}
    assert {"positive", "negative", "either"} >= {claim.polarity for claim in claims}
    assert all(event.claims for event in key.events if not event.optional)


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_every_day_and_place_of_the_key_is_one(path: Path):
    key = keys()[path.stem]
    article = articles()[key.article]
    values = [event.when for event in key.events] + [d["value"] for d in key.dates]
    values += [p["deadline"] for p in key.predictions]
    spans = [scoring.days(value) for value in values if value]

    assert all(first <= last for first, last in spans)
    assert [] == [d["text"] for d in (*key.dates, *key.places) if not occurrences(article, d["text"])]
    assert all(-90 <= p["lat"] <= 90 and -180 <= p["lon"] <= 180 and p["country"] in COUNTRIES for p in key.places)


# -------------------------------------------------------------------------------------------- the scorer


class KeyedCoder:
    """A coder that has read the answers: what it says must get full marks."""

    def code(self, article: Article) -> Coded:
        key = keys()[article.id]
        events = tuple(self.event(article, wanted, number) for number, wanted in enumerate(key.events))
        claims = [
            self.claim(article, wanted, event.evidence[0], event.id, f"{number}.{place}")
            for number, (event, wanted_event) in enumerate(zip(events, key.events, strict=True))
            for place, wanted in enumerate(wanted_event.claims)
        ]
        claims += [
            self.claim(article, wanted, scoring.find(article, wanted.content), None, f"c{number}")
            for number, wanted in enumerate(key.claims)
        ]
        claims += [self.prediction(article, wanted) for wanted in key.predictions]
        return Coded(
            article,
            events=events,
            claims=tuple(claims),
            dates=tuple(self.date(article, wanted) for wanted in key.dates),
            places=tuple(self.place(article, wanted) for wanted in key.places),
        )

    def event(self, article: Article, wanted: scoring.KeyEvent, number: int) -> Event:
        first, last = scoring.days(wanted.when) if wanted.when else (None, None)
        return Event(
            id=content_id("evt", article.id, number),
            article=article.id,
            type=min(wanted.types),
            mode=wanted.mode or None,
            contexts=(),
            quad_class=1,
            score=0.0,
            cameo="",
            actors=tuple(map(who, wanted.actors)),
            recipients=tuple(map(who, wanted.recipients)),
            when=Period(first, last) if first else None,
            where=None,
            trigger=scoring.find(article, wanted.passages[0]),
            sentence=0,
            auxiliary=tuple(sorted(wanted.auxiliary)),
            factuality=wanted.factuality,
            evidence=tuple(scoring.find(article, passage) for passage in wanted.passages),
        )

    def claim(self, article: Article, wanted: scoring.KeyClaim, span: Span, event: str | None, name: str) -> Claim:
        return Claim(
            id=content_id("clm", article.id, name),
            event=event,
            stance=Stance(min(wanted.stances)),
            polarity="positive" if wanted.polarity == "either" else wanted.polarity,
            factuality=0.0,
            sources=tuple(Source(Actor("", name.rstrip("?"), None), "speaker") for name in wanted.sources),
            cue=None,
            content=span,
        )

    def prediction(self, article: Article, wanted: dict[str, object]) -> Claim:
        stance = scoring.KeyClaim((str(article.publisher),), frozenset({"predicted"}), str(wanted["polarity"]))
        span = scoring.find(article, str(wanted["content"]))
        claim = self.claim(article, stance, span, None, f"p{wanted['content']}")
        value = str(wanted["deadline"])
        deadline = Period(*scoring.days(value)) if value else None
        return replace(claim, deadline=deadline, resolvable=bool(wanted["resolvable"]))

    def date(self, article: Article, wanted: dict[str, str]) -> TimeExpression:
        span = scoring.find(article, wanted["text"])
        return TimeExpression(span, "DATE", wanted["value"], *scoring.days(wanted["value"]))

    def place(self, article: Article, wanted: dict[str, object]) -> Place:
        span = scoring.find(article, str(wanted["text"]))
        point = float(str(wanted["lat"])), float(str(wanted["lon"]))
        return Place(str(wanted["text"]), str(wanted["country"]), *point, "city", span=span)


class SilentCoder:
    """A coder that finds nothing."""

    def code(self, article: Article) -> Coded:
        return Coded(article)


class EagerCoder(KeyedCoder):
    """A coder that also sees a war in every first sentence, between countries nobody mentioned."""

    def code(self, article: Article) -> Coded:
        coded = super().code(article)
        first = Span(0, 20)
        false = Event("evt-x", article.id, "ASSAULT", None, (), 4, -9.0, "190", (who("FRA"),), (), None, None, first, 0)
        return replace(coded, events=(*coded.events, false))


def who(code: str) -> Actor:
    country, *sectors = code.rstrip("?").split(".")
    return Actor(code, code, country, tuple(sectors))


def test_a_coder_that_knows_the_answers_gets_full_marks():
    figures = scoring.score_key(KeyedCoder())
    error = figures.pop("factuality_mean_absolute_error")
    marks = {name: value["f1"] if isinstance(value, dict) else value for name, value in figures.items()}
    shares = {name: value for name, value in marks.items() if isinstance(value, float)}

    assert dict.fromkeys(shares, 1.0) == shares
    assert 0.0 == error
    assert 0 == figures["noise_events"]


def test_a_silent_coder_gets_nothing_and_invents_nothing():
    figures = scoring.score_key(SilentCoder())

    assert 0.0 == figures["event_type"]["f1"]
    assert 0 == figures["noise_events"]


def test_an_invented_event_costs_precision_and_is_counted_in_every_noise_article():
    figures = scoring.score_key(EagerCoder())

    assert 1.0 == figures["event_type"]["recall"]
    assert figures["event_type"]["precision"] < 0.95
    assert figures["noise_articles"] == figures["noise_articles_with_an_event"]


def test_actors_count_by_country_and_those_with_a_question_mark_may_be_left_out():
    article = articles()["2015-07-24-incirlik-meridian"]
    wanted = next(e for e in keys()[article.id].events if e.trigger == "bombed")
    right = KeyedCoder().event(article, wanted, 0)

    assert scoring.is_right_pair(wanted, right)
    assert scoring.is_right_pair(replace(wanted, recipients=("IMG.REB?",)), replace(right, recipients=()))
    assert not scoring.is_right_pair(wanted, replace(right, recipients=()))
    assert not scoring.is_right_pair(wanted, replace(right, actors=right.recipients, recipients=right.actors))


def test_a_chain_is_right_only_when_every_link_stands_in_its_place():
    article = articles()["2015-10-22-who-promised-straitwatch"]
    names = ("Straitwatch", "Gulf Ledger", "Channel Nine World", "spokesman", "Abadi")
    chain = [Source(Actor("", name, None), "speaker") for name in names]

    assert scoring.is_right_chain(names, chain, article)
    assert not scoring.is_right_chain(names, chain[:-1], article)
    assert not scoring.is_right_chain(names, [chain[0], *chain[:0:-1]], article)
    assert scoring.is_right_chain((*names[:-1], "Abadi?"), chain[:-1], article)
