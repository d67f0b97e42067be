"""Killed processes come back and the conversation goes on. Last, for it shakes the shared assistant."""

import os
import signal
import time
from pathlib import Path

from tests.conftest import Assistant


def killed(assistant: Assistant, name: str) -> int:
    """Kills one process without warning and waits until it is gone; its old id."""
    pid = assistant.pids()[name]
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.02)
    return pid


def test_the_action_server_killed_means_an_apology_within_five_seconds_and_health_says_so(assistant: Assistant) -> None:
    assistant.messages("kill-1", "结婚登记要多少钱")
    killed(assistant, "actions")
    status, health = assistant.health()
    assert status == 503
    assert "动作服务" in health["missing"][0]
    started = time.monotonic()
    reply = assistant.messages("kill-1", "那离婚呢")[0]
    assert time.monotonic() - started < 5
    assert reply["custom"]["kind"] == "error"
    assert "12345" in reply["text"]
    assistant.wait_healthy(150)
    assert assistant.messages("kill-1", "婚姻登记收费吗")[0]["custom"]["topic"] == "marriage.fee"


def test_the_assistant_killed_comes_back_and_the_conversation_continues(assistant: Assistant) -> None:
    first = assistant.messages("kill-2", "高龄老年人津贴多少钱")[0]
    assert first["custom"]["topic"] == "elder.senior_allowance"
    old = killed(assistant, "assistant")
    time.sleep(1)
    assistant.wait_healthy(120)
    assert assistant.pids()["assistant"] != old
    follow = assistant.answered("kill-2", "要带什么材料")[0]
    assert follow["custom"]["topic"].startswith("elder.")


def test_the_desk_killed_comes_back(assistant: Assistant) -> None:
    old = killed(assistant, "desk")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and assistant.pids().get("desk") in (None, old):
        time.sleep(0.3)
    assert assistant.pids()["desk"] != old


def test_ctrl_c_leaves_no_process_behind(assistant: Assistant) -> None:
    children = assistant.pids()
    assistant.stop()
    time.sleep(0.5)
    for pid in children.values():
        assert not Path(f"/proc/{pid}").exists(), "still running"
    assistant.start()
