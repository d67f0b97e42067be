"""Addresses the local names do not know, and walking distances, asked of AMap when a key is configured.

Everything has to be over within three seconds; any trouble means “not found” and the resident is asked instead.
"""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from bot.chinese.normalize import normalize
from bot.places.amap import BUDGET_S, Amap, AmapTrouble, Deadline
from bot.places.directory import Directory, NearPlace
from bot.places.gazetteer import DISTRICT, Located, Origin
from bot.places.geocode_cache import GeocodeCache
from bot.places.service_point import Precision
from bot.places.sheet_row import Placer
from bot.privacy import mask_numbers

log = logging.getLogger(__name__)

# The city the service may answer in: Beijing.
_CITY = "北京"
_SHORTEST, _LONGEST = 3, 40
_ADDRESS = re.compile(
    r"(?:小区|家园|花园|大厦|公寓|广场|商场|医院|学校|幼儿园|公园|饭店|酒店|胡同|家属院|大院|[路街巷里园苑庭村桥门站楼院区寺庙]|\d+号)"
)
# Where the address ends and the question begins.
_QUESTION = re.compile(
    r"附近|旁边|周边|对面|这边|那边|一带|怎么|哪|最近|有没有|有|离|想|要|能|可以|办|走|吗|呢|找|什么|多少|[？?，。,!！；;]"
)
_LEAD = re.compile(r"^(?:你好|您好|请问|我们?家?(?:住|在)*|住在?|在|离|从|到|去)+")
# A door is nobody's business: the building is as far as we ask.
_DOOR = re.compile(r"(?:\d+|[一二三四五六七八九十]+)\s*(?:单元|门|层|室).*$|(?<=楼)\d+.*$")
# https://lbs.amap.com/news/geocoder_api : levels of a match, and how exact they are for us.
_LEVELS = {
    "门牌号": "point", "门址": "point", "单元号": "point", "兴趣点": "point", "住宅区": "point", "公交地铁站点": "point",
    "公交站台、地铁站": "point", "楼层": "point", "房间": "point", "小巷": "landmark", "道路": "landmark",
    "道路交叉路口": "landmark", "热点商圈": "landmark", "开发区": "landmark", "村庄": "community", "乡镇": "subdistrict",
}  # fmt: skip


# What a level says of a place's own position where it says less than of where a resident is.
_OF_A_PLACE: dict[str, Precision] = {"小巷": "road", "道路": "road", "热点商圈": "subdistrict", "开发区": "subdistrict"}


@dataclass(frozen=True)
class Match:
    """One answer of the service; GCJ-02 degrees."""

    lon: float
    lat: float
    level: str
    district: str


