"""Words and a date to actors: tables, the coding of phrases, and the memory of a document."""

from dragoman.actors.document import DocumentActors
from dragoman.actors.resolve import ActorResolver, open_actors

__all__ = ["ActorResolver", "DocumentActors", "open_actors"]
