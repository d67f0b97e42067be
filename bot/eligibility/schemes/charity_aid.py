"""慈善救助: the district charity's own conditions were not found; the subdistrict is the way in."""

from bot.eligibility.clauses import PLAN, PLAN_IN_FORCE, TEMPORARY_NOTICE
from bot.eligibility.condition import STREET, AllOf, AnyOf, OneOf
from bot.eligibility.recognition import ANY_RECOGNITION
from bot.eligibility.scheme import Clause, Rule, Scheme
from bot.eligibility.schemes.distressed_children import MINOR, WITHOUT_PARENTS

IN_TROUBLE = AnyOf(
    ANY_RECOGNITION,
    OneOf("emergency", {"accident", "illness", "applying"}),
    OneOf("serious_illness", {True}),
    AllOf(MINOR, WITHOUT_PARENTS),
)

SCHEME = Scheme(
    name="charity_aid",
    title="慈善救助",
    topic="charity.apply_aid",
    category="charity_station",
    concerns=IN_TROUBLE,
    core=("temporary.emergency_months",),
    rules=(
        Rule(
            "家里有重病、突发困难等，政府救助以后还是难",
            Clause(PLAN, "第三部分三（四）"),
            AllOf(IN_TROUBLE, STREET),
            maybe="慈善救助的条件和金额没有查到，先向街道救助窗口提出，由他们转介",
            shows=("status", "emergency", "serious_illness"),
            since=PLAN_IN_FORCE,
        ),
        Rule(
            "政府救助以后还是难的，由街道转介慈善救助",
            Clause(TEMPORARY_NOTICE, "四"),
            AllOf(IN_TROUBLE, STREET),
            maybe="慈善救助的条件和金额没有查到，先向街道救助窗口提出，由他们转介",
            shows=("status", "emergency", "serious_illness"),
            until=PLAN_IN_FORCE,
        ),
    ),
    papers=("身份证、户口簿", "能说明困难的材料（诊断证明、票据等）"),
)
