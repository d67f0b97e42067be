"""Coordinates: GCJ-02 inside; WGS-84 (GPS, browsers) and BD-09 (Baidu) converted at the door.

Angles are degrees, longitude first; distances are metres. The forward GCJ-02 formula is the
publicly known one (Krasovsky 1940 ellipsoid); its inverse is found by iteration, so a round
trip is exact to well under a millimetre.
"""

from math import asin, atan2, cos, hypot, isfinite, pi, radians, sin, sqrt
from typing import Literal

from bot.errors import BadInput

Datum = Literal["gcj02", "wgs84", "bd09"]
DATUMS: tuple[Datum, ...] = ("gcj02", "wgs84", "bd09")

_AXIS_M = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_BAIDU_TURN = pi * 3000.0 / 180.0
_EARTH_M = 6371008.8
# GCJ-02 is defined for mainland China only.
_CHINA = (72.004, 137.8347, 0.8293, 55.8271)


def to_gcj02(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """A point in any of the three systems, in GCJ-02. Raises BadInput for what is not a point on Earth."""
    check(lon, lat)
    if datum == "gcj02":
        return lon, lat
    if datum == "wgs84":
        return wgs84_to_gcj02(lon, lat)
    if datum == "bd09":
        return bd09_to_gcj02(lon, lat)
    raise BadInput(f"不认识坐标系“{datum}”，请用 gcj02、wgs84 或 bd09")


def check(lon: float, lat: float) -> None:
    """Raises BadInput unless longitude and latitude are numbers in range."""
    for value in (lon, lat):
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise BadInput("位置坐标不是数字，请重新发送位置，或者直接打出小区、街道的名字")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadInput("位置坐标超出了地球的范围，请重新发送位置，或者直接打出小区、街道的名字")


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    if not _in_china(lon, lat):
        return lon, lat
    shift_lon, shift_lat = _shift(lon, lat)
    return lon + shift_lon, lat + shift_lat


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    if not _in_china(lon, lat):
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(10):
        there_lon, there_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
    return guess_lon, guess_lat


def gcj02_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BAIDU_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BAIDU_TURN)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    guess_lon, guess_lat = lon - 0.0065, lat - 0.006
    for _ in range(10):
        there_lon, there_lat = gcj02_to_bd09(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
    return guess_lon, guess_lat


def wgs84_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in metres (haversine, mean Earth radius)."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_M * asin(min(1.0, sqrt(half)))


def _in_china(lon: float, lat: float) -> bool:
    return _CHINA[0] <= lon <= _CHINA[1] and _CHINA[2] <= lat <= _CHINA[3]


def _shift(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    ripple = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    phi = radians(lat)
    magic = 1 - _ECCENTRICITY * sin(phi) ** 2
    meridian = _AXIS_M * (1 - _ECCENTRICITY) / (magic * sqrt(magic)) * pi / 180.0
    parallel = _AXIS_M / sqrt(magic) * cos(phi) * pi / 180.0
    return east / parallel, north / meridian
