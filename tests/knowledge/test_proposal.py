"""Two pairs of eyes: nobody publishes what he wrote himself, and nothing is published over somebody else's change."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from bot import database
from bot.errors import BadInput, Conflict
from bot.knowledge import faq, proposal, revision
from tests.knowledge.sample import ANSWER, answer

CHANGED = answer(answer="新的说法。")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    opened = database.connect(tmp_path / "xiaoxi.db")
    with database.transaction(opened):
        faq.store(opened, ANSWER, edited=False, imported_hash=ANSWER.fingerprint())
    return opened


def handed_in(db: Database, who: str = "王芳") -> int:
    return proposal.hand_in(db, CHANGED, base=1, who=who, why="口径变了")


def test_another_publishes_and_both_names_stay(db: Database) -> None:
    number = handed_in(db)
    with pytest.raises(BadInput):
        proposal.publish(db, number, "王芳")
    assert faq.get(db, ANSWER.topic) == (ANSWER, 1)
    proposal.publish(db, number, "李明")
    assert faq.get(db, ANSWER.topic) == (CHANGED, 2)
    assert [(each.who, each.why) for each in revision.history(db, ANSWER.topic)] == [("王芳写、李明发布", "口径变了")]
    with pytest.raises(Conflict):
        proposal.publish(db, number, "李明")


def test_ones_own_gives_way_and_anothers_stands(db: Database) -> None:
    first = handed_in(db)
    second = handed_in(db)
    assert [each.id for each in proposal.waiting_for_another(db)] == [second]
    assert proposal.get(db, first).outcome == "replaced"
    with pytest.raises(Conflict):
        handed_in(db, "李明")


def test_what_was_changed_meanwhile_is_not_overwritten(db: Database) -> None:
    number = handed_in(db)
    revision.publish(db, answer(answer="别人先改的。"), base=1, who="赵强", why="急")
    with pytest.raises(Conflict):
        proposal.publish(db, number, "李明")
    assert faq.get(db, ANSWER.topic)[0].answer == "别人先改的。" and proposal.get(db, number).outcome is None


def test_it_goes_back_with_a_reason(db: Database) -> None:
    number = handed_in(db)
    with pytest.raises(BadInput):
        proposal.decline(db, number, "李明", " ")
    proposal.decline(db, number, "李明", "电话不对")
    found = proposal.get(db, number)
    assert (found.outcome, found.closed_by, found.reason) == ("declined", "李明", "电话不对")
    assert not proposal.waiting_for_another(db)
