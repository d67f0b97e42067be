"""The doors over real HTTP, in this process, before real turns (reading, decision, answer) without Rasa's dialogue engine."""

import asyncio
import json
import os
import shutil
import socket
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Sanic

from bot import database
from bot.conversations import Conversation, Conversations
from bot.engine.tracker_store import after_turn
from bot.knowledge import faq
from bot.reading.ground import Ground
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.settings import ROOT
from bot.walks.turn import respond

_START_S = 120
_TAPPED, _LOCATION = "/ask_faq", "/share_location"


class Agent:
    """What Rasa is to a door. `slow`: seconds a text takes longer. `began`: how often each message was begun."""

    def __init__(self, ground: Ground, file: Path) -> None:
        self._ground, self._kept = ground, Conversations(str(file))
        self.slow: dict[str, float] = {}
        self.began: Counter[str] = Counter()
        self.heard: list[UserMessage] = []
        self.tracker_store = self

    async def __call__(self, message: UserMessage) -> None:
        self.began[f"{message.sender_id} {message.message_id}"] += 1
        self.heard.append(message)
        await asyncio.sleep(self.slow.get(message.text, 0))
        kept = await asyncio.to_thread(self._kept.read, message.sender_id) or Conversation(message.sender_id)
        turn = await asyncio.to_thread(respond, _sent(message.text), State.from_json(kept.state), self._ground)
        for reply in turn.replies:
            said = {"text": reply.text, "custom": dict(reply.custom)}
            await message.output_channel.send_response(message.sender_id, said)
        event = SimpleNamespace(text=message.text, message_id=message.message_id)
        answers = [SimpleNamespace(text=each.text, data={"custom": dict(each.custom)}) for each in turn.replies]
        await asyncio.to_thread(self._kept.write, after_turn(kept, (event, answers), turn.state.to_json()))

    # As bot/engine/tracker_store.py

    async def answer(self, conversation: str, message_id: str) -> list[dict[str, Any]] | None:
        kept = await asyncio.to_thread(self._kept.read, conversation)
        return kept.answer(message_id) if kept else None

    async def kept(self, conversation: str) -> Conversation | None:
        return await asyncio.to_thread(self._kept.read, conversation)

    async def forget(self, conversation: str) -> bool:
        return await asyncio.to_thread(self._kept.forget, conversation)


def _sent(text: str) -> Sent:
    if text.startswith(_TAPPED):
        return Sent(tapped=json.loads(text.removeprefix(_TAPPED))["topic"])
    if text.startswith(_LOCATION):
        place = json.loads(text.removeprefix(_LOCATION))
        return Sent(location=(place["lon"], place["lat"], place["datum"]))
    return Sent(text)


class Running:
    """Doors that answer at `url`."""

    def __init__(self, doors: list[InputChannel], agent: Agent) -> None:
        self.agent, self.doors = agent, doors
        Sanic.test_mode = True  # several applications in one process, which Sanic rewrites itself for at the start
        self._app = Sanic(f"doors{id(self)}", configure_logging=False)
        self._app.ctx.agent = agent
        for door in doors:
            self._app.blueprint(door.blueprint(agent), url_prefix=f"/webhooks/{door.name()}")
        self._loop = asyncio.new_event_loop()
        self._started: Future[int] = Future()
        threading.Thread(target=self._serve, daemon=True).start()
        self.port = self._started.result(_START_S)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._started.set_result(self._loop.run_until_complete(self._start()))
        except BaseException as wrong:
            self._started.set_exception(wrong)
            raise
        self._loop.run_forever()

    async def _start(self) -> int:
        listening = socket.create_server(("127.0.0.1", 0))
        server = await self._app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        return int(listening.getsockname()[1])

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


def stocked(file: Path) -> Path:
    """A knowledge database with the shipped answers."""
    shutil.copy(_stock(), file)
    return file


@lru_cache(maxsize=1)
def _stock() -> Path:
    """Made once a run, to be copied."""
    file = Path(tempfile.mkdtemp(prefix="xiaoxi-tests-")) / "xiaoxi.db"
    db = database.connect(file)
    faq.import_files(db, ROOT / "data" / "faq")
    db.conn.close()
    return file


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """These settings while doors are made."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
