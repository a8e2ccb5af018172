"""Claims of an article: every attribution, and for every event who says that it is so, in which chain, and how far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dragoman.claims.agents import is_agent_noun, source_words
from dragoman.claims.complements import complement_of
from dragoman.claims.contradictions import link_contradictions
from dragoman.claims.nearness import SpanIndex
from dragoman.claims.predictions import FORWARD, deadline_of, is_resolvable
from dragoman.claims.sources import Actors, Chains
from dragoman.claims.speakers import goes_on_above
from dragoman.claims.speech import Said, read_speech
from dragoman.claims.stances import Judgement, judge_author, judge_source
from dragoman.language.tree import Tree
from dragoman.modality import PredicateClass, Status, open_lexicon, status
from dragoman.modality.clauses import is_clause, is_infinitive
from dragoman.modality.status import is_condition
from dragoman.records import Actor, Article, Claim, Event, Period, Source, Span, Stance, TimeExpression, content_id

# Events that are acts of speech: the word that attributes is also the event ("threatened to close", "urged to stop").
_SPEECH_EVENTS = {
    Stance.PROMISED: ("AGREE", "CONCEDE", "SUPPORT", "THREATEN"),
    Stance.THREATENED: ("THREATEN",),
    Stance.REQUESTED: ("REQUEST", "AGREE"),
    Stance.PREDICTED: ("THREATEN",),
    Stance.ASSERTED: ("AGREE", "CONCEDE", "REJECT"),
}

# Acts of speech that commit somebody, and words for having heard of them.
_COMMITMENTS = (Stance.PROMISED, Stance.THREATENED, Stance.REQUESTED)
_REMEMBERING = ("remember", "recall", "hear", "know", "notice", "recollect")
_NOBODY = ("nobody", "none", "no")

# Classes with which "I say", "I know" in a quotation only say once more who speaks.
_PLAIN = ("say", "know", "report", "mention", "name", "judge", "admit", "confirm", "claim")
# Adjectives and nouns that say of a clause or a thing how far it is so.
_OVER_CLAUSES = ("likely", "unlikely", "seem", "untrue", "true")
_TURNS_OUT = ("be", "prove", "turn", "seem", "appear", "remain")
_MISTAKEN = ("wrong", "mistaken", "incorrect", "untruthful", "dishonest")

# "Denied it": the last event of this many sentences before is meant.
_SENTENCES_BACK = 2
_PRONOUNS = ("it", "this", "that", "both", "the charge", "the charges", "the accusation", "the report", "the claim")


def read_claims(
    article: Article,
    trees: Sequence[Tree],
    events: Sequence[Event],
    actors: Actors,
    dates: Sequence[Sequence[TimeExpression]] = (),
    publisher: Actor | None = None,
) -> tuple[Claim, ...]:
    """All claims of an article, in text order, with contradictions among them linked.

    `publisher` is the article's publisher as an actor, where it is known to be one.
    """
    said = read_speech(article, trees)
    times = [time for day in dates for time in day]
    page = _Page(
        article=article,
        trees=trees,
        said=said,
        chains=Chains(article, trees, said, actors, publisher),
        times=times,
        contents=SpanIndex(() if one.at.of.topic else one.content for one in said),
        sentences=SpanIndex([tree.sentence.span] for tree in trees),
        days=SpanIndex([time.span] for time in times),
    )
    claims: dict[str, Claim] = {}
    linked: set[int] = set()
    for event in events:
        for claim in page.about(event, linked):
            claims.setdefault(claim.id, claim)
    for index in range(len(said)):
        if index not in linked:
            for claim in page.without_event(index, events):
                claims.setdefault(claim.id, claim)
    for claim in (*page.own_predictions(events), *page.said_predictions(events), *page.unremembered(events)):
        claims.setdefault(claim.id, claim)
    ordered = sorted(claims.values(), key=lambda c: (not c.content.in_title, c.content.start, -c.content.end, c.id))
    return link_contradictions(ordered, events, trees)


@dataclass(frozen=True, slots=True)
class _Page:
    """An article with its attributions, chains and dates: what a claim is made from."""

    article: Article
    trees: Sequence[Tree]
    said: Sequence[Said]
    chains: Chains
    times: Sequence[TimeExpression]
    contents: SpanIndex
    sentences: SpanIndex
    days: SpanIndex

    @property
    def year(self) -> int | None:
        """The year of publication."""
        return self.article.published.year if self.article.published else None

    def about(self, event: Event, linked: set[int]) -> Iterator[Claim]:
        """The claims about an event: the author's, or those of whom the author quotes. Marks the attributions used."""
        for evidence in event.evidence or (event.trigger,):
            place = self._place(evidence, event)
            if place is None:
                yield self._make(
                    event,
                    judge_author(Status(factuality=event.factuality)),
                    self.chains.outer,
                    None,
                    (evidence,),
                    "none",
                )
                continue
            number, token = place
            token = self._act_told(event, number, token)
            yield from self._about_mention(event, number, token, evidence, linked)

    def _act_told(self, event: Event, number: int, token: int) -> int:
        """The word for the act of speech that an event is about, where it was coded from who tells of it.

        In "Abadi, the general assures us, promised to go" the one who commits is Abadi.
        """
        here = [one.at for one in self.said if one.at.sentence == number]
        telling = next((one for one in here if token in one.cue and one.of.stance is Stance.ASSERTED), None)
        for one in here if telling is not None else ():
            stance = one.of.stance
            if telling is not None and telling.root in one.cue and stance in _COMMITMENTS:
                return telling.root if event.type in _SPEECH_EVENTS[stance] and telling.root is not None else token
        return token

    def _about_mention(
        self, event: Event, number: int, token: int, evidence: Span, linked: set[int]
    ) -> Iterator[Claim]:
        word = self.trees[number].span(token)
        holding = self._holding(number, token, word)
        for index, one in enumerate(self.said):
            if one.at.sentence == number and self._is_speech_event(one, number, token, event):
                linked.add(index)
                yield from self._source_claims(event, index, self._committed(one))
        if not holding:
            yield self._author_claim(event, number, token)
            return
        inner = next((index for index in holding if not self._is_idle(index)), None)
        if inner is None:
            yield self._author_claim(event, number, token)
            return
        linked.add(inner)
        yield from self._said_of(event, inner, number, token)
        yield from self._untrue(event, inner, [n for n in holding if n != inner], linked)
        for outer in holding:
            if outer != inner and self.said[outer].at.of.stance is Stance.DENIED:
                linked.add(outer)
                yield from self._source_claims(event, outer, Status())
        called = _is_called_untrue(self.trees[self.said[inner].at.sentence], self.said[inner])
        if self._is_noun(inner) and not called and not self._seen_from(inner, number, token).negated:
            yield from self._taken_back(event, [n for n in holding if n != inner], number, token, linked)
        if self._is_presupposed(holding, number, token):
            yield self._author_claim(event, number, token)

    def _said_of(self, event: Event | None, index: int, number: int, token: int) -> Iterator[Claim]:
        """The claims of an attribution about a word in it; "I promise that ..." in a quotation promises, and says not only."""
        does = self._does(index, number, token)
        tree, one = self.trees[number], self.said[index]
        words = (_within(_clause_span(tree, token), one.whole),) if one.is_turn else one.content
        if does is None:
            own = self._is_own_by_words(one, number, _clause_of(tree, token))
            yield from self._source_claims(event, index, self._seen_from(index, number, token), own=own, words=words)
            return
        of, verb, clause = does
        told = status(tree, clause if token == verb else token, under=clause, year=self.year)
        saying = status(tree, verb, under=verb)
        yield from self._source_claims(event, index, told, of=of, saying=saying, words=words)

    def _does(self, index: int, number: int, token: int) -> tuple[PredicateClass, int, int] | None:
        """What a speaker in a quotation does in the first person over a word: the class of "I think", its verb, its clause."""
        if self.said[index].quote not in ("direct", "mixed"):
            return None
        tree, lexicon = self.trees[number], open_lexicon()
        own = complement_of(tree, lexicon, token)  # "we are ready to talk": the word is itself what is done
        path = [*(() if own is None else own[:1]), token, *tree.ancestors(token)]
        for clause, verb in pairwise(path):
            subject = tree.child(verb, "nsubj")
            if subject is None or tree.lemma(subject) not in ("i", "we"):
                continue
            taken = complement_of(tree, lexicon, verb)
            inside = any(span.covers(tree.span(verb)) for span in self.said[index].content)
            if inside and taken is not None and taken[0] == clause and taken[1].of.name not in _PLAIN:
                return taken[1].of, verb, clause
        return None

    def _untrue(self, event: Event | None, index: int, around: Sequence[int], linked: set[int]) -> Iterator[Claim]:
        """Who takes back what somebody says: "falsely claimed", "the claim that ... is a lie", "lies when he says"."""
        if not _is_called_untrue(self.trees[self.said[index].at.sentence], self.said[index]):
            return
        one, judged = self.said[index], Judgement(Stance.DENIED, "negative", -3.0)
        if not around:
            yield self._make(event, judged, self.chains.outer, one.cue, one.content, "none")
            return
        for chain in self.chains.of(around[0]):
            linked.add(around[0])
            yield self._make(event, judged, chain, self.said[around[0]].cue, one.content, self.said[around[0]].quote)

    def _is_noun(self, index: int) -> bool:
        one = self.said[index].at
        return bool(one.cue) and self.trees[one.sentence].tag(one.cue[0]) == "NOUN"

    def _taken_back(
        self, event: Event, around: Sequence[int], number: int, token: int, linked: set[int]
    ) -> Iterator[Claim]:
        """The claim of who says that a report is not so: "there is no truth in reports that ..."."""
        for outer in around:
            if self._saying(self.said[outer]).negated:
                return  # "could not verify the report that ..." takes nothing back
            seen = self._seen_from(outer, number, token)
            if seen.negated and self.said[outer].at.of.stance is Stance.ASSERTED:
                linked.add(outer)
                yield from self._source_claims(event, outer, seen)
                return
        if not around and status(self.trees[number], token, year=self.year).negated:
            yield self._author_claim(event, number, token)

    def _committed(self, one: Said) -> Status:
        """How an act of speech is said: as a commitment where a plain word of saying takes what lies ahead.

        "Assured them that it would not ask" is a promise, as "promised not to ask" is.
        """
        if one.at.of.stance is not Stance.ASSERTED or one.at.root is None:
            return Status()
        told = one.quote in ("indirect", "mixed")
        tree = self.trees[one.at.sentence]
        content = status(tree, one.at.root, under=one.at.root, year=self.year, told=told)
        return Status(modal=content.modal, auxiliary=tuple(a for a in content.auxiliary if a == "future"))

    def _is_idle(self, index: int) -> bool:
        """Whether nobody says anything: "did not order the attack" only tells what did not happen."""
        one = self.said[index]
        of = one.at.of
        return (of.ahead or of.name == "wish") and self._saying(one).negated

    def own_predictions(self, events: Sequence[Event]) -> Iterator[Claim]:
        """What the author says will be so, in main clauses that hold no coded event and nobody's speech."""
        words = [evidence for event in events for evidence in event.evidence or (event.trigger,)]
        coded = SpanIndex([word] for word in words)
        for tree in self.trees:
            for token in range(len(tree)):
                if not _is_main_and_ahead(tree, token):
                    continue
                found = status(tree, _ahead_of(tree, token), year=self.year)
                foretold = (found.modal == "future" and not found.classes) or found.classes == ("likely",)
                if not foretold or (found.reported and not found.classes) or found.question:
                    continue
                clause = _clause_span(tree, token)
                conditions = [_clause_span(tree, c) for c in tree.children(token) if is_condition(tree, c)]
                said = [words[n] for n in coded.near(clause) if clause.covers(words[n])]
                if self._holding(-1, token, tree.span(token)) or any(
                    not any(condition.covers(word) for condition in conditions) for word in said
                ):
                    continue
                yield self._make(None, judge_author(found), self.chains.outer, None, (clause,), "none")

    def said_predictions(self, events: Sequence[Event]) -> Iterator[Claim]:
        """What is foretold in the later sentences of a quotation, in main clauses that hold no coded event."""
        words = [evidence for event in events for evidence in event.evidence or (event.trigger,)]
        coded = SpanIndex([word] for word in words)
        for number, tree in enumerate(self.trees):
            for token in range(len(tree)):
                if not _is_main_and_ahead(tree, token) and not self._is_head_of_later(number, token):
                    continue
                holding = self._holding(number, token, tree.span(token))
                one = self.said[holding[0]] if holding else None
                if one is None or one.quote not in ("direct", "mixed") or one.at.of.stance is not Stance.ASSERTED:
                    continue
                if token == self._root(holding[0])[1] and number == self._root(holding[0])[0]:
                    continue
                clause = _clause_span(tree, token)
                told = status(tree, _ahead_of(tree, token), under=token, year=self.year)
                is_ahead = told.modal == "future" or told.classes == ("likely",)
                coded_here = any(clause.covers(words[n]) for n in coded.near(clause))
                if is_ahead and not told.question and not coded_here and any(s.covers(clause) for s in one.content):
                    for chain in self.chains.of(holding[0]):
                        own = _is_first_person(tree, token)
                        judged = judge_source(one.at.of, Status(), told, None, (chain[-1].actor,), own=own)
                        yield self._make(None, judged, chain, one.cue, (clause,), one.quote)

    def _is_head_of_later(self, number: int, token: int) -> bool:
        """Whether a word heads what a cue in its own sentence attributes, where the quotation begins before it."""
        return any(
            one.at.sentence == number and one.at.root == token and self._root(index) != (number, token)
            for index, one in enumerate(self.said)
            if one.quote == "direct"
        )

    def _root(self, index: int) -> tuple[int, int | None]:
        """The sentence and the head of what is said; where no parse gave one, the first main clause of the quotation."""
        one = self.said[index]
        begins = self.trees[one.at.sentence].sentence.span.start
        goes_back = one.quote == "direct" and not one.content[0].in_title and one.content[0].start < begins - 2
        if one.at.root is not None and not goes_back:
            return one.at.sentence, one.at.root
        for number in self.sentences.near(one.content[0]):
            tree = self.trees[number]
            if any(span.covers(tree.span(tree.root)) for span in one.content):
                return number, tree.root
        return one.at.sentence, None

    def _denied_before(self, one: Said, events: Sequence[Event]) -> Event | None:
        """The event that a denial of "it" is about: the last one spoken of before, in the sentences just before."""
        if one.at.of.stance is not Stance.DENIED or one.cue is None:
            return None
        if self.article.characters(one.whole).lower() not in _PRONOUNS:
            return None
        return self._last_before(one.at.sentence, one.cue, events) or self._named_again(one.at.sentence - 1, events)

    def _last_before(self, number: int, at: Span, events: Sequence[Event]) -> Event | None:
        """The last event told before a place, in the sentences just before."""
        first = self.trees[max(0, number - _SENTENCES_BACK)].sentence.span.start
        before = [
            (span.start, event)
            for event in events
            for span in event.evidence or (event.trigger,)
            if span.in_title == at.in_title and first <= span.start < at.start
        ]
        return max(before, key=lambda pair: pair[0])[1] if before else None

    def _named_again(self, number: int, events: Sequence[Event]) -> Event | None:
        """The act of speech told before that a sentence, or the one before it, names again: "the promise"."""
        for sentence in (number, number - 1):
            tree = self.trees[sentence] if sentence >= 0 else None
            for token in range(len(tree)) if tree is not None else ():
                types = () if tree is None else _types_named(tree, token)
                event = self._last_before(sentence, self.trees[sentence].span(token), events) if types else None
                if event is not None and event.type in types:
                    return event
        return None

    def unremembered(self, events: Sequence[Event]) -> Iterator[Claim]:
        """What the author holds against an act of speech that was told: "nobody remembers the promise"."""
        for number, tree in enumerate(self.trees):
            for token in range(len(tree)):
                subject = tree.child(token, "nsubj") if tree.lemma(token) in _REMEMBERING else None
                thing = tree.child(token, "obj") if subject is not None and _is_nobody(tree, subject) else None
                types = () if thing is None else _types_named(tree, thing)
                event = self._last_before(number, tree.span(token), events) if types else None
                if event is not None and event.type in types and not self._holding(number, token, tree.span(token)):
                    doubted = Judgement(Stance.ASSERTED, "negative", -1.5)
                    yield self._make(event, doubted, self.chains.outer, None, (_clause_span(tree, token),), "none")

    def without_event(self, index: int, events: Sequence[Event] = ()) -> Iterator[Claim]:
        """The claims of an attribution whose content holds no coded event."""
        one = self.said[index]
        if self._is_idle(index):
            return
        about = self._denied_before(one, events)
        if about is not None:
            yield from self._source_claims(about, index, Status())
            return
        number, root = self._root(index)
        if root is None or (one.is_turn and not self.trees[number].sentence.span.end >= one.whole.end):
            yield from self._source_claims(None, index, Status(question=_is_asked(self.article, one)))
            return
        yield from self._said_of(None, index, number, _heart(self.trees[number], root, one.quote))
        yield from self._untrue(None, index, () if one.inside is None else (one.inside,), set())

    def _author_claim(self, event: Event, number: int, token: int) -> Claim:
        tree = self.trees[number]
        found = status(tree, token, year=self.year)
        top = _clause_span(tree, token)
        return self._make(event, judge_author(found), self.chains.outer, None, (top,), "none")

    def _source_claims(
        self,
        event: Event | None,
        index: int,
        content: Status,
        of: PredicateClass | None = None,
        saying: Status | None = None,
        own: bool | None = False,
        words: tuple[Span, ...] = (),
    ) -> Iterator[Claim]:
        one = self.said[index]
        saying = saying or self._saying(one)
        own = own or self._is_own_by_words(one, one.at.sentence, one.at.root) if own is not None else None
        for chain in self.chains.of(index):
            judged = judge_source(
                of or one.at.of, saying, content, event, (chain[-1].actor,), own=own, asks=one.at.asks
            )
            if judged.stance is Stance.SPECULATED and self._confirms_neither(one):
                judged = Judgement(Stance.UNKNOWN, "positive", 0.0)
            yield self._make(event, judged, chain, one.cue, words or one.content, one.quote)

    def _confirms_neither(self, one: Said) -> bool:
        """Whether a negated denial goes with a negated confirmation: "would neither confirm nor deny"."""
        tree = self.trees[one.at.sentence]
        if one.at.of.name != "deny" or not one.at.cue:
            return False
        cue = one.at.cue[0]
        beside = [tree.head(cue), *tree.children(cue, "conj")] if tree.is_a(cue, "conj") else tree.children(cue, "conj")
        return any(t >= 0 and tree.lemma(t) in ("confirm", "admit", "acknowledge") for t in beside)

    def _is_own_by_words(self, one: Said, number: int, root: int | None) -> bool | None:
        """Whether the subject of what is said means who says it: "I", "our men" in a quotation, "he", "its army" told.

        None where it cannot: "they", in a quotation.
        """
        tree = self.trees[number]
        if root is None:  # a quotation that a free verb attributes: its first word
            opening = self.article.characters(one.whole).lstrip("\"“‘'").lower().split()
            return opening[:1] in (["we"], ["i"], ["our"])
        subject = tree.child(root, "nsubj")
        if subject is None:
            return False
        owner = tree.child(subject, "nmod:poss")
        word = tree.lemma(subject) if owner is None else tree.lemma(owner)
        if one.quote in ("direct", "mixed"):
            return None if word in ("he", "she", "they") else word in ("i", "we", "my", "our")
        source = one.at.source
        if source is None or number != one.at.sentence or tree.tag(subject if owner is None else owner) != "PRON":
            return False
        if word in ("it", "its") and _is_person(tree, source):
            return False
        many = tree.has_feature(source, "Number=Plur") or tree.child(source, "conj") is not None
        return word in (("they", "their") if many else ("he", "she", "it", "his", "her", "its", "they", "their"))

    def _saying(self, one: Said) -> Status:
        """The status of the attributing word itself, in the eyes of who passes it on."""
        tree = self.trees[one.at.sentence]
        if not one.at.cue or tree.tag(one.at.cue[0]) not in ("VERB", "AUX", "ADJ"):
            negated = bool(one.at.cue) and tree.is_negated(one.at.cue[0])
            if one.at.cue and one.quote == "indirect" and status(tree, one.at.cue[0]).question:
                return Status(question=True)  # "is there any chance that ...?"
            return Status(polarity="negative", factuality=-3.0) if negated else Status()
        cue = one.at.cue[0]
        if not one.at.negated and goes_on_above(tree, open_lexicon(), cue):
            return Status()
        under = None
        if one.inside is not None and self.said[one.inside].at.sentence == one.at.sentence and not one.at.asks:
            under = self.said[one.inside].at.root
        found = status(tree, cue, under=under if under in (cue, *tree.ancestors(cue)) else None)
        if one.at.negated and not found.negated:
            return Status(polarity="negative", factuality=-3.0)
        if one.at.asks:
            return found
        conditional = found.conditional and (found.modal is not None or not _has_own_condition(tree, cue))
        if not found.negated and found.modal in (None, "future") and not (conditional or found.question):
            return Status()
        return found

    def _seen_from(self, index: int, number: int, token: int) -> Status:
        """The status of a word in the eyes of the source of an attribution: from the content's own head downwards."""
        one = self.said[index]
        tree = self.trees[number]
        root = one.at.root if number == one.at.sentence else None
        above = (token, *tree.ancestors(token))
        told = one.quote in ("indirect", "mixed")
        return status(tree, token, under=root if root in above else None, year=self.year, told=told)

    def _is_presupposed(self, holding: Sequence[int], number: int, token: int) -> bool:
        """Whether the author commits to what others are quoted with: "admitted that", "despite having"."""
        innermost = self.said[holding[0]]
        if len(holding) > 1 or innermost.at.negated or innermost.at.of.holds < 2.5:
            return False
        if innermost.at.of.name == "confirm" and self._saying(innermost).factuality < 2.0:
            return False  # "refused to confirm that", "could not confirm that"
        seen = self._seen_from(holding[0], number, token)
        return seen.factuality >= 2.0

    def _is_speech_event(self, one: Said, number: int, token: int, event: Event) -> bool:
        if one.at.sentence != number or token not in one.at.cue or one.at.of.stance is None:
            return False
        if event.type == "THREATEN" and one.at.of.stance is Stance.PROMISED and one.at.root is not None:
            tree = self.trees[number]
            return not status(tree, one.at.root, under=one.at.root).negated  # "promised that no shot would be fired"
        return event.type in _SPEECH_EVENTS.get(one.at.of.stance, ())

    def _holding(self, number: int, token: int, word: Span) -> list[int]:
        """The attributions whose content holds a word, innermost first, but for those whose cue the word itself is."""
        found = [
            index
            for index in self.contents.near(word)
            if any(span.covers(word) for span in self.said[index].content)
            and not (self.said[index].at.sentence == number and token in self.said[index].at.cue)
        ]
        return sorted(found, key=lambda index: sum(s.end - s.start for s in self.said[index].content))

    def _place(self, evidence: Span, event: Event) -> tuple[int, int] | None:
        """The sentence and token at which a piece of evidence begins."""
        for number in self.sentences.near(evidence):
            tree = self.trees[number]
            span = tree.sentence.span
            if span.in_title != evidence.in_title or not span.start <= evidence.start < span.end:
                continue
            inside = [t for t in range(len(tree)) if evidence.start <= tree.sentence.starts[t] < evidence.end]
            return (number, _top_of(tree, inside)) if inside else None
        return None

    def _make(
        self,
        event: Event | None,
        judged: Judgement,
        chain: Sequence[Source],
        cue: Span | None,
        content: Sequence[Span],
        quote: str,
    ) -> Claim:
        whole = Span(content[0].start, content[-1].end, content[0].in_title)
        forward = judged.stance in FORWARD
        named = sorted({number for span in content for number in self.days.near(span)}) if forward else []
        deadline = deadline_of(self.article, content, [self.times[number] for number in named]) if forward else None
        if forward and deadline is None and event is not None:
            deadline = self._day_of(event)
        names = [(link.kind, link.actor.code, link.actor.name) for link in chain]
        identity = (self.article.id, event and event.id, judged.stance.value, judged.polarity, names, cue, whole)
        return Claim(
            id=content_id("clm", *identity),
            event=event.id if event else None,
            stance=judged.stance,
            polarity=judged.polarity,
            factuality=judged.factuality,
            sources=tuple(chain),
            cue=cue,
            content=whole,
            quote=quote,
            deadline=deadline,
            resolvable=self._is_resolvable(event, judged, deadline, content),
        )

    def _is_resolvable(
        self, event: Event | None, judged: Judgement, deadline: Period | None, content: Sequence[Span]
    ) -> bool | None:
        """Whether it can be scored; None where nothing is foretold. What hangs on a condition cannot."""
        if judged.stance is Stance.CONDITIONAL:
            return False
        return is_resolvable(event, deadline, self._names_somebody(content)) if judged.stance in FORWARD else None

    def _names_somebody(self, content: Sequence[Span]) -> bool:
        """Whether a content names somebody who could act: a known actor or a name as a subject, or on whom one depends."""
        return any(
            self._may_act(number, token) and any(span.covers(self.trees[number].span(token)) for span in content)
            for number in {n for span in content for n in self.sentences.near(span)}
            for token in range(len(self.trees[number]))
            if self.trees[number].is_a(token, "nsubj", "nmod:poss")
            or (self.trees[number].is_a(token, "obj") and _is_to_act(self.trees[number], token))
        )

    def _may_act(self, number: int, token: int) -> bool:
        """Whether a token names somebody: by a name, as a known actor, or by a definite noun for who acts."""
        tree = self.trees[number]
        if tree.tag(token) == "PROPN" or self.chains.is_known(number, token):
            return True
        definite = any(tree.lemma(c) in ("the", "this") for c in tree.children(token, "det"))
        return definite and tree.tag(token) == "NOUN" and is_agent_noun(tree.lemma(token))

    def _day_of(self, event: Event) -> Period | None:
        """When an event is said to come, where the text names a day that lies ahead."""
        when, published = event.when, self.article.published
        if when is None or when.span is None or when.last is None:
            return None
        return when if published is None or when.last > published.date() else None


