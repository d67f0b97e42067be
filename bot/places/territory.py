"""Is a point in the district, in which subdistrict, how near a border, and which communities are around it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.places.boundary import Boundaries
from bot.places.located import Entry, Origin
from bot.places.nearest import PointIndex

# Nearer than this to a second subdistrict, or to the district's edge, a point is told as lying on the border.
BORDER_M = 50.0
_NEAR_COMMUNITY_M = 500.0
_COMMUNITIES = 3


@dataclass(frozen=True)
class Area:
    """`subdistrict` is None outside; `others` are within BORDER_M too; `communities` are the nearest to choose from.

    `on_edge`: within BORDER_M of the district's outline, on either side of it.
    """

    is_inside: bool
    subdistrict: str | None = None
    others: tuple[str, ...] = ()
    communities: tuple[Origin, ...] = ()
    on_edge: bool = False


class Territory:
    """Immutable; outlines decide, community points only name what is around."""

    def __init__(self, entries: Iterable[Entry], boundaries: Boundaries) -> None:
        self.boundaries = boundaries
        own = [(e, e.lon, e.lat) for e in entries if e.kind == "community" and e.precision == "community"]
        placed = [(entry, lon, lat) for entry, lon, lat in own if lon is not None and lat is not None]
        self._communities = [entry for entry, _, _ in placed]
        self._index = PointIndex([lon for _, lon, _ in placed], [lat for _, _, lat in placed])

    def area_of(self, lon: float, lat: float) -> Area:
        """GCJ-02 degrees in."""
        near = self.boundaries.within(lon, lat, BORDER_M)
        subdistrict = self.boundaries.at(lon, lat)
        others = tuple(name for name in near if name != subdistrict)
        on_edge = self.boundaries.edge_m(lon, lat) <= BORDER_M
        if subdistrict is None:
            return Area(False, None, others, (), on_edge)
        hits = self._index.nearest(lon, lat, _COMMUNITIES)
        around = tuple(_origin(self._communities[i]) for i, metres in hits if metres <= _NEAR_COMMUNITY_M)
        return Area(True, subdistrict, others, around, on_edge)


def _origin(entry: Entry) -> Origin:
    return Origin(entry.name, entry.lon, entry.lat, entry.precision, entry.subdistricts[0], entry.community)
