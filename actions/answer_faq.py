"""Walk A: answer from the knowledge, ask back, or say honestly that we do not know."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from actions.find_nearest import GOES_ON, ActionFindNearest
from bot.clock import now
from bot.places import follow_up


class ActionAnswerFaq(Action):
    """The same matcher the hotline desk asks."""

    def name(self) -> str:
        return "action_answer_faq"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if is_about_places(tracker):
            return ActionFindNearest().run(dispatcher, tracker, domain)
        return session.say_answer(dispatcher, tracker, session.facts_of(tracker))


def is_about_places(tracker: Tracker) -> bool:
    """Does the message go on with Walk B, or only say where the resident is?"""
    text, directory = session.text_of(tracker), session.directory()
    if session.entity(tracker, "topic"):
        return False
    if tracker.get_slot("seeking"):
        is_kind = len(text) <= 12 and directory.category_of(text) is not None
        return is_kind or directory.locate(text).status != "none"
    if tracker.get_slot("category"):
        return session.is_only(text, *GOES_ON) or follow_up.goes_on(text, directory, now())
    return follow_up.tells_only_where(text, directory) or follow_up.asks_which_subdistrict(text, directory)
