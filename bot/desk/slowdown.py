"""Wrong passwords slow down whoever guesses, never whom they guess at. The only writer of the table sign_in_failure.

Counted by account and address together, and by address; a browser that has signed in to the account before counts by
itself, so that nobody at the same address, or behind the same proxy, makes its owner wait. An attempt counts as failed
until it is `forget`-ed, so that many at once are no way round. Nothing that was typed is kept, only its hash.
"""

import hashlib
import hmac
import math
import secrets
import time
from dataclasses import dataclass

from sqlite_utils import Database

from bot import database
from bot.database import transaction

WINDOW_SECONDS = 3600
FREE_PER_ACCOUNT = 5
FREE_PER_ADDRESS = 40
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 15, 300
_COOKIE = "desk_known_"
KNOWN_SECONDS = 180 * 86_400


@dataclass(frozen=True)
class Source:
    """Where an attempt comes from: an address, or what it asks with that is its own (a known browser, a session)."""

    address: str
    own: str = ""

    def counts(self, account: str) -> list[tuple[str, int]]:
        """What an attempt at `account` is counted under, each with how many failures are free."""
        whose = _hash(account)
        if self.own:
            return [(f"{whose} {_hash(self.own)}", FREE_PER_ACCOUNT)]
        return [(f"{whose} {_hash(self.address)}", FREE_PER_ACCOUNT), (f"* {_hash(self.address)}", FREE_PER_ADDRESS)]


def attempt(db: Database, account: str, source: Source) -> int:
    """Count one attempt; else the seconds until the next may be made, and nothing counted. Old ones are dropped here."""
    now = time.time()
    with transaction(db):
        db.conn.execute("DELETE FROM sign_in_failure WHERE at < ?", [now - WINDOW_SECONDS])
        if wait := wait_seconds(db, account, source, now):
            return wait
        db.conn.executemany(
            "INSERT INTO sign_in_failure VALUES (?, ?)", [(key, now) for key, _ in source.counts(account)]
        )
    return 0


def wait_seconds(db: Database, account: str, source: Source, now: float) -> int:
    """How long `source` has to wait before it may try `account` again; 0: not at all. Each failure doubles it."""
    waits = [0.0]
    for key, free in source.counts(account):
        failed, last = db.conn.execute("SELECT count(*), max(at) FROM sign_in_failure WHERE key = ?", [key]).fetchone()
        if failed >= free:
            growing = FIRST_WAIT_SECONDS * 2.0 ** min(failed - free, 10)
            waits.append(last + min(growing, LONGEST_WAIT_SECONDS) - now)
    return math.ceil(max(waits))


def has_begun(db: Database, account: str, source: Source) -> bool:
    """Has the last failure been the first that makes `source` wait for `account`?"""
    key, free = source.counts(account)[0]
    return bool(db.conn.execute("SELECT count(*) = ? FROM sign_in_failure WHERE key = ?", [free, key]).fetchone()[0])


def forget(db: Database, account: str, source: Source | None = None) -> None:
    """A right password clears what was counted from `source`, of its address only this attempt; an administrator all."""
    if source is None:
        db.conn.execute("DELETE FROM sign_in_failure WHERE key LIKE ?", [f"{_hash(account)} %"])
        return
    (own, _), *rest = source.counts(account)
    db.conn.execute("DELETE FROM sign_in_failure WHERE key = ?", [own])
    for key, _ in rest:
        db.conn.execute(
            "DELETE FROM sign_in_failure WHERE rowid = (SELECT max(rowid) FROM sign_in_failure WHERE key = ?)", [key]
        )


def cookie_name(account: str) -> str:
    """One an account, for several share a browser."""
    return f"{_COOKIE}{_hash(account)[:12]}"


def known_browser(db: Database, account: str) -> str:
    """A cookie for a browser that has just signed in to `account`: worth nothing but a count of its own."""
    number = secrets.token_urlsafe(12)
    return f"{number}.{_sealed(db, account, number)}"


def browser_in(db: Database, account: str, cookie: str | None) -> str:
    """The browser a cookie of ours names; empty for any other."""
    number, _, seal = (cookie or "").partition(".")
    return number if seal.isascii() and hmac.compare_digest(seal, _sealed(db, account, number)) else ""


def _sealed(db: Database, account: str, number: str) -> str:
    key = database.secret(db, "desk_browsers").encode()
    return hmac.new(key, f"{number} {account}".encode(), hashlib.sha256).hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
