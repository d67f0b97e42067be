"""Charts drawn on the server as shapes; the template turns them into SVG. Told apart without colour too."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 900, 240
_LEFT, _BOTTOM, _TOP, _RIGHT = 46, 26, 12, 8
# Fill and the pattern that tells it apart in black and white.
SERIES_FILLS = ("#135a4d", "#6fa39a", "#b35c00", "#c9cfca")


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    fill: str
    title: str


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class Chart:
    """Bars or lines with their axes; `legend` is (fill, name)."""

    bars: list[Bar]
    lines: list[tuple[str, str]]
    across: list[Tick]
    up: list[Tick]
    legend: list[tuple[str, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    base: int = HEIGHT - _BOTTOM


def stacked(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """One bar a label, the series one upon another."""
    totals = [sum(values[i] for _, values in series) for i in range(len(labels))]
    top = _round_up(max(totals, default=0))
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(labels))
    bars = []
    for i, label in enumerate(labels):
        y = float(HEIGHT - _BOTTOM)
        for number, (name, values) in enumerate(series):
            tall = _tall(values[i], top)
            y -= tall
            if tall:
                x = _LEFT + i * step + step * 0.12
                bars.append(Bar(round(x, 1), round(y, 1), round(step * 0.76, 1), round(tall, 1), SERIES_FILLS[number],
                                f"{label} {name} {values[i]}"))  # fmt: skip
    legend = [(SERIES_FILLS[number], name) for number, (name, _) in enumerate(series)]
    return Chart(bars, [], _across(labels, step), _up(top), legend)


def lines(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int | None]]]) -> Chart:
    """A line a series, broken where nothing was measured."""
    known = [value for _, values in series for value in values if value is not None]
    top = _round_up(max(known, default=0))
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(labels))
    paths = []
    for number, (_, values) in enumerate(series):
        path, pen = [], "M"
        for i, value in enumerate(values):
            if value is None:
                pen = "M"
                continue
            path.append(f"{pen}{_LEFT + (i + 0.5) * step:.1f},{HEIGHT - _BOTTOM - _tall(value, top):.1f}")
            pen = "L"
        paths.append((SERIES_FILLS[number * 2], "".join(path)))
    legend = [(SERIES_FILLS[number * 2], name) for number, (name, _) in enumerate(series)]
    return Chart([], paths, _across(labels, step), _up(top), legend)


def _tall(value: int, top: int) -> float:
    return value / top * (HEIGHT - _BOTTOM - _TOP)


def _round_up(value: int) -> int:
    """The next round number: 7 → 10, 23 → 25, 130 → 150."""
    if value <= 4:
        return 4
    size = 10 ** (len(str(value)) - 1)
    return next(int(size * part) for part in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if size * part >= value)


def _across(labels: Sequence[str], step: float) -> list[Tick]:
    every = max(1, -(-len(labels) // 12))
    return [Tick(round(_LEFT + (i + 0.5) * step, 1), label) for i, label in enumerate(labels) if i % every == 0]


def _up(top: int) -> list[Tick]:
    return [Tick(round(HEIGHT - _BOTTOM - _tall(mark, top), 1), str(mark)) for mark in (0, top // 2, top)]
