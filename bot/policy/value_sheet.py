"""New values of figures from a table staff filled in: what it would enter, rows given back with a reason, entering.

The table is that of `policy due`: the figure's name, then the columns to fill in. A row without a value is left out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from bot.database import transaction
from bot.errors import BadInput
from bot.policy import figure_store
from bot.policy.figure import DAY, MONTH, Figure, Figures, Source, Value, plain_number
from bot.sheet.column import Column
from bot.sheet.day import read_day
from bot.sheet.header import find
from bot.sheet.preview import Change, Preview
from bot.sheet.problem import Problem
from bot.sheet.spreadsheet import Row

NAME = Column("name", "编号")
TO_FILL_IN = (
    Column("value", "新值"),
    Column("from_day", "新值从哪天起", ("从哪天起执行", "起始日期")),
    Column("title", "新文件题名"),
    Column("number", "新文件文号"),
    Column("clause", "第几条"),
    Column("seen", "见到原文没有", ("见到原文",)),
)
_HEADING = {column.field: column.heading for column in (NAME, *TO_FILL_IN)}
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_SEEN = {"是": "A", "见到": "A", "见到了": "A", "有": "A", "否": "B", "没有": "B", "没见到": "B"}


@dataclass(frozen=True)
class Entry:
    """A value of the figure `name` to be entered, and the document it stands in."""

    name: str
    title: str
    value: Value
    worded: str

    @property
    def ref(self) -> str:
        """What the document is registered by: its number, else its title."""
        return self.value.source.number or self.value.source.title


class _Wrong(Exception):
    """A cell that cannot be read."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.heading, self.message = _HEADING[field], message


def preview(rows: Sequence[Row], figures: Figures) -> Preview[Entry]:
    """What a table would enter. Raises BadInput where it has no header row."""
    header = find(rows, (NAME, *TO_FILL_IN), "name")
    planned: Preview[Entry] = Preview(header)
    seen: set[tuple[str, date]] = set()
    for number, cells in rows[header.at + 1 :]:
        said = {name: cell.strip() for name, cell in header.values(cells).items()}
        if not said.get("value"):
            continue
        try:
            entry = _entry(said, figures, seen)
        except _Wrong as wrong:
            planned.problems.append(Problem(number, wrong.heading, wrong.message))
        else:
            planned.changes.append(Change(number, None, entry, {}))
    return planned


def apply(db: Database, planned: Preview[Entry]) -> int:
    """Enter every value, registering its document, in one transaction; returns how many. Raises Conflict, NotFound."""
    with transaction(db):
        known = set(figure_store.sources(db))
        for entry in (change.after for change in planned.changes):
            source = entry.value.source
            if entry.ref not in known:
                figure_store.add_source(db, entry.ref, source.title, source.number, None)
                known.add(entry.ref)
            figure_store.add_value(db, entry.name, entry.value, entry.ref)
    return len(planned.changes)


def _entry(said: Mapping[str, str], figures: Figures, seen: set[tuple[str, date]]) -> Entry:
    name = said.get("name", "")
    if name not in figures:
        raise _Wrong("name", f"没有编号是“{name[:40]}”的数字")
    figure = figures[name]
    value = _value(said, figure)
    if (name, value.from_day) in seen or any(each.from_day == value.from_day for each in figure.values):
        raise _Wrong("from_day", f"{value.from_day} 已经有一个数值；要改它请到这个数字的页面先撤掉")
    before = figure.far_from_before(value)
    if before is not None:
        raise _Wrong("value", f"原来是 {plain_number(before)}，差得很多；没有写错的话请到这个数字的页面录入")
    seen.add((name, value.from_day))
    return Entry(name, figure.title, value, figure.worded(value))


def _value(said: Mapping[str, str], figure: Figure) -> Value:
    first, start = _first_day(said.get("from_day", ""))
    confidence = _SEEN.get(said.get("seen", ""))
    if confidence is None:
        raise _Wrong("seen", "请写“是”或“否”：写“否”的，对居民说时会注明待核实")
    if not said.get("title"):
        raise _Wrong("title", "新值要有文件，请写题名")
    source = Source(said["title"], said.get("number"), said.get("clause"))
    return Value(first, _number(said["value"], figure), confidence, source, start=start)


def _number(text: str, figure: Figure) -> float:
    bare = text.replace(",", "").replace("，", "").removesuffix(figure.spoken_unit)
    try:
        number = float(bare)
    except ValueError:
        raise _Wrong("value", f"“{text[:20]}”不是数字") from None
    if not -1e12 < number < 1e12:
        raise _Wrong("value", f"“{text[:20]}”太大了")
    return number


def _first_day(text: str) -> tuple[date, str]:
    """The day, or the first of a month where the document gives no more."""
    month = _MONTH.fullmatch(text)
    try:
        return (read_day(f"{month[1]}-{month[2]}-1"), MONTH) if month else (read_day(text), DAY)
    except BadInput as wrong:
        raise _Wrong("from_day", str(wrong) if text else "请写从哪天起") from None
