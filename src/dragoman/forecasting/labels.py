"""The quad class of a relation by its name: a PLOVER type, a CAMEO code, or the label that CAMEO gives the code."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from dragoman.forecasting.history import Integers
from dragoman.ontology import codes

# The first words of CAMEO's labels, by class; everything else is material conflict.
VERBAL_COOPERATION = (
    "make|express|appeal|consult|discuss|meet|host|mediate|engage in negotiation|engage in diplomatic|consider|decline|deny|"
    "acknowledge|praise|defend|rally support|grant diplomatic|apologize|forgive|sign|engage in symbolic"
)
MATERIAL_COOPERATION = (
    "cooperate|engage in material|engage in judicial|share|provide|grant asylum|accede|ease|return|yield|declare truce|"
    "demobilize|retreat|receive|allow"
)
VERBAL_CONFLICT = (
    "investigate|demand|accuse|criticize|complain|rally opposition|bring lawsuit|find guilty|reject|refuse|"
    "veto|defy|threaten|give ultimatum"
)
_BY_CLASS = [re.compile(f"(?:{words})") for words in (VERBAL_COOPERATION, MATERIAL_COOPERATION, VERBAL_CONFLICT)]
_CODE = re.compile(r"\d{2,4}[a-z]?")


def quad_class_of(label: str) -> int:
    """The quad class of a relation's name, 1 to 4.

    >>> [quad_class_of(name) for name in ("Make_a_visit", "Provide aid", "ACCUSE", "190", "Use conventional military force")]
    [1, 2, 3, 4, 4]
    """
    if label in codes.TYPES:
        return codes.quad_class(label)
    if _CODE.fullmatch(label):
        return codes.cameo_quad_class(label)
    words = label.replace("_", " ").lower()
    return next((number + 1 for number, pattern in enumerate(_BY_CLASS) if pattern.match(words)), 4)


def quad_classes_of(labels: Sequence[str]) -> Integers:
    """The quad classes of relations by their names."""
    return np.array([quad_class_of(label) for label in labels], np.int64)
