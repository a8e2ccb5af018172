"""Every error that Dragoman raises on purpose.

DragomanError
├── ArticleError           this article cannot be coded: counted, reported in its place, the run goes on
│   ├── MalformedArticle       not an article: broken JSON, no text, a field of the wrong type
│   └── ArticleTooLarge        longer than the coder takes
├── SourceError            this input cannot be used at all: the run stops
├── KnowledgeError         a table, pattern or lexicon file is wrong; names the file and line
├── ModelNotFound          the language model is missing or not readable
└── StoreError             the store cannot be opened, or is not ours
"""

from __future__ import annotations


class DragomanError(Exception):
    """Base of all errors that Dragoman raises on purpose. The message says what to do next."""

    kind = "error"


class ArticleError(DragomanError):
    """This article cannot be coded; the others can."""

    kind = "article"


class MalformedArticle(ArticleError):
    """The input is not an article."""

    kind = "malformed"


class ArticleTooLarge(ArticleError):
    """The article is longer than the coder takes."""

    kind = "too_large"


class SourceError(DragomanError):
    """The input cannot be used at all."""

    kind = "source"


class KnowledgeError(DragomanError):
    """A table, pattern or lexicon file is wrong."""

    kind = "knowledge"


class ModelNotFound(DragomanError):
    """The language model is missing or not readable."""

    kind = "model"


class StoreError(DragomanError):
    """The store cannot be opened, or is not a Dragoman store."""

    kind = "store"
