"""A place where a resident is served: one service at one location (HSDS service_at_location)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import quote

Precision = Literal["point", "landmark", "road", "community", "subdistrict", "district"]
_STREET = re.compile(r"\d|[号路街巷里楼层院桥寺园]|胡同|大厦|商场|广场")
_DAY = re.compile(r"(\d{4})(?:[-年](\d{1,2}))?(?:[-月](\d{1,2}))?")


@dataclass(frozen=True)
class ServicePoint:
    """Coordinates are GCJ-02 degrees and None where nothing at all is known; `precision` says how good they are.

    `source` is read out to residents, `evidence` is for staff; `source_day` is as written: 2025-07-05, 2018, 约2019.
    """

    id: str
    category: str
    name: str
    subdistrict: str | None = None
    community: str | None = None
    address: str = ""
    phones: tuple[str, ...] = ()
    opening_hours: str | None = None
    hours_note: str = ""
    lon: float | None = None
    lat: float | None = None
    precision: Precision | None = None
    serves: tuple[str, ...] = ()
    organization: str = ""
    eligibility: str = ""
    accessibility: str = ""
    source: str = ""
    source_day: str = ""
    evidence: str = ""
    confidence: str = "C"
    verified: bool = False
    verified_on: str | None = None
    note: str = ""
    active: bool = True
    origin: Literal["file", "staff"] = "file"

    @property
    def is_located(self) -> bool:
        """Whether its own coordinates are good enough to place it within a kilometre."""
        return self.lon is not None and self.precision in ("point", "landmark", "community")

    @property
    def is_exact(self) -> bool:
        """Whether metres may be told to it."""
        return self.lon is not None and self.precision in ("point", "landmark")

    @property
    def has_street(self) -> bool:
        """Whether its address leads somewhere: 北纬路12号, 红线胡同, and not 街道东南角."""
        return bool(_STREET.search(self.address.removeprefix(self.subdistrict or "")))

    @property
    def seen_on(self) -> date | None:
        """The day the fact was last seen: confirmed by staff, else its source's; None where undated or only about."""
        if self.verified and self.verified_on:
            return date.fromisoformat(self.verified_on)
        return last_day(self.source_day)

    @property
    def source_in_words(self) -> str:
        """北京日报2025年7月; 来源不详 where nothing is known."""
        day = in_words(self.source_day)
        bare = "" if day and day.split("年")[0] in self.source else day
        joined = "" if bare[:1].isdigit() else "，"
        return f"{self.source}{joined if bare else ''}{bare}" if self.source else bare or "来源不详"

    def map_urls(self) -> dict[str, str]:
        """Links that open walking navigation (or a search by name, where the point is unknown).

        https://lbs.amap.com/api/uri-api/guide/travel/route ,
        https://lbs.qq.com/webApi/uriV1/uriGuide/uriWebMarker ,
        https://developer.apple.com/library/archive/featuredarticles/iPhoneURLScheme_Reference/MapLinks/MapLinks.html
        """
        name, where = quote(self.name), quote(f"北京市西城区{self.name}")
        if not self.is_located:
            return {
                "amap": f"https://uri.amap.com/search?keyword={name}&city=110102&callnative=1",
                "tencent": f"https://apis.map.qq.com/uri/v1/search?keyword={name}&region={quote('北京')}&referer=xiaoxi",
                "apple": f"https://maps.apple.com/?q={where}",
            }
        lon, lat = f"{self.lon:.6f}", f"{self.lat:.6f}"
        return {
            "amap": f"https://uri.amap.com/navigation?to={lon},{lat},{name}&mode=walk&coordinate=gaode&callnative=1",
            "tencent": "https://apis.map.qq.com/uri/v1/routeplan"
            f"?type=walk&to={name}&tocoord={lat},{lon}&coord_type=1&referer=xiaoxi",
            "apple": f"https://maps.apple.com/?daddr={lat},{lon}&q={name}&dirflg=w",
        }

    @property
    def map_url(self) -> str:
        return self.map_urls()["amap"]


def last_day(written: str) -> date | None:
    """The last day a date as written can mean, for its age: 2018 → 31 Dec 2018; None for 约2019 and what is no date."""
    found = _DAY.match(written.strip())
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 12), int(found[3] or 28)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_words(written: str) -> str:
    """2025-07-05 → 2025年7月; 2018 → 2018年; what is no date stays as it is."""
    found = _DAY.fullmatch(written.strip())
    if found is None:
        return written.strip()
    return f"{found[1]}年" + (f"{int(found[2])}月" if found[2] else "")


def service_id(category: str, name: str, address: str = "") -> str:
    """The id a service keeps for ever: from its category and name (and address, where a name repeats)."""
    return "sp-" + hashlib.sha1(f"{category}|{name}|{address}".encode()).hexdigest()[:10]
