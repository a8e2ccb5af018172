"""spaCy pipelines as readers. They are trained here, within seconds, on a sentence or two: enough to have all parts."""

import pytest

from dragoman.errors import DragomanError
from dragoman.language import check_reader
from dragoman.language.check import tree_problems
from dragoman.records import Name

spacy = pytest.importorskip("spacy")

from spacy.training import Example  # noqa: E402

from dragoman.language.spacy_reader import SpacyReader, _Arcs, to_universal  # noqa: E402

# Words, tags, heads, UD relations, entities
LESSONS = (
    (
        ["Iran", "attacked", "Aleppo", "on", "Monday", "."],
        ["PROPN", "VERB", "PROPN", "ADP", "PROPN", "PUNCT"],
        [1, 1, 1, 4, 1, 1],
        ["nsubj", "ROOT", "obj", "case", "obl", "punct"],
        ["U-GPE", "O", "U-GPE", "O", "U-DATE", "O"],
    ),
    (
        ["Rebels", "met", "John", "Smith", "."],
        ["NOUN", "VERB", "PROPN", "PROPN", "PUNCT"],
        [1, 1, 1, 2, 1],
        ["nsubj", "ROOT", "obj", "flat", "punct"],
        ["O", "O", "B-PERSON", "L-PERSON", "O"],
    ),
)


def train(lessons):
    """A small pipeline that has learnt the lessons by heart."""
    spacy.util.fix_random_seed(0)
    pipeline = spacy.blank("en")
    for name in ("tagger", "morphologizer", "ner"):
        pipeline.add_pipe(name)
    pipeline.add_pipe("parser", config={"min_action_freq": 1})
    examples = [
        Example.from_dict(
            pipeline.make_doc(" ".join(words)),
            {
                "words": words,
                "tags": tags,
                "pos": tags,
                "morphs": [""] * len(words),
                "heads": heads,
                "deps": deps,
                "entities": names,
            },
        )
        for words, tags, heads, deps, names in lessons
    ]
    optimizer = pipeline.initialize(lambda: examples)
    for _ in range(20):
        pipeline.update(examples, sgd=optimizer)
    return pipeline


@pytest.fixture(scope="module")
def reader():
    return SpacyReader(train(LESSONS))


def test_it_keeps_the_contract(reader):
    check_reader(reader)


def test_a_pipeline_trained_on_universal_dependencies_is_taken_as_it_is(reader):
    [[sentence]] = reader.read(["Iran attacked  Aleppo on Monday ."])

    assert ("Iran", "attacked", "Aleppo", "on", "Monday", ".") == sentence.words
    assert (0, 5, 15, 22, 25, 32) == sentence.starts
    assert (1, -1, 1, 4, 1, 1) == sentence.heads
    assert ("nsubj", "root", "obj", "case", "obl", "punct") == sentence.relations
    assert (Name(0, 1, "LOC"), Name(2, 3, "LOC")) == sentence.names  # a date is no name


def test_given_words_are_kept_in_one_sentence(reader):
    [sentence] = reader.annotate([["Rebels", "met", ".", "Rebels", "met", "U.S.-led", "."]])

    assert ("Rebels", "met", ".", "Rebels", "met", "U.S.-led", ".") == sentence.words
    assert [] == list(tree_problems(sentence.heads, sentence.relations))


def converted(heads, relations, tags):
    arcs = _Arcs(
        [-1 if relation == "ROOT" else head for head, relation in zip(heads, relations, strict=True)], list(relations)
    )
    to_universal(arcs, tags)
    return arcs.heads, arcs.relations


def test_prepositions_become_cases():
    # Iran sent drones to Russia
    heads, relations = converted(
        [1, 1, 1, 1, 3], ["nsubj", "ROOT", "dobj", "prep", "pobj"], ["PROPN", "VERB", "NOUN", "ADP", "PROPN"]
    )

    assert [1, -1, 1, 4, 1] == heads
    assert ["nsubj", "ROOT", "obj", "case", "obl"] == relations


def test_the_agent_of_a_passive_is_marked():
    # Aleppo was hit by rebels
    heads, relations = converted(
        [2, 2, 2, 2, 3], ["nsubjpass", "auxpass", "ROOT", "agent", "pobj"], ["PROPN", "AUX", "VERB", "ADP", "NOUN"]
    )

    assert [2, 2, -1, 4, 2] == heads
    assert ["nsubj:pass", "aux:pass", "ROOT", "case", "obl:agent"] == relations


def test_predicates_become_heads_of_their_copulas():
    # Iran is ready
    heads, relations = converted([1, 1, 1], ["nsubj", "ROOT", "acomp"], ["PROPN", "AUX", "ADJ"])

    assert [2, 2, -1] == heads
    assert ["nsubj", "cop", "ROOT"] == relations


def test_conjuncts_hang_on_the_first_and_conjunctions_on_the_next():
    # Iran , Iraq and Syria
    heads, relations = converted(
        [0, 0, 0, 2, 2], ["ROOT", "punct", "conj", "cc", "conj"], ["PROPN", "PUNCT", "PROPN", "CCONJ", "PROPN"]
    )

    assert [-1, 0, 0, 4, 0] == heads
    assert ["ROOT", "punct", "conj", "cc", "conj"] == relations


def test_a_pipeline_with_clear_labels_is_turned_into_universal_dependencies():
    lesson = (
        ["Iran", "sent", "drones", "to", "Russia", "."],
        ["PROPN", "VERB", "NOUN", "ADP", "PROPN", "PUNCT"],
        [1, 1, 1, 1, 3, 1],
        ["nsubj", "ROOT", "dobj", "prep", "pobj", "punct"],
        ["U-GPE", "O", "O", "O", "U-GPE", "O"],
    )
    reader = SpacyReader(train([lesson]))
    [[sentence]] = reader.read(["Iran sent drones to Russia ."])

    assert (1, -1, 1, 4, 1, 1) == sentence.heads
    assert ("nsubj", "root", "obj", "case", "obl", "punct") == sentence.relations
    check_reader(reader)


def test_a_pipeline_without_parser_is_refused():
    with pytest.raises(DragomanError, match="parses no dependencies"):
        SpacyReader(spacy.blank("en")).read(["Iran"])
