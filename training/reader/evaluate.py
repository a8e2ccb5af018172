"""How good the network is on gold tokens: LAS, UAS, tags, lemmas, names."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch

from dragoman.language.lemma import apply_script
from training.reader.batches import batches, collate
from training.reader.data import Example, InNumbers, Labels, name_spans
from training.reader.model import ReaderModel


@torch.no_grad()
def evaluate(model: ReaderModel, examples: Sequence[Example], encoder: InNumbers, labels: Labels) -> dict[str, float]:
    """Greedy-head figures for quick looks during training (the shipped figures come from the runtime; see score.py).

    Shares in percent: `las` and `uas` over all tokens with base relations, as in the CoNLL 2018 shared task.
    """
    model.eval()
    encoded = [encoder.encode(e) for e in examples]
    right: dict[str, int] = dict.fromkeys(("uas", "las", "upos", "xpos", "features", "lemma"), 0)
    total = 0
    spans: dict[str, list[int]] = {}
    happened: list[tuple[float, float]] = []
    base = [r.partition(":")[0] for r in labels.relations]
    for indices in batches(encoded, 6000, None):
        batch = collate([encoded[i] for i in indices])
        scores = model(batch["pieces"], batch["shapes"], batch["first"], batch["last"])
        heads = scores["arcs"].argmax(-1)
        relations = model.relations(scores, heads).argmax(-1)
        best = {c: scores[c].argmax(-1) for c in model.COLUMNS}
        for row, index in enumerate(indices):
            example = examples[index]
            n = len(example.words)
            if example.heads:
                total += n
                for token in range(n):
                    same = int(heads[row, token]) == example.heads[token]
                    right["uas"] += same
                    relation = base[int(relations[row, token])]
                    right["las"] += same and relation == example.relations[token].partition(":")[0]
                    right["upos"] += labels.upos[int(best["upos"][row, token])] == example.upos[token]
                    right["xpos"] += labels.xpos[int(best["xpos"][row, token])] == example.xpos[token]
                    right["features"] += labels.features[int(best["features"][row, token])] == example.features[token]
                    script = labels.lemma_scripts[int(best["lemma"][row, token])]
                    right["lemma"] += apply_script(example.words[token], script) == example.lemmas[token]
            happened.extend((float(scores["factuality"][row, t]), v) for t, v in example.factuality.items())
            if example.names:
                found = [labels.names[int(x)] for x in best["names"][row, :n]]
                count_names(spans, name_spans(example.names), name_spans(found))
    figures = {k: 100 * v / total for k, v in right.items()} if total else {}
    figures.update(name_scores(spans))
    if happened:
        given, gold = torch.tensor(happened).T
        figures["factuality_r"] = float(torch.corrcoef(torch.stack([given, gold]))[0, 1])
        figures["factuality_error"] = float((given - gold).abs().mean())
    return figures


def count_names(counts: dict[str, list[int]], gold: set[tuple[int, int, str]], found: set[tuple[int, int, str]]) -> None:
    """Add (right, found, gold) per type to `counts`."""
    for kind in ("PER", "ORG", "LOC"):
        g = {s for s in gold if s[2] == kind}
        f = {s for s in found if s[2] == kind}
        row = counts.setdefault(kind, [0, 0, 0])
        for place, value in enumerate((len(g & f), len(f), len(g))):
            row[place] += value


def name_scores(counts: dict[str, list[int]]) -> dict[str, float]:
    """F1 per type and over all three, in percent."""
    figures = {}
    total = [sum(row[i] for row in counts.values()) for i in range(3)]
    for kind, (right, found, gold) in {**counts, "names": total}.items():
        figures[kind] = 200 * right / (found + gold) if found + gold else 0.0
    return figures


def sample(examples: Sequence[Example], n: int, seed: int = 0) -> list[Example]:
    """A fixed sample for looks during training."""
    return random.Random(seed).sample(list(examples), min(n, len(examples)))
