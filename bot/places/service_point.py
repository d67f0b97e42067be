"""A place where a resident is served: one service at one location (HSDS service_at_location)."""

import hashlib
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

Precision = Literal["point", "landmark", "community", "subdistrict", "district"]


@dataclass(frozen=True)
class ServicePoint:
    """Coordinates are GCJ-02 degrees and None where nothing at all is known; `precision` says how good they are."""

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
    confidence: str = "C"
    verified: bool = False
    verified_on: str | None = None
    note: str = ""
    active: bool = True
    origin: Literal["file", "staff"] = "file"

    @property
    def is_located(self) -> bool:
        """Whether its own coordinates are good enough to measure a distance to."""
        return self.lon is not None and self.precision in ("point", "landmark", "community")

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


def service_id(category: str, name: str, address: str = "") -> str:
    """The id a service keeps for ever: from its category and name (and address, where a name repeats)."""
    return "sp-" + hashlib.sha1(f"{category}|{name}|{address}".encode()).hexdigest()[:10]
