"""Two pairs of eyes by a setting: one drafts and hands in, another publishes or gives it back."""

from collections.abc import Callable, Iterator

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot.desk import audit
from bot.knowledge import faq, proposal, revision

TOPIC = "charity.supervision"
SAID = "先问清楚是谁在募捐，再打12345举报。"


@pytest.fixture(autouse=True)
def two(desk: Desk) -> Iterator[None]:
    before = faq.get(desk.db(), TOPIC)[0]
    desk.bench.needs_two = True
    yield
    desk.bench.needs_two = False
    for each in proposal.waiting_for_another(desk.db()):
        proposal.decline(desk.db(), each.id, "test", "从头来")
    now, number = faq.get(desk.db(), TOPIC)
    if now != before:
        revision.publish(desk.db(), before, base=number, who="test", why="从头来")


def hand_in(page: Page, said: str = SAID) -> None:
    page.goto(f"/answers/{TOPIC}/edit?fresh=yes")
    page.locator("textarea[name=answer]").fill(said)
    page.get_by_label("修改原因").fill("口径更清楚")
    page.get_by_role("button", name="交给同事发布").click()
    expect(page.locator("#notice")).to_contain_text("已交给同事")


def test_one_drafts_and_another_publishes(
    desk: Desk, new_page: Callable[..., Page], resident, soon, assert_accessible: Callable[[Page], None]
) -> None:  # type: ignore[no-untyped-def]
    writer, other = new_page("editor"), new_page("admin")
    before = faq.get(desk.db(), TOPIC)
    hand_in(writer)
    assert faq.get(desk.db(), TOPIC) == before, "nothing is live yet"
    writer.locator("section:has(#waiting) a", has_text=before[0].question).click()
    expect(writer.locator("main")).to_contain_text("要请另一位同事发布")
    assert desk.caller("editor").post(f"{_path(writer)}/publish").status == 400

    other.goto("/answers")
    other.locator("section:has(#waiting) a", has_text=before[0].question).click()
    expect(other.locator("ins")).to_have_text([SAID])
    expect(other.locator(".phone .lead")).to_contain_text(SAID)
    assert_accessible(other)
    other.get_by_role("button", name="发布", exact=True).click()
    expect(other.locator("#notice")).to_contain_text("已发布")
    soon(lambda: resident.snapshot().answers[TOPIC].answer == SAID)
    assert revision.history(desk.db(), TOPIC)[0].who == "editor写、admin发布"
    kept = audit.entries(desk.db(), subject=TOPIC, limit=2)
    assert [(entry.who, entry.action) for entry in kept] == [("admin", "answer_publish"), ("editor", "answer_hand_in")]
    assert desk.caller("admin").post(f"{_path(writer)}/publish").status == 409, "once"


def _path(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3].split("?")[0]


def test_it_is_given_back_with_a_reason_and_others_wait_their_turn(desk: Desk, new_page: Callable[..., Page]) -> None:
    writer = new_page("editor")
    hand_in(writer)
    (waiting,) = proposal.waiting_for_another(desk.db())
    admin = desk.caller("admin")
    assert admin.post(f"/proposals/{waiting.id}/decline", {"why": " "}).status == 400
    assert admin.post(f"/proposals/{waiting.id}/decline", {"why": "电话写错了"}).status == 303
    assert "admin退回了：电话写错了" in desk.caller("editor").get(f"/proposals/{waiting.id}").text
    hand_in(writer, f"{SAID}好。")
    second = new_page("admin")
    second.goto(f"/answers/{TOPIC}/edit")
    second.locator("textarea[name=answer]").fill("另一个人写的，请打12345。")
    second.get_by_label("修改原因").fill("我也改")
    second.get_by_role("button", name="交给同事发布").click()
    expect(second.get_by_role("alert")).to_contain_text("editor已经交了一份")


def test_an_agent_publishes_nothing(desk: Desk) -> None:
    for path in ("/proposals/1/publish", "/proposals/1/decline"):
        assert desk.caller("agent").post(path).status == 403
    assert desk.caller("agent").get("/proposals/1").status == 403
