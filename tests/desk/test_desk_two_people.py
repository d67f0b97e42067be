"""Two pairs of eyes by a setting: one drafts and hands in, another publishes or gives it back."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot.desk import audit
from bot.knowledge import faq, phrasing, proposal, regression, revision, trace, unanswered
from bot.knowledge.regression import Expectation

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
    for table in ("trace", "unanswered", "expectation"):
        desk.db().conn.execute(f"DELETE FROM {table}")
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


def was_judged(desk: Desk, text: str) -> int:
    """A resident asked `text`, was told something else, and a reviewer said what it asks."""
    walk = SimpleNamespace(name="answer", topic="marriage.materials", question=None)
    trace.record(desk.db(), "webchat", [trace.Taken(text, "a topic, sure", walk, [])])
    number = int(trace.recent(desk.db(), 1)[0]["id"])
    trace.judge(desk.db(), number, f"{trace.OTHER}{TOPIC}", "editor")
    return number


def test_wordings_of_the_review_and_the_inbox_wait_for_another_too(desk: Desk) -> None:
    db, editor, admin = desk.db(), desk.caller("editor"), desk.caller("admin")
    before = faq.get(db, TOPIC)
    turn, judged, asked = was_judged(desk, "街边募捐的真假咋分"), "街边募捐的真假咋分", "举着牌子要钱的归谁查"
    row = unanswered.record(db, asked, "none", [TOPIC], "webchat")
    assert editor.post("/review/publish", {"id": turn}).place == "/review?done=handed_in"
    assert editor.post("/inbox/phrasing", {"ids": row, "text": asked, "home": TOPIC}).place == "/inbox?done=handed_in"
    assert faq.get(db, TOPIC) == before, "nothing is live yet"
    assert unanswered.count_waiting(db) == 1 and trace.get(db, turn)["phrased"] is None
    for path in ("/review", "/inbox"):
        shown = editor.get(path).text
        assert "另有 1 句已交给同事" in shown and "查一查" not in shown, "nobody does it twice"
    (waiting,) = proposal.waiting_for_another(db)
    assert {judged, asked} <= set(waiting.answer.phrasings), "the second goes along with the first"
    assert admin.post("/inbox/phrasing", {"ids": row, "text": "别的话呢", "home": TOPIC}).status == 409
    assert editor.post(f"/proposals/{waiting.id}/publish").status == 400

    assert admin.post(f"/proposals/{waiting.id}/publish").status == 303
    assert [phrasing.home_of(text, faq.load(db)) for text in (judged, asked)] == [TOPIC, TOPIC]
    assert unanswered.count_waiting(db) == 0 and unanswered.settled(db)[0]["settled"] == "phrasing"
    assert phrasing.from_json(trace.get(db, turn)["phrased"]).text == judged
    assert editor.post("/inbox/reopen", {"id": row}).status == editor.post("/review/undo", {"id": turn}).status == 303
    assert faq.get(db, TOPIC)[0] == before[0], "and both can be taken back"


def test_what_was_declined_is_still_to_be_done(desk: Desk) -> None:
    db, editor = desk.db(), desk.caller("editor")
    turn = was_judged(desk, "街边募捐的真假咋分")
    row = unanswered.record(db, "举着牌子要钱的归谁查", "none", [TOPIC], "webchat")
    editor.post("/review/publish", {"id": turn})
    editor.post("/inbox/phrasing", {"ids": row, "text": "举着牌子要钱的归谁查", "home": TOPIC})
    (waiting,) = proposal.waiting_for_another(db)
    assert desk.caller("admin").post(f"/proposals/{waiting.id}/decline", {"why": "太绕"}).status == 303
    assert "街边募捐的真假咋分" in editor.get("/review").text and "举着牌子要钱的归谁查" in editor.get("/inbox").text


def test_another_publishes_nothing_that_would_spoil_the_regression_by_then(desk: Desk) -> None:
    db, away = desk.db(), "charity.set_up"
    taken = faq.get(db, TOPIC)[0].phrasings[0]
    row = unanswered.record(db, taken, "none", [TOPIC], "webchat")
    assert desk.caller("editor").post("/inbox/phrasing", {"ids": row, "text": taken, "home": away}).status == 303
    regression.keep(db, [Expectation(taken, TOPIC)], "admin")
    (waiting,) = proposal.waiting_for_another(db)
    admin, path = desk.caller("admin"), f"/proposals/{waiting.id}/publish"
    told = admin.post(path)
    assert told.status == 409 and "1 道回归题会变错" in told.text and "还是要发布" in told.text
    desk.bench.regression_blocks = True
    try:
        assert admin.post(path, {"despite": "yes"}).status == 409, "seen or not"
    finally:
        desk.bench.regression_blocks = False
    assert proposal.get(db, waiting.id).outcome is None
    assert "发布后从那里挪过来" in admin.get(f"/proposals/{waiting.id}").text
    former = phrasing.home_of(taken, faq.load(db))
    assert admin.post(path, {"despite": "yes"}).status == 303
    assert phrasing.home_of(taken, faq.load(db)) == away, "it moved in one step"
    assert desk.caller("editor").post("/inbox/reopen", {"id": row}).status == 303
    assert phrasing.home_of(taken, faq.load(db)) == former
