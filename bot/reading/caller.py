"""What an agent types of a caller, in shorthand: 85 西城 一级肢体 低保怎么办. Facts, and what is left to look for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.chinese.normalize import matching_key, normalize
from bot.chinese.numbers import numbers_in
from bot.eligibility.said import said
from bot.knowledge.answer import Tier
from bot.knowledge.mine import Person, named
from bot.privacy import mask
from bot.reading.people import OLD, OLDEST, people_in, tier_facts

# What mask() leaves where somebody's number or name stood, with the one character of a name it may not know.
_LABEL = re.compile(r"(?:(?<=[\s，,])|^)[\u4e00-\u9fff]?〔[^〕]*〕|〔[^〕]*〕")
# A number with one of these behind it is no age.
_UNIT = re.compile(r"\s*(?:元|块|万|千|平|号|年|月|天|日|级|%|次|个|条|户|人|米|楼|路|[.．]\d)")
_AGED = re.compile(r"\s*(?:周?岁)?多?")
_HUKOU = {"西城": "xicheng", "北京": "beijing", "外地": "other"}
_HUKOU_WORD = re.compile(r"(?<![\u4e00-\u9fff])(西城|北京|外地)(?:区)?(?:户口|户籍|的)?(?![\u4e00-\u9fff])")
_KINDS = "肢体|视力|听力|言语|智力|精神|多重"
_DISABLED = re.compile(
    rf"[一二三四1-4]级(?:{_KINDS})(?:残疾|残)?|(?:{_KINDS})(?:残疾)?[一二三四1-4]级(?:残疾|残)?|[轻中重]度失能"
)
# A name of a thing asked for, standing alone, is no status of the caller's.
_THING = re.compile(r"(?:(?<=[\s，,、])|^)(?:低保|特困|低收入)(?=[\s，,、]|$)")


@dataclass(frozen=True)
class Caller:
    """`people` in the words of answers' tiers, `told` of them as one says it; `sought` is the question without them."""

    people: tuple[Person, ...]
    sought: str
    told: tuple[str, ...] = ()


def read(text: str, day: date) -> Caller:
    """Names and numbers are masked away before anything is made of the text."""
    heard = _LABEL.sub(" ", mask(text)).strip()
    spoken = normalize(heard)
    facts = {**said(_THING.sub(" ", heard), None, day), **_shorthand(spoken)}
    people = people_in(heard, facts, "", day) if facts else ()
    return Caller(people, _sought(heard, spoken, bool(people)), tuple(_told(people)))


def _shorthand(spoken: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (age := next((number for number, _, _ in _ages(spoken)), None)) is not None:
        found["age"] = age
    if hukou := _HUKOU_WORD.search(spoken):
        found["hukou"] = _HUKOU[hukou[1]]
    return found


def _ages(spoken: str) -> list[tuple[int, int, int]]:
    """(years, start, end) of every number that can only be an age here."""
    found = []
    for number in numbers_in(spoken):
        whole = number.value == int(number.value) and OLD <= number.value <= OLDEST
        if whole and not _UNIT.match(spoken[number.end :]) and not spoken[: number.start].endswith(("第", ".", "．")):
            aged = _AGED.match(spoken, number.end)
            found.append((int(number.value), number.start, aged.end() if aged else number.end))
    return found


def _sought(heard: str, spoken: str, knows: bool) -> str:
    """What is asked for: nothing where only facts were typed."""
    if not knows:
        return heard
    rest = spoken
    for _, start, end in reversed(_ages(spoken)):
        rest = f"{rest[:start]} {rest[end:]}"
    rest = _DISABLED.sub(" ", _HUKOU_WORD.sub(" ", rest)).strip(" ，,、")
    return rest if len(matching_key(rest)) > 1 else ""


def _told(people: tuple[Person, ...]) -> list[str]:
    """老太太85岁、西城户口, once a person."""
    return [f"{'' if person.whom == '您' else person.whom}{_in_words(person.known)}" for person in people]


def in_words(facts: Mapping[str, Any]) -> str:
    """Facts of a screening or a conversation, as far as answers depend on them: 85岁、西城户口."""
    return _in_words(tier_facts(facts))


def _in_words(known: Mapping[str, Any]) -> str:
    return named(Tier(dict.fromkeys("age_from" if key == "age" else key for key in known), ""), known)
