"""Walk B: where is the resident, what is looked for, what is known of it. The work is in bot/places/walk.py."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from bot.clock import now
from bot.knowledge.reply import Reply
from bot.places.walk import Memory, answer
from bot.places.where import Where, goes_on, read


class ActionFindNearest(Action):
    """Answers what the message asks about places, and hands on to the knowledge what it asks besides."""

    def name(self) -> str:
        return "action_find_nearest"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        where = read_where(tracker)
        if not is_about_places(where, tracker) and session.matcher().match(where.text).status == "sure":
            return session.say_answer(dispatcher, tracker, session.facts_of(tracker))
        return say_places(dispatcher, tracker, where)


def read_where(tracker: Tracker) -> Where:
    """What this message says of places, a shared position included."""
    lon, lat = session.entity(tracker, "lon"), session.entity(tracker, "lat")
    is_shared = lon is not None and lat is not None
    shared = (float(lon), float(lat), str(session.entity(tracker, "datum") or "wgs84")) if is_shared else None
    return read(session.text_of(tracker), session.directory(), now(), shared)


def is_about_places(where: Where, tracker: Tracker) -> bool:
    """Does the message look for a place, by itself or after what was said before?"""
    return goes_on(where, tracker.get_slot("category"), tracker.get_slot("seeking"))


def say_places(dispatcher: CollectingDispatcher, tracker: Tracker, where: Where) -> list[EventType]:
    memory = Memory.from_json(tracker.get_slot("places"))
    replies, memory = answer(where, memory, session.directory(), now(), session.geocoder())
    session.say(dispatcher, *(Reply(text, payload) for text, payload in replies))
    return [
        SlotSet("places", memory.to_json()),
        SlotSet("category", memory.category),
        SlotSet("seeking", memory.seeking),
    ]
