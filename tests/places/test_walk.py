"""Walk B, turn by turn: honest about what is known, in the shape of the schema, and remembering what it should."""

import json
import re
from datetime import datetime

import jsonschema
import pytest
from sqlite_utils import Database

from bot.places import known, point, store
from bot.places.directory import Directory
from bot.places.walk import Memory, Reply, answer
from bot.places.where import goes_on, read
from tests.places.conftest import BEIJING, ROOT, TUESDAY_MORNING, made_up

SCHEMA = json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8"))
# WeChat cuts a text message at 2,048 bytes.
WECHAT_BYTES = 2048
CORNERS = ["牛街", "什刹海", "百万庄西社区", "菜市口 牛街街道", "德胜门外大街", "红莲北里"]


def say(
    directory: Directory, text: str, memory: Memory | None = None, now: datetime = TUESDAY_MORNING
) -> tuple[str, dict[str, object], Memory]:
    """One turn: the text, the payload, and what is remembered, which must survive being stored."""
    replies, after = answer(read(text, directory, now), memory or Memory(), directory, now)
    assert Memory.from_json(json.loads(json.dumps(after.to_json()))) == after
    assert len(replies) == 1
    return (*valid(replies[0]), after)


def valid(reply: Reply) -> Reply:
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(reply[1])))
    assert len(reply[0].encode()) < WECHAT_BYTES
    return reply


@pytest.fixture
def complete(db: Database) -> Directory:
    """Five invented stations, and nobody says there are more."""
    for place in store.directory(db).in_category("elder_station"):
        store.delete(db, place.id)
    for number in range(5):
        store.write(db, made_up(number))
    db.conn.execute("UPDATE known_total SET number = 6 WHERE category = 'elder_station' AND in_total")
    return store.directory(db)


# ── The rule of coverage


@pytest.mark.parametrize("corner", CORNERS)
def test_over_a_partial_list_nothing_is_ever_the_nearest(directory: Directory, corner: str) -> None:
    for category in directory.categories.values():
        for form in (
            f"{corner}附近的{category.title}",
            f"离{corner}最近的{category.title}在哪",
            f"{category.title}电话 {corner}",
        ):
            text, payload, _ = say(directory, form)
            assert payload["category"] == category.id, form
            if not payload["ranked"]:
                assert "最近" not in text, form
            assert "约0米" not in text
            assert "先打电话" not in text
            assert "12345" in text


@pytest.mark.parametrize(
    "form", ["最近的{}在哪", "离我最近的{}几点开门", "西城所有的{}列一下", "{}1000米以内能覆盖多少社区", "{}电话"]
)
def test_nor_where_no_corner_is_named(directory: Directory, form: str) -> None:
    for category in directory.categories.values():
        text, payload, _ = say(directory, form.format(category.title))
        assert payload["kind"] in ("places", "question"), category.id
        assert "最近" not in text, category.id


def test_no_kind_ships_complete_enough_to_be_ranked_but_those_the_district_has_one_of(directory: Directory) -> None:
    ranked = {c for c in directory.categories if known.known(directory, c, TUESDAY_MORNING.date()).ranked}
    assert ranked == set()


def test_a_partial_list_says_how_many_of_how_many_with_source_and_month(directory: Directory) -> None:
    text, payload, _ = say(directory, "百万庄附近的老年餐桌")
    assert "老年餐桌我只知道4家，全区有305家（新华网北京频道，2024年5月）" in text
    assert payload["coverage"] == {
        "known": 4, "total": 305, "total_source": "新华网北京频道", "total_on": "2024年5月",
    }  # fmt: skip


def test_a_total_that_may_not_be_said_decides_and_is_not_said(directory: Directory) -> None:
    text, payload, _ = say(directory, "牛街的养老院")
    assert "29" not in text
    assert payload["coverage"]["total"] is None  # type: ignore[index]
    assert "名单不全" in text


def test_of_a_partial_list_only_the_own_subdistrict_and_what_is_within_reach_is_shown(db: Database) -> None:
    store.write(db, made_up(1))
    store.write(db, made_up(2, subdistrict="牛街街道", lon=None, lat=None, precision=None))
    store.write(db, made_up(3, subdistrict="广安门内街道", lon=116.3665, lat=39.8875))  # 240 m from the corner
    store.write(db, made_up(4, subdistrict="德胜街道", lon=116.381, lat=39.954))
    directory = store.directory(db)
    where = read("附近的养老驿站", directory, TUESDAY_MORNING, (116.3637, 39.8870, "gcj02"))
    text, payload = valid(answer(where, Memory(), directory, TUESDAY_MORNING)[0][0])
    assert [card["id"] for card in payload["places"]] == ["test-1", "test-3", "test-2"]
    assert "您那里（牛街街道）有我知道的3家" in text
    assert not payload["ranked"]


