"""Figures, places, indicators and the overview: one row changes every answer on its day; and what else staff enter."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot import clock
from bot.cli.main import cli
from bot.desk import audit, chart
from bot.desk.figures import PER_PAGE
from bot.knowledge import overview, turns
from bot.knowledge.dependents import dependents
from bot.knowledge.matcher import Matcher
from bot.knowledge.render import render
from bot.places import store
from bot.policy import figure_store
from bot.reading.ground import Ground, Words
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.settings import ROOT
from bot.sheet import spreadsheet
from bot.walks.turn import respond

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
    page.get_by_label("可信度").select_option("A")
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


@pytest.fixture(autouse=True)
def as_in_the_files(desk: Desk) -> Iterator[None]:
    """What a test entered of the 低保 standard does not outlive it."""
    yield
    for day in figure_store.entered_by_staff(desk.db(), "dibao.standard"):
        figure_store.remove_value(desk.db(), "dibao.standard", day)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Call it with a day: from then on a drill takes it to be that day, for everybody in this process."""
    return lambda day: monkeypatch.setenv("XIAOXI_DAY", str(day))


@pytest.fixture
def as_resident(desk: Desk, resident: Matcher) -> Callable[[str], dict[str, Any]]:
    """What a resident who asks just this is answered today, as the payload of a whole turn."""
    words = Words.read(ROOT / "data")

    def ask(text: str) -> dict[str, Any]:
        ground = Ground(
            words, resident.snapshot(), resident.thresholds, desk.bench.directory(), clock.today(), clock.now()
        )
        return dict(respond(Sent(text), State(), ground).replies[0].custom)

    return ask


def test_a_new_standard_is_announced_then_right_on_its_day_everywhere(
    desk: Desk, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None],
    set_clock: Callable[[date], None], as_resident: Callable[[str], dict[str, Any]], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("XIAOXI_DATABASE", str(desk.path))
    today, first = clock.today(), clock.today() + timedelta(days=40)
    title, number = "关于再调低保标准的通知（试）", "京民社救发〔试〕2号"
    page = new_page("editor")
    page.goto("/figures?q=dibao.standard")
    expect(page.locator("tbody")).to_contain_text("该更新了")
    page.goto("/figures/dibao.standard")
    page.get_by_label("从哪天起", exact=True).fill(str(first))
    page.get_by_label("数值（元/人·月）").fill("1520")
    page.get_by_role("textbox", name="题名").fill(title)
    page.get_by_role("textbox", name="文号").fill(number)
    page.get_by_label("可信度").select_option("A")
    page.get_by_label("第几条").fill("一")
    page.get_by_label("原因").fill("收到新文件")
    page.get_by_role("button", name="录入", exact=True).click()

    # Every answer, question and scheme it changes is listed with both wordings.
    changes = page.get_by_role("region", name="起会变的话").or_(page.locator("section[aria-labelledby=changes]"))
    expected = dependents(desk.bench.snapshot().answers, desk.bench.snapshot().figures, "dibao.standard", today, first)
    assert len(expected) >= 7 and STANDARD in {one.answer.topic for one in expected}
    expect(changes.first.locator("h2")).to_contain_text(f"{len(expected)} 条答案")
    expect(changes.first.locator("details")).to_have_count(len(expected))
    listed = changes.first.text_content() or ""
    for one in expected:
        assert one.answer.question in listed
        for change in one.changes:
            assert change.before in listed and change.after in listed
        assert any("1520" in change.after and "1520" not in change.before for change in one.changes)
    assert "最低生活保障（低保）" in listed and "临时救助（急难型）" in listed
    page.locator("details:not([open]) > summary").evaluate_all(
        "all => all.forEach(one => one.parentElement.open = true)"
    )
    assert_accessible(page)
    page.goto("/figures?q=dibao.standard")
    expect(page.locator("tbody")).to_contain_text("1520元")
    expect(page.locator("tbody")).not_to_contain_text("该更新了")
    page.goto("/figures/due")
    expect(page.locator("tbody")).not_to_contain_text("dibao.standard")
    assert_accessible(page)

    # Before its day it is announced; the day before it is still the old one, with the old document.
    day = f"{first.month}月{first.day}日起每人每月1520元。"
    announced = day if first.year == today.year else f"{first.year}年{day}"
    said = as_resident("低保标准是多少")
    assert "1450元" in said["lead"] and announced in said["short"]
    assert said["sources"][0]["number"] == "京民社救发〔2024〕80号"
    set_clock(first - timedelta(days=1))
    page.goto("/figures/dibao.standard")
    expect(page.get_by_role("note")).to_contain_text(f"演练中：都当作{clock.chinese_date(first - timedelta(days=1))}")
    assert_accessible(page)
    assert "1450元" in as_resident("低保标准是多少")["lead"]
    assert "是 1450元" in CliRunner().invoke(cli, ["policy", "show", "dibao.standard"]).output

    # On its day: value, document, and the command line.
    set_clock(first)
    said = as_resident("低保标准是多少")
    assert "1520元" in said["lead"] and "1450" not in said["lead"]
    page.goto(f"/answers/{STANDARD}")
    expect(page.locator(".preview")).to_contain_text("1520元")
    numbers = [source.get("number") for source in said["sources"]]
    assert numbers[0] == number and "京民社救发〔2024〕80号" not in numbers
    assert {(figure["value"], figure["source"]["number"]) for figure in said["figures"]
            if figure["name"] == "dibao.standard"} == {(1520, number)}  # fmt: skip
    assert "1450元" in as_resident("2024年8月低保标准是多少")["lead"]
    shown = CliRunner().invoke(cli, ["policy", "show", "dibao.standard"]).output
    assert "是 1520元" in shown and f"1520，可信度 A，{title} {number} 一" in shown
    assert f"工作人员录入了 1520（A，{number}），文件里没有" in CliRunner().invoke(cli, ["policy", "check"]).output


