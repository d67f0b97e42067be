"""Links into a map that is not ours: a search for what we do not know.

https://lbs.amap.com/api/uri-api/guide/search/search : keyword; city by its code; callnative opens the app on a phone.
"""

from urllib.parse import urlencode

from bot.places.gazetteer import DISTRICT, Origin

_AMAP_SEARCH = "https://uri.amap.com/search"
_XICHENG = "110102"


def search_for(title: str, origin: Origin | None) -> tuple[str, str]:
    """(keyword, address of the search) for a kind of place in the resident's subdistrict, or in the district."""
    here = (origin.subdistrict if origin else None) or DISTRICT
    keyword = f"{here} {title.removeprefix('区')}"
    query = urlencode({"keyword": keyword, "city": _XICHENG, "view": "list", "src": "xiaoxi", "callnative": "1"})
    return keyword, f"{_AMAP_SEARCH}?{query}"
