"""Sentences of a text, as ranges of characters."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.language.segment import LONGEST_SENTENCE, cuts, segment, split_words

# Each text with its sentences parted by a bar.
NEWS = (
    "Gen. Ali Hassan met Mr. Wu.|They talked about U.S. Treasury bonds.",
    "He lives in the U.S.|She does not.",
    "LIMA --|A court in Peru freed him.",
    "LIMA (Agency) :|The court freed him.",
    "Lima, March 8 (Agency)|The court freed him.",
    "UNITED NATIONS:|Peru left the council.",
    "BAGHDAD (Reuters) -|Two rockets hit the base on Jan. 25.|Nobody was hurt.",
    "“We will not go,” he said.|“They must leave first.”",
    '"Who asked?" the minister said.',
    "It is against Resolution No. 3 of the council.|No.|It is not.",
    "Talks failed (see below).|Prices rose by 3.5 percent.",
    "He resigned at 5 p.m. on Monday.|His deputy, John F. Cole, took over.",
    "Wait... what did he say?!|Nothing.",
    "Rep. Scott (D-Va.) was there.|So was Sen. Reed.",
    "Two men were killed, police said.The army denied it.",
)


@pytest.mark.parametrize("marked", NEWS)
def test_sentences_of_news(marked):
    text = marked.replace("|", " ")

    assert marked.replace("said.The", "said.|The").split("|") == sentences(text)


def sentences(text):
    return [text[start:end] for start, end in segment(text)]


def test_a_blank_line_always_ends_a_sentence():
    assert ["Army denies attack", "The army said no", "more."] == sentences(
        "Army denies attack\n\nThe army said no\r\n\r\nmore."
    )


def test_a_headline_on_its_own_line_is_a_sentence():
    text = "Army denies attack on village\nThe army denied on Monday that it had attacked a village in the north."

    assert ["Army denies attack on village", text[30:]] == sentences(text)


def test_a_wrapped_line_is_not_the_end_of_a_sentence():
    text = (
        "The foreign minister told reporters in the capital on Monday that\n"
        "the government would not accept the proposal of the council, and\n"
        "that it would withdraw from the talks unless the blockade ended.\n"
        "He left the same day."
    )

    assert [text[: text.index("He left") - 1], "He left the same day."] == sentences(text)


def test_bullets_begin_sentences():
    assert ["Demands:", "• Open the border", "• Free the prisoners"] == sentences(
        "Demands:\n• Open the border\n• Free the prisoners"
    )


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\u200b\x00\x07"])
def test_a_text_without_words_has_no_sentences(text):
    assert [] == list(split_words(text))


@given(st.text(st.characters(), max_size=200))
def test_every_letter_is_in_one_sentence_and_sentences_are_in_order(text):
    rows = list(split_words(text))

    starts = [start for _, row in rows for start in row]
    covered = {
        place
        for words, row in rows
        for word, start in zip(words, row, strict=True)
        for place in range(start, start + len(word))
    }
    assert starts == sorted(starts)
    assert not {place for place, character in enumerate(text) if character.isalnum()} - covered


def test_an_endless_sentence_is_cut_at_its_marks():
    words = (["word"] * 99 + [","]) * 20

    assert all(words[last - 1] == "," for _, last in cuts(words))


@pytest.mark.parametrize("unit", ["word ", "x", "(", "Word. ", '"', "\n", "• ", ". ", "a line of words\n"])
def test_a_mass_of_anything_takes_seconds_at_most_and_gives_short_sentences(unit):
    text = unit * (200_000 // len(unit))
    began = time.perf_counter()

    assert all(len(words) <= LONGEST_SENTENCE for words, _ in split_words(text))
    assert time.perf_counter() - began < 20  # about a second; quadratic time would be hours
