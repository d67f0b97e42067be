"""Sentences and cards about places, in the shape of docs/reply.schema.json."""

from typing import Any

from bot.places.directory import DETOUR, Directory, NearestResult, NearPlace
from bot.places.gazetteer import DISTRICT, Located, Origin

HOTLINE = "12345"
OFFICE = "subdistrict_service_center"
Reply = tuple[str, dict[str, Any]]

# How exactly we know where the resident is; nothing to say about a point.
_MEASURED_FROM = {
    "landmark": "从这附近的一个点量起",
    "community": "从社区的一个点量起",
    "subdistrict": "从街道中心量起，只作参考",
    "district": "位置只知道到区",
}
# The kinds asked for most, offered when a resident has named only a place.
_COMMON = (
    "elder_station", "meal_site", OFFICE, "assistance_office", "marriage_office", "nursing_home",
    "community_service_station", "charity_station", "warm_home",
)  # fmt: skip


def places_payload(result: NearestResult, located: Located | None = None) -> Reply:
    """(text, payload) for what was found; honest where nothing is registered."""
    if result.places:
        text, shown = _found_text(result, located), _cards(result)
    elif result.total:
        text, shown = f"{result.category.title}登记的就是这些了，拿不准可以拨 {HOTLINE}。", []
    else:
        text, shown = _unknown_text(result), [result.yours] if result.yours else []
    is_yours = bool(shown) and result.yours is not None and shown[0].point.id == result.yours.point.id
    payload: dict[str, Any] = {
        "kind": "places", "category": result.category.id, "yours": is_yours,
        "places": [near.as_card() for near in shown], "choices": _next_steps(result),
    }  # fmt: skip
    if result.origin:
        payload["origin"] = origin_payload(result.origin)
    return text, payload


def where_are_you(directory: Directory, category: str | None = None) -> Reply:
    """Asks for the place, offering the fifteen subdistricts; each choice is text the resident could have typed."""
    wanted = f"要找最近的{directory.categories[category].title}，" if category else ""
    text = f"{wanted}请告诉我您在哪儿：可以发送位置，打出小区、路口或地铁站的名字，或者选您所在的街道。"
    choices = [{"title": name, "payload": name} for name in directory.subdistricts]
    return text, {"kind": "question", "slot": "place", "title": "您在西城哪里？", "choices": choices}


def what_kind(directory: Directory, origin: Origin | None = None) -> Reply:
    """Asks what is looked for, once the place is known, and says which place that is."""
    titles = [directory.categories[identity].title for identity in _COMMON if identity in directory.categories]
    choices = [{"title": title, "payload": title} for title in titles]
    lead = f"好，{origin.label}，我记下了。" if origin else ""
    text = f"{lead}您想找哪一种地方？可以点一个，也可以直接说，例如“养老院”“志愿服务站”。"
    return text, {"kind": "question", "slot": "category", "title": "您想找什么地方？", "choices": choices}


def which_one(located: Located, category_title: str | None = None) -> Reply:
    """Asks back where one name could be several places."""
    lead = f"{located.note}。" if located.note else ""
    wanted = f"要找{category_title}，" if category_title else ""
    where = f"“{located.place.label}”在几个街道的交界" if located.place else "您说的可能是几个地方"
    text = f"{lead}{wanted}{where}，请问您在哪一处？"
    choices = [{"title": origin.label, "payload": _typed(origin)} for origin in located.candidates]
    return text, {"kind": "question", "slot": "place", "title": "您在哪一处？", "choices": choices[:15]}


def origin_payload(origin: Origin) -> dict[str, Any]:
    payload: dict[str, Any] = {"label": origin.label, "precision": origin.precision}
    if origin.lon is not None and origin.lat is not None:
        payload |= {"lon": round(origin.lon, 6), "lat": round(origin.lat, 6), "datum": "gcj02"}
    return payload


def _typed(origin: Origin) -> str:
    """What the resident could type to mean exactly this candidate."""
    name = origin.label.split("（")[0]
    return f"{name} {origin.subdistrict}" if origin.subdistrict and origin.subdistrict not in name else name


def _cards(result: NearestResult) -> list[NearPlace]:
    """The places; where offices are asked for, the one that is theirs comes first."""
    shown = list(result.places)
    if result.category.id == OFFICE and result.yours and not result.skipped:
        shown = [result.yours, *(near for near in shown if near.point.id != result.yours.point.id)][: len(shown)]
    return shown