def _is_called_untrue(tree: Tree, one: Said) -> bool:
    """Whether an attribution is called untrue in its own sentence by who tells of it."""
    cue, lexicon = (one.at.cue or (-1,))[0], open_lexicon()
    if cue < 0 or one.at.of.stance not in (Stance.ASSERTED, Stance.SPECULATED):
        return False
    if tree.tag(cue) == "NOUN":
        over = tree.head(cue) if tree.is_a(cue, "nsubj") else -1
        parts = (
            ()
            if over < 0
            else (over, *tree.children(over, "xcomp", "obj"))
            if tree.lemma(over) in _TURNS_OUT
            else (over,)
        )
        return any(_is_untrue_word(tree, part) for part in parts) and not tree.is_negated(over)
    adverbs = [tree.word(c).lower() for c in tree.children(cue, "advmod")]
    if any(lexicon.adverbs.get(word) == "untrue" for word in adverbs):
        return True
    when = tree.is_a(cue, "advcl") and tree.word(tree.subtree(cue)[0]).lower() == "when"
    over = tree.head(cue) if when else -1
    lies = over >= 0 and (tree.lemma(over) == "lie" or (tree.tag(over) == "ADJ" and tree.lemma(over) in _MISTAKEN))
    return lies and not tree.is_negated(over)


