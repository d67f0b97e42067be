"""The web chat door: the page and the API it uses (and tests use).

POST /webhooks/webchat/messages · POST /webhooks/webchat/feedback · GET /webhooks/webchat/health ·
GET /webhooks/webchat/ and its assets.
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, file, json

from bot import settings
from bot.channels.door import Door, location_message
from bot.errors import BadInput
from bot.knowledge import turns, unanswered

PAGE = Path(__file__).parent / "page"
ASSETS = {
    "app.js": "text/javascript", "embed.js": "text/javascript", "style.css": "text/css", "icon.svg": "image/svg+xml",
}  # fmt: skip
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_SENDER = re.compile(r"[\w.:@+\-]{1,128}")
TOO_LONG = "您这段话比较长，我先看了前面的部分；如果没答到点上，请用一两句话说最想问的。"


class WebChat(InputChannel):
    """Rasa input channel `webchat`."""

    def __init__(self) -> None:
        self.settings = settings.current()
        self.door = Door("webchat", self.settings)

    @classmethod
    def name(cls) -> str:
        return "webchat"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("webchat", strict_slashes=False)

        @routes.exception(BadInput)
        async def refuse(request: Request, wrong: BadInput) -> HTTPResponse:
            return json({"error": {"code": wrong.code, "message": str(wrong)}}, status=400, ensure_ascii=False)

        @routes.exception(SanicException)
        async def unusable(request: Request, wrong: SanicException) -> HTTPResponse:
            status = getattr(wrong, "status_code", 500)
            message = {404: "没有这个地址", 405: "这个地址不支持这种请求", 413: "消息太大了，请分开发"}.get(
                status, "请求无法处理"
            )
            return json({"error": {"code": f"http_{status}", "message": message}}, status=status, ensure_ascii=False)

        @routes.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            body = read_body(request)
            sender = read_sender(body)
            text, was_cut = self._incoming(body)
            replies = await self.door.replies(sender, text, on_new_message)
            if was_cut:
                replies[0]["text"] = f"{TOO_LONG}\n\n{replies[0]['text']}"
            return json({"messages": replies}, ensure_ascii=False)

        @routes.post("/feedback")
        async def feedback(request: Request) -> HTTPResponse:
            self._take_feedback(read_body(request))
            return json({"ok": True})

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            missing = await self._missing(request)
            status = {"ok": not missing, "missing": missing}
            return json(status, status=503 if missing else 200, ensure_ascii=False)

        @routes.get("/")
        async def page(request: Request) -> HTTPResponse:
            return await file(PAGE / "index.html", headers=HEADERS, mime_type="text/html; charset=utf-8")

        @routes.get("/<asset:str>")
        async def assets(request: Request, asset: str) -> HTTPResponse:
            if not asset:  # Sanic routes the address with its trailing slash here
                return await page(request)
            if asset not in ASSETS:
                return json({"error": {"code": "http_404", "message": "没有这个地址"}}, status=404, ensure_ascii=False)
            return await file(PAGE / asset, headers=HEADERS, mime_type=ASSETS[asset])

        return routes

    def _incoming(self, body: dict[str, Any]) -> tuple[str, bool]:
        """The one thing a message carries, as Rasa reads it, and whether it was cut."""
        given = [key for key in ("text", "location", "payload") if body.get(key) is not None]
        if len(given) != 1:
            raise BadInput("消息里要有且只有 text、location、payload 中的一样")
        value = body[given[0]]
        if given[0] == "location":
            if not isinstance(value, dict):
                raise BadInput("location 要写成 {lon, lat, datum}")
            return location_message(value), False
        if not isinstance(value, str):
            raise BadInput(f"{given[0]} 要是文字")
        return (self.door.tapped(value), False) if given[0] == "payload" else self.door.typed(value)

    def _take_feedback(self, body: dict[str, Any]) -> None:
        read_sender(body)
        topic, helpful, text = body.get("topic"), body.get("helpful"), body.get("text") or ""
        if not isinstance(helpful, bool) or not (topic is None or isinstance(topic, str)) or not isinstance(text, str):
            raise BadInput("反馈要有 helpful（true 或 false），可带 topic 和 text")
        turns.rate(self.door.db, topic, helpful)
        if not helpful and text.strip():
            unanswered.record(
                self.door.db, self.door.typed(text)[0], "thumbs_down", [topic] if topic else [], "webchat"
            )

    async def _missing(self, request: Request) -> list[str]:
        """Parts that do not answer, in Chinese; empty when all is well."""
        missing = []
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            missing.append("对话模型还没有载入")
        url = f"http://127.0.0.1:{self.settings.integer('actions_port')}/health"
        try:
            timeout = aiohttp.ClientTimeout(total=2)
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as response:
                if response.status != 200:
                    missing.append("动作服务不正常")
        except (aiohttp.ClientError, TimeoutError, OSError):
            missing.append("动作服务没有应答")
        return missing


def read_body(request: Request) -> dict[str, Any]:
    """The request's JSON object. Raises BadInput in Chinese for anything else."""
    if not request.content_type.split(";")[0].strip().lower() == "application/json":
        raise BadInput("请用 Content-Type: application/json 发送")
    try:
        body = request.json
    except SanicException:
        raise BadInput("内容不是合法的 JSON") from None
    if not isinstance(body, dict):
        raise BadInput("内容要是一个 JSON 对象")
    return body


def read_sender(body: dict[str, Any]) -> str:
    """Who is talking: any id of letters, digits and . : @ + - _, at most 128 long."""
    sender = body.get("sender")
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise BadInput("sender 要是 1 到 128 个字母、数字或 . : @ + - _")
    return sender
