"""Many patterns over one text at the price of few: a pattern is tried only where the characters it needs are there."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from bot.danger import notation

T = TypeVar("T")
# So many of the sets of characters a pattern needs are looked at, the rarest first.
_LOOKED_AT = 3


class Sieve(Generic[T]):
    """Patterns with what each means, in the order in which they are to be heard.

    `common` counts characters in everyday talk. Which patterns a character serves is a bit mask: a few `|` and `&`
    leave those that have one of every set they need.
    """

    def __init__(self, patterns: Sequence[tuple[re.Pattern[str], T]], common: Mapping[str, int]) -> None:
        """Raises ValueError for a pattern that needs no character at all."""
        branches = [(branch, means) for each, means in patterns for branch in notation.branches(each.pattern)]
        self._lines = [(re.compile(branch), means) for branch, means in branches]
        self._served: list[dict[str, int]] = [defaultdict(int) for _ in range(_LOOKED_AT)]
        self._needless = [0] * _LOOKED_AT
        for rank, (branch, _) in enumerate(branches):
            needs = sorted(notation.needed(branch), key=lambda each: sum(common.get(c, 0) + 1 for c in each))
            if not needs:
                raise ValueError(f"“{branch}”什么话都可能合上，请写得更具体")
            for place in range(_LOOKED_AT):
                if place >= len(needs):
                    self._needless[place] |= 1 << rank
                    continue
                for character in needs[place]:
                    self._served[place][character] |= 1 << rank

    def candidates(self, text: str) -> list[tuple[re.Pattern[str], T]]:
        """The patterns `text` has the characters for, in their order."""
        characters = set(text)
        left = -1
        for served, needless in zip(self._served, self._needless, strict=True):
            fitting = needless
            for character in characters & served.keys():
                fitting |= served[character]
            left &= fitting
            if not left:
                return []
        return [self._lines[rank] for rank in _bits(left)]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
