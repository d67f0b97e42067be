"""Answers by a place in the list or by a level: 第二个, 选2, 第一个和第三个, 二级."""

from typing import Any

from bot.chinese.numbers import to_number
from bot.eligibility.facts import SOME
from bot.eligibility.question import Question
from bot.eligibility.subjects import without_past
from bot.eligibility.words import pattern, word

_DIGIT = {"壹": 1, "贰": 2, "叁": 3, "肆": 4}


def by_level(text: str, question: Question) -> dict[str, Any]:
    """The level of a certificate: 二级, 叁级, or the bare digit."""
    if question.facts != ("disability_level",):
        return {}
    if worst := pattern("最(?:重|厉害|高)|(最轻|最低)").search(text):
        return {"disability_level": 4 if worst[1] else 1}
    text = word("level_now").sub("", text)
    if word("either_level").search(text):
        return {}
    found = [match["level"] or match["bare"] for match in word("level").finditer(without_past(text))]
    levels = {int(_DIGIT.get(digit) or to_number(digit) or 0) for digit in found}
    return {"disability_level": levels.pop()} if len(levels) == 1 else {}


def by_place(text: str, question: Question) -> dict[str, Any]:
    """第二个, 选2, 头一个, 最后那个: an answer by its place in the list."""
    match = pattern(
        r"(?:第|选|就)\s*([0-9一二三四五六七八九十]|)(?:个|项|种|样|条)|^([1-9])$|^(头一个|最前面的|最上面的)|^(最后(?:一|那)?个|末一个)"
    ).search(text)
    if match is None or not question.choices:
        return {}
    number = to_number(match[1] or match[2] or "") if match[1] or match[2] else 1 if match[3] else len(question.choices)
    place = int(number or 0)
    facts = question.choices[place - 1].facts if 1 <= place <= len(question.choices) else {}
    return {fact: plain(value) for fact, value in facts.items()}


def by_places(text: str, question: Question) -> dict[str, Any]:
    """第一个和第二个: ticks by their places."""
    news: dict[str, Any] = {}
    for digit in pattern("[一二三四五六七八九1-9]").findall(text):
        news |= by_place(f"第{digit}个", question)
    return news


def plain(value: Any) -> Any:
    """A value as JSON holds it: a tick without detail by its name."""
    return value.value if value is SOME else value
