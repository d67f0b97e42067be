"""The few marks in which staff write a sign of danger, turned into a regular expression of linear cost.

`|`, `( )`, `?` and `[ ]` are those of regular expressions, as are `(?!` and `(?<!`; `…` is a gap of up to eight
characters, `……` one of up to twenty; `<name>` is any word of that list; `^` and `$`
are the first and the last of what is said between two pauses. What could cost more (`*`, `+`, `{ }`, `.`) is refused.
"""

import re
import sre_parse
from collections.abc import Mapping, Sequence
from typing import Any

from bot.chinese.pinyin import syllables
from bot.danger.heard import STOPS

# What the standard library makes of a pattern: pairs of an operator and its value.
Parsed = Any

_WORDS = re.compile(r"<(\w+)>")
_REFUSED = re.compile(r"[*+{}.\\]")
_GAPS = {"……": "[^＿]{0,20}", "…": "[^＿？]{0,8}", "^": f"(?<![^{STOPS}])", "$": f"(?![^{STOPS}])"}
_MARKS = re.compile(r"\[\^|……|…|\^|\$")
_MOST_GAPS = 4
# The characters people write most: those of the national standard's first level.
_COMMON = bytes(
    byte
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF)
    if (high, low) < (0xD7, 0xFA)
    for byte in (high, low)
).decode("gb2312")


def pattern(line: str, words: Mapping[str, str]) -> str:
    """The source of a regular expression for `line`. Raises ValueError, in Chinese, for a mark that is refused."""
    if refused := _REFUSED.search(line):
        raise ValueError(f"“{line}”里不能用“{refused[0]}”")
    spelled = _WORDS.sub(lambda name: _list(name[1], words), line)
    source = _MARKS.sub(lambda mark: _GAPS.get(mark[0], mark[0]), spelled)
    try:
        gaps = _gaps(sre_parse.parse(source))
    except re.error as wrong:
        raise ValueError(f"“{line}”写法不对：{wrong}") from wrong
    if gaps > _MOST_GAPS:
        raise ValueError(f"“{line}”里接连有 {gaps} 处省略号，至多 {_MOST_GAPS} 处")
    return source


def english(line: str, words: Mapping[str, str]) -> str:
    """As `pattern`, of whole words; a gap is up to thirty letters. Right behind the mark of a sign a word may begin."""
    begins = "" if line.startswith("※") else "(?<![a-z])"
    return f"{begins}(?:{pattern(line, words).replace('{0,8}', '{0,30}')})(?![a-z])"


def sounding(line: str) -> str:
    """Syllables without tones: the characters that sound so, or the Latin letters. Raises ValueError."""
    by_sound = _characters_by_sound()
    classes = []
    for syllable in line.split():
        if syllable not in by_sound:
            raise ValueError(f"“{syllable}”不是一个不带声调的音节")
        classes.append(f"(?:[{by_sound[syllable]}]|{syllable} ?)")
    return "(?<![a-z])" + "".join(classes) + "(?![a-z])"


def alternatives(patterns: Sequence[str]) -> str:
    """One source for any of these."""
    return "(?:" + "|".join(patterns) + ")"


def branches(source: str) -> list[str]:
    """`source` cut at the `|` that stand in no bracket: any of them is all of it."""
    found, depth, in_class, start = [], 0, False, 0
    for at, mark in enumerate(source):
        in_class = mark == "[" or (in_class and mark != "]")
        depth += 0 if in_class else (mark == "(") - (mark == ")")
        if mark == "|" and not depth and not in_class:
            found.append(source[start:at])
            start = at + 1
    return [*found, source[start:]]


def needed(source: str) -> list[frozenset[str]]:
    """Sets of characters of which a text must have one each, or it cannot match `source`."""
    return _needed(sre_parse.parse(source))


def _needed(parsed: Parsed) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    for operator, value in parsed:
        match str(operator):
            case "LITERAL":
                found.append(frozenset(chr(value)))
            case "IN" if all(str(kind) in ("LITERAL", "RANGE") for kind, _ in value):
                found.append(frozenset(c for kind, what in value for c in _members(str(kind), what)))
            case "SUBPATTERN":
                found += _needed(value[-1])
            case "MAX_REPEAT" if value[0] > 0:
                found += _needed(value[-1])
            case "BRANCH":
                found += _of_any([_needed(branch) for branch in value[1]])
            case _:
                continue
    return found


def _of_any(branches: list[list[frozenset[str]]]) -> list[frozenset[str]]:
    """What a text must have one of where any branch may be the one: the smallest set of each."""
    if not all(branches):
        return []
    return [frozenset().union(*(min(sets, key=len) for sets in branches))]


def _members(kind: str, what: object) -> list[str]:
    if isinstance(what, tuple):
        return [chr(code) for code in range(what[0], what[1] + 1)]
    assert isinstance(what, int)
    return [chr(what)]


def _gaps(parsed: Parsed) -> int:
    """The most gaps a text can be led through, one after another."""
    total = 0
    for operator, value in parsed:
        match str(operator):
            case "MAX_REPEAT":
                total += int(value[1] > 1) + _gaps(value[-1])
            case "SUBPATTERN":
                total += _gaps(value[-1])
            case "BRANCH":
                total += max(_gaps(branch) for branch in value[1])
            case _:
                continue
    return total


def _list(name: str, words: Mapping[str, str]) -> str:
    if name not in words:
        raise ValueError(f"没有叫“{name}”的一组词")
    return words[name]


_SOUNDS: dict[str, str] = {}


def _characters_by_sound() -> dict[str, str]:
    if not _SOUNDS:
        for character, syllable in zip(_COMMON, syllables(_COMMON), strict=True):
            _SOUNDS[syllable] = _SOUNDS.get(syllable, "") + character
    return _SOUNDS
