"""Coordinates against published points, and there and back again."""

import random
from math import inf, nan

import pytest

from bot.errors import BadInput
from bot.places import point

# github.com/googollee/eviltransform: WGS-84 → GCJ-02, as (lon, lat).
WGS84_GCJ02 = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]
# WGS-84 → BD-09: Baidu's own geoconv service, as quoted with its documentation's example.
WGS84_BD09 = [((114.21892734521, 29.575429778924), (114.23075114005, 29.579088074495))]
# GCJ-02 → BD-09: the worked example of github.com/wandergis/coordtransform, both ways.
GCJ02_BD09 = [
    ((116.404, 39.915), (116.41036949371029, 39.92133699351021)),
    ((116.39762729119315, 39.90865673957631), (116.404, 39.915)),
]


@pytest.mark.parametrize(("wgs84", "gcj02"), WGS84_GCJ02)
def test_published_points_agree_within_a_metre_both_ways(
    wgs84: tuple[float, float], gcj02: tuple[float, float]
) -> None:
    assert point.distance_m(*point.wgs84_to_gcj02(*wgs84), *gcj02) < 1
    assert point.distance_m(*point.gcj02_to_wgs84(*gcj02), *wgs84) < 1


@pytest.mark.parametrize(("wgs84", "bd09"), WGS84_BD09)
def test_published_baidu_points_agree_within_two_metres(wgs84: tuple[float, float], bd09: tuple[float, float]) -> None:
    assert point.distance_m(*point.wgs84_to_bd09(*wgs84), *bd09) < 2
    assert point.distance_m(*point.bd09_to_wgs84(*bd09), *wgs84) < 2


@pytest.mark.parametrize(("gcj02", "bd09"), GCJ02_BD09)
def test_published_points_between_gcj02_and_bd09_agree_within_a_metre(
    gcj02: tuple[float, float], bd09: tuple[float, float]
) -> None:
    assert point.distance_m(*point.gcj02_to_bd09(*gcj02), *bd09) < 1
    assert point.distance_m(*point.bd09_to_gcj02(*bd09), *gcj02) < 1


def test_a_round_trip_over_the_district_errs_by_less_than_a_centimetre() -> None:
    rng = random.Random(1)
    for _ in range(500):
        lon, lat = rng.uniform(116.30, 116.42), rng.uniform(39.85, 39.99)
        for there, back in [
            (point.wgs84_to_gcj02, point.gcj02_to_wgs84),
            (point.gcj02_to_bd09, point.bd09_to_gcj02),
            (point.wgs84_to_bd09, point.bd09_to_wgs84),
        ]:
            assert point.distance_m(*back(*there(lon, lat)), lon, lat) < 0.01


def test_the_offsets_here_are_the_known_ones() -> None:
    lon, lat = point.wgs84_to_gcj02(116.36, 39.91)
    assert (lon - 116.36, lat - 39.91) == (pytest.approx(0.0062, abs=2e-4), pytest.approx(0.0014, abs=2e-4))
    lon, lat = point.wgs84_to_bd09(116.36, 39.91)
    assert (lon - 116.36, lat - 39.91) == (pytest.approx(0.0126, abs=6e-4), pytest.approx(0.0077, abs=6e-4))


def test_outside_china_gcj02_is_wgs84() -> None:
    assert point.to_gcj02(2.35, 48.85, "wgs84") == (2.35, 48.85)


@pytest.mark.parametrize(("lon", "lat"), [(nan, 39.9), (116.4, inf), (181, 0), (0, 91), (True, 39.9), ("116", 39.9)])
def test_what_is_no_point_on_earth_is_refused(lon: object, lat: object) -> None:
    with pytest.raises(BadInput, match="位置坐标"):
        point.to_gcj02(lon, lat, "wgs84")  # type: ignore[arg-type]


def test_an_unknown_datum_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="cgcs2000"):
        point.to_gcj02(116.4, 39.9, "cgcs2000")
