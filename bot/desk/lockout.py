"""After repeated failures nobody signs in for a while. The only writer of the table sign_in_failure.

Counted by account name, whether or not there is such an account, and by address. An attempt counts as
failed until it is `forget`-ed, so that many at once are no way round.
"""

import time

from sqlite_utils import Database

from bot.database import transaction

WINDOW_SECONDS = 15 * 60
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 40


def is_locked(db: Database, account: str, address: str) -> bool:
    """True while `account` or `address` has failed too often within the window."""
    since = time.time() - WINDOW_SECONDS
    return (
        _failures(db, f"account:{account}", since) >= FAILURES_PER_ACCOUNT
        or _failures(db, f"address:{address}", since) >= FAILURES_PER_ADDRESS
    )


def attempt(db: Database, account: str, address: str) -> bool:
    """Count one attempt; False, and nothing counted, where it may not be made. Old ones are dropped here."""
    now = time.time()
    with transaction(db):
        if is_locked(db, account, address):
            return False
        db.conn.execute("DELETE FROM sign_in_failure WHERE at < ?", [now - WINDOW_SECONDS])
        db.conn.executemany(
            "INSERT INTO sign_in_failure VALUES (?, ?)", [(f"account:{account}", now), (f"address:{address}", now)]
        )
    return True


def forget(db: Database, account: str, address: str | None = None) -> None:
    """A right password, or an administrator, clears the account's count; of `address` only this attempt."""
    db.conn.execute("DELETE FROM sign_in_failure WHERE key = ?", [f"account:{account}"])
    db.conn.execute(
        "DELETE FROM sign_in_failure WHERE rowid = (SELECT max(rowid) FROM sign_in_failure WHERE key = ?)",
        [f"address:{address}"],
    )


def _failures(db: Database, key: str, since: float) -> int:
    return int(
        db.conn.execute("SELECT count(*) FROM sign_in_failure WHERE key = ? AND at >= ?", [key, since]).fetchone()[0]
    )
