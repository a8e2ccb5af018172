"""A checkpoint to the files that ship: `python -m training.reader.export --run build/reader --data ../shared/data`.

Writes reader.onnx (int8), reader.npz, labels.json, vocab.txt and lemmas.tsv.gz to the package, and reader.fp32.onnx beside
the checkpoint (for the benchmark and the int8 loss).
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from torch import Tensor, nn

from dragoman.language.lemma import REGULAR, apply_script, make_script, regular_lemma
from dragoman.language.pieces import SHAPES, WordPieces
from dragoman.ontology import TYPES
from training.reader.data import Example, Labels, read_treebank
from training.reader.model import ATTENTION_HEADS, WIDTH, Encoder, ReaderModel
from training.reader.train import pretrained_folder

PACKAGE = Path("src/dragoman/data/reader")
OUTPUTS = ("upos", "xpos", "features", "lemma", "names", "arcs", "rel_dep", "rel_head", "happened", "acts", "roles")


class Shipped(nn.Module):
    """The network with the outputs that the runtime wants: best labels as numbers, scores where it decodes itself."""

    def __init__(self, model: ReaderModel):
        super().__init__()
        self.model = model

    def forward(self, pieces: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        """The outputs in the order of OUTPUTS."""
        scores = self.model(pieces, shapes, first, last)
        best = [scores[c].argmax(-1) for c in ("upos", "xpos", "features", "lemma")]
        told = (scores["acts"].sigmoid(), scores["roles"].sigmoid())
        return (*best, *(scores[c] for c in ("names", "arcs", "rel_dep", "rel_head")), scores["factuality"], *told)


def load(run: Path) -> tuple[ReaderModel, Labels]:
    """The model and labels of a training run."""
    raw = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    labels = Labels(**{k: tuple(v) for k, v in raw.items()})
    saved = torch.load(run / "checkpoint.pt", weights_only=True)
    vocabulary = saved["weights"]["encoder.words.weight"].shape[0]
    model = ReaderModel(labels, Encoder(vocabulary, saved["layers"], dropout=0.0))
    model.load_state_dict(saved["weights"])
    return model.eval(), labels


def to_onnx(model: ReaderModel, path: Path) -> None:
    """The network as fp32 ONNX with free batch, piece and word counts, attention and norms fused."""
    pieces = torch.tensor([[101, 2000, 2001, 102], [101, 2000, 102, 0]])
    shapes = torch.tensor([[0, 1, 1, 0], [0, 1, 0, 0]])
    words = torch.tensor([[1, 2], [1, 0]])
    raw = path.with_suffix(".raw.onnx")
    torch.onnx.export(
        Shipped(model),
        (pieces, shapes, words, words),
        str(raw),
        input_names=["pieces", "shapes", "first", "last"],
        output_names=list(OUTPUTS),
        dynamic_axes={
            **{n: {0: "b", 1: "l"} for n in ("pieces", "shapes")},
            **{n: {0: "b", 1: "w"} for n in ("first", "last", *OUTPUTS)},
        },
        opset_version=17,
        dynamo=False,
    )
    options = FusionOptions("bert")
    optimised = optimize_model(str(raw), "bert", num_heads=ATTENTION_HEADS, hidden_size=WIDTH, optimization_options=options)
    optimised.save_model_to_file(str(path))
    raw.unlink()


def quantise(source: Path, target: Path) -> None:
    """int8 weights for matrix products and the embedding table; the two biaffine products stay in floats."""
    graph = onnx.load(str(source)).graph
    keep = [n.name for n in graph.node if n.op_type == "MatMul" and not _has_weight(graph, n)]
    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=keep,
        op_types_to_quantize=["MatMul", "Gather", "Gemm"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def _has_weight(graph: onnx.GraphProto, node: onnx.NodeProto) -> bool:
    constants = {i.name for i in graph.initializer}
    return any(name in constants for name in node.input)


IRREGULAR = Path(__file__).with_name("irregular.txt")


def irregular_verbs() -> dict[tuple[str, str], str]:
    """(form, Penn tag) to lemma for the irregular verbs of English."""
    table = {}
    for line in IRREGULAR.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            base, past, participle = line.split()
            table.update({(form, "VBD"): base for form in past.split("/")})
            table.update({(form, "VBN"): base for form in participle.split("/")})
    return table


def lemma_table(examples: list[Example]) -> tuple[dict[tuple[str, str], str], list[str]]:
    """Lemmas that the forms of training have beyond doubt and that no regular rule gives, and all known lemmas."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    known: Counter[str] = Counter()
    for example in examples:
        for word, xpos, lemma in zip(example.words, example.xpos, example.lemmas, strict=True):
            if not xpos.startswith("NNP"):
                seen[word.lower(), xpos][lemma] += 1
                known[lemma] += 1
    words = {w for w in known if w.isalpha()}
    table = irregular_verbs()
    for (form, xpos), counts in seen.items():
        (lemma, most), total = counts.most_common(1)[0], sum(counts.values())
        if most / total < 0.95 or (total < 2 and xpos not in REGULAR):
            continue
        if regular_lemma(form, xpos, words) == lemma:
            continue
        if total < 3 and apply_script(form, make_script(form, lemma)) == form == lemma:
            continue
        table[form, xpos] = lemma
    return table, sorted(words)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("build/reader"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=PACKAGE)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model, labels = load(arguments.run)
    fp32 = arguments.run / "reader.fp32.onnx"
    to_onnx(model, fp32)
    quantise(fp32, arguments.out / "reader.onnx")
    rel_w = model.rel_out.weight.detach().numpy().T.astype(np.float32)
    np.savez(arguments.out / "reader.npz", rel_w=rel_w, rel_b=model.rel_out.bias.detach().numpy())
    names = {k: getattr(labels, k) for k in ("upos", "xpos", "features", "lemma_scripts", "relations", "names")}
    (arguments.out / "labels.json").write_text(json.dumps({**names, "acts": list(TYPES), "shapes": SHAPES}), encoding="utf-8")
    shutil.copyfile(pretrained_folder() / "vocab.txt", arguments.out / "vocab.txt")
    trees = arguments.data / "treebanks"
    examples = [
        e
        for part in ("UD_English-EWT/en_ewt", "UD_English-GUM-open/en_gum_open")
        for e in read_treebank(trees / f"{part}-ud-train.conllu.gz")
    ]
    table, known = lemma_table(examples)
    vocabulary = [p for p in WordPieces.open(arguments.out / "vocab.txt").ids if p.isalpha() and len(p) > 2]
    with gzip.open(arguments.out / "lemmas.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{form}\t{xpos}\t{lemma}\n" for (form, xpos), lemma in sorted(table.items()))
        file.writelines(f"{word}\t\t\n" for word in sorted({*known, *_base_forms(vocabulary, set(known))}))
    for name in ("reader.onnx", "reader.npz", "lemmas.tsv.gz"):
        print(f"{name}: {(arguments.out / name).stat().st_size / 1e6:.2f} MB")


def _base_forms(vocabulary: list[str], known: set[str]) -> list[str]:
    """Words of the encoder's vocabulary that look like base forms: not a regular inflection of another one."""
    words = set(vocabulary) | known
    inflected = (
        any(regular_lemma(word, tag, words) for tag in REGULAR if tag != "VBN") and word not in known for word in vocabulary
    )
    bases = [word for word, is_inflected in zip(vocabulary, inflected, strict=True) if not is_inflected]
    return [word for word in bases if word in known or word + "e" not in known]  # "fir" would turn "fired" into a tree


if __name__ == "__main__":
    main()
