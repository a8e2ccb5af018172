"""Event tables of the field (GDELT, ICEWS, POLECAT, PLOVER, Phoenix): their columns, and our events as their rows."""

from dragoman.interchange.tables.layouts import NO_ROW, Layout, layout_of, layouts, recognised
from dragoman.interchange.tables.published import geojson, gexf, jsonld, stix
from dragoman.interchange.tables.rows import WRITERS, flat_rows, header_of

__all__ = [
    "NO_ROW",
    "WRITERS",
    "Layout",
    "flat_rows",
    "geojson",
    "gexf",
    "header_of",
    "jsonld",
    "layout_of",
    "layouts",
    "recognised",
    "stix",
]
