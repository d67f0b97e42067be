"""最低生活保障 (京民社救发〔2018〕445号; 社会救助法第十八条、第二十一条)."""

from collections.abc import Set

from bot.eligibility import means
from bot.eligibility.clauses import ASSISTANCE_LAW_IN_FORCE, ILLNESS_NOTICE, ILLNESS_NOTICE_IN_FORCE, TEKUN_RULES, dibao
from bot.eligibility.condition import MET, STREET, AllOf, AnyOf, Between, Case, Not, OneOf, Since
from bot.eligibility.counted_income import BELOW_DIBAO, COUNTED_FIGURES, counted_per_head, open_deductions
from bot.eligibility.disability_class import SEVERE, SEVERE_IN_FAMILY
from bot.eligibility.residence import BEIJING_OR_MARRIED
from bot.eligibility.scheme import Clause, Rule, Scheme, Worked
from bot.eligibility.support import FULLY_ABLE, told_support

DISABLED_IN_LOW_INCOME_FAMILY = AllOf(SEVERE_IN_FAMILY, means.BELOW_LOW_INCOME)
SUPPORTED_ADULT = AllOf(
    SEVERE,
    Between("age", at_least="distressed_children.age_below"),
    OneOf("own_income_yuan_per_month", {0}),
    OneOf("supported_by", {"elder_parents", "siblings"}),
)
ILL_IN_EDGE_FAMILY = AllOf(
    Since(ASSISTANCE_LAW_IN_FORCE), OneOf("serious_illness", {True}), means.BELOW_LOW_INCOME, STREET
)
INCOME = AnyOf(BELOW_DIBAO, DISABLED_IN_LOW_INCOME_FAMILY, SUPPORTED_ADULT, ILL_IN_EDGE_FAMILY)
PROPERTY = means.WITHIN_DIBAO_PROPERTY


def difference(case: Case) -> tuple[float, float] | None:
    """九（一）: (标准 − 人均) × 人口; 九（二）3: each severely disabled person gets the whole standard instead."""
    standard = case.figure["dibao.standard"]
    counted, size = counted_per_head(case), means.people(case)
    each_low, each_high = max(0.0, standard - counted.high), max(0.0, standard - counted.low)
    fewest, most = _severely_disabled(case)
    low = fewest * standard + max(0.0, size.low - fewest) * each_low
    high = most * standard + max(0.0, size.high - most) * each_high
    return (round(low, 2), round(high, 2)) if high else None


def _severely_disabled(case: Case) -> tuple[int, int]:
    """How many at least and at most: the one asked about, and one more where 家有重残 is said beside it."""
    own, family = SEVERE.judge(case), OneOf("family_severe_disability", {True}).judge(case)
    return int(own[0] == MET or family[0] == MET), min(int(own[1] > 0) + int(family[1] > 0), 2)


def _told(case: Case) -> str:
    return "，".join(filter(None, (means.told_per_head(case), told_support(case))))


def _to_narrow(case: Case) -> Set[str]:
    return set(counted_per_head(case).missing or means.people(case).missing) or open_deductions(case)


SCHEME = Scheme(
    name="dibao",
    title="最低生活保障（低保）",
    topic="assistance.dibao_eligibility",
    category="assistance_office",
    means_tested=True,
    core=("dibao.standard",),
    held=OneOf("status", {"dibao"}),
    rules=(
        Rule(
            "户口要在本市（外地户口的，要配偶是本市户口、本人有居住证）",
            dibao("二（一）"),
            BEIJING_OR_MARRIED,
            shows=("hukou",),
        ),
        Rule("没有纳入特困供养", Clause(TEKUN_RULES, "第二十八条"), Not(OneOf("status", {"tekun"})), shows=("status",)),
        Rule(
            "全家人均月收入（重病、重残、单亲、上班的先扣减一部分再算）要低于 {dibao.standard} 元；"
            "低收入家庭里的重度残疾人，或靠兄弟姐妹、年满 {dibao.single_guardian_age} 岁老人养的无业重度残疾人，可以单独申请",
            dibao("二（一）（二）、九、十"),
            INCOME,
            maybe="要算上子女该给的赡养费，由街道核定；家里有重病人的低收入家庭，社会救助法第二十一条说可以纳入",
            said=_told,
        ),
        Rule(
            "满 {tekun.elder_age} 岁的，子女家没有“完全有赡养能力”（{dibao.support_homes} 套及以上住房或人均财产超线，又没有重病重残的人）",
            dibao("十二（一）2"),
            Not(FULLY_ABLE),
            maybe="子女家有没有完全赡养能力，由街道核对",
            shows=("obligor_two_homes", "obligor_rich"),
        ),
        Rule(
            "家里没有两套以上住房、商铺，也没有汽车（残疾人代步车除外）",
            Clause(ILLNESS_NOTICE, "二（四）2；低保用同一份经济状况认定意见"),
            PROPERTY,
            maybe="小面积的两套房、兼作唯一住处的商铺，低保能不能除外没有见到原文，由街道核定",
            shows=("two_homes", "shop", "car"),
            since=ILLNESS_NOTICE_IN_FORCE,
        ),
        Rule(
            "家庭财产符合规定（没有两套以上住房、商铺、汽车）",
            dibao("二（七）"),
            AllOf(PROPERTY, STREET),
            maybe="财产的具体限额见京政办发〔2018〕45号，没有见到原文，由街道核定",
            shows=("two_homes", "shop", "car"),
            until=ILLNESS_NOTICE_IN_FORCE,
        ),
        Rule(
            "存款等不超过规定限额",
            dibao("二（七）"),
            means.DIBAO_SAVINGS,
            maybe="存款偏多，限额由街道核对",
            shows=("savings_yuan",),
        ),
    ),
    pays=Worked(difference, "元/月（全家，按您说的推算，不含增发）", COUNTED_FIGURES, _to_narrow),
    papers=(
        "社会救助申请表及授权书（街道领取）",
        "本人和家人、法定赡养抚养扶养人的身份证、户口本原件",
        "收入凭证或银行流水",
        "重病的要近 {dibao.diagnosis_months} 个月本市二级以上医保定点医院的诊断证明",
    ),
    notes=(
        "批下来后，重病、重残的每人每月再按低保标准的 {dibao.increase_severe}% 增发，"
        "满 {dibao.increase_elder_age} 岁的老人、{dibao.increase_child_age} 岁及以下的孩子和在校学生等按 {dibao.increase_general}% 增发",
        "有子女的老人，子女该给的赡养费按协议、判决或公式算进收入；离婚带孩子的，另一方该给的抚养费也算",
        "因上学把户口迁进学校集体户的学生不在范围里；正在服刑的、当义务兵的不算家里人口",
    ),
)
