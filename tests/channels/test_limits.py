"""What one sender and one address may send, and by which address a request is judged."""

import pytest

from bot.channels.limits import Allowance, judged_by, networks


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
