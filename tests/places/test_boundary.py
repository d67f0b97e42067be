"""Which subdistrict a point lies in: exact, borders told as borders, outside as outside."""

import csv
import random
from itertools import pairwise

import pytest

from bot.places.boundary import Boundaries
from bot.places.directory import Directory
from bot.places.point import distance_m, to_gcj02
from tests.places.conftest import DATA

SQUARE = [(116.0, 39.0), (116.01, 39.0), (116.01, 39.01), (116.0, 39.01)]
EAST = [(116.01, 39.0), (116.02, 39.0), (116.02, 39.01), (116.01, 39.01)]
HOLE = [(116.004, 39.004), (116.006, 39.004), (116.006, 39.006), (116.004, 39.006)]
ISLAND = [(116.03, 39.0), (116.04, 39.0), (116.04, 39.01), (116.03, 39.01)]
TWO = Boundaries({"西边": [SQUARE, HOLE], "东边": [EAST, ISLAND]})


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (116.001, 39.001, "西边"),
        (116.005, 39.005, None),  # in the hole
        (116.015, 39.005, "东边"),
        (116.035, 39.005, "东边"),  # on the island
        (116.025, 39.005, None),  # between the two
        (115.9, 39.005, None),
    ],
)
def test_a_point_lies_in_the_rings_of_one(lon: float, lat: float, name: str | None) -> None:
    assert TWO.at(lon, lat) == name


def test_what_is_near_is_told_nearest_first_and_the_edge_is_the_unions() -> None:
    assert TWO.within(116.0099, 39.008, 50) == ["西边", "东边"]
    assert TWO.within(116.0101, 39.008, 50) == ["东边", "西边"]
    assert TWO.within(116.001, 39.008, 50) == ["西边"]
    assert TWO.edge_m(116.0100, 39.005) == pytest.approx(distance_m(116.01, 39.005, 116.006, 39.005), rel=0.01)


def test_every_community_point_lies_in_its_own_subdistrict(directory: Directory) -> None:
    own = [e for e in directory.gazetteer.entries if e.kind == "community" and e.precision == "community"]
    wrong = [
        e.name for e in own if directory.territory.area_of(e.lon or 0, e.lat or 0).subdistrict != e.subdistricts[0]
    ]
    assert len(own) > 140
    assert not wrong


def public_points() -> list[tuple[str, str, float, float, str]]:
    """Communities (AMap 2018 by Vonng/adcode, subdistrict from the statistical code) and subway stations and exits
    (OpenStreetMap): name, subdistrict or nothing where outside, longitude, latitude, datum.
    """
    with (DATA / "communities.csv").open(encoding="utf-8-sig") as file:
        held = [row for row in csv.DictReader(file) if row["lon"]]
    with (DATA / "stations.csv").open(encoding="utf-8-sig") as file:
        stations = list(csv.DictReader(file))
    return [
        *((row["community"], row["street"], float(row["lon"]), float(row["lat"]), "gcj02") for row in held),
        *((row["name"], row["street"], float(row["lon_wgs84"]), float(row["lat_wgs84"]), "wgs84") for row in stations),
    ]


def test_of_public_points_nearly_all_are_placed_and_the_rest_is_told_as_a_border(directory: Directory) -> None:
    points, placed = public_points(), 0
    for name, street, lon, lat, datum in points:
        located = directory.locate_point(lon, lat, datum)
        assert located.place is not None
        is_right = located.place.subdistrict == street if street else located.status == "outside"
        placed += is_right
        around = directory.territory.area_of(*to_gcj02(lon, lat, datum))
        assert is_right or around.on_edge or street in located.place.label, name
        if not is_right and located.status == "found":
            assert "交界" in located.place.label or "紧挨着区界" in located.place.label, name
    assert len(points) >= 300
    assert placed / len(points) >= 0.97


def test_away_from_every_border_every_public_point_is_placed(directory: Directory) -> None:
    wrong, far = [], 0
    for name, street, lon, lat, datum in public_points():
        area = directory.territory.area_of(*to_gcj02(lon, lat, datum))
        if area.on_edge or area.others:
            continue
        far += 1
        if area.subdistrict != (street or None):
            wrong.append(name)
    assert far >= 200
    assert not wrong


def test_inside_the_district_every_point_is_in_exactly_one_subdistrict(directory: Directory) -> None:
    dice, found = random.Random(5), 0
    for _ in range(600):
        lon, lat = dice.uniform(116.32, 116.41), dice.uniform(39.86, 39.98)
        near = directory.territory.boundaries.within(lon, lat, 0)
        assert len(near) <= 1
        found += len(near)
    assert found > 200


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(116.4337, 39.9087), (116.3213, 39.8952), (116.3104, 39.9835), (116.3913, 39.8651), (121.47, 31.23)],
)  # 建国门, 北京西站, 中关村, 永定门外, 上海
def test_a_point_outside_is_told_as_outside(directory: Directory, lon: float, lat: float) -> None:
    located = directory.locate_point(lon, lat, "gcj02")
    assert located.status == "outside"
    assert located.place is not None
    assert located.place.subdistrict is None


def test_on_a_border_both_sides_are_named(directory: Directory) -> None:
    boundaries = directory.territory.boundaries
    first = boundaries.rings["牛街街道"][0]
    (lon1, lat1), (lon2, lat2) = next(
        (one, two)
        for one, two in pairwise(first)
        if len(boundaries.within((one[0] + two[0]) / 2, (one[1] + two[1]) / 2, 5)) == 2
    )
    located = directory.locate_point((lon1 + lon2) / 2, (lat1 + lat2) / 2, "gcj02")
    assert located.place is not None
    assert "交界" in located.place.label
    assert "牛街街道" in located.place.label


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("阜成门", {"展览路街道", "新街口街道", "金融街街道"}),
        ("长椿街站", {"金融街街道", "广安门内街道"}),
        ("地铁积水潭站", {"什刹海街道", "新街口街道", "德胜街道"}),
        ("陶然亭站", {"陶然亭街道", "白纸坊街道"}),
    ],
)
def test_a_station_on_a_border_is_asked_back(directory: Directory, name: str, sides: set[str]) -> None:
    located = directory.locate(name)
    assert located.status == "ambiguous"
    assert {origin.subdistrict for origin in located.candidates} == sides
