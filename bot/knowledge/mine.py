"""The line of an answer that means this resident: which tier holds for whom, named by the fact that decides it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.errors import NotInForce
from bot.knowledge.answer import Answer, Tier
from bot.policy.figure import Figures

_LEVELS = {"mild": "轻度失能", "moderate": "中度失能", "severe": "重度失能"}
_HOUSEHOLDS = {"dibao": "低保", "low_income": "低收入", "tekun": "特困", "family_planning_special": "计生特殊家庭"}
_MONTHLY = re.compile(r"每月(\d+(?:\.\d+)?)元")
_HUKOU = {"xicheng": "西城户口", "beijing": "北京户口", "other": "外地户口"}


@dataclass(frozen=True)
class Person:
    """Somebody spoken of: what to call them (您、您妈妈), and facts in the words of `TIER_KEYS`, age as `age`.

    `soon`: the age he is about to reach, where that is spoken of.
    """

    whom: str = "您"
    known: Mapping[str, Any] = field(default_factory=dict)
    soon: float | None = None


def mine(
    answer: Answer, people: Sequence[Person], figures: Figures, day: date, speak: Callable[[str], str]
) -> str | None:
    """您妈妈85岁：每月100元; two people in one line; None where the facts decide nothing."""
    lines = []
    for person in people:
        tier = own_tier(answer, person.known, figures, day) if person.known else None
        if tier is not None:
            coming = _coming(answer, person, tier, figures, day)
            then = f"；满{person.soon:g}岁后{_amount(speak(coming.text))}" if coming else ""
            lines.append(f"{person.whom}{named(tier, person.known)}：{_amount(speak(tier.text))}{then}")
    told = "；".join(dict.fromkeys(lines))
    return (told + _together(lines)) or None


def _coming(answer: Answer, person: Person, now: Tier, figures: Figures, day: date) -> Tier | None:
    """The tier that will hold from the birthday spoken of; None where it is the same."""
    if person.soon is None:
        return None
    coming = own_tier(answer, {**person.known, "age": person.soon}, figures, day)
    return coming if coming is not now else None


def _together(lines: Sequence[str]) -> str:
    """What several people get in all, where each line gives one monthly sum."""
    sums = [_MONTHLY.findall(line) for line in lines]
    if len(lines) < 2 or any(len(found) != 1 for found in sums):
        return ""
    return f"；一共每月{sum(float(found[0]) for found in sums):g}元"


def _amount(spoken: str) -> str:
    """What a tier gives, without the condition it opens with."""
    condition, colon, gives = spoken.partition("：")
    return gives if colon and gives and len(condition) < 40 else spoken


def named(tier: Tier, known: Mapping[str, Any]) -> str:
    """The facts that made `tier` the one, as one says them: 85岁、二级肢体残疾."""
    said = []
    keys = set(tier.when)
    if keys & {"age_from", "age_below"}:
        said.append(f"{known['age']:g}岁")
    if keys & {"disability_level", "disability_kind", "disabled"}:
        kinds = "、".join(kind for kind in _listed(known.get("disability_kind")) if kind)
        level = f"{known['disability_level']}级" if known.get("disability_level") else ""
        said.append(f"{level}{kinds}残疾")
    if "care_level" in keys:
        said.append(_LEVELS.get(str(known["care_level"]), ""))
    if "household" in keys:
        said += [_HOUSEHOLDS.get(str(each), "") for each in _listed(known["household"])]
    if "hukou" in keys:
        said.append(_HUKOU.get(str(known["hukou"]), ""))
    return "、".join(word for word in said if word)


def applies(tier: Tier, known: Mapping[str, Any], figures: Figures, day: date) -> bool | None:
    """True or False where the facts settle it, None where one the tier asks for is not known.

    A known fact may be a list of values that all hold (a disability both 精神 and 多重).
    """
    unknown = not tier.when
    for key, wanted in tier.when.items():
        said = known.get("age" if key in ("age_from", "age_below") else key)
        if said is None:
            unknown = True
        elif key in ("age_from", "age_below"):
            try:
                limit = figures.at(wanted, day)
            except NotInForce:
                unknown = True
                continue
            if said < limit if key == "age_from" else said >= limit:
                return False
        elif not set(_listed(said)) & set(_listed(wanted)):
            return False
    return None if unknown else True


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def own_tier(answer: Answer, known: Mapping[str, Any], figures: Figures, day: date) -> Tier | None:
    """The first tier that holds; none while an earlier one, of which something was told, might hold instead."""
    for tier in answer.tiers:
        holds = applies(tier, known, figures, day)
        if holds:
            return tier
        if holds is None and any(known.get(key) is not None for key in set(tier.when) - {"age_from", "age_below"}):
            return None
    return None
