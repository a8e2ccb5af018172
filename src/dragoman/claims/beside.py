"""Sayings that stand beside what is said: ", he said,", "according to", "reportedly", "Speaker: ..."."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.claims.agents import is_agent_noun
from dragoman.claims.speakers import ADDRESSING, CITING, RESUMING, may_be_cited, next_to, speaker_of
from dragoman.claims.utterance import Attribution, is_negated, spans_of
from dragoman.language.tree import Tree
from dragoman.modality import Lexicon, Predicate, open_lexicon
from dragoman.modality.clauses import names_of, xpos

# "The president's spokesman in Ankara: ..." is a speaker; longer phrases before a colon introduce lists.
_SPEAKER_WORDS = 7
# "said in Ankara on Tuesday": as many words of time and place a parser may hang on what is said.
_SCRAP_WORDS = 6
# Classes whose verbs stand beside what they attribute. "You know", "I mean" are fillers.
SAYS_BESIDE = (
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


def inverted(tree: Tree, number: int, lexicon: Lexicon, token: int) -> Attribution | None:
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
    if reading is None or reading.weak or reading.of.name not in SAYS_BESIDE or tree.head(token) > token:
        return None
    before = [
        t for t in range(token) if tree.tag(t) == "VERB" and _is_finite(tree, t) and tree.child(t, "nsubj") is not None
    ]
    clause = next((t for t in before if t == tree.root), None)
    complement = tree.child(token, "ccomp", "xcomp")
    if clause is None or (complement is not None and tree.tag(complement) in ("VERB", "AUX")):
        return None
    source = next_to(tree, token, clause)
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
    if source is None or root is None or reading.of.name not in SAYS_BESIDE:
        return None
    content = spans_of(tree, set(range(token)))
    return Attribution(number, source, (token,), root, content, reading.of, beside=True)


def clause_beside(tree: Tree, lexicon: Lexicon, token: int) -> tuple[int, Predicate] | None:
    """The clause beside which a reporting verb stands ("..., he said"), with the verb's reading."""
    reading = next(
        (r for name in names_of(tree, token) if (r := lexicon.look_up(name, "verbs", "that")) is not None), None
    )
    if reading is None or tree.head(token) < 0 or reading.of.name not in SAYS_BESIDE:
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
    if tree.child(token, "obj") is not None and tree.lemma(token) not in ADDRESSING:
        return None
    return _finite_clause(tree, _hosting(tree, token) if as_clause else tree.head(token)), reading


def _says_not(tree: Tree, token: int) -> bool:
    """Whether a clause beside another does not attribute it: "; the palace has not replied", ", whatever he said"."""
    first = tree.subtree(token)[0]
    opening = {tree.word(t).lower() for t in (first - 1, first) if t >= 0}
    return bool(opening & {";", "whatever", "whoever", "what", "which"}) or is_negated(tree, token)


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
    kept -= scraps(tree, kept, token)
    for child in tree.children(clause, "conj", "parataxis"):
        if child > token and is_of_another(tree, child):
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
        negated=is_negated(tree, token),
        document=document,
        beside=True,
    )


def is_of_another(tree: Tree, clause: int) -> bool:
    """Whether a clause behind an inserted saying tells what somebody else says: ", officials said, but Cairo denied it"."""
    subject = tree.child(clause, "nsubj")
    if subject is None or tree.child(clause, "aux") is not None or xpos(tree, clause) not in ("VBD", "VBZ"):
        return False
    found = open_lexicon().look_up(tree.lemma(clause), "verbs", "that", "np")
    return found is not None and found.of.attributes and not found.weak and found.of.name in RESUMING


def scraps(tree: Tree, content: set[int], cue: int) -> set[int]:
    """Words after a cue at the end of a sentence that are no clause: ", the minister said on Tuesday"."""
    after = {token for token in content if token > cue}
    spoken = [token for token in after if tree.tag(token) != "PUNCT"]
    short = len(spoken) <= _SCRAP_WORDS and not any(tree.tag(token) in ("VERB", "AUX") for token in spoken)
    quoted = any(tree.word(token) in ("“", '"', "``", "‘", "'") for token in after)
    return after if short and not quoted else set()


def according(tree: Tree, number: int, lexicon: Lexicon, token: int) -> Attribution:
    """The attribution to whom "according to" or "per" introduces."""
    clause = _finite_clause(tree, tree.head(token))
    case = tree.children(token, "case", "mark")[0]
    if case == 0 or (
        tree.word(case - 1) == "," and not any(tree.tag(t) == "VERB" for t in range(token + 1, len(tree)))
    ):
        clause = _whole_sentence(tree, clause)
    kept = set(tree.subtree(clause)) - set(tree.subtree(token))
    quoting = next((c for c in tree.children(token, "acl") if tree.lemma(c) in CITING), None)
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


def in_words_of(tree: Tree, token: int) -> int | None:
    """Whose words, view or account it is by which something is so: "in the words of one diplomat", "by his account"."""
    if not tree.is_a(token, "obl") or tree.preposition(token) not in ("in", "by", "on", "to"):
        return None
    owner = tree.child(token, "nmod:poss")
    if owner is None:
        owner = next((c for c in tree.children(token, "nmod") if tree.preposition(c) == "of"), None)
    return None if owner is None or (tree.tag(owner) == "NOUN" and not may_be_cited(tree, owner)) else owner


def in_words(tree: Tree, number: int, lexicon: Lexicon, token: int, owner: int) -> Attribution:
    """The attribution to whose words or view it is: "in the words of one diplomat"."""
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


def adverbial(tree: Tree, number: int, lexicon: Lexicon, token: int) -> Attribution:
    """The attribution to nobody that an adverb makes: "reportedly", "allegedly"."""
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


def names_source(tree: Tree, token: int) -> bool:
    """Whether "per" or "according to" introduces a speaker: not "per day", "according to plan"."""
    if tree.preposition(token) != "per":
        return tree.lemma(token) not in ("plan", "schedule", "need", "size", "rule", "law")
    return tree.tag(token) == "PROPN" or tree.child(token, "det", "nmod:poss") is not None


def before_colon(tree: Tree, number: int, lexicon: Lexicon) -> Iterator[Attribution]:
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
        if not tree.sentence.span.in_title and _is_dateline(tree, speaker):
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


def _is_dateline(tree: Tree, tokens: list[int]) -> bool:
    """Whether words in capitals before a colon only name places: "NEW DELHI/KABUL: ..."."""
    places = {t for name in tree.sentence.names if name.label == "LOC" for t in range(name.first, name.last)}
    words = [t for t in tokens if tree.word(t)[:1].isalpha()]
    return all(tree.word(t).isupper() for t in words) and bool(words) and set(words) <= places


def is_transcript(tree: Tree) -> bool:
    """Whether a sentence begins with a speaker in capitals: "PRESIDENT: ..."."""
    colon = next((t for t in range(1, min(_SPEAKER_WORDS, len(tree))) if tree.word(t) == ":"), 0)
    return colon > 0 and all(tree.word(t).isupper() for t in range(colon) if tree.word(t)[:1].isalpha())


def _finite_clause(tree: Tree, clause: int) -> int:
    """The clause with a tense of its own in which an infinitive, participle or noun stands, or the word itself."""
    current = clause
    while tree.head(current) >= 0 and not _is_finite(tree, current):
        current = tree.head(current)
    return current if _is_finite(tree, current) else clause


def _is_finite(tree: Tree, clause: int) -> bool:
    tags = [xpos(tree, clause), *(xpos(tree, c) for c in tree.children(clause, "aux", "cop"))]
    return any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in tags)
