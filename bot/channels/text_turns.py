"""A resident's turn at a door of text alone: numbers stand for what was offered, 更多 for the rest, one text comes back.

For WeChat, WeCom and whatever else shows neither cards nor buttons.
"""

import time
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.channels.door import Conversations, Door, Messages, OnNewMessage
from bot.channels.gate import Busy
from bot.channels.incoming import Incoming, location_message, tapped
from bot.channels.offered import Offer, Offered
from bot.channels.short_form import Words, picked, short_form
from bot.chinese.normalize import normalize
from bot.errors import BadInput

_POSITION_S = 10 * 60
_MOST_POSITIONS = 5_000


class TextTurns:
    """`data`: where wechat.yml is; `file`: where what was offered is kept. Raises DataError, KeyError."""

    def __init__(self, door: Door, data: Path, file: Path, limit: int) -> None:
        self.door, self._limit = door, limit
        self.says: dict[str, Any] = yaml_file.read(data / "wechat.yml")
        self._words, self._offered = Words.of(self.says), Offered(file)
        self._positions: OrderedDict[str, tuple[float, str]] = OrderedDict()

    async def answer(
        self, incoming: Incoming, on_new_message: OnNewMessage, conversations: Conversations | None
    ) -> str:
        """One text, whatever happens. Raises Unavailable where there is no knowledge to ask."""
        conversation = await self.door.conversation_id(incoming.sender)
        offer = await self._offered.of(conversation)
        if offer.rest and normalize(incoming.typed) in self._words.more_words:
            await self._offered.keep(conversation, replace(offer, rest=offer.rest[1:]))
            return offer.rest[0]
        payload = picked(incoming.typed, offer.choices, offer.several) if incoming.typed else None
        if payload:
            incoming = tapped(incoming.sender, payload, self._limit, incoming.message_id)
        try:
            messages = await self.door.replies(incoming, on_new_message, conversations)
            messages = await self._from_where(conversation, incoming, messages, on_new_message, conversations)
        except Busy:
            return await self.busy(incoming.typed)
        except BadInput as wrong:
            return str(wrong)
        short = short_form(messages, self._words)
        await self._offered.keep(conversation, Offer(short.choices, short.several, short.rest))
        return short.text

    async def busy(self, text: str) -> str:
        """Come back in a minute; but who is in danger is answered."""
        emergency = await self.door.says.emergency(text)
        return emergency[0]["text"] if emergency else self.door.says.busy

    async def stand(self, sender: str, position: tuple[float, float], datum: str) -> None:
        """Where a resident was when he came in, for ten minutes and in memory only. Raises BadInput for nowhere."""
        conversation = await self.door.conversation_id(sender)
        self._positions[conversation] = (time.monotonic(), position_message(position, datum))
        if len(self._positions) > _MOST_POSITIONS:
            self._positions.popitem(last=False)

    async def forget(self, sender: str, conversations: Conversations | None) -> None:
        """Everything of this resident. Raises Unavailable."""
        conversation = await self.door.conversation_id(sender)
        self._positions.pop(conversation, None)
        await self._offered.forget(conversation)
        if conversations is not None:
            await self.door.forget(sender, conversations)

    async def _from_where(
        self,
        conversation: str,
        incoming: Incoming,
        messages: Messages,
        on_new_message: OnNewMessage,
        conversations: Conversations | None,
    ) -> Messages:
        """Asked where he is, a resident who let the platform tell is not asked again."""
        last = messages[-1]["custom"]
        at, where = self._positions.pop(conversation, (0.0, "")) if _asks_where(last) else (0.0, "")
        if not where or time.monotonic() - at > _POSITION_S:
            return messages
        here = Incoming(incoming.sender, where, message_id=f"{incoming.message_id}@" if incoming.message_id else None)
        return [*messages[:-1], *await self.door.replies(here, on_new_message, conversations)]


def position_message(position: tuple[float, float], datum: str) -> str:
    """A place on earth as Rasa's message. Raises BadInput."""
    return location_message({"lon": position[0], "lat": position[1], "datum": datum})


def _asks_where(custom: dict[str, Any]) -> bool:
    return custom.get("kind") == "question" and custom.get("slot") == "place"
