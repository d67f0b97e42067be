"""What the desk asks of the knowledge: versions put together, edits tried, text messages, search as one types."""

from dataclasses import replace
from datetime import date

import pytest
from desk_caller import Desk

from bot.knowledge import difference, faq, field, merge, trial
from bot.knowledge.answer import Answer, Citation, LookAlike, Tier
from bot.knowledge.hotline_search import Board, Sought, hit_of
from bot.knowledge.matcher import Snapshot
from bot.knowledge.render import Rendered
from bot.knowledge.short_text import LIMIT, short_text

DAY = date(2026, 11, 24)
BASE = Answer(
    "elder.meal", "养老服务", "老年餐怎么吃", "到老年餐桌去吃。", (Citation("甲号"),), DAY, details={"who": "老人", "steps": ("去", "吃")},
    asked_as=("哪有老年饭", "老年食堂", "老人吃饭"), tiers=(Tier({"hukou": ["xicheng"], "age_from": "a.b"}, "便宜"),),
    not_asked_as=(LookAlike("养老院吃饭", "elder.home"),),
)  # fmt: skip


def test_parts_that_only_one_changed_come_together() -> None:
    mine = replace(
        BASE,
        answer="我写的。",
        asked_as=("哪有老年饭", "老年食堂", "老人吃饭", "我加的"),
        details={**BASE.details, "cost": "不贵"},
    )
    theirs = replace(
        BASE,
        question="他写的",
        asked_as=("哪有老年饭", "老人吃饭", "他加的"),
        details={"who": "老人", "where": "街道"},
        verified=True,
    )
    merged = merge.merge(BASE, mine, theirs)
    assert not merged.clashes
    assert (merged.answer.question, merged.answer.answer, merged.answer.verified) == ("他写的", "我写的。", True)
    assert merged.answer.asked_as == ("哪有老年饭", "老人吃饭", "我加的", "他加的")
    assert merged.answer.details == {"who": "老人", "cost": "不贵", "where": "街道"}
    assert set(merged.taken) == {"question", "asked_as", "verified", "details.steps", "details.where"}


def test_where_both_changed_one_part_mine_stays_and_it_is_named() -> None:
    mine, theirs = (
        replace(BASE, answer="我写的。", review_by=date(2027, 1, 1)),
        replace(BASE, answer="他写的。", review_by=date(2027, 1, 1)),
    )
    merged = merge.merge(BASE, mine, theirs)
    assert merged.clashes == ("answer",) and merged.answer == mine
    assert merge.merge(None, mine, theirs).clashes == ("answer",)
    assert merge.merge(BASE, BASE, theirs).answer == theirs and merge.merge(BASE, mine, BASE).answer == mine


def test_a_difference_names_parts_and_lines() -> None:
    after = replace(BASE, asked_as=("哪有老年饭", "老年食堂", "新的"), tiers=())
    found = {part.field: part.lines for part in difference.between(BASE, after)}
    assert found["asked_as"] == (("−", "老人吃饭"), ("＋", "新的"))
    assert found["tiers"] == (("−", "age_from=a.b; hukou=xicheng => 便宜"),)
    assert difference.between(BASE, BASE) == [] and len(difference.between(None, BASE)) > 5


@pytest.mark.parametrize("value", ["一段话", "两行\n的话", ("一", "二"), ("一\n　续", "二"), ("只一项",)])
def test_details_come_back_from_lines(value: str | tuple[str, ...]) -> None:
    assert field.read_details("\n".join(field.details_lines(value))) == value


def test_conditions_come_back_from_text() -> None:
    when = {
        "age_from": "a.b",
        "hukou": ["xicheng", "beijing"],
        "disabled": True,
        "care_level": "severe",
        "disability_level": ["一"],
    }
    assert field.read_condition(field.condition_text(when)) == when
    for wrong in ("hukou", "sex=男", "hukou=火星", "hukou="):
        with pytest.raises(field.BadInput):
            field.read_condition(wrong)


