"""How long the nearest three points take among 10³ … 10⁶: ours, a linear scan, SQLite's R*Tree, a grid of our own.

Ours is SciPy's cKDTree with great-circle distances in metres on top; `ckdtree` is the bare tree on a plane.

Points and queries are made up, clustered around forty centres as people and counters are, from a fixed seed.
All must name the same three points. `run()` returns the figures; as a script it prints them.
"""

import gc
import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from bot.places import point
from bot.places.nearest import PointIndex

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUERIES = {"linear": 40, "ckdtree": 400, "rtree": 400, "grid": 400, "ours": 400}
K = 3
_LON, _LAT = 116.366, 39.915
_METRES = 111_195.0
_POINTS_PER_CELL = 8
_SCALE = _METRES * 0.7670  # metres per degree of longitude here

Search = Callable[[float, float], list[int]]


def run(sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Milliseconds p50 and p95 and build seconds per method and size; `growth` is p95 largest over smallest."""
    result: dict[str, Any] = {"k": K, "methods": {name: {} for name in QUERIES}, "agree": True}
    for size in sizes:
        lons, lats = _points(size)
        queries = _queries()
        answers = {}
        for name, build in _METHODS.items():
            started = time.perf_counter()
            search = build(lons, lats)
            built_s = time.perf_counter() - started
            times, found = _timed(search, queries[: QUERIES[name]])
            answers[name] = found[: min(QUERIES.values())]
            result["methods"][name][size] = {
                "p50_ms": round(statistics.median(times), 4),
                "p95_ms": round(float(np.percentile(times, 95)), 4),
                "build_s": round(built_s, 3),
            }
            del search
            gc.collect()
        result["agree"] &= all(answer == answers["linear"] for answer in answers.values())
    for rows in result["methods"].values():
        rows["growth"] = round(rows[sizes[-1]]["p95_ms"] / rows[sizes[0]]["p95_ms"], 2)
        rows["speedup_over_linear"] = round(
            result["methods"]["linear"][sizes[-1]]["p95_ms"] / rows[sizes[-1]]["p95_ms"], 1
        )
    return result


def _points(size: int) -> tuple[list[float], list[float]]:
    rng = np.random.default_rng(20261124)
    centres = rng.uniform((-0.05, -0.06), (0.05, 0.06), (40, 2))
    offsets = rng.normal(0, 0.008, (size, 2))
    where = centres[rng.integers(0, 40, size)] + offsets
    return (where[:, 0] + _LON).tolist(), (where[:, 1] + _LAT).tolist()


def _queries() -> list[tuple[float, float]]:
    rng = random.Random(6)
    return [(_LON + rng.uniform(-0.06, 0.06), _LAT + rng.uniform(-0.07, 0.07)) for _ in range(max(QUERIES.values()))]


def _timed(search: Search, queries: list[tuple[float, float]]) -> tuple[list[float], list[list[int]]]:
    for lon, lat in queries[:5]:
        search(lon, lat)
    times, found = [], []
    for lon, lat in queries:
        started = time.perf_counter()
        found.append(search(lon, lat))
        times.append((time.perf_counter() - started) * 1000)
    return times, found


def _linear(lons: list[float], lats: list[float]) -> Search:
    """NumPy over all points: the best a scan can do."""
    x, y = np.asarray(lons) * _SCALE, np.asarray(lats) * _METRES

    def search(lon: float, lat: float) -> list[int]:
        squares = (x - lon * _SCALE) ** 2 + (y - lat * _METRES) ** 2
        return _in_order(np.argpartition(squares, K)[: K + 1].tolist(), lon, lat, lons, lats)

    return search


def _ckdtree(lons: list[float], lats: list[float]) -> Search:
    tree = cKDTree(np.column_stack([np.asarray(lons) * _SCALE, np.asarray(lats) * _METRES]))

    def search(lon: float, lat: float) -> list[int]:
        return _in_order(tree.query((lon * _SCALE, lat * _METRES), k=K + 1)[1].tolist(), lon, lat, lons, lats)

    return search


def _rtree(lons: list[float], lats: list[float]) -> Search:
    """A box doubled until it holds enough, then one more to be sure; the tree keeps 32-bit coordinates."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE place USING rtree(id, west, east, south, north)")
    db.executemany(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?)",
        ((i, x, x, y, y) for i, (x, y) in enumerate(zip(lons, lats, strict=True))),
    )
    first = 0.004 * (1000 / len(lons)) ** 0.5

    def box(lon: float, lat: float, half: float) -> list[int]:
        query = "SELECT id FROM place WHERE west >= ? AND east <= ? AND south >= ? AND north <= ?"
        return [i for (i,) in db.execute(query, (lon - half * 1.31, lon + half * 1.31, lat - half, lat + half))]

    def search(lon: float, lat: float) -> list[int]:
        half, ids = first, box(lon, lat, first)
        while len(ids) < K:
            half *= 2
            ids = box(lon, lat, half)
        return _in_order(box(lon, lat, half * 1.5), lon, lat, lons, lats)

    return search


def _indexed(kind: "type[PointIndex] | type[_Grid]") -> Callable[[list[float], list[float]], Search]:
    def build(lons: list[float], lats: list[float]) -> Search:
        index = kind(lons, lats)

        def search(lon: float, lat: float) -> list[int]:
            return [i for i, _ in index.nearest(lon, lat, K)]

        return search

    return build


class _Grid:
    """A flat grid in metres: a query walks rings of cells outwards until nothing nearer can exist."""

    def __init__(self, lons: list[float], lats: list[float]) -> None:
        self._count = len(lons)
        if not self._count:
            return
        self._lons, self._lats = lons, lats
        self._scale_x = _SCALE
        x = np.asarray(lons) * self._scale_x
        y = np.asarray(lats) * _METRES
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
        x, y = lon * self._scale_x, lat * _METRES
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


def _in_order(ids: list[int], lon: float, lat: float, lons: list[float], lats: list[float]) -> list[int]:
    return sorted(ids, key=lambda i: point.distance_m(lon, lat, lons[i], lats[i]))[:K]


_METHODS: dict[str, Callable[[list[float], list[float]], Search]] = {
    "linear": _linear,
    "ckdtree": _ckdtree,
    "rtree": _rtree,
    "grid": _indexed(_Grid),
    "ours": _indexed(PointIndex),
}


def plot(figures: dict[str, Any], path: Path) -> None:
    """p95 of every method as points grow."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4))
    for name, rows in figures["methods"].items():
        axes.plot(SIZES, [rows[size]["p95_ms"] for size in SIZES], marker="o", label=name)
    axes.set(xscale="log", yscale="log", xlabel="points", ylabel="p95, ms")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    figures = run()
    plot(figures, Path(__file__).parent.parent / "docs" / "benchmarks-nearest.svg")
    print("method    size        p50 ms    p95 ms   build s")
    for name, rows in figures["methods"].items():
        for size in SIZES:
            row = rows[size]
            print(f"{name:8} {size:9,} {row['p50_ms']:10.4f} {row['p95_ms']:9.4f} {row['build_s']:9.3f}")
        print(f"{name:8} growth ×{rows['growth']}, ×{rows['speedup_over_linear']} faster than linear at {SIZES[-1]:,}")
    print("all agree" if figures["agree"] else "THEY DISAGREE")


if __name__ == "__main__":
    main()
