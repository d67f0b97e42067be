"""Where a reply gives a person's number: a code beside it, and word to staff in office hours where there is a hook."""

import asyncio
import logging
from datetime import datetime, time
from typing import Any

import aiohttp
from sqlite_utils import Database

from bot import clock, handover, yaml_file
from bot.channels.knowledge import Knowledge
from bot.conversations import Conversation
from bot.errors import BadInput
from bot.handover import Handover
from bot.places.workday import kind_of
from bot.settings import Settings

logger = logging.getLogger(__name__)
# The number to call waits no longer for a code, nor for staff to be told.
_CODE_S, _HOOK_S = 1.0, 1.5
_WORKING = ("workday", "makeup")
_WEEKEND = 5
Messages = list[dict[str, Any]]


class HandingOver:
    """`door`: as staff see it. Raises DataError, KeyError, BadInput where a sentence or a setting is wrong."""

    def __init__(self, door: str, settings: Settings, knowledge: Knowledge) -> None:
        self._door, self._knowledge = door, knowledge
        sentences = yaml_file.read(settings.path("data") / "sentences.yml")
        self._code, self._told = str(sentences["hand_off_code"]), str(sentences["hand_off_told"])
        self._notice, self._seen = str(sentences["hand_off_notice"]), str(sentences["hand_off_seen"])
        self._hook, self._hours = settings.text("handover_hook"), hours(settings.text("office_hours"))

    async def with_code(self, messages: Messages, kept: Conversation | None) -> Messages:
        """`messages`, with the code of the conversation in every one that gives a person's number. Never raises."""
        if kept is None or not any(_gives_a_person(message) for message in messages):
            return messages
        try:
            found = await asyncio.wait_for(self._knowledge.ask(lambda db: self._handed(db, kept)), _CODE_S)
        except Exception:
            logger.exception("a conversation could not be handed over")
            return messages
        lines = [self._code.format(code=found.code), *await self._seen_or_told(found)]
        return [_with(message, found.code, lines) if _gives_a_person(message) else message for message in messages]

    def _handed(self, db: Database, kept: Conversation) -> Handover:
        turns = [{**turn, "said": _in_words(str(turn["said"]))} for turn in kept.turns]
        handover.hand_over(db, kept.id, self._door, turns, kept.state)
        found = handover.latest(db, kept.id)
        assert found
        return found

    async def _seen_or_told(self, found: Handover) -> list[str]:
        """That somebody has looked; else, where staff were told just now, that they were."""
        if found.opened_at:
            return [self._seen.format(time=f"{found.opened_at:%H:%M}")]
        return [self._told] if await self._is_told(found.code) else []

    async def _is_told(self, code: str) -> bool:
        """Staff were told of it just now."""
        if not self._hook or not is_open(self._hours, clock.now()):
            return False
        notice = {"msgtype": "text", "text": {"content": self._notice.format(code=code, door=self._door)}}
        timeout = aiohttp.ClientTimeout(total=_HOOK_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self._hook, json=notice) as response,
            ):
                said = await response.json(content_type=None)
                return response.status == 200 and not (isinstance(said, dict) and said.get("errcode"))
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as wrong:
            logger.error("staff could not be told of a resident who waits: %s", type(wrong).__name__)
            return False


def hours(text: str) -> tuple[time, time]:
    """`9:00-17:30`. Raises BadInput."""
    try:
        opens, closes = (datetime.strptime(part.strip(), "%H:%M").time() for part in text.split("-"))
    except ValueError:
        raise BadInput(f"XIAOXI_OFFICE_HOURS 写成了“{text}”，要像 9:00-17:30") from None
    return opens, closes


def is_open(hours: tuple[time, time], moment: datetime) -> bool:
    """On a day worked, between the two; of years whose holidays are not known yet, Monday to Friday."""
    day = kind_of(moment.date()).kind
    works = day in _WORKING or (day == "unknown" and moment.weekday() < _WEEKEND)
    return works and hours[0] <= moment.time() < hours[1]


def _in_words(said: str) -> str:
    """Of a position only that there was one; of a tap that it was one."""
    if said.startswith("/"):
        return "〔发来了位置〕" if said.startswith("/share_location") else "〔点了一个选项〕"
    return said


def _gives_a_person(message: dict[str, Any]) -> bool:
    return message["custom"].get("kind") == "handoff"


def _with(message: dict[str, Any], code: str, lines: list[str]) -> dict[str, Any]:
    lead, *rest = message["text"].split("\n")
    return {"text": "\n".join([lead, *lines, *rest]), "custom": {**message["custom"], "code": code}}
