"""核减: what 低保 takes off a household's income before dividing it (445号十（一）（三））. Yuan a month."""

from collections.abc import Mapping, Set
from itertools import product
from math import inf

from bot.eligibility.condition import Amount, Case, OneOf, Span, Under, named, never_asked
from bot.eligibility.disability_class import HARDSHIP_IN_FAMILY
from bot.eligibility.facts import NOT_SURE, Unsaid, Value
from bot.eligibility.means import INCOME_FACTS, figure_line, people, total

_DEDUCTION_FACTS = (
    "serious_illness",
    "family_severe_disability",
    "disability_kind",
    "disability_level",
    "single_parent",
    "work",
    "supported_by",
)
_WORKERS: Mapping[Value, Span] = {"none": (0, 0), "one": (1, 1), "two": (2, 2), "flexible": (0, 1)}
DEDUCTION_FIGURES = (
    "dibao.standard",
    "dibao.income_cut_illness",
    "dibao.income_cut_elder_guardian",
    "dibao.income_cut_single_parent",
    "dibao.employment_deduction",
)


def _cut(case: Case, hardship: int, elder: int, single: int, workers: int) -> float:
    """Yuan taken off: hardship or single parent (the higher one), and each worker's reward."""
    percent = case.figure
    for_hardship = hardship * (percent["dibao.income_cut_illness"] + elder * percent["dibao.income_cut_elder_guardian"])
    share = max(for_hardship, single * percent["dibao.income_cut_single_parent"])
    return percent["dibao.standard"] / 100 * (share + workers * percent["dibao.employment_deduction"])


def _ends(span: Span) -> Span:
    """A span as yes/no ends: MAYBE counts both ways."""
    return int(span[0] == 2), int(span[1] >= 1)


def _parts(case: Case) -> tuple[Span, Span, Span, Span]:
    hardship = _ends(HARDSHIP_IN_FAMILY.judge(case))
    elder = _ends(_ELDER_PARENTS.judge(case)) if hardship[1] else (0, 0)
    work = case.known["work"]
    workers = (0, 2) if isinstance(work, Unsaid) else _WORKERS[work]
    return hardship, elder, _ends(_SINGLE.judge(case)), workers


_ELDER_PARENTS = OneOf("supported_by", {"elder_parents"})
_SINGLE = OneOf("single_parent", {True})


def counted_per_head(case: Case) -> Amount:
    """核减后的人均月收入 (445号十（一）（三））."""
    raw, size, parts = total(case), people(case), _parts(case)
    if raw.high == inf:
        return Amount(0, inf, raw.missing, raw.unsure)
    most, least = _cut(case, *(high for _, high in parts)), _cut(case, *(low for low, _ in parts))
    low, high = max(0.0, raw.low - most) / size.high, max(0.0, raw.high - least) / size.low
    told = case.number("per_head_income_yuan_per_month")
    if told is not None:
        low, high = max(0.0, told - most / size.low), max(0.0, told - least / size.high)
    if size.missing or low == high:
        return Amount(low, high, size.missing)
    return Amount(
        low, high, _still_open(case), size.unsure or any(case.known[fact] is NOT_SURE for fact in _DEDUCTION_FACTS)
    )


def _still_open(case: Case) -> set[str]:
    """Deduction facts never asked that can still carry the household across the 低保 line."""
    return {fact for index, facts in enumerate(_asked(case)) if facts and _decides(case, index) for fact in facts}


def _asked(case: Case) -> tuple[Set[str], ...]:
    """For each part of the deduction, the facts never asked it waits for."""
    work = named(never_asked(case, ("work",)))
    return HARDSHIP_IN_FAMILY.missing(case), _ELDER_PARENTS.missing(case), _SINGLE.missing(case), work


def open_deductions(case: Case) -> set[str]:
    """Deduction facts never asked that would still move the counted income at all."""
    return {fact for facts, (low, high) in zip(_asked(case), _parts(case), strict=True) if low < high for fact in facts}


def _decides(case: Case, index: int) -> bool:
    """Some answers to the other deductions leave the line to this one."""
    parts, raw, size = _parts(case), total(case), people(case)
    line = case.figure["dibao.standard"]
    rest = [range(low, high + 1) if place != index else (0,) for place, (low, high) in enumerate(parts)]
    for chosen in product(*rest):
        ends = [_cut(case, *chosen[:index], end, *chosen[index + 1 :]) for end in parts[index]]
        dearest, cheapest = (max(0.0, raw.high - ends[0]) / size.low, max(0.0, raw.low - ends[1]) / size.high)
        if cheapest < line <= dearest:
            return True
    return False


COUNTED_FACTS = (*INCOME_FACTS, *_DEDUCTION_FACTS)
BELOW_DIBAO = Under(counted_per_head, figure_line("dibao.standard"), COUNTED_FACTS, DEDUCTION_FIGURES)
