"""The shipped directory, and one of many invented counters whose names nobody could take for real."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from bot.database import connect
from bot.places import store
from bot.places.directory import Directory
from bot.places.service_point import ServicePoint

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
DATA = ROOT / "data" / "places"
BEIJING = ZoneInfo("Asia/Shanghai")
TUESDAY_MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=BEIJING)
OFFICE_HOURS = "Mo-Fr 09:00-12:00,13:30-17:00; PH off"


@pytest.fixture(scope="session")
def stocked() -> Database:
    """A database with the first stock, made once."""
    database = connect(":memory:")
    store.import_directory(database, DATA)
    return database


@pytest.fixture
def db(stocked: Database) -> Database:
    """A copy of it to change."""
    database = connect(":memory:", migrated=False)
    stocked.conn.backup(database.conn)
    return database


@pytest.fixture(scope="session")
def directory(stocked: Database) -> Directory:
    """What ships."""
    return store.directory(stocked)


def made_up(number: int, **more: object) -> ServicePoint:
    """An elder station that does not exist, somewhere along a line through 牛街."""
    plain = ServicePoint(
        id=f"test-{number}", category="elder_station", name=f"试验用驿站{number}号（并不存在）", subdistrict="牛街街道",
        address=f"试验用街{number}号", phones=("010-00000000",), opening_hours=OFFICE_HOURS, lon=116.3637 + 0.001 * number,
        lat=39.8870, precision="point", source="tests", verified=True, verified_on="2026-11-01", origin="staff",
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.fixture
def made_up_directory(db: Database) -> Directory:
    """The shipped directory and five invented stations."""
    for number in range(5):
        store.write(db, made_up(number))
    return store.directory(db)
