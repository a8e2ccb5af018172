"""The contract of a reader, as a function that anybody can run on theirs: `check_reader(my_reader)`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.errors import DragomanError
from dragoman.language.reader import Reader
from dragoman.records import Sentence

# fmt: off
UPOS = frozenset((
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
))
RELATIONS = frozenset((
    "acl", "advcl", "advmod", "amod", "appos", "aux", "case", "cc", "ccomp", "clf", "compound", "conj", "cop",
    "csubj", "dep", "det", "discourse", "dislocated", "expl", "fixed", "flat", "goeswith", "iobj", "list", "mark",
    "nmod", "nsubj", "nummod", "obj", "obl", "orphan", "parataxis", "punct", "reparandum", "root", "vocative",
    "xcomp",
))
# fmt: on
NAME_LABELS = frozenset(("PER", "ORG", "LOC", "MISC"))
COLUMNS = ("starts", "lemmas", "tags", "xpos", "features", "heads", "relations")

# Plain news first, then what has broken readers before.
TEXTS = (
    "Iran's foreign minister said on Tuesday that U.S.-led air-strikes killed 40.\n\n“We won’t accept it,” he said.",
    "BAGHDAD (Reuters) - Two rockets hit the Green Zone.\nNobody was hurt, Gen. Ali Hassan said at 5 a.m.",
    "",
    " \n\t\n ",
    "No",
    "?!",
    "\ud83d lone \udc00 surrogates \u0000\u0007 and controls.",
    "Zażółć 🇺🇦 👍🏽 ünïcödé — «нет», said 王毅.",
    "(" * 300 + "deep" + ")" * 300,
    "word " * 1500,
    "x" * 20_000,
)
GIVEN = (
    ("Iran", "denied", "sending", "drones", "to", "Russia", "."),
    ("Stop",),
    ("\udc00", "..", "\u200b", "a b"),
    ("word",) * 700,
)


class ContractError(DragomanError):
    """A reader breaks the contract; the message says where and how."""

    kind = "contract"


def check_reader(reader: Reader) -> None:
    """Nothing if the reader keeps the contract; else a `ContractError` that says what is wrong, and on which text."""
    read = reader.read(TEXTS)
    if len(read) != len(TEXTS):
        raise ContractError(
            f"read() got {len(TEXTS)} texts and gave {len(read)} lists: one list for each text, in order"
        )
    for text, sentences in zip(TEXTS, read, strict=True):
        for problem in text_problems(text, sentences):
            raise ContractError(f"read({text[:60]!r}): {problem}")
    if reader.read([]) != []:
        raise ContractError("read([]) must give []")
    if [list(one) for one in reader.read([TEXTS[0]])] != [list(read[0])]:
        raise ContractError("read() must give the same sentences for a text whatever other texts it is read with")
    _check_annotate(reader)


def _check_annotate(reader: Reader) -> None:
    annotated = reader.annotate(GIVEN)
    if len(annotated) != len(GIVEN):
        raise ContractError(f"annotate() got {len(GIVEN)} sentences and gave {len(annotated)}: one for each, in order")
    for words, sentence in zip(GIVEN, annotated, strict=True):
        if tuple(sentence.words) != words:
            raise ContractError(
                f"annotate({words[:8]!r}): the words must be kept as given, found {sentence.words[:8]!r}"
            )
        for problem in sentence_problems(" ".join(words), sentence):
            raise ContractError(f"annotate({words[:8]!r}): {problem}")
    if reader.annotate([]) != []:
        raise ContractError("annotate([]) must give []")


def text_problems(text: str, sentences: Sequence[Sentence]) -> Iterator[str]:
    """What is wrong with the sentences of a text; nothing if all is well."""
    end = 0
    for number, sentence in enumerate(sentences):
        if sentence.span.in_title:
            yield f"sentence {number}: span.in_title must be false, the coder sets it"
        if sentence.span.start < end:
            yield f"sentence {number} starts at {sentence.span.start}, before the one before it ends ({end})"
        end = sentence.span.end
        for problem in sentence_problems(text, sentence):
            yield f"sentence {number}: {problem}"
    covered = [
        place
        for sentence in sentences
        for start, word in zip(sentence.starts, sentence.words, strict=False)
        for place in range(start, start + len(word))
    ]
    missing = {place for place, character in enumerate(text) if character.isalnum()} - set(covered)
    if missing:
        yield f"character {min(missing)} ({text[min(missing)]!r}) is in no word: every letter and digit must be in one"


def sentence_problems(text: str, sentence: Sentence) -> Iterator[str]:
    """What is wrong with one sentence; nothing if all is well."""
    size = len(sentence.words)
    if not size:
        yield "a sentence without words: leave it out"
        return
    for column in COLUMNS:
        if len(getattr(sentence, column)) != size:
            yield f"{size} words but {len(getattr(sentence, column))} {column}"
            return
    yield from _span_problems(text, sentence)
    yield from _label_problems(sentence)
    yield from tree_problems(sentence.heads, sentence.relations)
    yield from _name_problems(sentence)


def _span_problems(text: str, sentence: Sentence) -> Iterator[str]:
    end = sentence.span.start
    for start, word in zip(sentence.starts, sentence.words, strict=True):
        if text[start : start + len(word)] != word:
            yield f"word {word!r} is said to start at {start}, but there stands {text[start : start + len(word)]!r}"
        if start < end:
            yield f"word {word!r} starts at {start}, before the word or sentence before it ends ({end})"
        end = start + len(word)
    if (sentence.span.start, sentence.span.end) != (sentence.starts[0], end):
        yield (
            f"the span is {sentence.span.start}:{sentence.span.end}, "
            f"but the words go from {sentence.starts[0]} to {end}"
        )


def _label_problems(sentence: Sentence) -> Iterator[str]:
    for tag in set(sentence.tags) - UPOS:
        yield f"{tag!r} is no UPOS tag; map your tags to Universal Dependencies"
    for relation in {relation.partition(":")[0] for relation in sentence.relations} - RELATIONS:
        yield f"{relation!r} is no UD relation; map your labels to Universal Dependencies"
    for features in set(sentence.features) - {""}:
        if not all(0 < feature.find("=") < len(feature) - 1 for feature in features.split("|")):
            yield f"features {features!r}: expected 'Name=Value' parted by '|', or an empty string for none"
    if not all(sentence.lemmas):
        yield "an empty lemma: repeat the word where there is none"


def tree_problems(heads: Sequence[int], relations: Sequence[str]) -> Iterator[str]:
    """What keeps heads from being a tree: no root or several, heads outside the sentence, cycles."""
    size = len(heads)
    roots = [token for token, head in enumerate(heads) if head == -1]
    if len(roots) != 1:
        yield f"{len(roots)} roots: exactly one head must be -1"
    for token, (head, relation) in enumerate(zip(heads, relations, strict=True)):
        if head >= size or head < -1 or head == token:
            yield f"token {token} has head {head}: expected another token of the sentence, or -1 for the root"
            return
        if (relation == "root") != (head == -1):
            yield f"token {token} has head {head} and relation {relation!r}: the root, and it alone, is 'root'"
    reached = [False] * size
    for token in range(size):
        path: list[int] = []
        while token != -1 and not reached[token] and len(path) <= size:
            path.append(token)
            token = heads[token]
        if len(path) > size:
            yield f"a cycle through token {token}"
            return
        for step in path:
            reached[step] = True


def _name_problems(sentence: Sentence) -> Iterator[str]:
    end = 0
    for name in sentence.names:
        if not (0 <= name.first < name.last <= len(sentence.words)):
            yield f"name {name.first}:{name.last} is not inside the sentence"
        if name.first < end:
            yield f"name {name.first}:{name.last} overlaps or comes before another"
        if name.label not in NAME_LABELS:
            yield f"name label {name.label!r}: expected one of {', '.join(sorted(NAME_LABELS))}"
        end = name.last
