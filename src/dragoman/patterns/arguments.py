"""The logical arguments of a predicate: who stands in which slot, whatever the construction.

`Arguments` answers for one tree: the tokens that fill a slot of a verb, an event noun or an adjective. A subject is
found in active and passive clauses, in participles and relative clauses, across infinitives (control and raising) and
coordinated verbs; a noun's subject is its possessor, its by-phrase, the subject of its light verb, or its nationality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from dragoman.language.tree import Tree

IsActor = Callable[[int], bool]
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "SYM", "X"))
RELATIVE = frozenset(("who", "whom", "which", "that", "whose"))
PERSONAL = frozenset(("he", "she", "it", "they", "we"))
# Verbs that put somebody up to something only through a preposition: "called on Iran to halt", but who is called does
# nothing in "called him to offer condolences".
ONLY_THROUGH_PREPOSITION = frozenset(("call",))
# Markers of adverbial clauses that are no complements: what follows them is said on the side.
ADVERBIAL = frozenset(
    [
        "after",
        "before",
        "while",
        "when",
        "as",
        "because",
        "since",
        "although",
        "though",
        "if",
        "unless",
        "until",
        "whereas",
        "once",
        "whenever",
        "despite",
        "amid",
        "during",
        "following",
        "lest",
        "where",
        "so",
    ]
)
# Nouns of time and measure, which need no preposition.
TIMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
        "tomorrow",
        "tonight",
        "day",
        "week",
        "month",
        "year",
        "time",
        "hour",
        "minute",
        "morning",
        "afternoon",
        "evening",
        "night",
        "weekend",
        "percent",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "century",
        "decade",
        "quarter",
        "summer",
        "winter",
        "spring",
        "autumn",
        "kilometre",
        "kilometer",
        "mile",
        "metre",
    ]
)


def plain(lemma: str) -> str:
    """A lemma with hyphens as blanks, as words are compared.

    >>> plain("sit-in")
    'sit in'
    """
    return lemma.replace("-", " ").strip() if "-" in lemma else lemma


# Verbs whose subject brings about what their object suffers: "had him jailed".
CAUSING = frozenset(("keep", "hold", "have", "get", "leave", "order"))
# When something is said or done that a gathering frames.
AROUND = frozenset(["after", "following", "before", "upon", "ahead of", "prior to"])
# Compound prepositions whose last word means nothing by itself.
APART = frozenset(
    [
        "because of",
        "instead of",
        "out of",
        "ahead of",
        "according to",
        "due to",
        "owing to",
        "thanks to",
        "prior to",
        "as to",
    ]
)


def _introduces(own: str, preposition: str) -> bool:
    """Whether a phrase's own preposition is the one asked for: "with" finds "along with", "against" "up against"."""
    if own == preposition:
        return True
    return own.endswith(" " + preposition) and own not in APART


def _is_whole(tree: Tree) -> bool:
    """Whether a sentence ends as those of a text do, and headlines do not."""
    return tree.word(len(tree) - 1) in (".", "!", "?") and not tree.sentence.span.in_title


