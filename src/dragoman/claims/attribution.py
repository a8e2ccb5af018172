"""Who says what in one sentence: source, cue and content, read from the clause structure.

An attribution is found from its cue: a verb, noun or adjective of the lexicon with the clause that it takes, a verb
beside the clause that it attributes ("..., he said, ..."), "according to", or an adverb ("reportedly").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.claims.agents import is_agent_noun, source_words
from dragoman.language.tree import Tree
from dragoman.modality import Lexicon, Predicate, PredicateClass, open_lexicon
from dragoman.modality.clauses import (
    is_clause,
    is_gerund,
    is_infinitive,
    is_question_clause,
    kind_of,
    names_of,
    predicate_over,
    xpos,
)
from dragoman.modality.lexicon import FRAMES
from dragoman.records import Span

_RELATIVE = ("who", "which", "that", "whom")
_LIGHT_VERBS = (
    "make",
    "issue",
    "give",
    "repeat",
    "have",
    "voice",
    "express",
    "hold",
    "reiterate",
    "renew",
    "offer",
    "take",
    "release",
    "publish",
    "send",
    "raise",
    "put",
    "share",
    "win",
    "deliver",
    "sound",
    "abandon",
    "announce",
    "sign",
    "signal",
    "reach",
    "strike",
    "show",
    "indicate",
    "unveil",
    "outline",
    "present",
    "draft",
    "float",
    "pose",
    "post",
    "tweet",
    "air",
)
_QUOTE_MARKS = {"“", "”", '"', "``", "''"}
_DEMONYMS = ("an", "ese", "ish", "i", "ch")
# Classes whose gerund goes on with the saying, behind a comma.
_RESUMING = ("say", "claim", "warn", "admit", "confirm", "deny", "judge", "name", "request", "mention")
_ACCORDING = ("according to", "per", "in the words of")
_CITING = ("cite", "quote")
# Verbs after which "if" asks, as "whether" does.
_OPEN_TO_IF = ("ask", "wonder", "question", "say", "know", "tell", "decide", "determine", "inquire", "enquire", "check")
# "Claimed responsibility for the blast": who takes it on says that it was so.
_TAKING_ON = ("claim", "accept", "take", "assume", "admit")
_LIKENING = ("liken", "compare", "equate")
# Verbs of charging: somebody (the object) with something ("of", "for").
_CHARGING = ("accuse", "blame", "charge", "suspect", "convict", "fault")
# Verbs of calling on somebody (after a preposition) to do something.
# Verbs whose that-clause in the subjunctive is a request: "insisted that he resign".
_SUBJUNCTIVE = ("insist", "propose", "suggest", "move", "say", "ask", "decree", "rule", "advise", "argue")
# What opens a time that lies ahead, and the nouns of such times; days and months by their first letters.
_AHEAD = ("within", "by", "before", "in", "until", "after")
_TIMES = (
    "day",
    "week",
    "month",
    "year",
    "hour",
    "decade",
    "end",
    "spring",
    "summer",
    "autumn",
    "winter",
    "Christmas",
    "Easter",
)
_CALENDAR = (
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
)
# Nouns by which somebody's way of telling is named: "in the words of", "by its account", "in his view".
_MANNERS = (
    "word",
    "view",
    "account",
    "telling",
    "opinion",
    "estimate",
    "judgment",
    "judgement",
    "estimation",
    "reckoning",
)
# Nouns and adjectives with which somebody waves away what was said just before.
_SHELLS = ("version", "account", "something", "charge", "thing", "idea", "notion", "description", "characterization")
_ABSURD = ("absurd", "ridiculous", "preposterous", "laughable", "nonsensical", "outrageous", "slanderous", "libelous")
# Occasions on which somebody says something: what an -ing form behind them goes on with is the speaker's.
_OCCASIONS = (
    "conference",
    "speech",
    "interview",
    "meeting",
    "rally",
    "briefing",
    "debate",
    "address",
    "summit",
    "visit",
)
# Verbs whose own subject, not their object, does what their infinitive says.
_SUBJECT_KEEPING = ("promise", "threaten", "use", "take", "vow", "pledge", "want", "need", "have", "make", "do")
_CALLING = ("call", "appeal", "plead", "press", "push")
# Verbs whose object is who is spoken to.
_ADDRESSING = ("tell", "inform", "assure", "remind", "warn", "ask", "advise")
# Auxiliaries of what is said, after which a plain past goes on with the saying: "said it would pay and denied ...".
_TENSED = ("have", "will", "would", "may", "might", "could", "can", "should", "must", "do")
_QUOTING = ("quote", "cite", "report")
# "In remarks carried by the agency", "in an interview with the channel".
_UTTERANCES = ("remark", "comment", "statement", "interview", "speech", "address", "letter", "article", "message")
_PUBLISHING = ("carry", "publish", "broadcast", "quote", "report", "air", "release", "run", "post", "relay")
# "The president's spokesman in Ankara: ..." is a speaker; longer phrases before a colon introduce lists.
_SPEAKER_WORDS = 7
# "said in Ankara on Tuesday": as many words of time and place a parser may hang on what is said.
_SCRAP_WORDS = 6
# Classes whose verbs stand beside what they attribute. "You know", "I mean" are fillers.
_SAYS_BESIDE = (
    "say",
    "claim",
    "think",
    "suspect",
    "admit",
    "confirm",
    "warn",
    "predict",
    "report",
    "ask",
    "promise",
    "deny",
)
# Noun-phrase contents are reported for these classes only: "denied the report", "called for a truce". Others take
# noun phrases in too many senses ("said a word", "found a road").
_TAKES_NOUN_PHRASE = (
    "deny",
    "promise",
    "threaten",
    "request",
    "predict",
    "claim",
    "judge",
    "warn",
    "intend",
    "suspect",
    "admit",
    "name",
    "confirm",
)
# Plain words of saying that report an act by a phrase: "reported the arrest of the colonel".
_REPORTS_PHRASES = ("report",)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody says something, in one sentence: token indices, and the character spans of what is said.

    `source` is the head of the phrase that names who says it (None: nobody is named), `cue` the tokens of the word that
    attributes, `root` the head of the clause that is said, `of` the lexicon class, `negated` whether the saying is
    negated ("did not say"). `document` is the head of an outlet that passes it on ("told NBC News", "was quoted by"). `asks` says
    that the content is an indirect question ("whether ...").
    """

    sentence: int
    source: int | None
    cue: tuple[int, ...]
    root: int | None
    content: tuple[Span, ...]
    of: PredicateClass
    negated: bool = False
    document: int | None = None
    beside: bool = False
    asks: bool = False


def attributions_of(tree: Tree, number: int, lexicon: Lexicon) -> list[Attribution]:
    """All attributions of one sentence, in the order of their cues."""
    found: list[Attribution] = []
    for token in range(len(tree)):
        found.extend(_from_token(tree, number, lexicon, token))
    found = _with_all_according(tree, _with_later_denials(tree, number, lexicon, found))
    found.extend(_dismissals(tree, number, lexicon, found))
    if _is_transcript(tree) or not any(one.beside or one.cue == (tree.root,) for one in found):
        found.extend(_before_colon(tree, number, lexicon))
    return found


def topics_of(tree: Tree, number: int, lexicon: Lexicon, found: Sequence[Attribution]) -> list[Attribution]:
    """Who speaks of what, for it or against it: "mentioned the bridge", "his support for the plan".

    What is spoken of is no proposition: these hold no events, and nothing is nested in them. `found` are the other
    attributions of the sentence, whose cues and sources are left alone.
    """
    taken = {cue for one in found for cue in one.cue} | {one.source for one in found}
    made = []
    for token in range(len(tree)):
        kind = None if token in taken else kind_of(tree, token)
        if kind is not None and not lexicon.knows(tree.lemma(token), tree.word(token).lower(), kind):
            continue
        spoken_of = None if kind is None else _spoken_of(tree, lexicon, token, kind)
        if spoken_of is None or spoken_of[0] in taken:
            continue
        phrase, reading = spoken_of
        source, document = speaker_of(tree, lexicon, token)
        kept = set(tree.subtree(phrase)) - set(tree.children(phrase, "case")) - _set_off_at_end(tree, phrase)
        for child in tree.children(token, "obl", "advcl", "xcomp"):
            if tree.preposition(child) in ("as", "for") and child > phrase and tree.is_a(phrase, "obj"):
                kept |= set(tree.subtree(child))
        if source is None or source in kept or source == token or token in kept:
            continue
        cue, negated = _cue(tree, token, reading), _is_negated(tree, token)
        made.append(Attribution(number, source, cue, phrase, spans_of(tree, kept), reading.of, negated, document))
    return made


