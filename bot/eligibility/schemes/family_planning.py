"""计划生育特别扶助金, of the health department (京人口发〔2008〕53号, 京人口发〔2009〕31号, 京卫家庭〔2022〕19号)."""

from bot.eligibility.clauses import FAMILY_PLANNING_DEATH
from bot.eligibility.condition import AllOf, Amount, AnyOf, Between, Case, OneOf, Under
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Rule, Scheme, Tier, Tiers

LOST = OneOf("family_planning", {"child_died"})
DISABLED_CHILD = OneOf("family_planning", {"child_disabled"})
OLD_ENOUGH = Between("age", at_least="family_planning.age_from")
SPECIAL_FAMILY = AllOf(OLD_ENOUGH, AnyOf(LOST, DISABLED_CHILD))
SPOUSE_OLD_ENOUGH = Between("spouse_age", at_least="family_planning.age_from")
WITHOUT_SPOUSE = OneOf("spouse_age", {0})
BY_THE_WOMAN = AnyOf(OneOf("sex", {"female"}), AllOf(OneOf("sex", {"male"}), AnyOf(SPOUSE_OLD_ENOUGH, WITHOUT_SPOUSE)))


def _born(case: Case) -> Amount:
    """Birth year from the age: the birthday may still be ahead this year."""
    age = case.number("age")
    year = case.standards.day.year
    return Amount(year - 130, year, ("age",)) if age is None else Amount(year - age, year - age)


def _first_year(case: Case) -> Amount:
    first = case.figure["family_planning.born_from"]
    return Amount(first, first)


BORN_LATE_ENOUGH = Under(_first_year, _born, ("age",), ("family_planning.born_from",), or_equal=True)

SCHEME = Scheme(
    name="family_planning",
    title="计划生育特别扶助金",
    topic="elder.family_planning_special",
    category="subdistrict_service_center",
    concerns=AnyOf(LOST, DISABLED_CHILD),
    core=("family_planning.age_from",),
    rules=(
        beijing_hukou(Clause(FAMILY_PLANNING_DEATH, "二（一）1")),
        Rule(
            "独生子女去世，或独生子女残疾（{family_planning.disability_grade} 级及以上），现在没有其他子女",
            Clause(FAMILY_PLANNING_DEATH, "二（一）4、6；京人口发〔2009〕31号二（一）6"),
            SPECIAL_FAMILY,
            shows=("family_planning",),
        ),
        Rule(
            "女方年满 {family_planning.age_from} 周岁（离异、丧偶的男方看本人）",
            Clause(FAMILY_PLANNING_DEATH, "二（一）3"),
            AllOf(OLD_ENOUGH, BY_THE_WOMAN),
            maybe="男方要看爱人的年龄，离异、丧偶的看本人，由街道核定",
            shows=("age", "sex"),
        ),
        Rule(
            "{family_planning.born_from} 年 1 月 1 日以后出生",
            Clause(FAMILY_PLANNING_DEATH, "二（一）2"),
            BORN_LATE_ENOUGH,
        ),
    ),
    pays=Tiers(
        Tier(LOST, "family_planning.death_amount"),
        Tier(DISABLED_CHILD, "family_planning.disability_amount"),
    ),
    papers=("身份证、户口簿", "独生子女父母光荣证", "子女的死亡证明或残疾证"),
    notes=("卫健部门的政策，向社区、街道申请；不计入低保收入",),
)