class Geocoder:
    """`now` is Beijing time, for the age of what is cached."""

    def __init__(
        self, amap: Amap, cache: GeocodeCache | None, now: Callable[[], datetime], budget_s: float = BUDGET_S - 0.2
    ) -> None:
        self._amap, self._cache, self._now, self._budget_s = amap, cache, now, budget_s

    def deadline(self) -> Deadline:
        """When the resident's turn must be over; hand the same one to `locate` and `walked`."""
        return Deadline.after(self._budget_s)

    def locate(self, text: str, directory: Directory, deadline: Deadline | None = None) -> Located:
        """What `directory.locate` finds, else what AMap does, else none. Never raises for the network's sake."""
        local = directory.locate(text)
        return local if local.status != "none" else self.locate_unknown(text, directory, deadline)

    def locate_unknown(self, text: str, directory: Directory, deadline: Deadline | None = None) -> Located:
        """What AMap finds for a text in which our own names are not; none where it finds nothing or is in trouble."""
        nothing = Located("none")
        address = address_in(directory.without_category(text))
        if address is None:
            return nothing
        try:
            matches = self.geocode(address, deadline)
        except AmapTrouble:
            return nothing
        return _as_located(matches, address, directory)

    def geocode(self, address: str, deadline: Deadline | None = None) -> list[Match]:
        """Matches for an address in Beijing, exact enough to be of use. Raises AmapTrouble."""
        question = f"geo|{_CITY}|{address}"
        rows = self._remembered(question)
        if rows is None:
            params = {"address": address, "city": _CITY}
            reply = self._amap.get("/v3/geocode/geo", params, deadline or self.deadline())
            rows = [row for row in map(_row, reply.get("geocodes") or []) if row]
            self._remember(question, rows)
        return [Match(*row) for row in rows]

    def placer(self, seconds: float = 30.0) -> Placer:
        """A function that puts the addresses of a list on the map, all of them within `seconds`; see sheet_row.Placer.

        After trouble, and once the time is used up, it answers None at once.
        """
        whole, state = Deadline.after(seconds), {"well": True}

        def place(address: str) -> tuple[float, float, Precision] | None:
            if not state["well"] or whole.left <= 0:
                return None
            bare = address.removeprefix("北京市").removeprefix(DISTRICT)
            try:
                matches = self.geocode(f"北京市{DISTRICT}{bare}", self.deadline())
            except AmapTrouble:
                state["well"] = False
                return None
            inside = [match for match in matches if match.district in ("", DISTRICT)]
            if len(inside) != 1:
                return None
            precision = _OF_A_PLACE.get(inside[0].level, cast(Precision, _LEVELS[inside[0].level]))
            return inside[0].lon, inside[0].lat, precision

        return place

    def walk(self, origin: Origin, to_lon: float, to_lat: float, deadline: Deadline) -> tuple[int, int] | None:
        """(metres, seconds) on foot, None when AMap has no route. Raises AmapTrouble."""
        question = f"walk|{origin.lon:.4f},{origin.lat:.4f}|{to_lon:.5f},{to_lat:.5f}"
        kept = self._remembered(question)
        if kept is None:
            params = {"origin": f"{origin.lon:.6f},{origin.lat:.6f}", "destination": f"{to_lon:.6f},{to_lat:.6f}"}
            try:
                kept = _walked(self._amap.get("/v3/direction/walking", params, deadline))
            except AmapTrouble as wrong:
                if wrong.trouble != "route":
                    raise
                kept = []
            self._remember(question, kept)
        return (kept[0], kept[1]) if kept else None

    def walked(self, places: Sequence[NearPlace], origin: Origin, deadline: Deadline) -> tuple[NearPlace, ...]:
        """The same places with AMap's walking distance where it answers in time; the estimate stays elsewhere."""
        if origin.lon is None or origin.precision not in ("point", "landmark", "community"):
            return tuple(places)
        return tuple(self._walked_to(near, origin, deadline) for near in places)

    def _walked_to(self, near: NearPlace, origin: Origin, deadline: Deadline) -> NearPlace:
        if near.distance_m is None or near.point.lon is None or near.point.lat is None or deadline.left < 0.2:
            return near
        try:
            walked = self.walk(origin, near.point.lon, near.point.lat, deadline)
        except AmapTrouble:
            return near
        return replace(near, walk_m=walked[0], walk_s=walked[1]) if walked else near

    def _remembered(self, question: str) -> Any | None:
        return self._cache.get(question, self._now()) if self._cache else None

    def _remember(self, question: str, answer: Any) -> None:
        if self._cache:
            self._cache.put(question, answer, self._now())


def address_in(text: str) -> str | None:
    """The address a text may hold, without the question around it and without the door; None when it holds none."""
    said = _LEAD.sub("", mask_numbers(normalize(text)))
    end = next((match.start() for match in _QUESTION.finditer(said) if match.start() >= _SHORTEST), len(said))
    address = _DOOR.sub("", said[:end]).strip(" 的了")
    if not _SHORTEST <= len(address) <= _LONGEST or not _ADDRESS.search(address) or "〔" in address:
        return None
    return address


def _row(geocode: Any) -> list[Any] | None:
    """[lon, lat, level, district] of one item of `geocodes`; None for what cannot be used."""
    try:
        lon, lat = (float(part) for part in geocode["location"].split(","))
        level, district = str(geocode.get("level") or ""), geocode.get("district")
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    if level not in _LEVELS or not (115.4 < lon < 117.6 and 39.4 < lat < 41.1):
        return None
    return [lon, lat, level, district if isinstance(district, str) else ""]


def _walked(reply: dict[str, Any]) -> list[int]:
    try:
        path = reply["route"]["paths"][0]
        return [int(path["distance"]), int(path["duration"])]
    except (KeyError, IndexError, TypeError, ValueError):
        raise AmapTrouble("garbage") from None


def _as_located(matches: list[Match], address: str, directory: Directory) -> Located:
    origins = list(dict.fromkeys(_origin(match, address, directory) for match in matches))
    inside = [origin for origin in origins if origin.district == DISTRICT]
    if not origins:
        return Located("none")
    if not inside:
        return Located("outside", origins[0])
    if len(inside) == 1:
        return Located("found", inside[0], exact=False)
    return Located("ambiguous", None, tuple(inside), exact=False)


def _origin(match: Match, address: str, directory: Directory) -> Origin:
    """The service names the district; the subdistrict is ours to tell."""
    area = directory.territory.area_of(match.lon, match.lat)
    inside = match.district == DISTRICT if match.district else area.is_inside
    street = area.subdistrict if inside else None
    label = f"{address}（{street}）" if street else address
    return Origin(
        label,
        match.lon,
        match.lat,
        _LEVELS[match.level],
        street,
        None,
        DISTRICT if inside else match.district or "区外",
    )
