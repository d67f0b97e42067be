"""What every door responds with: JSON, refusals in one shape, headers that keep a browser safe."""

from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channels import health
from bot.channels.door import Conversations

SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def said(body: dict[str, Any], status: int = 200) -> HTTPResponse:
    return json(body, status=status, headers=SAFE, ensure_ascii=False)


def refusal(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> HTTPResponse:
    """The one shape of every refusal."""
    error = {"error": {"code": code, "message": message}}
    return json(error, status=status, headers={**SAFE, **(headers or {})}, ensure_ascii=False)


def conversations_of(request: Request) -> Conversations | None:
    """The assistant's store of conversations, once it is open."""
    store = health.inner(getattr(getattr(request.app.ctx, "agent", None), "tracker_store", None))
    return store if hasattr(store, "answer") else None
