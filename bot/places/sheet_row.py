"""One row of a spreadsheet turned into a change of one place, or a sentence saying why it cannot be."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

from bot.errors import BadInput
from bot.places import columns, hours, point
from bot.places.category import by_name
from bot.places.chinese_hours import from_chinese
from bot.places.directory import Directory
from bot.places.placing import STATED, by_names, capped
from bot.places.service_point import Precision, ServicePoint, service_id
from bot.places.sheet_cell import differences
from bot.sheet.day import read_day
from bot.sheet.preview import Change
from bot.sheet.problem import Problem

_CLEAR = {"无", "-", "—", "没有", "清空"}
_YES = {"是", "已核实", "已核对", "√", "✓", "y", "yes", "true", "1", "对", "启用", "运营", "正常", "运营中", "营业"}
_NO = {"否", "未核实", "未核对", "×", "x", "n", "no", "false", "0", "停用", "停业", "关闭", "已关闭", "撤销", "暂停"}
_DATUMS = {
    "": "gcj02", "gcj02": "gcj02", "gcj-02": "gcj02", "高德": "gcj02", "腾讯": "gcj02", "火星": "gcj02", "火星坐标": "gcj02",
    "wgs84": "wgs84", "wgs-84": "wgs84", "gps": "wgs84", "bd09": "bd09", "bd-09": "bd09", "百度": "bd09",
}  # fmt: skip
_PHONES_APART = re.compile(r"[、,，;；/|\n]+|\s+(?=\(?0\d{2,3}[)-])|[和或及]")
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})")
_PHONE = re.compile(
    r"(?:\+?86-?)?(?:\(?0\d{2,3}\)?-?\d{7,8}|1[3-9]\d{9}|[2-9]\d{6,7}|[48]00-?\d{3}-?\d{4}|1\d{4,5}|9\d{4})"
    r"(?:(?:转|-|x)\d{1,6})?"
)
# Further outside the subdistrict than this a coordinate is a slip, not a matter of the border.
_FAR_M = 2000.0
# 西城区 and its surroundings; a coordinate beyond is a slip.
_BEIJING = (115.4, 117.6, 39.4, 41.1)


# Asks a map service where an address is: (longitude, latitude, precision) in GCJ-02, None where it cannot tell.
Placer = Callable[[str], tuple[float, float, Precision] | None]


class RowError(Exception):
    """This row cannot be used; `heading` is the column at fault."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.heading = columns.BY_FIELD[field_name].heading


