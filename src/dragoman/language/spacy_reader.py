"""spaCy pipelines as readers: `open_coder(reader=open_spacy("en_core_web_trf"))`.

A pipeline that was trained on Universal Dependencies is taken as it is. The `en_core_web_*` pipelines speak the labels
of ClearNLP, where prepositions and copulas are heads; their trees are turned into UD trees. Whatever the tokens, each
keeps its place. This is the only module that needs spaCy: `pip install dragoman[spacy]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from dragoman.errors import DragomanError, ModelNotFound
from dragoman.language.check import RELATIONS, UPOS
from dragoman.language.conllu import joined_starts
from dragoman.records import Name, Sentence, Span

NAME_LABELS = {
    **dict.fromkeys(("PERSON", "PER"), "PER"),
    **dict.fromkeys(("ORG", "ORGANIZATION", "ORGANISATION"), "ORG"),
    **dict.fromkeys(("GPE", "LOC", "FAC", "LOCATION", "FACILITY"), "LOC"),
    **dict.fromkeys(("NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE", "MISC"), "MISC"),
}

# Labels of ClearNLP that have the same head in UD.
RENAMED = {
    "acomp": "xcomp",
    "attr": "xcomp",
    "auxpass": "aux:pass",
    "csubjpass": "csubj:pass",
    "dative": "iobj",
    "dobj": "obj",
    "intj": "discourse",
    "meta": "dep",
    "neg": "advmod",
    "npadvmod": "obl:unmarked",
    "nsubjpass": "nsubj:pass",
    "oprd": "xcomp",
    "poss": "nmod:poss",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "relcl": "acl:relcl",
}
# Any of these among a parser's labels says that it speaks ClearNLP.
CLEAR_LABELS = frozenset(("dobj", "pobj", "nsubjpass", "auxpass"))

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class _Arcs:
    """The heads (-1 for the root) and relations of one sentence, to be rewritten in place."""

    heads: list[int]
    relations: list[str]

    def children(self, token: int, *relations: str) -> list[int]:
        """The token's children of these relations, left to right."""
        return [t for t, head in enumerate(self.heads) if head == token and self.relations[t] in relations]


def open_spacy(name: str) -> SpacyReader:
    """A reader that runs the installed spaCy pipeline of this name, or the one in this folder."""
    try:
        return SpacyReader(spacy.load(name))
    except OSError as error:
        raise ModelNotFound(f"{error} Install it with `python -m spacy download {name}`.") from error


class SpacyReader:
    """Reads with a spaCy pipeline that parses dependencies (it needs a parser; tagger, lemmatizer and ner help)."""

    def __init__(self, pipeline: Language):
        self._pipeline = pipeline
        labels = {label for _, pipe in pipeline.pipeline for label in getattr(pipe, "labels", ())}
        self._is_clear = bool(CLEAR_LABELS & {str(label) for label in labels})

    def read(self, texts: Sequence[str]) -> list[list[Sentence]]:
        """The sentences of every text, with exact character offsets."""
        longest = max((len(text) for text in texts), default=0)
        self._pipeline.max_length = max(self._pipeline.max_length, longest + 1)
        # spaCy cannot hold lone surrogates; as many other characters keep every offset.
        docs = self._pipeline.pipe(_SURROGATE.sub("\ufffd", text) for text in texts)
        return [self._sentences(doc, text) for doc, text in zip(docs, texts, strict=True)]

    def annotate(self, sentences: Sequence[Sequence[str]]) -> list[Sentence]:
        """One sentence for each list of words, kept as they are, with offsets as if joined by blanks."""
        docs = (
            Doc(
                self._pipeline.vocab,
                words=[_SURROGATE.sub("\ufffd", word) for word in words],
                sent_starts=[place == 0 for place in range(len(words))],
            )
            for words in sentences
        )
        pairs = zip(self._pipeline.pipe(docs), sentences, strict=True)
        return [self._given(doc, list(words)) for doc, words in pairs]

    def _sentences(self, doc: Doc, text: str) -> list[Sentence]:
        if not len(doc):
            return []
        if not doc.has_annotation("DEP"):
            raise DragomanError(
                f"the spaCy pipeline {self._pipeline.meta.get('name')!r} parses no dependencies (it has "
                f"{', '.join(self._pipeline.pipe_names) or 'no components'}): use one with a parser."
            )
        made = (self._sentence(sentence, text) for sentence in doc.sents)
        return [sentence for sentence in made if sentence is not None]

    def _sentence(self, sentence: SpacySpan, text: str) -> Sentence | None:
        """A spaCy sentence as ours, without its white-space tokens; None if nothing is left."""
        kept = [token.i for token in sentence if not token.is_space and _is_visible(token.text)]
        if not kept:
            return None
        starts = [sentence.doc[i].idx for i in kept]
        words = [text[start : start + len(sentence.doc[i])] for start, i in zip(starts, kept, strict=True)]
        return self._columns(sentence.doc, kept, words, starts)

    def _given(self, doc: Doc, words: list[str]) -> Sentence:
        """The annotation of a given sentence, with the words as they were given."""
        return self._columns(doc, list(range(len(doc))), words, joined_starts(words))

    def _columns(self, doc: Doc, kept: list[int], words: list[str], starts: Sequence[int]) -> Sentence:
        """The sentence made of the kept tokens."""
        arcs = _kept_arcs(doc, kept)
        tags = [doc[i].pos_ if doc[i].pos_ in UPOS else "X" for i in kept]
        if self._is_clear:
            to_universal(arcs, tags)
        arcs.relations = [_known(relation) for relation in arcs.relations]
        _one_root(arcs)
        return Sentence(
            span=Span(starts[0], starts[-1] + len(words[-1])),
            words=tuple(words),
            starts=tuple(starts),
            lemmas=tuple(doc[i].lemma_ or word.lower() for i, word in zip(kept, words, strict=True)),
            tags=tuple(tags),
            xpos=tuple(doc[i].tag_ for i in kept),
            features=tuple(str(doc[i].morph) for i in kept),
            heads=tuple(arcs.heads),
            relations=tuple(arcs.relations),
            names=tuple(_names(doc, kept)),
        )


