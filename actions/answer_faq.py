"""Walk A: answer from the knowledge, ask back, or say honestly that we do not know."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from actions.find_nearest import is_about_places, read_where, say_places


class ActionAnswerFaq(Action):
    """The same matcher the hotline desk asks."""

    def name(self) -> str:
        return "action_answer_faq"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if session.entity(tracker, "topic"):
            return session.say_answer(dispatcher, tracker, session.facts_of(tracker))
        where = read_where(tracker)
        if not is_about_places(where, tracker):
            return session.say_answer(dispatcher, tracker, session.facts_of(tracker))
        events = session.say_answer(dispatcher, tracker, session.facts_of(tracker)) if where.also_asks else []
        return [*events, *say_places(dispatcher, tracker, where)]