class Arguments:
    """Slots of the predicates of one tree. Answers are lists of heads of phrases, in text order, coordination
    expanded.
    """

    __slots__ = ("_cache", "_classes", "_light", "_obliques", "_verbal", "is_actor", "tree")

    def __init__(self, tree: Tree, is_actor: IsActor, classes: Mapping[str, frozenset[str]]):
        self.tree = tree
        self.is_actor = is_actor
        self._classes = classes
        self._cache: dict[tuple[int, str], list[int]] = {}
        self._light: dict[tuple[int, int], tuple[int, str] | None] = {}
        self._obliques: dict[int, list[tuple[int, str]]] = {}
        self._verbal: list[bool | None] = [None] * len(tree)

    # --- slots
    # ----------------------------------------------------------------------------------------------------------

    def fill(self, token: int, slot: str) -> list[int]:
        """The tokens that stand in a slot of the predicate."""
        key = (token, slot)
        found = self._cache.get(key)
        if found is None:
            self._cache[key] = []  # a slot that asks for itself through a loop of the tree is empty
            found = self._cache[key] = self._find(token, slot)
        return found

    def _find(self, token: int, slot: str) -> list[int]:
        outer, dot, inner = slot.partition(".")
        if dot:
            return _unique(part for head in self.fill(token, outer) for part in self._inside(head, inner))
        finder = _NAMED.get(slot)
        return _unique(finder(self, token) if finder else self.with_preposition(token, slot))

    def _inside(self, head: int, slot: str) -> list[int]:
        if slot == "possessor":
            return self.possessors(head)
        if slot == "adjective":
            return self.nationalities(head)
        if slot in ("actor", "recipient"):
            return self.fill(head, "subject" if slot == "actor" else "object")
        return self.fill(head, slot)

    def is_verbal(self, token: int) -> bool:
        """Whether the token is a verb, or acts as one: a "noun" with an object is a headline's verb ("Ankara downs
        jet").
        """
        known = self._verbal[token]
        if known is None:
            tag = self.tree.tag(token)
            known = tag in ("VERB", "AUX") or (
                tag in ("NOUN", "PROPN") and any(self.tree.relation(c) == "obj" for c in self.tree.children(token))
            )
            self._verbal[token] = known
        return known

    def is_adjective(self, token: int) -> bool:
        """Whether the token is a predicate adjective: one that stands where nouns do is taken for a noun."""
        return self.tree.tag(token) == "ADJ" and not self.tree.is_a(token, "obj", "nsubj", "nmod", "obl")

    # --- subject
    # --------------------------------------------------------------------------------------------------------

    def subjects(self, token: int) -> list[int]:
        """The doers: logical subject of a verb, an adjective or an event noun."""
        if self.is_verbal(token):
            if self.is_passive(token):
                return self.agents(token)
            return self.surface_subjects(token)
        if self.is_adjective(token):
            return self.surface_subjects(token)
        return self._noun_subjects(token)

    def agents(self, token: int) -> list[int]:
        """The by-phrase of a passive verb or an event noun."""
        tree = self.tree
        found = list(tree.children(token, "obl:agent"))
        if not found:
            found = [c for c in tree.children(token, "obl", "nmod") if tree.preposition(c) in ("by", "at the hands of")]
        if not found:
            found = [
                part
                for c in tree.children(token, "obl", "nmod")
                if tree.lemma(c) == "hand" and tree.preposition(c) == "at"
                for part in self.with_preposition(c, "of")
            ]
        if not found and not self.is_verbal(token):
            inner = [t for part in self._own_phrases(token, "of") for t in tree.children(part, "nmod")]
            found = [t for t in inner if tree.preposition(t) == "by"]
        if not found and self.is_verbal(token):
            # "were accused of spying by Greece": the parse may hang the agent on the gerund
            gerunds = [c for c in tree.children(token, "advcl", "xcomp") if tree.sentence.xpos[c] == "VBG"]
            found = [t for g in gerunds for t in tree.children(g, "obl") if tree.preposition(t) == "by"]
        if not found and self.is_verbal(token):
            # "was charged with treason by prosecutors": the parse may hang the agent on the phrase before it
            inner = [t for c in tree.children(token, "obl") if c > token for t in tree.children(c, "nmod")]
            found = [t for t in inner if tree.preposition(t) == "by" and self.is_passive(token) and self.is_actor(t)]
        if not found and tree.is_a(token, "xcomp") and tree.lemma(tree.head(token)) in CAUSING:
            # "have kept eleven ministers locked up": who keeps them so
            found = [] if self.is_passive(tree.head(token)) else self.surface_subjects(tree.head(token))
        if not found and tree.is_a(token, "conj"):
            # "was arrested and beaten by police": the agent hangs on the last verb, or on the first
            found = [c for sibling in self._sister_verbs(token) for c in tree.children(sibling, "obl:agent")]
        return self.coordinated(found)

    def _sister_verbs(self, token: int) -> list[int]:
        return [t for t in self.tree.conjuncts(self.tree.first_conjunct(token)) if t != token]

    def is_passive(self, token: int) -> bool:
        """Whether a verb's surface subject is its logical object."""
        tree = self.tree
        if tree.is_passive(token):
            return not self._is_plain_past(token)
        if self._is_clipped_passive(token):
            return True
        if tree.sentence.xpos[token] != "VBN":
            return False
        if tree.child(token, "aux") is not None:
            return False
        if tree.is_a(token, "conj") and tree.child(token, "nsubj") is None:
            head = tree.head(token)
            # "has condemned and rejected" shares its auxiliary; "was arrested and beaten" its passive
            return not (tree.child(head, "aux") is not None and not self.is_passive(head)) and self.is_passive(head)
        return tree.is_a(token, "acl", "advcl", "amod", "xcomp", "ccomp", "root", "parataxis") and (
            tree.child(token, "obj") is None or tree.child(token, "obl:agent") is not None
        )

    def _is_plain_past(self, token: int) -> bool:
        """Whether a "passive" is none: outside headlines a main clause needs its auxiliary ("Rebels handed over arms.")."""
        tree = self.tree
        if token != tree.root or tree.child(token, "aux:pass", "aux", "obl:agent") is not None:
            return False
        return _is_whole(tree) and tree.sentence.xpos[token] in ("VBD", "VBN", "VBP", "VBZ")

    def _is_clipped_passive(self, token: int) -> bool:
        """Whether a headline leaves out the auxiliary of a passive: "Minister shot outside parliament"."""
        tree = self.tree
        if token != tree.root or tree.sentence.xpos[token] not in ("VBD", "VBN"):
            return False
        if tree.lemma(token) not in self._classes.get("clipped_passive", ()):
            return False
        if _is_whole(tree):
            return False
        after = tree.children(token, "obj", "ccomp", "xcomp", "aux", "compound:prt", "iobj")
        return not after and tree.child(token, "nsubj") is not None

    def surface_subjects(self, token: int, depth: int = 0) -> list[int]:
        """The grammatical subject, own or shared, with relative pronouns replaced by what they stand for."""
        tree = self.tree
        if depth > 12:
            return []
        own = [c for c in tree.children(token, "nsubj", "csubj") if not tree.relation(c).endswith(":outer")]
        own = [c for c in own if tree.tag(c) in NOMINAL or tree.is_a(c, "nsubj")]
        if own:
            return self.coordinated([self._antecedent(c, token) for c in own])
        stray = self._stray_subject(token)
        if stray is not None:
            return self.coordinated([stray])
        head = tree.head(token)
        if head < 0:
            return []
        if tree.is_a(token, "conj"):
            head = self._true_conjunct(token)
            return self.surface_subjects(head, depth + 1) if not self._is_noun(head) else []
        if tree.is_a(token, "xcomp", "ccomp"):
            return self._controllers(token, head, depth)
        if tree.is_a(token, "advcl"):
            return self._adverbial_subjects(token, head, depth)
        if tree.is_a(token, "acl"):
            return self._adnominal_subjects(token, head)
        if tree.is_a(token, "amod"):
            return [head]
        if tree.is_a(token, "csubj", "parataxis", "obl", "nmod"):
            return (
                self.surface_subjects(head, depth + 1) if self.is_verbal(head) and not tree.is_a(token, "csubj") else []
            )
        return []

    def _true_conjunct(self, token: int) -> int:
        """The verb that a coordinated one goes with: a finite verb goes with a finite one, whatever the parse says.

        "Expelled" in "accused Oslo of plotting a coup and expelled its envoy" goes with "accused", not with "plotting".
        """
        tree = self.tree
        head = tree.head(token)
        if tree.sentence.xpos[token] not in ("VBD", "VBZ", "VBP") or tree.sentence.xpos[head] != "VBG":
            return head
        if tree.child(head, "aux") is not None:
            return head
        above = next((t for t in tree.ancestors(head) if self.is_verbal(t)), head)
        return above if tree.sentence.xpos[above] == tree.sentence.xpos[token] else head

    def _stray_subject(self, token: int) -> int | None:
        """A name before a finite verb that the parse hung elsewhere: it is the subject all the same."""
        tree = self.tree
        if tree.tag(token) in ("NOUN", "PROPN") and self.is_verbal(token):
            left = [c for c in tree.children(token, "compound", "nmod:desc", "nmod:unmarked", "amod") if c < token]
            return left[-1] if left else None
        if token == 0 or tree.sentence.xpos[token] not in ("VBD", "VBZ", "VBP"):
            return None
        before = token - 1
        if tree.tag(before) == "PROPN" and tree.head(before) > token and tree.is_a(before, "compound", "nsubj", "nmod"):
            return before
        return None

    def _antecedent(self, token: int, clause: int) -> int:
        """What a relative pronoun stands for, or the "it" of who speaks; any other token itself."""
        tree = self.tree
        if tree.tag(token) == "PRON" and tree.lemma(token) in PERSONAL and not self.is_actor(token):
            return self._speaker(token, clause)
        if tree.lemma(token) not in RELATIVE or tree.tag(token) == "NOUN":
            return token
        current = clause
        while current >= 0 and not tree.is_a(current, "acl"):
            if not tree.is_a(current, "conj", "xcomp", "ccomp"):
                return token
            current = tree.head(current)
        head = tree.head(current) if current >= 0 else -1
        return head if head >= 0 else token

    def _speaker(self, pronoun: int, clause: int) -> int:
        """Who says what the clause says, where the pronoun can mean them: "The army said it had launched strikes"."""
        tree = self.tree
        while tree.is_a(clause, "conj", "xcomp"):
            clause = tree.head(clause)
        governor = tree.head(clause)
        if not tree.is_a(clause, "ccomp") or governor < 0 or not self.is_verbal(governor):
            return pronoun
        speakers = self.subjects(governor)
        if len(speakers) != 1 or not self.is_actor(speakers[0]):
            return pronoun
        is_many = tree.has_feature(speakers[0], "Number=Plur")
        return pronoun if is_many and tree.lemma(pronoun) in ("he", "she", "it") else speakers[0]

    def _controllers(self, token: int, head: int, depth: int) -> list[int]:
        if self._is_noun(head):
            return self.surface_subjects(head, depth + 1) or self._noun_subjects(head)
        lemma = self.tree.lemma(head)
        if lemma not in self._classes.get("subject_control", ()):
            objects = [] if lemma in ONLY_THROUGH_PREPOSITION else self._direct_objects(head)
            if objects and not self.is_passive(head):
                return self.coordinated(objects)
            other = self._put_up(head) if lemma in self._classes.get("other_control", ()) else []
            if other:
                return other
        return self.surface_subjects(head, depth + 1)

    def _direct_objects(self, verb: int) -> list[int]:
        found = self.tree.children(verb, "obj")
        return [self._antecedent(c, verb) for c in found] or self.tree.children(verb, "iobj")

    def _put_up(self, verb: int) -> list[int]:
        """Whom "call on X to", "appeal to X to", "ask for X to" puts up to something."""
        for preposition in ("on", "upon", "to", "with", "for"):
            found = [c for c in self.tree.children(verb, "obl") if self.tree.preposition(c) == preposition]
            if found:
                return self.coordinated(found)
        return []

    def _adverbial_subjects(self, token: int, head: int, depth: int) -> list[int]:
        tree = self.tree
        if self._is_noun(head):
            return self.surface_subjects(head, depth + 1) or self._noun_subjects(head)
        marks = {tree.word(c).lower() for c in tree.children(token, "mark", "case")}
        if marks & {"to", "for", "of", "from", "against", "in", "into", "on"}:
            lemma = tree.lemma(head)
            if lemma in self._classes.get("other_control", ()):
                is_direct = lemma not in ONLY_THROUGH_PREPOSITION and not self.is_passive(head)
                others = self._direct_objects(head) if is_direct else []
                found = self.coordinated(others) or ([] if self.is_passive(head) else self._put_up(head))
                if found:
                    return found
        if tree.has_feature(token, "VerbForm=Fin") and tree.relation(token) != "advcl:relcl":
            return []
        return self.surface_subjects(head, depth + 1)

    def _adnominal_subjects(self, token: int, noun: int) -> list[int]:
        tree = self.tree
        if tree.relation(token) == "acl:relcl":
            # "the man accused of", with its pronoun left out: the noun is the subject unless it is the gap of an object
            return [noun] if tree.child(token, "aux:pass") is not None or tree.child(token, "obj") is not None else []
        marks = {tree.word(c).lower() for c in tree.children(token, "mark", "case")}
        if "to" in marks or marks & {"of", "for", "on", "in", "at"}:
            if self.is_actor(noun):
                return self.coordinated([noun])
            return self._noun_subjects(noun)
        return self.coordinated([noun]) if tree.sentence.xpos[token] != "VBN" else [noun]

    def _noun_subjects(self, noun: int) -> list[int]:
        """The doers of an event noun."""
        tree = self.tree
        by = self.agents(noun)
        if by:
            return by
        borne = self._bearers(noun)
        possessors = [p for p in self.possessors(noun) if tree.tag(p) != "PRON" and p not in borne]
        if possessors:
            return self.coordinated(possessors)
        own = [c for c in tree.children(noun, "nsubj") if not tree.relation(c).endswith(":outer")]
        if own:
            return self.coordinated([self._antecedent(c, noun) for c in own])
        light = self.light(noun)
        if light and light[1] == "light":
            found = self.subjects(light[0])
            if found:
                return found
        nations = [t for t in self.nationalities(noun) if t not in borne]
        if nations:
            return nations
        if borne:
            return []
        pronouns = self.possessors(noun)
        if pronouns:
            return pronouns
        if light and light[1] == "undergo":
            return self.with_preposition(noun, "from") or self.with_preposition(light[0], "from")
        governor = self.governor(noun)
        if governor and governor[1] in ("for", "on", "in", "at", "during") and self._is_gathering(noun):
            # "arrived for talks with", "is on a visit to": who came takes part
            return self.surface_subjects(governor[0])
        if governor and governor[1] in AROUND and self._is_gathering(noun) and self.with_preposition(noun, "with"):
            # "spoke after a meeting with X"; of "talks between X and Y" others may speak
            return self.surface_subjects(governor[0])
        if governor is None and self._is_gathering(noun):
            # "was in Berlin for talks with X": who was there takes part
            place = tree.head(noun)
            if place >= 0 and tree.preposition(noun) in ("for", "on") and tree.child(place, "cop") is not None:
                return self.coordinated([self._antecedent(c, place) for c in tree.children(place, "nsubj")])
        if governor and governor[1] == "obj" and not self.is_passive(governor[0]):
            # "a plan to attack X", "its bid to": the noun's own doer is the doer of the verb that has it as object
            return self.subjects(governor[0]) if tree.child(noun, "acl") is not None else []
        return []

    def _is_gathering(self, noun: int) -> bool:
        lemma = self.tree.lemma(noun)
        return lemma in self._classes["talks"] or lemma in self._classes["visit"]

    # --- object
    # ---------------------------------------------------------------------------------------------------------

    def objects(self, token: int) -> list[int]:
        """The logical objects of a verb or of an event noun."""
        if not self.is_verbal(token):
            return self._noun_objects(token)
        tree = self.tree
        if self.is_passive(token):
            second = tree.children(token, "obj")  # "was given arms"
            return self.coordinated(second) or self.surface_subjects(token)
        own = [self._antecedent(c, token) for c in tree.children(token, "obj")]
        if own:
            return self.coordinated(own)
        loose = [c for c in tree.children(token, "obl") if c > token and self._is_loose_object(c)]
        if loose:
            return self.coordinated(loose[:1])
        gap = self._relative_gap(token)
        if gap is not None:
            return [gap]
        shared = self._shared_right(token, "obj")
        if shared:
            return self.coordinated(shared)
        if tree.sentence.xpos[token] == "VBG":
            return self.with_preposition(token, "of")  # "the bombing of X", read as a verb
        return []

    def _is_loose_object(self, child: int) -> bool:
        """An oblique without preposition that is no time or measure: an object in disguise."""
        tree = self.tree
        if tree.relation(child) != "obl" or tree.child(child, "case", "mark") is not None:
            return False
        return tree.tag(child) in ("NOUN", "PROPN") and tree.lemma(child) not in TIMES

    def _relative_gap(self, token: int) -> int | None:
        """The noun whose relative clause this verb lacks an object in: "the town X bombed"."""
        tree = self.tree
        if not tree.relation(token).startswith("acl:relcl") or tree.child(token, "nsubj") is None:
            return None
        subject = tree.child(token, "nsubj")
        if subject is not None and tree.lemma(subject) in RELATIVE:
            return None
        if any(tree.lemma(c) in (*RELATIVE, "where", "when", "why") for c in tree.children(token, "obl", "advmod")):
            return None
        return tree.head(token)

    def _shared_right(self, token: int, relation: str) -> list[int]:
        """An object that coordinated verbs share: "condemned and rejected the plan"."""
        tree = self.tree
        if tree.is_a(token, "conj"):
            return [c for c in tree.children(tree.head(token), relation) if c > token]
        later = [c for c in tree.children(token, "conj") if self.is_verbal(c) and tree.child(c, "nsubj") is None]
        if len(later) == 1 and self._is_bare_pair(token, later[0]):
            return tree.children(later[0], relation)
        return []

    def _is_bare_pair(self, first: int, second: int) -> bool:
        """Whether nothing but "and" stands between two verbs."""
        between = range(first + 1, second)
        return all(self.tree.tag(t) in ("CCONJ", "ADV") for t in between)

    def _noun_objects(self, noun: int) -> list[int]:
        tree = self.tree
        found = self.with_preposition(noun, "of")
        if found:
            return found
        borne = self._bearers(noun)
        if borne:
            return borne
        light = self.light(noun)
        if light and light[1] == "undergo":
            return self.subjects(light[0])
        modifiers = self.nationalities(noun)
        if modifiers and (self.agents(noun) or self.possessors(noun) or (light and self.subjects(light[0]))):
            return modifiers
        places = [c for c in tree.children(noun, "compound") if tree.tag(c) == "PROPN"]
        return [c for c in places if not self.is_actor(c)]

    def _bearers(self, noun: int) -> list[int]:
        """Those who own an event noun because it was done to them: "Karim Mansour's arrest", "the Mansour murder"."""
        tree = self.tree
        if tree.lemma(noun) not in self._classes.get("borne", ()) or self._own_phrases(noun, "of"):
            return []
        owners = self.possessors(noun)
        if not self.agents(noun):
            human = self._classes.get("human", ())
            owners = [t for t in owners if self._is_person(t) or tree.lemma(t) in human]
        return owners or [c for c in tree.children(noun, "compound") if self._is_person(c)]

    def _is_person(self, token: int) -> bool:
        names = self.tree.sentence.names
        return any(name.label == "PER" and name.first <= token < name.last for name in names)

    def indirect_objects(self, token: int) -> list[int]:
        """Receivers: "gave Iran arms", "Iran was given arms"."""
        own = self.tree.children(token, "iobj")
        if not own and self.is_passive(token) and self.tree.child(token, "obj") is not None:
            return self.surface_subjects(token)
        return self.coordinated(own)

    # --- phrases with prepositions
    # --------------------------------------------------------------------------------------

    def with_preposition(self, token: int, preposition: str) -> list[int]:
        """The phrases that a preposition introduces, at the predicate, its object or its light verb."""
        found = self._own_phrases(token, preposition)
        if found:
            return self.coordinated(found)
        if self.is_verbal(token):
            if preposition == "of":
                return []
            for inner in self.fill(token, "object"):
                found += self._own_phrases(inner, preposition)
            found = found or [
                c for c in self._shared_right(token, "obl") if _introduces(self.tree.preposition(c), preposition)
            ]
            return self.coordinated(found)
        if preposition != "of":
            # "the arrest of two reporters by police": the parse may hang the second phrase on the first
            inside = [*self._own_phrases(token, "of"), *self._own_phrases(token, "by")]
            found = [t for inner in inside for t in self._own_phrases(inner, preposition)]
            if found:
                return self.coordinated(found)
        governor = self.governor(token)
        if (
            governor
            and (self.light(token) or preposition in ("on", "against", "with", "between") or self._is_coming(governor))
            and preposition != "of"
        ):
            found = [t for t in self._own_phrases(governor[0], preposition) if t != token]
        return self.coordinated(found)

    def _is_coming(self, governor: tuple[int, str]) -> bool:
        """Whether an event noun is what comes or goes: "recognition came from Malaysia"."""
        return governor[1] == "nsubj" and self.tree.lemma(governor[0]) in ("come", "arrive", "go")

    def _own_phrases(self, token: int, preposition: str) -> list[int]:
        tree = self.tree
        return [
            self._antecedent(child, token) if tree.tag(child) == "PRON" else child
            for child, own in self._obliques_of(token)
            if _introduces(own, preposition)
        ]

    def _obliques_of(self, token: int) -> list[tuple[int, str]]:
        """The children that may have a preposition, each with it."""
        found = self._obliques.get(token)
        if found is None:
            tree = self.tree
            children = tree.children(token, "obl", "nmod", "advcl", "acl", "xcomp", "ccomp", "advmod")
            found = self._obliques[token] = [(c, own) for c in children if (own := tree.preposition(c))]
        return found

    # --- complements
    # ----------------------------------------------------------------------------------------------------

    def clauses(self, token: int) -> list[int]:
        """The heads of complement clauses."""
        tree = self.tree
        found = []
        for child in tree.children(token, "ccomp", "xcomp", "csubj"):
            if not (tree.is_a(child, "csubj") and not tree.is_a(child, "csubj:pass")):
                found.append(child)
        for child in tree.children(token, "advcl", "acl", "obl", "nmod"):
            if self._is_complement(child):
                found.append(child)
        if self.is_verbal(token):
            found += self._through_object(token)
        if not found and self.is_verbal(token):
            found += self._shared_right(token, "ccomp") or self._shared_right(token, "xcomp")
        found.sort()
        return [t for head in found for t in self._verb_conjuncts(head)]

    def _is_complement(self, child: int) -> bool:
        tree = self.tree
        if tree.relation(child) in ("acl:relcl", "advcl:relcl"):
            return False
        is_clause = self.is_verbal(child) or tree.child(child, "cop") is not None
        if not is_clause:
            return False
        marks = {tree.word(c).lower() for c in tree.children(child, "mark", "case")}
        if marks & ADVERBIAL:
            return False
        return bool(
            marks & {"to", "that", "of", "for", "from", "against", "on", "in", "at", "about", "with", "over", "into"}
        )

    def _through_object(self, verb: int) -> list[int]:
        """An infinitive that the parse hung on the object: "urged Iran to halt"."""
        if self.tree.lemma(verb) not in self._classes.get("other_control", ()):
            return []
        heads = [
            *self.tree.children(verb, "obj"),
            *self.tree.children(verb, "obl"),
            *self.tree.children(verb, "nsubj:pass"),
        ]
        return [c for h in heads if self.is_actor(h) for c in self.tree.children(h, "acl") if self._is_complement(c)]

    def _verb_conjuncts(self, head: int) -> list[int]:
        others = [c for c in self.tree.children(head, "conj") if not self._is_noun(c)]
        return [head, *(c for c in others if self._true_conjunct(c) == head)]

    # --- nouns
    # ----------------------------------------------------------------------------------------------------------

    def possessors(self, noun: int) -> list[int]:
        """Whose it is: "Iran's offer"."""
        return self.coordinated(self.tree.children(noun, "nmod:poss"))

    def nationalities(self, noun: int) -> list[int]:
        """The actors among a noun's modifiers: "the Russian offer", "US-Russian talks"."""
        tree = self.tree
        found = []
        for child in tree.children(noun, "amod", "compound", "nmod:desc", "nmod:unmarked"):
            if child < noun or tree.is_a(child, "amod"):
                found += [t for t in tree.subtree(child) if t < noun and tree.tag(t) in ("ADJ", "PROPN", "NOUN")]
        return [t for t in found if tree.lemma(t) not in self._classes["colour"] and self.is_actor(t)]

    def modifiers(self, token: int) -> list[int]:
        """Adjectives and compounds of a noun, adverbs of a verb."""
        tree = self.tree
        found = list(tree.children(token, "amod", "compound", "advmod", "nmod:desc", "nmod:unmarked"))
        for child in list(found):
            found += tree.children(child, "compound", "amod", "conj", "obl", "obl:unmarked")
        return found

    def particles(self, token: int) -> list[int]:
        """The particles of a phrasal verb."""
        return self.tree.children(token, "compound:prt")

    def parties(self, token: int) -> list[int]:
        """Everybody in a symmetric event."""
        found = list(self.subjects(token))
        if self.is_verbal(token) and self.is_passive(token):
            found = []
        found += self.with_preposition(token, "with")
        found += self.with_preposition(token, "between") + self.with_preposition(token, "among")
        if not self.is_verbal(token):
            found += self.nationalities(token)
            found += [p for p in self.possessors(token) if p not in found]
        return found

    def governor(self, noun: int) -> tuple[int, str] | None:
        """The verb that an event noun is an argument of, and as what: "obj", "nsubj", or a preposition."""
        tree = self.tree
        noun = tree.first_conjunct(noun)
        for child in tree.children(noun, "acl"):
            if self.is_verbal(child) and (self.is_passive(child) or self._relative_gap(child) is not None):
                return child, "obj"
        head = tree.head(noun)
        if head < 0:
            return None
        if tree.is_a(noun, "nmod") and tree.preposition(noun) == "of" and tree.lemma(head) in self._classes["quantity"]:
            return self.governor(head)
        if not self.is_verbal(head):
            return None
        if tree.relation(noun) in ("obj", "nsubj:pass"):
            return head, "obj"
        if tree.is_a(noun, "obl", "nmod"):
            return head, tree.preposition(noun)
        if tree.is_a(noun, "nsubj"):
            return head, "nsubj"
        return None

    def light(self, noun: int, entries: Iterable[str] | None = None) -> tuple[int, str] | None:
        """The light verb of an event noun and its kind, "light" or "undergo"; None when it has none."""
        governor = self.governor(noun)
        if governor is None or governor[1] == "nsubj":
            return None
        verb, how = governor
        names = self._verb_names(verb, how)
        allowed = self._classes.get("light", frozenset()) if entries is None else self._light_words(entries)
        if not names.isdisjoint(allowed):
            return verb, "light"
        return (verb, "undergo") if not names.isdisjoint(self._classes.get("undergo", ())) else None

    def _light_words(self, entries: Iterable[str]) -> set[str]:
        words: set[str] = set()
        for entry in entries:
            words |= self._classes.get(entry[1:], frozenset()) if entry.startswith("@") else {entry}
        return words

    def _verb_names(self, verb: int, how: str) -> set[str]:
        """The lemmas under which a verb and its particles are known: "carry out", "engage in"."""
        lemma = plain(self.tree.lemma(verb))
        particles = [self.tree.lemma(c) for c in self.tree.children(verb, "compound:prt")]
        base = " ".join([lemma, *particles])
        return {base} if how == "obj" else {f"{base} {how}"}

    # --- coordination
    # ---------------------------------------------------------------------------------------------------

    def coordinated(self, heads: Iterable[int]) -> list[int]:
        """The heads with the nouns that are coordinated with them."""
        found = []
        for head in heads:
            found.append(head)
            found += [c for c in self.tree.children(head, "conj") if self._is_noun(c) or self.tree.tag(head) == "ADJ"]
        return found

    def _is_noun(self, token: int) -> bool:
        return self.tree.tag(token) in NOMINAL

    def contents(self, head: int) -> list[int]:
        """The head, and what it counts when it only counts: "dozens of protesters" gives both."""
        found = [head]
        if self.tree.lemma(head) in self._classes["quantity"]:
            for child in self.tree.children(head, "nmod"):
                if self.tree.preposition(child) in ("of", "from", "among"):
                    found += self.coordinated([child])
        return found

    def actors(self, head: int) -> list[int]:
        """The tokens of a phrase that mean a political actor: its head, else an apposition, an owner, a nationality."""
        for way in self._ways(head):
            found = [t for t in way if self.is_actor(t)]
            if found:
                return found
        return []

    def actors_within(self, head: int) -> list[int]:
        """The nearest actors inside a phrase, its clauses and its by-phrases left out."""
        tree = self.tree
        level = [head]
        for _ in range(4):
            level = [
                c
                for parent in level
                for c in tree.children(parent)
                if tree.is_a(c, "nmod", "amod", "compound", "appos", "obl", "obj", "conj", "nmod:poss")
                and (tree.tag(parent) in NOMINAL or tree.is_a(c, "obl", "obj"))
                and tree.preposition(c) not in ("by", "after", "before", "during", "since", "despite", "amid")
            ]
            found = [t for t in level if self.is_actor(t)]
            if found:
                return found
        return []

    def _ways(self, head: int) -> Iterable[list[int]]:
        tree = self.tree
        yield [head]
        yield self.contents(head)[1:]
        yield tree.children(head, "appos", "flat", "nmod:desc")
        if tree.tag(head) not in NOMINAL:
            return
        yield tree.children(head, "nmod:poss")
        yield self.nationalities(head)
        yield self.agents(head)
        yield [t for t in self._own_phrases(head, "of") if not tree.is_a(t, "acl", "advcl")]
        for preposition in ("between", "with", "among"):
            yield self.coordinated(t for t in self._own_phrases(head, preposition) if not tree.is_a(t, "acl", "advcl"))
        if tree.lemma(head) in self._classes["document"]:
            # "issued a report accusing ...": who issued it accuses
            governor = self.governor(head)
            yield self.subjects(governor[0]) if governor and governor[1] == "obj" else []
        yield [t for t in self._own_phrases(head, "from") if not tree.is_a(t, "acl", "advcl")]
        yield [t for p in tree.children(head, "nmod:poss") for t in tree.children(p, "nmod:poss")]

    def clause_words(self, token: int) -> list[int]:
        """All words of the trigger's own clause, embedded clauses left out."""
        top = token
        if not self.is_verbal(token):
            top = next((t for t in self.tree.ancestors(token) if self.is_verbal(t)), self.tree.root)
        found, open_tokens = [], [top]
        while open_tokens:
            current = open_tokens.pop()
            found.append(current)
            for child in self.tree.children(current):
                if not self.tree.is_a(child, "ccomp", "advcl", "acl", "parataxis", "csubj"):
                    if self.tree.is_a(child, "conj") and self.is_verbal(child):
                        continue
                    open_tokens.append(child)
        return found + self.tree.subtree(token) if not self.is_verbal(token) else found


_NAMED: dict[str, Callable[[Arguments, int], list[int]]] = {
    "subject": Arguments.subjects,
    "object": Arguments.objects,
    "iobj": Arguments.indirect_objects,
    "clause": Arguments.clauses,
    "parties": Arguments.parties,
    "possessor": Arguments.possessors,
    "adjective": Arguments.nationalities,
    "modifier": Arguments.modifiers,
    "particle": Arguments.particles,
    "any": Arguments.clause_words,
}


def _unique(tokens: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(tokens))
