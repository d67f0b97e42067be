"""The first stock in data/places/*.csv, read into values. Which file says what: data/places/README.md."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, cast, get_args

from bot import yaml_file
from bot.errors import DataError
from bot.places import point
from bot.places.boundary import Boundaries
from bot.places.category import Category
from bot.places.errand import Errand
from bot.places.gazetteer import DISTRICT, Entry, Gazetteer, Kind
from bot.places.known_total import KnownTotal, Status
from bot.places.language import FILES, described
from bot.places.placing import by_names, capped
from bot.places.service_point import ServicePoint, service_id

# Community names that are everyday words although they have three characters or more.
_EVERYDAY = {
    "教育部", "新华社", "西里一区", "西里二区", "西里三区", "西里四区", "大街东", "青年湖", "南小街", "甲7号院", "教育部家属",
    "社会路", "西巷", "西太平街", "北草厂",
}  # fmt: skip
Coordinates = tuple[float, float]
# A station is as wide as a crossing: within this of a subdistrict it is said to be there as well.
STATION_M = 60.0


@dataclass(frozen=True)
class Stock:
    """Everything the directory starts from."""

    categories: list[Category]
    totals: list[KnownTotal]
    errands: list[Errand]
    language: dict[str, Any]
    entries: list[Entry]
    service_points: list[ServicePoint]
    boundaries: Boundaries


def read(directory: Path) -> Stock:
    """All files of `directory`. Raises DataError naming file and line."""
    documents = {name: yaml_file.read(directory / f"{name}.yml") for name in FILES}
    descriptions = _descriptions(directory, documents["descriptions"])
    categories = [_category(row, descriptions) for _, row in _rows(directory / "categories.csv")]
    known = {category.id for category in categories}
    boundaries = _boundaries(directory / "subdistrict_boundaries.csv")
    entries = _Entries(directory, boundaries).all()
    gazetteer = Gazetteer.of(entries)
    points = [
        _service_point(row, line, directory / "service_points.csv", categories, gazetteer)
        for line, row in _rows(directory / "service_points.csv")
    ]
    totals = [
        _known_total(row, line, directory / "known_totals.csv") for line, row in _rows(directory / "known_totals.csv")
    ]
    errands = [
        Errand(row["category"], row["topic"], row["title"], row["what_for"], _split(row["words"]))
        for _, row in _rows(directory / "category_topics.csv")
    ]
    for unknown in ({each.category for each in totals} | {each.category for each in errands}) - known:
        raise DataError(directory, None, f"没有“{unknown}”这个类别")
    return Stock(categories, totals, errands, documents, entries, points, boundaries)


def _boundaries(path: Path) -> Boundaries:
    """Rings of at least three points in GCJ-02, `seq` and `ring` counted from 0 without a gap."""
    rings: dict[str, list[list[Coordinates]]] = {}
    for line, row in _rows(path):
        where = _coordinates(row, path, line, "lon", "lat", "gcj02")
        each = rings.setdefault(row["subdistrict"], [])
        if row["seq"] == "0":
            each.append([])
        if where is None or row["ring"] != str(len(each) - 1) or row["seq"] != str(len(each[-1])):
            raise DataError(path, line, "边界的点要按 ring、seq 从 0 起连续排，并且都有经纬度")
        each[-1].append(where)
    if not rings or any(len(ring) < 3 for each in rings.values() for ring in each):
        raise DataError(path, None, "每个街道至少要有一圈、每圈至少三个点")
    return Boundaries(rings)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                if None in row or None in row.values():
                    raise DataError(path, reader.line_num, "这一行的列数和表头对不上")
                yield reader.line_num, {key: value.strip() for key, value in row.items()}
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise DataError(path, None, f"读不了这个文件：{wrong}") from wrong


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _descriptions(directory: Path, document: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    try:
        found = described(document)
        for line in (line for lines in found.values() for line in lines):
            re.compile(line)
    except (KeyError, TypeError, re.error) as wrong:
        raise DataError(directory / "descriptions.yml", None, f"说法写得不对：{wrong}") from wrong
    return found


def _known_total(row: dict[str, str], line: int, path: Path) -> KnownTotal:
    if row["number"] and not row["number"].isdigit():
        raise DataError(path, line, f"“{row['number']}”不是个数")
    if row["status"] not in get_args(Status):
        raise DataError(path, line, f"没有“{row['status']}”这种说法，可以写 {'、'.join(get_args(Status))}")
    return KnownTotal(
        row["category"], row["subdistrict"], int(row["number"]) if row["number"] else None, row["unit"], row["counts"],
        cast(Status, row["status"]), row["as_of"], row["source_title"], row["source_date"], row["url"],
        row["confidence"], row["in_total"] == "yes", row["may_be_said"] == "yes", row["note"],
    )  # fmt: skip


def _category(row: dict[str, str], descriptions: dict[str, tuple[str, ...]]) -> Category:
    return Category(
        row["id"], row["title"], "district" if row["scope"] == "district" else "subdistrict", _split(row["words"]),
        _split(row["generic_words"]), _split(row["look_alikes"]), row["advice"], _split(row["errands"]),
        descriptions.get(row["id"], ()),
    )  # fmt: skip


def _coordinates(row: dict[str, str], path: Path, line: int, lon: str, lat: str, datum: str) -> Coordinates | None:
    if not row[lon]:
        return None
    try:
        return point.to_gcj02(float(row[lon]), float(row[lat]), datum)
    except ValueError as wrong:
        raise DataError(path, line, f"经纬度“{row[lon]}, {row[lat]}”不是数字") from wrong


def _service_point(
    row: dict[str, str],
    line: int,
    path: Path,
    categories: list[Category],
    gazetteer: Gazetteer,
) -> ServicePoint:
    if row["类别"] not in {category.id for category in categories}:
        raise DataError(path, line, f"没有“{row['类别']}”这个类别")
    where = _coordinates(row, path, line, "经度", "纬度", "gcj02")
    named = None if where else by_names(gazetteer, row["街道"] or None, None, row["地址"])
    lon, lat = where or ((named.lon, named.lat) if named else (None, None))
    precision = "point" if where else capped(named.precision, row["精度"]) if named else None
    if precision is None:
        lon, lat = None, None
    return ServicePoint(
        id=service_id(row["类别"], row["名称"]), category=row["类别"], name=row["名称"], subdistrict=row["街道"] or None,
        address=row["地址"], phones=_split(row["电话"]), opening_hours=row["办公时间"] or None,
        lon=lon, lat=lat, precision=precision,
        serves=_split(row["服务范围"]),
        source=row["来源"], evidence=row["依据"], source_day=row["来源日期"], confidence=row["可信度"] or "C", verified=row["已核实"] == "是",
        note=row["备注"],
    )  # fmt: skip


class _Entries:
    """Builds gazetteer entries file by file; later files lean on the coordinates of earlier ones."""

    def __init__(self, directory: Path, boundaries: Boundaries) -> None:
        self.directory = directory
        self.boundaries = boundaries
        self.claimed = {
            name for _, row in _rows(directory / "outside.csv") for name in (row["name"], *_split(row["aliases"]))
        }
        self.points: dict[str, Coordinates] = {}
        self.communities = list(_rows(directory / "communities.csv"))
        self.centres = self._centres()
        self.corners = {row["name"]: _split(row["streets"]) for _, row in _rows(directory / "landmarks.csv")}

    def all(self) -> list[Entry]:
        """Stations before landmarks and roads, whose anchors they are."""
        entries = [*self._subdistricts(), *self._community_entries(), *self._former(), *self._stations()]
        entries += [*self._landmarks(), *self._roads(), *self._outside(), *self._not_places()]
        return list({entry.id: entry for entry in entries}.values())

    def _centres(self) -> dict[str, Coordinates]:
        by_street: dict[str, list[Coordinates]] = defaultdict(list)
        for line, row in self.communities:
            where = _coordinates(row, self.directory / "communities.csv", line, "lon", "lat", "gcj02")
            if where:
                by_street[row["street"]].append(where)
                self.points[row["community"]] = where
        return {street: (fmean(p[0] for p in ps), fmean(p[1] for p in ps)) for street, ps in by_street.items()}

    def _entry(
        self, kind: Kind, name: str, streets: tuple[str, ...], where: Coordinates | None = None,
        precision: str = "landmark",
        **more: Any,
    ) -> Entry:  # fmt: skip
        """With its own point, else its subdistrict's centre where it has just one."""
        if where is None and len(streets) == 1:
            where, precision = self.centres.get(streets[0]), "subdistrict"
        lon, lat = where or (None, None)
        suffix = f":{'|'.join(streets)}" if kind in ("community", "former_community") else ""
        return Entry(
            f"{kind}:{name}{suffix}", kind, name, subdistricts=streets, lon=lon, lat=lat, precision=precision, **more
        )

    def _subdistricts(self) -> Iterator[Entry]:
        xuanwu = []
        for _, row in _rows(self.directory / "subdistricts.csv"):
            names = (*_split(row["short_names"]), row["name"].removesuffix("街道") + "街道办事处")
            yield self._entry("subdistrict", row["name"], (row["name"],), None, aliases=names)
            if row["former_district"] == "宣武区":
                xuanwu.append(row["name"])
        note = "宣武区2010年并入西城区，要再问是哪个街道"
        yield self._entry("former_district", "原宣武区", tuple(xuanwu), aliases=("宣武区", "宣武", "老宣武"), note=note)

    def _community_entries(self) -> Iterator[Entry]:
        for _, row in self.communities:
            bare = row["community"].removesuffix("社区")
            names = {bare, *_split(row["aliases"])}
            weak = tuple(sorted(n for n in names if len(n) < 3 or n in _EVERYDAY))
            yield self._entry(
                "community", row["community"], (row["street"],), self.points.get(row["community"]), "community",
                aliases=tuple(sorted(names - set(weak))), weak_aliases=weak, community=row["community"],
            )  # fmt: skip

    def _former(self) -> Iterator[Entry]:
        for _, row in _rows(self.directory / "communities_former.csv"):
            bare = row["community"].removesuffix("社区")
            names = (bare,) if len(bare) >= 3 else ()
            weak = () if names else (bare,)
            note = f"{row['community']}这个名字现在不用了"
            yield self._entry(
                "former_community", row["community"], (row["street"],), aliases=names, weak_aliases=weak, note=note
            )

    def _stations(self) -> Iterator[Entry]:
        path = self.directory / "stations.csv"
        rows = [(row, _coordinates(row, path, line, "lon_wgs84", "lat_wgs84", "wgs84")) for line, row in _rows(path)]
        exits_in: dict[str, list[str]] = defaultdict(list)
        for row, where in rows:
            street = self.boundaries.at(*where) if where else None
            if row["kind"] == "subway_exit" and street:
                exits_in[row["name"].split("站")[0] + "站"].append(street)
        for row, where in rows:
            if row["kind"] == "subway_exit":
                yield self._exit(row, where)
            else:
                yield self._station(row, where, exits_in[row["name"]])

    def _station(self, row: dict[str, str], where: Coordinates | None, exits: list[str]) -> Entry:
        """In every subdistrict within STATION_M, a corner if several; one outside whose exits reach in is inside."""
        assert where is not None
        self.points[row["name"]] = where
        corner = self.corners.get(row["name"].removesuffix("站"), ())
        near = tuple(self.boundaries.within(*where, STATION_M)) or tuple(dict.fromkeys(exits))
        streets = corner if len(corner) > len(near) else near
        aliases = tuple(alias for alias in _split(row["aliases"]) if alias not in self.claimed)
        if not streets:
            return self._entry("outside", row["name"], (), where, district="邻区", aliases=aliases)
        return self._entry("station", row["name"], streets, where, aliases=aliases)

    def _exit(self, row: dict[str, str], where: Coordinates | None) -> Entry:
        station, _, gate = row["name"].partition("站")
        letter = gate.removesuffix("出口")
        aliases = tuple(
            f"{station}{between}{letter}{end}" for between in ("", "站", "地铁站", " ") for end in ("口", "出口")
        )
        street = self.boundaries.at(*where) if where else None
        streets = (street,) if street else ()
        kind: Kind = "exit" if streets else "outside"
        return self._entry(kind, row["name"], streets, where, aliases=aliases, district=DISTRICT if streets else "邻区")

    def _landmarks(self) -> Iterator[Entry]:
        for _, row in _rows(self.directory / "landmarks.csv"):
            near = (row["anchor"], f"{row['anchor']}社区", f"{row['name']}社区", f"{row['name']}站")
            where = self._anchor(near, _split(row["streets"]))
            yield self._entry(
                "landmark", row["name"], _split(row["streets"]), where, aliases=_split(row["aliases"]),
                weak_aliases=_split(row["weak_aliases"]), note=row["hint"],
            )  # fmt: skip

    def _roads(self) -> Iterator[Entry]:
        for _, row in _rows(self.directory / "roads.csv"):
            near = (f"{row['name']}社区", f"{row['name']}站")
            where = self._anchor(near, _split(row["streets"]))
            yield self._entry(
                "road", row["name"], _split(row["streets"]), where, "road", aliases=_split(row["aliases"])
            )

    def _anchor(self, names: tuple[str, ...], streets: tuple[str, ...]) -> Coordinates | None:
        """The first known point of these names that lies where the place does: 牛街站 is not on 牛街's side."""
        known = (self.points[name] for name in names if name in self.points)
        return next((where for where in known if set(self.boundaries.within(*where, STATION_M)) & set(streets)), None)

    def _outside(self) -> Iterator[Entry]:
        for _, row in _rows(self.directory / "outside.csv"):
            where = self.points.get(row["station"])
            yield self._entry(
                "outside", row["name"], (), where, "landmark" if where else "district", aliases=_split(row["aliases"]),
                weak_aliases=_split(row["weak_aliases"]), district=row["where"], note=row["note"],
            )  # fmt: skip

    def _not_places(self) -> Iterator[Entry]:
        for _, row in _rows(self.directory / "not_places.csv"):
            yield self._entry("not_place", row["word"], ())
