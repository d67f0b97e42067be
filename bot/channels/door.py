"""What every door of residents shares: a message in, safe text to Rasa, replies out in time.

The steps of Walk A before NLU: strip a leading `/`, cap the length, mask what must not be kept.
"""

import asyncio
import json
import logging
import math
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot import database, privacy
from bot.channels.collector import Collector
from bot.chinese.normalize import clean
from bot.errors import BadInput
from bot.knowledge import turns
from bot.knowledge.reply import Reply, error_reply, fallback_reply
from bot.settings import Settings

logger = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
DATUMS = ("gcj02", "wgs84", "bd09")
_TOPIC_PAYLOAD = re.compile(r"topic:([a-z_]+\.[a-z_0-9]+)")


class Door:
    """One way in for residents; `name` is written to the counts of turns."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self._settings = name, settings
        self.db = database.connect(settings.path("database"))
        self._salt = settings.text("resident_salt") or database.secret(self.db, "resident_salt")

    def conversation_id(self, sender: str) -> str:
        """The id Rasa knows a resident by: a hash, so no store or log holds who it is."""
        return privacy.hash_resident(f"{self.name}:{sender}", self._salt)

    def typed(self, text: str) -> tuple[str, bool]:
        """What a resident typed as Rasa may read it, and whether it had to be cut."""
        limit = self._settings.integer("message_limit")
        cleaned = clean(text).lstrip("/／ ")
        return privacy.mask(cleaned[:limit]), len(cleaned) > limit

    def tapped(self, payload: str) -> str:
        """A tapped choice: `topic:<id>`, or plain text the resident could have typed."""
        topic = _TOPIC_PAYLOAD.fullmatch(payload.strip())
        return "/ask_faq" + json.dumps({"topic": topic[1]}) if topic else self.typed(payload)[0]

    async def replies(self, sender: str, text: str, on_new_message: OnNewMessage) -> list[dict[str, Any]]:
        """What the assistant says to `text`; an apology when it cannot within the time allowed."""
        started = time.monotonic()
        if not text:
            return self._done([_as_message(fallback_reply("我没有收到文字，您想问什么？", "", []))], started)
        collector = Collector()
        message = UserMessage(text, collector, self.conversation_id(sender), input_channel=self.name)
        task = asyncio.ensure_future(on_new_message(message))
        await asyncio.wait({task}, timeout=self._settings.number("reply_seconds"))
        if task.done() and task.exception():
            logger.error("turn failed", exc_info=task.exception())
        messages = [message for message in collector.messages if message["custom"].get("kind")]
        return self._done(messages or [_as_message(error_reply())], started)

    def _done(self, messages: list[dict[str, Any]], started: float) -> list[dict[str, Any]]:
        milliseconds = round((time.monotonic() - started) * 1000)
        for message in messages:
            turns.record(self.db, self.name, message["custom"]["kind"], message["custom"].get("topic"), milliseconds)
        return messages


def _as_message(reply: Reply) -> dict[str, Any]:
    return {"text": reply.text, "custom": dict(reply.custom)}


def location_message(location: Mapping[str, Any]) -> str:
    """A shared position as Rasa's share_location message. Raises BadInput for what is no position.

    Rounded to four decimals (about ten metres): nothing finer needs to be kept.
    """
    datum = location.get("datum", "wgs84")
    if datum not in DATUMS:
        raise BadInput(f"坐标系 datum 只能是 {'、'.join(DATUMS)}")
    try:
        lon, lat = float(location["lon"]), float(location["lat"])
    except (KeyError, TypeError, ValueError):
        raise BadInput("位置要有 lon（经度）和 lat（纬度）两个数字") from None
    if isinstance(location["lon"], bool) or not (math.isfinite(lon) and math.isfinite(lat)):
        raise BadInput("位置的经纬度要是数字")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadInput("经度应在 -180 到 180、纬度应在 -90 到 90 之间")
    return "/share_location" + json.dumps({"lon": round(lon, 4), "lat": round(lat, 4), "datum": datum})
