"""The actors of one article: what each noun phrase means where it stands, and what was introduced before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.actors.cameo import cameo_code
from dragoman.actors.coding import ARMED, BLOCS, PhraseCoder, Scene
from dragoman.actors.lexicon import Unit, fold
from dragoman.actors.phrase import Noun, Reading, spoken_name
from dragoman.language.tree import Tree
from dragoman.records import Actor, Article, Mention, Span

INSIDE_NAME = ("flat", "fixed", "goeswith", "nmod:desc")
CORE = ("compound", "flat", "fixed", "goeswith", "amod", "nmod:desc", "nmod:unmarked", "nummod")
NOMINAL_TAGS = frozenset(("NOUN", "PROPN", "PRON", "ADJ", "NUM", "X"))
NOMINAL_RELATIONS = (
    "nsubj",
    "obj",
    "iobj",
    "obl",
    "nmod",
    "appos",
    "conj",
    "root",
    "vocative",
    "dislocated",
    "parataxis",
    "list",
    "xcomp",
    "ccomp",
    "orphan",
    "dep",
)
LOCATIVE = frozenset(
    [
        "in",
        "at",
        "near",
        "across",
        "inside",
        "outside",
        "around",
        "throughout",
        "within",
        "over",
        "through",
        "along",
        "above",
        "beneath",
        "beyond",
        "via",
        "off",
    ]
)
MOTION = frozenset(
    [
        "go",
        "travel",
        "fly",
        "arrive",
        "return",
        "move",
        "come",
        "drive",
        "flee",
        "head",
        "deploy",
        "advance",
        "march",
        "walk",
        "sail",
        "ride",
        "bring",
        "take",
        "carry",
        "send",
        "transport",
        "drive",
        "enter",
        "leave",
    ]
)
HE, THEY, IT = (
    frozenset(("he", "him", "his", "she", "her")),
    frozenset(("they", "them", "their")),
    frozenset(("it", "its")),
)
BY_NAME = 0.5  # How much a known person or body says of the country that a text is about.
MOST_CORE = 24  # Tokens of a core; longer ones are tables or lists that were parsed as one phrase.

# What a short definite phrase means: "the group" is the last armed group, "the party" the last party.
SHORT_FOR = {
    **dict.fromkeys(("group", "movement", "militia", "organization", "organisation"), ARMED),
    **dict.fromkeys(("militants", "insurgents", "militant group", "rebel group"), ARMED),
    **dict.fromkeys(("newspaper", "paper", "news agency"), frozenset(("JRN",))),
    "agency": frozenset(("JRN", "SPY")),
    "party": frozenset(("PTY", "OPP")),
}
ALLEGIANCE = frozenset(("loyal", "lead", "led", "allied", "aligned", "command"))
BLOC_WORDS = frozenset(("coalition", "alliance", "bloc", "union", "body", "organisation", "organization"))


class DocumentActors:
    """Answers whom a phrase of the article means; every phrase is read once, in text order."""

    def __init__(self, article: Article, trees: Sequence[Tree], coder: PhraseCoder):
        self._article = article
        self._coder = coder
        self._trees = trees
        self._units: list[list[Unit]] = [coder.lexicon.units(tree.sentence.words) for tree in trees]
        self._owners: list[dict[int, Unit]] = [
            {t: u for u in units for t in range(u.first, u.last)} for units in self._units
        ]
        self._day = article.published.toordinal() if article.published else None
        self._countries: dict[str, float] = {}
        self._people: dict[str, Reading] = {}
        self._roles: dict[str, Reading] = {}
        self._bodies: list[Reading] = []
        self._recent: list[_Recent] = []
        self._read: dict[tuple[int, int], tuple[Reading, ...]] = {}
        for sentence in range(len(trees)):
            self._read_sentence(sentence)

    def at(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """Whom the phrase headed by this token means, its conjuncts left out; () for nobody."""
        readings = self._readings(sentence, token)
        if not readings:
            return ()
        span = self._span(sentence, token)
        return tuple(_actor(self._named(reading, span), span) for reading in readings)

    def why(self, sentence: int, token: int) -> str:
        """The table row or rule behind `at`, empty for nobody."""
        return "; ".join(f"{r.code}: {r.why}" for r in self._readings(sentence, token))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every phrase that means an actor, in text order."""
        found: list[Mention] = []
        for (sentence, token), readings in sorted(self._read.items()):
            span = self._span(sentence, token)
            found.extend(Mention(span, "actor", _actor(self._named(reading, span), span)) for reading in readings)
        return tuple(found)

    def _span(self, sentence: int, token: int) -> Span:
        tree = self._trees[sentence]
        head = self._climb(sentence, token)
        return tree.span(*tree.phrase(head))

    def _named(self, reading: Reading, span: Span) -> Reading:
        """The reading under the words of the text, where it has no name of its own."""
        if reading.id or reading.kind not in ("role", "people") or " for " in reading.why[:12]:
            return reading
        text = self._article.characters(span)
        return replace(reading, name=spoken_name(text)) if text and len(text) <= 90 else reading

    def _climb(self, sentence: int, token: int) -> int:
        """The head of the name that the token is a part of."""
        tree = self._trees[sentence]
        while tree.head(token) >= 0 and (tree.is_a(token, *INSIDE_NAME) or self._is_inside(sentence, token)):
            token = tree.head(token)
        return token

    def _is_inside(self, sentence: int, token: int) -> bool:
        """Whether the token and its head are words of one alias: "Rights" in "Human Rights Watch"."""
        unit = self._owners[sentence][token]
        return bool(unit.entries) and unit.first <= self._trees[sentence].head(token) < unit.last

    def _readings(self, sentence: int, token: int) -> tuple[Reading, ...]:
        if not 0 <= sentence < len(self._trees) or not 0 <= token < len(self._trees[sentence]):
            return ()
        head = self._climb(sentence, token)
        key = (sentence, head)
        if key not in self._read:
            return self._resolve(sentence, head)
        return self._read[key]

    # --- reading in text order

    def _read_sentence(self, sentence: int) -> None:
        tree = self._trees[sentence]
        for unit in self._units[sentence]:
            entry = unit.of_kind("country", "demonym", "capital", "city")
            if entry and entry.country:
                self._countries[entry.country] = self._countries.get(entry.country, 0.0) + 1.0
        for token in range(len(tree)):
            if not self._is_head(tree, token) or self._is_inside(sentence, token):
                continue
            readings = self._resolve(sentence, token)
            self._read[sentence, token] = readings
            if len(readings) == 1:
                self._remember(sentence, tree, token, readings[0])

    @staticmethod
    def _is_head(tree: Tree, token: int) -> bool:
        if tree.tag(token) not in NOMINAL_TAGS:
            return False
        if not tree.is_a(token, *NOMINAL_RELATIONS) or tree.is_a(token, "nmod:desc"):
            return False
        return not (
            tree.tag(token) == "ADJ" and tree.is_a(token, "conj") and tree.is_a(tree.first_conjunct(token), "amod")
        )

    def _remember(self, sentence: int, tree: Tree, token: int, reading: Reading) -> None:
        if reading.id and reading.country and reading.kind in ("person", "body") and reading.country not in BLOCS:
            self._countries[reading.country] = self._countries.get(reading.country, 0.0) + BY_NAME
        if reading.kind == "person" and tree.tag(token) != "PRON":
            pieces = [p for word in reading.name.replace("-", " ").split() for p in fold(word)]
            own = [p for word in self._words(sentence, token) for p in fold(word)]
            for piece in (*pieces[-1:], *own[-1:]):
                why = reading.why.removeprefix("introduced before: ")
                self._people[piece] = replace(reading, confidence=reading.confidence * 0.98, why=why)
        for title in self._titles(sentence, token):
            self._roles[title] = reading
            self._roles[title.split()[-1]] = reading
        if reading.kind == "body":
            self._bodies.append(reading)
        plural = tree.has_feature(token, "Number=Plur") or reading.kind == "people"
        subject = tree.is_a(tree.first_conjunct(token), "nsubj")
        role = self._owners[sentence][token].of_kind("role")
        human = reading.kind == "person" or (role is not None and role.detail in ("title", "weakperson", "agent"))
        plain = replace(reading, why=reading.why.rpartition('" for ')[2]) if tree.tag(token) == "PRON" else reading
        self._recent.append(_Recent(sentence, plain, plural, subject, human))

    def _words(self, sentence: int, token: int) -> list[str]:
        return [self._trees[sentence].word(t) for t in self._core_tokens(self._trees[sentence], token)]

    def _titles(self, sentence: int, token: int) -> list[str]:
        """The titles with which the phrase introduces somebody, its appositions included."""
        tree = self._trees[sentence]
        heads = [token, *tree.children(token, "appos")]
        owners = self._owners[sentence]
        found = []
        for head in heads:
            for part in self._core_tokens(tree, head):
                role = owners[part].of_kind("role")
                if role and role.detail in ("title", "weakperson", "weak", "agent"):
                    found.append(role.name)
        return found

    # --- one phrase

    def _resolve(self, sentence: int, token: int) -> tuple[Reading, ...]:
        tree = self._trees[sentence]
        if tree.tag(token) == "PRON":
            return self._pronoun(sentence, tree, token)
        if self._is_mere_location(sentence, tree, token):
            return ()
        noun = self._noun(sentence, token, 0)
        scene = self._scene(sentence, tree, token)
        short = self._short_form(sentence, tree, token, noun)
        if short:
            return (short,)
        readings = self._coder.code(noun, scene)
        if tree.tag(token) == "ADJ" and tree.is_a(token, "amod"):
            # "military positions", "private talks": an adjective for people says whose only where it has a country.
            readings = tuple(r for r in readings if r.country or r.kind != "role")
        readings = self._introduced_after(sentence, tree, token, readings)
        if not readings and tree.is_a(token, "appos") and tree.tag(token) == "PROPN":
            name = " ".join(self._words(sentence, token)).replace(" - ", "-")
            governor = self._readings(sentence, tree.head(token))
            readings = tuple(replace(r, name=name, kind="person") for r in governor if not r.id)
        return tuple(self._with_shared_country(sentence, tree, token, r) for r in readings)

    def _introduced_after(
        self, sentence: int, tree: Tree, token: int, readings: tuple[Reading, ...]
    ) -> tuple[Reading, ...]:
        """The person for a title that was parsed as a phrase beside the name: "the crown prince | Karim Mansour"."""
        after = token + 1
        if len(readings) != 1 or readings[0].kind != "role" or after >= len(tree) or tree.tag(after) != "PROPN":
            return readings
        if tree.head(after) != tree.head(token) or tree.relation(after) != tree.relation(token):
            return readings
        person = self._coder.code(self._noun(sentence, after, 0), self._scene(sentence, tree, after))
        if len(person) != 1 or person[0].kind != "person" or person[0].country not in (readings[0].country, None):
            return readings
        return person if person[0].id else (replace(readings[0], name=person[0].name, kind="person"),)

    def _scene(self, sentence: int, tree: Tree, token: int) -> Scene:
        labelled = any(n.label == "PER" and n.first <= token < n.last for n in tree.sentence.names)
        subject = tree.is_a(tree.first_conjunct(token), "nsubj")
        return Scene(
            self._day, self._countries, self._people, self._roles, is_person=labelled, settled=True, is_subject=subject
        )

    def _core_tokens(self, tree: Tree, token: int) -> list[int]:
        kept, waiting = {token}, [token]
        while waiting and len(kept) < MOST_CORE:
            current = waiting.pop()
            for child in tree.children(current):
                inner = (
                    current != token
                    and tree.is_a(child, "conj", "cc", "obl", "nmod", "advmod", "obj")
                    and not tree.is_a(child, "nmod:poss")
                )
                hyphen = tree.is_a(child, "punct", "case") and tree.word(child) in ("-", "–", "‑")
                if tree.is_a(child, *CORE) or inner or hyphen:
                    kept.add(child)
                    waiting.append(child)
        # Commas between coordinated adjectives are lost here; "and" is enough to spread them.
        dateline = max((t for t in range(min(kept), token) if tree.is_spaced_dash(t)), default=-1)
        return sorted(t for t in kept if t > dateline)

    def _noun(self, sentence: int, token: int, depth: int) -> Noun:
        tree, owners = self._trees[sentence], self._owners[sentence]
        core = self._core_tokens(tree, token)
        units: list[Unit] = []
        for part in core:
            if not units or units[-1] is not owners[part]:
                units.append(owners[part])
        covered = {t for u in units if u.entries for t in range(u.first, u.last)}
        if tree.tag(token) == "PRON":
            return Noun((), known=self._pronoun(sentence, tree, token))
        if depth > 4:
            return Noun(tuple(units))
        possessors = tuple(
            self._noun(sentence, owner, depth + 1)
            for part in (token, *(c for c in core if tree.is_a(c, "nmod:desc")))
            for child in tree.children(part, "nmod:poss")
            if child not in covered
            for owner in tree.conjuncts(child)
        )
        complements = tuple(
            (tree.preposition(child), tuple(self._noun(sentence, c, depth + 1) for c in tree.conjuncts(child)))
            for child in tree.children(token, "nmod")
            if child not in covered and tree.preposition(child)
        )
        complements += tuple(
            ("of", (self._noun(sentence, principal, depth + 1),))
            for child in tree.children(token, "acl", "amod")
            if tree.lemma(child) in ALLEGIANCE
            for principal in tree.children(child, "obl")
            if tree.preposition(principal) in ("to", "by", "with")
        )
        appositions = tuple(
            self._noun(sentence, c, depth + 1) for c in tree.children(token, "appos") if c not in covered
        )
        definite = any(tree.lemma(d) in ("the", "this", "that") for d in tree.children(token, "det"))
        return Noun(tuple(units), possessors, complements, appositions, definite)

    def _with_shared_country(self, sentence: int, tree: Tree, token: int, reading: Reading) -> Reading:
        """ "Iraqi soldiers and policemen": a bare conjunct takes the country of the first."""
        if reading.country or reading.kind != "role" or not tree.is_a(token, "conj"):
            return reading
        first = self._read.get((sentence, tree.first_conjunct(token)), ())
        if len(first) == 1 and first[0].kind == "role" and first[0].country:
            return replace(
                reading, country=first[0].country, why=f"{reading.why}; country shared by the first conjunct"
            )
        return reading

    def _is_mere_location(self, sentence: int, tree: Tree, token: int) -> bool:
        """Whether a state, capital or seat only says where: "in Baghdad", "flew to Moscow", "the streets of Kabul"."""
        unit = self._owners[sentence][token]
        if not unit.of_kind("country", "capital", "seat", "city") or unit.of_kind("body"):
            return False
        first = tree.first_conjunct(token)
        preposition = tree.preposition(first).split(" ")[0]
        if not preposition or tree.is_a(first, "nsubj", "obj", "iobj"):
            return False
        if preposition in LOCATIVE:
            return True
        governor = tree.head(first)
        if (
            preposition in ("to", "from", "into", "toward", "towards")
            and governor >= 0
            and tree.lemma(governor) in MOTION
        ):
            return True
        return (
            unit.of_kind("country") is None
            and unit.of_kind("seat") is None
            and preposition in ("of", "from", "on", "into")
        )

    def _short_form(self, sentence: int, tree: Tree, token: int, noun: Noun) -> Reading | None:
        """ "the minister", "the group": the last one introduced that the word fits."""
        if not noun.definite or noun.possessor or noun.complements or noun.appositions:
            return None
        words = [u for u in noun.units if u.entries]
        if len(words) != 1 or len(noun.units) > 2:
            return None
        role = words[0].of_kind("role")
        if (
            role is None
            or words[0].of_kind("body")
            or (tree.word(token)[:1].isupper() and words[0].last - words[0].first > 1)
        ):
            return None
        fitting = SHORT_FOR.get(role.name)
        if fitting:
            for body in reversed(self._bodies):
                if set(body.sectors) & fitting:
                    return replace(body, confidence=0.6, why=f'"the {role.name}" means the last one named: {body.why}')
        if role.name in BLOC_WORDS:
            for body in reversed(self._bodies):
                if body.country in ("IGO", "EUR", "UNO"):
                    return replace(body, confidence=0.6, why=f'"the {role.name}" means the last one named: {body.why}')
        if role.detail not in ("title", "weakperson", "weak", "agent") or tree.has_feature(token, "Number=Plur"):
            return None
        known = self._roles.get(role.name)
        if known:
            return replace(
                known, confidence=known.confidence * 0.8, why=f'"the {role.name}" introduced before: {known.why}'
            )
        return None

    def _pronoun(self, sentence: int, tree: Tree, token: int) -> tuple[Reading, ...]:
        """The antecedent of a pronoun where only one is near: this sentence so far, then the one before."""
        word = tree.word(token).lower()
        if word in HE:
            fitting = [r for r in self._recent[-12:] if r.human and not r.plural]
        elif word in THEY:
            fitting = [r for r in self._recent[-12:] if r.plural or r.reading.kind == "body"]
        elif word in IT:
            fitting = [r for r in self._recent[-12:] if r.reading.kind in ("state", "body")]
        else:
            return ()
        for when in (sentence, sentence - 1):
            near = [r for r in fitting if r.sentence == when]
            for candidates in ([r for r in near if r.subject], near):
                if len({(r.reading.id or r.reading.name, r.reading.code) for r in candidates}) == 1:
                    chosen = candidates[-1].reading
                    why = f'"{word}" for {chosen.name}: {chosen.why}'
                    return (replace(chosen, confidence=chosen.confidence * 0.7, why=why),)
            if len(near) > 1:
                return ()
        return ()


@dataclass(frozen=True, slots=True)
class _Recent:
    """A mention that a pronoun may stand for."""

    sentence: int
    reading: Reading
    plural: bool
    subject: bool
    human: bool


def _actor(reading: Reading, span: Span) -> Actor:
    return Actor(
        reading.code,
        reading.name,
        reading.country,
        reading.sectors,
        cameo_code(reading.country, reading.sectors, reading.id),
        reading.id,
        round(reading.confidence, 3),
        span,
    )
