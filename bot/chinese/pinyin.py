"""Pinyin for homophone typos (底保 → 低保), accents (n/l, zh/z) and initials (dbbz → 低保标准)."""

from functools import lru_cache

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
