"""采暖救助: the plan names it, amounts, objects and document were not found."""

from bot.eligibility.clauses import PLAN, PLAN_IN_FORCE, TEKUN_RULES
from bot.eligibility.condition import STREET, AllOf
from bot.eligibility.recognition import ANY_RECOGNITION
from bot.eligibility.scheme import Clause, Rule, Scheme

SCHEME = Scheme(
    name="heating",
    title="采暖救助",
    topic="assistance.heating",
    category="assistance_office",
    means_tested=True,
    concerns=ANY_RECOGNITION,
    rules=(
        Rule(
            "属于社会救助里的专项救助，先要是低保、低收入、特困等救助对象",
            Clause(PLAN, f"第三部分一（一）1；{TEKUN_RULES} 第二十七条"),
            AllOf(ANY_RECOGNITION, STREET),
            maybe="对象和金额没有查到正式文件，由街道答复",
            shows=("status",),
            since=PLAN_IN_FORCE,
        ),
        Rule(
            "属于社会救助里的专项救助，先要是低保、低收入、特困等救助对象",
            Clause(TEKUN_RULES, "第二十七条"),
            AllOf(ANY_RECOGNITION, STREET),
            maybe="对象和金额没有查到正式文件，由街道答复",
            shows=("status",),
            until=PLAN_IN_FORCE,
        ),
    ),
    papers=("低保、低收入或特困证件", "供暖费票据（有的带上）"),
    notes=("集中供热、自采暖、烧煤的补法不一样，申请时说清楚家里怎么供暖",),
)
