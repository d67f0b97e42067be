"""What a line of the route list says."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from bot.desk.call import Call

PUBLIC = None
AGENT, EDITOR, ADMIN = "agent", "editor", "admin"


@dataclass(frozen=True)
class Entry:
    """`role` is the least that may enter; None is everyone. `largest_bytes` is of the request's body."""

    method: str
    path: str
    handler: Callable[[Call], Response]
    role: str | None
    title: str
    largest_bytes: int = 2_000_000
