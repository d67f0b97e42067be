"""The residents' chat page in a real browser, drawing recorded replies of every kind that come over real HTTP."""

import csv
import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.settings import ROOT
from tests.channels.conftest import NIUJIE, PATIENCE_MS, PHONE
from tests.channels.recorded_door import PAGE, PAYLOADS, RecordedDoor

CHINESE = re.compile(r"[\u4e00-\u9fff]")
MOST_BYTES = 150_000
MINUTE_MS = 60_000
WIDTHS = (320, 360, 768, 1280)
# One wording for every kind of reply.
KINDS = {
    "answer with cases": "我妈85了高龄津贴给多少",
    "answer with steps": "低保怎么申请",
    "answer in doubt": "失能护理补贴",
    "emergency": "我爸晕倒了",
    "emergency and more": "不想活了",
    "emergency of fire": "楼下着火了，出不去",
    "clarify": "离婚",
    "places": "什刹海有养老照料中心吗",
    "your office": "德胜街道办事处在哪",
    "where are you": "附近有养老驿站吗",
    "a person": "转人工",
    "a person with a code": "转人工，要号",
    "greeting": "你好",
    "not known": "月亮上有没有兔子",
    "another department": "明天下雨吗",
    "broken": "坏了",
    "a number": "帮我看看我能领什么",
    "one of three": "85",
    "several": "西城区",
    "result": "先告诉我结果",
}


# ── What a test does on the page


def wait_for_replies(page: Page, count: int) -> None:
    expect(page.locator(".exchange .turn.bot:not(.typing)")).to_have_count(count, timeout=PATIENCE_MS)
    expect(page.locator(".typing")).to_have_count(0, timeout=PATIENCE_MS)


def ask(page: Page, text: str) -> Locator:
    """Types `text`, presses Enter, waits for what is said to it and gives that back."""
    before = page.locator(".exchange").count()
    page.fill("#say", text)
    page.press("#say", "Enter")
    exchange = page.locator(".exchange").nth(before)
    expect(exchange.locator(".turn.bot:not(.typing)")).to_be_visible(timeout=PATIENCE_MS)
    return exchange


def said(name: str) -> dict:
    """The payload of the first message of a recorded reply."""
    custom: dict = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))["messages"][0]["custom"]
    return custom


