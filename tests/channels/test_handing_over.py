"""A person is wanted: the code beside the number, staff told in office hours, the resident told whether they look."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot import clock, database, handover, settings
from bot.channels.door import Door
from bot.channels.handing_over import hours, is_open
from bot.channels.incoming import Incoming
from bot.conversations import Conversation
from bot.errors import BadInput
from bot.knowledge.reply import handoff_reply

SENDER = "fedcba9876543210fedcba9876543210"
TURNS = ({"at": 1_796_000_000, "said": "高龄津贴多少", "answered": ["每月100元。"]},)


class Hook:
    """Where staff are told; `status` and `errcode` as a test sets them."""

    def __init__(self) -> None:
        self.came: list[dict[str, Any]] = []
        self.status, self.errcode = 200, 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hook": self}))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hook: Hook

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        self.hook.came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.hook.status)
        self.end_headers()
        self.wfile.write(json.dumps({"errcode": self.hook.errcode}).encode())


class Store:
    """What keeps conversations, here one."""

    def __init__(self) -> None:
        self.conversation: Conversation | None = None

    async def answer(self, sender_id: str, message_id: str) -> None:
        return None

    async def kept(self, sender_id: str) -> Conversation | None:
        return replace(self.conversation or Conversation(sender_id, {"facts": {"age": 85}}, TURNS), id=sender_id)

    async def forget(self, sender_id: str) -> bool:
        return True

    async def problem(self) -> str | None:
        return None


@pytest.fixture
def hook() -> Iterator[Hook]:
    running = Hook()
    yield running
    running.close()


def door(directory: Path, hook: str = "", office_hours: str = "0:00-23:59") -> Door:
    path = directory / "xiaoxi.db"
    database.connect(path).conn.close()
    values = {"XIAOXI_DATABASE": str(path), "XIAOXI_HANDOVER_HOOK": hook, "XIAOXI_OFFICE_HOURS": office_hours}
    return Door("wechat", settings.Settings(values))


async def person(message: UserMessage) -> None:
    reply = handoff_reply("请拨 12345。", "有危险打 110。")
    await message.output_channel.send_response(message.sender_id, {"text": reply.text, "custom": dict(reply.custom)})


def ask(door: Door, message_id: str | None = None) -> dict[str, Any]:
    incoming = Incoming(SENDER, "转人工", "转人工", message_id=message_id)
    (reply,) = asyncio.run(door.replies(incoming, person, Store()))
    return reply


@pytest.fixture
def on_a_workday(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 11, 24, 10, 0, tzinfo=clock.BEIJING)
    monkeypatch.setattr("bot.channels.handing_over.clock.now", lambda: moment)


def test_the_number_comes_first_and_the_code_beside_it(tmp_path: Path) -> None:
    opened = door(tmp_path)
    reply = ask(opened)
    lead, line, *_ = reply["text"].split("\n")
    assert lead == "请拨 12345。"
    assert reply["custom"]["code"] in line
    found = handover.opened(database.connect(tmp_path / "xiaoxi.db"), reply["custom"]["code"], "agent")
    assert (found.door, list(found.turns)) == ("wechat", list(TURNS))


def test_a_position_and_a_tap_are_told_in_words(tmp_path: Path) -> None:
    said = ['/share_location{"lon": 116.3579, "lat": 39.8841}', '/ask_faq{"topic": "marriage.fee"}', "低保"]
    turns = tuple({"at": 1_796_000_000, "said": text, "answered": []} for text in said)
    opened, store = door(tmp_path), Store()
    store.conversation = Conversation("", {}, turns)
    (reply,) = asyncio.run(opened.replies(Incoming(SENDER, "转人工", "转人工"), person, store))
    found = handover.opened(database.connect(tmp_path / "xiaoxi.db"), reply["custom"]["code"], "agent")
    assert [turn["said"] for turn in found.turns] == ["〔发来了位置〕", "〔点了一个选项〕", "低保"]


def test_asked_again_it_is_the_same_code(tmp_path: Path) -> None:
    opened = door(tmp_path)
    assert len({ask(opened)["custom"]["code"], ask(opened)["custom"]["code"]}) == 1
    assert ask(opened, "m-1")["text"] == ask(opened, "m-1")["text"]


def test_the_resident_sees_whether_anybody_looked(tmp_path: Path) -> None:
    opened = door(tmp_path)
    assert asyncio.run(opened.handed_over(SENDER)) == {"code": None, "read_at": None}
    code = ask(opened)["custom"]["code"]
    assert asyncio.run(opened.handed_over(SENDER)) == {"code": code, "read_at": None}
    handover.opened(database.connect(tmp_path / "xiaoxi.db"), code, "agent")
    assert asyncio.run(opened.handed_over(SENDER))["read_at"]
    assert "打开看了您刚才问的" in ask(opened)["text"]
    asyncio.run(opened.forget(SENDER, Store()))
    assert asyncio.run(opened.handed_over(SENDER)) == {"code": None, "read_at": None}


def test_staff_are_told_in_office_hours_of_the_code_and_of_nothing_else(
    tmp_path: Path, hook: Hook, on_a_workday: None
) -> None:
    reply = ask(door(tmp_path, hook.url, "9:00-17:30"))
    (notice,) = hook.came
    assert notice["msgtype"] == "text"
    assert reply["custom"]["code"] in notice["text"]["content"]
    assert "高龄津贴" not in json.dumps(notice, ensure_ascii=False)
    assert "已经告诉工作人员" in reply["text"]


@pytest.mark.parametrize(("status", "errcode"), [(500, 0), (200, 93000)])
def test_where_staff_were_not_told_nobody_says_so(
    tmp_path: Path, hook: Hook, on_a_workday: None, status: int, errcode: int
) -> None:
    hook.status, hook.errcode = status, errcode
    reply = ask(door(tmp_path, hook.url, "9:00-17:30"))
    assert hook.came
    assert "已经告诉" not in reply["text"]
    assert reply["custom"]["code"]


def test_a_dead_hook_costs_the_resident_nothing(tmp_path: Path, on_a_workday: None) -> None:
    reply = ask(door(tmp_path, "http://127.0.0.1:9/hook", "9:00-17:30"))
    assert reply["custom"]["code"] and "已经告诉" not in reply["text"]


def test_a_locked_database_holds_up_nobody_who_wants_a_person(tmp_path: Path) -> None:
    opened = door(tmp_path)
    asyncio.run(opened.conversation_id(SENDER))
    locked = database.connect(tmp_path / "xiaoxi.db")
    locked.conn.execute("BEGIN IMMEDIATE")
    try:
        reply = ask(opened)
    finally:
        locked.conn.execute("ROLLBACK")
    assert reply["text"].startswith("请拨 12345。")
    assert "code" not in reply["custom"]


def test_out_of_hours_nobody_is_woken(tmp_path: Path, hook: Hook, on_a_workday: None) -> None:
    ask(door(tmp_path, hook.url, "13:00-17:30"))
    assert hook.came == []


MOMENTS = [
    ("2026-11-24 09:00", True),  # a Tuesday
    ("2026-11-24 08:59", False),
    ("2026-11-24 17:30", False),
    ("2026-11-28 10:00", False),  # a Saturday
    ("2026-10-01 10:00", False),  # National Day
    ("2031-01-06 10:00", True),  # a Monday of a year not yet known
    ("2031-01-05 10:00", False),
]


@pytest.mark.parametrize(("moment", "expected"), MOMENTS)
def test_office_hours_are_those_of_days_worked(moment: str, expected: bool) -> None:
    assert (
        is_open(hours("9:00-17:30"), datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=clock.BEIJING))
        == expected
    )


@pytest.mark.parametrize("written", ["", "9-17", "上午", "9:00", "9:00-25:00"])
def test_hours_that_cannot_be_read_are_told_of_at_once(written: str) -> None:
    with pytest.raises(BadInput, match="OFFICE_HOURS"):
        hours(written)
