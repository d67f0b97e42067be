"""The result on one screen: a first sentence, the total, what is likely, what the street checks, what is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.eligibility.assess import assess
from bot.eligibility.catalogue import BY_NAME
from bot.eligibility.condition import UNMET, Case
from bot.eligibility.facts import FACTS, Facts
from bot.eligibility.means import people
from bot.eligibility.sentences import document, say
from bot.eligibility.standards import standards
from bot.eligibility.verdict import Outcome, Payment, Verdict
from bot.policy.figure import Figures, plain_number

MOST_PAPERS = 2


@dataclass(frozen=True)
class Total:
    """What likely payments add up to, yuan: (low, high), or None without any; `at_most` where all are ceilings."""

    span: tuple[float, float] | None
    at_most: bool = False

    def told(self, kind: str) -> str:
        """每月能领100元."""
        if self.span is None:
            return ""
        low, high = (plain_number(end) for end in self.span)
        amount = low if low == high else say("result.span", low=low, high=high)
        return say(f"result.{kind}_most" if self.at_most else f"result.{kind}", sum=amount)


def total(payments: Iterable[Payment], period: str) -> Total:
    """The sum of what is paid by `period` (month, once). A ceiling alone is told as it is, never as a range from 0."""
    each = [payment for payment in payments if payment.period == period]
    if not each:
        return Total(None)
    certain = sum(payment.low for payment in each if not payment.at_most)
    high = round(sum(payment.high for payment in each), 2)
    return Total((round(certain, 2) or high, high), at_most=not certain)


def shown(facts: Facts, day: date, figures: Figures) -> list[Verdict]:
    """The verdicts that concern this person: nothing about an orphan's allowance at eighty-five."""
    case = Case(facts.as_dict(), standards(figures, day))
    return [
        _without_guess(verdict, case)
        for verdict in assess(facts, day, figures)
        if verdict.outcome is not Outcome.UNLIKELY or BY_NAME[verdict.scheme].concerns.judge(case)[1] > UNMET
        if not (verdict.outcome is Outcome.NEED_INFO and BY_NAME[verdict.scheme].concerns.judge(case)[1] == UNMET)
    ]


def _without_guess(verdict: Verdict, case: Case) -> Verdict:
    """A sum for a whole family of nobody knows how many is no sum."""
    size = people(case)
    by_family = verdict.amount is not None and "全家" in verdict.amount.unit
    unknown = by_family and verdict.outcome is not Outcome.LIKELY and size.low < size.high
    return replace(verdict, amount=None) if unknown else verdict


def report(facts: Facts, whom: str, day: date, figures: Figures) -> tuple[str, dict[str, Any]]:
    """(text for a simple channel, `custom` of kind screening) for what is known now."""
    verdicts = shown(facts, day, figures)
    likely = [verdict for verdict in verdicts if verdict.outcome is Outcome.LIKELY and not verdict.held]
    possible = [verdict for verdict in verdicts if verdict.outcome in (Outcome.POSSIBLE, Outcome.NEED_INFO)]
    payments = [verdict.amount for verdict in likely if verdict.amount]
    sums = {period: total(payments, period) for period in ("month", "once")}
    lead = _lead(whom, likely, possible, sums["month"], sums["once"])
    custom = {
        "kind": "screening",
        "lead": lead,
        "total": {"monthly_yuan": _pair(sums["month"]), "once_yuan": _pair(sums["once"])},
        "results": [_item(verdict) for verdict in verdicts],
        "related": [dict(choice) for choice in document()["related"]],
    }
    return _text(lead, likely, possible), custom


def _pair(sum_of: Total) -> list[float] | None:
    return list(sum_of.span) if sum_of.span else None


def _lead(whom: str, likely: Sequence[Verdict], possible: Sequence[Verdict], monthly: Total, once: Total) -> str:
    money = "，".join(filter(None, (monthly.told("monthly"), once.told("once"))))
    if money:
        first = say("result.money", whom, money=money)
    elif likely:
        first = say("result.apply", whom, titles="、".join(verdict.title for verdict in likely[:2]))
    elif possible:
        return f"{say('result.none')}；{say('result.only_possible', count=len(possible))}。"
    else:
        return say("result.nothing")
    more = [say("result.possible", count=len(possible))] if possible else []
    return "；".join([first, *more]) + "。"


def _item(verdict: Verdict) -> dict[str, Any]:
    """A result: reasons in full where it may be paid, one where not; what is missing in a person's words."""
    item = verdict.payload()
    item["missing"] = [FACTS[fact].title for fact in verdict.missing]
    item["where"] = document()["where"].get(verdict.category, "")
    if verdict.outcome is Outcome.NEED_INFO:
        item["outcome"] = Outcome.POSSIBLE.value
    if verdict.outcome is Outcome.UNLIKELY:
        item["reasons"] = item["reasons"][:1]
    return item


def _text(lead: str, likely: Sequence[Verdict], possible: Sequence[Verdict]) -> str:
    lines = [lead]
    if likely:
        lines += [say("result.likely_head"), *map(_likely_line, likely)]
    if possible:
        lines += [say("result.possible_head"), *map(_possible_line, possible)]
    return "\n".join([*lines, say("result.close")])


def _amount(verdict: Verdict) -> str:
    return f"，{verdict.amount}" if verdict.amount else ""


def _likely_line(verdict: Verdict) -> str:
    papers = say("result.papers", papers="、".join(verdict.papers[:MOST_PAPERS])) if verdict.papers else ""
    where = document()["where"].get(verdict.category, "")
    return say("result.likely_line", title=verdict.title, amount=_amount(verdict), where=where, papers=papers)


def _possible_line(verdict: Verdict) -> str:
    missing = "、".join(FACTS[fact].title for fact in verdict.missing[:3])
    why = say("result.missing", missing=missing) if missing else verdict.why_open
    return say("result.possible_line", title=verdict.title, amount=_amount(verdict), why=why)
