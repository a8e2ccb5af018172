"""Small trees by hand: one word a line, `word TAG head relation`, heads counted from 1 as in CoNLL-U."""

from __future__ import annotations

from dragoman.language.tree import Tree
from dragoman.records import Sentence, Span

# Lemmas of the forms that the trees use; every other word is its own lemma.
LEMMAS = {
    "downs": "down", "downed": "down", "bombed": "bomb", "shelled": "shell", "visited": "visit", "met": "meet",
    "agreed": "agree", "launched": "launch", "strikes": "strike", "talks": "talk", "held": "hold", "was": "be", "is":
    "be", "were": "be", "threatened": "threaten", "urged": "urge", "called": "call", "accused": "accuse", "bombing":
    "bomb", "condemned": "condemn", "rejected": "reject", "forces": "force", "backed": "back", "jets": "jet",
    "expected": "expect", "attacks": "attack", "rebels": "rebel", "protesters": "protester", "killed": "kill", "began":
    "begin", "carried": "carry", "relations": "relation", "cut": "cut", "dozens": "dozen", "arrested": "arrest", "came":
    "come",
}  # fmt: skip


def sapling(rows: str, start: int = 0) -> Tree:
    """The tree of rows `word TAG head relation [xpos]`, in a text from character `start` on."""
    cells = [row.split() for row in rows.strip().splitlines()]
    words = tuple(cell[0] for cell in cells)
    starts, position = [], start
    for word in words:
        starts.append(position)
        position += len(word) + 1
    return Tree(
        Sentence(
            span=Span(start, position - 1),
            words=words,
            starts=tuple(starts),
            lemmas=tuple(LEMMAS.get(word, word.lower()) for word in words),
            tags=tuple(cell[1] for cell in cells),
            xpos=tuple(cell[4] if len(cell) > 4 else "" for cell in cells),
            features=tuple("" for _ in words),
            heads=tuple(int(cell[2]) - 1 for cell in cells),
            relations=tuple(cell[3] for cell in cells),
        )
    )
