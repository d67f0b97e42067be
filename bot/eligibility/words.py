"""The small words of `data/eligibility/words.yml`, compiled; texts are normalised before they meet them."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from bot import settings, yaml_file

_MACRO = re.compile(r"(?<!\?P)<([a-z]+)>")
_NUMBER = "[0-9零〇一二两三四五六七八九十百]{1,5}"


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml_file.read(settings.current().path("data") / "eligibility" / "words.yml")
    return document


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A regular expression with `<list>` replaced by that list's alternatives."""
    document = _document()
    lists = {**document["lists"], "number": _NUMBER, "person": "|".join(each["said"] for each in document["persons"])}
    return re.compile(_MACRO.sub(lambda macro: str(lists.get(macro[1], macro[0])), text))


@cache
def word(name: str) -> re.Pattern[str]:
    """The expression `name`, or `part.name` for those of a part: `money.yearly`."""
    part, _, key = name.rpartition(".")
    return pattern(str((_document()[part] if part else _document())[key]))


def by_ear() -> Mapping[str, Any]:
    """The words voice input garbles (`words`), those that only sound alike (`real_words`), pinyin as `typed`."""
    heard: Mapping[str, Any] = _document()["by_ear"]
    return heard


def not_along(question: str) -> Mapping[str, str | None]:
    """Facts an answer to `question` only seems to say besides; an expression where saying them so is meant."""
    found: Mapping[str, str | None] = _document()["not_along"].get(question, {})
    return found


def about() -> Mapping[str, str]:
    """The common names of numbers that are asked together."""
    names: Mapping[str, str] = _document()["about"]
    return names


def along(question: str) -> Mapping[str, str]:
    """Facts an answer to `question` often goes on to, with the expression of a clause that does."""
    found: Mapping[str, str] = _document()["along"].get(question, {})
    return found


def place_names() -> list[str]:
    """Every plain name in the lists of places."""
    lists = _document()["lists"]
    return [each for key in ("elsewhere", "districts", "xicheng") for each in lists[key].split("|") if each.isalpha()]


@cache
def english() -> list[tuple[re.Pattern[str], str]]:
    """English answers and what they are in Chinese, in the order they are to be translated."""
    return [(re.compile(said), meant) for said, meant in _document()["english"].items()]


@cache
def dialect() -> list[tuple[re.Pattern[str], str]]:
    """Words of one part of the country or of old people, and what is written for them elsewhere."""
    return [(re.compile(said), meant) for said, meant in _document()["dialect"].items()]


def persons() -> list[Mapping[str, str]]:
    """Whom one may ask for: `whom` in the wording, `said` as an expression, `sex` where the word tells it."""
    return list(_document()["persons"])
