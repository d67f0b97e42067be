"""支出型临时救助 (京民社救发〔2020〕86号一（二）、三（二）) and 刚性支出困难家庭 (社会救助法第二十二条)."""

from collections.abc import Set

from bot.eligibility import means
from bot.eligibility.clauses import ASSISTANCE_LAW_IN_FORCE, TEMPORARY_NOTICE
from bot.eligibility.condition import STREET, AllOf, AnyOf, Case, Since
from bot.eligibility.disability_class import SEVERE_IN_FAMILY
from bot.eligibility.recognition import holds
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Rule, Scheme, Worked

RECIPIENT = holds("dibao", "low_income", "tekun")
SPENDING = AnyOf(
    AllOf(
        RECIPIENT,
        means.spent_at_least(means.necessary_spending, "temporary.expenditure_floor_recipient", means.SPENDING_FACTS),
    ),
    means.spent_at_least(means.necessary_spending, "temporary.expenditure_floor_other", means.SPENDING_FACTS),
)
BY_NEW_LAW = AllOf(Since(ASSISTANCE_LAW_IN_FORCE), means.BELOW_DISPOSABLE, STREET)
LINE = AnyOf(RECIPIENT, means.LEFT_UNDER_LOW_INCOME, BY_NEW_LAW)
PROPERTY = AnyOf(RECIPIENT, AllOf(means.WITHIN_DIBAO_PROPERTY, means.LOW_INCOME_SAVINGS))
_FIGURES = tuple(
    f"temporary.expenditure_{name}"
    for name in (
        "rate_recipient_lower", "rate_recipient_upper", "rate_other_lower", "rate_other_upper",
        "rate_disabled_extra", "band_limit", "cap_months",
    )
)  # fmt: skip


def _share(case: Case, spent: float, kind: str, extra: float) -> float:
    """三（二）: one rate up to the band limit, a higher one above it, capped in months of 低保."""
    figure = case.figure
    limit = figure["temporary.expenditure_band_limit"]
    lower = figure[f"temporary.expenditure_rate_{kind}_lower"] + extra
    upper = figure[f"temporary.expenditure_rate_{kind}_upper"] + extra
    paid = (min(spent, limit) * lower + max(0.0, spent - limit) * upper) / 100
    return min(paid, figure["temporary.expenditure_cap_months"] * figure["dibao.standard"])


def aid(case: Case) -> tuple[float, float] | None:
    """The sum the rates give; 重残 may add ten points for other households (“可增加”)."""
    spent = means.necessary_spending(case)
    if any(name not in case.figure for name in (*_FIGURES, "dibao.standard")):
        return None
    if RECIPIENT.judge(case)[0] == 2:
        ends = [_share(case, end, "recipient", 0) for end in (spent.low, spent.high)]
        return ends[0], ends[1]
    extra = case.figure["temporary.expenditure_rate_disabled_extra"] if SEVERE_IN_FAMILY.judge(case)[1] else 0
    low, high = _share(case, spent.low, "other", 0), _share(case, spent.high, "other", extra)
    return low, max(high, _share(case, spent.high, "recipient", 0)) if RECIPIENT.judge(case)[1] else high


def _to_narrow(case: Case) -> Set[str]:
    recipient = RECIPIENT.missing(case)
    severe = SEVERE_IN_FAMILY.missing(case) if RECIPIENT.judge(case)[0] != 2 else set()
    return {*means.necessary_spending(case).missing} or recipient or severe


SCHEME = Scheme(
    name="expenditure",
    title="支出型临时救助（刚性支出困难家庭）",
    topic="assistance.expenditure_poverty",
    category="assistance_office",
    means_tested=True,
    concerns=SPENDING,
    core=("temporary.expenditure_floor_other", "minimum_wage.monthly"),
    rules=(
        beijing_hukou(Clause(TEMPORARY_NOTICE, "一（二）")),
        Rule(
            "近 {temporary.expenditure_period_months} 个月自己负担的医疗费、基本教育费要到 {temporary.expenditure_floor_other} 元"
            "（低保、低收入、特困 {temporary.expenditure_floor_recipient} 元）",
            Clause(TEMPORARY_NOTICE, "三（二）"),
            SPENDING,
            shows=("medical_cost_yuan_per_year", "education_cost_yuan_per_year"),
        ),
        Rule(
            "扣掉这些支出后，人均月收入低于最低工资标准 {minimum_wage.monthly} 元；"
            "刚性支出困难家庭，人均要低于上年全市人均可支配收入",
            Clause(TEMPORARY_NOTICE, "一（二）1；社会救助法第二十二条"),
            LINE,
            since=ASSISTANCE_LAW_IN_FORCE,
            maybe="扣掉以后还高于这条线；新法另有“刚性支出困难家庭”，北京的收入和支出比例还没有查到，由街道核定",
            said=means.told_per_head,
        ),
        Rule(
            "扣掉这些支出后，人均月收入低于最低工资标准 {minimum_wage.monthly} 元",
            Clause(TEMPORARY_NOTICE, "一（二）1"),
            LINE,
            until=ASSISTANCE_LAW_IN_FORCE,
            said=means.told_per_head,
        ),
        Rule(
            "财产符合低收入家庭的规定（没有两套以上住房、商铺、汽车，存款不超限额）",
            Clause(TEMPORARY_NOTICE, "一（二）2"),
            PROPERTY,
            maybe="存款限额由街道核对",
            shows=("two_homes", "shop", "car", "savings_yuan"),
        ),
    ),
    pays=Worked(aid, "元（一次性，按您说的推算）", (*_FIGURES, "dibao.standard"), _to_narrow),
    papers=("身份证、户口簿", "医疗、教育支出的票据材料", "有责任或赔偿认定的，带认定材料"),
    notes=(
        "买房买车、非医保定点就医、非普惠民办学校和留学的花费不算",
        "同一家人一年内为同一件事一般只能申请一次；给到上限还过不去的，可以“一事一议”",
    ),
)
