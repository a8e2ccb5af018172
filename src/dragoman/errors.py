"""Every error that Dragoman raises on purpose.

DragomanError
├── ArticleError           this article cannot be coded: counted, reported in its place, the run goes on
│   ├── MalformedArticle       not an article: broken JSON, no text, a field of the wrong type
│   └── ArticleTooLarge        longer than the coder takes
├── SourceError            this input cannot be used at all: the run stops
├── FetchError             this address was not fetched: the others go on
│   ├── AddressRefused         not a public web address: it was never contacted
│   ├── RobotsRefused          the site's robots.txt asks not to fetch it
│   ├── TooMuch                larger, slower or more tightly packed than an article can be
│   └── FetchFailed            the site could not be reached, or answered with an error
├── MissingExtra           an optional library is not installed; says which extra brings it
├── KnowledgeError         a table, pattern or lexicon file is wrong; names the file and line
├── ModelNotFound          the language model is missing or not readable
└── StoreError             the store cannot be opened, or is not ours
    ├── StoreBusy              another process holds it: later it can be opened
    └── DiskFull               there is no room to write: what was added before is safe
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


class FetchError(DragomanError):
    """This address was not fetched; the others are."""

    kind = "fetch"


class AddressRefused(FetchError):
    """Not a public web address; it was never contacted."""

    kind = "refused"


class RobotsRefused(FetchError):
    """The site's robots.txt asks not to fetch it; `is_passing` where the site cannot say now, and may later."""

    kind = "robots"

    def __init__(self, message: str, *, is_passing: bool = False):
        super().__init__(message)
        self.is_passing = is_passing


class TooMuch(FetchError):
    """Larger, slower or more tightly packed than an article can be; `is_slow` where a later try may help."""

    kind = "too_much"

    def __init__(self, message: str, *, is_slow: bool = False):
        super().__init__(message)
        self.is_slow = is_slow


class FetchFailed(FetchError):
    """The site could not be reached, or answered with an error; `status` is 0 where it did not answer at all.

    `retry_after` is how many seconds the site asks to be left alone, None where it does not say.
    """

    kind = "failed"

    def __init__(self, message: str, *, status: int = 0, retry_after: float | None = None):
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class MissingExtra(DragomanError):
    """An optional library is not installed."""

    kind = "extra"


class KnowledgeError(DragomanError):
    """A table, pattern or lexicon file is wrong."""

    kind = "knowledge"


class ModelNotFound(DragomanError):
    """The language model is missing or not readable."""

    kind = "model"


class StoreError(DragomanError):
    """The store cannot be opened, or is not a Dragoman store."""

    kind = "store"


class StoreBusy(StoreError):
    """Another process holds the store; later it can be opened."""

    kind = "busy"


class DiskFull(StoreError):
    """There is no room to write; what was added before is safe."""

    kind = "disk_full"
