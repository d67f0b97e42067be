"""The places as one immutable snapshot in memory: where is the resident, what is asked for, what is there.

Made by `store.directory` once per database version; every method is pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import NotFound
from bot.places import hours, point
from bot.places.boundary import Boundaries
from bot.places.category import Category, Kind, Kinds
from bot.places.errand import Errand
from bot.places.gazetteer import DISTRICT, Entry, Gazetteer, Located, Origin
from bot.places.known_total import KnownTotal, Total, total_of
from bot.places.language import Language
from bot.places.nearest import PointIndex
from bot.places.service_point import ServicePoint
from bot.places.territory import Territory

OFFICE = "subdistrict_service_center"
# Streets bend: walking is this much longer than the straight line. A round figure until AMap measures it.
DETOUR = 1.3
WALK_M_PER_MINUTE = 70.0
# Origins that are a point, and not the middle of something wide.
_REAL_ORIGIN = ("point", "landmark", "community")
# What stands around the part of a name that is its own: 北京市西城区…, …服务中心.
_AROUND_A_NAME = re.compile(r"^(?:北京市?)?(?:西城区)?|(?:养老)?(?:服务|配餐|集配)?中心$|(?:有限)?公司$|街道$|养老$")
_ROAD = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:胡同|大街|小街|斜街|街|路|巷)")
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class NearPlace:
    """A service point seen from an origin at a time. `distance_m`: straight line, None unless both are real points."""

    point: ServicePoint
    distance_m: int | None
    open_now: bool | None
    opens_at: str
    walk_m: int | None = None
    walk_s: int | None = None

    @property
    def walk_minutes(self) -> int | None:
        """Walking time as AMap measured it, else by the stated detour factor."""
        if self.walk_s is not None:
            return max(1, round(self.walk_s / 60))
        return None if self.distance_m is None else max(1, round(self.distance_m * DETOUR / WALK_M_PER_MINUTE))

    def as_card(self) -> dict[str, Any]:
        """The `places` item of docs/reply.schema.json; unknown is null."""
        place = self.point
        is_placed = place.is_exact
        return {
            "id": place.id, "name": place.name, "category": place.category,
            "address": place.address or (f"{place.subdistrict}（门牌没有）" if place.subdistrict else "地址没有"),
            "phone": place.phones[0] if place.phones else None,
            "hours": place.hours_note or hours.describe(place.opening_hours),
            "open_now": self.open_now, "open_text": self.opens_at, "lon": place.lon if is_placed else None,
            "lat": place.lat if is_placed else None, "distance_m": self.distance_m, "verified": place.verified,
            "map_url": place.map_url, "map_urls": place.map_urls(), "accessibility": place.accessibility or None,
            "walk_m": self.walk_m, "walk_minutes": self.walk_minutes, "source": place.source_in_words,
            "precision": _SHOWN_PRECISION.get(place.precision or ""),
        }  # fmt: skip


_SHOWN_PRECISION = {
    "point": "point", "landmark": "point", "road": "road", "community": "community", "subdistrict": "subdistrict",
}  # fmt: skip


class Directory:
    """Service points, subdistricts, gazetteer, known totals and language of one moment."""

    def __init__(
        self,
        categories: Iterable[Category],
        points: Iterable[ServicePoint],
        entries: Iterable[Entry],
        boundaries: Boundaries,
        totals: Sequence[KnownTotal] = (),
        errands: Sequence[Errand] = (),
        language: Language | None = None,
    ) -> None:
        self.categories = {category.id: category for category in categories}
        self.kinds = Kinds(self.categories.values())
        self.points = tuple(points)
        self.gazetteer = Gazetteer.of(entries)
        self.subdistricts = tuple(e.name for e in self.gazetteer.entries if e.kind == "subdistrict")
        self.territory = Territory(self.gazetteer.entries, boundaries)
        self.errands = tuple(errands)
        self.language = language or Language({})
        self._totals = {category: total_of(category, totals) for category in self.categories}
        self._in_category = {c: tuple(p for p in self.points if p.category == c) for c in self.categories}
        self._located = {c: tuple(p for p in points if p.lon is not None) for c, points in self._in_category.items()}
        self._index = {
            c: PointIndex([p.lon or 0.0 for p in points], [p.lat or 0.0 for p in points])
            for c, points in self._located.items()
        }
        self._names = {place.id: self._own_names(place) for place in self.points}

    def locate(self, text: str) -> Located:
        """Where `text` says the resident is."""
        return self.gazetteer.locate(text)

    def locate_point(self, lon: float, lat: float, datum: str) -> Located:
        """A shared location; on a border, the district's own too, the label says so. Raises BadInput for what is no point on Earth."""
        here_lon, here_lat = point.to_gcj02(lon, lat, datum)
        area = self.territory.area_of(here_lon, here_lat)
        label = f"您发来的位置（{area.subdistrict}）" if area.subdistrict else "您发来的位置"
        if area.subdistrict and area.others:
            label = f"您发来的位置（{'和'.join((area.subdistrict, *area.others))}交界）"
        elif area.subdistrict and area.on_edge:
            label = f"您发来的位置（{area.subdistrict}，紧挨着区界）"
        place = Origin(
            label, here_lon, here_lat, "point", area.subdistrict, None, DISTRICT if area.is_inside else "区外"
        )
        if not area.is_inside:
            return Located("outside", place)
        return Located("found", place, area.communities)

    def kind_of(self, text: str) -> Kind | None:
        """The kind of place `text` speaks of, and how it was told."""
        return self.kinds.find(text)

    def category_of(self, text: str) -> str | None:
        """The kind of place `text` asks for."""
        found = self.kinds.find(text)
        return found.category if found else None

    def without_category(self, text: str) -> str:
        """`text` with every word for a kind of place taken out: 乐府江南的养老驿站 → 乐府江南的."""
        return self.kinds.without(text)

    def points_named(self, said: str, category: str | None) -> tuple[ServicePoint, ...]:
        """Places whose own name stands in normalised text, or whose road does and whose kind is asked for."""
        found = []
        for place in self.points:
            names, road = self._names[place.id]
            if any(name in said for name in names) or (road and place.category == category and road in said):
                found.append(place)
        return tuple(found)

    def in_category(self, category: str) -> tuple[ServicePoint, ...]:
        """Every place of a kind. Raises NotFound for an unknown one."""
        if category not in self.categories:
            raise NotFound(f"没有“{category}”这一类地方")
        return self._in_category[category]

    def category_explained_by(self, topic: str) -> str | None:
        """The kind of place a topic explains; of one that is gone to for it, only where it is one kind alone."""
        plain = [each.category for each in self.errands if each.topic == topic and not each.what_for]
        done_at = {each.category for each in self.errands if each.topic == topic}
        return plain[0] if plain else done_at.pop() if len(done_at) == 1 else None

    def total(self, category: str) -> Total:
        """How many there are of a kind, as far as anybody said."""
        return self._totals[category]

    def office_of(self, subdistrict: str | None) -> ServicePoint | None:
        """The subdistrict office that serves `subdistrict`."""
        offices = self._in_category.get(OFFICE, ())
        mine = [p for p in offices if subdistrict and subdistrict in (p.serves or (p.subdistrict,))]
        return next((p for p in mine if p.name.endswith("办事处")), mine[0] if mine else None)

    def nearest(
        self, category: str, origin: Origin | None, when: datetime | None = None, limit: int = 3
    ) -> list[NearPlace]:
        """Places of a kind, those with a point nearest first, then those of the origin's own subdistrict.

        The order alone: whether the list is complete enough to speak of a nearest is `known.found`'s to tell.
        `when` is Beijing time. Raises NotFound for an unknown category.
        """
        self.in_category(category)
        return [self.seen_from(place, origin, when) for place in self._by_distance(category, origin, limit)]

    def seen_from(self, place: ServicePoint, origin: Origin | None, when: datetime | None = None) -> NearPlace:
        """One place with its distance from `origin`, if both are real points, and its state at `when`."""
        metres = self.metres_between(place, origin) if place.is_exact else None
        state = hours.at(place.opening_hours, when) if when else hours.OpenState(None, "")
        return NearPlace(place, metres, state.open_now, state.text)

    @staticmethod
    def is_real(origin: Origin) -> bool:
        """Whether it is a point to measure from, and not the middle of something wide."""
        return origin.lon is not None and origin.precision in _REAL_ORIGIN

    def metres_between(self, place: ServicePoint, origin: Origin | None) -> int | None:
        """Straight metres from a real origin to where a place is thought to be; None where either is not placed."""
        if origin is None or origin.lon is None or origin.lat is None or not self.is_real(origin):
            return None
        if place.lon is None or place.lat is None or not place.is_located:
            return None
        return round(point.distance_m(origin.lon, origin.lat, place.lon, place.lat))

    def _by_distance(self, category: str, origin: Origin | None, limit: int) -> list[ServicePoint]:
        """Those with some coordinate nearest first, then those without any, the origin's own subdistrict leading."""
        located = self._located[category]
        if origin is not None and origin.lon is not None and origin.lat is not None:
            hits = self._index[category].nearest(origin.lon, origin.lat, min(limit, len(located)))
            found = [located[i] for i, _ in hits]
        else:
            found = list(located)
        rest = [p for p in self._in_category[category] if p.lon is None]
        here = origin.subdistrict if origin else None
        return [*found, *sorted(rest, key=lambda p: p.subdistrict != here)][:limit]

    def _own_names(self, place: ServicePoint) -> tuple[tuple[str, ...], str]:
        """The parts of its name that are its own, and its road."""
        short = (place.subdistrict or "").removesuffix("街道")
        names = set()
        for part in re.split(r"[（()）·]", place.name):
            whole = _AROUND_A_NAME.sub("", self.kinds.without(_AROUND_A_NAME.sub("", part)))
            names |= {whole, whole.removeprefix(f"{short}街道").removeprefix(short) if short else whole}
        own = tuple(n for n in names if len(n) >= _SHORTEST_NAME and not self.gazetteer.named(n))
        road = _ROAD.match(place.address.removeprefix("北京市").removeprefix("西城区"))
        return own, road[0] if road else ""
