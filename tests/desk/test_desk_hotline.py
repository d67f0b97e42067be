"""An agent with a caller on the line: everything from the keyboard, answers while typing, nothing of the caller kept."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot.knowledge import unanswered
from bot.knowledge.short_text import LIMIT

STANDARD = "assistance.dibao_standard"


@pytest.fixture
def typed(new_page: Callable[..., Page]) -> Callable[[str], Page]:
    """An agent's hotline page where `text` was typed, with its results."""

    def open_one(text: str) -> Page:
        page = new_page("agent")
        page.goto("/hotline")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.keyboard.type(text)
        expect(page.locator("#told")).to_contain_text(re.compile(r"\d+ 条|没有找到"))
        return page

    return open_one


def first_of(desk: Desk, text: str) -> list[str]:
    """Kind and id of each result, as a keystroke gets them."""
    text, _, more = text.partition("&")
    found = desk.caller("agent").get(f"/hotline/results?q={quote(text)}&{more}").text
    return [":".join(pair) for pair in re.findall(r'data-kind="(\w+)" data-id="([^"]+)"', found)]


def test_an_agent_finds_the_standard_by_keyboard_alone(
    new_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    page = new_page("agent")
    page.goto("/hotline")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys = page.keyboard
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        keys.press("Tab")
    keys.press("/")
    assert page.evaluate("document.activeElement.id") == "q", "/ goes to the search box, from anywhere"
    keys.type("低保标准")
    first = page.locator("#hit-1")
    expect(first).to_contain_text("北京市最低生活保障（低保）标准是多少")
    expect(first).to_contain_text("1450元")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "hit-1")
    keys.press("ArrowDown")
    expect(page.locator("#hit-2")).to_have_attribute("aria-selected", "true")
    keys.press("ArrowUp")
    expect(page.locator("#detail h2")).to_contain_text("标准是多少")
    assert_accessible(page)
    keys.press("Enter")
    expect(page.locator("#detail")).to_be_focused()
    expect(page.locator("#detail")).to_contain_text("京民社救发〔2024〕80号")
    keys.press("c")
    expect(page.locator("#notice")).to_contain_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert (
        copied.startswith("最近一次查到的北京低保标准是每人每月1450元")
        and "在哪儿办：" in copied
        and "依据：《关于调整本市最低生活保障标准的通知》" in copied
    )
    keys.press("s")
    page.wait_for_function("async (long) => (await navigator.clipboard.readText()) !== long", arg=copied)
    message = page.evaluate("navigator.clipboard.readText()")
    assert "1450元" in message and len(message) <= LIMIT
    keys.press("Escape")
    keys.press("Delete")
    expect(page.locator("#recent button")).to_have_text(["低保标准"])
    keys.press("Tab")
    for _ in range(8):
        if page.evaluate("document.activeElement.textContent") == "低保标准":
            break
        keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#q")).to_have_value("低保标准")
    expect(first).to_contain_text("标准是多少")


