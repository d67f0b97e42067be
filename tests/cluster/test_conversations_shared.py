"""Conversations in PostgreSQL and locks in Redis."""

import asyncio
import subprocess
import time

import pytest
from rasa.utils.endpoints import EndpointConfig

from bot.conversations import Conversation, Conversations
from bot.engine import retention
from bot.engine.lock_store import SeveralProcesses
from bot.errors import Unavailable
from tests.cluster.conftest import program

WHO = "fedcbafedcbafedc"


def test_what_one_assistant_keeps_another_knows_and_nothing_outlives_its_time(
    postgres: tuple[str, subprocess.Popen],
) -> None:
    one, other = Conversations(postgres[0]), Conversations(postgres[0])
    now = time.time()
    told = Conversation(
        WHO, {"facts": {"age": 77}, "topic": "elder.one"}, ({"said": "七十七"},), (("m1", [{"text": "答"}]),), now
    )
    one.write(told)
    assert other.read(WHO) == told
    assert other.read(WHO).answer("m1") == [{"text": "答"}]  # type: ignore[union-attr]
    assert retention.sweep(other, now + 31 * 60) == retention.Swept(1, 0)
    assert one.read(WHO).state == {"topic": "elder.one"}  # type: ignore[union-attr]
    assert one.forget(WHO) and other.read(WHO) is None
    one.write(told)
    assert retention.sweep(one, now + 25 * 3600) == retention.Swept(0, 1)


def test_a_postgres_that_hangs_is_said_and_is_used_again_when_it_is_back(
    postgres: tuple[str, subprocess.Popen],
) -> None:
    kept = Conversations("postgresql://xiaoxi@127.0.0.1:1/postgres")
    with pytest.raises(Unavailable):
        kept.read(WHO)
    back = Conversations(postgres[0])
    assert back.problem() is None
    subprocess.run(
        [program("psql"), postgres[0], "-c", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'xiaoxi'"],
        check=True, capture_output=True,
    )  # fmt: skip
    assert back.read(WHO) is None, "a connection that was cut is opened again"


def locks_of(port: int) -> SeveralProcesses:
    return SeveralProcesses(EndpointConfig(url="127.0.0.1", port=port))


def test_a_conversation_is_locked_between_assistants(redis: tuple[int, subprocess.Popen]) -> None:
    async def scene() -> float:
        at_work = 0

        async def turn(locks: SeveralProcesses) -> None:
            nonlocal at_work
            async with locks.lock(WHO):
                at_work += 1
                assert at_work == 1
                await asyncio.sleep(0.02)
                at_work -= 1

        started = time.monotonic()
        await asyncio.gather(*(turn(locks) for locks in (locks_of(redis[0]), locks_of(redis[0])) for _ in range(4)))
        return time.monotonic() - started

    assert asyncio.run(scene()) < 4, "Rasa's own looks once a second"


def test_without_redis_each_assistant_locks_for_itself_and_says_so(redis: tuple[int, subprocess.Popen]) -> None:
    locks = locks_of(redis[0])
    assert locks.problem() is None
    redis[1].kill()
    redis[1].wait()

    async def scene() -> None:
        async with locks.lock(WHO):
            pass

    asyncio.run(scene())
    assert "Redis" in (locks.problem() or "")
