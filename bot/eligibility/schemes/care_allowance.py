"""失能老年人护理补贴 (京民养老发〔2019〕160号二（二）)."""

from bot.eligibility.clauses import elderly
from bot.eligibility.condition import STREET, AllOf, AnyOf, Between, OneOf, Presumed
from bot.eligibility.disability_class import (
    FIRST_OR_MULTIPLE,
    HEARING_OR_SPEECH,
    SECOND_BODY_OR_LOWER_MIND,
    SEVERE,
)
from bot.eligibility.recognition import NOT_IN_TEKUN
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Rule, Scheme, Tier, Tiers

SENIOR = Between("age", at_least="care_allowance.age_from")
ASSESSED_SEVERE = OneOf("care_level", {"severe"})
NOT_ASSESSED = AllOf(OneOf("care_level", {"unassessed"}), STREET)

SCHEME = Scheme(
    name="care_allowance",
    title="失能老年人护理补贴",
    topic="elder.care_allowance",
    category="subdistrict_service_center",
    concerns=SENIOR,
    core=("care_allowance.amount_upper",),
    rules=(
        beijing_hukou(elderly("二")),
        Rule("年满 {care_allowance.age_from} 周岁", elderly("二"), SENIOR, shows=("age",)),
        Rule(
            "经能力评估为重度失能，或持有一二级残疾证（智力、精神到三级）",
            elderly("二（二）1–3"),
            AnyOf(ASSESSED_SEVERE, SEVERE, NOT_ASSESSED),
            maybe="要先做老年人能力综合评估，评为重度失能才行",
            shows=("care_level", "disability_kind", "disability_level"),
        ),
        Rule("没有纳入特困供养", elderly("三.6"), NOT_IN_TEKUN, shows=("status",)),
        Rule(
            "没有在领困境家庭入住养老机构的补助",
            elderly("三.5"),
            Presumed("receives_institution_subsidy", {False}, False),
            shows=("receives_institution_subsidy",),
        ),
    ),
    pays=Tiers(
        Tier(AnyOf(ASSESSED_SEVERE, FIRST_OR_MULTIPLE, NOT_ASSESSED), "care_allowance.amount_upper"),
        Tier(SECOND_BODY_OR_LOWER_MIND, "care_allowance.amount_middle"),
        Tier(HEARING_OR_SPEECH, "care_allowance.amount_lower"),
    ),
    papers=("老人身份证或户口簿原件", "残疾证（有的带上）"),
    notes=(
        "打进专用账户，用来买照护服务和用品，不能取现",
        "领工伤保险生活护理费的不能领；领见义勇为致残、返城知青护理费的也不领这一项",
    ),
)
