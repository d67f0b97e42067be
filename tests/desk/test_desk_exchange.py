"""Tables out and in: what is exported comes back as it was; a preview before, all or nothing after."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from desk_caller import Answer, Caller, Desk
from playwright.sync_api import Page, expect

from bot.desk import table_file
from bot.knowledge import exchange, faq, revision
from bot.sheet import spreadsheet

TOPIC, OTHER = "charity.donate_goods", "charity.supervision"


def previewed(editor: Caller, rows: list[list[str]], kind: str = "answers") -> tuple[Answer, dict[str, str]]:
    shown = editor.upload(
        "/exchange/preview", {"kind": kind}, "表.csv", spreadsheet.csv_text(rows[0], rows[1:]).encode("gb18030")
    )
    return shown, dict(re.findall(r'name="(kind|identity|expected|how)" value="([^"]*)"', shown.text))


def test_every_answer_comes_back_as_it_was(desk: Desk) -> None:
    answers = desk.bench.snapshot().answers
    for answer, row in zip(answers.values(), exchange.rows(answers.values()), strict=True):
        # A sheet has no column for questions: read over the answer they are kept, alone it has none.
        alone = replace(answer, questions=())
        values = dict(zip(exchange.COLUMNS, row, strict=True))
        assert exchange.read_row(values, None) == alone, answer.topic
        assert exchange.read_row(values, answer) == answer, answer.topic
    editor = desk.caller("editor")
    for kind in ("xlsx", "csv"):
        whole = editor.get(f"/exchange/answers.{kind}")
        assert (
            f"要改 0 条，不变 {len(answers)} 条，错误 0 处"
            in editor.upload("/exchange/preview", {"kind": "answers"}, f"a.{kind}", whole.body).text
        )
        places = editor.get(f"/exchange/places.{kind}")
        assert (
            "新增 0 处，修改 0 处"
            in editor.upload("/exchange/preview", {"kind": "places"}, f"p.{kind}", places.body).text
        )
    document = yaml.safe_load(editor.get("/exchange/answers.yml").body)
    assert {entry["topic"] for entry in document["answers"]} == set(answers)


def test_a_table_is_previewed_then_written_whole(desk: Desk, new_page: Callable[..., Page], tmp_path: Path) -> None:
    path = tmp_path / "改动.csv"
    before = faq.get(desk.db(), TOPIC)[0]
    text = spreadsheet.csv_text(["编号", "适合谁", "没用的列"], [[TOPIC, "想捐东西的人", "x"], [OTHER, "捐款人", ""]])
    path.write_text(text, encoding="utf-8-sig", newline="")
    page = new_page("editor")
    page.goto("/exchange")
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="先看会改什么").click()
    expect(page.locator("h1")).to_have_text("导入预览：改动.csv")
    expect(page.locator("main")).to_contain_text("要改 2 条，不变 0 条，错误 0 处。没有用到的列：没用的列")
    expect(page.locator("ins").first).to_have_text("想捐东西的人")
    assert faq.get(desk.db(), TOPIC)[0] == before, "nothing is written by looking"
    page.get_by_label("为什么导入").fill("整理对象")
    page.get_by_role("button", name="写入这 2 条").click()
    expect(page.locator("#notice")).to_have_text("已导入。")
    assert faq.get(desk.db(), TOPIC)[0].audience == ("想捐东西的人",)
    assert revision.history(desk.db(), TOPIC)[0].why == "导入 改动.csv：整理对象"


def test_phrasings_are_added_unless_asked_otherwise_and_what_is_deleted_stands_in_red(desk: Desk) -> None:
    editor, before = desk.caller("editor"), next(a for a in faq.load(desk.db()).values() if len(a.asked_as) > 5)
    table = spreadsheet.csv_text(["编号", "问法"], [[before.topic, "表里头一回这么写的问法"]]).encode()
    shown = editor.upload("/exchange/preview", {"kind": "answers", "how": "replace"}, "表.csv", table)
    assert f"会删掉 {len(before.asked_as)} 句问法" in shown.text
    assert 'name="how" value="replace"' in shown.text
    shown = editor.upload("/exchange/preview", {"kind": "answers"}, "表.csv", table)
    assert "会删掉" not in shown.text
    fields = dict(re.findall(r'name="(kind|identity|expected|how)" value="([^"]*)"', shown.text))
    assert editor.post("/exchange/apply", {**fields, "why": "补问法"}).status == 303
    now, number = faq.get(desk.db(), before.topic)
    assert now.asked_as == (*before.asked_as, "表里头一回这么写的问法")
    revision.publish(desk.db(), before, base=number, who="test", why="从头来")


def test_one_wrong_row_and_nothing_is_written(desk: Desk) -> None:
    editor, before = desk.caller("editor"), faq.load(desk.db())
    shown, fields = previewed(
        editor,
        [
            ["编号", "第一句"],
            [TOPIC, "给 500 元。"],
            [OTHER, "好好监督。"],
            [OTHER, "又一行"],
            ["", "没编号"],
            ["no.such", "新的"],
        ],
    )
    for said in ("正文里直接写了数字“500”", "和第 3 行重复", "没有写编号", "第 6 行：没有写“标准问法”"):
        assert said in shown.text, said
    assert "identity" not in fields, "there is no button to write it"
    assert not desk.db().table("upload").count_where("name = '表.csv' AND rows LIKE '%好好监督%'"), (
        "and nothing is kept"
    )
    assert editor.upload("/exchange/preview", {"kind": "answers"}, "x.csv", b"a,b\n1,2\n").status == 400
    assert editor.upload("/exchange/preview", {"kind": "answers"}, "x.xls", b"\xd0\xcf\x11\xe0").status == 400
    assert editor.upload("/exchange/preview", {"kind": "answers"}, "x.xlsx", b"PK\x03\x04 broken").status == 400
    assert editor.upload("/exchange/preview", {"kind": "other"}, "x.csv", b"a").status == 400
    assert editor.upload("/exchange/preview", {"kind": "answers"}, "", b"").status == 400
    assert faq.load(desk.db()) == before


def test_somebody_was_quicker(desk: Desk) -> None:
    editor, db = desk.caller("editor"), desk.db()
    _, fields = previewed(editor, [["编号", "适合谁"], [TOPIC, "表里写的"]])
    answer, number = faq.get(db, TOPIC)
    revision.publish(
        db, exchange.read_row({"topic": TOPIC, "audience": "别人写的"}, answer), base=number, who="admin", why="快一步"
    )
    refused = editor.post("/exchange/apply", {**fields, "why": "试"})
    assert refused.status == 409 and "请重新预览" in refused.text
    assert faq.get(db, TOPIC)[0].audience == ("别人写的",)
    assert editor.post("/exchange/apply", {**fields, "why": " "}).status == 400
    _, again = previewed(editor, [["编号", "适合谁"], [TOPIC, "表里写的"]])
    assert editor.post("/exchange/apply", {**again, "why": "试"}).status == 303
    assert editor.post("/exchange/apply", {**again, "why": "试"}).status == 404, "a table is written once"


def test_places_come_in_by_table(desk: Desk) -> None:
    editor = desk.caller("editor")
    rows = [["名称", "类别", "地址", "街道"], ["表里的驿站", "养老驿站", "牛街乙1号", "牛街街道"]]
    shown, fields = previewed(editor, rows, "places")
    assert "新增 1 处" in shown.text and "表里的驿站" in shown.text
    assert not [place for place in desk.bench.directory().points if place.name == "表里的驿站"]
    assert editor.post("/places/import/apply", {**fields, "why": "新开"}).status == 200
    assert [place for place in desk.bench.directory().points if place.name == "表里的驿站"]
    desk.db().conn.execute("DELETE FROM service WHERE name = '表里的驿站'")


def test_a_bomb_does_not_go_off(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert len(packed.getvalue()) < 1_000_000
    answer = desk.caller("editor").upload("/exchange/preview", {"kind": "answers"}, "bomb.xlsx", packed.getvalue())
    assert answer.status == 400


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../a.csv", "a.csv"),
        ("C:\\x\\b.xlsx", "b.xlsx"),
        ("..", "表格"),
        ("", "表格"),
        ("表.csv", "表.csv"),
        ("a" * 99, "a" * 80),
    ],
)
def test_only_the_last_part_of_a_name_is_kept(sent: str, shown: str) -> None:
    assert table_file.plain_name(sent) == shown
