"""Keeps what the bot says during one turn, text and payload together."""

import asyncio
from typing import Any

from rasa.core.channels.channel import OutputChannel


class Collector(OutputChannel):
    """`messages` in the order they were said: {"text": ..., "custom": {...}}. `said` is set with the first."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.said = asyncio.Event()

    @classmethod
    def name(cls) -> str:
        return "collector"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """One message of the bot, kept whole; Rasa's own channels would split it in two."""
        self.messages.append({"text": message.get("text") or "", "custom": message.get("custom") or {}})
        self.said.set()

    async def send_text_message(self, recipient_id: str, text: str, **_: Any) -> None:
        self.messages.append({"text": text, "custom": {}})
        self.said.set()
