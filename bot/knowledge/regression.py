"""The bureau's own questions with what should be answered, and what earlier batches were answered.

The only writer of the tables expectation and batch_run.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlite_utils import Database

from bot.chinese.normalize import matching_key
from bot.clock import now
from bot.database import transaction

RUNS_KEPT = 60
FIRST, OTHER_QUESTION, OFFERED, WRONG, MISSED = "first", "other_question", "offered", "wrong", "missed"
VERDICTS = {
    FIRST: "答对", OTHER_QUESTION: "事对，问题不对", OFFERED: "在选项里", WRONG: "答错", MISSED: "没答上",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """How a question was taken (`how`: a walk's name), the topic and question answered, and the topics offered."""

    how: str
    topic: str | None = None
    question: str | None = None
    offered: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> "Told":
        offered = kept.get("offered") or ()
        return cls(str(kept["how"]), kept.get("topic"), kept.get("question"), tuple(offered))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Expectation:
    """`topic` empty: nothing of ours should be answered; `question` None: any question of the topic will do."""

    text: str
    topic: str
    question: str | None = None


def verdict(found: Told, topic: str, question: str | None) -> str:
    """How good that is where `topic` (empty: nothing of ours), and `question` of it, should be answered."""
    if not topic:
        return WRONG if found.how == "answer" else FIRST
    if found.how == "answer" and found.topic == topic:
        return FIRST if question in (None, found.question) else OTHER_QUESTION
    if topic in found.offered:
        return OFFERED
    return WRONG if found.how == "answer" else MISSED


def keep(db: Database, expected: Iterable[Expectation], who: str) -> int:
    """Add these; one of the same words (but for spelling) gives way. Returns how many there are then."""
    with transaction(db):
        known = {matching_key(each.text): each.text for each in load(db)}
        for each in expected:
            if (old := known.get(matching_key(each.text))) is not None:
                forget(db, [old])
            db.conn.execute(
                "INSERT OR REPLACE INTO expectation VALUES (?, ?, ?, ?, ?)",
                [each.text, each.topic, each.question, who, now().isoformat(timespec="seconds")],
            )
    return len(load(db))


def forget(db: Database, texts: Iterable[str]) -> None:
    db.conn.executemany("DELETE FROM expectation WHERE text = ?", [(text,) for text in texts])


def load(db: Database) -> list[Expectation]:
    """All, in the order they came."""
    rows = db.query("SELECT text, topic, question FROM expectation ORDER BY rowid")
    return [Expectation(row["text"], row["topic"], row["question"]) for row in rows]


def keep_run(db: Database, who: str, name: str, told: Mapping[str, Told]) -> None:
    """What a batch was answered; the oldest runs give way."""
    rows = {text: asdict(each) for text, each in told.items()}
    with transaction(db):
        db.conn.execute(
            "INSERT INTO batch_run (at, who, name, told) VALUES (?, ?, ?, ?)",
            [now().isoformat(timespec="seconds"), who, name, json.dumps(rows, ensure_ascii=False)],
        )
        db.conn.execute(
            "DELETE FROM batch_run WHERE id NOT IN (SELECT id FROM batch_run ORDER BY id DESC LIMIT ?)", [RUNS_KEPT]
        )


def last_told(db: Database, texts: Iterable[str]) -> dict[str, tuple[str, Told]]:
    """For each text that was in an earlier batch: when it was last, and what it was answered then."""
    wanted, found = set(texts), dict[str, tuple[str, Told]]()
    for row in db.query("SELECT at, told FROM batch_run ORDER BY id DESC"):
        for text, told in json.loads(row["told"]).items():
            if text in wanted:
                found.setdefault(text, (row["at"], Told.from_json(told)))
        if len(found) == len(wanted):
            break
    return found
