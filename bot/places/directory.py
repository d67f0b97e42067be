"""The places as one immutable snapshot in memory: where is the resident, and what is nearest.

Made by `store.directory` once per database version; every method is pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import NotFound
from bot.places import category as categories_module
from bot.places import hours, point
from bot.places.boundary import Boundaries
from bot.places.category import Category
from bot.places.gazetteer import DISTRICT, Entry, Gazetteer, Located, Origin
from bot.places.nearest import PointIndex
from bot.places.service_point import ServicePoint
from bot.places.territory import Territory

# Streets bend: walking is this much longer than the straight line. A round figure until AMap measures it.
DETOUR = 1.3
WALK_M_PER_MINUTE = 70.0


@dataclass(frozen=True)
class NearPlace:
    """A service point seen from an origin at a time. `distance_m`: straight line, None where a guess."""

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
        return {
            "id": place.id, "name": place.name, "category": place.category,
            "address": place.address or (f"{place.subdistrict}（详细地址待核实）" if place.subdistrict else "地址待核实"),
            "phone": place.phones[0] if place.phones else None,
            "hours": place.hours_note or hours.describe(place.opening_hours),
            "open_now": self.open_now, "open_text": self.opens_at, "lon": place.lon if place.is_located else None,
            "lat": place.lat if place.is_located else None, "distance_m": self.distance_m, "verified": place.verified,
            "map_url": place.map_url, "map_urls": place.map_urls(), "accessibility": place.accessibility or None,
            "walk_m": self.walk_m, "walk_minutes": self.walk_minutes,
        }  # fmt: skip


@dataclass(frozen=True)
class NearestResult:
    """`places` nearest first; `yours` is the counter responsible for the origin's subdistrict, whatever is asked.

    `none_open`: only open ones were wanted, none is, and the nearest are shown all the same.
    """

    category: Category
    origin: Origin | None
    places: tuple[NearPlace, ...]
    yours: NearPlace | None
    total: int
    skipped: int = 0
    none_open: bool = False

    @property
    def is_known(self) -> bool:
        """Whether any point of the category is registered at all."""
        return self.total > 0


class Directory:
    """Service points, subdistricts and gazetteer of one moment."""

    def __init__(
        self,
        categories: Iterable[Category],
        points: Iterable[ServicePoint],
        entries: Iterable[Entry],
        boundaries: Boundaries,
    ) -> None:
        self.categories = {category.id: category for category in categories}
        self.points = tuple(points)
        self.gazetteer = Gazetteer.of(entries)
        self.subdistricts = tuple(e.name for e in self.gazetteer.entries if e.kind == "subdistrict")
        self.territory = Territory(self.gazetteer.entries, boundaries)
        self._in_category = {c: tuple(p for p in self.points if p.category == c) for c in self.categories}
        self._located = {c: tuple(p for p in points if p.lon is not None) for c, points in self._in_category.items()}
        self._index = {
            c: PointIndex([p.lon or 0.0 for p in points], [p.lat or 0.0 for p in points])
            for c, points in self._located.items()
        }

    def locate(self, text: str) -> Located:
        """Where `text` says the resident is."""
        return self.gazetteer.locate(text)

    def locate_point(self, lon: float, lat: float, datum: str) -> Located:
        """A shared location. Raises BadInput for what is no point on Earth."""
        here_lon, here_lat = point.to_gcj02(lon, lat, datum)
        area = self.territory.area_of(here_lon, here_lat)
        label = f"您发来的位置（{area.subdistrict}）" if area.subdistrict else "您发来的位置"
        if area.subdistrict and area.others:
            label = f"您发来的位置（{'和'.join((area.subdistrict, *area.others))}交界）"
        place = Origin(
            label, here_lon, here_lat, "point", area.subdistrict, None, DISTRICT if area.is_inside else "区外"
        )
        if not area.is_inside:
            return Located("outside", place)
        return Located("found", place, area.communities)

    def category_of(self, text: str) -> str | None:
        """The kind of place `text` asks for."""
        return categories_module.category_of(text, self.categories.values())

    def without_category(self, text: str) -> str:
        """`text` with every word for a kind of place taken out: 乐府江南的养老驿站 → 乐府江南的."""
        words = (word for category in self.categories.values() for word in (*category.words, *category.generic_words))
        return re.sub("|".join(map(re.escape, sorted(words, key=len, reverse=True))), "", text)

    def needs_origin(self, category: str) -> bool:
        """False where the district has at most one such place, so that asking where the resident is helps nothing."""
        return self.categories[category].scope == "subdistrict" or len(self._in_category[category]) > 1

    def office_of(self, subdistrict: str | None) -> ServicePoint | None:
        """The subdistrict office that serves `subdistrict`."""
        offices = self._in_category.get("subdistrict_service_center", ())
        return next((p for p in offices if subdistrict and subdistrict in (p.serves or (p.subdistrict,))), None)

    def nearest(
        self,
        category: str,
        origin: Origin | None,
        when: datetime | None = None,
        limit: int = 3,
        open_only: bool = False,
        skip: int = 0,
    ) -> NearestResult:
        """The nearest places of a kind after the first `skip`, and the office responsible for the origin.

        `when` is Beijing time and gives open or not; `open_only` leaves out what is known to be closed then.
        Raises NotFound for an unknown category.
        """
        if category not in self.categories:
            raise NotFound(f"没有“{category}”这一类地方")
        candidates = self._by_distance(category, origin, len(self.points) if open_only else skip + limit)
        seen = [self.seen_from(place, origin, when) for place in candidates]
        not_closed = [near for near in seen if near.open_now is not False]
        none_open = open_only and bool(seen) and not not_closed
        wanted = not_closed if open_only and not none_open else seen
        office = self.office_of(origin.subdistrict if origin else None)
        yours = self.seen_from(office, origin, when) if office else None
        places, total = tuple(wanted[skip : skip + limit]), len(wanted if open_only else self._in_category[category])
        return NearestResult(self.categories[category], origin, places, yours, total, skip, none_open)

    def seen_from(self, place: ServicePoint, origin: Origin | None, when: datetime | None = None) -> NearPlace:
        """One place with its distance from `origin` and its state at `when`."""
        metres = None
        if place.is_located and origin is not None and origin.lon is not None and origin.lat is not None:
            assert place.lon is not None and place.lat is not None
            metres = round(point.distance_m(origin.lon, origin.lat, place.lon, place.lat))
        state = hours.at(place.opening_hours, when) if when else hours.OpenState(None, "")
        return NearPlace(place, metres, state.open_now, state.text)

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
        return found + sorted(rest, key=lambda p: p.subdistrict != here)
