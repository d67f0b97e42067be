"""Nothing axe can find is wrong on any page, also with everything opened; and nothing runs off a narrow screen.

`XIAOXI_PICTURES=1` draws the pictures of docs/screenshots anew that need nothing but the page as it opens.
"""

import os
import re
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from desk_caller import Desk
from playwright.sync_api import Page
from test_desk_pages import PAGES, TOPIC, address

from bot.desk.pages import HERE
from bot.knowledge import trace, turns, unanswered
from bot.knowledge.review import ROWS
from bot.settings import ROOT

FRAGMENTS = {"/hotline/results", "/hotline/detail", "/metrics"}
WHOLE = [path for path in PAGES if path not in FRAGMENTS and path != "/sign-in"]
# What a page fetches once it stands; and long tables are looked at in part.
LATER = {"/hotline": "#detail article", "/answers/new": "#findings > *", "/answers/{topic}/edit": "#findings .phone"}
PART = {"/figures": "?q=低保", "/answers": "?q=低保"}
WIDE, TABLET, NARROW = ({"width": 1280, "height": 800}, {"width": 768, "height": 1024}, {"width": 400, "height": 800})
# Page → its picture in docs/screenshots. Those of OWN show something being done and are drawn by hand.
PICTURES = {
    "/sign-in": "sign-in", "/screening": "screening", "/answers": "answers", "/answers/new": "new",
    "/answers/{topic}": "answer", "/answers/{topic}/history": "history", "/figures/due": "due",
    "/figures/{name}": "figure", "/places": "places", "/places/new": "new-place", "/places/{id}/edit": "place",
    "/coverage": "coverage", "/inbox/settled": "settled", "/review/done": "reviewed", "/words/edit": "word",
    "/indicators": "indicators", "/exchange": "exchange", "/accounts": "accounts", "/audit": "audit",
    "/password": "password", "/design": "design",
}  # fmt: skip
OWN = {
    "/hotline": "hotline", "/answers/{topic}/edit": "editor", "/proposals/{number}": "two-people", "/batch": "batch",
    "/figures": "figures", "/inbox": "inbox", "/review": "review", "/words": "words", "/overview": "overview",
}  # fmt: skip
SCREENSHOTS = ROOT / "docs" / "screenshots"


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
    walk = SimpleNamespace(name="answer", topic=TOPIC, question=None)
    trace.record(
        db, "webchat", [trace.Taken(text, ROWS[0], walk, []) for text in ("低保线画在哪儿了", "一个月吃低保给多少")]
    )
    trace.judge(db, int(trace.recent(db, 1)[0]["id"]), "right", "editor")


def test_every_page_is_accessible_and_fits(
    desk: Desk, lived_in: None, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    page = new_page()
    page.set_viewport_size(WIDE)
    page.goto("/sign-in")
    assert_accessible(page)
    draw(page, "/sign-in")
    page = new_page("admin")
    for path in WHOLE:
        page.set_viewport_size(WIDE)
        page.goto(address(desk, path) + PART.get(path, ""))
        if path in LATER:
            page.wait_for_selector(LATER[path])
        draw(page, path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for size in (WIDE, TABLET):
            page.set_viewport_size(size)
            assert_accessible(page)
            assert_fits(page, path, size["width"])
            assert_level(page, path)
        page.set_viewport_size(NARROW)
        assert_fits(page, path, NARROW["width"])


def test_the_page_of_components_shows_whatever_several_pages_use() -> None:
    templates = HERE / "templates"
    shown = _classes((templates / "design.html").read_text(encoding="utf-8"))
    uses = Counter(name for path in templates.glob("*.html") for name in _classes(path.read_text(encoding="utf-8")))
    styled = set(re.findall(r"\.([a-z][a-z-]*)", (HERE / "static" / "desk.css").read_text(encoding="utf-8")))
    elsewhere = {
        "unseen",
        "no-print",
        "stack",
        "narrow",
        "keys",
        "preview",
        "lines",
        "sources",
        "turn",
    }  # no look of their own
    assert {name for name, count in uses.items() if count >= 4 and name in styled} - elsewhere <= shown


def _classes(html: str) -> set[str]:
    return {name for value in re.findall(r'class="([^"{]*)"', html) for name in value.split()}


def assert_fits(page: Page, path: str, width: int) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{path} is {wide} wide at {width}"


UNEVEN = """() => {
  const fields = "input:not([type=checkbox], [type=radio], [type=file], [type=hidden]), select, button:not(.plain, .small, .unseen), .button:not(.small)";
  const uneven = [];
  for (const row of document.querySelectorAll(".row")) {
    const boxes = [...row.querySelectorAll(fields)].filter((one) => one.offsetParent).map((one) => [one, one.getBoundingClientRect()]);
    for (const [one, box] of boxes) for (const [other, beside] of boxes)
      if (box.top < beside.bottom - 1 && beside.top < box.bottom - 1 && Math.abs(box.bottom - beside.bottom) > 1)
        uneven.push(one.outerHTML.slice(0, 80) + " / " + other.outerHTML.slice(0, 80));
  }
  return uneven;
}"""


def assert_level(page: Page, path: str) -> None:
    """What stands side by side in a row ends at one line; so labels stand at one height too."""
    assert page.evaluate(UNEVEN) == [], f"{path}"


def draw(page: Page, path: str) -> None:
    if os.environ.get("XIAOXI_PICTURES") and path in PICTURES:
        page.screenshot(path=SCREENSHOTS / f"desk-{PICTURES[path]}.png")


def test_every_page_has_its_picture_in_the_papers() -> None:
    shown = {**PICTURES, **OWN}
    assert sorted(shown) == sorted([*WHOLE, "/sign-in"])
    papers = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("desk.md", "editing.md"))
    linked = re.findall(r"\(screenshots/(desk-[a-z-]+)\.png\)", papers)
    assert {f"desk-{name}" for name in shown.values()} <= set(linked)
    assert all((SCREENSHOTS / f"{name}.png").is_file() for name in linked)
