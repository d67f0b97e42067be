"""The plan's 1,000 metres, measured on invented stations; what cannot be measured is not counted as reached."""

import xml.etree.ElementTree as ET

from sqlite_utils import Database

from bot.places import coverage, coverage_map, store
from bot.places.directory import Directory
from tests.places.conftest import made_up


def test_without_a_station_nothing_is_claimed(directory: Directory) -> None:
    found = coverage.coverage(directory, "elder_station")
    assert len(found.reaches) == 263
    assert (found.measured, found.share) == ((), None)
    assert "没有计入距离" in coverage.summary(found)[-1]


def test_only_communities_with_a_point_are_measured(made_up_directory: Directory) -> None:
    found = coverage.coverage(made_up_directory, "elder_station")
    assert len(found.measured) == 148
    low, high = found.bounds
    assert found.share is not None
    assert low < found.share < high
    only_its_road_is_known = [reach for reach in found.reaches if reach.perhaps and reach.within_goal is False]
    assert {reach.community.subdistricts for reach in only_its_road_is_known} == {("椿树街道",)}
    assert round((high - low) * 263) == 263 - 148 + len(only_its_road_is_known)


def test_the_distance_is_to_the_nearest_and_the_goal_is_a_thousand_metres(made_up_directory: Directory) -> None:
    found = coverage.coverage(made_up_directory, "elder_station")
    reach = next(r for r in found.reaches if r.community.name == "春风社区")
    assert reach.nearest is not None
    assert reach.nearest.id == "test-3"
    assert reach.distance_m == 162
    assert (reach.within_goal, reach.within_minutes) == (True, True)
    far = next(r for r in found.reaches if r.community.name == "裕中西里社区")
    assert (far.within_goal, far.within_minutes) == (False, False)


def test_a_station_known_only_by_its_subdistrict_is_counted_apart(db: Database) -> None:
    store.write(db, made_up(0, precision="subdistrict"))
    found = coverage.coverage(store.directory(db), "elder_station")
    assert (found.located, found.unlocated, found.share) == (0, 2, None)


def test_a_station_placed_by_its_community_is_marked_in_the_table(db: Database) -> None:
    store.write(db, made_up(0, precision="community"))
    found = coverage.coverage(store.directory(db), "elder_station")
    assert all("估的" in row[-1] for row in coverage.rows(found) if row[3])


def test_each_subdistrict_counts_its_places_also_where_only_the_subdistrict_is_known(db: Database) -> None:
    store.write(db, made_up(0, precision="subdistrict"))
    store.write(db, made_up(1, precision="community"))
    directory = store.directory(db)
    found = coverage.coverage(directory, "elder_station")
    rows = {row[0]: row for row in coverage.by_subdistrict(found, directory, "elder_station")}
    assert len(rows) == 15
    assert rows["牛街街道"][1:3] == ["2", "1"]
    assert rows["德胜街道"][1:3] == ["0", "0"]
    needs = "".join(coverage.needs(found, 58))
    assert "还差 55 处的名单" in needs
    assert "115 个社区自己还没有坐标" in needs


def test_what_only_its_subdistrict_is_known_of_leaves_the_share_open_there(db: Database) -> None:
    store.write(db, made_up(0))
    before = coverage.coverage(store.directory(db), "elder_station")
    store.write(db, made_up(1, precision="subdistrict", lon=None, lat=None))
    after = coverage.coverage(store.directory(db), "elder_station")
    assert after.share == before.share
    assert after.bounds[0] == before.bounds[0]
    assert after.bounds[1] >= before.bounds[1]
    said = "".join(coverage.summary(after))
    assert f"只按有位置的 {after.located} 处算" in said
    assert f"只知道街道或路名的 {after.unlocated} 处" in said


def test_the_map_counts_what_is_registered_in_each_subdistrict(db: Database) -> None:
    store.write(db, made_up(0, precision="subdistrict"))
    store.write(db, made_up(1, precision="road"))
    directory = store.directory(db)
    picture = coverage_map.draw(coverage.coverage(directory, "elder_station"), directory, "elder_station")
    assert "牛街 2处" in picture
    assert "（只知道路名）" in picture


def test_the_table_has_every_community_the_furthest_first(made_up_directory: Directory) -> None:
    rows = coverage.rows(coverage.coverage(made_up_directory, "elder_station"))
    assert len(rows) == 263
    distances = [int(row[3]) for row in rows if row[3]]
    assert distances == sorted(distances, reverse=True)
    assert {row[5] for row in rows if not row[3]} == {"算不了"}


def test_the_map_is_well_formed_and_says_what_it_rests_on(db: Database) -> None:
    store.write(db, made_up(0, name='试验<&">驿站'))
    directory = store.directory(db)
    picture = coverage_map.draw(coverage.coverage(directory, "elder_station"), directory, "elder_station")
    root = ET.fromstring(picture)
    assert root.tag.endswith("svg")
    texts = "".join(root.itertext())
    assert "148 个社区有坐标；另外 115 个社区还没有坐标" in texts
    assert "CC BY 4.0" in texts
    assert '试验<&">驿站' in texts
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")


def test_the_map_can_be_drawn_with_no_station_at_all(directory: Directory) -> None:
    ET.fromstring(coverage_map.draw(coverage.coverage(directory, "elder_station"), directory, "elder_station"))
