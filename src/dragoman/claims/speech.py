"""Who says what in a whole article: the attributions of its sentences, joined with its quotations.

A quotation that a sentence attributes in part is attributed as a whole, over sentences and paragraphs. One that nothing
attributes goes to a reporting verb that lacks its content, to the speaker of the quotation just before it, or to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.claims.attribution import Attribution, attributions_of, source_of, source_span
from dragoman.claims.quotations import Quotation, find_quotations
from dragoman.language.tree import Tree
from dragoman.modality import Lexicon, Predicate, open_lexicon
from dragoman.modality.clauses import names_of
from dragoman.records import Article, Span

# Shorter quotations that nobody is said to have uttered are taken for titles and scare quotes, not for speech.
_SPEECH_WORDS = 4
# Classes of verbs that come with quotations.
_SPEAKING = ("say", "claim", "admit", "warn", "ask", "promise", "request", "think")


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution with its place in the article: characters of source, cue and content, and how it is quoted.

    `inside` is the index of the innermost attribution whose content holds this one, None for the author's own.
    """

    at: Attribution
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    quote: str
    inside: int | None = None

    @property
    def whole(self) -> Span:
        """From the first to the last character of what is said."""
        return Span(self.content[0].start, self.content[-1].end, self.content[0].in_title)


def read_speech(article: Article, trees: Sequence[Tree]) -> list[Said]:
    """All attributions of an article, in text order."""
    lexicon = open_lexicon()
    quotations = find_quotations(article.text) + (find_quotations(article.title, True) if article.title else [])
    raw = [made for number, tree in enumerate(trees) for made in attributions_of(tree, number, lexicon)]
    raw = [made for made in raw if made.content]
    said = [_place(trees, made) for made in raw]
    said = _join_quotations(article, trees, lexicon, said, quotations)
    said = [replace(one, quote=quote_kind(one, quotations)) for one in said]
    said.sort(key=_order)
    return _nest(said)


def _order(one: Said) -> tuple[bool, int, int, int]:
    whole = one.whole
    start = whole.start if one.cue is None else min(whole.start, one.cue.start)
    return (not whole.in_title, start, -whole.end, one.at.sentence)


def _place(trees: Sequence[Tree], made: Attribution) -> Said:
    tree = trees[made.sentence]
    return Said(
        at=made,
        source=None if made.source is None else source_span(tree, made.source),
        cue=tree.span(made.cue[0], made.cue[-1] + 1),
        content=made.content,
        quote="none",
    )


def _join_quotations(
    article: Article, trees: Sequence[Tree], lexicon: Lexicon, said: list[Said], quotations: list[Quotation]
) -> list[Said]:
    """Give every quotation to an attribution where one can be found."""
    free = _FreeCues(trees, lexicon, said, quotations)
    last: int | None = None  # the attribution whose quotation was met last
    end_of_last = -1
    for quotation in quotations:
        owner = _owner(said, quotation)
        if owner is None:
            owner = _speaker_beside(article, trees, said, quotation)
        if owner is None and len(article.characters(Span(quotation.start, quotation.end, quotation.parts[0].in_title)).split()) >= _SPEECH_WORDS:
            made = free.for_quotation(article, quotation)
            if made is not None:
                said.append(made)
                owner = len(said) - 1
        if owner is None and last is not None and _follows(article, quotation, end_of_last, trees):
            owner = last
        if owner is None:
            continue
        said[owner] = replace(said[owner], content=_merged(said[owner].content, quotation.parts, said[owner].cue))
        last, end_of_last = owner, max(quotation.end, said[owner].whole.end, _cue_end(said[owner]))
    return said


def _cue_end(one: Said) -> int:
    return max(span.end for span in (one.cue, one.source, one.content[-1]) if span is not None)


def _owner(said: list[Said], quotation: Quotation) -> int | None:
    """The attribution whose content shares most with the quotation, when it is quoted speech of that attribution."""
    best, best_shared = None, 0
    for index, one in enumerate(said):
        if one.cue is not None and any(_inside(one.cue, part) for part in quotation.parts):
            continue
        shared = sum(_shared(span, part) for span in one.content for part in quotation.parts)
        if shared and (best is None or _closer(one, said[best], shared, best_shared)):
            best, best_shared = index, shared
    return best


