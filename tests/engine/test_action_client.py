"""What is taken for a reply of our action server, and what is not."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Tracker

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


def asked_of(answer: Callable[[web.Request], Awaitable[web.Response]]) -> list[Any]:
    """What comes of asking an action server that answers so."""

    async def scene() -> list[Any]:
        app = web.Application()
        app.router.add_post("/webhook", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        action = RemoteAction("action_turn", EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
        tracker = DialogueStateTracker.from_events("a", [UserUttered("问", {"name": "greet"}, input_channel="webchat")])
        try:
            return await action.run(None, None, tracker, Domain.empty())
        finally:
            await action_client._session().close()
            await runner.cleanup()

    return asyncio.run(scene())


def test_the_server_is_told_what_was_said_and_through_which_door() -> None:
    heard: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        heard.append(await request.json())
        return web.json_response({"responses": [SAID], "events": []})

    (spoken,) = asked_of(answer)
    assert spoken.message()["text"] == "好"
    sdk = Tracker.from_dict(heard[0]["tracker"])
    assert (sdk.latest_message["text"], sdk.get_latest_input_channel()) == ("问", "webchat")


BROKEN = {
    "an error": lambda: web.Response(status=500, text="<html>"),
    "an error with an answer": lambda: web.json_response({"responses": [SAID], "events": []}, status=500), "no JSON": lambda: web.Response(text="好"),
    "half a JSON": lambda: web.Response(text='{"responses": [', content_type="application/json"),
    "something else": lambda: web.json_response({"status": "ok"}), "nothing": lambda: web.json_response(None),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_a_server_that_talks_garbage_gives_no_turn(broken: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return BROKEN[broken]()

    with pytest.raises(RasaException):
        asked_of(answer)


def test_the_assistant_uses_it() -> None:
    assert RemoteAction.run is action_client.run