def assert_no_axe_violation(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def widths_scrolled_sideways(page: Page) -> list[int]:
    """Those of WIDTHS at which something runs off the screen."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        found += [width] if scrolls_sideways(page) else []
    return found


def too_small(page: Page, pixels: int) -> list[str]:
    return list(
        page.evaluate(
            """(least) => [...document.querySelectorAll("button, summary, .call, .door, .phone, .switch, textarea")]
            .filter((node) => node.offsetParent && (node.offsetHeight < least || node.offsetWidth < least))
            .map((node) => node.outerHTML)""",
            pixels,
        )
    )


# ── The files


def test_the_page_is_small_and_leans_on_nobody_else() -> None:
    files = sorted(PAGE.iterdir())
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES
    for file in files:
        outside = re.findall(r"""(?:src|href)=["']https?://[^"']+|url\(["']?https?://[^)]+""", file.read_text("utf-8"))
        assert [address for address in outside if "…" not in address] == [], file.name


def test_recorded_replies_are_of_the_schema() -> None:
    schema = Draft202012Validator(json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8")))
    kinds = set()
    for file in sorted(PAYLOADS.glob("*.json")):
        for message in json.loads(file.read_text(encoding="utf-8"))["messages"]:
            schema.validate(message["custom"])
            kinds.add(message["custom"]["kind"])
    assert kinds == set(schema.schema["properties"]["kind"]["enum"])


def test_common_questions_are_topics_of_every_area() -> None:
    written = (PAGE / "index.html").read_text(encoding="utf-8")
    areas = json.loads(re.search(r'id="areas">(.*?)</script>', written, re.DOTALL)[1])  # type: ignore[index]
    with (ROOT / "data" / "faq" / "topics.tsv").open(encoding="utf-8") as file:
        domain_of = {row["topic"]: row["domain"] for row in csv.DictReader(file, delimiter="\t")}
    topics = [topic for _, questions in areas for _, topic in questions]
    assert len(areas) == 14
    assert len(topics) == len(set(topics))
    assert set(topics) <= set(domain_of)
    assert {domain_of[topic] for topic in topics} == set(domain_of.values())


# ── What is drawn


def test_an_answer_shows_its_lead_its_own_line_and_nothing_unfolded(page: Page) -> None:
    custom = said("answer_tiers")
    card = ask(page, "我妈85了高龄津贴给多少").locator(".card.answer")
    expect(card.locator(".lead")).to_have_text(custom["lead"])
    expect(card.locator(".mine-line")).to_have_text(custom["mine"])
    expect(card.locator(".mine-line b")).to_have_text("100元")
    titles = [section["title"] for section in custom["more"]]
    expect(card.locator("summary span:first-child")).to_have_text([*titles, re.compile("依据")])
    expect(card.locator("details[open]")).to_have_count(0)
    expect(card.locator(".badge")).to_have_count(0)
    assert (card.bounding_box() or {})["height"] < PHONE["height"]


def test_folds_hold_cases_as_a_table_and_steps_as_a_list(page: Page) -> None:
    tiers = said("answer_tiers")["more"][0]["lines"]
    card = ask(page, "我妈85了高龄津贴给多少").locator(".card.answer")
    card.locator("summary", has_text="分几种情况").click()
    rows = card.locator("table.tiers tr")
    expect(rows).to_have_count(len(tiers))
    expect(rows.first.locator("th[scope=row]")).to_have_text(tiers[0].split("：")[0])
    steps = next(section for section in said("answer_steps")["more"] if section["ordered"])
    card = ask(page, "低保怎么申请").locator(".card.answer")
    card.locator("summary", has_text=steps["title"]).first.click()
    expect(card.locator("details[open] ol > li")).to_have_text(steps["lines"])


def test_what_is_not_verified_says_so_where_it_stands(page: Page) -> None:
    custom = said("answer_doubtful")
    card = ask(page, "失能护理补贴").locator(".card.answer")
    doubtful = [section for section in custom["more"] if section["verified"] is False]
    assert custom["verified"] is False
    assert doubtful
    expect(card.locator(".lead .badge")).to_have_text("待核实")
    for section in doubtful:
        expect(card.locator("summary", has_text=section["title"]).locator(".badge")).to_have_text("待核实")
    basis = card.locator("details", has=page.locator("summary", has_text="依据"))
    basis.locator("summary").click()
    expect(basis.locator("ol.sources > li")).to_have_count(len(custom["sources"]))
    expect(basis.locator("ul.sources .badge")).to_have_count(
        sum(not figure["verified"] for figure in custom["figures"])
    )


def test_three_related_questions_at_most_and_a_tapped_one_is_asked(page: Page, door: RecordedDoor) -> None:
    related = said("answer_marriage")["related"]
    page.locator(".examples button", has_text="结婚登记").click()
    wait_for_replies(page, 1)
    choices = page.locator(".turn.bot .choices .choice")
    expect(choices).to_have_text([choice["title"] for choice in related])
    assert len(related) <= 3
    choices.nth(1).click()
    wait_for_replies(page, 2)
    expect(page.locator(".turn.me .said").last).to_have_text(related[1]["title"])
    assert door.posted("messages")[-1]["payload"] == related[1]["payload"]


def test_an_emergency_is_one_big_number_and_nothing_else(page: Page) -> None:
    custom = said("emergency_self_harm")
    exchange = ask(page, "不想活了")
    card = exchange.locator(".card.emergency")
    calls = card.locator("a.call")
    expect(card.locator(".lead")).to_have_text(custom["lead"])
    assert [call.get_attribute("href") for call in calls.all()] == [f"tel:{call['number']}" for call in custom["calls"]]
    heights = [(call.bounding_box() or {})["height"] for call in calls.all()]
    assert heights[0] == max(heights) >= 80
    assert min(heights) >= 60
    expect(card.locator("li")).to_have_text(custom["short"])
    expect(card.locator("h3, details, .rating, .tools")).to_have_count(0)
    expect(exchange.locator(".rating:visible, .choice:visible")).to_have_count(0)


def test_unsure_questions_are_numbered_and_none_of_them_is_not(page: Page) -> None:
    custom = said("clarify")
    exchange = ask(page, "离婚")
    expect(exchange.locator(".bubble .text")).to_have_text(custom["lead"])
    expect(exchange.locator(".choice .number")).to_have_text(["1", "2", "3"])
    expect(exchange.locator(".choice").last).to_have_text("都不是")


def test_places_are_cards_and_metres_are_said_only_when_given(page: Page) -> None:
    custom = said("places_care")
    exchange = ask(page, "什刹海有养老照料中心吗")
    cards = exchange.locator(".card.place")
    expect(cards.locator("h3")).to_have_text([place["name"] for place in custom["places"]])
    given = [place for place in custom["places"] if place["distance_m"] is not None]
    expect(cards.locator(".place-facts b")).to_have_count(len(given))
    expect(cards.locator("a.call")).to_have_count(sum(bool(place["phone"]) for place in custom["places"]))
    expect(exchange.locator(".lead")).to_have_text(custom["lead"])
    search = exchange.locator("a.map-search")
    expect(search).to_have_attribute("href", custom["map_search"]["url"])
    assert "http" not in exchange.locator(".turn.bot").inner_text()


def test_a_person_is_one_tap_away_and_need_not_hear_it_all_again(page: Page) -> None:
    page.click("#person")
    wait_for_replies(page, 1)
    call = page.locator(".turn.bot .call")
    expect(call).to_have_attribute("href", "tel:12345")
    expect(page.locator(".turn.bot .text a[href='tel:120']")).to_be_visible()
    coded = ask(page, "转人工，要号")
    expect(coded.locator(".code")).to_have_text(said("handoff_code")["code"])
    expect(coded.locator(".card")).to_have_text(re.compile("^(?:(?!7K2M9Q).)*7K2M9Q(?:(?!7K2M9Q).)*$", re.DOTALL))


def test_the_resident_sees_whether_somebody_reads_it(page: Page, door: RecordedDoor) -> None:
    page.clock.install()
    seen = ask(page, "转人工，要号").locator(".code-seen")
    expect(seen).to_have_text("工作人员还没有打开。")
    door.read_at = "2026-11-30T10:32:05+08:00"
    page.clock.fast_forward(16_000)
    expect(seen).to_have_text("工作人员 10:32 打开看了您刚才问的。")
    asked = len(door.posted("handover"))
    page.clock.fast_forward(60_000)
    page.wait_for_timeout(300)
    assert len(door.posted("handover")) == asked, "and it is not asked again"


def test_the_button_of_a_no_is_the_number_that_helps(page: Page) -> None:
    exchange = ask(page, "明天下雨吗")
    expect(exchange.locator(".call")).to_have_attribute("href", "tel:12121")
    expect(exchange.locator(".text a[href='tel:12121']")).to_be_visible()
    expect(exchange.locator("a[href='tel:12345']")).to_have_count(0)


@pytest.mark.parametrize("word", ["unseen", "mine", "card urgent", "今天天气怎么样"])
def test_what_a_resident_types_never_becomes_a_class(page: Page, word: str) -> None:
    exchange = ask(page, word)
    bubble = exchange.locator(".turn.bot .bubble")
    expect(bubble).to_be_visible()
    assert bubble.get_attribute("class") == "bubble"


def test_html_that_is_typed_is_only_text(page: Page) -> None:
    typed = "<img src=x onerror=alert(1)><b id=planted>粗</b>"
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    ask(page, typed)
    expect(page.locator(".turn.me .said")).to_have_text(typed)
    page.reload()
    expect(page.locator(".turn.me .said")).to_have_text(typed)
    expect(page.locator("#log img, #planted")).to_have_count(0)


# ── Screening


def test_a_screening_from_its_first_question_to_paper(page: Page, door: RecordedDoor) -> None:
    page.evaluate("window.print = () => { document.body.dataset.printed = document.body.className; }")
    page.locator(".examples button", has_text="能领什么").click()
    wait_for_replies(page, 1)
    expect(page.locator(".progress").last).to_contain_text("个问题")
    asked = said("question_choice")
    exchange = ask(page, "85")
    expect(exchange.locator(".noted")).to_have_text("记下了：" + "；".join(asked["noted"]))
    expect(exchange.locator(".asking")).to_have_text(asked["title"])
    assert exchange.inner_text().count(asked["title"]) == 1
    expect(exchange.locator(".steering .choice")).to_have_text(["不清楚", "不想说", "上一题", "先告诉我结果"])
    exchange.locator(".choice", has_text="西城区").click()
    wait_for_replies(page, 3)
    first, second = [choice["title"] for choice in said("question_multiple")["choices"]][:2]
    form = page.locator("form.ticks")
    expect(form.locator(".choice")).to_have_text("都没有")
    form.locator("label", has_text=first).click()
    form.locator("label", has_text=second).click()
    expect(form.locator(".choice")).to_have_text("选好了 2 样，其余都没有")
    form.locator(".choice").click()
    wait_for_replies(page, 4)
    assert door.posted("messages")[-1]["payload"] == f"{first}、{second}、其余都没有"
    expect(page.locator(".turn.me .said").last).to_have_text(f"{first}、{second}")
    expect(page.locator(".controls:visible")).to_have_count(0)
    page.locator(".screening .tools button", has_text="打印").click()
    assert page.get_attribute("body", "data-printed") == "talking print-one"
    page.emulate_media(media="print")
    expect(page.locator(".exchange:visible")).to_have_count(1)
    expect(page.locator(".screening .lead")).to_be_visible()


def test_a_result_is_a_total_the_likely_and_two_folds(page: Page) -> None:
    custom = said("screening")
    card = ask(page, "先告诉我结果").locator(".card.screening")
    by_outcome = {
        outcome: [each for each in custom["results"] if each["outcome"] == outcome]
        for outcome in ("likely", "possible", "need_info", "unlikely")
    }
    expect(card.locator("> .lead")).to_have_text(custom["lead"])
    low, high = (f"{number:g}" for number in custom["total"]["monthly_yuan"])
    expect(card.locator(".total dd").first).to_have_text(f"{low} 元" if low == high else f"{low} 至 {high} 元")
    expect(card.locator("> .results > .result h4")).to_have_count(len(by_outcome["likely"]))
    assert by_outcome["likely"]
    for title, outcome in (("有可能", "possible"), ("还差几句话", "need_info"), ("可能性小", "unlikely")):
        if not by_outcome[outcome]:
            continue
        summary = card.locator("> .folds > .fold > summary", has_text=title)
        expect(summary).to_contain_text(f"{len(by_outcome[outcome])} 项")
    expect(card.locator("details[open]")).to_have_count(0)
    assert (card.locator(".results.likely").bounding_box() or {})["y"] < PHONE["height"]
    assert "0 元" not in re.findall(r"\b0 元", card.inner_text())


def test_a_new_tab_after_a_screening_offers_the_talk_without_telling_it(page: Page, phone: BrowserContext) -> None:
    ask(page, "帮我看看我能领什么")
    ask(page, "85")
    other = phone.new_page()
    other.goto(page.url)
    expect(other.locator("#resume")).to_be_visible()
    expect(other.locator(".turn")).to_have_count(0)
    assert "85" not in other.locator("#resume").inner_text()
    other.click("#go-on")
    expect(other.locator(".turn.me")).to_have_count(2)
    expect(other.locator(".controls:visible .choice").first).to_be_visible()


def test_the_next_person_starts_afresh_and_the_last_talk_is_forgotten(
    page: Page, phone: BrowserContext, door: RecordedDoor
) -> None:
    ask(page, "帮我看看我能领什么")
    before = door.posted("messages")[-1]["sender"]
    other = phone.new_page()
    other.goto(page.url)
    ask(other, "低保怎么申请")
    expect(other.locator("#resume")).to_be_hidden()
    assert door.posted("forget") == [{"sender": before}]
    assert door.posted("messages")[-1]["sender"] != before


# ── Who talks, what is kept


@pytest.mark.parametrize("issued", [None, "f" * 43])
def test_a_sender_is_issued_by_the_server_or_is_128_random_bits(
    phone: BrowserContext, door: RecordedDoor, issued: str | None
) -> None:
    door.issues = issued
    page = phone.new_page()
    page.goto(door.page)
    ask(page, "谢谢")
    ask(page, "谢谢")
    first, second = door.posted("messages")
    assert first["sender"] == second["sender"]
    assert first["sender"] == issued if issued else re.fullmatch(r"[0-9a-f]{32}", first["sender"])
    assert first["id"] != second["id"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", first["id"])


def test_a_reload_shows_the_talk_again_and_clearing_forgets_it_everywhere(page: Page, door: RecordedDoor) -> None:
    ask(page, "谢谢")
    sender = door.posted("messages")[-1]["sender"]
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    page.click("#open-menu")
    page.click("#clear")
    expect(page.locator("#keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".turn")).to_have_count(2)
    page.click("#open-menu")
    page.click("#clear")
    green = page.evaluate("getComputedStyle(document.querySelector('.send')).backgroundColor")
    assert page.evaluate("getComputedStyle(document.querySelector('#wipe')).backgroundColor") != green
    page.click("#wipe")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    assert door.posted("forget") == [{"sender": sender}]
    ask(page, "谢谢")
    assert door.posted("messages")[-1]["sender"] != sender


@pytest.mark.parametrize(("own", "turns"), [(False, 0), (True, 2)])
def test_half_an_hour_of_silence_ends_the_talk_unless_the_device_is_ones_own(
    phone: BrowserContext, door: RecordedDoor, own: bool, turns: int
) -> None:
    page = phone.new_page()
    page.clock.install()
    page.goto(door.page)
    if own:
        page.click("#open-menu")
        page.locator("label", has_text="只有我用").click()
        page.keyboard.press("Escape")
    ask(page, "谢谢")
    page.clock.fast_forward(31 * MINUTE_MS)
    expect(page.locator(".turn")).to_have_count(turns)
    assert len(door.posted("forget")) == (0 if own else 1)


def test_a_draft_outlives_a_reload(page: Page) -> None:
    page.fill("#say", "我还没写完")
    page.reload()
    expect(page.locator("#say")).to_have_value("我还没写完")


@pytest.mark.parametrize("number", ["11010519491231002X", "110105 19491231 0028", "6222 0200 0000 1234 567"])
def test_numbers_that_name_a_person_are_hidden_at_once_with_a_word(page: Page, door: RecordedDoor, number: str) -> None:
    page.fill("#say", f"我的号是{number}能查吗")
    expect(page.locator("#say")).not_to_have_value(re.compile(number[-4:]))
    expect(page.locator("#notice")).to_contain_text("不用发身份证号")
    page.press("#say", "Enter")
    wait_for_replies(page, 1)
    everywhere = page.content() + json.dumps(door.came) + page.evaluate("JSON.stringify(localStorage)")
    assert number not in everywhere
    assert re.search(r"〔(身份证|银行卡)号〕", page.locator(".turn.me .said").inner_text())


def test_dates_and_sums_are_nobodys_number(page: Page, door: RecordedDoor) -> None:
    ask(page, "2019-01-01到2024-12-31存款12000元，电话66031234")
    assert door.posted("messages")[-1]["text"] == "2019-01-01到2024-12-31存款12000元，电话66031234"


def test_where_somebody_was_is_not_kept(page: Page, door: RecordedDoor) -> None:
    page.click("#locate")
    wait_for_replies(page, 1)
    sent = door.posted("messages")[-1]["location"]
    assert sent == {"lon": NIUJIE["longitude"], "lat": NIUJIE["latitude"], "datum": "wgs84"}
    kept = json.loads(page.evaluate("localStorage.getItem('xiaoxi.talk')"))
    assert kept["turns"][0]["body"] is None


def test_a_refused_location_is_taken_kindly_and_may_be_typed(browser: Browser, door: RecordedDoor) -> None:
    context = browser.new_context(viewport=PHONE, permissions=[])
    page = context.new_page()
    page.goto(door.page)
    page.click("#locate")
    expect(page.locator(".turn.bot")).to_contain_text("没关系")
    page.locator(".turn.bot .choice").click()
    expect(page.locator("#say")).to_be_focused()
    context.close()


# ── Sending


def test_what_is_said_offline_is_sent_when_the_network_is_back(
    page: Page, phone: BrowserContext, door: RecordedDoor
) -> None:
    phone.set_offline(True)
    for text in ("低保怎么申请", "明天下雨吗"):
        page.fill("#say", text)
        page.click(".send")
    expect(page.locator(".problem")).to_have_count(2)
    expect(page.locator(".problem").first).to_contain_text("网络一好就自动发")
    phone.set_offline(False)
    wait_for_replies(page, 2)
    expect(page.locator(".problem")).to_have_count(0)
    assert [body["text"] for body in door.posted("messages")] == ["低保怎么申请", "明天下雨吗"]
    expect(page.locator(".exchange").first.locator(".card.answer")).to_be_visible()


def test_two_quick_messages_are_each_answered_under_their_own_question(page: Page, door: RecordedDoor) -> None:
    door.seconds = {"低保怎么申请": 0.8}
    for text in ("低保怎么申请", "明天下雨吗"):
        page.fill("#say", text)
        page.press("#say", "Enter")
    wait_for_replies(page, 2)
    first, second = page.locator(".exchange").all()
    expect(first.locator(".said")).to_have_text("低保怎么申请")
    expect(first.locator(".card.answer .lead")).to_contain_text(said("answer_steps")["lead"])
    expect(second.locator(".said")).to_have_text("明天下雨吗")
    expect(second.locator(".call")).to_have_attribute("href", "tel:12121")


@pytest.mark.parametrize(("status", "word"), [(429, "问的人多"), (500, "出了点故障"), (400, "这会儿不行")])
def test_a_refusal_says_what_happened_and_keeps_the_words(
    page: Page, door: RecordedDoor, status: int, word: str
) -> None:
    door.refuses = status
    page.fill("#say", "低保怎么申请")
    page.press("#say", "Enter")
    expect(page.locator(".problem")).to_contain_text(word)
    expect(page.locator(".problem")).to_contain_text("内容还在")
    door.refuses = None
    page.get_by_role("button", name="再试一次").click()
    wait_for_replies(page, 1)
    expect(page.locator(".card.answer")).to_be_visible()
    first, second = door.posted("messages")
    assert first["id"] == second["id"]


def test_a_long_wait_can_be_ended_and_the_words_taken_back(page: Page, door: RecordedDoor) -> None:
    door.seconds = {"低保怎么申请": 15}
    page.fill("#say", "低保怎么申请")
    page.press("#say", "Enter")
    page.get_by_role("button", name="不等了").click()
    expect(page.locator(".problem")).to_contain_text("没有回音")
    page.get_by_role("button", name="改一改再发").click()
    expect(page.locator("#say")).to_have_value("低保怎么申请")
    expect(page.locator(".turn")).to_have_count(0)


def test_a_picture_is_refused_kindly(page: Page) -> None:
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array([137, 80])], "a.png", { type: "image/png" }));
            const pasted = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.getElementById("say").dispatchEvent(pasted);
        }"""
    )
    expect(page.locator("#notice")).to_contain_text("看不了图片")


def test_a_thumb_is_sent_once_with_its_topic_and_a_sentence_if_one_likes(page: Page, door: RecordedDoor) -> None:
    ask(page, "低保怎么申请")
    page.locator(".rating button", has_text="有用").click()
    expect(page.locator(".rated")).to_contain_text("谢谢")
    ask(page, "失能护理补贴")
    page.locator(".rating button", has_text="没用").click()
    page.fill(".why textarea", "没说去哪儿办")
    page.locator(".why button").click()
    expect(page.locator(".rated")).to_have_count(2)
    helpful, unhelpful = door.posted("feedback")
    assert (helpful["topic"], helpful["helpful"]) == ("assistance.dibao_process", True)
    assert (unhelpful["helpful"], unhelpful["comment"], unhelpful["text"]) == (False, "没说去哪儿办", "失能护理补贴")
    page.reload()
    expect(page.locator(".rated")).to_have_count(2)
    expect(page.locator(".rating button")).to_have_count(0)


# ── Hearing, speaking, passing on

LISTENER = """
window.heard = [];
Object.defineProperty(window, "speechSynthesis", {
  value: { speak: (words) => window.heard.push(words.text), cancel: () => window.heard.push("") },
});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
EAR = """
window.webkitSpeechRecognition = window.SpeechRecognition = function () {
  this.start = () => setTimeout(() => { this.onresult({ results: [[{ transcript: "低保怎么申请" }]] }); this.onend(); }, 50);
  this.stop = () => this.onend();
};
"""


def test_a_reply_is_read_aloud_on_demand_and_all_of_them_in_big_letters(
    phone: BrowserContext, door: RecordedDoor
) -> None:
    page = phone.new_page()
    page.add_init_script(LISTENER)
    page.goto(door.page)
    ask(page, "我妈85了高龄津贴给多少")
    assert [words for words in page.evaluate("window.heard") if words] == []
    page.get_by_role("button", name="念给我听").click()
    (spoken,) = [words for words in page.evaluate("window.heard") if words]
    custom = said("answer_tiers")
    assert spoken.rstrip("。").split("。") == [
        line.rstrip("。") for line in (custom["lead"], custom["mine"], *custom["short"])
    ]
    expect(page.get_by_role("button", name="别念了")).to_have_attribute("aria-pressed", "true")
    page.click("#big")
    ask(page, "我爸晕倒了")
    assert "120" in page.evaluate("window.heard.at(-1)")
    page.click("#open-menu")
    page.locator("label", has_text="念给我听").click()
    page.keyboard.press("Escape")
    before = page.evaluate("window.heard.filter(Boolean).length")
    ask(page, "谢谢")
    assert page.evaluate("window.heard.filter(Boolean).length") == before


def test_what_is_spoken_is_written_for_the_resident_to_send(phone: BrowserContext, door: RecordedDoor) -> None:
    page = phone.new_page()
    page.add_init_script(EAR)
    page.goto(door.page)
    page.click("#speak")
    expect(page.locator("#say")).to_have_value("低保怎么申请")
    expect(page.locator("#notice")).to_contain_text("点发送")
    assert door.posted("messages") == []


def test_an_answer_goes_to_the_family_as_text(phone: BrowserContext, door: RecordedDoor) -> None:
    page = phone.new_page()
    page.add_init_script("navigator.share = async (what) => { window.shared = what.text; };")
    page.goto(door.page)
    ask(page, "我妈85了高龄津贴给多少")
    page.get_by_role("button", name="转给家人").click()
    text = page.evaluate("window.shared")
    assert text.startswith("问：我妈85了高龄津贴给多少\n")
    assert said("answer_tiers")["mine"] in text
    assert all(line in text for line in said("answer_tiers")["more"][0]["lines"])


def test_an_answer_can_be_copied(phone: BrowserContext, door: RecordedDoor) -> None:
    phone.grant_permissions(["clipboard-read", "clipboard-write"], origin=door.origin)
    page = phone.new_page()
    page.goto(door.page)
    ask(page, "我妈85了高龄津贴给多少")
    page.get_by_role("button", name="复制").click()
    expect(page.locator("#notice")).to_have_text("已经复制。")
    assert said("answer_tiers")["lead"] in page.evaluate("navigator.clipboard.readText()")


# ── Common questions, keyboard, large letters


def test_common_questions_of_an_area_are_two_taps_away_in_any_talk(page: Page, door: RecordedDoor) -> None:
    ask(page, "谢谢")
    page.click("#open-areas")
    expect(page.locator("#areas-list .choice")).to_have_count(14)
    page.locator("#areas-list .choice", has_text="结婚离婚").click()
    expect(page.locator("#areas-head")).to_have_text("结婚离婚")
    page.click("#areas-back")
    page.locator("#areas-list .choice", has_text="养老").click()
    page.locator("#areas-list .choice", has_text="高龄津贴").click()
    wait_for_replies(page, 2)
    assert door.posted("messages")[-1]["payload"] == "topic:elder.senior_allowance"
    expect(page.locator("#areas-veil")).to_be_hidden()


def test_no_first_example_is_a_dead_end(page: Page) -> None:
    topics = {row.split("\t")[0] for row in (ROOT / "data" / "faq" / "topics.tsv").read_text("utf-8").splitlines()}
    payloads = [button.get_attribute("data-payload") or "" for button in page.locator(".examples button").all()]
    assert len(payloads) == 4
    tapped = [payload.removeprefix("topic:") for payload in payloads if payload.startswith("topic:")]
    assert set(tapped) <= topics
    for at in range(4):
        button = page.locator(".examples button").nth(at)
        page.evaluate("document.body.classList.remove('talking')")
        button.click()
        wait_for_replies(page, at + 1)
        expect(page.locator(".exchange").last.locator(".card.answer, .question")).to_be_visible()


def test_enter_that_chooses_a_word_does_not_send(page: Page) -> None:
    page.fill("#say", "低保")
    page.dispatch_event("#say", "keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(page.locator(".turn")).to_have_count(0)
    page.press("#say", "Shift+Enter")
    expect(page.locator("#say")).to_have_value("低保\n")
    expect(page.locator(".turn")).to_have_count(0)


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_be_focused()
    page.locator(".examples button").first.focus()
    page.keyboard.press("Enter")
    wait_for_replies(page, 1)
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("table.tiers")).to_be_visible()
    page.locator("#open-areas").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#areas-head")).to_be_focused()
    for _ in range(16):
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('areas-veil').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator("#open-areas")).to_be_focused()


