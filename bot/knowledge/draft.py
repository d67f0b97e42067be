"""Unfinished edits, kept as they were typed: valid or not, seen by their writer alone.

The only writer of the table answer_draft.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from bot.clock import now

NEW = "(new)"
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Draft:
    """One person's unfinished edit. `base` is the revision it started from."""

    topic: str
    who: str
    base: int | None
    fields: tuple[tuple[str, str], ...]
    at: str


def save(db: Database, topic: str, who: str, base: int | None, fields: Fields) -> None:
    """Keep `fields`; the writer's draft of this topic before is replaced."""
    db.table("answer_draft").upsert(
        {
            "topic": topic or NEW,
            "who": who,
            "base": base,
            "form": json.dumps(list(fields), ensure_ascii=False),
            "at": now().isoformat(timespec="seconds"),
        },
        pk=("topic", "who"),
    )


def get(db: Database, topic: str, who: str) -> Draft | None:
    row = next(db.query("SELECT * FROM answer_draft WHERE topic = ? AND who = ?", [topic or NEW, who]), None)
    return _read(row) if row else None


def of(db: Database, who: str) -> list[Draft]:
    """All of one person's drafts, newest first."""
    return [_read(row) for row in db.query("SELECT * FROM answer_draft WHERE who = ? ORDER BY at DESC", [who])]


def drop(db: Database, topic: str, who: str) -> None:
    db.conn.execute("DELETE FROM answer_draft WHERE topic = ? AND who = ?", [topic or NEW, who])


def _read(row: dict) -> Draft:  # type: ignore[type-arg]
    fields = tuple((name, value) for name, value in json.loads(row["form"]))
    return Draft(row["topic"], row["who"], row["base"], fields, row["at"])
