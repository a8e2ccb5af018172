"""The reader that ships."""

import pytest

from dragoman.errors import ModelNotFound
from dragoman.language import Reader, check_reader, open_reader
from dragoman.language.check import sentence_problems
from dragoman.records import Name


@pytest.fixture(scope="module")
def reader():
    return open_reader()


def test_it_keeps_the_contract(reader):
    check_reader(reader)

    assert isinstance(reader, Reader)


def test_a_plain_sentence_is_read_right(reader):
    [[sentence]] = reader.read(["Iran's foreign minister met Angela Merkel in Berlin."])

    assert ("Iran", "'s", "foreign", "minister", "met", "Angela", "Merkel", "in", "Berlin", ".") == sentence.words
    assert (3, 0, 3, 4, -1, 4, 5, 8, 4, 4) == sentence.heads
    assert ("nmod:poss", "case", "amod", "nsubj", "root", "obj", "flat", "case", "obl", "punct") == sentence.relations
    assert "meet" == sentence.lemmas[4]
    assert (Name(0, 1, "LOC"), Name(5, 7, "PER"), Name(8, 9, "LOC")) == sentence.names


def test_given_words_are_kept(reader):
    [sentence] = reader.annotate([["Rebels", "attacked", "U.S.-led", "troops"]])

    assert ("Rebels", "attacked", "U.S.-led", "troops") == sentence.words
    assert (0, 7, 16, 25) == sentence.starts


def test_a_text_reads_the_same_whatever_it_is_read_with(reader):
    texts = ["The army denied the attack.", "Rebels " * 90, "No.", "Talks collapsed on Monday, officials said. " * 30]

    assert [reader.read([text])[0] for text in texts] == reader.read(texts)


def test_a_sentence_longer_than_the_network_takes_is_one_tree(reader):
    words = ["Iranian", "officials", "denied", "reports", ","] * 200
    [sentence] = reader.annotate([words])

    assert [] == list(sentence_problems(" ".join(words), sentence))


def test_an_empty_list_of_words_is_an_error_that_says_so(reader):
    with pytest.raises(ValueError, match="sentence 1 has no words"):
        reader.annotate([["a"], []])


def test_a_missing_model_says_what_is_missing(tmp_path):
    with pytest.raises(ModelNotFound, match=r"reader\.onnx, .* missing"):
        open_reader(tmp_path)