def test_every_answer_fits_a_text_message_without_breaking_a_number(desk: Desk) -> None:
    snapshot = desk.bench.snapshot()
    for topic in snapshot.answers:
        hit = hit_of(topic, 1.0, snapshot, Sought("", DAY), None, None)
        said = hit.short
        assert len(said) <= LIMIT and said.endswith("详询12345。"), said
        kept = said.removesuffix("详询12345。").removesuffix("以街道答复为准，").rstrip("。")
        whole = hit.rendered.lead.replace("\n", "")
        lead = next(kept[:end] for end in range(len(kept), 0, -1) if kept[:end] in whole or kept[:end].endswith("较长"))
        place = kept[len(lead) :].strip("。")
        assert place in hit.where.replace("\n", ""), said
        for told, of in ((lead, whole), (place, hit.where)):
            assert not (told[-1:].isdigit() and of[of.find(told) + len(told) :][:1].isdigit()), said


def test_where_it_is_done_fits_in_beside_a_short_lead() -> None:
    rendered = Rendered(BASE, DAY, "您85岁：每月100元", lead_verified=False)
    said = short_text(
        rendered, where="去街道窗口，带身份证。走不动的，可以托人代办，还可以请居委会上门来办，也能网上办。"
    )
    assert said == "您85岁：每月100元。去街道窗口，带身份证。以街道答复为准，详询12345。"


def test_a_text_message_does_not_end_within_brackets() -> None:
    rendered = Rendered(
        BASE, DAY, f"您问的是去年的情况：\n· 标准：七月时是 1395元（七月起执行，{'待核实' * 20}）", lead_verified=False
    )
    assert short_text(rendered) == "您问的是去年的情况：标准：七月时是 1395元。以街道答复为准，详询12345。"


def test_one_long_sentence_is_not_cut_in_the_middle() -> None:
    rendered = Rendered(BASE, DAY, "很长" * 50 + "。", lead_verified=False)
    assert short_text(rendered) == "老年餐怎么吃的答复较长。以街道答复为准，详询12345。"


def test_trying_an_edit_changes_nothing_and_tells_what_would_move(desk: Desk) -> None:
    matcher = desk.bench.matcher
    snapshot = matcher.settled()
    topic, other = "assistance.dibao_standard", snapshot.answers["charity.set_up"]
    taken = other.phrasings[0]
    edited = replace(
        snapshot.answers[topic], asked_as=(*snapshot.answers[topic].asked_as, f"{taken}呀", f"请问{taken}")
    )
    index = desk.bench.trial_index(trial.edited(snapshot.answers, edited))
    assert desk.bench.trial_index(trial.edited(snapshot.answers, edited)) is index, "built once"
    before, after = (trial.match(f"{taken}呀", one, matcher.thresholds) for one in (snapshot.index, index))
    assert (before.topic, after.topic, after.status) == ("charity.set_up", topic, "sure")
    moved = trial.moved(edited, snapshot.answers, [f"请问{taken}"], (snapshot.index, index), matcher.thresholds)
    assert f"请问{taken}" in [change.text for change in moved]
    same = trial.moved(
        snapshot.answers[topic], snapshot.answers, ["今天"], (snapshot.index, snapshot.index), matcher.thresholds
    )
    assert same == [] and faq.load(desk.db())[topic] == snapshot.answers[topic]


def test_search_serves_the_old_board_until_the_new_one_is_made(desk: Desk) -> None:
    snapshot = desk.bench.snapshot()
    board = desk.bench.board(snapshot)
    newer = replace(snapshot, answers={**snapshot.answers, "elder.meal": BASE})
    assert not board.is_of(newer)

    def topics(of: Board, text: str, at: Snapshot) -> list[str]:
        return [hit.topic for hit in of.search(Sought(text, DAY), at, desk.bench.matcher.thresholds).topics]

    assert "elder.meal" not in topics(board, "老年食堂", newer)[:1]
    assert "elder.meal" in topics(Board(newer), "老年食堂", newer)
    gone = replace(snapshot, answers={k: v for k, v in snapshot.answers.items() if k != "assistance.dibao_standard"})
    assert "assistance.dibao_standard" not in topics(board, "低保标准", gone)