def _set_off_at_end(tree: Tree, phrase: int) -> set[int]:
    """A relative clause behind a comma at the end of a phrase: "the deal, which ..." is told by the author."""
    for child in reversed(tree.children(phrase, "acl:relcl")):
        tokens = tree.subtree(child)
        if tokens[-1] == tree.subtree(phrase)[-1] and tree.word(tokens[0] if tokens[0] else 0) == ",":
            return set(tokens)
        if tokens[0] > 0 and tree.word(tokens[0] - 1) == "," and tokens[-1] >= tree.subtree(phrase)[-1] - 1:
            return set(range(tokens[0] - 1, tokens[-1] + 1))
    return set()


def _spoken_of(tree: Tree, lexicon: Lexicon, token: int, kind: str) -> tuple[int, Predicate] | None:
    """The head of the phrase that a word speaks of, with the word's reading."""
    phrases = [*tree.children(token, "obl", "nmod")]
    if kind == "verbs":
        phrases += [*tree.children(token, "obj"), *(tree.children(token, "nsubj") if tree.is_passive(token) else [])]
    for phrase in phrases:
        if tree.is_a(phrase, "obj") and _is_vague(tree, token, phrase):
            return phrase, Predicate(tree.lemma(token), kind, frozenset(), lexicon.classes["mention"])
        if tree.tag(phrase) not in ("NOUN", "PROPN", "NUM"):
            continue
        hung = tree.is_a(phrase, "obl", "nmod")
        preposition = tree.preposition(phrase).split(" ")[0] if hung else ""
        if hung and not preposition:  # "last week"
            continue
        reading = lexicon.topic(f"{tree.lemma(token)}_{preposition}" if preposition else tree.lemma(token), kind)
        if reading is not None:
            return phrase, reading
    return None


def _is_vague(tree: Tree, token: int, phrase: int) -> bool:
    """Whether it is told only that something is said or shown: "said the same", "say much about", "polls show a tie"."""
    if tree.lemma(token) in ("say", "tell"):
        return tree.lemma(phrase) in (
            "same",
            "thing",
            "something",
            "much",
            "little",
            "more",
            "that",
            "this",
            "it",
            "so",
            "yes",
            "no",
        )
    subject = tree.child(token, "nsubj") if tree.lemma(token) in ("show", "find") else None
    return subject is not None and tree.tag(phrase) == "NOUN" and tree.lemma(subject) in source_words()["document"]


def _with_later_denials(tree: Tree, number: int, lexicon: Lexicon, found: list[Attribution]) -> list[Attribution]:
    """The attributions, and those of a relative clause that denies it: ", a charge Moscow rejects", ", which ..."."""
    for token in range(len(tree)):
        if not tree.is_a(token, "acl:relcl") or not _denies_aside(tree, lexicon, token):
            continue
        subject, dropped = tree.child(token, "nsubj"), _denied_aside(tree, lexicon, token)
        if subject is None or not dropped or tree.word(subject).lower() in _RELATIVE:
            continue
        others = [one for one in found if token not in one.cue]
        cut = [_without(tree, one, dropped) for one in others if not dropped & set(one.cue)]
        before = tree.sentence.starts[min(dropped)]
        told = [one for one in cut if one.root is not None and one.content[0].start < before]
        own = min(told, key=_length, default=None)
        clause = next((a for a in tree.ancestors(token) if a not in dropped and tree.tag(a) == "VERB"), None)
        if own is None and clause is None:
            continue
        content = own.content if own is not None else spans_of(tree, set(tree.subtree(clause or 0)) - dropped)
        root, of = own.root if own is not None else clause, lexicon.classes["deny"]
        found = [*cut, Attribution(number, subject, (token,), root, content, of, tree.is_negated(token))]
    return found


def _length(one: Attribution) -> int:
    return sum(span.end - span.start for span in one.content)


def _denies_aside(tree: Tree, lexicon: Lexicon, token: int) -> bool:
    """Whether a verb denies what it is said of: "rejects", "called absurd"."""
    reading = lexicon.look_up(tree.lemma(token), "verbs", "np")
    if reading is None or reading.of.name not in ("deny", "name"):
        return False
    if reading.of.name == "deny":
        return True
    return _calls_untrue(tree, lexicon, token) or any(tree.lemma(t) in _ABSURD for t in tree.children(token, "xcomp"))


def _denied_aside(tree: Tree, lexicon: Lexicon, token: int) -> set[int]:
    """The tokens of the aside that denies: ", which Benin denies", ", a charge that Fico called absurd"."""
    relative = next((c for c in tree.children(token, "obj") if tree.word(c).lower() == "which"), None)
    if relative is not None and relative > 0 and tree.word(relative - 1) == ",":
        return set(range(relative - 1, tree.subtree(token)[-1] + 1))
    aside = tree.head(token)
    if tree.is_a(aside, "nmod") and tree.preposition(aside) == "of":
        aside = tree.head(aside)  # "a version of events that ..."
    shell = lexicon.look_up(tree.lemma(aside), "nouns", "that") if tree.tag(aside) == "NOUN" else None
    first = tree.phrase(aside)[0]
    if first > 0 and tree.word(first) == ",":
        first += 1
    is_shell = tree.lemma(aside) in _SHELLS or (shell is not None and shell.of.attributes)
    if not is_shell or first == 0 or tree.word(first - 1) not in (",", "—", "–", "-"):
        return set()
    return set(range(first - 1, tree.subtree(token)[-1] + 1))


def _with_all_according(tree: Tree, found: list[Attribution]) -> list[Attribution]:
    """The attributions, with "..., according to two people" at the end of a sentence outside what the others say."""
    for one in found:
        if tree.word(one.cue[0]).lower() == "according" and one.source is not None and one.root == tree.root:
            phrase = set(range(one.cue[0], tree.subtree(one.source)[-1] + 1))
            found = [other if other is one else _without(tree, other, phrase) for other in found]
    return found


def _dismissals(tree: Tree, number: int, lexicon: Lexicon, found: Sequence[Attribution]) -> list[Attribution]:
    """Who denies or will not discuss what a noun reports: "called the report that ... a lie", "no comment on reports"."""
    cues = {cue for one in found for cue in one.cue}
    made = []
    for one in found:
        noun = one.cue[0]
        if tree.tag(noun) != "NOUN" or one.root is None:
            continue
        for above in list(tree.ancestors(noun))[:3]:
            reading = None if above in cues else _dismissing(tree, lexicon, above, noun)
            if reading is not None:
                source, document = speaker_of(tree, lexicon, above)
                negated = reading.name == "deny" and _is_negated(tree, above)
                made.append(Attribution(number, source, (above,), one.root, one.content, reading, negated, document))
                break
    return made


def _dismissing(tree: Tree, lexicon: Lexicon, above: int, noun: int) -> PredicateClass | None:
    """The class of a word over a noun of reporting that denies it, calls it untrue, or holds back on it."""
    kind = kind_of(tree, above)
    if kind not in ("verbs", "nouns"):
        return None
    inner = [noun, *(a for a in tree.ancestors(noun) if above in tree.ancestors(a))]
    for part in reversed(inner):
        for name in names_of(tree, above, part):
            reading = lexicon.look_up(name, kind, "np")
            if reading is not None and reading.of.name in ("deny", "withhold"):
                return reading.of
            if (
                reading is not None
                and reading.of.name == "name"
                and kind == "verbs"
                and _calls_untrue(tree, lexicon, above)
            ):
                return lexicon.classes["deny"]
    return None


def _calls_untrue(tree: Tree, lexicon: Lexicon, verb: int) -> bool:
    """Whether a word for what is not so follows a verb of calling: "called it a lie", "described as false"."""
    for token in tree.subtree(verb):
        kind = kind_of(tree, token)
        if token > verb and kind in ("nouns", "adjectives"):
            reading = lexicon.look_up(tree.lemma(token), kind, "that", "np")
            if reading is not None and reading.of.name == "untrue":
                return True
    return False


def _without(tree: Tree, one: Attribution, dropped: set[int]) -> Attribution:
    """The attribution without these tokens in its content, where its own cue is not among them."""
    if dropped & set(one.cue):
        return one
    kept = {
        token
        for token in range(len(tree))
        if any(span.covers(tree.span(token)) for span in one.content) and token not in dropped
    }
    return replace(one, content=spans_of(tree, kept)) if kept else one


