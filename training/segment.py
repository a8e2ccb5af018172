"""Trains the sentence splitter that ships: `python training/segment.py --treebanks DIR` writes `segment.npz`.

Gold ends come from the documents of the UD English treebanks, whose raw text is rebuilt with blank lines between
paragraphs. Since the treebanks hold little newswire, every document is also seen in other layouts (wrapped lines, one
paragraph or one sentence a line), and new articles are composed of its sentences: headlines without a full stop,
datelines, quotations, bullets, abbreviations and initials. Seeded throughout; about two minutes on one core.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from dragoman.language.conllu import read_documents, read_file
from dragoman.language.segment import BUCKETS, SegmentModel, place_features, places, segment

TRAIN = ("UD_English-EWT/en_ewt-ud-train.conllu.gz", "UD_English-GUM-open/en_gum_open-ud-train.conllu.gz")
DEV = ("UD_English-EWT/en_ewt-ud-dev.conllu.gz", "UD_English-GUM-open/en_gum_open-ud-dev.conllu.gz")
OUTPUT = Path(__file__).parent.parent / "src/dragoman/data/reader/segment.npz"


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the character offsets at which its sentences end."""

    text: str
    ends: frozenset[int]


Paragraphs = list[list[str]]


# --- documents in several layouts -----------------------------------------------------------------------


def documents(path: Path) -> Iterator[tuple[Marked, Paragraphs]]:
    """Every document as it stands, and as paragraphs of sentence strings."""
    for text, sentences in read_documents(read_file(path)):
        ends = frozenset(sentence.span.end for sentence in sentences)
        paragraphs: Paragraphs = [[]]
        for place, sentence in enumerate(sentences):
            if place and "\n\n" in text[sentences[place - 1].span.end : sentence.span.start]:
                paragraphs.append([])
            paragraphs[-1].append(text[sentence.span.start : sentence.span.end])
        yield Marked(text, ends), paragraphs


def laid_out(paragraphs: Iterable[list[str]], between_sentences: str, between_paragraphs: str) -> Marked:
    """The paragraphs joined in a layout."""
    pieces: list[str] = []
    ends: list[int] = []
    length = 0
    for number, paragraph in enumerate(paragraphs):
        for place, sentence in enumerate(paragraph):
            gap = (between_sentences if place else between_paragraphs) if number or place else ""
            pieces += [gap, sentence]
            length += len(gap) + len(sentence)
            ends.append(length)
    return Marked("".join(pieces), frozenset(ends))


def wrapped(marked: Marked, width: int) -> Marked:
    """The same text with blanks turned into line ends so that no line is longer than `width`."""
    characters = list(marked.text)
    line_start, last_blank = 0, -1
    for place, character in enumerate(characters):
        if character == "\n":
            line_start, last_blank = place + 1, -1
        elif character == " ":
            if place - line_start > width and last_blank > line_start:
                characters[last_blank] = "\n"
                line_start = last_blank + 1
            last_blank = place
    return Marked("".join(characters), marked.ends)


# --- articles composed of the treebanks' sentences ------------------------------------------------------

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def is_plain(sentence: str) -> bool:
    """Whether a sentence is whole enough to build with: a capital first, a full stop last, no quotes in it."""
    return (
        20 < len(sentence) < 260
        and sentence[0].isupper()
        and sentence[-1] in ".!?"
        and sentence[-2].isalnum()
        and not any(mark in sentence for mark in '"“”()[]*\n')
        and sentence.count(" ") > 3
    )


def person(chance: random.Random) -> str:
    """Somebody, with or without title and initials."""
    first = chance.choice(
        [
            "",
            "",
            chance.choice(WORDS["titles"]),
            chance.choice(WORDS["initials"]),
            f"{chance.choice(WORDS['titles'])} {chance.choice(WORDS['initials'])}",
        ]
    )
    return f"{first} {chance.choice(WORDS['surnames'])}".strip()


