"""Dated, sourced parameters: every figure a resident can read is one of these.

After OpenFisca's parameters: a figure is a series of values, each with the day it took
effect, the document it stands in and how far it can be trusted. Where no value is in
force the lookup raises; it never returns 0 or None.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.errors import NotFound, NotInForce

YEARLY_CHECK = timedelta(days=365)


@dataclass(frozen=True)
class Source:
    """A document: title, document number (文号), clause, official page."""

    title: str
    number: str | None = None
    clause: str | None = None
    url: str | None = None

    def payload(self) -> dict[str, str]:
        """The `sources` item of the reply schema."""
        every = {"title": self.title, "number": self.number, "clause": self.clause, "url": self.url}
        return {key: value for key, value in every.items() if value}


@dataclass(frozen=True)
class Value:
    """One value of a figure. `until` is the last day in force where it ended with no successor.

    Confidence: A seen in the official text, B second-hand and consistent, C recall only.
    """

    from_day: date
    value: float
    confidence: str
    source: Source
    until: date | None = None
    note: str | None = None
    is_target: bool = False
    at_least: bool = False

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

    def is_stale(self, day: date) -> bool:
        """True for a yearly standard whose value in force is over a year old on `day`."""
        return self.attributes.get("adjusted") == "yearly" and day - self.at(day).from_day > YEARLY_CHECK

    def spoken(self, day: date) -> str:
        """Number and unit as an answer shows them: `1450元`, `16万元`, `≥7张`."""
        value = self.at(day)
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
