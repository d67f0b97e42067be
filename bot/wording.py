"""Words staff changed at the desk, over those of data/: the files are the stock, an edit stands until it is taken back.

The only writer of the tables wording and wording_revision. A commit moves the content version, so every process
follows within a second. Kinds: `synonym` (a word → further words said for it), `place` (a kind of place → further
names), `department` (its name → {words, say}), `sentence` (its name → the sentence).
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from bot.clock import now
from bot.database import transaction
from bot.errors import BadInput, NotFound

KINDS = ("synonym", "place", "department", "sentence")


@dataclass(frozen=True)
class Revision:
    """One change; None: as the files have it."""

    id: int
    kind: str
    name: str
    at: str
    who: str
    why: str
    before: Any
    after: Any


def edits(db: Database, kind: str) -> dict[str, Any]:
    """name → what staff made of it."""
    rows = db.conn.execute("SELECT name, value FROM wording WHERE kind = ? ORDER BY name", [kind])
    return {name: json.loads(value) for name, value in rows}


def publish(db: Database, kind: str, name: str, value: Any, *, who: str, why: str) -> None:
    """Make `value` the live one; None brings back what the files have. Raises BadInput without a reason."""
    if kind not in KINDS:
        raise BadInput(f"没有“{kind}”这一类")
    if not why.strip():
        raise BadInput("请写一句修改原因，以后查得到")
    with transaction(db):
        before = edits(db, kind).get(name)
        if value is None:
            db.conn.execute("DELETE FROM wording WHERE kind = ? AND name = ?", [kind, name])
        else:
            db.table("wording").upsert({"kind": kind, "name": name, "value": _json(value)}, pk=("kind", "name"))
        db.table("wording_revision").insert(
            {
                "kind": kind, "name": name, "at": now().isoformat(timespec="seconds"), "who": who, "why": why.strip(),
                "before": _json(before), "after": _json(value),
            }
        )  # fmt: skip


def history(db: Database, limit: int = 200) -> list[Revision]:
    """All changes, the newest first."""
    rows = db.query("SELECT * FROM wording_revision ORDER BY id DESC LIMIT ?", [limit])
    return [_read(row) for row in rows]


def undo(db: Database, revision_id: int, *, who: str) -> Revision:
    """Publish what stood before a change; that change. Raises NotFound."""
    row = next(db.query("SELECT * FROM wording_revision WHERE id = ?", [revision_id]), None)
    if row is None:
        raise NotFound(f"没有编号 {revision_id} 的修改记录")
    change = _read(row)
    publish(db, change.kind, change.name, change.before, who=who, why=f"恢复：{change.why}")
    return change


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _read(row: dict[str, Any]) -> Revision:
    before, after = (None if row[name] is None else json.loads(row[name]) for name in ("before", "after"))
    return Revision(**{**row, "before": before, "after": after})
