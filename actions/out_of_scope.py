"""Other departments' business: say so, and where to go where we know."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from actions.answer_faq import ActionAnswerFaq
from actions.find_nearest import is_about_places, read_where
from bot.knowledge import conversation
from bot.knowledge.reply import fallback_reply
from bot.knowledge.scope import other_department

# Above these the knowledge is right even where the intent, or the words of another department, say it is not ours.
SURELY_OURS, OURS_AGAINST_A_DEPARTMENT = 0.9, 0.97


class ActionOutOfScope(Action):
    def name(self) -> str:
        return "action_out_of_scope"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        text, matcher = session.text_of(tracker), session.matcher()
        told = other_department(text, session.departments())
        context = session.context_of(tracker, session.facts_of(tracker))
        snapshot = matcher.snapshot()
        ranked = snapshot.index.rank(text, 1)
        ours = bool(ranked) and ranked[0].score >= (OURS_AGAINST_A_DEPARTMENT if told else SURELY_OURS)
        leans = is_about_places(read_where(tracker), tracker) or conversation.leans_on_before(
            text, context, snapshot, matcher.thresholds
        )
        if ours or (told is None and leans):
            return ActionAnswerFaq().run(dispatcher, tracker, domain)
        session.say(dispatcher, fallback_reply(told or "这个不归民政管，我答不了。"))
        session.say_care(dispatcher, tracker)
        return []
