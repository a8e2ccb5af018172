"""How two actors deal with each other, window by window, and how sure that is."""

from dragoman.relations.graph import as_gexf
from dragoman.relations.plot import as_svg, write_plot
from dragoman.relations.relation import Relation, relations
from dragoman.relations.windows import Window, windows

__all__ = ["Relation", "Window", "as_gexf", "as_svg", "relations", "windows", "write_plot"]
