"""What is kept of conversations: the same however long they last, and nothing of what was to be forgotten."""

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversations import Conversation, Conversations
from bot.engine import retention, tracker_store
from bot.engine.tracker_store import ConversationStore
from bot.errors import Unavailable
from bot.settings import ROOT
from tests.base.planted import SECRETS

DOMAIN = Domain.load(ROOT / "domain.yml")
WHO = "fedcbafedcbafedc"
TOLD = {"facts": {"age": 77, "illness": "白血病"}, "whom": "mother", "topic": "elder.one"}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XIAOXI_CONVERSATIONS", str(tmp_path / "conversations.db"))
    return tmp_path / "conversations.db"


@pytest.fixture
def store(path: Path) -> ConversationStore:
    return ConversationStore(DOMAIN)


def take_turn(
    store: ConversationStore, said: str, state: dict[str, Any], message_id: str = "", answer: str = "好", who: str = WHO
) -> None:
    async def turn() -> None:
        tracker = await store.retrieve(who)
        tracker.update(UserUttered(said, {"name": "inform"}, message_id=message_id), DOMAIN)
        tracker.update(ActionExecuted("action_turn"), DOMAIN)
        tracker.update(BotUttered(answer, {"custom": {"kind": "smalltalk", "lead": answer}}), DOMAIN)
        tracker.update(SlotSet("state", state), DOMAIN)
        tracker.update(ActionExecuted("action_listen"), DOMAIN)
        await store.save(tracker)

    asyncio.run(turn())


def retrieved(store: ConversationStore, who: str = WHO) -> DialogueStateTracker:
    return asyncio.run(store.retrieve(who))


