"""Counts for the overview: no resident, and no text but a sentence with a thumb. The only writer of turn and feedback."""

from datetime import timedelta
from typing import Any

from sqlite_utils import Database

from bot.clock import now
from bot.privacy import mask

KEPT = timedelta(days=90)
LONGEST_COMMENT = 200


def record(db: Database, door: str, kind: str, topic: str | None, milliseconds: int) -> None:
    """One reply that went out: through which door, of which payload kind, on which topic, how fast."""
    db.table("turn").insert(
        {
            "at": now().isoformat(timespec="seconds"),
            "door": door,
            "kind": kind,
            "topic": topic,
            "milliseconds": milliseconds,
        }
    )


def rate(db: Database, topic: str | None, helpful: bool, comment: str = "", question: str | None = None) -> None:
    """A resident's thumb up or down for an answer, with a sentence of his, masked here."""
    row = {"at": now().isoformat(timespec="seconds"), "topic": topic, "question": question, "helpful": helpful}
    db.table("feedback").insert({**row, "comment": mask(comment)[:LONGEST_COMMENT] or None})


def comments(db: Database, limit: int = 200) -> list[dict[str, Any]]:
    """What residents wrote, newest first: at, topic, question, helpful, comment."""
    query = "SELECT * FROM feedback WHERE comment IS NOT NULL ORDER BY rowid DESC LIMIT ?"
    return list(db.query(query, [limit]))


def forget_comments(db: Database) -> int:
    """Empty what is older than KEPT; the thumbs stay. How many that was."""
    oldest = (now() - KEPT).isoformat(timespec="seconds")
    query = "UPDATE feedback SET comment = NULL WHERE comment IS NOT NULL AND at < ?"
    return int(db.conn.execute(query, [oldest]).rowcount)


def adopt(db: Database, row: dict[str, Any]) -> None:
    """A count of another machine."""
    db.table("turn").insert(row)


def adopt_rating(db: Database, row: dict[str, Any]) -> None:
    """A thumb of another machine."""
    db.table("feedback").insert(row)


def forget(db: Database, last: int) -> None:
    """Counts up to that row were handed on."""
    db.conn.execute("DELETE FROM turn WHERE id <= ?", [last])


def forget_rating(db: Database, last: int) -> None:
    """Thumbs up to that row were handed on."""
    db.conn.execute("DELETE FROM feedback WHERE id <= ?", [last])
