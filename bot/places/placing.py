"""Where a place is when nobody gave its coordinates: by its community, a name in its address, or its subdistrict."""

from typing import cast

from bot.places.gazetteer import Gazetteer, Origin
from bot.places.service_point import Precision

_BEST_FIRST = ("point", "landmark", "community", "road", "subdistrict", "district")
# How exactly a list says it knows a place, in its column 精度, and the best precision that can stand for.
STATED: dict[str, Precision | None] = {
    "门牌": "point", "地标": "landmark", "社区": "community", "道路": "road", "街道": "subdistrict", "无": None,
}  # fmt: skip


def by_names(gazetteer: Gazetteer, subdistrict: str | None, community: str | None, address: str) -> Origin | None:
    """The best point the words give, its `precision` saying how good; None when they give none."""
    words = [text for text in (community, address, subdistrict) if text]
    found = [place for text in words if (place := _located(gazetteer, text, subdistrict))]
    return min(found, key=lambda place: _BEST_FIRST.index(place.precision), default=None)


def _located(gazetteer: Gazetteer, words: str, subdistrict: str | None) -> Origin | None:
    """What the words name, as long as it can lie in the subdistrict."""
    found = gazetteer.locate(words if subdistrict in (None, words) else f"{subdistrict} {words}")
    place = found.place if found.status == "found" else None
    if place is None or place.lon is None or (subdistrict and place.subdistrict not in (subdistrict, None)):
        return None
    return place


def capped(found: str, stated: str) -> Precision | None:
    """The coarser of what the names gave and what the list states; None where it states to know nothing.

    >>> capped("landmark", "道路"), capped("subdistrict", "门牌"), capped("road", "")
    ('road', 'subdistrict', 'road')
    """
    limit = STATED.get(stated, "point")
    return None if limit is None else cast(Precision, max(found, limit, key=_BEST_FIRST.index))
