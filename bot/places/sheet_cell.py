"""A place as cells of a spreadsheet, and what differs between two versions of it."""

from bot.places import columns
from bot.places.placing import STATED
from bot.places.service_point import ServicePoint

EXPORTED = tuple(c for c in columns.COLUMNS if c.field not in ("coordinates", "missing"))
_STATED = {str(precision): name for name, precision in STATED.items() if precision} | {"district": "街道"}
_PRECISION = {
    "": "没有",
    "point": "准确点",
    "landmark": "附近地点",
    "road": "只到路名",
    "community": "社区的点",
    "subdistrict": "街道中心",
    "district": "只到区",
}


def shown(place: ServicePoint, field_name: str, titles: dict[str, str]) -> str:
    """One field as the spreadsheet shows it. Only a place's own point is exported: a centre is no fact about it."""
    if field_name == "category":
        return titles.get(place.category, place.category)
    if field_name in ("lon", "lat", "datum"):
        if place.precision != "point":
            return ""
        return "GCJ-02" if field_name == "datum" else f"{getattr(place, field_name):.6f}"
    if field_name == "precision":
        return _STATED.get(place.precision or "", "无")
    if field_name == "opening_hours":
        return place.hours_note or place.opening_hours or ""
    if field_name == "verified":
        return "是" if place.verified else "否"
    if field_name == "active":
        return "启用" if place.active else "停用"
    value = getattr(place, field_name)
    return "、".join(value) if isinstance(value, tuple) else value or ""


def differences(before: ServicePoint, after: ServicePoint, titles: dict[str, str]) -> dict[str, tuple[str, str]]:
    found = {}
    for c in EXPORTED[1:]:
        old, new = shown(before, c.field, titles), shown(after, c.field, titles)
        if old != new:
            found[c.heading] = (old, new)
    if _spot(before) != _spot(after) and not {"经度", "纬度"} & set(found):
        found["位置"] = (_PRECISION[before.precision or ""], _PRECISION[after.precision or ""])
    return found


def _spot(place: ServicePoint) -> tuple[str | None, float | None, float | None]:
    """Where it is, to a tenth of a metre."""
    if place.lon is None or place.lat is None:
        return place.precision, None, None
    return place.precision, round(place.lon, 6), round(place.lat, 6)


def precision_of(place: ServicePoint) -> str:
    """`准确点`, `社区的点`, `街道中心` …: how a place's position is known."""
    return _PRECISION[place.precision or ""]
