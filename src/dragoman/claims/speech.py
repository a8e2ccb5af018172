"""Who says what in a whole article: the attributions of its sentences, joined with its quotations.

A quotation that a sentence attributes in part is attributed as a whole, over sentences and paragraphs. One that
nothing attributes goes to a reporting verb that lacks its content, to the speaker of the quotation before it, or to
nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.claims.agents import is_agent_noun
from dragoman.claims.attribution import attributions_of, topics_of
from dragoman.claims.nearness import SpanIndex
from dragoman.claims.quotations import Quotation, find_quotations
from dragoman.claims.speakers import source_span, speaker_of
from dragoman.claims.turns import Turn, find_turns
from dragoman.claims.utterance import Attribution, spans_of
from dragoman.language.tree import Tree
from dragoman.modality import Lexicon, Predicate, open_lexicon
from dragoman.modality.clauses import names_of
from dragoman.records import Article, Span

# Shorter quotations that nobody is said to have uttered are taken for titles and scare quotes, not for speech.
_SPEECH_WORDS = 4
# A paragraph set off behind a colon has at least so many words, and begins with a capital: no list, no mark.
_SET_OFF_WORDS = 6
_PARAGRAPH = re.compile(r"[ \t]*\n\s*(?P<words>[^\W\d_][^\n]*)")
_BREAKS = (",", '"', "”", "''")
_NOMINAL_TAGS = ("NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "ADP", "CCONJ", "PART", "PUNCT")
# How far from a quotation, in characters, the verb may stand that attributes it.
_REACH = 80
# To whom an inserted verb of saying speaks: "..., he tells me, ...".
_OBJECTS = ("us", "me", "you", "him", "her", "them", "reporters")
_DASHES = ("—", "–", "―", "--", "-")
_MARKS = ("“", '"', "‘", "'", "«", "`", "„")
# Classes of verbs that come with quotations.
_SPEAKING = ("say", "claim", "admit", "confirm", "warn", "ask", "promise", "request", "think", "predict")


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution with its place in the article: characters of source, cue and content, and how it is quoted.

    `inside` is the index of the innermost attribution whose content holds this one, None for the author's own. `is_turn`:
    a label of a transcript says who speaks, and the content is all that this speaker says in one go.
    """

    at: Attribution
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    quote: str
    inside: int | None = None
    is_turn: bool = False

    @property
    def whole(self) -> Span:
        """From the first to the last character of what is said."""
        return Span(self.content[0].start, self.content[-1].end, self.content[0].in_title)


def read_speech(article: Article, trees: Sequence[Tree], *, every: bool = False) -> list[Said]:
    """All attributions of an article, in text order.

    Those inside a quotation that only say once more who speaks ("I think", "you know") are kept only where `every` is
    asked for.
    """
    lexicon = open_lexicon()
    quotations = find_quotations(article.text) + (find_quotations(article.title, True) if article.title else [])
    raw = [made for number, tree in enumerate(trees) for made in attributions_of(tree, number, lexicon)]
    raw = [_with_speaker_before_cue(trees[made.sentence], made) for made in raw]
    turns = find_turns(article.text)
    raw = [_to_end_of_line(article, trees, made) for made in raw if made.content and not _is_label(trees, made, turns)]
    said = [_place(trees, made) for made in raw]
    said = _join_quotations(article, trees, lexicon, said, quotations)
    said += _set_off(article, trees, lexicon, said)
    said += _spoken_of(trees, lexicon, said)
    marks = _Marks(quotations)
    said = [_with_source_outside(trees, replace(one, quote=quote_kind(one, marks))) for one in said]
    if not every:
        said = [one for one in said if not _repeats_speaker(trees, one, marks)]
    said += _in_turns(trees, turns)
    said.sort(key=_order)
    return _nest(said)


def _is_label(trees: Sequence[Tree], made: Attribution, turns: Sequence[Turn]) -> bool:
    """Whether an attribution by a colon is the label of a turn."""
    colon = trees[made.sentence].span(made.cue[0]) if made.cue else None
    return colon is not None and any(turn.mark.start <= colon.start < turn.words.start for turn in turns)


