"""Who uses a word of saying: its subject, its owner, whoever stands beside it; and the outlet that passes it on."""

from __future__ import annotations

from dragoman.claims.agents import is_agent_noun, source_words
from dragoman.language.tree import Tree
from dragoman.modality import Lexicon
from dragoman.modality.clauses import is_gerund, is_infinitive, kind_of, xpos
from dragoman.records import Span

RELATIVE = ("who", "which", "that", "whom")
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
QUOTE_MARKS = {"“", "”", '"', "``", "''"}
_DEMONYMS = ("an", "ese", "ish", "i", "ch")
# Classes whose gerund goes on with the saying, behind a comma.
RESUMING = ("say", "claim", "warn", "admit", "confirm", "deny", "judge", "name", "request", "mention")
CITING = ("cite", "quote")
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
# Verbs whose object is who is spoken to.
ADDRESSING = ("tell", "inform", "assure", "remind", "warn", "ask", "advise")
# Auxiliaries of what is said, after which a plain past goes on with the saying: "said it would pay and denied ...".
_TENSED = ("have", "will", "would", "may", "might", "could", "can", "should", "must", "do")
_QUOTING = ("quote", "cite", "report")
# "In remarks carried by the agency", "in an interview with the channel".
_UTTERANCES = ("remark", "comment", "statement", "interview", "speech", "address", "letter", "article", "message")
_PUBLISHING = ("carry", "publish", "broadcast", "quote", "report", "air", "release", "run", "post", "relay")


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
        cited = tree.child(child, "obj") if tree.lemma(child) in CITING else None
        if cited is not None and is_gerund(tree, child) and may_be_cited(tree, cited):
            return cited, source  # "reported, citing officials, that"; "the Courier, citing officials, reported that"
    after = next((t for t in (token + 1, token + 2) if t < len(tree) and tree.lemma(t) in CITING), None)
    cited = None if after is None or xpos(tree, after) != "VBG" else tree.child(after, "obj")
    if cited is not None and source is not None and may_be_cited(tree, cited):
        return cited, source  # "..., the agency said, citing the command"
    if source is not None and tree.head(source) >= 0 and tree.lemma(tree.head(source)) in CITING:
        citing = tree.head(source)
        if tree.is_a(source, "obj") and (outlet := tree.child(citing, "nsubj")) is not None:
            return source, outlet  # "Amnesty cited a guard who said"
    return source, _document(tree, token, source)


def may_be_cited(tree: Tree, token: int) -> bool:
    """Whether who is cited can say something: a name, a person, a document; not "citing low growth"."""
    lemma = tree.lemma(token)
    return tree.tag(token) in ("PROPN", "PRON", "NUM") or is_agent_noun(lemma) or lemma in source_words()["document"]


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
        if subject is not None and current == token and (teller := _teller_aside(tree, token, subject)) is not None:
            return teller
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
        bare = xpos(tree, current) == "VB" and tree.child(current, "mark", "aux") is None  # "let us say", "made him deny"
        led = tree.child(above, "obj") if tree.is_a(current, "xcomp") and (bare or is_infinitive(tree, current)) else None
        if led is not None and led < current and (bare or tree.lemma(above) not in _SUBJECT_KEEPING):
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


def _teller_aside(tree: Tree, verb: int, subject: int) -> int | None:
    """Who tells in an inserted saying that a parse takes for an apposition: "Abadi, the general assures us, promised"."""
    clause, aside = tree.child(verb, "ccomp"), tree.child(subject, "appos")
    if clause is None or aside is None or clause < verb or tree.child(clause, "nsubj") is not None:
        return None
    closes = any(tree.word(t) == "," for t in range(verb + 1, clause))
    return aside if closes and tree.subtree(aside)[-1] == verb - 1 else None


def _parted_subject(tree: Tree, clause: int) -> int | None:
    """The subject that an inserted saying parts from its verb: "Abadi, the general assures us, promised ..."."""
    head = tree.head(clause)
    subjects = tree.children(head, "nsubj")
    if len(subjects) == 1 and _teller_aside(tree, head, subjects[0]) is not None:
        return subjects[0] if tree.child(clause, "nsubj") is None else None
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
    if lexicon is None or not tree.is_a(token, "advcl") or not goes_on(tree, lexicon, token):
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
    if tree.lemma(subject) not in RELATIVE or tree.tag(subject) not in ("PRON", "DET"):
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
        is_noun_told = tree.tag(child) == "NOUN" and tree.lemma(token) in ADDRESSING and _is_the(tree, child)
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


def goes_on(tree: Tree, lexicon: Lexicon, clause: int) -> bool:
    """Whether a clause goes on with the saying, not with what is said: ", adding that ..." at the end of a sentence."""
    before = clause - 1
    if before > 0 and tree.word(before).lower() in ("before", "after") and tree.is_a(before, "mark"):
        before -= 1  # ", before adding that ..."
    if not is_gerund(tree, clause) or tree.word(before) not in (",", "and", "—", "–"):
        return False
    reading = lexicon.look_up(tree.lemma(clause), "verbs", "that")
    if reading is None and tree.word(clause - 1) in (",", "—", "–"):
        reading = lexicon.look_up(tree.lemma(clause), "verbs", "np") or lexicon.topic(tree.lemma(clause), "verbs")
    return (reading is not None and reading.of.name in RESUMING) or tree.lemma(clause) in CITING


def next_to(tree: Tree, cue: int, clause: int) -> int | None:
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
    elif tree.word(cue - 1) not in QUOTE_MARKS | {","} or cue + 1 >= len(tree):
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
