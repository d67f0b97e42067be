"""What is kept of conversations: one row each, overwritten by every turn, in SQLite or PostgreSQL.

So a turn costs the same after five messages and after five hundred, and what is forgotten is gone from the file:
SQLite overwrites what it deletes (secure_delete), the write-ahead log is emptied after every forgetting.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from bot.database import make_private
from bot.errors import Unavailable

_WAIT_SECONDS = 2
# A store that failed is left alone for so long, lest everybody wait for it.
_REST_SECONDS = 1.0
_BROKEN = re.compile(r"malformed|not a database|disk image")
_PASSWORD = re.compile(r"(://[^:/@]*):[^@]*@")

_TABLES = (
    """CREATE TABLE IF NOT EXISTS conversation (
         id VARCHAR(64) PRIMARY KEY, state TEXT NOT NULL, turns TEXT NOT NULL, answers TEXT NOT NULL,
         seen_at DOUBLE PRECISION NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS conversation_seen_at ON conversation (seen_at)",
)
_WRITE = sa.text(
    """INSERT INTO conversation (id, state, turns, answers, seen_at) VALUES (:id, :state, :turns, :answers, :seen_at)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, turns = excluded.turns, answers = excluded.answers,
         seen_at = excluded.seen_at"""
)
_READ = sa.text("SELECT state, turns, answers, seen_at FROM conversation WHERE id = :id")
_IDLE = sa.text("SELECT id, state, turns, answers, seen_at FROM conversation WHERE seen_at < :before AND state <> '{}'")


@dataclass(frozen=True)
class Conversation:
    """`state`: what is known (bot/reading/state.py). `turns`: the last few, {at, said, answered: [text]}, masked.

    `answers`: the last ids answered, each with its messages, [[id, messages]]. `seen_at`: epoch seconds.
    """

    id: str
    state: Mapping[str, Any] = field(default_factory=dict)
    turns: tuple[Mapping[str, Any], ...] = ()
    answers: tuple[tuple[str, list[dict[str, Any]]], ...] = ()
    seen_at: float = 0.0

    def answer(self, message_id: str) -> list[dict[str, Any]] | None:
        """What that message was answered, if it was one of the last."""
        return next((messages for known, messages in self.answers if known == message_id), None)

    def row(self) -> dict[str, Any]:
        """As it is written."""
        kept = {name: _json(getattr(self, name)) for name in ("state", "turns", "answers")}
        return {"id": self.id, "seen_at": self.seen_at, **kept}


