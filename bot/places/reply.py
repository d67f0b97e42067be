"""Sentences and cards about places, in the shape of docs/reply.schema.json."""

from typing import Any

from bot.places.directory import Directory, NearestResult, NearPlace
from bot.places.gazetteer import Located, Origin

HOTLINE = "12345"
Reply = tuple[str, dict[str, Any]]

_PRECISION = {
    "landmark": "从这附近的一个点量起",
    "community": "从社区的一个点量起",
    "subdistrict": "从街道中心量起，只作参考",
    "district": "位置只知道到区",
}


def places_payload(result: NearestResult, located: Located | None = None) -> Reply:
    """(text, payload) for what was found; honest where nothing is registered."""
    if result.places:
        text, shown, yours = _found_text(result, located), list(result.places), result.category.id == "subdistrict_service_center"
        if yours and result.yours:
            shown = [result.yours, *(p for p in shown if p.point.id != result.yours.point.id)][:3]
    else:
        text, shown, yours = _unknown_text(result), [result.yours] if result.yours else [], True
    payload: dict[str, Any] = {
        "kind": "places", "category": result.category.id, "yours": yours, "places": [near.as_card() for near in shown],
        "choices": _next_steps(result),
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


def which_one(located: Located, category_title: str | None = None) -> Reply:
    """Asks back where one name could be several places."""
    names = list(dict.fromkeys(origin.label for origin in located.candidates))
    lead = f"{located.note}。" if located.note.startswith("宣武区") else ""
    where = f"“{located.place.label}”" if located.place else "您说的地方"
    text = f"{lead}{where}可能是几处，请问您在哪一处？"
    choices = [{"title": o.label, "payload": _typed(o)} for o in located.candidates if o.label in names]
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


def _found_text(result: NearestResult, located: Located | None) -> str:
    lines = _opening(result, located)
    lines += [f"{number}. {_line(near)}" for number, near in enumerate(result.places, start=1)]
    if any(not near.point.verified for near in result.places):
        lines.append(f"标“未核实”的信息区里还没有确认，去之前请先打电话，或拨 {HOTLINE}。")
    if result.yours and result.category.scope == "subdistrict" and result.category.id != "subdistrict_service_center":
        lines.append(f"您所在的街道由{result.yours.point.name}负责，拿不准也可以问那里。")
    if result.category.advice:
        lines.append(f"{result.category.advice}。")
    return "\n".join(lines)


def _opening(result: NearestResult, located: Located | None) -> list[str]:
    lines = []
    if located and not located.exact and result.origin:
        lines.append(f"我按“{result.origin.label}”来找，不对请再说一下。")
    if result.origin and result.origin.district != "西城区":
        lines.append(f"{result.origin.label}不在西城区。西城的服务点主要面向西城居民，您也可以拨 {HOTLINE} 问所在的区。")
    if result.origin is None:
        return [*lines, f"西城区的{result.category.title}："]
    how = _PRECISION.get(result.origin.precision)
    return [*lines, f"离{result.origin.label}最近的{result.category.title}" + (f"（{how}）：" if how else "：")]


def _line(near: NearPlace) -> str:
    place = near.point
    distance = f"直线约{_metres(near.distance_m)}，步行约{near.walk_minutes}分钟" if near.distance_m is not None else "距离不明"
    parts = [place.name + ("" if place.verified else "（未核实）"), distance]
    parts.append(place.address or f"{place.subdistrict or ''}（详细地址待核实）")
    parts += [f"电话 {place.phones[0]}"] if place.phones else []
    parts += [near.opens_at] if near.open_now is not None else ["办公时间未登记"] if not place.opening_hours else []
    return "；".join(parts)


def _metres(distance_m: int | None) -> str:
    assert distance_m is not None
    return f"{distance_m}米" if distance_m < 1000 else f"{distance_m / 1000:.1f}公里"


def _unknown_text(result: NearestResult) -> str:
    title, origin = result.category.title, result.origin
    lines = [f"{title}的地址和电话区里还没有提供，我不能随便告诉您一个。"]
    if origin and origin.district != "西城区":
        lines.append(f"{origin.label}不在西城区，请拨 {HOTLINE} 问所在的区。")
    elif result.yours:
        known = "" if result.yours.point.verified else "（这条信息未核实）"
        lines.append(f"可以先问您的街道：{result.yours.point.name}{known}，或者拨 {HOTLINE}。")
    elif origin and origin.subdistrict:
        lines.append(f"可以先问{origin.subdistrict}办事处，或者拨 {HOTLINE}。")
    else:
        lines.append(f"请拨 {HOTLINE}，或者告诉我您在哪个街道。")
    if result.category.advice:
        lines.append(f"{result.category.advice}。")
    return "".join(lines)


def _next_steps(result: NearestResult) -> list[dict[str, str]]:
    """What may be tapped next; each is text the resident could have typed."""
    steps = [{"title": "我在别处", "payload": "我在别的地方"}, {"title": "换一种地方", "payload": "找别的地方"}]
    if result.total > len(result.places):
        steps.insert(0, {"title": "再看几个", "payload": "再看几个"})
    return steps