def test_a_complete_list_is_ranked_and_the_page_goes_on(complete: Directory) -> None:
    text, payload, memory = say(complete, "离春风社区最近的养老驿站")
    assert payload["ranked"]
    assert "最近的养老驿站" in text
    assert [card["open_now"] for card in payload["places"]] == [True] * 3  # type: ignore[union-attr]
    shown = [card["id"] for card in payload["places"]]  # type: ignore[union-attr]
    text, payload, memory = say(complete, "再看几个", memory)
    assert not set(shown) & {card["id"] for card in payload["places"]}  # type: ignore[union-attr]
    text, payload, _ = say(complete, "再看几个", memory)
    assert payload["places"] == []
    assert "就是这些" in text


# ── One place in words


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"verified": True, "verified_on": "2026-11-01"}, "试验用街1号"),
        ({"verified": False, "source": "试验日报", "source_day": "2026-03-02"}, "（试验日报2026年3月）"),
        ({"verified": False, "source": "试验日报", "source_day": "2023-03-02"}, "一条旧消息：试验用驿站1号"),
        ({"verified": False, "source": "试验日报", "source_day": "2023-03-02"}, "2023年公布的，号码可能换了"),
        ({"verified": False, "source": "试验日报", "source_day": ""}, "去之前请打 12345 问一句"),
        ({"verified": False, "address": "", "lon": None, "lat": None, "precision": None}, "只知道名字，在牛街街道"),
        ({"verified": False, "address": "试验用胡同", "source_day": "2026-03"}, "试验用胡同，门牌没有"),
    ],
)
def test_a_place_is_worded_by_how_well_and_how_lately_it_is_known(
    db: Database, more: dict[str, object], expected: str
) -> None:
    store.write(db, made_up(1, **more))
    assert expected in say(store.directory(db), "牛街的养老驿站")[0]


@pytest.mark.parametrize(
    ("day", "told"), [("2021-12-01", True), ("2021-11-01", False), ("2018", False), ("约2010", True)]
)
def test_a_row_expires_by_age_unless_confirmed(db: Database, day: str, told: bool) -> None:
    store.write(db, made_up(1, verified=False, source_day=day))
    directory = store.directory(db)
    assert bool(known.known(directory, "elder_station", TUESDAY_MORNING.date()).points[1:]) is told
    store.write(db, made_up(1, verified=True, verified_on="2026-01-01", source_day=day))
    assert len(known.known(store.directory(db), "elder_station", TUESDAY_MORNING.date()).points) == 2


def test_what_two_statements_put_at_different_addresses_is_not_told(db: Database) -> None:
    for number in (1, 2):
        store.write(db, made_up(number, name="试验用驿站（两处说法）", verified=False, source_day="2026-01"))
    assert "两处说法" not in say(store.directory(db), "牛街的养老驿站")[0]


def test_metres_stand_only_between_two_real_points(db: Database) -> None:
    store.write(db, made_up(1))
    directory = store.directory(db)
    for corner in ("牛街街道", "教子胡同"):  # a centre, a road
        assert not re.search(r"\d+米|公里", say(directory, f"{corner}的养老驿站")[0])
    assert re.search(r"直线约\d+米，走路约\d+分钟", say(directory, "春风社区附近的养老驿站")[0])
    store.write(db, made_up(1, precision="road"))
    assert not re.search(r"直线约", say(store.directory(db), "春风社区附近的养老驿站")[0])


def test_beside_the_door_is_not_told_in_metres(db: Database) -> None:
    store.write(db, made_up(1, lon=116.3637, lat=39.8870))
    directory = store.directory(db)
    where = read("", directory, TUESDAY_MORNING, (116.3638, 39.8870, "gcj02"))
    text, _ = answer(where, Memory("elder_station"), directory, TUESDAY_MORNING)[0][0]
    assert "就在您旁边" in text


# ── What is asked


def test_a_phone_that_is_held_is_told_with_its_year(directory: Directory) -> None:
    text, payload, _ = say(directory, "西城区救助站的电话")
    assert text.startswith("西城区救助管理站的电话是 010-63464201（2018年公布的")
    assert payload["places"][0]["phone"] == "010-63464201"  # type: ignore[index]


