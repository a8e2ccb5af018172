"""Measures: quality on the answer key and the development sets, speed and memory. Never imported by the package."""
