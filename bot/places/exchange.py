"""The bureau's spreadsheet in and out: every bad row named, changes shown first, all of it applied or nothing."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

from bot.database import transaction
from bot.errors import BadInput, Conflict
from bot.places import column as columns
from bot.places import hours, point, spreadsheet, store
from bot.places.category import by_name
from bot.places.chinese_hours import from_chinese
from bot.places.directory import Directory
from bot.places.placing import by_names
from bot.places.service_point import Precision, ServicePoint, service_id

EXPORTED = tuple(c for c in columns.COLUMNS if c.field not in ("coordinates", "missing"))
_HEADER_WITHIN = 10
_CLEAR = {"无", "-", "—", "没有", "清空"}
_YES = {"是", "已核实", "已核对", "√", "✓", "y", "yes", "true", "1", "对", "启用", "运营", "正常", "运营中", "营业"}
_NO = {"否", "未核实", "未核对", "×", "x", "n", "no", "false", "0", "停用", "停业", "关闭", "已关闭", "撤销", "暂停"}
_DATUMS = {
    "": "gcj02", "gcj02": "gcj02", "gcj-02": "gcj02", "高德": "gcj02", "腾讯": "gcj02", "火星": "gcj02", "火星坐标": "gcj02",
    "wgs84": "wgs84", "wgs-84": "wgs84", "gps": "wgs84", "bd09": "bd09", "bd-09": "bd09", "百度": "bd09",
}  # fmt: skip
_PHONE = re.compile(
    r"(?:\+?86-?)?(?:\(?0\d{2,3}\)?-?\d{7,8}|1[3-9]\d{9}|[2-9]\d{6,7}|[48]00-?\d{3}-?\d{4}|1\d{4,5}|9\d{4})(?:(?:转|-|x)\d{1,6})?"
)
_FAR_M = 3000.0
# 西城区 and its surroundings; a coordinate beyond is a slip.
_BEIJING = (115.4, 117.6, 39.4, 41.1)


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: Excel's row number and our heading."""

    row: int
    heading: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.heading}：{self.message}"


@dataclass(frozen=True)
class Change:
    """One row's effect: `before` is None for a new place; `differences` is heading → (old, new)."""

    row: int
    before: ServicePoint | None
    after: ServicePoint
    differences: dict[str, tuple[str, str]]

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "changed" if self.differences else "unchanged"


