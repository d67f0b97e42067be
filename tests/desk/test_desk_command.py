"""`python -m bot desk`: accounts on the command line; the desk itself starts, answers and stops."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desk_caller import Caller, free_port

from bot import database
from bot.cli.main import cli
from bot.desk import account, audit, session
from bot.errors import BadInput, Conflict, NotFound, Unavailable
from bot.settings import ROOT


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XIAOXI_DATABASE", str(tmp_path / "xiaoxi.db"))
    return tmp_path / "xiaoxi.db"


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["desk", "user", *words], input=typed)


def test_accounts_are_made_listed_stopped_and_restored(path: Path) -> None:
    made = run("add", "王芳", "--role", "editor", "--stdin", typed="一句好记的话就是密码\n")
    assert made.exit_code == 0 and "已建账号 王芳（编辑）" in made.output
    db = database.connect(path)
    assert account.with_password(db, "王芳", "一句好记的话就是密码")
    stored = next(db.query("SELECT password_hash FROM desk_account"))["password_hash"]
    assert stored.startswith("$argon2id$") and "密码" not in stored
    generated = run("add", "li.si", "--role", "agent", "--generate").output
    assert account.with_password(db, "li.si", generated.split("：")[1].split()[0])
    prompted = run("add", "zhao", "--role", "admin", typed="again and again!\nagain and again!\n")
    assert prompted.exit_code == 0 and "again" not in prompted.output
    listed = run("list").output
    assert "王芳\t编辑" in listed and "li.si\t坐席" in listed and "zhao\t管理员" in listed

    token = session.start(db, "王芳")
    assert run("disable", "王芳").exit_code == 0 and "已停用" in run("list").output
    assert session.holder(db, token) is None and account.with_password(db, "王芳", "一句好记的话就是密码") is None
    assert run("enable", "王芳").exit_code == 0 and account.with_password(db, "王芳", "一句好记的话就是密码")
    token = session.start(db, "王芳")
    assert run("password", "王芳", "--stdin", typed="换了一句好记的话\n").exit_code != 0, "too short"
    assert run("password", "王芳", "--stdin", typed="换了一句更好记的话啦\n").exit_code == 0
    assert session.holder(db, token) is None and account.with_password(db, "王芳", "换了一句更好记的话啦")
    assert [entry.action for entry in audit.entries(db, who="命令行", subject="王芳")] == [
        "password", "account_enable", "account_disable", "account_add",
    ]  # fmt: skip


def test_what_cannot_be_an_account_is_refused(path: Path) -> None:
    db = database.connect(path)
    account.add(db, "one", "agent", "a long enough password")
    for name, role, password, kind in (("one", "agent", "a long enough password", Conflict), ("a b", "agent", "a long enough password", BadInput),
                                       ("", "agent", "a long enough password", BadInput), ("<script>", "agent", "a long enough password", BadInput),
                                       ("two", "root", "a long enough password", BadInput), ("two", "agent", "short", BadInput),
                                       ("two", "agent", "aaaaaaaaaaaaaa", BadInput), ("two", "agent", "x1" * 101, BadInput)):  # fmt: skip
        with pytest.raises(kind):
            account.add(db, name, role, password)
    for words in (("disable", "nobody"), ("enable", "nobody"), ("password", "nobody", "--generate")):
        refused = run(*words)
        assert isinstance(refused.exception, NotFound), words
    assert run("add", "two", "--role", "agent", "--stdin").exit_code != 0, "no password given"


@pytest.fixture
def serving(stocked: Path, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XIAOXI_DATABASE": str(stocked),
        "XIAOXI_DESK_PORT": str(port),
    }
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "desk", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def test_it_starts_answers_and_stops(serving: tuple[str, subprocess.Popen], tmp_path: Path) -> None:
    url, process = serving
    deadline = time.monotonic() + 40
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
                assert answer.status == 200
            break
        except OSError:
            assert time.monotonic() < deadline and process.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.1)
    caller = Caller(url).sign_in("agent")
    assert "1450元" in caller.get("/hotline/results?q=低保标准").text
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (0, -signal.SIGINT, 130)
    written = (tmp_path / "log").read_text()
    assert url in written and "低保" not in written and "q=" not in written, "what callers say is not logged"


def test_it_says_why_it_does_not_start(path: Path) -> None:
    refused = CliRunner().invoke(cli, ["desk", "serve"])
    assert isinstance(refused.exception, Unavailable) and "db init" in str(refused.exception)