def _in_turns(trees: Sequence[Tree], turns: Sequence[Turn]) -> list[Said]:
    """What the speakers of a transcript say: each turn an attribution to the name in its label.

    What an anchor says is the word of whose programme it is.
    """
    sentences, say = SpanIndex([tree.sentence.span] for tree in trees), open_lexicon().classes["say"]
    made = []
    for turn in turns:
        for number in () if turn.by == "house" else sentences.near(turn.speaker):
            tree = trees[number]
            tokens = [t for t in range(len(tree)) if turn.speaker.covers(tree.span(t))]
            if not tokens:
                continue
            named = turn.by == "speaker"
            cue = tuple(t for t in range(tokens[-1] + 1, len(tree)) if turn.mark.covers(tree.span(t)))[:1]
            at = Attribution(number, tokens[-1] if named else None, cue, None, (turn.words,), say, beside=True)
            source, mark = turn.speaker if named else None, turn.mark if cue else None
            made.append(Said(at, source, mark, (turn.words,), "direct", is_turn=True))
            break
    return made


def _set_off(article: Article, trees: Sequence[Tree], lexicon: Lexicon, said: Sequence[Said]) -> list[Said]:
    """What is said in a paragraph of its own without marks, behind a saying and a colon: "The minister wrote:"."""
    used = {(one.at.sentence, token) for one in said for token in one.at.cue}
    made = []
    for number, tree in enumerate(trees):
        colon = len(tree) - 1
        if tree.word(colon) != ":" or tree.sentence.span.in_title or colon < 2:
            continue
        paragraph = _next_paragraph(article.text, tree.sentence.span.end)
        cue = colon - 2 if tree.word(colon - 1).lower() == "that" else colon - 1
        if paragraph is None or tree.tag(cue) != "VERB" or (number, cue) in used:
            continue
        reading = next((r for name in names_of(tree, cue) if (r := lexicon.look_up(name, "verbs", "that"))), None)
        if reading is None or reading.weak or reading.of.name not in _SPEAKING:
            continue
        source, document = speaker_of(tree, lexicon, cue)
        if source is not None:
            at = Attribution(number, source, (cue,), None, (paragraph,), reading.of, document=document, beside=True)
            made.append(Said(at, source_span(tree, source), tree.span(cue), (paragraph,), "direct"))
    return made


def _next_paragraph(text: str, end: int) -> Span | None:
    """The paragraph behind a place at the end of a line, where it is prose without quotation marks around it."""
    after = _PARAGRAPH.match(text, end)
    if after is None or len(after["words"].split()) < _SET_OFF_WORDS:
        return None
    return Span(after.start("words"), after.start("words") + len(after["words"].rstrip()))


def _spoken_of(trees: Sequence[Tree], lexicon: Lexicon, said: Sequence[Said]) -> list[Said]:
    """What the article's people speak of without saying anything in particular, sentence by sentence."""
    found: dict[int, list[Attribution]] = defaultdict(list)
    for one in said:
        found[one.at.sentence].append(one.at)
    made = [topic for number, tree in enumerate(trees) for topic in topics_of(tree, number, lexicon, found[number])]
    return [_place(trees, topic) for topic in made if topic.content]


def _with_source_outside(trees: Sequence[Tree], one: Said) -> Said:
    """The attribution with a source outside what is said: the nominal next to the cue where the parse errs."""
    if one.cue is None or one.at.of.stance is None:
        return one
    tree = trees[one.at.sentence]
    cue = one.at.cue[0]
    if tree.tag(cue) != "VERB" or tree.is_passive(cue) or one.at.of.name not in _SPEAKING:
        return one
    lost = one.source is None and one.quote in ("direct", "mixed")
    if not lost and (one.source is None or not any(_inside(one.source, span) for span in one.content)):
        return one
    for near in (cue - 1, cue - 2, *range(cue + 1, min(cue + 6, len(tree)))):
        if near < 0 or tree.tag(near) not in ("PROPN", "NOUN", "PRON") or tree.word(near).lower() in _OBJECTS:
            continue
        head = near
        while (
            tree.head(head) >= 0 and tree.is_a(head, "compound", "flat", "nmod:poss") and abs(tree.head(head) - cue) < 8
        ):
            head = tree.head(head)
        span = source_span(tree, head)
        if not any(_shared(span, part) for part in one.content) and not _shared(span, one.cue):
            return replace(one, source=span, at=replace(one.at, source=head))
    return one


