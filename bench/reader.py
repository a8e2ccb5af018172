"""How fast the reader is: `python bench/reader.py [--out results.json]`, from raw text, beside a spaCy CNN pipeline.

Every contender runs in a process of its own, held to as many cores as it is measured on. Rounds are taken in turn so
that a busy machine is busy for all; the best round counts. Tokens a second of the core's own time are given too: they
hardly depend on what else the machine is doing, and the comparison with spaCy is made in them.

The spaCy pipeline has the components and sizes of its small English models (a shared CNN of width 96, tagger,
morphologizer, trainable lemmatizer, parser, and ner with a CNN of its own). It is trained here for a few steps on a
development treebank, since its speed does not depend on how good it is.

DRAGOMAN_DATA names the folder with `claims/polnear` and `treebanks`; without it, the texts are those of `examples/` and
spaCy is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "src/dragoman/data/reader"
FP32 = ("build/reader/reader.fp32.onnx", "build/reader.fp32.onnx")
ROUNDS = 3
Read = Callable[[list[str]], int]


# --- texts -------------------------------------------------------------------------------------------------------


def load_texts(most: int) -> list[str]:
    """The articles that are read."""
    data = os.environ.get("DRAGOMAN_DATA")
    files = [Path(data) / "claims/polnear/dev.jsonl"] if data else sorted((ROOT / "examples").rglob("*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = [text for line in lines if (text := json.loads(line).get("text"))][:most]
    if not texts:
        raise SystemExit("no texts: set DRAGOMAN_DATA to the development data, or add articles to examples/")
    return texts


# --- contenders ----------------------------------------------------------------------------------------------------


def open_ours(model: str | None, threads: int) -> Read:
    """The shipped reader, or the same with another ONNX file."""
    from dragoman.language.onnx_reader import MODEL_FOLDER, OnnxReader

    reader = OnnxReader(MODEL_FOLDER, model=Path(model) if model else None, threads=threads)
    return lambda texts: sum(len(sentence.words) for text in texts for sentence in reader.read([text])[0])


def open_cnn(path: str) -> Read:
    """The spaCy pipeline in a folder."""
    import spacy

    pipeline = spacy.load(path)
    return lambda texts: sum(len(doc) for doc in pipeline.pipe(texts, batch_size=32))


def train_cnn(treebanks: Path, folder: Path) -> None:
    """A spaCy CNN pipeline of the usual shape, trained for a few steps."""
    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example

    from dragoman.language.conllu import read_sentences

    spacy.util.fix_random_seed(0)
    pipeline = spacy.blank("en")
    encoder = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [5000, 1000, 2500, 2500],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}
    tagging = {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}
    parsing = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": listener,
    }
    pipeline.add_pipe("tok2vec", config={"model": encoder})
    for name in ("tagger", "morphologizer", "trainable_lemmatizer"):
        pipeline.add_pipe(name, config={"model": tagging})
    pipeline.add_pipe("parser", config={"model": parsing})
    pipeline.add_pipe("ner", config={"model": {**parsing, "state_type": "ner", "tok2vec": encoder}})
    examples = []
    for sentence in read_sentences(treebanks / "UD_English-EWT/en_ewt-ud-dev.conllu.gz")[:1200]:
        words = list(sentence.words)
        heads = [token if head < 0 else head for token, head in enumerate(sentence.heads)]
        gold = Doc(
            pipeline.vocab,
            words=words,
            tags=list(sentence.xpos),
            pos=list(sentence.tags),
            morphs=list(sentence.features),
            lemmas=list(sentence.lemmas),
            heads=heads,
            deps=["ROOT" if relation == "root" else relation for relation in sentence.relations],
            ents=["B-PER" if tag == "PROPN" else "O" for tag in sentence.tags],
        )
        examples.append(Example(Doc(pipeline.vocab, words=words), gold))
    optimizer = pipeline.initialize(lambda: examples)
    for _ in range(2):
        for start in range(0, len(examples), 60):
            pipeline.update(examples[start : start + 60], sgd=optimizer)
    pipeline.to_disk(folder)


# --- one measurement, in a process of its own ------------------------------------------------------------------------


def peak_memory_mb() -> float:
    """The most memory that this process held. Not `ru_maxrss`: that one also counts the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(kind: str, source: str | None, cores: int, texts: list[str]) -> dict[str, float]:
    """Start-up, tokens a second and memory of one contender."""
    began = time.perf_counter()
    read = open_cnn(str(source)) if kind == "spacy" else open_ours(source, cores)
    read(["The minister spoke."])
    start_up = time.perf_counter() - began
    read(texts[:3])
    began, used = time.perf_counter(), time.process_time()
    tokens = read(texts)
    seconds, used = time.perf_counter() - began, time.process_time() - used
    memory = peak_memory_mb()
    return {
        "tokens": tokens,
        "tokens_per_second": tokens / seconds,
        "tokens_per_cpu_second": tokens / used,
        "start_up_s": start_up,
        "memory_mb": memory,
    }


