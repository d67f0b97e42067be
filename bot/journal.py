"""One line of JSON for each message in each process, found again by its request id. No text, no resident, no address."""

import json
import re
import secrets
import sys
import time
from typing import Any

HEADER = "X-Request-ID"
_PASSED_ON = re.compile(r"[0-9a-f]{12,32}")


def request_id(passed_on: str | None = None) -> str:
    """An id for one message on its way through all processes: what the proxy in front gave it, else a new one.

    What is no such id (anybody may send a header) is not taken over.
    """
    is_one = bool(passed_on) and _PASSED_ON.fullmatch(str(passed_on))
    return str(passed_on) if is_one else secrets.token_hex(6)


def note(process: str, request: str, **told: Any) -> None:
    """Write the line; a log that cannot be written costs nobody an answer."""
    line = {"at": round(time.time(), 3), "process": process, "request": request, **told}
    try:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        return
