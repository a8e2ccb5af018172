"""The matcher: which words of a tree say which event type, and with which arguments.

Patterns are indexed by the word that triggers them, so the cost of a sentence does not grow with their number. For each
trigger all patterns of its lemma are tried; the most specific one that holds wins. What a winner consumed ("threatened
to attack" consumes the attack) is not coded apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import attrgetter

from dragoman.language.tree import Tree
from dragoman.patterns.arguments import NOMINAL, TIMES, Arguments, plain
from dragoman.patterns.book import SPECIAL, Book, Condition, Pattern, Slots, open_book
from dragoman.patterns.learned import FIRM, LIKELY, NO_ACT, SURE, UNLIKELY, chances, open_learned

# Types that announce an act of one's own, still to come: "said it would withdraw", not "said that rebels withdrew".
ANNOUNCING = frozenset(("AGREE", "CONCEDE"))
# Only words of these kinds say events.
TRIGGERS = frozenset(("VERB", "AUX", "NOUN", "PROPN", "ADJ"))
# A phrase that means several parties: "Danish and Swedish detectives".
SEVERAL = frozenset(("several",))
_TYPE_ENTRY = re.compile(r"[A-Z]+(\.[a-z-]+)?")
_PREPOSITIONS = frozenset(
    [
        "of",
        "in",
        "on",
        "to",
        "for",
        "against",
        "with",
        "from",
        "into",
        "at",
        "by",
        "over",
        "under",
        "between",
        "out",
        "up",
        "down",
        "off",
        "upon",
        "about",
        "after",
        "through",
        "across",
    ]
)

# Irregular forms of the verbs of conflict and diplomacy.
IRREGULAR = {
    form: lemma
    for lemma, forms in {
        "shoot": "shot", "strike": "struck stricken", "freeze": "froze frozen",
        "overthrow": "overthrew overthrown", "forgive": "forgave forgiven", "flee": "fled", "seek": "sought",
        "break": "broke broken", "fight": "fought", "throw": "threw thrown", "withdraw": "withdrew withdrawn",
        "withhold": "withheld", "slay": "slew slain", "forbid": "forbade forbidden",
        "undertake": "undertook undertaken", "swear": "swore sworn", "blow": "blew blown", "bring": "brought",
        "steal": "stole stolen", "shake": "shook shaken", "overrun": "overran", "fly": "flew flown",
        "take": "took taken", "give": "gave given", "draw": "drew drawn", "drive": "drove driven",
        "hold": "held", "uphold": "upheld", "lay": "laid", "pay": "paid", "meet": "met", "lead": "led",
        "send": "sent", "lend": "lent", "tear": "tore torn", "choose": "chose chosen", "begin": "began begun",
        "forsake": "forsook", "sink": "sank sunk", "underwrite": "underwrote underwritten", "speak": "spoke spoken",
        "undergo": "underwent undergone", "rewrite": "rewrote rewritten", "write": "wrote written",
        "redraw": "redrew redrawn", "retake": "retook retaken", "resell": "resold", "oversee": "oversaw overseen",
        "beseech": "besought", "overtake": "overtook overtaken", "overcome": "overcame", "forgo": "forwent forgone",
        "hide": "hid hidden", "undo": "undid undone", "strive": "strove striven", "bid": "bade bidden",
        "traffic": "trafficked trafficking", "plead": "pleaded pled", "rise": "rose risen",
    }.items()
    for form in forms.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """An event type said by words of a tree. All numbers are tokens of the tree.

    `trigger` is the head word that says it, `words` all words that do; `anchor` is the light verb of an event noun,
    else the trigger: the token at which tense, negation and speech act on it. `actors` and `recipients` are heads of
    phrases; in a symmetric event all parties are actors. `clash` names the pattern of another type that fitted as well;
    `chance` is the language model's for the type, None where it gives none.
    """

    pattern: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    trigger: int
    anchor: int
    words: tuple[int, ...]
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    symmetric: bool = False
    requires_actor: bool = True
    consumed: tuple[int, ...] = ()
    passive: bool = False
    rank: tuple[int, ...] = ()
    clash: str = ""
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A pattern that was tried on a trigger, with what came of it: "coded", or why not. Made for `explain`."""

    trigger: int
    pattern: str
    type: str
    outcome: str
    rank: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Test:
    """A condition with its classes looked up."""

    source: Condition
    slots: Slots
    words: frozenset[str]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    types: frozenset[str]
    special: frozenset[str]
    anything: bool

    @property
    def weight(self) -> int:
        """How much it narrows: named words and types twice as much as "somebody" or "anything"."""
        return 1 if self.anything or not (self.words or self.types) else 2


