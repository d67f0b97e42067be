"""What a resident says of person and household, read into facts. Version one: age, size, hukou, silences."""

import re
from typing import Any

from bot.chinese.normalize import matching_key, normalize
from bot.chinese.numbers import numbers_in
from bot.eligibility.facts import FACTS, NOT_SURE, PREFER_NOT

_AGE = re.compile(r"^\s*(多岁|周岁|岁|了|的呢|高龄)")
_BEFORE_AGE = re.compile(r"(今年|年纪|年龄|满)$")
_NOT_SURE = ("不清楚", "不知道", "说不好", "记不清", "不太清楚")
_PREFER_NOT = ("不想说", "跳过", "不方便说")
_HUKOU = re.compile(
    r"(西城|外地|河北|朝阳|海淀|东城|丰台).{0,4}户[口籍]|户[口籍].{0,3}(西城|外地|河北|朝阳|海淀|东城|丰台)"
)


def said(text: str, asked: str | None) -> dict[str, Any]:
    """Facts in `text`; `asked` is the fact asked for last, whose bare answer is understood too."""
    spoken, key = normalize(text), matching_key(text)
    if asked and asked in FACTS and key in (*_NOT_SURE, *_PREFER_NOT):
        return {asked: (NOT_SURE if key in _NOT_SURE else PREFER_NOT).value}
    found: dict[str, Any] = {}
    for number in numbers_in(spoken):
        before, after = spoken[: number.start], spoken[number.end :]
        if 1 <= number.value <= 130 and (_AGE.match(after) or _BEFORE_AGE.search(before) or "旬" in number.text):
            found["age"] = int(number.value)
        elif 1 <= number.value <= 20 and re.match(r"口人?|个人", after):
            found["household_size"] = int(number.value)
        elif asked and asked in FACTS and FACTS[asked].is_number and asked not in found:
            found[asked] = number.value
    hukou = _HUKOU.search(spoken)
    if hukou:
        place = hukou[1] or hukou[2]
        found["hukou"] = "xicheng" if place == "西城" else "other" if place in ("外地", "河北") else "beijing"
    return found
