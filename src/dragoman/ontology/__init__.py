"""PLOVER, CAMEO and GDELT codes as data, and the names by which they call the same event.

The tables stand beside this file as TSV. Nothing here reads text.
"""

from dragoman.ontology.codes import (
    CONTEXTS,
    MODES,
    SECTORS,
    TYPES,
    EventType,
    announced_type,
    cameo,
    cameo_quad_class,
    cameo_root,
    gdelt_root,
    needs_recipient,
    plover_of_cameo,
    quad_class,
    score,
)

__all__ = [
    "CONTEXTS",
    "MODES",
    "SECTORS",
    "TYPES",
    "EventType",
    "announced_type",
    "cameo",
    "cameo_quad_class",
    "cameo_root",
    "gdelt_root",
    "needs_recipient",
    "plover_of_cameo",
    "quad_class",
    "score",
]
