"""An editor at work, in a real browser; what residents are told is asked of a matcher that shares only the database."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from desk_caller import Desk
from playwright.sync_api import Page, expect

from bot.chinese.normalize import matching_key
from bot.desk import audit
from bot.desk.answer_form import fields_of, is_of_answer, read
from bot.knowledge import difference, draft, faq, revision
from bot.knowledge.answer import Answer, Citation

TOPIC = "assistance.dibao_standard"
SHARED = "assistance.temporary_amount"


@pytest.fixture(autouse=True)
def restored(desk: Desk) -> None:
    """Each test starts from the shipped answers, without drafts."""
    db = desk.db()
    for topic in {change["topic"] for change in db.query("SELECT topic FROM revision")}:
        first = revision.history(db, topic)[-1].before
        now, number = faq.get(db, topic)
        if first and first != now:
            revision.publish(db, first, base=number, who="test", why="从头来")
    for who in ("agent", "editor", "admin"):
        for kept in draft.of(db, who):
            draft.drop(db, kept.topic, who)


def open_editor(page: Page, topic: str = TOPIC) -> None:
    page.goto(f"/answers/{topic}/edit")
    expect(page.locator("#findings .phone")).to_be_visible()


def publish(page: Page, why: str = "试着改一改") -> None:
    page.get_by_label("修改原因").fill(why)
    page.get_by_role("button", name="发布", exact=True).click()


def a_phrasing_of_another(desk: Desk) -> tuple[Answer, str]:
    """Another topic, and a shortened way to ask for it that is surely understood now."""
    snapshot = desk.bench.matcher.settled()
    taken = {matching_key(text) for answer in snapshot.answers.values() for text in answer.asked_as}
    for answer in snapshot.answers.values():
        for text in answer.asked_as:
            match = desk.bench.matcher.match(text[:-2], snapshot)
            if answer.topic.startswith("assistance.") and answer.topic != TOPIC and len(text) >= 9 and match.status == "sure" \
                    and match.topic == answer.topic and matching_key(text[:-2]) not in taken:  # fmt: skip
                return answer, text[:-2]
    raise AssertionError("no such phrasing")


def test_an_answer_is_changed_tried_published_and_undone(
    desk: Desk, new_page: Callable[..., Page], told: Callable[[str], str], soon: Callable[..., float],
    assert_accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    other, shortened = a_phrasing_of_another(desk)
    before = told("低保标准")
    assert "1450元" in before
    page = new_page()
    page.goto("/sign-in")
    page.fill("[name=name]", "editor")
    page.fill("[name=password]", "小西的编辑密码一二三")
    page.press("[name=password]", "Enter")
    page.get_by_role("link", name="答案", exact=True).click()
    page.fill("[name=q]", "低保）标准是多少")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("link", name="北京市最低生活保障（低保）标准是多少").click()
    page.get_by_role("link", name="修改", exact=True).click()
    expect(page.locator("#findings")).to_contain_text("检查没有发现错误")

    first = page.locator("textarea[name=answer]")
    first.fill("现在每人每月1450元。")
    expect(page.locator("#findings")).to_contain_text("正文里直接写了数字“1450”")
    first.fill("新写的第一句，标准是")
    page.fill("#figure-name", "低保标准")
    page.click("#insert-figure")
    expect(first).to_have_value("新写的第一句，标准是【低保标准】")
    expect(page.locator("#findings .phone .lead")).to_contain_text("新写的第一句，标准是1450元")
    page.get_by_text("换一天看、替一个人看").click()
    page.locator("[name=preview_day]").fill("2023-08-01")
    expect(page.locator("#findings .phone .lead")).to_contain_text("新写的第一句，标准是1395元")

    page.get_by_text("笼统问这件事的问法").click()
    phrasings = page.locator("textarea[name=asked_as]")
    phrasings.fill(f"{phrasings.input_value()}\n{shortened}\n低保线头一回这么问")
    page.get_by_label("居民会怎么问").fill("低保线头一回这么问")
    page.press("[name=question_tried]", "Enter")
    expect(page.locator("#trial dt")).to_have_text(["现在", "发布后"], timeout=120_000)
    expect(page.locator("#trial dd").last).to_have_text("答：北京市最低生活保障（低保）标准是多少")
    row = page.locator("#trial tbody tr", has_text=re.compile(f"^{re.escape(shortened)}"))
    expect(row.locator("td")).to_have_text(
        [shortened, f"答：{other.question}", "答：北京市最低生活保障（低保）标准是多少"]
    )
    assert_accessible(page)
    phrasings.fill(phrasings.input_value().replace(f"\n{shortened}", ""))

    publish(page, why=" ")
    expect(page.get_by_role("alert")).to_contain_text("请写一句修改原因")
    expect(first).to_have_value("新写的第一句，标准是【低保标准】")
    expect(page.get_by_label("修改原因")).to_be_focused()
    assert told("低保标准") == before
    publish(page, why="第一句写得更直接")
    expect(page.locator("#notice")).to_have_text("已发布，居民端一秒内生效。")
    soon(lambda: told("低保标准") == "新写的第一句，标准是1450元")
    soon(lambda: told("低保线头一回这么问") == "新写的第一句，标准是1450元", 10)

    page.get_by_role("link", name="修改历史").click()
    expect(page.locator("del").first).to_contain_text("最近一次查到的北京低保标准是")
    expect(page.locator("ins").first).to_contain_text("新写的第一句")
    assert_accessible(page)
    page.get_by_label("为什么恢复").first.fill("还是原来的好")
    page.get_by_role("button", name=re.compile("恢复到这次修改之前")).first.click()
    expect(page.locator("#notice")).to_contain_text("已恢复")
    soon(lambda: told("低保标准") == before)
    assert faq.get(desk.db(), TOPIC)[0] == revision.history(desk.db(), TOPIC)[1].before

    kept = audit.entries(desk.db(), subject=TOPIC, limit=2)
    assert [(entry.who, entry.action, entry.why) for entry in kept] == [
        ("editor", "answer_undo", "还是原来的好"), ("editor", "answer_publish", "第一句写得更直接"),
    ]  # fmt: skip
    assert kept[1].before and "最近一次查到" in kept[1].before and kept[1].after and "新写的第一句" in kept[1].after


def test_one_question_is_edited_among_many_with_a_figure_found_by_its_title(
    desk: Desk, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    topic = "elder.senior_allowance"
    before = faq.get(desk.db(), topic)[0]
    first = before.questions[0]
    second = next(each for each in before.questions[1:] if each.shows_tier and each.kind != "amount")
    at = before.questions.index(second)
    page = new_page("editor")
    open_editor(page, topic)
    page.locator("details.question > summary", has_text=first.ask).click()
    page.locator("details.question > summary", has_text=second.ask).click()
    expect(page.locator("details.question[open]")).to_have_count(1)
    expect(page.locator("#findings h3")).to_contain_text(second.ask)
    box = page.locator("details.question[open] textarea[name$='.says']")
    box.fill("现在写的是，满")
    page.fill("#figure-name", "没有这个数字")
    page.click("#insert-figure")
    expect(page.locator("#findings .wrong")).to_contain_text("没有叫“没有这个数字”的数字")
    box.fill("能。满")
    page.fill("#figure-name", desk.bench.snapshot().figures["senior_allowance.age_from"].title)
    page.click("#insert-figure")
    expect(page.locator("#findings .phone .lead")).to_contain_text("能。满80周岁")
    page.get_by_text("换一天看、替一个人看").click()
    page.locator("[name=preview_age]").fill("85")
    expect(page.locator("#findings .phone")).to_contain_text("您85岁")
    expect(page.locator("#findings .meter")).to_contain_text("最多 150 个")
    assert_accessible(page)
    text = page.locator("main").inner_text()
    assert "{{" not in text and "data/faq" not in text and "=>" not in text
    publish(page, "只改一个问题")
    page.wait_for_url("**done=published")
    now = faq.get(desk.db(), topic)[0]
    assert now.tiers == before.tiers and now.details == before.details
    assert now.questions[at].says == '能。满{{ figure("senior_allowance.age_from") }}'
    assert now.questions[:at] + now.questions[at + 1 :] == before.questions[:at] + before.questions[at + 1 :]

    page.get_by_role("link", name="修改历史").click()
    card = page.locator("section.card").first
    expect(card.locator("h3")).to_have_text([f"问题：{second.ask}"])
    expect(card.locator("ins")).to_have_text([re.compile("能。满【.*年龄.*】|能。满【.*】")])


def test_a_question_is_added_and_another_taken_out(desk: Desk, new_page: Callable[..., Page]) -> None:
    before = faq.get(desk.db(), TOPIC)[0]
    page = new_page("editor")
    open_editor(page)
    page.get_by_text("加一个问题").click()
    new = page.locator("details.question[open]")
    new.locator("input[name$='.ask']").fill("低保标准哪里公布")
    new.locator("select").select_option("在哪儿")
    new.locator("textarea[name$='.says']").fill("北京市民政局官网公布，也可以打12345问。")
    new.locator("textarea[name$='.asked_as']").fill("低保标准上哪看公告")
    page.locator("details.question > summary", has_text=before.questions[0].ask).click()
    page.locator("details.question[open]").get_by_label("删掉这个问题").check()
    publish(page, "换一个问题")
    page.wait_for_url("**done=published")
    now = faq.get(desk.db(), TOPIC)[0]
    assert now.questions[:-1] == before.questions[1:]
    assert (now.questions[-1].ask, now.questions[-1].kind, now.questions[-1].basis) == ("低保标准哪里公布", "where", ())


def test_two_editors_at_once_lose_nothing(
    desk: Desk, new_page: Callable[..., Page], told: Callable[[str], str], soon: Callable[..., float],
    assert_accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    mine, theirs = new_page("editor"), new_page("admin")
    open_editor(mine)
    open_editor(theirs)
    asked = theirs.locator("textarea[name=asked_as]").input_value()
    theirs.locator("textarea[name=answer]").fill("管理员写的：【低保标准】。")
    theirs.get_by_text("笼统问这件事的问法").click()
    theirs.locator("textarea[name=asked_as]").fill(f"{asked}\n管理员加的低保问法")
    theirs.locator("[name=audience]").fill("困难群众、老人")
    publish(theirs, "管理员先改")
    theirs.wait_for_url("**done=published")

    mine.locator("textarea[name=answer]").fill("编辑写的：【低保标准】。")
    mine.get_by_text("笼统问这件事的问法").click()
    mine.locator("textarea[name=asked_as]").fill(f"{asked}\n编辑加的低保问法")
    publish(mine, "编辑后改")
    alert = mine.get_by_role("alert")
    expect(alert).to_contain_text("您编辑期间，别人先发布了")
    expect(alert).to_contain_text("admin：管理员先改")
    expect(alert).to_contain_text("两个人都改了：第一句")
    expect(alert).to_contain_text("已经并进下面的表单：问法、适合谁")
    expect(mine.get_by_label("对方的修改")).to_contain_text("管理员写的")
    expect(mine.get_by_label("您的修改")).to_contain_text("编辑写的")
    assert_accessible(mine)
    assert told("低保标准").startswith("管理员写的")
    expect(mine.locator("textarea[name=answer]")).to_have_value("编辑写的：【低保标准】。")
    expect(mine.locator("textarea[name=asked_as]")).to_have_value(f"{asked}\n编辑加的低保问法\n管理员加的低保问法")
    expect(mine.locator("[name=audience]")).to_have_value("困难群众、老人")
    expect(mine.get_by_label("修改原因")).to_have_value("编辑后改")

    again = new_page("editor")
    again.goto(f"/answers/{TOPIC}/edit")
    expect(again.locator("textarea[name=answer]")).to_have_value("编辑写的：【低保标准】。")

    publish(mine, "编辑后改")
    mine.wait_for_url("**done=published")
    soon(lambda: told("低保标准").startswith("编辑写的"))
    now = faq.get(desk.db(), TOPIC)[0]
    assert {"编辑加的低保问法", "管理员加的低保问法"} <= set(now.asked_as) and now.audience == ("困难群众", "老人")
    assert [change.who for change in revision.history(desk.db(), TOPIC)[:2]] == ["editor", "admin"]
    assert not draft.of(desk.db(), "editor"), "published, so the draft is gone"


def test_a_draft_waits_for_its_writer_alone(desk: Desk, new_page: Callable[..., Page]) -> None:
    page = new_page("editor")
    open_editor(page)
    page.locator("textarea[name=answer]").fill("写了一半，{{ 还没")
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator("#notice").first).to_contain_text("草稿已存好")
    expect(page.locator("textarea[name=answer]")).to_have_value("写了一半，{{ 还没")
    page.goto("/answers")
    expect(page.locator("section:has(#drafts)")).to_contain_text(TOPIC)
    other = new_page("admin")
    open_editor(other)
    expect(other.locator("textarea[name=answer]")).not_to_have_value("写了一半，{{ 还没")
    page.get_by_role("button", name=re.compile("删掉这份草稿")).click()
    expect(page.locator("#notice")).to_have_text("草稿已删掉。")
    assert not draft.of(desk.db(), "editor")


def test_work_that_is_not_saved_is_not_left_by_a_slip(new_page: Callable[..., Page]) -> None:
    page = new_page("editor")
    open_editor(page)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("[name=audience]").fill("谁都行")
    page.goto("/answers")
    assert asked == ["beforeunload"]


def test_what_the_checks_call_wrong_is_not_published(desk: Desk) -> None:
    editor, db = desk.caller("editor"), desk.db()
    answer, number = faq.get(db, TOPIC)
    wording = desk.bench.wording(desk.bench.snapshot())
    fields = dict(fields_of(answer, wording))
    about = {"base": str(number), "seen": "0", "why": "试"}
    for changed, said in (({"answer": "每月1450元"}, "正文里直接写了数字"), ({"answer": "【没有的数字】"}, "没有叫“没有的数字”的数字"), ({"answer": '{{ figure("no.such") }}'}, "no.such"), ({"answer": ""}, "没有写"),
                          ({"asked_as": desk.bench.snapshot().answers["charity.set_up"].phrasings[0]}, "已经属于"),
                          ({"source0.ref": "没有登记的文件"}, "没有登记的文件"), ({"related0.topic": "没有的事"}, "没有的事"), ({"q0.says": ""}, "要写全"), ({"q0.kind": ""}, "哪一类"), ({"review_by": "明年"}, "复核日期"),
                          ({"tier0.text": ""}, "没有写文字"), ({"tier7.text": "某档", "tier7.care_level": "none"}, "失能")):  # fmt: skip
        sent = {**fields, **about, **changed, **({"tier0.hukou": "xicheng"} if "tier0.text" in changed else {})}
        refused = editor.post("/answers/publish", sent)
        assert refused.status == 400 and said in refused.text, changed
    assert faq.get(db, TOPIC) == (answer, number)
    same = editor.post("/answers/publish", [*fields_of(answer, wording), *about.items()])
    assert same.status == 303 and same.place.endswith("done=unchanged")


def test_every_shipped_answer_survives_the_form(desk: Desk) -> None:
    snapshot = desk.bench.snapshot()
    wording = desk.bench.wording(snapshot)
    for answer in snapshot.answers.values():
        fields = fields_of(answer, wording)
        back = read(fields, wording)
        lost = [pair for pair in zip(back.tiers, answer.tiers, strict=False) if pair[0] != pair[1]]
        assert (lost, len(back.tiers)) == ([], len(answer.tiers)), answer.topic
        assert back == answer, answer.topic
        assert not difference.between(answer, read(fields, wording)), answer.topic
        codes = [
            value for name, value in fields if "{{" in value or value in snapshot.sources or value in snapshot.answers
        ]
        assert set(codes) <= {answer.topic, *(cited.ref for cited in all_cited(answer))} and "{{" not in "".join(codes)


class Filled(HTMLParser):
    """What a browser would send of the form it shows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._select, self._area, self._text = "", "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        is_ticked = has.get("type") not in ("checkbox", "radio") or "checked" in has
        if tag == "input" and "name" in has and is_ticked:
            self.fields.append((has["name"], has.get("value", "")))
        elif tag == "select":
            self._select = has.get("name", "")
        elif tag == "option" and self._select and "selected" in has:
            self.fields.append((self._select, has.get("value", self._select)))
        elif tag == "textarea":
            self._area, self._text = has.get("name", ""), ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields.append((self._area, self._text))
            self._area = ""
        elif tag == "select":
            self._select = ""


