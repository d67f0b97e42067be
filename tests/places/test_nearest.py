"""The nearest places: the index against a plain scan, and the directory's answers."""

import random

import pytest
from sqlite_utils import Database

from bot.database import content_version
from bot.errors import BadInput, NotFound
from bot.places import point, store
from bot.places.directory import Directory
from bot.places.nearest import PointIndex
from tests.places.conftest import TUESDAY_MORNING, made_up


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
    near = made_up_directory.nearest("elder_station", origin, TUESDAY_MORNING)
    assert [each.point.id for each in near] == ["test-0", "test-1", "test-2"]
    assert [each.distance_m for each in near] == [0, 85, 171]
    assert all(each.open_now for each in near)


def test_a_place_known_only_by_its_subdistrict_has_no_distance(directory: Directory) -> None:
    office = directory.office_of("什刹海街道")
    assert office is not None
    assert not office.is_exact
    assert directory.seen_from(office, directory.locate("后海").place).distance_m is None


def test_a_place_out_of_use_is_not_shown(db: Database) -> None:
    before = len(store.directory(db).nearest("elder_station", None))
    store.write(db, made_up(0, active=False))
    assert len(store.directory(db).nearest("elder_station", None)) == before


def test_an_unknown_category_is_refused(directory: Directory) -> None:
    with pytest.raises(NotFound):
        directory.nearest("bakery", None)


def test_every_change_of_places_moves_the_content_version(db: Database) -> None:
    before = content_version(db)
    store.write(db, made_up(0))
    assert content_version(db) != before
    assert "test-0" in {near.point.id for near in store.directory(db).nearest("elder_station", None)}


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
