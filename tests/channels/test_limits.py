"""What one sender and one address may send, and by which address a request is judged."""

from pathlib import Path

import pytest
import requests

from bot.channels.limits import Allowance, judged_by, networks
from bot.channels.webchat import WebChat
from tests.channels.running_doors import Agent, Running, environment, stocked


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_then_so_many_a_minute() -> None:
    clock = Clock()
    allowance = Allowance(per_minute=60, burst=3, clock=clock)
    assert [allowance.take("a") for _ in range(4)] == [True, True, True, False]
    assert allowance.take("b"), "another key has its own"
    clock.now = 1.0
    assert [allowance.take("a") for _ in range(2)] == [True, False]
    clock.now = 3600.0
    assert [allowance.take("a") for _ in range(4)] == [True, True, True, False]


def test_the_memory_of_keys_is_bounded() -> None:
    allowance = Allowance(60, 1)
    for number in range(20_100):
        allowance.take(str(number))
    assert len(allowance._left) == 20_000


PROXIES = networks("10.0.0.0/8, 2001:db8::1")
JUDGED = [
    # peer, X-Forwarded-For headers, judged by
    ("127.0.0.1", [], None),
    ("::1", [], None),
    ("203.0.113.9", [], "203.0.113.9"),
    ("203.0.113.9", ["127.0.0.1"], "203.0.113.9"),
    ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
    ("127.0.0.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
    ("10.1.2.3", ["198.51.100.1, 203.0.113.9, 10.9.9.9"], "203.0.113.9"),
    ("10.1.2.3", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
    ("10.1.2.3", [], "10.1.2.3"),
    ("10.1.2.3", ["rubbish"], "10.1.2.3"),
    ("::ffff:203.0.113.9", [], "203.0.113.9"),
    ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
    ("2001:db8::1", ["2001:db8:1:2::9"], "2001:db8:1:2::/64"),
    ("127.0.0.1", ["127.0.0.1"], None),
]


@pytest.mark.parametrize(("peer", "forwarded", "judged"), JUDGED)
def test_an_address_is_judged_by_what_a_known_proxy_says_and_by_nothing_else(
    peer: str, forwarded: list[str], judged: str | None
) -> None:
    assert judged_by(peer, forwarded, PROXIES) == judged


def test_who_sends_too_much_is_asked_to_wait_and_in_danger_is_answered_all_the_same(tmp_path: Path) -> None:
    told = {"DATABASE": str(stocked(tmp_path / "xiaoxi.db")), "RUN": str(tmp_path), "SENDER_PER_MINUTE": "1"}
    with environment({f"XIAOXI_{name}": value for name, value in told.items()}):
        door = WebChat()
    running = Running([door], Agent(None, tmp_path / "conversations.db"))  # type: ignore[arg-type]

    def sent(text: str, headers: dict[str, str]) -> requests.Response:
        body = {"sender": "f" * 32, "text": text}
        return requests.post(f"{running.url}/webhooks/webchat/messages", json=body, headers=headers, timeout=60)

    street = {"X-Forwarded-For": "203.0.113.9"}
    try:
        assert [sent("在吗", street).status_code for _ in range(16)] == [200] * 15 + [429]
        refused = sent("在吗", street)
        assert "12345" in refused.json()["error"]["message"] and refused.headers["Retry-After"] == "60"
        assert sent("我爸突然倒地上没气儿了", street).json()["messages"][0]["custom"]["kind"] == "emergency"
        assert sent("在吗", {}).status_code == 200, "this machine itself"
    finally:
        running.close()