def _is_untrue_word(tree: Tree, token: int) -> bool:
    kind = {"ADJ": "adjectives", "NOUN": "nouns"}.get(tree.tag(token), "")
    found = open_lexicon().look_up(tree.lemma(token), kind, "that", "np") if kind else None
    return found is not None and found.of.name == "untrue"


def _is_main_and_ahead(tree: Tree, token: int) -> bool:
    """Whether a word heads a main clause with a modal or an infinitive, without which it can foretell nothing."""
    if tree.head(token) >= 0 and not (tree.head(token) == tree.root and tree.is_a(token, "conj")):
        return False
    first = tree.first_conjunct(token)
    parts = [*tree.children(token), *(tree.children(first) if first != token else ())]
    return any(tree.sentence.xpos[c] == "MD" or tree.is_a(c, "xcomp", "advcl", "mark", "acl") for c in parts)


def _ahead_of(tree: Tree, token: int) -> int:
    """The word for what lies ahead under a main clause like "are set to resume", or the clause's own head."""
    below = [c for c in tree.children(token, "xcomp", "advcl") if is_infinitive(tree, c)]
    over = open_lexicon().look_up(tree.lemma(token), "adjectives", "to") or open_lexicon().look_up(
        tree.word(token).lower(), "adjectives", "to"
    )
    return below[0] if below and over is not None and over.of.name == "likely" else token


