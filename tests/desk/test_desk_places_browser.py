"""The bureau's list in a real browser: a column given its meaning, 60 rows in and 5 back, told to residents, undone."""

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot.places.category import Category
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.settings import ROOT, Settings
from bot.sheet import spreadsheet
from bot.walks.premises import Premises
from bot.walks.turn import respond

HEADINGS = ["序号", "类型", "挂牌", "街道\n(乡镇)", "详细位置", "联系电话\n（座机）", "营业时间"]
KINDS = {"养老驿站": 25, "老年餐桌": 20, "温馨家园": 15}
HOURS = [
    "周一至周五8:30-17:30",
    "每天 8:00-20:00",
    "工作日 9:00—17:00",
    "24小时",
    "周二至周日 10:30-13:00",
    "见门口通知",
]
BROKEN = [
    (["养老驿站", "虚构外区驿站", "三里屯", "工体北路9971号", "", ""], "“三里屯”不是西城区的15个街道之一"),
    (["养老驿站", "", "月坛", "月坛南街9972号", "", ""], "没有写名称"),
    (["老年餐桌", "虚构坏号餐桌", "牛街", "教子胡同9973号", "010-0OOO1973", ""], "“010-0OOO1973”不像电话号码"),
    (["老年餐桌", "虚构坏钟餐桌", "白纸坊", "南菜园街9974号", "", "周一至周五 26:00-27:00"], "周一至周五 26:00-27:00"),
    (["温馨家园", "虚构温馨家园1号", "", "红莲南路9975号", "", ""], "同名同类，地址或电话却不同"),
]  # fmt: skip


def roads() -> list[tuple[str, str]]:
    """A road of one subdistrict alone, and the subdistrict, in the order of the gazetteer."""
    with (ROOT / "data" / "places" / "roads.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "|" not in row["streets"]]
    return [(row["name"], row["streets"]) for row in rows]


def listed() -> tuple[list[list[str]], list[str]]:
    """60 good rows and the broken ones among them, all invented; then the reasons they come back for."""
    on, rows, number = roads(), [], 0
    for title, count in KINDS.items():
        for nth in range(count):
            road, street = on[number % len(on)]
            number += 1
            phone = f"010-0000{1000 + number}" if number % 3 else ""
            rows.append([title, f"虚构{title}{nth}号", street.removesuffix("街道"), f"{road}{9000 + number}号", phone,
                         HOURS[number % len(HOURS)]])  # fmt: skip
    twice = next(row for row in rows if row[1] == "虚构温馨家园1号")
    broken = [list(row) for row, _ in BROKEN]
    broken[-1][2] = twice[2]
    return rows + broken, [reason for _, reason in BROKEN]


@pytest.fixture
def bureau_list(tmp_path: Path) -> Path:
    """As an office sends it: a title, line breaks in headings, the kind written once a block, a sum below each."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["虚构站点一览表（演练）"])
    sheet.merge_cells("A1:G1")
    sheet.append(HEADINGS)
    rows, _ = listed()
    for title in KINDS:
        block = [row for row in rows if row[0] == title]
        for nth, row in enumerate(block):
            sheet.append([nth + 1, title if nth == 0 else None, *row[1:]])
        sheet.append(["小计", None, f"{len(block)}家"])
    path = tmp_path / "区里的名单.xlsx"
    book.save(path)
    return path


@pytest.fixture
def as_resident(desk: Desk, learned: None) -> Callable[[str], str]:
    """What a resident is answered now, by a process's premises that share nothing with the desk but the file."""
    premises = Premises(Settings({"XIAOXI_DATABASE": str(desk.path)}))
    return lambda text: respond(Sent(text), State(), premises.ground()).replies[0].text


def test_sixty_rows_go_in_and_five_come_back(
    desk: Desk, new_page: Callable[..., Page], bureau_list: Path, as_resident: Callable[[str], str],
    soon: Callable[..., float], assert_accessible: Callable[[Page], None], tmp_path: Path,
) -> None:  # fmt: skip
    _, reasons = listed()
    asked = f"{roads()[0][1]}的养老驿站"
    page = new_page("editor")
    page.goto("/places")
    page.get_by_text("导入区里的名单").click()
    page.get_by_label("名单（.xlsx 或 .csv）").set_input_files(bureau_list)
    page.get_by_role("button", name="先看会改什么").click()

    # The heading of the names is one nobody knows: every row lacks its name until it is told what the column is.
    expect(page.locator("main")).to_contain_text("新增 0 处")
    page.get_by_label("“挂牌”当成").select_option("name")
    page.get_by_role("button", name="按这样的列再看一次").click()
    expect(page.locator("main")).to_contain_text("新增 60 处，修改 0 处，不变 0 处；有 5 行读不了，会退回")
    for reason in reasons:
        expect(page.get_by_role("alert")).to_contain_text(reason)
    expect(page.get_by_role("img", name="西城区示意图").locator("rect")).to_have_count(60)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载这些行和原因").click()
    download.value.save_as(tmp_path / "returned.xlsx")
    returned = spreadsheet.read(tmp_path / "returned.xlsx")
    assert returned[0][1][0] == "没有导入的原因" and len(returned) == 6
    assert all(cells[0] for _, cells in returned[1:]), "each with its reason beside it"
    assert "虚构养老驿站0号" not in as_resident(asked), "nothing is written by looking"

    # Written; a resident's process tells of it within a second.
    page.get_by_label("为什么导入").fill("区里发来的")
    page.get_by_role("button", name="写入这 60 处，退回 5 行").click()
    expect(page.get_by_role("heading", name="已写入 60 处")).to_be_visible()
    soon(lambda: "虚构养老驿站0号" in as_resident(asked))
    assert_accessible(page)

    # Undone as one.
    page.get_by_label("为什么撤销").fill("演练完了")
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.locator("#notice")).to_be_visible()
    soon(lambda: "虚构养老驿站0号" not in as_resident(asked))
    page.goto("/places?q=虚构")
    expect(page.locator("main")).to_contain_text("共 0 处")


def test_a_template_is_downloaded_for_each_kind(desk: Desk, new_page: Callable[..., Page], tmp_path: Path) -> None:
    page = new_page("editor")
    page.goto("/places")
    page.get_by_text("导入区里的名单").click()
    kinds: list[Category] = list(desk.bench.directory().categories.values())
    for kind in kinds:
        with page.expect_download() as download:
            page.locator(f'a[href="/places/template.xlsx?category={kind.id}"]').click()
        download.value.save_as(tmp_path / "t.xlsx")
        headings = spreadsheet.read(tmp_path / "t.xlsx")[0][1]
        assert {"类别", "名称", "街道", "地址", "电话", "办公时间", "精度", "可信度", "来源", "来源日期"} <= set(
            headings
        )
