"""Where machines meet: two tables in PostgreSQL. Copies of the whole knowledge go one way, notes for staff the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.conversations import without_password
from bot.errors import Unavailable

# Earlier copies are for looking back; a machine that was away takes the newest.
_KEPT = 20
_NOTES_AT_ONCE = 500
# Any number, the same on every machine: whoever holds this lock of PostgreSQL keeps the knowledge.
_KEEPER = 61_001_101
_TABLES = (
    """CREATE TABLE IF NOT EXISTS knowledge_copy (
         edition BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT now(), state TEXT NOT NULL,
         content BYTEA NOT NULL)""",
    "CREATE TABLE IF NOT EXISTS knowledge_note (id BIGSERIAL PRIMARY KEY, kind TEXT NOT NULL, row TEXT NOT NULL)",
)
_CONNECTING = {"connect_timeout": 3, "options": "-c statement_timeout=10000", "keepalives_idle": 5}


@dataclass(frozen=True)
class Note:
    """One row for staff (a count, a trace, a question): the table it belongs to, and itself as JSON."""

    kind: str
    row: str


class MeetingPoint:
    """`address`: postgresql://user:password@host/name. One connection, used by one thread.

    Raises Unavailable from every method; the next call connects anew.
    """

    def __init__(self, address: str) -> None:
        self._named = without_password(address)
        self._engine = sa.create_engine(
            address, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args=_CONNECTING
        )
        self._connection: sa.engine.Connection | None = None
        self._leads = False

    def lead(self) -> None:
        """This machine keeps the knowledge for as long as the connection lasts. Raises Unavailable where another does."""
        if self._leads:
            self._do(lambda c: c.execute(sa.text("SELECT 1")))
            return
        self._leads = bool(self._do(lambda c: c.execute(sa.text(f"SELECT pg_try_advisory_lock({_KEEPER})")).scalar()))
        if not self._leads:
            raise Unavailable("已经有一台机器在管知识；这一台请写 XIAOXI_KEEPS_KNOWLEDGE=0，或先停掉那一台")

    def publish(self, state: str, content: bytes) -> int:
        """`content` as the newest edition; its number. `state` tells what it is a copy of."""
        insert = sa.text("INSERT INTO knowledge_copy (state, content) VALUES (:state, :content) RETURNING edition")
        edition = int(self._do(lambda c: c.execute(insert, {"state": state, "content": content}).scalar()))
        forget = sa.text("DELETE FROM knowledge_copy WHERE edition <= :old")
        self._do(lambda c: c.execute(forget, {"old": edition - _KEPT}))
        return edition

    def newest(self) -> tuple[int, str]:
        """Number and state of the newest edition; (0, "") while there is none."""
        query = sa.text("SELECT edition, state FROM knowledge_copy ORDER BY edition DESC LIMIT 1")
        row = self._do(lambda c: c.execute(query).first())
        return (int(row[0]), str(row[1])) if row else (0, "")

    def content(self, edition: int) -> bytes:
        """Raises Unavailable where that edition is gone."""
        query = sa.text("SELECT content FROM knowledge_copy WHERE edition = :edition")
        row = self._do(lambda c: c.execute(query, {"edition": edition}).first())
        if row is None:
            raise Unavailable(f"共用的知识没有第 {edition} 版了")
        return bytes(row[0])

    def leave(self, notes: Sequence[Note]) -> None:
        """Notes for whoever keeps the knowledge; there once this returns."""
        insert = sa.text("INSERT INTO knowledge_note (kind, row) VALUES (:kind, :row)")
        self._do(lambda c: c.execute(insert, [{"kind": note.kind, "row": note.row} for note in notes]))

    def collect(self, take: Callable[[Sequence[Note]], None]) -> int:
        """Hand what was left to `take`, and forget it once that returned; how many. Each comes at least once."""

        def all_or_none(connection: sa.engine.Connection) -> int:
            query = sa.text("SELECT id, kind, row FROM knowledge_note ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED")
            rows = connection.execute(query, {"most": _NOTES_AT_ONCE}).fetchall()
            if rows:
                take([Note(str(kind), str(row)) for _, kind, row in rows])
                gone = sa.text("DELETE FROM knowledge_note WHERE id = ANY(:ids)")
                connection.execute(gone, {"ids": [row[0] for row in rows]})
            return len(rows)

        return int(self._do(all_or_none))

    def leave_off(self) -> None:
        """Give the connection back, and with it the lock."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
        self._leads = False

    def _do(self, work: Callable[[sa.engine.Connection], Any]) -> Any:
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
                with self._connection.begin():
                    for statement in _TABLES:
                        self._connection.execute(sa.text(statement))
            with self._connection.begin():
                return work(self._connection)
        except (sa.exc.SQLAlchemyError, OSError) as wrong:
            self.leave_off()
            raise Unavailable(f"共用的知识 {self._named} 连不上：{getattr(wrong, 'orig', None) or wrong}") from wrong
