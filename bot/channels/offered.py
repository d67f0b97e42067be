"""What a door of text alone last put before each resident: choices by number, and what is left to read.

In a private file beside the knowledge, so that it outlives a restart; half an hour, like all that is told of a person.
No words of a resident stand in it, and whose it is only as the keyed hash conversations go by.
"""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bot.database import make_private

_KEPT_S = 30 * 60
_TABLE = """CREATE TABLE IF NOT EXISTS offered (
  conversation TEXT PRIMARY KEY, choices TEXT NOT NULL, several INTEGER NOT NULL, rest TEXT NOT NULL, at REAL NOT NULL)"""


@dataclass(frozen=True)
class Offer:
    """As bot/channels/short_form.py has them."""

    choices: tuple[str, ...] = ()
    several: bool = False
    rest: tuple[str, ...] = ()


class Offered:
    """Never raises: what cannot be kept or read is as if nothing had been offered."""

    def __init__(self, file: Path, clock: Callable[[], float] = time.time) -> None:
        self._file, self._clock = file, clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="offered")
        self._opened: sqlite3.Connection | None = None

    async def of(self, conversation: str) -> Offer:
        return await self._do(lambda db: self._read(db, conversation)) or Offer()

    async def keep(self, conversation: str, offer: Offer) -> None:
        """In place of what was offered before."""
        await self._do(lambda db: self._write(db, conversation, offer))

    async def forget(self, conversation: str) -> None:
        await self.keep(conversation, Offer())

    async def _do(self, work: Callable[[sqlite3.Connection], Offer | None]) -> Offer | None:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._quietly, work)

    def _quietly(self, work: Callable[[sqlite3.Connection], Offer | None]) -> Offer | None:
        try:
            return work(self._db())
        except (sqlite3.Error, OSError, ValueError):
            self._opened = None
            return None

    def _db(self) -> sqlite3.Connection:
        if self._opened is None or not self._file.exists():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            make_private(self._file)
            db = sqlite3.connect(self._file, isolation_level=None, timeout=1, check_same_thread=False)
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
                db.execute(f"PRAGMA {pragma}")
            db.execute(_TABLE)
            self._opened = db
        return self._opened

    def _read(self, db: sqlite3.Connection, conversation: str) -> Offer | None:
        oldest = self._clock() - _KEPT_S
        row = db.execute(
            "SELECT choices, several, rest FROM offered WHERE conversation = ? AND at > ?", [conversation, oldest]
        ).fetchone()
        return Offer(tuple(json.loads(row[0])), bool(row[1]), tuple(json.loads(row[2]))) if row else None

    def _write(self, db: sqlite3.Connection, conversation: str, offer: Offer) -> None:
        now = self._clock()
        db.execute("DELETE FROM offered WHERE at < ? OR conversation = ?", [now - _KEPT_S, conversation])
        if offer != Offer():
            row = [conversation, json.dumps(offer.choices), offer.several, json.dumps(offer.rest), now]
            db.execute("INSERT INTO offered VALUES (?, ?, ?, ?, ?)", row)