def test_big_letters_follow_the_norm_and_are_remembered(page: Page) -> None:
    page.click("#big")
    page.reload()
    expect(page.locator("#big")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "30px"
    ask(page, "我妈85了高龄津贴给多少")
    ask(page, "西城区")
    assert too_small(page, 60) == []
    bar, dock = page.locator(".bar").bounding_box() or {}, page.locator(".dock").bounding_box() or {}
    assert bar["height"] <= 76
    assert bar["height"] + dock["height"] <= PHONE["height"] * 0.3


def test_everything_to_tap_is_as_large_as_a_fingertip(page: Page) -> None:
    for text in ("我妈85了高龄津贴给多少", "什刹海有养老照料中心吗", "先告诉我结果"):
        ask(page, text)
    assert too_small(page, 44) == []


@pytest.mark.parametrize("big", [False, True])
def test_nothing_scrolls_sideways_at_any_width(page: Page, big: bool) -> None:
    if big:
        page.click("#big")
    assert widths_scrolled_sideways(page) == []
    for text in KINDS.values():
        ask(page, text)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert widths_scrolled_sideways(page) == []


def test_a_phone_on_its_side_leaves_the_talk_most_of_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 740, "height": 360})
    ask(page, "我妈85了高龄津贴给多少")
    page.locator("#say").blur()
    assert not scrolls_sideways(page)
    assert (page.locator(".dock").bounding_box() or {})["height"] <= 360 * 0.25


