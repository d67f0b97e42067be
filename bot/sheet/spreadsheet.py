"""Tables as offices send them: CSV in UTF-8 or GBK, or Excel; read as text, written so that no cell can run.

A cell beginning with = + - @ is a formula to Excel. Ours are written with an apostrophe before it
(https://owasp.org/www-community/attacks/CSV_Injection), which reading takes off again.

openpyxl, 10 MB, is imported where a workbook is read or made: who answers residents needs none.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from bot.errors import BadInput

LARGEST_BYTES = 10_000_000
MOST_ROWS = 5_000
# Reading costs about 35 µs a cell: this many stay under two seconds.
MOST_CELLS = 50_000
# No office's list is wider; formats often reach to column XFD, and what is there is not read.
MOST_COLUMNS = 60
_LARGEST_UNPACKED = 20_000_000
# Looking at a cell costs 16 µs even where it is empty and only has a format, at a tag 4: these stay under two seconds.
_MOST_LOOKED_AT, _MOST_TAGS = 100_000, 500_000
_LONGEST_CELL = 32_767
_MOST_IN_A_LINE = 2_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[int, list[str]]


def read(path: Path) -> list[Row]:
    """(row number as Excel shows it, cells as text) of every row that is not blank, without blanks at its end.

    Raises BadInput.
    """
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise BadInput(f"打不开 {path}：{wrong.strerror or wrong}") from wrong
    return read_bytes(path.name, content)


def read_bytes(name: str, content: bytes) -> list[Row]:
    """The same for an uploaded file."""
    if len(content) > LARGEST_BYTES:
        raise BadInput(f"{name} 超过 {LARGEST_BYTES // 1_000_000} MB，请拆成几个文件")
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise BadInput(f"{name} 是旧的 .xls 格式，请在 Excel 里另存为 .xlsx 或 CSV 再导入")
    rows = _excel(name, content) if content[:4] == b"PK\x03\x04" else _csv(name, content)
    kept = [(number, [_untaint(cell) for cell in _without_blanks(cells)]) for number, cells in rows if any(cells)]
    if len(kept) > MOST_ROWS:
        raise BadInput(f"{name} 超过 {MOST_ROWS} 行，请拆成几个文件")
    if not kept:
        raise BadInput(f"{name} 是空的")
    return kept


def write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """CSV (with the mark that makes Excel read UTF-8) or .xlsx, by the file's ending. Raises BadInput."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".xlsx":
            path.write_bytes(excel_bytes(headings, rows))
        else:
            path.write_text(csv_text(headings, rows), encoding="utf-8-sig", newline="")
    except OSError as wrong:
        raise BadInput(f"写不了 {path}：{wrong.strerror or wrong}") from wrong


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_taint(cell) for cell in row] for row in rows)
    return out.getvalue()


def excel_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet, headings frozen and bold, every cell a text cell."""
    import openpyxl
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate([list(headings), *([_taint(cell) for cell in row] for row in rows)], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column)
            cell.value, cell.data_type, cell.number_format = value, "s", "@"
    for column, heading in enumerate(headings, start=1):
        sheet.cell(row=1, column=column).font = Font(bold=True)
        sheet.cell(row=1, column=column).fill = PatternFill("solid", fgColor="DDE8F3")
        sheet.column_dimensions[get_column_letter(column)].width = max(10, 2.2 * len(heading) + 2)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _without_blanks(cells: list[str]) -> list[str]:
    """The row without the empty cells at its end."""
    last = max(i for i, cell in enumerate(cells) if cell)
    return cells[: last + 1]


def _taint(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _untaint(cell: str) -> str:
    return cell[1:].strip() if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def _csv(name: str, content: bytes) -> list[Row]:
    text = _decoded(name, content)
    if "\x00" in text:
        raise BadInput(f"{name} 不是表格文件，请用 .xlsx 或 CSV")
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    if any(line.count(delimiter) > _MOST_IN_A_LINE for line in text.split("\n")):
        raise BadInput(f"{name} 有一行超过 {_MOST_IN_A_LINE} 列，请检查这张表")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, start=1):
            rows.append((number, [cell.strip() for cell in cells[:MOST_COLUMNS]]))
            if number > 2 * MOST_ROWS:
                break
    except csv.Error as wrong:
        reason = "有一个格子太长了" if "field larger" in str(wrong) else "引号没有配对"
        raise BadInput(f"{name} 第 {len(rows) + 1} 行{reason}，请检查这一行") from wrong
    return rows


def _decoded(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(f"{name} 的文字编码读不懂，请在 Excel 里另存为“CSV UTF-8”或 .xlsx")


def _excel(name: str, content: bytes) -> list[Row]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [item for item in archive.infolist() if not item.filename.startswith("xl/media/")]
            if sum(item.file_size for item in parts) > _LARGEST_UNPACKED:
                megabytes = _LARGEST_UNPACKED // 1_000_000
                raise BadInput(f"{name} 展开以后太大（超过 {megabytes} MB），请只留要导入的那张表，或拆成几个文件")
            _refuse_costly(name, archive, parts)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows: list[Row] = []
        filled = 0
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            rows.append((number, [_text(cell) for cell in cells]))
            filled += sum(cell is not None for cell in cells)
            if filled > MOST_CELLS or number > 2 * MOST_ROWS:
                raise BadInput(f"{name} 太大了：最多 {MOST_ROWS} 行、{MOST_CELLS} 个有字的格子，请拆成几个文件")
        return rows
    except BadInput:
        raise
    except Exception as wrong:  # openpyxl raises almost anything on a damaged file
        raise BadInput(f"{name} 不是完好的 Excel 文件（{type(wrong).__name__}），请重新另存为 .xlsx") from wrong


def _refuse_costly(name: str, archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> None:
    """Counts before anything is parsed: a small file can hold millions of empty cells. Raises BadInput."""
    cells = tags = 0
    for part in parts:
        content = archive.read(part)
        tags += content.count(b"<")
        cells += content.count(b"<c ") if part.filename.startswith("xl/worksheets/") else 0
        if cells > _MOST_LOOKED_AT or tags > _MOST_TAGS:
            raise BadInput(
                f"{name} 里的格子太多（只有格式的空格子也算）。请把要导入的部分复制到一张新表，只粘贴数值，再存成 .xlsx"
            )


def _text(cell: object) -> str:
    """A cell as a person reads it: 63464201.0 is a phone number, a date is a date."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).strip()
    if len(text) > _LONGEST_CELL:
        raise BadInput(f"有一个格子里有 {len(text)} 个字，太长了，请检查这张表")
    return text
