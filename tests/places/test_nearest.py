"""The nearest places: the index against a plain scan, and the directory's answers."""

import random
from datetime import datetime

import pytest
from sqlite_utils import Database

from bot.database import content_version
from bot.errors import BadInput, NotFound
from bot.places import point, store
from bot.places.directory import Directory
from bot.places.nearest import PointIndex
from tests.places.conftest import BEIJING, TUESDAY_MORNING, made_up


def test_the_index_agrees_with_a_scan_near_and_far() -> None:
    rng = random.Random(4)
    lons = [rng.uniform(116.3, 116.42) for _ in range(500)]
    lats = [rng.uniform(39.85, 39.99) for _ in range(500)]
    index = PointIndex(lons, lats)
    for lon, lat in [(116.36, 39.9), (116.0, 39.5), (121.47, 31.23), (-58.4, -34.6)]:
        scan = sorted((point.distance_m(lon, lat, x, y), i) for i, (x, y) in enumerate(zip(lons, lats, strict=True)))
        assert [i for i, _ in index.nearest(lon, lat, 7)] == [i for _, i in scan[:7]]


def test_points_at_one_spot_come_in_the_order_given_whatever_is_asked_for() -> None:
    index = PointIndex([116.36] * 50, [39.9] * 50)
    for k in (1, 3, 10, 50, 60):
        assert [i for i, _ in index.nearest(116.37, 39.9, k)] == list(range(min(k, 50)))
    assert PointIndex([], []).nearest(116.37, 39.9, 3) == []


def test_the_nearest_come_first_with_their_distance(made_up_directory: Directory) -> None:
    origin = made_up_directory.locate_point(116.3637, 39.8870, "gcj02").place
    result = made_up_directory.nearest("elder_station", origin, TUESDAY_MORNING)
    assert [near.point.id for near in result.places] == ["test-0", "test-1", "test-2"]
    assert [near.distance_m for near in result.places] == [0, 85, 171]
    assert all(near.open_now for near in result.places)


def test_the_next_page_goes_on_where_the_first_ended(made_up_directory: Directory) -> None:
    origin = made_up_directory.locate_point(116.3637, 39.8870, "gcj02").place
    result = made_up_directory.nearest("elder_station", origin, TUESDAY_MORNING, skip=3)
    assert [near.point.id for near in result.places] == ["test-3", "test-4"]


def test_nearest_and_yours_are_two_answers(made_up_directory: Directory) -> None:
    origin = made_up_directory.locate("红莲北里").place
    result = made_up_directory.nearest("elder_station", origin)
    assert result.yours is not None
    assert result.yours.point.name == "广安门外街道办事处"
    assert result.places[0].point.subdistrict == "牛街街道"


def test_open_only_leaves_out_the_closed_and_keeps_the_unknown(db: Database) -> None:
    store.write(db, made_up(0, opening_hours="Mo 09:00-17:00; PH off"))
    store.write(db, made_up(1, opening_hours=None))
    store.write(db, made_up(2))
    directory = store.directory(db)
    result = directory.nearest("elder_station", directory.locate("牛街").place, TUESDAY_MORNING, open_only=True)
    assert {near.point.id for near in result.places} == {"test-1", "test-2"}
    assert not result.none_open


def test_when_none_is_open_the_nearest_are_shown_and_it_is_said(made_up_directory: Directory) -> None:
    night = datetime(2026, 11, 24, 23, 0, tzinfo=BEIJING)
    origin = made_up_directory.locate("牛街").place
    result = made_up_directory.nearest("elder_station", origin, night, open_only=True)
    assert result.none_open
    assert len(result.places) == 3


def test_a_place_known_only_by_its_subdistrict_has_no_distance(directory: Directory) -> None:
    office = directory.office_of("什刹海街道")
    assert office is not None
    assert office.precision == "subdistrict"
    assert directory.seen_from(office, directory.locate("后海").place).distance_m is None


def test_one_place_for_the_district_needs_no_origin(directory: Directory) -> None:
    assert not directory.needs_origin("rescue_station")
    assert directory.nearest("rescue_station", None).places[0].distance_m is None
    assert directory.needs_origin("elder_station")


def test_a_place_out_of_use_is_not_shown(db: Database) -> None:
    store.write(db, made_up(0, active=False))
    assert store.directory(db).nearest("elder_station", None).total == 0


def test_an_unknown_category_is_refused(directory: Directory) -> None:
    with pytest.raises(NotFound):
        directory.nearest("bakery", None)


def test_every_change_of_places_moves_the_content_version(db: Database) -> None:
    before = content_version(db)
    store.write(db, made_up(0))
    assert content_version(db) != before
    assert store.directory(db).nearest("elder_station", None).total == 1


class TestAShapedPosition:
    """A shared position, in each system."""

    def test_all_three_systems_lead_to_one_subdistrict(self, directory: Directory) -> None:
        lon, lat = 116.366814, 39.885542  # 春风社区
        for datum, (x, y) in {
            "gcj02": (lon, lat),
            "wgs84": point.gcj02_to_wgs84(lon, lat),
            "bd09": point.gcj02_to_bd09(lon, lat),
        }.items():
            located = directory.locate_point(x, y, datum)
            assert located.status == "found"
            assert located.place is not None
            assert (located.place.subdistrict, located.place.precision) == ("牛街街道", "point")

    def test_the_community_is_offered_not_claimed(self, directory: Directory) -> None:
        located = directory.locate_point(116.366814, 39.885542, "gcj02")
        assert located.place is not None
        assert located.place.community is None
        assert "春风社区" in {origin.label for origin in located.candidates}

    @pytest.mark.parametrize(("lon", "lat"), [(116.46, 39.99), (116.30, 39.96), (121.47, 31.23), (0.0, 0.0)])
    def test_outside_the_district_is_said(self, directory: Directory, lon: float, lat: float) -> None:
        assert directory.locate_point(lon, lat, "wgs84").status == "outside"

    def test_an_absurd_point_is_refused(self, directory: Directory) -> None:
        with pytest.raises(BadInput):
            directory.locate_point(999, 39.9, "wgs84")
