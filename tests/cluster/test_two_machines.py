"""Two whole installations behind nginx, as deploy/nginx has it: PostgreSQL, Redis and nginx from Debian, all started here."""

import json
import os
import re
import shutil
import signal
import sqlite3
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot import database
from bot.knowledge import faq, revision, unanswered
from bot.settings import ROOT
from tests.cluster.conftest import program, redis_server
from tests.conftest import Assistant, free_port, sender_id

TOPIC = "marriage.cooling_off"
# Given up after so long; how long it takes is printed, and told in docs/decisions/0014.
PATIENCE_S = 20
WEBCHAT = "/webhooks/webchat"


@dataclass
class Street:
    """What residents reach: nginx before both machines."""

    url: str
    keeper: Assistant
    follower: Assistant

    def send(self, body: dict[str, Any]) -> tuple[int, Any]:
        request = urllib.request.Request(f"{self.url}{WEBCHAT}/messages", json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=40, context=ssl._create_unverified_context()) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def says(self, who: str, text: str) -> dict[str, Any]:
        status, answer = self.send({"sender": sender_id(who), "text": text})
        assert status == 200, answer
        return answer["messages"][0]["custom"]


@pytest.fixture(scope="module")
def street(postgres: tuple[str, subprocess.Popen], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("two")
    with redis_server() as (port, _):
        machines = [
            machine(folder / name, postgres[0], port, keeps) for name, keeps in (("keeper", "1"), ("follower", "0"))
        ]
        front = None
        try:
            for each in machines:
                each.start()
            front, url = in_front(folder, machines)
            yield Street(url, *machines)
        finally:
            if front:
                front.terminate()
                front.wait(20)
            for each in machines:
                each.stop()


def machine(folder: Path, postgres: str, redis: int, keeps: str) -> Assistant:
    folder.mkdir()
    for kept in [*ROOT.glob("var/learned-*.joblib"), *ROOT.glob("var/vectors.db")]:
        shutil.copy(kept, folder)
    places = {
        "XIAOXI_DATABASE": str(folder / "xiaoxi.db"), "XIAOXI_RUN": str(folder), "XIAOXI_VECTORS": str(folder / "vectors.db"),
        "XIAOXI_CONVERSATIONS": postgres, "XIAOXI_SHARED_KNOWLEDGE": postgres, "XIAOXI_KEEPS_KNOWLEDGE": keeps,
        "XIAOXI_LOCKS": f"redis://127.0.0.1:{redis}/0",
    }  # fmt: skip
    ports = {f"XIAOXI_{name}_PORT": str(free_port()) for name in ("ASSISTANT", "ACTIONS", "DESK")}
    return Assistant(folder, {**os.environ, "PYTHONPATH": str(ROOT), **places, **ports})


def in_front(folder: Path, machines: list[Assistant]) -> tuple[subprocess.Popen, str]:
    """deploy/nginx/xiaoxi.conf with these ports and a certificate of its own; nothing else of it is changed."""
    port = free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", str(folder / "key"), "-out", str(folder / "crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    shipped = (ROOT / "deploy" / "nginx" / "xiaoxi.conf").read_text(encoding="utf-8")
    servers = "\n".join(
        f"    server 127.0.0.1:{each.environment['XIAOXI_ASSISTANT_PORT']} max_fails=2 fail_timeout=5s;"
        for each in machines
    )
    here = re.sub(r"    server 127\.0\.0\.1:5005.*\n", servers + "\n", shipped)
    here = here.replace("listen 80;", f"listen 127.0.0.1:{free_port()};").replace(
        "listen 443", f"listen 127.0.0.1:{port}"
    )
    here = here.replace("/etc/ssl/xiaoxi.crt", str(folder / "crt")).replace("/etc/ssl/xiaoxi.key", str(folder / "key"))
    here = here.replace("/var/log/nginx/", f"{folder}/")
    whole = f"pid {folder}/nginx.pid; error_log {folder}/nginx.log; events {{}}\nhttp {{\n{here}\n}}\n"
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [program("nginx"), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    assert running.poll() is None, (folder / "nginx.log").read_text()
    return running, f"https://127.0.0.1:{port}"


def replies_of(machine: Assistant) -> float:
    """How many replies this machine has given, by its own count."""
    page = machine.request("GET", f"{WEBCHAT}/metrics")[1]
    return sum(float(line.rsplit(" ", 1)[1]) for line in page.splitlines() if line.startswith("xiaoxi_replies_total"))


def until(holds: Any, seconds: float) -> float:
    """Seconds until `holds`; fails the test after `seconds`."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "not in time"
        time.sleep(0.05)
    return time.monotonic() - began


def test_a_conversation_goes_on_whichever_machine_takes_the_next_message(street: Street) -> None:
    before = [replies_of(each) for each in (street.keeper, street.follower)]
    for number in range(4):
        who = f"wanders-{number}"
        assert street.says(who, "高龄老年人津贴多少钱")["topic"] == "elder.senior_allowance"
        assert street.says(who, "要带什么材料")["topic"].startswith("elder.")
    gained = [replies_of(each) - was for each, was in zip((street.keeper, street.follower), before, strict=True)]
    assert min(gained) > 0, "nginx sent everybody to one machine"


def test_an_edit_and_a_stop_are_live_on_both(street: Street) -> None:
    db = database.connect(street.keeper.database, migrated=False)
    now, base = faq.get(db, TOPIC)
    question = "离婚冷静期是多少天"
    for text in ("共享试验的口径。", "这一条先停用，请拨 12345。"):
        changed = replace(now, answer=text, questions=())
        base = revision.publish(db, changed, base=base, who="王芳", why="试验")
        for each in (street.keeper, street.follower):
            took = until(
                lambda machine=each, lead=text: machine.messages("edit", question)[0]["custom"].get("lead") == lead,
                PATIENCE_S,
            )
            print(f"live after {took:.2f} s")
    revision.publish(db, now, base=base, who="王芳", why="恢复")


def test_the_inbox_is_one(street: Street) -> None:
    street.follower.messages("odd", "养一窝蜜蜂要不要跟街道报备")
    db = database.connect(street.keeper.database, migrated=False)
    until(lambda: any("蜜蜂" in row["text"] for row in unanswered.waiting(db)), 5)


def test_a_machine_killed_under_load_loses_no_acknowledged_message(street: Street) -> None:
    acknowledged: list[tuple[dict[str, Any], Any]] = []
    over = threading.Event()

    def resident(number: int) -> int:
        lost = 0
        for turn in range(40):
            if over.is_set() and turn > 12:
                break
            body = {"sender": sender_id(f"load-{number}"), "text": "离婚冷静期多少天", "id": f"m{turn}"}
            status, answer = street.send(body)
            # An apology acknowledges nothing: what it is said for was never applied.
            if status == 200 and answer["messages"][0]["custom"]["kind"] != "error":
                acknowledged.append((body, answer))
            lost += status not in (200, 429)
        return lost

    with ThreadPoolExecutor(6) as residents:
        all_of_them = [residents.submit(resident, number) for number in range(6)]
        time.sleep(2)
        for pid in street.follower.pids().values():
            os.kill(pid, signal.SIGKILL)
        time.sleep(3)
        over.set()
        lost = sum(each.result() for each in all_of_them)
    assert lost == 0, "nginx asks the other machine"
    last = {body["sender"]: (body, answer) for body, answer in acknowledged}
    for body, answer in last.values():
        assert street.keeper.request("POST", f"{WEBCHAT}/messages", body) == (200, answer), (
            "the same id, the same answer"
        )
    street.follower.wait_healthy()
    assert street.follower.messages("load-1", "带什么材料")[0]["custom"]["topic"].startswith("marriage.")


def test_the_copy_knows_no_resident(street: Street) -> None:
    copy = sqlite3.connect(street.follower.database)
    assert copy.execute("SELECT count(*) FROM unanswered").fetchone()[0] == 0
