"""Residents' small words: every phrase of `words.yml` that stands in a message, the longest first.

What a message is made of is then a matter of which characters are covered by which label.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot import yaml_file
from bot.chinese.normalize import matching_key

LONGEST = 60
# Labels of words that carry nothing by themselves.
SMALL = ("filler", "opener", "wanted")
_KEPT = 64


@dataclass(frozen=True)
class Said:
    """The phrases found in a message, the longest first, and what they leave over."""

    key: str
    spans: tuple[tuple[str, int, int], ...]

    def has(self, *labels: str) -> bool:
        """Does a phrase of one of `labels` (or of their kind: aspect for aspect.where) occur?"""
        return any(self._is(label, labels) for label, _, _ in self.spans)

    def first(self, kind: str) -> str | None:
        """The label of the longest phrase of this kind, without the kind: aspect → materials."""
        return next((label.removeprefix(f"{kind}.") for label, _, _ in self.spans if label.startswith(kind)), None)

    def leftover(self, *labels: str) -> str:
        """The characters that no phrase of `labels` covers."""
        covered = {at for label, start, end in self.spans if self._is(label, labels) for at in range(start, end)}
        return "".join(character for at, character in enumerate(self.key) if at not in covered)

    def is_only(self, *labels: str) -> bool:
        """Is the message nothing but phrases of `labels`, the first of them among them?"""
        return bool(self.key) and self.has(labels[0]) and not self.leftover(*labels)

    @staticmethod
    def _is(label: str, labels: tuple[str, ...]) -> bool:
        return label in labels or label.split(".", maxsplit=1)[0] in labels


class Lexicon:
    """`words.yml` ready to be found in messages."""

    def __init__(self, phrases: dict[str, list[str]]) -> None:
        self._labels: dict[str, list[str]] = {}
        for label, texts in phrases.items():
            for key in dict.fromkeys(map(matching_key, texts)):
                self._labels.setdefault(key, []).append(label)
        self._lengths = sorted({len(key) for key in self._labels if key}, reverse=True)
        # One message is read several times, with and without what it opens with.
        self._read_key = lru_cache(maxsize=_KEPT)(self._found_in)

    @classmethod
    def read(cls, path: Path) -> "Lexicon":
        """Raises DataError."""
        document = yaml_file.read(path)
        return cls({label: [str(text) for line in lines for text in line] for label, lines in document.items()})

    def read_message(self, text: str) -> Said:
        """What `text` is made of, the longest phrases first; one within another does not count."""
        return self._read_key(matching_key(text))

    def _found_in(self, key: str) -> Said:
        if len(key) > LONGEST:
            return Said(key, ())
        spans = list(self._occurring(key))
        return Said(key, tuple(span for span in spans if not _within_a_longer(span, spans)))

    def _occurring(self, key: str) -> Iterator[tuple[str, int, int]]:
        """(label, start, end), the longest first, then from left to right."""
        for length in self._lengths:
            for start in range(len(key) - length + 1):
                for label in self._labels.get(key[start : start + length], ()):
                    yield label, start, start + length


def _within_a_longer(span: tuple[str, int, int], spans: list[tuple[str, int, int]]) -> bool:
    """好 of 你好 agrees to nothing."""
    _, start, end = span
    return any(first <= start and end <= last and last - first > end - start for _, first, last in spans)
