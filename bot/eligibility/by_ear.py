"""What voice input and a pinyin keyboard leave of the words of the screening: 护口 → 户口, san kou → 三口.

Which words are listened for, and which ordinary words sound like them, is data
(`by_ear` in `data/eligibility/words.yml`).
"""

from collections.abc import Mapping
from functools import cache

from bot.chinese.pinyin import spelled, syllables
from bot.eligibility.words import by_ear, dialect, english, pattern, place_names, word

_LONGEST = 4


def as_written(text: str) -> str:
    """A normalised text with what only sounds like a word of the screening written as that word; dialect and English put over."""
    if word("latin").search(text):
        text = _from_english(text)
    for said, meant in dialect():
        text = said.sub(meant, text)
    text = word("mouth_by_ear").sub("口", word("ten_by_ear").sub("十", _digit_first(text)))
    typed = pattern("[a-z]{2,}(?: *[a-z]{2,})*").sub(lambda run: _from_pinyin(run[0]), text)
    return _from_homophones(typed)


def _digit_first(text: str) -> str:
    """气十六岁 → 七十六岁, 散口人 → 三口人: a digit that opens an answer, written as another word of its sound."""
    tens = "(?=[十时拾石][一二三四五六七八九]?(?:岁|了|多|的|$|[,。 ])|口人?$)"
    for digit, heard in by_ear()["digits"].items():
        text = pattern(f"^{heard}{tens}").sub(digit, text)
    return text


def _from_english(text: str) -> str:
    for said, meant in english():
        text = said.sub(meant, text)
    return pattern(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])").sub("", text)


def _from_pinyin(run: str) -> str:
    """The characters of a run of pinyin; the run itself where a syllable of it belongs to no known word."""
    sounds = [sound for part in run.split() for sound in spelled(part) or ("",)]
    written, at = "", 0
    while at < len(sounds):
        size = next((n for n in range(_LONGEST, 0, -1) if tuple(sounds[at : at + n]) in _spelled_words()), 0)
        if not size:
            return run
        written += _spelled_words()[tuple(sounds[at : at + size])]
        at += size
    return written


def _from_homophones(text: str) -> str:
    sounds = syllables(text)
    for heard, meant in _heard_words().items():
        for at in range(len(text) - len(heard) + 1):
            there = text[at : at + len(heard)]
            if tuple(sounds[at : at + len(heard)]) == heard and there not in by_ear()["real_words"]:
                text = text[:at] + meant + text[at + len(heard) :]
    return text


@cache
def _heard_words() -> Mapping[tuple[str, ...], str]:
    return {tuple(syllables(each)): each for each in by_ear()["words"]}


@cache
def _spelled_words() -> Mapping[tuple[str, ...], str]:
    typed = {tuple(sounds.split()): meant for meant, sounds in by_ear()["typed"].items()}
    places = {tuple(syllables(each)): each for each in place_names()}
    return {**places, **_heard_words(), **typed}