_read: Read | None = None


def _open_worker() -> None:
    global _read
    _read = open_ours(None, 1)
    _read(["The minister spoke."])


def _work(texts: list[str]) -> int:
    assert _read is not None
    return _read(texts)


def measure_processes(count: int, texts: list[str]) -> dict[str, float]:
    """Tokens a second of the shipped reader in several processes of one thread each."""
    with ProcessPoolExecutor(count, initializer=_open_worker) as pool:
        list(pool.map(_work, [texts[:3]] * count * 2))
        began = time.perf_counter()
        tokens = sum(pool.map(_work, [[text] for text in texts]))
        seconds = time.perf_counter() - began
    return {"tokens": tokens, "tokens_per_second": tokens / seconds}


def run_apart(kind: str, source: str | None, cores: int, most: int) -> dict[str, float]:
    """The measurement of `measure`, taken in a fresh process on so many cores."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), str(cores))
    command = [sys.executable, __file__, "--only", kind, "--cores", str(cores), "--articles", str(most)]
    command += ["--source", source] if source else []
    paths = f"{ROOT / 'src'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, **one_thread, "PYTHONPATH": paths}
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def best(rounds: Iterable[dict[str, float]]) -> dict[str, float]:
    """The best that was seen of every figure: the most tokens, the least time and memory."""
    rounds = list(rounds)
    most = ("tokens", "tokens_per_second", "tokens_per_cpu_second")
    return {key: (max if key in most else min)(one[key] for one in rounds) for key in rounds[0]}


def contenders(scratch: Path) -> dict[str, tuple[str, str | None, int]]:
    """Every contender there is here: name to (kind, source, cores)."""
    found: dict[str, tuple[str, str | None, int]] = {"int8, 1 core": ("ours", None, 1)}
    fp32 = next((ROOT / path for path in FP32 if (ROOT / path).is_file()), None)
    if fp32:
        found["fp32, 1 core"] = ("ours", str(fp32), 1)
    found["int8, 2 processes"] = ("processes", None, 2)
    data = os.environ.get("DRAGOMAN_DATA")
    try:
        import spacy  # noqa: F401
    except ImportError:
        return found
    if data:
        train_cnn(Path(data) / "treebanks", scratch)
        found["spaCy CNN, 1 core"] = ("spacy", str(scratch), 1)
    return found


COLUMNS = {
    "tokens_per_second": "{:.0f}",
    "tokens_per_cpu_second": "{:.0f}",
    "start_up_s": "{:.2f}",
    "memory_mb": "{:.0f}",
}


def report(results: dict[str, dict[str, float]]) -> str:
    """The results as a table."""
    lines = ["| reader | tokens/s | tokens/CPU s | start-up s | memory MB |", "|---|---|---|---|---|"]
    for name, figures in results.items():
        shown = [form.format(figures[key]) if key in figures else "-" for key, form in COLUMNS.items()]
        lines.append(f"| {name} | {' | '.join(shown)} |")
    ours = results["int8, 1 core"]
    size = sum(file.stat().st_size for file in MODEL.iterdir()) / 1e6
    lines.append(f"\nModel folder: {size:.1f} MB. {ours['tokens']:.0f} tokens a round, best of {ROUNDS}.")
    cnn = results.get("spaCy CNN, 1 core")
    if cnn:
        share = ours["tokens_per_cpu_second"] / cnn["tokens_per_cpu_second"]
        lines.append(f"int8 / CNN, by the core's own time: {share:.2f}")
    return "\n".join(lines)


def main() -> None:
    """Measure all contenders in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", choices=("ours", "spacy", "processes"), help=argparse.SUPPRESS)
    parser.add_argument("--source", help=argparse.SUPPRESS)
    parser.add_argument("--cores", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
        texts = load_texts(options.articles)
        several = options.only == "processes"
        figures = (
            measure_processes(options.cores, texts)
            if several
            else measure(options.only, options.source, options.cores, texts)
        )
        print(json.dumps(figures))
        return
    sys.path.insert(0, str(ROOT / "src"))
    with tempfile.TemporaryDirectory() as scratch:
        found = contenders(Path(scratch))
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in found}
        for _ in range(ROUNDS):
            for name, (kind, source, cores) in found.items():
                rounds[name].append(run_apart(kind, source, cores, options.articles))
    results = {name: best(taken) for name, taken in rounds.items()}
    print(report(results))
    if options.out:
        options.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
