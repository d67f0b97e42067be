"""The nearest points of many, in time that does not grow with their number.

SciPy's k-d tree over points on the unit sphere, where the chord orders points exactly as the great circle does.
Chosen by measurement against a linear scan, SQLite's R*Tree and a grid: benchmarks/nearest.py.
"""

import numpy as np
from scipy.spatial import cKDTree

from bot.places import point

# Points at one spot (a subdistrict's centre) are equally near; all are taken in before the order is settled.
_SAME_SPOT = 1e-10


class PointIndex:
    """Immutable index over GCJ-02 points."""

    def __init__(self, lons: list[float], lats: list[float]) -> None:
        self._lons, self._lats = lons, lats
        self._tree = cKDTree(_on_sphere(lons, lats)) if lons else None

    def nearest(self, lon: float, lat: float, k: int) -> list[tuple[int, float]]:
        """(position in the lists given, great-circle metres) of the `k` nearest; equals in the order given."""
        k = min(k, len(self._lons))
        if self._tree is None or k < 1:
            return []
        here = _on_sphere(lon, lat)
        chords, _ = self._tree.query(here, k=[k])
        ids = self._tree.query_ball_point(here, float(chords[0]) + _SAME_SPOT)
        hits = ((point.distance_m(lon, lat, self._lons[i], self._lats[i]), i) for i in ids)
        return [(i, metres) for metres, i in sorted(hits, key=lambda hit: (round(hit[0], 3), hit[1]))[:k]]


def _on_sphere(lon: float | list[float], lat: float | list[float]) -> np.ndarray:
    phi, theta = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=-1)
