"""What a short message adds to a search for places, over the shipped gazetteer and kinds of place."""

from datetime import datetime

import pytest

from bot.clock import BEIJING
from bot.places import follow_up
from bot.places.directory import Directory

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=BEIJING)
ONLY_WHERE = [
    "我住广外",
    "家在月坛",
    "我妈住百万庄",
    "人在德胜门这边",
    "说错了，是广内",
    "对，马连道",
    "白纸坊",
    "我现在搬到陶然亭了",
]
MORE_THAN_WHERE = [
    "我住广外能办低保吗",
    "牛街最近的养老驿站",
    "离婚冷静期多少天",
    "我住朝阳的儿子没工作怎么办",
    "",
    "你好",
]


@pytest.mark.parametrize("text", ONLY_WHERE)
def test_a_corner_and_nothing_else_only_says_where_the_resident_is(directory: Directory, text: str) -> None:
    assert follow_up.tells_only_where(text, directory)


@pytest.mark.parametrize("text", MORE_THAN_WHERE)
def test_a_question_says_more_than_where(directory: Directory, text: str) -> None:
    assert not follow_up.tells_only_where(text, directory)


GOES_ON = {
    "another kind": ["换成老年餐桌", "那养老院呢", "养老驿站有没有", "有志愿服务站吗", "那附近的婚姻登记处呢"],
    "another corner": ["不对 我说错了 是广内", "那我妈在百万庄", "我在上班，家在月坛", "换到德胜门那边"],
    "another time": ["周六开吗", "国庆呢", "明天上午开门么", "周日去行吗"],
    "what the cards tell": ["电话多少", "几点关门", "有联系电话吗", "怎么过去", "现在开着吗"],
}
DOES_NOT = [
    "养老驿站都能干啥",
    "养老院一个月多少钱",
    "低保怎么申请",
    "谢谢",
    "离婚要带什么",
    "我爸周六去世了后事怎么办",
    "",
    "？",
]


@pytest.mark.parametrize("text", [text for texts in GOES_ON.values() for text in texts])
def test_after_a_list_of_places_a_short_message_goes_on_with_it(directory: Directory, text: str) -> None:
    assert follow_up.goes_on(text, directory, NOW)


@pytest.mark.parametrize("text", DOES_NOT)
def test_another_question_does_not(directory: Directory, text: str) -> None:
    assert not follow_up.goes_on(text, directory, NOW)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("红莲北里归哪个街道管", True),
        ("菜市口属于哪个街道", True),
        ("我住在马连道，该去哪个街道", True),
        ("西便门那边归谁管呀", True),
        ("低保归谁管", False),
        ("红莲北里的养老驿站", False),
    ],
)
def test_whose_a_corner_is_may_be_asked(directory: Directory, text: str, asks: bool) -> None:
    assert follow_up.asks_which_subdistrict(text, directory) is asks
