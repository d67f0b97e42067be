"""The one action Rasa runs: a message is read, decided and carried out in bot/walks/turn.py; here it is said and kept."""

import time
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from bot import journal, metrics
from bot.knowledge import trace, unanswered
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.walks.turn import Turn, respond

DOOR = "webchat"


class ActionTurn(Action):
    """Whatever Rasa took the message for comes along as `intent`; which walk it takes is not decided here."""

    def name(self) -> str:
        return "action_turn"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        began = time.monotonic()
        state = State.from_json(tracker.get_slot("state"))
        turn = respond(sent(tracker), state, session.premises().ground())
        for reply in turn.replies:
            dispatcher.utter_message(text=reply.text, json_message=dict(reply.custom))
        keep(turn, str(tracker.latest_message.get("text") or ""), tracker.get_latest_input_channel() or DOOR)
        request = str((tracker.latest_message.get("metadata") or {}).get("request") or "")
        rows = [(step.row, step.walk.name) for step in turn.steps]
        for row, walk in rows:
            metrics.decided(row, walk)
        metrics.took("turn", time.monotonic() - began)
        journal.note("actions", request, rows=rows, ms=round((time.monotonic() - began) * 1000))
        return [SlotSet("state", turn.state.to_json())]


def sent(tracker: Tracker) -> Sent:
    """The latest message as it came through the door."""
    message = tracker.latest_message
    intent = message.get("intent") or {}
    tapped = next(tracker.get_latest_entity_values("topic"), None)
    lon, lat = (next(tracker.get_latest_entity_values(name), None) for name in ("lon", "lat"))
    if tapped:
        return Sent(tapped=str(tapped))
    if lon is not None and lat is not None:
        datum = next(tracker.get_latest_entity_values("datum"), None) or "wgs84"
        return Sent(location=(float(lon), float(lat), str(datum)))
    text = str(message.get("text") or "")
    return Sent(text, intent=intent.get("name"), confidence=float(intent.get("confidence") or 0))


def keep(turn: Turn, text: str, door: str) -> None:
    """For staff: how the message was taken, and the question where it was not answered. Never at the reply's cost."""
    taken = [trace.Taken(step.text, step.row, step.walk, step.candidates) for step in turn.steps]
    session.afterwards().do(lambda db: trace.record(db, door, taken))
    if turn.unanswered and text:
        reason, near = turn.unanswered, [each.topic for step in turn.steps for each in step.candidates][:3]
        session.afterwards().do(lambda db: unanswered.record(db, text, reason, near, door))
