"""Which subdistrict a point lies in, as far as points with a known subdistrict can tell.

There is no licensed boundary in the data yet, so the nearest labelled points decide: community points,
station exits, and stations that are known to lie outside.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.places.gazetteer import Entry, Origin
from bot.places.nearest import PointIndex

_NEIGHBOURS = 5
_NEAR_COMMUNITY_M = 500.0
# Nothing of the district is further than this from some labelled point of it.
_EDGE_M = 1000.0


@dataclass(frozen=True)
class Area:
    """`subdistrict` is the best guess, None outside; `communities` are the nearest ones to choose from."""

    is_inside: bool
    subdistrict: str | None
    communities: tuple[Origin, ...] = ()


class Territory:
    """Immutable; built from gazetteer entries that carry their own point."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        labelled = [
            e for e in entries
            if e.lon is not None and (
                (e.kind == "community" and e.precision == "community")
                or (e.kind in ("exit", "station") and len(e.subdistricts) == 1)
                or (e.kind == "outside" and e.district == "邻区")
            )
        ]  # fmt: skip
        self._entries = labelled
        self._index = PointIndex([e.lon or 0.0 for e in labelled], [e.lat or 0.0 for e in labelled])

    def area_of(self, lon: float, lat: float) -> Area:
        """GCJ-02 degrees in."""
        hits = [(self._entries[i], metres) for i, metres in self._index.nearest(lon, lat, 4 * _NEIGHBOURS)]
        if not hits or hits[0][1] > _EDGE_M:
            return Area(False, None)
        votes: dict[str | None, float] = defaultdict(float)
        for entry, metres in hits[:_NEIGHBOURS]:
            votes[entry.subdistricts[0] if entry.subdistricts else None] += 1.0 / (metres + 30.0) ** 2
        subdistrict = max(votes, key=lambda street: votes[street])
        if subdistrict is None:
            return Area(False, None)
        near = [e for e, m in hits if e.kind == "community" and m <= _NEAR_COMMUNITY_M and e.subdistricts[0] == subdistrict]
        return Area(True, subdistrict, tuple(_origin(e) for e in near[:3]))


def _origin(entry: Entry) -> Origin:
    return Origin(entry.name, entry.lon, entry.lat, entry.precision, entry.subdistricts[0], entry.community)
