"""Tables sent for import, kept as cells between preview and import. The only writer of the table upload.

A file's name is shown and never used as a path.
"""

import json
import secrets
import time

from sqlite_utils import Database

from bot.errors import NotFound

_KEPT_SECONDS = 2 * 3600
Row = tuple[int, list[str]]


def keep(db: Database, who: str, kind: str, name: str, rows: list[Row]) -> str:
    """Hold `rows` for `who`; returns the id to ask for them by."""
    identity = secrets.token_urlsafe(16)
    _forget_old(db)
    db.conn.execute(
        "INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?)",
        [identity, who, kind, name, json.dumps(rows, ensure_ascii=False), time.time()],
    )
    return identity


def take(db: Database, who: str, kind: str, identity: str) -> tuple[str, list[Row]]:
    """Name and rows of what `who` sent. Raises NotFound once it is gone."""
    _forget_old(db)
    row = db.conn.execute(
        "SELECT name, rows FROM upload WHERE id = ? AND who = ? AND kind = ?", [identity, who, kind]
    ).fetchone()
    if row is None:
        raise NotFound("这份表已经不在了（两小时后自动删除，导入后也删除），请重新选择文件")
    return row[0], [(number, cells) for number, cells in json.loads(row[1])]


def _forget_old(db: Database) -> None:
    db.conn.execute("DELETE FROM upload WHERE at < ?", [time.time() - _KEPT_SECONDS])


def drop(db: Database, identity: str) -> None:
    db.conn.execute("DELETE FROM upload WHERE id = ?", [identity])
