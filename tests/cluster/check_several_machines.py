"""Conversations in PostgreSQL and locks in Redis, both real and started here: `make test-cluster`.

Needs Debian's postgresql and redis-server; named so that `make test` does not ask for them.
"""

import asyncio
import getpass
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.utils.endpoints import EndpointConfig

from bot.conversations import Conversation, Conversations
from bot.engine import retention
from bot.engine.lock_store import SeveralProcesses
from bot.errors import Unavailable
from tests.conftest import free_port

WHO = "fedcbafedcbafedc"


def program(name: str) -> str:
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    assert found, f"{name} is missing: apt-get install postgresql redis-server"
    return found


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen]]:
    """Its address, and the process, which may be stopped."""
    directory, port = Path(f"/tmp/xiaoxi-postgres-{os.getpid()}"), free_port()
    directory.mkdir()
    owner = "nobody" if getpass.getuser() == "root" else getpass.getuser()
    os.chown(directory, pwd.getpwnam(owner).pw_uid, -1)
    be_owner = ["setpriv", f"--reuid={owner}", "--clear-groups"] if owner == "nobody" else []
    subprocess.run(
        [*be_owner, program("initdb"), "-D", str(directory / "db"), "-U", "xiaoxi", "-A", "trust", "-E", "UTF8"],
        check=True, capture_output=True,
    )  # fmt: skip
    running = subprocess.Popen(
        [*be_owner, program("postgres"), "-D", str(directory / "db"), "-p", str(port), "-k", str(directory), "-h", "127.0.0.1"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"postgresql://xiaoxi@127.0.0.1:{port}/postgres"
    for _ in range(100):
        if Conversations(address).problem() is None:
            break
        time.sleep(0.2)
    yield address, running
    running.send_signal(signal.SIGINT)
    running.wait(30)
    shutil.rmtree(directory)


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


@pytest.fixture
def redis() -> Iterator[tuple[int, subprocess.Popen]]:
    port = free_port()
    running = subprocess.Popen(
        [program("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL
    )
    time.sleep(0.5)
    yield port, running
    running.kill()
    running.wait()


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
