"""困难老年人养老服务补贴 (京民养老发〔2019〕160号二（一）)."""

from bot.eligibility.clauses import elderly
from bot.eligibility.condition import AnyOf, Between
from bot.eligibility.recognition import APPLY_FIRST, NOT_IN_TEKUN, recognised
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Rule, Scheme, Tier, Tiers
from bot.eligibility.schemes.family_planning import SPECIAL_FAMILY

SCHEME = Scheme(
    name="service_allowance",
    title="困难老年人养老服务补贴",
    topic="elder.service_allowance",
    category="subdistrict_service_center",
    means_tested=True,
    concerns=Between("age", at_least="service_allowance.age_from"),
    core=("service_allowance.amount_dibao",),
    rules=(
        beijing_hukou(elderly("二")),
        Rule(
            "年满 {service_allowance.age_from} 周岁",
            elderly("二"),
            Between("age", at_least="service_allowance.age_from"),
            shows=("age",),
        ),
        Rule("没有纳入特困供养", elderly("三.6"), NOT_IN_TEKUN, shows=("status",)),
        Rule(
            "是低保、低收入家庭的老人，或计划生育特殊家庭的老人",
            elderly("二（一）1–3"),
            AnyOf(recognised("dibao", "low_income"), SPECIAL_FAMILY),
            maybe=APPLY_FIRST,
            shows=("status", "family_planning"),
        ),
    ),
    pays=Tiers(
        Tier(recognised("dibao"), "service_allowance.amount_dibao"),
        Tier(recognised("low_income"), "service_allowance.amount_low_income"),
        Tier(SPECIAL_FAMILY, "service_allowance.amount_family_planning"),
    ),
    papers=("老人身份证或户口簿原件",),
    notes=("不计入低保收入；领工伤保险生活护理费的不能领",),
)
