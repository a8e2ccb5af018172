"""Words and their context to places: a gazetteer that ships, and a ranking that knows what the document is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.places.documents import DocumentPlaces
    from dragoman.places.resolver import PlaceResolver, open_places

__all__ = ["DocumentPlaces", "PlaceResolver", "open_places"]

# Compiling the gazetteer imports this package where numpy is all there is, so the rest comes in when it is asked for.
_LATER = {"DocumentPlaces": "documents", "PlaceResolver": "resolver", "open_places": "resolver"}


def __getattr__(name: str) -> object:
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"dragoman.places.{_LATER[name]}"), name)
    raise AttributeError(f"module 'dragoman.places' has no attribute {name!r}")