@dataclass(frozen=True, slots=True)
class _Entry:
    """One lexical entry: the words of one pattern that stand in the index under their head word."""

    pattern: int
    words: tuple[str, ...]
    head: int


@dataclass(slots=True)
class _Shelf:
    """What the index holds under one word: entries to try at once, and phrases by the first word that must stand by.

    "Take" begins some hundred phrases ("take hostage", "take part in"); those whose second word is not near a given
    "take" are never looked at.
    """

    entries: list[_Entry] = field(default_factory=list)
    phrases: dict[str, list[_Entry]] = field(default_factory=dict)

    def near(self, words: Mapping[str, int]) -> Iterator[_Entry]:
        """The phrases whose second word is among the words, in the order of these."""
        for word in words:
            yield from self.phrases.get(word, ())


class Patterns:
    """All pattern knowledge, ready to be matched."""

    def __init__(self, book: Book):
        self.book = book
        self._verbs: dict[str, _Shelf] = {}
        self._nouns: dict[str, _Shelf] = {}
        self._adjectives: dict[str, _Shelf] = {}
        for number, pattern in enumerate(book.patterns):
            for lemma in pattern.verbs:
                _enter(self._verbs, number, lemma, 0)
            for lemma in pattern.nouns:
                _enter(self._nouns, number, lemma, _noun_head(lemma))
            for lemma in pattern.adjectives:
                _enter(self._adjectives, number, lemma, 0)
        self._tests: dict[int, tuple[tuple[_Test, ...], tuple[_Test, ...]]] = {}

    def __len__(self) -> int:
        return len(self.book.patterns)

    def match(self, tree: Tree, is_actor: Callable[[int], bool]) -> list[Match]:
        """The events that the tree's words say, in text order."""
        return _Search(self, tree, is_actor).matches()

    def explain(self, tree: Tree, is_actor: Callable[[int], bool]) -> list[Attempt]:
        """Every pattern that was tried, in text order, best first, with what came of it."""
        search = _Search(self, tree, is_actor, attempts=[])
        found = {(m.trigger, m.pattern) for m in search.matches()}
        return _outcomes(search, found)

    def shelves(self, tree: Tree, token: int, is_verbal: bool) -> Iterator[_Shelf]:
        """The shelves of the index that a token opens."""
        tag = tree.tag(token)
        if tag != "PROPN" and tree.sentence.xpos[token] in ("NNP", "NNPS"):
            return  # the "United" of a name
        if is_verbal:
            table = self._verbs
        elif tag == "NOUN" or (tag == "PROPN" and _is_capitalised_word(tree, token)):
            table = self._nouns
        elif tag == "ADJ":
            # "an offensive" that the parse took for an adjective stands where nouns do
            table = self._nouns if tree.is_a(token, "obj", "nsubj", "nmod", "obl") else self._adjectives
        else:
            return
        keys = _keys(tree, token)
        if table is self._verbs and not any(key in table for key in keys):
            keys = {stem for stem in verb_stems(tree.word(token)) if stem in table}
        yield from (table[key] for key in keys if key in table)
        if tag == "NOUN" and tree.word(token).endswith("ing"):
            yield from self._gerunds(tree, token)

    def _gerunds(self, tree: Tree, token: int) -> Iterator[_Shelf]:
        """A verb in -ing that the parse took for a noun ("the shelling of X"), where no pattern lists the noun."""
        word = tree.word(token).lower()
        if word in self._nouns or tree.lemma(token) in self._nouns:
            return
        for lemma in verb_stems(word):
            if lemma in self._verbs:
                yield _Shelf([entry for entry in self._verbs[lemma].entries if len(entry.words) == 1])
                return

    def tests(self, number: int) -> tuple[tuple[_Test, ...], tuple[_Test, ...]]:
        """A pattern's needs and bars, compiled when first asked for."""
        found = self._tests.get(number)
        if found is None:
            pattern = self.book.patterns[number]
            needs = tuple(_test(condition, self.book.classes) for condition in pattern.needs)
            found = needs, tuple(_test(condition, self.book.classes) for condition in pattern.bars)
            self._tests[number] = found
        return found