def _is_visible(word: str) -> bool:
    return any(character.isprintable() and not character.isspace() for character in word)


def _known(relation: str) -> str:
    """A UD relation as it is; `dep` for any other label."""
    lowered = relation.lower()
    return lowered if lowered.partition(":")[0] in RELATIONS else "dep"


def _kept_arcs(doc: Doc, kept: list[int]) -> _Arcs:
    """Heads among the kept tokens: a head that was left out gives way to its own head."""
    place = {token: number for number, token in enumerate(kept)}
    heads = []
    for token in kept:
        head = doc[token].head.i
        while head not in place and doc[head].head.i != head:
            head = doc[head].head.i
        heads.append(-1 if head == token or head not in place else place[head])
    return _Arcs(heads, [doc[token].dep_ or "dep" for token in kept])


def _one_root(arcs: _Arcs) -> None:
    """Make the first root the only one, and the only `root`."""
    roots = [token for token, head in enumerate(arcs.heads) if head == -1]
    for token in roots[1:]:
        arcs.heads[token] = roots[0]
        arcs.relations[token] = "parataxis"
    arcs.relations = ["dep" if relation == "root" else relation for relation in arcs.relations]
    arcs.relations[roots[0]] = "root"


def _names(doc: Doc, kept: list[int]) -> Iterable[Name]:
    """The named entities that lie among the kept tokens, in our labels."""
    place = {token: number for number, token in enumerate(kept)}
    for entity in doc.ents:
        inside = [place[token.i] for token in entity if token.i in place]
        if inside and entity.label_ in NAME_LABELS:
            yield Name(inside[0], inside[-1] + 1, NAME_LABELS[entity.label_])


# --- ClearNLP trees to UD trees --------------------------------------------------------------------


def to_universal(arcs: _Arcs, tags: Sequence[str]) -> None:
    """Turn a ClearNLP tree into a UD tree, in place: content words become heads, then labels are renamed."""
    _flatten_coordination(arcs)
    for token, relation in enumerate(list(arcs.relations)):
        if relation in ("prep", "agent", "dative"):
            _turn_preposition(arcs, tags, token)
    for token, tag in enumerate(tags):
        if tag == "AUX" and arcs.relations[token] not in ("aux", "auxpass"):
            _turn_copula(arcs, token)
    arcs.relations = [RENAMED.get(relation, relation) for relation in arcs.relations]
    for token, relation in enumerate(arcs.relations):
        if relation == "prep":  # one without an object: an adverb, or a particle
            arcs.relations[token] = "advmod"
        elif relation in ("pobj", "pcomp"):
            arcs.relations[token] = "obl"


def _flatten_coordination(arcs: _Arcs) -> None:
    """Conjuncts hang on the first one, and a conjunction on the conjunct that follows it."""
    for token, relation in enumerate(arcs.relations):
        if relation == "conj":
            first = arcs.heads[token]
            while first >= 0 and arcs.relations[first] == "conj":
                first = arcs.heads[first]
            arcs.heads[token] = first if first >= 0 else arcs.heads[token]
    for token, relation in enumerate(arcs.relations):
        if relation == "cc":
            head = arcs.heads[token]
            first = arcs.heads[head] if arcs.relations[head] == "conj" else head
            following = [conjunct for conjunct in arcs.children(first, "conj") if conjunct > token]
            if following:
                arcs.heads[token] = following[0]


def _turn_preposition(arcs: _Arcs, tags: Sequence[str], token: int) -> None:
    """The object of a preposition takes its place in the tree; the preposition becomes its case (or mark)."""
    objects = arcs.children(token, "pobj", "pcomp")
    if not objects or arcs.heads[token] < 0:
        return
    head, first = arcs.heads[token], objects[0]
    is_clause = arcs.relations[first] == "pcomp"
    is_of_noun = tags[head] in ("NOUN", "PROPN", "PRON", "NUM")
    agent = arcs.relations[token] == "agent"
    arcs.heads[first] = head
    if is_clause:
        arcs.relations[first] = "acl" if is_of_noun else "advcl"
    else:
        arcs.relations[first] = "nmod" if is_of_noun else "obl:agent" if agent else "obl"
    for child in range(len(arcs.heads)):
        if arcs.heads[child] == token and child != first:
            arcs.heads[child] = first
    arcs.heads[token] = first
    arcs.relations[token] = "mark" if is_clause else "case"


def _turn_copula(arcs: _Arcs, token: int) -> None:
    """What is said of the subject takes the place of the copula, which becomes its `cop`."""
    predicates = arcs.children(token, "attr", "acomp")
    if not predicates:
        return
    predicate = predicates[0]
    arcs.heads[predicate], arcs.relations[predicate] = arcs.heads[token], arcs.relations[token]
    for child in range(len(arcs.heads)):
        if arcs.heads[child] == token and child != predicate:
            arcs.heads[child] = predicate
    arcs.heads[token] = predicate
    arcs.relations[token] = "cop"
