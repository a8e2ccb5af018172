r"""Teaches which words name political acts: chances for each event type, for the model that ships to learn from.

    python -m training.reader.acts --taught build/taught.jsonl.gz --out build/acts

Patterns know only the words that somebody wrote down. A head on the frozen teacher (`teacher.py weights`) learns from our
own sentences, whose types are known, from what the coder reads in public-domain news, and from texts without politics; it
generalises to words that no pattern knows. It then labels the sentences that the teacher parsed (OUT/taught.jsonl.gz) and
our own (OUT/own.jsonl.gz), and the treebanks' (OUT/treebanks.jsonl.gz), with chances, with the parties of the acts
(`roles.py`) and with the senses of the words: the teacher's vectors in fewer dimensions, which teach the smaller model what the
words mean where no act is told. Where the coder
does not see the act that a sentence tells, any word may be it: the likeliest one is taken (multiple-instance learning).
"""

from __future__ import annotations

import argparse
import logging
import random
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import torch
from bench.noise import read_rows
from bench.scorers import read_lines
from bench.sentences import read_half
from torch import Tensor, nn
from torch.nn import functional as F

from dragoman import Article, Coder, open_coder
from dragoman.ontology import TYPES
from dragoman.patterns.book import read_sources
from dragoman.records import Event, Sentence
from training.reader import roles
from training.reader.batches import batches, collate
from training.reader.data import (
    ACTING_TAGS,
    Example,
    InNumbers,
    Labels,
    Roles,
    Sense,
    is_quiet,
    raw_news,
    read_taught,
    read_treebank,
    training_examples,
    write_taught,
)
from training.reader.model import HIDDEN, RARE, SENSES
from training.reader.roles import Parsed, RoleHead
from training.reader.teacher import WIDTH, TeacherEncoder, teacher_pieces

