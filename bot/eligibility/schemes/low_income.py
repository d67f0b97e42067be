"""低收入家庭 (京民社救发〔2018〕445号十一); the new law calls it 低保边缘家庭, Beijing's own line is not found."""

from bot.eligibility import means
from bot.eligibility.clauses import ILLNESS_NOTICE, dibao
from bot.eligibility.condition import AllOf, Case, Not, OneOf
from bot.eligibility.residence import BEIJING_OR_MARRIED
from bot.eligibility.scheme import Clause, Rule, Scheme, Worked


def child_allowance(case: Case) -> tuple[float, float] | None:
    """十一（三）: a share of the 低保 standard for each child up to 16 or in school."""
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
            means.BELOW_LOW_INCOME,
            said=means.told_per_head,
        ),
        Rule(
            "家里没有两套以上住房、商铺，也没有汽车（残疾人代步车除外）",
            Clause(ILLNESS_NOTICE, "二（四）2；低收入用同一份经济状况认定意见"),
            AllOf(means.NO_SECOND_PROPERTY, means.NO_CAR),
            shows=("two_homes", "shop", "car"),
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
