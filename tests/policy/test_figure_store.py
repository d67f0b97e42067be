"""Figures in the database: the files' values and staff's, one series; staff's word stands."""

from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot import database
from bot.errors import BadInput, Conflict, NotFound, NotInForce
from bot.policy import figure_store, policy_file
from bot.policy.figure import Source, Value
from bot.settings import ROOT

DAY = date(2024, 7, 1)
SOURCES = """sources:
  一号: {title: 关于调整低保标准的通知, number: 京一号, url: "https://example.gov.cn/1"}
  二号: {title: 关于再次调整的通知, number: 京二号}
"""
FIGURES = """figures:
  dibao.standard:
    title: 低保标准
    unit: 元/人·月
    adjusted: yearly
    values:
      - {from: 2024-07-01, value: 1450, confidence: A, source: {ref: 一号, clause: 正文}}
      - {from: 2023-07, value: 1395, confidence: B, note: 未见原文, source: {ref: 一号}}
  dibao.age:
    title: 年龄
    unit: 周岁
    values:
      - {from: 2020-01-01, until: 2030-12-31, value: 60, confidence: A, at_least: true, source: {ref: 一号}}
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    directory = tmp_path / "policy"
    directory.mkdir()
    (directory / "sources.yml").write_text(SOURCES, encoding="utf-8")
    (directory / "dibao.yml").write_text(FIGURES, encoding="utf-8")
    return directory


@pytest.fixture
def db(tmp_path: Path, files: Path) -> Database:
    """A database with the two figures taken in."""
    opened = database.connect(tmp_path / "xiaoxi.db")
    assert figure_store.import_files(opened, files) == []
    return opened


def staff_value(day: date, amount: float) -> Value:
    return Value(day, amount, "A", Source("关于再次调整的通知", "京二号", "第一条"))


def everything(db: Database) -> list[tuple]:
    return [row for table in ("source", "figure", "figure_value")
            for row in db.conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()]  # fmt: skip


def test_what_is_taken_in_is_what_the_files_say(db: Database, files: Path) -> None:
    assert dict(figure_store.load(db)) == dict(policy_file.read_figures(files))


def test_taking_in_the_same_files_again_changes_nothing(db: Database, files: Path) -> None:
    before = everything(db)
    assert figure_store.import_files(db, files) == []
    assert everything(db) == before


def test_everything_that_ships_is_taken_in_unchanged_and_twice_is_once(tmp_path: Path) -> None:
    db = database.connect(tmp_path / "shipped.db")
    figure_store.import_files(db, ROOT / "data" / "policy")
    before = everything(db)
    assert dict(figure_store.load(db)) == dict(policy_file.read_figures(ROOT / "data" / "policy"))
    figure_store.import_files(db, ROOT / "data" / "policy")
    assert everything(db) == before


def test_a_value_changed_or_taken_out_of_the_file_changes_or_goes(db: Database, files: Path) -> None:
    text = FIGURES.replace("1450", "1500").replace(
        "      - {from: 2023-07, value: 1395, confidence: B, note: 未见原文, source: {ref: 一号}}\n", ""
    )
    (files / "dibao.yml").write_text(text, encoding="utf-8")
    figure_store.import_files(db, files)
    figures = figure_store.load(db)
    assert figures.at("dibao.standard", DAY) == 1500
    with pytest.raises(NotInForce):
        figures.at("dibao.standard", date(2024, 6, 30))


def test_a_figure_taken_out_of_the_files_is_gone(db: Database, files: Path) -> None:
    (files / "dibao.yml").write_text(FIGURES.partition("  dibao.age")[0], encoding="utf-8")
    figure_store.import_files(db, files)
    assert list(figure_store.load(db)) == ["dibao.standard"]


def test_a_broken_file_takes_nothing_in(db: Database, files: Path) -> None:
    before = everything(db)
    (files / "dibao.yml").write_text(FIGURES.replace("1450", "很多"), encoding="utf-8")
    with pytest.raises(Exception, match="value 要是数字"):
        figure_store.import_files(db, files)
    assert everything(db) == before


# Staff


def test_staffs_value_is_in_force_from_its_day_on_and_not_the_day_before(db: Database) -> None:
    figure_store.add_value(db, "dibao.standard", staff_value(date(2026, 7, 1), 1600), "二号")
    figures = figure_store.load(db)
    assert figures.at("dibao.standard", date(2026, 7, 1)) == 1600
    assert figures.at("dibao.standard", date(2026, 6, 30)) == 1450
    assert figures["dibao.standard"].at(date(2026, 7, 1)).source == Source("关于再次调整的通知", "京二号", "第一条")


def test_staffs_value_for_a_new_day_stays_when_the_files_are_taken_in_again(db: Database, files: Path) -> None:
    figure_store.add_value(db, "dibao.standard", staff_value(date(2026, 7, 1), 1600), "二号")
    assert figure_store.import_files(db, files) == []
    assert figure_store.load(db).at("dibao.standard", date(2026, 7, 1)) == 1600


def test_where_staff_and_file_give_one_day_a_value_staffs_wins_and_it_is_reported(db: Database, files: Path) -> None:
    figure_store.add_value(db, "dibao.standard", staff_value(DAY, 1455), "二号")
    assert figure_store.import_files(db, files) == [
        "dibao.standard 2024-07-01：工作人员已录入这一天的数值，保留工作人员的"
    ]
    assert figure_store.load(db).at("dibao.standard", DAY) == 1455


def test_two_values_of_staff_for_one_day_are_a_conflict_and_the_first_stays(db: Database) -> None:
    figure_store.add_value(db, "dibao.standard", staff_value(DAY, 1455), "二号")
    with pytest.raises(Conflict, match=r"“dibao\.standard”在 2024-07-01 已经有一个数值；要改它请先撤掉"):
        figure_store.add_value(db, "dibao.standard", staff_value(DAY, 1460), "二号")
    assert figure_store.load(db).at("dibao.standard", DAY) == 1455


def test_a_value_staff_take_back_is_gone_and_the_files_comes_back_with_the_next_import(
    db: Database, files: Path
) -> None:
    figure_store.add_value(db, "dibao.standard", staff_value(DAY, 1455), "二号")
    figure_store.remove_value(db, "dibao.standard", DAY)
    figure_store.import_files(db, files)
    assert figure_store.load(db).at("dibao.standard", DAY) == 1450


def test_staff_cannot_take_back_what_a_file_says(db: Database) -> None:
    with pytest.raises(NotFound, match=r"“dibao\.standard”在 2024-07-01 没有工作人员录入的数值"):
        figure_store.remove_value(db, "dibao.standard", DAY)
    assert figure_store.load(db).at("dibao.standard", DAY) == 1450


def test_a_value_needs_a_figure_and_a_registered_document(db: Database) -> None:
    with pytest.raises(NotFound, match=r"没有叫“dibao\.nothing”的数字"):
        figure_store.add_value(db, "dibao.nothing", staff_value(DAY, 1), "二号")
    with pytest.raises(BadInput, match="文件“三号”还没有登记，请先登记题名和文号"):
        figure_store.add_value(db, "dibao.standard", staff_value(DAY, 1), "三号")


def test_a_document_is_registered_with_its_title_and_then_may_be_cited(db: Database) -> None:
    with pytest.raises(BadInput, match="文件题名不能空"):
        figure_store.add_source(db, "三号", " ", None, None)
    figure_store.add_source(db, "三号", "关于第三次调整的通知", "京三号", None)
    assert figure_store.sources(db)["三号"] == Source("关于第三次调整的通知", "京三号")
    figure_store.add_value(db, "dibao.standard", staff_value(date(2027, 1, 1), 1700), "三号")
    assert figure_store.load(db)["dibao.standard"].at(date(2027, 1, 1)).source.number == "京三号"
