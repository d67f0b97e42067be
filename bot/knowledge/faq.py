"""Answers in the database. The only writer of the tables answer and phrasing."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from bot.clock import now
from bot.database import transaction
from bot.errors import NotFound
from bot.knowledge import answer_file
from bot.knowledge.answer import Answer, from_json


@dataclass
class ImportReport:
    """What an import did, by topic. A conflict is a staff edit that was kept."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = (
            f"新增 {len(self.added)}，更新 {len(self.updated)}，未变 {len(self.unchanged)}，冲突 {len(self.conflicts)}"
        )
        return counts + "".join(
            f"\n  冲突：{topic} 已被工作人员修改，保留库里的；文件里的新内容没有导入" for topic in self.conflicts
        )


def import_files(db: Database, directory: Path) -> ImportReport:
    """Take `data/faq` in. Idempotent; what staff edited is never overwritten but listed as a conflict."""
    report = ImportReport()
    answers = [written.answer for written in answer_file.read_answers(directory)]
    with transaction(db):
        rows = {row["topic"]: row for row in db.query("SELECT topic, edited, imported_hash FROM answer")}
        for answer in answers:
            row, fingerprint = rows.get(answer.topic), answer.fingerprint()
            if row is None:
                store(db, answer, edited=False, imported_hash=fingerprint)
                report.added.append(answer.topic)
            elif row["imported_hash"] == fingerprint:
                report.unchanged.append(answer.topic)
            elif row["edited"]:
                report.conflicts.append(answer.topic)
            else:
                store(db, answer, edited=False, imported_hash=fingerprint)
                report.updated.append(answer.topic)
    return report


def store(db: Database, answer: Answer, *, edited: bool, imported_hash: str | None = None) -> int:
    """Write `answer` whole and return its new revision number. Call inside a transaction.

    Only the import here and `revision.publish` call this.
    """
    body = answer.to_json()
    db.conn.execute(
        """INSERT INTO answer (topic, domain, question, body, verified, review_by, edited, imported_hash, updated_at)
           VALUES (:topic, :domain, :question, :body, :verified, :review_by, :edited, :hash, :at)
           ON CONFLICT (topic) DO UPDATE SET domain = :domain, question = :question, body = :body,
             verified = :verified, review_by = :review_by, edited = :edited, updated_at = :at,
             imported_hash = coalesce(:given_hash, imported_hash), revision = revision + 1""",
        {
            "topic": answer.topic, "domain": answer.domain, "question": answer.question, "body": body,
            "verified": answer.verified, "review_by": str(answer.review_by), "edited": edited,
            "hash": imported_hash or "", "given_hash": imported_hash, "at": now().isoformat(timespec="seconds"),
        },
    )  # fmt: skip
    db.conn.execute("DELETE FROM phrasing WHERE topic = ?", [answer.topic])
    db.conn.executemany(
        "INSERT INTO phrasing VALUES (?, ?, ?)",
        [(answer.topic, position, text) for position, text in enumerate(answer.phrasings)],
    )
    return int(db.conn.execute("SELECT revision FROM answer WHERE topic = ?", [answer.topic]).fetchone()[0])


def load(db: Database) -> dict[str, Answer]:
    """Every answer by topic."""
    return {row["topic"]: from_json(row["body"]) for row in db.query("SELECT topic, body FROM answer ORDER BY topic")}


def choices(db: Database) -> frozenset[str]:
    """Everything that can be tapped: `topic` of each answer and `topic#name` of each of its questions."""
    rows = db.conn.execute(
        """SELECT topic FROM answer UNION ALL
           SELECT answer.topic || '#' || json_extract(question.value, '$.name')
             FROM answer, json_each(answer.body, '$.questions') AS question"""
    )
    return frozenset(choice for (choice,) in rows if choice)


def get(db: Database, topic: str) -> tuple[Answer, int]:
    """The answer to `topic` and its revision number. Raises NotFound."""
    row = next(db.query("SELECT body, revision FROM answer WHERE topic = ?", [topic]), None)
    if row is None:
        raise NotFound(f"没有“{topic}”这个 topic 的答案")
    return from_json(row["body"]), row["revision"]
