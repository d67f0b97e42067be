"""家庭经济状况: income per head, property, spending. Yuan per month unless named.

Every measure is an interval: what we were not told stays as wide as it can be.
"""

from collections.abc import Callable
from datetime import date
from math import inf

from bot.eligibility.condition import (
    STREET,
    AllOf,
    Amount,
    AnyOf,
    Case,
    Condition,
    Measure,
    OneOf,
    Presumed,
    Span,
    Under,
    never_asked,
    silence,
)
from bot.eligibility.facts import MOST_PEOPLE, NOT_SURE, STILL_OPEN, UNKNOWN, Unsaid

INCOME_FACTS = (
    "income_yuan_per_month", "per_head_income_yuan_per_month", "household_size", "lives_alone", "own_income_yuan_per_month",
)  # fmt: skip
_INCOME, _PER_HEAD, _SIZE, _ALONE, _OWN = INCOME_FACTS


def figure_line(name: str) -> Measure:
    """A line that is one figure."""
    return lambda case: Amount(case.figure[name], case.figure[name])


def people(case: Case) -> Amount:
    """家庭人口; who lives alone is a household of one (445号二（五）)."""
    if case.known[_SIZE] is UNKNOWN and case.known[_ALONE] is True:
        return Amount(1, 1)
    return _told(case, _SIZE, 1, MOST_PEOPLE)


def _told(case: Case, fact: str, low: float, high: float) -> Amount:
    value = case.known[fact]
    if isinstance(value, Unsaid):
        return Amount(low, high, (fact,) if value in STILL_OPEN else (), value not in STILL_OPEN)
    return Amount(float(value), float(value))


def per_head(case: Case) -> Amount:
    """人均月收入 as told. Household size is asked for only once the income is known."""
    told = case.number(_PER_HEAD)
    if told is not None:
        return Amount(told, told)
    whole = told_income(case)
    if whole.high in (0, inf):
        return whole
    size = people(case)
    return Amount(whole.low / size.high, whole.high / size.low, size.missing, size.unsure)


def told_income(case: Case) -> Amount:
    """家庭月收入 as told; of one person alone, his own."""
    own, size = case.number(_OWN), people(case)
    if case.known[_INCOME] is UNKNOWN and own is not None and size.low == size.high == 1:
        return Amount(own, own)
    return _told(case, _INCOME, 0, inf)


def total(case: Case) -> Amount:
    """家庭月收入 as told."""
    told = case.number(_PER_HEAD)
    if told is None:
        return told_income(case)
    size = people(case)
    return Amount(told * size.low, told * size.high, size.missing, size.unsure)


def told_per_head(case: Case) -> str:
    """“您家人均约 2000 元”, or nothing while it is not known."""
    amount = per_head(case)
    return f"您家人均约 {amount.low:.10g} 元" if amount.low == amount.high else ""


LOW_INCOME_LINE = "minimum_wage.monthly"
BELOW_LOW_INCOME = Under(per_head, figure_line(LOW_INCOME_LINE), INCOME_FACTS, (LOW_INCOME_LINE,))
DISPOSABLE_INCOME = "temporary.disposable_income"


def _disposable(case: Case) -> Amount:
    """上年度居民人均可支配收入, by the month."""
    each = case.figure[DISPOSABLE_INCOME] / 12
    return Amount(each, each)


BELOW_DISPOSABLE = Under(per_head, _disposable, INCOME_FACTS, (DISPOSABLE_INCOME,))
"""社会救助法第二十二条."""
BELOW_DIBAO_RAW = Under(per_head, figure_line("dibao.standard"), INCOME_FACTS, ("dibao.standard",))

# --- property ------------------------------------------------------------------------------

NO_CAR = AnyOf(OneOf("car", {False}), AllOf(OneOf("car", {True}), Presumed("disability_vehicle", {True}, False)))
_SMALL_HOMES = AllOf(OneOf("two_homes", {True}), Presumed("homes_below_average_area", {True}, False))
_LIVES_IN_SHOP = AllOf(OneOf("shop", {True}), Presumed("shop_is_only_home", {True}, False))
NO_SECOND_PROPERTY = AllOf(
    AnyOf(OneOf("two_homes", {False}), _SMALL_HOMES), AnyOf(OneOf("shop", {False}), _LIVES_IN_SHOP)
)
"""9号二（四）2（2）（3） with their exceptions."""
NO_SECOND_PROPERTY_BY_ANALOGY = AllOf(
    AnyOf(OneOf("two_homes", {False}), AllOf(_SMALL_HOMES, STREET)),
    AnyOf(OneOf("shop", {False}), AllOf(_LIVES_IN_SHOP, STREET)),
)
"""The same for 低保, whose own paper (京政办发〔2018〕45号) was not seen: an exception is up to the street."""
WITHIN_DIBAO_PROPERTY = AllOf(NO_SECOND_PROPERTY_BY_ANALOGY, NO_CAR)


def savings(case: Case) -> Amount:
    """全家存款等, yuan."""
    return _told(case, "savings_yuan", 0, inf)


