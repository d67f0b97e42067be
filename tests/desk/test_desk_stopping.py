"""停答 in a real browser: on with a sentence and a day, seen wherever staff look, undone by one click."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot import clock
from bot.desk import audit
from bot.knowledge import stopped
from bot.knowledge.matcher import Matcher

TOPIC = "charity.supervision"
SAY = "这件事正在核对，请拨 12345。"


@pytest.fixture(autouse=True)
def answered_again(desk: Desk) -> Iterator[None]:
    yield
    for topic in stopped.load(desk.db()):
        stopped.resume(desk.db(), topic, who="test")


def test_an_answer_is_stopped_and_resumed_within_a_second(
    desk: Desk, new_page: Callable[..., Page], resident: Matcher, soon: Callable[..., float],
    assert_accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    last = clock.today() + timedelta(days=3)
    page = new_page("editor")
    page.goto(f"/answers/{TOPIC}")
    page.locator("summary", has_text="停答").click()
    page.get_by_label("居民看到的话").fill(SAY)
    page.get_by_label("停到哪天").fill(str(last))
    page.get_by_label("为什么停答").fill("登记办法要改")
    assert_accessible(page)
    page.get_by_role("button", name="停答").click()
    stop = soon_stop(resident, soon)
    assert (stop.sentence, stop.until, stop.who) == (SAY, last, "editor")
    expect(page.locator("h2", has_text="停答中")).to_contain_text("到 ")
    assert_accessible(page)

    page.goto("/overview")
    expect(page.locator("section:has(#stopped)")).to_contain_text("editor：登记办法要改")
    page.goto("/answers?show=stopped")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "停答中，请这样说" in desk.caller("agent").get(f"/hotline/detail?kind=topic&id={TOPIC}").text

    page.goto(f"/answers/{TOPIC}")
    page.get_by_role("button", name="恢复回答").click()
    soon(lambda: resident.snapshot().stop_of(TOPIC, clock.today()) is None)
    expect(page.get_by_text("停答过 1 次")).to_be_visible()
    kept = audit.entries(desk.db(), subject=TOPIC, limit=2)
    assert [(entry.who, entry.action) for entry in kept] == [("editor", "answer_resume"), ("editor", "answer_stop")]


def soon_stop(resident: Matcher, soon: Callable[..., float]) -> stopped.Stop:
    soon(lambda: resident.snapshot().stop_of(TOPIC, clock.today()))
    found = resident.snapshot().stop_of(TOPIC, clock.today())
    assert found
    return found


def test_an_agent_may_neither_stop_nor_resume(desk: Desk) -> None:
    agent = desk.caller("agent")
    for what in ("stop", "resume"):
        assert agent.post(f"/answers/{TOPIC}/{what}", {"sentence": SAY, "why": "试"}).status == 403
    assert not stopped.load(desk.db())
    assert f"/answers/{TOPIC}/stop" not in agent.get(f"/answers/{TOPIC}").text
