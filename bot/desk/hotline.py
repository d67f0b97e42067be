"""Hotline search: answers, figures and places for each keystroke, and what is shown of the one chosen."""

import re
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from bot.chinese.normalize import has_words, matching_key
from bot.clock import now
from bot.desk.call import Call
from bot.desk.pages import after, fragment, page
from bot.errors import BadInput, NotFound
from bot.knowledge import unanswered
from bot.chinese.period import period_in
from bot.knowledge.hotline_search import FigureHit, TopicHit, as_told, figure_lines
from bot.knowledge.render import Rendered
from bot.knowledge.short_text import short_text
from bot.places.asked_time import asked_time
from bot.places.directory import Directory, NearPlace
from bot.places.gazetteer import Located

LONGEST = 200
PLACES, PLACES_WITHOUT_ORIGIN = 4, 2
OFFICE = "subdistrict_service_center"
_WHERE = re.compile("哪|最近|附近|旁边|周围|周边|地址|位置|怎么走|几点|开门|电话")
# What is shown near an address when no kind of place was asked for.
_USUAL = ("elder_station", "community_service_station", "meal_site")


@dataclass(frozen=True)
class PlacesFound:
    """`heading` says from where distances are, or that the place could be several."""

    heading: str
    near: list[NearPlace]


@dataclass(frozen=True)
class Results:
    topics: list[TopicHit]
    figures: list[FigureHit]
    places: PlacesFound
    period: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.topics or self.figures or self.places.near)


def show(call: Call) -> Response:
    text = call.said("q")[:LONGEST]
    return page(call, "hotline.html", text=text, day=call.day(), results=search(call, text) if text.strip() else None)


def results(call: Call) -> Response:
    """One keystroke's list, as a fragment."""
    text = call.said("q")[:LONGEST]
    return fragment(call, "hotline_results.html", text=text, results=search(call, text))


def search(call: Call, text: str) -> Results:
    """The same for the page and for a keystroke."""
    snapshot = call.bench.snapshot()
    found = call.bench.board(snapshot).search(text, snapshot, call.day())
    period = f"{found.period[0]} 至 {found.period[1]}" if found.period else ""
    return Results(found.topics, found.figures, places_near(call.bench.directory(), text, now()), period)


def places_near(directory: Directory, text: str, moment: datetime) -> PlacesFound:
    """Places for an address, a kind of place, or both."""
    if len(matching_key(text)) < 2:
        return PlacesFound("", [])
    located, kind = directory.locate(text), directory.category_of(text)
    when = asked_time(text, moment) or moment
    if located.status == "found" and located.place:
        near = _near_origin(directory, located, kind, when)
        absent = (
            f"{directory.categories[kind].title}还没有登记过，先问这里；"
            if kind and _is_absent(directory, kind)
            else ""
        )
        return PlacesFound(f"{absent}离{located.place.label}", near)
    if located.status == "ambiguous":
        return PlacesFound(
            "地名可能是：" + "、".join(place.label for place in located.candidates[:4]) + "，请问清楚", []
        )
    if located.status == "outside" and located.place:
        return PlacesFound(f"{located.place.label}不在西城区", [])
    if kind is None or not _asks_where(directory, text):
        return PlacesFound("", [])
    if _is_absent(directory, kind):
        return PlacesFound(f"{directory.categories[kind].title}还没有登记过", [])
    result = directory.nearest(kind, None, when, PLACES_WITHOUT_ORIGIN)
    more = f"，共 {result.total} 处，问清在哪儿再查" if result.total > len(result.places) else ""
    return PlacesFound(f"{result.category.title}{more}", list(result.places))


def _near_origin(directory: Directory, located: Located, kind: str | None, when: datetime) -> list[NearPlace]:
    if kind is not None:
        result = directory.nearest(kind, located.place, when, PLACES)
        own = [result.yours] if result.yours and not result.places else []
        return [*result.places, *own]
    office = directory.nearest(OFFICE, located.place, when, 1)
    found = [office.yours] if office.yours else list(office.places)
    for usual in _USUAL:
        if usual in directory.categories:
            found.extend(directory.nearest(usual, located.place, when, 1).places)
    return found[:PLACES]


def _asks_where(directory: Directory, text: str) -> bool:
    """低保标准 has the name of a counter in it and asks for no place; 救助所 alone does."""
    return bool(_WHERE.search(text)) or len(matching_key(directory.without_category(text))) <= 1


def _is_absent(directory: Directory, kind: str) -> bool:
    return not any(place.category == kind for place in directory.points)


def detail(call: Call) -> Response:
    """One result whole, as a fragment."""
    kind, identity = call.said("kind"), call.said("id")
    if kind == "topic":
        return _topic_detail(call, identity)
    if kind == "figure":
        figure = call.bench.snapshot().figures[identity]
        wording = f"{figure.title}：" + "；".join(
            line.replace("　", "，") for line in figure_lines(figure, call.day(), call.day())
        )
        return fragment(call, "hotline_figure.html", figure=figure, day=call.day(), wording=wording)
    if kind == "place":
        return _place_detail(call, identity)
    raise NotFound("没有这一条结果")


def _topic_detail(call: Call, topic: str) -> Response:
    snapshot = call.bench.snapshot()
    if topic not in snapshot.answers:
        raise NotFound("这条答案已经不在了，请重新搜")
    named = period_in(call.said("q")[:LONGEST], call.day())
    period = (named.first, named.last) if named else None
    rendered = as_told(snapshot.answers[topic], snapshot, call.day(), period)
    return fragment(
        call, "hotline_topic.html", rendered=rendered, wording=wording(rendered), short=short_text(rendered),
        day=call.day(), answers=snapshot.answers, may_edit=bool(call.account and call.account.may("editor")),
    )  # fmt: skip


def wording(rendered: Rendered) -> str:
    """What is copied: the whole answer with its basis."""
    documents = [
        f"《{source.title}》" + (f"（{source.number}）" if source.number else "") for source in rendered.sources
    ]
    return rendered.text() + ("\n\n依据：" + "、".join(documents) if documents else "")


def _place_detail(call: Call, identity: str) -> Response:
    directory = call.bench.directory()
    place = next((place for place in directory.points if place.id == identity), None)
    if place is None:
        raise NotFound("这个地点已经不在了，请重新搜")
    text = call.said("q")[:LONGEST]
    located = directory.locate(text)
    moment = now()
    near = directory.seen_from(
        place, located.place if located.status == "found" else None, asked_time(text, moment) or moment
    )
    return fragment(call, "hotline_place.html", near=near, card=near.as_card(), directory=directory)


def not_found(call: Call) -> Response:
    """Into the inbox, with the topics that came nearest."""
    text = call.said("q")[:LONGEST].strip()
    if not has_words(text):
        raise BadInput("先写下来电人问的是什么，再记为没找到")
    candidates = [candidate.topic for candidate in call.bench.matcher.match(text).candidates]
    unanswered.record(call.db, text, "hotline", candidates, "desk")
    if call.is_fragment:
        return fragment(call, "said.html", said="已记到收件箱，编辑会补上。")
    return after("/hotline", "settled")
