"""What a door says by itself: that it is busy or broken, and the number to call where somebody is in danger.

A danger is answered even when nothing behind the door works.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.danger import reply as danger_reply
from bot.danger.reply import emergency
from bot.danger.spot import Spotter
from bot.knowledge.reply import Reply, error_reply, fallback_reply

_NEEDED = ("error", "busy", "too_long", "wordless")


class LastResort:
    """Sentences are read at once; what a danger is recognised by, some seconds' learning, by a thread of its own.

    Raises DataError, KeyError where a sentence is missing.
    """

    def __init__(self, data: Path) -> None:
        sentences = yaml_file.read(data / "sentences.yml")
        self._say = {name: str(sentences[name]) for name in _NEEDED}
        self._replies = danger_reply.read(data / "danger")
        self._spotter = ThreadPoolExecutor(1, "danger").submit(Spotter.read, data / "danger")

    @property
    def busy(self) -> str:
        return self._say["busy"]

    async def emergency(self, text: str) -> list[dict[str, Any]] | None:
        """The reply to a danger told of in `text`; None where it tells of none."""
        danger = (await asyncio.wrap_future(self._spotter)).spot(text) if text else None
        return [as_message(Reply(*emergency(danger, self._replies)))] if danger else None

    async def broken(self, text: str) -> list[dict[str, Any]]:
        """No answer can be had: the number to call in danger, else an apology and a way on."""
        return await self.emergency(text) or [as_message(error_reply(self._say["error"]))]

    def wordless(self) -> list[dict[str, Any]]:
        """Nothing readable was sent."""
        return [as_message(fallback_reply(self._say["wordless"], "", []))]

    def read_in_part(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """`messages`, saying first that the text was too long."""
        first = messages[0]
        return [{**first, "text": f"{self._say['too_long']}\n\n{first['text']}"}, *messages[1:]]


@lru_cache(maxsize=1)
def last_resort(data: Path) -> LastResort:
    """The one of this process, for all its doors."""
    return LastResort(data)


def as_message(reply: Reply) -> dict[str, Any]:
    return {"text": reply.text, "custom": dict(reply.custom)}
