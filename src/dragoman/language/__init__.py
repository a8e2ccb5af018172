"""Text to sentences: the only room that knows English grammar and the language model.

| module | holds |
|---|---|
| `reader` | what a reader is |
| `onnx_reader` | the reader that ships, and `open_reader` |
| `spacy_reader` | spaCy pipelines as readers |
| `check` | the contract that anybody can run on a reader |
| `segment`, `tokens` | text to sentences and words |
| `pieces`, `trees`, `names`, `lemma` | what the shipped reader is made of |
| `tree` | a sentence's tree and the questions asked of it |
| `conllu` | CoNLL-U in and out |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.language.reader import Reader
from dragoman.language.tree import Tree

if TYPE_CHECKING:
    from dragoman.language.check import check_reader
    from dragoman.language.onnx_reader import open_reader

__all__ = ["Reader", "Tree", "check_reader", "open_reader"]


def __getattr__(name: str) -> Any:
    # Loaded when first asked for: numpy and onnxruntime take longer to import than `dragoman --help` may take.
    if name == "open_reader":
        from dragoman.language.onnx_reader import open_reader

        return open_reader
    if name == "check_reader":
        from dragoman.language.check import check_reader

        return check_reader
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
