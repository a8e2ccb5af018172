"""The actors of one article: what each noun phrase means where it stands, and what was introduced before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from dragoman.actors.cameo import cameo_code
from dragoman.actors.coding import ARMED, BACKED, BLOCS, FAINT, SHIELDED, PhraseCoder, Scene
from dragoman.actors.lexicon import fold
from dragoman.actors.phrase import Noun, Reading, spoken_name
from dragoman.actors.sentence import (
    APPOSITION,
    COMPLEMENT,
    CONJUNCT,
    CORE,
    HYPHENS,
    MODIFIER,
    OBJECT,
    OBLIQUE,
    SUBJECT,
    SentenceActors,
)
from dragoman.language.tree import Tree
from dragoman.records import Actor, Article, Mention, Span

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
SAY_WHERE = frozenset(("country", "demonym", "capital", "city"))
BY_NAME = 0.5  # How much a known person or body says of the country that a text is about.

# What a short definite phrase means: "the group" is the last armed group, "the party" the last party.
SHORT_FOR = {
    **dict.fromkeys(("group", "movement", "militia", "organization", "organisation"), ARMED),
    **dict.fromkeys(("militants", "insurgents", "militant group", "rebel group"), ARMED),
    **dict.fromkeys(("newspaper", "paper", "news agency"), frozenset(("JRN",))),
    "agency": frozenset(("JRN", "SPY")),
    "party": frozenset(("PTY", "OPP")),
}
# What people do or suffer and things do not, so that "thousands" are people.
DEEDS_OF_PEOPLE = frozenset(
    (
        "march", "protest", "demonstrate", "rally", "gather", "chant", "flee", "attend", "mourn", "riot", "strike",
        "celebrate", "die", "kill", "arrest", "detain", "injure", "wound", "hurt", "displace", "evacuate", "jail",
        "imprison", "take", "join", "assemble", "turn", "starve", "perish", "drown", "pray", "queue", "vote", "parade",
        "converge", "congregate", "sing", "shout", "massacre", "execute", "abduct", "deport", "shelter",
    )
)  # fmt: skip
# What governments give, say and ask for: a capital that it comes from means its government, as in "a loan from Seoul".
GIVEN = frozenset(
    (
        "aid", "assistance", "help", "relief", "support", "backing", "loan", "grant", "subsidy", "credit", "bailout",
        "bail-out", "lifeline", "gift", "donation", "contribution", "handout", "infusion", "injection", "money", "cash",
        "funding", "financing", "fund", "weapon", "arms", "weaponry", "ammunition", "missile", "drone", "tank", "jet",
        "helicopter", "shell", "rifle", "gas", "oil", "fuel", "electricity", "grain", "rice", "wheat", "flour", "food",
        "medicine", "vaccine", "supply",
        "largesse", "generosity", "tranche", "purchase", "pressure", "order", "instruction", "directive", "permission",
        "approval", "consent", "blessing", "nod", "demand", "request", "plea", "appeal", "criticism", "condemnation",
        "rebuke", "protest", "objection", "outcry", "complaint", "reproach", "praise", "applause", "thanks", "warning",
        "threat", "ultimatum", "promise", "pledge", "assurance", "guarantee", "undertaking", "commitment", "offer",
        "proposal", "apology", "concession", "recognition", "invitation", "reply", "response", "answer", "denial",
        "reaction", "signal", "opposition", "resistance", "interference", "meddling", "provocation", "hostility",
        "retaliation", "independence", "autonomy", "compensation", "reparation", "message", "advice", "rejection",
        "refusal", "veto", "pardon", "clemency", "go-ahead",
    )
)  # fmt: skip
MONTHS = frozenset(("May", "March", "April", "June", "August"))  # Those that are names of people too.
# What only counts or holds it: "a shipment of arms from Tehran", "a credit line from Delhi".
HOLDING_IT = frozenset(
    ("line", "package", "shipment", "delivery", "consignment", "batch", "convoy", "sale", "round", "flow")
)
# What those do who get it, and what is done to those who are run from elsewhere.
GETTING = frozenset(
    (
        "receive", "get", "obtain", "win", "secure", "accept", "buy", "purchase", "procure", "acquire", "borrow", "import",
        "seek", "demand", "request", "want", "expect", "need", "require", "solicit", "extract", "wring", "wrest", "exact",
        "earn", "beg", "order", "supply", "arm", "equip", "fund", "finance", "bankroll", "sponsor", "subsidise",
        "subsidize", "direct", "control", "steer", "govern", "rule", "dictate", "secede",
    )
)  # fmt: skip
HOLDING = frozenset(("held", "occupied"))  # Of what somebody holds, the holder is meant: "the rebel-held town".
# Countries called by their side, with those of which the text must speak.
HALVES = {
    "North": {"PRK": ("KOR", "PRK")},
    "South": {"KOR": ("PRK", "KOR"), "SSD": ("SDN", "SSD")},
}
BLOC_WORDS = frozenset(("coalition", "alliance", "bloc", "union", "body", "organisation", "organization"))


class DocumentActors:
    """Answers whom a phrase of the article means; every phrase is read once, in text order."""

    def __init__(self, article: Article, trees: Sequence[Tree], coder: PhraseCoder):
        self._article = article
        self._coder = coder
        self._sentences = [SentenceActors(tree, coder.lexicon) for tree in trees]
        self._day = article.published.toordinal() if article.published else None
        self._countries: dict[str, float] = {}
        self._people: dict[str, Reading] = {}
        self._roles: dict[str, Reading] = {}
        self._full_names = _full_names(trees)
        self._bodies: list[Reading] = []
        self._recent: list[_Recent] = []
        self._read: dict[tuple[int, int], tuple[Reading, ...]] = {}
        self._given: dict[tuple[int, int], tuple[Actor, ...]] = {}
        for number, sentence in enumerate(self._sentences):
            self._read_sentence(number, sentence)

    def at(self, sentence: int, token: int) -> tuple[Actor, ...]:
        """Whom the phrase headed by this token means, its conjuncts left out; () for nobody."""
        if not 0 <= sentence < len(self._sentences) or not 0 <= token < len(self._sentences[sentence].words):
            return ()
        return self._actors(sentence, self._sentences[sentence].climb(token))

    def _actors(self, sentence: int, head: int) -> tuple[Actor, ...]:
        key = (sentence, head)
        given = self._given.get(key)
        if given is None:
            readings = self._readings(sentence, head)
            span = self._span(sentence, head) if readings else None
            given = tuple(_actor(self._named(reading, span), span) for reading in readings) if span else ()
            self._given[key] = given
        return given

    def why(self, sentence: int, token: int) -> str:
        """The table row or rule behind `at`, empty for nobody."""
        if not 0 <= sentence < len(self._sentences) or not 0 <= token < len(self._sentences[sentence].words):
            return ""
        head = self._sentences[sentence].climb(token)
        return "; ".join(f"{r.code}: {r.why}" for r in self._readings(sentence, head))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every phrase that means an actor, in text order."""
        heads = sorted(key for key, readings in self._read.items() if readings)
        actors = (actor for key in heads for actor in self._actors(*key))
        return tuple(Mention(actor.span, "actor", actor) for actor in actors if actor.span)

    def _span(self, sentence: int, head: int) -> Span:
        tree = self._sentences[sentence].tree
        return tree.span(*tree.phrase(head))

    def _named(self, reading: Reading, span: Span) -> Reading:
        """The reading under the words of the text, where it has no name of its own."""
        if reading.id or reading.kind not in ("role", "people") or " for " in reading.why[:12]:
            return reading
        text = self._article.characters(span)
        return reading._replace(name=spoken_name(text)) if text and len(text) <= 90 else reading

    def _readings(self, sentence: int, head: int) -> tuple[Reading, ...]:
        key = (sentence, head)
        if key not in self._read:
            return self._resolve(sentence, head)
        return self._read[key]

    # --- reading in text order

    def _read_sentence(self, number: int, sentence: SentenceActors) -> None:
        for unit in sentence.units:
            for entry in unit.entries:
                if entry.kind in SAY_WHERE:
                    where = unit.of_kind("country", "demonym", "capital", "city") or entry
                    if unit.of_kind("seat"):
                        break  # "Brussels": Belgium's capital, mostly meant for another power
                    if where.country:
                        self._countries[where.country] = self._countries.get(where.country, 0.0) + 1.0
                    break
        for token in sentence.heads():
            readings = () if sentence.is_thing(token) else self._resolve(number, token)
            self._read[number, token] = readings
            if len(readings) == 1:
                self._remember(number, token, readings[0])

    def _remember(self, number: int, token: int, reading: Reading) -> None:
        sentence = self._sentences[number]
        tree = sentence.tree
        is_pronoun = sentence.tags[token] == "PRON"
        if reading.id and reading.country and reading.kind in ("person", "body") and reading.country not in BLOCS:
            self._countries[reading.country] = self._countries.get(reading.country, 0.0) + BY_NAME
        if reading.kind == "person" and not is_pronoun:
            pieces = [p for word in reading.name.replace("-", " ").split() for p in fold(word)]
            own = [p for word in sentence.core_words(token) for p in fold(word)]
            why = reading.why.removeprefix("introduced before: ")
            known = reading._replace(confidence=reading.confidence * 0.98, why=why)
            for piece in {*pieces[-1:], *own[-1:]}:
                self._people[piece] = known
        for title in self._titles(sentence, token):
            self._roles[title] = reading
            self._roles[title.split()[-1]] = reading
        if reading.kind == "body":
            self._bodies.append(reading)
        plural = tree.has_feature(token, "Number=Plur") or reading.kind == "people"
        subject = bool(sentence.kinds[tree.first_conjunct(token)] & SUBJECT)
        role = sentence.owners[token].of_kind("role")
        human = reading.kind == "person" or (role is not None and role.detail in ("title", "weakperson", "agent"))
        plain = reading._replace(why=reading.why.rpartition('" for ')[2]) if is_pronoun else reading
        self._recent.append(_Recent(number, plain, plural, subject, human))

    @staticmethod
    def _titles(sentence: SentenceActors, token: int) -> list[str]:
        """The titles with which the phrase introduces somebody, its appositions included."""
        heads = [token, *(c for c in sentence.children(token) if sentence.kinds[c] & APPOSITION)]
        found = []
        for head in heads:
            for part in sentence.core(head):
                role = sentence.owners[part].of_kind("role")
                if role and role.detail in ("title", "weakperson", "weak", "agent"):
                    found.append(role.name)
        return found

    # --- one phrase

    def _resolve(self, number: int, token: int) -> tuple[Reading, ...]:
        sentence = self._sentences[number]
        if sentence.tags[token] == "PRON":
            return self._pronoun(number, token)
        if self._is_mere_location(sentence, token) or _is_shield(sentence, token) or _is_month(sentence, token):
            return ()
        half = self._half_of_country(sentence, token)
        if half:
            return (half,)
        noun = self._noun(number, token)
        short = self._short_form(sentence, token, noun)
        if short:
            return (short,)
        readings = self._coder.code(noun, self._scene(sentence, token))
        if sentence.tags[token] == "ADJ" and sentence.kinds[token] & MODIFIER:
            # "military positions", "private talks": an adjective for people says whose only where it has a country.
            readings = tuple(r for r in readings if r.country or r.kind != "role")
        readings = self._introduced_after(number, token, readings) or self._crowd(sentence, token, noun)
        if not readings and sentence.kinds[token] & APPOSITION and sentence.tags[token] == "PROPN":
            name = " ".join(sentence.core_words(token)).replace(" - ", "-")
            governor = self._readings(number, sentence.climb(sentence.tree.head(token)))
            readings = tuple(r._replace(name=name, kind="person") for r in governor if not r.id)
        return tuple(self._with_shared_country(number, token, r) for r in readings)

    @staticmethod
    def _crowd(sentence: SentenceActors, token: int, noun: Noun) -> tuple[Reading, ...]:
        """People who are only counted, where they do or suffer what only people do: "Thousands marched"."""
        tree, word = sentence.tree, sentence.words[token]
        if noun.complements or noun.possessor or not sentence.kinds[token] & SUBJECT:
            return ()
        role = sentence.owners[token].of_kind("role")
        many = sentence.tags[token] == "NUM" and word[:1].isdigit() and sum(c.isdigit() for c in word) > 2
        if not many and (role is None or role.detail != "measure"):
            return ()
        governor = tree.head(token)
        if governor < 0 or tree.lemma(governor) not in DEEDS_OF_PEOPLE:
            return ()
        return (Reading(None, ("CVL",), word, None, 0.5, "people who are only counted", "role", "people"),)

    def _noun(self, number: int, token: int) -> Noun:
        return self._sentences[number].noun(token, partial(self._pronoun, number))

    def _introduced_after(self, number: int, token: int, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        """The person for a title that was parsed as a phrase beside the name: "the crown prince | Karim Mansour"."""
        after, sentence = token + 1, self._sentences[number]
        if len(readings) != 1 or readings[0].kind != "role" or after >= len(sentence.words):
            return readings
        tree = sentence.tree
        if tree.tag(after) != "PROPN" or tree.head(after) != tree.head(token):
            return readings
        if tree.relation(after) != tree.relation(token):
            return readings
        person = self._coder.code(self._noun(number, after), self._scene(sentence, after))
        if len(person) != 1 or person[0].kind != "person" or person[0].country not in (readings[0].country, None):
            return readings
        return person if person[0].id else (readings[0]._replace(name=person[0].name, kind="person"),)

    def _scene(self, sentence: SentenceActors, token: int) -> Scene:
        tree = sentence.tree
        labelled = token in sentence.people
        subject = bool(sentence.kinds[tree.first_conjunct(token)] & SUBJECT)
        return Scene(
            self._day,
            self._countries,
            self._people,
            self._roles,
            self._full_names,
            is_person=labelled,
            settled=True,
            is_subject=subject,
        )

    def _with_shared_country(self, number: int, token: int, reading: Reading) -> Reading:
        """ "Iraqi soldiers and policemen": a bare conjunct takes the country of the first."""
        sentence = self._sentences[number]
        if reading.country or reading.kind != "role" or not sentence.kinds[token] & CONJUNCT:
            return reading
        first = self._read.get((number, sentence.tree.first_conjunct(token)), ())
        if len(first) == 1 and first[0].kind == "role" and first[0].country:
            return reading._replace(
                country=first[0].country, why=f"{reading.why}; country shared by the first conjunct"
            )
        return reading

    @staticmethod
    def _is_mere_location(sentence: SentenceActors, token: int) -> bool:
        """Whether a state, capital or seat only says where: "in Baghdad", "flew to Moscow", "the streets of Kabul"."""
        unit, tree = sentence.owners[token], sentence.tree
        if not unit.entries or not unit.of_kind("country", "capital", "seat", "city") or unit.of_kind("body"):
            return False
        first = tree.first_conjunct(token)
        preposition = tree.preposition(first).split(" ")[0]
        if not preposition or sentence.kinds[first] & (SUBJECT | OBJECT):
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
        if unit.of_kind("country") or unit.of_kind("seat") or preposition not in ("of", "from", "on", "into"):
            return False
        return preposition != "from" or not unit.of_kind("capital") or not _comes_from_government(tree, governor)

    def _half_of_country(self, sentence: SentenceActors, token: int) -> Reading | None:
        """ "The North", "the South" of a country that is divided, where the text speaks of the other half."""
        halves = HALVES.get(sentence.words[token])
        if halves is None or sentence.kinds[token] & (MODIFIER | CORE):
            return None
        if not sentence.is_definite(token) and not (token and sentence.kinds[token] & (OBLIQUE | COMPLEMENT)):
            return None  # headlines leave out the article: "sends rice to North"
        for code, others in halves.items():
            if any(self._countries.get(other) for other in others):
                return Reading(code, (), sentence.words[token], code.lower(), 0.6, "half of a divided country", "state")
        return None

    def _short_form(self, sentence: SentenceActors, token: int, noun: Noun) -> Reading | None:
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
            or (sentence.words[token][:1].isupper() and words[0].last - words[0].first > 1)
        ):
            return None
        fitting = SHORT_FOR.get(role.name)
        if fitting:
            for body in reversed(self._bodies):
                if set(body.sectors) & fitting:
                    return body._replace(confidence=0.6, why=f'"the {role.name}" means the last one named: {body.why}')
        if role.name in BLOC_WORDS:
            for body in reversed(self._bodies):
                if body.country in ("IGO", "EUR", "UNO"):
                    return body._replace(confidence=0.6, why=f'"the {role.name}" means the last one named: {body.why}')
        if role.detail not in ("title", "weakperson", "weak", "agent"):
            return None
        if sentence.tree.has_feature(token, "Number=Plur"):
            return None
        known = self._roles.get(role.name)
        if known:
            return known._replace(
                confidence=known.confidence * 0.8, why=f'"the {role.name}" introduced before: {known.why}'
            )
        return None

    def _pronoun(self, sentence: int, token: int) -> tuple[Reading, ...]:
        """The antecedent of a pronoun where only one is near: this sentence so far, then the one before."""
        word = self._sentences[sentence].words[token].lower()
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
                    return (chosen._replace(confidence=max(chosen.confidence * 0.7, FAINT), why=why),)
            if len(near) > 1:
                return ()
        return ()


