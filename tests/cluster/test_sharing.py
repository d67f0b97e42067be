"""One knowledge on several machines: what staff change reaches every copy whole, what residents asked reaches staff."""

import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import database
from bot.errors import Unavailable
from bot.knowledge import faq, revision, trace, turns, unanswered
from bot.sharing import machine, packed
from bot.sharing.meeting_point import MeetingPoint
from tests.knowledge.sample import ANSWER, answer

TOPIC = ANSWER.topic


@pytest.fixture
def address(postgres: tuple[str, subprocess.Popen]) -> Iterator[str]:
    yield postgres[0]
    with sa.create_engine(postgres[0]).begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS knowledge_copy, knowledge_note"))


class Keeper:
    """The machine whose desk staff work at."""

    def __init__(self, address: str, folder: Path) -> None:
        self.path = folder / "keeper.db"
        self.point = MeetingPoint(address)
        self.db = database.connect(self.path)
        database.secret(self.db, "resident_salt")
        with database.transaction(self.db):
            faq.store(self.db, ANSWER, edited=False, imported_hash=ANSWER.fingerprint())

    def says(self, text: str) -> None:
        """Staff publish another answer."""
        base = faq.get(self.db, TOPIC)[1]
        revision.publish(self.db, answer(answer=text), base=base, who="王芳", why="口径变了")

    def round(self) -> None:
        machine.keep(self.point, self.path)


class Follower:
    """Another machine."""

    def __init__(self, address: str, folder: Path, name: str) -> None:
        self.path, self.noted = folder / f"{name}.db", folder / f"notes-{name}.db"
        self.point = MeetingPoint(address)

    def round(self) -> None:
        machine.follow(self.point, self.path, self.noted)

    def answer(self) -> str:
        return faq.get(database.connect(self.path, migrated=False), TOPIC)[0].answer


@pytest.fixture
def keeper(address: str, tmp_path: Path) -> Iterator[Keeper]:
    kept = Keeper(address, tmp_path)
    yield kept
    kept.point.leave_off()


@pytest.fixture
def followers(address: str, tmp_path: Path) -> list[Follower]:
    return [Follower(address, tmp_path, name) for name in ("one", "other")]


def test_an_edit_stands_on_every_machine_and_open_connections_see_it(keeper: Keeper, followers: list[Follower]) -> None:
    keeper.round()
    for follower in followers:
        follower.round()
    at_work = database.connect(followers[0].path, migrated=False)
    before = database.content_version(at_work)
    keeper.says("新的口径。")
    keeper.round()
    for follower in followers:
        follower.round()
        assert follower.answer() == "新的口径。"
    assert database.content_version(at_work) > before
    assert faq.get(at_work, TOPIC)[0].answer == "新的口径。"
    assert database.secret(at_work, "resident_salt") == database.secret(keeper.db, "resident_salt"), "one salt"


def test_nothing_is_handed_on_while_nothing_changes(keeper: Keeper) -> None:
    keeper.round()
    turns.record(keeper.db, "webchat", "answer", TOPIC, 20)
    keeper.round()
    assert keeper.point.newest()[0] == 1


def test_a_machine_that_was_away_catches_up_at_once(keeper: Keeper, followers: list[Follower]) -> None:
    keeper.round()
    followers[0].round()
    for text in ("二。", "三。", "四。"):
        keeper.says(text)
        keeper.round()
    followers[0].round()
    assert followers[0].answer() == "四。"


def test_whoever_reads_meanwhile_sees_all_of_the_old_or_of_the_new(keeper: Keeper, followers: list[Follower]) -> None:
    keeper.round()
    follower = followers[0]
    follower.round()
    seen: set[tuple[str, str]] = set()
    wrong: list[Exception] = []
    over = threading.Event()

    def read() -> None:
        db = database.connect(follower.path, migrated=False)
        while not over.is_set():
            try:
                db.conn.execute("BEGIN")
                last = db.conn.execute("SELECT after FROM revision ORDER BY id DESC LIMIT 1").fetchone()
                seen.add((faq.get(db, TOPIC)[0].answer, last[0] if last else ""))
                db.conn.execute("COMMIT")
            except Exception as problem:
                wrong.append(problem)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(8):
        keeper.says(f"第{number}次。")
        keeper.round()
        follower.round()
    over.set()
    reader.join()
    assert not wrong and len(seen) > 1
    assert all(not after or text in after for text, after in seen), "an answer without its revision"


