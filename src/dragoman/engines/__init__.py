"""Many articles to coded articles, in order: in this process, or over watched worker processes."""

from dragoman.engines.local import LIMIT_SECONDS, Code, Given, code_here, code_in_processes
from dragoman.engines.watched import Watched

__all__ = ["LIMIT_SECONDS", "Code", "Given", "Watched", "code_here", "code_in_processes"]
