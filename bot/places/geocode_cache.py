"""Answers of the map service kept on disk for a while. The only writer of geocode_cache.

A question is stored as its hash, so nobody can read residents' addresses out of the file.
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.database import transaction

KEEP = timedelta(days=90)
KEEP_NOTHING_FOUND = timedelta(days=7)


class GeocodeCache:
    """`get` and `put` by question; older than `KEEP` (or `KEEP_NOTHING_FOUND`) counts as absent."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, question: str, now: datetime) -> Any | None:
        """The kept answer, or None. An empty list is an answer: nothing found."""
        row = self._db.conn.execute(
            "SELECT answer, fetched_at FROM geocode_cache WHERE question = ?", [_key(question)]
        ).fetchone()
        if row is None:
            return None
        answer, age = json.loads(row[0]), now - datetime.fromisoformat(row[1])
        return answer if age < (KEEP if answer else KEEP_NOTHING_FOUND) else None

    def put(self, question: str, answer: Any, now: datetime) -> None:
        with transaction(self._db):
            self._db.conn.execute(
                "INSERT OR REPLACE INTO geocode_cache VALUES (?, ?, ?)",
                [_key(question), json.dumps(answer), now.isoformat()],
            )

    def forget_old(self, now: datetime) -> int:
        """Drop what is older than it may be used; returns how many rows."""
        with transaction(self._db):
            cursor = self._db.conn.execute("DELETE FROM geocode_cache WHERE fetched_at < ?", [(now - KEEP).isoformat()])
        return int(cursor.rowcount)


def _key(question: str) -> str:
    return hashlib.sha256(f"xiaoxi-geocode|{question}".encode()).hexdigest()
