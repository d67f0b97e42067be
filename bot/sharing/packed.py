"""The knowledge as bytes to be handed on, and put in place under running processes."""

import hashlib
import sqlite3
import tempfile
import zlib
from pathlib import Path

from sqlite_utils import Database

from bot import database
from bot.errors import Unavailable

# What belongs to the keeping machine: who is signed in, what lies half done, and what was noted of residents.
NOT_HANDED_ON = (
    "desk_session", "sign_in_failure", "upload", "answer_draft", "geocode_cache", "trace", "unanswered", "turn", "feedback",
)  # fmt: skip
_CHECKED = 32


def state(db: Database) -> str:
    """Differs whenever something that is handed on does: content, accounts, secrets."""
    accounts = db.conn.execute("SELECT name, role, password_hash, enabled FROM desk_account ORDER BY name").fetchall()
    secrets = db.conn.execute("SELECT name, value FROM secret ORDER BY name").fetchall()
    told = repr((database.content_version(db), database.applied(db), accounts, secrets))
    return hashlib.sha256(told.encode()).hexdigest()


def packed(db: Database) -> bytes:
    """A consistent copy of the knowledge without NOT_HANDED_ON, compressed, its checksum in front."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.db"
        database.backup(db, path)
        copy = sqlite3.connect(path, isolation_level=None)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA foreign_keys = OFF")
        for table in NOT_HANDED_ON:
            copy.execute(f"DELETE FROM {table}")
        copy.execute("VACUUM")
        copy.close()
        content = path.read_bytes()
    return hashlib.sha256(content).digest() + zlib.compress(content, 3)


def put_in_place(content: bytes, edition: int, path: Path) -> None:
    """`content` as the knowledge at `path`, in one transaction: whoever reads sees all of the old or of the new.

    The file stays the same file, for under WAL a file that is swapped meets its predecessor's log. Raises Unavailable
    for bytes that are not whole.
    """
    checksum, whole = content[:_CHECKED], zlib.decompress(content[_CHECKED:])
    if hashlib.sha256(whole).digest() != checksum:
        raise Unavailable(f"共用的知识第 {edition} 版不完整，没有动现在的库")
    with tempfile.TemporaryDirectory() as folder:
        fresh_path = Path(folder) / "fresh.db"
        fresh_path.write_bytes(whole)
        fresh = sqlite3.connect(fresh_path)
        fresh.execute(f"PRAGMA user_version = {edition}")
        fresh.commit()
        db = database.connect(path, migrated=False)
        fresh.backup(db.conn)
        fresh.close()
    database.migrate(db)
    db.conn.close()


def edition_of(path: Path) -> int:
    """Which edition stands at `path`; 0 where none was put there."""
    if not path.exists():
        return 0
    db = database.connect(path, migrated=False)
    try:
        return int(db.conn.execute("PRAGMA user_version").fetchone()[0])
    finally:
        db.conn.close()
