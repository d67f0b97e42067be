"""Counts for the overview: no text, no resident. The only writer of the tables turn and feedback."""

from typing import Any

from sqlite_utils import Database

from bot.clock import now


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


def rate(db: Database, topic: str | None, helpful: bool) -> None:
    """A resident's thumb up or down for an answer."""
    db.table("feedback").insert({"at": now().isoformat(timespec="seconds"), "topic": topic, "helpful": helpful})


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
