"""Walk A: answer from the knowledge, ask back, or say honestly that we do not know."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from actions.find_nearest import GOES_ON, ActionFindNearest


class ActionAnswerFaq(Action):
    """The same matcher the hotline desk asks."""

    def name(self) -> str:
        return "action_answer_faq"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        goes_on = tracker.get_slot("category") and session.is_only(session.text_of(tracker), *GOES_ON)
        if goes_on or (tracker.get_slot("seeking") and names_a_place(tracker)):
            return ActionFindNearest().run(dispatcher, tracker, domain)
        return session.say_answer(dispatcher, tracker, session.facts_of(tracker))


def names_a_place(tracker: Tracker) -> bool:
    """Is the message the place, or the kind of place, that Walk B asked for?"""
    text, directory = session.text_of(tracker), session.directory()
    return directory.locate(text).status != "none" or (len(text) <= 12 and directory.category_of(text) is not None)
