"""A wording is given to the question it asks, moved from where it stood, and taken back without hurting later edits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlite_utils import Database

from bot import database
from bot.errors import BadInput, NotFound
from bot.knowledge import faq, phrasing, revision
from bot.knowledge.phrasing import Phrased
from bot.settings import ROOT

STANDARD, MONEY = "assistance.dibao_standard", "elder.senior_allowance"
ODD = "锅里那点米钱今年多少"


@pytest.fixture(scope="module")
def shipped() -> Database:
    opened = database.connect(":memory:")
    faq.import_files(opened, ROOT / "data" / "faq")
    return opened


@pytest.fixture
def db(shipped: Database) -> Iterator[Database]:
    opened = database.connect(":memory:")
    shipped.conn.backup(opened.conn)
    yield opened
    opened.conn.close()


def asked(db: Database, topic: str, name: str) -> tuple[str, ...]:
    return next(each.asked_as for each in faq.get(db, topic)[0].questions if each.name == name)


def test_a_wording_is_given_to_a_question_and_taken_back(db: Database) -> None:
    before = faq.get(db, MONEY)[0]
    done = phrasing.publish(db, {ODD: f"{MONEY}#amount"}, who="编辑", why="试")
    assert done == [Phrased(ODD, f"{MONEY}#amount")] and asked(db, MONEY, "amount")[-1] == ODD
    assert revision.history(db, MONEY)[0].who == "编辑"
    phrasing.take_back(db, done[0], who="编辑", why="试完")
    assert faq.get(db, MONEY)[0] == before


def test_a_wording_that_stood_elsewhere_moves_and_goes_back_there(db: Database) -> None:
    stood = asked(db, MONEY, "amount")[0]
    (done,) = phrasing.publish(db, {stood: STANDARD}, who="编辑", why="试")
    assert done.former == f"{MONEY}#amount"
    assert stood not in faq.get(db, MONEY)[0].phrasings and faq.get(db, STANDARD)[0].asked_as[-1] == stood
    phrasing.take_back(db, done, who="编辑", why="试完")
    assert phrasing.home_of(stood, faq.load(db)) == f"{MONEY}#amount"
    assert stood not in faq.get(db, STANDARD)[0].phrasings


def test_taking_back_leaves_what_others_changed_meanwhile(db: Database) -> None:
    (done,) = phrasing.publish(db, {ODD: STANDARD}, who="编辑", why="试")
    answer, base = faq.get(db, STANDARD)
    revision.publish(db, replace(answer, question="别人改过的标题"), base=base, who="另一位", why="改标题")
    phrasing.take_back(db, done, who="编辑", why="试完")
    now = faq.get(db, STANDARD)[0]
    assert now.question == "别人改过的标题" and ODD not in now.phrasings


def test_two_wordings_at_once_both_stand(db: Database) -> None:
    phrasing.publish(db, {ODD: STANDARD, f"{ODD}呢": f"{MONEY}#amount"}, who="编辑", why="试")
    answers = faq.load(db)
    assert (phrasing.home_of(ODD, answers), phrasing.home_of(f"{ODD}呢", answers)) == (STANDARD, f"{MONEY}#amount")


@pytest.mark.parametrize("text", ["", "？！", "我是〔姓名〕", "长" * 61])
def test_what_cannot_be_learned_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        phrasing.fit(text)


@pytest.mark.parametrize("home", ["no.such", f"{MONEY}#no_such"])
def test_no_such_home_changes_nothing(db: Database, home: str) -> None:
    with pytest.raises(NotFound):
        phrasing.publish(db, {ODD: home}, who="编辑", why="试")
    assert phrasing.home_of(ODD, faq.load(db)) == "" and db.table("revision").count == 0
