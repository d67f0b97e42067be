"""The knowledge database: one SQLite file, WAL, migrated forward by numbered SQL files.

Each file of `bot/schema/` is applied once, in name order, inside its own transaction.
A connection belongs to one thread of one process; open another for another.
"""

import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from bot.errors import Unavailable

SCHEMA = Path(__file__).parent / "schema"
WAIT_SECONDS = 10


def connect(path: Path | str, *, migrated: bool = True) -> Database:
    """Open (and by default migrate) the database at `path`; directories are made.

    Raises Unavailable when the file cannot be opened, is not a database, or disk is full.
    """
    try:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            make_private(Path(path))
        connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT_SECONDS, check_same_thread=False)
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection)
        if migrated:
            migrate(db)
        return db
    except (sqlite3.DatabaseError, OSError) as wrong:
        raise Unavailable(f"打不开知识库 {path}：{wrong}。请检查磁盘空间和文件权限，或用备份恢复。") from wrong


class Connections:
    """One connection to `path` for each thread, opened again where the file was replaced.

    Raises Unavailable where there is no file: one made here would be empty, and nobody would notice.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = threading.local()

    def here(self) -> Database:
        """This thread's."""
        try:
            inode = self._path.stat().st_ino
        except FileNotFoundError:
            raise Unavailable(
                f"没有知识库 {self._path}。请用备份恢复（python -m bot db restore），或运行 python -m bot db init。"
            ) from None
        if getattr(self._opened, "inode", None) != inode:
            self._opened.db, self._opened.inode = connect(self._path, migrated=False), inode
        opened: Database = self._opened.db
        return opened


def make_private(path: Path) -> None:
    """The file, made if need be, for its owner's eyes only: it holds password hashes and residents' questions."""
    path.touch(mode=0o600)
    if path.stat().st_mode & 0o077:
        with suppress(PermissionError):
            path.chmod(0o600)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch a file to WAL. SQLite does not wait for another process that does the same, so we do."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as wrong:
            if "locked" not in str(wrong) or time.monotonic() > until:
                raise
            time.sleep(0.02)


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

    An inner `transaction` joins the outer one: it is committed with it, and undone alone when it alone fails.
    """
    inner = db.conn.in_transaction
    db.conn.execute("SAVEPOINT inner_transaction" if inner else "BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if inner:
            db.conn.execute("ROLLBACK TO inner_transaction")
            db.conn.execute("RELEASE inner_transaction")
        else:
            db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("RELEASE inner_transaction" if inner else "COMMIT")


def content_version(db: Database) -> int:
    """A number that moves with every committed change of answers or figures, by any process."""
    return int(db.conn.execute("SELECT version FROM content_version").fetchone()[0])


def secret(db: Database, name: str) -> str:
    """The random value called `name`, made on first use and the same ever after."""
    known = db.conn.execute("SELECT value FROM secret WHERE name = ?", [name]).fetchone()
    if known:  # no write, so that nobody waits for a writer
        return str(known[0])
    db.conn.execute("INSERT OR IGNORE INTO secret VALUES (?, ?)", [name, secrets.token_hex(32)])
    return str(db.conn.execute("SELECT value FROM secret WHERE name = ?", [name]).fetchone()[0])


def backup(db: Database, target: Path) -> None:
    """A consistent copy of the whole database at `target`, taken while others work."""
    target.parent.mkdir(parents=True, exist_ok=True)
    make_private(target)
    copy = sqlite3.connect(target)
    try:
        db.conn.backup(copy)
    finally:
        copy.close()
