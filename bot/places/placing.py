"""Where a place is when nobody gave its coordinates: by its community, a name in its address, or its subdistrict."""

from bot.places.gazetteer import Gazetteer, Origin


def by_names(gazetteer: Gazetteer, subdistrict: str | None, community: str | None, address: str) -> Origin | None:
    """The best point the words give, its `precision` saying how good; None when they give none."""
    if community:
        entries = [e for e in gazetteer.named(community, "community") if subdistrict in (None, *e.subdistricts)]
        if entries:
            return _located(gazetteer, entries[0].name, subdistrict or entries[0].subdistricts[0])
    return _located(gazetteer, address, subdistrict) or (_located(gazetteer, subdistrict, subdistrict) if subdistrict else None)


def _located(gazetteer: Gazetteer, words: str, subdistrict: str | None) -> Origin | None:
    """What the words name, as long as it can lie in the subdistrict."""
    found = gazetteer.locate(f"{subdistrict or ''} {words}")
    place = found.place if found.status == "found" else None
    if place is None or place.lon is None or (subdistrict and place.subdistrict not in (subdistrict, None)):
        return None
    return place
