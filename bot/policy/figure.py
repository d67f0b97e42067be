"""Dated, sourced parameters: every figure a resident can read is one of these.

After OpenFisca's parameters: a figure is a series of values, each with the day it took
effect, the document it stands in and how far it can be trusted. Where no value is in
force the lookup raises; it never returns 0 or None.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.clock import chinese_date, chinese_month
from bot.errors import NotFound, NotInForce

YEARLY_CHECK = timedelta(days=365)
ANNOUNCED_AHEAD = timedelta(days=60)
# How exactly the first day of a value is known.
DAY, MONTH, BEFORE = "day", "month", "before"
_EACH = {
    "人": "每人",
    "户": "每户",
    "年": "每年",
    "月": "每月",
    "次": "每次",
    "天": "每天",
    "日": "每天",
    "每孩": "每孩",
}


@dataclass(frozen=True)
class Source:
    """A document: title, document number (文号), clause, official page, its own first day in force."""

    title: str
    number: str | None = None
    clause: str | None = None
    url: str | None = None
    effective: date | None = None

    def payload(self) -> dict[str, str]:
        """The `sources` item of the reply schema."""
        every = {"title": self.title, "number": self.number, "clause": self.clause, "url": self.url}
        return {key: value for key, value in every.items() if value}


@dataclass(frozen=True)
class Value:
    """One value of a figure. `until` is the last day in force where it ended with no successor.

    Confidence: A seen in the official text, B second-hand and consistent, C recall only.
    `start`: the first day is known (day), only its month (month), or nothing but that the value was in force up to
    the change that followed (before): then `from_day` is the last day of it, since which day is not known.
    """

    from_day: date
    value: float
    confidence: str
    source: Source
    until: date | None = None
    note: str | None = None
    is_target: bool = False
    at_least: bool = False
    start: str = DAY

    @property
    def since(self) -> str:
        """The first day as exactly as it is known: 2024年7月1日, 2024年7月; 2022年7月1日以前 where it is not."""
        if self.start == BEFORE:
            return f"{chinese_date(self.from_day + timedelta(days=1))}以前"
        return chinese_month(self.from_day) if self.start == MONTH else chinese_date(self.from_day)

    @property
    def verified(self) -> bool:
        return self.confidence == "A"

    @property
    def may_be_shown(self) -> bool:
        """Recall is kept for staff to confirm and never shown to residents."""
        return self.confidence != "C"


@dataclass(frozen=True)
class Figure:
    """A named parameter, `values` newest first. `unit` like 元/人·月."""

    name: str
    title: str
    unit: str
    values: tuple[Value, ...]
    attributes: Mapping[str, object] = field(default_factory=dict)

    def at(self, day: date) -> Value:
        """The value in force on `day`. Raises NotInForce."""
        for value in self.values:
            if value.from_day <= day:
                if value.until is None or day <= value.until:
                    return value
                break
        raise NotInForce(
            f"“{self.title}”（{self.name}）在 {day} 没有生效的数值；请在 data/policy 或工作台补上这一天的数值和文号"
        )

    def next_after(self, day: date) -> Value | None:
        """The first value that takes effect after `day`, if one is known."""
        later = [value for value in self.values if value.from_day > day]
        return later[-1] if later else None

    @property
    def spoken_unit(self) -> str:
        """The part of the unit read aloud behind the number: 元/人·月 → 元."""
        return self.unit.split("/")[0]

    @property
    def began(self) -> str | None:
        """What did not exist before the oldest value (离婚冷静期), where that is known."""
        return str(self.attributes["began"]) if "began" in self.attributes else None

    @property
    def is_yearly(self) -> bool:
        """Is a new value usual every year?"""
        return self.attributes.get("adjusted") == "yearly"

    def coming(self, day: date) -> Value | None:
        """The next value, decided and fit to be shown, where it takes effect within ANNOUNCED_AHEAD of `day`."""
        value = self.next_after(day)
        near = value is not None and value.from_day - day <= ANNOUNCED_AHEAD
        return value if value and near and value.may_be_shown and not value.is_target else None

    @property
    def rate(self) -> str:
        """What stands before the number where the unit says per what: 元/人·月 → 每人每月."""
        _, _, per = self.unit.partition("/")
        parts = [_EACH.get(part, "") for part in per.split("·")] if per else []
        return "".join(parts) if all(parts) else ""

    def is_stale(self, day: date) -> bool:
        """True for a yearly standard whose value in force is over a year old on `day`."""
        return self.is_yearly and day - self.at(day).from_day > YEARLY_CHECK

    def needs_value(self, day: date) -> bool:
        """Is the value in force over a year old, and no later one decided?"""
        return self.is_stale(day) and self.next_after(day) is None

    def far_from_before(self, value: Value) -> float | None:
        """The number that `value` would follow, where it is less than half or more than twice that: perhaps a slip."""
        try:
            before = self.at(value.from_day).value
        except NotInForce:
            return None
        return before if before and not 0.5 <= value.value / before <= 2 else None

    def spoken(self, day: date) -> str:
        """Number and unit as an answer shows them: `1450元`, `16万元`, `≥7张`."""
        return self.worded(self.at(day))

    def worded(self, value: Value) -> str:
        """The same of one value of the figure."""
        mark = "≥" if value.at_least else ""
        if self.spoken_unit == "元" and value.value >= 10_000 and value.value % 1000 == 0:
            return f"{mark}{plain_number(value.value / 10_000)}万元"
        return f"{mark}{plain_number(value.value)}{self.spoken_unit}"


class Figures(Mapping[str, Figure]):
    """All figures by name."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self._figures = dict(figures)

    def __getitem__(self, name: str) -> Figure:
        try:
            return self._figures[name]
        except KeyError:
            raise NotFound(f"没有叫“{name}”的数字；`python -m bot policy list` 列出全部名字") from None

    def __contains__(self, name: object) -> bool:
        return name in self._figures

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    def at(self, name: str, day: date) -> float:
        """The bare number of figure `name` on `day`. Raises NotFound, NotInForce."""
        return self[name].at(day).value


def plain_number(value: float) -> str:
    """`1450.0` → `1450`, `4675.65` → `4675.65`; no exponent, no trailing zeros."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
