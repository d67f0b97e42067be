"""The bureau's list at the desk: previewed, its columns given a meaning, written, seen by residents, undone."""

import io
import re
import time
from datetime import datetime

from desk_caller import Caller, Desk

from bot.clock import BEIJING
from bot.places import store
from bot.places.walk import Memory, answer
from bot.places.where import read
from bot.sheet import spreadsheet

HEADINGS = ["序号", "类型", "站点名", "街道/乡镇", "详细位置", "联系电话", "营业时间"]
ROWS = [
    ["1", "养老驿站", "虚构甲驿站", "牛街", "教子胡同9901号", "010-00000001", "工作日 9:00-17:00"],
    ["2", "", "虚构乙驿站", "德胜", "黄寺大街9902号", "010-0000O002", "24小时"],
    ["3", "", "虚构丙驿站", "望京", "阜通东大街9903号", "", ""],
    ["4", "", "虚构丁驿站", "牛街", "输入胡同9904号", "", "见门口通知"],
]
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=BEIJING)


def hidden(text: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(identity|number|column\.\d+)" value="([^"]*)"', text))


def chosen(text: str) -> dict[str, str]:
    """What every select of the mapping is set to."""
    picked = {}
    for name, options in re.findall(r'<select name="(column\.\d+)"[^>]*>(.*?)</select>', text, re.S):
        found = re.search(r'<option value="(\w+)" selected', options)
        picked[name] = found[1] if found else ""
    return picked


def told(desk: Desk, text: str) -> str:
    """What a resident is answered now."""
    directory = store.directory(desk.db())
    return answer(read(text, directory, NOW), Memory(), directory, NOW)[0][0][0]


def sent(editor: Caller, headings: list[str]) -> str:
    shown = editor.upload("/places/import", {}, "名单.xlsx", spreadsheet.excel_bytes(headings, ROWS))
    assert shown.status == 200, shown.text
    return shown.text


def test_a_list_is_mapped_written_seen_by_residents_and_undone(desk: Desk) -> None:
    editor = desk.caller("editor")
    text = sent(editor, HEADINGS)
    assert "有 4 行读不了" in text
    assert "没有写名称" in text
    mapping = {**chosen(text), "column.2": "name", "identity": hidden(text)["identity"]}
    text = editor.post("/places/import/again", mapping).text
    assert "新增 2 处，修改 0 处，不变 0 处；有 2 行读不了，会退回" in text
    for reason in ("“010-0000O002”不像电话号码", "“望京”不是西城区的15个街道之一", "读不成具体钟点"):
        assert reason in text
    assert "<rect" in text
    bad = editor.post("/places/import/bad", hidden(text))
    returned = spreadsheet.read_bytes("returned.xlsx", bad.body)
    assert returned[0][1] == ["没有导入的原因", *HEADINGS]
    assert [row[3] for _, row in returned[1:]] == ["虚构乙驿站", "虚构丙驿站"]
    assert "虚构甲驿站" not in told(desk, "牛街的养老驿站"), "nothing is written by looking"
    done = editor.post("/places/import/apply", {**hidden(text), "why": "区里发来的"})
    assert "已写入 2 处" in done.text
    started = time.monotonic()
    said = told(desk, "牛街的养老驿站")
    assert time.monotonic() - started < 1
    assert "虚构甲驿站：教子胡同9901号（区里提供的名单2026年12月" in said
    assert "虚构丁驿站" in said
    assert "虚构甲驿站" in editor.get("/places?category=elder_station").text
    undone = editor.post("/places/import/undo", {**hidden(done.text), "why": "发错了"})
    assert undone.status == 303
    assert "虚构甲驿站" not in told(desk, "牛街的养老驿站")
    assert editor.post("/places/import/undo", {**hidden(done.text), "why": "再来"}).status == 404


def test_a_template_for_each_kind_imports_as_it_is_with_no_effect(desk: Desk) -> None:
    editor = desk.caller("editor")
    for category in store.titles(desk.db()):
        table = editor.get(f"/places/template.xlsx?category={category}")
        assert table.status == 200
        text = editor.upload("/places/import", {}, "t.xlsx", table.body).text
        assert "新增 0 处，修改 0 处" in text, category
        assert "有 0 行读不了" in text, category
    assert editor.get("/places/template.xlsx?category=bakery").status == 404


def test_a_file_that_cannot_be_read_is_not_kept(desk: Desk) -> None:
    editor = desk.caller("editor")
    before = desk.db().table("upload").count
    assert editor.upload("/places/import", {}, "x.csv", b"a,b\n1,2\n").status == 400
    assert editor.upload("/places/import", {}, "x.xlsx", io.BytesIO(b"PK\x03\x04 broken").getvalue()).status == 400
    assert desk.db().table("upload").count == before


def test_coverage_says_what_it_would_need_and_fits_a_page(desk: Desk) -> None:
    reader = desk.caller("agent")
    page = reader.get("/coverage?category=meal_site").text
    assert "要算出每个社区" in page
    assert "算不了" not in page
    assert "OpenStreetMap" in page
    picture = reader.get("/coverage.svg?category=meal_site")
    assert picture.text.count("<polygon") >= 15
    assert reader.get("/coverage.csv?category=meal_site").status == 200


def test_chat_desk_and_plain_text_call_a_kind_by_one_name(desk: Desk) -> None:
    titles = store.titles(desk.db())
    assert dict(desk.bench.snapshot().titles) == titles
    agent = desk.caller("agent")
    places, coverage = agent.get("/places").text, agent.get("/coverage").text
    for category, title in titles.items():
        for shown in (places, coverage):
            assert re.search(rf'<option value="{category}"[^>]*>{title}<', shown), (category, title)
        directory = store.directory(desk.db())
        text, payload = answer(read(f"{title} 牛街", directory, NOW), Memory(), directory, NOW)[0][0]
        assert payload["category"] == category
        assert title.removeprefix("区") in text
