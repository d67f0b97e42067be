"""One real assistant for the whole run: its own database, ports and conversation store."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.engine import lean_rasa

# As the assistant runs: what the tests import of Rasa is ready in half the time.
lean_rasa.leave_out()

ROOT = Path(__file__).parent.parent
# A machine that does ten other things meanwhile.
START_SECONDS = 400
# What opens the door of WeChat; keys of the tests' own.
WECHAT = {
    "XIAOXI_WECHAT_TOKEN": "tests-own-token",
    "XIAOXI_WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "XIAOXI_WECHAT_APP_ID": "wx0123456789abcdef",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sender_id(name: str) -> str:
    """An id as the door takes it, the same for the same short name of a test's resident."""
    return name if len(name) >= 32 else hashlib.sha256(name.encode()).hexdigest()[:32]


@dataclass
class Assistant:
    """A running installation under `directory`, spoken to over HTTP."""

    directory: Path
    environment: dict[str, str]
    process: subprocess.Popen | None = None
    sent: list[Any] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['XIAOXI_ASSISTANT_PORT']}"

    @property
    def database(self) -> Path:
        return Path(self.environment["XIAOXI_DATABASE"])

    def start(self) -> "Assistant":
        log = (self.directory / "serve.log").open("ab")
        command = [sys.executable, "-m", "bot", "serve"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        self.wait_healthy()
        return self

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def health(self) -> tuple[int, dict[str, Any]]:
        return self.request("GET", "/webhooks/webchat/health")

    def wait_healthy(self, seconds: float = START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process and self.process.poll() is not None:
                break
            try:
                if self.health()[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.3)
        raise AssertionError(f"the assistant did not become healthy:\n{self.logs()}")

    def logs(self) -> str:
        files = [self.directory / "serve.log", *sorted((self.directory / "run" / "log").glob("*.log"))]
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}" for path in files if path.exists()
        )

    def request(
        self, method: str, path: str, body: Any = None, raw: bytes | None = None, headers: dict | None = None
    ) -> tuple[int, Any]:
        data = raw if raw is not None else (_as_a_browser_sends(body) if body is not None else None)
        request = urllib.request.Request(self.url + path, data=data, method=method)
        for key, value in (headers or {"Content-Type": "application/json"}).items():
            request.add_header(key, value)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, _decoded(response.read())
        except urllib.error.HTTPError as refused:
            return refused.code, _decoded(refused.read())

    def answered(self, sender: str, text: str | None = None, **body: Any) -> list[dict[str, Any]]:
        """`messages`, asked again where the door said that it is busy: what it apologised for was never applied."""
        for _ in range(3):
            replies = self.messages(sender, text, **body)
            if replies[0]["custom"]["kind"] != "error":
                break
            time.sleep(3)
        return replies

    def messages(self, sender: str, text: str | None = None, **other: Any) -> list[dict[str, Any]]:
        """What comes back to one message; fails the test on anything but 200."""
        body = {"sender": sender_id(sender), **({"text": text} if text is not None else {}), **other}
        status, answer = self.request("POST", "/webhooks/webchat/messages", body)
        assert status == 200, (status, answer)
        return answer["messages"]

    def pids(self) -> dict[str, int]:
        """Process ids of the supervised processes by name."""
        listing = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        assert self.process
        found = {}
        for line in listing.splitlines()[1:]:
            pid, parent, arguments = line.split(None, 2)
            if int(parent) == self.process.pid:
                name = next(
                    (
                        n
                        for n, mark in {"assistant": "rasa run", "actions": "-m actions", "desk": "desk serve"}.items()
                        if mark in arguments
                    ),
                    None,
                )
                if name:
                    found[name] = int(pid)
        return found


def _as_a_browser_sends(body: Any) -> bytes:
    """Characters as they are; what UTF-8 does not have, escaped."""
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole thing, started once by `python -m bot serve`."""
    directory = tmp_path_factory.mktemp("assistant")
    environment = {
        **os.environ,
        **WECHAT,
        "PYTHONPATH": str(ROOT),
        "XIAOXI_DATABASE": str(directory / "xiaoxi.db"),
        "XIAOXI_CONVERSATIONS": str(directory / "conversations.db"),
        "XIAOXI_RUN": str(directory / "run"),
        "XIAOXI_ASSISTANT_HOST": "127.0.0.1",
        "XIAOXI_ASSISTANT_PORT": str(free_port()),
        "XIAOXI_ACTIONS_PORT": str(free_port()),
        "XIAOXI_DESK_PORT": str(free_port()),
    }
    running = Assistant(directory, environment)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="session")
def assistant_url(assistant: Assistant) -> str:
    return assistant.url
