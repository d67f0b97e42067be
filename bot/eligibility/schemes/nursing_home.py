"""困境家庭老人入住养老机构补助 (document number not seen: confidence B)."""

from bot.eligibility.condition import STREET, AllOf, AnyOf, OneOf
from bot.eligibility.disability_class import SEVERE
from bot.eligibility.recognition import APPLY_FIRST, recognised
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Rule, Scheme, Tier, Tiers
from bot.eligibility.schemes.family_planning import SPECIAL_FAMILY

REPORTED = Clause(figure="nursing_home.subsidy_dibao")

SCHEME = Scheme(
    name="nursing_home",
    title="困境家庭入住养老机构补助",
    topic="elder.nursing_home",
    category="nursing_home",
    means_tested=True,
    concerns=OneOf("lives_in", {"institution"}),
    core=("nursing_home.subsidy_dibao",),
    rules=(
        beijing_hukou(REPORTED),
        Rule(
            "住进或准备住进 {nursing_home.star_from} 星级及以上的养老机构",
            REPORTED,
            AllOf(OneOf("lives_in", {"institution"}), STREET),
            maybe="机构的星级和补助手续，请向机构和街道核实",
            shows=("lives_in",),
        ),
        Rule(
            "是特困、低保、低收入家庭、计划生育特殊家庭的，或重度残疾",
            REPORTED,
            AnyOf(recognised("tekun", "dibao", "low_income"), SPECIAL_FAMILY, SEVERE),
            maybe=APPLY_FIRST,
            shows=("status", "family_planning", "disability_kind", "disability_level"),
        ),
    ),
    pays=Tiers(
        Tier(recognised("tekun"), "nursing_home.subsidy_tekun"),
        Tier(recognised("dibao"), "nursing_home.subsidy_dibao"),
        Tier(recognised("low_income"), "nursing_home.subsidy_low_income"),
        Tier(SPECIAL_FAMILY, "nursing_home.subsidy_family_planning"),
        Tier(SEVERE, "nursing_home.subsidy_severe_disability"),
    ),
    papers=("身份证、户口簿", "身份或残疾证件", "入住合同"),
    notes=("领了这笔补助，就不再领失能老年人护理补贴（160号三.5），两样要选一样",),
)
