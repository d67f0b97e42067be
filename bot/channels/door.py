"""What every door of residents shares: limits, order, one turn through Rasa in time, and what to say where it fails.

A turn is either answered and kept, or neither: one that is given up is cancelled before anything of it is stored.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from rasa.core.channels.channel import UserMessage

from bot import database, handover, journal, metrics, privacy
from bot.channels.answered import Answered
from bot.channels.collector import Collector
from bot.channels.gate import Busy, Gate, InOrder, shared
from bot.channels.handing_over import HandingOver
from bot.channels.incoming import Incoming, tapped_message
from bot.channels.knowledge import Knowledge
from bot.channels.last_resort import last_resort
from bot.channels.limits import Allowance
from bot.conversations import Conversation
from bot.errors import BadInput
from bot.settings import Settings

logger = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
Messages = list[dict[str, Any]]
# One resident's messages that may stand in line; the sender's burst is what a nervous finger sends.
_MOST_OF_ONE = 20
_BURST_OF_SENDER, _BURST_OF_ADDRESS = 15, 120
# An answer that is ready waits no longer for the conversation to be stored: locked, full or away.
_STORING_S = 1.0


class Conversations(Protocol):
    """The assistant's store of conversations (bot/engine/tracker_store.py)."""

    async def answer(self, sender_id: str, message_id: str) -> Messages | None: ...
    async def kept(self, sender_id: str) -> Conversation | None: ...
    async def forget(self, sender_id: str) -> bool: ...
    async def problem(self) -> str | None: ...


