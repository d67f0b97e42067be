"""The plan's twenty-two indicators: base, goal, and what each year reached, as staff enter it.

The only writer of the table indicator_value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from bot.clock import now
from bot.errors import BadInput, NotFound
from bot.policy.figure import Figure, Figures, Value

FIRST_YEAR, LAST_YEAR = 2021, 2035


@dataclass(frozen=True)
class Reached:
    """One year's value with where it comes from."""

    year: int
    value: float
    source: str
    note: str
    who: str
    at: str


@dataclass(frozen=True)
class Indicator:
    """A row of the plan's table."""

    number: int
    figure: Figure
    base: Value | None
    goal: Value | None
    years: Mapping[int, Reached] = field(default_factory=dict)


def every(db: Database, figures: Figures) -> list[Indicator]:
    """All indicators in the plan's order."""
    reached: dict[str, dict[int, Reached]] = {}
    for row in db.query("SELECT * FROM indicator_value ORDER BY name, year"):
        name = row.pop("name")
        reached.setdefault(name, {})[row["year"]] = Reached(**row)
    found = [
        Indicator(
            number=int(str(figure.attributes["indicator"])),
            figure=figure,
            base=next((value for value in figure.values if not value.is_target), None),
            goal=next((value for value in figure.values if value.is_target), None),
            years=reached.get(figure.name, {}),
        )
        for figure in figures.values()
        if "indicator" in figure.attributes
    ]
    return sorted(found, key=lambda indicator: indicator.number)


def enter(
    db: Database, figures: Figures, name: str, year: int, value: float, *, source: str, note: str, who: str
) -> Reached | None:
    """Write one year's value; returns what stood there before. Raises NotFound, BadInput."""
    if name not in figures or "indicator" not in figures[name].attributes:
        raise NotFound(f"“{name}”不是规划指标")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(f"年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")
    if not source.strip():
        raise BadInput("请写明数值的来源，例如哪份报表、哪个科室、哪一天")
    row = next(db.query("SELECT * FROM indicator_value WHERE name = ? AND year = ?", [name, year]), None)
    db.table("indicator_value").upsert(
        {"name": name, "year": year, "value": value, "source": source.strip(), "note": note.strip(), "who": who,
         "at": now().isoformat(timespec="seconds")},
        pk=("name", "year"),
    )  # fmt: skip
    if row is None:
        return None
    row.pop("name")
    return Reached(**row)
