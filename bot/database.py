"""The knowledge database: one SQLite file, WAL, migrated forward by numbered SQL files.

Each file of `bot/schema/` is applied once, in name order, inside its own transaction.
A connection belongs to one thread of one process; open another for another.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from bot.errors import Unavailable

SCHEMA = Path(__file__).parent / "schema"


def connect(path: Path | str, *, migrated: bool = True) -> Database:
    """Open (and by default migrate) the database at `path`; directories are made.

    Raises Unavailable when the file cannot be opened, is not a database, or disk is full.
    """
    try:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection)
        if migrated:
            migrate(db)
        return db
    except (sqlite3.DatabaseError, OSError) as wrong:
        raise Unavailable(f"打不开知识库 {path}：{wrong}。请检查磁盘空间和文件权限，或用备份恢复。") from wrong


def schema_files(directory: Path = SCHEMA) -> list[Path]:
    return sorted(directory.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def applied(db: Database) -> set[str]:
    """Names of the schema files this database has already been through."""
    db.conn.execute("CREATE TABLE IF NOT EXISTS schema_applied (name TEXT PRIMARY KEY, at TEXT NOT NULL)")
    return {name for (name,) in db.conn.execute("SELECT name FROM schema_applied")}


def migrate(db: Database, directory: Path = SCHEMA) -> list[str]:
    """Apply every schema file not yet applied; returns their names. Safe to race."""
    done = []
    for path in schema_files(directory):
        if path.name in applied(db):
            continue
        with transaction(db):
            if path.name in applied(db):
                continue
            for statement in _statements(path.read_text(encoding="utf-8")):
                db.conn.execute(statement)
            db.conn.execute("INSERT INTO schema_applied VALUES (?, datetime('now'))", [path.name])
            done.append(path.name)
    return done


def _statements(script: str) -> Iterator[str]:
    """Split on complete statements; `executescript` would commit our transaction."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All of the block or none of it; writers wait for one another.

    An inner `transaction` joins the outer one.
    """
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")


def content_version(db: Database) -> int:
    """A number that moves with every committed change of answers or figures, by any process."""
    return int(db.conn.execute("SELECT version FROM content_version").fetchone()[0])


def secret(db: Database, name: str) -> str:
    """The random value called `name`, made on first use and the same ever after."""
    db.conn.execute("INSERT OR IGNORE INTO secret VALUES (?, ?)", [name, secrets.token_hex(32)])
    return str(db.conn.execute("SELECT value FROM secret WHERE name = ?", [name]).fetchone()[0])


def backup(db: Database, target: Path) -> None:
    """A consistent copy of the whole database at `target`, taken while others work."""
    target.parent.mkdir(parents=True, exist_ok=True)
    copy = sqlite3.connect(target)
    try:
        db.conn.backup(copy)
    finally:
        copy.close()
