"""WeChat's side played to the whole running assistant, Rasa and all: by the command, and by many at once."""

import os
import subprocess
import sys
import threading
from collections import Counter

from bot.settings import ROOT
from bot.wechat.seal import Seal
from bot.wechat.simulated import Server
from tests.conftest import WECHAT, Assistant

CALLBACKS, AT_ONCE = 60, 12
QUESTIONS = ("高龄津贴每月给多少", "低保到哪里申请", "领结婚证要带啥", "离婚冷静期几天", "你好", "我想找个人说")


def server(assistant: Assistant) -> Server:
    seal = Seal(WECHAT["XIAOXI_WECHAT_TOKEN"], WECHAT["XIAOXI_WECHAT_AES_KEY"], WECHAT["XIAOXI_WECHAT_APP_ID"])
    return Server(f"{assistant.url}/webhooks/wechat/", seal.token, seal)


def simulate(assistant: Assistant, *arguments: str) -> str:
    """What the command prints."""
    command = [sys.executable, "-m", "bot", "wechat", "simulate", *arguments]
    environment = {**os.environ, **assistant.environment}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_operator_talks_to_it_as_wechat_would(assistant: Assistant) -> None:
    said = simulate(assistant, "高龄津贴每月给多少", "更多", "--event", "subscribe")
    assert "100元" in said
    assert "我是小西" in said
    assert "先收下" not in said


def test_many_at_once_are_each_answered(assistant: Assistant) -> None:
    played = server(assistant)
    assert played.verify()
    answers: Counter[int] = Counter()
    gate = threading.Semaphore(AT_ONCE)

    def ask(number: int) -> None:
        with gate:
            if played.say(f"oWhole{number:022d}", "text", Content=QUESTIONS[number % len(QUESTIONS)]):
                answers[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CALLBACKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == Counter(range(CALLBACKS))


def test_whoever_wants_a_person_gets_a_code(assistant: Assistant) -> None:
    played = server(assistant)
    played.say("oWholePerson0000000000000001", "text", Content="高龄津贴每月给多少")
    said = played.say("oWholePerson0000000000000001", "text", Content="转人工")
    assert said and "12345" in said and "接通后报" in said


def test_no_log_and_no_file_holds_who_wrote(assistant: Assistant) -> None:
    who = "oWholeSecret0000000000000001"
    assert server(assistant).say(who, "text", Content="你好")
    for file in (path for path in assistant.directory.rglob("*") if path.is_file()):
        assert who.encode() not in file.read_bytes(), file.name