def _heart(tree: Tree, root: int, quote: str) -> int:
    """The word for what is said to be so or not: in "it is not true that he left" the leaving, and not the truth."""
    kind = {"ADJ": "adjectives", "NOUN": "nouns"}.get(tree.tag(root), "")
    over = open_lexicon().look_up(tree.lemma(root), kind, "that", "to", "np") if kind else None
    if over is not None and over.of.name in _OVER_CLAUSES:
        clause = tree.child(root, "csubj", "ccomp", "xcomp", "acl") or tree.child(root, "advcl")
        subject = tree.child(root, "nsubj")
        if clause is not None and clause > root and is_clause(tree, clause):
            return clause
        if subject is not None and tree.tag(subject) == "NOUN":
            return subject  # "a coup is likely"
    if quote in ("direct", "mixed"):
        taken = complement_of(tree, open_lexicon(), root)
        subject = tree.child(root, "nsubj")
        if taken is not None and subject is not None and tree.lemma(subject) in ("i", "we"):
            return taken[0]  # "I promise that the crossing will open"
    return root


def _clause_of(tree: Tree, token: int) -> int:
    """The word with a subject of its own that a word stands under, or the word itself."""
    return next((t for t in (token, *tree.ancestors(token)) if tree.child(t, "nsubj") is not None), token)


