"""One row of a spreadsheet turned into a change of one place, or a sentence saying why it cannot be."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from bot.errors import BadInput
from bot.places import column as columns
from bot.places import hours, point
from bot.places.category import by_name
from bot.places.chinese_hours import from_chinese
from bot.places.directory import Directory
from bot.places.placing import by_names
from bot.places.service_point import Precision, ServicePoint, service_id
from bot.places.sheet_cell import differences

_CLEAR = {"无", "-", "—", "没有", "清空"}
_YES = {"是", "已核实", "已核对", "√", "✓", "y", "yes", "true", "1", "对", "启用", "运营", "正常", "运营中", "营业"}
_NO = {"否", "未核实", "未核对", "×", "x", "n", "no", "false", "0", "停用", "停业", "关闭", "已关闭", "撤销", "暂停"}
_DATUMS = {
    "": "gcj02", "gcj02": "gcj02", "gcj-02": "gcj02", "高德": "gcj02", "腾讯": "gcj02", "火星": "gcj02", "火星坐标": "gcj02",
    "wgs84": "wgs84", "wgs-84": "wgs84", "gps": "wgs84", "bd09": "bd09", "bd-09": "bd09", "百度": "bd09",
}  # fmt: skip
_PHONE = re.compile(
    r"(?:\+?86-?)?(?:\(?0\d{2,3}\)?-?\d{7,8}|1[3-9]\d{9}|[2-9]\d{6,7}|[48]00-?\d{3}-?\d{4}|1\d{4,5}|9\d{4})"
    r"(?:(?:转|-|x)\d{1,6})?"
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


class RowError(Exception):
    """This row cannot be used; `heading` is the column at fault."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.heading = columns.BY_FIELD[field_name].heading


class RowReader:
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
        changed = differences(before, after, self.titles) if before else {}
        if before and not changed:
            after = before
        return Change(number, before, after, changed)

    def warn(self, field_name: str, message: str) -> None:
        self.warnings.append(Problem(self.row, columns.BY_FIELD[field_name].heading, message))

    def _existing(self, values: dict[str, str]) -> ServicePoint | None:
        if values.get("id"):
            if values["id"] not in self.by_id:
                raise RowError("id", f"没有编号“{values['id']}”；新的地方请把编号空着")
            return self.by_id[values["id"]]
        if not values.get("name"):
            raise RowError("name", "没有写名称")
        kind = self._category(values["category"]) if values.get("category") else None
        same = [p for p in self.directory.points if p.name == values["name"] and kind in (None, p.category)]
        at_address = [p for p in same if values.get("address") in (p.address, None)]
        return (at_address or same)[0] if len(at_address or same) == 1 else None

    def _new(self, values: dict[str, str]) -> ServicePoint:
        if not values.get("category"):
            raise RowError("category", "没有写类别，例如“养老驿站”“老年餐桌”")
        if not {"address", "subdistrict", "community", "lon", "coordinates"} & set(values):
            raise RowError("address", "地址、街道、社区、经纬度都没有写，不知道在哪里")
        category = self._category(values["category"])
        identity = service_id(category, values["name"])
        if identity in self.by_id:
            identity = service_id(category, values["name"], values.get("address", ""))
        return ServicePoint(identity, category, values["name"], source=self.source, origin="staff")

    def _category(self, said: str) -> str:
        found = by_name(said, self.directory.categories.values())
        if found is None:
            known = "、".join(c.title for c in self.directory.categories.values())
            raise RowError("category", f"没有“{said}”这一类，可以写：{known}")
        return found

    def set_name(self, said: str) -> dict[str, Any]:
        if not said:
            raise RowError("name", "名称不能清空")
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
            raise RowError(field_name, f"“{said}”不是西城区的15个街道之一")
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
            raise RowError("community", f"“{said}”{reason}")
        return {"community": entries[0].name}

    def set_phones(self, said: str) -> dict[str, Any]:
        numbers = [n for n in re.split(r"[、,，;；/|\s]+(?=[\d+(（])", said.strip()) if n]
        plain = [
            re.sub(r"[（(](0\d{2,3})[)）]", r"\1-", n).replace("—", "-").replace("－", "-").replace(" ", "")
            for n in numbers
        ]
        for number, shown in zip(plain, numbers, strict=True):
            if not _PHONE.fullmatch(number):
                raise RowError("phones", f"“{shown}”不像电话号码，例如 010-12345678，几个号码用顿号隔开")
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
            raise RowError("verified_on", f"核实日期 {day} 还没有到")
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
            raise RowError("community", f"{after.community}不在{after.subdistrict}")
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
                raise RowError("lon", "这个坐标看起来不在西城区，请检查坐标和坐标系，或写明街道")
            self.warn("subdistrict", f"没有写街道，按坐标归到{area.subdistrict}")
            after = replace(after, subdistrict=area.subdistrict)
        centre = self.directory.gazetteer.named(after.subdistrict or "", "subdistrict")
        if centre and centre[0].lon is not None and centre[0].lat is not None:
            away = point.distance_m(lon, lat, centre[0].lon, centre[0].lat)
            if away > _FAR_M:
                raise RowError("lon", f"这个坐标离{after.subdistrict}有 {away / 1000:.1f} 公里，请检查坐标和坐标系")
        if area.subdistrict and after.subdistrict not in (area.subdistrict, *area.others):
            self.warn("lon", f"坐标看起来在{area.subdistrict}，表里写的是{after.subdistrict}，请核对坐标系")
        return replace(after, lon=round(lon, 6), lat=round(lat, 6), precision="point")