def test_a_phone_or_hours_that_are_not_known_are_not_guessed(directory: Directory) -> None:
    assert "没有号码" in say(directory, "牛街街道办事处电话")[0]
    assert (
        "12月5日（周六）开不开，没有登记，我不能猜"
        in say(directory, "月坛街道办事处周六上班吗", now=SATURDAY_BEFORE)[0]
    )


SATURDAY_BEFORE = datetime(2026, 12, 1, 9, 0, tzinfo=BEIJING)


def test_the_names_held_are_listed_where_a_list_is_asked_for(directory: Directory) -> None:
    text, payload, _ = say(directory, "西城有哪些养老院")
    assert len(payload["places"]) == 7  # type: ignore[arg-type]
    assert "牛街民族敬老院" in text
    assert "名单不全" in text


def test_a_place_named_is_shown_wherever_the_resident_is(directory: Directory) -> None:
    text, payload, _ = say(directory, "椿恒雅园在什么位置")
    assert payload["category"] == "meal_site"
    assert "东椿树胡同4号（人民网、新京报2023年10月）" in text


def test_coverage_asked_by_a_resident_is_short_and_honest(directory: Directory) -> None:
    text, payload, _ = say(directory, "有多少社区1000米以内有养老驿站")
    assert "算不准" in text
    assert len(text) < 150
    assert payload["coverage"]["known"] == 1  # type: ignore[index]


def test_outside_the_district_it_is_said_where_and_whom_to_ask(directory: Directory) -> None:
    text, payload, memory = say(directory, "回龙观有没有养老驿站")
    assert "不在西城区，属于昌平区" in text
    assert "12345" in text
    assert payload["places"] == []
    assert memory.origin is None


def test_whose_a_corner_is_comes_with_its_office(directory: Directory) -> None:
    text, payload, _ = say(directory, "裕中西里归哪个街道管")
    assert text.startswith("裕中西里社区归德胜街道管。")
    assert payload["yours"]
    assert [card["name"] for card in payload["places"]] == ["德胜街道办事处"]  # type: ignore[union-attr]


def test_on_a_border_both_sides_are_named(directory: Directory) -> None:
    spot = next(
        (lon, lat)
        for lon, lat in directory.territory.boundaries.rings["牛街街道"][0]
        if len(directory.territory.boundaries.within(lon, lat, 10)) == 2
    )
    where = read("我这儿归哪个街道管", directory, TUESDAY_MORNING, (*spot, "gcj02"))
    text, _ = valid(answer(where, Memory(), directory, TUESDAY_MORNING)[0][0])
    assert "交界上，归哪边要看门牌" in text


# ── Asking back, and remembering


def test_asking_where_offers_every_subdistrict_in_few_taps(directory: Directory) -> None:
    _, payload, memory = say(directory, "最近的养老驿站在哪")
    assert payload["kind"] == "question"
    assert memory.seeking == "place"
    offered = []
    for choice in payload["choices"]:  # type: ignore[union-attr]
        _, narrower, _ = say(directory, choice["payload"], memory)
        offered += [each["payload"] for each in narrower["choices"]]  # type: ignore[union-attr]
    assert sorted(offered) == sorted(directory.subdistricts)


def test_what_one_goes_there_for_is_kept_while_the_place_is_asked(directory: Directory) -> None:
    text, _, memory = say(directory, "低保窗口在哪儿")
    assert "（办低保）" in text
    text, payload, memory = say(directory, "白纸坊", memory)
    assert payload["category"] == "assistance_office"
    assert text.startswith("您要办低保，找的是困难群众救助服务所。")
    assert payload["related"][0]["topic"] == "assistance.dibao_process"  # type: ignore[index]
    assert memory.what_for == "assistance.dibao_process"
    assert say(directory, "那养老院呢", memory)[2].what_for is None


def test_a_corner_is_asked_about_and_the_kind_is_kept(directory: Directory) -> None:
    text, payload, memory = say(directory, "菜市口的老年餐桌")
    assert "“菜市口”在几个街道的交界" in text
    assert "要找老年餐桌" in text
    _, payload, _ = say(directory, payload["choices"][0]["payload"], memory)  # type: ignore[index]
    assert payload["category"] == "meal_site"


@pytest.mark.parametrize(("said", "street"), [("2", 1), ("第一个", 0), ("最后那个", -1)])
def test_of_several_corners_one_is_picked_by_its_number(directory: Directory, said: str, street: int) -> None:
    text, payload, memory = say(directory, "西单的老年餐桌")
    listed = [choice["payload"].split()[-1] for choice in payload["choices"]]
    assert all(each in text for each in listed), "who reads plain text sees what to choose from"
    where = read(said, directory, TUESDAY_MORNING)
    assert goes_on(where, memory.category, memory.seeking, len(memory.offered))
    _, payload, after = say(directory, said, memory)
    assert after.origin is not None
    assert after.origin.subdistrict == listed[street]
    assert payload["category"] == "meal_site"
    assert not goes_on(where, None, None), "a number picks only of what was offered"


