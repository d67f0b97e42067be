"""The residents' chat page in a real browser, against the real assistant."""

import json
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

PHONE = {"width": 360, "height": 740}
NIUJIE = {"longitude": 116.3579, "latitude": 39.8841}
ANSWER_MS = 20_000
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of its own, standing in 牛街, that lets pages see where it is."""
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", reduced_motion="reduce", geolocation=NIUJIE, permissions=["geolocation"]
    )
    context.set_default_timeout(ANSWER_MS)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext, assistant_url: str) -> Iterator[Page]:
    """The chat page on that phone; no script error and nothing its security policy refuses, whatever a test does."""
    complaints: list[str] = []
    page = phone.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None)
    page.goto(f"{assistant_url}/webhooks/webchat/")
    yield page
    assert complaints == []


def wait_for_replies(page: Page, count: int) -> None:
    expect(page.locator(".turn.bot:not(.typing)")).to_have_count(count, timeout=ANSWER_MS)
    expect(page.locator(".typing")).to_have_count(0, timeout=ANSWER_MS)


def ask(page: Page, text: str) -> None:
    """Types `text`, presses Enter and waits for what the assistant says."""
    before = page.locator(".turn.bot:not(.typing)").count()
    page.fill("#say", text)
    page.press("#say", "Enter")
    wait_for_replies(page, before + 1)


def assert_no_axe_violation(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def test_a_question_is_answered_with_a_card_that_names_its_source(page: Page) -> None:
    ask(page, "跟媳妇领证要带户口本不")
    card = page.locator(".card.answer").first
    expect(card).to_contain_text("身份证")
    expect(card.locator("h3")).not_to_be_empty()
    expect(card).to_contain_text(re.compile(r"数据自 \d{4}年\d+月\d+日 起"))
    card.locator("summary").click()
    expect(card.locator(".sources")).to_contain_text("《婚姻登记条例")


def test_a_tapped_choice_is_said_by_its_title_and_answered(page: Page) -> None:
    ask(page, "跟媳妇领证要带户口本不")
    choice = page.locator(".turn.bot").last.locator(".choice", has_text="结婚登记办理流程")
    title = choice.inner_text()
    choice.click()
    wait_for_replies(page, 2)
    expect(page.locator(".turn.me .bubble").last).to_have_text(title)
    expect(page.locator(".turn.bot").last.locator(".card.answer h3")).to_have_text(title)


def test_a_shared_location_is_used_to_find_the_registry_office(page: Page) -> None:
    with page.expect_request("**/messages") as sharing:
        page.click("#locate")
    location = json.loads(sharing.value.post_data or "{}")["location"]
    assert location == {"lon": NIUJIE["longitude"], "lat": NIUJIE["latitude"], "datum": "wgs84"}
    wait_for_replies(page, 1)
    with page.expect_response("**/messages") as asking:
        ask(page, "婚姻登记处怎么走")
    custom = asking.value.json()["messages"][0]["custom"]
    assert (custom["kind"], custom["category"]) == ("places", "marriage_office")
    drawn = page.locator(".turn.bot").last
    expect(drawn.locator(".card.place h3")).to_have_text([place["name"] for place in custom["places"]])
    expect(drawn.locator(".place .badge", has_text="待核实")).to_have_count(
        sum(place["verified"] is False for place in custom["places"])
    )
    expect(drawn.locator(".choices .choice")).to_have_text([choice["title"] for choice in custom.get("choices", [])])


def test_a_refused_location_is_taken_kindly_and_may_be_typed(browser: Browser, assistant_url: str) -> None:
    context = browser.new_context(viewport=PHONE, permissions=[])
    page = context.new_page()
    page.goto(f"{assistant_url}/webhooks/webchat/")
    page.click("#locate")
    expect(page.locator(".turn.bot")).to_contain_text("没关系")
    page.locator(".turn.bot .choice").click()
    expect(page.locator("#say")).to_be_focused()
    context.close()


def test_a_person_is_one_tap_away(page: Page) -> None:
    page.click("#person")
    wait_for_replies(page, 1)
    call = page.locator(".turn.bot .call")
    expect(call).to_have_attribute("href", "tel:12345")
    assert (call.bounding_box() or {})["height"] >= 44
    expect(page.locator(".turn.bot .text a[href='tel:120']")).to_be_visible()


def test_what_was_typed_is_kept_when_the_network_fails(page: Page, phone: BrowserContext) -> None:
    phone.set_offline(True)
    page.fill("#say", "低保怎么申请")
    page.click(".send")
    expect(page.locator(".problem")).to_contain_text("没有发出去")
    expect(page.locator(".turn.me .mine")).to_have_text("低保怎么申请")
    phone.set_offline(False)
    page.reload()
    expect(page.locator(".turn.me .mine")).to_have_text("低保怎么申请")
    page.get_by_role("button", name="再试一次").click()
    wait_for_replies(page, 1)
    expect(page.locator(".problem")).to_have_count(0)
    expect(page.locator(".turn.bot .card.answer")).to_be_visible()


def test_a_draft_outlives_a_reload(page: Page) -> None:
    page.fill("#say", "我还没写完")
    page.reload()
    expect(page.locator("#say")).to_have_value("我还没写完")


def test_html_that_is_typed_is_only_text(page: Page) -> None:
    typed = "<img src=x onerror=alert(1)><b id=planted>粗</b>"
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    ask(page, typed)
    expect(page.locator(".turn.me .said")).to_have_text(typed)
    page.reload()
    expect(page.locator(".turn.me .said")).to_have_text(typed)
    expect(page.locator("#log img, #planted")).to_have_count(0)


def test_a_reload_shows_the_conversation_again_and_clearing_forgets_it(page: Page) -> None:
    ask(page, "谢谢")
    sender = page.evaluate("localStorage.getItem('xiaoxi.sender')")
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    page.click("#clear")
    expect(page.locator("#keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".turn")).to_have_count(2)
    page.click("#clear")
    page.click("#wipe")
    expect(page.locator(".turn")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('xiaoxi.sender')") not in (None, sender)


def test_a_thumb_is_sent_once_with_its_topic(page: Page) -> None:
    ask(page, "低保怎么申请")
    with page.expect_response("**/feedback") as rating:
        page.locator(".rate", has_text="有用").click()
    sent = json.loads(rating.value.request.post_data or "{}")
    assert rating.value.status == 200
    assert sent["helpful"] is True
    assert sent["topic"].startswith("assistance.")
    expect(page.locator(".rate")).to_have_count(0)
    page.reload()
    expect(page.locator(".rated")).to_be_visible()
    expect(page.locator(".rate")).to_have_count(0)


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
    expect(page.locator(".sources").first).to_be_visible()


def test_big_letters_are_remembered_and_fit_the_narrowest_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.click("#big")
    page.reload()
    expect(page.locator("#big")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    ask(page, "婚姻登记处怎么走")
    ask(page, "低保怎么申请")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_page_works_without_its_last_slash(phone: BrowserContext, assistant_url: str) -> None:
    page = phone.new_page()
    page.goto(f"{assistant_url}/webhooks/webchat")
    ask(page, "谢谢")
    expect(page.locator(".turn.bot .bubble")).to_contain_text("不客气")


def test_everything_to_tap_is_as_large_as_a_fingertip(page: Page) -> None:
    ask(page, "低保怎么申请")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, .call, .door, .phone, textarea")]
            .filter((node) => node.offsetParent && (node.offsetHeight < 44 || node.offsetWidth < 44))
            .map((node) => node.outerHTML)"""
    )
    assert small == []


@pytest.mark.parametrize("colors", ["light", "dark"])
def test_axe_finds_nothing(page: Page, colors: str) -> None:
    page.emulate_media(color_scheme=colors)
    assert_no_axe_violation(page)
    for text in ("低保怎么申请", "离婚", "婚姻登记处怎么走", "转人工", "今天天气怎么样"):
        ask(page, text)
    page.locator("summary").first.click()
    assert_no_axe_violation(page)
    page.click("#clear")
    assert_no_axe_violation(page)


def test_every_word_on_the_page_is_chinese(page: Page) -> None:
    words = page.evaluate(
        """() => [...document.querySelectorAll("button, a, h1, h2, p, label, textarea, summary")]
            .map((node) => node.placeholder || node.textContent.trim()).filter(Boolean)"""
    )
    assert words
    assert all(CHINESE.search(word) for word in words if not word.isdigit())
    assert page.get_attribute("html", "lang") == "zh-CN"
