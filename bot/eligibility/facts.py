"""What a resident told us about one person and the household, in the words of the regulations.

A fact is a value, or one of three different silences: nobody asked yet, "不清楚", "不想说".
Nothing here is stored or logged; a `Facts` lives as long as one conversation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import Any

from bot.errors import BadInput


class Unsaid(Enum):
    """Why a fact has no value."""

    UNKNOWN = "unknown"
    NOT_SURE = "not_sure"
    PREFER_NOT = "prefer_not"


UNKNOWN, NOT_SURE, PREFER_NOT = Unsaid.UNKNOWN, Unsaid.NOT_SURE, Unsaid.PREFER_NOT
Value = int | float | str | bool | Unsaid


@dataclass(frozen=True)
class Fact:
    """One thing that can be known: its Chinese name, and what values it may take.

    `values` maps each code to its Chinese; empty for a number, whose `unit`, `lowest` and
    `highest` are then given.
    """

    name: str
    title: str
    values: Mapping[str | bool, str] = field(default_factory=dict)
    unit: str = ""
    lowest: float = 0
    highest: float = 100_000_000
    whole: bool = False

    @property
    def is_number(self) -> bool:
        return not self.values

    def checked(self, value: Any) -> Value:
        """`value` as this fact holds it; codes and their Chinese both do. Raises BadInput."""
        if value is None:
            return UNKNOWN
        if isinstance(value, Unsaid):
            return value
        for unsaid in (NOT_SURE, PREFER_NOT):
            if value in (unsaid.value, UNSAID_CHINESE[unsaid]):
                return unsaid
        return self._number(value) if self.is_number else self._choice(value)

    def _number(self, value: Any) -> Value:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not self.lowest <= value <= self.highest:
            raise BadInput(
                f"“{self.title}”（{self.name}）要写 {self.lowest:g} 到 {self.highest:g} 之间的数字（{self.unit}），不能是“{value}”"
            )
        if self.whole and value != int(value):
            raise BadInput(f"“{self.title}”（{self.name}）要写整数，不能是“{value}”")
        return int(value) if self.whole else float(value)

    def _choice(self, value: Any) -> Value:
        for code, chinese in self.values.items():
            if value == chinese or (value == code and type(value) is type(code)):
                return code
        known = "、".join(f"{str(code).lower()}（{chinese}）" for code, chinese in self.values.items())
        raise BadInput(f"“{self.title}”（{self.name}）只能写 {known}，不能是“{value}”")

    def spoken(self, value: Value) -> str:
        """A value read back to the resident: `85 岁`, `西城区`, `不清楚`."""
        if isinstance(value, Unsaid):
            return UNSAID_CHINESE[value]
        if self.is_number:
            return f"{value:,.10g} {self.unit}".replace(",", "")
        return self.values[value]  # type: ignore[index]


UNSAID_CHINESE = {UNKNOWN: "还没问", NOT_SURE: "不清楚", PREFER_NOT: "不想说"}
_YES_NO: dict[str | bool, str] = {True: "是", False: "否"}
_YUAN = "元"


def _yes_no(name: str, title: str) -> Fact:
    return Fact(name, title, _YES_NO)


def _choice(name: str, title: str, **values: str) -> Fact:
    return Fact(name, title, {code: chinese for code, chinese in values.items()})


def _money(name: str, title: str, unit: str = _YUAN) -> Fact:
    return Fact(name, title, unit=unit)


MOST_PEOPLE = 20
_EVERY = (
    Fact("age", "年龄", unit="岁", highest=130, whole=True),
    _choice("sex", "性别", male="男", female="女"),
    _choice("hukou", "户口", xicheng="西城区", beijing="本市其他区", other="外地"),
    _yes_no("residence_permit", "居住证"),
    _yes_no("beijing_spouse", "配偶是本市户口"),
    _choice("status", "已有身份", none="都没有", dibao="低保", low_income="低收入", tekun="特困"),
    Fact("household_size", "家庭人口", unit="人", lowest=1, highest=MOST_PEOPLE, whole=True),
    _money("income_yuan_per_month", "家庭月收入"),
    _money("per_head_income_yuan_per_month", "人均月收入"),
    _money("own_income_yuan_per_month", "本人月收入"),
    _money("savings_yuan", "存款"),
    _yes_no("two_homes", "两套房"),
    _yes_no("car", "汽车"),
    _yes_no("shop", "商铺"),
    _choice("home", "住房", owns="有自己的房", market_rental="租房", public_rental="公租房", none="借住"),
    _choice("work", "就业", none="没人上班", one="一人有单位", two="两人有单位", flexible="打零工"),
    _yes_no("serious_illness", "家有重病"),
    _yes_no("family_severe_disability", "家有重残"),
    _yes_no("single_parent", "单亲"),
    _choice("supported_by", "靠谁养", elder_parents="六十岁以上的父母", siblings="兄弟姐妹", others="别人或自己"),
    _choice("obligors", "赡养抚养人", none="没有", unable="有但没能力", able="有"),
    _choice(
        "disability_kind", "残疾类别",
        none="没有残疾证", vision="视力", hearing="听力", speech="言语", limb="肢体", intellect="智力", mental="精神",
    ),
    Fact("disability_level", "残疾等级", unit="级", lowest=1, highest=4, whole=True),
    _yes_no("multiple_disability", "多重残疾"),
    _choice(
        "care_level", "自理能力",
        able="能自理", unassessed="不能自理还没评估", mild="评为轻度失能", moderate="评为中度失能", severe="评为重度失能",
    ),
    _choice("lives_in", "住在哪里", home="家里", institution="养老机构"),
    _yes_no("lives_alone", "独居"),
    _choice("heating", "供暖", central="集中供热", self="自采暖", coal="烧煤"),
    _choice("family_planning", "计生特殊家庭", none="不是", child_died="独生子女去世", child_disabled="独生子女残疾"),
    _choice(
        "child_care", "孩子父母",
        parents="父母能管", orphan="孤儿", unsupported="父母都管不了满半年", temporary="父母都管不了不满半年",
    ),
    _choice(
        "school_stage", "在读阶段",
        none="没有学生", preschool="幼儿园", compulsory="小学初中", high_school="普通高中", vocational="中职", university="大学",
    ),
    _yes_no("student", "本人全日制在校"),
    _choice("emergency", "突发困难", none="没有", accident="意外事故", illness="突发重病", applying="申请期间揭不开锅"),
    _yes_no("bereaved", "家人刚去世"),
    _yes_no("deceased_covered", "逝者有丧葬待遇"),
    _money("medical_cost_yuan_per_year", "自付医疗费"),
    _money("education_cost_yuan_per_year", "自付学费"),
)  # fmt: skip
FACTS: Mapping[str, Fact] = {fact.name: fact for fact in _EVERY}
_BY_TITLE = {fact.title: fact for fact in _EVERY}


@dataclass(frozen=True)
class Facts:
    """One person (the one asked about) and the household, as far as we were told.

    Money is yuan: per month, or of the twelve months past where the name says `per_year`.
    `income_yuan_per_month` is the whole household's; `per_head_income_yuan_per_month` is
    for those who say "人均两千" and goes first where both are known. `status` is what the
    household has been recognised as. `care_level` other than able and unassessed is the
    result of an official assessment.
    """

    age: Value = UNKNOWN
    sex: Value = UNKNOWN
    hukou: Value = UNKNOWN
    residence_permit: Value = UNKNOWN
    beijing_spouse: Value = UNKNOWN
    status: Value = UNKNOWN
    household_size: Value = UNKNOWN
    income_yuan_per_month: Value = UNKNOWN
    per_head_income_yuan_per_month: Value = UNKNOWN
    own_income_yuan_per_month: Value = UNKNOWN
    savings_yuan: Value = UNKNOWN
    two_homes: Value = UNKNOWN
    car: Value = UNKNOWN
    shop: Value = UNKNOWN
    home: Value = UNKNOWN
    work: Value = UNKNOWN
    serious_illness: Value = UNKNOWN
    family_severe_disability: Value = UNKNOWN
    single_parent: Value = UNKNOWN
    supported_by: Value = UNKNOWN
    obligors: Value = UNKNOWN
    disability_kind: Value = UNKNOWN
    disability_level: Value = UNKNOWN
    multiple_disability: Value = UNKNOWN
    care_level: Value = UNKNOWN
    lives_in: Value = UNKNOWN
    lives_alone: Value = UNKNOWN
    heating: Value = UNKNOWN
    family_planning: Value = UNKNOWN
    child_care: Value = UNKNOWN
    school_stage: Value = UNKNOWN
    student: Value = UNKNOWN
    emergency: Value = UNKNOWN
    bereaved: Value = UNKNOWN
    deceased_covered: Value = UNKNOWN
    medical_cost_yuan_per_year: Value = UNKNOWN
    education_cost_yuan_per_year: Value = UNKNOWN

    @classmethod
    def from_json(cls, document: Any) -> "Facts":
        """A plain mapping → Facts; keys and values in code or in Chinese. Raises BadInput."""
        if not isinstance(document, Mapping):
            raise BadInput('情况要写成一个 JSON 对象，例如 {"年龄": 85, "户口": "西城区"}')
        return cls().learn(document)

    def learn(self, news: Mapping[str, Any]) -> "Facts":
        """These facts with `news` on top; a later value replaces an earlier one. Raises BadInput."""
        changes: dict[str, Value] = {}
        for key, value in news.items():
            fact = FACTS.get(key) or _BY_TITLE.get(key)
            if fact is None:
                raise BadInput(f"没有叫“{key}”的情况；可以写的有：{'、'.join(_BY_TITLE)}")
            changes[fact.name] = fact.checked(value)
        return replace(self, **changes)

    def to_json(self) -> dict[str, int | float | str | bool]:
        """What is known, for a slot or a file; silences are strings, the never-asked is left out."""
        known: dict[str, int | float | str | bool] = {}
        for name, value in self.as_dict().items():
            if isinstance(value, Unsaid):
                if value is not UNKNOWN:
                    known[name] = value.value
            else:
                known[name] = value
        return known

    def as_dict(self) -> dict[str, Value]:
        """Every fact by name, silences included; a fresh dict."""
        return dict(self.__dict__)

    def read_back(self, names: Any = None) -> str:
        """What was understood, for the resident to confirm: `年龄 85 岁、户口西城区`."""
        every = self.as_dict()
        chosen = [name for name in (names or every) if every[name] is not UNKNOWN]
        return "、".join(spoken(name, every[name]) for name in chosen)


def spoken(name: str, value: Value) -> str:
    """Name and value of one fact in a sentence."""
    fact = FACTS[name]
    if fact.values is _YES_NO and not isinstance(value, Unsaid):
        return f"{fact.title}：{_YES_NO[value]}"  # type: ignore[index]
    return f"{fact.title} {fact.spoken(value)}"


assert tuple(FACTS) == tuple(item.name for item in fields(Facts))
