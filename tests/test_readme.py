"""What the pages say is so: commands exist, links lead somewhere, the Python example runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman.cli import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_that_a_page_names_exists(page):
    named = set(re.findall(r"(?:^|`)dragoman ([a-z]+)", page.read_text(encoding="utf-8"), re.M))

    assert set() == named - set(main.list_commands(None))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_to_a_file_leads_to_one(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if not (page.parent / link).exists()]


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [] == [c for c in main.list_commands(None) if f"dragoman {c}" not in text]


def test_the_python_example_of_the_readme_runs(capsys):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", text, re.S)

    exec(compile(example, "README.md", "exec"), {})

    printed = capsys.readouterr().out
    assert "ACCUSE ['FRA']" in printed
    assert "denied negative" in printed


def test_every_make_target_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {t for page in PAGES for t in re.findall(r"`make ([a-z]+)`", page.read_text(encoding="utf-8"))}

    assert set() == named - targets