class _Marks:
    """What stands between quotation marks, asked by place."""

    def __init__(self, quotations: Sequence[Quotation]):
        self._parts = [part for quotation in quotations for part in quotation.parts]
        self._index = SpanIndex([part] for part in self._parts)

    def holds(self, span: Span) -> bool:
        """Whether the span stands inside one quotation."""
        return any(self._parts[number].covers(span) for number in self._index.near(span))

    def shared(self, span: Span) -> int:
        """How many characters of the span are quoted."""
        return sum(_shared(span, self._parts[number]) for number in self._index.near(span))


def _repeats_speaker(trees: Sequence[Tree], one: Said, marks: _Marks) -> bool:
    """Whether it only says once more who speaks: "I think" and "you know" inside a quotation."""
    if one.cue is None or not marks.holds(one.cue):
        return False
    source = one.at.source
    return source is None or trees[one.at.sentence].lemma(source) in ("i", "we", "you")


def _with_speaker_before_cue(tree: Tree, made: Attribution) -> Attribution:
    """The attribution with the phrase between comma and cue as its source: "..., residents and doctors said".

    Parsers often take such a phrase for the last member of a list in what is said.
    """
    if not made.cue or made.of.name not in _SPEAKING or tree.tag(made.cue[0]) != "VERB" or tree.is_passive(made.cue[0]):
        return made
    cue = made.cue[0]
    comma = next((t for t in range(cue - 1, -1, -1) if tree.word(t) in _BREAKS), None)
    if comma is None or comma < 1 or cue - comma < 2:
        return made
    phrase = range(comma + 1, cue)
    if any(tree.tag(t) not in _NOMINAL_TAGS or tree.word(t).lower() in ("who", "which", "that") for t in phrase):
        return made
    wrong = [t for t in phrase if any(span.covers(tree.span(t)) for span in made.content)]
    before = {
        t for t in range(comma) if any(span.covers(tree.span(t)) for span in made.content) and tree.tag(t) != "PUNCT"
    }
    heads = [t for t in phrase if tree.head(t) not in phrase and tree.tag(t) in ("NOUN", "PROPN", "PRON")]
    if not wrong or not before or not heads:
        return made
    # a name that a parse splits: its last noun heads it
    head = heads[0] if len(heads) == 1 else heads[-1]
    kept = {t for t in range(comma) if t >= min(before)}
    after = [t for t in range(cue + 1, len(tree)) if any(span.covers(tree.span(t)) for span in made.content)]
    closed = any(tree.word(t) == "," for t in range(cue + 1, min(cue + 3, len(tree))))
    if closed and any(tree.tag(t) in ("VERB", "AUX") for t in after):
        kept |= set(after)  # "Abadi, the general assures us, promised ..."
    return replace(made, source=head, content=spans_of(tree, kept))


def _to_end_of_line(article: Article, trees: Sequence[Tree], made: Attribution) -> Attribution:
    """What a speaker in a transcript says, over sentences: "SPEAKER: ..." to the end of the paragraph."""
    tree = trees[made.sentence]
    if made.source is None or tree.word(made.cue[0]) != ":" or not tree.word(made.source).isupper():
        return made
    first = made.content[0]
    if first.in_title:
        return made
    end = article.text.find("\n", first.start)
    stop = len(article.text) if end < 0 else end
    return replace(made, content=(Span(first.start, max(stop, first.end)),))


def _order(one: Said) -> tuple[bool, int, int, int]:
    whole = one.whole
    start = whole.start if one.cue is None else min(whole.start, one.cue.start)
    return (not whole.in_title, start, -whole.end, one.at.sentence)


