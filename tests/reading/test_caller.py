"""An agent's shorthand of a caller: facts for every hit, the question without them, and nothing of who calls."""

from datetime import date

import pytest

from bot.reading import caller

DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "known", "sought"),
    [
        ("老太太86能领几个钱、上哪办", {"age": 86}, "老太太 能领几个钱,上哪办"),
        ("86 西城 二级肢体", {"age": 86, "hukou": "xicheng", "disability_level": "二"}, ""),
        ("视力一级 护理补贴", {"disability_level": "一", "disability_kind": ["视力"]}, "护理补贴"),
        ("91岁 高龄津贴", {"age": 91}, "高龄津贴"),
        ("外地 95 老年卡", {"age": 95, "hukou": "other"}, "老年卡"),
        ("重度失能 能拿多少", {"care_level": "severe"}, "能拿多少"),
    ],
)
def test_facts_are_read_and_left_out_of_the_question(typed: str, known: dict, sought: str) -> None:
    found = caller.read(typed, DAY)
    assert len(found.people) == 1 and found.people[0].known.items() >= known.items()
    assert found.sought.replace("，", ",").replace("、", ",") == sought.replace("、", ",")


@pytest.mark.parametrize(
    "typed", ["100元能干什么", "60平的房子", "96156是什么", "2023低保", "京民发80号文", "北京低保标准", "低保", "特困"]
)
def test_other_numbers_and_names_of_things_are_no_facts(typed: str) -> None:
    found = caller.read(typed, DAY)
    assert found.people == () and found.sought == typed


@pytest.mark.parametrize(
    ("typed", "gone"),
    [
        ("李四 13912345678 特困", "13912345678"),
        ("王秀兰，身份证110102193703034567，高龄津贴", "王秀兰"),
        ("赵六13912345678问老年卡", "13912345678"),
    ],
)
def test_who_calls_is_masked_away_before_anything_is_sought(typed: str, gone: str) -> None:
    sought = caller.read(typed, DAY).sought
    assert gone not in sought and "〔" not in sought and sought


def test_what_was_understood_is_told_in_words() -> None:
    assert caller.read("86 西城 二级肢体 能领啥", DAY).told == ("86岁、二级肢体残疾、西城户口",)
    assert caller.read("我爸81，我妈78，各领多少", DAY).told == ("您爸爸81岁", "您妈妈78岁")
