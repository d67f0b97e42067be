"""New values from a filled-in table: what is read, what comes back and why, what is entered."""

from pathlib import Path

import pytest

from bot import database
from bot.errors import BadInput, Conflict
from bot.policy import figure_store, value_sheet
from bot.settings import ROOT

HEADINGS = ["编号", "名称", "新值", "新值从哪天起", "新文件题名", "新文件文号", "第几条", "见到原文没有"]
GOOD = ["dibao.standard", "低保标准", "1,530元", "2031年7月", "通知（试）", "试〔2031〕1号", "一", "是"]


@pytest.fixture
def db(tmp_path: Path) -> database.Database:
    db = database.connect(tmp_path / "x.db")
    figure_store.import_files(db, ROOT / "data" / "policy")
    return db


def table(*rows: list[str]) -> list[tuple[int, list[str]]]:
    return list(enumerate([HEADINGS, *rows], 1))


def row(**cells: str) -> list[str]:
    return [cells.get(heading, cell) for heading, cell in zip(HEADINGS, GOOD, strict=True)]


def test_a_value_is_read_with_its_day_or_month_and_entered_with_its_document(db: database.Database) -> None:
    later = row(新值="1540", 新值从哪天起="2032-07-15", 新文件文号="", 见到原文没有="否")
    planned = value_sheet.preview(table(GOOD, later, row(新值="")), figure_store.load(db))
    assert planned.problems == []
    assert value_sheet.apply(db, planned) == 2
    second, first = figure_store.load(db)["dibao.standard"].values[:2]
    assert (first.value, first.since, first.source.number, first.confidence) == (
        1530,
        "2031年7月",
        "试〔2031〕1号",
        "A",
    )
    assert (second.value, second.since, second.source.title, second.confidence) == (
        1540,
        "2032年7月15日",
        "通知（试）",
        "B",
    )
    again = value_sheet.preview(table(GOOD), figure_store.load(db))
    assert "已经有一个数值" in again.problems[0].message
    with pytest.raises(Conflict):
        value_sheet.apply(db, planned)


@pytest.mark.parametrize(
    ("cells", "heading", "message"),
    [
        ({"编号": "dibao.standart"}, "编号", "没有编号是“dibao.standart”的数字"),
        ({"新值": "一千五"}, "新值", "不是数字"),
        ({"新值": "15300"}, "新值", "原来是 1450，差得很多"),
        ({"新值从哪天起": "七月"}, "新值从哪天起", "不是日期"),
        ({"新值从哪天起": ""}, "新值从哪天起", "请写从哪天起"),
        ({"新文件题名": ""}, "新文件题名", "请写题名"),
        ({"见到原文没有": ""}, "见到原文没有", "请写“是”或“否”"),
        ({"新值从哪天起": "2024年7月"}, "新值从哪天起", "已经有一个数值"),
    ],
)
def test_a_bad_row_comes_back_with_its_column_and_reason(
    db: database.Database, cells: dict[str, str], heading: str, message: str
) -> None:
    planned = value_sheet.preview(table(row(**cells)), figure_store.load(db))
    assert planned.changes == []
    assert [(problem.row, problem.heading) for problem in planned.problems] == [(2, heading)]
    assert message in planned.problems[0].message


def test_another_table_is_refused(db: database.Database) -> None:
    with pytest.raises(BadInput, match="没有找到表头"):
        value_sheet.preview([(1, ["姓名", "电话"])], figure_store.load(db))
