"""What the matcher sees in a question: characters, sounds, and the words people swap for one another."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from bot import yaml_file
from bot.chinese.normalize import matching_key
from bot.chinese.pinyin import fuzzy_syllables


class Synonyms:
    """Groups of interchangeable words; each group is known by its first word."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        pairs = [(word, group[0]) for group in groups for word in group]
        self._pairs = sorted(pairs, key=lambda pair: -len(pair[0]))

    @classmethod
    def read(cls, path: Path) -> "Synonyms":
        return cls(yaml_file.read(path)["synonyms"])

    def found_in(self, key: str) -> Iterator[str]:
        """The group names whose words occur in `key`, longest words first, each character used once."""
        for word, group in self._pairs:
            if word in key:
                key = key.replace(word, "\n")
                yield group


def features(text: str, synonyms: Synonyms) -> list[str]:
    """Feature strings of one question: c: characters 1–3, p: fuzzy pinyin 2–3, s: synonym groups."""
    key = matching_key(text)
    return [*_characters(key), *_sounds(key), *(f"s:{group}" for group in synonyms.found_in(key))]


def _characters(key: str) -> Iterator[str]:
    padded = f"^{key}$"
    for size in (1, 2, 3):
        for start in range(len(padded) - size + 1):
            yield f"c:{padded[start : start + size]}"


@lru_cache(maxsize=4096)
def _sounds(key: str) -> tuple[str, ...]:
    sounds = fuzzy_syllables(key)
    return tuple(
        f"p:{'-'.join(sounds[start : start + size])}" for size in (2, 3) for start in range(len(sounds) - size + 1)
    )
