"""教育救助: asked for at the school (京财教育〔2018〕2025号, 京财教育〔2017〕140号, 京教财〔2020〕22号)."""

from collections.abc import Set

from bot.eligibility.clauses import COMPULSORY_NOTICE, PRESCHOOL_RULES, STUDENT_AID_IN_FORCE, STUDENT_AID_RULES
from bot.eligibility.condition import STREET, AllOf, AnyOf, Between, Case, Not, OneOf, Since
from bot.eligibility.disability_class import DISABLED
from bot.eligibility.recognition import APPLY_FIRST, recognised
from bot.eligibility.scheme import Clause, Pays, Rule, Scheme, Tier, Tiers
from bot.eligibility.schooling import DISABLED_PUPIL, PUPIL

HAS_STUDENT = Not(OneOf("school_stage", {"none"}))
IN_COMPULSORY = OneOf("school_stage", {"compulsory"})
IN_HIGHER_SCHOOL = OneOf("school_stage", {"high_school", "vocational", "university"})
MINOR = Between("age", below="distressed_children.age_below")
DISABLED_STUDENT = AllOf(DISABLED, AnyOf(MINOR, DISABLED_PUPIL))
PARENTLESS = AllOf(OneOf("child_care", {"orphan", "unsupported"}), AnyOf(MINOR, PUPIL))
GROWN_UP = Not(AnyOf(MINOR, DISABLED_PUPIL))
DISABLED_PARENT = AllOf(DISABLED, GROWN_UP, IN_HIGHER_SCHOOL)
FAMILY_DISABLED = AllOf(OneOf("family_severe_disability", {True}), IN_HIGHER_SCHOOL, STREET)
"""残疾人子女 (附件1第六条): a grant from the upper secondary school on; whose child it is, the school sees."""
ENTITLED = AnyOf(
    recognised("dibao", "tekun"),
    AllOf(recognised("low_income"), Not(IN_COMPULSORY)),
    DISABLED_STUDENT,
    AllOf(Since(STUDENT_AID_IN_FORCE), AnyOf(DISABLED_PARENT, FAMILY_DISABLED)),
    AllOf(PARENTLESS, Not(IN_COMPULSORY)),
)
FIRST_GRADE = AnyOf(recognised("dibao", "tekun"), PARENTLESS)
_BY_STAGE: dict[str, Tiers] = {
    "compulsory": Tiers(Tier(HAS_STUDENT, "education.compulsory_aid")),
    "high_school": Tiers(
        Tier(PARENTLESS, "education.high_school_grant_orphan"), Tier(HAS_STUDENT, "education.high_school_grant")
    ),
    "vocational": Tiers(
        Tier(FIRST_GRADE, "education.vocational_grant_first"), Tier(HAS_STUDENT, "education.vocational_grant_second")
    ),
    "university": Tiers(
        Tier(FIRST_GRADE, "education.college_grant_first"), Tier(HAS_STUDENT, "education.college_grant_second")
    ),
}


class SchoolAid(Pays):
    """A yearly sum by stage; the kindergarten waives its fee, which is no figure."""

    can_be_partial = True
    figures = frozenset().union(*(tiers.figures for tiers in _BY_STAGE.values()))

    def _tiers(self, case: Case) -> Tiers | None:
        return _BY_STAGE.get(str(case.known["school_stage"]))

    def between(self, case: Case) -> tuple[float, float] | None:
        tiers = self._tiers(case)
        return tiers.between(case) if tiers else None

    def missing(self, case: Case) -> Set[str]:
        tiers = self._tiers(case)
        return tiers.missing(case) if tiers else set()

    def unit(self, case: Case) -> str:
        return "元/年"


SCHEME = Scheme(
    name="education",
    title="教育救助",
    topic="assistance.education",
    category="assistance_office",
    means_tested=True,
    concerns=HAS_STUDENT,
    core=("education.compulsory_aid",),
    rules=(
        Rule(
            "本人或家里有孩子在上学",
            Clause(STUDENT_AID_RULES, "第五条、第六条、第七条"),
            HAS_STUDENT,
            shows=("school_stage",),
            since=STUDENT_AID_IN_FORCE,
        ),
        Rule(
            "本人或家里有孩子在上学",
            Clause(COMPULSORY_NOTICE, "二"),
            HAS_STUDENT,
            shows=("school_stage",),
            until=STUDENT_AID_IN_FORCE,
        ),
        Rule(
            "是低保、特困家庭的学生、残疾学生、孤儿或事实无人抚养的孩子；低收入家庭的、残疾人的子女，高中以上阶段也可以",
            Clause(STUDENT_AID_RULES, "附件1第六条、附件4、附件6；京财教育〔2017〕140号二；京财教育〔2018〕2025号二"),
            ENTITLED,
            maybe=APPLY_FIRST + "；残疾的是孩子父母的，由学校核对",
            shows=("status", "child_care", "disability_kind"),
            since=STUDENT_AID_IN_FORCE,
        ),
        Rule(
            "是低保、特困家庭的学生、残疾学生、孤儿或事实无人抚养的孩子；低收入家庭的，义务教育以外的阶段也可以",
            Clause(PRESCHOOL_RULES, "二；京财教育〔2017〕140号二"),
            ENTITLED,
            maybe=APPLY_FIRST,
            shows=("status", "child_care"),
            until=STUDENT_AID_IN_FORCE,
        ),
    ),
    pays=SchoolAid(),
    papers=("学校或幼儿园发的资助申请表", "户口本", "低保、低收入、残疾等证件"),
    notes=(
        "向就读的学校或幼儿园申请，不在街道办；幼儿园是免保教费",
        "义务教育的寄宿生另有生活补助每月 {education.compulsory_boarding_aid} 元",
        "不在以上范围、家里临时有困难的，也可以向学校申请临时资助",
    ),
)
