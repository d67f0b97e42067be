"""Words staff changed: published with a reason, seen by content version, undone one change at a time."""

import pytest
from sqlite_utils import Database

from bot import database, wording
from bot.errors import BadInput, NotFound


@pytest.fixture
def db() -> Database:
    return database.connect(":memory:")


def test_an_edit_is_live_moves_the_version_and_is_undone(db: Database) -> None:
    before = database.content_version(db)
    wording.publish(db, "synonym", "养老助残卡", ["绿卡片"], who="编辑", why="都这么叫")
    wording.publish(db, "synonym", "养老助残卡", ["绿卡片", "老年优待卡片"], who="编辑", why="又一个")
    assert wording.edits(db, "synonym") == {"养老助残卡": ["绿卡片", "老年优待卡片"]}
    assert wording.edits(db, "place") == {} and database.content_version(db) > before
    last, first = wording.history(db)
    assert (first.before, last.before) == (None, ["绿卡片"])
    wording.undo(db, last.id, who="编辑")
    assert wording.edits(db, "synonym") == {"养老助残卡": ["绿卡片"]}
    wording.undo(db, first.id, who="编辑")
    assert wording.edits(db, "synonym") == {}, "as the files have it"
    assert len(wording.history(db)) == 4, "undo is a change too"


def test_without_a_reason_or_of_no_kind_nothing_changes(db: Database) -> None:
    for kind, why in (("synonym", " "), ("colour", "试")):
        with pytest.raises(BadInput):
            wording.publish(db, kind, "养老助残卡", ["绿卡片"], who="编辑", why=why)
    with pytest.raises(NotFound):
        wording.undo(db, 7, who="编辑")
    assert wording.history(db) == []
