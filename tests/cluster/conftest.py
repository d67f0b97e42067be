"""PostgreSQL and Redis, real and started here. Where they are not installed these tests are skipped; .ci/run brings them."""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.conversations import Conversations
from tests.conftest import free_port


def program(name: str) -> str:
    """Where it is; without it the test is skipped."""
    found = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    found = found or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    if not found:
        pytest.skip(f"{name} is missing: apt-get install postgresql redis-server nginx-light")
    return found


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen]]:
    """Its address, and the process, which may be stopped."""
    directory, port = Path(f"/tmp/xiaoxi-postgres-{os.getpid()}"), free_port()
    shutil.rmtree(directory, ignore_errors=True)
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


@contextmanager
def redis_server() -> Iterator[tuple[int, subprocess.Popen]]:
    """Its port, and the process, which may be killed."""
    port = free_port()
    running = subprocess.Popen(
        [program("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL
    )
    time.sleep(0.5)
    try:
        yield port, running
    finally:
        running.kill()
        running.wait()


@pytest.fixture
def redis() -> Iterator[tuple[int, subprocess.Popen]]:
    with redis_server() as running:
        yield running
