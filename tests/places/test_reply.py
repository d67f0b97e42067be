"""Every reply about places is honest and fits the schema."""

import json
from datetime import datetime

import jsonschema
import pytest
from sqlite_utils import Database

from bot.places import store
from bot.places.asked_time import asked_time
from bot.places.directory import Directory
from bot.places.reply import Reply, places_payload, what_kind, where_are_you, which_one
from tests.places.conftest import BEIJING, ROOT, TUESDAY_MORNING, made_up

SCHEMA = json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8"))
# WeChat cuts a text message at 2,048 bytes.
WECHAT_BYTES = 2048


def valid(reply: Reply) -> Reply:
    jsonschema.Draft202012Validator(SCHEMA).validate(reply[1])
    json.dumps(reply[1])
    assert len(reply[0].encode()) < WECHAT_BYTES
    return reply


@pytest.mark.parametrize("where", ["牛街", "什刹海", "北京西站", "菜市口", "红莲北里", "朝阳区", None])
def test_every_category_from_anywhere_fits_the_schema(directory: Directory, where: str | None) -> None:
    located = directory.locate(where or "")
    for category in directory.categories:
        valid(places_payload(directory.nearest(category, located.place, TUESDAY_MORNING), located))


def test_where_nothing_is_registered_it_says_so_and_names_the_office_and_the_hotline(directory: Directory) -> None:
    text, payload = valid(places_payload(directory.nearest("elder_station", directory.locate("牛街").place)))
    assert "还没有提供" in text
    assert "牛街街道办事处（信息未核实）" in text
    assert "12345" in text
    assert payload["yours"]
    assert payload["category"] == "elder_station"
    assert [p["category"] for p in payload["places"]] == ["subdistrict_service_center"]
    assert payload["places"][0]["phone"] is None


def test_marriage_is_not_sent_to_the_subdistrict_as_if_it_registered(directory: Directory) -> None:
    text, _ = places_payload(directory.nearest("marriage_office", directory.locate("牛街").place))
    assert "街道不办" in text


def test_for_offices_yours_comes_first_and_nearest_after(directory: Directory) -> None:
    located = directory.locate("牛街站")  # in 广安门内, near 牛街
    text, payload = valid(places_payload(directory.nearest("subdistrict_service_center", located.place), located))
    assert payload["yours"]
    assert payload["places"][0]["name"] == "广安门内街道办事处"
    assert "您那里归广安门内街道办事处管" in text
    assert len(payload["places"]) == 3


def test_outside_the_district_says_so_and_still_helps(directory: Directory) -> None:
    located = directory.locate("北京西站")
    text, payload = valid(places_payload(directory.nearest("subdistrict_service_center", located.place), located))
    assert "北京西站不在西城区" in text
    assert payload["places"]


def test_cards_carry_distance_hours_and_links(made_up_directory: Directory) -> None:
    located = made_up_directory.locate("牛街")
    text, payload = valid(
        places_payload(made_up_directory.nearest("elder_station", located.place, TUESDAY_MORNING), located)
    )
    card = payload["places"][0]
    assert isinstance(card["distance_m"], int)
    assert card["open_now"] is True
    assert card["open_text"] == "现在开着，到 12:00"
    assert set(card["map_urls"]) == {"amap", "tencent", "apple"}
    assert "uri.amap.com/navigation" in card["map_url"]
    assert "coordinate=gaode" in card["map_url"]
    assert "1.3 倍估算" in text
    assert "再看几个" in {choice["payload"] for choice in payload["choices"]}


def test_a_card_without_its_own_point_shows_no_point(directory: Directory) -> None:
    _, payload = places_payload(directory.nearest("nursing_home", directory.locate("牛街").place))
    for card in payload["places"]:
        assert (card["lon"], card["lat"], card["distance_m"]) == (None, None, None)
        assert "search" in card["map_url"]
        assert not card["verified"]


def test_after_the_last_page_there_is_no_more(made_up_directory: Directory) -> None:
    origin = made_up_directory.locate("牛街").place
    text, payload = valid(places_payload(made_up_directory.nearest("elder_station", origin, skip=6)))
    assert payload["places"] == []
    assert "就是这些" in text


def test_a_saturday_question_is_answered_for_saturday(made_up_directory: Directory) -> None:
    when = asked_time("周六办不办", TUESDAY_MORNING)
    origin = made_up_directory.locate("牛街").place
    text, _ = valid(places_payload(made_up_directory.nearest("elder_station", origin, when, open_only=True)))
    assert "那时都不开" in text
    assert "11月28日（周六）不办" in text


def test_a_holiday_question_before_the_notice_says_it_cannot_tell(made_up_directory: Directory) -> None:
    when = asked_time("春节上班吗", TUESDAY_MORNING)
    origin = made_up_directory.locate("牛街").place
    text, _ = places_payload(made_up_directory.nearest("elder_station", origin, when, open_only=True))
    assert "说不准：2027年的放假安排还没有收录" in text


def test_hours_that_could_not_be_read_are_shown_as_written(db: Database) -> None:
    store.write(db, made_up(0, opening_hours=None, hours_note="以公告为准"))
    directory = store.directory(db)
    text, payload = places_payload(directory.nearest("elder_station", directory.locate("牛街").place, TUESDAY_MORNING))
    assert payload["places"][0]["hours"] == "以公告为准"
    assert payload["places"][0]["open_now"] is None
    assert "以公告为准" in text


def test_asking_where_offers_the_fifteen_subdistricts_as_text(directory: Directory) -> None:
    _, payload = valid(where_are_you(directory, "elder_station"))
    assert payload["kind"] == "question"
    assert len(payload["choices"]) == 15
    for choice in payload["choices"]:
        located = directory.locate(choice["payload"])
        assert located.place is not None
        assert located.place.subdistrict == choice["title"]


def test_asking_what_kind_offers_titles_it_understands(directory: Directory) -> None:
    for choice in valid(what_kind(directory))[1]["choices"]:
        assert directory.category_of(choice["payload"]) is not None


def test_a_guess_by_sound_is_owned_up_to(directory: Directory) -> None:
    located = directory.locate("白纸房")
    text, _ = places_payload(directory.nearest("subdistrict_service_center", located.place), located)
    assert text.startswith("我按“白纸坊”来找")


def test_asking_back_at_a_corner(directory: Directory) -> None:
    text, payload = valid(which_one(directory.locate("菜市口"), "养老驿站"))
    assert "“菜市口”在几个街道的交界" in text
    assert {choice["payload"] for choice in payload["choices"]} >= {"菜市口 椿树街道", "菜市口 牛街街道"}


def test_a_former_name_is_explained(directory: Directory) -> None:
    text, payload = valid(which_one(directory.locate("我住宣武区")))
    assert "宣武区2010年并入西城区" in text
    assert len(payload["choices"]) == 8


def test_midnight_is_no_trouble(made_up_directory: Directory) -> None:
    origin = made_up_directory.locate("牛街").place
    midnight = datetime(2026, 11, 24, 0, 0, tzinfo=BEIJING)
    valid(places_payload(made_up_directory.nearest("elder_station", origin, midnight)))