def _is_first_person(tree: Tree, token: int) -> bool:
    subject = tree.child(token, "nsubj")
    owner = None if subject is None else tree.child(subject, "nmod:poss")
    return any(t is not None and tree.lemma(t) in ("i", "we", "my", "our") for t in (subject, owner))


def _is_to_act(tree: Tree, token: int) -> bool:
    """Whether an object is to do what follows it: "expects the army to attack"."""
    above = tree.child(tree.head(token), "xcomp")
    return above is not None and above > token and is_infinitive(tree, above)


def _types_named(tree: Tree, token: int) -> tuple[str, ...]:
    """The types of the acts of speech that a definite noun may name again: "the promise", "that threat"."""
    if tree.tag(token) != "NOUN" or not any(
        tree.lemma(c) in ("the", "this", "that") for c in tree.children(token, "det")
    ):
        return ()
    reading = open_lexicon().look_up(tree.lemma(token), "nouns", "to", "that")
    stance = None if reading is None else reading.of.stance
    return _SPEECH_EVENTS.get(stance, ()) if stance in _COMMITMENTS else ()


def _is_nobody(tree: Tree, subject: int) -> bool:
    return tree.lemma(subject) in _NOBODY or any(tree.lemma(c) == "no" for c in tree.children(subject, "det"))


