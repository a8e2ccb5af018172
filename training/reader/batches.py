"""Encoded sentences to padded tensors, sentences of like length together."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from training.reader.data import Encoded


def collate(batch: Sequence[Encoded]) -> dict[str, Tensor]:
    """One padded batch: inputs and gold columns (-1, or nan for factuality and acts, = not trained on)."""
    length = max(len(e.pieces) for e in batch)
    words = max(len(e.first) for e in batch)
    made = {
        "pieces": _padded([e.pieces for e in batch], length, 0),
        "shapes": _padded([e.shapes for e in batch], length, 0),
        "first": _padded([e.first for e in batch], words, 0),
        "last": _padded([e.last for e in batch], words, 0),
        "weight": torch.tensor([e.weight for e in batch]),
    }
    made["factuality"] = torch.full((len(batch), words), torch.nan)
    for row, example in enumerate(batch):
        for token, value in example.factuality.items():
            if token < len(example.first):
                made["factuality"][row, token] = value
    types = next((len(values) for e in batch for values in e.acts.values()), 0)
    made["acts"] = torch.full((len(batch), words, types), torch.nan)
    for row, example in enumerate(batch):
        known = [(token, values) for token, values in example.acts.items() if token < len(example.first)]
        if known:
            made["acts"][row, [token for token, _ in known]] = torch.tensor([values for _, values in known])
    size = next((len(values) for e in batch for values in e.senses.values()), 0)
    made["senses"] = torch.full((len(batch), words, size), torch.nan)
    for row, example in enumerate(batch):
        meant = [(token, values) for token, values in example.senses.items() if token < len(example.first)]
        if meant:
            rows = np.stack([values for _, values in meant]).astype(np.float32)
            made["senses"][row, [token for token, _ in meant]] = torch.from_numpy(rows)
    told = [(row, act, parties) for row, e in enumerate(batch) for act, parties in e.roles.items() if act < len(e.first)]
    made["role_acts"] = torch.tensor([(row, act) for row, act, _ in told], dtype=torch.long).reshape(-1, 2)
    made["roles"] = torch.zeros((len(told), words, 2))
    for number, (row, _, parties) in enumerate(told):
        for token, chances in parties.items():
            if token < len(batch[row].first):
                made["roles"][number, token] = torch.tensor(chances)
    kinds = next((len(e.name_chances[0]) for e in batch if e.name_chances), 0)
    made["name_chances"] = torch.zeros((len(batch), words, kinds))
    for row, example in enumerate(batch):
        if example.name_chances:
            made["name_chances"][row, : len(example.name_chances)] = torch.tensor(example.name_chances)
    for column in batch[0].columns:
        made[column] = _padded([e.columns[column] for e in batch], words, -1)
    return made


def _padded(rows: Sequence[Sequence[int]], width: int, filler: int) -> Tensor:
    table = torch.full((len(rows), width), filler, dtype=torch.long)
    for number, row in enumerate(rows):
        table[number, : len(row)] = torch.tensor(row, dtype=torch.long)
    return table


def batches(examples: Sequence[Encoded], budget: int, order: random.Random | None) -> Iterator[list[int]]:
    """Indices of batches of at most `budget` padded pieces; shuffled when `order` is given."""
    jitter = order.random if order else (lambda: 0.0)
    by_length = sorted(range(len(examples)), key=lambda i: len(examples[i].pieces) + 3 * jitter())
    made: list[list[int]] = []
    current: list[int] = []
    longest = 0
    for index in by_length:
        longest = max(longest, len(examples[index].pieces))
        if current and longest * (len(current) + 1) > budget:
            made.append(current)
            current, longest = [], len(examples[index].pieces)
        current.append(index)
    if current:
        made.append(current)
    if order:
        order.shuffle(made)
    yield from made