def _found_text(result: NearestResult, located: Located | None) -> str:
    shown = _cards(result)
    lines = _opening(result, located)
    lines += [f"{number}. {_line(near)}" for number, near in enumerate(shown, start=1 + result.skipped)]
    if any(near.walk_s is None and near.distance_m is not None for near in shown):
        lines.append(f"步行时间按直线距离的 {DETOUR:g} 倍估算。")
    if any(not near.point.verified for near in shown):
        lines.append(f"标“未核实”的信息区里还没有确认，去之前请先打电话，或拨 {HOTLINE}。")
    if result.yours and result.category.scope == "subdistrict" and result.category.id != OFFICE:
        lines.append(f"您那里归{result.yours.point.name}管，拿不准也可以问那里。")
    lines += [f"{located.note}。"] if located and located.note else []
    return "\n".join([*lines, *_advice(result)])


def _opening(result: NearestResult, located: Located | None) -> list[str]:
    lines, origin, title = [], result.origin, result.category.title
    if located and not located.exact and origin:
        lines.append(f"我按“{origin.label}”来找，不对请再说一下。")
    if origin and origin.district != DISTRICT:
        lines.append(_outside(origin) + f"西城的服务点主要面向西城居民，您也可以拨 {HOTLINE} 问所在的区。")
    if result.none_open:
        lines.append(f"登记过办公时间的{title}那时都不开，最近的是：")
    elif origin is None:
        lines.append(f"西城区的{title}：")
    elif result.category.id == OFFICE and result.yours:
        lines.append(f"您那里归{result.yours.point.name}管（第 1 个），其余按远近排：")
    else:
        how = _MEASURED_FROM.get(origin.precision)
        lines.append(f"离{origin.label}最近的{title}" + (f"（{how}）：" if how else "："))
    return lines


def _line(near: NearPlace) -> str:
    place = near.point
    parts = [place.name + ("" if place.verified else "（未核实）"), _distance(near)]
    parts.append(place.address or "详细地址待核实")
    parts += [f"电话 {place.phones[0]}"] if place.phones else []
    if near.opens_at and (place.opening_hours or place.hours_note):
        parts.append(near.opens_at if place.opening_hours else f"时间：{place.hours_note}")
    else:
        parts.append("办公时间未登记")
    return "；".join(part for part in parts if part)


def _distance(near: NearPlace) -> str:
    if near.distance_m is None:
        return f"在{near.point.subdistrict}，位置还不准，没法算距离" if near.point.subdistrict else "位置还不清楚"
    if near.walk_m is not None:
        return f"走过去{_metres(near.walk_m)}，约{near.walk_minutes}分钟"
    return f"直线{_metres(near.distance_m)}，步行约{near.walk_minutes}分钟"


def _metres(distance_m: int) -> str:
    return f"约{distance_m}米" if distance_m < 1000 else f"约{distance_m / 1000:.1f}公里"


def _outside(origin: Origin) -> str:
    where = (
        f"，属于{origin.district}" if origin.district.endswith("区") and origin.district not in ("邻区", "区外") else ""
    )
    return f"{origin.label}不在西城区{where}。" if origin.label != origin.district else f"{origin.label}不是西城区。"


def _unknown_text(result: NearestResult) -> str:
    title, origin = result.category.title, result.origin
    lines = [f"西城区{title.removeprefix('区')}的地址和电话，区里还没有提供给我，我不能乱说。"]
    if origin and origin.district != DISTRICT:
        lines.append(f"{_outside(origin)}请拨 {HOTLINE} 问所在的区。")
    elif result.yours:
        known = "" if result.yours.point.verified else "（信息未核实）"
        lines.append(f"可以先问您那里的{result.yours.point.name}{known}，或者拨 {HOTLINE}。")
    elif origin and origin.subdistrict:
        lines.append(f"可以先问{origin.subdistrict}办事处，或者拨 {HOTLINE}。")
    else:
        lines.append(f"请拨 {HOTLINE}，或者告诉我您在哪个街道，我告诉您先问哪里。")
    return "".join([*lines, *_advice(result)])


def _advice(result: NearestResult) -> list[str]:
    return [f"{result.category.advice}。"] if result.category.advice else []


def _next_steps(result: NearestResult) -> list[dict[str, str]]:
    """What may be tapped next; each is text the resident could have typed."""
    steps = [{"title": "我在别处", "payload": "我在别的地方"}, {"title": "换一种地方", "payload": "找别的地方"}]
    if result.total > result.skipped + len(result.places):
        steps.insert(0, {"title": "再看几个", "payload": "再看几个"})
    return steps