def test_what_is_due_is_a_page_and_a_file(desk: Desk) -> None:
    agent = desk.caller("agent")
    shown = agent.get("/figures/due?day=2026-11-30").text
    assert "低保标准" in shown and "到了没有新值" in shown and "2026-07-01" in shown and "快到了" in shown
    rows = agent.get("/figures/due.csv?day=2026-11-30").body.decode("utf-8-sig").splitlines()
    assert rows[0].endswith("新值,新值从哪天起,新文件题名,新文件文号,第几条,见到原文没有")
    assert any(
        row.startswith("数字,dibao.standard,低保标准,1450元,2024年7月,") and row.endswith(",,,,,,") for row in rows
    )
    assert agent.get("/figures/due?day=某天").status == 400


def test_the_filled_in_table_of_what_is_due_is_entered_at_once(
    desk: Desk, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    page = new_page("editor")
    page.goto("/figures/due?day=2026-11-30")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载表格去填").click()
    download.value.save_as(tmp_path / "due.csv")
    _, headings = spreadsheet.read(tmp_path / "due.csv")[0]
    rows = [cells for _, cells in spreadsheet.read(tmp_path / "due.csv")[1:]]
    at = {heading: position for position, heading in enumerate(headings)}

    def fill(name: str, **cells: str) -> None:
        row = next(row for row in rows if row[at["编号"]] == name)
        row += [""] * (len(headings) - len(row))
        for heading, cell in cells.items():
            row[at[heading]] = cell

    fill(
        "dibao.standard",
        新值="1530",
        新值从哪天起="2031年7月",
        新文件题名="通知（试三）",
        新文件文号="试〔2031〕3号",
        第几条="一",
        见到原文没有="是",
    )
    other = next(row[at["编号"]] for row in rows if row[at["类别"]] == "数字" and row[at["编号"]] != "dibao.standard")
    fill(other, 新值="很多", 新值从哪天起="2031-07-01", 新文件题名="通知（试三）", 见到原文没有="否")
    (tmp_path / "filled.xlsx").write_bytes(spreadsheet.excel_bytes(headings, rows))
    page.get_by_label("填好的表").set_input_files(tmp_path / "filled.xlsx")
    page.get_by_role("button", name="先看会录入什么").click()
    expect(page.locator("main")).to_contain_text("会录入 1 个新值；有 1 行读不了")
    expect(page.get_by_role("alert")).to_contain_text("“很多”不是数字")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载这些行和原因").click()
    download.value.save_as(tmp_path / "back.xlsx")
    assert [cells[0] for _, cells in spreadsheet.read(tmp_path / "back.xlsx")[1:]] == ["新值：“很多”不是数字"]
    page.get_by_label("为什么录入").fill("收到新文件")
    page.get_by_role("button", name="录入这 1 个，退回 1 行").click()
    expect(page.get_by_role("heading", name="已录入 1 个新值")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="低保标准").click()
    expect(page.locator("tbody tr").first).to_contain_text("1530元")
    value = desk.bench.snapshot().figures["dibao.standard"].at(date(2031, 7, 1))
    assert (value.value, value.since, value.source.number, value.confidence) == (
        1530,
        "2031年7月",
        "试〔2031〕3号",
        "A",
    )
    assert audit.entries(desk.db(), action="figure_add", subject="dibao.standard", limit=1)[0].why.startswith(
        "收到新文件"
    )


def test_a_value_whose_day_is_not_known_is_entered_by_its_month(desk: Desk) -> None:
    editor = desk.caller("editor")
    sent = {"from_day": "2031-07-01", "value": "1500", "confidence": "A", "month_only": "yes", "why": "试",
            "ref": next(iter(desk.bench.snapshot().sources))}  # fmt: skip
    refused = editor.post("/figures/dibao.standard/values", {**sent, "from_day": "2031-07-02"})
    assert refused.status == 400 and "那个月的第一天" in refused.text
    assert editor.post("/figures/dibao.standard/values", sent).status == 303
    assert desk.bench.snapshot().figures["dibao.standard"].values[0].since == "2031年7月"
    assert editor.post("/figures/dibao.standard/remove", {"from_day": "2031-07-01", "why": "试完了"}).status == 303


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


def chosen_in(form: str) -> dict[str, str]:
    """What each list of the form stands at."""
    found = {}
    for name, options in re.findall(r'<select[^>]*? name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option(?: value="([^"]*)")?[^>]*? selected[^>]*>([^<]*)', options)
        chosen = chosen or re.search(r'<option(?: value="([^"]*)")?[^>]*>([^<]*)', options)
        found[name] = "" if chosen is None else chosen[2].strip() if chosen[1] is None else chosen[1]
    return found


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
    form = editor.get(f"/places/{saved.id}/edit").text
    fields = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form)) | chosen_in(form)
    fields |= {
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


def test_figures_come_a_page_at_a_time_with_how_they_stand(desk: Desk) -> None:
    agent, figures = desk.caller("agent"), desk.bench.snapshot().figures
    first, second = agent.get("/figures").text, agent.get("/figures?page=2").text
    assert first.count("<tr><td><a") == PER_PAGE == second.count("<tr><td><a") and first != second
    assert f"全部（{len(figures)}）" in first and 'rel="next"' in first
    assert "已核实" in first and figures["dibao.standard"].name not in first.split("<tbody>")[1].split("<td")[1]
    found = agent.get("/figures?q=低保标准").text
    assert "京民社救发〔2024〕80号" in found and 'rel="next"' not in found
    assert "京民社救发〔2024〕80号" in agent.get("/figures?q=〔2024〕80号").text, "by its document too"
    unverified = agent.get("/figures?show=unverified").text.split("<tbody>")[1]
    assert "待核实" in unverified and "已核实" not in unverified
    assert "没有符合的数字" in agent.get("/figures?q=没有叫这个的").text
    assert agent.get("/figures?page=9999").status == 200 and agent.get("/figures?page=x").status == 400