# ── For everybody


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_in_any_reply(page: Page, kind: str) -> None:
    ask(page, KINDS[kind])
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert_no_axe_violation(page)


@pytest.mark.parametrize("look", ["light", "dark", "contrast", "big"])
def test_axe_finds_nothing_in_any_colours(page: Page, look: str) -> None:
    if look == "big":
        page.click("#big")
    else:
        page.click("#open-menu")
        page.locator(f"[name=look][value={look}]").check()
        page.keyboard.press("Escape")
    assert_no_axe_violation(page)
    for text in ("我妈85了高龄津贴给多少", "失能护理补贴", "我爸晕倒了", "西城区", "先告诉我结果", "坏了"):
        ask(page, text)
    assert_no_axe_violation(page)


def test_axe_finds_nothing_in_the_sheets_and_in_trouble(page: Page, phone: BrowserContext, door: RecordedDoor) -> None:
    page.click("#open-areas")
    assert_no_axe_violation(page)
    page.locator("#areas-list .choice").first.click()
    assert_no_axe_violation(page)
    page.keyboard.press("Escape")
    page.click("#open-menu")
    assert_no_axe_violation(page)
    page.click("#clear")
    assert_no_axe_violation(page)
    page.keyboard.press("Escape")
    ask(page, "我的号是11010519491231002X")
    door.refuses = 500
    page.fill("#say", "低保怎么申请")
    page.press("#say", "Enter")
    expect(page.locator(".problem")).to_be_visible()
    assert_no_axe_violation(page)
    other = phone.new_page()
    other.goto(page.url)
    expect(other.locator("#resume")).to_be_visible()
    assert_no_axe_violation(other)


