"""Counts for the overview: no resident; text only where a resident wrote why a reply was no use, masked.

The only writer of the tables turn and feedback.
"""

from typing import Any

from sqlite_utils import Database

from bot.clock import now
from bot.privacy import mask


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


def rate(db: Database, topic: str | None, helpful: bool, comment: str = "", asked: str = "") -> None:
    """A resident's thumb up or down for an answer; why, and what was asked, masked here and only with a `comment`."""
    db.table("feedback").insert(
        {
            "at": now().isoformat(timespec="seconds"),
            "topic": topic,
            "helpful": helpful,
            "comment": mask(comment),
            "asked": mask(asked) if comment else "",
        }
    )


def comments(db: Database, limit: int = 50) -> list[dict[str, Any]]:
    """Thumbs that came with a sentence, the newest first."""
    return list(db.query("SELECT * FROM feedback WHERE comment <> '' ORDER BY id DESC LIMIT ?", [limit]))


def forget_comments(db: Database, before: str) -> None:
    """Sentences older than `before` (an ISO time) are no longer kept; the thumbs stay counted."""
    db.conn.execute("UPDATE feedback SET comment = '', asked = '' WHERE comment <> '' AND at < ?", [before])