log = logging.getLogger("acts")
LAYERS = (7, 9, 11)  # whose mean the head sees
BUDGET = 2500  # padded pieces a batch
NUMBER = {kind: number for number, kind in enumerate(TYPES)}
NOTHING = [0.0] * len(TYPES)
LEAST = 0.01  # lesser chances are none
NEWS_TEXTS = 6000
SENTENCES = Path(__file__).parent / "sentences"
MARK = re.compile(r"\[([^\[\]|]+)\|([A-Z]+)(?:\|([^\[\]|>]*>[^\[\]|>]*))?\]")
TOLD = 0.3  # from this chance of an act on its parties are told
HELD_BACK = 12  # every so many of our marked sentences shows how well the roles are learned
PUBLISHED = datetime(2010, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Text:
    """A text to learn from.

    `types` are those that it tells, None where only the coder's reading is known; nothing is said of the types in `unsaid`.
    `weight` is how much each of its words counts. `marks` are the characters at which its acts begin with their types, None
    where nobody marked them; `parties` those at which the actors and the recipients of such acts begin. `words` and their
    trees, `triggers` (word, number of type) and `roles` are read.
    """

    body: str
    types: tuple[str, ...] | None
    weight: float
    unsaid: Collection[str] = ()
    is_own: bool = False
    marks: dict[int, str] | None = None
    parties: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    roles: Roles = field(default_factory=dict)
    triggers: list[tuple[int, int]] = field(default_factory=list)

    @property
    def acting(self) -> list[int]:
        """The words that may name an act."""
        return [token for token, tag in enumerate(self.tags) if tag in ACTING_TAGS]

    @property
    def parsed(self) -> Parsed:
        """The words with their trees."""
        return Parsed(self.words, self.tags, self.heads, self.relations)


# ------------------------------------------------------------------------------------------------- texts


def own_texts() -> Iterator[Text]:
    """The write halves of our own sets, and the examples of the patterns."""
    for gold in read_half("write"):
        yield Text(gold.text, tuple(sorted({event.type for event in gold.events})), 2.0, is_own=True)
    for _, allowed, text in read_rows("sentences_write"):
        yield Text(text, (), 2.0, unsaid=allowed.split("|"), is_own=True)
    for kind, text in read_rows("positives_write"):
        yield Text(text, (kind,), 2.0, is_own=True)
    for example in read_sources()[1]:
        if example.expected is not None:
            yield Text(example.text, (str(example.expected["type"]),), 1.0, is_own=True)
        else:
            yield Text(example.text, (), 1.5, unsaid=TYPES.keys() - {example.type}, is_own=True)


def marked_texts() -> Iterator[Text]:
    """Our sentences with the head word of every act marked as [word|TYPE|actors>recipients]."""
    for path in sorted(SENTENCES.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield read_marks(line)


def read_marks(line: str) -> Text:
    """A marked sentence. Parties are named by words of the sentence, several joined by "+", a word's second place as "word#2".

    >>> text = read_marks("Canberra [expelled|SANCTION|Canberra>envoys] two envoys.")
    >>> text.body, text.types, text.marks, text.parties
    ('Canberra expelled two envoys.', ('SANCTION',), {9: 'SANCTION'}, {9: ([0], [22])})
    """
    body, marks, named, end = "", {}, {}, 0
    for mark in MARK.finditer(line):
        body += line[end : mark.start()]
        if mark[2] not in NUMBER:
            raise ValueError(f"{mark[2]} is no event type, in: {line}")
        marks[len(body)] = mark[2]
        if mark[3] is not None:
            named[len(body)] = mark[3].split(">")
        body, end = body + mark[1], mark.end()
    body += line[end:]
    parties = {at: (_places(body, actors), _places(body, recipients)) for at, (actors, recipients) in named.items()}
    return Text(body, tuple(sorted(set(marks.values()))), 2.0, is_own=True, marks=marks, parties=parties)


def _places(body: str, names: str) -> list[int]:
    """The characters at which the words of a list like "Chad+rebels#2" stand; a ValueError names one that does not."""
    found = []
    for name in filter(None, names.split("+")):
        word, _, number = name.partition("#")
        places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", body)]
        if len(places) < int(number or 1):
            raise ValueError(f"no {name} in: {body}")
        found.append(places[int(number or 1) - 1])
    return found


def public_texts(data: Path) -> Iterator[Text]:
    """News as the coder reads it, and texts of genres without politics."""
    order = random.Random(1)
    news = raw_news(data / "ner/GMB-VOA-silver/ner_dataset.csv.gz")
    for words in order.sample(news, NEWS_TEXTS):
        yield Text(_joined(words), None, 0.3)
    trees = data / "treebanks"
    for part in ("UD_English-EWT/en_ewt", "UD_English-GUM-open/en_gum_open"):
        quiet = [e for e in read_treebank(trees / f"{part}-ud-train.conllu.gz") if is_quiet(e) and len(e.words) > 5]
        for example in order.sample(quiet, min(2000, len(quiet))):
            yield Text(_joined(example.words), (), 0.3)
    for record in read_lines(data / "claims/meantime/train.jsonl"):
        for sentence in re.split(r"(?<=[.!?])\s+", record["text"]):
            yield Text(sentence, (), 0.7, is_own=True)


def _joined(words: Iterable[str]) -> str:
    return re.sub(r" ([.,;:!?)]|'s\b|n't\b)", r"\1", " ".join(words)).replace(" - ", "-")


def read(coder: Coder, text: Text) -> Text | None:
    """The text with its words and what the coder takes for acts; None where it has no word."""
    reading = coder.read(Article(text.body, published=PUBLISHED))
    sentences = [tree.sentence for tree in reading.trees]
    text.words = [word for sentence in sentences for word in sentence.words]
    text.tags = [tag for sentence in sentences for tag in sentence.tags]
    text.heads, text.relations = [], [relation for sentence in sentences for relation in sentence.relations]
    for sentence in sentences:
        first = len(text.heads)
        text.heads += [first + head if head >= 0 else -1 for head in sentence.heads]
    if text.marks is None:
        text.triggers = [trigger for event in coder.events(reading) for trigger in _triggers(sentences, event)]
    else:
        starts = [start for sentence in sentences for start in sentence.starts]
        text.triggers = [(n, NUMBER[text.marks[start]]) for n, start in enumerate(starts) if start in text.marks]
        text.roles = {n: _parties(text, starts, start) for n, start in enumerate(starts) if start in text.parties}
    return text if text.acting and len(text.words) < 120 else None


def _parties(text: Text, starts: Sequence[int], act: int) -> dict[int, tuple[float, float]]:
    """The words that name the parties of the act that begins at this character."""
    sides: list[set[int]] = []
    for places in text.parties[act]:
        sides.append({text.parsed.phrase_head(bisect_right(starts, place) - 1) for place in places})
    actors, recipients = sides
    return {token: (float(token in actors), float(token in recipients)) for token in sorted(actors | recipients)}


def _triggers(sentences: Sequence[Sentence], event: Event) -> Iterator[tuple[int, int]]:
    starts = [start for sentence in sentences for start in sentence.starts]
    for token, start in enumerate(starts):
        if event.trigger.start <= start < event.trigger.end:
            yield token, NUMBER[event.type]
            return


# ------------------------------------------------------------------------------------------------- head


class Head(nn.Module):
    """Vectors of words [N, WIDTH] to the log odds of each event type [N, types]."""

    def __init__(self, mean: Tensor, spread: Tensor):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.hidden = nn.Linear(WIDTH, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(TYPES))
        nn.init.constant_(self.out.bias, RARE)

    def forward(self, x: Tensor) -> Tensor:
        """The log odds."""
        x = F.dropout((x - self.mean) / self.spread, 0.1, self.training)
        scores: Tensor = self.out(F.dropout(F.gelu(self.hidden(x)), 0.3, self.training))
        return scores


@torch.no_grad()
def vectors(encoder: TeacherEncoder, weights: Path, sentences: Iterable[Sequence[str]]) -> Iterator[tuple[int, Tensor]]:
    """(number, vectors of its words [W, WIDTH]) of every sentence, those of like length together."""
    numbers = InNumbers(Labels.of(()), teacher_pieces(weights))
    encoded = [numbers.encode(Example(list(words))) for words in sentences]
    for members in batches(encoded, BUDGET, None):
        batch = collate([encoded[member] for member in members])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = list(encoder.states(batch["pieces"], batch["shapes"]))
        mean = torch.stack([states[layer].float() for layer in LAYERS]).mean(0)
        for row, member in enumerate(members):
            yield member, (mean[row, encoded[member].first] + mean[row, encoded[member].last]) / 2


def targets(text: Text) -> tuple[Tensor, Tensor, list[int]]:
    """What is known of the acting words: chances and weights [N, types], and types of which some word must be."""
    places = {token: place for place, token in enumerate(text.acting)}
    gold, weight = torch.zeros(len(places), len(TYPES)), torch.full((len(places), len(TYPES)), text.weight)
    seen = [(places[token], kind) for token, kind in text.triggers if token in places]
    somewhere = []
    if text.types is None:
        for place, kind in seen:
            gold[place, kind], weight[place, kind] = 1.0, 0.7
    for kind in (NUMBER[name] for name in text.types or ()):
        found = [place for place, other in seen if other == kind]
        if found:
            gold[found, kind] = 1.0
        else:
            weight[:, kind] = 0.0
            somewhere.append(kind)
    weight[:, [NUMBER[name] for name in TYPES if name in text.unsaid]] = 0.0
    return gold, weight, somewhere


def fit(texts: Sequence[Text], seen: Sequence[Tensor], epochs: int = 6) -> Head:
    """The head, fitted to texts with the vectors of their acting words."""
    torch.manual_seed(1)
    order = random.Random(1)
    sample = torch.cat(list(seen[:3000]))
    head = Head(sample.mean(0), sample.std(0) + 1e-3)
    optimiser = torch.optim.AdamW(head.parameters(), lr=1e-3, weight_decay=0.05)
    known = [targets(text) for text in texts]
    numbers = [n for n, text in enumerate(texts) for _ in range(2 if text.weight == 2.0 else 1)]
    for epoch in range(epochs):
        order.shuffle(numbers)
        total = 0.0
        for first in range(0, len(numbers), 64):
            batch = numbers[first : first + 64]
            scores = head(torch.cat([seen[n] for n in batch]))
            gold, weight = (torch.cat([known[n][part] for n in batch]) for part in (0, 1))
            loss = (F.binary_cross_entropy_with_logits(scores, gold, reduction="none") * weight).sum()
            for n, own in zip(batch, scores.split([len(seen[n]) for n in batch]), strict=True):
                for kind in known[n][2]:
                    loss = loss + 2 * F.softplus(-own[:, kind].max())
            optimiser.zero_grad()
            (loss / len(batch)).backward()
            optimiser.step()
            total += loss.item()
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * (1 - (epoch + 1) / epochs) + 1e-5
        log.info("epoch %d loss %.3f", epoch + 1, total / len(numbers))
    return head.eval()


# ------------------------------------------------------------------------------------------------- labels


class Senses:
    """Vectors of words [N, WIDTH] in their SENSES main directions [N, SENSES], each of about unit length."""

    def __init__(self, sample: Tensor, head: Head):
        self._mean, self._spread = head.mean, head.spread
        _, strength, self._directions = torch.pca_lowrank(self._standard(sample), q=SENSES, center=False)
        # Strong directions are weakened by half, so that weak ones count too.
        self._scale = (strength / len(sample) ** 0.5).sqrt()
        made = self._directed(sample)
        self._unit = made.square().mean().sqrt()

    def _standard(self, vectors: Tensor) -> Tensor:
        return (vectors - self._mean) / self._spread

    def _directed(self, vectors: Tensor) -> Tensor:
        return self._standard(vectors) @ self._directions / self._scale

    def of(self, vectors: Tensor) -> Tensor:
        """The senses of the words with these vectors."""
        return self._directed(vectors) / self._unit


@torch.no_grad()
def labels(head: Head, seen: Tensor, acting: Sequence[int]) -> dict[int, list[float]]:
    """Token to chances, for the acting words of a sentence with these vectors."""
    rows = head(seen[list(acting)]).sigmoid() if acting else torch.zeros(0, len(TYPES))
    return {
        token: [round(float(p), 3) for p in row] if float(row.max()) > LEAST else NOTHING
        for token, row in zip(acting, rows, strict=True)
    }


@torch.no_grad()
def told(senses: Senses, seen: Tensor, acting: Sequence[int]) -> dict[int, Sense]:
    """Token to sense, for the acting words of a sentence with these vectors."""
    return dict(zip(acting, senses.of(seen[list(acting)]).numpy().astype("float16"), strict=True)) if acting else {}


def own_labels(text: Text, head: Head, seen: Tensor) -> dict[int, list[float]]:
    """Token to chances: certain where somebody marked the acts, the head's elsewhere."""
    if text.marks is None:
        return labels(head, seen, text.acting)
    marked = {token: [0.0] * len(TYPES) for token in {*text.acting, *(token for token, _ in text.triggers)}}
    for token, kind in text.triggers:
        marked[token][kind] = 1.0
    return marked


def own_roles(text: Text, head: RoleHead, seen: Tensor) -> Roles:
    """The parties of the acts: as marked, the head's elsewhere."""
    unmarked = [token for token, _ in text.triggers if token not in text.roles]
    return {**text.roles, **roles.labels(head, text.parsed, seen, unmarked)}


def taught_roles(example: Example, head: RoleHead, seen: Tensor) -> Roles:
    """The parties of the likely acts of a sentence that has a tree."""
    likely = [token for token, chances in example.acts.items() if max(chances) >= TOLD]
    if not likely or not example.heads:
        return {}
    parsed = Parsed(example.words, example.upos, [head - 1 for head in example.heads], example.relations)
    return roles.labels(head, parsed, seen, likely)


def fit_roles(texts: Sequence[Text], found: Mapping[int, Tensor]) -> RoleHead:
    """The head that tells parties, fitted to all marked acts; logs how well it does on some of them that it has not seen."""
    marked = [(n, act, parties) for n, text in enumerate(texts) for act, parties in text.roles.items()]
    cases = [(n, roles.case(texts[n].parsed, found[n], act, parties)) for n, act, parties in marked]
    for limit in (0.3, 0.5, 0.7):
        if limit == 0.3:
            partial = roles.fit([one for n, one in cases if n % HELD_BACK])
        actor, recipient = roles.agreement(partial, [one for n, one in cases if not n % HELD_BACK], limit)
        log.info("roles from chance %.1f on: F1 of actors %.3f, of recipients %.3f", limit, actor, recipient)
    return roles.fit([one for _, one in cases])


def check(coder: Coder, encoder: TeacherEncoder, weights: Path, head: Head) -> None:
    """Logs how well the head alone tells the types of the check half, counted only."""
    gold = [Text(g.text, tuple({event.type for event in g.events}), 0.0) for g in read_half("check")]
    texts = [t for t in (read(coder, t) for t in gold) if t is not None]
    best = {n: {} for n in range(len(texts))}
    for n, seen in vectors(encoder, weights, [text.words for text in texts]):
        for chances in labels(head, seen, texts[n].acting).values():
            best[n] = {kind: max(chance, best[n].get(kind, 0.0)) for kind, chance in zip(TYPES, chances, strict=True)}
    for limit in (0.2, 0.3, 0.5):
        found = [{kind for kind, chance in best[n].items() if chance >= limit} for n in range(len(texts))]
        right = sum(len(types.intersection(text.types or ())) for types, text in zip(found, texts, strict=True))
        both = sum(map(len, found)) + sum(len(text.types or ()) for text in texts)
        log.info("check half, chances from %.1f on: F1 %.3f", limit, 2 * right / both)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--weights", type=Path, default=Path("build/mpnet"), help="folder of all-mpnet-base-v2")
    parser.add_argument("--taught", type=Path, default=Path("build/taught.jsonl.gz"))
    parser.add_argument("--out", type=Path, default=Path("build/acts"))
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments.out.mkdir(parents=True, exist_ok=True)
    coder = open_coder()
    texts = [t for t in (read(coder, t) for t in (*marked_texts(), *own_texts(), *public_texts(arguments.data))) if t is not None]
    log.info("%d texts read", len(texts))
    encoder = TeacherEncoder(arguments.weights, max(LAYERS) + 1).eval()
    found = dict(vectors(encoder, arguments.weights, [text.words for text in texts]))
    head = fit(texts, [found[n][text.acting] for n, text in enumerate(texts)])
    check(coder, encoder, arguments.weights, head)
    parties = fit_roles(texts, found)
    known = [(n, t) for n, t in enumerate(texts) if t.is_own]
    senses = Senses(torch.cat([found[n][t.acting] for n, t in known]), head)
    own = (
        Example(
            t.words,
            acts=own_labels(t, head, found[n]),
            senses=told(senses, found[n], t.acting),
            roles=own_roles(t, parties, found[n]),
        )
        for n, t in known
    )
    write_taught(own, arguments.out / "own.jsonl.gz")
    trees = [example for example in training_examples(arguments.data) if example.upos]
    for examples, name in ((read_taught(arguments.taught), "taught"), (trees, "treebanks")):
        for n, seen in vectors(encoder, arguments.weights, [example.words for example in examples]):
            acting = [token for token, tag in enumerate(examples[n].upos) if tag in ACTING_TAGS]
            examples[n].acts = examples[n].acts or labels(head, seen, acting)
            examples[n].senses = told(senses, seen, acting)
            examples[n].roles = taught_roles(examples[n], parties, seen)
        write_taught(examples, arguments.out / f"{name}.jsonl.gz")


if __name__ == "__main__":
    main()
