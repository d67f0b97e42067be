"""The questions of the screening, in the order a paper form would ask them.

A question sets one fact, or several yes/no facts at once ("有没有下面这些情况"). `NEEDS` says
what must be known before a fact is worth asking at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from bot.eligibility.condition import AllOf, AnyOf, Between, Condition, Not, OneOf
from bot.eligibility.disability_class import DISABLED, HARDSHIP_IN_FAMILY, SECOND_MIND
from bot.eligibility.facts import FACTS, Value
from bot.eligibility.residence import OTHER
from bot.eligibility.schooling import MAY_STILL_STUDY


@dataclass(frozen=True)
class Choice:
    """An answer to tap: its words, and the facts it stands for."""

    title: str
    facts: Mapping[str, Value]


@dataclass(frozen=True)
class Question:
    """`kind` is number, choice, yes_no or several (any number of choices, or none of them).

    `rest` is what the facts of a `several` question are once it was answered without them.
    """

    name: str
    text: str
    kind: str
    facts: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    rest: Mapping[str, Value] = field(default_factory=dict)

    def about(self, facts: Collection[str]) -> "Question":
        """The same question with only the choices that say something about `facts`."""
        kept = tuple(choice for choice in self.choices if choice.facts.keys() & set(facts) or not choice.facts)
        return replace(self, facts=tuple(fact for fact in self.facts if fact in facts), choices=kept)


def _number(name: str, text: str) -> Question:
    return Question(name, text, "number", (name,), unit=FACTS[name].unit)


def _yes_no(name: str, text: str, yes: str = "有", no: str = "没有") -> Question:
    return Question(name, text, "yes_no", (name,), (Choice(yes, {name: True}), Choice(no, {name: False})))


def _choice(name: str, text: str, titles: Mapping[Value, str]) -> Question:
    return Question(
        name, text, "choice", (name,), tuple(Choice(title, {name: value}) for value, title in titles.items())
    )


NONE_OF_THESE = "都没有"


def _several(name: str, text: str, rest: Mapping[str, Value], *choices: tuple[str, str, Value]) -> Question:
    every = [Choice(title, {fact: value}) for title, fact, value in choices] + [Choice(NONE_OF_THESE, {})]
    return Question(name, text, "several", tuple(rest), tuple(every), rest=rest)


QUESTIONS: tuple[Question, ...] = (
    _number("age", "想帮谁看看？他（她）今年多大年纪？"),
    _choice("hukou", "户口在哪里？", {"xicheng": "西城区", "beijing": "北京其他区", "other": "外地"}),
    _yes_no("residence_permit", "有北京的居住证或居住登记卡吗？"),
    _yes_no("beijing_spouse", "爱人是北京户口吗？", "是", "不是"),
    _choice(
        "status",
        "家里现在已经是下面哪一种？",
        {"none": "都不是", "dibao": "低保", "low_income": "低收入", "tekun": "特困供养"},
    ),
    _number("household_size", "一起过日子的有几口人（连本人）？"),
    _number("income_yuan_per_month", "全家一个月的收入加起来大概多少元？工资、退休金都算，没有就说没有。"),
    _choice(
        "work",
        "家里有几个人在上班？",
        {"none": "没有人上班", "one": "一个人有单位", "two": "两个人有单位", "flexible": "打零工、做小生意"},
    ),
    _several(
        "property",
        "家里有没有下面这些？可以说几样，没有就说都没有。",
        {"two_homes": False, "car": False, "shop": False},
        ("两套或更多住房", "two_homes", True),
        ("小汽车（不算残疾人代步车）", "car", True),
        ("商铺、写字楼等", "shop", True),
    ),
    _number("savings_yuan", "全家的存款、理财加起来大概多少元？"),
    _choice(
        "home",
        "现在住的是什么房？",
        {"owns": "自己家的房", "market_rental": "租的房", "public_rental": "公租房", "none": "借住或没有固定住处"},
    ),
    _several(
        "family",
        "家里有没有下面这些情况？可以说几样，没有就说都没有。",
        {"family_severe_disability": False, "single_parent": False},
        ("有人是重度残疾", "family_severe_disability", True),
        ("单亲，一个人带着还小或上学的孩子", "single_parent", True),
    ),
    _choice(
        "supported_by",
        "得重病或重度残疾的这位，主要靠谁养？",
        {"elder_parents": "满六十岁的父母", "siblings": "兄弟姐妹", "others": "其他人或自己"},
    ),
    _choice(
        "obligors",
        "有没有人能养活他（她），像子女、父母、爱人？",
        {"able": "有，也有能力", "unable": "有，但没有能力", "none": "一个也没有"},
    ),
    _choice(
        "disability_kind",
        "有残疾证吗？是哪一类？",
        {
            "none": "没有残疾证", "vision": "视力", "hearing": "听力", "speech": "言语",
            "limb": "肢体", "intellect": "智力", "mental": "精神",
        },
    ),
    _choice("disability_level", "残疾证上是几级？", {1: "一级", 2: "二级", 3: "三级", 4: "四级"}),
    _yes_no("multiple_disability", "残疾证上写的是多重残疾吗？", "是", "不是"),
    _number("own_income_yuan_per_month", "他（她）本人每月的固定收入（工资、退休金）有多少元？没有就说没有。"),
    _yes_no("student", "他（她）现在在全日制学校上学吗？", "在上学", "没上学"),
    _choice(
        "care_level",
        "平时生活能自己料理吗？做过失能评估的话，评的是几度？",
        {
            "able": "能自理", "unassessed": "不能自理，还没评估", "mild": "评为轻度失能",
            "moderate": "评为中度失能", "severe": "评为重度失能",
        },
    ),
    _choice(
        "school_stage",
        "本人或家里的孩子，有在上学的吗？在上什么？",
        {
            "none": "没有人上学", "preschool": "幼儿园", "compulsory": "小学或初中", "high_school": "普通高中",
            "vocational": "职高、中专、技校", "university": "大专或大学",
        },
    ),
    _several(
        "situation",
        "最近家里有没有碰上下面的事？可以说几样，没有就说都没有。",
        {"serious_illness": False, "emergency": "none", "bereaved": False, "child_care": "parents", "family_planning": "none", "lives_in": "home"},
        ("有人得了大病、重病", "serious_illness", True),
        ("火灾、车祸等意外，日子一下子难了", "emergency", "accident"),
        ("突发重病，没钱治", "emergency", "illness"),
        ("正在申请低保，家里揭不开锅", "emergency", "applying"),
        ("家里有人刚去世", "bereaved", True),
        ("孩子父母都不在了", "child_care", "orphan"),
        ("孩子父母都管不了，满半年", "child_care", "unsupported"),
        ("孩子父母都管不了，不到半年", "child_care", "temporary"),
        ("独生子女去世了", "family_planning", "child_died"),
        ("独生子女残疾", "family_planning", "child_disabled"),
        ("住进或要住进养老院", "lives_in", "institution"),
    ),
    _yes_no("deceased_covered", "去世的这位有单位，或领退休金、养老金吗？"),
    _number("medical_cost_yuan_per_year", "过去一年，全家看病自己掏了大概多少元（报销以后）？没有就说没有。"),
    _number("education_cost_yuan_per_year", "过去一年，交学费、住宿费自己掏了大概多少元？没有就说没有。"),
    _choice("sex", "他（她）是男的还是女的？", {"male": "男", "female": "女"}),
)  # fmt: skip
BY_NAME: Mapping[str, Question] = {question.name: question for question in QUESTIONS}
ASKED_IN: Mapping[str, Question] = {fact: question for question in QUESTIONS for fact in question.facts}

_HAS_AGE = Between("age")
NEEDS: Mapping[str, Condition] = {
    "residence_permit": OTHER,
    "beijing_spouse": OTHER,
    "disability_level": DISABLED,
    "multiple_disability": SECOND_MIND,
    "own_income_yuan_per_month": DISABLED,
    "supported_by": HARDSHIP_IN_FAMILY,
    "student": MAY_STILL_STUDY,
    "care_level": Between("age", at_least="care_allowance.age_from"),
    "family_planning": Between("age", at_least="family_planning.age_from"),
    "child_care": AnyOf(
        Between("age", below="distressed_children.age_below"), AllOf(_HAS_AGE, OneOf("student", {True}))
    ),
    "lives_in": _HAS_AGE,
    "sex": AnyOf(OneOf("family_planning", {"child_died", "child_disabled"}), DISABLED),
    "obligors": _HAS_AGE,
    "deceased_covered": OneOf("bereaved", {True}),
    "education_cost_yuan_per_year": Not(OneOf("school_stage", {"none"})),
}
"""A fact is asked only once its need is met."""
