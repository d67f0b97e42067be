"""The access token of one account, shared by every process of this machine through a private file.

WeChat's tokens last two hours and a newer one may end the older, so only one process fetches at a time and all use
what it wrote. Fetched again five minutes early, and at once where the API says that it is no longer good.
"""

import asyncio
import fcntl
import json
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

_EARLY_S = 300.0
# (token, seconds it lasts); the argument: whether the present one must be ended.
Fetch = Callable[[bool], Awaitable[tuple[str, float]]]


@dataclass(frozen=True)
class AccessToken:
    """`ends_at`: epoch seconds. `account`: whose it is, so that another account never uses it."""

    token: str
    ends_at: float
    account: str

    def is_fresh(self, account: str, now: float) -> bool:
        return self.account == account and now < self.ends_at - _EARLY_S


class AccessTokens:
    """`file` is made when first needed, for its owner's eyes only; beside it a lock of its name."""

    def __init__(self, file: Path, account: str, fetch: Fetch, clock: Callable[[], float] = time.time) -> None:
        self._file, self._account, self._fetch, self._clock = file, account, fetch, clock

    async def get(self, refused: str | None = None) -> str:
        """A token that is good, other than `refused`. Raises what `fetch` raises."""
        if known := self._good(refused):
            return known
        lock = await asyncio.to_thread(self._locked)
        try:
            return self._good(refused) or await self._fetched(refused)
        finally:
            os.close(lock)

    def _good(self, refused: str | None) -> str | None:
        kept = self._read()
        fresh = kept is not None and kept.is_fresh(self._account, self._clock()) and kept.token != refused
        return kept.token if kept and fresh else None

    async def _fetched(self, refused: str | None) -> str:
        """The account's token; where it is still the one that was refused, a new one by force."""
        token, seconds = await self._fetch(False)
        if token == refused:
            token, seconds = await self._fetch(True)
        self._write(AccessToken(token, self._clock() + seconds, self._account))
        return token

    def _locked(self) -> int:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return lock

    def _read(self) -> AccessToken | None:
        try:
            return AccessToken(**json.loads(self._file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, kept: AccessToken) -> None:
        beside = self._file.with_suffix(f".{os.getpid()}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(kept), file)
        beside.replace(self._file)