class RowReader:
    """Turns the cells of one row into a change; remembers warnings."""

    def __init__(
        self, directory: Directory, today: date, source: str, evidence: str = "", placer: Placer | None = None
    ) -> None:
        self.directory, self.today, self.source, self.evidence = directory, today, source, evidence
        self.placer = placer
        self.warnings: list[Problem] = []
        self.by_id = {place.id: place for place in directory.points}
        self.row = 0
        self.titles = {c.id: c.title for c in directory.categories.values()}

    def read(self, number: int, values: dict[str, str]) -> Change[ServicePoint]:
        """The change a row means. Raises RowError."""
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
        return ServicePoint(
            identity, category, values["name"], source=self.source, source_day=self.today.isoformat(),
            evidence=self.evidence, confidence="B", origin="staff",
        )  # fmt: skip

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
        return {
            "phones": tuple(number for part in _PHONES_APART.split(said.strip()) if part for number in _phones(part))
        }

    def set_hours(self, said: str) -> dict[str, Any]:
        if not said:
            return {"opening_hours": None, "hours_note": ""}
        expression = from_chinese(said)
        if expression is None:
            try:
                expression = hours.check(said)
            except BadInput:
                if wrong := _impossible_hour(said):
                    raise RowError("opening_hours", wrong) from None
                self.warn("opening_hours", f"“{said}”读不成具体钟点，会原样显示，但答不了“现在开不开”")
                return {"opening_hours": None, "hours_note": said}
        return {"opening_hours": expression, "hours_note": ""}

    def set_serves(self, said: str) -> dict[str, Any]:
        if not said or re.fullmatch(r"全区|西城区|不限", said):
            return {"serves": ()}
        return {"serves": tuple(self.street(part, "serves") for part in re.split(r"[、,，;；|\s]+", said) if part)}

    def set_confidence(self, said: str) -> dict[str, Any]:
        grade = said.strip().upper()[:1]
        if grade not in ("A", "B", "C"):
            raise RowError("confidence", f"“{said}”看不懂，请写 A（已核实）、B（有出处）或 C（听说的）")
        return {"confidence": grade}

    def set_source_day(self, said: str) -> dict[str, Any]:
        try:
            return {"source_day": read_day(said).isoformat() if said else ""}
        except BadInput:
            return {"source_day": said}

    def set_verified(self, said: str) -> dict[str, Any]:
        return {"verified": _yes_or_no(said or "否", "verified")}

    def set_active(self, said: str) -> dict[str, Any]:
        return {"active": _yes_or_no(said or "是", "active")}

    def set_verified_on(self, said: str) -> dict[str, Any]:
        try:
            return {"verified_on": read_day(said).isoformat() if said else None}
        except BadInput as wrong:
            raise RowError("verified_on", str(wrong)) from None

    def _dated(self, after: ServicePoint, values: dict[str, str]) -> ServicePoint:
        """A place confirmed without a day was confirmed today; the confirmed are class A."""
        if not after.verified:
            return replace(after, verified_on=None)
        day = after.verified_on or self.today.isoformat()
        if day > self.today.isoformat():
            raise RowError("verified_on", f"核实日期 {day} 还没有到")
        return replace(
            after,
            verified_on=day,
            confidence="A" if "verified" in values and "confidence" not in values else after.confidence,
        )

    def _placed(self, after: ServicePoint, values: dict[str, str], before: ServicePoint | None) -> ServicePoint:
        """Coordinates given, else what the map service knows, else the best the names tell; no better than stated."""
        stated = values.get("precision", "")
        if stated and stated not in STATED:
            raise RowError("precision", f"“{stated}”看不懂，可以写：{'、'.join(STATED)}")
        given = _coordinates(values)
        if given is not None:
            return self._as_stated(self._at(after, *given), stated)
        if before and not {"address", "community", "subdistrict", "precision"} & set(values):
            return after
        if before and before.precision == "point" and _words_of_place(after) == _words_of_place(before):
            return self._as_stated(after, stated)
        if after.community and after.subdistrict and not self._agree(after.community, after.subdistrict):
            raise RowError("community", f"{after.community}不在{after.subdistrict}")
        return self._as_stated(self._by_map(after) or self._by_names(after), stated)

    def _as_stated(self, after: ServicePoint, stated: str) -> ServicePoint:
        precision = capped(after.precision, stated) if after.precision else None
        if precision is None:
            return replace(after, lon=None, lat=None, precision=None)
        return replace(after, precision=precision)

    def _by_names(self, after: ServicePoint) -> ServicePoint:
        where = by_names(self.directory.gazetteer, after.subdistrict, after.community, after.address)
        if where is None:
            self.warn("address", "看不出在哪里，先不标位置；补上街道、社区或经纬度就能算距离")
            return replace(after, lon=None, lat=None, precision=None)
        street = after.subdistrict or where.subdistrict
        return replace(
            after, lon=where.lon, lat=where.lat, precision=cast(Precision, where.precision), subdistrict=street
        )

    def _by_map(self, after: ServicePoint) -> ServicePoint | None:
        """Where a map service puts the address, as long as that agrees with the subdistrict."""
        found = self.placer(after.address) if self.placer and after.has_street else None
        if found is None:
            return None
        lon, lat, precision = found
        area = self.directory.territory.area_of(lon, lat)
        if area.subdistrict is None or after.subdistrict not in (None, area.subdistrict, *area.others):
            self.warn("address", f"地图把这个地址标在{area.subdistrict or '西城以外'}，和街道对不上，没有采用")
            return None
        street = after.subdistrict or area.subdistrict
        return replace(after, lon=round(lon, 6), lat=round(lat, 6), precision=precision, subdistrict=street)

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
        away = self.directory.territory.boundaries.away_m(after.subdistrict or "", lon, lat)
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
    "source_day": RowReader.set_source_day,
    "confidence": RowReader.set_confidence,
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


def _words_of_place(place: ServicePoint) -> tuple[str, str | None, str | None]:
    return place.address, place.community, place.subdistrict


def _phones(part: str) -> list[str]:
    """The numbers of one part of a cell: 010 0000 0015 is one, two with a blank between are two. Raises RowError."""
    for pieces in ([part], part.split()):
        plain = [_plain_phone(piece) for piece in pieces]
        if all(_PHONE.fullmatch(number) for number in plain):
            return plain
    raise RowError("phones", f"“{part.strip()}”不像电话号码，例如 010-12345678，几个号码用顿号隔开")


def _plain_phone(written: str) -> str:
    """（010）0000 0015 → 010-00000015; 01000000015 → the same."""
    plain = re.sub(r"[—–－−]", "-", unicodedata.normalize("NFKC", written))
    plain = re.sub(r"\((0\d{2,3})\)", r"\1-", plain)
    plain = re.sub(r"分机|转接", "转", re.sub(r"\s", "", plain))
    return re.sub(r"^(010|02\d)-?(\d{8})(?!\d)", r"\1-\2", plain)


def _impossible_hour(said: str) -> str:
    """没有 25 点, where a clock time is none; empty otherwise."""
    for hour, minute in _CLOCK.findall(unicodedata.normalize("NFKC", said)):
        if int(hour) > 24 or int(minute) > 59:
            return f"“{said}”里没有 {hour}:{minute} 这个钟点"
    return ""


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
