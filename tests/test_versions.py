"""A store notes which coder made its records, so that it knows which articles to code again."""

from __future__ import annotations

import re

from dragoman import versions


def test_the_version_names_package_and_knowledge():
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\+[0-9a-f]{12}", versions.coder_version())
    assert versions.coder_version() == versions.coder_version()


def test_the_fingerprint_follows_from_names_and_contents(tmp_path, monkeypatch):
    monkeypatch.setattr(versions, "PACKAGE", tmp_path)
    (tmp_path / "a.tsv").write_text("IRQ\tIraq\n")
    (tmp_path / "b.tsv").write_text("IRQ\tIraq\n")
    first, second = ([tmp_path / name] for name in ("a.tsv", "b.tsv"))

    assert versions.fingerprint(first) == versions.fingerprint(first)
    assert versions.fingerprint(first) != versions.fingerprint(second)
    before = versions.fingerprint(first)
    (tmp_path / "a.tsv").write_text("IRQ\tIrak\n")
    assert before != versions.fingerprint(first)


def test_tables_and_model_count_and_what_is_built_from_them_does_not():
    names = {path.relative_to(versions.PACKAGE).as_posix() for path in versions.knowledge_files()}

    assert {"coder.py", "ontology/types.tsv", "data/reader/reader.onnx"} <= names
    assert not names & {"data/patterns.json", "data/gazetteer.npz", "cli/__init__.py"}