@lru_cache(maxsize=1)
def open_patterns() -> Patterns:
    """The patterns that ship, loaded once."""
    return Patterns(open_book())


# --- index
# --------------------------------------------------------------------------------------------------------------


def _enter(table: dict[str, _Shelf], number: int, lemma: str, head: int) -> None:
    words = tuple(lemma.split())
    entry = _Entry(number, words, head)
    keys = {words[head]}
    if len(words) > 1:
        keys |= {lemma, "".join(words)} if head == len(words) - 1 or len(words) == 2 else {lemma}
    for key in keys:
        shelf = table.setdefault(key, _Shelf())
        if len(words) > 1 and head == 0 and key == words[0]:
            shelf.phrases.setdefault(words[1], []).append(entry)
        else:
            shelf.entries.append(entry)


_by_pattern = attrgetter("pattern")


@lru_cache(maxsize=20_000)
def _noun_head(lemma: str) -> int:
    words = lemma.split()
    for place, word in enumerate(words[1:], 1):
        if word in _PREPOSITIONS:
            return place - 1
    return len(words) - 1


def _keys(tree: Tree, token: int) -> set[str]:
    """The names under which a token is looked up: its lemma, and what it makes with the words hyphenated before it."""
    lemma = plain(tree.lemma(token))
    keys = {lemma}
    if token >= 2 and tree.word(token - 1) == "-":
        before = tree.lemma(token - 2)
        keys |= {before + lemma}
    return keys


