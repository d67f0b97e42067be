"""What the bureau still has to supply, as the spreadsheet to fill in and import again."""

from collections import Counter
from dataclasses import dataclass

from bot.places.columns import BY_FIELD
from bot.places.directory import Directory
from bot.places.exchange import export_rows
from bot.places.service_point import ServicePoint
from bot.places.sheet_cell import EXPORTED

HEADINGS = [BY_FIELD["missing"].heading, *(column.heading for column in EXPORTED)]
_NOTHING = "这里还没有登记，请填一个或写明没有"


@dataclass(frozen=True)
class Todo:
    """One line to complete: a place with gaps, or a category a subdistrict (or the district) has none of."""

    missing: str
    place: ServicePoint
    is_absent: bool


def todo(directory: Directory) -> list[Todo]:
    """Category by category, subdistrict by subdistrict: what is absent, then what is incomplete or unverified."""
    lines = []
    for category in directory.categories.values():
        points = [place for place in directory.points if place.category == category.id]
        covered = {street for place in points for street in (*place.serves, place.subdistrict)}
        wanted: tuple[str | None, ...] = directory.subdistricts if category.scope == "subdistrict" else (None,)
        for street in wanted:
            if (street is None and not points) or (street is not None and street not in covered):
                lines.append(Todo(_NOTHING, ServicePoint("", category.id, "", street), True))
        lines += [Todo(gaps, place, False) for place in points if (gaps := gaps_of(place))]
    return lines


def gaps_of(place: ServicePoint) -> str:
    """`地址、电话、办公时间、核实`; empty for a complete place."""
    gaps = [
        "" if place.address else "地址",
        "" if place.phones else "电话",
        "" if place.opening_hours or place.hours_note else "办公时间",
        "" if place.precision == "point" else "经纬度",
        "" if place.verified else "核实",
    ]
    return "、".join(gap for gap in gaps if gap)


def rows(lines: list[Todo], directory: Directory) -> list[list[str]]:
    """Cells under HEADINGS. An absent place is a line with only its category and subdistrict."""
    titles = {category.id: category.title for category in directory.categories.values()}
    table = []
    for line in lines:
        cells = export_rows([line.place], titles)[0]
        if line.is_absent:
            keep = {BY_FIELD["category"].heading, BY_FIELD["subdistrict"].heading}
            cells = [cell if column.heading in keep else "" for cell, column in zip(cells, EXPORTED, strict=True)]
        table.append([line.missing, *cells])
    return table


def summary(lines: list[Todo], directory: Directory) -> list[tuple[str, int, int]]:
    """(category title, absent, incomplete) for the screen."""
    absent = Counter(line.place.category for line in lines if line.is_absent)
    incomplete = Counter(line.place.category for line in lines if not line.is_absent)
    return [(c.title, absent[c.id], incomplete[c.id]) for c in directory.categories.values()]
