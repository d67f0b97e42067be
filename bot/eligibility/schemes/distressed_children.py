"""困境儿童生活费 (京民发〔2026〕2号, 京社委儿福发〔2019〕36号, 京民福发〔2016〕228号)."""

from collections.abc import Set

from bot.eligibility.clauses import (
    CHILDREN_NOTICE,
    CHILDREN_NOTICE_IN_FORCE,
    CHILDREN_OPINION,
    ORPHAN_NOTICE,
    UNSUPPORTED_CHILDREN,
)
from bot.eligibility.condition import MET, STREET, AllOf, AnyOf, Between, Case, OneOf, named, never_asked
from bot.eligibility.disability_class import SEVERE
from bot.eligibility.recognition import holds, recognised
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Pays, Rule, Scheme
from bot.eligibility.schooling import PUPIL

MINOR = Between("age", below="distressed_children.age_below")
ORPHAN = OneOf("child_care", {"orphan"})
UNSUPPORTED = OneOf("child_care", {"unsupported"})
NOT_YET_HALF_A_YEAR = AllOf(OneOf("child_care", {"temporary"}), STREET)
IN_SECONDARY = OneOf("school_stage", {"high_school", "vocational"})
IN_ANY_SCHOOL = OneOf("school_stage", {"high_school", "vocational", "university"})
RECEIVED_BEFORE = OneOf("received_before_18", {True})
STILL_AT_SCHOOL = AllOf(
    PUPIL,
    RECEIVED_BEFORE,
    AnyOf(IN_SECONDARY, AllOf(UNSUPPORTED, IN_ANY_SCHOOL), AllOf(IN_ANY_SCHOOL, STREET)),
)
"""228号五（一）末段: every class goes on until it leaves school; 173号 lets orphans only to the end of secondary school."""
YOUNG_ENOUGH = AnyOf(MINOR, STILL_AT_SCHOOL)
WITHOUT_PARENTS = AnyOf(ORPHAN, UNSUPPORTED, NOT_YET_HALF_A_YEAR)
ILL_OR_DISABLED = AnyOf(
    AllOf(SEVERE, Between("age", below="distressed_children.dibao_disabled_age_below")),
    AllOf(SEVERE, Between("age", at_least="distressed_children.age_below"), STILL_AT_SCHOOL, STREET),
    AllOf(OneOf("serious_illness", {True}), OneOf("child_seriously_ill", {True}), STREET),
)
IN_DIBAO_FAMILY = AllOf(YOUNG_ENOUGH, recognised("dibao"), ILL_OR_DISABLED)
MOST_INCREASE = "dibao.increase_severe"


class ChildAllowance(Pays):
    """The standard for those without parents, a share of it (40 %) in a 低保 family."""

    facts = frozenset({"child_dibao_yuan_per_month"})
    figures = frozenset({
        "distressed_children.standard", "distressed_children.dibao_increase_percent", "dibao.standard", MOST_INCREASE,
    })  # fmt: skip

    def between(self, case: Case) -> tuple[float, float] | None:
        share = (
            case.figure["distressed_children.standard"]
            * case.figure["distressed_children.dibao_increase_percent"]
            / 100
        )
        without_parents, whole = WITHOUT_PARENTS.judge(case), self._made_up(case)
        ends = ([*whole] if without_parents[1] else []) + ([share] if not without_parents[0] else [])
        return min(ends), max(ends)

    def _made_up(self, case: Case) -> tuple[float, float]:
        """The standard; in a 低保 family what is missing to it (二末段), between the most and the least 低保 can be."""
        standard, has = case.figure["distressed_children.standard"], case.number("child_dibao_yuan_per_month")
        if not self._is_made_up(case):
            return standard, standard
        if has is not None:
            return max(0.0, standard - has), max(0.0, standard - has)
        most = case.figure["dibao.standard"] * (1 + case.figure[MOST_INCREASE] / 100)
        return standard - most, standard

    def _is_made_up(self, case: Case) -> bool:
        return holds("dibao").judge(case)[0] == MET and ORPHAN.judge(case)[0] < MET

    def missing(self, case: Case) -> Set[str]:
        waits = WITHOUT_PARENTS.missing(case)
        if self._is_made_up(case) and WITHOUT_PARENTS.judge(case)[1]:
            return {*waits, *named(never_asked(case, ("child_dibao_yuan_per_month",)))}
        return waits

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
    concerns=YOUNG_ENOUGH,
    core=("distressed_children.age_below",),
    rules=(
        beijing_hukou(Clause(CHILDREN_NOTICE, "一"), "孩子户口在本市", since=CHILDREN_NOTICE_IN_FORCE),
        beijing_hukou(Clause(CHILDREN_OPINION, "四"), "孩子户口在本市", until=CHILDREN_NOTICE_IN_FORCE),
        Rule(
            "不满 {distressed_children.age_below} 岁；满了以前就在领、还在高中、中职等就读的可以领到毕业",
            Clause(UNSUPPORTED_CHILDREN, f"一、二（一）；{CHILDREN_OPINION}五（一）；{ORPHAN_NOTICE}一"),
            YOUNG_ENOUGH,
            maybe="满了以后上大学期间能不能接着领，由街道核定",
            said=_age_told,
        ),
        Rule(
            "孤儿；父母都去世、失踪、重残、重病、服刑、戒毒或失联满 {distressed_children.missing_months} 个月，没人抚养；"
            "或低保家庭里重病的孩子、不满 {distressed_children.dibao_disabled_age_below} 岁的重残孩子",
            Clause(CHILDREN_NOTICE, "一、二"),
            AnyOf(WITHOUT_PARENTS, IN_DIBAO_FAMILY),
            maybe="刚出事、不满半年的按“临时无人抚养”由区里核实；低保家庭要先认定，病要在重大疾病名录里",
            shows=("child_care",),
            since=CHILDREN_NOTICE_IN_FORCE,
        ),
        Rule(
            "孤儿；父母都去世、失踪、重残、重病、服刑、戒毒或失联满 {distressed_children.missing_months} 个月，没人抚养；"
            "或低保家庭里重病的孩子、不满 {distressed_children.dibao_disabled_age_below} 岁的重残孩子",
            Clause(UNSUPPORTED_CHILDREN, f"一；{CHILDREN_OPINION}四"),
            AnyOf(WITHOUT_PARENTS, IN_DIBAO_FAMILY),
            maybe="刚出事、不满半年的按“临时无人抚养”由区里核实；低保家庭要先认定，病要在重大疾病名录里",
            shows=("child_care",),
            until=CHILDREN_NOTICE_IN_FORCE,
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
        "事实无人抚养、已经在低保里的，在本人低保金基础上补齐到这个数",
    ),
)
