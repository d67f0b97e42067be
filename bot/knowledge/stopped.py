"""停答: topics staff stopped answering; residents read a sentence and 12345 instead, from the next message on.

The only writer of the table stopped. Rows stay: who stopped what, until when, why, and who ended it.
"""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from bot.clock import now
from bot.database import transaction
from bot.errors import BadInput, NotFound

LONGEST = 90


@dataclass(frozen=True)
class Stop:
    """`until` is the last day of it, None until somebody ends it; `ended_at` and `ended_by` are empty while it holds."""

    id: int
    topic: str
    sentence: str
    until: date | None
    at: str
    who: str
    why: str
    ended_at: str = ""
    ended_by: str = ""

    def holds(self, day: date) -> bool:
        return not self.ended_at and (self.until is None or day <= self.until)


def stop(db: Database, topic: str, sentence: str, *, until: date | None, who: str, why: str) -> None:
    """Answer `topic` with `sentence` from now on; a stop before it gives way. Raises NotFound, BadInput."""
    sentence, why = " ".join(sentence.split()), why.strip()
    if not sentence or len(sentence) > LONGEST:
        raise BadInput(f"请写一句居民会看到的话，不超过 {LONGEST} 个字")
    if until and until < now().date():
        raise BadInput(f"停到 {until} 已经过了，请写今天或以后的日子；不写就停到恢复为止")
    if not why:
        raise BadInput("请写一句为什么停答，以后查得到")
    with transaction(db):
        if not db.conn.execute("SELECT 1 FROM answer WHERE topic = ?", [topic]).fetchone():
            raise NotFound(f"没有“{topic[:60]}”这条答案")
        _end(db, topic, who)
        db.conn.execute(
            "INSERT INTO stopped (topic, sentence, until, at, who, why) VALUES (?, ?, ?, ?, ?, ?)",
            [topic, sentence, str(until) if until else None, now().isoformat(timespec="seconds"), who, why],
        )


def resume(db: Database, topic: str, *, who: str) -> None:
    """Answer `topic` again. Raises NotFound where it is not stopped."""
    with transaction(db):
        if not _end(db, topic, who):
            raise NotFound("这条答案没有停答，不用恢复")


def load(db: Database) -> dict[str, Stop]:
    """What is stopped and was not ended, by topic; whether it holds is a question of the day."""
    return {row["topic"]: _read(row) for row in db.query("SELECT * FROM stopped WHERE ended_at IS NULL ORDER BY id")}


def history(db: Database, topic: str) -> list[Stop]:
    """Every stop of `topic`, newest first."""
    return [_read(row) for row in db.query("SELECT * FROM stopped WHERE topic = ? ORDER BY id DESC", [topic])]


def _end(db: Database, topic: str, who: str) -> int:
    ended = [now().isoformat(timespec="seconds"), who, topic]
    sql = "UPDATE stopped SET ended_at = ?, ended_by = ? WHERE topic = ? AND ended_at IS NULL"
    return int(db.conn.execute(sql, ended).rowcount)


def _read(row: dict) -> Stop:  # type: ignore[type-arg]
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Stop(row["id"], row["topic"], row["sentence"], until, row["at"], row["who"], row["why"],
                row["ended_at"] or "", row["ended_by"] or "")  # fmt: skip
