"""Many patterns over one text at the price of few: a pattern is tried only where the characters it needs are there."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.danger import notation

T = TypeVar("T")


@dataclass(frozen=True)
class _Line(Generic[T]):
    rank: int
    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    means: T


class Sieve(Generic[T]):
    """Patterns with what each means, in the order in which they are to be heard.

    `ordinary` are texts of everyday talk: each pattern waits for that of its characters which is rarest in them.
    """

    def __init__(self, patterns: Sequence[tuple[re.Pattern[str], T]], ordinary: Sequence[str]) -> None:
        common = Counter(character for text in ordinary for character in set(text))
        self._waiting: dict[str, list[_Line[T]]] = defaultdict(list)
        for rank, (pattern, means) in enumerate(patterns):
            needs = notation.needed(pattern.pattern)
            if not needs:
                raise ValueError(f"“{pattern.pattern}”什么话都可能合上，请写得更具体")
            line = _Line(rank, pattern, tuple(needs), means)
            for character in min(needs, key=lambda each: sum(common[c] + 0.1 for c in each)):
                self._waiting[character].append(line)
        self._triggers = frozenset(self._waiting)

    def candidates(self, text: str) -> list[tuple[re.Pattern[str], T]]:
        """The patterns `text` has the characters for, in their order."""
        present = self._triggers.intersection(text)
        if not present:
            return []
        lines = {line.rank: line for character in present for line in self._waiting[character]}
        characters = frozenset(text)
        fitting = (lines[rank] for rank in sorted(lines) if _fits(lines[rank], characters))
        return [(line.pattern, line.means) for line in fitting]

    def matches(self, text: str) -> Iterator[tuple[re.Match[str], T]]:
        """Every match of every pattern, in order of the patterns."""
        for pattern, means in self.candidates(text):
            for match in pattern.finditer(text):
                yield match, means


def _fits(line: _Line[T], characters: frozenset[str]) -> bool:
    return not any(need.isdisjoint(characters) for need in line.needs)
