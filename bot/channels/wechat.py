"""The door of a WeChat official account: /webhooks/wechat, the address entered in the platform's 服务器配置.

GET proves that we know the token; POST brings one message, plain or sealed, and its response is the passive reply.
https://developers.weixin.qq.com/doc/service/guide/dev/push/
"""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text

from bot import metrics, settings
from bot.channels.deliveries import Deliveries
from bot.channels.door import Conversations, Door, OnNewMessage
from bot.channels.incoming import Incoming, tapped, typed
from bot.channels.responses import SAFE, conversations_of, refusal
from bot.channels.text_turns import TextTurns, position_message
from bot.errors import BadInput, Unavailable
from bot.settings import Settings
from bot.wechat.api import OfficialAccount
from bot.wechat.letterbox import Letterbox
from bot.wechat.message import Received, text_message
from bot.wechat.seal import Seal, Unsealed

logger = logging.getLogger(__name__)
_DONE = "success"


class Account(Protocol):
    """What can speak to a person first."""

    async def send_text(self, receiver: str, text: str) -> None: ...


@dataclass(frozen=True)
class Turn:
    """One message on its way to an answer."""

    message: Received
    on_new_message: OnNewMessage
    conversations: Conversations | None


class WeChat(InputChannel):
    """Rasa input channel `wechat`; shut while the token is not set. `answers`: a function for each kind of message."""

    answers: "dict[str, Answer]"

    def __init__(self) -> None:
        current = settings.current()
        self.door = Door(self.name(), current)
        self._limit = current.integer("message_limit")
        self._body_limit = current.integer("body_limit")
        self.turns = TextTurns(self.door, current.path("data"), current.path("run") / "offered.db", self._limit)
        self.letterbox = self.letterbox_of(current)
        self.api = self.account_of(current)
        self.deliveries = Deliveries(current.number("wechat_seconds"))

    @classmethod
    def name(cls) -> str:
        return "wechat"

    def letterbox_of(self, current: Settings) -> Letterbox | None:
        """The account's, as it is set; None while there is no token. Raises BadInput."""
        token, key, app_id = (current.text(name) for name in ("wechat_token", "wechat_aes_key", "wechat_app_id"))
        if key and not app_id:
            raise BadInput("设了 XIAOXI_WECHAT_AES_KEY，还要设 XIAOXI_WECHAT_APP_ID")
        return Letterbox(token, Seal(token, key, app_id) if key else None) if token else None

    def account_of(self, current: Settings) -> Account | None:
        """What can speak first; None while there is no secret."""
        app_id, secret = current.text("wechat_app_id"), current.text("wechat_secret")
        file = current.path("run") / "wechat-token.json"
        return OfficialAccount(current.text("wechat_api"), app_id, secret, file) if app_id and secret else None

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint(self.name(), strict_slashes=False)

        @routes.get("/")
        async def verify(request: Request) -> HTTPResponse:
            return await self._guarded(self._verify, request)

        @routes.post("/")
        async def take(request: Request) -> HTTPResponse:
            async def taken(request: Request) -> HTTPResponse:
                return await self._take(request, on_new_message)

            return await self._guarded(taken, request)

        return routes

    async def _guarded(self, work: Callable[[Request], Awaitable[HTTPResponse]], request: Request) -> HTTPResponse:
        if self.letterbox is None:
            return refusal(404, "http_404", "这个入口没有开")
        try:
            return await work(request)
        except Unsealed as wrong:
            metrics.refused(self.door.name, wrong.code)
            return refusal(403, wrong.code, str(wrong))
        except BadInput as wrong:
            metrics.refused(self.door.name, wrong.code)
            return refusal(400, wrong.code, str(wrong))

    async def _verify(self, request: Request) -> HTTPResponse:
        assert self.letterbox is not None
        return text(self.letterbox.echo(request.args), headers=SAFE)

    async def _take(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        assert self.letterbox is not None
        if len(request.body) > self._body_limit:
            raise BadInput("消息太大了")
        message = self.letterbox.open(request.args, request.body)
        reply = await self.reply(Turn(message, on_new_message, conversations_of(request)))
        if not reply:
            return text(_DONE, headers=SAFE)
        passive = text_message(message.account, message.sender, reply, int(time.time()))
        sealed = self.letterbox.close(passive, str(request.args.get("nonce", "")))
        return text(sealed, content_type="application/xml; charset=utf-8", headers=SAFE)

    async def reply(self, turn: Turn) -> str | None:
        """What the response carries; None where nothing is to be said, or a message of its own will say it."""
        message = turn.message
        late = self._send_late(message.sender) if self.api else None
        return await self.deliveries.response(f"{message.sender} {message.key}", lambda: self._said(turn), late)

    def _send_late(self, receiver: str) -> Callable[[str], Awaitable[None]]:
        async def send(answer: str) -> None:
            assert self.api is not None
            if answer:
                await self.api.send_text(receiver, answer)

        return send

    async def _said(self, turn: Turn) -> str:
        """The answer to a message; empty for what is not to be answered. Never raises."""
        try:
            return await self.answers.get(turn.message.kind, _unreadable)(self, turn)
        except BadInput as wrong:
            return str(wrong)
        except Unavailable as wrong:
            logger.error("a message of %s was not answered: %s", self.door.name, wrong)
            return self.door.says.busy
        except Exception:
            logger.exception("a message of %s was not answered", self.door.name)
            return self.door.says.busy

    async def ask(self, incoming: Incoming, turn: Turn) -> str:
        """A turn of the core, for those who have not sent too much."""
        if not self.door.admit_known(incoming.sender):
            metrics.refused(self.door.name, "too_fast")
            return await self.turns.busy(incoming.typed)
        return await self.turns.answer(incoming, turn.on_new_message, turn.conversations)

    async def ask_in_words(self, words: str, turn: Turn) -> str:
        return await self.ask(typed(turn.message.sender, words, self._limit, turn.message.key), turn)

    async def ask_by_tap(self, payload: str, turn: Turn) -> str:
        return await self.ask(tapped(turn.message.sender, payload, self._limit, turn.message.key), turn)


# ── One function a kind of message


async def _text(door: WeChat, turn: Turn) -> str:
    return await door.ask_in_words(turn.message.field("Content"), turn)


async def _voice(door: WeChat, turn: Turn) -> str:
    heard = turn.message.field("Recognition")
    return await door.ask_in_words(heard, turn) if heard else str(door.turns.says["unheard"])


async def _location(door: WeChat, turn: Turn) -> str:
    position = turn.message.position
    if position is None:
        return str(door.turns.says["other"])
    here = position_message(position, "gcj02")
    return await door.ask(Incoming(turn.message.sender, here, message_id=turn.message.key), turn)


async def _came_in(door: WeChat, turn: Turn) -> str:
    """The LOCATION event, to which nothing may be said."""
    if position := turn.message.position:
        await door.turns.stand(turn.message.sender, position, "wgs84")
    return ""


async def _welcome(door: WeChat, turn: Turn) -> str:
    return str(door.turns.says["welcome"])


async def _click(door: WeChat, turn: Turn) -> str:
    return await door.ask_by_tap(turn.message.field("EventKey"), turn)


async def _goodbye(door: WeChat, turn: Turn) -> str:
    """Whoever leaves is forgotten."""
    await door.turns.forget(turn.message.sender, turn.conversations)
    return ""


async def _picture(door: WeChat, turn: Turn) -> str:
    return str(door.turns.says["picture"])


async def _unreadable(door: WeChat, turn: Turn) -> str:
    """An event that asks nothing, or a kind of message that cannot be read."""
    return "" if turn.message.kind.startswith("event.") else str(door.turns.says["other"])


Answer = Callable[[Any, Turn], Awaitable[str]]
ANSWERS: dict[str, Answer] = {
    "text": _text,
    "voice": _voice,
    "location": _location,
    "image": _picture,
    "event.subscribe": _welcome,
    "event.scan": _welcome,
    "event.click": _click,
    "event.location": _came_in,
    "event.unsubscribe": _goodbye,
}
WeChat.answers = ANSWERS