def _is_transcript(tree: Tree) -> bool:
    """Whether a sentence begins with a speaker in capitals: "PRESIDENT: ..."."""
    colon = next((t for t in range(1, min(_SPEAKER_WORDS, len(tree))) if tree.word(t) == ":"), 0)
    return colon > 0 and all(tree.word(t).isupper() for t in range(colon) if tree.word(t)[:1].isalpha())


def _before_colon(tree: Tree, number: int, lexicon: Lexicon) -> Iterator[Attribution]:
    """The speaker of "Speaker: what is said", and of "What is said: speaker" in a headline."""
    colon = next((t for t in range(1, len(tree) - 1) if tree.word(t) == ":"), None)
    if colon is None:
        return
    left, right = list(range(colon)), list(range(colon + 1, len(tree)))
    if right and tree.word(right[-1]) == ".":
        right = right[:-1]
    for speaker, content in ((left, right), (right, left) if tree.sentence.span.in_title else (left, [])):
        if not content or not _is_speaker(tree, speaker) or not any(tree.tag(t) in ("VERB", "AUX") for t in content):
            continue
        source = next(t for t in speaker if tree.head(t) not in speaker)
        root = next((t for t in content if tree.head(t) not in content and tree.tag(t) != "PUNCT"), content[0])
        said = lexicon.classes["say"]
        yield Attribution(number, source, (colon,), root, spans_of(tree, set(content)), said, beside=True)
        return


def _is_speaker(tree: Tree, tokens: list[int]) -> bool:
    """Whether the words are a short phrase for a person or body: a name, or a title in capitals."""
    if (
        not tokens
        or len(tokens) > _SPEAKER_WORDS
        or any(tree.tag(t) in ("VERB", "AUX", "NUM") for t in tokens)
        or sum(tree.tag(t) == "CCONJ" for t in tokens) > 1
    ):
        return False
    named = any(tree.tag(t) == "PROPN" for t in tokens)
    if tree.sentence.span.in_title and is_agent_noun(tree.lemma(tokens[-1])):
        named = True  # "Rebels: army killed thirty"
    return named and tree.tag(tokens[-1]) in ("PROPN", "NOUN", "PUNCT")


def _from_token(tree: Tree, number: int, lexicon: Lexicon, token: int) -> Iterator[Attribution]:
    if tree.preposition(token) in _ACCORDING and tree.head(token) >= 0 and _names_source(tree, token):
        yield _according(tree, number, lexicon, token)
    if tree.lemma(token) in _MANNERS and (owner := _in_words_of(tree, token)) is not None:
        yield _in_words(tree, number, lexicon, token, owner)
    if tree.is_a(token, "advmod") and lexicon.adverbs.get(tree.word(token).lower()) == "reported":
        yield _adverbial(tree, number, lexicon, token)
        return
    kind = kind_of(tree, token)
    if kind is None or not lexicon.knows(tree.lemma(token), tree.word(token).lower(), kind):
        return
    inverted = _inverted(tree, number, lexicon, token) if kind == "verbs" else None
    if inverted is not None:
        yield inverted
        return
    taken = _taken_on(tree, lexicon, token) or complement_of(tree, lexicon, token)
    if taken is not None:
        clause, reading = taken
        yield _attribution(tree, number, lexicon, token, clause, reading)
    elif kind == "verbs":
        beside = _beside(tree, lexicon, token)
        if beside is not None:
            yield beside_clause(tree, number, token, *beside)


def _inverted(tree: Tree, number: int, lexicon: Lexicon, token: int) -> Attribution | None:
    """The attribution of what stands before ", said a source in the room." where a parse sees no subject in it."""
    if token < 3 or xpos(tree, token) not in ("VBD", "VBZ") or tree.word(token - 1) != ",":
        return None
    if tree.sentence.span.in_title and len(tree) - token <= _SPEAKER_WORDS:
        return _headline_tail(tree, number, lexicon, token)
    if (
        tree.is_passive(token)
        or tree.child(token, "nsubj", "aux") is not None
        or tree.child(token, "ccomp") == tree.root
    ):
        return None
    reading = lexicon.look_up(tree.lemma(token), "verbs", "that")
    if reading is None or reading.weak or reading.of.name not in _SAYS_BESIDE or tree.head(token) > token:
        return None
    before = [
        t for t in range(token) if tree.tag(t) == "VERB" and _is_finite(tree, t) and tree.child(t, "nsubj") is not None
    ]
    clause = next((t for t in before if t == tree.root), None)
    complement = tree.child(token, "ccomp", "xcomp")
    if clause is None or (complement is not None and tree.tag(complement) in ("VERB", "AUX")):
        return None
    source = _next_to(tree, token, clause)
    if source is None or any(
        tree.tag(t) == "VERB" and tree.child(t, "nsubj") not in (None, source) for t in range(token + 1, len(tree))
    ):
        return None
    content = spans_of(tree, set(range(token)))
    return Attribution(number, source, (token,), clause, content, reading.of, beside=True)


def _headline_tail(tree: Tree, number: int, lexicon: Lexicon, token: int) -> Attribution | None:
    """The attribution of a headline that ends in its speaker: "Opposition to boycott vote, says leader"."""
    reading = lexicon.look_up(tree.lemma(token), "verbs", "that")
    after = [t for t in range(token + 1, len(tree)) if tree.tag(t) != "PUNCT"]
    nominal = ("PROPN", "NOUN", "ADJ", "NUM", "ADP", "DET", "PART")
    if reading is None or reading.weak or not after or any(tree.tag(t) not in nominal for t in after):
        return None
    source = next((t for t in after if tree.tag(t) in ("PROPN", "NOUN") and tree.head(t) not in after), None)
    root = next((t for t in range(token) if tree.tag(t) == "VERB"), None)
    if source is None or root is None or reading.of.name not in _SAYS_BESIDE:
        return None
    content = spans_of(tree, set(range(token)))
    return Attribution(number, source, (token,), root, content, reading.of, beside=True)


def _names_source(tree: Tree, token: int) -> bool:
    """Whether "per" or "according to" introduces a speaker: not "per day", "according to plan"."""
    if tree.preposition(token) != "per":
        return tree.lemma(token) not in ("plan", "schedule", "need", "size", "rule", "law")
    return tree.tag(token) == "PROPN" or tree.child(token, "det", "nmod:poss") is not None


def complement_of(tree: Tree, lexicon: Lexicon, token: int) -> tuple[int, Predicate] | None:
    """The clause or phrase that the word takes as what is said, with the word's reading."""
    kind = kind_of(tree, token)
    for child in _complement_candidates(tree, lexicon, token, kind):
        reading = predicate_over(tree, lexicon, token, child)
        if reading is None or not reading.of.attributes:
            continue
        if tree.is_a(child, "advcl") and is_infinitive(tree, child) and not _takes_infinitive(tree, token, reading):
            continue
        if (
            tree.is_a(child, "advcl")
            and is_gerund(tree, child)
            and not _link(tree, child)
            and not _takes(reading, "ing")
        ):
            continue
        if _is_wanted(tree, token, child):
            reading = replace(reading, of=lexicon.classes["request"])
        if (
            not is_clause(tree, child)
            and not tree.is_a(child, "ccomp")
            and not _takes_phrase(tree, token, child, reading)
        ):
            continue
        if reading.of.name == "name" and not _has_second_predicate(tree, token, child):
            continue
        if tree.is_a(child, "obl") and reading.of.name in ("confirm", "admit", "report") and "_" not in reading.lemma:
            continue  # "confirmed on Friday"
        return child, reading
    return None


def _taken_on(tree: Tree, lexicon: Lexicon, token: int) -> tuple[int, Predicate] | None:
    """What somebody takes on: "claimed responsibility for the bombing"."""
    thing = tree.child(token, "obj") if tree.lemma(token) in _TAKING_ON else None
    if thing is None or tree.lemma(thing) not in ("responsibility", "credit", "blame"):
        return None
    for child in [*tree.children(thing, "nmod", "acl"), *tree.children(token, "obl", "advcl")]:
        if tree.preposition(child) == "for" and child > thing:
            return child, Predicate(tree.lemma(token), "verbs", frozenset(), lexicon.classes["admit"])
    return None


def _link(tree: Tree, clause: int) -> str:
    """The preposition of a clause, though a parse hangs it on an auxiliary: "of having beaten them"."""
    first = tree.subtree(clause)[0]
    word = tree.word(first).lower() if tree.tag(first) in ("ADP", "SCONJ") and first != clause else ""
    return tree.preposition(clause) or word


