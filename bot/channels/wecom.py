"""The door of WeCom: /webhooks/wecom, for an application's 接收消息 and for 微信客服, whose messages are fetched.

https://developer.work.weixin.qq.com/document/path/90238 and /94670
"""

import asyncio
import hashlib
import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.channels.wechat import ANSWERS, Account, Turn, WeChat
from bot.errors import BadInput, XiaoxiError
from bot.settings import Settings
from bot.wechat import api
from bot.wechat.letterbox import WINDOW_S, Letterbox, SealedLetterbox
from bot.wechat.message import Received
from bot.wechat.seal import Seal

logger = logging.getLogger(__name__)
_FROM_CUSTOMER = 3


class WeCom(WeChat):
    """Rasa input channel `wecom`; shut while its token is not set."""

    def __init__(self) -> None:
        super().__init__()
        self._fetching: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._at_work: set[asyncio.Task[None]] = set()

    @classmethod
    def name(cls) -> str:
        return "wecom"

    def letterbox_of(self, current: Settings) -> Letterbox | None:
        token, key, corp = (current.text(name) for name in ("wecom_token", "wecom_aes_key", "wecom_corp_id"))
        if token and not (key and corp):
            raise BadInput("设了 XIAOXI_WECOM_TOKEN，还要设 XIAOXI_WECOM_AES_KEY 和 XIAOXI_WECOM_CORP_ID")
        return SealedLetterbox(Seal(token, key, corp)) if token else None

    def account_of(self, current: Settings) -> Account | None:
        base, corp, run = current.text("wecom_api"), current.text("wecom_corp_id"), current.path("run")
        secret, customers = current.text("wecom_secret"), current.text("wecom_customer_secret")
        agent = current.text("wecom_agent")
        # 微信客服 has a secret, hence a token, of its own.
        self.customers = api.WeCom(base, corp, customers, "kf", run / "wecom-kf-token.json") if customers else None
        self.cursors = Cursors(run / "wecom-cursors.json")
        return api.WeCom(base, corp, secret, agent, run / "wecom-token.json") if secret and agent else None

    def fetch(self, turn: Turn) -> None:
        """Begin to answer what customers sent; the response does not wait for it."""
        task = asyncio.ensure_future(self._fetch(turn))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _fetch(self, turn: Turn) -> None:
        """Everything since the last time, each customer's messages in order, customers side by side."""
        desk, more = turn.message.field("OpenKfId"), True
        async with self._fetching[desk]:
            while more and self.customers:
                try:
                    found = await self.customers.customer_messages(
                        desk, turn.message.field("Token"), self.cursors.of(desk)
                    )
                except XiaoxiError as wrong:
                    logger.error("messages of 微信客服 could not be fetched: %s", wrong)
                    return
                of_each: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
                for message in found.get("msg_list", ()):
                    of_each[str(message.get("external_userid"))].append(message)
                await asyncio.gather(*(self._answer(desk, messages, turn) for messages in of_each.values()))
                self.cursors.keep(desk, str(found.get("next_cursor", "")))
                more = bool(found.get("has_more"))

    async def _answer(self, desk: str, messages: Iterable[Mapping[str, Any]], turn: Turn) -> None:
        assert self.customers is not None
        for message in messages:
            came = from_customer(message, desk, time.time())
            if came is None:
                continue
            if said := await self.deliveries.response(came.key, self._answering(replace(turn, message=came)), None):
                sent_as = hashlib.sha256(came.key.encode()).hexdigest()[:32]
                try:
                    await self.customers.send_to_customer(desk, came.sender, said, sent_as)
                except XiaoxiError as wrong:
                    logger.error("a customer of 微信客服 was not answered: %s", wrong)

    def _answering(self, turn: Turn) -> Any:
        return lambda: self._said(turn)


class Cursors:
    """How far the messages of each 客服账号 were fetched; kept, or three days of them would be answered again."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def of(self, desk: str) -> str:
        return str(self._read().get(desk, ""))

    def keep(self, desk: str, cursor: str) -> None:
        beside = self._file.with_suffix(".new")
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({**self._read(), desk: cursor}), encoding="utf-8")
        beside.replace(self._file)

    def _read(self) -> dict[str, str]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}


def from_customer(message: Mapping[str, Any], desk: str, now: float) -> Received | None:
    """A message of `sync_msg` as if it had come by itself; None for what no customer sent, or sent long ago."""
    if message.get("origin") != _FROM_CUSTOMER or now - float(message.get("send_time") or 0) > WINDOW_S:
        return None
    kind = str(message.get("msgtype", ""))
    held = message.get(kind) or {}
    fields = {"MsgId": str(message.get("msgid", "")), "Content": str(held.get("content", ""))}
    if kind == "location":
        fields |= {"Location_X": str(held.get("latitude", "")), "Location_Y": str(held.get("longitude", ""))}
    return Received(kind, str(message.get("external_userid", "")), desk, fields)


async def _customers(door: WeCom, turn: Turn) -> str:
    door.fetch(turn)
    return ""


WeCom.answers = {**ANSWERS, "event.kf_msg_or_event": _customers}
