"""Facts of a screening in the words of answers' tiers, and whom they are about: 您妈妈 85, 您爸爸 81."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.chinese.normalize import normalize
from bot.chinese.numbers import numbers_in
from bot.eligibility.facts import FACTS
from bot.knowledge.mine import Person

OLD, OLDEST = 50, 120
_KIN = {
    "您妈妈": "我?妈妈?|母亲|老娘|老妈|老母亲", "您爸爸": "我?爸爸?|父亲|老爷子|老爸|老父亲",
    "您奶奶": "奶奶", "您爷爷": "爷爷", "您姥姥": "姥姥|外婆", "您姥爷": "姥爷|外公",
    "您婆婆": "婆婆", "您公公": "公公", "您岳母": "岳母|丈母娘", "您岳父": "岳父|老丈人",
    "您姑姑": "姑姑|姑妈", "您姨": "姨妈|小姨|大姨", "您舅舅": "舅舅|大舅|老舅", "您叔叔": "叔叔|二叔|三叔", "您伯伯": "伯伯|大伯|伯父",
    "您老伴": "老伴|老头子|老太婆", "老太太": "老太太", "老人": "老人|老大爷|大爷|大妈", "您": r"我今年|我都|我(?=[\d七八九])|本人",
}  # fmt: skip
# The two sides of a wedding, as the word before an age or a birth names them; how young people speak of it.
_SIDES = {
    "male": "(?:男方|男孩子?|男的|男生|小伙子?|新郎|女婿|儿子|男朋友|男友|老公|未婚夫|新姑爷|男)",
    "female": "(?:女方|女孩子?|女的|女生|姑娘|新娘|闺女|女儿|女朋友|女友|老婆|未婚妻|儿媳妇?|媳妇|女)",
}
_AFTER_SIDE = r"[^\d，,。、男女]{0,6}"
# 她比他大十五岁 tells no age.
_DIFFERENCE = ("大", "小", "差", "差了", "大了", "小了")
_CALLED = {"male": "男方", "female": "女方"}
_YEARS = re.compile(r"^\s*(?:周|虚)?岁|^(?=[，,。、？?和跟男女还又刚都够能想领也了]|$)")
_I = re.compile(r"(?:我|本人)(?:今年|刚|才|都|已经|马上|快|虚岁)?$")
_BORN = r"[^\d，,。]{0,4}(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月)?"
YOUNGEST = 14
_WHO = re.compile("|".join(f"(?P<p{number}>{words})" for number, words in enumerate(_KIN.values())))
_EACH = re.compile(r"(?:一个|另一个|一位|另一位)(?:是|都|今年|快)?$")
_AGE = re.compile(r"^\s*(?:周)?岁|^(?=[，,、。和跟]|$|多?了|还|又|的|能|领|有|我|她|他|在|没|住|一)")


def people_in(text: str, facts: Mapping[str, Any], whom: str, day: date) -> tuple[Person, ...]:
    """Each person whose age `text` tells, with what else is known where it is one; `facts` include the text's own."""
    ages = ages_in(text)
    known = tier_facts(facts)
    years = sorted({age for _, age in ages})
    is_birthday = len(years) == 2 and years[1] - years[0] == 1 and len({who for who, _ in ages}) == 1
    if len(set(ages)) > 1 and not is_birthday:
        return tuple(Person(who, {"age": age}) for who, age in ages)
    if not known:
        return ()
    who = ages[0][0] if ages else whom_in(text) or whom or "您"
    old = [number.value for number in numbers_in(normalize(text)) if OLD <= number.value <= OLDEST]
    if is_birthday:
        known = {**known, "age": years[0]}
    if old and known.get("age", OLD) < OLD:
        known = {**known, "age": old[-1]}  # 差一岁满百，九十九呢
    soon = known["age"] + 1 if known.get("age", 0) + 1 in old else None  # 下礼拜过九十大寿
    return (Person(who, known, soon),)


def couple_in(text: str, day: date) -> tuple[Person, ...]:
    """The two who want to marry, with age and sex, where both can be told: 小伙子二十一，姑娘十九."""
    found: dict[str, float] = {}
    spoken = normalize(text)
    numbers = [
        number
        for number in numbers_in(spoken)
        if YOUNGEST <= number.value < OLD and not spoken[: number.start].endswith(_DIFFERENCE)
    ]
    for number in numbers:
        side = next(
            (sex for sex, words in _SIDES.items() if re.search(f"{words}{_AFTER_SIDE}$", spoken[: number.start])), None
        )
        if side is None and _I.search(spoken[: number.start]):
            side = "other"
        if side and _YEARS.match(spoken[number.end :]) and side not in found:
            found[side] = number.value
    for sex, words in _SIDES.items():
        if born := re.search(f"{words}{_AFTER_SIDE}{_BORN}", spoken):
            year, month = int(born["year"]), int(born["month"] or 7)
            found[sex] = day.year - year - (day.month < month)
    if "other" in found and len(found) == 2:
        known = next(sex for sex in found if sex != "other")
        found["female" if known == "male" else "male"] = found.pop("other")
    found.pop("other", None)
    return tuple(Person(_CALLED[sex], {"sex": sex, "age": age}) for sex, age in found.items())


def ages_in(text: str) -> list[tuple[str, float]]:
    """(whom, years) of everybody named with an age, in order."""
    spoken = normalize(text)
    found: list[tuple[str, float]] = []
    for number in numbers_in(spoken):
        if not OLD <= number.value <= OLDEST or not _AGE.match(spoken[number.end :]):
            continue
        before = spoken[: number.start]
        names = list(_WHO.finditer(before))
        if _EACH.search(before):
            found.append(("一位", number.value))
        elif names:
            found.append((_named(names[-1]), number.value))
    return found


def whom_in(text: str) -> str | None:
    """The relative `text` speaks of, as the resident is answered: 您妈妈."""
    found = next(_WHO.finditer(normalize(text)), None)
    return _named(found) if found else None


def _named(match: re.Match[str]) -> str:
    return list(_KIN)[int(str(match.lastgroup)[1:])]


def tier_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of the screening in the words of answers' tiers (docs/answers.md)."""
    known: dict[str, Any] = {key: facts[key] for key in ("age", "hukou", "care_level") if key in facts}
    kind, level, status = facts.get("disability_kind"), facts.get("disability_level"), facts.get("status")
    if isinstance(kind, str) and kind in FACTS["disability_kind"].values and kind != "none":
        also = ["多重"] if facts.get("multiple_disability") is True else []
        known["disability_kind"] = [FACTS["disability_kind"].values[kind], *also]
        known["disabled"] = True
    if level in (1, 2, 3, 4):
        known["disability_level"] = "一二三四"[int(level) - 1]
    planning = ["family_planning_special"] if str(facts.get("family_planning")).startswith("child_") else []
    households = [*([status] if status in FACTS["status"].values else []), *planning]
    return {**known, "household": households} if households else known
