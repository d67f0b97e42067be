"""养老服务消费补贴, electronic vouchers since 2026 (Beijing's own document not seen: confidence B)."""

from bot.eligibility.condition import STREET, AllOf, AnyOf, Between, OneOf
from bot.eligibility.disability_class import FIRST_OR_MULTIPLE, SECOND_BODY_OR_LOWER_MIND
from bot.eligibility.residence import BEIJING, OTHER
from bot.eligibility.scheme import Clause, Rule, Scheme, flat

REPORTED = Clause(figure="consumption_voucher.cap")
RESIDENT = AnyOf(BEIJING, AllOf(OTHER, OneOf("residence_permit", {True})))
ASSESSED = OneOf("care_level", {"moderate", "severe"})
NOT_ASSESSED = AllOf(OneOf("care_level", {"unassessed"}), STREET)
DISABLED_ON_CARE_ALLOWANCE = AllOf(BEIJING, AnyOf(FIRST_OR_MULTIPLE, SECOND_BODY_OR_LOWER_MIND), STREET)

SCHEME = Scheme(
    name="consumption_voucher",
    title="养老服务消费补贴（电子券）",
    topic="elder.care_allowance",
    category="elder_care_center",
    concerns=Between("age", at_least="care_allowance.age_from"),
    core=("consumption_voucher.cap",),
    rules=(
        Rule("本市户口，或有本市居住证、居住登记卡", REPORTED, RESIDENT, shows=("hukou", "residence_permit")),
        Rule(
            "年满 {care_allowance.age_from} 周岁",
            Clause("老年人权益保障法", "第二条"),
            Between("age", at_least="care_allowance.age_from"),
            shows=("age",),
        ),
        Rule(
            "经评估为中度及以上失能",
            REPORTED,
            AnyOf(ASSESSED, NOT_ASSESSED, DISABLED_ON_CARE_ALLOWANCE),
            maybe="还没评估的，要先在“民政通”申请失能评估；正在领护理补贴较高两档的残疾老人可以免评",
            shows=("care_level",),
        ),
    ),
    pays=flat("consumption_voucher.cap", ceiling=True),
    papers=("在“民政通”小程序或 APP 申请，家人、社区可以代办",),
    notes=(
        "居家社区服务抵扣 {consumption_voucher.rate_home}%，机构养老抵扣 {consumption_voucher.rate_institution}%，当月有效",
        "能不能和失能护理补贴一起领没有查到，请向街道核实",
    ),
)
