"""Pinyin for homophone typos (底保 → 低保), accents (n/l, zh/z) and initials (dbbz → 低保标准)."""

import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Only single characters are asked for: its dictionary of phrases, and a copy of the one of characters, are 45 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")

from pypinyin import Style, lazy_pinyin

# Pairs that Chinese speakers and input methods confuse; each is folded to its first form.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@lru_cache(maxsize=16384)
def _syllable(character: str) -> str:
    return str(lazy_pinyin(character, style=Style.NORMAL, errors="default")[0])


def syllables(text: str) -> list[str]:
    """One toneless syllable per character; what is not Chinese stands for itself."""
    return [_syllable(character) for character in text]


_RUNS = re.compile(r"[a-z]{4,}|.", re.S)


def sounds(text: str) -> list[str]:
    """`syllables`, but a run of pinyin is heard as what it spells: dibao多少 → di, bao, duo, shao."""
    found: list[str] = []
    for run in _RUNS.findall(text):
        spelt = spelled(run) if len(run) > 1 else ()
        found += spelt if len(spelt) > 1 else syllables(run)
    return found


@lru_cache(maxsize=2048)
def fuzzy(syllable: str) -> str:
    """`zhang` and `zan` → `zan`; `lan` and `nan` → `lan`; `hu` and `fu` stay apart."""
    for long, short in _INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
            break
    for long, short in _FINALS:
        if syllable.endswith(long):
            syllable = syllable[: -len(long)] + short
            break
    return "l" + syllable[1:] if syllable.startswith("n") and len(syllable) > 1 else syllable


def fuzzy_syllables(text: str) -> list[str]:
    """`syllables`, each folded so that what sounds alike is alike."""
    return [fuzzy(syllable) for syllable in syllables(text)]


def initials(text: str) -> str:
    """First letters: 低保标准 → dbbz."""
    return "".join(syllable[0] for syllable in syllables(text) if syllable)


def without_pinyin(text: str) -> str:
    """`text` without runs of typed pinyin, which tell sounds and no characters."""
    return "".join(run for run in _RUNS.findall(text) if len(run) == 1 or not is_pinyin(run))


@lru_cache(maxsize=1)
def _known_syllables() -> frozenset[str]:
    """Every toneless syllable of the characters in use."""
    every = [chr(code) for code in range(0x4E00, 0x9FA6)]
    return frozenset(lazy_pinyin(every, style=Style.NORMAL, errors="default")) - {"a", "o", "e", "n", "m", "ng"}


@lru_cache(maxsize=4096)
def spelled(letters: str) -> tuple[str, ...]:
    """The syllables of pinyin typed without tones: dibaobiaozhun → di, bao, biao, zhun; () where it is none."""
    if not letters:
        return ()
    for size in range(min(6, len(letters)), 1, -1):
        head, rest = letters[:size], letters[size:]
        if head in _known_syllables():
            tail = spelled(rest)
            if tail or not rest:
                return (head, *tail)
    return ()


def is_pinyin(letters: str) -> bool:
    """Can `letters` be read as two syllables of pinyin or more?"""
    return len(spelled(letters)) > 1


_TYPED = re.compile(r"(?<![a-z])[a-z]{2,}(?![a-z])")


def written_out(text: str, words: Mapping[str, str]) -> str:
    """Pinyin typed among characters as the words it spells: jiehun多大sui → 结婚多大岁. `words`: sounds, a space
    between, → word; what spells none of them stays as it is.
    """
    return _TYPED.sub(lambda match: _words_of(match[0], words), text)


def _words_of(letters: str, words: Mapping[str, str]) -> str:
    spelt, found, at = spelled(letters), list[str](), 0
    while at < len(spelt):
        size = next(
            (size for size in range(min(6, len(spelt) - at), 0, -1) if " ".join(spelt[at : at + size]) in words), 0
        )
        if not size:
            return letters
        found.append(words[" ".join(spelt[at : at + size])])
        at += size
    return "".join(found) or letters


def by_sound(words: Iterable[str]) -> dict[str, str]:
    """`words` by their sounds, the first of those that sound alike."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(" ".join(syllables(word)), word)
    return found
