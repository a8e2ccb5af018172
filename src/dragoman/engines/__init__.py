"""Many articles to coded articles, in order: in this process, or over watched worker processes."""

from dragoman.engines.local import Code, code_here, code_in_processes
from dragoman.engines.watched import Limit, Watched

__all__ = ["Code", "Limit", "Watched", "code_here", "code_in_processes"]
