"""The network: a small BERT encoder with input shapes and layer mixing, and one head a column.

Any module that turns pieces and shapes into vectors can carry the heads: the one that ships is `Encoder`, the teacher's is in
teacher.py.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from dragoman.language.pieces import SHAPES
from dragoman.ontology import TYPES
from training.reader.data import Labels

WIDTH, ATTENTION_HEADS = 384, 12
ARC, RELATION, HIDDEN, ROLE = 256, 192, 256, 96
PADDED = -1e9
SENSES = 128  # dimensions in which a teacher tells what words mean
RARE = -4.0  # the log odds of an act of some type, before anything is learned


class Layer(nn.Module):
    """One transformer layer (post-norm, as in BERT and MPNet) with twelve attention heads."""

    def __init__(self, dropout: float, width: int = WIDTH, epsilon: float = 1e-12):
        super().__init__()
        self.width = width
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=epsilon)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.norm2 = nn.LayerNorm(width, eps=epsilon)
        self.dropout = dropout

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`x` [B, L, width], `bias` [B, 1 or heads, 1 or L, L] added to the attention scores."""
        mixed = self._exported_attention(x, bias) if torch.onnx.is_in_onnx_export() else self._attention(x, bias)
        mixed = self.out(mixed)
        x = self.norm1(x + F.dropout(mixed, self.dropout, self.training))
        grown = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(grown, self.dropout, self.training))

    def _attention(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, ATTENTION_HEADS, self.width // ATTENTION_HEADS).permute(2, 0, 3, 1, 4)
        p = self.dropout if self.training else 0.0
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype), dropout_p=p)
        return mixed.transpose(1, 2).reshape(b, n, self.width)

    def _exported_attention(self, x: Tensor, bias: Tensor) -> Tensor:
        """The same in the shape that onnxruntime knows how to fuse: query, key and value apart."""
        weights, biases = self.qkv.weight.detach().split(self.width), self.qkv.bias.detach().split(self.width)
        size = (x.shape[0], -1, ATTENTION_HEADS, self.width // ATTENTION_HEADS)
        q, k, v = (
            (torch.matmul(x, w.t().contiguous()) + b).view(size).transpose(1, 2) for w, b in zip(weights, biases, strict=True)
        )
        scores = torch.matmul(q, k.transpose(-1, -2)) / math.sqrt(self.width // ATTENTION_HEADS) + bias
        mixed = torch.matmul(scores.softmax(-1), v).transpose(1, 2).contiguous()
        return mixed.view(x.shape[0], -1, self.width)


class Encoder(nn.Module):
    """Pieces and shapes to vectors: a learned mix of the layers' outputs."""

    def __init__(self, vocabulary: int, layers: int, dropout: float):
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.mix = nn.Parameter(torch.zeros(layers))
        self.dropout = dropout
        nn.init.zeros_(self.shapes.weight)

    def forward(self, pieces: Tensor, shapes: Tensor) -> Tensor:
        """[B, L] and [B, L] to [B, L, WIDTH]."""
        bias = (pieces == 0).to(torch.float32)[:, None, None, :] * PADDED
        x = self.words(pieces) + self.positions.weight[: pieces.shape[1]] + self.shapes(shapes)
        x = F.dropout(self.norm(x), self.dropout, self.training)
        return mixed_layers(x, bias, self.layers, self.mix)

    def load_pretrained(self, path: Path) -> None:
        """Take the weights of a BERT checkpoint (safetensors): its lower layers, or all, some of them twice."""
        saved = {k.removeprefix("bert."): v for k, v in load_file(path).items()}
        there = 1 + max(int(k.split(".")[2]) for k in saved if k.startswith("encoder.layer."))
        step = min(1.0, (there - 1) / max(1, len(self.layers) - 1))
        with torch.no_grad():
            self.words.weight.copy_(saved["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(
                saved["embeddings.position_embeddings.weight"] + saved["embeddings.token_type_embeddings.weight"][0]
            )
            copy_saved(self.norm, saved, "embeddings.LayerNorm")
            for number, layer in enumerate(self.layers):
                at = f"encoder.layer.{round(number * step)}"
                for part in ("weight", "bias"):
                    stacked = [saved[f"{at}.attention.self.{n}.{part}"] for n in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(stacked))
                copy_saved(layer.out, saved, f"{at}.attention.output.dense")
                copy_saved(layer.norm1, saved, f"{at}.attention.output.LayerNorm")
                copy_saved(layer.up, saved, f"{at}.intermediate.dense")
                copy_saved(layer.down, saved, f"{at}.output.dense")
                copy_saved(layer.norm2, saved, f"{at}.output.LayerNorm")


def mixed_layers(x: Tensor, bias: Tensor, layers: nn.ModuleList, mix: Tensor) -> Tensor:
    """The layers' outputs, one after the other, weighed by a learned mix."""
    weights = (mix * 4).softmax(0)  # times four: learns as fast as the rest
    mixed = torch.zeros_like(x)
    for weight, layer in zip(weights, layers, strict=True):
        x = layer(x, bias)
        mixed = mixed + weight * x
    return mixed


@torch.no_grad()
def copy_saved(module: nn.Module, saved: dict[str, Tensor], name: str) -> None:
    """Take a module's weight and bias from a checkpoint; a KeyError says which it lacks."""
    for part in ("weight", "bias"):
        getattr(module, part).copy_(saved[f"{name}.{part}"])


class ReaderModel(nn.Module):
    """Encoder and heads. `forward` gives raw scores for every column; see `Outputs` in export.py for what ships."""

    COLUMNS = ("upos", "xpos", "features", "lemma", "names")

    def __init__(self, labels: Labels, encoder: nn.Module, width: int = WIDTH, head_dropout: float = 0.3):
        super().__init__()
        self.encoder = encoder
        self.width = width
        self.head_dropout = head_dropout
        sizes = {
            "upos": len(labels.upos),
            "xpos": len(labels.xpos),
            "features": len(labels.features),
            "lemma": len(labels.lemma_scripts),
            "names": len(labels.names),
            "factuality": 1,
            "acts": len(TYPES),
            "senses": SENSES,
        }
        self.hidden = nn.ModuleDict({c: nn.Linear(width, HIDDEN) for c in ("tags", "names", "factuality", "acts")})
        self.out = nn.ModuleDict({c: nn.Linear(HIDDEN, n) for c, n in sizes.items()})
        nn.init.constant_(self.out["acts"].bias, RARE)
        self.role_act = nn.Linear(width, 2 * ROLE)
        self.role_party = nn.Linear(width, 2 * ROLE)
        self.role_bias = nn.Linear(2 * ROLE, 2)
        nn.init.constant_(self.role_bias.bias, RARE)
        self.root = nn.Parameter(torch.randn(width) * 0.02)
        self.arc_dep = nn.Linear(width, ARC)
        self.arc_head = nn.Linear(width, ARC)
        self.arc_weight = nn.Linear(ARC, ARC, bias=False)
        self.arc_bias = nn.Linear(ARC, 1, bias=False)
        self.rel_dep = nn.Linear(width, RELATION)
        self.rel_head = nn.Linear(width, RELATION, bias=False)
        self.rel_out = nn.Linear(RELATION, len(labels.relations))

    def words(self, pieces: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """Word vectors [B, W, width]: the sum of each word's first and last piece."""
        x = self.encoder(pieces, shapes)
        size = (-1, -1, self.width)
        at_first = x.gather(1, first[:, :, None].expand(size))
        at_last = x.gather(1, last[:, :, None].expand(size))
        return at_first + at_last

    def heads(self, w: Tensor, first: Tensor) -> dict[str, Tensor]:
        """The scores of every column for word vectors `w`."""
        p = self.head_dropout if self.training else 0.0
        w = F.dropout(w, p / 2, self.training)
        tags = F.dropout(F.gelu(self.hidden["tags"](w)), p, self.training)
        names = F.dropout(F.gelu(self.hidden["names"](w)), p, self.training)
        scores = {c: self.out[c](names if c == "names" else tags) for c in self.COLUMNS}
        happened = F.dropout(F.gelu(self.hidden["factuality"](w)), p, self.training)
        scores["factuality"] = 3 * self.out["factuality"](happened).squeeze(-1)
        meant = F.dropout(F.gelu(self.hidden["acts"](w)), p, self.training)
        scores["acts"], scores["senses"] = self.out["acts"](meant), self.out["senses"](meant)
        scores["roles"] = self.roles(w)
        with_root = torch.cat([self.root.expand(w.shape[0], 1, -1).to(w.dtype), w], 1)
        dep = F.dropout(F.gelu(self.arc_dep(w)), p, self.training)
        head = F.dropout(F.gelu(self.arc_head(with_root)), p, self.training)
        arcs = self.arc_weight(dep) @ head.transpose(1, 2) / math.sqrt(ARC) + self.arc_bias(head).transpose(1, 2)
        padding = torch.cat([torch.zeros_like(first[:, :1]), (first == 0).long()], 1)[:, None, :]
        scores["arcs"] = arcs.float() + padding.float() * PADDED
        scores["rel_dep"] = self.rel_dep(w)
        scores["rel_head"] = self.rel_head(with_root)
        return scores

    def roles(self, w: Tensor) -> Tensor:
        """Log odds [B, W of acts, W of parties, 2] that the second word names an actor, a recipient of the first's act."""
        p = self.head_dropout if self.training else 0.0
        act = F.dropout(F.gelu(self.role_act(w)), p, self.training)
        party = F.dropout(F.gelu(self.role_party(w)), p, self.training)
        alone = self.role_bias(party)
        pairs = [a @ b.transpose(1, 2) / math.sqrt(ROLE) for a, b in zip(act.split(ROLE, 2), party.split(ROLE, 2), strict=True)]
        return torch.stack(pairs, 3) + alone[:, None]

    def relations(self, scores: dict[str, Tensor], heads: Tensor) -> Tensor:
        """Relation scores [B, W, R] of every word under the given head columns (0 = root)."""
        size = (-1, -1, RELATION)
        under = scores["rel_head"].gather(1, heads.clamp(min=0)[:, :, None].expand(size))
        joined = F.relu(scores["rel_dep"] + under)
        return self.rel_out(F.dropout(joined, self.head_dropout, self.training))

    def forward(self, pieces: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> dict[str, Tensor]:
        """Scores of every column for a batch."""
        return self.heads(self.words(pieces, shapes, first, last), first)