def test_a_road_is_called_what_the_resident_called_it(directory: Directory) -> None:
    assert "月坛北街" in say(directory, "月坛北街附近的养老驿站")[0]


def test_whether_a_corner_is_in_the_district_is_answered(directory: Directory) -> None:
    assert "右安门外不在西城区，属于丰台区。" in say(directory, "右安门外算西城吗")[0]
    assert "归广安门外街道管" in say(directory, "马连道是不是西城的")[0]


def test_the_talk_goes_on_about_time_kind_and_place(complete: Directory) -> None:
    _, _, memory = say(complete, "春风社区附近的养老驿站")
    text, payload, memory = say(complete, "周日开门吗", memory)
    assert payload["category"] == "elder_station"
    assert "11月29日（周日）不办" in text
    _, payload, memory = say(complete, "那养老院呢", memory)
    assert payload["origin"]["label"] == "春风社区（牛街街道）"  # type: ignore[index]
    _, payload, memory = say(complete, "我妈在百万庄", memory)
    assert (payload["category"], payload["origin"]["label"]) == ("nursing_home", "百万庄（展览路街道）")  # type: ignore[index]
    _, payload, memory = say(complete, "我在别处", memory)
    assert payload["slot"] == "place"
    assert memory.category == "nursing_home"
    _, payload, memory = say(complete, "换一种地方", memory)
    assert payload["slot"] == "category"
    assert memory.category is None


def test_where_only_open_ones_are_wanted_and_none_is_it_is_said(complete: Directory) -> None:
    night = datetime(2026, 11, 24, 23, 0, tzinfo=BEIJING)
    text, payload, _ = say(complete, "春风社区附近现在开门的养老驿站", now=night)
    assert "那时都不开门" in text
    assert payload["places"]


def test_a_guess_by_sound_is_owned_up_to(directory: Directory) -> None:
    assert say(directory, "白纸房的养老院")[0].startswith("我按“白纸坊”来找")


# ── The way on


def test_there_is_always_a_map_that_is_not_ours_and_the_office(directory: Directory) -> None:
    text, payload, _ = say(directory, "牛街的养老驿站")
    search = payload["map_search"]
    assert search["url"].startswith("https://uri.amap.com/search?keyword=%E7%89%9B%E8%A1%97")  # type: ignore[index]
    assert "不是我们核对的" in search["title"]  # type: ignore[index]
    assert "归牛街街道办事处管" in text
    assert payload["yours"]


def test_leaflets_and_places_lead_to_one_another(directory: Directory) -> None:
    topics = {line.split("\t")[0] for line in (ROOT / "data/faq/topics.tsv").read_text(encoding="utf-8").splitlines()}
    for category in directory.categories:
        mine = [errand for errand in directory.errands if errand.category == category]
        assert mine, category
        assert {errand.topic for errand in mine} <= topics
        for errand in mine:
            assert all(word for word in errand.words)


def test_every_sentence_is_used_and_every_one_used_exists(directory: Directory) -> None:
    names = set(directory.language.documents["sentences"]) - {"areas"}
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "places").glob("*.py"))
    assert not {name for name in names if f'"{name}"' not in source}


def test_cards_carry_links_and_a_source_in_a_persons_words(complete: Directory) -> None:
    _, payload, _ = say(complete, "春风社区附近的养老驿站")
    card = payload["places"][0]  # type: ignore[index]
    assert set(card["map_urls"]) == {"amap", "tencent", "apple"}
    assert (card["precision"], card["source"]) == ("point", "tests")
    _, payload, _ = say(complete, "西城有哪些养老院")
    for card in payload["places"]:  # type: ignore[union-attr]
        assert (card["lon"], card["lat"], card["distance_m"]) == (None, None, None)
        assert "github" not in card["source"]


def test_a_shared_point_in_any_system_leads_to_one_answer(directory: Directory) -> None:
    lon, lat = 116.366814, 39.885542
    for datum, spot in {"gcj02": (lon, lat), "wgs84": point.gcj02_to_wgs84(lon, lat)}.items():
        where = read("", directory, TUESDAY_MORNING, (*spot, datum))
        _, payload = answer(where, Memory("elder_station"), directory, TUESDAY_MORNING)[0][0]
        assert payload["origin"]["label"] == "您发来的位置（牛街街道）"