def test_what_residents_asked_anywhere_is_in_one_inbox(keeper: Keeper, followers: list[Follower]) -> None:
    keeper.round()
    for follower, text in zip(followers, ("养蜂有补贴吗", "鸽子棚谁管"), strict=True):
        follower.round()
        noted = database.connect(follower.noted)
        unanswered.record(noted, text, "none", [TOPIC], "webchat")
        turns.record(noted, "webchat", "fallback", None, 12)
        turns.rate(noted, TOPIC, False)
        trace.adopt(noted, {"at": "2026-11-30", "door": "webchat", "text": text, "row": "not known", "walk": "unknown"})
        follower.round()
        assert unanswered.count_waiting(noted) == 0, "gone from the machine once they arrived"
    keeper.round()
    assert {row["text"] for row in unanswered.waiting(keeper.db)} == {"养蜂有补贴吗", "鸽子棚谁管"}
    counted = [keeper.db.table(table).count for table in ("turn", "feedback", "trace")]
    assert counted == [2, 2, 2]
    keeper.round()
    assert unanswered.count_waiting(keeper.db) == 2, "and no second time"


def test_while_the_meeting_point_is_away_a_machine_answers_on_and_keeps_its_notes(
    keeper: Keeper, followers: list[Follower], address: str
) -> None:
    keeper.round()
    follower = followers[0]
    follower.round()
    unanswered.record(database.connect(follower.noted), "养蜂有补贴吗", "none", [], "webchat")
    follower.point = MeetingPoint("postgresql://xiaoxi@127.0.0.1:1/postgres")
    with pytest.raises(Unavailable, match="连不上"):
        follower.round()
    assert follower.answer() == ANSWER.answer
    follower.point = MeetingPoint(address)
    follower.round()
    keeper.round()
    assert unanswered.count_waiting(keeper.db) == 1


def test_only_one_machine_keeps_the_knowledge_and_another_may_when_it_is_gone(keeper: Keeper, address: str) -> None:
    keeper.round()
    second = MeetingPoint(address)
    with pytest.raises(Unavailable, match="已经有一台机器在管知识"):
        machine.keep(second, keeper.path)
    keeper.point.leave_off()
    until = time.monotonic() + 5
    while True:
        try:
            machine.keep(second, keeper.path)
            break
        except Unavailable:
            assert time.monotonic() < until
            time.sleep(0.1)
    second.leave_off()


def test_a_copy_that_is_not_whole_is_refused_and_the_old_one_stays(keeper: Keeper, followers: list[Follower]) -> None:
    keeper.round()
    followers[0].round()
    whole = packed.packed(keeper.db)
    for broken in (b"\0" * 32 + whole[32:], whole[:32] + zlib.compress(b"rubbish")):
        keeper.point.publish("broken", broken)
        with pytest.raises(Unavailable, match="不完整"):
            followers[0].round()
    assert followers[0].answer() == ANSWER.answer


def test_what_residents_said_and_who_is_signed_in_is_not_handed_on(keeper: Keeper, tmp_path: Path) -> None:
    unanswered.record(keeper.db, "养蜂有补贴吗", "none", [], "webchat")
    content = zlib.decompress(packed.packed(keeper.db)[32:])
    assert "养蜂".encode() not in content
    (tmp_path / "copy.db").write_bytes(content)
    copy = database.connect(tmp_path / "copy.db", migrated=False)
    assert not any(copy.table(table).count for table in packed.NOT_HANDED_ON)


def test_a_copy_of_an_older_edition_is_brought_up_to_this_one(keeper: Keeper, followers: list[Follower]) -> None:
    keeper.db.conn.execute("DELETE FROM schema_applied WHERE name = '0032_value_start.sql'")
    keeper.db.conn.execute("ALTER TABLE figure_value DROP COLUMN start")
    keeper.round()
    followers[0].round()
    assert not set(each.name for each in database.schema_files()) - database.applied(
        database.connect(followers[0].path, migrated=False)
    )
