"""Three hundred questions from Excel, asked of what is live and of what is drafted; the regression before a publish."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot.desk.answer_form import fields_of
from bot.desk.batch import Asked, read
from bot.knowledge import draft, faq, phrasing, regression, revision, trace, unanswered
from bot.knowledge.regression import Expectation, Told, verdict
from bot.knowledge.review import ROWS
from bot.sheet import spreadsheet

TOPIC = "charity.supervision"
TAKEN = "elder.senior_allowance"


@pytest.fixture(autouse=True)
def restored(desk: Desk) -> Iterator[None]:
    """No regression, no drafts, the shipped answers."""
    yield
    db = desk.db()
    regression.forget(db, [each.text for each in regression.load(db)])
    for kept in draft.of(db, "editor"):
        draft.drop(db, kept.topic, "editor")
    for topic in (TOPIC, TAKEN):
        changes = revision.history(db, topic)
        now, number = faq.get(db, topic)
        if changes and changes[-1].before and changes[-1].before != now:
            revision.publish(db, changes[-1].before, base=number, who="test", why="从头来")
    desk.bench.regression_blocks = False


@pytest.mark.parametrize(
    ("told", "topic", "question", "wanted"),
    [
        (Told("answer", "a.b", "q"), "a.b", None, "first"),
        (Told("answer", "a.b", "q"), "a.b", "q", "first"),
        (Told("answer", "a.b", None), "a.b", "q", "other_question"),
        (Told("clarify", None, None, ("c.d", "a.b")), "a.b", "q", "offered"),
        (Told("answer", "c.d"), "a.b", None, "wrong"),
        (Told("unknown"), "a.b", None, "missed"),
        (Told("elsewhere"), "", None, "first"),
        (Told("answer", "a.b"), "", None, "wrong"),
    ],
    ids=str,
)
def test_how_good_an_answer_is(told: Told, topic: str, question: str | None, wanted: str) -> None:
    assert verdict(told, topic, question) == wanted


def test_what_should_be_answered_is_written_in_words_or_codes(desk: Desk) -> None:
    snapshot = desk.bench.snapshot()
    answer = snapshot.answers[TAKEN]
    question = answer.questions[0]
    table = [["居民怎么问", "应该答"], ["甲", answer.question], ["乙", TAKEN], ["丙", f"{TAKEN}#{question.name}"],
             ["丁", "不答"], ["戊", ""], ["己", "没有的事情"], ["庚", question.ask]]  # fmt: skip
    asked, problems = read(list(enumerate(table, 1)), snapshot, desk.bench.wording(snapshot))
    found = {each.text: each for each in asked}
    assert [found[text] for text in "甲乙丙丁戊己庚"] == [
        Asked("甲", TAKEN), Asked("乙", TAKEN), Asked("丙", TAKEN, question.name), Asked("丁", ""), Asked("戊"), Asked("己"),
        Asked("庚", TAKEN, question.name),
    ]  # fmt: skip
    assert len(problems) == 1 and problems[0].startswith("第 7 行：没有叫“没有的事情”")


def test_three_hundred_from_excel_with_what_changed_and_what_a_draft_would_change(
    desk: Desk, new_page: Callable[..., Page], tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    answers = desk.bench.snapshot().answers
    pairs = [(text, answer.question) for answer in answers.values() for text in answer.phrasings]
    chosen = random.Random(7).sample(pairs, 300)
    path = tmp_path / "三百句.xlsx"
    path.write_bytes(spreadsheet.excel_bytes(["居民怎么问", "应该答"], [list(pair) for pair in chosen]))
    page = new_page("editor")
    page.set_default_timeout(300_000)
    page.goto("/batch")
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="试问", exact=True).click()
    expect(page.locator("h2#result")).to_have_text("三百句.xlsx：300 句", timeout=300_000)
    counts = page.locator("table.counts tbody tr")
    expect(counts).to_have_count(1)
    assert int(counts.locator("td").first.inner_text()) >= 290, "phrasings are known word for word"
    expect(page.locator("main")).to_contain_text("和上次答得不一样的 0 句")
    assert_accessible(page)

    stolen = chosen[0][0]
    owner = next(answer for answer in answers.values() if answer.question == chosen[0][1])
    taken = _without(owner, stolen)
    number = faq.get(desk.db(), owner.topic)[1]
    fields = [*fields_of(taken, desk.bench.wording(desk.bench.snapshot())), ("base", str(number))]
    draft.save(desk.db(), owner.topic, "editor", number, fields)
    page.goto("/batch")
    page.locator("[name=typed]").fill(f"{stolen}\t{owner.question}\n明天天气怎么样\t不答")
    page.get_by_role("button", name="试问", exact=True).click()
    expect(counts).to_have_count(2, timeout=300_000)
    expect(page.locator("h2#result")).to_have_text("贴进来的：2 句")
    page.get_by_role("button", name="存为回归题").click()
    expect(page.locator("#regression")).to_have_text("回归题（2 道）")
    assert {each.topic for each in regression.load(desk.db())} == {owner.topic, ""}


def _without(answer, text):  # type: ignore[no-untyped-def]
    questions = tuple(
        replace(each, asked_as=tuple(said for said in each.asked_as if said != text)) for each in answer.questions
    )
    return replace(answer, asked_as=tuple(said for said in answer.asked_as if said != text), questions=questions)


def test_what_spoils_the_regression_is_told_before_it_is_published_and_can_be_forbidden(desk: Desk) -> None:
    db, editor = desk.db(), desk.caller("editor")
    answer, number = faq.get(db, TOPIC)
    text = next(said for said in desk.bench.snapshot().answers[TAKEN].phrasings if len(said) > 8)[:-1] + "吗呀"
    spoiling = replace(answer, asked_as=(*answer.asked_as, text))
    regression.keep(db, [Expectation(text, TAKEN)], "editor")
    sent = [
        *fields_of(spoiling, desk.bench.wording(desk.bench.snapshot())),
        ("base", str(number)),
        ("seen", "0"),
        ("why", "试"),
    ]
    told = editor.post("/answers/publish", sent)
    assert told.status == 409 and "1 道回归题会变错" in told.text and text in told.text and "还是要发布" in told.text
    desk.bench.regression_blocks = True
    refused = editor.post("/answers/publish", [*sent, ("despite", "yes")])
    assert refused.status == 409 and "就不能发布" in refused.text and faq.get(db, TOPIC) == (answer, number)
    desk.bench.regression_blocks = False
    assert editor.post("/answers/publish", [*sent, ("despite", "yes")]).place.endswith("done=published")

    comma = replace(spoiling, answer=f"{spoiling.answer}还有话说。")
    sent = [
        *fields_of(comma, desk.bench.wording(desk.bench.snapshot())),
        ("base", str(number + 1)),
        ("seen", "0"),
        ("why", "试"),
    ]
    assert editor.post("/answers/publish", sent).status == 303, "a sentence more changes nothing of what is understood"


def test_a_wording_that_spoils_the_regression_is_told_wherever_it_is_settled(desk: Desk) -> None:
    db, editor = desk.db(), desk.caller("editor")
    known = next(said for said in desk.bench.snapshot().answers[TAKEN].phrasings if len(said) > 8)
    home = phrasing.home_of(known, faq.load(db))
    regression.keep(db, [Expectation(known, TAKEN)], "editor")
    row = unanswered.record(db, known, "none", [TOPIC], "webchat")
    waiting = unanswered.count_waiting(db)
    walk = SimpleNamespace(name="answer", topic=TAKEN, question=None)
    trace.record(db, "webchat", [trace.Taken(known, ROWS[0], walk, [])])
    turn = int(trace.recent(db, 1)[0]["id"])
    trace.judge(db, turn, f"{trace.OTHER}{TOPIC}", "editor")
    inbox, review = ("/inbox/phrasing", {"ids": row, "text": known, "home": TOPIC}), ("/review/publish", {"id": turn})
    try:
        checked = editor.post("/review/check", {"id": turn})
        assert checked.status == 200 and "1 道回归题会变错" in checked.text, "told before anything is published"
        for (path, sent), blocks, word in (
            (inbox, False, "还是要发布"),
            (inbox, True, "就不能发布"),
            (review, True, "就不能发布"),
        ):
            desk.bench.regression_blocks = blocks
            told = editor.post(path, {**sent, "despite": "yes"} if blocks else sent)
            assert told.status == 409 and "1 道回归题会变错" in told.text and word in told.text, path
        assert phrasing.home_of(known, faq.load(db)) == home and unanswered.count_waiting(db) == waiting
        desk.bench.regression_blocks = False
        assert editor.post(inbox[0], {**inbox[1], "despite": "yes"}).place == "/inbox?done=phrasing"
        assert phrasing.home_of(known, faq.load(db)) == TOPIC
        assert editor.post("/inbox/reopen", {"id": row}).status == 303
    finally:
        db.conn.execute("DELETE FROM trace")
        db.conn.execute("DELETE FROM unanswered")
