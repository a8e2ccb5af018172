"""Text to sentences: the only room that knows English grammar and the language model."""
