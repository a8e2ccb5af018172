"""Whether a regular expression can take exponential time: a loop of it that can run over the same text in two ways.

From the parsed expression follow its positions and which may come after which, with the number of ways (Glushkov's
automaton). Two ways from a position back to itself over the same characters double with every round. Assertions count as
nothing, so that what is found may be harmless, but nothing is missed for their sake.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# ASCII, and of everything else one of each kind that expressions tell apart.
ALPHABET = "".join(map(chr, range(128))) + "éÉßıſKΩ中ن٣²½\u00a0\u0085\u2028“”‘’–—…€\ud800😀"
# A repeat of more times is a loop: so many rounds are long enough.
MOST_COPIES = 12


@dataclass(slots=True)
class _Part:
    """What a part of an expression begins and ends with, and in how many ways; in how many ways it is empty."""

    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    empty: int = 1


class Automaton:
    """The positions of an expression: the characters of each, and what follows it in how many ways."""

    def __init__(self, pattern: str | bytes, flags: int):
        self.characters: list[int] = []
        self.after: dict[int, Counter[int]] = {}
        self._flags = flags
        self._sequence(parser.parse(pattern, flags))

    def doubling(self) -> int | None:
        """A position that comes back to itself in two ways over the same characters, or None."""
        loops = [loop for loop in _components(self.after) if loop]
        return next((found for loop in loops if (found := self._doubling_in(loop)) is not None), None)

    def _doubling_in(self, loop: frozenset[int]) -> int | None:
        after = {one: {other: n for other, n in self.after[one].items() if other in loop} for one in loop}
        twice = next((one for one in loop if any(n > 1 for n in after[one].values())), None)
        if twice is not None:
            return twice
        pairs: dict[tuple[int, int], Counter[tuple[int, int]]] = {}
        reached = [(one, one) for one in loop]
        while reached:  # what two readers of the same text, begun at one position, may stand at
            pair = reached.pop()
            if pair in pairs:
                continue
            pairs[pair] = Counter(
                {(a, b): 1 for a in after[pair[0]] for b in after[pair[1]] if self.characters[a] & self.characters[b]}
            )
            reached.extend(pairs[pair])
        for together in _components(pairs):
            meet = [a for a, b in together if a == b]
            if meet and len(meet) < len(together):
                return meet[0]
        return None

    def _sequence(self, parsed: Iterable[tuple[Any, Any]]) -> _Part:
        whole = _Part()
        for kind, value in parsed:
            whole = self._joined(whole, self._part(kind, value))
        return whole

    def _part(self, kind: Any, value: Any) -> _Part:
        if kind in (names.LITERAL, names.NOT_LITERAL, names.ANY, names.IN):
            return self._position(kind, value)
        if kind is names.BRANCH:
            return _either([self._sequence(branch) for branch in value[1]])
        if kind is names.SUBPATTERN:
            return self._sequence(value[3])
        if kind is names.ATOMIC_GROUP:
            return self._once_and_for_all(value)
        if kind is names.POSSESSIVE_REPEAT:
            return self._once_and_for_all(value[2])
        if kind in (names.MAX_REPEAT, names.MIN_REPEAT):
            return self._repeated(*value)
        if kind in (names.ASSERT, names.ASSERT_NOT):
            self._sequence(value[1])  # its own loops count, but lead nowhere
            return _Part()
        if kind in (names.AT, names.GROUPREF):
            return _Part()
        if kind is names.GROUPREF_EXISTS:
            return _either([self._sequence(branch or ()) for branch in value[1:]])
        raise NotImplementedError(kind)

    def _position(self, kind: Any, value: Any) -> _Part:
        one = parser.SubPattern(parser.State(), [(kind, value)])
        matches = re.compile(_spelled(one), self._flags & (re.IGNORECASE | re.DOTALL | re.ASCII)).fullmatch
        number = len(self.characters)
        self.characters.append(sum(1 << n for n, character in enumerate(ALPHABET) if matches(character)))
        self.after[number] = Counter()
        return _Part(Counter({number: 1}), Counter({number: 1}), 0)

    def _once_and_for_all(self, body: Any) -> _Part:
        """What is never gone back into: outside it is one position that may be anything."""
        inside, number = self._sequence(body), len(self.characters)
        self.characters.append(2 ** len(ALPHABET) - 1)
        self.after[number] = Counter()
        return _Part(Counter({number: 1}), Counter({number: 1}), min(inside.empty, 1))

    def _repeated(self, least: int, most: int, body: Any) -> _Part:
        whole = _Part()
        for _ in range(min(least, MOST_COPIES)):
            whole = self._joined(whole, self._sequence(body))
        if most > MOST_COPIES:
            looped = self._sequence(body)
            self._follow(looped.last, looped.first)
            return self._joined(whole, _Part(looped.first, looped.last, 1))
        rest = _Part()
        for _ in range(most - least):  # (a(a(a)?)?)?
            rest = self._joined(self._sequence(body), rest)
            rest.empty = 1
        return self._joined(whole, rest)

    def _joined(self, one: _Part, other: _Part) -> _Part:
        self._follow(one.last, other.first)
        return _Part(
            one.first + _times(other.first, one.empty),
            other.last + _times(one.last, other.empty),
            one.empty * other.empty,
        )

    def _follow(self, last: Counter[int], first: Counter[int]) -> None:
        for one, ways in last.items():
            for other, more in first.items():
                self.after[one][other] += ways * more


def _spelled(one: Any) -> str:
    """An expression for one character, from how it was parsed."""
    kind, value = one[0]
    if kind is names.ANY:
        return "."
    if kind is names.LITERAL:
        return re.escape(chr(value))
    if kind is names.NOT_LITERAL:
        return f"[^{_in_set(chr(value))}]"
    return f"[{''.join(map(_of_set, value))}]"


def _of_set(part: tuple[Any, Any]) -> str:
    kind, value = part
    if kind is names.NEGATE:
        return "^"
    if kind is names.LITERAL:
        return _in_set(chr(value))
    if kind is names.RANGE:
        return f"{_in_set(chr(value[0]))}-{_in_set(chr(value[1]))}"
    letters = {"SPACE": "s", "DIGIT": "d", "WORD": "w"}
    _, *negated, name = str(value).split("_")
    return "\\" + (letters[name].upper() if negated else letters[name])


def _in_set(character: str) -> str:
    return f"\\U{ord(character):08x}"


def _either(parts: list[_Part]) -> _Part:
    first, last = (sum((getattr(part, end) for part in parts), Counter[int]()) for end in ("first", "last"))
    return _Part(first, last, sum(part.empty for part in parts))


def _times(ways: Counter[int], number: int) -> Counter[int]:
    return Counter({one: number * many for one, many in ways.items()}) if number else Counter()


def _components(after: dict[Any, Counter[Any]]) -> Iterator[frozenset[Any]]:
    """The sets of which every one leads to every other (Tarjan); without those of one that does not lead to itself."""
    number: dict[Any, int] = {}
    lowest: dict[Any, int] = {}
    stack: list[Any] = []
    stacked: set[Any] = set()
    for start in after:
        if start in number:
            continue
        work = [(start, iter(after[start]))]
        number[start] = lowest[start] = len(number)
        stack.append(start)
        stacked.add(start)
        while work:
            one, rest = work[-1]
            for other in rest:
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    stack.append(other)
                    stacked.add(other)
                    work.append((other, iter(after[other])))
                    break
                if other in stacked:
                    lowest[one] = min(lowest[one], number[other])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[one])
                if lowest[one] == number[one]:
                    members = set()
                    while True:
                        member = stack.pop()
                        stacked.discard(member)
                        members.add(member)
                        if member == one:
                            break
                    if len(members) > 1 or one in after[one]:
                        yield frozenset(members)
