"""The coverage as a picture: an SVG drawn from our own points, no map tiles, readable without colour."""

from collections import Counter
from html import escape
from math import cos, radians

from bot.places.coverage import GOAL_M, CommunityReach, Coverage
from bot.places.directory import Directory
from bot.places.service_point import ServicePoint

_WIDTH, _MARGIN, _LEGEND = 900, 40, 120
_METRES_PER_DEGREE = 111195.0
_FONT = "font-family=\"'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif\""
# Reached, not reached, not measured: colour-blind safe, and told apart by shape as well.
_REACHED, _MISSED, _UNKNOWN, _PLACE = "#0072B2", "#D55E00", "#9A9A9A", "#1B1B1B"


class _Sheet:
    """Degrees to pixels, north up, equal metres both ways."""

    def __init__(self, points: list[tuple[float, float]]) -> None:
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        self._west, self._north = min(lons), max(lats)
        self._squeeze = cos(radians((min(lats) + max(lats)) / 2))
        self._scale = (_WIDTH - 2 * _MARGIN) / max((max(lons) - self._west) * self._squeeze, 1e-6)
        self.height = round((self._north - min(lats)) * self._scale) + 2 * _MARGIN + _LEGEND
        self.pixels_per_metre = self._scale / _METRES_PER_DEGREE

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = _MARGIN + (lon - self._west) * self._squeeze * self._scale
        return round(x, 1), round(_MARGIN + _LEGEND + (self._north - lat) * self._scale, 1)


def draw(found: Coverage, directory: Directory, category: str) -> str:
    """The picture as SVG text. Communities without a point of their own are listed in the legend, not drawn."""
    places = [p for p in directory.points if p.category == category and p.is_located]
    drawn = [reach for reach in found.reaches if reach.community.precision == "community"]
    sheet = _Sheet([_where(reach) for reach in drawn] + [(p.lon or 0.0, p.lat or 0.0) for p in places])
    parts = [*_outline(sheet, directory), *(_circle_of(sheet, place) for place in places)]
    parts += [*_street_names(sheet, directory, category), *(_community(sheet, reach) for reach in drawn)]
    parts += [_about(sheet, p) for p in directory.in_category(category) if p.precision == "road" and p.lon is not None]
    parts += [_place(sheet, place) for place in places]
    parts += _legend(found, len(drawn), sheet)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {sheet.height}" role="img" {_FONT}>'
    title = f"<title>{escape(found.title)}：各社区到最近一处的距离</title>"
    return "\n".join([head, title, f'<rect width="{_WIDTH}" height="{sheet.height}" fill="#fff"/>', *parts, "</svg>"])


def _where(reach: CommunityReach) -> tuple[float, float]:
    return reach.community.lon or 0.0, reach.community.lat or 0.0


def _outline(sheet: _Sheet, directory: Directory) -> list[str]:
    drawn = []
    for name, rings in directory.territory.boundaries.rings.items():
        for ring in rings:
            corners = " ".join("{},{}".format(*sheet.at(lon, lat)) for lon, lat in ring)
            title = f"<title>{escape(name)}</title>"
            drawn.append(
                f'<polygon points="{corners}" fill="#f7f7f2" stroke="#999" stroke-width="1.2">{title}</polygon>'
            )
    return drawn


def _circle_of(sheet: _Sheet, place: ServicePoint) -> str:
    x, y = sheet.at(place.lon or 0.0, place.lat or 0.0)
    return (
        f'<circle cx="{x}" cy="{y}" r="{GOAL_M * sheet.pixels_per_metre:.1f}" fill="{_REACHED}" fill-opacity="0.06"/>'
    )


def _street_names(sheet: _Sheet, directory: Directory, category: str) -> list[str]:
    """Each subdistrict with how many places of the kind are registered in it: known also where no place has a point."""
    held = Counter(place.subdistrict for place in directory.in_category(category) if place.active)
    names = []
    for entry in directory.gazetteer.entries:
        if entry.kind == "subdistrict" and entry.lon is not None and entry.lat is not None:
            x, y = sheet.at(entry.lon, entry.lat)
            name = escape(entry.name.removesuffix("街道"))
            names.append(
                f'<text x="{x}" y="{y}" font-size="15" fill="#767676" text-anchor="middle">{name} {held[entry.name]}处</text>'
            )
    return names


def _community(sheet: _Sheet, reach: CommunityReach) -> str:
    x, y = sheet.at(*_where(reach))
    distance = f"{reach.distance_m} 米" if reach.distance_m is not None else reach.why
    title = f"<title>{escape(reach.community.name)}：{escape(distance)}</title>"
    if reach.within_goal is None:
        return f'<circle cx="{x}" cy="{y}" r="4" fill="none" stroke="{_UNKNOWN}" stroke-width="1.5">{title}</circle>'
    if reach.within_goal:
        return f'<circle cx="{x}" cy="{y}" r="5" fill="{_REACHED}">{title}</circle>'
    return (
        f'<path d="M{x - 5},{y - 5}L{x + 5},{y + 5}M{x - 5},{y + 5}L{x + 5},{y - 5}" '
        f'stroke="{_MISSED}" stroke-width="2.5">{title}</path>'
    )


def _place(sheet: _Sheet, place: ServicePoint) -> str:
    x, y = sheet.at(place.lon or 0.0, place.lat or 0.0)
    title = f"<title>{escape(place.name)}{'' if place.verified else '（未核实）'}</title>"
    fill = _PLACE if place.precision == "point" else "#fff"
    return f'<rect x="{x - 4}" y="{y - 4}" width="8" height="8" fill="{fill}" stroke="{_PLACE}">{title}</rect>'


def _about(sheet: _Sheet, place: ServicePoint) -> str:
    """Of a place only the road is known: drawn somewhere on it."""
    x, y = sheet.at(place.lon or 0.0, place.lat or 0.0)
    title = f"<title>{escape(place.name)}（只知道路名）</title>"
    return (
        f'<path d="M{x},{y - 5}l5,5l-5,5l-5,-5z" fill="none" stroke="{_PLACE}" stroke-dasharray="2 1.5">{title}</path>'
    )


def _legend(found: Coverage, drawn: int, sheet: _Sheet) -> list[str]:
    bar = GOAL_M * sheet.pixels_per_metre
    missing = len(found.reaches) - drawn
    lines = [
        (26, 18, "#222", f"{found.title}：各社区到最近一处的直线距离"),
        (
            48,
            13,
            "#222",
            f"● {GOAL_M} 米以内　✕ 超过 {GOAL_M} 米　○ 算不了　■ 服务点（空心：位置是估的）　◇ 只知道路名　街道名后是登记的处数",
        ),
        (
            68,
            13,
            "#222",
            f"图上 {drawn} 个社区有坐标；另外 {missing} 个社区还没有坐标，没有画。社区只画一个点，不是边界。",
        ),
        (
            88,
            12,
            "#666",
            "坐标：GCJ-02。社区点 Vonng/adcode（CC BY 4.0，2018年高德）；服务点来自区民政局表格或公开资料。边界 © OpenStreetMap contributors（ODbL）。",
        ),
    ]
    texts = [f'<text x="20" y="{y}" font-size="{s}" fill="{c}">{escape(t)}</text>' for y, s, c, t in lines]
    scale = f'<path d="M20,106h{bar:.1f}m0,-4v8M20,102v8" stroke="#222" fill="none"/>'
    return [*texts, scale, f'<text x="{26 + bar:.1f}" y="110" font-size="12" fill="#222">{GOAL_M} 米</text>']
