"""The walk: one message in, the next thing to say out; nothing kept but the interview."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.eligibility.facts import UNKNOWN
from bot.eligibility.interview import Interview, Step, resume, start, step
from bot.eligibility.outcome_report import total
from bot.eligibility.verdict import Payment
from bot.policy.figure import Figures

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 24)
SCHEMA = json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8"))


def talk(figures: Figures, *messages: str, facts: dict[str, Any] | None = None) -> Step:
    """The last step of a talk; the interview goes through JSON between messages, as a slot would hold it."""
    said = start(messages[0], facts or {}, DAY, figures)
    for message in messages[1:]:
        jsonschema.validate(said.custom, SCHEMA)
        said = step(message, Interview.from_json(json.loads(json.dumps(said.interview.to_json()))), DAY, figures)
    jsonschema.validate(said.custom, SCHEMA)
    return said


MOTHER = ("替我妈看看能领什么，八十五岁，西城户口",)
TO_THE_END = (*MOTHER, "都没有", "都没有", "两口，九千")


def test_who_it_is_for_is_asked_once_and_kept_in_the_wording(figures: Figures) -> None:
    asked = talk(figures, "看看能领什么补贴")
    assert (asked.kind, asked.interview.asking) == ("question", "whom")
    assert [choice["title"] for choice in asked.custom["choices"]][:2] == ["我自己", "我妈妈"]
    assert "您爸爸今年多大年纪" in talk(figures, "看看能领什么补贴", "我爸爸").text
    assert "您今年多大年纪" in talk(figures, "看看能领什么补贴", "我自己").text


def test_what_the_opening_says_is_not_asked_again(figures: Figures) -> None:
    said = talk(figures, *MOTHER)
    assert said.interview.whom == "您妈妈"
    assert said.interview.facts.to_json() == {"age": 85, "hukou": "xicheng", "sex": "female"}
    assert said.custom["noted"] == ["85岁", "户口在西城"]
    assert said.custom["slot"] == "family" and said.custom["multiple"] is True


def test_the_common_case_takes_three_answers_and_fits_one_screen(figures: Figures) -> None:
    said = talk(figures, *TO_THE_END)
    assert said.kind == "results" and said.interview.done
    assert said.custom["lead"] == "您妈妈很可能每月能领100元。"
    assert said.custom["total"] == {"monthly_yuan": [100, 100], "once_yuan": None}
    schemes = {result["scheme"] for result in said.custom["results"]}
    assert "senior_allowance" in schemes and not {"distressed_children", "funeral", "disability_nursing"} & schemes


def test_no_sum_is_nothing_and_an_unlikely_one_has_one_reason(figures: Figures) -> None:
    for result in talk(figures, *TO_THE_END).custom["results"]:
        assert result["amount"] is None or result["amount"]["value"] > 0
        assert result["outcome"] != "unlikely" or len(result["reasons"]) == 1
        assert len(result["reasons"]) <= 3 and result["outcome"] != "need_info"


def test_only_what_this_message_said_is_noted(figures: Figures) -> None:
    assert talk(figures, *MOTHER, "本人有残疾证").custom["noted"] == ["本人有残疾证"]
    assert talk(figures, *MOTHER, "都没有").custom["noted"] == ["这些都没有"]
    assert talk(figures, *MOTHER, "本人有残疾证、其余都没有").custom["noted"] == ["本人有残疾证", "其余都没有"]


def test_a_tick_does_not_deny_the_others(figures: Figures) -> None:
    said = talk(figures, *MOTHER, "家里有人在上学")
    assert said.interview.facts.to_json()["school_stage"] == "some"
    assert "disability_kind" not in said.interview.facts.to_json()
    assert said.custom["slot"] == "family" and said.custom["title"].startswith("下面这些呢")
    assert "家里有人在上学" not in [choice["title"] for choice in said.custom["choices"]]


def test_one_question_back_forgets_its_answer(figures: Figures) -> None:
    said = talk(figures, *MOTHER, "都没有", "上一题")
    assert said.custom["slot"] == "family"
    assert said.interview.facts.to_json() == {"age": 85, "hukou": "xicheng", "sex": "female"}
    assert talk(figures, *MOTHER, "上一个").text.startswith("前面没有题了")


def test_the_result_can_be_had_at_once_and_the_talk_goes_on(figures: Figures) -> None:
    said = talk(figures, *MOTHER, "先告诉我结果")
    assert said.kind == "results" and not said.interview.done
    assert "您妈妈很可能每月能领100元" in said.custom["lead"]
    assert talk(figures, *MOTHER, "先告诉我结果", "接着刚才的").custom["slot"] == "family"


def test_a_stop_tells_what_is_settled_and_keeps_nothing(figures: Figures) -> None:
    said = talk(figures, *MOTHER, "不查了")
    assert said.kind == "stopped" and "每月能领100元" in said.text
    assert said.interview == Interview(done=True)


def test_the_unreadable_is_asked_once_more_and_then_skipped(figures: Figures) -> None:
    once = talk(figures, "我能领什么", "嗯那个啥")
    assert (once.kind, once.interview.asking, once.interview.tries) == ("not_an_answer", "age", 1)
    twice = talk(figures, "我能领什么", "嗯那个啥", "嗯那个啥")
    assert twice.kind == "question" and twice.custom["slot"] != "age"
    assert twice.interview.facts.to_json()["age"] == "not_sure"


def test_a_question_in_between_leaves_the_open_one_open(figures: Figures) -> None:
    before = talk(figures, *MOTHER).interview
    assert resume(before, DAY, figures).custom["slot"] == before.asking


def test_why_is_answered_and_an_animal_sign_kindly_refused(figures: Figures) -> None:
    assert "只问会改变结果的" in talk(figures, "我能领什么", "问这个干什么").text
    sign = talk(figures, "我能领什么", "我属牛")
    assert sign.custom["slot"] == "age" and "哪年出生" in sign.text


@pytest.mark.parametrize("said", ["虚岁八十一", "按虚的算七十七"])
def test_a_nominal_age_is_not_noted_and_full_years_are_asked_for(said: str, figures: Figures) -> None:
    asked = talk(figures, "我能领什么", said)
    assert asked.custom["slot"] == "age" and "周岁" in asked.text
    assert talk(figures, "我能领什么", said, "周岁七十九").interview.facts.as_dict()["age"] == 79


def test_a_correction_after_the_result_gives_a_new_one(figures: Figures) -> None:
    said = talk(figures, *TO_THE_END, "不对，是九十一岁")
    assert said.kind == "results" and said.custom["lead"].startswith("您妈妈很可能每月能领500元")


@pytest.mark.parametrize("asked", ["我能领什么", "我七十，能领什么"])
def test_every_question_can_be_left_open_to_the_end(figures: Figures, asked: str) -> None:
    said = talk(figures, asked)
    for _ in range(20):
        if said.kind != "question":
            break
        assert len(said.custom["choices"]) <= 12 and said.custom["remaining"][0] >= 1
        said = step("不清楚", said.interview, DAY, figures)
    assert said.kind == "results"
    assert "need_info" not in {result["outcome"] for result in said.custom["results"]}


@pytest.mark.parametrize(
    ("payments", "span", "at_most"),
    [
        ([], None, False),
        ([Payment(100, 100, "元/人·月")], (100, 100), False),
        ([Payment(100, 100, "元/人·月"), Payment(200, 300, "元/月")], (300, 400), False),
        ([Payment(800, 800, "元/人·月", at_most=True)], (800, 800), True),
        ([Payment(100, 100, "元/月"), Payment(800, 800, "元/月", at_most=True)], (100, 900), False),
        ([Payment(4350, 4350, "元/人（一次性）"), Payment(85, 85, "%")], None, False),
    ],
)
def test_the_total_is_the_sum_of_its_parts(
    payments: list[Payment], span: tuple[float, float] | None, at_most: bool
) -> None:
    found = total(payments, "month")
    assert (found.span, found.at_most) == (span, at_most)


@pytest.mark.parametrize(
    ("turns", "whom"),
    [
        (("帮我哥看看能领什么", "不是我哥，是我自己"), "您"),
        (("给我妈看看", "不是帮我妈看，是帮我看"), "您"),
        (("我能领什么", "我自己", "不是我自己，是给我妈看"), "您妈妈"),
    ],
)
def test_whom_the_talk_is_about_can_be_put_right(turns: tuple[str, ...], whom: str, figures: Figures) -> None:
    said = talk(figures, *turns)
    assert said.interview.whom == whom and f"给{whom}看" in said.text
    assert said.interview.facts.as_dict()["sex"] == {"您": UNKNOWN, "您妈妈": "female"}[whom]


def test_the_age_of_who_asks_and_of_kin_is_not_that_of_the_person(figures: Figures) -> None:
    son = talk(figures, "给我儿子问，他四十五了，智力二级", "西城户口", "我俩养着他，我七十二，他妈七十")
    assert son.interview.facts.as_dict()["age"] == 45
    wife = talk(figures, "我七十九，西城户口，看看我自己能领什么", "我老伴瘫在床上，他八十一了")
    assert wife.interview.facts.as_dict()["age"] == 79


@pytest.mark.parametrize(
    ("said", "fact", "value"),
    [("不对，家里没人住养老院", "lives_in", "home"), ("不对，上个月我老伴去世了", "bereaved", True)],
)
def test_what_was_noted_is_put_right_by_its_name(said: str, fact: str, value: object, figures: Figures) -> None:
    put_right = talk(figures, *TO_THE_END, said)
    assert put_right.kind != "not_an_answer"
    assert put_right.interview.facts.as_dict()[fact] == value


def test_what_is_told_beside_the_wish_for_the_result_counts(figures: Figures) -> None:
    said = talk(figures, "我七十，西城户口，看看我自己能领什么", "我每月退休金四千八，先告诉我结果")
    assert said.kind == "results" and said.interview.facts.as_dict()["own_income_yuan_per_month"] == 4800


def test_no_sum_is_shown_for_a_family_of_nobody_knows_how_many(figures: Figures) -> None:
    said = talk(figures, "我七十，西城户口，看看我自己能领什么", "先告诉我结果")
    dibao = next(result for result in said.custom["results"] if result["scheme"] == "dibao")
    assert dibao["amount"] is None and "29000" not in said.text
