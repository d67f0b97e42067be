"""低收入家庭 (京民社救发〔2018〕445号十一); the new law calls it 低保边缘家庭, Beijing's own line is not found."""

from bot.eligibility import means
from bot.eligibility.clauses import ILLNESS_NOTICE, ILLNESS_NOTICE_IN_FORCE, dibao
from bot.eligibility.condition import STREET, AllOf, Amount, Case, Not, OneOf, Under
from bot.eligibility.residence import BEIJING_OR_MARRIED
from bot.eligibility.scheme import Clause, Rule, Scheme, Worked
from bot.eligibility.support import FULLY_ABLE, SUPPORT_FACTS, support


def _with_support(case: Case) -> Amount:
    """人均月收入 with what the children are counted to give (十二（一）)."""
    each, given, size = means.per_head(case), support(case), means.people(case)
    return Amount(
        each.low + given.low / size.high,
        each.high + given.high / size.low,
        each.missing or (() if given.low == given.high == 0 else size.missing) or given.missing,
        each.unsure or given.unsure,
    )


BELOW = Under(
    _with_support,
    means.figure_line(means.LOW_INCOME_LINE),
    (*means.INCOME_FACTS, *SUPPORT_FACTS),
    (means.LOW_INCOME_LINE,),
)


def child_allowance(case: Case) -> tuple[float, float] | None:
    """十一（三）: a share of the 低保 standard for each child up to 16 or in school.

    A child paid 困境儿童生活费 has the higher of the two, not both (京民福发〔2016〕228号).
    """
    if case.known["child_care"] in ("orphan", "unsupported"):
        return None
    if case.known["school_stage"] == "none" and not _is_child(case):
        return None
    each = case.figure["dibao.standard"] * case.figure["low_income.child_allowance"] / 100
    return each, each


def _is_child(case: Case) -> bool:
    age = case.number("age")
    return age is not None and age <= case.figure["low_income.child_age"]


SCHEME = Scheme(
    name="low_income",
    title="低收入家庭认定（低保边缘家庭）",
    topic="assistance.low_income_family",
    category="assistance_office",
    means_tested=True,
    core=("minimum_wage.monthly",),
    held=OneOf("status", {"low_income"}),
    rules=(
        Rule(
            "户口要在本市（外地户口的，要配偶是本市户口、本人有居住证）",
            dibao("十一（一）"),
            BEIJING_OR_MARRIED,
            shows=("hukou",),
        ),
        Rule(
            "没有享受低保或特困供养", dibao("十一（一）"), Not(OneOf("status", {"dibao", "tekun"})), shows=("status",)
        ),
        Rule(
            "全家人均月收入要低于最低工资标准 {minimum_wage.monthly} 元",
            dibao("十一（一）"),
            BELOW,
            maybe="要算上子女该给的赡养费，由街道核定",
            said=means.told_per_head,
        ),
        Rule(
            "满 {tekun.elder_age} 岁的，子女家没有“完全有赡养能力”",
            dibao("十二（一）2"),
            Not(FULLY_ABLE),
            maybe="子女家有没有完全赡养能力，由街道核对",
            shows=("obligor_two_homes", "obligor_rich"),
        ),
        Rule(
            "家里没有两套以上住房、商铺，也没有汽车（残疾人代步车除外）",
            Clause(ILLNESS_NOTICE, "二（四）2；低收入用同一份经济状况认定意见"),
            means.WITHIN_DIBAO_PROPERTY,
            maybe="小面积的两套房、兼作唯一住处的商铺能不能除外，由街道核定",
            shows=("two_homes", "shop", "car"),
            since=ILLNESS_NOTICE_IN_FORCE,
        ),
        Rule(
            "家庭财产符合规定（没有两套以上住房、商铺、汽车）",
            dibao("十一（一）"),
            AllOf(means.WITHIN_DIBAO_PROPERTY, STREET),
            maybe="财产的具体限额见京政办发〔2018〕45号，没有见到原文，由街道核定",
            shows=("two_homes", "shop", "car"),
            until=ILLNESS_NOTICE_IN_FORCE,
        ),
        Rule(
            "存款等不超过规定限额",
            dibao("十一（一）"),
            means.LOW_INCOME_SAVINGS,
            maybe="存款偏多，限额由街道核对",
            shows=("savings_yuan",),
        ),
    ),
    pays=Worked(
        child_allowance,
        "元/月（每个符合条件的孩子，推算）",
        ("dibao.standard", "low_income.child_allowance", "low_income.child_age"),
    ),
    papers=("社会救助申请表及授权书（街道领取）", "全家身份证、户口本原件", "收入凭证或银行流水"),
    notes=(
        "认定后可以申请医疗、教育、住房和临时救助",
        "新施行的社会救助法改称“低保边缘家庭”，北京的新标准还没有查到，以街道答复为准",
    ),
)
