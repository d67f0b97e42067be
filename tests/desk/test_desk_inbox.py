"""The inbox: questions gathered, and each way of settling them; a phrasing is live for residents."""

import re
from collections.abc import Callable, Iterator

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot.knowledge import draft, faq, inbox, phrasing, revision, unanswered
from bot.knowledge.matcher import Matcher

STANDARD = "assistance.dibao_standard"
ODD = "吃低保那根线今儿个画哪儿了"


@pytest.fixture(autouse=True)
def emptied(desk: Desk) -> Iterator[None]:
    """Nothing waits but what the test puts in; answers are put back."""
    db = desk.db()
    db.conn.execute("DELETE FROM unanswered")
    yield
    for topic in {change["topic"] for change in db.query("SELECT topic FROM revision WHERE who = 'editor'")}:
        now, number = faq.get(db, topic)
        first = revision.history(db, topic)[-1].before
        if first and first != now:
            revision.publish(db, first, base=number, who="test", why="从头来")
    draft.drop(db, "", "editor")


def ask_in_vain(desk: Desk, *texts: str, reason: str = "none") -> list[int]:
    return [unanswered.record(desk.db(), text, reason, [STANDARD], "webchat") for text in texts]


def test_a_phrasing_goes_live(
    desk: Desk, new_page: Callable[..., Page], resident: Matcher, soon: Callable[..., float],
    assert_accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    resident.settled()
    ask_in_vain(desk, f"{ODD}啊", ODD, ODD)
    assert resident.match(ODD).candidates[:1] == [] or resident.match(ODD).candidates[0].score < 0.9
    page = new_page("editor")
    page.goto("/inbox")
    card = page.locator("main section")
    expect(card).to_have_count(1)
    expect(card.locator("h2")).to_contain_text(f"{ODD} 3 次")
    assert_accessible(page)
    for tick in card.get_by_role("checkbox").all():
        tick.check()
    page.get_by_label("是别的问题的问法").fill(faq.get(desk.db(), STANDARD)[0].question)
    page.get_by_role("button", name="加为问法", exact=True).click()
    expect(page.locator("#notice")).to_have_text("已加为问法，几秒内生效。")
    expect(page.locator("main")).to_contain_text("都处理完了")
    took = soon(lambda: resident.match(ODD).status == "sure" and resident.match(ODD).topic == STANDARD, 10)
    print(f"a phrasing was live after {took:.2f} s")
    assert revision.history(desk.db(), STANDARD)[0].why == "收件箱：居民原话"
    assert {row["settled"] for row in unanswered.settled(desk.db())} == {"phrasing"}
    assert faq.get(desk.db(), STANDARD)[0].asked_as[-1] == ODD


def test_what_makes_no_phrasing_is_refused(desk: Desk) -> None:
    ids = ask_in_vain(desk, "低保标准")
    editor = desk.caller("editor")
    sent = {"ids": str(ids[0]), "text": "低保标准", "home": "charity.set_up"}
    assert editor.post("/inbox/phrasing", {**sent, "text": "我是〔姓名〕"}).status == 400
    assert editor.post("/inbox/phrasing", {**sent, "home": "no.such", "text": "新的话"}).status == 400
    assert editor.post("/inbox/phrasing", {**sent, "home": "", "text": "新的话"}).status == 400
    assert editor.post("/inbox/phrasing", {**sent, "ids": "", "text": "新的话"}).status == 400
    assert unanswered.count_waiting(desk.db()) == 1, "nothing was settled"
    assert faq.get(desk.db(), "charity.set_up")[0] == desk.bench.snapshot().answers["charity.set_up"]


def test_another_answer_is_chosen_and_the_wording_mended(desk: Desk, new_page: Callable[..., Page]) -> None:
    ask_in_vain(desk, "请问一下子啊，捐旧衣裳往哪拿")
    page = new_page("editor")
    page.goto("/inbox")
    page.get_by_label("写成问法").fill("捐旧衣裳往哪拿")
    page.get_by_label("是别的问题的问法").fill("charity.donate_goods")
    page.keyboard.press("Enter")
    assert unanswered.count_waiting(desk.db()) == 1, "Enter sends nothing"
    page.get_by_role("button", name="加为问法", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("已加为问法")
    assert faq.get(desk.db(), "charity.donate_goods")[0].asked_as[-1] == "捐旧衣裳往哪拿"
    assert unanswered.count_waiting(desk.db()) == 0


def test_out_of_scope_and_back(desk: Desk, new_page: Callable[..., Page]) -> None:
    ask_in_vain(desk, "帮我买彩票")
    page = new_page("editor")
    page.goto("/inbox")
    expect(page.locator(".count")).to_have_text("1")
    page.get_by_role("button", name="不归我们管").click()
    expect(page.locator("main")).to_contain_text("都处理完了")
    page.get_by_role("link", name="已经处理的").click()
    expect(page.locator("tbody tr")).to_contain_text(["不归我们管"])
    page.get_by_role("button", name=re.compile("放回")).click()
    expect(page.locator("#notice")).to_contain_text("已放回收件箱")
    assert unanswered.count_waiting(desk.db()) == 1


def test_a_new_answer_is_begun_from_questions_and_settles_them(desk: Desk, new_page: Callable[..., Page]) -> None:
    ask_in_vain(desk, "轮椅坏了哪儿修", "轮椅坏了哪里修呀")
    page = new_page("editor")
    page.goto("/inbox")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_role("button", name="写新答案").click()
    expect(page.locator("textarea[name=asked_as]")).to_have_value(re.compile("轮椅坏了哪里修呀|轮椅坏了哪儿修"))
    page.locator("textarea[name=answer]").fill("先问社区居委会。")
    page.locator("[name='source0.ref']").fill(next(iter(desk.bench.snapshot().sources)))
    page.get_by_label("修改原因").fill("收件箱")
    page.get_by_role("button", name="发布", exact=True).click()
    page.wait_for_url("**done=published")
    assert [row["settled"] for row in unanswered.settled(desk.db())] == ["new_answer"] * 2
    topic = page.url.split("/answers/")[1].split("?")[0]
    assert len(faq.get(desk.db(), topic)[0].asked_as) == 2
    desk.db().conn.execute("DELETE FROM answer WHERE topic = ?", [topic])
    desk.db().conn.execute("DELETE FROM revision WHERE topic = ?", [topic])


def row(number: int, text: str, *candidates: str, reason: str = "none") -> dict:
    return {"id": number, "text": text, "candidates": list(candidates), "reason": reason, "at": f"2026-11-{number:02}"}


def grouped(desk: Desk, *rows: dict) -> list[list[str]]:
    """The wordings of each group, by letters and by meaning alike."""
    found = inbox.clusters(rows, desk.bench.snapshot().index.among)
    return [[text for text, _ in cluster.texts] for cluster in found]


def test_questions_alike_are_gathered_and_others_are_not(desk: Desk) -> None:
    rows = [
        row(6, "养狗证去哪儿办"), row(5, "养狗证在哪儿办"), row(4, "手机丢了怎么补卡"), row(3, "养狗证去哪儿办！"), row(2, "养狗证去哪儿办"),
        row(1, "低保要多久", "a"),
    ]  # fmt: skip
    found = inbox.clusters(rows, desk.bench.snapshot().index.among)
    assert [(cluster.text, len(cluster.rows)) for cluster in found] == [
        ("养狗证去哪儿办", 4), ("手机丢了怎么补卡", 1), ("低保要多久", 1),
    ]  # fmt: skip
    assert found[0].texts[0] == ("养狗证去哪儿办", 2) and found[0].wordings[0][1] == [6, 2]
    assert (found[0].first_at, found[0].last_at) == ("2026-11-02", "2026-11-06") and found[2].candidates == ["a"]


def test_what_the_candidates_tell_apart_stays_apart(desk: Desk) -> None:
    rows = [
        row(4, "怎么申请低保", "assistance.dibao_process", reason="close"),
        row(3, "怎么申请结婚", "marriage.process", reason="close"),
        row(2, "怎么样申请低保", "assistance.dibao_process", reason="close"),
        row(1, "怎么才能申请结婚", "marriage.process", reason="close"),
    ]
    assert sorted(map(sorted, grouped(desk, *rows))) == [
        ["怎么才能申请结婚", "怎么申请结婚"],
        ["怎么样申请低保", "怎么申请低保"],
    ]


def test_only_the_ticked_are_settled_and_undo_takes_the_phrasing_out(desk: Desk, new_page: Callable[..., Page]) -> None:
    ask_in_vain(desk, "养鸽子证去哪儿办呀", "养鸽子证去哪儿办")
    page = new_page("editor")
    page.goto("/inbox")
    expect(page.locator("main section")).to_have_count(1)
    ticks = page.get_by_role("checkbox")
    expect(ticks).to_have_count(2)
    assert [tick.is_checked() for tick in ticks.all()] == [True, False]
    page.get_by_label("是别的问题的问法").fill(faq.get(desk.db(), STANDARD)[0].question)
    page.get_by_role("button", name="加为问法", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("已加为问法")
    assert [each["text"] for each in unanswered.waiting(desk.db())] == ["养鸽子证去哪儿办呀"], "the other one waits on"
    page.goto("/inbox/settled")
    page.get_by_role("button", name=re.compile("放回")).click()
    expect(page.locator("#notice")).to_contain_text("已放回收件箱")
    assert unanswered.count_waiting(desk.db()) == 2
    assert "养鸽子证去哪儿办" not in faq.get(desk.db(), STANDARD)[0].phrasings


def test_a_wording_that_stood_elsewhere_moves_and_comes_back(desk: Desk) -> None:
    stood = faq.get(desk.db(), "charity.set_up")[0].phrasings[0]
    former = phrasing.home_of(stood, faq.load(desk.db()))
    (number,) = ask_in_vain(desk, stood)
    editor = desk.caller("editor")
    assert editor.post("/inbox/phrasing", {"ids": number, "text": stood, "home": STANDARD}).status == 303
    assert phrasing.home_of(stood, faq.load(desk.db())) == STANDARD
    assert editor.post("/inbox/reopen", {"id": number}).status == 303
    assert phrasing.home_of(stood, faq.load(desk.db())) == former


def test_numbers_greetings_and_dangers_are_kept_out(desk: Desk) -> None:
    ask_in_vain(desk, "3000", "八十五", "您好", "家里着火了快来人", "养蜂要登记吗")
    shown = desk.caller("editor").get("/inbox").text
    assert "养蜂要登记吗" in shown and "共 1 组" in shown and "另有 4 句" in shown
    assert "家里着火了快来人" not in shown and "3000" not in shown


def test_a_long_inbox_comes_in_pages(desk: Desk) -> None:
    names = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥金木水"
    for name in names:
        unanswered.record(desk.db(), f"{name * 6}是干什么的", "close", [f"topic.{name}"], "webchat")
    first = desk.caller("editor").get("/inbox").text
    second = desk.caller("editor").get("/inbox?page=2").text
    assert first.count("<section") == 20 and second.count("<section") == len(names) - 20
    assert "第 1 页，共 2 页" in first and 'rel="next"' in first and 'rel="prev"' in second
