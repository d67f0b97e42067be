"""How each message was taken, masked, for staff to review and to replay. The only writer of the table trace."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlite_utils import Database

from bot.clock import now
from bot.knowledge.index import Candidate
from bot.privacy import mask

KEPT = timedelta(days=90)
_MOST = 200
# What is told in a screening or in danger is nobody's to review.
_NEVER = ("screening", "emergency")


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


def adopt(db: Database, row: dict[str, Any]) -> None:
    """How a message was taken on another machine."""
    db.table("trace").insert(row)


def forget(db: Database, last: int) -> None:
    """Rows up to that one were handed on."""
    db.conn.execute("DELETE FROM trace WHERE id <= ?", [last])