def _waiting(page: Page, door: RecordedDoor) -> None:
    door.seconds = {"低保怎么申请": 15}
    page.fill("#say", "低保怎么申请")
    page.press("#say", "Enter")
    expect(page.get_by_role("button", name="不等了")).to_be_visible(timeout=PATIENCE_MS)


def _offline(page: Page, door: RecordedDoor) -> None:
    page.context.set_offline(True)
    page.fill("#say", "低保怎么申请")
    page.click(".send")
    expect(page.locator(".problem")).to_contain_text("网络一好就自动发")


def _thumbs_down(page: Page, door: RecordedDoor) -> None:
    ask(page, "失能护理补贴")
    page.locator(".rating button", has_text="没用").click()
    expect(page.locator(".why textarea")).to_be_visible()


def _rated(page: Page, door: RecordedDoor) -> None:
    _thumbs_down(page, door)
    page.fill(".why textarea", "没说去哪儿办")
    page.locator(".why button").click()
    expect(page.locator(".rated")).to_be_visible()


def _somebody_reads(page: Page, door: RecordedDoor) -> None:
    door.read_at = "2026-11-30T10:32:05+08:00"
    page.clock.install()
    ask(page, "转人工，要号")
    page.clock.fast_forward(16_000)
    expect(page.locator(".code-seen")).to_contain_text("10:32")


