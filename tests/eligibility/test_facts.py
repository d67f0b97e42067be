"""Facts: three different silences, values in code or in Chinese, and errors a person can act on."""

import json

import pytest

from bot.eligibility.facts import FACTS, NOT_SURE, PREFER_NOT, UNKNOWN, Facts
from bot.errors import BadInput


def test_codes_and_chinese_say_the_same() -> None:
    assert Facts.from_json({"age": 85, "hukou": "xicheng"}) == Facts.from_json({"年龄": 85, "户口": "西城区"})


def test_unknown_not_sure_and_prefer_not_are_three_things() -> None:
    facts = Facts.from_json({"savings_yuan": "不清楚", "car": "prefer_not", "age": None})
    known = facts.as_dict()
    assert [known[name] for name in ("savings_yuan", "car", "age", "hukou")] == [NOT_SURE, PREFER_NOT, UNKNOWN, UNKNOWN]


def test_json_goes_there_and_back() -> None:
    facts = Facts.from_json({"年龄": 85, "汽车": "否", "存款": "不想说", "人均月收入": 1200.5})
    assert Facts.from_json(json.loads(json.dumps(facts.to_json()))) == facts
    assert facts.to_json() == {
        "age": 85, "per_head_income_yuan_per_month": 1200.5, "savings_yuan": "prefer_not", "car": False,
    }  # fmt: skip


def test_a_later_answer_replaces_an_earlier_one() -> None:
    assert Facts.from_json({"age": 84}).learn({"age": 85}).as_dict()["age"] == 85


def test_what_was_understood_is_read_back_in_chinese() -> None:
    facts = Facts.from_json({"age": 85, "hukou": "xicheng", "car": False, "income_yuan_per_month": 2300})
    assert facts.read_back() == "85岁、户口在西城、全家每月收入2300元、没有汽车"


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "JSON 对象"),
        ({"工资条": 1}, "没有叫“工资条”的情况"),
        ({"年龄": "八十五"}, "“年龄”（age）要写 0 到 130"),
        ({"年龄": 131}, "“年龄”（age）要写 0 到 130"),
        ({"年龄": 60.5}, "整数"),
        ({"年龄": True}, "要写 0 到 130"),
        ({"家庭人口": 0}, "1 到 20"),
        ({"户口": "火星"}, "xicheng（西城区）、beijing（本市其他区）、other（外地）"),
        ({"汽车": "有一辆"}, "true（是）、false（否）"),
        ({"残疾等级": 5}, "1 到 4"),
    ],
)
def test_a_wrong_fact_is_named_with_what_may_be_written(document: object, says: str) -> None:
    with pytest.raises(BadInput, match="") as wrong:
        Facts.from_json(document)
    assert says in str(wrong.value)


def test_no_two_facts_share_a_chinese_name() -> None:
    assert len({fact.title for fact in FACTS.values()}) == len(FACTS)
