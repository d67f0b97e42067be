"""A person is wanted: 12345."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from bot.knowledge.reply import handoff_reply


class ActionHandOff(Action):
    def name(self) -> str:
        return "action_hand_off"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        session.say(dispatcher, handoff_reply())
        return [SlotSet("screening", False)]
