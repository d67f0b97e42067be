"""A ground to read messages on: the shipped knowledge, places and words, letters and meaning at work."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.places import store
from bot.reading.ground import Ground, Words
from bot.settings import ROOT
from tests.knowledge.sample import shipped

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def ground() -> Ground:
    matcher = shipped()
    snapshot = matcher.settled(300)
    db = matcher._db()
    store.import_directory(db, ROOT / "data" / "places")
    directory = store.directory(db)
    return Ground(Words.read(ROOT / "data"), snapshot, matcher.thresholds, directory, NOW.date(), NOW)