@dataclass
class Preview:
    """What an import would do. `problems` must be empty before it can be applied; `warnings` may stand."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    ignored_headings: list[str] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]


class _RowError(Exception):
    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.heading = columns.BY_FIELD[field_name].heading


def preview(db: Database, rows: list[spreadsheet.Row], today: date, source: str = "") -> Preview:
    """Read the rows against the database; nothing is written. Raises BadInput when no header row is found."""
    header_at, fields, ignored = _header(rows)
    directory = Directory(
        store.categories(db),
        store.service_points(db, include_inactive=True),
        store.gazetteer_entries(db),
        store.boundary(db),
    )
    reader = _RowReader(directory, today, source)
    result = Preview(ignored_headings=ignored)
    seen: dict[str, int] = {}
    for number, cells in rows[header_at + 1 :]:
        values = {name: cells[i] for i, name in fields.items() if i < len(cells) and cells[i]}
        if not set(values) - {"category", "subdistrict", "missing", "note"}:
            continue  # an unfilled line of the todo sheet
        try:
            change = reader.read(number, values)
        except _RowError as wrong:
            result.problems.append(Problem(number, wrong.heading, str(wrong)))
            continue
        if change.after.id in seen:
            result.problems.append(Problem(number, "名称", f"和第 {seen[change.after.id]} 行是同一个地方"))
            continue
        seen[change.after.id] = number
        result.changes.append(change)
    result.warnings = reader.warnings
    return result


def apply(db: Database, planned: Preview) -> int:
    """Write all changes of a preview in one transaction; returns how many.

    Raises BadInput while there are problems, Conflict when somebody changed one of the places since.
    """
    if planned.problems:
        raise BadInput("有错误的行，一行也没有导入：\n" + "\n".join(str(problem) for problem in planned.problems))
    todo = [change for change in planned.changes if change.kind != "unchanged"]
    with transaction(db):
        now = {place.id: place for place in store.service_points(db, include_inactive=True)}
        for change in todo:
            if now.get(change.after.id) != change.before:
                raise Conflict(f"“{change.after.name}”刚刚被别人改过，请重新预览再导入")
            store.write(db, change.after)
    return len(todo)


def export_rows(points: Iterable[ServicePoint], category_titles: dict[str, str]) -> list[list[str]]:
    """Cells in the order of EXPORTED, fit to be imported again."""
    return [[_shown(place, c.field, category_titles) for c in EXPORTED] for place in points]


def export(db: Database, path: Path) -> int:
    """All places, also those out of use, to CSV or .xlsx. Returns how many."""
    points = store.service_points(db, include_inactive=True)
    titles = {category.id: category.title for category in store.categories(db)}
    spreadsheet.write(path, [c.heading for c in EXPORTED], export_rows(points, titles))
    return len(points)


def _header(rows: list[spreadsheet.Row]) -> tuple[int, dict[int, str], list[str]]:
    """Where the header row is, which column means what, and the headings we do not use."""
    for at, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        fields: dict[int, str] = {}
        for i, cell in enumerate(cells):
            name = columns.field_of(cell) if cell else None
            if name and name not in fields.values():
                fields[i] = name
        if "name" in fields.values() and len(fields) >= 2:
            return at, fields, [cell for i, cell in enumerate(cells) if cell and i not in fields]
    known = "、".join(c.heading for c in EXPORTED[1:9])
    raise BadInput(f"前 {_HEADER_WITHIN} 行里没有找到表头。表头至少要有“名称”和另外一列，认得的有：{known} 等")


class _RowReader:
    """Turns the cells of one row into a change; remembers warnings."""

    def __init__(self, directory: Directory, today: date, source: str) -> None:
        self.directory, self.today, self.source = directory, today, source
        self.warnings: list[Problem] = []
        self.by_id = {place.id: place for place in directory.points}
        self.row = 0
        self.titles = {c.id: c.title for c in directory.categories.values()}

    def read(self, number: int, values: dict[str, str]) -> Change:
        self.row = number
        before = self._existing(values)
        after = before or self._new(values)
        for name, set_field in _FIELDS.items():
            if name in values:
                cleared = values[name] in _CLEAR
                after = replace(after, **set_field(self, "" if cleared else values[name]))
        after = self._placed(after, values, before)
        after = self._dated(after, values)
        if before is None or replace(after, origin=before.origin) != before:
            after = replace(after, origin="staff")
        differences = _differences(before, after, self.titles) if before else {}
        if before and not differences:
            after = before
        return Change(number, before, after, differences)

    def warn(self, field_name: str, message: str) -> None:
        self.warnings.append(Problem(self.row, columns.BY_FIELD[field_name].heading, message))

    def _existing(self, values: dict[str, str]) -> ServicePoint | None:
        if values.get("id"):
            if values["id"] not in self.by_id:
                raise _RowError("id", f"没有编号“{values['id']}”；新的地方请把编号空着")
            return self.by_id[values["id"]]
        if not values.get("name"):
            raise _RowError("name", "没有写名称")
        kind = self._category(values["category"]) if values.get("category") else None
        same = [p for p in self.directory.points if p.name == values["name"] and kind in (None, p.category)]
        at_address = [p for p in same if values.get("address") in (p.address, None)]
        return (at_address or same)[0] if len(at_address or same) == 1 else None

    def _new(self, values: dict[str, str]) -> ServicePoint:
        if not values.get("category"):
            raise _RowError("category", "没有写类别，例如“养老驿站”“老年餐桌”")
        if not {"address", "subdistrict", "community", "lon", "coordinates"} & set(values):
            raise _RowError("address", "地址、街道、社区、经纬度都没有写，不知道在哪里")
        category = self._category(values["category"])
        identity = service_id(category, values["name"])
        if identity in self.by_id:
            identity = service_id(category, values["name"], values.get("address", ""))
        return ServicePoint(identity, category, values["name"], source=self.source, origin="staff")

    def _category(self, said: str) -> str:
        found = by_name(said, self.directory.categories.values())
        if found is None:
            known = "、".join(c.title for c in self.directory.categories.values())
            raise _RowError("category", f"没有“{said}”这一类，可以写：{known}")
        return found

    def set_name(self, said: str) -> dict[str, Any]:
        if not said:
            raise _RowError("name", "名称不能清空")
        return {"name": said}

    def set_category(self, said: str) -> dict[str, Any]:
        return {"category": self._category(said)}

    def set_subdistrict(self, said: str) -> dict[str, Any]:
        return {"subdistrict": self.street(said, "subdistrict")} if said else {"subdistrict": None}

    def street(self, said: str, field_name: str) -> str:
        entries = self.directory.gazetteer.named(said, "subdistrict") or self.directory.gazetteer.named(
            f"{said}街道", "subdistrict"
        )
        if not entries:
            raise _RowError(field_name, f"“{said}”不是西城区的15个街道之一")
        return entries[0].name

    def set_community(self, said: str) -> dict[str, Any]:
        if not said:
            return {"community": None}
        bare = re.sub(r"(?:居民?委员?会|社区)+$", "", said)
        entries = self.directory.gazetteer.named(f"{bare}社区", "community") or self.directory.gazetteer.named(
            bare, "community"
        )
        if not entries:
            former = self.directory.gazetteer.named(f"{bare}社区", "former_community")
            reason = "这个社区名现在不用了，请写现在的名字" if former else "不在现行263个社区里"
            raise _RowError("community", f"“{said}”{reason}")
        return {"community": entries[0].name}

    def set_phones(self, said: str) -> dict[str, Any]:
        numbers = [n for n in re.split(r"[、,，;；/|\s]+(?=[\d+(（])", said.strip()) if n]
        plain = [
            re.sub(r"[（(](0\d{2,3})[)）]", r"\1-", n).replace("—", "-").replace("－", "-").replace(" ", "")
            for n in numbers
        ]
        for number, shown in zip(plain, numbers, strict=True):
            if not _PHONE.fullmatch(number):
                raise _RowError("phones", f"“{shown}”不像电话号码，例如 010-12345678，几个号码用顿号隔开")
        return {"phones": tuple(plain)}

    def set_hours(self, said: str) -> dict[str, Any]:
        if not said:
            return {"opening_hours": None, "hours_note": ""}
        expression = from_chinese(said)
        if expression is None:
            try:
                expression = hours.check(said)
            except BadInput:
                self.warn("opening_hours", f"“{said}”读不成具体钟点，会原样显示，但答不了“现在开不开”")
                return {"opening_hours": None, "hours_note": said}
        return {"opening_hours": expression, "hours_note": ""}

    def set_serves(self, said: str) -> dict[str, Any]:
        if not said or re.fullmatch(r"全区|西城区|不限", said):
            return {"serves": ()}
        return {"serves": tuple(self.street(part, "serves") for part in re.split(r"[、,，;；|\s]+", said) if part)}

    def set_verified(self, said: str) -> dict[str, Any]:
        return {"verified": _yes_or_no(said or "否", "verified")}

    def set_active(self, said: str) -> dict[str, Any]:
        return {"active": _yes_or_no(said or "是", "active")}

    def set_verified_on(self, said: str) -> dict[str, Any]:
        return {"verified_on": _day(said, "verified_on") if said else None}

    def _dated(self, after: ServicePoint, values: dict[str, str]) -> ServicePoint:
        """A place confirmed without a day was confirmed today; the confirmed are class A."""
        if not after.verified:
            return replace(after, verified_on=None)
        day = after.verified_on or self.today.isoformat()
        if day > self.today.isoformat():
            raise _RowError("verified_on", f"核实日期 {day} 还没有到")
        return replace(after, verified_on=day, confidence="A" if "verified" in values else after.confidence)

    def _placed(self, after: ServicePoint, values: dict[str, str], before: ServicePoint | None) -> ServicePoint:
        """Coordinates given, else the best the names can tell, with its precision."""
        given = _coordinates(values)
        if given is not None:
            return self._at(after, *given)
        if before and not {"address", "community", "subdistrict"} & set(values):
            return after
        if (
            before
            and before.precision == "point"
            and (after.address, after.community, after.subdistrict)
            == (before.address, before.community, before.subdistrict)
        ):
            return after
        if after.community and after.subdistrict and not self._agree(after.community, after.subdistrict):
            raise _RowError("community", f"{after.community}不在{after.subdistrict}")
        where = by_names(self.directory.gazetteer, after.subdistrict, after.community, after.address)
        if where is None:
            self.warn("address", "看不出在哪里，先不标位置；补上街道、社区或经纬度就能算距离")
            return replace(after, lon=None, lat=None, precision=None)
        street = after.subdistrict or where.subdistrict
        return replace(
            after, lon=where.lon, lat=where.lat, precision=cast(Precision, where.precision), subdistrict=street
        )

    def _agree(self, community: str, subdistrict: str) -> bool:
        entries = self.directory.gazetteer.named(community, "community")
        return any(subdistrict in entry.subdistricts for entry in entries)

    def _at(self, after: ServicePoint, lon: float, lat: float, datum: str) -> ServicePoint:
        lon, lat = point.to_gcj02(lon, lat, datum)
        area = self.directory.territory.area_of(lon, lat)
        if after.subdistrict is None:
            if area.subdistrict is None:
                raise _RowError("lon", "这个坐标看起来不在西城区，请检查坐标和坐标系，或写明街道")
            self.warn("subdistrict", f"没有写街道，按坐标归到{area.subdistrict}")
            after = replace(after, subdistrict=area.subdistrict)
        centre = self.directory.gazetteer.named(after.subdistrict or "", "subdistrict")
        if centre and centre[0].lon is not None and centre[0].lat is not None:
            away = point.distance_m(lon, lat, centre[0].lon, centre[0].lat)
            if away > _FAR_M:
                raise _RowError("lon", f"这个坐标离{after.subdistrict}有 {away / 1000:.1f} 公里，请检查坐标和坐标系")
        if area.subdistrict and after.subdistrict not in (area.subdistrict, *area.others):
            self.warn("lon", f"坐标看起来在{area.subdistrict}，表里写的是{after.subdistrict}，请核对坐标系")
        return replace(after, lon=round(lon, 6), lat=round(lat, 6), precision="point")


_FIELDS: dict[str, Callable[[_RowReader, str], dict[str, Any]]] = {
    "name": _RowReader.set_name,
    "category": _RowReader.set_category,
    "subdistrict": _RowReader.set_subdistrict,
    "community": _RowReader.set_community,
    "address": lambda _, said: {"address": said},
    "phones": _RowReader.set_phones,
    "opening_hours": _RowReader.set_hours,
    "serves": _RowReader.set_serves,
    "organization": lambda _, said: {"organization": said},
    "eligibility": lambda _, said: {"eligibility": said},
    "accessibility": lambda _, said: {"accessibility": said},
    "source": lambda _, said: {"source": said},
    "source_day": lambda _, said: {"source_day": said},
    "verified": _RowReader.set_verified,
    "verified_on": _RowReader.set_verified_on,
    "active": _RowReader.set_active,
    "note": lambda _, said: {"note": said},
}


def _yes_or_no(said: str, field_name: str) -> bool:
    if said.lower() in _YES:
        return True
    if said.lower() in _NO:
        return False
    raise _RowError(field_name, f"“{said}”看不懂，请写“是”或“否”")


def _day(said: str, field_name: str) -> str:
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", said)
    try:
        return (
            date(*(int(part) for part in match.groups())).isoformat() if match else date.fromisoformat(said).isoformat()
        )
    except ValueError:
        raise _RowError(field_name, f"“{said}”不是日期，例如 2026-11-24") from None


def _coordinates(values: dict[str, str]) -> tuple[float, float, str] | None:
    """(lon, lat, datum) given in the row, or None."""
    lon, lat = values.get("lon", ""), values.get("lat", "")
    if values.get("coordinates"):
        parts = [part for part in re.split(r"[,，\s]+", values["coordinates"]) if part]
        if len(parts) != 2:
            raise _RowError("coordinates", f"“{values['coordinates']}”不是“经度,纬度”")
        lon, lat = parts
    if not lon and not lat:
        return None
    if not lon or not lat:
        raise _RowError("lon" if not lon else "lat", "经度和纬度要一起写")
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        raise _RowError("lon", f"“{lon}，{lat}”不是数字，要写成 116.366000 和 39.915000 这样的小数") from None
    datum = values.get("datum", "").lower().removesuffix("坐标系").removesuffix("坐标").removesuffix("地图")
    if datum not in _DATUMS:
        raise _RowError("datum", f"不认识坐标系“{values['datum']}”，可以写 高德、腾讯、百度、GPS")
    if _BEIJING[2] <= x <= _BEIJING[3] and _BEIJING[0] <= y <= _BEIJING[1]:
        raise _RowError("lon", "经度和纬度写反了：北京的经度约 116.4，纬度约 39.9")
    if not (_BEIJING[0] <= x <= _BEIJING[1] and _BEIJING[2] <= y <= _BEIJING[3]):
        raise _RowError("lon", f"“{lon}，{lat}”不在北京")
    return x, y, _DATUMS[datum]


def _shown(place: ServicePoint, field_name: str, titles: dict[str, str]) -> str:
    """One field as the spreadsheet shows it. Only a place's own point is exported: a centre is no fact about it."""
    if field_name == "category":
        return titles.get(place.category, place.category)
    if field_name in ("lon", "lat", "datum"):
        if place.precision != "point":
            return ""
        return "GCJ-02" if field_name == "datum" else f"{getattr(place, field_name):.6f}"
    if field_name == "opening_hours":
        return place.hours_note or place.opening_hours or ""
    if field_name == "verified":
        return "是" if place.verified else "否"
    if field_name == "active":
        return "启用" if place.active else "停用"
    value = getattr(place, field_name)
    return "、".join(value) if isinstance(value, tuple) else value or ""


def _differences(before: ServicePoint, after: ServicePoint, titles: dict[str, str]) -> dict[str, tuple[str, str]]:
    found = {}
    for c in EXPORTED[1:]:
        old, new = _shown(before, c.field, titles), _shown(after, c.field, titles)
        if old != new:
            found[c.heading] = (old, new)
    if (before.precision, before.lon, before.lat) != (after.precision, after.lon, after.lat) and "经度" not in found:
        found["位置"] = (_PRECISION[before.precision or ""], _PRECISION[after.precision or ""])
    return found


_PRECISION = {
    "": "没有",
    "point": "准确点",
    "landmark": "附近地点",
    "community": "社区的点",
    "subdistrict": "街道中心",
    "district": "只到区",
}


def precision_of(place: ServicePoint) -> str:
    """`准确点`, `社区的点`, `街道中心` …: how a place's position is known."""
    return _PRECISION[place.precision or ""]
