"""Tables read as people see them, and refused before they cost anything."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bot.errors import BadInput
from bot.sheet import spreadsheet


def test_gbk_semicolons_and_tabs_are_read(tmp_path: Path) -> None:
    for encoding, delimiter in [("gb18030", ","), ("utf-8", ";"), ("utf-8-sig", "\t")]:
        path = tmp_path / "t.csv"
        path.write_bytes(f"名称{delimiter}类别\r\n试验{delimiter}养老驿站\r\n".encode(encoding))
        assert spreadsheet.read(path) == [(1, ["名称", "类别"]), (2, ["试验", "养老驿站"])]


def test_excel_numbers_and_dates_are_read_as_people_see_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["名称", "电话", "核实日期", "是否核实"])
    book.worksheets[0].append(["试验", 63464201.0, date(2026, 11, 1), True])
    book.save(tmp_path / "t.xlsx")
    assert spreadsheet.read(tmp_path / "t.xlsx")[1] == (2, ["试验", "63464201", "2026-11-01", "是"])


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 250_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "另存为 .xlsx"),
        ("a.xlsx", b"PK\x03\x04broken", "不是完好的 Excel"),
        ("a.csv", b"", "是空的"),
        ("a.csv", b"\xff\xfe\x00\x01\x80\x81", "读不懂|不是表格"),
        ("a.csv", '名称,类别\n"没有配对,养老驿站\n'.encode(), "引号没有配对"),
        ("a.csv", b"x" * 10_000_001, "超过 10 MB"),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(name: str, content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        spreadsheet.read_bytes(name, content)


def test_an_archive_that_unpacks_too_large_is_refused() -> None:
    with pytest.raises(BadInput, match="太大"):
        spreadsheet.read_bytes("a.xlsx", _bomb())


def test_cells_out_to_the_last_column_are_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["名称", "类别"])
    for row in range(2, 60):
        sheet.cell(row=row, column=1).value = "试验"
        sheet.cell(row=row, column=16_384).value = "x"
    book.save(tmp_path / "t.xlsx")
    rows = spreadsheet.read(tmp_path / "t.xlsx")
    assert {len(cells) for _, cells in rows} == {1, 2}
    assert len(rows) == 59


def test_more_cells_than_anybody_sends_are_refused_on_the_way(tmp_path: Path) -> None:
    table = [["虚构"] * 20] * (spreadsheet.MOST_CELLS // 20 + 1)
    (tmp_path / "t.xlsx").write_bytes(spreadsheet.excel_bytes(["名称"], table))
    with pytest.raises(BadInput, match="太大了：最多"):
        spreadsheet.read(tmp_path / "t.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        b"".join(b'<row r="%d">%s</row>' % (n, b'<c r="XFD1" s="1"/>' * 400) for n in range(1, 400)),
        b'<row r="1"/>' * 600_000,
    ],
    ids=["cells with nothing but a format", "rows with nothing in them"],
)
def test_a_small_file_of_countless_empty_cells_is_refused_before_it_is_parsed(
    rows: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = io.BytesIO(spreadsheet.excel_bytes(["名称"], [["试验"]]))
    with zipfile.ZipFile(book) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", rows + b"</sheetData>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("it was parsed"))
    with pytest.raises(BadInput, match="格子太多"):
        spreadsheet.read_bytes("a.xlsx", out.getvalue())


def test_one_enormous_cell_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", "<sst><si><t>" + "字" * 60_000_000 + "</t></si></sst>")
    with pytest.raises(BadInput, match="展开以后太大"):
        spreadsheet.read_bytes("a.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("名称,类别\n" + "," * 5_000, "超过 2000 列"),
        ("名称,类别\n试验," + "字" * 200_000, "格子太长"),
    ],
)
def test_a_csv_too_wide_or_with_too_long_a_cell_is_refused(content: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        spreadsheet.read_bytes("a.csv", content.encode())


def test_a_row_has_the_number_excel_shows_though_a_heading_breaks_its_line() -> None:
    rows = spreadsheet.read_bytes("a.csv", '名称,"街道\n(乡镇)"\n试验,牛街\n'.encode())
    assert [number for number, _ in rows] == [1, 2]
