"""The bureau's list in and out: good rows go in, bad ones are given back with the reason, and all of it can be undone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from bot.places import store
from bot.places.columns import COLUMNS
from bot.places.service_point import ServicePoint
from bot.places.sheet_cell import EXPORTED, shown
from bot.places.sheet_row import Placer, RowError, RowReader
from bot.sheet import header as headers
from bot.sheet import preview as sheets
from bot.sheet import spreadsheet
from bot.sheet.preview import Change
from bot.sheet.problem import Problem

Preview = sheets.Preview[ServicePoint]
# What residents are told of a row that names no source of its own.
SOURCE = "区里提供的名单"
# A row with nothing but these is an unfilled line of a template or of the list of what is missing.
_ALONE_IS_NOTHING = {"category", "subdistrict", "missing", "note", "precision", "confidence", "source", "source_day"}


def preview(
    db: Database,
    rows: list[spreadsheet.Row],
    today: date,
    source: str = "",
    *,
    evidence: str = "",
    meant: Mapping[int, str] | None = None,
    placer: Placer | None = None,
) -> Preview:
    """Read the rows against the database; nothing is written.

    `source` is told to residents of rows that name none, `evidence` is where staff look it up. `meant` says of columns
    by position what they mean (empty: nothing). Raises BadInput when no header row is found.
    """
    header = headers.find(rows, COLUMNS, "name", meant)
    reader = RowReader(store.directory(db, include_inactive=True), today, source, evidence, placer)
    result: Preview = sheets.Preview(header)
    read = [(number, header.values(cells)) for number, cells in rows[header.at + 1 :] if not headers.is_sum(cells)]
    seen: dict[str, Change[ServicePoint]] = {}
    for number, values in headers.carried(read, COLUMNS):
        if not set(values) - _ALONE_IS_NOTHING:
            continue
        try:
            change = reader.read(number, values)
        except RowError as wrong:
            result.problems.append(Problem(number, wrong.heading, str(wrong)))
            continue
        if change.after.id in seen:
            result.problems.append(Problem(number, "名称", _twice(seen[change.after.id], change)))
            continue
        seen[change.after.id] = change
        result.changes.append(change)
    result.warnings = [warning for warning in reader.warnings if warning.row in {c.row for c in result.changes}]
    return result


def _twice(first: Change[ServicePoint], second: Change[ServicePoint]) -> str:
    one, other = first.after, second.after
    if (one.address, one.phones) == (other.address, other.phones):
        return f"和第 {first.row} 行是同一个地方"
    return f"和第 {first.row} 行同名同类，地址或电话却不同，两条只能信一条"


def apply(db: Database, planned: Preview) -> int:
    """Write the good rows of a preview in one transaction; returns how many.

    Raises Conflict when somebody changed one of the places since; then nothing is written.
    """
    return write(db, planned.to_write)


def write(db: Database, changes: Sequence[Change[ServicePoint]]) -> int:
    """Every change or none. A change to an inactive version of a new place takes it out of the residents' sight."""
    now = {place.id: place for place in store.service_points(db, include_inactive=True)}
    return sheets.apply_or_conflict(
        db, changes, lambda after: now.get(after.id), lambda after: store.write(db, after), lambda after: after.name
    )


def export_rows(points: Iterable[ServicePoint], category_titles: dict[str, str]) -> list[list[str]]:
    """Cells in the order of EXPORTED, fit to be imported again."""
    return [[shown(place, c.field, category_titles) for c in EXPORTED] for place in points]


def export(db: Database, path: Path) -> int:
    """All places, also those out of use, to CSV or .xlsx. Returns how many."""
    points = store.service_points(db, include_inactive=True)
    spreadsheet.write(path, [c.heading for c in EXPORTED], export_rows(points, store.titles(db)))
    return len(points)