class Conversations:
    """`where`: a file, or an address such as postgresql://user:password@host/name. Thread-safe.

    Raises Unavailable from every method but `check`; after a failure for a second without trying. A damaged SQLite
    file is begun anew: nothing in it is older than a day, and a broken copy would keep what must go.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self._file = None if "://" in where else Path(where)
        self._engine: sa.engine.Engine | None = None
        self._inode: int | None = None
        self._opening = threading.Lock()
        self._rests_until = 0.0

    def read(self, conversation: str) -> Conversation | None:
        row = self._do(lambda connection: connection.execute(_READ, {"id": conversation}).first())
        return _conversation(conversation, *row) if row else None

    def write(self, conversation: Conversation, *, forgot: bool = False) -> None:
        """`forgot`: something is no longer known that was; no trace of it stays in the file."""
        self._do(lambda connection: connection.execute(_WRITE, conversation.row()))
        if forgot:
            self._empty_log()

    def forget(self, conversation: str) -> bool:
        """All of one conversation; was there one?"""
        gone = self._do(
            lambda connection: (
                connection.execute(sa.text("DELETE FROM conversation WHERE id = :id"), {"id": conversation}).rowcount
            )
        )
        self._empty_log()
        return bool(gone)

    def forget_older(self, seen_before: float) -> int:
        """Conversations nobody has continued since; how many."""
        gone = self._do(
            lambda connection: (
                connection.execute(
                    sa.text("DELETE FROM conversation WHERE seen_at < :before"), {"before": seen_before}
                ).rowcount
            )
        )
        if gone:
            self._empty_log()
        return int(gone)

    def lighten(self, seen_before: float, lighter: Callable[[Conversation], Conversation]) -> int:
        """What `lighter` leaves of conversations idle since; how many changed."""
        rows = self._do(lambda connection: connection.execute(_IDLE, {"before": seen_before}).fetchall())
        kept = [_conversation(*row) for row in rows]
        changed = [less for each in kept if (less := lighter(each)) != each]
        if changed:
            self._do(lambda connection: connection.execute(_UNLESS_SEEN, [less.row() for less in changed]))
            self._empty_log()
        return len(changed)

    def problem(self) -> str | None:
        """Why conversations cannot be read and written now, or None."""
        try:
            self._do(lambda connection: connection.execute(_READ, {"id": ""}).first(), anyway=True)
            self._do(
                lambda connection: connection.execute(sa.text("DELETE FROM conversation WHERE id = ''")), anyway=True
            )
        except Unavailable as wrong:
            return str(wrong)
        return None

    def _do(self, work: Callable[[sa.engine.Connection], Any], anyway: bool = False) -> Any:
        if not anyway and time.monotonic() < self._rests_until:
            raise Unavailable(f"对话记录 {self._named} 刚才打不开")
        try:
            return self._once(work)
        except (sa.exc.SQLAlchemyError, OSError) as wrong:
            if self._file and _BROKEN.search(str(wrong)):
                return self._anew(work)
            self._rests_until = time.monotonic() + _REST_SECONDS
            raise Unavailable(f"对话记录 {self._named} 打不开：{getattr(wrong, 'orig', None) or wrong}") from wrong

    def _once(self, work: Callable[[sa.engine.Connection], Any]) -> Any:
        with self._opened().begin() as connection:
            return work(connection)

    def _anew(self, work: Callable[[sa.engine.Connection], Any]) -> Any:
        """Begin the damaged file again."""
        with self._opening:
            self._close()
            assert self._file
            for path in (self._file, *(self._file.with_name(self._file.name + end) for end in ("-wal", "-shm"))):
                path.unlink(missing_ok=True)
        try:
            return self._once(work)
        except (sa.exc.SQLAlchemyError, OSError) as wrong:
            raise Unavailable(f"对话记录 {self._named} 打不开：{wrong}") from wrong

    def _opened(self) -> sa.engine.Engine:
        """The engine; a new one when the file was deleted or replaced."""
        with self._opening:
            if self._engine is not None and self._file and self._inode != _inode(self._file):
                self._close()
            if self._engine is None:
                self._engine = _engine(self.where)
                with self._engine.begin() as connection:
                    for statement in _TABLES:
                        connection.execute(sa.text(statement))
                if self._file:
                    self._inode = _inode(self._file)
                    _drop_former(self._engine)
            return self._engine

    def _close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _empty_log(self) -> None:
        if self._file:
            with self._opened().connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def _named(self) -> str:
        return without_password(self.where)


_UNLESS_SEEN = sa.text(
    """UPDATE conversation SET state = :state, turns = :turns, answers = :answers
        WHERE id = :id AND seen_at = :seen_at"""
)


def without_password(where: str) -> str:
    """An address fit for the eye."""
    return _PASSWORD.sub(r"\1:***@", where)


def _engine(where: str) -> sa.engine.Engine:
    if "://" in where:
        return sa.create_engine(where, pool_size=8, max_overflow=8, pool_timeout=_WAIT_SECONDS, pool_pre_ping=True)
    path = Path(where)
    path.parent.mkdir(parents=True, exist_ok=True)
    make_private(path)
    engine = sa.create_engine(
        f"sqlite:///{where}", poolclass=QueuePool, pool_size=8, max_overflow=8,
        connect_args={"check_same_thread": False, "timeout": _WAIT_SECONDS},
    )  # fmt: skip
    sa.event.listen(engine, "connect", _pragmas)
    return engine


def _pragmas(connection: Any, _: Any) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _drop_former(engine: sa.engine.Engine) -> None:
    """The events of earlier editions: every sentence and every fact, for ever, though it was promised they would go."""
    with engine.connect() as connection:
        if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'events'").first():
            connection.exec_driver_sql("DROP TABLE events")
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _conversation(conversation: str, state: str, turns: str, answers: str, seen_at: float) -> Conversation:
    answered = tuple((message_id, messages) for message_id, messages in json.loads(answers))
    return Conversation(conversation, json.loads(state), tuple(json.loads(turns)), answered, seen_at)
