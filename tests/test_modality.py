"""What the author of a sentence commits to: polarity, auxiliary modes and degree, on sentences of our own."""

from __future__ import annotations

from functools import cache

import pytest

from dragoman.language import open_reader
from dragoman.language.tree import Tree
from dragoman.modality import Lexicon, Status, open_lexicon, status

reader = cache(open_reader)


def status_of(text: str, word: str, **options: int | None) -> Status:
    (sentences,) = reader().read([text])
    for sentence in sentences:
        if word in sentence.words:
            return status(Tree(sentence), sentence.words.index(word), **options)  # type: ignore[arg-type]
    raise AssertionError(f"{word} is not in {text}")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The army shelled the village.", "shelled"),
        ("The army managed to take the bridge.", "take"),
        ("The court forced the minister to resign.", "resign"),
        ("The general admitted that his men had looted the shop.", "looted"),
        ("Nobody noticed that the guard had left.", "left"),
        ("After the navy sank the boat, prices rose.", "sank"),
        ("The guards, who beat the prisoners, were not punished.", "beat"),
    ],
)
def test_the_author_commits_to_it(text: str, word: str):
    found = status_of(text, word)

    assert ("positive", ()) == (found.polarity, found.auxiliary)
    assert found.factuality >= 2.0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The army did not shell the village.", "shell"),
        ("The army never shelled the village.", "shelled"),
        ("No soldier fired at the crowd.", "fired"),
        ("The army refused to leave the town.", "leave"),
        ("The guards failed to stop the thief.", "stop"),
        ("The jets left without bombing the bridge.", "bombing"),
        ("The alleged attack never took place.", "attack"),
    ],
)
def test_the_author_says_that_it_is_not_so(text: str, word: str):
    found = status_of(text, word)

    assert "negative" == found.polarity
    assert "negation" in found.auxiliary
    assert found.factuality <= -1.0


def test_two_negations_say_that_it_is_so():
    assert "positive" == status_of("The guards did not fail to stop the thief.", "stop").polarity


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The army will leave the town.", "leave"),
        ("The army is going to leave the town.", "leave"),
        ("The army plans to leave the town.", "leave"),
        ("The army is expected to leave the town.", "leave"),
        ("The plan to leave the town angered the mayor.", "leave"),
        ("The planned withdrawal angered the mayor.", "withdrawal"),
        ("The army is leaving on Friday.", "leaving"),
        ("The minister is meeting the rebels next week.", "meeting"),
    ],
)
def test_it_lies_ahead(text: str, word: str):
    found = status_of(text, word)

    assert "future" in found.auxiliary
    assert found.happened < 1.0


@pytest.mark.parametrize("text", ["The rivals are meeting in Mecca.", "The king is visiting Turkey this week."])
def test_a_meeting_goes_on_as_it_is_told(text: str):
    found = status_of(text, "meeting" if "meeting" in text else "visiting")

    assert "future" not in found.auxiliary


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The army may leave the town.", "leave"),
        ("If the army leaves the town, the rebels win.", "leaves"),
        ("Unless the army leaves, the rebels will attack.", "attack"),
        ("Did the army leave the town?", "leave"),
        ("The army should leave the town.", "leave"),
        ("The army would have left the town.", "left"),
    ],
)
def test_it_is_only_thought_of(text: str, word: str):
    found = status_of(text, word)

    assert "hypothetical" in found.auxiliary
    assert found.factuality < 1.5


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The mayor said the army had left.", "left"),
        ("The army left, the mayor said.", "left"),
        ("According to the mayor, the army left.", "left"),
        ("The army reportedly left.", "left"),
        ("The alleged attack angered the mayor.", "attack"),
    ],
)
def test_what_is_only_reported_is_committed_to_less(text: str, word: str):
    found = status_of(text, word)

    assert found.reported
    assert found.factuality <= 2.0


def test_a_denial_by_others_leaves_the_author_uncommitted():
    found = status_of("The army denied that it had left the town.", "left")

    assert ((), True) == (found.auxiliary, abs(found.factuality) <= 1.0)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The army invaded the island in 1974.", "invaded"),
        ("The village marked the anniversary of the massacre.", "massacre"),
        ("The army burned the town two decades ago.", "burned"),
    ],
)
def test_a_distant_date_makes_it_historical(text: str, word: str):
    assert "historical" in status_of(text, word, year=2015).auxiliary


def test_last_year_is_not_history():
    assert "historical" not in status_of("The army invaded the island in 2014.", "invaded", year=2015).auxiliary


def test_seen_from_the_source_the_reporting_words_do_not_count():
    (sentences,) = reader().read(["The mayor claimed that the army had left."])
    tree = Tree(sentences[0])
    left = sentences[0].words.index("left")

    assert 3.0 == status(tree, left, under=left).factuality
    assert status(tree, left).factuality < 1.0


def test_every_status_tells_why():
    assert ("bar: refused",) == status_of("The army refused to leave the town.", "leave").why


def test_a_lexicon_word_has_its_class_by_complement():
    lexicon = open_lexicon()

    assert "promise" == lexicon.look_up("agree", "verbs", "to").of.name  # type: ignore[union-attr]
    assert "say" == lexicon.look_up("agree", "verbs", "that").of.name  # type: ignore[union-attr]


def words_of_class(lexicon: Lexicon, name: str, text: str) -> bool:
    """Whether the word in brackets has the class with the complement that it has in this sentence."""
    from dragoman.modality.clauses import predicate_over

    word = text.split("[")[1].split("]")[0]
    (sentences,) = reader().read([text.replace("[", "").replace("]", "")])
    for sentence in sentences:
        tree = Tree(sentence)
        for token in range(len(tree)):
            if tree.word(token) == word:
                readings = [predicate_over(tree, lexicon, token, child) for child in tree.children(token)]
                readings += [predicate_over(tree, lexicon, token, c) for c in [tree.head(token)] if c >= 0]
                if any(r is not None and r.of.name == name for r in readings):
                    return True
    return False


def test_most_examples_of_the_lexicon_hold():
    lexicon = open_lexicon()
    holding = [(name, text) for name, text, holds in lexicon.examples if holds]
    wrong = [example for example in holding if not words_of_class(lexicon, *example)]

    assert len(wrong) <= 0.25 * len(holding), wrong
