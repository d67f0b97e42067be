"""The first stock in the database, and staff's word against it."""

from dataclasses import replace
from pathlib import Path
from shutil import copy, copytree

import pytest
from sqlite_utils import Database

from bot.database import connect, content_version, migrate, schema_files
from bot.errors import DataError
from bot.places import store
from tests.places.conftest import DATA, made_up


def test_importing_again_changes_nothing(db: Database) -> None:
    before = list(db.conn.iterdump())
    report = store.import_directory(db, DATA)
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert list(db.conn.iterdump()) == before


def test_a_staff_edit_survives_the_next_import_and_is_reported(db: Database) -> None:
    office = next(p for p in store.service_points(db) if p.name == "牛街街道办事处")
    store.write(db, replace(office, address="试验用街1号", origin="staff"))
    report = store.import_directory(db, DATA)
    assert report.kept == ["牛街街道办事处"]
    assert store.directory(db).office_of("牛街街道").address == "试验用街1号"  # type: ignore[union-attr]


def test_a_place_staff_closed_stays_closed(db: Database) -> None:
    office = next(p for p in store.service_points(db) if p.name == "牛街街道办事处")
    store.write(db, replace(office, active=False, origin="staff"))
    store.import_directory(db, DATA)
    assert store.directory(db).office_of("牛街街道") is None


def test_a_row_gone_from_the_file_goes_and_staffs_own_place_stays(db: Database, tmp_path: Path) -> None:
    store.write(db, made_up(0))
    data = copytree(DATA, tmp_path / "places")
    lines = (data / "service_points.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (data / "service_points.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    assert store.import_directory(db, data).removed == 1
    assert "test-0" in {place.id for place in store.service_points(db)}


def test_a_service_reads_back_as_it_was_written(db: Database) -> None:
    place = made_up(
        7, phones=("010-1", "010-2"), serves=("牛街街道", "白纸坊街道"), organization="试验用公司", note="备注"
    )
    store.write(db, place)
    assert next(p for p in store.service_points(db) if p.id == "test-7") == place


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("service_points.csv", "nursing_home,", "bakery,", "没有“bakery”这个类别"),
        ("communities.csv", "116.387447", "东经116度", "不是数字"),
        ("categories.csv", "elder_station,", "elder_station,,", "列数和表头对不上"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_nothing_is_imported(
    db: Database, tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    data = copytree(DATA, tmp_path / "places")
    path = data / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    before = list(db.conn.iterdump())
    with pytest.raises(DataError, match=rf"{file}:\d+：.*{message}"):
        store.import_directory(db, data)
    assert list(db.conn.iterdump()) == before


def test_a_subdistrict_may_have_several_rings_and_a_broken_one_is_named(db: Database, tmp_path: Path) -> None:
    data = copytree(DATA, tmp_path / "places")
    path = data / "subdistrict_boundaries.csv"
    island = "".join(
        f"牛街街道,1,{seq},{lon},{lat}\n"
        for seq, (lon, lat) in enumerate([(116.2, 39.7), (116.21, 39.7), (116.2, 39.71)])
    )
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + island, encoding="utf-8")
    store.import_directory(db, data)
    assert store.directory(db).locate_point(116.202, 39.702, "gcj02").place.subdistrict == "牛街街道"  # type: ignore[union-attr]
    path.write_text(whole + island.replace("1,2,", "1,3,"), encoding="utf-8")
    with pytest.raises(DataError, match="连续"):
        store.import_directory(db, data)


def test_the_shipped_files_credit_their_sources() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert "Vonng/adcode" in readme
    assert "CC BY 4.0" in readme
    assert "OpenStreetMap" in readme
    assert "ODbL" in readme
    assert "Open Database License" in readme
    assert "OpenStreetMap" in (DATA / "stations.csv").read_text(encoding="utf-8")
    assert "CC BY 4.0" in (DATA / "communities.csv").read_text(encoding="utf-8")


def test_no_shipped_place_is_called_verified() -> None:
    from bot.places import stock

    points = stock.read(DATA).service_points
    assert points
    assert not [place for place in points if place.verified]


def test_places_of_an_older_database_survive_its_upgrade(tmp_path: Path) -> None:
    """Rows written before the tables were rebuilt keep their phones, hours and areas."""
    old = tmp_path / "schema"
    old.mkdir()
    for path in schema_files():
        if path.name < "0030":
            copy(path, old / path.name)
    db = connect(tmp_path / "old.db", migrated=False)
    migrate(db, old)
    db.conn.execute(
        "INSERT INTO place_category VALUES ('elder_station', '养老驿站', 'subdistrict', '[]', '[]', '[]', '', 0)"
    )
    db.conn.execute("INSERT INTO location VALUES ('t', '试验用街1号', '牛街街道', NULL, 116.36, 39.88, 'point', '')")
    db.conn.execute(
        "INSERT INTO service VALUES ('t', 'elder_station', '试验用驿站', NULL, 't', '', 'active', '试验表', '2026-01', 'B', 0, "
        "NULL, '', 'staff')"
    )
    db.conn.execute("INSERT INTO phone VALUES ('t', 0, '010-00000000')")
    db.conn.execute("INSERT INTO schedule VALUES ('t', 'Mo-Fr 09:00-17:00', '')")
    db.conn.execute("INSERT INTO service_area VALUES ('t', '牛街街道')")
    migrate(db)
    (place,) = store.service_points(db)
    assert (place.phones, place.opening_hours, place.serves) == (("010-00000000",), "Mo-Fr 09:00-17:00", ("牛街街道",))
    before = content_version(db)
    store.write(db, replace(place, precision="road"))
    assert content_version(db) != before
