"""Rasa's tracker store over bot/conversations.py: of a conversation only the slot `state` and its last few turns live.

A tracker is handed to Rasa as if the session had just begun with that state: nothing else of the past decides
anything (data/rules has one rule, bot/reading/state.py is all the rest).
"""

import asyncio
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import settings
from bot.conversations import Conversation, Conversations
from bot.engine import action_client, retention
from bot.engine.retention import PERSON_IDLE_S, forgotten
from bot.errors import Unavailable
from bot.privacy import mask

logger = logging.getLogger(__name__)
STATE = "state"
_TURNS, _ANSWERS = 6, 3
_MOST_UNSAVED = 1_000

action_client.install()


class ConversationStore(TrackerStore):
    """Named in endpoints.yml. While the store cannot be written, this process remembers up to a thousand itself."""

    def __init__(
        self, domain: Domain | None = None, event_broker: EventBroker | None = None, host: str | None = None, **_: Any
    ) -> None:
        super().__init__(domain, event_broker)
        self.conversations = Conversations(settings.current().address("conversations"))
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="conversations")
        self._unsaved: OrderedDict[str, Conversation] = OrderedDict()
        threading.Thread(
            target=retention.keep_sweeping, args=(self.conversations, settings.current().path("database")), daemon=True
        ).start()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """Never None: a new conversation is one of which nothing is known."""
        kept = self._unsaved.get(sender_id) or await self._read(sender_id)
        if time.time() - kept.seen_at > PERSON_IDLE_S:
            kept = forgotten(kept)
        tracker = DialogueStateTracker.from_events(
            sender_id, _as_begun(kept.state), self.domain.slots, domain=self.domain
        )
        tracker.kept = kept
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker:
        return await self.retrieve(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """The state and the turn just taken; nothing where there was none."""
        said = _last_turn(tracker)
        if not said:
            return
        before: Conversation = getattr(tracker, "kept", Conversation(tracker.sender_id))
        state = tracker.get_slot(STATE) or {}
        forgot = _is_personal(before.state) and not _is_personal(state)
        kept = after_turn(forgotten(before) if forgot else before, said, state)
        await self._write(kept, forgot)

    async def keys(self) -> Iterable[str]:
        return []

    async def _read(self, sender_id: str) -> Conversation:
        try:
            return await self._in_thread(self.conversations.read, sender_id) or Conversation(sender_id)
        except Unavailable as wrong:
            logger.error("a conversation could not be read: %s", wrong)
            return Conversation(sender_id)

    async def _write(self, kept: Conversation, forgot: bool) -> None:
        try:
            await self._in_thread(lambda: self.conversations.write(kept, forgot=forgot))
            self._unsaved.pop(kept.id, None)
        except Unavailable as wrong:
            logger.error("a conversation is remembered by this process only: %s", wrong)
            self._unsaved[kept.id] = kept
            if len(self._unsaved) > _MOST_UNSAVED:
                self._unsaved.popitem(last=False)
            return
        if self._unsaved:
            await self._write(self._unsaved.popitem()[1], forgot=False)

    async def forget(self, sender_id: str) -> bool:
        """All of it, here and in the store. Raises Unavailable."""
        self._unsaved.pop(sender_id, None)
        gone: bool = await self._in_thread(self.conversations.forget, sender_id)
        return gone

    async def answer(self, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
        """What the message of that id was answered, by whichever process."""
        kept = self._unsaved.get(sender_id) or await self._read(sender_id)
        return kept.answer(message_id)

    async def kept(self, sender_id: str) -> Conversation | None:
        """All that is kept of a conversation, None where nothing is."""
        kept = self._unsaved.get(sender_id) or await self._read(sender_id)
        return kept if kept.seen_at else None

    async def problem(self) -> str | None:
        """Why conversations cannot be kept now, or None."""
        found: str | None = await self._in_thread(self.conversations.problem)
        return found

    async def _in_thread(self, work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def _as_begun(state: Any) -> list[Event]:
    begun = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), ActionExecuted(ACTION_LISTEN_NAME)]
    return [*begun[:2], SlotSet(STATE, dict(state)), begun[2]] if state else begun


def _last_turn(tracker: DialogueStateTracker) -> tuple[UserUttered, list[BotUttered]] | None:
    """The last message of the resident and what was said to it."""
    answers: list[BotUttered] = []
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            answers.append(event)
        elif isinstance(event, UserUttered):
            return event, answers[::-1]
    return None


def after_turn(before: Conversation, said: tuple[UserUttered, list[BotUttered]], state: dict[str, Any]) -> Conversation:
    """The conversation with this turn as its last."""
    message, answers = said
    now = time.time()
    texts = [answer.text or "" for answer in answers]
    turn = {"at": round(now), "said": mask(message.text or ""), "answered": texts}
    if state.get("asked"):
        state = {**state, "asked": mask(state["asked"])}
    answered = before.answers
    if message.message_id and answers:
        messages = [{"text": each.text or "", "custom": (each.data or {}).get("custom") or {}} for each in answers]
        answered = (*answered, (message.message_id, messages))[-_ANSWERS:]
    return replace(before, state=state, turns=(*before.turns, turn)[-_TURNS:], answers=answered, seen_at=now)


def _is_personal(state: Any) -> bool:
    return any(state.get(name) for name in ("facts", "whom", "interview", "places"))
