"""A token in its tree, as its author commits to it: negated, future, hypothetical, historical, how far so."""

from dragoman.modality.lexicon import Lexicon, Predicate, PredicateClass, open_lexicon
from dragoman.modality.status import Status, status

__all__ = ["Lexicon", "Predicate", "PredicateClass", "Status", "open_lexicon", "status"]
