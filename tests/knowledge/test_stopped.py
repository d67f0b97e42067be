"""停答: one topic is answered with a sentence until a day or until somebody ends it; nothing of it is forgotten."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot import database
from bot.clock import today
from bot.errors import BadInput, NotFound
from bot.knowledge import faq, stopped
from tests.knowledge.sample import ANSWER

TOPIC = ANSWER.topic
SAY = "这件事正在核对，请拨 12345 问。"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    opened = database.connect(tmp_path / "xiaoxi.db")
    with database.transaction(opened):
        faq.store(opened, ANSWER, edited=False, imported_hash=ANSWER.fingerprint())
    return opened


def stop(db: Database, say: str = SAY, until: date | None = None, why: str = "口径要变") -> None:
    stopped.stop(db, TOPIC, say, until=until, who="王芳", why=why)


def test_every_reader_learns_of_a_stop_and_of_its_end(db: Database, tmp_path: Path) -> None:
    elsewhere = database.connect(tmp_path / "xiaoxi.db")
    before = database.content_version(elsewhere)
    stop(db)
    found = stopped.load(elsewhere)[TOPIC]
    assert (found.sentence, found.who, found.why, found.holds(today())) == (SAY, "王芳", "口径要变", True)
    between = database.content_version(elsewhere)
    stopped.resume(db, TOPIC, who="李明")
    assert stopped.load(elsewhere) == {}
    assert before < between < database.content_version(elsewhere)


def test_it_ends_by_itself_after_its_last_day(db: Database) -> None:
    last = today() + timedelta(days=2)
    stop(db, until=last)
    found = stopped.load(db)[TOPIC]
    assert [found.holds(last + timedelta(days=n)) for n in (-1, 0, 1)] == [True, True, False]


def test_another_stop_takes_its_place_and_both_are_remembered(db: Database) -> None:
    stop(db)
    stop(db, "第二次写得更清楚，请拨 12345。", why="改个说法")
    stopped.resume(db, TOPIC, who="李明")
    second, first = stopped.history(db, TOPIC)
    assert (first.why, first.ended_by, second.why, second.ended_by) == ("口径要变", "王芳", "改个说法", "李明")
    assert not second.holds(today())


@pytest.mark.parametrize(
    "wrong", [{"say": " "}, {"say": "长" * 91}, {"why": "  "}, {"until": today() - timedelta(days=1)}], ids=str
)
def test_what_would_not_help_a_resident_is_refused(db: Database, wrong: dict) -> None:
    with pytest.raises(BadInput):
        stop(db, **wrong)
    assert stopped.load(db) == {}


def test_only_what_there_is_can_be_stopped_or_resumed(db: Database) -> None:
    with pytest.raises(NotFound):
        stopped.stop(db, "no.such", SAY, until=None, who="王芳", why="试")
    with pytest.raises(NotFound):
        stopped.resume(db, TOPIC, who="王芳")