def _takes_phrase(tree: Tree, token: int, child: int, reading: Predicate) -> bool:
    """Whether a noun phrase under the word may be what is said."""
    if reading.of.name in _TAKES_NOUN_PHRASE or tree.lemma(token) in _REPORTS_PHRASES:
        return True
    first = tree.word(tree.subtree(child)[0]).lower()
    return "whether" in reading.frames and first in ("what", "which", "whose", "how")  # "is not saying what he wants"


def _takes(reading: Predicate, frame: str) -> bool:
    """Whether the lexicon names this complement for the word, not just any."""
    return frame in reading.frames and len(reading.frames) < len(FRAMES)


def _takes_infinitive(tree: Tree, token: int, reading: Predicate) -> bool:
    """Whether an infinitive beside the verb is what is promised or asked for, not what for it is done."""
    if tree.lemma(token) in _CALLING:
        return True
    if reading.of.name in ("request", "wish"):
        return tree.child(token, "obj", "iobj") is not None
    return reading.of.name in ("promise", "threaten", "intend") and tree.child(token, "obj") is None


def _is_wanted(tree: Tree, token: int, clause: int) -> bool:
    """Whether a that-clause in the subjunctive says what is to be done: "insisted that the minister resign"."""
    if tree.lemma(token) not in _SUBJUNCTIVE or not tree.is_a(clause, "ccomp") or is_infinitive(tree, clause):
        return False
    tags = [xpos(tree, clause), *(xpos(tree, c) for c in tree.children(clause, "aux", "cop"))]
    subject = tree.child(clause, "nsubj")
    bare = "VB" in tags and "MD" not in tags and "VBD" not in tags
    plain = tags == ["VBP"] and subject is not None and not tree.has_feature(subject, "Number=Plur")
    return subject is not None and (bare or (plain and tree.lemma(subject) not in ("i", "you", "we", "they")))


def _has_second_predicate(tree: Tree, token: int, child: int) -> bool:
    """Whether something is called or described *as* something, not just called."""
    if tree.is_a(child, "xcomp"):
        return True
    wanted = ("to", "with") if tree.lemma(token) in _LIKENING else ("as",)
    return any(tree.preposition(c) in wanted for c in tree.children(token, "obl", "advcl"))


def _complement_candidates(tree: Tree, lexicon: Lexicon, token: int, kind: str | None) -> Iterator[int]:
    """Children that may be what is said, the surest kind first."""
    if kind == "nouns":
        yield from (c for c in tree.children(token, "acl", "ccomp") if _is_told_by_noun(tree, c))
        yield from (c for c in tree.children(token, "nmod") if tree.preposition(c) in ("of", "that", "for"))
        head = tree.head(token)
        if (
            head > token
            and tree.relation(token) == "nsubj:outer"
            and is_question_clause(tree, _after(tree, token, head))
        ):
            yield head  # "the question is whether ..."
        if head > token and tree.is_a(token, "nsubj") and tree.child(head, "cop") is not None and _is_that(tree, head):
            yield head  # "the fear is that ..."
        yield from (c for c in tree.children(token, "csubj") if is_question_clause(tree, c))
        if head >= 0 and tree.is_a(token, "nsubj") and tree.tag(head) == "VERB":
            # "rumours swirled that ...", not "the report concluded that ..."
            clauses = [c for c in tree.children(head, "ccomp", "advcl", "acl") if c > head and _is_that(tree, c)]
            yield from (c for c in clauses if predicate_over(tree, lexicon, head, c) is None)
        return
    yield from tree.children(token, "ccomp")
    yield from (c for c in tree.children(token, "csubj") if tree.child(token, "nsubj") is None)
    yield from tree.children(token, "xcomp")
    if tree.lemma(token) in _CALLING:
        yield from (c for c in tree.children(token, "advcl") if is_infinitive(tree, c))
    if kind == "adjectives":
        yield from (c for c in tree.children(token, "advcl") if tree.preposition(c) == "that")
        yield from (c for c in tree.children(token, "advcl") if _is_hung_question(tree, token, c))
        return
    yield from (c for c in tree.children(token, "parataxis") if _follows_colon(tree, token, c))
    yield from (
        c
        for c in tree.children(token, "advcl")
        if is_gerund(tree, c)
        and _link(tree, c) in ("", "of", "for", "from", "against", "about", "to", "on")
        and c > token
        and not _is_set_off(tree, token, c)
    )
    yield from (c for c in tree.children(token, "advcl") if _is_hung_infinitive(tree, token, c))
    yield from (c for c in tree.children(token, "advcl", "acl") if _is_hung_question(tree, token, c))
    if tree.lemma(token) in ("threaten", "menace"):
        yield from (c for c in tree.children(token, "obl") if tree.preposition(c) == "with")
    if tree.lemma(token) in _CHARGING:
        yield from (c for c in tree.children(token, "obl", "advcl") if tree.preposition(c) in ("of", "for", "with"))
    yield from tree.children(token, "obj")
    yield from (c for c in tree.children(token, "obl") if tree.preposition(c) in ("for", "on", "of", "upon", "against"))


def _after(tree: Tree, token: int, head: int) -> int:
    """The word that begins the clause of `head` behind a subject and its copula, where it asks; else the head."""
    asks = [c for c in tree.children(head, "mark", "advmod") if token < c < head and tree.lemma(c) in ("whether", "if")]
    return asks[0] if asks else head


def _is_hung_infinitive(tree: Tree, token: int, clause: int) -> bool:
    """Whether a parse hangs the infinitive that a verb takes on it as a circumstance: "agreed in principle to go"."""
    return clause > token and is_infinitive(tree, clause) and not _is_set_off(tree, token, clause)


def _is_hung_question(tree: Tree, token: int, clause: int) -> bool:
    """Whether an indirect question hangs on a verb as a circumstance; "if" and "when" say under which one as often."""
    if clause < token or not is_question_clause(tree, clause):
        return False
    first = tree.word(tree.subtree(clause)[0]).lower()
    return first not in ("if", "when", "where") or (first == "if" and tree.lemma(token) in _OPEN_TO_IF)


def _is_set_off(tree: Tree, token: int, clause: int) -> bool:
    """Whether a comma parts a clause from the word before it."""
    first = next((t for t in tree.subtree(clause) if tree.tag(t) != "PUNCT"), clause)
    return any(tree.word(t) in (",", ";", "—", "–") for t in range(token + 1, first))


def _is_told_by_noun(tree: Tree, clause: int) -> bool:
    """Whether a clause under a noun says what was said, rather than which one is meant: not "a report issued in May"."""
    if tree.is_a(clause, "acl:relcl"):
        return _is_that(tree, clause)
    bare = xpos(tree, clause) in ("VBN", "VBG") and tree.child(clause, "nsubj", "mark", "aux", "cop") is None
    return not bare or tree.is_a(clause, "ccomp")


def _is_that(tree: Tree, clause: int) -> bool:
    """Whether a clause parsed as relative is a complement after all: "that" marks it and stands for nothing in it."""
    return tree.preposition(clause) == "that" and tree.child(clause, "nsubj") is not None


def _follows_colon(tree: Tree, token: int, clause: int) -> bool:
    first = tree.subtree(clause)[0]
    return token < first and any(
        tree.word(t) in (":", "“", '"', "``", "'", "‘") for t in range(max(token, first - 2), first + 1)
    )


def _attribution(tree: Tree, number: int, lexicon: Lexicon, token: int, clause: int, reading: Predicate) -> Attribution:
    kept = set(tree.subtree(clause)) - _asides(tree, lexicon, clause)
    if not is_clause(tree, clause):
        kept -= _set_off_at_end(tree, clause)
    if clause in tree.ancestors(token):
        kept -= set(tree.subtree(token))
        if tree.child(clause, "cop") is not None:
            kept = _from_that(tree, token, clause, kept)  # "the fear is that ..."
    if tree.lemma(token) in _TAKING_ON and tree.preposition(clause) == "for":
        kept -= set(tree.children(clause, "case", "mark"))  # "claimed responsibility for the blast"
    if _keeps_object(reading, tree, clause):
        for child in tree.children(token, "obj", "nsubj:pass"):
            kept |= set(tree.subtree(child))
    if reading.of.name in ("name", "judge") and tree.is_a(clause, "obj"):
        for child in tree.children(token, "obl", "advcl", "xcomp"):
            if tree.preposition(child) in ("as", "to", "with", "for"):
                kept |= set(tree.subtree(child))
    if "that" in reading.frames and tree.is_a(clause, "ccomp"):
        kept |= _trailing(tree, lexicon, token, clause)
        kept = _from_that(tree, token, clause, kept)
        if tree.child(clause, "nsubj") is None and len(subjects := tree.children(token, "nsubj")) > 1:
            kept |= {t for subject in subjects if token < subject < clause for t in tree.subtree(subject)}
        if clause < token:
            kept -= _scraps(tree, kept, token)
        else:
            kept |= _time_before(tree, token, clause)
    kept.discard(token)
    kept -= _afterthought(tree, clause, kept)
    source, document = speaker_of(tree, lexicon, token)
    if source is None and tree.is_a(clause, "ccomp") and reading.of.name in _SAYS_BESIDE:
        source = _next_to(tree, token, clause)
        if source is not None:
            kept = {t for t in kept if (t > token) == (clause > token)}
    return Attribution(
        sentence=number,
        source=source,
        cue=_cue(tree, token, reading),
        root=clause,
        content=spans_of(tree, kept),
        of=reading.of,
        negated=_is_negated(tree, token),
        document=document,
        asks=is_clause(tree, clause) and is_question_clause(tree, clause),
    )


