"""What the matcher sees in a question: characters, sounds, and the words people swap for one another."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bot import yaml_file
from bot.chinese.normalize import matching_key
from bot.chinese.pinyin import fuzzy, sounds, without_pinyin


class Synonyms:
    """Groups of interchangeable words; each group is known by its first word."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._group = {matching_key(word): group[0] for group in groups for word in group}
        self.words = [f"{word}={group}" for word, group in self._group.items()]
        longest_first = sorted(self._group, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    @classmethod
    def read(cls, path: Path) -> "Synonyms":
        return cls(yaml_file.read(path)["synonyms"])

    def found_in(self, key: str) -> Iterator[str]:
        """The group names whose words occur in `key`, longest words first, each character used once."""
        if self._pattern:
            for match in self._pattern.finditer(key):
                yield self._group[match[0]]


def features(text: str, synonyms: Synonyms) -> list[str]:
    """Feature strings of one question: c: characters 1–2, p: fuzzy pinyin 1–2, s: synonym groups."""
    key = matching_key(text)
    return [*_characters_and_sounds(key), *(f"s:{group}" for group in synonyms.found_in(key))]


class Analyzer:
    """`features` as a vectorizer calls it; a class so that what was learned with it can be kept in a file."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms

    def __call__(self, text: str) -> list[str]:
        return features(text, self._synonyms)


# Asked twice or thrice for one message; to keep those of every phrasing would take 80 MB.
@lru_cache(maxsize=1024)
def _characters_and_sounds(key: str) -> tuple[str, ...]:
    heard = [fuzzy(syllable) for syllable in sounds(key)]
    padded = f"^{without_pinyin(key)}$"
    singles = [f"c:{character}" for character in padded]
    pairs = [f"c:{padded[start : start + 2]}" for start in range(len(padded) - 1)]
    syllables = [f"p:{sound}" for sound in heard]
    spoken_pairs = [f"p:{first}-{second}" for first, second in pairwise(heard)]
    return (*singles, *pairs, *syllables, *spoken_pairs)
