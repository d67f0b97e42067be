"""Names by their sound: homophone typos (月谈街道), accents (n and l) and pinyin (niujie)."""

import re
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from bot.chinese.pinyin import fuzzy_syllables, syllables
from bot.places.located import Entry

_LATIN = re.compile(r"[a-z]+(?:[ '’]?[a-z]+)*")
_CUE_AFTER = re.compile(r"^(?:街道|社区|办事处|小区|居委会)")
_SUFFIX = re.compile(r"(?:社区|街道|街道办事处)$")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
# Pinyin this short must be all that was typed; longer may stand inside a run (niujiefujin).
_LONG_LATIN = 6
# One wrong character in four or more is a slip when it at least sounds half right.
_SLIP_LENGTH = 4
_SLIP_SOUND = 0.5

Heard = tuple[int, int, tuple[Entry, ...]]


@dataclass
class SoundIndex:
    """Names keyed by toneless syllables with confusable sounds folded together, and by their letters."""

    by_sound: dict[tuple[str, ...], list[tuple[str, Entry]]] = field(default_factory=dict)
    by_latin: dict[str, list[Entry]] = field(default_factory=dict)
    by_first: dict[str, list[tuple[str, list[Entry]]]] = field(default_factory=dict)
    lengths: set[int] = field(default_factory=set)

    def add(self, name: str, entries: list[Entry]) -> None:
        """Only names written all in Chinese have a sound."""
        if not _CHINESE.fullmatch(name):
            return
        self.by_sound.setdefault(tuple(fuzzy_syllables(name)), []).extend((name, e) for e in entries)
        self.by_latin.setdefault("".join(syllables(name)), []).extend(entries)
        self.lengths.add(len(name))
        if len(_SUFFIX.sub("", name)) >= _SLIP_LENGTH:
            self.by_first.setdefault(name[0], []).append((name, entries))

    def find(self, said: str, core: str) -> list[Heard]:
        """(start, end, entries) of names that sound like a stretch of `said`; `core` is it without politeness."""
        return self._latin(said) or self._homophones(said, core) or self._slips(said)

    def _latin(self, said: str) -> list[Heard]:
        found = []
        for run in _LATIN.finditer(said):
            letters = re.sub(r"[ '’]", "", run[0])
            names = [n for n in self.by_latin if n == letters or (len(n) >= _LONG_LATIN and n in letters)]
            if names:
                found.append((run.start(), run.end(), _unique(self.by_latin[max(names, key=len)])))
        return found

    def _homophones(self, said: str, core: str) -> list[Heard]:
        """All must sound right, and a character be right or the words be about a place (意大利 is not 义达里)."""
        sounds = fuzzy_syllables(said)
        for length in sorted(self.lengths, reverse=True):
            for start in range(len(said) - length + 1):
                heard, end = self.by_sound.get(tuple(sounds[start : start + length]), ()), start + length
                is_place = said[start:end] == core or _CUE_AFTER.match(said[end:])
                entries = [
                    e for name, e in heard if is_place or (length > 2 and _shares_character(said[start:end], name))
                ]
                if entries and _CHINESE.fullmatch(said[start:end]):
                    return [(start, end, _unique(entries))]
        return []

    def _slips(self, said: str) -> list[Heard]:
        """Long names with one character wrong, or left out of five or more; the longest such name."""
        found = [
            (start, start + size, _unique(entries))
            for start, first in enumerate(said)
            for name, entries in self.by_first.get(first, ())
            for size in ((len(name), len(name) - 1) if len(name) > _SLIP_LENGTH else (len(name),))
            if start + size <= len(said) and is_slip(said[start : start + size], name)
        ]
        return [max(found, key=lambda heard: heard[1] - heard[0])] if found else []


def is_slip(typed: str, name: str) -> bool:
    """Whether `typed` is `name` with one character wrong that sounds half right, or with one left out."""
    if len(typed) < len(name) - 1 or Levenshtein.distance(typed, name, score_cutoff=1) > 1:
        return False
    if len(typed) < len(name):
        return True
    wrong = next((pair for pair in zip(typed, name, strict=False) if pair[0] != pair[1]), None)
    return wrong is None or Levenshtein.normalized_similarity(*("".join(syllables(c)) for c in wrong)) >= _SLIP_SOUND


def _shares_character(typed: str, name: str) -> bool:
    return any(one == other for one, other in zip(typed, name, strict=False))


def _unique(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(dict.fromkeys(entries))
