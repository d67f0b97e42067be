"""Every change staff make to an answer, who made it and why; undo is another revision.

The only writer of the table revision.
"""

from dataclasses import dataclass

from sqlite_utils import Database

from bot.clock import now
from bot.database import transaction
from bot.errors import BadInput, Conflict, NotFound
from bot.knowledge import faq
from bot.knowledge.answer import Answer, from_json


@dataclass(frozen=True)
class Revision:
    """One change: `before` is None where the answer was new."""

    id: int
    topic: str
    at: str
    who: str
    why: str
    before: Answer | None
    after: Answer


def publish(db: Database, answer: Answer, *, base: int | None, who: str, why: str) -> int:
    """Make `answer` the live one; returns its revision number.

    `base` is the revision the editor started from (None for a new topic). Raises Conflict when
    somebody published in between, BadInput without a reason.
    """
    if not why.strip():
        raise BadInput("请写一句修改原因，以后查得到")
    with transaction(db):
        try:
            current, revision = faq.get(db, answer.topic)
        except NotFound:
            current, revision = None, None
        if base != revision:
            raise Conflict(
                f"“{answer.topic}”在您编辑期间被别人改过（现在是第 {revision} 版，您从第 {base} 版改起），请比较后再发布"
            )
        number = faq.store(db, answer, edited=True)
        db.table("revision").insert(
            {
                "topic": answer.topic,
                "at": now().isoformat(timespec="seconds"),
                "who": who,
                "why": why.strip(),
                "before": current.to_json() if current else None,
                "after": answer.to_json(),
            }
        )
    return number


def history(db: Database, topic: str) -> list[Revision]:
    """All changes to `topic`, newest first."""
    return [_read(row) for row in db.query("SELECT * FROM revision WHERE topic = ? ORDER BY id DESC", [topic])]


def topic_of(db: Database, revision_id: int) -> str:
    """Which topic a revision changed. Raises NotFound."""
    row = db.conn.execute("SELECT topic FROM revision WHERE id = ?", [revision_id]).fetchone()
    if row is None:
        raise NotFound(f"没有编号 {revision_id} 的修改记录")
    return str(row[0])


def latest(db: Database, topic: str) -> int:
    """The number of the last revision of `topic`, 0 where it has none: what an editor has seen when starting."""
    return int(db.conn.execute("SELECT coalesce(max(id), 0) FROM revision WHERE topic = ?", [topic]).fetchone()[0])


def since(db: Database, topic: str, seen: int) -> list[Revision]:
    """The changes after revision `seen`, oldest first."""
    rows = db.query("SELECT * FROM revision WHERE topic = ? AND id > ? ORDER BY id", [topic, seen])
    return [_read(row) for row in rows]


def undo(db: Database, revision_id: int, *, who: str, why: str) -> int:
    """Publish what stood before revision `revision_id`. Raises NotFound, BadInput (it was new)."""
    row = next(db.query("SELECT * FROM revision WHERE id = ?", [revision_id]), None)
    if row is None:
        raise NotFound(f"没有编号 {revision_id} 的修改记录")
    change = _read(row)
    if change.before is None:
        raise BadInput("这次修改是新建，之前没有内容可以恢复")
    _, revision = faq.get(db, change.topic)
    return publish(db, change.before, base=revision, who=who, why=why)


def _read(row: dict) -> Revision:  # type: ignore[type-arg]
    before = from_json(row["before"]) if row["before"] else None
    return Revision(row["id"], row["topic"], row["at"], row["who"], row["why"], before, from_json(row["after"]))
