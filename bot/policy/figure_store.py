"""Figures in the database: the files' values plus those staff added, read as one series.

The only writer of the tables source, figure and figure_value.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.database import transaction
from bot.errors import BadInput, Conflict, NotFound
from bot.policy import policy_file
from bot.policy.figure import Figure, Figures, Source, Value


def import_files(db: Database, directory: Path) -> list[str]:
    """Bring `data/policy` into the database; returns the figures whose file value gave way to staff's.

    Idempotent. A value staff entered for the same day is kept and reported.
    """
    figures = policy_file.located_figures(directory)
    sources = policy_file.read_sources(directory)
    conflicts = []
    with transaction(db):
        refs = {}
        for ref, entry in sources.items():
            refs[(entry["title"], entry.get("number"))] = ref
            row = {key: _text(entry.get(key)) for key in ("title", "number", "url", "seen_at", "effective")}
            db.table("source").upsert({"ref": ref, **row}, pk="ref")
        db.conn.execute("DELETE FROM figure_value WHERE origin = 'file'")
        for figure, _, _ in figures:
            attributes = json.dumps(dict(figure.attributes), ensure_ascii=False)
            db.table("figure").upsert(
                {"name": figure.name, "title": figure.title, "unit": figure.unit, "attributes": attributes}, pk="name"
            )
            for value in figure.values:
                ref = refs[(value.source.title, value.source.number)]
                if not _insert(db, figure.name, value, ref, "file"):
                    conflicts.append(f"{figure.name} {value.from_day}：工作人员已录入这一天的数值，保留工作人员的")
        known = [figure.name for figure, _, _ in figures]
        marks = ",".join("?" * len(known))
        db.conn.execute(
            f"DELETE FROM figure WHERE name NOT IN ({marks}) AND name NOT IN (SELECT name FROM figure_value)", known
        )
    return conflicts


def load(db: Database) -> Figures:
    """All figures as they stand in the database now."""
    values: dict[str, list[Value]] = {}
    query = """SELECT v.*, s.title, s.number, s.url FROM figure_value v JOIN source s ON s.ref = v.source_ref
               ORDER BY v.name, v.from_day DESC"""
    for row in db.query(query):
        values.setdefault(row["name"], []).append(_read(row))
    return Figures(
        {
            row["name"]: Figure(
                row["name"], row["title"], row["unit"], tuple(values[row["name"]]), json.loads(row["attributes"])
            )
            for row in db.query("SELECT * FROM figure ORDER BY name")
            if row["name"] in values
        }
    )


def drift(db: Database, directory: Path) -> list[str]:
    """Where the database, which answers are spoken from, differs from the files, its first stock; a line each."""
    files, kept = policy_file.read_figures(directory), load(db)
    lines = []
    for name in sorted({*files, *kept}):
        written = {value.from_day: value for value in files[name].values} if name in files else {}
        held = {value.from_day: value for value in kept[name].values} if name in kept else {}
        staff = set(entered_by_staff(db, name))
        for day in sorted({*written, *held}):
            if (said := _difference(written.get(day), held.get(day), day in staff)) is not None:
                lines.append(f"{name} {day}：{said}")
    return lines


def _difference(written: Value | None, held: Value | None, by_staff: bool) -> str | None:
    if written == held:
        return None
    who = "工作人员录入了" if by_staff else "库里是"
    if held is None:
        return f"文件里是 {_told(written)}，库里没有；请运行 python -m bot db init"
    if written is None:
        return f"{who} {_told(held)}，文件里没有"
    return f"{who} {_told(held)}，文件里是 {_told(written)}"


def _told(value: Value | None) -> str:
    assert value is not None
    return f"{value.value:g}（{value.confidence}，{value.source.number or value.source.title}）"


def add_value(db: Database, name: str, value: Value, source_ref: str) -> None:
    """Staff's new value from a day on. Raises NotFound, BadInput, Conflict (that day has one)."""
    if not db.table("figure").count_where("name = ?", [name]):
        raise NotFound(f"没有叫“{name}”的数字")
    if not db.table("source").count_where("ref = ?", [source_ref]):
        raise BadInput(f"文件“{source_ref}”还没有登记，请先登记题名和文号")
    with transaction(db):
        db.conn.execute(
            "DELETE FROM figure_value WHERE name = ? AND from_day = ? AND origin = 'file'", [name, str(value.from_day)]
        )
        if not _insert(db, name, value, source_ref, "staff"):
            raise Conflict(f"“{name}”在 {value.from_day} 已经有一个数值；要改它请先撤掉")


def remove_value(db: Database, name: str, from_day: date) -> None:
    """Take back a value staff entered. Raises NotFound."""
    gone = db.conn.execute(
        "DELETE FROM figure_value WHERE name = ? AND from_day = ? AND origin = 'staff'", [name, str(from_day)]
    )
    if not gone.rowcount:
        raise NotFound(f"“{name}”在 {from_day} 没有工作人员录入的数值")


def entered_by_staff(db: Database, name: str) -> list[date]:
    """The days on which a value of `name` stands that staff entered, oldest first."""
    query = "SELECT from_day FROM figure_value WHERE name = ? AND origin = 'staff' ORDER BY from_day"
    return [date.fromisoformat(row[0]) for row in db.conn.execute(query, [name])]


def add_source(db: Database, ref: str, title: str, number: str | None, url: str | None) -> None:
    """Register a document so that figures and answers can cite it."""
    if not title.strip():
        raise BadInput("文件题名不能空")
    db.table("source").upsert({"ref": ref, "title": title, "number": number, "url": url}, pk="ref")


def sources(db: Database) -> dict[str, Source]:
    """Every registered document by ref."""
    rows = db.query("SELECT * FROM source ORDER BY ref")
    return {row["ref"]: Source(row["title"], row["number"], None, row["url"], _day(row["effective"])) for row in rows}


def _insert(db: Database, name: str, value: Value, ref: str, origin: str) -> bool:
    cursor = db.conn.execute(
        "INSERT OR IGNORE INTO figure_value (name, from_day, value, until, confidence, source_ref, clause, note, "
        "is_target, at_least, origin, start) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        [name, str(value.from_day), value.value, _text(value.until), value.confidence, ref, value.source.clause,
         value.note, value.is_target, value.at_least, origin, value.start],
    )  # fmt: skip
    return bool(cursor.rowcount)


def _read(row: dict[str, Any]) -> Value:
    return Value(
        from_day=date.fromisoformat(row["from_day"]),
        value=row["value"],
        confidence=row["confidence"],
        source=Source(row["title"], row["number"], row["clause"], row["url"]),
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        note=row["note"],
        is_target=bool(row["is_target"]),
        at_least=bool(row["at_least"]),
        start=row["start"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
