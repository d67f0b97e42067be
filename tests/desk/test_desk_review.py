"""Review: a sure wrong answer is found, judged with one key, and right for residents once it is published."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot.knowledge import faq, phrasing, revision, trace, turns
from bot.knowledge.candidate import Candidate
from bot.knowledge.matcher import Matcher
from bot.knowledge.review import ROWS
from bot.reading import decide

MONEY, STANDARD, WRONG = "elder.senior_allowance", "assistance.dibao_standard", "marriage.materials"
ODD = "米缸钱一户一月画几道"


@pytest.fixture(autouse=True)
def emptied(desk: Desk) -> Iterator[None]:
    """Nothing was asked but what the test says; answers are put back."""
    db = desk.db()
    for table in ("trace", "unanswered", "feedback"):
        db.conn.execute(f"DELETE FROM {table}")
    yield
    for topic in {change["topic"] for change in db.query("SELECT topic FROM revision WHERE who = 'editor'")}:
        now, number = faq.get(db, topic)
        first = revision.history(db, topic)[-1].before
        if first and first != now:
            revision.publish(db, first, base=number, who="test", why="从头来")


def was_asked(desk: Desk, text: str, topic: str = WRONG, chance: float = 0.9) -> int:
    """A resident asked `text` and was told of `topic`; the standard of 低保 came second."""
    walk = SimpleNamespace(name="answer", topic=topic, question=None)
    near = [Candidate(topic, chance), Candidate(STANDARD, 0.05, "now", 0.9)]
    trace.record(desk.db(), "webchat", [trace.Taken(text, ROWS[0], walk, near)])
    return int(trace.recent(desk.db(), 1)[0]["id"])


def test_a_sure_wrong_answer_is_mended_from_the_keyboard(
    desk: Desk, new_page: Callable[..., Page], resident: Matcher, soon: Callable[..., float],
    assert_accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    was_asked(desk, "低保标准是多少", STANDARD, 0.98)
    was_asked(desk, ODD)
    was_asked(desk, "养鸽子要不要证", WRONG, 0.5)
    page = new_page("editor")
    page.goto("/review")
    cards = page.locator("[data-turn]")
    expect(cards).to_have_count(3)
    expect(cards.nth(0)).to_contain_text("养鸽子要不要证"), "the doubtful and new first"
    expect(cards.nth(2)).to_contain_text("低保标准是多少")
    assert_accessible(page)
    page.keyboard.press("4")
    expect(cards).to_have_count(2)
    expect(cards.nth(0)).to_contain_text(ODD)
    page.keyboard.press("a")
    expect(cards).to_have_count(1)
    page.keyboard.press("1")
    expect(page.locator("#notice")).to_have_text("这一批看完了。")
    verdicts = {row["text"]: row["reviewed"] for row in trace.reviewed(desk.db())}
    assert verdicts == {"养鸽子要不要证": "out_of_scope", ODD: f"question:{STANDARD}#now", "低保标准是多少": "right"}
    page.goto("/review")
    page.get_by_role("button", name="查一查还会改动什么").click(timeout=240_000)
    expect(page.locator("caption")).to_have_text("要加的", timeout=240_000)
    expect(page.locator("main")).to_contain_text(ODD)
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("已加为问法", timeout=60_000)
    took = soon(lambda: resident.match(ODD).topic == STANDARD and resident.match(ODD).status == "sure", 10)
    print(f"right for residents {took:.2f} s after it was published")
    page.goto("/review/done")
    assert_accessible(page)
    page.get_by_role("button", name=re.compile(f"撤销.*{ODD}")).click()
    expect(page.locator("#notice")).to_contain_text("已撤销")
    assert phrasing.home_of(ODD, faq.load(desk.db())) == ""
    # Word for word it is gone at once; what was learned of it meanwhile goes with the next learning.
    soon(lambda: resident.match(ODD).status != "sure", 240)
    assert len(trace.unreviewed(desk.db(), ROWS, "2000-01-01")) == 1, "and it waits to be reviewed again"


def test_another_question_is_chosen_by_its_words(desk: Desk, new_page: Callable[..., Page]) -> None:
    number = was_asked(desk, ODD)
    page = new_page("editor")
    page.goto("/review")
    page.keyboard.press("2")
    ask = next(each.ask for each in faq.get(desk.db(), MONEY)[0].questions if each.name == "amount")
    page.keyboard.type(ask)
    page.keyboard.press("Enter")
    expect(page.locator("[data-done]")).to_contain_text(f"其实问的是：{ask}")
    assert trace.get(desk.db(), number)["reviewed"] == f"question:{MONEY}#amount"
    page.keyboard.press("u")
    expect(page.locator("#notice")).to_contain_text("已撤销")
    assert trace.get(desk.db(), number)["reviewed"] is None


def test_works_without_script_and_refuses_nonsense(desk: Desk) -> None:
    number, editor = was_asked(desk, f"我电话13800138000，{ODD}"), desk.caller("editor")
    shown = editor.get("/review").text
    assert "13800138000" not in shown and ODD in shown
    assert editor.post("/review", {"id": number, "verdict": "question", "other": "没有这个问题"}).status == 400
    assert editor.post("/review", {"id": number, "verdict": "nonsense"}).status == 400
    assert editor.post("/review", {"id": 999_999, "verdict": "right"}).status == 404
    assert (
        editor.post("/review", {"id": number, "verdict": "question", "home": STANDARD}).place == "/review?done=reviewed"
    )
    refused = editor.post("/review/publish", {"id": number})
    assert refused.status == 400 and "遮住的号码" in refused.text, "what has a number in it is not learned as it is"
    assert editor.post("/review/publish", {"id": number, f"text{number}": ODD}).place == "/review?done=phrasing"
    assert phrasing.home_of(ODD, faq.load(desk.db())) == STANDARD
    assert editor.post("/review/undo", {"id": number}).status == 303
    assert editor.post("/review/undo", {"id": number}).status == 404


def test_what_residents_wrote_with_a_thumb_down_is_shown(desk: Desk) -> None:
    turns.rate(desk.db(), STANDARD, False, "我问的是租房，不是低保")
    turns.rate(desk.db(), STANDARD, True, "挺好的，谢谢")
    shown = desk.caller("editor").get("/review").text
    assert "我问的是租房，不是低保" in shown and "挺好的，谢谢" not in shown


def test_how_often_it_was_right_stands_on_the_overview(desk: Desk) -> None:
    for text, verdict in (("一句", "right"), ("两句", "right"), ("三句", "missing")):
        desk.caller("editor").post("/review", {"id": was_asked(desk, text, STANDARD), "verdict": verdict})
    shown = desk.caller("agent").get("/overview").text
    assert "67%" in shown and "看了 3 句，对 2 句" in shown


def test_what_is_reviewed_are_rows_of_the_decision_table() -> None:
    assert set(ROWS) <= {row.name for row in decide.TABLE}
