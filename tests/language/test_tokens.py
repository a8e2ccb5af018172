"""Words of a text, in the conventions of the UD English treebanks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.language.tokens import knowledge, tokenize

CASES = [case for table in knowledge().values() for case in (*table["yes"], *table["no"])]


@pytest.mark.parametrize("case", CASES)
def test_every_list_keeps_its_own_cases(case):
    text, *expected = case.split(" | ")

    assert expected == tokenize(text)[0]


def test_offsets_count_from_the_beginning_of_the_text():
    text = "He left. Iran's envoy can't."

    assert (["Iran", "'s", "envoy", "ca", "n't", "."], [9, 13, 16, 22, 24, 27]) == tokenize(text, 9)


def test_only_the_end_of_a_sentence_parts_a_full_stop_from_an_abbreviation_of_common_words():
    assert ["on", "Sept.", "11"] == tokenize("on Sept. 11")[0]
    assert ["in", "Sept", "."] == tokenize("in Sept.")[0]
    assert ["in", "the", "U.S."] == tokenize("in the U.S.")[0]


@given(st.text(st.characters(), max_size=60))
def test_words_stand_where_they_are_said_to_stand_and_leave_no_letter_out(text):
    words, starts = tokenize(text)

    covered = {place for word, start in zip(words, starts, strict=True) for place in range(start, start + len(word))}
    assert [text[start : start + len(word)] for word, start in zip(words, starts, strict=True)] == words
    assert starts == sorted(starts)
    assert not {place for place, character in enumerate(text) if character.isalnum()} - covered


def test_control_characters_and_zero_width_spaces_are_in_no_word():
    assert ["a", "b", "c"] == tokenize("a\x00b\u200b\x07 c")[0]


@pytest.mark.parametrize("unit", ["a", "a-", "a.", "1,", "'", "http://", "@", "."])
def test_a_megabyte_without_a_blank_takes_seconds_at_most(unit):
    text = unit * (1_000_000 // len(unit))
    began = time.perf_counter()
    words, _ = tokenize(text)

    assert text == "".join(words)
    assert time.perf_counter() - began < 10  # about one second; quadratic time would be hours