def _next_to(tree: Tree, cue: int, clause: int) -> int | None:
    """The nominal next to a finite verb of saying that has no subject in its parse: right before it, or behind it."""
    if (
        xpos(tree, cue) not in ("VBD", "VBZ", "VBP")
        or tree.is_passive(cue)
        or tree.child(cue, "nsubj", "expl") is not None
    ):
        return None
    before = cue - 1
    while before > 0 and (tree.tag(before) == "ADV" or (tree.word(before) == "," and before == cue - 1)):
        before -= 1
    if clause > cue:
        found = before if before >= 0 and tree.tag(before) in ("PROPN", "NOUN", "PRON") else None
    elif tree.word(cue - 1) not in _QUOTE_MARKS | {","} or cue + 1 >= len(tree):
        return None
    else:  # "..., said Brian Baker"
        after = range(cue + 1, min(cue + 8, len(tree)))
        found = next((t for t in after if tree.tag(t) in ("PROPN", "NOUN")), None)
        if found is None or any(
            tree.tag(t) not in ("DET", "ADJ", "NUM", "PRON", "PROPN") for t in range(cue + 1, found)
        ):
            return None
    while (
        found is not None
        and tree.is_a(found, "compound", "flat", "amod", "nmod:desc")
        and abs(tree.head(found) - cue) < 8
    ):
        if (tree.head(found) > cue) != (found > cue):
            break
        found = tree.head(found)
    return found


def _afterthought(tree: Tree, clause: int, kept: set[int]) -> set[int]:
    """What ends a content behind a comma and is told by who passes it on: "..., a former minister", ", although ..."."""
    last = max((t for t in kept if tree.tag(t) != "PUNCT"), default=-1)
    for token in sorted(kept):
        concedes = tree.is_a(token, "advcl") and token > clause
        if not concedes and not tree.is_a(token, "appos"):
            continue
        tokens = [t for t in tree.subtree(token) if tree.tag(t) != "PUNCT"]
        first = tokens[0]
        if tokens[-1] < last or first - 1 not in kept or tree.word(first - 1) != ",":
            continue
        words = ("although", "though", "even") if concedes else ("a", "an", "the")
        if tree.word(first).lower() in words and len(tokens) > 3 and not _QUOTE_MARKS & {tree.word(t) for t in kept}:
            return set(range(first - 1, max(kept) + 1))
    return set()


def _time_before(tree: Tree, cue: int, clause: int) -> set[int]:
    """The time that opens a sentence and is parted from what is said by the saying: "Within weeks, he said, they would"."""
    subject, first = tree.child(cue, "nsubj"), tree.subtree(clause)[0]
    if subject is None or subject > cue or tree.word(first if tree.word(first) == "," else first - 1) != ",":
        return set()
    for child in tree.children(cue, "obl"):
        if child < subject and tree.preposition(child) in _AHEAD and _is_time(tree, child):
            return set(tree.subtree(child))
    return set()


def _is_time(tree: Tree, token: int) -> bool:
    return tree.lemma(token) in _TIMES or tree.word(token)[:3] in _CALENDAR


def _from_that(tree: Tree, token: int, clause: int, kept: set[int]) -> set[int]:
    """The content from its "that" on: what a parse puts before it belongs to the cue ("told the BBC that")."""
    marks = [c for c in tree.children(clause, "mark") if tree.lemma(c) == "that" and c > token]
    return {t for t in kept if t >= marks[0]} if marks else kept


def _trailing(tree: Tree, lexicon: Lexicon, token: int, clause: int) -> set[int]:
    """Tokens that end what is said though the parse hangs them on the cue: "said they left because ..." """
    kept: set[int] = set()
    end = max(tree.subtree(clause))
    for child in tree.children(token, "advcl", "obl", "advmod"):
        tokens = tree.subtree(child)
        if tokens[0] != end + 1 or is_gerund(tree, child) or _beside(tree, lexicon, child) is not None:
            continue
        if tree.preposition(child) in _ACCORDING or tree.is_a(child, "obl:agent", "obl:tmod", "obl:unmarked"):
            continue
        kept |= set(tokens)
        end = tokens[-1]
    for child in tree.children(token, "conj"):
        if any(tree.lemma(mark) == "that" for mark in tree.children(child, "mark")):
            kept |= set(range(end + 1, tree.subtree(child)[-1] + 1))  # "said that ..., and that ..."
    return kept


def _finite_clause(tree: Tree, clause: int) -> int:
    """The clause with a tense of its own in which an infinitive, participle or noun stands, or the word itself."""
    current = clause
    while tree.head(current) >= 0 and not _is_finite(tree, current):
        current = tree.head(current)
    return current if _is_finite(tree, current) else clause


def _is_finite(tree: Tree, clause: int) -> bool:
    tags = [xpos(tree, clause), *(xpos(tree, c) for c in tree.children(clause, "aux", "cop"))]
    return any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in tags)


def speaker_of(tree: Tree, lexicon: Lexicon | None, token: int) -> tuple[int | None, int | None]:
    """The head of the phrase for who says it, and of the one for the outlet that passes it on."""
    head = tree.head(token)
    if head >= 0 and tree.lemma(head) in _QUOTING and tree.preposition(token) == "as":
        quoted = tree.child(head, "nsubj:pass", "obj")
        if quoted is None:
            quoted = tree.child(head, "nsubj")
        passing = next(
            (c for c in tree.children(head, "obl") if tree.preposition(c) == "by"), tree.child(head, "nsubj")
        )
        return quoted, None if passing == quoted else passing
    source = source_of(tree, lexicon, token)
    beside_source = [] if source is None else tree.children(source, "acl", "advcl")
    for child in [*tree.children(token, "advcl", "xcomp", "ccomp", "obl"), *beside_source]:
        cited = tree.child(child, "obj") if tree.lemma(child) in _CITING else None
        if cited is not None and is_gerund(tree, child) and _may_be_cited(tree, cited):
            return cited, source  # "reported, citing officials, that"; "the Courier, citing officials, reported that"
    after = next((t for t in (token + 1, token + 2) if t < len(tree) and tree.lemma(t) in _CITING), None)
    cited = None if after is None or xpos(tree, after) != "VBG" else tree.child(after, "obj")
    if cited is not None and source is not None and _may_be_cited(tree, cited):
        return cited, source  # "..., the agency said, citing the command"
    if source is not None and tree.head(source) >= 0 and tree.lemma(tree.head(source)) in _CITING:
        citing = tree.head(source)
        if tree.is_a(source, "obj") and (outlet := tree.child(citing, "nsubj")) is not None:
            return source, outlet  # "Amnesty cited a guard who said"
    return source, _document(tree, token, source)


def _may_be_cited(tree: Tree, token: int) -> bool:
    """Whether who is cited can say something: a name, a person, a document; not "citing low growth"."""
    lemma = tree.lemma(token)
    return tree.tag(token) in ("PROPN", "PRON", "NUM") or is_agent_noun(lemma) or lemma in source_words()["document"]


def _asides(tree: Tree, lexicon: Lexicon, clause: int) -> set[int]:
    """Tokens inside a content that attribute it themselves (", he said,") and so are no part of it."""
    dropped: set[int] = set()
    for child in tree.children(clause, "parataxis"):
        if _beside(tree, lexicon, child) is not None:
            dropped |= set(tree.subtree(child))
    for child in tree.children(clause, "advcl"):
        if _goes_on(tree, lexicon, child):
            dropped |= set(tree.subtree(child))
    for child in tree.children(clause, "conj"):
        parted = clause < tree.head(clause) < child and tree.is_a(clause, "ccomp")
        if verb_resumed(tree, lexicon, child) is not None or (parted and _is_of_another(tree, child)):
            dropped |= set(tree.subtree(child))
    return dropped