def _place(trees: Sequence[Tree], made: Attribution) -> Said:
    tree = trees[made.sentence]
    return Said(
        at=made,
        source=None if made.source is None else _to_relative(tree, made),
        cue=tree.span(made.cue[0], made.cue[-1] + 1),
        content=made.content,
        quote="none",
    )


def _to_relative(tree: Tree, made: Attribution) -> Span:
    """The source's phrase, up to the relative pronoun that stands for it: "the army, which" (says)."""
    assert made.source is not None
    span = source_span(tree, made.source)
    pronoun = tree.child(made.cue[0], "nsubj")
    cue = tree.span(made.cue[0])
    if tree.word(made.cue[0]) == ":" and span.start < cue.start < span.end:
        return Span(span.start, cue.start, span.in_title)  # a parse may hang all of a headline on its speaker
    if pronoun is None or pronoun == made.source or tree.word(pronoun).lower() not in ("who", "which", "that"):
        return span
    after = tree.span(pronoun)
    return Span(span.start, after.end, span.in_title) if 0 < after.start - span.end <= 3 else span


def _join_quotations(
    article: Article, trees: Sequence[Tree], lexicon: Lexicon, said: list[Said], quotations: list[Quotation]
) -> list[Said]:
    """Give every quotation to an attribution where one can be found."""
    free = _FreeCues(trees, lexicon, said, _Marks(quotations))
    contents = SpanIndex(one.content for one in said)
    speakers = SpanIndex([span for span in (one.cue, one.source) if span is not None] for one in said)
    sentences = SpanIndex([tree.sentence.span] for tree in trees)
    last: int | None = None  # the attribution whose quotation was met last
    end_of_last = -1
    for quotation in quotations:
        near = sorted({number for part in quotation.parts for number in contents.near(part)})
        owner = _owner(said, near, quotation)
        around = sentences.near(quotation.parts[0], 8)
        follows = last is not None and _follows(article, quotation, said[last], end_of_last, trees, around)
        if owner is None and _is_speech(article, quotation):
            signed = _signed(trees, sentences.near(quotation.parts[-1], 8), lexicon, quotation)
            if signed is not None:
                said.append(signed)
                owner = len(said) - 1
        if owner is None and last is not None and _same_sentence(trees, said[last], quotation):
            if free.follows(said[last], quotation):
                made = free.for_quotation(article, quotation)
                owner = len(said) if made is not None else last
                said += [made] if made is not None else []
            elif not _told_by_another(trees, said[last], quotation):
                owner = last
        if owner is None:
            owner = _speaker_beside(trees, said, speakers.near(quotation.parts[-1], 8), quotation)
        if owner is None:
            owner = _speaker_before(trees, said, speakers.near(quotation.parts[0], 8), quotation)
        if owner is None and follows and not free.has_cue_beside(quotation):
            owner = last
        if owner is None and _is_speech(article, quotation) and not free.has_cue_beside(quotation):
            owner = _going_on(article, trees, said, sentences.near(quotation.parts[0], 8), quotation)
        if owner is None and (_is_speech(article, quotation) or free.touches(article, quotation)):
            made = free.for_quotation(article, quotation)
            if made is not None:
                said.append(made)
                owner = len(said) - 1
        if owner is None and _is_speech(article, quotation):
            made = _introduced(article, trees, lexicon, sentences.near(quotation.parts[0], 8), quotation)
            if made is not None:
                said.append(made)
                owner = len(said) - 1
        if owner is None and follows:
            owner = last
        if owner is None and _is_speech(article, quotation):
            made = _of_who_acts(article, trees, lexicon, sentences.near(quotation.parts[0], 8), quotation)
            if made is not None:
                said.append(made)
                owner = len(said) - 1
        if owner is None:
            continue
        said[owner] = _without_remainder(article, said[owner], quotation)
        said[owner] = replace(said[owner], content=_merged(said[owner].content, quotation.parts, said[owner].cue))
        contents.add(owner, said[owner].content)
        last, end_of_last = owner, max(quotation.end, said[owner].whole.end, _cue_end(said[owner]))
    return said


def _is_speech(article: Article, quotation: Quotation) -> bool:
    whole = Span(quotation.start, quotation.end, quotation.parts[0].in_title)
    return len(article.characters(whole).split()) >= _SPEECH_WORDS


