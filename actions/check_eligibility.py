"""Walk C: what am I entitled to. The walk itself is `bot.eligibility.interview`; this keeps its state for the talk."""

import json
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from actions.answer_faq import ActionAnswerFaq
from actions.smalltalk import ActionSmalltalk
from bot.clock import today
from bot.eligibility.interview import Interview, Step, resume, start, step
from bot.knowledge import conversation
from bot.knowledge.reply import Reply

_SMALLTALK = ("greet", "thanks", "bye", "about_bot")


class ActionCheckEligibility(Action):
    """Starts, goes on with and ends the screening. Nothing said here is logged."""

    def name(self) -> str:
        return "action_check_eligibility"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        text, figures = session.text_of(tracker), session.matcher().snapshot().figures
        if not tracker.get_slot("screening"):
            return self._say(dispatcher, start(text, tracker.get_slot("facts") or {}, today(), figures))
        interview = interview_of(tracker)
        said = step(text, interview, today(), figures)
        if said.kind == "not_an_answer" and (events := self._answered_instead(dispatcher, tracker, domain, interview)):
            return events
        return self._say(dispatcher, said)

    @staticmethod
    def _say(dispatcher: CollectingDispatcher, said: Step) -> list[EventType]:
        session.say(dispatcher, Reply(said.text, said.custom))
        return forget() if said.kind == "stopped" else remember(said.interview)

    def _answered_instead(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any], interview: Interview
    ) -> list[EventType]:
        """A question in between is answered and the screening resumes; after the result it has the floor."""
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if interview.done:
            action = ActionSmalltalk() if intent in _SMALLTALK else ActionAnswerFaq()
            kept = ("facts", "screening", "asking")
            events = action.run(dispatcher, tracker, domain)
            return [*forget(), *(event for event in events if event.get("name") not in kept)]
        matcher = session.matcher()
        snapshot = matcher.snapshot()
        if intent in _SMALLTALK:
            ActionSmalltalk().run(dispatcher, tracker, domain)
            return self._say(dispatcher, resume(interview, today(), snapshot.figures))
        context = conversation.Context()
        turn = conversation.respond(session.text_of(tracker), context, snapshot, matcher.thresholds, today())
        if not turn.answered:
            return []
        session.say(dispatcher, *turn.replies)
        return [SlotSet("topic", turn.topic), *self._say(dispatcher, resume(interview, today(), snapshot.figures))]


def interview_of(tracker: Tracker) -> Interview:
    """The interview the slots hold."""
    held = json.loads(tracker.get_slot("asking") or "{}")
    return Interview.from_json({**held, "facts": tracker.get_slot("facts") or {}})


def remember(interview: Interview) -> list[EventType]:
    """The slots that hold an interview until the next message."""
    held = interview.to_json()
    facts = held.pop("facts")
    asking = json.dumps(held, ensure_ascii=False)
    return [SlotSet("screening", True), SlotSet("facts", facts), SlotSet("asking", asking)]


def forget() -> list[EventType]:
    """Nothing of person and household is kept, and it is the resident's turn: no rule knows a screening that ends."""
    return [
        SlotSet("screening", False),
        SlotSet("facts", {}),
        SlotSet("asking", None),
        FollowupAction("action_listen"),
    ]
