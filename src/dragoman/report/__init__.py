"""Coded articles to a page that people read."""

from dragoman.report.brief import Brief, brief_on, make_brief
from dragoman.report.layout import brief_as_markdown, brief_as_text

__all__ = ["Brief", "brief_as_markdown", "brief_as_text", "brief_on", "make_brief"]
