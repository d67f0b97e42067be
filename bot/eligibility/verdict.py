"""One scheme's verdict, and its item in the reply."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.policy.figure import Source, plain_number


class Outcome(str, Enum):
    """The four words of the reply schema. POSSIBLE: nothing more to ask, the subdistrict decides."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    NEED_INFO = "need_info"

    @property
    def chinese(self) -> str:
        return {"likely": "很可能", "possible": "有可能", "unlikely": "不太可能", "need_info": "还要再问"}[self.value]


@dataclass(frozen=True)
class Payment:
    """What is paid: `low` to `high` in `unit`; `at_most` where the rule only sets a ceiling."""

    low: float
    high: float
    unit: str
    at_most: bool = False

    @property
    def period(self) -> str:
        """month, once or year; empty for a share of something."""
        if "一次性" in self.unit:
            return "once"
        return "month" if "月" in self.unit and "元" in self.unit else "year" if "/年" in self.unit else ""

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{'最多 ' if self.at_most else ''}{plain_number(self.high)} {self.unit}"
        return f"{plain_number(self.low)} 至 {plain_number(self.high)} {self.unit}"

    def payload(self) -> dict[str, Any]:
        """`value` is the exact sum, or the lower end of a range whose upper end is `up_to`."""
        document: dict[str, Any] = {"value": self.low, "unit": self.unit, "text": str(self)}
        if self.low != self.high:
            document["up_to"] = self.high
        if self.at_most:
            document["at_most"] = True
        return document


@dataclass(frozen=True)
class Verdict:
    """How one scheme stands for these facts on this day.

    `reasons` are the trace, sentence by sentence, each with its clause. `missing` names the
    facts never asked that can still move it. `excluded_by` is the scheme this one yields to; `held`
    says the household has it already; `why_open` is what the street has to see.
    """

    scheme: str
    title: str
    outcome: Outcome
    amount: Payment | None
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    papers: tuple[str, ...]
    notes: tuple[str, ...]
    topic: str
    category: str
    sources: tuple[Source, ...]
    verified: bool
    excluded_by: str | None = None
    held: bool = False
    why_open: str = ""

    @property
    def is_decided(self) -> bool:
        return self.outcome is not Outcome.NEED_INFO

    def payload(self) -> dict[str, Any]:
        """The `results` item of the reply schema, with papers, place category and sources beside it."""
        document: dict[str, Any] = {
            "scheme": self.scheme,
            "title": self.title,
            "outcome": self.outcome.value,
            "amount": self.amount.payload() if self.amount else None,
            "reasons": list(self.reasons),
            "missing": list(self.missing),
            "topic": self.topic,
            "papers": list(self.papers),
            "notes": list(self.notes),
            "category": self.category,
            "sources": [source.payload() for source in self.sources],
            "verified": self.verified,
        }
        if self.excluded_by:
            document["excluded_by"] = self.excluded_by
        return document