def verb_resumed(tree: Tree, lexicon: Lexicon, clause: int) -> int | None:
    """The reporting verb with which a verb is coordinated though a parse hangs it on what is said.

    "Said that it had not been told, and denied that ...": the tenses tell, a plain past against an earlier one.
    """
    first = tree.first_conjunct(clause)
    if first == clause or tree.tag(clause) != "VERB":
        return None
    if tree.child(clause, "nsubj", "aux") is not None or not tree.is_a(first, "ccomp"):
        return None
    above = tree.head(first)
    own = next((r for f in ("that", "np") if (r := lexicon.look_up(tree.lemma(clause), "verbs", f)) is not None), None)
    if own is None or own.weak or not own.of.attributes:
        return None
    if xpos(tree, clause) in ("VBZ", "VBP"):
        # "says he would sit down and tells the crowd that ..."
        told = tree.child(clause, "ccomp") is not None and xpos(tree, first) != xpos(tree, clause)
        return above if told and xpos(tree, above) == xpos(tree, clause) else None
    if xpos(tree, clause) != "VBD" and not (xpos(tree, clause) == "VBN" and tree.child(clause, "ccomp") is not None):
        return None
    earlier = any(tree.lemma(c) in _TENSED for c in tree.children(first, "aux"))
    if xpos(tree, above) != "VBD" or not (
        earlier or (xpos(tree, first) == "VBD" and tree.child(clause, "ccomp") is not None)
    ):
        return None
    over = lexicon.look_up(tree.lemma(above), "verbs", "that")
    return above if over is not None and over.of.attributes else None


def _goes_on(tree: Tree, lexicon: Lexicon, clause: int) -> bool:
    """Whether a clause goes on with the saying, not with what is said: ", adding that ..." at the end of a sentence."""
    before = clause - 1
    if before > 0 and tree.word(before).lower() in ("before", "after") and tree.is_a(before, "mark"):
        before -= 1  # ", before adding that ..."
    if not is_gerund(tree, clause) or tree.word(before) not in (",", "and", "—", "–"):
        return False
    reading = lexicon.look_up(tree.lemma(clause), "verbs", "that")
    if reading is None and tree.word(clause - 1) in (",", "—", "–"):
        reading = lexicon.look_up(tree.lemma(clause), "verbs", "np") or lexicon.topic(tree.lemma(clause), "verbs")
    return (reading is not None and reading.of.name in _RESUMING) or tree.lemma(clause) in _CITING


def _keeps_object(reading: Predicate, tree: Tree, clause: int) -> bool:
    """Whether the object of the cue is the subject of what is said: "urged them to go", "is said to have left"."""
    if reading.of.name in ("request", "predict", "think", "claim", "say", "wish", "report", "know", "judge", "name"):
        return tree.is_a(clause, "xcomp", "obl", "advcl") and reading.lemma not in (
            "tell",
            "ask",
            "call_on",
            "call_for",
            "appeal",
        )
    return False


def _cue(tree: Tree, token: int, reading: Predicate) -> tuple[int, ...]:
    if "_" not in reading.lemma:
        return (token,)
    particle = reading.lemma.split("_")[1]
    after = [t for t in range(token + 1, min(token + 4, len(tree))) if tree.lemma(t) == particle]
    return (token, *after[:1]) if after[:1] == [token + 1] else (token,)


def _is_negated(tree: Tree, token: int) -> bool:
    if tree.is_negated(token) or any(tree.lemma(c) == "nor" for c in tree.children(token, "cc")):
        return True
    subject = tree.child(token, "nsubj")
    if subject is None:
        return False
    hardly = [*tree.children(subject, "advmod"), *(c for c in tree.children(token, "advmod") if c < subject)]
    if any(tree.lemma(c) in ("hardly", "scarcely", "barely") for c in hardly):
        return True  # "hardly anyone believes that ..."
    words = (tree.lemma(subject), *(tree.lemma(c) for c in tree.children(subject, "amod")))
    few = "few" in words and tree.child(subject, "det") is None  # not "a few"
    return few or tree.is_negated(subject) or tree.lemma(subject) in ("nobody", "none", "neither")


def _beside(tree: Tree, lexicon: Lexicon, token: int) -> tuple[int, Predicate] | None:
    """The clause beside which a reporting verb stands ("..., he said"), with the verb's reading."""
    reading = next(
        (r for name in names_of(tree, token) if (r := lexicon.look_up(name, "verbs", "that")) is not None), None
    )
    if reading is None or tree.head(token) < 0 or reading.of.name not in _SAYS_BESIDE:
        return None
    if tree.lemma(token) == "mean":
        return None
    as_clause = tree.is_a(token, "advcl") and tree.preposition(token) == "as"
    inserted = _is_inserted(tree, token)
    if not as_clause and not tree.is_a(token, "parataxis") and not inserted and not _closes_sentence(tree, token):
        return None
    if not as_clause and _says_not(tree, token):
        return None
    if tree.child(token, "ccomp", "xcomp") is not None:
        return None
    if tree.child(token, "nsubj") is None and not _stands_after_name(tree, token):
        return None
    if tree.child(token, "obj") is not None and tree.lemma(token) not in _ADDRESSING:
        return None
    return _finite_clause(tree, _hosting(tree, token) if as_clause else tree.head(token)), reading


def _says_not(tree: Tree, token: int) -> bool:
    """Whether a clause beside another does not attribute it: "; the palace has not replied", ", whatever he said"."""
    first = tree.subtree(token)[0]
    opening = {tree.word(t).lower() for t in (first - 1, first) if t >= 0}
    return bool(opening & {";", "whatever", "whoever", "what", "which"}) or _is_negated(tree, token)


def _hosting(tree: Tree, token: int) -> int:
    """The clause that an as-clause stands in: the one that goes on behind it ("where, as the Post wrote, he fell ill")."""
    last = tree.subtree(token)[-1]
    after = next((t for t in range(last + 1, len(tree)) if tree.tag(t) != "PUNCT"), None)
    if after is None:
        return tree.head(token)
    verb = next((t for t in (after, *tree.ancestors(after)) if tree.tag(t) in ("VERB", "AUX")), None)
    inner = verb is not None and verb > last and tree.is_a(verb, "acl:relcl", "ccomp", "advcl", "conj", "parataxis")
    return verb if verb is not None and inner and tree.child(verb, "nsubj") is not None else tree.head(token)


def _is_inserted(tree: Tree, token: int) -> bool:
    """Whether a saying stands between commas, though a parse takes it for a relative clause: "X, they said, left"."""
    if not _stands_after_name(tree, token):
        return False
    last = tree.subtree(token)[-1]
    after = last if tree.word(last) == "," else last + 1
    if tree.is_a(token, "conj") and tree.child(token, "cc", "obj", "ccomp") is None:
        scraps = [t for t in range(token + 1, len(tree)) if tree.tag(t) != "PUNCT"]
        return len(scraps) <= _SCRAP_WORDS or (after < len(tree) and tree.word(after) == ",")
    if not tree.is_a(token, "acl:relcl", "acl", "appos"):
        return False
    if after + 1 >= len(tree) or tree.word(after) != ",":
        return False
    above = next((t for t in tree.ancestors(token) if tree.tag(t) in ("VERB", "AUX", "ADJ")), None)
    return above is not None and above > after


def _closes_sentence(tree: Tree, token: int) -> bool:
    """Whether ", a general predicted." ends the sentence, though a parse takes it for a relative clause."""
    if not tree.is_a(token, "acl", "acl:relcl", "appos", "dep"):
        return False
    after = [t for t in range(token + 1, len(tree)) if tree.tag(t) != "PUNCT"]
    return len(after) <= _SCRAP_WORDS and _stands_after_name(tree, token)


def _stands_after_name(tree: Tree, token: int) -> bool:
    """Whether a phrase for somebody stands between a comma and the verb: its subject, whatever a parse makes of it."""
    first = _phrase_before(tree, token).start
    finite = xpos(tree, token) in ("VBD", "VBZ") or (xpos(tree, token) == "VBN" and tree.child(token, "aux") is None)
    if first < 2 or tree.word(first - 1) not in (",", '"', "”", "''") or not finite:
        return False
    phrase = range(first, token)
    pronouns = ("who", "which", "that")
    return any(tree.tag(t) in ("NOUN", "PROPN", "PRON") for t in phrase) and tree.word(first).lower() not in pronouns


