"""The income 低保 counts: 核减 and 就业奖励 taken off, 赡养费 added (445号十、十二（一）). Yuan a month."""

from collections.abc import Mapping, Set
from dataclasses import replace
from itertools import product
from math import inf

from bot.eligibility.condition import NO, PERHAPS, Amount, Case, OneOf, Span, Under, named, never_asked
from bot.eligibility.disability_class import HARDSHIP_IN_FAMILY
from bot.eligibility.facts import Unsaid, Value
from bot.eligibility.means import INCOME_FACTS, LOW_INCOME_LINE, figure_line, people, told_income, total
from bot.eligibility.support import SUPPORT_FACTS, SUPPORT_FIGURES, support

ODD_JOBS = "flexible_income_yuan_per_month"
_DEDUCTION_FACTS = (
    "serious_illness",
    "family_severe_disability",
    "disability_kind",
    "disability_level",
    "single_parent",
    "work",
    "supported_by",
    ODD_JOBS,
)
_EMPLOYED: Mapping[Value, int] = {"none": 0, "one": 1, "two": 2, "flexible": 0}
DEDUCTION_FIGURES = (
    "dibao.standard",
    "dibao.income_cut_illness",
    "dibao.income_cut_elder_guardian",
    "dibao.income_cut_single_parent",
    "dibao.employment_deduction",
    "dibao.flexible_income_line",
)
_ELDER_PARENTS = OneOf("supported_by", {"elder_parents"})
_SINGLE = OneOf("single_parent", {True})


def _hardship_cut(case: Case, hardship: int, elder: int, single: int) -> float:
    """十（一）: hardship (and old guardians) or single parent, the higher one."""
    percent = case.figure
    for_hardship = hardship * (percent["dibao.income_cut_illness"] + elder * percent["dibao.income_cut_elder_guardian"])
    return max(for_hardship, single * percent["dibao.income_cut_single_parent"]) * percent["dibao.standard"] / 100


def odd_jobs_cut(case: Case, earned: float) -> float:
    """十（三）2: what is taken off what somebody without an employer earns."""
    standard = case.figure["dibao.standard"]
    if earned >= standard * case.figure["dibao.flexible_income_line"] / 100:
        return standard * case.figure["dibao.employment_deduction"] / 100
    return max(0.0, earned - standard)


def _work_cut(case: Case) -> tuple[float, float]:
    """十（三）: the reward for work, least and most it can be."""
    each = case.figure["dibao.standard"] * case.figure["dibao.employment_deduction"] / 100
    work = case.known["work"]
    if isinstance(work, Unsaid):
        return 0.0, 2 * each
    if work != "flexible":
        return _EMPLOYED[work] * each, _EMPLOYED[work] * each
    earned = case.number(ODD_JOBS)
    if earned is None:
        return 0.0, odd_jobs_cut(case, max(total(case).high, 0.0)) if total(case).high < inf else each
    return odd_jobs_cut(case, earned), odd_jobs_cut(case, earned)


def _ends(span: Span) -> Span:
    """A span as yes/no ends: MAYBE counts both ways."""
    return int(span[0] == 2), int(span[1] >= 1)


def _parts(case: Case) -> tuple[Span, Span, Span]:
    hardship = _ends(HARDSHIP_IN_FAMILY.judge(case))
    elder = _ends(_ELDER_PARENTS.judge(case)) if hardship[1] else (0, 0)
    return hardship, elder, _ends(_SINGLE.judge(case))


def _cuts(case: Case) -> tuple[float, float]:
    parts, work = _parts(case), _work_cut(case)
    least, most = (_hardship_cut(case, *(part[end] for part in parts)) for end in (0, 1))
    return least + work[0], most + work[1]


def counted_per_head(case: Case) -> Amount:
    """核减后、加上赡养费的人均月收入."""
    raw, size, given = total(case), people(case), support(case)
    least, most = _cuts(case)
    if raw.high == inf:
        return Amount(0, inf, raw.missing, raw.unsure)
    low, high = (max(0.0, raw.low - most) + given.low) / size.high, (max(0.0, raw.high - least) + given.high) / size.low
    told = case.number("per_head_income_yuan_per_month")
    if told is not None:
        low = max(0.0, told - most / size.low) + given.low / size.high
        high = max(0.0, told - least / size.high) + given.high / size.low
    if size.missing or low == high:
        return Amount(low, high, size.missing)
    return Amount(low, high, {*_still_open(case), *given.missing}, True)


def _asked(case: Case) -> tuple[Set[str], ...]:
    """For each part of what is taken off, the facts never asked it waits for."""
    work = named(never_asked(case, ("work",)))
    if case.known["work"] == "flexible":
        work = named(never_asked(case, (ODD_JOBS,)))
    return HARDSHIP_IN_FAMILY.missing(case), _ELDER_PARENTS.missing(case), _SINGLE.missing(case), work


def open_deductions(case: Case) -> set[str]:
    """Facts never asked that would still move the counted income at all."""
    work = _work_cut(case)
    spans = [*_parts(case), (0, int(work[0] < work[1]))]
    moved = {fact for facts, (low, high) in zip(_asked(case), spans, strict=True) if low < high for fact in facts}
    return moved | set(support(case).missing)


def _still_open(case: Case) -> set[str]:
    """Facts never asked that can still carry the household across the 低保 line."""
    asked = _asked(case)
    found = {fact for index in range(3) if asked[index] and _decides(case, index) for fact in asked[index]}
    work = _work_cut(case)
    crosses = _lowest(case, _hardship_most(case) + work[1]) < case.figure["dibao.standard"] <= _highest(case, work[0])
    return found | (set(asked[3]) if asked[3] and work[0] < work[1] and crosses else set())


def _hardship_most(case: Case) -> float:
    return _hardship_cut(case, *(part[1] for part in _parts(case)))


def _lowest(case: Case, cut: float) -> float:
    return (max(0.0, told_income(case).low - cut) + support(case).low) / people(case).high


def _highest(case: Case, cut: float) -> float:
    return (max(0.0, told_income(case).high - cut) + support(case).high) / people(case).low


def _decides(case: Case, index: int) -> bool:
    """Some answers to the other deductions leave the line to this one."""
    parts, work = _parts(case), _work_cut(case)
    line = case.figure["dibao.standard"]
    rest = [range(low, high + 1) if place != index else (0,) for place, (low, high) in enumerate(parts)]
    for chosen in product(*rest):
        less, more = (_hardship_cut(case, *((*chosen[:index], end, *chosen[index + 1 :]))) for end in parts[index])
        if _lowest(case, more + work[1]) < line <= _highest(case, less + work[0]):
            return True
    return False


COUNTED_FACTS = (*INCOME_FACTS, *_DEDUCTION_FACTS, *SUPPORT_FACTS)
COUNTED_FIGURES = (*DEDUCTION_FIGURES, *SUPPORT_FIGURES)


class BelowDibao(Under):
    """人均低于低保标准; where the day's standard is not known, who is over the minimum wage is over it too."""

    def _judge(self, case: Case) -> Span:
        figure = case.figure
        if "dibao.standard" in figure or LOW_INCOME_LINE not in figure:
            return super()._judge(case)
        widest = Case(case.known, replace(case.standards, known={**figure, "dibao.standard": figure[LOW_INCOME_LINE]}))
        return NO if super()._judge(widest) == NO else PERHAPS


BELOW_DIBAO = BelowDibao(counted_per_head, figure_line("dibao.standard"), COUNTED_FACTS, COUNTED_FIGURES)