def _same_sentence(trees: Sequence[Tree], one: Said, quotation: Quotation) -> bool:
    """Whether a quotation goes on after the cue in one sentence: "...," he said in Ankara, "but ..."."""
    span = trees[one.at.sentence].sentence.span
    inside = span.in_title == quotation.parts[0].in_title and span.start <= quotation.start < span.end
    return inside and one.cue is not None and one.cue.start < quotation.start


def _told_by_another(trees: Sequence[Tree], one: Said, quotation: Quotation) -> bool:
    """Whether a verb with a subject of its own stands between a cue and a later quotation of the sentence."""
    tree = trees[one.at.sentence]
    assert one.cue is not None
    starts = tree.sentence.starts
    between = [t for t in range(len(tree)) if _cue_end(one) <= starts[t] < quotation.start]
    return any(tree.tag(t) == "VERB" and tree.child(t, "nsubj") in between for t in between)


def _signed(trees: Sequence[Tree], near: Sequence[int], lexicon: Lexicon, quotation: Quotation) -> Said | None:
    """The attribution of a quotation that is signed: "..." — Name."""
    if quotation.parts[0].in_title:
        return None
    for number in near:
        tree = trees[number]
        span = tree.sentence.span
        if span.in_title or span.end <= quotation.end or span.start > quotation.end + 6:
            continue
        for token in range(len(tree) - 1):
            start = tree.sentence.starts[token]
            if not quotation.end <= start <= quotation.end + 6 or tree.word(token) not in _DASHES:
                continue
            if tree.tag(token + 1) != "PROPN":
                return None
            head = token + 1
            while tree.head(head) > token and tree.tag(tree.head(head)) == "PROPN":
                head = tree.head(head)
            return _quoted(tree, number, lexicon, (token,), head, quotation)
    return None


def _cue_end(one: Said) -> int:
    return max(span.end for span in (one.cue, one.source, one.content[-1]) if span is not None)


def _owner(said: list[Said], near: Sequence[int], quotation: Quotation) -> int | None:
    """The attribution whose content shares most with the quotation, when it is quoted speech of that attribution."""
    best, best_shared = None, 0
    for index in near:
        one = said[index]
        if one.cue is not None and any(_inside(one.cue, part) for part in quotation.parts):
            continue
        shared = sum(_shared(span, part) for span in one.content for part in quotation.parts)
        if shared and (best is None or _closer(one, said[best], shared, best_shared)):
            best, best_shared = index, shared
    return best


def _speaker_beside(trees: Sequence[Tree], said: list[Said], near: Sequence[int], quotation: Quotation) -> int | None:
    """An attribution by quotation whose cue or source stands right after the quotation, in its sentence."""
    for index in near:
        one = said[index]
        if one.cue is None or (one.quote == "none" and not one.at.beside and one.at.of.name not in _SPEAKING):
            continue
        if one.cue.in_title != quotation.parts[0].in_title:
            continue
        starts = [span.start for span in (one.cue, one.source) if span is not None]
        gap = min(starts) - quotation.end
        if 0 <= gap <= 3 and trees[one.at.sentence].sentence.span.start < quotation.end:
            return index
    return None


def _speaker_before(trees: Sequence[Tree], said: list[Said], near: Sequence[int], quotation: Quotation) -> int | None:
    """An attribution beside a clause whose cue ends right before the quotation: "It was, he said, "a day of mourning"."""
    for index in near:
        one = said[index]
        if one.cue is None or not one.at.beside or one.cue.in_title != quotation.parts[0].in_title:
            continue
        ends = [span.end for span in (one.cue, one.source) if span is not None]
        sentence = trees[one.at.sentence].sentence.span
        if 0 <= quotation.start - max(ends) <= 3 and quotation.start < sentence.end:
            return index
    return None


