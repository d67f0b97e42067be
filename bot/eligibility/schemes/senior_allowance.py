"""高龄老年人津贴 (京民养老发〔2019〕160号二（三）)."""

from bot.eligibility.clauses import elderly
from bot.eligibility.condition import ALWAYS, Between
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Rule, Scheme, Tier, Tiers

SCHEME = Scheme(
    name="senior_allowance",
    title="高龄老年人津贴",
    topic="elder.senior_allowance",
    category="subdistrict_service_center",
    concerns=Between("age", at_least="care_allowance.age_from"),
    core=("senior_allowance.amount_lower",),
    rules=(
        beijing_hukou(elderly("二")),
        Rule(
            "年满 {senior_allowance.age_from} 周岁",
            elderly("二（三）"),
            Between("age", at_least="senior_allowance.age_from"),
            shows=("age",),
        ),
    ),
    pays=Tiers(
        Tier(Between("age", at_least="senior_allowance.age_upper"), "senior_allowance.amount_upper"),
        Tier(Between("age", at_least="senior_allowance.age_middle"), "senior_allowance.amount_middle"),
        Tier(ALWAYS, "senior_allowance.amount_lower"),
    ),
    papers=("老人身份证或户口簿原件",),
    notes=(
        "本市任一街道窗口都能办，也可以网上办；不计入低保收入",
        "晚申请的，{elder_allowance.backpay_months} 个月以内补发，再早的不补",
    ),
)
