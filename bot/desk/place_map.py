"""A small map without tiles: communities as dots, subdistricts by name, counters as squares. GCJ-02."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from bot.places.directory import Directory
from bot.places.service_point import ServicePoint

WIDTH = 600.0
_MARGIN_DEGREES = 0.004


@dataclass(frozen=True)
class Mark:
    """A thing drawn at x, y."""

    x: float
    y: float
    name: str


@dataclass(frozen=True)
class PlaceMap:
    """What the template draws; `lon_per_unit` and `lat_per_unit` turn a click back into degrees."""

    west: float
    north: float
    lon_per_unit: float
    lat_per_unit: float
    height: float
    subdistricts: list[Mark]
    communities: list[Mark]
    stations: list[Mark]
    places: list[Mark]
    outlines: list[str]


def draw(directory: Directory, places: Iterable[ServicePoint]) -> PlaceMap:
    """The district with `places` on it."""
    entries = [
        e for e in directory.gazetteer.entries if e.lon is not None and e.lat is not None and e.district == "西城区"
    ]
    lons, lats = [e.lon or 0.0 for e in entries], [e.lat or 0.0 for e in entries]
    west, north = min(lons) - _MARGIN_DEGREES, max(lats) + _MARGIN_DEGREES
    lon_per_unit = (max(lons) + _MARGIN_DEGREES - west) / WIDTH
    lat_per_unit = lon_per_unit * cos(radians(north))

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) / lon_per_unit, 1), round((north - lat) / lat_per_unit, 1)

    def marks(*kinds: str) -> list[Mark]:
        return [Mark(*at(e.lon or 0.0, e.lat or 0.0), e.name) for e in entries if e.kind in kinds]

    return PlaceMap(
        west, north, lon_per_unit, lat_per_unit, round((north - min(lats) + _MARGIN_DEGREES) / lat_per_unit),
        subdistricts=marks("subdistrict"), communities=marks("community"), stations=marks("station"),
        places=[Mark(*at(p.lon, p.lat), p.name) for p in places if p.lon is not None and p.lat is not None],
        outlines=[
            " ".join("{},{}".format(*at(lon, lat)) for lon, lat in ring)
            for rings in directory.territory.boundaries.rings.values()
            for ring in rings
        ],
    )  # fmt: skip
