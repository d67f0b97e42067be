"""赡养费: what an old person's children are counted to give (445号十二（一）). Yuan a month."""

from math import inf

from bot.eligibility.condition import MET, AllOf, Amount, AnyOf, Between, Case, Not, OneOf, Presumed, never_asked
from bot.eligibility.facts import STILL_OPEN, Unsaid

STATUS, SIZE, INCOME, FAMILIES = (
    "obligor_status", "obligor_family_size", "obligor_family_income_yuan_per_month", "obligor_supported_families",
)  # fmt: skip
SUPPORT_FACTS = ("age", "obligors", "support_agreed_yuan_per_month", STATUS, SIZE, INCOME, FAMILIES)
SUPPORT_FIGURES = ("dibao.standard", "dibao.support_living_multiple", "dibao.support_rate", "tekun.elder_age")

OLD = Between("age", at_least="tekun.elder_age")
HAS_OBLIGORS = OneOf("obligors", {"able", "unable"})
IN_NEED_THEMSELVES = Presumed(STATUS, {"dibao", "low_income", "tekun"}, "none")
FULLY_ABLE = AllOf(
    OLD,
    HAS_OBLIGORS,
    Not(IN_NEED_THEMSELVES),
    AnyOf(OneOf("obligor_two_homes", {True}), OneOf("obligor_rich", {True})),
    OneOf("obligor_ill_or_disabled", {False}),
)
"""十二（一）2: whose children are taken to be fully able gets no assistance."""


def support(case: Case) -> Amount:
    """What is counted as given: the agreed sum, nothing from children in need themselves, else the formula."""
    if OLD.judge(case)[1] == 0 or HAS_OBLIGORS.judge(case)[1] == 0:
        return Amount(0, 0)
    agreed = case.number("support_agreed_yuan_per_month")
    if agreed:
        return Amount(agreed, agreed)
    if IN_NEED_THEMSELVES.judge(case)[0] == MET:
        return Amount(0, 0)
    told = [case.number(fact) for fact in (INCOME, SIZE, FAMILIES)]
    if (
        None in told
        or "dibao.standard" not in case.figure
        or HAS_OBLIGORS.judge(case)[0] < MET
        or OLD.judge(case)[0] < MET
    ):
        return _unknown(case)
    exact = by_formula(case, *(number or 0 for number in told))
    return (
        Amount(exact, exact)
        if IN_NEED_THEMSELVES.judge(case)[1] == 0
        else Amount(0, exact, _missing(case, STATUS), True)
    )


def by_formula(case: Case, income: float, size: float, families: float) -> float:
    """(月均家庭总收入 − 1.5 × 低保标准 × 人数) × 20 % ÷ 应赡养家庭数, not below nothing."""
    figure = case.figure
    kept = figure["dibao.support_living_multiple"] * figure["dibao.standard"] * size
    return max(0.0, (income - kept) * figure["dibao.support_rate"] / 100 / families)


def _unknown(case: Case) -> Amount:
    missing = _missing(case, "age", "obligors") or _missing(case, STATUS) or _missing(case, INCOME, SIZE, FAMILIES)
    return Amount(0, inf, missing, not missing)


def _missing(case: Case, *facts: str) -> tuple[str, ...]:
    return tuple(fact for fact in facts if never_asked(case, (fact,)))


def told_support(case: Case) -> str:
    """“子女每月应给的赡养费算 847.5 元”, or nothing where none is counted or known."""
    amount = support(case)
    if isinstance(case.known["obligors"], Unsaid) and case.known["obligors"] in STILL_OPEN:
        return ""
    return f"子女每月的赡养费算 {amount.high:.10g} 元" if 0 < amount.high < inf and amount.low == amount.high else ""
