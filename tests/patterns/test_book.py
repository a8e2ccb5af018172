"""The knowledge files are checked when read, and compiled so that they load fast."""

import gc
import time

import pytest

from dragoman.errors import KnowledgeError
from dragoman.patterns.book import KNOWLEDGE, compile_book, open_book, read_sources

GOOD = """
type = "AID"
about = "help"
[[pattern]]
verbs = ["donate"]
recipient = "to"
yes = [{ text = "Japan donated tents to Nepal.", actor = "JPN", recipient = "NPL" }]
"""


def folder_with(tmp_path, text):
    (tmp_path / "aid.toml").write_text(text)
    return tmp_path


def test_the_files_that_ship_are_in_order():
    book, examples = read_sources()

    assert len(book.patterns) > 100
    assert {p.name for p in book.patterns} >= {e.pattern for e in examples}


def test_every_pattern_has_a_sentence_that_it_codes():
    book, examples = read_sources()
    proven = {example.pattern for example in examples if example.expected is not None}

    assert [] == sorted({p.name for p in book.patterns} - proven)


def test_the_compiled_book_is_the_book(tmp_path):
    compiled = tmp_path / "patterns.json"
    from_sources = compile_book(KNOWLEDGE, compiled)

    assert from_sources == open_book(KNOWLEDGE, compiled)


def test_a_changed_source_is_compiled_anew(tmp_path):
    compiled, folder = tmp_path / "patterns.json", folder_with(tmp_path, GOOD)
    compile_book(folder, compiled)
    folder_with(tmp_path, GOOD.replace("donate", "lend"))

    assert ("lend",) == open_book(folder, compiled).patterns[0].verbs


def test_the_compiled_book_loads_in_a_blink(tmp_path):
    compiled = tmp_path / "patterns.json"
    compile_book(KNOWLEDGE, compiled)
    gc.disable()  # a collection would count all that other tests left
    start = time.process_time()
    open_book(KNOWLEDGE, compiled)
    taken = time.process_time() - start
    gc.enable()

    # some 20 ms of the core, whatever else the machine does
    assert taken < 0.05


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('type = "AID"', 'type = "HELP"', "no PLOVER type"),
        ('verbs = ["donate"]', "", "needs verbs, nouns or adjectives"),
        ('recipient = "to"', 'recipeint = "to"', "no such field: recipeint"),
        ('recipient = "to"', 'mode = "aerial"', "has no mode 'aerial'"),
        ('recipient = "to"', 'needs = { object = ["@nothing"] }', "there is no class @nothing"),
        ('recipient = "to"', 'contexts = ["charity"]', "no PLOVER context"),
        ('actor = "JPN"', 'who = "JPN"', "an example has text"),
        ('about = "help"', "about = help", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path, old, new, words):
    with pytest.raises(KnowledgeError, match=words) as caught:
        read_sources(folder_with(tmp_path, GOOD.replace(old, new)))

    assert str(caught.value).startswith("aid.toml")
