"""Bots that the load table and the soak run measure: ours, ours of an earlier commit, Rasa's own. All behind HTTP.

Each runs in processes of its own, started from here and ended again; CPU and memory are read from /proc.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
START_SECONDS = 900
# A conversation of every walk: answers, what follows on them, places, courtesy, what is not ours, a screening.
MESSAGES = (
    "离婚冷静期多少天", "要带什么材料", "高龄津贴多少钱", "那九十岁的呢", "低保怎么申请", "月坛附近哪里有养老驿站",
    "谢谢", "结婚登记要带什么材料", "哪儿能捐旧衣服", "公积金怎么提取", "我爸二级残疾，有什么补贴",
    "我能领什么补贴", "七十八岁", "是北京户口", "先告诉我结果", "清明去扫墓要预约吗",
)  # fmt: skip
# What peers are trained to, so that the next run need not.
KEPT = Path(tempfile.gettempdir()) / "xiaoxi-benchmarks"
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Bot:
    """A running bot: what it is called, where messages go, how one is put, the processes everything hangs from, and
    the settings ours was started with.
    """

    title: str
    url: str
    body: Callable[[str, str], dict[str, str]]
    processes: tuple[Process, ...]
    settings: Mapping[str, str]

    def asked(self, who: str, text: str) -> tuple[float, bool]:
        """Milliseconds, and whether it was answered: neither refused nor apologised for."""
        started = time.perf_counter()
        said = post(self.url, self.body(who, text))
        is_answer = said != b"[]" and b'"kind":"error"' not in said.replace(b": ", b":")
        return (time.perf_counter() - started) * 1000, is_answer

    def cpu_ms(self) -> float:
        """CPU of all its processes so far."""
        tick = 1000 / os.sysconf("SC_CLK_TCK")
        return sum(ticks * tick for _, _, ticks in family({each.pid for each in self.processes}))


@contextmanager
def running(bot: Bot) -> Iterator[Bot]:
    try:
        yield bot
    finally:
        for process in bot.processes:
            os.killpg(process.pid, signal.SIGINT)
        for process in bot.processes:
            process.wait(60)


def ours(title: str = "小西", checkout: Path = ROOT) -> Bot:
    """This house, or an earlier one in a checkout of its own, as its `bot serve` starts it, with files of its own."""
    port, folder = free_port(), Path(tempfile.mkdtemp())
    settings = {
        "XIAOXI_DATABASE": str(folder / "xiaoxi.db"), "XIAOXI_CONVERSATIONS": str(folder / "conversations.db"),
        "XIAOXI_RUN": str(folder), "XIAOXI_ASSISTANT_HOST": "127.0.0.1", "XIAOXI_ASSISTANT_PORT": str(port),
        "XIAOXI_ACTIONS_PORT": str(free_port()), "XIAOXI_DESK_PORT": str(free_port()),
    }  # fmt: skip
    process = started([sys.executable, "-m", "bot", "serve"], checkout, settings)
    wait(f"http://127.0.0.1:{port}/webhooks/webchat/health", process)
    url = f"http://127.0.0.1:{port}/webhooks/webchat/messages"
    return Bot(title, url, lambda who, text: {"sender": who, "text": text}, (process,), settings)


def former(commit: str) -> Bot:
    """This house as of `commit`, in a checkout kept in KEPT, with the packages of this one."""
    folder = KEPT / commit
    if not folder.exists():
        subprocess.run(["git", "clone", "-q", "--shared", str(ROOT), str(folder)], check=True)
        subprocess.run(["git", "checkout", "-q", commit], cwd=folder, check=True)
    return ours(f"小西 {commit}", folder)


def family(roots: set[int]) -> list[tuple[int, str, int]]:
    """(process, its command line, CPU ticks) of `roots` and all they started."""
    rows = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            command = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        rows.append((int(stat.parent.name), int(fields[1]), command, int(fields[11]) + int(fields[12])))
    known, found = set(roots), []
    for pid, parent, command, ticks in sorted(rows):
        if parent in known or pid in known:
            known.add(pid)
            found.append((pid, command, ticks))
    return found


def started(command: list[str], folder: Path, settings: Mapping[str, str]) -> Process:
    """`command` in `folder`, silent, in a group of its own."""
    return subprocess.Popen(
        command, cwd=folder, env=environment(settings, folder), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def environment(more: Mapping[str, str], checkout: Path) -> dict[str, str]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    return {**os.environ, "PYTHONPATH": str(checkout), **quiet, **more}


def wait(url: str, process: Process) -> None:
    """Until `url` answers 200. Raises TimeoutError, or ChildProcessError where `process` has ended."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ChildProcessError(f"{process.args!r} 已经退出（{process.returncode}）")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{url} 没有起来")


def post(url: str, body: Mapping[str, object]) -> bytes:
    """What came back; for whatever is no answer, an error as ours would word it."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())
    except (urllib.error.HTTPError, OSError):
        return b'"kind": "error"'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
