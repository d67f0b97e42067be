"""Places told to a resident: sentences and cards, honest about what is known, with a way on. Pure.

Every sentence comes from data/places/sentences.yml. The first line is what was asked; then how much is known, the
places, whose office is responsible, and the map and the hotline.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.places import known, map_link
from bot.places.asked_time import AskedTime
from bot.places.coverage import Coverage
from bot.places.directory import OFFICE, Directory, NearPlace
from bot.places.errand import Errand
from bot.places.gazetteer import Located, Origin
from bot.places.known import Found, Known
from bot.places.language import Ask
from bot.places.service_point import ServicePoint

HOTLINE = "12345"
Reply = tuple[str, dict[str, Any]]
_MOST_RELATED = 3
_NOT_A_DISTRICT = ("邻区", "区外", "外地")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Asked:
    """What of a message colours the answer; `guess` is the label of a place that was not named exactly."""

    asks: frozenset[Ask] = frozenset()
    when: AskedTime | None = None
    guess: str | None = None
    note: str = ""
    errand: Errand | None = None


def places(found: Found, asked: Asked, directory: Directory, now: datetime) -> Reply:
    """What was found for a resident, or honestly nothing."""
    say = directory.language.say
    lines = [say("guessed", label=asked.guess)] if asked.guess else []
    lines += _asked_for(found, asked, directory, now.date())
    lines += _how_many(found, directory)
    lines += _listed(found, directory, now.date())
    lines += _yours(found, directory)
    lines += [f"{asked.note}。"] if asked.note else []
    lines += [f"{found.category.advice}。"] if found.category.advice else []
    text = "\n".join([*lines, *_way_on(found, directory)])
    return text, _payload(found, asked, directory, lines[0] if lines else text)


def whose(found: Found, located: Located, directory: Directory, now: datetime) -> Reply:
    """Which subdistrict a corner belongs to, and its office."""
    say, place = directory.language.say, located.place
    assert place
    sides = _sides(directory, place)
    if len(sides) > 1:
        lead = say("border", streets="和".join(sides)) + say("border_whose")
    elif place.subdistrict in (place.label, None):
        lead = say("whose_is", subdistrict=place.subdistrict)
    else:
        lead = say("whose", label=place.label, subdistrict=place.subdistrict)
    offices = [f"{_line(near, found, directory, now.date())}。" for near in found.places]
    lines = [lead, *offices, say("office_hall")]
    text = "\n".join([*lines, *([f"{located.note}。"] if located.note else []), *_way_on(found, directory)])
    return text, _payload(found, Asked(), directory, lead)


def outside(directory: Directory, category: str, origin: Origin, note: str = "") -> Reply:
    """The resident is not in the district: say which, and whom to ask there."""
    say, title = directory.language.say, directory.categories[category].title
    known_district = origin.district.endswith("区") and origin.district not in _NOT_A_DISTRICT
    inner = say("outside_district", district=origin.district) if known_district else ""
    same = origin.label == origin.district
    lead = say("outside_is", label=origin.label) if same else say("outside", label=origin.label, district=inner)
    asked = origin.district if known_district else say("outside_there")
    plain = title.removeprefix("区")
    lines = [lead, say("outside_way", title=plain, asked=asked)] + ([f"{note}。"] if note else [])
    if (
        origin.lon is not None
        and origin.lat is not None
        and directory.territory.area_of(origin.lon, origin.lat).on_edge
    ):
        lines.append(say("outside_edge"))
    payload = {
        "kind": "places", "category": category, "yours": False, "places": [], "lead": lead, "ranked": False,
        "origin": origin_payload(origin), "choices": [_step(directory, "elsewhere")],
    }  # fmt: skip
    return "\n".join(lines), payload


def coverage_asked(directory: Directory, mine: Known, measured: Coverage) -> Reply:
    """A resident asks how many live within 1,000 m: short, and honest."""
    say, title, unit = directory.language.say, mine.category.title, mine.total.unit
    if mine.ranked:
        count, within = len(measured.measured), measured.within_goal
        lead = say("coverage_known", title=title, known=measured.located, unit=unit, measured=count, within=within)
    else:
        total = _total(mine, directory) or say("total_unknown")
        lead = say("coverage_unknown", title=title, known=measured.located, unit=unit, total=total)
    lines = [lead, say("coverage_way")]
    payload = {
        "kind": "places", "category": mine.category.id, "yours": False, "places": [], "lead": lead,
        "coverage": _coverage(mine), "ranked": mine.ranked, "related": _related(mine.category.id, None, directory),
        "choices": [],
    }  # fmt: skip
    return "\n".join(lines), payload


def origin_payload(origin: Origin) -> dict[str, Any]:
    """A road or a subdistrict has no point of its own, and none is given for it."""
    wide = origin.precision in ("road", "subdistrict", "district")
    precision = "subdistrict" if origin.precision == "road" else origin.precision
    is_said = origin.subdistrict is None or origin.subdistrict in origin.label or "街道" in origin.label
    label = origin.label if is_said else f"{origin.label}（{origin.subdistrict}）"
    payload: dict[str, Any] = {"label": label, "precision": precision}
    if origin.lon is not None and origin.lat is not None and not wide:
        payload |= {"lon": round(origin.lon, 6), "lat": round(origin.lat, 6), "datum": "gcj02"}
    return payload


# ── The lines


def _asked_for(found: Found, asked: Asked, directory: Directory, today: date) -> list[str]:
    """The phone or the hours, where these were asked for: as they are, or that they are not known."""
    say, lines = directory.language.say, []
    shown = [near.point for near in found.places]
    name = shown[0].name if len(shown) == 1 else found.category.title
    if "phone" in asked.asks:
        phoned = next((place for place in shown if place.phones), None)
        if phoned:
            lines.append(
                say("has_phone", name=phoned.name, phone=phoned.phones[0], old=_old_phone(phoned, directory, today))
            )
        else:
            lines.append(say("no_phone", name=name))
    if "hours" in asked.asks and not any(p.opening_hours or p.hours_note for p in shown):
        day = _day(asked.when) if asked.when else ""
        lines.append(say("no_hours_day" if day else "no_hours", name=name, day=day))
    if asked.errand and asked.errand.what_for:
        lines.append(say("errand", what_for=asked.errand.what_for, title=found.category.title))
    return lines


def _old_phone(place: ServicePoint, directory: Directory, today: date) -> str:
    if place.verified or not known.is_old(place, today, directory.language.trust):
        return ""
    return directory.language.say("has_phone_old", when=_year(place))


def _how_many(found: Found, directory: Directory) -> list[str]:
    """How many of how many are known, where that is not all."""
    say, mine = directory.language.say, found.known
    if found.skipped or found.scope == "yours" or (mine.complete and (mine.ranked or found.scope == "all")):
        return []
    total = _total(mine, directory)
    if not mine.points:
        known_total = f"（{total}）" if total else ""
        title = found.category.title.removeprefix("区")
        return [say("nothing_known", title=f"西城{title}", total=known_total)]
    if total:
        return [say("known_of", title=found.category.title, known=len(mine.points), unit=mine.total.unit, total=total)]
    return [say("known_only", title=found.category.title, known=len(mine.points), unit=mine.total.unit)]


def _total(mine: Known, directory: Directory) -> str:
    """The known total in words, empty where nobody gave one that may be said."""
    if not mine.total.said:
        return ""
    newest = mine.total.said[0]
    number = sum(each.number or 0 for each in mine.total.said)
    name = {"target": "total_target", "list": "total_list"}.get(newest.status, "total_actual")
    return directory.language.say(
        name, number=number, unit=mine.total.unit, source=newest.source_title, as_of=mine.total.as_of.rstrip("年")
        if name == "total_target" else mine.total.as_of,
    )  # fmt: skip


def _listed(found: Found, directory: Directory, today: date) -> list[str]:
    """The places under a heading that says how they were chosen."""
    say, origin = directory.language.say, found.origin
    if not found.places:
        if found.skipped:
            return [say("no_more", title=found.category.title)]
        return [say("none_here", where=_here(found))] if found.known.points and found.scope == "here" else []
    numbered = [
        f"{number}. {_line(near, found, directory, today)}。"
        for number, near in enumerate(found.places, start=1 + found.skipped)
    ]
    if len(found.places) == 1 and not found.skipped:
        numbered = [numbered[0].removeprefix("1. ")]
    heading = {
        "ranked": say("ranked_from", label=origin.label if origin else "", title=found.category.title),
        "here": say("these_here", where=_here(found), count=found.count, unit=found.known.total.unit),
        "all": say("complete_all" if found.known.complete else "these_all", title=found.category.title),
    }.get(found.scope, "")
    if found.none_open:
        heading = say("none_open", title=found.category.title)
    elif found.skipped:
        heading = say("another_first")
    if found.scope == "yours" and origin and origin.label != origin.subdistrict:
        heading = say("office_yours", subdistrict=origin.subdistrict)
    return [*([heading] if heading else []), *numbered]


def _here(found: Found) -> str:
    street = found.origin.subdistrict if found.origin else None
    return f"您那里（{street}）" if street else "您那里"


def _named_here(origin: Origin) -> str:
    """您那里, with the name he gave unless that is the subdistrict itself or a shared location."""
    is_name = origin.precision != "point" and origin.label != origin.subdistrict
    return f"您那里（{origin.label}）" if is_name else "您那里"


def _line(near: NearPlace, found: Found, directory: Directory, today: date) -> str:
    """One place in a sentence, worded by how well and how lately it is known."""
    say, place = directory.language.say, near.point
    old = not place.verified and known.is_old(place, today, directory.language.trust)
    filled = {
        "name": place.name, "address": _address(place, directory), "subdistrict": place.subdistrict, "source": place.source_in_words,
        "distance": _distance(near, found.origin, directory), "contact": _contact(near, old, directory),
    }  # fmt: skip
    if not place.has_street:
        kind = "line_point" if place.is_exact else "line_name" if place.subdistrict else "line_name_nowhere"
    else:
        kind = "line_confirmed" if place.verified else "line_old" if old else "line_news"
    return say(kind, **filled)


def _address(place: ServicePoint, directory: Directory) -> str:
    """With a word where it has no number."""
    numbered = any(character.isdigit() for character in place.address)
    return place.address if numbered else place.address + directory.language.say("no_door")


def _contact(near: NearPlace, old: bool, directory: Directory) -> str:
    say, place = directory.language.say, near.point
    parts = ""
    if place.phones:
        name = "line_phone_old" if old else "line_phone"
        parts += say(name, phone="、".join(place.phones), when=_year(place))
    if near.opens_at and place.opening_hours:
        parts += say("line_hours", hours=near.opens_at)
    elif place.hours_note:
        parts += say("line_hours", hours=f"时间：{place.hours_note}")
    return parts


def _distance(near: NearPlace, origin: Origin | None, directory: Directory) -> str:
    say = directory.language.say
    if near.distance_m is None or origin is None:
        return ""
    from_ = "您" if origin.precision == "point" else origin.label
    if near.distance_m < directory.language.trust.beside_m:
        return say("line_beside", label=from_)
    metres = say("line_metres", label=from_, metres=_metres(near.walk_m or near.distance_m))
    return metres + say("line_walk", minutes=near.walk_minutes)


def _metres(distance_m: int) -> str:
    return f"约{max(1, round(distance_m / 10)) * 10}米" if distance_m < 1000 else f"约{distance_m / 1000:.1f}公里"


def _yours(found: Found, directory: Directory) -> list[str]:
    """Which office is responsible, where a subdistrict has its own."""
    say, origin = directory.language.say, found.origin
    if found.skipped or found.category.id == OFFICE or found.category.scope == "district" or found.office is None:
        return []
    assert origin
    sides = _sides(directory, origin)
    border = say("border", streets="和".join(sides)) if len(sides) > 1 else ""
    return [border + say("whose_office_line", where=_named_here(origin), office=found.office.point.name)]


def _sides(directory: Directory, origin: Origin) -> list[str]:
    """The subdistricts a shared point lies in or on the border of."""
    if origin.precision != "point" or origin.lon is None or origin.lat is None:
        return [origin.subdistrict] if origin.subdistrict else []
    area = directory.territory.area_of(origin.lon, origin.lat)
    return [street for street in (area.subdistrict, *area.others) if street]


def _way_on(found: Found, directory: Directory) -> list[str]:
    say = directory.language.say
    keyword, url = map_link.search_for(found.category.title, found.origin)
    return [say("hotline"), f"{say('map_search', keyword=keyword)}：{url}"]


def _day(when: AskedTime) -> str:
    return f"{when.month}月{when.day}日（周{_WEEKDAYS[when.weekday()]}）"


def _year(place: ServicePoint) -> str:
    return f"{place.seen_on.year}年" if place.seen_on else "早先"


# ── The payload


def _payload(found: Found, asked: Asked, directory: Directory, lead: str) -> dict[str, Any]:
    keyword, url = map_link.search_for(found.category.title, found.origin)
    shown, yours = list(found.places), found.scope == "yours"
    if not shown and found.office and not found.skipped and found.category.scope == "subdistrict":
        shown, yours = [found.office], True
    payload: dict[str, Any] = {
        "kind": "places", "category": found.category.id, "lead": lead, "yours": yours,
        "places": [near.as_card() for near in shown], "coverage": _coverage(found.known),
        "ranked": found.scope == "ranked", "related": _related(found.category.id, asked.errand, directory),
        "choices": _next_steps(found, directory),
        "map_search": {"title": directory.language.say("map_search", keyword=keyword), "url": url},
    }  # fmt: skip
    if found.origin:
        payload["origin"] = origin_payload(found.origin)
    return payload


def _coverage(mine: Known) -> dict[str, Any]:
    said = mine.total.said
    counted: dict[str, Any] = {"known": len(mine.points), "total": mine.total.number if said else None}
    return counted | ({"total_source": mine.total.source, "total_on": mine.total.as_of} if said else {})


def _related(category: str, errand: Errand | None, directory: Directory) -> list[dict[str, str]]:
    """Leaflets about the kind, what was asked for first."""
    mine = [each for each in directory.errands if each.category == category]
    plain = sorted(mine, key=lambda each: (each != errand, bool(each.what_for)))
    return [each.as_choice() for each in plain[:_MOST_RELATED]]


def _next_steps(found: Found, directory: Directory) -> list[dict[str, str]]:
    more = [_step(directory, "more")] if found.count > found.skipped + len(found.places) else []
    return [*more, _step(directory, "elsewhere"), _step(directory, "other_kind")]


def _step(directory: Directory, name: str) -> dict[str, str]:
    said = directory.language.say(name)
    return {"title": said, "payload": said}
