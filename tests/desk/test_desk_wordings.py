"""Wordings of the review and the inbox where two have to look: handed in, published by another, taken back."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from desk_caller import Desk

from bot.knowledge import faq, phrasing, proposal, regression, revision, trace, unanswered
from bot.knowledge.regression import Expectation

TOPIC = "charity.supervision"


@pytest.fixture
def two(attacked: Desk) -> Iterator[Desk]:
    """The desk with a dozen answers, nothing waiting; as it was afterwards."""
    db, before = attacked.db(), faq.get(attacked.db(), TOPIC)[0]
    for table in ("trace", "unanswered", "expectation", "proposal"):
        db.conn.execute(f"DELETE FROM {table}")
    attacked.bench.needs_two = True
    yield attacked
    attacked.bench.needs_two = attacked.bench.regression_blocks = False
    for table in ("trace", "unanswered", "expectation", "proposal"):
        db.conn.execute(f"DELETE FROM {table}")
    now, number = faq.get(db, TOPIC)
    if now != before:
        revision.publish(db, before, base=number, who="test", why="从头来")


def was_judged(two: Desk, text: str) -> int:
    """A resident asked `text`, was told something else, and a reviewer said what it asks."""
    walk = SimpleNamespace(name="answer", topic="marriage.materials", question=None)
    trace.record(two.db(), "webchat", [trace.Taken(text, "a topic, sure", walk, [])])
    number = int(trace.recent(two.db(), 1)[0]["id"])
    trace.judge(two.db(), number, f"{trace.OTHER}{TOPIC}", "editor")
    return number


def test_wordings_of_the_review_and_the_inbox_wait_for_another_too(two: Desk) -> None:
    db, editor, admin = two.db(), two.caller("editor"), two.caller("admin")
    before = faq.get(db, TOPIC)
    turn, judged, asked = was_judged(two, "街边募捐的真假咋分"), "街边募捐的真假咋分", "举着牌子要钱的归谁查"
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


def test_what_was_declined_is_still_to_be_done(two: Desk) -> None:
    db, editor = two.db(), two.caller("editor")
    turn = was_judged(two, "街边募捐的真假咋分")
    row = unanswered.record(db, "举着牌子要钱的归谁查", "none", [TOPIC], "webchat")
    editor.post("/review/publish", {"id": turn})
    editor.post("/inbox/phrasing", {"ids": row, "text": "举着牌子要钱的归谁查", "home": TOPIC})
    (waiting,) = proposal.waiting_for_another(db)
    assert two.caller("admin").post(f"/proposals/{waiting.id}/decline", {"why": "太绕"}).status == 303
    assert "街边募捐的真假咋分" in editor.get("/review").text and "举着牌子要钱的归谁查" in editor.get("/inbox").text


def test_another_publishes_nothing_that_would_spoil_the_regression_by_then(two: Desk) -> None:
    db, away = two.db(), "charity.set_up"
    taken = faq.get(db, TOPIC)[0].phrasings[0]
    row = unanswered.record(db, taken, "none", [TOPIC], "webchat")
    assert two.caller("editor").post("/inbox/phrasing", {"ids": row, "text": taken, "home": away}).status == 303
    regression.keep(db, [Expectation(taken, TOPIC)], "admin")
    (waiting,) = proposal.waiting_for_another(db)
    admin, path = two.caller("admin"), f"/proposals/{waiting.id}/publish"
    told = admin.post(path)
    assert told.status == 409 and "1 道回归题会变错" in told.text and "还是要发布" in told.text
    two.bench.regression_blocks = True
    try:
        assert admin.post(path, {"despite": "yes"}).status == 409, "seen or not"
    finally:
        two.bench.regression_blocks = False
    assert proposal.get(db, waiting.id).outcome is None
    assert "发布后从那里挪过来" in admin.get(f"/proposals/{waiting.id}").text
    former = phrasing.home_of(taken, faq.load(db))
    assert admin.post(path, {"despite": "yes"}).status == 303
    assert phrasing.home_of(taken, faq.load(db)) == away, "it moved in one step"
    assert two.caller("editor").post("/inbox/reopen", {"id": row}).status == 303
    assert phrasing.home_of(taken, faq.load(db)) == former