def verb_stems(word: str) -> list[str]:
    """The lemmas that an inflected verb may have by rule, likeliest first: for verbs whose lemma the reader got wrong.

    >>> verb_stems("barred")[:2], verb_stems("seizing")[:2], verb_stems("defies")[:1]
    (['bar', 'barr'], ['seize', 'seiz'], ['defy'])
    """
    word = word.lower()
    if word in IRREGULAR:
        return [IRREGULAR[word]]
    for ending in ("ied", "ies"):
        if word.endswith(ending):
            return [word[:-3] + "y"]
    for ending in ("ing", "ed", "es", "s"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            if ending == "s":
                return [stem]
            if stem[-1] == stem[-2]:
                return [stem[:-1], stem, stem + "e"]
            return [stem + "e", stem]
    return []


def _is_capitalised_word(tree: Tree, token: int) -> bool:
    """Whether a proper noun may be a common one in capitals, as headlines write them."""
    if tree.sentence.span.in_title:
        return True
    return not any(name.first <= token < name.last for name in tree.sentence.names) and tree.word(token).islower()


@lru_cache(maxsize=4096)
def _is_type(entry: str) -> bool:
    return _TYPE_ENTRY.fullmatch(entry) is not None


def _test(condition: Condition, classes: Mapping[str, frozenset[str]]) -> _Test:
    words: set[str] = set()
    phrases: dict[str, list[tuple[str, ...]]] = {}
    types: set[str] = set()
    special: set[str] = set()
    for entry in condition.entries:
        for word in classes.get(entry[1:], (entry,)) if entry.startswith("@") else (entry,):
            if word == "*":
                continue
            if word.startswith("@") and word[1:] in SPECIAL:
                special.add(word[1:])
            elif _is_type(word):
                types.add(word)
            else:
                parts = tuple(plain(word.lower()).split())
                if len(parts) > 1:
                    phrases.setdefault(parts[_noun_head(" ".join(parts))], []).append(parts)
                    words.add("".join(parts))
                words.update((" ".join(parts),))
    frozen = {head: tuple(found) for head, found in phrases.items()}
    anything = "*" in condition.entries
    return _Test(condition, condition.slots, frozenset(words), frozen, frozenset(types), frozenset(special), anything)


# --- search
# -------------------------------------------------------------------------------------------------------------


class _Search:
    """One tree being searched."""

    def __init__(
        self, patterns: Patterns, tree: Tree, is_actor: Callable[[int], bool], attempts: list[Attempt] | None = None
    ):
        self.patterns = patterns
        self.tree = tree
        self.attempts = attempts
        known: dict[int, bool] = {}

        def cached(token: int) -> bool:
            if token not in known:
                known[token] = is_actor(token)
            return known[token]

        self.classes = patterns.book.classes
        self.arguments = Arguments(tree, cached, self.classes)
        self._found: dict[int, Match | None] = {}
        self._barred: set[tuple[int, str]] = set()
        self._acts = chances(tree.sentence)
        self._nearby: dict[int, dict[str, int]] = {}
        self._inside: dict[int, dict[str, int]] = {}

    def matches(self) -> list[Match]:
        """All matches, those consumed by others left out."""
        tags = self.tree.sentence.tags
        found = [m for m in (self.at(token) for token, tag in enumerate(tags) if tag in TRIGGERS) if m is not None]
        consumed = {token for match in found for token in match.consumed}
        found = [m for m in found if m.trigger not in consumed]
        return self._without_twins(found)

    def _without_twins(self, found: list[Match]) -> list[Match]:
        """A light verb and its noun that say the same type are one event: what a pattern knows, then the fuller, then the
        more specific reading stays.
        """

        def fullness(match: Match) -> tuple[bool, int, tuple[int, ...], int]:
            return match.rank[0] > 0, match.rank[-1], match.rank, -match.trigger

        kept = []
        for match in found:
            rivals = [m for m in found if m is not match and m.anchor == match.anchor and m.type == match.type]
            if not any(fullness(m) > fullness(match) for m in rivals):
                kept.append(match)
        return kept

    def at(self, token: int) -> Match | None:
        """The best match that the token triggers."""
        if token in self._found:
            return self._found[token]
        self._found[token] = None  # an event does not embed itself
        tried = (self._try(entry, token) for entry in self._entries(token))
        fitting = [match for match in tried if match is not None]
        best = self._best(token, fitting)
        best = self._learned(token) if best is None else self._corrected(best, fitting)
        self._found[token] = best
        return best

    def _best(self, token: int, fitting: Sequence[Match]) -> Match | None:
        """The most specific of the patterns that fit; of equals the first, with the name of one of another type."""
        best = max(fitting, key=lambda match: match.rank, default=None)
        if best is None:
            return None
        clash = next((m.pattern for m in fitting if m.rank == best.rank and m.type != best.type), "")
        return _with_clash(best, clash) if clash else best

    def _learned(self, token: int) -> Match | None:
        """The act that the language model takes the word for, where no pattern knows it and none forbids it."""
        acts = self._acts.get(token)
        if not acts or self.tree.lemma(token) in open_learned().said:
            return None
        kind, chance = max(acts.items(), key=lambda item: item[1])
        if (
            chance < SURE
            or (token, kind) in self._barred
            or any(self._has(near, kind) for near in self._nearest(token))
        ):
            return None
        light = None if self.arguments.is_verbal(token) else self.arguments.light(token)
        match = self._build(open_learned().patterns[kind], _Entry(-1, (), 0), token, (token,), light, [], 0)
        return replace(match, chance=chance)

    def _corrected(self, best: Match, fitting: Sequence[Match]) -> Match | None:
        """The match of another type where the language model all but rules out the pattern's; None where it sees no act."""
        if self.tree.sentence.acts is None:
            return best
        words = {best.trigger, best.anchor, *best.words}
        around = words.union(self._nearest(best.trigger), self._nearest(best.anchor))
        if max((chance for t in around for chance in self._acts.get(t, {}).values()), default=0.0) < NO_ACT:
            return None
        own = max(self._acts.get(t, {}).get(best.type, 0.0) for t in words)
        kind, chance = max(self._acts.get(best.trigger, {}).items(), key=lambda item: item[1], default=("", 0.0))
        is_firm = own >= UNLIKELY or best.rank[1] > FIRM
        if is_firm or chance < LIKELY or (best.trigger, kind) in self._barred:
            return replace(best, chance=own)
        fits = max((match for match in fitting if match.type == kind), key=lambda match: match.rank, default=None)
        if fits is not None:
            return replace(fits, chance=chance)
        name = open_learned().patterns[kind].name
        return replace(best, type=kind, mode=None, contexts=(), pattern=name, clash=best.pattern, chance=chance)

    def _nearest(self, token: int) -> list[int]:
        """The words that may be the same act told by two words: the head, and the parties and modifiers."""
        tree = self.tree
        near = tree.children(token, "nsubj", "obj", "obl", "nmod", "xcomp", "compound")
        return near if tree.is_a(token, "root") else [tree.head(token), *near]

    def _has(self, token: int, kind: str) -> bool:
        match = self.at(token)
        return match is not None and match.type == kind

    def _entries(self, token: int) -> list[_Entry]:
        """The entries that the token may trigger, in the order of the files."""
        found: list[_Entry] = []
        is_verbal = self.arguments.is_verbal(token)
        for shelf in self.patterns.shelves(self.tree, token, is_verbal):
            found += shelf.entries
            if shelf.phrases:
                found += shelf.near(self._words_by(token, is_verbal))
        found.sort(key=_by_pattern)
        return found

    def _words_by(self, token: int, is_verbal: bool) -> Mapping[str, int]:
        """The words that may make a phrase with the token: those near a verb, the next ones after a noun."""
        if is_verbal or self.arguments.is_adjective(token):
            return self._nearby_of(token)
        tree = self.tree
        after = range(token + 1, min(token + 4, len(tree)))
        return {form: t for t in after for form in (tree.lemma(t), tree.word(t).lower())}

    # --- one pattern on one trigger

    def _try(self, entry: _Entry, token: int) -> Match | None:
        pattern = self.patterns.book.patterns[entry.pattern]
        words = self._entry_words(entry, token)
        if words is None:
            return None
        light = None
        if not self.arguments.is_verbal(token) and not self.arguments.is_adjective(token):
            if self._is_only_modifier(token, entry):
                return self._failed(token, pattern, "it only modifies another noun")
            light = self.arguments.light(token, pattern.light)
            if pattern.only_light and light is None:
                return self._failed(token, pattern, "needs a light verb")
        needs, bars = self.patterns.tests(entry.pattern)
        consumed: list[int] = []
        satisfied = 0
        for need in needs:
            tokens = self._holding(need, token, (token,))
            if pattern.type in ANNOUNCING and need.types:
                tokens = [t for t in tokens if not self._is_anothers(t, token)]
            if not tokens:
                return self._failed(token, pattern, "needs", need.source, satisfied)
            satisfied += need.weight
            if not need.anything:
                consumed += tokens
        for bar in bars:
            if self._holding(bar, token, words):
                self._barred.add((token, pattern.type))
                return self._failed(token, pattern, "barred by", bar.source, satisfied)
        return self._build(pattern, entry, token, words, light, consumed, satisfied)

    def _failed(
        self, token: int, pattern: Pattern, why: str, condition: Condition | None = None, satisfied: int = 0
    ) -> Match | None:
        """No match, with the reason noted for `explain`."""
        if self.attempts is not None:
            said = why if condition is None else f"{why} {condition}"
            self.attempts.append(Attempt(token, pattern.name, pattern.type, said, (satisfied,)))
        return None

    def _build(
        self,
        pattern: Pattern,
        entry: _Entry,
        token: int,
        words: tuple[int, ...],
        light: tuple[int, str] | None,
        consumed: list[int],
        satisfied: int,
    ) -> Match:
        arguments = self.arguments
        actors = self._actors(pattern.actor, token)
        recipients = self._actors(pattern.recipient, token, deep=True, beside=actors)
        is_alone = len(actors) < 2 and not any(self._are_several(SEVERAL, t, "subject") for t in actors)
        if pattern.is_symmetric and is_alone and not recipients:
            actors = tuple(dict.fromkeys([*actors, *self._actors(("object",), token, strict=True)]))
        recipients = tuple(t for t in recipients if t not in actors)
        is_filled = any(arguments.actors(t) or arguments.is_actor(t) for t in recipients)
        anchor = light[0] if light else token
        rank = (len(entry.words), satisfied, int(pattern.mode is not None), int(is_filled))
        match = Match(
            pattern.name,
            pattern.type,
            pattern.mode,
            pattern.contexts,
            token,
            anchor,
            tuple(sorted({*words, anchor})) if light else words,
            actors,
            recipients,
            pattern.is_symmetric,
            pattern.requires_actor,
            self._consumed(pattern, token, consumed),
            arguments.is_verbal(token) and arguments.is_passive(token),
            rank,
        )
        if self.attempts is not None:
            self.attempts.append(Attempt(token, pattern.name, pattern.type, "", rank))
        return match

    def _consumed(self, pattern: Pattern, token: int, satisfying: list[int]) -> tuple[int, ...]:
        heads = satisfying
        if pattern.consumes is not None:
            heads = [t for slot in pattern.consumes for t in self.arguments.fill(token, slot)]
        triggers = [m.trigger for head in heads for m in self.embedded(head)]
        return tuple(t for t in triggers if t != token)

    def _is_only_modifier(self, token: int, entry: _Entry) -> bool:
        """Whether a noun stands before another that is meant: the "attack" of "attack helicopter"."""
        tree = self.tree
        if not tree.is_a(token, "compound", "amod", "flat", "nmod:desc"):
            return False
        head = tree.head(token)
        if head < token and tree.word(token - 1) != "-":
            return False
        return tree.lemma(head) not in self.classes["quantity"]

    # --- words of an entry

    def _entry_words(self, entry: _Entry, token: int) -> tuple[int, ...] | None:
        if len(entry.words) == 1:
            return (token,)
        own = plain(self.tree.lemma(token))
        if self.arguments.is_verbal(token) and entry.words[0] in verb_stems(self.tree.word(token)):
            own = entry.words[0]
        if own != entry.words[entry.head] or (" " in own and own == " ".join(entry.words)):
            # entered under its words run together or hyphenated: "ceasefire", "sit-in", "cease-fire"
            return self._run_together(entry, token, own)
        if self.arguments.is_verbal(token) or self.arguments.is_adjective(token):
            return self._verb_words(entry.words[1:], token)
        return self._noun_words(entry.words, entry.head, token)

    def _run_together(self, entry: _Entry, token: int, own: str) -> tuple[int, ...] | None:
        if own in (" ".join(entry.words), "".join(entry.words)):
            return (token,)
        if token >= 2 and self.tree.word(token - 1) == "-" and self.tree.lemma(token - 2) + own == "".join(entry.words):
            return (token - 2, token)
        return None

    def _verb_words(self, rest: tuple[str, ...], token: int) -> tuple[int, ...] | None:
        nearby = self._nearby_of(token)
        found: list[int] = []
        for place, word in enumerate(rest):
            part = nearby.get(word)
            if part is None and rest[0] in nearby:
                part = self._inside_object(nearby, rest, word)
            if part is None:
                return None
            if place and word in _PREPOSITIONS and rest[place - 1] in _PREPOSITIONS and part != found[-1] + 1:
                return None  # "put in for" is not said by "put people in jail for speaking"
            found.append(part)
        return tuple(sorted({token, *found}))

    def _inside_object(self, nearby: Mapping[str, int], rest: tuple[str, ...], word: str) -> int | None:
        """A word inside the phrase of another word of the entry: the "in" of "take part in"; not that of any object."""
        for other in rest:
            head = nearby.get(other)
            inside = self._inside.get(head, {}) if head is not None else {}
            if word in inside:
                return inside[word]
        return None

    def _nearby_of(self, token: int) -> dict[str, int]:
        nearby = self._nearby.get(token)
        if nearby is None:
            nearby = self._nearby[token] = self._words_nearby(token)
        return nearby

    def _words_nearby(self, token: int) -> dict[str, int]:
        """The words that may belong to a phrasal verb: particles, objects, prepositions and what they introduce."""
        tree = self.tree
        nearby: dict[str, int] = {}
        for child in tree.children(token):
            if tree.is_a(child, "nsubj") and not self.arguments.is_passive(token):
                continue
            if tree.is_a(child, "conj", "parataxis", "punct", "aux"):
                continue
            for part in (child, *tree.children(child, "case", "mark", "fixed", "amod", "compound")):
                nearby.setdefault(tree.lemma(part), part)
                nearby.setdefault(tree.word(part).lower(), part)
            for part in tree.children(child, "case", "mark"):
                for fixed in tree.children(part, "fixed"):
                    nearby.setdefault(tree.lemma(fixed), fixed)
            inside = self._inside.setdefault(child, {})
            for inner in tree.children(child, "nmod"):
                for part in (inner, *tree.children(inner, "case")):
                    inside.setdefault(tree.lemma(part), part)
        return nearby

    def _noun_words(self, words: tuple[str, ...], head: int, token: int) -> tuple[int, ...] | None:
        tree = self.tree
        before, after = words[:head], words[head + 1 :]
        found = [token]
        if before:
            parts = {plain(tree.lemma(t)): t for t in self._premodifiers(token)}
            parts |= {tree.word(t).lower(): t for t in parts.values()}
            joined = {t for word in before if (t := parts.get(word)) is not None}
            if len(joined) < len(before) and " ".join(before) not in parts:
                return None
            found += joined
        position = token + 1
        for word in after:
            while position < len(tree) and tree.tag(position) in ("DET", "PUNCT"):
                position += 1
            if position >= len(tree) or word not in (tree.lemma(position), tree.word(position).lower()):
                return None
            found.append(position)
            position += 1
        return tuple(sorted(found))

    def _premodifiers(self, token: int) -> list[int]:
        tree = self.tree
        found = [t for t in tree.subtree(token) if t < token and token - t <= 8 and not tree.is_a(t, "acl", "advcl")]
        if token >= 2 and tree.word(token - 1) == "-" and token - 2 not in found:
            found.append(token - 2)
        return found

    # --- conditions

    def _holding(self, test: _Test, token: int, words: tuple[int, ...]) -> list[int]:
        """The tokens in the test's slots for which it holds; `words` are passed over ("fire" in "open fire" bars
        nothing).
        """
        found = []
        for slot in test.slots:
            for head in self.arguments.fill(token, slot):
                for part in self.arguments.contents(head):
                    if part not in words and self._holds(test, part, slot):
                        found.append(part)
        return found

    def _holds(self, test: _Test, token: int, slot: str) -> bool:
        if test.anything:
            return True
        tree = self.tree
        lemma = plain(tree.lemma(token))
        if lemma in test.words or (slot in ("any", "modifier", "particle") and tree.word(token).lower() in test.words):
            return True
        if lemma.endswith("s") and lemma[:-1] in test.words and tree.tag(token) in NOMINAL:
            return True  # "US combat troops", whose lemma kept its plural
        if token >= 2 and tree.word(token - 1) == "-" and tree.lemma(token - 2) + lemma in test.words:
            return True
        for phrase in test.phrases.get(lemma, ()):
            if self._has_phrase(phrase, token):
                return True
        if test.special and (self._is_special(test.special, token) or self._are_several(test.special, token, slot)):
            return True
        return bool(test.types) and any(self._is_of_type(m, test.types) for m in self.embedded(token))

    def _has_phrase(self, phrase: tuple[str, ...], token: int) -> bool:
        head = _noun_head(" ".join(phrase))
        if self.arguments.is_verbal(token):
            return phrase[0] == plain(self.tree.lemma(token)) and self._verb_words(phrase[1:], token) is not None
        return self._noun_words(phrase, head, token) is not None

    def _is_special(self, special: frozenset[str], token: int) -> bool:
        tree = self.tree
        if "actor" in special and (self.arguments.is_actor(token) or self.arguments.actors(token)):
            return True
        if "number" in special and (tree.tag(token) == "NUM" or tree.child(token, "nummod") is not None):
            return True
        labels = {name.label for name in tree.sentence.names if name.first <= token < name.last}
        is_name = not labels and tree.tag(token) == "PROPN" and tree.lemma(token).lower() not in TIMES
        if "place" in special and ("LOC" in labels or is_name):
            return True
        if "person" not in special:
            return False
        return (
            "PER" in labels
            or tree.lemma(token) in self.classes["human"]
            or (tree.tag(token) == "PRON" and tree.lemma(token) in ("he", "she", "they", "we", "i"))
        )

    def _is_anothers(self, head: int, trigger: int) -> bool:
        """Whether a told clause reports what is done already, or what somebody else will do."""
        tree, arguments = self.tree, self.arguments
        if not tree.is_a(head, "ccomp") or not arguments.is_verbal(head):
            return False
        to_come = any(tree.sentence.xpos[c] in ("MD", "TO") for c in tree.children(head, "aux", "mark"))
        if tree.sentence.xpos[head] in ("VBD", "VBN") and not to_come:
            return True
        own = arguments.subjects(trigger)
        named = [t for m in self.embedded(head) for t in m.actors if arguments.is_actor(t) and tree.tag(t) != "PRON"]
        return bool(own and named) and not set(named).intersection(own)

    def _are_several(self, special: frozenset[str], token: int, slot: str) -> bool:
        """Whether the phrase names two parties or more, or stands where the other one does: "with X", "between X and Y"."""
        if "several" not in special:
            return False
        tree, arguments = self.tree, self.arguments
        if slot in ("with", "between", "among", "alongside"):
            return bool(arguments.actors(token))
        ways = (
            arguments.coordinated([tree.first_conjunct(token)]),
            arguments.nationalities(token),
            arguments.possessors(token),
            arguments.fill(token, "of"),
            arguments.fill(token, "from"),
            arguments.fill(token, "in"),
        )
        return any(len({tree.lemma(t) for t in way if self._is_named_actor(t)}) > 1 for way in ways)

    def _is_named_actor(self, token: int) -> bool:
        """Whether a token means an actor by a name of its own: a state, a nationality, "Egyptian police"."""
        arguments = self.arguments
        if self.tree.tag(token) in ("PROPN", "ADJ"):
            # not the "prime" of "the British prime minister", which is a word of an actor too
            is_named = any(name.first <= token < name.last for name in self.tree.sentence.names)
            return is_named and arguments.is_actor(token)
        return bool(arguments.nationalities(token) or [t for t in arguments.possessors(token) if arguments.is_actor(t)])

    @staticmethod
    def _is_of_type(match: Match, types: frozenset[str]) -> bool:
        return "ANY" in types or match.type in types or f"{match.type}.{match.mode}" in types

    def embedded(self, head: int, depth: int = 0) -> list[Match]:
        """The events said by a phrase or clause of which this is the head."""
        tree = self.tree
        own = self.at(head)
        if own is not None:
            return [own]
        found = []
        if self.arguments.is_verbal(head) or self.arguments.is_adjective(head):
            for noun in tree.children(head, "obj", "nsubj:pass", "obl"):
                for part in self.arguments.contents(noun):
                    match = self.at(part) if tree.tag(part) in NOMINAL else None
                    if match is not None and match.anchor == head:
                        found.append(match)
            if not found and depth < 4 and tree.lemma(head) in self.classes["aspect"]:
                for child in [*tree.children(head, "xcomp"), *self._aspect_objects(head)]:
                    found += self.embedded(child, depth + 1)
        elif tree.lemma(head) in self.classes["quantity"]:
            for part in self.arguments.contents(head)[1:]:
                match = self.at(part)
                if match is not None:
                    found.append(match)
        return found

    def _aspect_objects(self, verb: int) -> list[int]:
        return [t for t in self.tree.children(verb, "obj", "ccomp") if self.arguments.is_verbal(t)]

    # --- arguments

    def _actors(
        self, slots: Slots, token: int, strict: bool = False, deep: bool = False, beside: tuple[int, ...] = ()
    ) -> tuple[int, ...]:
        """The heads that fill the first slot with a political actor in it; without one, of the first that is filled.

        `deep` looks for actors anywhere in the phrases before it gives up: "rejected appeals against the demolition of
        a village in Israel". `beside` are the parties of the other side, who are not found again, nor by "its" or "their".
        """
        filled = [[t for t in self.arguments.fill(token, slot) if t != token] for slot in slots]
        for find in (self.arguments.actors, *((self.arguments.actors_within,) if deep else ())):
            for heads in filled:
                found = [t for head in heads for t in find(head) if not (beside and self._is_again(t, beside))]
                if found:
                    return tuple(dict.fromkeys(found))
        return () if strict else tuple(dict.fromkeys(next((heads for heads in filled if heads), [])))

    def _is_again(self, token: int, parties: tuple[int, ...]) -> bool:
        """Whether a word is one of the parties, or stands for them: the "its" of "awarded its medal to X"."""
        return token in parties or (self.tree.tag(token) == "PRON" and self.tree.is_a(token, "nmod:poss"))


def _with_clash(match: Match, clash: str) -> Match:
    values = {name: getattr(match, name) for name in Match.__slots__}
    return Match(**{**values, "clash": clash})


def _outcomes(search: _Search, coded: set[tuple[int, str]]) -> list[Attempt]:
    found = []
    consumed = {t: m.pattern for m in search._found.values() if m for t in m.consumed}
    for attempt in search.attempts or []:
        outcome = attempt.outcome
        if not outcome:
            best = search.at(attempt.trigger)
            if (attempt.trigger, attempt.pattern) in coded:
                outcome = "coded"
            elif best is not None and best.pattern != attempt.pattern:
                outcome = f"beaten by {best.pattern}"
            elif attempt.trigger in consumed:
                outcome = f"consumed by {consumed[attempt.trigger]}"
            else:
                outcome = "the same event as its light verb or noun"
        found.append(Attempt(attempt.trigger, attempt.pattern, attempt.type, outcome, attempt.rank))
    order = {"coded": 0}
    return sorted(found, key=lambda a: (a.trigger, order.get(a.outcome, 1), tuple(-r for r in a.rank)))