def _is_month(sentence: SentenceActors, token: int) -> bool:
    """Whether the name of a month stands where time does: "advanced the cash in May", no prime minister."""
    alone = sentence.words[token] in MONTHS and not sentence.tree.children(
        token, "compound", "flat", "nmod:desc", "nmod"
    )
    return alone and sentence.tree.preposition(token) in ("in", "since", "until", "till", "during", "throughout")


def _comes_from_government(tree: Tree, governor: int) -> bool:
    """Whether what comes "from" a capital comes from its government: aid, an order, what was bought there."""
    lemma = tree.lemma(governor) if governor >= 0 else ""
    if lemma in HOLDING_IT:
        parts = [t for t in tree.children(governor, "nmod") if tree.preposition(t) == "of"]
        return any(tree.lemma(t) in GIVEN for t in (*parts, *tree.children(governor, "compound")))
    if lemma in GETTING and tree.tag(governor) == "VERB":
        return not any(tree.preposition(t) == "to" for t in tree.children(governor, "obl"))  # "got from Bonn to Berlin"
    return lemma in GIVEN


def _is_shield(sentence: SentenceActors, token: int) -> bool:
    """Whether a country's name or adjective is joined to a word that makes it none: "pro-Russian", "English-speaking"."""
    words = sentence.words
    if not sentence.kinds[token] & (MODIFIER | CORE):
        return False
    after = words[token + 2].lower() if token + 2 < len(words) and words[token + 1] in HYPHENS else ""
    before = words[token - 2].lower() if token > 1 and words[token - 1] in HYPHENS else ""
    return (after in BACKED and after not in HOLDING) or before in SHIELDED


def _full_names(trees: Sequence[Tree]) -> dict[str, set[str]]:
    """The first names that the article gives each surname, before or after it stands alone."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        words = tree.sentence.words
        for name in tree.sentence.names:
            if name.label == "PER" and name.last - name.first > 1:
                pieces = [piece for word in words[name.first : name.last] for piece in fold(word) if len(piece) > 1]
                if len(pieces) > 1:
                    found.setdefault(pieces[-1], set()).add(pieces[0])
    return found


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
