"""The bureau's spreadsheet in and out: every bad row named, changes shown first, all of it applied or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from bot.database import transaction
from bot.errors import BadInput, Conflict
from bot.places import column as columns
from bot.places import spreadsheet, store
from bot.places.service_point import ServicePoint
from bot.places.sheet_cell import EXPORTED, shown
from bot.places.sheet_row import Change, Problem, RowError, RowReader

_HEADER_WITHIN = 10


@dataclass
class Preview:
    """What an import would do. `problems` must be empty before it can be applied; `warnings` may stand."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    ignored_headings: list[str] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]


def preview(db: Database, rows: list[spreadsheet.Row], today: date, source: str = "") -> Preview:
    """Read the rows against the database; nothing is written. Raises BadInput when no header row is found."""
    header_at, fields, ignored = _header(rows)
    directory = store.directory(db, include_inactive=True)
    reader = RowReader(directory, today, source)
    result = Preview(ignored_headings=ignored)
    seen: dict[str, int] = {}
    for number, cells in rows[header_at + 1 :]:
        values = {name: cells[i] for i, name in fields.items() if i < len(cells) and cells[i]}
        if not set(values) - {"category", "subdistrict", "missing", "note"}:
            continue  # an unfilled line of the todo sheet
        try:
            change = reader.read(number, values)
        except RowError as wrong:
            result.problems.append(Problem(number, wrong.heading, str(wrong)))
            continue
        if change.after.id in seen:
            result.problems.append(Problem(number, "名称", f"和第 {seen[change.after.id]} 行是同一个地方"))
            continue
        seen[change.after.id] = number
        result.changes.append(change)
    result.warnings = reader.warnings
    return result


def apply(db: Database, planned: Preview) -> int:
    """Write all changes of a preview in one transaction; returns how many.

    Raises BadInput while there are problems, Conflict when somebody changed one of the places since.
    """
    if planned.problems:
        raise BadInput("有错误的行，一行也没有导入：\n" + "\n".join(str(problem) for problem in planned.problems))
    todo = [change for change in planned.changes if change.kind != "unchanged"]
    with transaction(db):
        now = {place.id: place for place in store.service_points(db, include_inactive=True)}
        for change in todo:
            if now.get(change.after.id) != change.before:
                raise Conflict(f"“{change.after.name}”刚刚被别人改过，请重新预览再导入")
            store.write(db, change.after)
    return len(todo)


def export_rows(points: Iterable[ServicePoint], category_titles: dict[str, str]) -> list[list[str]]:
    """Cells in the order of EXPORTED, fit to be imported again."""
    return [[shown(place, c.field, category_titles) for c in EXPORTED] for place in points]


def export(db: Database, path: Path) -> int:
    """All places, also those out of use, to CSV or .xlsx. Returns how many."""
    points = store.service_points(db, include_inactive=True)
    titles = {category.id: category.title for category in store.categories(db)}
    spreadsheet.write(path, [c.heading for c in EXPORTED], export_rows(points, titles))
    return len(points)


def _header(rows: list[spreadsheet.Row]) -> tuple[int, dict[int, str], list[str]]:
    """Where the header row is, which column means what, and the headings we do not use."""
    for at, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        fields: dict[int, str] = {}
        for i, cell in enumerate(cells):
            name = columns.field_of(cell) if cell else None
            if name and name not in fields.values():
                fields[i] = name
        if "name" in fields.values() and len(fields) >= 2:
            return at, fields, [cell for i, cell in enumerate(cells) if cell and i not in fields]
    known = "、".join(c.heading for c in EXPORTED[1:9])
    raise BadInput(f"前 {_HEADER_WITHIN} 行里没有找到表头。表头至少要有“名称”和另外一列，认得的有：{known} 等")
