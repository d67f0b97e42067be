"""Places in the database: the first stock from data/places, and what staff made of it.

The only writer of place_category, known_total, place_errand, place_language, organization, location, service, service_area, phone, schedule,
gazetteer and subdistrict_boundary.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot import wording
from bot.database import transaction
from bot.places import stock
from bot.places.boundary import Boundaries
from bot.places.category import Category
from bot.places.directory import Directory
from bot.places.errand import Errand
from bot.places.gazetteer import Entry
from bot.places.known_total import KnownTotal
from bot.places.language import Language
from bot.places.service_point import ServicePoint


@dataclass
class ImportReport:
    """What one import did; `kept` are the names whose staff version stood against the file's."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    gazetteer: int = 0
    kept: list[str] = field(default_factory=list)


def import_directory(db: Database, directory: Path) -> ImportReport:
    """Bring data/places into the database. Idempotent; a service staff edited is left as they made it."""
    files = stock.read(directory)
    report = ImportReport(gazetteer=len(files.entries))
    with transaction(db):
        _write_categories(db, files.categories)
        _write_totals(db, files.totals)
        _write_errands(db, files.errands)
        _write_language(db, files.language)
        _write_gazetteer(db, files.entries)
        _write_boundaries(db, files.boundaries)
        existing = {place.id: place for place in service_points(db, include_inactive=True)}
        for place in files.service_points:
            before = existing.get(place.id)
            if before is not None and before.origin == "staff":
                report.kept.append(before.name)
            else:
                _count(report, before, place)
                if before != place:
                    write(db, place)
        gone = [p for p in existing.values() if p.origin == "file" and p.id not in {f.id for f in files.service_points}]
        for place in gone:
            delete(db, place.id)
        report.removed = len(gone)
    return report


def _count(report: ImportReport, before: ServicePoint | None, after: ServicePoint) -> None:
    if before is None:
        report.added += 1
    elif before == after:
        report.unchanged += 1
    else:
        report.changed += 1


def write(db: Database, place: ServicePoint) -> None:
    """Insert or replace one service with its location, schedule, phones and area."""
    with transaction(db):
        delete(db, place.id)
        organization_id = _organization(db, place.organization)
        db.table("location").insert({
            "id": place.id, "address": place.address, "subdistrict": place.subdistrict, "community": place.community,
            "lon": place.lon, "lat": place.lat, "precision": place.precision, "accessibility": place.accessibility,
        })  # fmt: skip
        db.table("service").insert({
            "id": place.id, "category": place.category, "name": place.name, "organization_id": organization_id,
            "location_id": place.id, "eligibility": place.eligibility,
            "status": "active" if place.active else "inactive",
            "source": place.source, "evidence": place.evidence, "source_day": place.source_day, "confidence": place.confidence,
            "verified": int(place.verified), "verified_on": place.verified_on,
            "note": place.note, "origin": place.origin,
        })  # fmt: skip
        db.table("service_area").insert_all({"service_id": place.id, "subdistrict": street} for street in place.serves)
        db.table("phone").insert_all(
            {"service_id": place.id, "position": position, "number": number}
            for position, number in enumerate(place.phones)
        )
        if place.opening_hours or place.hours_note:
            db.table("schedule").insert(
                {"service_id": place.id, "opening_hours": place.opening_hours or "", "description": place.hours_note}
            )


def delete(db: Database, service_id: str) -> None:
    """Remove one service and all that hangs on it."""
    with transaction(db):
        db.conn.execute("DELETE FROM service WHERE id = ?", [service_id])
        db.conn.execute("DELETE FROM location WHERE id = ?", [service_id])


def service_points(db: Database, include_inactive: bool = False) -> list[ServicePoint]:
    """Every service as one flat value, in a stable order."""
    phones = _grouped(db, "SELECT service_id, number FROM phone ORDER BY service_id, position")
    areas = _grouped(db, "SELECT service_id, subdistrict FROM service_area ORDER BY service_id, rowid")
    query = """SELECT s.*, l.address, l.subdistrict, l.community, l.lon, l.lat, l.precision, l.accessibility,
                      o.name AS organization, h.opening_hours, h.description AS hours_note
               FROM service s JOIN location l ON l.id = s.location_id
               LEFT JOIN organization o ON o.id = s.organization_id LEFT JOIN schedule h ON h.service_id = s.id
               ORDER BY s.category, s.name, s.id"""
    found = [_read(row, phones.get(row["id"], ()), areas.get(row["id"], ())) for row in db.query(query)]
    return [place for place in found if place.active or include_inactive]


def categories(db: Database) -> list[Category]:
    return [
        Category(row["id"], row["title"], row["scope"], tuple(json.loads(row["words"])),
                 tuple(json.loads(row["generic_words"])), tuple(json.loads(row["look_alikes"])), row["advice"],
                 tuple(json.loads(row["errands"])), tuple(json.loads(row["descriptions"])))
        for row in db.query("SELECT * FROM place_category ORDER BY position")
    ]  # fmt: skip


def gazetteer_entries(db: Database) -> list[Entry]:
    return [
        Entry(row["id"], row["kind"], row["name"], tuple(json.loads(row["aliases"])),
              tuple(json.loads(row["weak_aliases"])),
              tuple(json.loads(row["subdistricts"])), row["community"], row["lon"], row["lat"],
              row["precision"] or "subdistrict", row["district"], row["note"])
        for row in db.query("SELECT * FROM gazetteer ORDER BY position")
    ]  # fmt: skip


