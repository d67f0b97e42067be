"""What nobody could answer is kept for staff, without whose it was; what was said is counted, without words."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from bot import database
from bot.errors import BadInput, NotFound
from bot.knowledge import turns, unanswered


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return database.connect(tmp_path / "xiaoxi.db")


def texts(db: Database) -> list[str]:
    return [row["text"] for row in unanswered.waiting(db)]


MASKED = [
    ("我身份证11010219500101123X能办吗", "我身份证〔身份证号〕能办吗"),
    ("打我电话13800138000", "打我电话〔手机号〕"),
    ("卡号6222021234567890123没到账", "卡号〔银行卡号〕没到账"),
    ("2021年低保多少", "2021年低保多少"),
]


@pytest.mark.parametrize(("said", "kept"), MASKED)
def test_no_number_of_a_person_reaches_the_file(db: Database, tmp_path: Path, said: str, kept: str) -> None:
    unanswered.record(db, said, "none", ["elder.station"], "webchat")
    assert texts(db) == [kept]
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("xiaoxi.db*"))
    assert kept.encode() in stored
    assert said == kept or said.encode() not in stored


def test_a_question_keeps_when_why_where_and_what_came_nearest(db: Database) -> None:
    number = unanswered.record(db, "怪问题", "close", ["elder.station", "elder.meals"], "wechat")
    (row,) = unanswered.waiting(db)
    assert (row["id"], row["reason"], row["door"]) == (number, "close", "wechat")
    assert row["candidates"] == ["elder.station", "elder.meals"]
    assert row["at"].endswith("+08:00")


def test_the_newest_question_comes_first_and_no_more_than_asked_for(db: Database) -> None:
    for text in "甲乙丙":
        unanswered.record(db, text, "none", [], "webchat")
    assert texts(db) == ["丙", "乙", "甲"]
    assert [row["text"] for row in unanswered.waiting(db, limit=2)] == ["丙", "乙"]


def test_a_settled_question_waits_no_more_and_says_how_and_by_whom(db: Database) -> None:
    number = unanswered.record(db, "怪问题", "none", [], "webchat")
    unanswered.settle(db, number, "dismissed", "王芳")
    assert unanswered.waiting(db) == []
    row = db.conn.execute("SELECT settled, settled_by FROM unanswered").fetchone()
    assert row == ("dismissed", "王芳")


def test_a_question_is_settled_once(db: Database) -> None:
    number = unanswered.record(db, "怪问题", "none", [], "webchat")
    unanswered.settle(db, number, "phrasing", "王芳")
    with pytest.raises(NotFound, match=f"编号 {number} 的问题不存在，或已经处理过"):
        unanswered.settle(db, number, "dismissed", "李强")
    assert db.conn.execute("SELECT settled_by FROM unanswered").fetchone() == ("王芳",)


def test_only_known_reasons_and_ways_of_settling(db: Database) -> None:
    with pytest.raises(BadInput, match="原因“because”不在"):
        unanswered.record(db, "怪问题", "because", [], "webchat")
    number = unanswered.record(db, "怪问题", "hotline", [], "desk")
    with pytest.raises(BadInput, match="处理方式“whatever”不在"):
        unanswered.settle(db, number, "whatever", "王芳")
    assert texts(db) == ["怪问题"]


@pytest.mark.parametrize("reason", unanswered.REASONS)
def test_every_reason_fits_the_table(db: Database, reason: str) -> None:
    unanswered.record(db, "怪问题", reason, [], "webchat")
    assert unanswered.waiting(db)[0]["reason"] == reason


def test_a_turn_is_counted_by_door_kind_topic_and_time_and_nothing_else(db: Database) -> None:
    turns.record(db, "webchat", "answer", "elder.station", 12)
    turns.record(db, "wechat", "fallback", None, 7)
    counted = db.conn.execute("SELECT door, kind, topic, milliseconds FROM turn ORDER BY id").fetchall()
    assert counted == [("webchat", "answer", "elder.station", 12), ("wechat", "fallback", None, 7)]
    columns = {column[1] for column in db.conn.execute("PRAGMA table_info(turn)")}
    assert columns == {"id", "at", "door", "kind", "topic", "milliseconds"}


def test_a_thumb_is_kept_with_its_topic(db: Database) -> None:
    turns.rate(db, "elder.station", True)
    turns.rate(db, None, False)
    assert db.conn.execute("SELECT topic, helpful FROM feedback ORDER BY id").fetchall() == [
        ("elder.station", 1),
        (None, 0),
    ]