def test_the_page_itself_sends_back_what_it_was_given(desk: Desk) -> None:
    """Nothing an answer has is without a place in the form, conditions of ages first."""
    editor, snapshot = desk.caller("editor"), desk.bench.snapshot()
    wording = desk.bench.wording(snapshot)
    aged = [each for each in snapshot.answers.values() if any(AGED & set(tier.when) for tier in each.tiers)]
    others = [each for each in snapshot.answers.values() if each not in aged][::20]
    assert aged
    for answer in (*aged, *others):
        sent = Filled(editor.get(f"/answers/{answer.topic}/edit").text).fields
        fields = [(name, answer.domain if name == "domain" else value) for name, value in sent if is_of_answer(name)]
        assert read(fields, wording) == answer, answer.topic


AGED = {"age_from", "age_below"}


def all_cited(answer: Answer) -> list[Citation]:
    return [*answer.sources, *(cited for question in answer.questions for cited in question.basis)]


def test_a_new_answer_gets_an_id_of_its_own(desk: Desk, new_page: Callable[..., Page], resident, soon) -> None:  # type: ignore[no-untyped-def]
    page = new_page("editor")
    page.goto("/answers/new")
    page.get_by_label("标准问法").fill("西城哪里可以给轮椅打气")
    page.get_by_text("笼统问这件事的问法").click()
    page.get_by_label("问法，一行一句").fill("轮椅没气了去哪打\n轮椅打气")
    page.locator("textarea[name=answer]").fill("可以问问街道便民服务中心。")
    page.locator("[name=domain]").select_option("养老服务")
    page.locator("[name='source0.ref']").fill(next(iter(desk.bench.snapshot().sources.values())).title)
    publish(page, "居民问过")
    page.wait_for_url("**done=published")
    topic = page.url.split("/answers/")[1].split("?")[0]
    assert re.fullmatch(r"[a-z_]+\.xcnlkygly?d?q?.*", topic), topic
    soon(lambda: resident.match("轮椅没气了去哪打").topic == topic, 10)
    expect(page.locator("h1")).to_have_text("西城哪里可以给轮椅打气")
    desk.db().conn.execute("DELETE FROM answer WHERE topic = ?", [topic])
    desk.db().conn.execute("DELETE FROM revision WHERE topic = ?", [topic])


def test_filters_list_what_they_say(desk: Desk) -> None:
    editor, answers = desk.caller("editor"), desk.bench.snapshot().answers
    everyone = editor.get("/answers").text
    assert f"共 {len(answers)} 条" in everyone and "第 2 页" in everyone
    unverified = [answer for answer in answers.values() if not answer.verified]
    assert f"共 {len(unverified)} 条" in editor.get("/answers?show=unverified").text
    of_domain = [answer for answer in answers.values() if answer.domain == "社会救助"]
    assert f"共 {len(of_domain)} 条" in editor.get("/answers?domain=社会救助").text
    for name in ("past_review", "never_asked", "most_asked", "low_satisfaction"):
        assert editor.get(f"/answers?show={name}").status == 200
    assert "assistance.dibao_standard" in editor.get("/answers?q=低保标准").text
