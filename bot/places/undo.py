"""Imports of places kept as what they changed, and undone. The only writer of place_import."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.database import transaction
from bot.errors import Conflict, NotFound
from bot.places import store
from bot.places.service_point import ServicePoint
from bot.sheet.preview import Change


@dataclass(frozen=True)
class Import:
    """One import: `count` places written by `who` from the file `name`; `undone_at` empty while it stands."""

    id: int
    at: str
    who: str
    name: str
    count: int
    undone_at: str


def keep(db: Database, changes: list[Change[ServicePoint]], *, who: str, name: str, now: datetime) -> int:
    """Remember what was written; returns the import's number. Call it in the transaction that writes."""
    kept = [[asdict(change.before) if change.before else None, asdict(change.after)] for change in changes]
    row = {"at": now.isoformat(timespec="seconds"), "who": who, "name": name}
    table = db.table("place_import").insert({**row, "changes": json.dumps(kept, ensure_ascii=False)})
    return int(table.last_rowid or 0)


def latest(db: Database, limit: int = 10) -> list[Import]:
    rows = db.query("SELECT * FROM place_import ORDER BY id DESC LIMIT ?", [limit])
    return [
        Import(row["id"], row["at"], row["who"], row["name"], len(json.loads(row["changes"])), row["undone_at"] or "")
        for row in rows
    ]


def undo(db: Database, number: int, now: datetime) -> int:
    """Put back what was there before; returns how many places.

    Raises NotFound for an import that is not there or already undone, Conflict where a place was changed since.
    """
    with transaction(db):
        row = db.conn.execute(
            "SELECT changes FROM place_import WHERE id = ? AND undone_at IS NULL", [number]
        ).fetchone()
        if row is None:
            raise NotFound("没有这次导入，或者已经撤销过了")
        standing = {place.id: place for place in store.service_points(db, include_inactive=True)}
        changes = [(_point(before), _point(after)) for before, after in json.loads(row[0])]
        for before, after in changes:
            assert after
            if standing.get(after.id) != after:
                raise Conflict(f"“{after.name}”在导入之后又被人改过，不能整批撤销；请到地点页单独改它")
            if before is None:
                store.delete(db, after.id)
            else:
                store.write(db, before)
        db.conn.execute(
            "UPDATE place_import SET undone_at = ? WHERE id = ?", [now.isoformat(timespec="seconds"), number]
        )
    return len(changes)


def _point(kept: dict[str, Any] | None) -> ServicePoint | None:
    if kept is None:
        return None
    return ServicePoint(**{**kept, "phones": tuple(kept["phones"]), "serves": tuple(kept["serves"])})