def test_how_much_and_where_for_just_this_caller(
    new_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    page = new_page("agent")
    page.goto("/hotline")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys, first = page.keyboard, page.locator("#hit-1")
    keys.type("老太太85能领多少、去哪办")
    keys.press("Enter")
    expect(page.locator("#detail")).to_be_focused(timeout=20_000)
    expect(page.locator("#told")).to_contain_text("按来电人：老太太85岁")
    expect(first.locator(".line").first).to_have_text("老太太85岁：每月100元")
    expect(first.locator(".where")).to_contain_text("街道")
    expect(page.locator("#detail .lead")).to_have_text("老太太85岁：每月100元")
    expect(page.locator("#detail")).to_contain_text("在哪儿办：")
    assert_accessible(page)
    keys.press("s")
    expect(page.locator("#notice")).to_contain_text("已复制")
    message = page.evaluate("navigator.clipboard.readText()")
    assert message.startswith("老太太85岁：每月100元。") and "街道" in message and len(message) <= LIMIT
    keys.press("Escape")
    keys.type("2023低保")
    keys.press("Enter")
    expect(first.locator(".line").first).to_contain_text("1395元", timeout=20_000)
    keys.press("Escape")
    keys.type("没有的事情xyz")
    expect(page.locator("#told")).to_contain_text("没有找到，知识里没有这件事", timeout=20_000)
    expect(page.locator("[role=option]")).to_have_count(0)


@pytest.mark.parametrize("text", ["家里蟑螂太多谁管", "没有这样的事情abc", "飞机票怎么改签"])
def test_what_is_not_known_finds_nothing(desk: Desk, text: str) -> None:
    assert first_of(desk, f"{text}&whole=yes") == []


def test_facts_alone_list_what_such_a_caller_gets(desk: Desk) -> None:
    found = desk.caller("agent").get(f"/hotline/results?q={quote('91 西城 一级肢体')}").text
    assert "按来电人：91岁、一级肢体残疾、西城户口" in found and "91岁：每月500元" in found
    hits = first_of(desk, "91 西城 一级肢体")
    assert {"topic:elder.senior_allowance", "topic:elder.care_allowance"} <= set(hits[:4])


def test_who_calls_does_not_decide_what_is_found(desk: Desk) -> None:
    alone = first_of(desk, "低保")
    assert first_of(desk, "张三 13800138000 低保") == alone != []


def test_initials_and_pinyin_find_it_too(desk: Desk) -> None:
    for text in ("dbbz", "DBBZ", "dibaobiaozhun", "低保标准", "底保标准"):
        assert f"topic:{STANDARD}" in first_of(desk, text)[:3], text
    assert "figure:dibao.standard" in first_of(desk, "dbbz")
    assert first_of(desk, "zzzzqq") == [] and first_of(desk, "。") == [] and first_of(desk, "") == []


def test_the_matcher_residents_have_decides_on_whole_questions(desk: Desk) -> None:
    snapshot = desk.bench.matcher.settled()
    for answer in list(snapshot.answers.values())[::8]:
        text = answer.phrasings[-1]
        assert f"topic:{answer.topic}" in first_of(desk, text)[:2], text


def test_a_figure_on_another_day(desk: Desk, typed: Callable[[str], Page]) -> None:
    found = desk.caller("agent").get(f"/hotline/results?q={quote('2023年低保标准是多少')}").text
    figure = re.search(r'data-id="dibao.standard".*?</div>', found, re.DOTALL)
    answer = re.search(rf'data-id="{STANDARD}".*?</div>', found, re.DOTALL)
    assert figure and answer and "1395元" in figure[0] and "1395元" in answer[0], "both tell of the year asked about"
    detail = (
        desk.caller("agent").get(f"/hotline/detail?kind=topic&id={STANDARD}&q={quote('2023年低保标准是多少')}").text
    )
    assert "2023年低保标准" in detail and "1395元" in detail
    page = typed("低保标准")
    page.get_by_label("按哪天").fill("2023-08-01")
    expect(page.locator("#hit-1")).to_contain_text("1395元")
    expect(page.locator("#detail .lead")).to_contain_text("1395元")


def test_a_place_near_what_the_caller_says(desk: Desk, typed: Callable[[str], Page]) -> None:
    page = typed("牛街附近的街道便民服务中心")
    expect(page.locator("#told")).to_contain_text("牛街归牛街街道管")
    hit = page.locator("[data-kind=place]").first
    expect(hit).to_contain_text(re.compile("牛街.*直线约|牛街", re.DOTALL))
    hit.click()
    expect(page.locator("#detail dl")).to_contain_text("地址")
    expect(page.locator("#detail dl")).to_contain_text("时间")
    page.keyboard.press("c")
    expect(page.locator("#notice")).to_contain_text("已复制")
    assert not [hit for hit in first_of(desk, "低保标准是多少") if hit.startswith("place")], "asks for no place"


def test_what_was_not_found_goes_to_the_inbox_masked(desk: Desk, typed: Callable[[str], Page]) -> None:
    page = typed("王大爷电话13800138000问养鸽子")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.locator("#detail").focus()
    page.keyboard.press("n")
    expect(page.locator("#notice")).to_have_text("已记到收件箱，编辑会补上。")
    row = unanswered.waiting(desk.db())[0]
    assert row["reason"] == "hotline" and "养鸽子" in row["text"] and "13800138000" not in row["text"]
    assert desk.caller("agent").post("/hotline/not-found", {"q": "？！"}).status == 400


def test_searches_are_forgotten_when_one_signs_out(typed: Callable[[str], Page]) -> None:
    page = typed("低保标准")
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_be_focused()
    assert page.evaluate("sessionStorage.length") == 1
    page.click("text=退出")
    page.wait_for_url("**/sign-in**")
    assert page.evaluate("sessionStorage.length") == 0


def test_works_without_script(desk: Desk) -> None:
    agent = desk.caller("agent")
    shown = agent.get(f"/hotline?q={quote('低保标准')}").text
    assert "最近一次查到的北京低保标准是每人每月1450元" in shown
    assert agent.post("/hotline/not-found", {"q": "没有这回事"}).place == "/hotline?done=settled"


def test_the_screening_form_judges_as_it_fills(new_page: Callable[..., Page]) -> None:
    page = new_page("agent")
    page.goto("/screening")
    expect(page.locator("#verdicts")).to_contain_text("填一项就开始算")
    page.locator("#q-age input").first.fill("85")
    expect(page.locator("#verdicts")).to_contain_text("85岁")
    page.locator("#q-hukou").get_by_label("西城区").check()
    expect(page.locator("#verdicts")).to_contain_text("下一句问")
    expect(page.locator("#verdicts .likely, #verdicts .possible").first).to_be_visible()
    page.locator("#q-age input").first.fill("八十")
    expect(page.locator("#verdicts [role=alert]")).to_contain_text("要写数字")
    page.get_by_role("link", name="清空，接下一个电话").click()
    expect(page.locator("#q-age input").first).to_have_value("")