def _top_of(tree: Tree, tokens: Sequence[int]) -> int:
    """The token of a trigger that governs the others."""
    members = set(tokens)
    return next((t for t in tokens if tree.head(t) not in members), tokens[0])


def _clause_span(tree: Tree, token: int) -> Span:
    """The characters of the clause that says it: the word and all that depends on it, its clause for a bare noun."""
    top = token
    while tree.head(top) >= 0 and tree.tag(top) not in ("VERB", "AUX") and len(tree.subtree(top)) < 4:
        top = tree.head(top)
    tokens = tree.subtree(top)
    while len(tokens) > 1 and tree.tag(tokens[-1]) == "PUNCT":
        tokens = tokens[:-1]
    while len(tokens) > 1 and tree.tag(tokens[0]) in ("PUNCT", "CCONJ"):
        tokens = tokens[1:]
    return tree.span(tokens[0], tokens[-1] + 1)


def _is_person(tree: Tree, source: int) -> bool:
    """Whether a source is somebody whom "it" cannot mean: a person by name or noun, a number of people."""
    named = any(name.label == "PER" and name.first <= source < name.last for name in tree.sentence.names)
    noun = tree.tag(source) == "NOUN" and is_agent_noun(tree.lemma(source))
    pronoun = tree.lemma(source) in ("he", "she", "i", "you", "who")
    return (
        named or pronoun or tree.tag(source) == "NUM" or (noun and tree.lemma(source) not in source_words()["bodies"])
    )


def _within(span: Span, turn: Span) -> Span:
    """A clause without the label of the turn that it begins."""
    return Span(max(span.start, turn.start), min(span.end, turn.end)) if turn.start < span.end else span


def _has_own_condition(tree: Tree, cue: int) -> bool:
    """Whether an if-clause hangs on the attributing word: a condition of what is said ("threatens to go if")."""
    return any(tree.preposition(c) in ("if", "unless") for c in tree.children(cue, "advcl"))


def _is_asked(article: Article, one: Said) -> bool:
    return article.characters(one.whole).rstrip("\"'”’» ").endswith("?")
