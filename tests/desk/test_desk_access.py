"""Nothing axe can find is wrong on any page, also with everything opened; and nothing runs off a narrow screen."""

from collections.abc import Callable

import pytest
from desk_caller import Desk
from playwright.sync_api import Page
from test_desk_pages import PAGES, TOPIC, address

from bot.knowledge import turns, unanswered

FRAGMENTS = {"/hotline/results", "/hotline/detail", "/metrics"}
WHOLE = [path for path in PAGES if path not in FRAGMENTS and path != "/sign-in"]
# What a page fetches once it stands; and long tables are looked at in part.
LATER = {"/hotline": "#detail article", "/answers/new": "#findings > *", "/answers/{topic}/edit": "#findings .phone"}
PART = {"/figures": "?q=低保", "/answers": "?q=低保"}
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 400, "height": 800}


@pytest.fixture(scope="module")
def lived_in(desk: Desk) -> None:
    """Something on every page: questions waiting and settled, answers rated."""
    db = desk.db()
    for text in ("养狗要办证吗", "养狗证去哪儿办", "手机丢了怎么补卡"):
        unanswered.record(db, text, "none", [TOPIC], "webchat")
    unanswered.settle(db, unanswered.record(db, "今天天气", "close", [], "webchat"), "dismissed", "editor")
    for kind in ("answer", "fallback", "clarify"):
        turns.record(db, "webchat", kind, TOPIC if kind == "answer" else None, 12)
    turns.rate(db, TOPIC, True)


def test_every_page_is_accessible_and_fits(
    desk: Desk, lived_in: None, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    page = new_page()
    page.goto("/sign-in")
    assert_accessible(page)
    page = new_page("admin")
    for path in WHOLE:
        page.set_viewport_size(WIDE)
        page.goto(address(desk, path) + PART.get(path, ""))
        if path in LATER:
            page.wait_for_selector(LATER[path])
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert_accessible(page)
        page.set_viewport_size(NARROW)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW["width"], f"{path} is {wide} wide"