class Door:
    """One way in for residents; `name` is written to the counts of turns."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self._settings = name, settings
        self.knowledge = Knowledge(settings.path("database"), settings.notes())
        self.says = last_resort(settings.path("data"))
        self._in_order, self._answered = InOrder(_MOST_OF_ONE), Answered()
        self._of_sender = Allowance(settings.integer("sender_per_minute"), _BURST_OF_SENDER)
        self._of_address = Allowance(settings.integer("address_per_minute"), _BURST_OF_ADDRESS)
        self._salt = settings.text("resident_salt")
        self._handing_over = HandingOver(name, settings, self.knowledge)

    @property
    def gate(self) -> Gate:
        """What all doors of this process go through."""
        return shared(self._settings.integer("turns_at_once"), self._settings.number("queue_seconds"))

    async def conversation_id(self, sender: str) -> str:
        """The id Rasa knows a resident by: a keyed hash, so no store or log holds who it is. Raises Unavailable."""
        if not self._salt:
            self._salt = await self.knowledge.ask(lambda db: database.secret(db, "resident_salt"))
        return privacy.hash_resident(f"{self.name}:{sender}", self._salt)

    def admit(self, sender: str, address: str | None) -> bool:
        """Has this sender, and the address it is judged by (None: exempt), anything left to send?"""
        return address is None or (self._of_sender.take(sender) and self._of_address.take(address))

    def admit_known(self, sender: str) -> bool:
        """The same for a sender whom the platform vouches for, whose address is the platform's."""
        return self._of_sender.take(sender)

    async def replies(
        self, incoming: Incoming, on_new_message: OnNewMessage, conversations: Conversations | None = None
    ) -> Messages:
        """What is said to a message. Raises Busy where nothing was begun, BadInput for a choice there is not.

        Where no answer can be had in time: the number to call in danger, else an apology, and nothing is applied.
        """
        started, request = time.monotonic(), journal.request_id(incoming.request)
        try:
            messages = await self._answer(incoming, on_new_message, conversations, started, request)
        except (BadInput, Busy):
            raise
        except Exception:
            logger.exception("a message was not answered")
            messages = await self.says.broken(incoming.typed)
        if incoming.was_cut:
            messages = self.says.read_in_part(messages)
        took = time.monotonic() - started
        for message in messages:
            kind, topic = message["custom"]["kind"], message["custom"].get("topic")
            metrics.answered(self.name, kind, took)
            self.knowledge.count(self.name, kind, topic, round(took * 1000))
        kinds = [message["custom"]["kind"] for message in messages]
        journal.note("assistant", request, door=self.name, kinds=kinds, ms=round(took * 1000))
        return messages

    async def _answer(
        self,
        incoming: Incoming,
        on_new_message: OnNewMessage,
        conversations: Conversations | None,
        started: float,
        request: str,
    ) -> Messages:
        text = await self._looked_up(incoming.choice) if incoming.choice else incoming.text
        if not text:
            return self.says.wordless()
        conversation, message_id = await self.conversation_id(incoming.sender), incoming.message_id
        async with self._in_order.of(conversation):
            if message_id and (known := await self._known(conversation, message_id, conversations)):
                return known
            async with self.gate.turn():
                collector = Collector()
                message = UserMessage(
                    text,
                    collector,
                    conversation,
                    input_channel=self.name,
                    message_id=message_id or "",
                    metadata={"request": request},
                )
                await self._turn(on_new_message(message), collector, started)
            messages = [message for message in collector.messages if message["custom"].get("kind")]
            messages = await self._handed(conversation, messages, conversations)
            if messages and message_id:
                self._answered.keep(conversation, message_id, messages)
        return messages or await self.says.broken(incoming.typed)

    async def _looked_up(self, choice: str) -> str:
        """Rasa's message for a tapped choice that exists. Raises BadInput."""
        if choice not in await self.knowledge.ask(self.knowledge.choices):
            raise BadInput("这个选项现在没有了，请直接用文字问")
        return tapped_message(choice)

    async def _known(self, conversation: str, message_id: str, conversations: Conversations | None) -> Messages | None:
        known = self._answered.get(conversation, message_id)
        if known is None and conversations is not None:
            known = await conversations.answer(conversation, message_id)
            return known and await self._handed(conversation, known, conversations)
        return known

    async def _handed(self, conversation: str, messages: Messages, conversations: Conversations | None) -> Messages:
        """Where a person is wanted, with the code under which staff see the conversation."""
        if conversations is None or not any(message["custom"].get("kind") == "handoff" for message in messages):
            return messages
        return await self._handing_over.with_code(messages, await conversations.kept(conversation))

    async def handed_over(self, sender: str) -> dict[str, str | None]:
        """The code this resident was given and when somebody looked, both None where there is none. Raises Unavailable."""
        conversation = await self.conversation_id(sender)
        found = await self.knowledge.ask(lambda db: handover.latest(db, conversation))
        opened = found.opened_at.isoformat(timespec="seconds") if found and found.opened_at else None
        return {"code": found.code if found else None, "read_at": opened}

    async def _turn(self, turn: Awaitable[Any], collector: Collector, started: float) -> None:
        """Run it for as long as the resident can be kept waiting. What is given up is cancelled, hence never stored."""
        task = asyncio.ensure_future(turn)
        said = asyncio.ensure_future(collector.said.wait())
        try:
            left = max(0.1, self._settings.number("reply_seconds") - (time.monotonic() - started))
            await asyncio.wait({task, said}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if said.done() and not task.done():
                await asyncio.wait({task}, timeout=_STORING_S)
        finally:
            said.cancel()
            if not task.done() and not collector.messages:
                task.cancel()
        if task.cancelled() or not task.done():
            await asyncio.sleep(0)
            logger.error("a turn was %s", "answered and is still being stored" if collector.messages else "given up")
        elif task.exception():
            logger.error("a turn failed", exc_info=task.exception())

    async def forget(self, sender: str, conversations: Conversations) -> bool:
        """Everything of this resident's conversation; was there any? Raises Unavailable."""
        conversation = await self.conversation_id(sender)
        async with self._in_order.of(conversation):
            self._answered.forget(conversation)
            gone = await conversations.forget(conversation)
            await self.knowledge.ask(lambda db: handover.forget(db, conversation))
            return gone
