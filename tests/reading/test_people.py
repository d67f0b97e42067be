"""Whom a message is about: birthdays to come, a couple's ages, one relative after another."""

from datetime import date

import pytest

from bot.reading.parts import point_of
from bot.reading.people import couple_in, people_in

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("男方二十三，女方十九，能登记不", {"male": 23, "female": 19}),
        ("我二十三，未婚妻二十一", {"male": 23, "female": 21}),
        ("新娘是2007年3月生的，新郎2003年的", {"female": 19, "male": 23}),
        ("新郎2004年12月出生", {"male": 21}),
        ("丫头二十二，准女婿二十，能扯证不", {"male": 20}),
        ("新娘比新郎大十六岁，给登记吗", {}),
        ("女儿的婚事，押金三千", {}),
        ("我今年六十八想再找个老伴", {}),
    ],
)
def test_a_couple_is_told_by_words_for_either_side(text: str, ages: dict[str, int]) -> None:
    assert {person.known["sex"]: person.known["age"] for person in couple_in(text, TODAY)} == ages


def test_a_birthday_to_come_is_of_one_person() -> None:
    (person,) = people_in("我婆婆八十九，下个月满九十", {"age": 89}, "", TODAY)
    assert (person.known["age"], person.soon) == (89, 90)


def test_two_ages_of_two_people_are_two_people() -> None:
    assert [each.known["age"] for each in people_in("我爸八十一，我妈八十", {}, "", TODAY)] == [81, 80]


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("我爸脑梗躺了三年，屎尿都是我妈伺候。我妈也七十六了，自己腰也不行。有没有人能上家来替她半天？", "有没有人能上家来替她半天"),
        ("最多能给几个月？家里水管爆了，东西全泡了，一家四口眼下没地方住", "最多能给几个月"),
        ("低保多少钱。谢谢您", ""),
        ("低保多少钱", ""),
    ],
)  # fmt: skip
def test_a_story_comes_to_its_last_question(text: str, point: str) -> None:
    assert point_of(text) == point