class SavingsWithin(Condition):
    """存款 per head against limits in yuan: at most `sure` passes, over `outer` fails, between the street decides.

    A limit that is None is not known; without either only zero savings pass.
    """

    facts = frozenset({"savings_yuan", _SIZE})

    def __init__(self, sure: Callable[[Case], float | None], outer: Callable[[Case], float | None]) -> None:
        self.sure, self.outer = sure, outer

    def _each(self, case: Case) -> Amount:
        amount = savings(case)
        if amount.high in (0, inf):
            return amount
        size = people(case)
        return Amount(amount.low / size.high, amount.high / size.low, size.missing, size.unsure)

    def _judge(self, case: Case) -> Span:
        amount = self._each(case)
        if amount.unsure and amount.high == inf:
            return silence(NOT_SURE)
        sure, outer = self.sure(case) or 0, self.outer(case)
        worst = 2 if amount.high <= sure else 0 if outer is not None and amount.high > outer else 1
        best = 2 if amount.low <= sure else 0 if outer is not None and amount.low > outer else 1
        if worst != best and amount.unsure and not amount.missing:
            return silence(NOT_SURE)
        return worst, best

    def _waits(self, case: Case, floor: int, ceiling: int) -> int:
        return never_asked(case, self._each(case).missing)


def _months(case: Case, months: str, line: str) -> float | None:
    """`months` figure × `line` figure; recalled months count only as the inner, softer limit."""
    count = case.figure.get(months, case.standards.recalled.get(months))
    return None if count is None or line not in case.figure else count * case.figure[line]


def _verified_months(case: Case, months: str, line: str) -> float | None:
    return _months(case, months, line) if months in case.figure else None


def illness_savings_limit(case: Case) -> float | None:
    """24 个月低收入认定标准 per head (9号二（四）1): the widest limit any document names."""
    return _verified_months(case, "medical.illness_poverty_asset_months", LOW_INCOME_LINE)


def _dibao_outer(case: Case) -> float | None:
    verified = _verified_months(case, "dibao.asset_months", "dibao.standard")
    return illness_savings_limit(case) if verified is None else verified


DIBAO_SAVINGS = SavingsWithin(lambda case: _months(case, "dibao.asset_months", "dibao.standard"), _dibao_outer)
LOW_INCOME_SAVINGS = SavingsWithin(
    lambda case: _months(case, "low_income.asset_months", LOW_INCOME_LINE), illness_savings_limit
)
ILLNESS_SAVINGS = SavingsWithin(illness_savings_limit, illness_savings_limit)

# --- spending of the twelve months past --------------------------------------------------------

SPENDING_FACTS = ("medical_cost_yuan_per_year", "education_cost_yuan_per_year", "school_stage")


def medical_spending(case: Case) -> Amount:
    """全家自付医疗费, yuan a year."""
    return _told(case, "medical_cost_yuan_per_year", 0, inf)


def _education_spending(case: Case) -> Amount:
    told = case.number("education_cost_yuan_per_year")
    if told is not None:
        return Amount(told, told)
    stage = case.known["school_stage"]
    if stage in ("none", "compulsory"):
        return Amount(0, 0)  # 义务教育不收学费、杂费
    if stage in STILL_OPEN:
        return Amount(0, inf, ("school_stage",))
    return _told(case, "education_cost_yuan_per_year", 0, inf)


def necessary_spending(case: Case) -> Amount:
    """家庭生活必需支出 (86号一（二）): medical and education, yuan a year."""
    medical, education = medical_spending(case), _education_spending(case)
    missing = medical.missing or education.missing
    return Amount(
        medical.low + education.low, medical.high + education.high, missing, medical.unsure or education.unsure
    )


def _after(spending: Measure) -> Measure:
    """人均月收入 once a year's spending is taken off."""

    def left(case: Case) -> Amount:
        raw = total(case)
        if raw.high == inf:
            return Amount(-inf, inf, raw.missing, raw.unsure)
        size, spent = people(case), spending(case)
        low, high = raw.low - spent.high / 12, raw.high - spent.low / 12
        ends = [end / count for end in (low, high) for count in (size.low, size.high)]
        missing = size.missing or spent.missing
        return Amount(min(ends), max(ends), missing, size.unsure or spent.unsure)

    return left


def _told_or_after(spending: Measure) -> Measure:
    """As `_after`; a per-head income told alone is an upper end until the size is known."""
    after = _after(spending)

    def left(case: Case) -> Amount:
        ceiling, amount = per_head(case), after(case)
        return Amount(amount.low, min(amount.high, ceiling.high), amount.missing, amount.unsure)

    return left


def _line_of_last_year(case: Case) -> Amount:
    """同年职工最低工资标准 of the year spent in (9号二（二）): two values where it rose within the year."""
    year = case.standards.day.year - 1
    held = case.standards.over(LOW_INCOME_LINE, date(year, 1, 1), date(year, 12, 31))
    return Amount(*held) if held else figure_line(LOW_INCOME_LINE)(case)


LEFT_FACTS = (*INCOME_FACTS, *SPENDING_FACTS)
LEFT_UNDER_LOW_INCOME = Under(
    _told_or_after(necessary_spending), figure_line(LOW_INCOME_LINE), LEFT_FACTS, (LOW_INCOME_LINE,)
)
LEFT_AFTER_MEDICINE = Under(
    _told_or_after(medical_spending),
    _line_of_last_year,
    (*INCOME_FACTS, "medical_cost_yuan_per_year"),
    (LOW_INCOME_LINE,),
    or_equal=True,
)


def spent_at_least(measure: Measure, figure: str, facts: tuple[str, ...]) -> Condition:
    """Spending reaches a figure."""
    return Under(figure_line(figure), measure, facts, (figure,), or_equal=True)


SPENDS_ON_MEDICINE = Under(lambda case: Amount(0, 0), medical_spending, ("medical_cost_yuan_per_year",), ())
