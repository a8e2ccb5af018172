"""Teaches who takes part in an act: the chances that a word names its actor or its recipient.

A head on the frozen teacher's vectors learns from our own sentences, in which the parties of every act are marked; it also sees
the way through the parse from the act to the party. Its labels teach the model that ships, which has no such way before it.
"""

from __future__ import annotations

import logging
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.reader.data import Roles
from training.reader.model import HIDDEN, RARE
from training.reader.teacher import WIDTH

log = logging.getLogger("roles")
PARTY_TAGS = frozenset(("NOUN", "PROPN", "PRON", "ADJ", "NUM"))
BUCKETS = 1 << 14
STEPS = 4  # up and down in the parse that a way is told with
LEAST = 0.05  # lesser chances are none


@dataclass(slots=True)
class Parsed:
    """A text's words with their tags and trees; `heads` are tokens of the text, -1 for roots."""

    words: Sequence[str]
    tags: Sequence[str]
    heads: Sequence[int]
    relations: Sequence[str]

    def phrase_head(self, token: int) -> int:
        """The first word of a name of several."""
        while self.relations[token].startswith("flat") and self.heads[token] >= 0:
            token = self.heads[token]
        return token

    def candidates(self, act: int) -> list[int]:
        """The words that may name a party of an act."""
        return [t for t, tag in enumerate(self.tags) if tag in PARTY_TAGS and t != act]

    def preposition(self, token: int) -> str:
        """The word that stands before the phrase of the token, if any."""
        cases = (w for t, w in enumerate(self.words) if self.heads[t] == token and self.relations[t] == "case")
        return next(cases, "").lower()

    def _above(self, token: int) -> list[int]:
        chain = [token]
        while self.heads[chain[-1]] >= 0 and len(chain) < 40:
            chain.append(self.heads[chain[-1]])
        return chain

    def features(self, act: int, party: int) -> list[int]:
        """Numbers of what tells of the way from an act to a party."""
        up, down = self._above(act), self._above(party)
        top = next((t for t in up if t in down), None)
        rises = [self.relations[t] for t in (up[: up.index(top)] if top is not None else ())]
        falls = [self.relations[t] for t in (down[: down.index(top)] if top is not None else ())][::-1]
        way = "none" if top is None else f"{'^'.join(rises[:STEPS])}/{'_'.join(falls[:STEPS])}"
        before = self.preposition(party)
        told = (
            f"way {way}",
            f"way {way} {before}",
            f"own {self.relations[party]} {before} {self.tags[party]}",
            f"act {self.relations[act]} {self.tags[act]} {way}",
            f"word {self.words[party].lower()}",
            f"far {max(-12, min(12, party - act))}",
            f"of {self.words[act].lower()} {way} {before}",
        )
        return [zlib.crc32(one.encode()) % BUCKETS for one in told]


class RoleHead(nn.Module):
    """Vectors of acts and of parties [N, WIDTH] and ways [N, features] to log odds [N, 2] of being actor, recipient."""

    def __init__(self, mean: Tensor, spread: Tensor):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.act = nn.Linear(WIDTH, HIDDEN)
        self.party = nn.Linear(WIDTH, HIDDEN)
        self.way = nn.EmbeddingBag(BUCKETS, HIDDEN, mode="sum")
        nn.init.normal_(self.way.weight, std=0.05)
        self.out = nn.Linear(HIDDEN, 2)
        nn.init.constant_(self.out.bias, RARE / 2)

    def forward(self, act: Tensor, party: Tensor, ways: Tensor) -> Tensor:
        """The log odds."""

        def plain(x: Tensor) -> Tensor:
            return F.dropout((x - self.mean) / self.spread, 0.2, self.training)

        hidden = self.act(plain(act)) + self.party(plain(party)) + F.dropout(self.way(ways), 0.2, self.training)
        scores: Tensor = self.out(F.dropout(F.gelu(hidden), 0.3, self.training))
        return scores


@dataclass(slots=True)
class Case:
    """An act of a text with its candidates: their vectors, ways and gold [N, 2]."""

    act: Tensor
    parties: Tensor
    ways: Tensor
    tokens: list[int]
    gold: Tensor


def case(parsed: Parsed, seen: Tensor, act: int, parties: dict[int, tuple[float, float]] | None = None) -> Case:
    """One act of a text with these vectors of words [W, WIDTH]."""
    tokens = parsed.candidates(act)
    ways = torch.tensor([parsed.features(act, token) for token in tokens], dtype=torch.long).reshape(len(tokens), -1)
    gold = torch.tensor([(parties or {}).get(token, (0.0, 0.0)) for token in tokens]).reshape(-1, 2)
    return Case(seen[act], seen[tokens], ways, tokens, gold)


def fit(cases: Sequence[Case], epochs: int = 8) -> RoleHead:
    """The head, fitted to marked acts."""
    torch.manual_seed(1)
    order = random.Random(1)
    sample = torch.cat([one.parties for one in cases[:3000]])
    head = RoleHead(sample.mean(0), sample.std(0) + 1e-3)
    optimiser = torch.optim.AdamW(head.parameters(), lr=1e-3, weight_decay=0.05)
    numbers = [n for n, one in enumerate(cases) if one.tokens]
    for epoch in range(epochs):
        order.shuffle(numbers)
        total = 0.0
        for first in range(0, len(numbers), 32):
            scores, gold = _scored(head, [cases[n] for n in numbers[first : first + 32]])
            loss = F.binary_cross_entropy_with_logits(scores, gold, reduction="sum")
            optimiser.zero_grad()
            (loss / 32).backward()
            optimiser.step()
            total += loss.item()
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * (1 - (epoch + 1) / epochs) + 1e-5
        log.info("epoch %d loss %.3f", epoch + 1, total / len(numbers))
    return head.eval()


def _scored(head: RoleHead, cases: Sequence[Case]) -> tuple[Tensor, Tensor]:
    acts = torch.cat([one.act.expand(len(one.tokens), -1) for one in cases])
    return head(acts, torch.cat([one.parties for one in cases]), torch.cat([one.ways for one in cases])), torch.cat(
        [one.gold for one in cases]
    )


@torch.no_grad()
def labels(head: RoleHead, parsed: Parsed, seen: Tensor, acts: Sequence[int]) -> Roles:
    """Who takes part in the acts of a text with these vectors of words."""
    cases = [(act, case(parsed, seen, act)) for act in acts]
    cases = [(act, one) for act, one in cases if one.tokens]
    if not cases:
        return {}
    rows = iter(_scored(head, [one for _, one in cases])[0].sigmoid().tolist())
    return {act: dict(_likely(one.tokens, rows)) for act, one in cases}


def _likely(tokens: Sequence[int], rows: Iterator[list[float]]) -> Iterator[tuple[int, tuple[float, float]]]:
    for token in tokens:
        actor, recipient = (round(chance, 3) for chance in next(rows))
        if max(actor, recipient) >= LEAST:
            yield token, (actor, recipient)


@torch.no_grad()
def agreement(head: RoleHead, cases: Sequence[Case], limit: float = 0.5) -> tuple[float, float]:
    """F1 of the actors and of the recipients that the head names in acts that it has not learned from."""
    right, found, there = torch.zeros(2), torch.zeros(2), torch.zeros(2)
    for one in cases:
        if one.tokens:
            named = _scored(head, [one])[0].sigmoid() >= limit
            gold = one.gold >= 0.5
            right, found, there = right + (named & gold).sum(0), found + named.sum(0), there + gold.sum(0)
    actor, recipient = (2 * right / (found + there).clamp(min=1)).tolist()
    return actor, recipient
