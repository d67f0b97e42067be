"""A whole message through HTTP, one resident alone and sixteen at once: ours, ours of an earlier commit, an empty Rasa bot.

The empty bot is Rasa's own: a keyword classifier, one rule, one fixed reply over its `rest` door. The earlier commit runs
from a checkout of its own, made here. CPU is that of all processes of a bot; beside it wall clocks are noise.
"""

import hashlib
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
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bot import yaml_file

ROOT = Path(__file__).parent.parent
# Of every walk: answers, what follows on them, places, courtesy, what is not ours.
QUESTIONS = (
    "离婚冷静期多少天", "要带什么材料", "高龄津贴多少钱", "那九十岁的呢", "低保怎么申请", "月坛附近哪里有养老驿站",
    "谢谢", "结婚登记要带什么材料", "哪儿能捐旧衣服", "公积金怎么提取", "我爸二级残疾，有什么补贴",
)  # fmt: skip
FORMER = "ee7461a"
AT_ONCE, ROUNDS = 16, 20
START_SECONDS = 900

EMPTY = {
    "config.yml": {
        "recipe": "default.v1", "language": "zh", "assistant_id": "empty",
        "pipeline": [{"name": "KeywordIntentClassifier"}], "policies": [{"name": "RulePolicy"}],
    },
    "domain.yml": {"version": "3.1", "intents": ["ask"], "responses": {"utter_answer": [{"text": "好。"}]}},
    "data/nlu.yml": {"version": "3.1", "nlu": [{"intent": "ask", "examples": "".join(f"- {q}\n" for q in QUESTIONS)}]},
    "data/rules.yml": {
        "version": "3.1",
        "rules": [{"rule": "answer", "steps": [{"intent": "ask"}, {"action": "utter_answer"}]}],
    },
    "credentials.yml": {"rest": None},
}  # fmt: skip


@dataclass(frozen=True)
class Bot:
    """A running bot: what it is called, where messages go, how one is put, and the process everything hangs from."""

    title: str
    url: str
    body: Callable[[str, str], dict[str, str]]
    process: subprocess.Popen[bytes]


@dataclass(frozen=True)
class Load:
    """What came of so many residents at once, each sending the next message when the last was answered."""

    at_once: int
    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    refused: int


def measured(bot: Bot, at_once: int, rounds: int = ROUNDS) -> Load:
    """`rounds` messages of each of `at_once` residents, in a closed loop."""

    def resident(number: int) -> list[tuple[float, bool]]:
        who = hashlib.sha256(f"{bot.title}-{at_once}-{number}-{time.time()}".encode()).hexdigest()[:32]
        texts = [QUESTIONS[(number + turn) % len(QUESTIONS)] for turn in range(rounds)]
        return [_asked(bot.url, bot.body(who, text)) for text in texts]

    busy, began = _cpu_ms(bot.process.pid), time.perf_counter()
    with ThreadPoolExecutor(at_once) as residents:
        took = [each for one in residents.map(resident, range(at_once)) for each in one]
    seconds, busy = time.perf_counter() - began, _cpu_ms(bot.process.pid) - busy
    answered = [ms for ms, was_answered in took if was_answered]
    slow = quantiles(answered, n=20)[18]
    return Load(at_once, len(answered) / seconds, median(answered), slow, busy / len(took), len(took) - len(answered))


def _cpu_ms(root: int) -> float:
    """CPU of a process and all it started."""
    tick, total, family = 1000 / os.sysconf("SC_CLK_TCK"), 0.0, {root}
    rows = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        rows.append((int(stat.parent.name), int(fields[1]), int(fields[11]) + int(fields[12])))
    for pid, parent, ticks in sorted(rows):
        if parent in family or pid == root:
            family.add(pid)
            total += ticks * tick
    return total


@contextmanager
def running(bot: Bot) -> Iterator[Bot]:
    try:
        yield bot
    finally:
        os.killpg(bot.process.pid, signal.SIGINT)
        bot.process.wait(60)


def _empty() -> Bot:
    port = _free_port()
    folder = Path(tempfile.mkdtemp())
    for name, document in EMPTY.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml_file.write_text(document), encoding="utf-8")
    rasa = [sys.executable, "-m", "rasa"]
    quiet = {"cwd": folder, "env": _environment({}), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*rasa, "train", "--out", "models"], check=True, **quiet)  # type: ignore[call-overload]
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [*rasa, "run", "--interface", "127.0.0.1", "--port", str(port), "--credentials", "credentials.yml",
         "--cors", "*"],
        start_new_session=True, **quiet,
    )  # type: ignore[call-overload]  # fmt: skip
    _wait(f"http://127.0.0.1:{port}/webhooks/rest/")
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    return Bot(
        "空的 Rasa（关键词分类，一条固定回复）", url, lambda who, text: {"sender": who, "message": text}, process
    )


def _ours(title: str, checkout: Path) -> Bot:
    """This house, or an earlier one, as its own `bot serve` starts it."""
    port = _free_port()
    folder = Path(tempfile.mkdtemp())
    settings = {
        "XIAOXI_DATABASE": str(folder / "xiaoxi.db"), "XIAOXI_CONVERSATIONS": str(folder / "conversations.db"),
        "XIAOXI_RUN": str(folder), "XIAOXI_ASSISTANT_HOST": "127.0.0.1", "XIAOXI_ASSISTANT_PORT": str(port),
        "XIAOXI_ACTIONS_PORT": str(_free_port()), "XIAOXI_DESK_PORT": str(_free_port()),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"], cwd=checkout, env=_environment(settings, checkout), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _wait(f"http://127.0.0.1:{port}/webhooks/webchat/health")
    url = f"http://127.0.0.1:{port}/webhooks/webchat/messages"
    return Bot(title, url, lambda who, text: {"sender": who, "text": text}, process)


def _former() -> Path:
    """A checkout of FORMER, with the packages of this one."""
    folder = Path(tempfile.mkdtemp()) / FORMER
    subprocess.run(["git", "clone", "-q", "--shared", str(ROOT), str(folder)], check=True)
    subprocess.run(["git", "checkout", "-q", FORMER], cwd=folder, check=True)
    return folder


def _environment(more: dict[str, str], checkout: Path = ROOT) -> dict[str, str]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    return {**os.environ, "PYTHONPATH": str(checkout), **quiet, **more}


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{url} 没有起来")


def _asked(url: str, body: dict[str, str]) -> tuple[float, bool]:
    """Milliseconds, and whether it was answered: neither refused nor apologised for."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            said = answer.read()
    except (urllib.error.HTTPError, OSError):
        said = b'"kind": "error"'
    return (time.perf_counter() - started) * 1000, b'"kind":"error"' not in said.replace(b": ", b":")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """The table; `--without-former` leaves the earlier commit out."""
    start: list[Callable[[], Bot]] = [lambda: _ours("小西", ROOT), _empty]
    if "--without-former" not in sys.argv:
        start.insert(1, lambda: _ours(f"小西 {FORMER}", _former()))
    print("| | 同时几人 | 每秒答几条 | p50 毫秒 | p95 毫秒 | CPU 毫秒/条 | 没答上 |\n|---|--:|--:|--:|--:|--:|--:|")
    for each in start:
        with running(each()) as bot:
            measured(bot, 2, 6)
            for at_once in (1, AT_ONCE):
                load = measured(bot, at_once)
                print(f"| {bot.title} | {at_once} | {load.per_second:.1f} | {load.p50_ms:.0f} | {load.p95_ms:.0f} "
                      f"| {load.cpu_ms:.1f} | {load.refused} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
