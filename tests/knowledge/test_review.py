"""A day's sample has the doubtful and the new first and some of the sure by lot; verdicts are counted as they are."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlite_utils import Database

from bot import database
from bot.errors import BadInput, NotFound
from bot.knowledge import review, trace, turns
from bot.knowledge.candidate import Candidate
from bot.knowledge.phrasing import Phrased

DAY = date(2026, 11, 30)


@pytest.fixture
def db() -> Database:
    return database.connect(":memory:")


def row(number: int, text: str, chance: float, topic: str = "a", at: str = "2026-11-30T08:00:00") -> dict:
    return {"id": number, "text": text, "chance": chance, "topic": topic, "at": at}


def test_doubt_and_new_wording_come_first_and_each_wording_once() -> None:
    rows = [row(5, "老的说法", 0.9), row(4, "新的说法", 0.9), row(3, "没把握的", 0.3), row(2, "新的说法！", 0.9)]
    found = review.sample(rows, ["老的说法", "没把握的"].__contains__, DAY, size=9)
    assert [turn.row["text"] for turn in found] == ["没把握的", "新的说法", "老的说法"]
    assert [turn.times for turn in found] == [1, 2, 1] and [turn.is_new for turn in found] == [False, True, False]


def test_a_third_is_drawn_by_lot_the_same_all_day_and_another_tomorrow() -> None:
    rows = [row(number, f"说法{number}", 0.5 if number < 20 else 0.99) for number in range(200)]

    def drawn(day: date) -> list[str]:
        return [turn.row["text"] for turn in review.sample(rows, lambda text: True, day)]

    texts, again, tomorrow = drawn(DAY), drawn(DAY), drawn(date(2026, 12, 1))
    assert len(texts) == review.A_DAY and texts == again and texts != tomorrow
    assert {f"说法{number}" for number in range(20)} <= set(texts), "all of the doubtful"
    assert any(int(text.removeprefix("说法")) < 190 for text in texts[20:]), "the lot is not the order of the rows"


def test_right_is_counted_by_domain_and_by_week() -> None:
    answers = {"a": SimpleNamespace(domain="养老"), "b": SimpleNamespace(domain="救助")}
    rows = [
        {**row(1, "一", 1, "a", "2026-11-24T08:00:00"), "reviewed": "right"},
        {**row(2, "二", 1, "a", "2026-11-30T08:00:00"), "reviewed": "question:b"},
        {**row(3, "三", 1, "b", "2026-11-29T23:59:00"), "reviewed": "right"},
    ]
    assert [(t.name, t.reviewed, t.right) for t in review.by_domain(rows, answers)] == [("养老", 2, 1), ("救助", 1, 1)]  # type: ignore[arg-type]
    assert [(t.name, t.percent) for t in review.by_week(rows)] == [("2026-11-30", 0), ("2026-11-23", 100)]
    assert review.in_all(rows).percent == 67 and review.in_all([]).percent is None


def taken(db: Database, text: str) -> int:
    walk = SimpleNamespace(name="answer", topic="a", question="q")
    trace.record(db, "webchat", [trace.Taken(text, review.ROWS[0], walk, [Candidate("a", 0.8, "q", 0.9)])])
    return int(trace.recent(db, 1)[0]["id"])


def test_a_verdict_is_kept_and_taken_back(db: Database) -> None:
    number = taken(db, "九十的老人能领几百")
    taken(db, "在哪办")
    db.conn.execute("UPDATE trace SET row = 'a section of the answer' WHERE text = '在哪办'")
    (waiting,) = trace.unreviewed(db, review.ROWS, "2026-01-01")
    assert waiting["id"] == number and waiting["candidates"] == [["a", "q", 0.8]], (
        "what leans on the turn before is not shown"
    )
    trace.judge(db, number, "question:b#c", "编辑")
    trace.keep_phrased(db, number, Phrased("九十的老人能领几百", "b#c"))
    (judged,) = trace.reviewed(db)
    assert judged["phrased"].home == "b#c" and review.home_in(judged["reviewed"]) == "b#c"
    assert trace.unreviewed(db, review.ROWS, "2026-01-01") == []
    with pytest.raises(NotFound):
        trace.judge(db, number, "right", "另一位")
    trace.unjudge(db, number)
    assert trace.reviewed(db) == [] and trace.get(db, number)["phrased"] is None


@pytest.mark.parametrize("verdict", ["", "question:", "wrong"])
def test_no_such_verdict(db: Database, verdict: str) -> None:
    with pytest.raises(BadInput):
        trace.judge(db, taken(db, "问一句"), verdict, "编辑")


def test_neither_a_message_taken_nor_a_comment_keeps_whose_it_was(db: Database) -> None:
    said = "我叫王小明，电话13812345678，能领什么"
    taken(db, said)
    turns.rate(db, None, False, said)
    for kept in (trace.recent(db, 1)[0]["text"], turns.comments(db)[0]["comment"]):
        assert kept == "我叫〔姓名〕，电话〔手机号〕，能领什么"