_FIELDS: dict[str, Callable[[RowReader, str], dict[str, Any]]] = {
    "name": RowReader.set_name,
    "category": RowReader.set_category,
    "subdistrict": RowReader.set_subdistrict,
    "community": RowReader.set_community,
    "address": lambda _, said: {"address": said},
    "phones": RowReader.set_phones,
    "opening_hours": RowReader.set_hours,
    "serves": RowReader.set_serves,
    "organization": lambda _, said: {"organization": said},
    "eligibility": lambda _, said: {"eligibility": said},
    "accessibility": lambda _, said: {"accessibility": said},
    "source": lambda _, said: {"source": said},
    "source_day": lambda _, said: {"source_day": said},
    "verified": RowReader.set_verified,
    "verified_on": RowReader.set_verified_on,
    "active": RowReader.set_active,
    "note": lambda _, said: {"note": said},
}


def _yes_or_no(said: str, field_name: str) -> bool:
    if said.lower() in _YES:
        return True
    if said.lower() in _NO:
        return False
    raise RowError(field_name, f"“{said}”看不懂，请写“是”或“否”")


def _day(said: str, field_name: str) -> str:
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", said)
    try:
        return (
            date(*(int(part) for part in match.groups())).isoformat() if match else date.fromisoformat(said).isoformat()
        )
    except ValueError:
        raise RowError(field_name, f"“{said}”不是日期，例如 2026-11-24") from None


def _coordinates(values: dict[str, str]) -> tuple[float, float, str] | None:
    """(lon, lat, datum) given in the row, or None."""
    lon, lat = values.get("lon", ""), values.get("lat", "")
    if values.get("coordinates"):
        parts = [part for part in re.split(r"[,，\s]+", values["coordinates"]) if part]
        if len(parts) != 2:
            raise RowError("coordinates", f"“{values['coordinates']}”不是“经度,纬度”")
        lon, lat = parts
    if not lon and not lat:
        return None
    if not lon or not lat:
        raise RowError("lon" if not lon else "lat", "经度和纬度要一起写")
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        raise RowError("lon", f"“{lon}，{lat}”不是数字，要写成 116.366000 和 39.915000 这样的小数") from None
    datum = values.get("datum", "").lower().removesuffix("坐标系").removesuffix("坐标").removesuffix("地图")
    if datum not in _DATUMS:
        raise RowError("datum", f"不认识坐标系“{values['datum']}”，可以写 高德、腾讯、百度、GPS")
    if _BEIJING[2] <= x <= _BEIJING[3] and _BEIJING[0] <= y <= _BEIJING[1]:
        raise RowError("lon", "经度和纬度写反了：北京的经度约 116.4，纬度约 39.9")
    if not (_BEIJING[0] <= x <= _BEIJING[1] and _BEIJING[2] <= y <= _BEIJING[3]):
        raise RowError("lon", f"“{lon}，{lat}”不在北京")
    return x, y, _DATUMS[datum]
