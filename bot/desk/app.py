"""The desk as a web application."""

import threading

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from bot.desk import door, inbox
from bot.desk.headers import SecurityHeaders
from bot.desk.routes import ROUTES
from bot.desk.workbench import Workbench


def make_app(bench: Workbench) -> Starlette:
    """Every route of `routes.py`, behind its guards."""
    routes = [
        Route(entry.path, door.endpoint(entry, bench), methods=[entry.method], max_body_size=entry.largest_bytes)
        for entry in ROUTES
    ]
    threading.Thread(target=_warm, args=[bench], name="warm", daemon=True).start()
    return Starlette(
        routes=routes,
        middleware=[Middleware(SecurityHeaders, is_secure=bench.is_secure)],
        exception_handlers={HTTPException: door.http_error(bench), Exception: door.unexpected(bench)},
    )


def _warm(bench: Workbench) -> None:
    """What takes seconds to load is there before somebody waits for it: the encoder, and what tells of danger."""
    bench.snapshot().index.among(["您好"])
    inbox.spotter(bench.data)