def _refused_location(page: Page, door: RecordedDoor) -> None:
    page.context.clear_permissions()
    page.click("#locate")
    expect(page.locator(".turn.bot")).to_contain_text("没关系")


def _framed(page: Page, door: RecordedDoor) -> None:
    page.goto(f"{door.page}?embed=1")
    ask(page, "我妈85了高龄津贴给多少")


def _answered_ticks(page: Page, door: RecordedDoor) -> None:
    ask(page, "西城区")
    page.locator("form.ticks label").first.click()
    page.locator("form.ticks .choice").click()
    wait_for_replies(page, 2)


STATES = {
    "waiting": _waiting, "offline": _offline, "why not": _thumbs_down, "rated": _rated, "somebody reads": _somebody_reads,
    "location refused": _refused_location, "in a frame": _framed, "ticked": _answered_ticks,
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state(page: Page, door: RecordedDoor, state: str) -> None:
    STATES[state](page, door)
    assert_no_axe_violation(page)
    page.context.set_offline(False)


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_a_whole_talk_at_every_width(browser: Browser, door: RecordedDoor, width: int) -> None:
    """Ask, unfold, share where one is, screen, print, large letters read aloud, offline and back, two at once."""
    context = browser.new_context(
        viewport={"width": width, "height": 740}, locale="zh-CN", geolocation=NIUJIE, permissions=["geolocation"]
    )
    page = context.new_page()
    page.add_init_script(LISTENER)
    page.add_init_script("window.print = () => { document.body.dataset.printed = document.body.className; };")
    page.goto(door.page)
    card = ask(page, "我妈85了高龄津贴给多少").locator(".card.answer")
    card.locator("summary", has_text="分几种情况").click()
    expect(card.locator("table.tiers")).to_be_visible()
    page.click("#locate")
    wait_for_replies(page, 2)
    assert door.posted("messages")[-1]["location"]["lon"] == NIUJIE["longitude"]
    ask(page, "西城区").locator("form.ticks label").first.click()
    page.locator("form.ticks .choice").click()
    wait_for_replies(page, 4)
    page.locator(".screening .tools button", has_text="打印").click()
    assert page.get_attribute("body", "data-printed") == "talking print-one"
    assert_no_axe_violation(page)
    page.click("#big")
    ask(page, "谢谢")
    assert [words for words in page.evaluate("window.heard") if words]
    context.set_offline(True)
    page.fill("#say", "明天下雨吗")
    page.click(".send")
    expect(page.locator(".problem")).to_be_visible()
    context.set_offline(False)
    wait_for_replies(page, 6)
    door.seconds = {"低保怎么申请": 0.6}
    for text in ("低保怎么申请", "你好"):
        page.fill("#say", text)
        page.press("#say", "Enter")
    wait_for_replies(page, 8)
    expect(page.locator(".exchange").nth(6).locator(".card.answer")).to_be_visible()
    assert not scrolls_sideways(page)
    assert_no_axe_violation(page)
    context.close()


def test_a_screen_reader_hears_what_is_seen_and_not_the_folds(page: Page) -> None:
    ask(page, "低保怎么申请")
    expect(page.locator("#said[role=status]")).to_contain_text(said("answer_steps")["lead"].rstrip("。"))
    assert said("answer_steps")["more"][0]["lines"][0] not in page.locator("#said").inner_text()


def test_every_word_on_the_page_is_chinese(page: Page) -> None:
    words = page.evaluate(
        """() => [...document.querySelectorAll("button, a, h1, h2, p, label, legend, textarea, summary")]
            .map((node) => node.placeholder || node.textContent.trim()).filter(Boolean)"""
    )
    assert words
    assert all(CHINESE.search(word) for word in words if not word.isdigit())
    assert page.get_attribute("html", "lang") == "zh-CN"


def test_the_page_works_without_its_last_slash(phone: BrowserContext, door: RecordedDoor) -> None:
    page = phone.new_page()
    page.goto(door.page.rstrip("/"))
    expect(ask(page, "谢谢").locator(".turn.bot .bubble")).to_contain_text("不客气")


# ── Inside another site


class _Host(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def site(tmp_path: Path, door: RecordedDoor) -> Iterator[str]:
    """Another site, of another origin, with the one tag; the door lets it."""
    script = f'<script src="{door.page}embed.js" defer></script>'
    html = f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>区政府</title><h1>办事</h1>{script}</html>'
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://localhost:{server.server_port}"
    door.may_embed = [origin]
    yield origin
    server.shutdown()
    server.server_close()


def test_another_site_holds_the_page_in_a_frame(phone: BrowserContext, site: str, door: RecordedDoor) -> None:
    page = phone.new_page()
    page.goto(site)
    page.get_by_role("button", name="问小西").click()
    frame = page.frame_locator("iframe")
    frame.locator("#say").fill("低保怎么申请")
    frame.locator("#say").press("Enter")
    expect(frame.locator(".card.answer")).to_be_visible()
    frame.locator("#fold").click()
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.get_by_role("button", name="问小西")).to_be_focused()


def test_only_the_page_around_it_may_put_words_into_the_box_and_never_sends_them(
    phone: BrowserContext, site: str, door: RecordedDoor
) -> None:
    page = phone.new_page()
    page.goto(site)
    page.get_by_role("button", name="问小西").click()
    say = page.frame_locator("iframe").locator("#say")
    expect(say).to_be_visible()
    inner = next(frame for frame in page.frames if frame.url.startswith(door.page))
    words = '{to: "xiaoxi", type: "ask", text: "%s"}'
    inner.evaluate(f"window.postMessage({words % '自己说的'}, '*')")
    page.evaluate(
        f"document.querySelector('iframe').contentWindow.postMessage({words % '低保怎么申请'}, '{door.origin}')"
    )
    expect(say).to_have_value("低保怎么申请")
    assert door.posted("messages") == []


def test_a_site_that_was_not_let_in_gets_nothing(phone: BrowserContext, site: str, door: RecordedDoor) -> None:
    door.may_embed = []
    page = phone.new_page()
    page.goto(site)
    page.get_by_role("button", name="问小西").click()
    page.wait_for_timeout(500)
    expect(page.frame_locator("iframe").locator("#say")).to_have_count(0)