def lowered(sentence: str) -> str:
    """The sentence as it would stand inside another one."""
    return sentence if sentence[:2].isupper() or sentence.startswith("I ") else sentence[0].lower() + sentence[1:]


def decorated(sentence: str, chance: random.Random) -> str:
    """A plain sentence in one of the manners of news."""
    body, mark = sentence[:-1], sentence[-1]
    opening, closing = chance.choice(WORDS["quotes"])
    half = body.find(" ", len(body) // chance.choice((2, 3)))
    said, thing = chance.choice(WORDS["said"]), chance.choice(WORDS["bodies"])
    return chance.choice(WORDS["manners"]).format(
        b=body,
        s=sentence,
        mark=mark,
        l=lowered(sentence),
        left=body[: max(half, 0)],
        right=body[half + 1 :],
        o=opening,
        c=closing,
        comma="," if mark == "." else mark,
        question=chance.choice(",!?"),
        who=person(chance),
        said=said,
        verb=said.split()[0],
        thing=thing,
        Thing=thing[0].upper() + thing[1:],
        tail=chance.choice(WORDS["tails"]),
        middle=chance.choice(WORDS["middles"]),
        seat=chance.choice(WORDS["seats"]),
        kin=f"{chance.choice(WORDS['surnames'])}'s {chance.choice(WORDS['kin'])}",
    )


def quoted_pair(first: str, second: str, chance: random.Random) -> list[str]:
    """Two sentences within one pair of quotation marks, in the manners of news."""
    opening, closing = chance.choice(WORDS["quotes"][:4])
    who, said = person(chance), chance.choice(WORDS["said"])
    manner = chance.randrange(4)
    if manner == 0:
        return [opening + first, f"{second[:-1]},{closing} {who} {said}."]
    if manner == 1:
        return [f"{opening}{first[:-1]},{closing} {who} {said}.", f"{opening}{second}{closing}"]
    if manner == 2:
        return [f"{who} {said}: {opening}{first}", f"{second}{closing}"]
    return [opening + first, second + closing]


def headline(sentence: str, chance: random.Random) -> str:
    """A sentence as a headline: no full stop, sometimes with capitals."""
    words = sentence[:-1].split()[: chance.randint(4, 12)]
    manner = chance.randrange(4)
    if manner == 0:
        words = [word[:1].upper() + word[1:] if len(word) > 3 else word for word in words]
    if manner == 1 and chance.random() < 0.3:
        words = [word.upper() for word in words]
    return " ".join(words).rstrip(",;:-")


def dateline(sentence: str, chance: random.Random) -> str:
    """A sentence behind a dateline."""
    day = chance.choice(("", "", f", {chance.choice(WORDS['months'])} {chance.randint(1, 28)}"))
    agency = chance.choice(("", f" ({chance.choice(WORDS['agencies'])})"))
    return f"{chance.choice(WORDS['places'])}{day}{agency} {chance.choice(('-', '--', '—', '–', ':'))} {sentence}"


def article(sentences: list[str], chance: random.Random) -> Marked:
    """An article composed of plain sentences."""
    paragraphs: Paragraphs = []
    if chance.random() < 0.7:
        paragraphs.append([headline(sentences[0], chance)])
    if chance.random() < 0.3:
        paragraphs.append([f"By {chance.choice(['John', 'Mary', 'Layla', 'Sam'])} {person(chance).split()[-1]}"])
    place = 1
    while place + 2 < len(sentences):
        paragraph: list[str] = []
        for _ in range(chance.choice([1, 1, 2, 2, 3, 4])):
            if chance.random() < 0.15 and place + 1 < len(sentences):
                paragraph += quoted_pair(sentences[place], sentences[place + 1], chance)
                place += 2
            elif place < len(sentences):
                paragraph.append(decorated(sentences[place], chance))
                place += 1
        if len(paragraphs) < 3 and chance.random() < 0.5 and paragraph:
            paragraph[0] = dateline(paragraph[0], chance)
        if paragraph:
            paragraphs.append(paragraph)
        if chance.random() < 0.08 and place + 4 < len(sentences):
            mark = chance.choice(["- ", "• ", "* ", "– ", "{}. ", "{}) "])
            items = [headline(s, chance) if chance.random() < 0.6 else s for s in sentences[place : place + 3]]
            paragraphs += [[mark.format(number + 1) + item] for number, item in enumerate(items)]
            place += 3
        if chance.random() < 0.06 and place < len(sentences):
            paragraphs.append([headline(sentences[place], chance)])
    between = chance.choice(["\n", "\n\n", "\n\n", "\n    "])
    return laid_out(paragraphs, chance.choice([" ", " ", "  "]), between)


def training_texts(root: Path, chance: random.Random) -> Iterator[Marked]:
    """Everything the model is trained on."""
    plain: list[str] = []
    for name in TRAIN:
        for original, paragraphs in documents(root / name):
            yield original
            yield wrapped(original, chance.choice([55, 65, 72, 76, 80, 100]))
            yield laid_out(paragraphs, " ", "\n")
            if chance.random() < 0.3:
                yield laid_out(paragraphs, "\n", "\n")
            for paragraph in paragraphs:
                plain += [sentence for sentence in paragraph if is_plain(sentence)]
    chance.shuffle(plain)
    for _ in range(2):
        chance.shuffle(plain)
        for start in range(0, len(plain) - 12, 12):
            made = article(plain[start : start + 12], chance)
            yield wrapped(made, chance.choice([60, 70, 76, 80])) if chance.random() < 0.25 else made


# --- training and scoring -------------------------------------------------------------------------------


def examples(marked: Marked) -> Iterator[tuple[list[int], bool]]:
    """Every uncertain place of a text as features, and whether a sentence ends there; those before it are known."""
    start = quotes = counted = 0
    for place in places(marked.text):
        quotes += marked.text.count('"', counted, place.end)
        counted = place.end
        is_end = place.end in marked.ends
        if not place.is_certain and place.after < len(marked.text):
            yield place_features(marked.text, place, start, quotes), is_end
        if is_end or place.is_certain:
            start, quotes = place.after, 0


def train(texts: Iterable[Marked]) -> tuple[np.ndarray, float]:
    """The weights and the constant of a regularised logistic regression."""
    columns: list[int] = []
    offsets, answers = [0], []
    for marked in texts:
        for features, is_end in examples(marked):
            columns += sorted(set(features))
            offsets.append(len(columns))
            answers.append(is_end)
    matrix = csr_matrix((np.ones(len(columns), np.float32), columns, offsets), shape=(len(answers), BUCKETS))
    print(f"{len(answers):,} places, {sum(answers):,} ends")
    model = LogisticRegression(C=1.0, max_iter=300, solver="lbfgs").fit(matrix, answers)
    return model.coef_[0], float(model.intercept_[0])


def score(path: Path, model: SegmentModel) -> str:
    """Sentence F1 on raw documents: a sentence is right when both its ends are."""
    right = gold = found = 0
    for text, sentences in read_documents(read_file(path)):
        wanted = {(sentence.span.start, sentence.span.end) for sentence in sentences}
        made = set(segment(text, model))
        right, gold, found = right + len(wanted & made), gold + len(wanted), found + len(made)
    shares = (200 * right / (gold + found), 100 * right / found, 100 * right / gold)
    return "F1 {:.2f}  precision {:.2f}  recall {:.2f}".format(*shares)


def main() -> None:
    """Train, score on the development sets, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treebanks", type=Path, required=True, help="folder that holds the UD_English-* folders")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    weights, bias = train(training_texts(options.treebanks, random.Random(options.seed)))
    small = weights.astype(np.float16)
    model = SegmentModel(small.astype(np.float64).tolist(), bias)
    for name in DEV:
        print(name, score(options.treebanks / name, model))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.output, weights=small, bias=np.float32(bias))
    print(f"wrote {options.output} ({options.output.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
