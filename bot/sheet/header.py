"""The header row of a table as an office sends it: found below its titles, every column given a meaning."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import BadInput
from bot.sheet.column import Column, field_of
from bot.sheet.spreadsheet import Row

_WITHIN = 10
_SUM = re.compile(r"^(?:小计|合计|总计|共计|汇总)")


@dataclass(frozen=True)
class Header:
    """Where the header row is in the table, its headings by position, and the field each column means."""

    at: int
    headings: tuple[str, ...]
    fields: Mapping[int, str]

    @property
    def ignored(self) -> list[str]:
        """Headings of columns that are not used."""
        return [heading for i, heading in enumerate(self.headings) if heading and i not in self.fields]

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """What a row says, by field; empty cells are left out."""
        return {name: cells[i] for i, name in self.fields.items() if i < len(cells) and cells[i]}


def find(rows: Sequence[Row], columns: Sequence[Column], needed: str, meant: Mapping[int, str] | None = None) -> Header:
    """The first row that names the column `needed` and one other; else the one that names most, two at least.

    `meant` says of some columns, by position, what somebody says they mean; an empty meaning is no use of it.
    Raises BadInput when there is no such row.
    """
    found = [(at, _fields(cells, columns, meant or {})) for at, (_, cells) in enumerate(rows[:_WITHIN])]
    able = [(needed in fields.values(), len(fields), -at, at) for at, fields in found if len(fields) >= 2]
    if able:
        at = next((at for at, fields in found if needed in fields.values() and len(fields) >= 2), max(able)[-1])
        return Header(at, tuple(" ".join(cell.split()) for cell in rows[at][1]), found[at][1])
    known = "、".join(column.heading for column in columns[:9])
    title = next(column.heading for column in columns if column.field == needed)
    raise BadInput(f"前 {_WITHIN} 行里没有找到表头。表头至少要有“{title}”和另外一列，认得的有：{known} 等")


def is_sum(cells: Sequence[str]) -> bool:
    """Whether a row adds up others: 小计, 合计."""
    return any(_SUM.match(cell.replace(" ", "")) for cell in cells[:3])


def carried(rows: Sequence[tuple[int, dict[str, str]]], columns: Sequence[Column]) -> list[tuple[int, dict[str, str]]]:
    """The rows with the columns that carry filled down."""
    last: dict[str, str] = {}
    names = [column.field for column in columns if column.carries]
    filled = []
    for number, values in rows:
        last.update({name: values[name] for name in names if values.get(name)})
        filled.append((number, {**{name: value for name, value in last.items() if name not in values}, **values}))
    return filled


def _fields(cells: Sequence[str], columns: Sequence[Column], meant: Mapping[int, str]) -> dict[int, str]:
    fields = {i: name for i, name in meant.items() if name and i < len(cells)}
    for i, cell in enumerate(cells):
        name = field_of(cell, columns) if cell and i not in meant else None
        if name and name not in fields.values():
            fields[i] = name
    return dict(sorted(fields.items()))
