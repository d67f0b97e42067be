"""What kind of place is asked for, in residents' words."""

import json

import pytest

from bot.places.category import by_name
from bot.places.directory import Directory
from tests.places.conftest import ROOT

CASES = {
    "elder_station": ["广外这边最近的养老驿站", "驿站在哪", "老人驿站"],
    "meal_site": ["附近有没有老年餐桌", "吃饭的食堂", "老人能吃饭的地方", "助餐点", "社区食堂"],
    "marriage_office": ["婚姻登记处怎么走", "领证的地方", "民政局领证去哪", "在哪儿扯证", "离婚登记在哪办"],
    "subdistrict_service_center": ["离我最近的街道办事处", "民政窗口在哪", "政务服务中心", "街道办电话"],
    "nursing_home": ["德胜门附近的养老院", "找个敬老院", "老年公寓"],
    "elder_care_center": ["照料中心", "日间照料在哪", "能日托的地方"],
    "charity_station": ["哪儿能捐旧衣服", "慈善捐赠点", "捐赠站", "慈善超市"],
    "psychology_center": ["心理咨询在哪", "心理服务中心", "社会心理"],
    "rescue_station": ["救助站在哪", "流浪救助", "离我最近的救助管理站"],
    "warm_home": ["温馨家园", "残疾人活动中心在哪"],
    "children_home": ["儿童之家", "未保站"],
    "community_service_station": ["社区服务站", "居委会电话", "党群服务中心"],
    "volunteer_station": ["志愿服务站", "哪里能当志愿者"],
    "funeral_service": ["殡仪馆", "骨灰寄存在哪", "公墓"],
    "civil_affairs_bureau": ["民政局怎么去", "西城区民政局"],
    "assistance_office": ["低保窗口", "我在牛街哪里能办低保", "救助服务所"],
}


@pytest.mark.parametrize(("category", "text"), [(c, text) for c, texts in CASES.items() for text in texts])
def test_a_residents_word_names_its_category(directory: Directory, category: str, text: str) -> None:
    assert directory.category_of(text) == category


@pytest.mark.parametrize(
    "text", ["菜鸟驿站在哪", "取快递的驿站", "填志愿怎么填", "你好", "月坛街道", "今天天气怎么样", ""]
)
def test_a_look_alike_is_no_category(directory: Directory, text: str) -> None:
    assert directory.category_of(text) is None


def test_a_specific_word_beats_a_generic_one(directory: Directory) -> None:
    assert directory.category_of("办事处旁边的养老驿站") == "elder_station"
    assert directory.category_of("民政局旁边的婚姻登记处") == "marriage_office"


def test_the_categories_are_those_of_the_reply_schema(directory: Directory) -> None:
    schema = json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8"))
    assert set(directory.categories) == set(schema["$defs"]["category"]["enum"])


def test_a_spreadsheet_may_use_id_title_or_word(directory: Directory) -> None:
    for said in ("elder_station", "养老驿站", "社区养老驿站"):
        assert by_name(said, directory.categories.values()) == "elder_station"
    assert by_name("花店", directory.categories.values()) is None
