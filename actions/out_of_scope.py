"""Other departments' business: say so, and where to go where we know."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from bot.knowledge.reply import Reply, fallback_reply
from bot.knowledge.scope import other_department


class ActionOutOfScope(Action):
    def name(self) -> str:
        return "action_out_of_scope"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        told = other_department(session.text_of(tracker), session.departments())
        reply = fallback_reply(told or "这个不归民政管，我答不了。")
        session.say(dispatcher, Reply(reply.text, reply.custom))
        return []