def _read(row: dict[str, Any], phones: Iterable[str], areas: Iterable[str]) -> ServicePoint:
    return ServicePoint(
        id=row["id"], category=row["category"], name=row["name"], subdistrict=row["subdistrict"],
        community=row["community"], address=row["address"], phones=tuple(phones),
        opening_hours=row["opening_hours"] or None, hours_note=row["hours_note"] or "", lon=row["lon"], lat=row["lat"],
        precision=row["precision"], serves=tuple(areas), organization=row["organization"] or "",
        eligibility=row["eligibility"], accessibility=row["accessibility"], source=row["source"], evidence=row["evidence"],
        source_day=row["source_day"], confidence=row["confidence"], verified=bool(row["verified"]),
        verified_on=row["verified_on"], note=row["note"], active=row["status"] == "active", origin=row["origin"],
    )  # fmt: skip


def _grouped(db: Database, query: str) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for key, value in db.conn.execute(query):
        result.setdefault(key, []).append(value)
    return result


def _organization(db: Database, name: str) -> str | None:
    if not name:
        return None
    identity = "org-" + hashlib.sha1(name.encode()).hexdigest()[:10]
    db.table("organization").insert({"id": identity, "name": name}, pk="id", ignore=True)
    return identity


def _write_categories(db: Database, items: list[Category]) -> None:
    if categories(db) == items:
        return
    for position, item in enumerate(items):
        db.table("place_category").upsert({
            "id": item.id, "title": item.title, "scope": item.scope, "words": _json(item.words),
            "generic_words": _json(item.generic_words), "look_alikes": _json(item.look_alikes), "advice": item.advice,
            "errands": _json(item.errands), "descriptions": _json(item.descriptions), "position": position,
        }, pk="id")  # fmt: skip


def _write_totals(db: Database, items: list[KnownTotal]) -> None:
    if totals(db) == items:
        return
    db.conn.execute("DELETE FROM known_total")
    db.table("known_total").insert_all({"position": position, **asdict(item)} for position, item in enumerate(items))


def totals(db: Database) -> list[KnownTotal]:
    names = [each.name for each in fields(KnownTotal)]
    return [
        KnownTotal(**{name: row[name] for name in names} | {n: bool(row[n]) for n in ("in_total", "may_be_said")})
        for row in db.query("SELECT * FROM known_total ORDER BY position")
    ]


def _write_errands(db: Database, items: list[Errand]) -> None:
    if errands(db) == items:
        return
    db.conn.execute("DELETE FROM place_errand")
    db.table("place_errand").insert_all(
        {
            "position": n,
            "category": e.category,
            "topic": e.topic,
            "title": e.title,
            "what_for": e.what_for,
            "words": _json(e.words),
        }
        for n, e in enumerate(items)
    )


def errands(db: Database) -> list[Errand]:
    return [
        Errand(row["category"], row["topic"], row["title"], row["what_for"], tuple(json.loads(row["words"])))
        for row in db.query("SELECT * FROM place_errand ORDER BY position")
    ]


def _write_language(db: Database, documents: dict[str, Any]) -> None:
    kept = language(db).documents
    for name, document in documents.items():
        if kept.get(name) != document:
            content = json.dumps(document, ensure_ascii=False)
            db.table("place_language").upsert({"name": name, "content": content}, pk="name")


def language(db: Database) -> Language:
    """How residents speak of places and how we answer."""
    return Language({row["name"]: json.loads(row["content"]) for row in db.query("SELECT * FROM place_language")})


def titles(db: Database) -> dict[str, str]:
    """The one list of what each kind of place is called: id → title."""
    return {row["id"]: row["title"] for row in db.query("SELECT id, title FROM place_category ORDER BY position")}


def _write_gazetteer(db: Database, entries: list[Entry]) -> None:
    if gazetteer_entries(db) == entries:
        return
    db.conn.execute("DELETE FROM gazetteer")
    db.table("gazetteer").insert_all({
        "id": e.id, "kind": e.kind, "name": e.name, "aliases": _json(e.aliases), "weak_aliases": _json(e.weak_aliases),
        "subdistricts": _json(e.subdistricts), "community": e.community, "lon": e.lon, "lat": e.lat,
        "precision": e.precision, "district": e.district, "note": e.note, "position": position,
    } for position, e in enumerate(entries))  # fmt: skip


def _write_boundaries(db: Database, found: Boundaries) -> None:
    if boundaries(db).rings == found.rings:
        return
    db.conn.execute("DELETE FROM subdistrict_boundary")
    db.table("subdistrict_boundary").insert_all(
        {"subdistrict": name, "ring": number, "seq": seq, "lon": lon, "lat": lat}
        for name, rings in found.rings.items()
        for number, ring in enumerate(rings)
        for seq, (lon, lat) in enumerate(ring)
    )


def boundaries(db: Database) -> Boundaries:
    """The outlines of the subdistricts in the order they were read."""
    rings: dict[str, list[list[tuple[float, float]]]] = {}
    for name, number, lon, lat in db.conn.execute(
        "SELECT subdistrict, ring, lon, lat FROM subdistrict_boundary ORDER BY rowid"
    ):
        each = rings.setdefault(name, [])
        if number == len(each):
            each.append([])
        each[number].append((lon, lat))
    return Boundaries(rings)


def directory(db: Database, include_inactive: bool = False) -> Directory:
    """The places as the database holds them now; keep it while `database.content_version` stands still."""
    return Directory(
        _with_edits(db, categories(db)), service_points(db, include_inactive), gazetteer_entries(db), boundaries(db), totals(db),
        errands(db), language(db),
    )  # fmt: skip


def _with_edits(db: Database, items: list[Category]) -> list[Category]:
    """With the further names staff gave kinds of places."""
    further = wording.edits(db, "place")
    return [replace(item, words=(*item.words, *further.get(item.id, ()))) for item in items]


def _json(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
