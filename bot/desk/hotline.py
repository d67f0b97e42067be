"""Hotline search: answers, figures and places for each keystroke, and what is shown of the one chosen."""

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from bot.chinese.normalize import has_words, matching_key
from bot.chinese.period import period_in
from bot.clock import now
from bot.desk.call import Call
from bot.desk.pages import after, fragment, page
from bot.errors import BadInput, NotFound
from bot.knowledge import unanswered
from bot.knowledge.hotline_search import FigureHit, Sought, TopicHit, figure_lines, hit_of
from bot.knowledge.render import Rendered
from bot.places import known
from bot.places.asked_time import asked_time
from bot.places.directory import Directory, NearPlace
from bot.places.gazetteer import Origin
from bot.places.where import Where, read
from bot.reading import caller

LONGEST = 200
PLACES = 4
# What is shown near an address when no kind of place was asked for.
_USUAL = ("elder_station", "community_service_station", "meal_site")


@dataclass(frozen=True)
class PlacesFound:
    """`heading` says from where distances are, or that the place could be several."""

    heading: str
    near: list[NearPlace]


@dataclass(frozen=True)
class Results:
    """`told` is what was understood of the caller, `period` the past time asked about."""

    topics: list[TopicHit]
    figures: list[FigureHit]
    places: PlacesFound
    period: str = ""
    told: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.topics or self.figures or self.places.near)


def show(call: Call) -> Response:
    text = call.said("q")[:LONGEST]
    results = search(call, text, whole=True) if text.strip() else None
    return page(call, "hotline.html", text=text, day=call.day(), results=results)


def results(call: Call) -> Response:
    """One keystroke's list, as a fragment; `whole` once no more keys follow."""
    text = call.said("q")[:LONGEST]
    return fragment(
        call, "hotline_results.html", text=text, results=search(call, text, whole=call.said("whole") == "yes")
    )


def search(call: Call, text: str, *, whole: bool) -> Results:
    """The same for the page and for a keystroke. Who calls is masked away before anything is looked for."""
    snapshot, day = call.bench.snapshot(), call.day()
    heard = caller.read(text, day)
    sought = Sought(heard.sought, day, heard.people, whole)
    found = call.bench.board(snapshot).search(sought, snapshot, call.bench.matcher.thresholds)
    period = f"{found.period[0]} 至 {found.period[1]}" if found.period else ""
    near = places_near(call.bench.directory(), heard.sought, now())
    return Results(found.topics, found.figures, near, period, "；".join(heard.told))


def places_near(directory: Directory, text: str, moment: datetime) -> PlacesFound:
    """Places for an address, a kind of place, or both."""
    if len(matching_key(text)) < 2:
        return PlacesFound("", [])
    where = read(text, directory, moment)
    located = where.located
    if located.status == "ambiguous":
        return PlacesFound(
            "地名可能是：" + "、".join(place.label for place in located.candidates[:4]) + "，请问清楚", []
        )
    if located.status == "outside" and located.place:
        return PlacesFound(f"{located.place.label}不在西城区", [])
    if where.category is not None and (located.place or where.is_place_walk or where.bare):
        return _of_kind(directory, where, where.category, moment)
    if located.place:
        return PlacesFound(located.place.label, _around(directory, located.place, where.when or moment))
    return PlacesFound("", [])


def _of_kind(directory: Directory, where: Where, kind: str, moment: datetime) -> PlacesFound:
    """What residents are told, the office where nothing of the kind is known, and how much of it is known."""
    origin = where.located.place
    found = known.found(
        directory, kind, origin, moment, where.when or moment, named=where.points, everything=origin is None
    )
    title, unit, total = found.category.title, found.known.total.unit, found.known.total.number
    if not found.known.points:
        heading = f"{title}还没有登记过" + ("，先问这里" if found.office else "")
        return PlacesFound(heading, [found.office] if found.office else [])
    of_all = f"，全区{total}{unit}" if total else ""
    if found.scope == "yours" and origin:
        return PlacesFound(f"{origin.label}归{origin.subdistrict}管", list(found.places[:PLACES]))
    here = f"{origin.label}：" if origin else ""
    heading = f"{here}{title}知道 {len(found.known.points)} {unit}{of_all}"
    near = list(found.places[:PLACES]) or ([found.office] if found.office else [])
    return PlacesFound(heading, near)


def _around(directory: Directory, origin: Origin, when: datetime) -> list[NearPlace]:
    """The responsible office, and one each of what is asked for most."""
    office = directory.office_of(origin.subdistrict)
    found = [directory.seen_from(office, origin, when)] if office else []
    for usual in _USUAL:
        nearest = known.found(directory, usual, origin, when, when).places
        found.extend(nearest[:1])
    return found[:PLACES]


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
    """The whole answer, led by the question that was found, for the caller spoken of."""
    snapshot, day = call.bench.snapshot(), call.day()
    if topic not in snapshot.answers:
        raise NotFound("这条答案已经不在了，请重新搜")
    text = call.said("q")[:LONGEST]
    named, heard = period_in(text, day), caller.read(text, day)
    period = (named.first, named.last) if named else None
    hit = hit_of(topic, 1.0, snapshot, Sought(heard.sought, day, heard.people), period, call.said("question") or None)
    return fragment(
        call, "hotline_topic.html", hit=hit, rendered=hit.rendered, wording=wording(hit.rendered, hit.where), short=hit.short,
        day=day, answers=snapshot.answers, may_edit=bool(call.account and call.account.may("editor")),
    )  # fmt: skip


def wording(rendered: Rendered, where: str = "") -> str:
    """What is copied: the whole answer, where it is done, and its basis."""
    documents = [
        f"《{source.title}》" + (f"（{source.number}）" if source.number else "") for source in rendered.sources
    ]
    place = f"\n在哪儿办：{where}" if where else ""
    return rendered.text() + place + ("\n\n依据：" + "、".join(documents) if documents else "")


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
    sought = caller.read(text, call.bench.today()).sought
    candidates = [candidate.topic for candidate in call.bench.matcher.match(sought).candidates]
    unanswered.record(call.db, text, "hotline", candidates, "desk")
    if call.is_fragment:
        return fragment(call, "said.html", said="已记到收件箱，编辑会补上。")
    return after("/hotline", "settled")
