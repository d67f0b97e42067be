"""Which standards are due: usually changed in some month, and no value for that month is known yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.errors import NotInForce
from bot.policy.figure import ANNOUNCED_AHEAD, Figure, Figures, Value

LATE, SOON, OLD = "到了没有新值", "快到了", "一年以上没有新值"


@dataclass(frozen=True)
class Due:
    """A yearly standard without the value that is usual by now. `expected`: the first day of the month it usually
    changes in; None where no month is known.
    """

    figure: Figure
    value: Value
    state: str
    expected: date | None = None


def due(figures: Figures, day: date) -> list[Due]:
    """Every yearly standard that is due on `day` or within ANNOUNCED_AHEAD of it, the longest waited for first."""
    found = [each for figure in figures.values() if figure.is_yearly for each in _due(figure, day)]
    return sorted(found, key=lambda each: (each.expected or day, each.figure.name))


def _due(figure: Figure, day: date) -> Iterator[Due]:
    try:
        value = figure.at(day)
    except NotInForce:
        return
    if value.is_target or figure.next_after(day):
        return
    month = figure.attributes.get("usual_month")
    if month is None:
        if figure.needs_value(day):
            yield Due(figure, value, OLD)
        return
    ahead = day + ANNOUNCED_AHEAD
    expected = date(ahead.year if ahead.month >= int(str(month)) else ahead.year - 1, int(str(month)), 1)
    if expected > value.from_day:
        yield Due(figure, value, SOON if expected > day else LATE, expected)