def _going_on(
    article: Article, trees: Sequence[Tree], said: list[Said], near: Sequence[int], quotation: Quotation
) -> int | None:
    """The attribution that ends the sentence before a quotation, which goes on with it: "It may, Schiff said. "And ..."."""
    number = next((n for n in near if _begins_sentence(trees[n], quotation)), 0)
    before = trees[number - 1].sentence.span if number else None
    if before is None or before.in_title or "\n" in article.text[before.end : quotation.start]:
        return None
    for index, one in enumerate(said):
        ends = one.at.sentence == number - 1 and one.at.beside and one.cue is not None
        if ends and one.at.of.name in _SPEAKING and article.text[_cue_end(one) : before.end].strip(" .,") == "":
            return index if one.whole.end < _cue_end(one) else None
    return None


def _introduced(
    article: Article, trees: Sequence[Tree], lexicon: Lexicon, near: Sequence[int], quotation: Quotation
) -> Said | None:
    """The attribution of a quotation behind a colon, whatever the verb before it: "She addressed the crowd again: ..."."""
    if quotation.parts[0].in_title:
        return None
    colon = article.text.rfind(":", max(0, quotation.start - 5), quotation.start)
    if colon < 0 or article.text[colon + 1 : quotation.start].strip():
        return None
    for number in near:
        tree = trees[number]
        token = next((t for t in range(1, len(tree)) if tree.sentence.starts[t] == colon), None)
        if token is None or tree.sentence.span.in_title:
            continue
        named = _name_before(tree, token)
        verb = next(
            (t for t in (named or token - 1, *tree.ancestors(named or token - 1)) if tree.tag(t) == "VERB"), None
        )
        if named is None and verb is not None and tree.child(verb, "nsubj") is not None:
            return _quoted(tree, number, lexicon, (verb,), tree.child(verb, "nsubj"), quotation)
        return None if named is None else _quoted(tree, number, lexicon, (token,), named, quotation)
    return None


def _name_before(tree: Tree, colon: int) -> int | None:
    """The head of the name that stands right before a colon: "... surprises no pollster like Daron Shaw: ..."."""
    if tree.tag(colon - 1) != "PROPN":
        return None
    head = colon - 1
    while tree.head(head) >= 0 and tree.is_a(head, "compound", "flat") and tree.tag(tree.head(head)) == "PROPN":
        head = tree.head(head)
    return None if tree.preposition(head) in ("in", "at", "on", "near", "after", "before") else head


def _of_who_acts(
    article: Article, trees: Sequence[Tree], lexicon: Lexicon, near: Sequence[int], quotation: Quotation
) -> Said | None:
    """The attribution of a quotation to who did something in the sentence before it: 'Haddad laughed. "Let them come."'."""
    number = next((n for n in near if _begins_sentence(trees[n], quotation)), 0)
    before = trees[number - 1] if number else None
    if before is None or before.sentence.span.in_title or not _ends_sentence(article, quotation):
        return None
    if "\n" in article.text[before.sentence.span.end : quotation.start]:
        return None
    subject = before.child(before.root, "nsubj")
    if subject is None or before.tag(before.root) != "VERB" or not _may_speak(before, subject):
        return None
    return _quoted(before, number - 1, lexicon, (), subject, quotation)


def _ends_sentence(article: Article, quotation: Quotation) -> bool:
    return article.characters(quotation.parts[-1]).rstrip("\"”'’» ")[-1:] in (".", "!", "?")


def _may_speak(tree: Tree, token: int) -> bool:
    """Whether a subject is a person: by name or pronoun, or by a noun for what somebody is or does."""
    word = tree.word(token).lower()
    if tree.tag(token) == "PRON":
        return word in ("he", "she", "they", "i", "we")
    return tree.tag(token) == "PROPN" or (tree.tag(token) == "NOUN" and is_agent_noun(tree.lemma(token)))


def _quoted(
    tree: Tree, number: int, lexicon: Lexicon, cue: tuple[int, ...], source: int | None, quotation: Quotation
) -> Said:
    made = Attribution(number, source, cue, None, quotation.parts, lexicon.classes["say"], beside=True)
    span = None if source is None else source_span(tree, source)
    return Said(made, span, tree.span(cue[0], cue[-1] + 1) if cue else None, quotation.parts, "direct")


