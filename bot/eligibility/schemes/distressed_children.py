"""困境儿童生活费 (京民发〔2026〕2号, 京社委儿福发〔2019〕36号, 京民福发〔2016〕228号)."""

from bot.eligibility.clauses import CHILDREN_NOTICE, ORPHAN_NOTICE, UNSUPPORTED_CHILDREN
from bot.eligibility.condition import STREET, AllOf, AnyOf, Between, Case, OneOf
from bot.eligibility.disability_class import SEVERE
from bot.eligibility.recognition import recognised
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Pays, Rule, Scheme
from bot.eligibility.schooling import PUPIL

MINOR = Between("age", below="distressed_children.age_below")
ORPHAN = OneOf("child_care", {"orphan"})
UNSUPPORTED = OneOf("child_care", {"unsupported"})
NOT_YET_HALF_A_YEAR = AllOf(OneOf("child_care", {"temporary"}), STREET)
IN_SECONDARY = OneOf("school_stage", {"high_school", "vocational"})
IN_ANY_SCHOOL = OneOf("school_stage", {"high_school", "vocational", "university"})
STILL_AT_SCHOOL = AllOf(
    PUPIL,
    AnyOf(IN_SECONDARY, AllOf(UNSUPPORTED, IN_ANY_SCHOOL), AllOf(ORPHAN, IN_ANY_SCHOOL, STREET)),
)
YOUNG_ENOUGH = AnyOf(MINOR, STILL_AT_SCHOOL)
WITHOUT_PARENTS = AnyOf(ORPHAN, UNSUPPORTED, NOT_YET_HALF_A_YEAR)
ILL_OR_DISABLED = AnyOf(
    AllOf(SEVERE, Between("age", below="distressed_children.dibao_disabled_age_below")),
    AllOf(OneOf("serious_illness", {True}), STREET),
)
IN_DIBAO_FAMILY = AllOf(MINOR, recognised("dibao"), ILL_OR_DISABLED)


class ChildAllowance(Pays):
    """The standard for those without parents, a share of it (40 %) in a 低保 family."""

    figures = frozenset({"distressed_children.standard", "distressed_children.dibao_increase_percent"})

    def between(self, case: Case) -> tuple[float, float] | None:
        whole = case.figure["distressed_children.standard"]
        share = whole * case.figure["distressed_children.dibao_increase_percent"] / 100
        low, high = WITHOUT_PARENTS.judge(case)
        return whole if low else share, whole if high else share

    def missing(self, case: Case) -> set[str]:
        return WITHOUT_PARENTS.missing(case)

    def unit(self, case: Case) -> str:
        return "元/人·月"


def _age_told(case: Case) -> str:
    age = case.number("age")
    return f"孩子 {age:g} 岁" if age is not None else ""


SCHEME = Scheme(
    name="distressed_children",
    title="孤儿、事实无人抚养儿童等困境儿童生活费",
    topic="child.living_allowance",
    category="subdistrict_service_center",
    core=("distressed_children.age_below",),
    rules=(
        beijing_hukou(Clause(CHILDREN_NOTICE, "一"), "孩子户口在本市"),
        Rule(
            "不满 {distressed_children.age_below} 岁；满了但还在高中、中职等就读的可以领到毕业",
            Clause(UNSUPPORTED_CHILDREN, f"一、二（一）；{ORPHAN_NOTICE}一"),
            YOUNG_ENOUGH,
            maybe="孤儿上大学期间能不能接着领，由街道核定",
            said=_age_told,
        ),
        Rule(
            "孤儿；父母都去世、失踪、重残、重病、服刑、戒毒或失联满 {distressed_children.missing_months} 个月，没人抚养；"
            "或低保家庭里重病的孩子、不满 {distressed_children.dibao_disabled_age_below} 岁的重残孩子",
            Clause(CHILDREN_NOTICE, "一、二"),
            AnyOf(WITHOUT_PARENTS, IN_DIBAO_FAMILY),
            maybe="刚出事、不满半年的按“临时无人抚养”由区里核实；低保家庭要先认定，得病的要是孩子本人",
            shows=("child_care",),
        ),
    ),
    pays=ChildAllowance(),
    papers=(
        "事实无人抚养儿童申请登记表（孤儿填儿童福利证申请表）",
        "孩子和监护人的身份证、户口簿",
        "父母情况的证明、监护人资格证明",
    ),
    notes=(
        "由实际照看孩子的人向孩子户口所在街道申请，社区可以代办，不公示",
        "已经在低保里的，在本人低保金基础上补齐到这个数",
    ),
)
