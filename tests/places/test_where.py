"""What a message says about places, over walks.csv and the talk after a list of places."""

import csv

import pytest

from bot.places.directory import Directory
from bot.places.walk import Memory, answer
from bot.places.where import goes_on, read
from tests.places.conftest import HERE, TUESDAY_MORNING


def rows() -> list[dict[str, str]]:
    with (HERE / "walks.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"])
def test_a_message_is_read_as_it_is_meant(directory: Directory, row: dict[str, str]) -> None:
    where = read(row["text"], directory, TUESDAY_MORNING)
    assert where.is_place_walk == (row["walk"] == "yes"), where
    if row["category"]:
        assert where.category == row["category"]
    if row["street"]:
        place = where.located.place
        assert place is not None
        assert place.subdistrict == row["street"]
    assert set(filter(None, row["asks"].split("|"))) <= where.asks
    assert where.also_asks == (row["also"] == "yes")


class Counted(Directory):
    """A directory that counts how often it is asked where a text is."""

    asked = 0

    def locate(self, text: str):  # type: ignore[no-untyped-def]
        self.asked += 1
        return super().locate(text)


@pytest.mark.parametrize(
    "text", ["牛街最近的养老驿站", "裕中西里归哪个街道管", "菜市口的老年餐桌", "救助站电话", "周六开吗", "离婚要带什么"]
)
def test_from_text_to_places_a_message_is_located_once(directory: Directory, text: str) -> None:
    counted = Counted.__new__(Counted)
    counted.__dict__.update(directory.__dict__)
    answer(read(text, counted, TUESDAY_MORNING), Memory("elder_station"), counted, TUESDAY_MORNING)
    assert counted.asked == 1


ONLY_WHERE = [
    "我住广外", "家在月坛", "我妈住百万庄", "人在德胜门这边", "说错了，是广内", "对，马连道", "白纸坊", "我现在搬到陶然亭了", "我这会儿刚到人定湖公园南门",
]  # fmt: skip
MORE_THAN_WHERE = [
    "我住广外能办低保吗", "牛街最近的养老驿站", "离婚冷静期多少天", "我住朝阳的儿子没工作怎么办", "", "你好",
]  # fmt: skip


@pytest.mark.parametrize("text", ONLY_WHERE)
def test_a_corner_and_nothing_else_is_bare(directory: Directory, text: str) -> None:
    where = read(text, directory, TUESDAY_MORNING)
    assert where.bare == "place"
    assert goes_on(where, None, None)


@pytest.mark.parametrize("text", MORE_THAN_WHERE)
def test_a_question_is_not_bare(directory: Directory, text: str) -> None:
    assert read(text, directory, TUESDAY_MORNING).bare != "place"


GOES_ON = {
    "more": ["再看几个", "还有吗"],
    "elsewhere": ["我在别处", "换个地方"],
    "another kind": [
        "换成老年餐桌",
        "那养老院呢",
        "养老驿站有没有",
        "有志愿服务站吗",
        "那附近的婚姻登记处呢",
        "顺便帮我查一下养老院",
    ],
    "another corner": ["不对 我说错了 是广内", "那我妈在百万庄", "我在上班，家在月坛", "换到德胜门那边"],
    "another time": ["周六开吗", "国庆呢", "明天上午开门么", "周日去行吗"],
    "what the cards tell": ["电话多少", "几点关门", "有联系电话吗", "怎么过去", "现在开着吗"],
}
DOES_NOT = [
    "养老驿站都能干啥", "养老院一个月多少钱", "低保怎么申请", "谢谢", "离婚要带什么", "我爸周六去世了后事怎么办", "", "？",
]  # fmt: skip


@pytest.mark.parametrize("text", [text for texts in GOES_ON.values() for text in texts])
def test_after_a_list_of_places_a_short_message_goes_on_with_it(directory: Directory, text: str) -> None:
    assert goes_on(read(text, directory, TUESDAY_MORNING), "elder_station", None)


@pytest.mark.parametrize("text", DOES_NOT)
def test_another_question_does_not(directory: Directory, text: str) -> None:
    assert not goes_on(read(text, directory, TUESDAY_MORNING), "elder_station", None)


def test_a_name_nobody_knows_is_kept_to_be_owned_up_to(directory: Directory) -> None:
    where = read("我住在虚构山水苑，附近有养老驿站吗", directory, TUESDAY_MORNING)
    assert where.unknown_name == "虚构山水苑"
    (text, payload), *_ = answer(where, Memory(), directory, TUESDAY_MORNING)[0]
    assert payload["kind"] == "question"
    assert "“虚构山水苑”这个名字我没找到" in text
