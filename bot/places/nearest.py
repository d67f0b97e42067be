"""The nearest points of many, in time that hardly grows with their number.

A flat grid over metres east and north: points sorted by cell, a query walks rings of cells
outwards until nothing nearer can exist. Chosen by measurement, see benchmarks/nearest.py.
"""

from math import cos, radians

import numpy as np

from bot.places import point

_METRES_PER_DEGREE = 111195.0
_POINTS_PER_CELL = 8


class PointIndex:
    """Immutable index over GCJ-02 points."""

    def __init__(self, lons: list[float], lats: list[float]) -> None:
        self._count = len(lons)
        if not self._count:
            return
        self._lons, self._lats = lons, lats
        self._scale_x = _METRES_PER_DEGREE * cos(radians(sum(lats) / len(lats)))
        x = np.asarray(lons) * self._scale_x
        y = np.asarray(lats) * _METRES_PER_DEGREE
        self._x0, self._y0 = float(x.min()), float(y.min())
        width, height = float(x.max()) - self._x0 + 1.0, float(y.max()) - self._y0 + 1.0
        self._cell_m = max(1.0, (width * height * _POINTS_PER_CELL / self._count) ** 0.5)
        self._columns, self._rows = int(width / self._cell_m) + 1, int(height / self._cell_m) + 1
        cells = ((y - self._y0) / self._cell_m).astype(np.int64) * self._columns
        cells += ((x - self._x0) / self._cell_m).astype(np.int64)
        self._order = np.argsort(cells, kind="stable")
        self._x, self._y = x[self._order], y[self._order]
        self._starts = np.searchsorted(cells[self._order], np.arange(self._columns * self._rows + 1))

    def nearest(self, lon: float, lat: float, k: int) -> list[tuple[int, float]]:
        """(position in the lists given, great-circle metres) of the `k` nearest, nearest first."""
        if not self._count or k < 1:
            return []
        x, y = lon * self._scale_x, lat * _METRES_PER_DEGREE
        column = min(max(int((x - self._x0) // self._cell_m), 0), self._columns - 1)
        row = min(max(int((y - self._y0) // self._cell_m), 0), self._rows - 1)
        found, squares, ring = [], [], 0
        while True:
            for start, end in self._ring(column, row, ring):
                found.append(np.arange(start, end))
                squares.append((self._x[start:end] - x) ** 2 + (self._y[start:end] - y) ** 2)
            seen = np.concatenate(squares)
            covered = self._covers_all(column, row, ring)
            if covered or (len(seen) >= k and np.partition(seen, k - 1)[k - 1] <= self._reach(x, y, column, row, ring)):
                break
            ring += 1
        best = np.argsort(seen, kind="stable")[:k]
        order = self._order[np.concatenate(found)[best]]
        return sorted(
            ((int(i), point.distance_m(lon, lat, self._lons[i], self._lats[i])) for i in order), key=lambda hit: hit[1]
        )

    def _ring(self, column: int, row: int, ring: int) -> list[tuple[int, int]]:
        """Slices of the sorted points in the square ring `ring` cells from the centre cell."""
        left, right = max(column - ring, 0), min(column + ring, self._columns - 1)
        slices = []
        for r in range(max(row - ring, 0), min(row + ring, self._rows - 1) + 1):
            base = r * self._columns
            if abs(r - row) == ring:
                slices.append((self._starts[base + left], self._starts[base + right + 1]))
                continue
            for c in {column - ring, column + ring}:
                if 0 <= c < self._columns:
                    slices.append((self._starts[base + c], self._starts[base + c + 1]))
        return slices

    def _covers_all(self, column: int, row: int, ring: int) -> bool:
        return ring >= max(column, self._columns - 1 - column, row, self._rows - 1 - row)

    def _reach(self, x: float, y: float, column: int, row: int, ring: int) -> float:
        """Square of the distance within which everything has been seen; nothing lies beyond the grid's own edges."""
        cell, gaps = self._cell_m, [float("inf")]
        if column - ring > 0:
            gaps.append(x - self._x0 - (column - ring) * cell)
        if column + ring < self._columns - 1:
            gaps.append(self._x0 + (column + ring + 1) * cell - x)
        if row - ring > 0:
            gaps.append(y - self._y0 - (row - ring) * cell)
        if row + ring < self._rows - 1:
            gaps.append(self._y0 + (row + ring + 1) * cell - y)
        return max(min(gaps), 0.0) ** 2
