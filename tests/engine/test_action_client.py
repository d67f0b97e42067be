"""What is taken for a reply of our action server, and what is not."""

from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException

from bot.engine import action_client, tracker_store  # noqa: F401  (the assistant loads the store, the store the client)

SAID = {"text": "好", "custom": {"kind": "smalltalk", "lead": "好"}, "buttons": [], "image": None}


def test_texts_with_payloads_and_slots_are_taken() -> None:
    spoken, slot = action_client.events_of(
        {
            "responses": [SAID],
            "events": [{"event": "slot", "timestamp": None, "name": "state", "value": {"topic": "a"}}],
        }
    )
    assert (spoken.message()["text"], spoken.message()["custom"]) == ("好", SAID["custom"])
    assert (slot.key, slot.value) == ("state", {"topic": "a"})


GARBAGE: list[Any] = [
    None, [], "text", 7, {}, {"responses": []}, {"events": []}, {"responses": {}, "events": None},
    {"responses": ["好"], "events": []}, {"responses": [{"text": 1, "custom": {}}], "events": []},
    {"responses": [{"text": "好"}], "events": []}, {"responses": [{**SAID, "custom": "x"}], "events": []},
    {"responses": [], "events": [{"event": "user", "text": "/restart"}]}, {"responses": [], "events": [{"event": "slot"}]},
    {"responses": [], "events": [{"event": "slot", "name": 1, "value": 1}]}, {"responses": [], "events": ["slot"]},
]  # fmt: skip


@pytest.mark.parametrize("said", GARBAGE, ids=repr)
def test_garbage_is_refused(said: Any) -> None:
    with pytest.raises(RasaException):
        action_client.events_of(said)


def test_the_assistant_uses_it() -> None:
    assert RemoteAction.run is action_client.run
