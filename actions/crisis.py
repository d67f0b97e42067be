"""Someone may be in danger: the phones first, whatever else was said."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from bot.clock import today
from bot.knowledge import conversation, crisis
from bot.knowledge.reply import Reply


class ActionCrisis(Action):
    """Ends a screening under way: nothing matters more."""

    def name(self) -> str:
        return "action_crisis"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        snapshot = session.matcher().snapshot()
        crises = session.crises()
        found = crisis.closest(session.text_of(tracker), crises)
        if found.text:
            session.say(dispatcher, crisis_reply(found, snapshot.sources))
        else:
            turn = conversation.answer_topic(found.topic, conversation.Context(), snapshot, today())
            session.say(dispatcher, *turn.replies)
        return [SlotSet("topic", found.topic), SlotSet("choices", []), SlotSet("screening", False)]


def crisis_reply(found: crisis.Crisis, sources: Any) -> Reply:
    """The crisis's own words, with the law it stands on."""
    cited = [{**sources[c["ref"]].payload(), "clause": c["clause"]} for c in found.sources if c["ref"] in sources]
    custom = {
        "kind": "answer",
        "topic": found.topic,
        "title": "您的安全最要紧",
        "sources": cited,
        "verified": True,
        "phone": "110",
    }
    return Reply(str(found.text).strip(), custom)
