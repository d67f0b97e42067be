"""The bureau's own questions are kept once each, and what a batch was answered is there to compare the next with."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from bot import database
from bot.knowledge import regression
from bot.knowledge.regression import Expectation, Told


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return database.connect(tmp_path / "xiaoxi.db")


def test_one_spelling_of_a_question_is_kept_the_latest(db: Database) -> None:
    regression.keep(db, [Expectation("低保多少钱？", "a.b"), Expectation("天气", "")], "王芳")
    assert regression.keep(db, [Expectation("低保多少钱", "a.c", "q")], "李明") == 2
    assert regression.load(db) == [Expectation("天气", ""), Expectation("低保多少钱", "a.c", "q")]
    regression.forget(db, ["天气"])
    assert len(regression.load(db)) == 1


def test_each_text_is_compared_with_the_last_batch_it_was_in(db: Database) -> None:
    first, second = Told("answer", "a.b", "q"), Told("clarify", None, None, ("a.b", "c.d"))
    regression.keep_run(db, "王芳", "一", {"甲": first, "乙": first})
    regression.keep_run(db, "王芳", "二", {"甲": second})
    found = regression.last_told(db, ["甲", "乙", "丙"])
    assert {text: told for text, (_, told) in found.items()} == {"甲": second, "乙": first}


def test_old_batches_give_way(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regression, "RUNS_KEPT", 2)
    for name in "甲乙丙":
        regression.keep_run(db, "王芳", name, {name: Told("unknown")})
    assert set(regression.last_told(db, "甲乙丙")) == {"乙", "丙"}