def _closer(one: Said, other: Said, shared: int, best: int) -> bool:
    """Whether a content is the narrower one around the same stretch of quotation."""
    if abs(shared - best) > 3:
        return shared > best
    return sum(s.end - s.start for s in one.content) < sum(s.end - s.start for s in other.content)


def _inside(inner: Span, outer: Span) -> bool:
    return outer.covers(inner)


def _shared(one: Span, other: Span) -> int:
    if one.in_title != other.in_title:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _follows(
    article: Article, quotation: Quotation, one: Said, end: int, trees: Sequence[Tree], near: Sequence[int]
) -> bool:
    """Whether a quotation that begins a sentence goes on with the speech of the sentence before it."""
    if quotation.parts[0].in_title or one.whole.in_title or quotation.start < one.content[0].start:
        return False
    number = next((n for n in near if _begins_sentence(trees[n], quotation)), None)
    if number is None:
        return False
    before = trees[number - 1].sentence.span if number else None
    return before is not None and before.start <= end and article.text[end : quotation.start].count("\n\n") <= 1


def _begins_sentence(tree: Tree, quotation: Quotation) -> bool:
    span = tree.sentence.span
    return not span.in_title and abs(quotation.start - span.start) <= 2


def _without_remainder(article: Article, one: Said, quotation: Quotation) -> Said:
    """Direct speech without the rest of the sentence that a parse hangs on it: "...," said Fahd on his first day."""
    first = one.content[0]
    opens = abs(first.start - quotation.start) <= 1 and one.cue is not None and quotation.end <= one.cue.start
    if not opens or article.characters(first)[:1] not in _MARKS:
        return one
    kept = tuple(span for span in one.content if quotation.start - 1 <= span.start and span.end <= quotation.end + 1)
    return replace(one, content=kept or quotation.parts)


def _merged(content: tuple[Span, ...], parts: tuple[Span, ...], cue: Span | None) -> tuple[Span, ...]:
    """The content with the quotation's parts, joined where they touch or overlap."""
    spans = sorted((*content, *parts), key=lambda span: (span.start, span.end))
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end + 1:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end), span.in_title)
        else:
            joined.append(span)
    return tuple(joined)


