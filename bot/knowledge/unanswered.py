"""Questions the assistant could not answer, masked, for staff to turn into knowledge.

The only writer of the table unanswered.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from bot.clock import now
from bot.errors import BadInput, NotFound
from bot.knowledge import phrasing
from bot.knowledge.phrasing import Phrased
from bot.privacy import mask

REASONS = ("none", "close", "thumbs_down", "hotline")
SETTLED = ("phrasing", "new_answer", "out_of_scope", "dismissed")


def record(db: Database, text: str, reason: str, candidates: Sequence[str], door: str) -> int:
    """Keep `text` (masked here) with the topics that came nearest; returns the row's id."""
    if reason not in REASONS:
        raise BadInput(f"原因“{reason}”不在 {REASONS} 里")
    row = {
        "at": now().isoformat(timespec="seconds"),
        "text": mask(text),
        "reason": reason,
        "candidates": json.dumps(list(candidates)),
        "door": door,
    }
    return int(db.table("unanswered").insert(row).last_pk or 0)


def waiting(db: Database, limit: int = 500) -> list[dict[str, Any]]:
    """What nobody has settled yet, newest first; `candidates` as a list of topics."""
    rows = db.query("SELECT * FROM unanswered WHERE settled IS NULL ORDER BY id DESC LIMIT ?", [limit])
    return [{**row, "candidates": json.loads(row["candidates"])} for row in rows]


def count_waiting(db: Database) -> int:
    """How many nobody has settled yet."""
    return int(db.conn.execute("SELECT count(*) FROM unanswered WHERE settled IS NULL").fetchone()[0])


def settled(db: Database, limit: int = 100) -> list[dict[str, Any]]:
    """What was dealt with last, newest first."""
    query = "SELECT * FROM unanswered WHERE settled IS NOT NULL ORDER BY settled_at DESC, id DESC LIMIT ?"
    return list(db.query(query, [limit]))


def reopen(db: Database, row_id: int) -> Phrased | None:
    """Put a settled question back; the phrasing that was made of it, for whoever takes that back too. Raises NotFound."""
    row = db.conn.execute("SELECT phrased FROM unanswered WHERE id = ? AND settled IS NOT NULL", [row_id]).fetchone()
    if row is None:
        raise NotFound(f"编号 {row_id} 的问题不存在，或还在收件箱里")
    db.conn.execute(
        "UPDATE unanswered SET settled = NULL, settled_by = NULL, settled_at = NULL, phrased = NULL WHERE id = ?",
        [row_id],
    )
    return phrasing.from_json(row[0]) if row[0] else None


def settle(db: Database, row_id: int, how: str, who: str, phrased: Phrased | None = None) -> None:
    """Mark a question as dealt with, by the phrasing made of it where one was. Raises NotFound, BadInput."""
    if how not in SETTLED:
        raise BadInput(f"处理方式“{how}”不在 {SETTLED} 里")
    done = db.conn.execute(
        "UPDATE unanswered SET settled = ?, settled_by = ?, settled_at = ?, phrased = ? WHERE id = ? AND settled IS NULL",
        [how, who, now().isoformat(timespec="seconds"), phrased.to_json() if phrased else None, row_id],
    )
    if not done.rowcount:
        raise NotFound(f"编号 {row_id} 的问题不存在，或已经处理过")


def adopt(db: Database, row: dict[str, Any]) -> None:
    """A question another machine could not answer."""
    db.table("unanswered").insert(row)


def forget(db: Database, last: int) -> None:
    """Rows up to that one were handed on."""
    db.conn.execute("DELETE FROM unanswered WHERE id <= ?", [last])
