"""What residents see while something is broken, on the running installation; each fault is undone at the end.

docs/runbook.md tells the same to whoever has to mend it.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT
from tests.conftest import Assistant, sender_id

# A resident is answered or told to come back within this, whatever is broken.
PATIENCE_S = 7
DANGER = "老伴煤气中毒了叫不应"
WEBCHAT = "/webhooks/webchat"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program writes to `path` and does not come to an end."""
    writing = sqlite3.connect(path, isolation_level=None, timeout=30)
    writing.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        writing.execute("ROLLBACK")
        writing.close()


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The process hangs: it takes connections and does nothing."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def ask_timed(assistant: Assistant, who: str, text: str) -> tuple[list[dict[str, Any]], float]:
    started = time.monotonic()
    return assistant.messages(who, text), time.monotonic() - started


def conversations(assistant: Assistant) -> Path:
    return Path(assistant.environment["XIAOXI_CONVERSATIONS"])


@pytest.mark.parametrize("which", ["knowledge", "conversations"])
def test_a_locked_database_costs_no_answer_and_no_context(assistant: Assistant, which: str) -> None:
    who = f"lock-{which}"
    with locked(assistant.database if which == "knowledge" else conversations(assistant)):
        began = time.monotonic()
        while time.monotonic() - began < 15:
            replies, took = ask_timed(assistant, who, "离婚冷静期多少天")
            assert replies[0]["custom"]["kind"] == "answer" and took < PATIENCE_S
        assert assistant.messages(who, "带什么材料")[0]["custom"]["topic"].startswith("marriage."), "context is kept"


def test_an_action_server_that_hangs_costs_an_apology_is_named_and_applies_nothing_later(assistant: Assistant) -> None:
    assistant.messages("hang", "离婚冷静期多少天")
    with stopped(assistant.pids()["actions"]):
        replies, took = ask_timed(assistant, "hang", "我妈今年八十五了")
        assert replies[0]["custom"]["kind"] == "error" and "12345" in replies[0]["text"] and took < PATIENCE_S
        replies, took = ask_timed(assistant, "hang", DANGER)
        assert replies[0]["custom"]["kind"] == "emergency" and took < PATIENCE_S
        status, health = assistant.health()
        assert status == 503 and any("动作服务" in part for part in health["missing"])
        assert assistant.request("GET", f"{WEBCHAT}/live")[0] == 200
    assistant.wait_healthy(30)
    reply = assistant.messages("hang", "高龄津贴多少钱")[0]
    assert not reply["custom"].get("mine"), "what was apologised for was not taken down"


def test_a_knowledge_database_that_is_gone_is_named_and_back_without_a_restart(assistant: Assistant) -> None:
    away = assistant.database.with_name("away.db")
    assistant.database.rename(away)
    try:
        status, health = assistant.health()
        assert status == 503 and any("知识库" in part for part in health["missing"])
        assert assistant.messages("gone", DANGER)[0]["custom"]["kind"] == "emergency"
        assert not assistant.database.exists(), "nobody made an empty one"
    finally:
        away.rename(assistant.database)
    assert assistant.health()[0] == 200


def test_conversations_that_are_deleted_or_damaged_are_begun_anew(assistant: Assistant) -> None:
    for damage in (lambda path: path.unlink(), lambda path: path.write_bytes(b"rubbish " * 1000)):
        assistant.messages("anew", "离婚冷静期多少天")
        damage(conversations(assistant))
        assert assistant.messages("anew", "离婚冷静期多少天")[0]["custom"]["kind"] == "answer"
        assert assistant.messages("anew", "带什么材料")[0]["custom"]["topic"].startswith("marriage.")
        assert assistant.health()[0] == 200
        with closing(sqlite3.connect(conversations(assistant))) as kept:
            assert kept.execute("SELECT count(*) FROM conversation").fetchone()[0] == 1, "it stands in the new file"


def test_twelve_messages_of_one_resident_at_once_are_all_answered(assistant: Assistant) -> None:
    with ThreadPoolExecutor(12) as residents:
        answers = list(residents.map(lambda n: assistant.messages("quick", f"低保多少钱{'？' * n}"), range(12)))
    assert all(answer[0]["custom"]["kind"] == "answer" for answer in answers)


