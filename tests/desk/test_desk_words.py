"""Words edited at the desk: a synonym, a name for a kind of place, a department, a fixed sentence; live, and undone."""

import re
from collections.abc import Callable, Iterator

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot import wording
from bot.database import content_version
from bot.knowledge.matcher import Matcher
from bot.settings import Settings
from bot.walks.premises import Premises

CARD = "elder.senior_card"
ODD = "咕噜片"


@pytest.fixture(autouse=True)
def as_shipped(desk: Desk) -> Iterator[None]:
    yield
    for kind in wording.KINDS:
        for name in wording.edits(desk.db(), kind):
            wording.publish(desk.db(), kind, name, None, who="test", why="从头来")
    desk.db().conn.execute("DELETE FROM wording_revision")


@pytest.fixture(scope="module")
def premises(desk: Desk) -> Premises:
    """What residents' turns stand on, over the same database."""
    return Premises(Settings({"XIAOXI_DATABASE": str(desk.path)}))


def test_a_synonym_is_added_and_taken_back(
    desk: Desk, new_page: Callable[..., Page], resident: Matcher, soon: Callable[..., float],
    assert_accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    asked = f"{ODD}怎么办理"
    assert resident.match(asked).topic != CARD or resident.match(asked).status != "sure"
    page = new_page("editor")
    page.goto("/words")
    assert_accessible(page)
    page.get_by_label("居民的话其实说的是").fill("养老助残卡")
    page.keyboard.press("Enter")
    page.get_by_label("居民还会这样说").fill(f"{ODD}、咕噜卡片")
    page.get_by_label("修改原因").fill("窗口的老人都这么叫")
    assert_accessible(page)
    page.get_by_role("button", name="看看会改动什么").click()
    expect(page.locator("main")).to_contain_text(f"{ODD}、咕噜卡片")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("已保存")
    took = soon(lambda: (resident.match(asked).status, resident.match(asked).topic) == ("sure", CARD), 3)
    print(f"a synonym was live after {took:.2f} s")
    expect(page.locator("tbody").first).to_contain_text(f"{ODD}、咕噜卡片")
    page.get_by_role("button", name=re.compile("恢复到之前")).first.click()
    expect(page.locator("#notice")).to_contain_text("已恢复")
    soon(lambda: resident.match(asked).status != "sure", 3)
    assert [change.why for change in wording.history(desk.db())] == ["恢复：窗口的老人都这么叫", "窗口的老人都这么叫"]


def test_what_would_change_is_shown_before_it_is_saved(desk: Desk) -> None:
    fields = {"kind": "synonym", "name": "结婚登记", "words": "高寿津贴", "why": "试"}
    shown = desk.caller("editor").post("/words/check", fields).text
    assert "去向会变的有" in shown and wording.edits(desk.db(), "synonym") == {}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "synonym", "name": "养老助残卡", "words": "卡"}, "太短的会误伤"),
        ({"kind": "synonym", "name": "养老助残卡", "words": "吃低保"}, "已经是“低保”的说法"),
        ({"kind": "place", "name": "meal_site", "words": "养老驿站"}, "已经是“养老驿站”的叫法"),
        ({"kind": "department", "name": "园林", "words": "砍树", "say": "这是园林的事。"}, "写上该打的电话"),
        ({"kind": "sentence", "name": "greet", "say": "您好，低保现在每月 2000 元。"}, "金额、年龄、日期只写在"),
        ({"kind": "sentence", "name": "number", "say": "您说的是什么？"}, "花括号"),
        ({"kind": "sentence", "name": "greet", "say": ""}, "要写一句话"),
    ],
)
def test_what_would_mislead_is_refused(desk: Desk, fields: dict[str, str], says: str) -> None:
    editor = desk.caller("editor")
    for path in ("/words/check", "/words/save"):
        answer = editor.post(path, {**fields, "why": "试"})
        assert answer.status == 400 and says in answer.text, path
    assert not any(wording.edits(desk.db(), kind) for kind in wording.KINDS)


def test_no_such_thing_and_no_reason(desk: Desk) -> None:
    editor = desk.caller("editor")
    assert editor.get("/words?kind=nonsense").status == 404
    assert editor.get("/words/edit?kind=sentence&name=error").status == 404, "what the doors say themselves is not here"
    assert editor.post("/words/save", {"kind": "place", "name": "meal_site", "words": "敬老灶"}).status == 400
    assert editor.post("/words/undo", {"id": 999}).status == 404


def saved(desk: Desk, **fields: str) -> None:
    answer = desk.caller("editor").post("/words/save", {**fields, "why": "试"})
    assert answer.status == 303, answer.text


def test_a_place_is_found_by_the_name_residents_have_for_it(desk: Desk, premises: Premises) -> None:
    assert premises.directory().kind_of("敬老灶在哪") is None
    saved(desk, kind="place", name="meal_site", words="敬老灶")
    kind = premises.directory().kind_of("敬老灶在哪")
    assert kind and kind.category == "meal_site"
    assert "敬老灶" in desk.caller("editor").get("/words?kind=place").text


def test_another_departments_business_and_its_telephone(desk: Desk, premises: Premises) -> None:
    saved(desk, kind="department", name="观鸟协会", words="观鸟、看候鸟", say="这是园林绿化的事，请拨 12345。")
    found = next(each for each in premises.ground().words.departments if each.claims("春天看候鸟找谁"))
    assert (found.name, found.phone) == ("观鸟协会", "12345")


def test_a_fixed_sentence_is_said_at_once_and_comes_back(desk: Desk, premises: Premises) -> None:
    before = premises.ground().words.sentences["greet"]
    saved(desk, kind="sentence", name="greet", say="您好，我是小西，您慢慢说。")
    assert premises.ground().words.sentences["greet"] == "您好，我是小西，您慢慢说。"
    version = content_version(desk.db())
    desk.caller("editor").post("/words/undo", {"id": wording.history(desk.db())[0].id})
    assert premises.ground().words.sentences["greet"] == before and content_version(desk.db()) != version
