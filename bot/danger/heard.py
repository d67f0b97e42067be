"""A message as the signs of danger are looked for in it: short, simplified, with nothing left but words and pauses."""

import re
from functools import lru_cache

from bot.chinese.normalize import normalize

FIRST, LAST = 500, 200
# A pause is `，`, a question `？`; `＿` is put where something only looked like a danger. No gap crosses them.
STOPS = "，？＿"

_NEW_LINES = re.compile(r"[\r\n]+")
_PAUSE = re.compile(r"[,，。!！;；:：、~…]+|\.{2,}|(?<![0-9a-z])\.|\.(?![0-9a-z])")
_QUESTION = re.compile(r"[?？]")
_NOT_WORDS = re.compile(r"[^0-9a-z\u3400-\u9fff，？ ]+")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv")
_LATIN = re.compile(r"[0-9a-z]")


@lru_cache(maxsize=256)
def heard(text: str) -> str:
    """At most the first 500 and the last 200 characters of `text`; 不 想 活 了！ → 不想活了，"""
    if len(text) > FIRST + LAST:
        text = f"{text[:FIRST]}\n{text[-LAST:]}"
    plain = normalize(_NEW_LINES.sub("，", text)).translate(_TONES)
    pauses = _QUESTION.sub("？", _PAUSE.sub("，", plain))
    return _joined(_NOT_WORDS.sub("", pauses).split(" "))


def _joined(words: list[str]) -> str:
    """Blanks kept between Latin words, dropped around single characters, a pause between Chinese ones."""
    said = ""
    for word in filter(None, words):
        said += (_between(said, word) if said else "") + word
    return said


def _between(before: str, word: str) -> str:
    if _LATIN.match(before[-1]) or _LATIN.match(word):
        return " " if _LATIN.match(before[-1]) and _LATIN.match(word) else ""
    last = before.rpartition("，")[2]
    return "" if before[-1] in STOPS or min(len(last), len(word.rstrip(STOPS))) == 1 else "，"
