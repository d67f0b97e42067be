"""Someone may be in danger: the phones first, whatever else was said."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from bot.clock import today
from bot.knowledge import conversation, crisis
from bot.knowledge.reply import Reply

# Below this the learner alone is heard only where the knowledge is not sure of another question.
CERTAIN = 0.95


class ActionCrisis(Action):
    """Ends a screening under way: nothing matters more."""

    def name(self) -> str:
        return "action_crisis"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        text, crises, matcher = session.text_of(tracker), session.crises(), session.matcher()
        snapshot = matcher.snapshot()
        spoken, match = crisis.spoken_in(text, crises), matcher.match(text, snapshot)
        topic = match.topic if match.status == "sure" else None
        by_topic = next((each for each in crises if each.topic == topic), None)
        if spoken is None and topic and by_topic is None and self._is_doubtful(tracker):
            context = session.context_of(tracker, session.facts_of(tracker))
            turn = conversation.answer_topic(topic, context, snapshot, today())
            session.say(dispatcher, *turn.replies)
            session.say_care(dispatcher, tracker)
            return [SlotSet("topic", turn.topic), SlotSet("choices", [])]
        heard = by_topic if by_topic and by_topic.text is None else crisis.closest(text, crises)
        found = spoken or heard
        if found.text:
            session.say(dispatcher, crisis_reply(found, snapshot.sources))
        else:
            turn = conversation.answer_topic(found.topic, conversation.Context(), snapshot, today())
            session.say(dispatcher, *turn.replies)
        return [SlotSet("topic", found.topic), SlotSet("choices", []), SlotSet("screening", False)]

    @staticmethod
    def _is_doubtful(tracker: Tracker) -> bool:
        """Is the learner itself not certain, as of 我妈走了留下一柜子衣裳, 往哪儿捐?"""
        return float((tracker.latest_message.get("intent") or {}).get("confidence") or 1) < CERTAIN


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
