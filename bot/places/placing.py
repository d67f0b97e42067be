"""Where a place is when nobody gave its coordinates: by its community, a name in its address, or its subdistrict."""

from bot.places.gazetteer import Gazetteer, Origin

_BEST_FIRST = ("point", "landmark", "community", "subdistrict", "district")


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
