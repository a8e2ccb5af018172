"""The contract says clearly what a reader does wrong."""

from dataclasses import replace

import pytest

from dragoman.language.check import ContractError, check_reader, sentence_problems, text_problems
from dragoman.records import Name, Sentence, Span

TEXT = "Rebels attack Aleppo"
GOOD = Sentence(
    span=Span(0, 20),
    words=("Rebels", "attack", "Aleppo"),
    starts=(0, 7, 14),
    lemmas=("rebel", "attack", "Aleppo"),
    tags=("NOUN", "VERB", "PROPN"),
    xpos=("NNS", "VBP", "NNP"),
    features=("Number=Plur", "", "Number=Sing"),
    heads=(1, -1, 1),
    relations=("nsubj", "root", "obj"),
    names=(Name(2, 3, "LOC"),),
)


def test_a_good_sentence_has_no_problems():
    assert [] == list(sentence_problems(TEXT, GOOD))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"heads": (-1, -1, 1), "relations": ("root", "root", "obj")}, "2 roots"),
        ({"heads": (2, -1, 0)}, "a cycle through token 0"),
        ({"heads": (1, -1, 7)}, "token 2 has head 7"),
        ({"relations": ("nsubj", "root", "root")}, "token 2 has head 1 and relation 'root'"),
        ({"relations": ("nsubj", "root", "dobj")}, "'dobj' is no UD relation"),
        ({"tags": ("NOUN", "VERB", "NNP")}, "'NNP' is no UPOS tag"),
        ({"starts": (0, 8, 14)}, "word 'attack' is said to start at 8, but there stands 'ttack '"),
        ({"span": Span(0, 21)}, "the span is 0:21, but the words go from 0 to 20"),
        ({"names": (Name(2, 4, "LOC"),)}, "name 2:4 is not inside the sentence"),
        ({"names": (Name(2, 3, "GPE"),)}, "name label 'GPE'"),
        ({"lemmas": ("rebel", "attack")}, "3 words but 2 lemmas"),
        ({"features": ("Plur", "", "")}, "features 'Plur'"),
    ],
)
def test_every_slip_is_named(change, problem):
    assert problem in " / ".join(sentence_problems(TEXT, replace(GOOD, **change)))


def test_a_letter_in_no_word_is_a_slip():
    assert "character 21 ('n') is in no word" in " / ".join(text_problems(TEXT + " now", [GOOD]))


def test_the_first_slip_is_raised_with_the_text_it_was_found_on():
    class Silent:
        def read(self, texts):
            return [[] for _ in texts]

        def annotate(self, sentences):
            return []

    with pytest.raises(ContractError, match=r"read\(\"Iran's foreign .*character 0 \('I'\) is in no word"):
        check_reader(Silent())
