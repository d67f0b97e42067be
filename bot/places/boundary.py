"""The outlines of the subdistricts: which one a point lies in, which are near, and how far the district's edge is.

GCJ-02 degrees in, metres out. From data/places/subdistrict_boundaries.csv (© OpenStreetMap contributors, ODbL 1.0).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, inf, radians

Ring = Sequence[tuple[float, float]]
Edge = tuple[tuple[float, float], tuple[float, float]]
_METRES_PER_DEGREE = 111195.0


@dataclass(frozen=True)
class _Shape:
    """A subdistrict's rings with the box around them; where rings overlap, an even number of them is a hole."""

    name: str
    rings: tuple[Ring, ...]
    box: tuple[float, float, float, float]

    def holds(self, lon: float, lat: float) -> bool:
        west, south, east, north = self.box
        if not (west <= lon <= east and south <= lat <= north):
            return False
        return sum(contains(ring, lon, lat) for ring in self.rings) % 2 == 1

    def distance_m(self, lon: float, lat: float) -> float:
        """To the nearest edge, 0 inside."""
        if self.holds(lon, lat):
            return 0.0
        return min(_to_edge_m(lon, lat, edge) for ring in self.rings for edge in edges(ring))

    def surely_further(self, lon: float, lat: float, metres: float) -> bool:
        """Whether the box alone is further than that."""
        west, south, east, north = self.box
        reach = metres / _METRES_PER_DEGREE
        wide = reach / cos(radians(lat))
        return not (west - wide <= lon <= east + wide and south - reach <= lat <= north + reach)


class Boundaries:
    """All outlines, in the order given (that of the subdistricts' codes), each one or several rings. Immutable."""

    def __init__(self, rings: Mapping[str, Sequence[Ring]]) -> None:
        self.rings = {name: tuple(tuple(ring) for ring in each) for name, each in rings.items()}
        self._shapes = tuple(_Shape(name, each, _box(each)) for name, each in self.rings.items())
        self.outline = _outline([ring for each in self.rings.values() for ring in each])

    def at(self, lon: float, lat: float) -> str | None:
        """The subdistrict that holds the point; on a border the first by code; None outside the district."""
        return next((shape.name for shape in self._shapes if shape.holds(lon, lat)), None)

    def within(self, lon: float, lat: float, metres: float) -> list[str]:
        """Subdistricts no further than `metres`, nearest first; the one that holds the point leads."""
        near = [
            (shape.distance_m(lon, lat), position, shape.name)
            for position, shape in enumerate(self._shapes)
            if not shape.surely_further(lon, lat, metres)
        ]
        return [name for distance, _, name in sorted(near) if distance <= metres]

    def away_m(self, name: str, lon: float, lat: float) -> float:
        """Metres from one subdistrict, 0 inside it; 0 for a name without an outline."""
        return next((shape.distance_m(lon, lat) for shape in self._shapes if shape.name == name), 0.0)

    def edge_m(self, lon: float, lat: float) -> float:
        """Metres to the outline of the district, from inside or outside; infinite without outlines."""
        return min((_to_edge_m(lon, lat, edge) for edge in self.outline), default=inf)


def contains(ring: Ring, lon: float, lat: float) -> bool:
    """Whether a point lies within a ring (closed or not), by counting crossings."""
    inside = False
    for (lon1, lat1), (lon2, lat2) in edges(ring):
        if (lat1 > lat) != (lat2 > lat) and lon < (lon2 - lon1) * (lat - lat1) / (lat2 - lat1) + lon1:
            inside = not inside
    return inside


def edges(ring: Ring) -> list[Edge]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def _box(rings: Sequence[Ring]) -> tuple[float, float, float, float]:
    lons, lats = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
    return min(lons), min(lats), max(lons), max(lats)


def _outline(rings: Sequence[Ring]) -> tuple[Edge, ...]:
    """Edges that belong to one subdistrict only: the union's border."""
    every = [edge for ring in rings for edge in edges(ring)]
    uses = Counter(frozenset(edge) for edge in every)
    return tuple(edge for edge in every if uses[frozenset(edge)] == 1)


def _to_edge_m(lon: float, lat: float, edge: Edge) -> float:
    """To a straight edge, on the plane that touches the Earth at the point."""
    squeeze = cos(radians(lat))
    (x1, y1), (x2, y2) = (((x - lon) * squeeze, y - lat) for x, y in edge)
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(x1 * dx + y1 * dy) / length))
    return hypot(x1 + along * dx, y1 + along * dy) * _METRES_PER_DEGREE
