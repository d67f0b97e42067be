"""How the assistant asks the action server: only what a turn needs, over one connection, and checked without a schema.

Rasa's own client sends every event and the domain, opens a connection for each message, and checks the reply against
a schema that it checks against its own schema each time: 24 of the 61 milliseconds a message took. `install` puts
this in its place; nothing else of Rasa is changed.
"""

import asyncio
from typing import Any

import aiohttp
import rasa
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot import settings

_sessions: dict[int, aiohttp.ClientSession] = {}


def install() -> None:
    """Let every action of this process run by `run`."""
    RemoteAction.run = run


async def run(
    self: RemoteAction, output_channel: OutputChannel, nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker, domain: Domain,
) -> list[Event]:  # fmt: skip
    """What the action server says and sets. Raises RasaException for anything but that."""
    latest = tracker.latest_message
    asked = {
        "next_action": self.name(),
        "version": rasa.__version__,
        "sender_id": tracker.sender_id,
        "tracker": {
            "sender_id": tracker.sender_id,
            "slots": tracker.current_slot_values(),
            "latest_message": {**(latest.parse_data if latest else {}), "metadata": latest.metadata if latest else {}},
            "events": [{"event": "user", "input_channel": tracker.get_latest_input_channel()}], "paused": False, "followup_action": None, "active_loop": {}, "latest_action_name": None,
        },
    }  # fmt: skip
    assert self.action_endpoint
    try:
        async with _session().post(self.action_endpoint.url, json=asked) as response:
            if response.status != 200:
                raise RasaException(f"the action server answered {response.status}")
            said = await response.json()
    except (aiohttp.ClientError, ValueError) as wrong:
        raise RasaException(f"the action server cannot be understood: {wrong!r}") from wrong
    return events_of(said)


def events_of(said: Any) -> list[Event]:
    """A reply of ours: texts with their payloads, and slots. Raises RasaException."""
    try:
        spoken = [BotUttered(_text(each["text"]), {"custom": dict(each["custom"])}) for each in said["responses"]]
        slots = [SlotSet(_text(each["name"]), each["value"]) for each in said["events"] if each["event"] == "slot"]
        if len(slots) != len(said["events"]):
            raise ValueError("an event that is no slot")
    except (KeyError, TypeError, ValueError) as wrong:
        raise RasaException(f"the action server's reply is none of ours: {wrong!r}") from wrong
    return [*spoken, *slots]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _session() -> aiohttp.ClientSession:
    """One for the process's event loop."""
    loop = id(asyncio.get_running_loop())
    if loop not in _sessions or _sessions[loop].closed:
        timeout = aiohttp.ClientTimeout(total=settings.current().number("reply_seconds"))
        _sessions[loop] = aiohttp.ClientSession(timeout=timeout)
    return _sessions[loop]
