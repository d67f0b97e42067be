"""The web chat door: the page and the API it uses (and tests use).

POST messages · POST feedback · POST handover · GET session · POST forget · GET health (503 names what is missing) · GET live ·
GET metrics · GET the page and its assets; all under /webhooks/webchat/.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, file, raw

from bot import journal, metrics, settings
from bot.channels import health
from bot.channels.door import Door
from bot.channels.gate import Busy
from bot.channels.incoming import json_object, message_of, new_sender, sender_of, thumb_of
from bot.channels.limits import judged_by, networks
from bot.channels.responses import SAFE, conversations_of, refusal, said
from bot.errors import BadInput, Unavailable

logger = logging.getLogger(__name__)
PAGE = Path(__file__).parent / "page"
ASSETS = {
    "app.js": "text/javascript", "embed.js": "text/javascript", "style.css": "text/css", "icon.svg": "image/svg+xml",
}  # fmt: skip


def page_headers(origins: str) -> dict[str, str]:
    """`origins` (the setting embed_origins) may show the page in a frame; nobody else."""
    framed_by = origins or "'none'"
    policy = f"default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors {framed_by}"
    return {**SAFE, "Content-Security-Policy": policy, "Cache-Control": "no-cache"}


_REFUSALS = {
    404: "没有这个地址", 405: "这个地址不支持这种请求", 413: "消息太大了，请分开发",
    408: "等了太久没有收全，请再发一次", 503: "等了太久，请再发一次",
}  # fmt: skip


class WebChat(InputChannel):
    """Rasa input channel `webchat`."""

    def __init__(self) -> None:
        self.settings = settings.current()
        self.door = Door("webchat", self.settings)
        self.headers = page_headers(self.settings.text("embed_origins"))
        self._proxies = networks(self.settings.text("proxies"))

    @classmethod
    def name(cls) -> str:
        return "webchat"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("webchat", strict_slashes=False)
        self._guard(routes)

        @routes.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            incoming = message_of(body_of(request), self.settings.integer("message_limit"))
            incoming = replace(incoming, request=request.headers.get(journal.HEADER))
            conversations = conversations_of(request)
            try:
                if not self.door.admit(incoming.sender, self._address(request)):
                    metrics.refused(self.door.name, "too_fast")
                    return await self._busy(incoming.typed)
                replies = await self.door.replies(incoming, on_new_message, conversations)
            except Busy:
                metrics.refused(self.door.name, "busy")
                return await self._busy(incoming.typed)
            return said({"messages": replies})

        @routes.post("/feedback")
        async def feedback(request: Request) -> HTTPResponse:
            await self._take_feedback(body_of(request), self._address(request))
            return said({"ok": True})

        @routes.route("/session", methods=["GET", "POST"])
        async def session(request: Request) -> HTTPResponse:
            return said({"sender": new_sender()})

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            sender, conversations = sender_of(body_of(request)), conversations_of(request)
            if conversations is None:
                raise Unavailable("对话记录还没有打开，请过一会儿再试")
            return said({"ok": True, "forgotten": await self.door.forget(sender, conversations)})

        @routes.post("/handover")
        async def handed_over(request: Request) -> HTTPResponse:
            sender = sender_of(body_of(request))
            if not self.door.admit(sender, self._address(request)):
                raise BadInput(self.door.says.busy)
            return said({"ok": True, **await self.door.handed_over(sender)})

        self._observe(routes)
        self._show(routes)
        return routes

    def _guard(self, routes: Blueprint) -> None:
        """Refusals in one shape and in Chinese, wherever in the process they come from; bodies no longer than allowed."""

        @routes.listener("before_server_start")
        async def limit(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
            app.config.REQUEST_MAX_SIZE = self.settings.integer("body_limit")
            app.config.REQUEST_TIMEOUT = 15
            for kind, handler in ((SanicException, unusable), (BadInput, refuse), (Unavailable, away)):
                app.error_handler.add(kind, handler)

        async def refuse(request: Request, wrong: BadInput) -> HTTPResponse:
            metrics.refused(self.door.name, "bad_input")
            return refusal(400, wrong.code, str(wrong))

        async def away(request: Request, wrong: Unavailable) -> HTTPResponse:
            logger.error("a request could not be served: %s", wrong)
            return refusal(503, wrong.code, "现在存不了，请过一会儿再试，急事请拨 12345。")

        async def unusable(request: Request, wrong: SanicException) -> HTTPResponse:
            status = getattr(wrong, "status_code", 500)
            metrics.refused(self.door.name, f"http_{status}")
            return refusal(status, f"http_{status}", _REFUSALS.get(status, "请求无法处理"))

        routes.exception(BadInput)(refuse)
        routes.exception(Unavailable)(away)
        routes.exception(SanicException)(unusable)

    def _observe(self, routes: Blueprint) -> None:
        @routes.get("/health")
        async def ready(request: Request) -> HTTPResponse:
            missing = await health.missing(getattr(request.app.ctx, "agent", None), self.door.knowledge)
            return said({"ok": not missing, "missing": missing}, 503 if missing else 200)

        @routes.get("/live")
        async def live(request: Request) -> HTTPResponse:
            return said({"ok": True})

        @routes.get("/metrics")
        async def counted(request: Request) -> HTTPResponse:
            if self._address(request) is not None:
                return refusal(404, "http_404", _REFUSALS[404])
            metrics.waiting(self.door.name, self.door.gate.waiting)
            return raw(metrics.page(), content_type=metrics.CONTENT_TYPE)

    def _show(self, routes: Blueprint) -> None:
        @routes.get("/")
        async def page(request: Request) -> HTTPResponse:
            return await file(PAGE / "index.html", headers=self.headers, mime_type="text/html; charset=utf-8")

        @routes.get("/<asset:str>")
        async def assets(request: Request, asset: str) -> HTTPResponse:
            if not asset:  # Sanic routes the address with its trailing slash here
                return await page(request)
            if asset not in ASSETS:
                return refusal(404, "http_404", _REFUSALS[404])
            return await file(PAGE / asset, headers=self.headers, mime_type=ASSETS[asset])

    async def _take_feedback(self, body: dict[str, Any], address: str | None) -> None:
        """A thumb for a topic there is, or a question of it. Raises BadInput, Unavailable."""
        sender, thumb = sender_of(body), thumb_of(body, self.settings.integer("message_limit"))
        if not self.door.admit(sender, address):
            raise BadInput(self.door.says.busy)
        known = await self.door.knowledge.ask(self.door.knowledge.choices)
        if not {thumb.topic, thumb.question} <= {None, *known}:
            raise BadInput("反馈的 topic、question 不是现有的事项")
        try:
            await self.door.knowledge.feedback(thumb, self.door.name)
        except sqlite3.Error as wrong:
            raise Unavailable(str(wrong)) from wrong

    async def _busy(self, text: str) -> HTTPResponse:
        """Come back in a minute; but who is in danger is answered."""
        if emergency := await self.door.says.emergency(text):
            return said({"messages": emergency})
        return refusal(429, "busy", self.door.says.busy, {"Retry-After": "60"})

    def _address(self, request: Request) -> str | None:
        return judged_by(request.ip, request.headers.getall("x-forwarded-for", []), self._proxies)


def body_of(request: Request) -> dict[str, Any]:
    return json_object(request.body, request.headers.get("content-type", ""))