def on_disk(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


def test_the_state_of_the_last_turn_is_what_the_next_begins_with(path: Path, store: ConversationStore) -> None:
    take_turn(store, "我妈77了", TOLD)
    assert retrieved(store).get_slot("state") == TOLD
    assert retrieved(ConversationStore(DOMAIN)).get_slot("state") == TOLD, "another process"
    assert retrieved(store).latest_action_name == "action_listen"
    take_turn(store, "好", {"topic": "elder.two"})
    assert retrieved(store).get_slot("state") == {"topic": "elder.two"}


def test_a_conversation_of_500_turns_is_kept_in_the_space_of_six(path: Path, store: ConversationStore) -> None:
    sizes = []
    for number in range(500):
        take_turn(store, f"第{number:03}句", {"topic": "elder.one"}, message_id=f"m{number}")
        if number in (9, 499):
            with sqlite3.connect(path) as connection:
                sizes.append(
                    connection.execute(
                        "SELECT sum(length(state) + length(turns) + length(answers)) FROM conversation"
                    ).fetchone()[0]
                )
    assert sizes[1] <= sizes[0] * 1.05
    assert len(retrieved(store).events) <= 4


def test_what_is_no_longer_known_is_gone_from_the_file_the_moment_it_is_forgotten(
    path: Path, store: ConversationStore
) -> None:
    take_turn(store, "77岁，白血病，存款31415元", TOLD, message_id="m1", answer="按您说的，白血病")
    assert "白血病".encode() in on_disk(path), "or the test sees nothing"
    take_turn(store, "不查了", {"topic": "elder.one"})
    left = on_disk(path)
    assert all(told.encode() not in left for told in ("白血病", "31415", '"age"', "mother"))
    assert "不查了".encode() in left


def test_idle_conversations_lose_the_person_after_half_an_hour_and_go_after_a_day(
    path: Path, store: ConversationStore
) -> None:
    take_turn(store, "77岁，白血病", TOLD)
    conversations, now = Conversations(str(path)), time.time()
    assert retention.sweep(conversations, now + 29 * 60) == retention.Swept(0, 0)
    assert retention.sweep(conversations, now + 31 * 60) == retention.Swept(1, 0)
    assert "白血病".encode() not in on_disk(path)
    assert retrieved(store).get_slot("state") == {"topic": "elder.one"}
    assert retention.sweep(conversations, now + 31 * 60) == retention.Swept(0, 0)
    assert retention.sweep(conversations, now + 25 * 3600) == retention.Swept(0, 1)
    assert WHO.encode() not in on_disk(path)


def test_who_comes_back_after_half_an_hour_is_not_taken_for_the_same_person(
    path: Path, store: ConversationStore
) -> None:
    idle = Conversation(WHO, TOLD, ({"said": "77岁"},), (), time.time() - 31 * 60)
    Conversations(str(path)).write(idle)
    assert retrieved(store).get_slot("state") == {"topic": "elder.one"}


def test_who_speaks_while_he_is_being_forgotten_keeps_what_he_said(path: Path) -> None:
    conversations, now = Conversations(str(path)), time.time()
    conversations.write(Conversation(WHO, TOLD, ({"said": "77岁"},), (), now - 31 * 60))

    def forgotten_too_late(kept: Conversation) -> Conversation:
        conversations.write(Conversation(WHO, TOLD, ({"said": "还在"},), (), now))
        return retention.forgotten(kept)

    conversations.lighten(now - 30 * 60, forgotten_too_late)
    assert conversations.read(WHO).turns == ({"said": "还在"},)  # type: ignore[union-attr]


def test_an_answer_given_is_found_by_its_id_in_any_process(path: Path, store: ConversationStore) -> None:
    take_turn(store, "问", {}, message_id="m1", answer="答一")
    take_turn(store, "问", {}, message_id="m2", answer="答二")
    other = ConversationStore(DOMAIN)
    assert asyncio.run(other.answer(WHO, "m1")) == [{"text": "答一", "custom": {"kind": "smalltalk", "lead": "答一"}}]
    assert asyncio.run(other.answer(WHO, "m3")) is None
    assert asyncio.run(other.answer("f" * 16, "m1")) is None


def test_deletion_leaves_nothing(path: Path, store: ConversationStore) -> None:
    take_turn(store, "77岁，白血病", TOLD)
    assert asyncio.run(store.forget(WHO)) is True
    assert asyncio.run(store.forget(WHO)) is False
    assert retrieved(store).get_slot("state") is None
    assert WHO.encode() not in on_disk(path) and "白血病".encode() not in on_disk(path)


def test_while_the_file_is_locked_this_process_remembers_and_writes_it_later(
    path: Path, store: ConversationStore
) -> None:
    take_turn(store, "一", {"topic": "elder.one"})
    locking = sqlite3.connect(path, isolation_level=None)
    locking.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    for topic in ("elder.one", "elder.two", "elder.two", "elder.two", "elder.two", "elder.three"):
        take_turn(store, "又", {"topic": topic})
    assert time.monotonic() - started < 9, "nobody waits for the lock again and again"
    assert retrieved(store).get_slot("state") == {"topic": "elder.three"}
    locking.execute("ROLLBACK")
    time.sleep(1.1)
    take_turn(store, "四", {"topic": "elder.four"})
    assert Conversations(str(path)).read(WHO).state == {"topic": "elder.four"}  # type: ignore[union-attr]


def test_of_what_cannot_be_written_only_the_last_conversations_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOXI_CONVERSATIONS", "postgresql://xiaoxi@127.0.0.1:1/none")
    monkeypatch.setattr(tracker_store, "_MOST_UNSAVED", 3)
    store, people = ConversationStore(DOMAIN), [f"{number:016}" for number in range(5)]
    for who in people:
        take_turn(store, "一", {"topic": "elder.one"}, who=who)
    assert [retrieved(store, who).get_slot("state") is not None for who in people] == [False, False, True, True, True]


FULL = """
import resource, signal, sys
from bot.conversations import Conversation, Conversations
from bot.errors import Unavailable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
kept = Conversations(sys.argv[1])
kept.write(Conversation("a", {"topic": "before"}))
kept._empty_log()
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
try:
    kept.write(Conversation("a", {"topic": "x" * 100_000}))
    print("written")
except Unavailable as wrong:
    print(str(wrong)[:4])
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
kept._rests_until = 0
print(kept.read("a").state)
kept.write(Conversation("a", {"topic": "after"}))
print(kept.read("a").state)
"""


def test_a_full_disk_is_said_and_costs_what_could_not_be_written_only(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["对话记录", "{'topic': 'before'}", "{'topic': 'after'}"], done.stderr


@pytest.mark.parametrize("damage", ["deleted", "truncated", "rubbish"])
def test_a_lost_or_damaged_file_is_begun_anew(path: Path, store: ConversationStore, damage: str) -> None:
    take_turn(store, "一", TOLD)
    # Closed first: SQLite would write the pages it still has at hand over the damage.
    store.conversations._close()
    if damage == "deleted":
        path.unlink()
    else:
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + b"\xff" * 4000 if damage == "truncated" else b"rubbish " * 1000)
    take_turn(store, "二", {"topic": "elder.two"})
    assert retrieved(store).get_slot("state") == {"topic": "elder.two"}
    assert store.conversations.problem() is None


def test_a_store_that_cannot_be_opened_says_so_and_shows_no_password(tmp_path: Path) -> None:
    there = Conversations("postgresql://xiaoxi:geheim@127.0.0.1:1/none")
    with pytest.raises(Unavailable) as wrong:
        there.read(WHO)
    assert "geheim" not in str(wrong.value) and "127.0.0.1:1" in str(wrong.value)
    assert "对话记录" in (there.problem() or "")


def test_the_events_of_an_earlier_edition_are_dropped_for_good(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)")
        connection.execute(
            "INSERT INTO events (sender_id, data) VALUES ('a', ?)", [json.dumps("白血病", ensure_ascii=False)]
        )
        # What that edition deleted it did not overwrite.
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE dropped (said TEXT)")
        connection.executemany("INSERT INTO dropped VALUES (?)", [["存款31415元" * 300]] * 20)
        connection.execute("DROP TABLE dropped")
    connection.close()
    assert "存款31415元".encode() in on_disk(path), "or the test sees nothing"
    assert Conversations(str(path)).problem() is None
    assert all(told.encode() not in on_disk(path) for told in ("白血病", "存款31415元"))


def test_nothing_that_is_somebodys_is_kept_however_it_is_written(path: Path, store: ConversationStore) -> None:
    for written, parts in SECRETS[::5]:
        take_turn(store, f"您好，{written} 能领什么", {"topic": "elder.one", "asked": f"{written} 能领什么"})
        left = on_disk(path)
        assert not [part for part in parts if part.encode() in left], written


def test_nobody_else_may_read_the_file(path: Path, store: ConversationStore) -> None:
    take_turn(store, "一", {})
    assert [oct(each.stat().st_mode & 0o777) for each in path.parent.glob(f"{path.name}*")] and all(
        each.stat().st_mode & 0o077 == 0 for each in path.parent.glob(f"{path.name}*")
    )
