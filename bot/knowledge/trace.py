"""How each message was taken, masked, for staff to review and to replay. The only writer of the table trace."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlite_utils import Database

from bot.clock import now
from bot.errors import BadInput, NotFound
from bot.knowledge import phrasing
from bot.knowledge.candidate import Candidate
from bot.knowledge.phrasing import Phrased
from bot.privacy import mask

KEPT = timedelta(days=90)
_MOST = 200
# What is told in a screening or in danger is nobody's to review.
_NEVER = ("screening", "emergency")
# What a reviewer may say of a turn, besides `question:` with the home it should have had.
VERDICTS = ("right", "missing", "out_of_scope")
OTHER = "question:"


class WalkTaken(Protocol):
    """What a decision says of itself."""

    @property
    def name(self) -> str: ...
    @property
    def topic(self) -> str | None: ...
    @property
    def question(self) -> str | None: ...


@dataclass(frozen=True)
class Taken:
    """One part of a message, the row of the decision table it fell to, the walk, and what was nearest asked."""

    text: str
    row: str
    walk: WalkTaken
    candidates: Sequence[Candidate]


def record(db: Database, door: str, steps: Sequence[Taken]) -> None:
    """Keep how a message was taken; a screening's answers are never kept, nor a tap."""
    rows = [
        {
            "at": now().isoformat(timespec="seconds"),
            "door": door,
            "text": mask(step.text)[:_MOST],
            "row": step.row,
            "walk": step.walk.name,
            "topic": step.walk.topic,
            "question": step.walk.question,
            "chance": step.candidates[0].score if step.candidates else None,
            "candidates": json.dumps([[each.topic, each.question, each.score] for each in step.candidates[:3]]),
        }
        for step in steps
        if step.text and step.walk.name not in _NEVER
    ]
    if rows:
        db.table("trace").insert_all(rows)


def recent(db: Database, limit: int = 1000) -> list[dict[str, Any]]:
    """The latest, newest first; `candidates` as lists of topic, question and chance."""
    rows = db.query("SELECT * FROM trace ORDER BY id DESC LIMIT ?", [limit])
    return [{**row, "candidates": json.loads(row["candidates"])} for row in rows]


def forget_old(db: Database) -> int:
    """Drop what is older than KEPT; how many rows that was."""
    oldest = (now() - KEPT).isoformat(timespec="seconds")
    return int(db.conn.execute("DELETE FROM trace WHERE at < ?", [oldest]).rowcount)


def get(db: Database, row_id: int) -> dict[str, Any]:
    """One of them. Raises NotFound."""
    row = next(db.query("SELECT * FROM trace WHERE id = ?", [row_id]), None)
    if row is None:
        raise NotFound(f"编号 {row_id} 的问答已经不在了（只留 90 天）")
    return {**row, "candidates": json.loads(row["candidates"])}


def unreviewed(db: Database, rows: Sequence[str], first: str, limit: int = 5000) -> list[dict[str, Any]]:
    """Turns since the day `first` that fell to one of `rows` of the decision table and nobody judged, newest first."""
    marks = ",".join("?" * len(rows))
    query = f"""SELECT * FROM trace WHERE reviewed IS NULL AND at >= ? AND row IN ({marks})
                ORDER BY id DESC LIMIT ?"""
    return [{**row, "candidates": json.loads(row["candidates"])} for row in db.query(query, [first, *rows, limit])]


def reviewed(db: Database, first: str = "", limit: int = 5000) -> list[dict[str, Any]]:
    """What was judged since the day `first`, the latest verdict first; `phrased` as it was recorded."""
    query = """SELECT * FROM trace WHERE reviewed IS NOT NULL AND reviewed_at >= ?
               ORDER BY reviewed_at DESC, id DESC LIMIT ?"""
    return [
        {**row, "phrased": phrasing.from_json(row["phrased"]) if row["phrased"] else None}
        for row in db.query(query, [first, limit])
    ]


def judge(db: Database, row_id: int, verdict: str, who: str) -> None:
    """A reviewer's word on a turn. Raises NotFound, BadInput."""
    if verdict not in VERDICTS and (not verdict.startswith(OTHER) or verdict == OTHER):
        raise BadInput(f"看过的结果“{verdict}”不在 {VERDICTS} 里")
    done = db.conn.execute(
        "UPDATE trace SET reviewed = ?, reviewed_by = ?, reviewed_at = ?, phrased = NULL WHERE id = ? AND phrased IS NULL",
        [verdict, who, now().isoformat(timespec="seconds"), row_id],
    )
    if not done.rowcount:
        raise NotFound(f"编号 {row_id} 的问答不在了，或已经加成了问法；先撤销再改")


def keep_phrased(db: Database, row_id: int, phrased: Phrased) -> None:
    """The verdict, unless it was taken back meanwhile, has become a phrasing."""
    db.conn.execute("UPDATE trace SET phrased = ? WHERE id = ? AND reviewed IS NOT NULL", [phrased.to_json(), row_id])


def unjudge(db: Database, row_id: int) -> None:
    """Nobody has judged it yet, after all."""
    db.conn.execute(
        "UPDATE trace SET reviewed = NULL, reviewed_by = NULL, reviewed_at = NULL, phrased = NULL WHERE id = ?",
        [row_id],
    )


def adopt(db: Database, row: dict[str, Any]) -> None:
    """How a message was taken on another machine."""
    db.table("trace").insert(row)


def forget(db: Database, last: int) -> None:
    """Rows up to that one were handed on."""
    db.conn.execute("DELETE FROM trace WHERE id <= ?", [last])
