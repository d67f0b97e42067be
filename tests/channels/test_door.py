"""The door over a turn that is slow, fails, or is done: what is said, what is applied, what is counted."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot import database, settings
from bot.channels.door import Door
from bot.channels.incoming import Incoming
from bot.errors import BadInput
from bot.knowledge import faq
from bot.settings import ROOT

SENDER = "0123456789abcdef0123456789abcdef"
DANGER = "我爸突然倒地上没气儿了"


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("door") / "xiaoxi.db"
    db = database.connect(path)
    faq.import_files(db, ROOT / "data" / "faq")
    db.conn.close()
    return path


@pytest.fixture
def door(stocked: Path) -> Door:
    return Door("webchat", settings.Settings({"XIAOXI_DATABASE": str(stocked), "XIAOXI_REPLY_SECONDS": "0.4"}))


class Turns:
    """What Rasa is to a door: takes a message, says something, stores it. Slow where told to be."""

    def __init__(self, before_s: float = 0, storing_s: float = 0, fails: bool = False, silent: bool = False) -> None:
        self.before_s, self.storing_s, self.fails, self.silent = before_s, storing_s, fails, silent
        self.began: list[str] = []
        self.stored: list[str] = []

    async def __call__(self, message: UserMessage) -> None:
        self.began.append(message.text)
        await asyncio.sleep(self.before_s)
        if self.fails:
            raise RuntimeError("broken")
        if not self.silent:
            said = {"text": f"答{len(self.began)}", "custom": {"kind": "smalltalk", "lead": "答"}}
            await message.output_channel.send_response(message.sender_id, said)
        await asyncio.sleep(self.storing_s)
        self.stored.append(message.text)


def ask(door: Door, turns: Callable[[UserMessage], Awaitable[Any]], text: str = "问", **more: Any) -> list[dict]:
    return asyncio.run(door.replies(Incoming(SENDER, text, text, **more), turns))


def test_a_turn_that_takes_too_long_is_apologised_for_and_never_applied(door: Door) -> None:
    slow = Turns(before_s=1.0)

    async def scene() -> list[dict]:
        replies = await door.replies(Incoming(SENDER, "没有", "没有"), slow)
        await asyncio.sleep(1.2)
        return replies

    (reply,) = asyncio.run(scene())
    assert reply["custom"]["kind"] == "error"
    assert "12345" in reply["text"]
    assert (slow.began, slow.stored) == (["没有"], [])


def test_an_answer_that_is_ready_does_not_wait_for_a_store_that_is_stuck(door: Door) -> None:
    started = time.monotonic()
    (reply,) = ask(door, Turns(storing_s=8.0))
    assert reply["text"] == "答1"
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    "broken", [Turns(fails=True), Turns(silent=True), Turns(before_s=2.0)], ids=["fails", "says nothing", "slow"]
)
def test_who_is_in_danger_is_given_the_number_though_nothing_works(door: Door, broken: Turns) -> None:
    (reply,) = ask(door, broken, DANGER)
    assert reply["custom"]["kind"] == "emergency"
    assert reply["custom"]["calls"][0]["number"] == "120"


def test_the_sentences_are_those_of_the_data_file(door: Door, tmp_path: Path) -> None:
    from bot import yaml_file

    sentences = yaml_file.read(ROOT / "data" / "sentences.yml")
    assert ask(door, Turns(fails=True))[0]["text"] == sentences["error"]
    assert ask(door, Turns(), "")[0]["text"].startswith(sentences["wordless"])
    assert ask(door, Turns(), was_cut=True)[0]["text"].startswith(sentences["too_long"])
    assert door.says.busy == sentences["busy"]


def test_the_same_id_is_applied_once_and_answered_the_same(door: Door) -> None:
    turns = Turns(before_s=0.02)

    async def scene() -> list[list[dict]]:
        one = Incoming(SENDER, "办什么", "办什么", message_id="m-1")
        return await asyncio.gather(*(door.replies(one, turns) for _ in range(5)))

    answers = asyncio.run(scene())
    assert turns.stored == ["办什么"]
    assert all(answer == answers[0] for answer in answers)
    assert ask(door, turns, "办什么", message_id="m-1") == answers[0]
    assert ask(door, turns, "办什么", message_id="m-2")[0]["text"] == "答2"
    other = Incoming("f" * 32, "办什么", "办什么", message_id="m-1")
    assert asyncio.run(door.replies(other, turns))[0]["text"] == "答3", "an id is its sender's own"


def test_an_apology_is_not_remembered_as_the_answer(door: Door) -> None:
    assert ask(door, Turns(fails=True), message_id="again")[0]["custom"]["kind"] == "error"
    assert ask(door, Turns(), message_id="again")[0]["text"] == "答1"


def test_what_was_given_up_by_the_sender_is_not_applied(door: Door) -> None:
    turns = Turns(before_s=0.2)

    async def scene() -> None:
        asking = asyncio.ensure_future(door.replies(Incoming(SENDER, "问", "问"), turns))
        await asyncio.sleep(0.1)
        asking.cancel()
        await asyncio.sleep(0.3)

    asyncio.run(scene())
    assert turns.began and not turns.stored


def test_a_tapped_choice_is_looked_up(door: Door) -> None:
    turns = Turns()

    def tap(choice: str) -> list[dict]:
        return asyncio.run(door.replies(Incoming(SENDER, choice=choice), turns))

    tap("marriage.fee")
    topic, _, question = next(
        each for each in sorted(asyncio.run(door.knowledge.ask(door.knowledge.choices))) if "#" in each
    ).partition("#")
    tap(f"{topic}#{question}")
    assert turns.began == ['/ask_faq{"topic": "marriage.fee"}', f'/ask_faq{{"topic": "{topic}#{question}"}}']
    for unknown in ("marriage.fees", f"{topic}#no", "../../x", 'marriage.fee"}', "marriage.fee#"):
        with pytest.raises(BadInput, match="现在没有"):
            tap(unknown)
    assert len(turns.began) == 2


def test_counts_do_not_hold_up_or_cost_an_answer_when_the_database_is_locked(door: Door, stocked: Path) -> None:
    ask(door, Turns())
    locked = database.connect(stocked)
    locked.conn.execute("BEGIN IMMEDIATE")
    try:
        started = time.monotonic()
        assert ask(door, Turns())[0]["text"] == "答1"
        assert time.monotonic() - started < 3
    finally:
        locked.conn.execute("ROLLBACK")
    door.knowledge.settle()
    before = locked.conn.execute("SELECT count(*) FROM turn").fetchone()[0]
    assert before >= 2, "and they are written once it is free"


def test_no_knowledge_database_is_made_by_a_door_and_danger_is_still_answered(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    door = Door("webchat", settings.Settings({"XIAOXI_DATABASE": str(path)}))
    assert ask(door, Turns())[0]["custom"]["kind"] == "error"
    assert ask(door, Turns(), DANGER)[0]["custom"]["kind"] == "emergency"
    assert not path.exists()


def test_a_message_is_found_in_every_log_by_the_id_the_proxy_gave_it(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []

    async def turn(message: UserMessage) -> None:
        seen.append((message.metadata or {})["request"])
        await Turns()(message)

    ask(door, turn, request="0f" * 16)
    (line,) = [json.loads(each) for each in capsys.readouterr().out.splitlines() if each.startswith("{")]
    assert (line["process"], line["request"], seen) == ("assistant", "0f" * 16, ["0f" * 16])