def _phrase_before(tree: Tree, token: int) -> range:
    """The nominal words right before a verb."""
    first = token
    while first > 0 and tree.tag(first - 1) in ("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "ADP", "PART"):
        first -= 1
    return range(first, token)


def beside_clause(tree: Tree, number: int, token: int, clause: int, reading: Predicate) -> Attribution:
    """The attribution of a clause by the verb beside it."""
    kept = set(tree.subtree(clause)) - set(tree.subtree(token))
    kept -= _scraps(tree, kept, token)
    for child in tree.children(clause, "conj", "parataxis"):
        if child > token and _is_of_another(tree, child):
            kept -= set(tree.subtree(child))
    source, document = speaker_of(tree, None, token)
    if tree.child(token, "nsubj") is None and _stands_after_name(tree, token):
        phrase = _phrase_before(tree, token)  # "..., an economist in Istanbul estimated", as a parse may hang it
        source = next((t for t in phrase if tree.head(t) not in phrase and tree.tag(t) != "ADP"), source)
        kept -= set(phrase)
    return Attribution(
        sentence=number,
        source=tree.child(token, "nsubj") if source is None else source,
        cue=(token,),
        root=clause,
        content=spans_of(tree, kept),
        of=reading.of,
        negated=_is_negated(tree, token),
        document=document,
        beside=True,
    )


def _is_of_another(tree: Tree, clause: int) -> bool:
    """Whether a clause behind an inserted saying tells what somebody else says: ", officials said, but Cairo denied it"."""
    subject = tree.child(clause, "nsubj")
    if subject is None or tree.child(clause, "aux") is not None or xpos(tree, clause) not in ("VBD", "VBZ"):
        return False
    found = open_lexicon().look_up(tree.lemma(clause), "verbs", "that", "np")
    return found is not None and found.of.attributes and not found.weak and found.of.name in _RESUMING


def _scraps(tree: Tree, content: set[int], cue: int) -> set[int]:
    """Words after a cue at the end of a sentence that are no clause: ", the minister said on Tuesday"."""
    after = {token for token in content if token > cue}
    spoken = [token for token in after if tree.tag(token) != "PUNCT"]
    short = len(spoken) <= _SCRAP_WORDS and not any(tree.tag(token) in ("VERB", "AUX") for token in spoken)
    quoted = any(tree.word(token) in ("“", '"', "``", "‘", "'") for token in after)
    return after if short and not quoted else set()


def _according(tree: Tree, number: int, lexicon: Lexicon, token: int) -> Attribution:
    clause = _finite_clause(tree, tree.head(token))
    case = tree.children(token, "case", "mark")[0]
    if case == 0 or (
        tree.word(case - 1) == "," and not any(tree.tag(t) == "VERB" for t in range(token + 1, len(tree)))
    ):
        clause = _whole_sentence(tree, clause)
    kept = set(tree.subtree(clause)) - set(tree.subtree(token))
    quoting = next((c for c in tree.children(token, "acl") if tree.lemma(c) in _CITING), None)
    cited = None if quoting is None else tree.child(quoting, "obj")
    return Attribution(
        sentence=number,
        source=token if cited is None else cited,
        cue=tuple(sorted((case, *tree.children(case, "fixed")))),
        root=clause,
        content=spans_of(tree, kept),
        of=lexicon.classes["say"],
        document=None if cited is None else token,
        beside=True,
    )


def _in_words_of(tree: Tree, token: int) -> int | None:
    """Whose words, view or account it is by which something is so: "in the words of one diplomat", "by his account"."""
    if not tree.is_a(token, "obl") or tree.preposition(token) not in ("in", "by", "on", "to"):
        return None
    owner = tree.child(token, "nmod:poss")
    if owner is None:
        owner = next((c for c in tree.children(token, "nmod") if tree.preposition(c) == "of"), None)
    return None if owner is None or (tree.tag(owner) == "NOUN" and not _may_be_cited(tree, owner)) else owner


def _in_words(tree: Tree, number: int, lexicon: Lexicon, token: int, owner: int) -> Attribution:
    clause = _finite_clause(tree, tree.head(token))
    kept = set(tree.subtree(clause)) - set(tree.subtree(token))
    of = lexicon.classes["think" if tree.lemma(token) in ("view", "opinion", "judgment", "judgement") else "say"]
    return Attribution(number, owner, (token,), clause, spans_of(tree, kept), of, beside=True)


def _whole_sentence(tree: Tree, clause: int) -> int:
    """The main clause over the last of its parts: "A won, and B lost, according to C" is all said by C."""
    while tree.head(clause) >= 0 and tree.is_a(clause, "conj", "acl:relcl", "appos", "ccomp"):
        above = _finite_clause(tree, tree.head(clause))
        if above == clause or not _is_finite(tree, above):
            break
        clause = above
    return clause


def _adverbial(tree: Tree, number: int, lexicon: Lexicon, token: int) -> Attribution:
    clause = tree.head(token)
    kept = set(tree.subtree(clause)) - {token}
    return Attribution(
        sentence=number,
        source=None,
        cue=(token,),
        root=clause,
        content=spans_of(tree, kept),
        of=lexicon.classes["claim"],
        beside=True,
    )


def source_of(tree: Tree, lexicon: Lexicon | None, token: int) -> int | None:
    """The head of the phrase that names who uses the cue, None when nobody is named."""
    if kind_of(tree, token) == "nouns":
        return _source_of_noun(tree, token)
    saying = _saying_above(tree, lexicon, token)
    seen: set[int] = set()
    current = token if saying is None else saying
    while current >= 0 and current not in seen:
        seen.add(current)
        agent = next(
            (c for c in tree.children(current, "obl") if tree.is_a(c, "obl:agent") or _is_agent(tree, current, c)), None
        )
        if agent is not None:
            return agent
        if current in (token, saying) and _is_unsaid_passive(tree, current) and not _is_state(tree, lexicon, current):
            return None
        subject = _nearest_subject(tree, current)
        if subject is not None:
            return _antecedent(tree, current, subject)
        if tree.child(current, "expl") is not None:
            return None
        if tree.is_a(current, "ccomp") and (parted := _parted_subject(tree, current)) is not None:
            return parted
        if tree.is_a(current, "ccomp") and xpos(tree, current) == "VB" and tree.child(current, "mark", "aux") is None:
            return tree.child(tree.head(current), "obj")  # "heard a guard say"
        if current == token and (before := _doer_before(tree, token)) is not None:
            return before
        above = _controller(tree, current)
        if above is None:
            return None
        if tree.tag(above) in ("NOUN", "PROPN", "PRON") and tree.is_a(current, "acl"):
            host = tree.head(above)
            if tree.lemma(above) in _OCCASIONS and host >= 0 and tree.is_a(above, "obl") and tree.tag(host) == "VERB":
                current = host  # "said at a news conference announcing that ..."
                continue
            return above
        led = tree.child(above, "obj") if tree.is_a(current, "xcomp") and is_infinitive(tree, current) else None
        if led is not None and led < current and tree.lemma(above) not in _SUBJECT_KEEPING:
            return led  # "led the mayor to fear that ..."
        current = above
    return None


def _doer_before(tree: Tree, cue: int) -> int | None:
    """Who stands right before an -ing form that has no subject in its parse: "with the senators now saying that ..."."""
    if not is_gerund(tree, cue) or not tree.is_a(cue, "advcl") or tree.child(cue, "mark", "nsubj") is not None:
        return None
    last = cue - 1
    while last > 0 and tree.tag(last) == "ADV":
        last -= 1
    for phrase in tree.children(tree.head(cue), "obl", "nmod", "obj"):
        words = [t for t in tree.subtree(phrase) if tree.tag(t) != "PUNCT"]
        if phrase < cue and words[-1] == last and tree.preposition(phrase) == "with":
            return phrase
    return last if tree.tag(last) == "PROPN" and tree.is_a(last, "nmod", "obl", "compound", "flat") else None


def _parted_subject(tree: Tree, clause: int) -> int | None:
    """The subject that an inserted saying parts from its verb: "Abadi, the general assures us, promised ..."."""
    head = tree.head(clause)
    subjects = tree.children(head, "nsubj")
    if len(subjects) < 2 or tree.child(clause, "nsubj") is not None:
        return None
    between = [subject for subject in subjects if head < subject < clause]
    return between[0] if between else subjects[0]


def _is_state(tree: Tree, lexicon: Lexicon | None, verb: int) -> bool:
    """Whether a participle is an adjective of the lexicon: "are convinced that"."""
    return lexicon is not None and lexicon.look_up(tree.word(verb).lower(), "adjectives", "that", "to") is not None


def _is_unsaid_passive(tree: Tree, verb: int) -> bool:
    """Whether a verb in the passive names nobody who says it: "is said to", "asked about the deal, she replied"."""
    if tree.is_passive(verb):
        return not _is_plain_past(tree, verb)
    told = ("VBN", "VBD") if verb == 0 else ("VBN",)
    bare = xpos(tree, verb) in told and tree.is_a(verb, "advcl") and tree.child(verb, "aux", "nsubj", "mark") is None
    return bare and verb <= tree.head(verb)


def _is_plain_past(tree: Tree, verb: int) -> bool:
    """Whether a past tense without auxiliary was taken for a passive: "the ministry confirmed"."""
    return xpos(tree, verb) == "VBD" and tree.child(verb, "aux") is None


def _nearest_subject(tree: Tree, verb: int) -> int | None:
    """The verb's subject; the one next to it where a parse gives it two."""
    subjects = tree.children(verb, "nsubj")
    before = [subject for subject in subjects if subject < verb]
    return min(before or subjects, key=lambda subject: abs(subject - verb)) if subjects else None


def goes_on_above(tree: Tree, lexicon: Lexicon, token: int) -> bool:
    """Whether a word of saying goes on from a saying though a parse hangs it on what is said."""
    return _saying_above(tree, lexicon, token) is not None


def _saying_above(tree: Tree, lexicon: Lexicon | None, token: int) -> int | None:
    """The reporting verb that a clause like ", adding that ..." goes on from, though it hangs on the content."""
    if lexicon is not None and (resumed := verb_resumed(tree, lexicon, token)) is not None:
        return resumed
    if lexicon is None or not tree.is_a(token, "advcl") or not _goes_on(tree, lexicon, token):
        return None
    for above in tree.ancestors(token):
        reading = lexicon.look_up(tree.lemma(above), "verbs", "that") if tree.tag(above) == "VERB" else None
        if reading is not None and reading.of.attributes and not reading.weak:
            return above
    return None


def _is_agent(tree: Tree, verb: int, child: int) -> bool:
    return tree.is_passive(verb) and tree.preposition(child) == "by"


def _controller(tree: Tree, clause: int) -> int | None:
    """The word whose subject (or which itself) is the subject of a clause that has none of its own."""
    head = tree.head(clause)
    if head < 0:
        return None
    if tree.is_a(clause, "xcomp"):
        return head
    if tree.is_a(clause, "conj", "acl", "advcl", "parataxis", "cop", "aux"):
        beside = [c for c in tree.children(head, "parataxis") if c != clause and tree.child(c, "nsubj") is not None]
        return beside[0] if beside and tree.is_a(clause, "advcl") else head
    return None


def _antecedent(tree: Tree, clause: int, subject: int) -> int:
    """The noun for which a relative pronoun stands, or the subject itself."""
    if tree.lemma(subject) not in _RELATIVE or tree.tag(subject) not in ("PRON", "DET"):
        return subject
    for above in [clause, *tree.ancestors(clause)]:
        if tree.is_a(above, "acl:relcl"):
            return tree.head(above)
    return subject


def _source_of_noun(tree: Tree, token: int) -> int | None:
    """Whose claim, report, threat it is: a possessor, "by" or "from" somebody, the subject of "made the claim"."""
    possessor = tree.child(token, "nmod:poss")
    if possessor is not None:
        return possessor
    for child in tree.children(token, "nmod"):
        if tree.preposition(child) in ("by", "from"):
            return child
    for child in tree.children(token, "compound", "nmod"):
        if tree.tag(child) == "PROPN" and not tree.preposition(child) and tree.child(token, "acl", "ccomp") is not None:
            return child
    for child in tree.children(token, "compound"):
        if is_agent_noun(tree.lemma(child)) or tree.lemma(child) in source_words()["document"]:
            return child  # "rebel threats", "media reports"
    for child in tree.children(token, "amod"):
        if tree.word(child)[:1].isupper() and (child > 0 or tree.word(child).endswith(_DEMONYMS)):
            return child  # "Russian plans to ..."
    head = tree.head(token)
    if head >= 0 and tree.is_a(token, "obj") and tree.lemma(head) in _LIGHT_VERBS and not tree.is_passive(head):
        return source_of(tree, None, head)
    bare = tree.child(token, "det", "amod", "nmod:poss") is None or tree.preposition(token) == "in"
    if head >= 0 and tree.tag(head) == "VERB" and tree.preposition(token) in ("with", "in") and bare:
        return source_of(tree, None, head)  # "wooed voters with promises to", "in the hope of"
    content_is_of = any(tree.child(token, name) is not None for name in ("acl", "ccomp"))
    for child in tree.children(token, "nmod") if content_is_of else ():
        if tree.preposition(child) in ("of", "among", "in") and tree.tag(child) != "NUM":
            return child
    return None


def _document(tree: Tree, token: int, source: int | None) -> int | None:
    """The head of the phrase for an outlet that passes the words on: whom they were told, who quoted them."""
    for child in () if source is None else tree.children(source, "acl"):
        passing = next((c for c in tree.children(child, "obl") if tree.preposition(c) == "by"), None)
        if tree.lemma(child) in _QUOTING and passing is not None:
            return passing  # "a spokesman, quoted by the Courier, said"
    for child in tree.children(token, "obj", "iobj", "obl"):
        if child == source or tree.is_a(child, "obl:agent"):
            continue
        is_heard = tree.is_a(child, "obj", "iobj") or tree.preposition(child) == "to"
        is_noun_told = tree.tag(child) == "NOUN" and tree.lemma(token) in _ADDRESSING and _is_the(tree, child)
        if is_heard and (tree.tag(child) == "PROPN" or is_noun_told):
            return child
        if tree.lemma(child) in _UTTERANCES and (outlet := _outlet_of_utterance(tree, child)) is not None:
            return outlet
    for child in () if source is None else tree.children(source, "acl", "advcl"):
        heard = next((c for c in tree.children(child, "obl") if tree.preposition(c) == "to"), None)
        if tree.lemma(child) == "speak" and heard is not None:
            return heard  # "an official, speaking to the agency, said"
    return None


def _is_the(tree: Tree, noun: int) -> bool:
    """Whether a noun speaks of an outlet by its name or kind: "the daily", "the AFP agency", not "a French channel"."""
    return not any(tree.lemma(c) in ("a", "an", "some", "another") for c in tree.children(noun, "det"))


def _outlet_of_utterance(tree: Tree, noun: int) -> int | None:
    """Where something was said: "in remarks carried by", "in an interview with", "in a statement to" an outlet."""
    for child in tree.children(noun, "acl"):
        by = next((c for c in tree.children(child, "obl") if tree.preposition(c) in ("by", "in", "on")), None)
        if tree.lemma(child) in _PUBLISHING and by is not None:
            return by
    heard = next((c for c in tree.children(noun, "nmod") if tree.preposition(c) in ("with", "to", "on")), None)
    return heard if heard is not None and _is_the(tree, heard) else None


def spans_of(tree: Tree, tokens: set[int]) -> tuple[Span, ...]:
    """The characters of a set of tokens, as few spans as they give, without punctuation at the edges."""
    spans: list[Span] = []
    run: list[int] = []
    for token in [*sorted(tokens), -1]:
        if run and token != run[-1] + 1:
            kept = _trim(tree, run)
            if kept:
                spans.append(tree.span(kept[0], kept[-1] + 1))
            run = []
        run.append(token)
    return tuple(spans)


def _trim(tree: Tree, run: list[int]) -> list[int]:
    while run and tree.word(run[0]) in (",", ";", ":", ".", "-", "–", "—", "--"):
        run = run[1:]
    while run and tree.word(run[-1]) in (",", ";", ":", ".", "-", "–", "—", "--", "and", "but"):
        run = run[:-1]
    return run


def source_span(tree: Tree, token: int) -> Span:
    """The characters of a source's phrase: with its appositions, without relative clauses."""
    kept = {token}
    for child in tree.children(token):
        if tree.is_a(
            child,
            "acl",
            "parataxis",
            "conj",
            "cc",
            "cop",
            "nsubj",
            "advcl",
            "punct",
            "case",
            "aux",
            "ccomp",
            "obl",
            "advmod",
        ):
            continue
        kept |= set(tree.subtree(child))
    first = last = token
    before = token - 1
    while (
        before >= 0 and tree.tag(before) == tree.tag(token) == "PROPN" and tree.relation(before) == tree.relation(token)
    ):
        kept.add(before)  # a name that a parse splits: "Le Monde"
        before -= 1
    while first - 1 in kept and not tree.is_spaced_dash(first - 1):
        first -= 1
    while last + 1 in kept:
        last += 1
    return tree.span(first, last + 1)
