"""Walk A: answer from the knowledge, ask back, or say honestly that we do not know."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from actions.find_nearest import ActionFindNearest
from bot.clock import today
from bot.knowledge import conversation, unanswered


class ActionAnswerFaq(Action):
    """The same matcher the hotline desk asks."""

    def name(self) -> str:
        return "action_answer_faq"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if tracker.get_slot("seeking") and names_a_place(tracker):
            return ActionFindNearest().run(dispatcher, tracker, domain)
        facts = session.facts_of(tracker)
        context = session.context_of(tracker, facts)
        matcher = session.matcher()
        snapshot = matcher.snapshot()
        if topic := session.entity(tracker, "topic"):
            turn = conversation.answer_topic(topic, context, snapshot, today())
        else:
            turn = conversation.respond(session.text_of(tracker), context, snapshot, matcher.thresholds, today())
        if turn.unanswered:
            unanswered.record(session.db(), session.text_of(tracker), turn.unanswered, turn.candidates, "webchat")
        session.say(dispatcher, *turn.replies)
        return session.remember(turn, facts)


def names_a_place(tracker: Tracker) -> bool:
    """Is the message the place, or the kind of place, that Walk B asked for?"""
    text, directory = session.text_of(tracker), session.directory()
    return directory.locate(text).status != "none" or (len(text) <= 12 and directory.category_of(text) is not None)
