"""Walk B: where is the resident, what is looked for, and what is nearest."""

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from bot.clock import now, today
from bot.knowledge import conversation
from bot.knowledge.reply import Reply
from bot.places import follow_up
from bot.places.amap import Deadline
from bot.places.asked_time import asked_time
from bot.places.directory import Directory
from bot.places.gazetteer import Located, Origin
from bot.places.geocoder import Geocoder
from bot.places.reply import OFFICE, places_payload, what_kind, where_are_you, which_one

PAGE = 3
SUBDISTRICTS = "general.subdistricts"
_MORE = ("再看几个", "更多", "还有吗", "还有别的吗", "看更多", "看更多地点", "下一页")
_ELSEWHERE = ("我在别的地方", "我在别处", "换个地方", "我换地方了", "换个位置")
_NEAR = re.compile(r"最近|附近|离我|近点|近的|周边|旁边|怎么走|地址|在哪$|位置|导航|开着|开门|营业|发.{0,4}位置")
_ABOUT_IT = re.compile(
    r"有(什么|啥|哪些)(?!地方)|(干|管|做|办)(些|点)?(什么|啥|嘛)|能干|收费|多少钱|条件|怎么申请|能不能|活动|服务内容"
)
_THE_WAY = re.compile(r"附近|离我|怎么走|怎么去|地址|在哪|哪儿有|哪里有|导航")
_OTHER_KIND = ("找别的地方", "换一种地方", "别的类型的地方")
# Said after a list of places, these go on with it, whatever kind of request they look like.
GOES_ON = (*_MORE, *_ELSEWHERE, *_OTHER_KIND)


class ActionFindNearest(Action):
    """Asks for what it does not know yet: the place first, then the kind."""

    def name(self) -> str:
        return "action_find_nearest"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        directory, text = session.directory(), session.text_of(tracker)
        category = directory.category_of(text) or tracker.get_slot("category")
        whose = follow_up.asks_which_subdistrict(text, directory)
        if whose:
            category = OFFICE
        geocoder = session.geocoder()
        deadline = geocoder.deadline() if geocoder else None
        located = locate(directory, tracker, geocoder, deadline)
        origin = located.place or known_origin(tracker)
        if whose:
            self._say_whose(dispatcher, located.place)
        if not whose and asks_in_general(tracker, located, category and directory.nearest(category, None).is_known):
            return session.say_answer(dispatcher, tracker, session.facts_of(tracker))
        if session.is_only(text, *_ELSEWHERE):
            return _ask(dispatcher, where_are_you(directory, category), category, None)
        if session.is_only(text, *_OTHER_KIND) or (category is None and origin is not None):
            return _ask(dispatcher, what_kind(directory, located.place), None, origin)
        if located.status == "ambiguous":
            title = directory.categories[category].title if category else None
            return _ask(dispatcher, which_one(located, title), category, None)
        if category is None or (origin is None and directory.needs_origin(category)):
            return _ask(dispatcher, where_are_you(directory, category), category, origin)
        shown = int(tracker.get_slot("places_shown") or PAGE) if session.is_only(text, *_MORE) else 0
        when, open_only = asked_when(text)
        result = directory.nearest(category, origin, when, limit=PAGE, skip=shown, open_only=open_only)
        if geocoder and deadline:
            result = geocoder.with_walking(result, deadline)
        session.say(dispatcher, Reply(*places_payload(result, located if located.place else None)))
        return [*_remembered(category, origin, None), SlotSet("places_shown", shown + PAGE)]

    @staticmethod
    def _say_whose(dispatcher: CollectingDispatcher, place: Origin | None) -> None:
        """The subdistrict a corner belongs to, with the answer on how to tell; its office follows as a card."""
        lead = ""
        if place and place.subdistrict and place.subdistrict not in place.label:
            lead = f"{place.label}在{place.subdistrict}。\n\n"
        turn = conversation.answer_topic(SUBDISTRICTS, conversation.Context(), session.matcher().snapshot(), today())
        session.say(dispatcher, *(Reply(lead + reply.text, reply.custom) for reply in turn.replies))


def asks_in_general(tracker: Tracker, located: Located, is_known: bool | None) -> bool:
    """Does the answer say more than a list? 天桥的志愿服务站都干啥, and 哪儿能捐旧衣服 where no such place is registered."""
    text = session.text_of(tracker)
    if _ABOUT_IT.search(text) and not _THE_WAY.search(text):
        return session.matcher().match(text).status == "sure"
    if is_known or located.status != "none" or tracker.get_slot("seeking") or _NEAR.search(text):
        return False
    if tracker.get_slot("category") and follow_up.goes_on(text, session.directory(), now()):
        return False
    return session.matcher().match(text).status == "sure"


def locate(
    directory: Directory, tracker: Tracker, geocoder: Geocoder | None = None, deadline: Deadline | None = None
) -> Located:
    """Where this message says the resident is: a shared position, or a name in the text."""
    lon, lat = session.entity(tracker, "lon"), session.entity(tracker, "lat")
    if lon is not None and lat is not None:
        return directory.locate_point(float(lon), float(lat), str(session.entity(tracker, "datum") or "wgs84"))
    text = session.text_of(tracker)
    return geocoder.locate(text, directory, deadline) if geocoder else directory.locate(text)


def known_origin(tracker: Tracker) -> Origin | None:
    """Where the resident was when last heard of."""
    kept = tracker.get_slot("origin")
    return Origin(**kept) if kept else None


def asked_when(text: str) -> tuple[datetime, bool]:
    """The time a question is about (周六, 国庆; else now), and whether only open places are wanted."""
    open_only = any(words in text for words in ("现在开", "开着的", "开门的"))
    return asked_time(text, now()) or now(), open_only


def _ask(
    dispatcher: CollectingDispatcher, question: tuple[str, dict[str, Any]], category: str | None, origin: Origin | None
) -> list[EventType]:
    session.say(dispatcher, Reply(*question))
    return _remembered(category, origin, question[1]["slot"])


def _remembered(category: str | None, origin: Origin | None, seeking: str | None) -> list[EventType]:
    """What the next message may lean on."""
    return [
        SlotSet("category", category),
        SlotSet("origin", asdict(origin) if origin else None),
        SlotSet("seeking", seeking),
    ]