def test_a_crowd_is_answered_or_asked_to_come_back_and_nobody_waits_for_an_apology(assistant: Assistant) -> None:
    def one(number: int) -> tuple[int, Any, float]:
        body = {"sender": sender_id(f"crowd-{number}"), "text": DANGER if number % 20 == 0 else "低保怎么申请"}
        started = time.monotonic()
        return *assistant.request("POST", f"{WEBCHAT}/messages", body), time.monotonic() - started

    with ThreadPoolExecutor(100) as residents:
        came = list(residents.map(one, range(100)))
    for number, (status, answer, took) in enumerate(came):
        assert took < PATIENCE_S
        if number % 20 == 0:
            assert status == 200 and answer["messages"][0]["custom"]["kind"] == "emergency"
        elif status == 200:
            assert answer["messages"][0]["custom"]["kind"] == "answer"
        else:
            assert status == 429 and "12345" in answer["error"]["message"]
    assert ask_timed(assistant, "after", "低保怎么申请")[1] < PATIENCE_S


def test_a_second_serve_on_the_same_directory_is_refused_and_harms_nothing(assistant: Assistant) -> None:
    endpoints = (assistant.directory / "run" / "endpoints.yml").read_bytes()
    second = {
        **assistant.environment,
        "XIAOXI_ASSISTANT_PORT": "1",
        "XIAOXI_ACTIONS_PORT": "2",
        "XIAOXI_DESK_PORT": "3",
    }
    refused = subprocess.run(
        [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=second, capture_output=True, text=True, timeout=120
    )
    assert refused.returncode == 1 and "已经有一个 make serve 在用" in refused.stderr
    assert (assistant.directory / "run" / "endpoints.yml").read_bytes() == endpoints
    assert assistant.health()[0] == 200


def test_restoring_under_the_running_installation_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    for words, code in ((["backup", str(tmp_path / "b.db")], 0), (["restore", str(tmp_path / "b.db")], 1)):
        done = subprocess.run(
            [sys.executable, "-m", "bot", "db", *words],
            cwd=ROOT,
            env=assistant.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stderr
    assert "请先停下小西" in done.stderr


def test_what_was_answered_survives_kill_9_of_the_assistant(assistant: Assistant) -> None:
    assistant.messages("killed", "离婚冷静期多少天")
    sent = {"sender": sender_id("killed"), "text": "要带什么材料", "id": "k1"}
    _, first = assistant.request("POST", f"{WEBCHAT}/messages", sent)
    os.kill(assistant.pids()["assistant"], signal.SIGKILL)
    time.sleep(1)
    assistant.wait_healthy(180)
    assert assistant.messages("killed", "要带什么材料")[0]["custom"]["topic"].startswith("marriage."), "context is kept"
    assistant.messages("killed", "高龄老年人津贴多少钱")
    assert assistant.request("POST", f"{WEBCHAT}/messages", sent) == (200, first), "the same id, the same answer"
    assert assistant.messages("killed", "要带什么材料")[0]["custom"]["topic"].startswith("elder."), (
        "and not applied again"
    )


def test_a_resident_can_have_his_conversation_deleted(assistant: Assistant) -> None:
    assistant.messages("erase", "我妈八十五了，独居，白血病，能领什么")
    body = {"sender": sender_id("erase")}
    assert assistant.request("POST", f"{WEBCHAT}/forget", body) == (200, {"ok": True, "forgotten": True})
    assert assistant.request("POST", f"{WEBCHAT}/forget", body) == (200, {"ok": True, "forgotten": False})
    left = b"".join(path.read_bytes() for path in conversations(assistant).parent.glob("conversations.db*"))
    assert "白血病".encode() not in left


def test_the_metrics_tell_what_happened_and_nothing_of_anybody(assistant: Assistant) -> None:
    assistant.messages("metric", "低保怎么申请")
    status, page = assistant.request("GET", f"{WEBCHAT}/metrics")
    assert status == 200 and 'xiaoxi_replies_total{door="webchat",kind="answer"}' in page
    assert sender_id("metric") not in page and "低保" not in json.dumps(page)
    forwarded = {"X-Forwarded-For": "203.0.113.7"}
    assert assistant.request("GET", f"{WEBCHAT}/metrics", headers=forwarded)[0] == 404, "not for the street"