class _FreeCues:
    """Reporting verbs that have no content in their own sentence, and stand outside quotations."""

    def __init__(self, trees: Sequence[Tree], lexicon: Lexicon, said: list[Said], marks: _Marks):
        self._trees, self._lexicon = trees, lexicon
        used = {(one.at.sentence, token) for one in said for token in one.at.cue}
        self._cues: list[tuple[int, int, Span]] = []
        for number, tree in enumerate(trees):
            for token in range(len(tree)):
                if tree.tag(token) != "VERB" or (number, token) in used:
                    continue
                span = tree.span(token)
                if self._reports(tree, token) and not marks.holds(span):
                    self._cues.append((number, token, span))
        # A cue is asked for by the sentence that it stands in; it attributes nothing farther away.
        self._index = SpanIndex([trees[number].sentence.span] for number, _, _ in self._cues)
        self._taken: set[int] = set()

    def _near(self, quotation: Quotation) -> list[tuple[int, int, int, Span]]:
        numbers = {number for part in quotation.parts for number in self._index.near(part, _REACH)}
        return [(number, *self._cues[number]) for number in sorted(numbers - self._taken)]

    def _reports(self, tree: Tree, token: int) -> bool:
        reading = self._reading(tree, token)
        if reading is None or reading.weak or reading.of.name not in _SPEAKING:
            return False
        return tree.child(token, "obj") is None or reading.lemma in ("tell", "ask", "remind", "warn")

    def _reading(self, tree: Tree, token: int) -> Predicate | None:
        for name in names_of(tree, token):
            found = self._lexicon.look_up(name, "verbs", "that")
            if found is not None:
                return found
        return None

    def has_cue_beside(self, quotation: Quotation) -> bool:
        """Whether a free cue stands in a sentence that the quotation is part of."""
        for _, number, _, span in self._near(quotation):
            sentence = self._trees[number].sentence.span
            touches = sentence.start < quotation.end and quotation.start < sentence.end
            if touches and span.in_title == quotation.parts[0].in_title:
                return True
        return False

    def follows(self, one: Said, quotation: Quotation) -> bool:
        """Whether a free cue stands between an attribution and a quotation: "..., he said, adding later, ..."."""
        return any(
            number == one.at.sentence and _cue_end(one) <= span.start and span.end <= quotation.start
            for _, number, _, span in self._near(quotation)
        )

    def touches(self, article: Article, quotation: Quotation) -> bool:
        """Whether a free cue stands right before a quotation: 'a man yelled "Stay there!"', 'with chants of "USA!"'."""
        for _, number, _, span in self._near(quotation):
            if span.in_title == quotation.parts[0].in_title and span.end <= quotation.start:
                between = article.characters(Span(span.end, quotation.start, span.in_title)).strip(" ,:")
                if not between and self._trees[number].sentence.span.end >= quotation.start:
                    return True
        return False

    def for_quotation(self, article: Article, quotation: Quotation) -> Said | None:
        """The attribution of a quotation to the nearest free cue of its sentence, or of one that it touches."""
        best: tuple[int, int, int, int, Span] | None = None
        for cue, number, token, span in self._near(quotation):
            distance = self._distance(article, number, span, quotation)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, cue, number, token, span)
        if best is None:
            return None
        _, cue, number, token, span = best
        self._taken.add(cue)
        tree = self._trees[number]
        reading = self._reading(tree, token)
        if reading is None:
            return None
        source, document = speaker_of(tree, self._lexicon, token)
        made = Attribution(number, source, (token,), None, quotation.parts, reading.of, document=document, beside=True)
        return Said(made, None if source is None else source_span(tree, source), span, quotation.parts, "direct")

    def _distance(self, article: Article, number: int, cue: Span, quotation: Quotation) -> int | None:
        tree = self._trees[number]
        if cue.in_title != quotation.parts[0].in_title:
            return None
        sentence = tree.sentence.span
        if cue.end <= quotation.start:
            gap, between = quotation.start - cue.end, article.characters(Span(cue.end, quotation.start, cue.in_title))
        else:
            gap, between = cue.start - quotation.end, article.characters(Span(quotation.end, cue.start, cue.in_title))
        touches = sentence.start < quotation.end and quotation.start < sentence.end
        if touches and gap < 70 and "\n" not in between.strip():
            return gap
        if gap < 60 and ("\n" not in between.strip()) and (between.rstrip().endswith(":") or cue.start > quotation.end):
            return gap + 200
        return None


def quote_kind(one: Said, marks: _Marks) -> str:
    """direct, mixed or indirect: all, part or none of the content stands between quotation marks."""
    whole = sum(span.end - span.start for span in one.content)
    quoted = sum(marks.shared(span) for span in one.content)
    outside = one.cue is None or not marks.holds(one.cue)
    if not quoted or not outside:
        return "indirect"
    return "direct" if quoted >= 0.9 * whole - 4 else "mixed"


def _nest(said: list[Said]) -> list[Said]:
    """Every attribution with the innermost other one whose content holds its cue (or its source, or its content)."""
    nested: list[Said] = []
    contents = SpanIndex(() if one.at.of.topic else one.content for one in said)
    for index, one in enumerate(said):
        probe = one.cue or one.content[0]
        best: int | None = None
        for other in () if one.is_turn else contents.near(probe):
            outer = said[other]
            if other == index or not any(_inside(probe, span) for span in outer.content) or _is_mutual(one, outer):
                continue
            if best is None or _size(outer) < _size(said[best]):
                best = other
        nested.append(replace(one, inside=best))
    return nested


def _is_mutual(one: Said, outer: Said) -> bool:
    """Whether an attribution holds the one around it too: of two sayings beside one clause neither holds the other.

    "As the minister recalled, the oath, the judge said, binds him": a saying beside a clause holds those in the clause.
    """
    if outer.cue is None or not any(_inside(outer.cue, span) for span in one.content):
        return False
    return one.at.beside or not outer.at.beside


def _size(one: Said) -> int:
    return sum(span.end - span.start for span in one.content)
