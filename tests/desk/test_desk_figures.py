"""Figures, places, indicators and the overview: one row changes every answer on its day; and what else staff enter."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot import clock
from bot.desk import audit, chart
from bot.knowledge import overview, turns
from bot.knowledge.render import render
from bot.places import store

STANDARD = "assistance.dibao_standard"


def lead(desk: Desk, topic: str, day: date) -> str:
    snapshot = desk.bench.snapshot()
    return render(snapshot.answers[topic], snapshot.figures, day, snapshot.sources).lead


def test_a_new_standard_from_july_is_one_row(
    desk: Desk, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    today = clock.today()
    july = date(today.year + 1, 7, 1)
    page = new_page("editor")
    page.goto("/figures?q=低保标准")
    page.get_by_role("link", name="低保标准", exact=True).click()
    page.get_by_label("从哪天起").fill(str(july))
    page.get_by_label("数值（元/人·月）").fill("15000")
    page.get_by_role("textbox", name="题名").fill("关于调整本市最低生活保障标准的通知（试）")
    page.get_by_role("textbox", name="文号").fill("京民社救发〔试〕1号")
    page.get_by_label("原因").fill("收到新文件")
    page.get_by_role("button", name="录入").click()
    expect(page.get_by_role("alert")).to_contain_text("差得很多")
    assert_accessible(page)
    expect(page.get_by_role("textbox", name="文号")).to_have_value("京民社救发〔试〕1号")
    page.get_by_label("数值（元/人·月）").fill("1500")
    page.get_by_role("button", name="录入").click()
    expect(page.locator("#notice")).to_have_text("已录入，到那一天自动生效。")
    expect(page.locator("tbody tr").first).to_contain_text("1500元")
    expect(page.locator("tbody tr").first).to_contain_text("未到")

    assert "1450元" in lead(desk, STANDARD, today) and "1450元" in lead(desk, STANDARD, july - timedelta(days=1))
    assert "1500元" in lead(desk, STANDARD, july)
    used = [row for row in desk.bench.snapshot().answers.values() if '"dibao.standard"' in row.answer]
    assert len(used) >= 2 and all("1500" in lead(desk, answer.topic, july) for answer in used)
    page.goto(f"/answers/{STANDARD}?day={july}")
    expect(page.locator(".preview")).to_contain_text("1500元")
    assert "1500元" in desk.caller("agent").get(f"/hotline/results?q=低保标准&day={july}").text
    assert f"{july} 起将是 1500元" in desk.caller("agent").get("/hotline/results?q=低保标准").text

    entry = audit.entries(desk.db(), action="figure_add", subject="dibao.standard", limit=1)[0]
    assert (entry.who, entry.why) == ("editor", "收到新文件") and "1500" in (entry.after or "")
    page.goto("/figures/dibao.standard")
    page.get_by_label("为什么撤掉").fill("试完了")
    page.get_by_role("button", name="撤掉").click()
    expect(page.locator("#notice")).to_have_text("已撤掉。")
    assert "1450元" in lead(desk, STANDARD, july)


def test_a_wrong_value_is_refused_and_said_why(desk: Desk) -> None:
    editor = desk.caller("editor")
    good = {
        "from_day": "2030-07-01",
        "value": "1500",
        "confidence": "A",
        "ref": next(iter(desk.bench.snapshot().sources)),
        "why": "试",
    }
    for changed, said in (({"value": "一千五"}, "不是数字"), ({"value": "nan"}, "太大"), ({"value": "1e99"}, "太大"), ({"from_day": "明年"}, "不是日期"), ({"from_day": ""}, "从哪天起"),
                          ({"confidence": "Z"}, "可信度"), ({"ref": ""}, "请选依据的文件"), ({"why": " "}, "原因"), ({"until": "2029-01-01"}, "还早"),
                          ({"title": "某文件", "url": "javascript:alert(1)"}, "http")):  # fmt: skip
        refused = editor.post("/figures/dibao.standard/values", {**good, **changed})
        assert refused.status == 400 and said in refused.text, changed
    in_file = desk.bench.snapshot().figures["dibao.standard"].values[0].from_day
    assert editor.post("/figures/dibao.standard/remove", {"from_day": str(in_file), "why": "试"}).status in (
        400,
        404,
    ), "values of the files stay"
    assert desk.caller("agent").post("/figures/dibao.standard/values", good).status == 403


def test_a_place_is_put_on_the_map(
    desk: Desk, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    page = new_page("editor")
    page.goto("/places/new")
    page.get_by_label("名称").fill("试验养老驿站")
    page.locator("[name=category]").select_option("养老驿站")
    page.get_by_label("地址").fill("试验胡同1号")
    page.locator("[name=subdistrict]").select_option("牛街街道")
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8)
    lon, lat = page.locator("#lon").input_value(), page.locator("#lat").input_value()
    assert 116.30 < float(lon) < 116.42 and 39.85 < float(lat) < 39.98
    expect(page.locator("#mark")).to_have_attribute("visibility", "visible")
    page.get_by_label(re.compile("^电话")).fill("没有电话")
    page.get_by_label(re.compile("^修改原因")).fill("新开的")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("电话")
    expect(page.locator("#lon")).to_have_value(lon)
    assert_accessible(page)
    page.get_by_label(re.compile("^电话")).fill("")
    page.get_by_label(re.compile("^办公时间")).fill("周一至周五 9:00-17:00")
    page.get_by_label(re.compile("^修改原因")).fill("新开的")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#notice")).to_contain_text("已保存")
    saved = next(place for place in desk.bench.directory().points if place.name == "试验养老驿站")
    assert (round(saved.lon or 0, 5), round(saved.lat or 0, 5)) == (round(float(lon), 5), round(float(lat), 5))
    assert "试验养老驿站" in desk.caller("agent").get("/hotline/results?q=牛街的养老驿站").text

    editor = desk.caller("editor")
    fields = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', editor.get(f"/places/{saved.id}/edit").text))
    fields |= {
        "category": "养老驿站",
        "subdistrict": "牛街街道",
        "datum": "高德",
        "verified": "否",
        "active": "启用",
        "why": "改电话",
    }
    assert editor.post("/places/save", {**fields, "phones": "010-83550000"}).status == 303
    clash = editor.post("/places/save", {**fields, "phones": "010-83559999"})
    assert clash.status == 409 and "别人改过" in clash.text and "010-83559999" in clash.text
    assert [place.phones for place in store.service_points(desk.db()) if place.id == saved.id] == [("010-83550000",)]
    fresh = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', editor.get(f"/places/{saved.id}/edit").text))
    assert editor.post("/places/save", {**fields, "base": fresh["base"], "active": "停用"}).status == 303
    assert "试验养老驿站" not in editor.get("/hotline/results?q=牛街的养老驿站").text
    assert "试验养老驿站" in editor.get("/places?show=inactive").text


def test_indicators_have_room_for_each_year(desk: Desk) -> None:
    editor = desk.caller("editor")
    assert editor.get("/indicators").text.count('<tr><td class="right">') == 22
    sent = {"name": "plan.rescue_beds", "year": "2024", "value": "188", "source": "年报第3页", "note": "含新院"}
    assert editor.post("/indicators", sent).status == 303
    shown = editor.get("/indicators").text
    assert "188" in shown and "年报第3页；含新院（editor）" in shown
    assert "2024年：年报第3页 含新院" in editor.get("/indicators.csv").text
    for changed in ({"value": "很多"}, {"value": "inf"}, {"year": "1999"}, {"source": ""}, {"name": "dibao.standard"}):
        assert editor.post("/indicators", {**sent, **changed}).status in (400, 404), changed
    assert desk.caller("agent").post("/indicators", sent).status == 403


def test_the_overview_counts(desk: Desk) -> None:
    db, today = desk.db(), clock.today()
    db.conn.execute("DELETE FROM turn")
    db.conn.execute("DELETE FROM feedback")
    for kind, topic, spent in (
        ("answer", STANDARD, 10),
        ("answer", STANDARD, 20),
        ("clarify", None, 30),
        ("fallback", None, 400),
        ("smalltalk", None, 5),
    ):
        turns.record(db, "webchat", kind, topic, spent)
    turns.rate(db, STANDARD, True)
    turns.rate(db, STANDARD, False)
    days = overview.days(db, today - timedelta(days=1), today)
    assert [day.total for day in days] == [0, 5] and days[0].p50_ms is None
    assert dict(days[1].outcomes) == {"answered": 2, "clarified": 1, "unanswered": 1, "other": 1}
    assert (days[1].p50_ms, days[1].p95_ms, days[1].thumbs_up, days[1].thumbs_down) == (20, 400, 1, 1)
    assert overview.by_domain(db, today, today)[0] == ("社会救助", 2, 1, 1)
    assert overview.by_topic(db, today, today) == {STANDARD: (2, 1, 1)}
    agent = desk.caller("agent")
    shown = agent.get("/overview").text
    assert "答上了 2" in shown and shown.count("<rect") >= 4
    exported = agent.get(f"/overview.csv?first={today}&last={today}").body.decode("utf-8-sig").splitlines()
    assert exported[1] == f"{today},2,1,1,1,1,1,20,400"
    assert agent.get("/overview?first=2026-01-02&last=2026-01-01").status == 400
    assert agent.get("/overview?first=2000-01-01").status == 400


@pytest.mark.parametrize(("highest", "top"), [(0, "4"), (7, "8"), (23, "25"), (130, "150"), (990, "1000")])
def test_axes_end_at_round_numbers(highest: int, top: str) -> None:
    drawn = chart.stacked(["a", "b"], [("one", [highest, 0]), ("two", [0, 0])])
    assert drawn.up[-1].text == top and len(drawn.bars) == bool(highest)


def test_a_line_breaks_where_nothing_was_measured() -> None:
    path = chart.lines(["a", "b", "c", "d"], [("one", [1, None, 3, 4])]).lines[0][1]
    assert path.count("M") == 2 and path.count("L") == 1
