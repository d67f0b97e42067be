"""One line of JSON for each message in each process, found again by its request id. No text, no resident, no address."""

import json
import secrets
import sys
import time
from typing import Any


def new_request() -> str:
    """An id for one message, on its way through all processes."""
    return secrets.token_hex(6)


def note(process: str, request: str, **told: Any) -> None:
    """Write the line; a log that cannot be written costs nobody an answer."""
    line = {"at": round(time.time(), 3), "process": process, "request": request, **told}
    try:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        return