def _speaker_beside(article: Article, trees: Sequence[Tree], said: list[Said], quotation: Quotation) -> int | None:
    """An attribution by quotation whose cue or source stands right after the quotation, in its sentence."""
    for index, one in enumerate(said):
        if one.cue is None or one.quote == "none" and not one.at.beside and one.at.of.name not in _SPEAKING:
            continue
        if one.cue.in_title != quotation.parts[0].in_title:
            continue
        starts = [span.start for span in (one.cue, one.source) if span is not None]
        gap = min(starts) - quotation.end
        if 0 <= gap <= 3 and trees[one.at.sentence].sentence.span.start < quotation.end:
            return index
    return None


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


def _follows(article: Article, quotation: Quotation, end: int, trees: Sequence[Tree]) -> bool:
    """Whether a quotation goes straight on after the speech before it: only blanks, marks and one full stop between."""
    if quotation.parts[0].in_title or end < 0 or quotation.start < end:
        return False
    between = article.text[end : quotation.start]
    return len(between) < 60 and not any(mark.isalnum() for mark in between) and between.count("\n\n") <= 1


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

    def __init__(self, trees: Sequence[Tree], lexicon: Lexicon, said: list[Said], quotations: list[Quotation]):
        self._trees, self._lexicon = trees, lexicon
        used = {(one.at.sentence, token) for one in said for token in one.at.cue}
        self._cues: list[tuple[int, int, Span]] = []
        for number, tree in enumerate(trees):
            for token in range(len(tree)):
                if tree.tag(token) != "VERB" or (number, token) in used:
                    continue
                span = tree.span(token)
                if not self._reports(tree, token) or any(_inside(span, p) for q in quotations for p in q.parts):
                    continue
                self._cues.append((number, token, span))

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

    def for_quotation(self, article: Article, quotation: Quotation) -> Said | None:
        """The attribution of a quotation to the nearest free cue of its sentence, or of one that it touches."""
        best: tuple[int, int, int, Span] | None = None
        for number, token, span in self._cues:
            distance = self._distance(article, number, span, quotation)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, number, token, span)
        if best is None:
            return None
        _, number, token, span = best
        self._cues = [cue for cue in self._cues if cue[:2] != (number, token)]
        tree = self._trees[number]
        reading = self._reading(tree, token)
        if reading is None:
            return None
        source = source_of(tree, self._lexicon, token)
        made = Attribution(number, source, (token,), None, quotation.parts, reading.of, beside=True)
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
        if touches and gap < 150 and "\n" not in between.strip():
            return gap
        if gap < 60 and ("\n" not in between.strip()) and (between.rstrip().endswith(":") or cue.start > quotation.end):
            return gap + 200
        return None


def quote_kind(one: Said, quotations: list[Quotation]) -> str:
    """direct, mixed or indirect: all, part or none of the content stands between quotation marks."""
    whole = sum(span.end - span.start for span in one.content)
    quoted = sum(_shared(span, part) for span in one.content for quotation in quotations for part in quotation.parts)
    outside = one.cue is None or not any(_inside(one.cue, part) for q in quotations for part in q.parts)
    if not quoted or not outside:
        return "indirect"
    return "direct" if quoted >= 0.9 * whole - 4 else "mixed"


def _nest(said: list[Said]) -> list[Said]:
    """Every attribution with the innermost other one whose content holds its cue (or its source, or its content)."""
    nested: list[Said] = []
    for index, one in enumerate(said):
        probe = one.cue or one.content[0]
        best: int | None = None
        for other, outer in enumerate(said):
            if other == index or not any(_inside(probe, span) for span in outer.content):
                continue
            if best is None or _size(outer) < _size(said[best]):
                best = other
        nested.append(replace(one, inside=best))
    return nested


def _size(one: Said) -> int:
    return sum(span.end - span.start for span in one.content)
