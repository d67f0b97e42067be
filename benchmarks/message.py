"""A whole message through HTTP: ours against an empty Rasa bot, both started here, asked in turn.

The empty bot is Rasa's own: a keyword classifier, one rule, one fixed reply over its `rest` door.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bot import yaml_file

ROOT = Path(__file__).parent.parent
QUESTIONS = ("离婚冷静期多少天", "高龄津贴多少钱", "低保怎么申请", "结婚登记要带什么材料", "哪儿能捐旧衣服")
ROUNDS = 60
START_SECONDS = 240

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


def run(rounds: int = ROUNDS) -> dict[str, Any]:
    """p50 and p95 of both in milliseconds, and the ratio of the medians."""
    empty_port, port = _free_port(), _free_port()
    empty, ours = _start_empty(empty_port), _start_ours(port)
    try:
        spans: dict[str, list[float]] = {"empty": [], "ours": []}
        for number in range(rounds + 5):
            text = QUESTIONS[number % len(QUESTIONS)]
            took_empty = _asked(
                f"http://127.0.0.1:{empty_port}/webhooks/rest/webhook", {"sender": f"b{number}", "message": text}
            )
            took_ours = _asked(
                f"http://127.0.0.1:{port}/webhooks/webchat/messages", {"sender": f"b{number}", "text": text}
            )
            if number >= 5:
                spans["empty"].append(took_empty)
                spans["ours"].append(took_ours)
    finally:
        for process in (empty, ours):
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)
    figures = {name: {"p50_ms": median(s), "p95_ms": quantiles(s, n=20)[18]} for name, s in spans.items()}
    return {**figures, "ratio": figures["ours"]["p50_ms"] / figures["empty"]["p50_ms"]}


def _start_empty(port: int) -> subprocess.Popen[bytes]:
    folder = Path(tempfile.mkdtemp())
    for name, document in EMPTY.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml_file.write_text(document), encoding="utf-8")
    rasa = [sys.executable, "-m", "rasa"]
    quiet = {"cwd": folder, "env": _environment({}), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*rasa, "train", "--out", "models"], check=True, **quiet)  # type: ignore[call-overload]
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [*rasa, "run", "--interface", "127.0.0.1", "--port", str(port), "--credentials", "credentials.yml"],
        start_new_session=True, **quiet,
    )  # type: ignore[call-overload]  # fmt: skip
    _wait(f"http://127.0.0.1:{port}/webhooks/rest/")
    return process


def _start_ours(port: int) -> subprocess.Popen[bytes]:
    folder = Path(tempfile.mkdtemp())
    settings = {
        "XIAOXI_DATABASE": str(folder / "xiaoxi.db"), "XIAOXI_CONVERSATIONS": str(folder / "conversations.db"),
        "XIAOXI_RUN": str(folder), "XIAOXI_ASSISTANT_HOST": "127.0.0.1", "XIAOXI_ASSISTANT_PORT": str(port),
        "XIAOXI_ACTIONS_PORT": str(_free_port()), "XIAOXI_DESK_PORT": str(_free_port()),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=_environment(settings), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _wait(f"http://127.0.0.1:{port}/webhooks/webchat/health")
    return process


def _environment(more: dict[str, str]) -> dict[str, str]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    return {**os.environ, "PYTHONPATH": str(ROOT), **quiet, **more}


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


def _asked(url: str, body: dict[str, str]) -> float:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()
    return (time.perf_counter() - started) * 1000


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    figures = run()
    for name, title in (
        ("ours", "小西（理解、动作服务、两个存储都在内）"),
        ("empty", "空的 Rasa（关键词分类，一条固定回复）"),
    ):
        print(f"{title}：p50 {figures[name]['p50_ms']:.1f} 毫秒，p95 {figures[name]['p95_ms']:.1f} 毫秒")
    print(f"p50 之比 {figures['ratio']:.2f}")


if __name__ == "__main__":
    main()
