"""Who is signed in: a random token in a cookie, its hash in the database. The only writer of desk_session."""

import hashlib
import secrets
import time

from sqlite_utils import Database

from bot.desk.account import Account

COOKIE = "desk_session"
IDLE_SECONDS = 4 * 3600
LONGEST_SECONDS = 12 * 3600
# A session is touched at most this often, so that a keystroke writes nothing.
_TOUCH_SECONDS = 60


def start(db: Database, account: str, old_token: str | None = None) -> str:
    """A fresh token for `account`; whatever session the browser came with ends."""
    if old_token:
        end(db, old_token)
    now, token = time.time(), secrets.token_urlsafe(32)
    db.conn.execute("DELETE FROM desk_session WHERE started_at < ? OR seen_at < ?",
                    [now - LONGEST_SECONDS, now - IDLE_SECONDS])  # fmt: skip
    db.conn.execute("INSERT INTO desk_session VALUES (?, ?, ?, ?)", [_hash(token), account, now, now])
    return token


def holder(db: Database, token: str | None) -> Account | None:
    """Whose session `token` is, while it lasts and the account is enabled."""
    if not token:
        return None
    row = db.conn.execute(
        """SELECT a.name, a.role, a.made_at, a.signed_in_at, s.started_at, s.seen_at
           FROM desk_session s JOIN desk_account a ON a.name = s.account
           WHERE s.token_hash = ? AND a.enabled = 1""",
        [_hash(token)],
    ).fetchone()
    now = time.time()
    if row is None or now - row[4] > LONGEST_SECONDS or now - row[5] > IDLE_SECONDS:
        return None
    if now - row[5] > _TOUCH_SECONDS:
        db.conn.execute("UPDATE desk_session SET seen_at = ? WHERE token_hash = ?", [now, _hash(token)])
    return Account(row[0], row[1], True, row[2], row[3])


def end(db: Database, token: str) -> None:
    db.conn.execute("DELETE FROM desk_session WHERE token_hash = ?", [_hash(token)])


def end_all(db: Database, account: str, but: str | None = None) -> None:
    """End every session of `account`, except the one of token `but`."""
    db.conn.execute(
        "DELETE FROM desk_session WHERE account = ? AND token_hash <> ?", [account, _hash(but) if but else ""]
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
