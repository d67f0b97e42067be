"""Staff's changes: none without a reason, none over somebody else's, none that cannot be undone."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot import database
from bot.errors import BadInput, Conflict, NotFound
from bot.knowledge import faq, revision
from bot.knowledge.answer import Answer
from tests.knowledge.sample import ANSWER, answer

TOPIC = ANSWER.topic


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """A database with one answer that came from a file, at revision 1."""
    opened = database.connect(tmp_path / "xiaoxi.db")
    with database.transaction(opened):
        faq.store(opened, ANSWER, edited=False, imported_hash=ANSWER.fingerprint())
    return opened


def publish(db: Database, changed: Answer, base: int | None, why: str = "口径变了") -> int:
    return revision.publish(db, changed, base=base, who="王芳", why=why)


def live(db: Database) -> Answer:
    return faq.get(db, TOPIC)[0]


def test_what_is_published_is_what_the_next_reader_gets_in_every_connection(db: Database, tmp_path: Path) -> None:
    elsewhere = database.connect(tmp_path / "xiaoxi.db")
    before = database.content_version(elsewhere)
    assert publish(db, answer(answer="新的说法。", asked_as=("新问法",)), base=1) == 2
    assert faq.get(elsewhere, TOPIC) == (answer(answer="新的说法。", asked_as=("新问法",)), 2)
    assert database.content_version(elsewhere) > before


def test_the_record_holds_who_why_before_and_after(db: Database) -> None:
    publish(db, answer(answer="新的说法。"), base=1, why="  口径变了 ")
    (only,) = revision.history(db, TOPIC)
    assert (only.who, only.why, only.topic) == ("王芳", "口径变了", TOPIC)
    assert (only.before, only.after) == (ANSWER, answer(answer="新的说法。"))
    assert only.at.endswith("+08:00")


def test_the_newest_record_comes_first(db: Database) -> None:
    publish(db, answer(answer="二。"), base=1)
    publish(db, answer(answer="三。"), base=2)
    assert [record.after.answer for record in revision.history(db, TOPIC)] == ["三。", "二。"]


@pytest.mark.parametrize("why", ["", "   ", "\n\t"])
def test_a_change_without_a_reason_is_refused_and_nothing_happens(db: Database, why: str) -> None:
    with pytest.raises(BadInput, match="请写一句修改原因，以后查得到"):
        publish(db, answer(answer="新的说法。"), base=1, why=why)
    assert live(db) == ANSWER
    assert revision.history(db, TOPIC) == []


def test_of_two_who_start_from_one_revision_the_second_is_told_and_both_versions_are_intact(db: Database) -> None:
    publish(db, answer(answer="先发布的。"), base=1)
    mine = answer(answer="后发布的。")
    with pytest.raises(Conflict) as wrong:
        publish(db, mine, base=1)
    assert str(wrong.value) == (f"“{TOPIC}”在您编辑期间被别人改过（现在是第 2 版，您从第 1 版改起），请比较后再发布")
    assert live(db).answer == "先发布的。"
    assert mine.answer == "后发布的。"
    assert len(revision.history(db, TOPIC)) == 1
    assert publish(db, mine, base=2) == 3


@pytest.mark.parametrize("base", [None, 0, 2, -1])
def test_a_change_that_starts_from_no_revision_there_is_is_a_conflict(db: Database, base: int | None) -> None:
    with pytest.raises(Conflict):
        publish(db, answer(answer="新的说法。"), base=base)
    assert live(db) == ANSWER


def test_a_new_topic_starts_from_no_revision(db: Database) -> None:
    new = answer(topic="elder.new", domain="养老服务")
    with pytest.raises(Conflict):
        publish(db, new, base=1)
    assert publish(db, new, base=None) == 1
    assert faq.get(db, "elder.new") == (new, 1)


def test_undo_brings_back_what_stood_before_as_a_revision_of_its_own(db: Database) -> None:
    publish(db, answer(answer="写错的。"), base=1)
    (wrong,) = revision.history(db, TOPIC)
    assert revision.undo(db, wrong.id, who="李强", why="写错了") == 3
    assert live(db) == ANSWER
    last, _ = revision.history(db, TOPIC)
    assert (last.who, last.before.answer, last.after) == ("李强", "写错的。", ANSWER)


def test_undo_can_itself_be_undone(db: Database) -> None:
    publish(db, answer(answer="其实没错。"), base=1)
    revision.undo(db, revision.history(db, TOPIC)[0].id, who="李强", why="以为错了")
    revision.undo(db, revision.history(db, TOPIC)[0].id, who="李强", why="还是对的")
    assert live(db).answer == "其实没错。"


def test_undo_needs_a_reason_too(db: Database) -> None:
    publish(db, answer(answer="新的说法。"), base=1)
    with pytest.raises(BadInput):
        revision.undo(db, revision.history(db, TOPIC)[0].id, who="李强", why=" ")
    assert live(db).answer == "新的说法。"


def test_what_was_new_has_nothing_to_go_back_to(db: Database) -> None:
    publish(db, answer(topic="elder.new"), base=None)
    with pytest.raises(BadInput, match="这次修改是新建，之前没有内容可以恢复"):
        revision.undo(db, revision.history(db, "elder.new")[0].id, who="李强", why="不要了")


def test_a_record_that_does_not_exist_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound, match="没有编号 99 的修改记录"):
        revision.undo(db, 99, who="李强", why="写错了")


def test_a_change_and_its_record_are_written_together_or_not_at_all(db: Database) -> None:
    db.conn.execute("CREATE TRIGGER full BEFORE INSERT ON revision BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(Exception, match="disk full"):
        publish(db, answer(answer="新的说法。"), base=1)
    assert live(db) == ANSWER
    assert faq.get(db, TOPIC)[1] == 1


def test_what_an_answer_says_survives_the_way_through_the_record(db: Database) -> None:
    full = replace(
        ANSWER,
        details={"steps": ("一", "二"), "where": "街道"},
        follow_up={"where": "marriage.where"},
        confirm="问街道",
    )
    publish(db, full, base=1)
    assert revision.history(db, TOPIC)[0].after == full
