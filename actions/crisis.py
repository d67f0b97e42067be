"""Someone may be in danger: the phones first, whatever else was said."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from bot.clock import today
from bot.knowledge import conversation, crisis
from bot.knowledge.matcher import Snapshot
from bot.knowledge.reply import Reply

# Below this the learner alone is heard only where the knowledge is not sure of another question.
CERTAIN = 0.95


class ActionCrisis(Action):
    """Ends a screening under way: nothing matters more."""

    def name(self) -> str:
        return "action_crisis"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        snapshot = session.matcher().snapshot()
        crises = session.crises()
        if (turn := self._ordinary_question(tracker, snapshot)) is not None:
            session.say(dispatcher, *turn.replies)
            session.say_care(dispatcher, tracker)
            return [SlotSet("topic", turn.topic), SlotSet("choices", [])]
        found = self._kind_of(tracker, crises, snapshot)
        if found.text:
            session.say(dispatcher, crisis_reply(found, snapshot.sources))
        else:
            turn = conversation.answer_topic(found.topic, conversation.Context(), snapshot, today())
            session.say(dispatcher, *turn.replies)
        return [SlotSet("topic", found.topic), SlotSet("choices", []), SlotSet("screening", False)]

    @staticmethod
    def _kind_of(tracker: Tracker, crises: Sequence[crisis.Crisis], snapshot: Snapshot) -> crisis.Crisis:
        """By its words; where only the learner heard it, by the crisis topic the knowledge is sure of, if any."""
        text = session.text_of(tracker)
        match = session.matcher().match(text, snapshot)
        nearest = match.topic if match.status == "sure" else None
        by_topic = next((c for c in crises if c.topic == nearest and c.text is None), None)
        return crisis.spoken_in(text, crises) or by_topic or crisis.closest(text, crises)

    @staticmethod
    def _ordinary_question(tracker: Tracker, snapshot: Snapshot) -> conversation.Turn | None:
        """The answer to what only the learner, and not surely, takes for a crisis: 我妈走了留下一柜子衣裳, 往哪儿捐."""
        text = session.text_of(tracker)
        sure = float((tracker.latest_message.get("intent") or {}).get("confidence") or 1)
        if sure >= CERTAIN or crisis.spoken_in(text, session.crises()) is not None:
            return None
        match = session.matcher().match(text, snapshot)
        if match.status != "sure" or match.topic is None or match.topic in {c.topic for c in session.crises()}:
            return None
        context = session.context_of(tracker, session.facts_of(tracker))
        return conversation.answer_topic(match.topic, context, snapshot, today())


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
